//! The one place where words about findings are made.
//!
//! The tone is about the record, never about a person's guilt. A date is written as people write it.

use std::collections::BTreeMap;

use facts::{Calendar, Day, Fact, Instant, OrganisationId, Period, PersonId, Presence, Quantity, Span, Value};
use findings::{BallotFault, Missing, Responsible, StepFault, Tally, WhyNot};
use roster::Roster;
use rulebook::words::Word;
use rulebook::{
    Addends, Demand, Election, FieldType, Figure, Force, Inventory, Items, Kind, Metric, Number, Proportion,
    RatioBound, Requirement, Rule, Rulebook, Share, Status, Test, Whole,
};

/// Where names stand: those of people in the organisation's own roster, those of other organisations in their ledgers.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    pub roster: &'a Roster,
    pub organisations: &'a BTreeMap<OrganisationId, String>,
}

/// `2019年3月5日`, `2019年3月5日至2019年3月7日`; `2019年3月` where only the month, quarter, half-year or year was said.
pub fn span(span: Span) -> String {
    let Span { first, last } = span;
    let calendars = [Calendar::Month, Calendar::Quarter, Calendar::HalfYear, Calendar::Year];
    let whole = calendars.into_iter().map(|calendar| calendar.containing(first));
    match whole.into_iter().find(|period| period.days() == Some((first, last))) {
        _ if first == last => day(first),
        Some(whole) => period(whole),
        None => format!("{}至{}", day(first), day(last)),
    }
}

/// `2019年3月5日`.
pub fn day(day: Day) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day_of_month())
}

/// Whom a record is about, else what: who plays the one part that it has to name, or the only part there is; else what
/// stands in the text that it has to name.
pub fn whom_or_what(rulebook: &Rulebook, roster: &Roster, fact: &Fact) -> Option<String> {
    let (_, kind) = rulebook.kind_named(&fact.kind)?;
    let is_only = kind.parts.len() == 1;
    let whom = kind.parts.iter().filter(|part| !part.many && (part.required || is_only)).find_map(|part| {
        let people = fact.people.iter().find(|people| people.part == part.slug)?;
        person(roster, people.person)
    });
    let required = kind.fields.iter().filter(|field| field.required && !field.secret);
    whom.or_else(|| required.filter_map(|field| fact.text(&field.slug)).map(str::to_owned).next())
}

/// What was done that leaves no record in a ledger, by its slug in the log.
pub fn deed(slug: &str) -> &'static str {
    match slug {
        "signed-in" => "登录",
        "sign-in-failed" => "没有登录成",
        "signed-out" => "退出登录",
        "session-ended" => "结束了一台设备上的登录",
        "password-changed" => "改了密码",
        "password-reset" => "重设了密码",
        "account-made" => "建立了账号",
        "account-ended" => "停用了账号",
        "seat-given" => "授权",
        "codes-set" => "设好动态码",
        "codes-dropped" => "取下动态码",
        "recovery-codes-renewed" => "换了恢复码",
        "second-factor-reset" => "重设了二次验证",
        "passkey-added" => "添加通行密钥",
        "passkey-dropped" => "去掉通行密钥",
        "token-made" => "建立了程序令牌",
        "webhook-added" => "添加了推送地址",
        "webhook-ended" => "停用了推送地址",
        "token-ended" => "停用了程序令牌",
        "reminded" => "提醒了下级",
        "parameter-set" => "改了标准的参数",
        "parameter-unset" => "撤回了参数的值",
        "gathering-dropped" => "取消了会议签到",
        "notice-set" => "开了提醒",
        "notice-ended" => "关了提醒",
        "calendar-set" => "启用日历",
        "calendar-ended" => "停用日历",
        "sign-on-joined" => "账号与统一登录连上",
        "sign-on-unknown" => "统一登录的人在这里没有账号",
        "sign-on-taken" => "统一登录的另一个人要用这个账号",
        _ => "其他",
    }
}

/// By which way somebody is told what is to be done.
pub fn way(slug: &str) -> &'static str {
    match slug {
        "mail" => "邮件",
        "robot" => "群机器人，发给自己",
        "group" => "支部的群",
        _ => "",
    }
}

/// `周二`. 1970-01-01 was a Thursday.
pub fn weekday(day: Day) -> &'static str {
    const WEEKDAYS: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
    WEEKDAYS.get(weekday_place(day)).copied().unwrap_or_default()
}

/// From 0 for Monday to 6 for Sunday.
pub(crate) fn weekday_place(day: Day) -> usize {
    (day.number() + 3).rem_euclid(7) as usize
}

