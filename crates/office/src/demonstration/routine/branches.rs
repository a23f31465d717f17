//! What every branch does once a month, quarter, half-year or year. Days are counted from the period's first day, or
//! from its last where something is reported after it.

use facts::Calendar::{HalfYear, Month, Quarter, Year};

use super::Content::{Flag, Many, Members, MembersBut, Money, MoneyEach, Nothing, Number, One, OneOf, OwnPeriod, Text};
use super::When::{After, During};
use super::Who::{All, Anniversary, Each, Few, Holder, Nobody};
use super::{Content, Fields, Routine, Who, routine};

pub(super) const ROUTINES: &[Routine] = &[
    // Surveys, inspections of oneself, and what the superior says.
    routine("survey", Year, During(60, 140), Nobody, AFFILIATION, &[("matter", Many(&["affiliation"]))]),
    routine("platform-use", Year, During(60, 160), Nobody, PLATFORM_USE, &[("using", MembersBut(2))]),
    routine("needs-survey", Year, During(20, 80), Nobody, NEEDS_SURVEY, &[]),
    routine("assessment", Year, After((5, 60), (95, 130)), Nobody, YEAR_END, &[("used-for", Nothing)]),
    routine("assessment", HalfYear, During(60, 150), Nobody, REGULAR, &[]),
    routine("duty-report", Year, After((-25, 40), (95, 130)), SECRETARY, TO_SUPERIOR, &[("used-for", Nothing)]),
    routine("duty-report", Year, After((-25, 40), (95, 130)), SECRETARY, TO_MEMBERS, &[("rating", Nothing)]),
    // Points, dues, money.
    routine("points-declared", Month, After((-2, 9), (12, 25)), Each("declarant"), POINTS, &[]),
    routine(
        "points-published",
        Quarter,
        After((2, 12), (17, 40)),
        Nobody,
        PUBLISHED,
        &[("policies-counted", Flag(false))],
    ),
    routine("points-ranked", Year, After((3, 25), (36, 70)), Nobody, RANKED, &[("used-for", Nothing)]),
    routine("budget-set", Year, During(20, 75), Nobody, BUDGET, SHORT_BUDGET),
    routine("funds-published", HalfYear, After((2, 12), (18, 60)), Nobody, SPENT, &[("checked", Flag(false))]),
    routine("report-filed", HalfYear, After((2, 12), (18, 60)), Nobody, FUNDS_REPORT, &[]),
    routine("allowance", Quarter, During(60, 85), COLLECTOR, ALLOWANCE, &[("assessment", Nothing)]),
    // Members: what is done for them, and what they do.
    routine("commendation", Year, During(165, 181), Few("commended", 2), COMMENDED, &[]),
    routine("political-birthday", Month, During(3, 24), Anniversary("member"), BIRTHDAY, &[]),
    routine("exemplary-deed", Quarter, During(10, 80), Few("member", 3), DEED, &[]),
    routine("commitment", Year, During(8, 45), All("member"), COMMITMENT, &[("target", Nothing)]),
    routine("commitment", Year, During(288, 335), All("member"), KEPT, &[]),
    routine("member-report", HalfYear, After((-20, 10), (16, 45)), Each("reporter"), &[("period", OwnPeriod)], &[]),
    routine("personal-matter-reported", Year, After((-60, 12), (20, 50)), Each("reporter"), OWN_MATTERS, &[]),
    routine("personal-matter-reported", Year, During(200, 230), Few("reporter", 1), CHECKED_MATTERS, UNTRUTHFUL),
    routine("staff-contact", Year, During(8, 60), Each("member"), CONTACT, &[("count", Number(3, 5))]),
    routine("staff-talk", Month, During(1, 12), All("speaker"), &[("with", STAFF)], &[]),
    routine("staff-talk", Month, During(14, 26), All("speaker"), &[("with", STAFF)], &[]),
    routine("volunteering", Quarter, During(5, 80), All("volunteer"), VOLUNTEERING, &[]),
    routine("community-registered", Year, During(60, 160), Nobody, REGISTERED, &[("registered", MembersBut(2))]),
    routine("able-to-help", Year, During(8, 40), Nobody, ABLE_BRANCH, &[]),
    routine("able-to-help", Year, During(8, 40), Each("member"), ABLE_MEMBER, &[("able", Flag(false))]),
    routine("paired", Year, During(40, 120), Nobody, PAIRED_BRANCH, &[("in-need", Flag(false))]),
    routine("paired", Year, During(40, 120), All("member"), PAIRED_MEMBERS, &[("in-need", Flag(false))]),
    routine("carrier", HalfYear, During(30, 110), Nobody, CARRIER, &[("effect", Nothing)]),
    routine("contributions-summed", Year, After((3, 25), (36, 70)), Nobody, CONTRIBUTIONS, &[]),
    // Where it meets, on the spot and online.
    routine("venue", Year, During(5, 60), Nobody, VENUE, POOR_VENUE),
    routine("online-venue", Year, During(5, 70), Nobody, ONLINE_VENUE, POOR_ONLINE_VENUE),
    routine("venue-classified", Year, During(40, 120), Nobody, CLASSIFIED, &[("plan", Nothing)]),
    routine("venue-used", Quarter, During(5, 80), Nobody, &[("activity", USES), ("place", ROOM)], &[]),
    routine("stocktaking", Year, During(90, 280), Nobody, STOCK, &[("missing", Number(1, 3))]),
];

