//! Every Chinese sentence that intake shows, in one place.
//!
//! Each refusal says what was expected, what was found, and what to do. The tone is about the book, not its keeper.

use std::fmt;

use facts::{Day, Span};

use crate::book::BookError;
use crate::draft::NoteKind;
use crate::reading::IdentityProblem;
use crate::recognise::{Instead, Nearest};
use crate::refusal::{Conflict, EverybodyProblem, Extent, GuestProblem, Reason, Refusal};

/// Headers of the columns that refused tables carry; they are passed over when the table comes back.
pub const REASON_HEADER: &str = "未导入原因";
pub const ADVICE_HEADER: &str = "处理建议";
/// Begins the reasons of a row of which nothing was taken, for people and for when the table comes back.
pub const NOTHING_OF_ROW: &str = "整行没有收。";

/// What a book says was not done takes nothing back that an earlier one said was.
const STAYS: &str = "台账里已收过的不因此作废，要作废请用 wuhua withdraw";

impl fmt::Display for BookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BookError::Empty => write!(f, "文件是空的（0 字节）。请确认文件已保存完整，再导入一次"),
            BookError::TooLarge { bytes, limit } => write!(
                f,
                "文件有 {} MB，超过上限 {} MB。请按年度或按单位拆成几个文件，去掉图片后再导入",
                bytes >> 20,
                limit >> 20
            ),
            BookError::Unpacked { limit } => {
                write!(f, "文件解开后超过 {} MB。请按年度或按单位拆成几个文件再导入", limit >> 20)
            }
            BookError::Bomb { part, ratio } => {
                write!(
                    f,
                    "文件里的“{part}”解开后膨胀 {ratio} 倍以上，不像正常的表格，没有打开。请用 Excel 另存一份再导入"
                )
            }
            BookError::Encrypted => write!(f, "文件加了密码。请在 Excel 里取消密码、另存一份，再导入"),
            BookError::Truncated => write!(f, "文件不完整（可能没有下载或复制完）。请重新取得原文件再导入"),
            BookError::NotAWorkbook { seems: Some(seems) } => {
                write!(f, "这不是表格，而是{seems}。请导入 xlsx、xls、ods 或 csv 文件")
            }
            BookError::NotAWorkbook { seems: None } => {
                write!(f, "这不是表格文件。请导入 xlsx、xls、ods 或 csv 文件")
            }
            BookError::Damaged { detail } => {
                write!(f, "文件已损坏，无法读取。请用 Excel 打开并另存一份，再导入（系统原文：{detail}）")
            }
            BookError::TooManyRows { sheet, limit } => {
                write!(f, "工作表“{sheet}”超过 {limit} 行。请删去多余的行，或拆成几个文件再导入")
            }
            BookError::TooManyColumns { sheet, limit } => {
                write!(f, "工作表“{sheet}”超过 {limit} 列。请删去多余的列再导入")
            }
            BookError::TooManyCells { limit } => write!(f, "表格超过 {limit} 个单元格。请拆成几个文件再导入"),
            BookError::TooManySheets { limit } => write!(f, "工作簿超过 {limit} 张工作表。请拆成几个文件再导入"),
            BookError::UnknownEncoding { line } => {
                write!(f, "第 {line} 行起的文字既不是 UTF-8 也不是 GBK。请在 Excel 里另存为“CSV UTF-8”或 xlsx 再导入")
            }
            BookError::NothingInside => write!(f, "表格里没有任何内容。请确认选对了文件"),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let extent = match self.extent {
            Extent::Sheet => "整张表未导入",
            Extent::Row => "此行未导入",
            Extent::Cell => "此格未导入，同行其余已导入",
            Extent::Column => "此列未导入，其余各列已导入",
        };
        let Refusal { file, sheet, cell, expected, found, advice, .. } = self;
        write!(f, "{file} 〔{sheet}〕{cell}：应为{expected}，实为“{found}”（{extent}）。{advice}")
    }
}

