//! Words for the columns that every book has, whatever it records: branch, day, serial number, total.
//!
//! Words for the fields of a kind are data of the rulebook; these belong to no kind.

/// Headers, as [`crate::reading::key`] writes them.
pub const SEQUENCE: &[&str] = &["序号", "编号", "no", "№", "行号", "顺序号", "序"];

pub const ORGANISATION: &[&str] = &[
    "党支部",
    "支部",
    "支部名称",
    "党支部名称",
    "党组织",
    "党组织名称",
    "所在党支部",
    "所在支部",
    "所属党支部",
    "所属支部",
    "所在党组织",
    "所属党组织",
    "组织名称",
    "支部全称",
    "党支部全称",
    "党组织全称",
    "单位党支部",
    "基层党组织",
    "所在党支部名称",
];

/// Words of labels and headers for the organisation above, or for others who are told of the table.
pub const SUPERIOR: &[&str] = &["上级", "主管", "隶属", "批准", "审批", "抄送", "主送", "报送", "督导"];
/// Words of headers for another organisation than the one whose rows these are.
pub const OTHER_ORGANISATION: &[&str] = &[
    "原", "曾", "转", "来自", "来源", "去向", "何处", "流入", "流出", "接收", "共建", "联建", "合作", "观摩", "联系",
    "结对", "帮扶", "对方", "对接", "被", "抬头", "下级", "下属",
];
/// Words of headers for what is no branch.
pub const NO_BRANCH: &[&str] = &["单位", "党委", "公司", "部门"];

/// Whether a header, as [`crate::reading::key`] writes it, is of another organisation than that of the rows.
pub fn tells_of_another(header_key: &str) -> bool {
    SUPERIOR.iter().chain(OTHER_ORGANISATION).any(|word| header_key.contains(word))
}

pub const OCCURRED: &[&str] = &[
    "日期",
    "时间",
    "召开时间",
    "召开日期",
    "会议时间",
    "会议日期",
    "开会时间",
    "开会日期",
    "活动时间",
    "活动日期",
    "开展时间",
    "开展日期",
    "谈话时间",
    "谈话日期",
    "谈心时间",
    "培训时间",
    "培训日期",
    "学习时间",
    "学习日期",
    "授课时间",
    "授课日期",
    "讲课时间",
    "上课时间",
    "发生时间",
    "发生日期",
    "举办时间",
    "报送时间",
    "报送日期",
    "报备时间",
    "报备日期",
    "上报时间",
    "上报日期",
    "交纳时间",
    "交纳日期",
    "缴纳时间",
    "缴纳日期",
    "交费时间",
    "交费日期",
    "换届时间",
    "换届日期",
    "补选时间",
    "补选日期",
    "选举时间",
    "选举日期",
    "起止时间",
    "起止日期",
    "认定时间",
    "考核时间",
    "督查时间",
    "督查日期",
    "年月日",
    "设立时间",
    "成立时间",
    "成立日期",
    "设立日期",
    "批准日期",
    "分析时间",
    "分析日期",
    "观摩时间",
    "核定时间",
    "核定日期",
    "召开年月日",
    "完成时间",
    "完成日期",
    "实际时间",
    "实际日期",
    "实际完成时间",
    "实际完成日期",
    "实际召开时间",
    "实际召开日期",
    "实际开展时间",
    "实际开展日期",
];

/// Kinds of record that hold for a time which may end after today: what somebody is let off, and by whom. All others
/// tell what happened.
pub const LASTING: &[&str] = &["exemption-approved", "dues-reduced", "vote-restricted"];
/// Headers for the last day of what such a record says.
pub const LAST_DAY: &[&str] =
    &["结束日期", "结束时间", "终止日期", "终止时间", "截止日期", "截止时间", "到期日期", "止期", "止", "至"];

/// Headers of neighbouring columns that are one day together: `2019`, `3`, `5`.
pub const YEAR_OF_DAY: &[&str] = &["年", "年份", "年度"];
pub const MONTH_OF_DAY: &[&str] = &["月", "月份"];
pub const DAY_OF_MONTH: &[&str] = &["日", "号", "日期"];

/// Words in a header for a day on which something was to happen: whether it did, another column says.
pub const PLANNED_DAY: &[&str] =
    &["计划", "拟定", "预定", "预计", "原定", "通知", "下次", "期满", "届满", "到期", "截止", "限"];