/// How long after it occurred a record was written down: `当天记`, `次日记`, `7天后记`.
pub fn delay(days: i32) -> String {
    match days {
        ..=0 => "当天记".to_owned(),
        1 => "次日记".to_owned(),
        _ => format!("{days}天后记"),
    }
}

/// `2019年3月5日 9:30`, in Asia/Shanghai.
pub fn instant(instant: Instant) -> String {
    let within = instant.microseconds() - Instant::start_of(instant.day()).microseconds();
    let minutes = within / 60_000_000;
    format!("{} {}:{:02}", day(instant.day()), minutes / 60, minutes % 60)
}

/// `312 KB`, `4.7 MB`.
pub fn bytes(size: u64) -> String {
    const KILO: u64 = 1024;
    match size {
        0..KILO => format!("{size} 字节"),
        _ if size < KILO * KILO => format!("{} KB", size.div_ceil(KILO)),
        _ => {
            let tenths = (size * 10).div_ceil(KILO * KILO);
            format!("{}.{} MB", tenths / 10, tenths % 10)
        }
    }
}

/// `2019年3月`, `2019年一季度`, `2019年上半年`, `2019年`, `现状`, `本届任期`, `本次`.
pub fn period(period: Period) -> String {
    const QUARTERS: [&str; 4] = ["一季度", "二季度", "三季度", "四季度"];
    const HALVES: [&str; 2] = ["上半年", "下半年"];
    match period {
        Period::Calendar { calendar, year, index } => {
            let part = |names: &[&str]| names.get(usize::from(index)).copied().unwrap_or_default().to_owned();
            let part = match calendar {
                Calendar::Month => format!("{}月", index + 1),
                Calendar::Quarter => part(&QUARTERS),
                Calendar::HalfYear => part(&HALVES),
                Calendar::Year => String::new(),
            };
            format!("{year}年{part}")
        }
        Period::Standing => "现状".into(),
        Period::Term => "本届任期".into(),
        Period::Event => "本次".into(),
        Period::Case => "本件".into(),
    }
}

pub fn status(status: Status) -> &'static str {
    status.label()
}

/// A score, always with its hundredths: `98.50`.
pub fn score(score: Option<Quantity>) -> String {
    score.map_or("－".into(), |score| format!("{}.{:02}", score.0 / 100, score.0 % 100))
}

/// `4星`, `无` for none reached.
pub fn stars(stars: Option<u8>) -> String {
    match stars {
        None => "－".into(),
        Some(0) => "无".into(),
        Some(stars) => format!("{stars}星"),
    }
}

pub fn force(force: Force) -> &'static str {
    match force {
        Force::Must => "应当",
        Force::Generally => "一般",
        Force::May => "可以",
        Force::MustNot => "不得",
    }
}

pub fn presence(presence: Presence) -> &'static str {
    match presence {
        Presence::Present => "出席",
        Presence::Remote => "远程",
        Presence::Excused => "请假",
        Presence::Absent => "无故缺席",
    }
}

/// A figure of the roster: `党员数 56`, `一肩挑 否`.
pub fn figure(metric: Metric, found: Quantity) -> String {
    match (metric.is_flag(), found.0) {
        (true, 0) => format!("{} 否", metric.word()),
        (true, _) => format!("{} 是", metric.word()),
        (false, _) => format!("{} {found}", metric.word()),
    }
}