/// What the cell should have held.
pub fn expected(reason: &Reason) -> String {
    match reason {
        Reason::NoSuchDay => "日历上有的日子".to_owned(),
        Reason::NotADate => "日期，如 2019-03-05 或 2019年3月5日".to_owned(),
        Reason::TwoDigitYear => "四位数年份的日期，如 2019-03-05".to_owned(),
        Reason::YearOnly => "写到日的日期，如 2019-03-05".to_owned(),
        Reason::NoYear => "带年份的日期，如 2019-03-05".to_owned(),
        Reason::AmbiguousDate => "分得清 1 月还是 10 月的日期".to_owned(),
        Reason::Future { today } => format!("不晚于今天（{today}）的日期"),
        Reason::TooEarly => "1921 年以后的日期".to_owned(),
        Reason::MissingDate => "发生的日期".to_owned(),
        Reason::NoSuchOrganisation { .. } => "已登记的党组织名称".to_owned(),
        Reason::MissingOrganisation | Reason::BlankOrganisation => "所在党组织".to_owned(),
        Reason::SeveralOrganisations { .. } => "标题和工作表名只写一个党支部，或有一列写明每一行是哪个支部".to_owned(),
        Reason::NoSuchSuperior { .. } => "已登记的上级党组织名称".to_owned(),
        Reason::OrganisationTwice => "每个党组织一行，名称不重复".to_owned(),
        Reason::NoSuchMember { organisation } => format!("{organisation}的党员姓名"),
        Reason::ColumnOfStranger { organisation, name } => {
            format!("空格，因为{organisation}没有叫“{name}”的党员")
        }
        Reason::AmbiguousMember { .. } => "能分清是谁的姓名".to_owned(),
        Reason::Guest(problem) => expected_of_guest(problem),
        Reason::Everybody(problem) => expected_of_everybody(problem),
        Reason::Conflict(conflict) => expected_of_conflict(conflict),
        Reason::MissingName | Reason::CountOfPeople => "姓名".to_owned(),
        Reason::NotAName => "一个人的姓名，不带别的内容".to_owned(),
        Reason::NoSuchGroup { known } if known.is_empty() => "本支部的党小组（还没有登记过）".to_owned(),
        Reason::NoSuchGroup { known } => format!("本支部的党小组（{}）", known.join("、")),
        Reason::NotANumber => "数字".to_owned(),
        Reason::NotWhole => "整数".to_owned(),
        Reason::TooFine => "最多两位小数的数".to_owned(),
        Reason::OtherUnit { unit } if unit.is_empty() => "不带其他单位的数".to_owned(),
        Reason::OtherUnit { unit } => format!("以“{unit}”为单位的数"),
        Reason::BelowMinimum { minimum, exclusive: true } => format!("大于 {minimum} 的数"),
        Reason::BelowMinimum { minimum, exclusive: false } => format!("不小于 {minimum} 的数"),
        Reason::AboveMaximum { maximum } => format!("不大于 {maximum} 的数"),
        Reason::NotAChoice { choices, .. } => format!("{}之一", choices.join("、")),
        Reason::NotAFlag => "“是”或“否”".to_owned(),
        Reason::NotAPeriod => "月、季度、半年或年，如 2019年3月".to_owned(),
        Reason::UnknownMark { .. } => "到会标记，如 √、线上、病假、缺席".to_owned(),
        Reason::ContradictsItself => "每人只有一种到会情况".to_owned(),
        Reason::UnclearAbsence => "分得清是谁的缺席原因".to_owned(),
        Reason::IdentityNumber(_) => "正确的 18 位公民身份号码(GB 11643-1999)".to_owned(),
        Reason::IdentityNumberTaken => "每人一个身份证号".to_owned(),
        Reason::OtherIdentityNumber => "与已有的同名党员分得清的人：身份证号不同，入党时间却相同或没有写".to_owned(),
        Reason::OtherJoiningDay { known } => format!("与已有的入党时间（{known}）一致，因为身份证号相同"),
        Reason::OtherSecret { field } => format!("与已有的“{field}”一致，或空着"),
        Reason::SecretByProgram { field } => format!("空着：“{field}”是保密的，程序不能导入"),
        Reason::UnknownColumn { .. } => "认得的列".to_owned(),
        Reason::NoPlace { kind } => format!("空格（“{kind}”没有这一项）"),
        Reason::UnknownKind => "会议或活动的类型，如 党员大会、支委会、党课".to_owned(),
        Reason::MissingField { field } => format!("“{field}”一项的内容"),
        Reason::NoColumn { field, .. } => format!("有“{field}”一列的表"),
        Reason::TooManyNames { part } => format!("一名{part}"),
        Reason::UnknownSheet { .. } => "认得的台账（能看出记的是什么，表头在前 12 行）".to_owned(),
        Reason::ListOfOthers { .. } => "党员花名册，或别的认得的台账".to_owned(),
        Reason::SideBySide => "每列只出现一次的表头".to_owned(),
        Reason::SeveralKinds { .. } => "标题只写一种台账，或有一列写明每一行是哪一种".to_owned(),
        Reason::AboveHeader => "表头以上只有标题".to_owned(),
        Reason::OtherHeader => "与上面的表头相同的列".to_owned(),
        Reason::HeaderWithoutYear => "写明年份的列名，如 2019年3月5日".to_owned(),
        Reason::SheetWithoutYear => "标题、表名或文件名里有年份，如 2019年".to_owned(),
        Reason::NotAMember => "党员（正式党员或预备党员）".to_owned(),
        Reason::FullBeforeJoined { joined } => format!("不早于入党日期（{joined}）的转正日期"),
        Reason::EndsBefore { first } => format!("不早于开始那天（{first}）的日期"),
        Reason::OrganisationRefused => "自己那一行已导入的党组织".to_owned(),
        Reason::NotAPhone => "只由数字组成的电话号码".to_owned(),
        _ => expected_of_doubt(reason),
    }
}