/// Words in a header for the day of an event of its own: what another row tells did not happen on it.
pub const DAY_OF_ANOTHER: &[&str] = &[
    "入党",
    "出生",
    "参加工作",
    "转正",
    "转入",
    "转出",
    "流入",
    "流出",
    "外出",
    "返回",
    "任职",
    "任期",
    "当选",
    "免职",
    "离任",
    "卸任",
    "撤销",
    "变更",
];

/// Words for the day of one kind alone, by its slug. They win over the common ones, and mean no other kind's: whoever
/// was dismissed on a day took no post then.
pub const OCCURRED_OF_KIND: &[(&str, &[&str])] = &[
    (
        "organisation-set-up",
        &[
            "成立时间",
            "成立日期",
            "设立时间",
            "设立日期",
            "组建时间",
            "批准成立时间",
            "建立时间",
            "成立年月",
            "批准时间",
        ],
    ),
    (
        "committee-elected",
        &[
            "本届任期起",
            "本届任期起始",
            "本届任期起始时间",
            "换届时间",
            "换届日期",
            "最近换届",
            "最近换届时间",
            "最近换届日期",
            "上次换届时间",
            "本届选举时间",
            "任期起",
            "本届班子产生时间",
            "最近一次换届时间",
            "本届任期开始时间",
            "届期起始",
            "本届起始时间",
        ],
    ),
    ("organisation-dissolved", &["撤销时间", "撤销日期", "撤并时间", "撤并日期"]),
    ("group-dissolved", &["撤销时间", "撤销日期", "撤并时间", "撤并日期"]),
    (
        "member-joined",
        &["转入时间", "转入日期", "转入本支部时间", "进入支部时间", "到支部时间", "进入支部日期", "转入支部时间"],
    ),
    ("member-left", &["转出时间", "转出日期", "减少时间", "离开时间", "离开日期", "转走时间"]),
    ("became-full-member", &["转正时间", "转正日期"]),
    (
        "post-taken",
        &[
            "任职时间",
            "任职日期",
            "任职起始时间",
            "任现职时间",
            "任职起",
            "任期起",
            "当选时间",
            "当选日期",
            "任命时间",
            "任命日期",
        ],
    ),
    (
        "post-left",
        // The end of a term ends no post: 任期止 is none of them.
        &["免职时间", "免职日期", "离任时间", "离任日期", "卸任时间", "卸任日期", "去职时间", "任职止"],
    ),
    ("floating-out", &["流出时间", "流出日期", "外出时间", "外出日期"]),
    ("floating-returned", &["返回时间", "返回日期"]),
    ("organisation-changed", &["变更时间", "变更日期"]),
    ("organisation-dissolved", &["撤销时间", "撤销日期"]),
    ("floating-in", &["流入时间", "流入日期", "流入起止时间", "流入起止日期", "起止时间", "起止日期", "时间", "日期"]),
];

/// Kinds whose records have their own day elsewhere: common words for days do not mean theirs. Of a guest, as of a
/// member, a list tells other days as well.
pub const WITHOUT_COMMON_DAY: &[&str] = &["member-joined", "floating-in", "organisation-set-up", "unit-facts"];

/// Words of titles for lists of floating members, who are no members of the branch or away from it: no such list is a
/// roster, however much its columns look like one.
pub const FLOATING: &[&str] = &["流动党员", "流入党员", "流出党员"];
/// In front of these words, what makes them a remark about the roster.
pub const FLOATING_AMONG_OTHERS: &[&str] = &["含", "包括", "除"];

/// Words of titles for lists of people who are no members of the branch, or no longer: no such list is a roster.
pub const NO_MEMBERS: &[&str] =
    &["积极分子", "发展对象", "申请人", "申请入党", "团员", "群众", "党外", "民主党派", LEFT];
/// Who left was a member.
pub const LEFT: &str = "转出";
/// What a list is called: behind it, in brackets, may stand whose it is.
pub const LIST: &[&str] = &["花名册", "名册", "名单", "表", "台账"];
/// What in one of two headers makes it another thing than the other, or the opposite: 申请入党时间 is no 入党时间,
/// 缺席人数 no 出席人数, 欠交 no 交纳, 免职 no 任职.
pub const OTHER_THINGS: &[&str] = &[
    "申请",
    "积极分子",
    "发展对象",
    "介绍人",
    "请假",
    "拟",
    "计划",
    "预",
    "要求",
    "标准",
    "下次",
    "上次",
    "任期止",
    "未",
    "不",
    "非",
    "无",
    "欠",
    "退",
    "减",
    "免",
    "应",
    "剩",
    "余",
    "差",
    "旷",
    "缺",
    "离",
    "留",
    "撤",
    "停",
    "分开",
    "单独",
    "取消",
    "被",
    "迟",
    "补",
    "原",
];