/// What would settle a finding. The day is the one on which parameters are looked up, where it is known.
pub fn missing(rulebook: &Rulebook, roster: &Roster, rule: &Rule, on: Option<Day>, missing: &Missing) -> String {
    match missing {
        Missing::Records(_) if matches!(rule.requirement, Requirement::Inventory(_)) => {
            "没有这样的记录，或最近一条不合要求".into()
        }
        Missing::Records(number) => format!("还差{number}次"),
        Missing::TooMany(number) => format!("多了{number}次"),
        Missing::Proportion(tally) => proportion(rulebook, rule, on, tally),
        Missing::Quantity(rest) => format!("还差{rest}{}", unit_of_sum(rulebook, rule)),
        Missing::Figure(metric, found) => {
            format!("{}，{}", figure(*metric, *found), range_of(rulebook, rule, on, *metric))
        }
        Missing::UnknownFigure(metric) => match entered_as(*metric) {
            Some(entries) => format!("推算“{}”要有{entries}，没有登记", metric.word()),
            None => format!("缺少推算“{}”所需的登记", metric.word()),
        },
        Missing::Field(slug) => {
            let name = field_name(rulebook, rule, slug);
            match asked_of_field(rulebook, rule, on, slug) {
                Some(asked) => format!("“{name}”没有填写，应{asked}"),
                None => format!("“{name}”没有填写"),
            }
        }
        Missing::Unfit(slug) => unfit(rulebook, rule, on, slug),
        Missing::Part(slug) => format!("没有写明{}", part_name(rulebook, rule, slug)),
        Missing::Absent(number) => format!("无故缺席{number}人"),
        Missing::Unrecorded(number) => format!("没有到会记录{number}人"),
        Missing::Compared { demand, of, to } => compared(rulebook, rule, on, *demand, (*of, *to)),
        Missing::Step { step, fault } => step_fault(rule, *step, *fault),
        Missing::Item(slug) => without(rule, [slug.as_str()]),
        Missing::Post(slug) => format!("没有{}", post_name(rulebook, slug)),
        Missing::Run { in_a_row, in_all } => format!("最多连续{in_a_row}次，累计{in_all}次"),
        Missing::Unlisted(occasions) => format!("有{occasions}次没有到会名单，不知是否缺席"),
        Missing::EmptyMonths { first, months, in_all } => {
            let at_least = if may_begin_earlier(*first, on) { "至少" } else { "" };
            format!("{}起{at_least}连续{months}个月没有记录，本期共{in_all}个月", period(*first))
        }
        Missing::UnknownMonths(months) => format!("其中{months}个月支部没有台账"),
        Missing::Election => "没有换届记录".into(),
        Missing::NoDue => "没有写明每月应交多少的记录".into(),
        Missing::NoCandidates => "没有这次选举的候选人得票记录".into(),
        Missing::WhichElection => which_election(rulebook, rule),
        Missing::Unnamed(candidates) => {
            format!("选举记录里的候选人还有{candidates}名没有得票记录；请补录，或者更正候选人数")
        }
        Missing::Round(round) => format!("没有第{round}轮的得票记录，却有后面一轮的"),
        Missing::VotesInAll { votes, seats, valid } => {
            let most = Quantity(seats.0.saturating_mul(valid.0) / Quantity::whole(1).0);
            format!("第1轮各候选人共得{votes}票，而{valid}张有效票各选{seats}人，最多{most}票")
        }
        Missing::TooManyElected { elected, seats } => format!("一轮里{elected}人记为当选，名额只有{seats}个"),
        Missing::Margin { margin, candidates, seats } => {
            margin_words(rulebook, rule, on, *margin, (*candidates, *seats))
        }
        Missing::Candidate { person: who, votes, fault } => {
            let who = who.and_then(|who| person(roster, who)).unwrap_or_else(|| "不在册的候选人".to_owned());
            let votes = votes.map_or("的得票没有填写".to_owned(), |votes| format!("得{votes}票"));
            format!("{who}{votes}，{}", ballot_fault(rulebook, rule, on, *fault))
        }
        Missing::Seats(free) => format!("还有{free}个名额没有选出，可以再投一轮"),
        Missing::Attestation => "没有上级认定为合格的记录".into(),
        Missing::Parameter => "规则的参数在这一天没有值".into(),
        Missing::Window { first, last } => format!("这一段是{}", span(Span { first: *first, last: *last })),
    }
}

/// A field that holds what it must not: of yes and no it is the other one.
fn unfit(rulebook: &Rulebook, rule: &Rule, on: Option<Day>, slug: &str) -> String {
    let name = field_name(rulebook, rule, slug);
    let asked = asked_of_field(rulebook, rule, on, slug).unwrap_or_default();
    match asked.as_str() {
        "为“否”" => format!("“{name}”是“是”，应{asked}"),
        "为“是”" => format!("“{name}”是“否”，应{asked}"),
        _ => format!("“{name}”填的不合要求，应{asked}"),
    }
}

/// Everything that would settle a finding. Items of an inventory are one sentence, however many are missing.
pub fn lacks(rulebook: &Rulebook, roster: &Roster, rule: &Rule, on: Option<Day>, all: &[Missing]) -> Vec<String> {
    let items = all.iter().filter_map(|one| match one {
        Missing::Item(slug) => Some(slug.as_str()),
        _ => None,
    });
    let mut items = Some(without(rule, items));
    let said = all.iter().filter_map(|one| match one {
        Missing::Item(_) => items.take(),
        _ => Some(missing(rulebook, roster, rule, on, one)),
    });
    said.collect()
}

/// Evaluation looks back to January of the year before; what begins there may have begun earlier.
fn may_begin_earlier(first: Period, on: Option<Day>) -> bool {
    let january_before = on.and_then(|on| Day::from_ymd(on.year() - 1, 1, 1));
    january_before.is_some_and(|day| first.days().is_some_and(|(first, _)| first == day))
}