/// Where the cell cannot be read at all, or where a reading would say more than the book does.
fn expected_of_doubt(reason: &Reason) -> String {
    match reason {
        Reason::CutInQuotation => "成对的引号".to_owned(),
        Reason::Exempt => "交纳的金额，没有交的写“未交”".to_owned(),
        Reason::ErrorCell => "正常的内容".to_owned(),
        Reason::FormulaWithoutResult => "内容，或算好结果的公式".to_owned(),
        Reason::NothingAbove => "上一行同一列有内容".to_owned(),
        Reason::RemarkOverDays => "空格（备注说的是哪一天，分不清）".to_owned(),
        Reason::PostsWithoutDay => "有“任职时间”一列的表".to_owned(),
        Reason::PostNotKnown => "“班子成员”表或台账里登记过的党内职务".to_owned(),
        Reason::NotASession { field } => format!("{field}的日期（首场是哪一天），如 2019-03-05"),
        Reason::SeveralDays => "一个日期，或从哪一天到哪一天".to_owned(),
        Reason::DayMoved => "实际的那一天".to_owned(),
        Reason::TakenBack { remark } => format!("不带“{remark}”的内容"),
        Reason::NoLongerMember { remark } => format!("在册的党员，不带“{remark}”"),
        Reason::NoLongerStanding { remark } => format!("现有的党组织，不带“{remark}”"),
        Reason::OtherMonths { remark } => format!("一个月（期）的数，不带“{remark}”"),
        Reason::SomebodyElse { remark } => format!("实际是谁的姓名，不带“{remark}”"),
        Reason::NotDone { .. } => "已经做了的事的台账".to_owned(),
        Reason::NothingToBeExemptFrom { known } => format!("免除的是哪一种（{}），或“全部”", known.join("、")),
        Reason::WasAway => "到场参加的人".to_owned(),
        Reason::NotHeld => "已经召开的会议、开展了的活动".to_owned(),
        Reason::DayAlone => "日期以外，还有主持人、参会人员、议题等内容".to_owned(),
        Reason::TotalDiffers { sum } => format!("与各月之和一致的合计（{sum}）"),
        Reason::OtherTimes { times } => format!("与各格标记一致的次数（{times}）"),
        Reason::NumberWithoutMarks => "有到会标记的那一天的人数".to_owned(),
        Reason::MoreThanExpected { expected } => format!("不超过应到人数（{expected}）的实到人数"),
        Reason::MoreThanStayedAway { stayed_away } => format!("不超过应到减实到（{stayed_away}）的人数"),
        Reason::MoreThanTheDays { hours } => format!("这些天里容得下的学时（不超过 {hours}）"),
        Reason::SharedNumber { .. } => "每条记录自己的数".to_owned(),
        Reason::SeveralMonths => "这一个月的交纳金额".to_owned(),
        Reason::PaidWithoutAmount => "交纳的金额".to_owned(),
        Reason::OwedBesidePaid => "交纳的金额，不是该交的".to_owned(),
        Reason::LooksTheSame => "台账里还没有的记录".to_owned(),
        Reason::SeveralToCorrect { .. } => "分得清更正哪一条的记录".to_owned(),
        Reason::NotYours { .. } => "您能记台账的党组织".to_owned(),
        Reason::SetUpOnAnotherDay { stands } => format!("与台账里一致的成立时间（{stands}）"),
        _ => String::new(),
    }
}

/// What to do about it.
pub fn advice(reason: &Reason) -> String {
    match reason {
        Reason::NoSuchDay => "日历上没有这一天，请核对原始记录后改正".to_owned(),
        Reason::NotADate | Reason::YearOnly => "请查原始记录，写成 2019-03-05 这样的日期".to_owned(),
        Reason::TwoDigitYear => "请把年份写成四位数".to_owned(),
        Reason::NoYear => "请在日期里或表的标题里写上年份".to_owned(),
        Reason::AmbiguousDate => "表格把 2019.10 存成了数字 2019.1，请改写成 2019-10 或 2019-01".to_owned(),
        Reason::Future { .. } => "还没有发生的事不能入账，请核对日期".to_owned(),
        Reason::TooEarly => "请核对年份".to_owned(),
        Reason::MissingDate => "请补上日期；没有日期列的，请加一列".to_owned(),
        Reason::NoSuchOrganisation { nearest: Some(nearest) } | Reason::NoSuchSuperior { nearest: Some(nearest) } => {
            format!("最接近的是“{nearest}”；请改成登记的名称，或先导入党组织信息")
        }
        Reason::NoSuchOrganisation { nearest: None } | Reason::NoSuchSuperior { nearest: None } => {
            "请改成登记的名称，或先导入党组织信息".to_owned()
        }
        Reason::MissingOrganisation => "请加一列“党支部”，或把支部全称写在标题、工作表名里".to_owned(),
        Reason::OrganisationTwice => "请给其中一个换上全称，或删去重复的一行".to_owned(),
        Reason::ColumnOfStranger { .. } => {
            "请核对列名，或先把他（她）登记进党员花名册；若这一列不是人名，请在对照文件里说明它是什么".to_owned()
        }
        Reason::NoSuchMember { .. } => {
            "请核对姓名，或先把他（她）登记进党员花名册；外来的流动党员先登记“流动党员流入”，不是党员的写进备注"
                .to_owned()
        }
        Reason::AmbiguousMember { candidates } => {
            format!("同名的有：{}；请加一列“出生年月”“入党时间”或“身份证号”说明是哪一位", candidates.join("；"))
        }
        Reason::Guest(problem) => guest_advice(problem),
        Reason::MissingName => "请补上姓名".to_owned(),
        Reason::NotAName => "请只写姓名：电话、类别、转入转出等写到各自的列里，不是党员的行请删去".to_owned(),
        Reason::NoSuchGroup { .. } => "请改成花名册里的党小组名称，或先在花名册里编组".to_owned(),
        Reason::NotANumber | Reason::TooFine => "请改成数字".to_owned(),
        Reason::OtherUnit { .. } => "请换算后只写数字".to_owned(),
        Reason::BelowMinimum { .. } | Reason::AboveMaximum { .. } | Reason::NotWhole => {
            "请核对原始记录后改正".to_owned()
        }
        Reason::NotAFlag => "请改成“是”或“否”".to_owned(),
        Reason::NotAPeriod => "请写明是哪个月（季度、半年、年）；几个月合不成这样的期间的，请分行按月写".to_owned(),
        Reason::IdentityNumber(problem) => identity_advice(*problem).to_owned(),
        Reason::OtherSecret { field } => {
            format!("台账里已有另一个{field}，没有换掉；请核对，这次写错的改成一致，台账里过时的请另行记下")
        }
        Reason::SecretByProgram { .. } => "其余的照收；这一项请由人在“导入表格”页上导入".to_owned(),
        Reason::ErrorCell => "请在表格里改正出错的公式，或直接填写内容".to_owned(),
        Reason::FormulaWithoutResult => "请用 Excel 打开并保存一次，让公式算出结果".to_owned(),
        Reason::NothingAbove => "上一行这一格是空的，看不出“同上”指什么；请写出内容".to_owned(),
        Reason::UnknownColumn { instead } => unknown_column_advice(instead.as_ref()),
        Reason::NoPlace { .. } => "请核对这一行的类型；这一项用不上的，请清空".to_owned(),
        Reason::RemarkOverDays => "各天的到会情况都已按各格记下，备注没有记：说的是哪一天的，请写进那一天的格里，\
             如 请假（出差）、到会（迟到）；与到会无关的，请清空"
            .to_owned(),
        Reason::PostsWithoutDay => "看不出班子成员从哪一天起任职，没有收：请加一列“任职时间”（或当选时间、换届时间）；\
             各人不同的，请改成每人一行（姓名、党内职务、任职时间）"
            .to_owned(),
        Reason::PostNotKnown => "花名册没有写明从哪天起任职，职务没有入账（党员都已登记）：请另列一张“班子成员”表\
             （姓名、党内职务、任职时间），可以和花名册一起导入；已经登记过的，请核对姓名和职务是否一致；\
             这一列不需要的，在对照文件里写“忽略”"
            .to_owned(),
        Reason::UnknownKind => "请改成认得的类型名称".to_owned(),
        Reason::MissingField { .. } => "请补上后再导入".to_owned(),
        Reason::TooManyNames { .. } => "请只留一人，或分成几行".to_owned(),
        Reason::NotAMember => "花名册只登记党员；积极分子、发展对象、群众等请移出这张表，入党以后再登记".to_owned(),
        Reason::FullBeforeJoined { .. } => "请查档案，核对入党日期和转正日期".to_owned(),
        Reason::EndsBefore { .. } => "请核对起止两个日期".to_owned(),
        Reason::MoreThanTheDays { .. } => "一天不超过 24 学时，请核对学时，或把起止日期写全".to_owned(),
        Reason::TotalDiffers { .. } => "各月已按所填的数导入；请核对哪一个月或合计写错了".to_owned(),
        _ => advice_of_table(reason),
    }
}