const SECRETARY: Who = Holder("secretary", "secretary");
const COLLECTOR: Who = Holder("paid", "organisation");

const FINE: Content = Text(&["组织关系清楚，底数准确", "逐人核对，无失联党员"]);
const AFFILIATION: Fields = &[("matter", Many(&["affiliation", "discipline"])), ("findings", FINE)];
const STAFF: Content = Text(&["班组职工", "青年职工", "一线工人", "困难职工", "新进职工"]);
const BRANCHES: Content = Text(&["业主单位党支部", "街道社区党支部", "监理单位党支部", "驻地村党支部"]);
const USES: Content = Text(&["党员大会", "主题党日", "党课", "职工读书会", "谈心谈话"]);
const ROOM: Content = Text(&["党员活动室", "职工之家"]);

const PLATFORM_USE: Fields = &[("at-work", Members), ("using", Members)];
const NEEDS_SURVEY: Fields = &[
    ("manner", OneOf(&["questionnaire", "discussion", "interview"])),
    ("needs", Text(&["改善住宿和伙食", "子女入学和探亲假期", "技能培训和职称评定", "夏季防暑物资"])),
];
const YEAR_END: Fields = &[
    ("matter", One("year-end")),
    ("year", OwnPeriod),
    ("grade", Text(&["优秀", "良好", "良好", "一般"])),
    ("used-for", Text(&["与评先评优挂钩", "与绩效兑现挂钩"])),
];
const REGULAR: Fields = &[("matter", One("regular")), ("grade", Text(&["良好", "较好"]))];
const TO_SUPERIOR: Fields = &[
    ("to", One("superior")),
    ("year", OwnPeriod),
    ("rating", Text(&["好", "较好"])),
    ("used-for", Text(&["作为年度考核依据", "列入整改清单"])),
];
const TO_MEMBERS: Fields = &[("to", One("members")), ("year", OwnPeriod), ("rating", Text(&["好", "较好"]))];

const POINTS: Fields = &[("month", OwnPeriod), ("points", Number(3, 12))];
const PUBLISHED: Fields =
    &[("period", OwnPeriod), ("policies-counted", Flag(true)), ("manner", Text(&["党务公开栏", "党员大会通报"]))];
const RANKED: Fields = &[("year", OwnPeriod), ("used-for", Text(&["作为民主评议依据", "评先评优参考"]))];
const BUDGET: Fields = &[
    ("year", OwnPeriod),
    ("work-funds", MoneyEach(3_100, 3_900)),
    ("wage-bill", MoneyEach(300_000, 300_000)),
    ("activity-funds", MoneyEach(210, 320)),
    ("in-costs", Flag(true)),
];
const SHORT_BUDGET: Fields =
    &[("work-funds", MoneyEach(1_200, 2_900)), ("activity-funds", MoneyEach(90, 180)), ("in-costs", Flag(false))];
const SPENT: Fields = &[("period", OwnPeriod), ("spent", Money(1_500, 9_000)), ("checked", Flag(true))];
const FUNDS_REPORT: Fields = &[("matter", One("funds")), ("period", OwnPeriod)];
const ALLOWANCE: Fields = &[("amount", Money(300, 600)), ("assessment", Text(&["季度考核合格", "季度考核优秀"]))];