/// `没有“甲制度”“乙制度”，或不合要求`.
fn without<'a>(rule: &Rule, items: impl IntoIterator<Item = &'a str>) -> String {
    let named: String = items.into_iter().map(|slug| format!("“{}”", item_name(rule, slug))).collect();
    format!("没有{named}，或不合要求")
}

/// How large a part of a whole is met: `22个结果中19个达标，至少要20个，即 9/10，其余里待办2个`.
fn proportion(rulebook: &Rulebook, rule: &Rule, on: Option<Day>, tally: &Tally) -> String {
    let Requirement::Proportion(Proportion { at_least, of }) = &rule.requirement else { return String::new() };
    let whole = match of {
        Whole::Rules(_) => "结果",
        Whole::Branches { .. } => "下级党支部",
    };
    let needed = on.and_then(|on| rulebook.share(*at_least, on)).map(|share| tally.needed(share));
    let needed = needed.map(|needed| format!("{needed}个")).unwrap_or_default();
    let rest = [("逾期完成", tally.late), ("待办", tally.open), ("数据不足", tally.unknown)];
    let rest: Vec<String> =
        rest.iter().filter(|(_, number)| *number > 0).map(|(word, number)| format!("{word}{number}个")).collect();
    let rest = if rest.is_empty() { String::new() } else { format!("，其余里{}", rest.join("、")) };
    let (all, met) = (tally.of, tally.met);
    let is_all = on.and_then(|on| rulebook.share(*at_least, on)).is_some_and(|(parts, of)| parts >= of);
    let share = if is_all { "全部".to_owned() } else { share_written(rulebook, *at_least, on) };
    format!("{all}个{whole}中{met}个达标，至少要{needed}，即 {share}{rest}")
}

fn share_written(rulebook: &Rulebook, share: Share, on: Option<Day>) -> String {
    match share {
        Share::Fraction { parts, whole } => format!("{parts}/{whole}"),
        Share::Number(number) => number_written(rulebook, number, on),
    }
}

/// What a share counts.
pub fn counted(rulebook: &Rulebook, proportion: &Proportion) -> String {
    match &proportion.of {
        Whole::Rules(named) => {
            let rules = rulebook.rules_named(named).into_iter().filter_map(|at| rulebook.rules.get(at));
            let rules: Vec<String> = rules.map(|rule| format!("{}（{}）", rule.title, rule.slug)).collect();
            format!("数的是同一期间里这些规则的结果，没有达标的看它们自己的检查结果：{}", rules.join("、"))
        }
        Whole::Branches { .. } => "数的是欠这一年的下级党支部，五化得分率每一化都到分数线才算达标".to_owned(),
    }
}

/// What there is to say about a step of a procedure: `第3步“谈话”应做而未做，已过期限`.
fn step_fault(rule: &Rule, step: usize, fault: StepFault) -> String {
    let said = match fault {
        StepFault::Next => "是下一步",
        StepFault::Overdue => "没有做，已过期限",
        StepFault::Skipped => "没有做，就做了后面的步骤",
        StepFault::OutOfOrder => "做在了前面的步骤之前",
        StepFault::TooEarly => "做得早了，没有隔够时间",
        StepFault::Late => "做得迟了，过了期限",
    };
    let Requirement::Procedure(procedure) = &rule.requirement else { return String::new() };
    let Some(found) = procedure.steps.get(step) else { return String::new() };
    let who = found.responsible.as_ref().filter(|_| fault.is_to_be_done());
    let who = who.map(|who| format!("，由{who}负责")).unwrap_or_default();
    format!("第{}步“{}”{said}{who}", step + 1, found.name)
}

/// Who has to act: `张三`, `书记（空缺）`, `上级党委`.
pub fn responsible(rulebook: &Rulebook, roster: &Roster, who: &Responsible) -> String {
    match who {
        Responsible::Post(slug, holders) if holders.is_empty() => format!("{}（空缺）", post_name(rulebook, slug)),
        Responsible::Own(people) | Responsible::Post(_, people) => {
            let names: Vec<String> = people.iter().filter_map(|one| person(roster, *one)).collect();
            names.join("、")
        }
        Responsible::Above(word) | Responsible::Other(word) => word.clone(),
    }
}

fn item_name<'a>(rule: &'a Rule, slug: &'a str) -> &'a str {
    let Requirement::Inventory(Inventory { items: Items::Records(current) }) = &rule.requirement else { return slug };
    let mut items = current.each.iter().flat_map(|(_, items)| items);
    items.find(|item| item.slug == slug).map_or(slug, |item| item.name.as_str())
}