/// What to do where a table or its header cannot be read.
fn advice_of_table(reason: &Reason) -> String {
    match reason {
        Reason::NoColumn { field, kind } => {
            format!(
                "每条“{kind}”都要有{field}；请加上这一列，已经有的请把表头改成“{field}”，或在对照文件里说明是哪一列"
            )
        }
        Reason::UnknownSheet { nearest: None } => {
            "请在标题里写明是什么台账（如 党费收缴、学时登记），或用对照文件说明这张表；\
             表头在第 12 行以后的，请先删去上面多余的行"
                .to_owned()
        }
        Reason::UnknownSheet { nearest: Some(Nearest { kind, lacks }) } if lacks.is_empty() => format!(
            "最接近的是“{kind}”，但多数表头没有认出来；请把表头改成认得的名称（在前 12 行），或用对照文件说明这张表"
        ),
        Reason::UnknownSheet { nearest: Some(Nearest { kind, lacks }) } => format!(
            "最接近的是“{kind}”，缺少的列：{}；请补上，或把有的列的表头改成这些名称（在前 12 行），或用对照文件说明这张表",
            lacks.join("、")
        ),
        Reason::SideBySide => {
            "从这一列起是并排的另一半，分不清一格说的是谁；请把右半边的各行移到左半边下面，再导入".to_owned()
        }
        Reason::SeveralKinds { kinds } => format!(
            "标题里有{}，分不清每一行是哪一种；请加一列“会议类型”逐行写明，或分开放在几张工作表里",
            kinds.join("、")
        ),
        Reason::AboveHeader => "请把这一行移到表头下面".to_owned(),
        Reason::CutInQuotation => {
            "文件到末尾引号也没有成对：可能没有复制完，下面的各行也可能并进了这一行的一格。请核对原文件后重新导出"
                .to_owned()
        }
        Reason::OtherHeader => "一张工作表只读一种表头；请把这个表头和它下面的各行另放一张工作表".to_owned(),
        Reason::SheetWithoutYear => "请在标题里写上年份".to_owned(),
        _ => advice_of_doubt(reason),
    }
}