/// Fields of a member that tell namesakes apart in any book.
pub const HINTS: &[&str] = &[facts::kinds::JOINED_ON, "born", "id-number"];

pub const PERSON: &[&str] = &["姓名", "党员姓名", "党员", "名字"];

/// The cell in the corner of a table with names on one side and days on the other.
pub const CORNER: &[&str] =
    &["姓名日期", "日期姓名", "姓名时间", "时间姓名", "党员日期", "日期党员", "姓名活动日期", "活动日期姓名"];

/// The same of a table with months on one side.
pub const MONTH_CORNER: &[&str] = &[
    "月份",
    "姓名月份",
    "月份姓名",
    "姓名/月份",
    "月份/姓名",
    "姓名\\月份",
    "月份\\姓名",
    "时间",
    "日期",
    "期间",
    "月",
    "党员/月份",
    "月份/党员",
];

/// Parts of headers over amounts and numbers, which are no names.
pub const AMOUNTS: &[&str] = &["数", "额", "费", "金", "款", "资", "交", "缴", "收", "计", "欠", "元"];

pub const NOTE: &[&str] = &["备注", "说明", "附注", "注"];

pub const KIND: &[&str] = &[
    "会议类型",
    "活动类型",
    "类型",
    "种类",
    "会议种类",
    "会议形式",
    "会议名称",
    "记录类型",
    "活动名称",
    "类别",
    "会议类别",
    "组织生活类型",
    "会议",
    "组织生活形式",
    "活动类别",
    "形式",
    "名称",
    "项目",
];

/// In brackets behind a kind of meeting: that it was held together with another.
pub const MERGED: &str = "合并";

/// What may stand with a kind's word in a column of kinds: which one of the year, who, and that it took place.
pub const WITH_KINDS: &[&str] = &[
    "季度",
    "上半年",
    "下半年",
    "年度",
    "年",
    "月份",
    "月",
    "次",
    "党支部",
    "支部",
    "全体",
    "扩大",
    "活动",
    "会议",
    "召开",
    "开展",
    "例会",
    "固定",
    "定期",
    "临时",
    "微",
    "专题",
    "本",
];

/// Words for several kinds at once.
pub const SEVERAL_KINDS: &[(&str, &[&str])] = &[("三会一课", MEETINGS_AND_LECTURE)];
const MEETINGS_AND_LECTURE: &[&str] = &["members-meeting", "committee-meeting", "group-meeting", "party-lecture"];

/// How people call what a member may be exempt from, beside the names of the kinds.
pub const EXEMPT_FROM: &[(&str, &[&str])] = &[
    ("交纳党费", &["dues-paid"]),
    ("缴纳党费", &["dues-paid"]),
    ("交党费", &["dues-paid"]),
    ("缴党费", &["dues-paid"]),
    ("集中学习", &["training"]),
    ("集中培训", &["training"]),
    ("学习", &["training"]),
    ("学习培训", &["training"]),
    ("教育培训学时", &["training"]),
    ("党日活动", &["theme-day"]),
    ("主题党日活动", &["theme-day"]),
    ("三会一课", MEETINGS_AND_LECTURE),
    ("党内会议", &["members-meeting", "group-meeting", "committee-meeting"]),
    (
        "组织生活",
        &[
            "members-meeting",
            "committee-meeting",
            "group-meeting",
            "party-lecture",
            "theme-day",
            "life-meeting",
            "democratic-evaluation",
        ],
    ),
];

pub const PRESENCE: &[&str] = &[
    "到会情况",
    "出勤情况",
    "出席情况",
    "签到情况",
    "考勤",
    "到会",
    "签到",
    "出勤",
    "是否到会",
    "是否参加",
    "是否出席",
    "参会情况",
    "参加情况",
];

/// Whether what a row is about took place.
pub const HELD: &[&str] =
    &["是否召开", "是否开展", "是否举行", "是否已召开", "是否已开展", "是否开会", "召开与否", "是否完成"];

/// Why somebody was not there, beside who was not.
pub const ABSENCE_REASON: &[&str] = &[
    "缺席原因",
    "缺席事由",
    "缺席理由",
    "缺勤原因",
    "请假原因",
    "请假事由",
    "请假理由",
    "未到原因",
    "未到会原因",
    "未参加原因",
    "未参会原因",
];