/// The entries of the roster that a figure is read from, where they can be missing.
fn entered_as(metric: Metric) -> Option<&'static str> {
    match metric {
        Metric::UnitsServed => Some("组织设立的联合单位数"),
        Metric::ApprovedBySuperior => Some("组织设立的批准组织和上级组织"),
        Metric::StandingAtAppointment => Some("书记的转正日期和任职日期"),
        Metric::ManagerialYears => Some("任职的管理岗位年限"),
        Metric::HeadsUnit => Some("任职的单位负责人"),
        _ => None,
    }
}

/// Two figures that do not fit together: `实到人数 7，应至少为有表决权人数 10 的 4/5`.
fn compared(
    rulebook: &Rulebook,
    rule: &Rule,
    on: Option<Day>,
    demand: usize,
    (of, to): (Quantity, Quantity),
) -> String {
    let Requirement::Each(each) = &rule.requirement else { return String::new() };
    match each.demands.get(demand) {
        Some(Demand::Ratio(ratio)) => {
            let (first, base) = (figure_name(rulebook, rule, &ratio.of), figure_name(rulebook, rule, &ratio.to));
            format!("{first} {of}，应{}", measured(rulebook, on, ratio.bound, &format!("{base} {to}"), ratio.share))
        }
        Some(Demand::Total(total)) => {
            let addends = match &total.addends {
                Addends::Fields(fields) => {
                    let names: Vec<&str> = fields.iter().map(|slug| field_name(rulebook, rule, slug)).collect();
                    format!("{}之和", names.join("、"))
                }
                Addends::Records(sources) => {
                    let kinds = sources.iter().filter_map(|(kind, _)| rulebook.kind(*kind));
                    let names: Vec<&str> = kinds.map(|kind| kind.name.as_str()).collect();
                    format!("这个期间里到当天为止的{}合计", names.join("、"))
                }
            };
            format!("{} {of}，应等于{addends} {to}", field_name(rulebook, rule, &total.of))
        }
        Some(Demand::Rated(rated)) => {
            let rates = rulebook.rates.get(rated.rates).map_or("", |rates| rates.name.as_str());
            let (first, base) = (field_name(rulebook, rule, &rated.of), field_name(rulebook, rule, &rated.base));
            format!("{first} {of}，应等于{base}按“{rates}”算出的 {to}")
        }
        _ => String::new(),
    }
}

fn figure_name<'a>(rulebook: &'a Rulebook, rule: &'a Rule, figure: &'a Figure) -> &'a str {
    match figure {
        Figure::Field(field) => field_name(rulebook, rule, field),
        Figure::Metric(metric) => metric.word(),
        Figure::Electorate(electorate) => electorate.word(),
    }
}

/// What a figure is measured against: `超过有表决权人数 10 的 1/2`.
fn measured(rulebook: &Rulebook, on: Option<Day>, bound: RatioBound, base: &str, share: Share) -> String {
    let bound = match bound {
        RatioBound::AtLeast => "至少为",
        RatioBound::MoreThan => "超过",
        RatioBound::AtMost => "至多为",
    };
    match share {
        Share::Fraction { .. } => format!("{bound}{base} 的 {}", share_written(rulebook, share, on)),
        Share::Number(number) if number == Number::Fixed(Quantity::whole(1)) => format!("{bound}{base}"),
        Share::Number(number) => format!("{bound}{base} 的 {} 倍", number_written(rulebook, number, on)),
    }
}

fn election(rule: &Rule) -> Option<&Election> {
    match &rule.requirement {
        Requirement::Election(election) => Some(election),
        _ => None,
    }
}

fn which_election(rulebook: &Rulebook, rule: &Rule) -> String {
    match election(rule).and_then(|election| election.by.as_ref()) {
        Some(by) => {
            let name = field_name(rulebook, rule, by);
            format!("这一天的记录分不清是哪一次选举的；各次选举和它的候选人都要填同一个“{name}”，各次写得不同")
        }
        None => "这一天不止一次选举，规则没有写按哪个字段分清候选人是哪一次的".into(),
    }
}

/// `候选人数 3，应至少为应选人数 3 的 6/5`.
fn margin_words(
    rulebook: &Rulebook,
    rule: &Rule,
    on: Option<Day>,
    margin: usize,
    (candidates, seats): (u32, Quantity),
) -> String {
    let Some((election, (bound, share))) = election(rule).and_then(|one| Some((one, *one.margins.get(margin)?))) else {
        return String::new();
    };
    let base = format!("{} {seats}", field_name(rulebook, rule, &election.seats));
    format!("候选人数 {candidates}，应{}", measured(rulebook, on, bound, &base, share))
}