/// What to do where a reading would say more than the book does.
fn advice_of_doubt(reason: &Reason) -> String {
    match reason {
        Reason::SeveralOrganisations { names } => format!(
            "标题或工作表名里有{}，分不清各行是哪个支部的；请改成一个，或加一列“党支部”逐行写明",
            names.join("、")
        ),
        Reason::ListOfOthers { who } => format!(
            "标题写着“{who}”，没有当作党员花名册：转出的党员请按“党员转出”登记（姓名、转出日期、去向），\
             流动党员按“流动党员外出”或“流动党员流入”登记；不是党员的不用导入；确实都是本支部党员的，请在对照文件里写明这张表的类型"
        ),
        Reason::NothingToBeExemptFrom { .. } => {
            "请改成其中的名称，几种用“、”隔开；认不出的免除不会生效，空着会成为免除一切，所以此行没有收".to_owned()
        }
        Reason::WasAway => "没有到场，不记学时；实际参加了的请改掉这一格，没有参加的请删去这一行".to_owned(),
        Reason::NotHeld => "这一次没有召开（开展），没有入账；实际开了的请写实际的日期，并改掉这一格".to_owned(),
        Reason::BlankOrganisation => "这一行的党组织是空的；请填上支部全称".to_owned(),
        Reason::HeaderWithoutYear => "这一列的列名只有月日，没有年份；请在列名或标题里写上年份，此格不用改".to_owned(),
        Reason::DayAlone => {
            "只有日期，像是落款或没有填写的空行，没有当作一次会议或活动；不是的请补上内容，是的请删去这一行".to_owned()
        }
        Reason::NotDone { word } => format!(
            "标题写着“{word}”，像是打算做的、该交的或者只是名单，没有当作已经做了的事入账；\
             做过的请另列台账登记，这张表记的确实都是做过的，请在对照文件里写明它的记录种类"
        ),
        Reason::Everybody(problem) => everybody_advice(problem),
        Reason::Conflict(conflict) => conflict_advice(conflict),
        Reason::SharedNumber { cells } => {
            format!("合并的单元格（{cells}）只写了一个数，不能每行、每月各记一次；请取消合并，给每条记录写上它自己的数")
        }
        Reason::SeveralMonths => "像是几个月或全年的党费一次交清、记在一个月里：请按所属月份分开写到各月，\
                                  或另列一张表，每笔一行写姓名、所属月份（如 2019年、2019年上半年、2019年一季度）和金额"
            .to_owned(),
        Reason::OwedBesidePaid => "该交多少不是交纳记录，没有入账；核定的月应交请另列一张“党费核定”表登记，\
                                   这一列不需要的，在对照文件里写“忽略”"
            .to_owned(),
        Reason::PaidWithoutAmount => "只写了已经交纳，没有写金额；请写上交了多少元".to_owned(),
        Reason::LooksTheSame => "台账里已有种类、日期、人员和数量都相同的记录，只是文字不同，再记一条合计就重了：\
                                 是改正它的，加 --correct 导入，会替换原来的；确是另一次的，请在备注里写“另一次”"
            .to_owned(),
        Reason::SeveralToCorrect { records } => format!(
            "台账里有 {records} 条可能是它要更正的，或者这本账里几行都像是更正同一条，没有猜；\
             请把不变的各行也放在这本账里一起导入，或先用 wuhua withdraw 作废写错的一条，再导入这一行"
        ),
        Reason::SetUpOnAnotherDay { .. } => {
            "请核对成立时间：是改正台账的，加 --correct 导入，会替换原来的；空着的请补上".to_owned()
        }
        Reason::OrganisationRefused => {
            "党组织信息里这个党组织自己的一行没有导入；请先改正那一行，再和这里一起导入".to_owned()
        }
        Reason::NotYours { organisation } => {
            format!("这是“{organisation}”的，不能由您导入；请交给它自己或上级党务导入，并从这本账里去掉")
        }
        Reason::ContradictsItself => "同一人写了两种情况，请核对后只留对的一种".to_owned(),
        Reason::UnclearAbsence => "几个人的原因请逐人写明，如“张三：病假；李四：出差”".to_owned(),
        Reason::CountOfPeople => {
            "这一列写的是人：请写姓名；人数请写在“应到人数”“实到人数”“请假人数”“缺席人数”列".to_owned()
        }
        Reason::Exempt => "免交、缓交须经批准：请先登记一条“免除”记录，并清空此格".to_owned(),
        Reason::MoreThanExpected { .. } | Reason::MoreThanStayedAway { .. } => {
            "请核对应到、实到和请假、缺席人数".to_owned()
        }
        Reason::NotAPhone => "请核对后只写数字，几个号码用“、”隔开".to_owned(),
        Reason::IdentityNumberTaken => "这个号码已属于另一名党员，请核对两人的证件".to_owned(),
        Reason::OtherIdentityNumber => "请核对证件：是同一人，就改成已有的号码，或清空号码；\
             是另一名同名党员，就把两人的行放在同一张花名册里再导入"
            .to_owned(),
        Reason::OtherJoiningDay { .. } => "请核对档案，把入党时间改成一致后再导入；没有当作另一个人".to_owned(),
        _ => advice_of_remark(reason),
    }
}

/// What to do about a word or mark that says nothing there, and where something beside a value says that it may not hold.
fn advice_of_remark(reason: &Reason) -> String {
    match reason {
        Reason::UnknownMark { is_sign: true } => {
            "○、△ 这样的标记各本台账意思不同：请在表下写一行说明，如“说明：√到会，△请假”，\
             或把标记改成字（到会、请假、缺席）；没有应到的留空；\
             括号里写的与标记不一致的，只留对的一种"
                .to_owned()
        }
        Reason::UnknownMark { is_sign: false } => {
            "看不出到会没有：到了的写“到会”，请了假的写“请假”和原因（如 请假（带队施工）），没有到的写“缺席”；\
             没有应到的留空，别的话写到备注列"
                .to_owned()
        }
        Reason::NotAChoice { belongs_to: Some(field), .. } => {
            format!("这是“{field}”一项的内容，请写到那一列（没有的请加一列）；这一格请改成其中之一，或清空")
        }
        Reason::NotAChoice { belongs_to: None, .. } => {
            "请改成其中之一；若是本单位的习惯叫法，可在标准里给它加“又名”".to_owned()
        }
        Reason::OtherTimes { .. } => "各格已照标记导入；请核对标记和次数哪一个写错了".to_owned(),
        Reason::NumberWithoutMarks => {
            "这一天没有任何到会标记，没有生成记录；只有人数的，请另列一张台账，每次一行写日期、应到人数、实到人数"
                .to_owned()
        }
        Reason::NotASession { .. } => {
            "这一列写的是分批开展时首场的日期；上午、下午、第几场这样的话请写进备注，不是分批的请清空".to_owned()
        }
        Reason::SeveralDays => "写了几个日期；请每次（场）写一行，各写各的日期".to_owned(),
        Reason::DayMoved => {
            "写着推迟、改期，分不清实际是哪一天；请只写实际召开（开展）的日期，没有召开的请删去这一行".to_owned()
        }
        Reason::TakenBack { remark } => format!(
            "“{remark}”与同一行写的相反或使它不能确定，没有收；不作数的请清空此格（或删去这一行），作数的请去掉这句话"
        ),
        Reason::NoLongerMember { remark } => format!(
            "“{remark}”像是已经不在册，没有当作党员收下；已不在册的请删去这一行，已登记过的按“党员转出”登记日期和去向，仍在册的请改掉这句话"
        ),
        Reason::NoLongerStanding { remark } => format!(
            "“{remark}”像是已经不存在，没有当作现有的党组织收下；已撤销的请加一列“撤销时间”填上日期，仍存在的请改掉这句话"
        ),
        Reason::OtherMonths { remark } => format!(
            "括号里的“{remark}”说到别的月份，分不清各月是多少；请按所属月份分开写，一月（期）一格或一行，\
             写明姓名、所属月份和数"
        ),
        Reason::SomebodyElse { remark } => {
            format!("姓名后写着“{remark}”，像是别人代替的，或者没有做；请写实际参加、主讲或谈话的人，没有做的请删去")
        }
        _ => String::new(),
    }
}