/// How headers of what is owed and what was paid begin, where they stand under a month.
pub const DUE: &[&str] = &["应交", "应缴", "应收"];
pub const PAID: &[&str] = &["实交", "实缴", "实收", "已交", "已缴", "交纳", "缴纳"];

pub const TOTAL: &[&str] = &[
    "合计",
    "总计",
    "小计",
    "共计",
    "累计",
    "全年合计",
    "年度合计",
    "合计金额",
    "交纳合计",
    "全年",
    "总额",
    "应交合计",
    "实交合计",
    "出勤次数",
    "缺勤次数",
    "参加次数",
    "出勤率",
    "到会率",
    "合计元",
    "总学时",
    "学时合计",
    "合计学时",
    "累计学时",
    "全年学时",
];

/// Columns that refused tables carry.
pub const REASONS: &[&str] = &[crate::words::REASON_HEADER, crate::words::ADVICE_HEADER];

/// How the names of organisations end, as [`crate::reading::key`] writes them.
pub const ORGANISATION_ENDINGS: &[&str] = &["支部", "总支", "党委", "支部委员会", "党委会", "党组"];

/// First words of rows that sum up, as [`crate::reading::key`] writes them.
pub const TOTAL_ROW: &[&str] = &[
    "合计",
    "总计",
    "小计",
    "共计",
    "累计",
    "本页合计",
    "本页小计",
    "平均",
    "应到",
    "实到",
    "应到人数",
    "实到人数",
    "到会人数",
    "参会人数",
    "出勤人数",
    "缺席人数",
    "缺勤人数",
    "请假人数",
    "出勤率",
    "到会率",
];

/// First words of rows that explain.
pub const REMARK_ROW: &[&str] = &[
    "说明",
    "注",
    "备注",
    "填表",
    "填报",
    "制表",
    "审核",
    "负责人",
    "截止",
    "打印",
    "图例",
    "标记",
    "符号",
    "填写说明",
    "单位负责人",
    "支部书记签",
    "书记签",
    "记录人签",
    "经办",
    "复核",
    "单位",
    "联系人",
    "附",
    "日期",
    "制单",
    "核对",
    "签字",
    "签名",
    "盖章",
    "注意",
];

/// Labels of what explains marks, also without a colon behind them.
pub const LEGEND: &[&str] = &["图例", "标记", "符号", "标记说明", "符号说明", "考勤符号", "签到符号"];

/// How titles of tables end.
pub const TITLE_ENDINGS: &[&str] = &[
    "表",
    "台账",
    "台帐",
    "记录",
    "纪录",
    "登记",
    "名册",
    "花名册",
    "情况",
    "统计",
    "汇总",
    "明细",
    "簿",
    "册",
    "清单",
];

/// Words of titles for what is not done yet. A kind that is called by one of them records plans.
pub const PLANNED: &[&str] = &["计划", "方案", "通知", "报名", "预告"];
/// So are these, but for who does what in a branch: 班子成员联系分工安排. A kind called by one records it.
pub const ARRANGED: &[&str] = &["安排"];
/// Of dues that nobody has paid.
pub const OWED: &[&str] =
    &["应缴", "应交", "应收", "欠缴", "欠交", "未缴", "未交", "拖欠", "欠费", "催缴", "待缴", "待交"];
/// Of those who were not there.
pub const AWAY: &[&str] =
    &["未到会", "未参加", "未参会", "未出席", "未签到", "未到", "缺席", "请假", "缺勤", "旷会", "不到"];
/// Of people, votes and things that have to do with meetings and are none.
pub const LISTED: &[&str] = &[
    "得票",
    "票数",
    "选票",
    "投票",
    "计票",
    "选举结果",
    "候选人",
    "成员名单",
    "成员",
    "成员分工",
    "名单",
    "花名册",
    "名册",
    "通讯录",
    "发放",
    "领取",
];
/// Words of titles for those who were there: with them a list names who came.
pub const CAME: &[&str] = &["签到", "出席", "到会", "参加", "参会", "与会", "出勤", "考勤", "列席", "实到"];
/// Who should come.
pub const EXPECTED: &[&str] = &["应到会", "应到", "应参加", "应参会", "应出席"];
/// What may stand behind such words up to the end of a title.
pub const SORTS_OF_LIST: &[&str] = &[
    "安排", "计划", "一览", "台账", "台帐", "情况", "名单", "登记", "统计", "汇总", "明细", "清单", "结果", "完成",
    "执行", "落实", "实施", "进度", "人员", "党员", "党费", "费用", "金额", "公示", "年度", "分工", "原因", "记录",
    "及", "和", "与", "表", "单", "册", "簿", "条", "年", "月", "份", "的",
];
/// How the titles of tables end that record what was done, whatever the file around them is called.
pub const RECORD_ENDINGS: &[&str] = &["台账", "台帐", "记录", "记录表", "纪录", "登记", "登记表", "登记簿", "统计表"];