fn ballot_fault(rulebook: &Rulebook, rule: &Rule, on: Option<Day>, fault: BallotFault) -> String {
    match fault {
        BallotFault::Unsupported { support, base } | BallotFault::TooManyVotes { support, base } => {
            let Some(support) = election(rule).and_then(|election| election.support.get(support)) else {
                return String::new();
            };
            let base = format!("{} {base}", figure_name(rulebook, rule, &support.base));
            if matches!(fault, BallotFault::TooManyVotes { .. }) {
                return format!("多于{base}，票数不可能这么多");
            }
            format!("应{}才能当选，却记为当选", measured(rulebook, on, support.bound, &base, support.share))
        }
        BallotFault::MoreThanValid { valid } => format!("多于有效票 {valid}，票数不可能这么多"),
        BallotFault::MoreThanReturned { in_all, returned } => {
            format!("连同反对票、弃权票共 {in_all}，多于收回的选票 {returned}")
        }
        BallotFault::BeyondSeats => "名额已由得票更多的人占满，却记为当选".into(),
        BallotFault::Tied => "与别人票数相等而名额不够，应在他们之间再投一轮，却记为当选".into(),
        BallotFault::PassedOver => "票数够、也有名额，却没有记为当选".into(),
        BallotFault::OutOfRound => "这一轮不该列为候选人".into(),
        BallotFault::Twice => "同一轮记了不止一条得票".into(),
        BallotFault::NotEligible if election(rule).is_some_and(Election::by_committee) => {
            "那天不是支委会成员，却记为当选".into()
        }
        BallotFault::NotEligible => "那天不是本支部有表决权的党员，却记为当选".into(),
    }
}

/// The unit of what a sum adds up: as its fields name it, `元` for money.
fn unit_of_sum<'a>(rulebook: &'a Rulebook, rule: &Rule) -> &'a str {
    let sources = match &rule.requirement {
        Requirement::Sum(sum) => &sum.sources,
        Requirement::Payment(payment) => &payment.sources,
        _ => return "",
    };
    let mut fields = sources.iter().filter_map(|(kind, slug)| rulebook.kind(*kind).and_then(|kind| kind.field(slug)));
    fields
        .find_map(|field| match field.field_type {
            FieldType::Money => Some("元"),
            _ => field.unit.as_deref(),
        })
        .unwrap_or_default()
}

/// The range that a rule asks a figure to lie in: `应为3至7，宜至多5`.
pub fn range_of(rulebook: &Rulebook, rule: &Rule, on: Option<Day>, metric: Metric) -> String {
    let Requirement::State(state) = &rule.requirement else { return "不在范围内".into() };
    let Some(range) = state.ranges.iter().find(|range| range.metric == metric) else { return "不在范围内".into() };
    let bounds = |least: Option<Number>, most: Option<Number>, word: &str| {
        let written = |number| number_written(rulebook, number, on);
        Some(match (least, most) {
            (None, None) => return None,
            (Some(least), Some(most)) if least == most && metric.is_flag() => {
                format!("{word}为{}", if least == Number::Fixed(Quantity(0)) { "否" } else { "是" })
            }
            (Some(least), Some(most)) if least == most => format!("{word}为{}", written(least)),
            (Some(least), Some(most)) => format!("{word}为{}至{}", written(least), written(most)),
            (Some(least), None) => format!("{word}至少{}", written(least)),
            (None, Some(most)) => format!("{word}至多{}", written(most)),
        })
    };
    let hard = bounds(range.at_least, range.at_most, "应");
    let advised = bounds(range.advised_at_least, range.advised_at_most, "宜");
    hard.into_iter().chain(advised).collect::<Vec<_>>().join("，")
}

/// A number of a rule: `3`, `50（党员人数上限）`; a parameter whose value depends on a day that is not known by its name.
fn number_written(rulebook: &Rulebook, number: Number, on: Option<Day>) -> String {
    let Number::Parameter(index) = number else {
        return rulebook.number(number, Day::LATEST).map_or(String::new(), |value| value.to_string());
    };
    let Some(parameter) = rulebook.parameters.get(index) else { return String::new() };
    let value = match (on, parameter.values.as_slice()) {
        (Some(day), _) => rulebook.number(number, day),
        (None, [only]) => Some(only.value),
        (None, _) => None,
    };
    let unit = parameter.unit.as_deref().unwrap_or_default();
    value.map_or(parameter.name.clone(), |value| format!("{value}{unit}（{}）", parameter.name))
}