fn expected_of_conflict(conflict: &Conflict) -> String {
    match conflict {
        Conflict::WithOneself { side } => format!("与{side}不是同一个人的姓名"),
        Conflict::BelowItself { .. } => "不归本组织管的上级党组织".to_owned(),
        Conflict::BeforeSetUp { organisation, set_up } => format!("不早于{organisation}成立（{set_up}）的日期"),
        Conflict::OtherDay { day } => format!("与同一行的日期（{day}）一致的年、月"),
        Conflict::BeforeJoined { since } => format!("不早于成为本支部党员（{since}）的日期"),
        Conflict::JoinedAsChild { born } => format!("年满 18 岁以后的入党日期（出生：{born}）"),
        Conflict::OtherPresence { name, cell } => format!("与 {cell} 格一致的{name}的到会情况"),
    }
}

fn conflict_advice(conflict: &Conflict) -> String {
    match conflict {
        Conflict::WithOneself { .. } => "同一个人不能是双方，请查原始记录，写上另一方的姓名".to_owned(),
        Conflict::BelowItself { circle } => {
            format!("上级关系绕成了一圈（{}）；请核对各组织的上级，改正写错的一个", circle.join(" → "))
        }
        Conflict::BeforeSetUp { .. } => {
            "请核对这个日期和党组织的成立时间：成立时间写错的，先改正党组织信息再加 --correct 导入；\
             从前身组织算起的，请写在本组织的日期"
                .to_owned()
        }
        Conflict::JoinedAsChild { .. } => "入党时还不到 14 岁，不会是真的；请查档案，核对出生年月和入党日期".to_owned(),
        Conflict::OtherPresence { name, cell } => {
            format!("{name}在 {cell} 格和这一格写的不是一种到会情况（或原因），没有猜；请核对后只留对的一种")
        }
        Conflict::OtherDay { .. } => "分不清是哪一天；请查原始记录，把年、月、日几列改成一致".to_owned(),
        Conflict::BeforeJoined { .. } => {
            "请核对这个日期和花名册里的入党、转入日期；是从前在本支部的一次，请先登记那一次转入".to_owned()
        }
    }
}

fn expected_of_guest(problem: &GuestProblem) -> String {
    match problem {
        GuestProblem::Ambiguous { .. } => "能分清是谁的姓名".to_owned(),
        GuestProblem::NotHere { organisation, stays } => {
            format!("当时在{organisation}的人（流入的流动党员：{}）", spans(stays))
        }
        GuestProblem::MembersOnly { organisation } => {
            format!("{organisation}的党员姓名（此人是流入的流动党员，组织关系不在这里）")
        }
        GuestProblem::IsMember { .. } => "组织关系在别处的党员".to_owned(),
        GuestProblem::Twice { .. } => "与同名的流动党员分得清的人".to_owned(),
    }
}

fn guest_advice(problem: &GuestProblem) -> String {
    match problem {
        GuestProblem::Ambiguous { candidates } => format!(
            "同名的有：{}；是流动党员的请照这样在姓名后注明，是本支部党员的在姓名后写“（党员）”",
            candidates.join("；")
        ),
        GuestProblem::NotHere { .. } => {
            "请核对日期；流入的时间登记得不对的，请用正确的日期再登记一次“流动党员流入”".to_owned()
        }
        GuestProblem::MembersOnly { .. } => {
            "任职、编组、党费等记在组织关系所在的党组织；组织关系已转入的，请先登记进党员花名册".to_owned()
        }
        GuestProblem::IsMember { candidates } => format!(
            "本支部已有同名党员：{}；是同一人就不登记流入；\
             是同名的另一人，请加一列“出生年月”“入党时间”或“身份证号”说明",
            candidates.join("；")
        ),
        GuestProblem::Twice { candidates } => format!(
            "已有同名的流动党员：{}；是同一人再次流入，请先登记上次的返回，或写明上次的起止日期；\
             是另一人，请写全各人的流出党组织",
            candidates.join("；")
        ),
    }
}

fn expected_of_everybody(problem: &EverybodyProblem) -> String {
    match problem {
        EverybodyProblem::OnePart { part } => format!("{part}的姓名"),
        EverybodyProblem::WhoWasAway => "分得清谁到会、谁缺席的名单".to_owned(),
        EverybodyProblem::NamesAndCount { named } => format!("与写出的姓名（{named} 个）一致的人数"),
        EverybodyProblem::OtherCount { known } => format!("与当时在册的人数（{known}）一致"),
        _ => "看得出都有谁的名单".to_owned(),
    }
}