const COMMENDED: Fields = &[("occasion", One("july-first")), ("title", Text(&["优秀共产党员", "优秀党务工作者"]))];
const BIRTHDAY: Fields = &[("manner", OneOf(&["oath", "card"]))];
const DEED: Fields = &[
    ("deed", Text(&["连续三十天驻守工地保节点", "带头攻克支护难题", "义务照料孤寡老人", "无偿献血十余次"])),
    ("made-known", Text(&["公众号推送", "宣传栏展示"])),
];
const COMMITMENT: Fields = &[
    ("step", One("made")),
    ("duty", Text(&["按岗位说明书履职", "带头完成生产任务"])),
    ("target", Text(&["全年无安全责任事故", "至少完成一项小改小革"])),
    ("deadline", Text(&["本年年底"])),
];
const KEPT: Fields = &[("step", One("reviewed")), ("fulfilled", Flag(true))];
const OWN_MATTERS: Fields = &[("year", OwnPeriod), ("has-matter", Flag(false))];
const CHECKED_MATTERS: Fields = &[("year", OwnPeriod), ("has-matter", Flag(true)), ("checked", One("truthful"))];
const UNTRUTHFUL: Fields = &[("checked", One("untruthful"))];
const CONTACT: Fields = &[("staff", STAFF), ("count", Number(1, 2))];
const VOLUNTEERING: Fields = &[
    ("content", Text(&["清扫街道", "关爱留守儿童", "义务维修家电", "文明交通劝导", "抗旱送水"])),
    ("duration", Number(2, 4)),
    ("place", Text(&["驻地社区", "项目周边"])),
];
const REGISTERED: Fields =
    &[("at-work", Members), ("registered", Members), ("community", Text(&["驻地社区", "居住地社区"]))];
const ABLE_BRANCH: Fields = &[("of", One("branch")), ("able", Flag(true))];
const ABLE_MEMBER: Fields = &[("of", One("member")), ("able", Flag(true))];
const PAIRED_BRANCH: Fields = &[("with", BRANCHES), ("type", One("branch")), ("in-need", Flag(true))];
const PAIRED_MEMBERS: Fields = &[("with", STAFF), ("type", One("worker")), ("in-need", Flag(true))];
const CARRIER: Fields = &[
    ("type", OneOf(&["post-duties", "contest", "model-post", "task-force", "project"])),
    ("effect", Text(&["按期完成节点目标", "节约成本，质量提升", "参建人员安全意识提高"])),
];
const CONTRIBUTIONS: Fields = &[
    ("year", OwnPeriod),
    ("saved", Money(20_000, 900_000)),
    ("innovations", Number(0, 6)),
    ("summary", Text(&["优化工序，减少返工", "修旧利废，节约材料"])),
];

const VENUE: Fields = &[
    ("place", ROOM),
    ("area", Number(18, 90)),
    ("fixed", Flag(true)),
    ("over-standard", Flag(false)),
    ("haves", Many(&["place", "facilities", "operator", "policies", "effect"])),
    ("signs", Many(&["plate", "openness-board", "policy-board", "style"])),
    ("keeper", Text(&["支部组织委员", "综合办文员"])),
    ("registered", Flag(true)),
];
const POOR_VENUE: Fields = &[
    ("fixed", Flag(false)),
    ("over-standard", Flag(true)),
    ("haves", Many(&["place", "facilities", "policies"])),
    ("signs", Many(&["plate", "openness-board"])),
    ("keeper", Nothing),
];
const ONLINE_VENUE: Fields = &[
    ("platform", Text(&["支部微信公众号", "党建云平台专栏", "支部工作群"])),
    ("interactive", Flag(true)),
    ("shows-life", Flag(true)),
    ("secure", Flag(true)),
];
const POOR_ONLINE_VENUE: Fields = &[("interactive", Flag(false)), ("secure", Flag(false))];
const CLASSIFIED: Fields = &[
    ("class", OneOf(&["adequate", "adequate", "insufficient", "lacking"])),
    ("year", OwnPeriod),
    ("plan", Text(&["年内添置投影和桌椅", "与工会共用职工之家", "随项目搬迁重新布置"])),
];
const STOCK: Fields = &[("items", Number(15, 80)), ("missing", Number(0, 0))];
