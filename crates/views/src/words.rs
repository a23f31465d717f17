//! The one place where words about findings are made.
//!
//! The tone is about the record, never about a person's guilt. A date is written as people write it.

use facts::{Calendar, Day, Instant, Period, Presence, Quantity, Value};
use findings::{Missing, WhyNot};
use rulebook::words::Word;
use rulebook::{Dimension, Force, KindIndex, Metric, Rule, Rulebook, Status};

/// `2019年3月5日`.
pub fn day(day: Day) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day_of_month())
}

/// `2019年3月5日 9:30`, in Asia/Shanghai.
pub fn instant(instant: Instant) -> String {
    let within = instant.microseconds() - Instant::start_of(instant.day()).microseconds();
    let minutes = within / 60_000_000;
    format!("{} {}:{:02}", day(instant.day()), minutes / 60, minutes % 60)
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
    }
}

pub fn status(status: Status) -> &'static str {
    status.label()
}

pub fn dimension(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Programme => "总体",
        Dimension::Setup => "支部设置",
        Dimension::Life => "组织生活",
        Dimension::Service => "管理服务",
        Dimension::Institutions => "工作制度",
        Dimension::Venue => "阵地建设",
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
    let flag = matches!(
        metric,
        Metric::HasCommittee
            | Metric::ApprovedBySuperior
            | Metric::HeadsUnit
            | Metric::ReceivingKnown
            | Metric::FloatingContactKnown
    );
    match (flag, found.0) {
        (true, 0) => format!("{} 否", metric.word()),
        (true, _) => format!("{} 是", metric.word()),
        (false, _) => format!("{} {found}", metric.word()),
    }
}

/// What would settle a finding.
pub fn missing(rulebook: &Rulebook, rule: &Rule, missing: &Missing) -> String {
    match missing {
        Missing::Records(number) => format!("还差{number}次"),
        Missing::Quantity(rest) => format!("还差{rest}"),
        Missing::Figure(metric, found) => format!("{}，不在范围内", figure(*metric, *found)),
        Missing::UnknownFigure(metric) => format!("缺少推算“{}”所需的登记", metric.word()),
        Missing::Field(slug) => format!("“{}”没有填写或不合要求", field_name(rulebook, rule, slug)),
        Missing::Part(slug) => format!("没有写明{}", part_name(rulebook, rule, slug)),
        Missing::People(number) => format!("{number}人"),
        Missing::Post(slug) => format!("没有{}", post_name(rulebook, slug)),
        Missing::Run { in_a_row, in_all } => format!("最多连续{in_a_row}次，累计{in_all}次"),
        Missing::UnknownMonths(months) => format!("其中{months}个月支部没有台账"),
        Missing::Election => "没有换届记录".into(),
        Missing::Attestation => "没有上级认定为合格的记录".into(),
        Missing::Parameter => "规则的参数在这一天没有值".into(),
    }
}

/// Why a record did not count.
pub fn why_not(rulebook: &Rulebook, rule: &Rule, why_not: &WhyNot) -> String {
    match why_not {
        WhyNot::NotYetKnown => "当时还没有记下".into(),
        WhyNot::Superseded(_) => "已被更正".into(),
        WhyNot::Withdrawn => "已作废".into(),
        WhyNot::Later => "发生在评定日之后".into(),
        WhyNot::OtherPeriod => "属于别的期间".into(),
        WhyNot::Fails(slug) => format!("“{}”没有填写或不符合要求", field_name(rulebook, rule, slug)),
        WhyNot::Excepted(slug) => format!("“{}”属于不算的情形", field_name(rulebook, rule, slug)),
        WhyNot::OtherGroup => "是别的党小组的".into(),
        WhyNot::NotInIt => "记录里没有这个人".into(),
        WhyNot::OtherPart => "不是以规则要求的身份参加".into(),
        WhyNot::NotPresent => "没有到会".into(),
        WhyNot::NotNeeded => "不在期限之内，或已有别的记录".into(),
    }
}

/// A field's value as people write it.
pub fn value(rulebook: &Rulebook, kind: &str, slug: &str, value: &Value) -> String {
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
        Value::Organisation(id) => id.to_string(),
    }
}

fn option_name<'a>(rulebook: &'a Rulebook, kind: &str, field: &str, choice: &'a str) -> &'a str {
    let field = rulebook.kind_named(kind).and_then(|(_, kind)| kind.field(field));
    let choices = field.map_or(&[][..], |field| match &field.field_type {
        rulebook::FieldType::One(choices) | rulebook::FieldType::Many(choices) => choices,
        _ => &[],
    });
    choices.iter().find(|known| known.slug == choice).map_or(choice, |known| known.name.as_str())
}

fn post_name<'a>(rulebook: &'a Rulebook, slug: &'a str) -> &'a str {
    option_name(rulebook, facts::kinds::POST_TAKEN, facts::kinds::POST, slug)
}

/// A kind's Chinese name, the slug where the rulebook does not know it.
pub fn kind_name<'a>(rulebook: &'a Rulebook, slug: &'a str) -> &'a str {
    rulebook.kind_named(slug).map_or(slug, |(_, kind)| kind.name.as_str())
}

fn kinds_of(rule: &Rule) -> Vec<KindIndex> {
    use rulebook::Requirement;
    match &rule.requirement {
        Requirement::Count(count) => count.selector.kinds.clone(),
        Requirement::Sum(sum) => sum.sources.iter().map(|(kind, _)| *kind).collect(),
        Requirement::Within(within) => within.selector.kinds.clone(),
        Requirement::Each(each) => each.selector.kinds.clone(),
        Requirement::Run(run) => run.selector.kinds.clone(),
        Requirement::Attested(attested) => vec![attested.kind],
        Requirement::State(_) | Requirement::Term(_) | Requirement::Inventory(_) => Vec::new(),
    }
}

fn field_name<'a>(rulebook: &'a Rulebook, rule: &Rule, slug: &'a str) -> &'a str {
    let kinds = kinds_of(rule);
    let mut fields = kinds.iter().filter_map(|kind| rulebook.kind(*kind)).filter_map(|kind| kind.field(slug));
    fields.next().map_or(slug, |field| field.name.as_str())
}

fn part_name<'a>(rulebook: &'a Rulebook, rule: &Rule, slug: &'a str) -> &'a str {
    let kinds = kinds_of(rule);
    let mut parts = kinds.iter().filter_map(|kind| rulebook.kind(*kind)).filter_map(|kind| kind.part(slug));
    parts.next().map_or(slug, |part| part.name.as_str())
}