fn everybody_advice(problem: &EverybodyProblem) -> String {
    match problem {
        EverybodyProblem::Unclear => {
            "请写成“全体党员”“除张三外全体党员”“全体党员（张三请假）”“实到：…；请假：…；列席：…”，或逐一写姓名"
                .to_owned()
        }
        EverybodyProblem::WhoWasAway => {
            "分不清前面的人是到会还是也没有到；请写成“实到：…；请假：…”，或在每个没有到的人后面写明".to_owned()
        }
        EverybodyProblem::OnePart { .. } => "这里只能写一个人，请写姓名".to_owned(),
        EverybodyProblem::Expected => {
            "写的是谁应到，没有写谁实到、谁缺席；请把这一列改成“参会人员”，或加一列“缺席人员及原因”".to_owned()
        }
        EverybodyProblem::OfGroup => "当时谁编在哪个党小组分不清，请逐一写姓名".to_owned(),
        EverybodyProblem::Changing { names } => {
            format!(
                "{}在这些天里转入或转出（任职或免职），分不清算不算在内；请写明哪一天，或逐一写姓名",
                names.join("、")
            )
        }
        EverybodyProblem::Floating { names } => {
            format!("{}是流入的流动党员，分不清是否也在内；请逐一写姓名", names.join("、"))
        }
        EverybodyProblem::Invited { kind } => {
            format!("“{kind}”的这一列没有列席的人；列席的请写到“列席人员”列，没有这一列的写进备注")
        }
        EverybodyProblem::NoMembers { organisation } => {
            format!("{organisation}当时没有在册的党员，不知道都有谁；请先导入党员花名册，或逐一写姓名")
        }
        EverybodyProblem::NoCommittee { organisation } => {
            format!("{organisation}当时的支委没有登记，不知道都有谁；请先导入支部班子成员，或逐一写姓名")
        }
        EverybodyProblem::NamesAndCount { .. } => "请补全姓名，或改正人数".to_owned(),
        EverybodyProblem::OtherCount { .. } => "请核对人数和花名册，或逐一写姓名".to_owned(),
    }
}

fn identity_advice(problem: IdentityProblem) -> &'static str {
    match problem {
        IdentityProblem::Length => "位数不对（应为 18 位），请对照证件改正",
        IdentityProblem::Character => "只能是数字，最后一位可以是 X；请对照证件改正",
        IdentityProblem::BirthDay => "第 7 至 14 位不是一个出生日期，请对照证件改正",
        IdentityProblem::Checksum => "校验码不符，有一位写错了；请对照证件改正",
        IdentityProblem::LostDigits => "表格把号码存成了数字，后几位已丢失；请把单元格设为文本后重新填写",
    }
}

pub fn note(kind: &NoteKind) -> String {
    match kind {
        NoteKind::TotalRow => "合计行，不作为记录".to_owned(),
        NoteKind::SampleRow => "填写示例，不作为记录".to_owned(),
        NoteKind::Remark => "说明文字，不作为记录".to_owned(),
        NoteKind::Legend => "标记的说明，这张表的标记按它读".to_owned(),
        NoteKind::RepeatedHeader => "重复的表头，不作为记录".to_owned(),
        NoteKind::Section { organisation } => format!("以下各行属于{organisation}"),
        NoteKind::MonthOnly => "只写到月，状态类日期按当月 1 日，活动类按整月记".to_owned(),
        NoteKind::AssumedDay { day } => format!("没有日期，按 {day} 起计，标为日期不详"),
        NoteKind::BirthDiffers { number } => format!("出生年月与身份证号里的 {number} 不一致，两者都已保留，请核对"),
        NoteKind::AlsoMemberOf { organisation } => format!(
            "{organisation}的名册上也有同一身份证号的人，还没有登记转出；两处都已记下，调来的请在那边登记党员转出"
        ),
        NoteKind::ProbationaryAndFull { full_on } => {
            format!("写着预备党员，又有转正日期，从 {full_on} 起按正式党员算；还没有转正的请去掉转正日期")
        }
        NoteKind::EmptyDay => "这一天没有任何到会标记，未生成记录".to_owned(),
        NoteKind::AnotherKindInBrackets => "括号里还写了另一种，没有另记；确有的，请另起一行登记".to_owned(),
        NoteKind::IgnoredColumn => "按对照文件忽略此列".to_owned(),
        NoteKind::Converted { unit } if unit == "分钟" => {
            "按分钟读，60 分钟算 1 学时，不足 0.01 学时的舍去".to_owned()
        }
        NoteKind::Converted { unit } => format!("按{unit}读，已换算成元"),
        NoteKind::SheetPassedOver => "说明、样表或作废的工作表，未导入".to_owned(),
        NoteKind::EmptySheet => "空工作表".to_owned(),
        NoteKind::HiddenSheet => "这张工作表在表格软件里是隐藏的，也照样导入了；不该导入的请从文件里删去".to_owned(),
        NoteKind::NothingRecorded => "此行没有可记的内容".to_owned(),
        NoteKind::RemarkBehindName => "姓名后括号里的内容没有登记；是职务的，请在支部班子成员表里登记".to_owned(),
        NoteKind::RemarksUnread { remarks } => {
            format!("括号里的话没有读，只收了括号外的：{}；要紧的请写进备注", quoted(remarks))
        }
        NoteKind::RemarksKept { remarks } => {
            format!("备注原样记下，没有据此改动同一行的内容：{}；与同一行不符的，请改正后再导入", quoted(remarks))
        }
        NoteKind::NothingDone => format!("是 0，不作为记录；{STAYS}"),
        NoteKind::NobodyPaid { months } => {
            format!(
                "{months}没有一笔交纳，未生成任何交纳记录，从未登记过的月份与没有台账一样；若确实无人交纳，请报告支部核实"
            )
        }
        NoteKind::TotalUnchecked => "同行有的格没有导入，合计无法核对".to_owned(),
        NoteKind::NothingPaid => format!("未交，不作为交纳记录；{STAYS}"),
        NoteKind::Repeated { sheet, row, records, kept, other_secrets } => {
            let what = format!("有 {records} 条记录与〔{sheet}〕第 {row} 行的相同");
            match (kept, other_secrets) {
                (false, false) => format!("{what}，没有再记"),
                (false, true) => {
                    format!("{what}，没有再记；但保密的内容（证件号、电话等）不同，留的是前一行的，请核对")
                }
                (true, _) => format!("{what}，按又一次记下；如果只是登记重了，账里应只留一行"),
            }
        }
        _ => note_of_people(kind),
    }
}