/// The parameters that a rule asks for, each once, with their values on a day.
pub fn parameters(rulebook: &Rulebook, rule: &Rule, on: Day) -> Vec<String> {
    let mut written: Vec<String> = Vec::new();
    for number in rule.numbers().into_iter().filter(|number| matches!(number, Number::Parameter(_))) {
        let one = number_written(rulebook, number, Some(on));
        if !written.contains(&one) {
            written.push(one);
        }
    }
    written
}

/// The lists that a rule names, with their items on a day.
pub fn lists(rulebook: &Rulebook, rule: &Rule, on: Day) -> Vec<String> {
    let mut written: Vec<String> = Vec::new();
    for list in rule.lists().into_iter().filter_map(|listed| rulebook.lists.get(listed.list)) {
        let Some(version) = list.on(on) else { continue };
        let one = format!("{}（{}）", list.name, version.items.join("、"));
        if !written.contains(&one) {
            written.push(one);
        }
    }
    written
}

/// How somebody is called: a member as the roster does, a guest with the word for one; nothing for anybody else.
pub fn person(roster: &Roster, person: PersonId) -> Option<String> {
    if let Some(index) = roster.member_index(person) {
        return Some(roster.display_name(index));
    }
    let guest = roster.guest(person)?;
    let namesakes = roster.guests.iter().filter(|other| other.name == guest.name).count() > 1;
    let sending = guest.sending.as_deref().filter(|_| namesakes).unwrap_or_default();
    Some(format!("{}（{sending}流动党员）", guest.name))
}

/// Of a record whose place a later one has taken.
pub const CORRECTED: &str = "已被更正";

/// Of a record that was withdrawn, with the reason given.
pub fn withdrawn(reason: Option<&str>) -> String {
    reason.map_or_else(|| "已作废".into(), |reason| format!("已作废，事由：{reason}"))
}

/// Why a record did not count.
pub fn why_not(rulebook: &Rulebook, roster: &Roster, rule: &Rule, why_not: &WhyNot) -> String {
    let name = |one: &PersonId| person(roster, *one).unwrap_or_else(|| "不在册的人".to_owned());
    match why_not {
        WhyNot::NotYetKnown => "当时还没有记下".into(),
        WhyNot::Superseded(_) => CORRECTED.into(),
        WhyNot::Withdrawn(reason) => withdrawn(reason.as_deref()),
        WhyNot::Later => "发生在评定日之后".into(),
        WhyNot::OtherPeriod => "属于别的期间".into(),
        WhyNot::NoSession(slug) => {
            format!("“{}”所写的那天没有这样的记录，算在发生的那天", field_name(rulebook, rule, slug))
        }
        WhyNot::Fails(slug) => format!("“{}”没有填写或不符合要求", field_name(rulebook, rule, slug)),
        WhyNot::Excepted(slug) => format!("“{}”属于不算的情形", field_name(rulebook, rule, slug)),
        WhyNot::OtherGroup => "是别的党小组的".into(),
        WhyNot::NotInIt(people) => {
            format!("记录里没有{}", people.iter().map(name).collect::<Vec<_>>().join("、"))
        }
        WhyNot::OtherPart => "不是以规则要求的身份参加".into(),
        WhyNot::NotPresent(person) => format!("{}没有到会", name(person)),
        WhyNot::Attended => "到会了，连续缺席到此为止".into(),
        WhyNot::OnLeave => "请了假，不算缺席，连续缺席到此为止".into(),
        WhyNot::ElsewhereOnOccasion => "同一次活动的另一场到会或请了假".into(),
        WhyNot::NotTheSame(same) => {
            let (trigger, asked) = (field_name(rulebook, rule, &same.trigger), field_name(rulebook, rule, &same.asked));
            match trigger == asked {
                true => format!("“{asked}”与起算的记录不同"),
                false => format!("“{asked}”与起算的记录的“{trigger}”不同"),
            }
        }
        WhyNot::OutsideLimit => "不在要求的时间之内".into(),
        WhyNot::AnswersAnother => "一条只应一次，已经算给另一件事".into(),
        WhyNot::NotNeeded => "已经由别的记录或情况决定".into(),
    }
}

/// A field's value as people write it.
pub fn value(rulebook: &Rulebook, names: Names<'_>, kind: &str, slug: &str, value: &Value) -> String {
    match value {
        Value::Flag(flag) => if *flag { "是" } else { "否" }.into(),
        Value::Quantity(quantity) => {
            let field = rulebook.kind_named(kind).and_then(|(_, kind)| kind.field(slug));
            format!("{quantity}{}", field.and_then(|field| field.unit.as_deref()).unwrap_or_default())
        }
        Value::Money(fen) => format!("{fen}元"),
        Value::Day(date) => day(*date),
        Value::Period(value) => period(*value),
        Value::Text(text) => text.clone(),
        Value::Options(chosen) => {
            let names: Vec<&str> = chosen.iter().map(|slug_| option_name(rulebook, kind, slug, slug_)).collect();
            names.join("、")
        }
        Value::Organisation(id) if names.roster.organisation == Some(*id) => names.roster.name().to_owned(),
        Value::Organisation(id) => {
            names.organisations.get(id).cloned().unwrap_or_else(|| "（这个台账里没有的组织）".to_owned())
        }
    }
}