/// Words in front of the day on which a table was filled in, sent or printed: not the day of anything in it.
pub const FILING: &[&str] = &[
    "填报", "填表", "填写", "填制", "制表", "制作", "报送", "上报", "报告", "打印", "导出", "更新", "编制", "统计",
    "归档", "建档", "建立", "整理", "汇总", "签发", "印发", "审核", "盖章",
];
pub const UNTIL: &[&str] = &["截止", "截至"];
pub const DAY_ENDINGS: &[&str] = &["时间", "日期", "年月日", "年月", "日", "于", "到"];

/// Labels above a table for the day of the meeting that it is about.
pub const DAY_LABELS: &[&str] = &[
    "时间",
    "日期",
    "会议时间",
    "会议日期",
    "召开时间",
    "召开日期",
    "活动时间",
    "活动日期",
    "开展时间",
    "开展日期",
    "学习时间",
    "学习日期",
    "授课时间",
    "授课日期",
    "签到时间",
    "签到日期",
];

/// Sheets that explain and record nothing.
pub const REMARK_SHEET: &[&str] = &[
    "说明",
    "填表说明",
    "填写说明",
    "填报说明",
    "目录",
    "封面",
    "注意事项",
    "使用说明",
    "字典",
    "数据字典",
    "下拉选项",
];

/// Sheets that show how a table is filled in: what stands there is nobody's.
pub const SAMPLE_SHEET: &[&str] = &["样表", "样例", "样张", "示例", "范例", "填写示例", "填表示例", "参考样表"];
/// Hidden sheets that somebody put aside.
pub const DISCARDED_SHEET: &[&str] = &["作废", "废弃", "废表", "已作废", "停用"];
/// In front of a row, or at the beginning of its remark, that shows how the table is filled in.
pub const SAMPLE_ROW: &[&str] = &["例", "例如", "样例", "示例", "范例", "填写示例", "填写样例"];
/// Words at the end of a table.
pub const FOOTER: &[&str] =
    &["以下空白", "以下无正文", "以下无", "以下为空", "以下略", "此行以下空白", "本页以下空白", "以上"];

/// Headers of those who were there in tables whose kind is known. Trainings have them as well, so that they tell none.
pub const TOOK_PART: &[&str] = &["参学人员", "参学党员"];

/// Words of a header that lists who was not there.
pub const ABSENCE: &[&str] = &["缺席", "请假", "未到", "缺勤", "未参加", "不到", "旷会", "旷课"];

/// Slugs of the fields that tell what a meeting was about.
pub const TOPIC: &[&str] = &["subject", "theme"];

/// How words beside a day begin or end that are no topic of it: 5月5日应到, 5月5日(第二批).
pub const NO_TOPIC_BEGINS: &[&str] =
    &["应", "实", "未", "缺", "旷", "计划", "拟", "补", "取消", "推迟", "延期", "改", "是否", "原"];
pub const NO_TOPIC_ENDS: &[&str] = &[
    "批", "场", "室", "楼", "组", "次", "期", "学时", "课时", "人数", "情况", "原因", "备注", "合计", "签到", "到会",
    "出勤",
];

/// Headers of how many were expected and how many came, in one cell: `9/8`.
pub const EXPECTED_AND_ATTENDED: &[&str] =
    &["应到/实到", "应到/实到人数", "应到人数/实到人数", "应到实到", "应到实到人数", "应到/实到(人)", "应到/实到情况"];

/// Headers of answers that say the opposite of a field, by its slug: 单独召开 `是` is 合并召开 `否`.
pub const OPPOSITE: &[(&str, &[&str])] = &[(
    "merged",
    &[
        "单独召开",
        "是否单独召开",
        "独立召开",
        "是否独立召开",
        "分开召开",
        "是否分开召开",
        "未合并",
        "未合并召开",
        "是否未合并召开",
        "是否与业务会议分开",
        "是否与业务会议分开召开",
        "与业务会议分开",
        "是否与行政会议分开",
        "是否与行政会议分开召开",
        "与行政会议分开",
    ],
)];