/// Of members, and of who was there and how many.
fn note_of_people(kind: &NoteKind) -> String {
    match kind {
        NoteKind::JoinedUnderAge { born } => {
            format!("入党时不满 18 岁（出生：{born}），照写的记下；请查档案，核对出生年月和入党日期")
        }
        NoteKind::WithoutReason { names, excused } => {
            let (names, taken, mend) = match excused {
                false => (names.join("、"), "缺席", "请了假的请在姓名后写明原因，几人同一原因的写“均出差”"),
                true => (names.join("、"), "请假", "请在姓名后补上原因，没有请假的请移到“缺席人员”列"),
            };
            format!("{names}没有写原因，按{taken}记；{mend}")
        }
        NoteKind::NotCompared => "这一列由别的格算出，不作为记录，也没有核对".to_owned(),
        NoteKind::OtherNumberNamed { field, named } => {
            format!("这里写的{field}与写出的姓名（{named} 人）不一致，都照写的记下；请核对")
        }
        NoteKind::Everybody { people } => format!("按当时在册的 {people} 人逐一记下"),
        NoteKind::SignedAtTime => "这张表里写的是签到时间，按到会记；是否迟到没有区分".to_owned(),
        _ => String::new(),
    }
}

pub fn kind_question(kind: &str) -> String {
    format!("这张表没有写明是什么台账，按表头看像“{kind}”，对吗？")
}

pub fn column_question(header: &str, guess: &str) -> String {
    format!("“{header}”列按“{guess}”读取，对吗？")
}

fn unknown_column_advice(instead: Option<&Instead>) -> String {
    let first = match instead {
        Some(Instead::Word(word)) => format!("最接近的是“{word}”，是同一回事的，请把表头改成它；不是的，"),
        Some(Instead::ListOfPosts) => {
            "党内职务请另列一张“班子成员”表（姓名、党内职务、任职时间），写明从哪天起；这一列不需要的，".to_owned()
        }
        None => "请把表头改成认得的名称，或".to_owned(),
    };
    format!("{first}在对照文件里说明这一列是什么（写“待定”的仍会拒收，不需要的写“忽略”）")
}

pub fn unknown_column_question(header: &str, cell: &str) -> String {
    if header.is_empty() {
        let column = cell.trim_end_matches(|character: char| character.is_ascii_digit());
        return format!("{column} 列没有表头，是什么？列里的内容不会导入");
    }
    format!("“{header}”列是什么？没有认出来，列里的内容不会导入")
}

pub fn not_done_question(word: &str) -> String {
    format!("标题写着“{word}”，这张表记的是已经做了的事吗？没有当作记录导入")
}

pub fn unknown_sheet_question() -> String {
    "这张表记的是什么？没有认出来".to_owned()
}

/// A member as told apart from a namesake.
pub fn candidate(name: &str, born: Option<&str>, joined: Option<String>) -> String {
    let born = born.map_or("出生年月不详".to_owned(), |born| format!("{born} 生"));
    let joined = joined.map_or("入党时间不详".to_owned(), |joined| format!("{joined} 入党"));
    format!("{name}（{born}，{joined}）")
}

/// A guest as told apart from others of the name, in the writing that lists of people can use.
pub fn guest(name: &str, sending: Option<&str>) -> String {
    format!("{name}（{}流动党员）", sending.unwrap_or_default())
}

/// `2019-03-01 起，2020-01-01 至 2020-06-30`
fn spans(spans: &[Span]) -> String {
    let one = |span: &Span| match span.last {
        Day::LATEST => format!("{} 起", span.first),
        last => format!("{} 至 {last}", span.first),
    };
    spans.iter().map(one).collect::<Vec<_>>().join("，")
}

/// The column of reasons in a refused table.
pub fn reasons(refusals: &[&Refusal]) -> String {
    let one = |refusal: &&Refusal| format!("{}：应为{}，实为“{}”", refusal.cell, refusal.expected, refusal.found);
    refusals.iter().map(one).collect::<Vec<_>>().join("；")
}

pub fn advices(refusals: &[&Refusal]) -> String {
    let mut advices: Vec<&str> = refusals.iter().map(|refusal| refusal.advice.as_str()).collect();
    advices.dedup();
    advices.join("；")
}

/// What is found in a column: the first of its cells, and how many.
pub fn and_more_cells(first: &str, cells: usize) -> String {
    format!("{first}（这一列共 {cells} 格）")
}

/// The same of some cells of a column, with their addresses.
pub fn and_these_cells(first: &str, cells: &[String]) -> String {
    let shown: Vec<&str> = cells.iter().take(REMARKS_SHOWN).map(String::as_str).collect();
    let more = if cells.len() > REMARKS_SHOWN { "等" } else { "" };
    format!("{first}（这一列共 {} 格：{}{more}）", cells.len(), shown.join("、"))
}

/// `D3“补录”、D4“雨”`
fn quoted(remarks: &[(String, String)]) -> String {
    let shown: Vec<String> =
        remarks.iter().take(REMARKS_SHOWN).map(|(cell, remark)| format!("{cell}“{remark}”")).collect();
    let more = if remarks.len() > REMARKS_SHOWN { format!("等 {} 格", remarks.len()) } else { String::new() };
    format!("{}{more}", shown.join("、"))
}

/// So many cells of a column tell which remarks are meant.
const REMARKS_SHOWN: usize = 8;

pub const NOTHING_WRITTEN: &str = "（空）";

/// What was found where the sheet has no column for it.
pub const NO_COLUMN: &str = "（没有这一列）";