/// What a choice of a field is called.
pub fn option_name<'a>(rulebook: &'a Rulebook, kind: &str, field: &str, choice: &'a str) -> &'a str {
    let field = rulebook.kind_named(kind).and_then(|(_, kind)| kind.field(field));
    let choices = field.map_or(&[][..], |field| match &field.field_type {
        FieldType::One(choices) | FieldType::Many(choices) => choices,
        _ => &[],
    });
    choices.iter().find(|known| known.slug == choice).map_or(choice, |known| known.name.as_str())
}

/// What a post is called.
pub fn post_name<'a>(rulebook: &'a Rulebook, slug: &'a str) -> &'a str {
    option_name(rulebook, facts::kinds::POST_TAKEN, facts::kinds::POST, slug)
}

/// A kind's Chinese name, the slug where the rulebook does not know it.
pub fn kind_name<'a>(rulebook: &'a Rulebook, slug: &'a str) -> &'a str {
    rulebook.kind_named(slug).map_or(slug, |(_, kind)| kind.name.as_str())
}

/// What a field of a record is called. Any record may have a remark, whether its kind declares one or not.
pub fn field_label<'a>(kind: Option<&'a Kind>, slug: &'a str) -> &'a str {
    match kind.and_then(|kind| kind.field(slug)) {
        Some(field) => &field.name,
        None if slug == facts::kinds::NOTE => "备注",
        None => slug,
    }
}

fn field_name<'a>(rulebook: &'a Rulebook, rule: &Rule, slug: &'a str) -> &'a str {
    let kinds = rule.requirement.kinds();
    let mut fields = kinds.iter().filter_map(|kind| rulebook.kind(*kind)).filter_map(|kind| kind.field(slug));
    fields.next().map_or(slug, |field| field.name.as_str())
}

/// What a rule asks a field of each record to hold: `至少 24`, `为“如实”`; none where it need only be filled in.
fn asked_of_field(rulebook: &Rulebook, rule: &Rule, on: Option<Day>, slug: &str) -> Option<String> {
    let Requirement::Each(each) = &rule.requirement else { return None };
    let field = rule.requirement.kinds().into_iter().filter_map(|kind| rulebook.kind(kind)?.field(slug)).next();
    let choices = field.and_then(|field| field.field_type.choices()).unwrap_or_default();
    let named = |slugs: &[String]| {
        let name = |slug: &String| {
            let known = choices.iter().find(|one| one.slug == *slug);
            known.map_or_else(|| slug.clone(), |one| one.name.clone())
        };
        slugs.iter().map(|slug| format!("“{}”", name(slug))).collect::<Vec<_>>().join("、")
    };
    let asked = each.demands.iter().filter_map(|demand| match demand {
        Demand::Field(condition) if condition.field == slug => match &condition.test {
            Test::Filled => None,
            Test::Flag(flag) => Some(format!("为“{}”", if *flag { "是" } else { "否" })),
            Test::OneOf(slugs) => Some(format!("为{}", named(slugs))),
            Test::AllOf(slugs) => Some(format!("有{}", named(slugs))),
            Test::Listed(listed) => {
                Some(listed.on(on?)).filter(|items| !items.is_empty()).map(|items| format!("为{}", named(items)))
            }
            Test::Text(text) => Some(format!("为“{text}”")),
            Test::Range(least, most) => {
                let bounds = [("至少", *least), ("至多", *most)].into_iter();
                let bounds = bounds
                    .filter_map(|(word, number)| Some(format!("{word} {}", number_written(rulebook, number?, on))));
                Some(bounds.collect::<Vec<_>>().join("、"))
            }
        },
        _ => None,
    });
    let asked: Vec<String> = asked.collect();
    (!asked.is_empty()).then(|| asked.join("，"))
}

fn part_name<'a>(rulebook: &'a Rulebook, rule: &Rule, slug: &'a str) -> &'a str {
    let kinds = rule.requirement.kinds();
    let mut parts = kinds.iter().filter_map(|kind| rulebook.kind(*kind)).filter_map(|kind| kind.part(slug));
    parts.next().map_or(slug, |part| part.name.as_str())
}
