//! A whole draw: the same on every machine, with what makes each ticket.

use std::collections::BTreeMap;

use expect_test::expect;
use facts::{Day, Fact, FactId, Instant, OrganisationId, Span, Value, kinds};
use roster::fold;
use rulebook::Rulebook;
use views::Sample;

use super::{DrawnFrom, SampleWanted};
use crate::OfficeError;
use crate::group::{Group, Organisation};
use crate::standard;

const TODAY: &str = "2019-12-31";

/// Nothing but the members' meeting of each quarter is asked for.
fn rulebook() -> Rulebook {
    let mut rulebook = standard::load(&standard::Places::default()).unwrap();
    rulebook.rules.retain(|rule| rule.slug == "members-meeting-gap");
    rulebook
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn id(at: u8) -> OrganisationId {
    OrganisationId::from_bytes([at; 16])
}

/// An organisation below the committee with the first id; `records` are `kind occurred written-on text`, a line each.
fn organisation(at: u8, name: &str, form: &str, records: &str) -> Organisation {
    let fact = |number: u8, kind: &str, occurred: &str, written: &str, values: Vec<(&str, Value)>| Fact {
        id: FactId::from_bytes([at, number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
        organisation: id(at),
        kind: kind.to_owned(),
        occurred: Span::day(day(occurred)),
        recorded_at: Instant::start_of(day(written)),
        recorder: "甲".into(),
        people: Vec::new(),
        values: values.into_iter().map(|(field, value)| (field.to_owned(), value)).collect::<BTreeMap<_, _>>(),
        supersedes: None,
        attachments: Vec::new(),
    };
    let mut set_up =
        vec![(kinds::NAME, Value::Text(name.to_owned())), (kinds::FORM, Value::Options(vec![form.to_owned()]))];
    if at > 1 {
        set_up.push((kinds::SUPERIOR, Value::Organisation(id(1))));
    }
    let mut facts = vec![fact(0, kinds::ORGANISATION_SET_UP, "2010-01-01", "2010-01-01", set_up)];
    for (number, line) in (1..).zip(records.lines().map(str::trim).filter(|line| !line.is_empty())) {
        let [kind, occurred, written, text] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let value = match text.strip_prefix('#') {
            Some(branch) => ("branch", Value::Organisation(id(branch.parse().unwrap()))),
            None => ("subject", Value::Text(text.to_owned())),
        };
        facts.push(fact(number, kind, occurred, written, vec![value]));
    }
    let roster = fold(&facts::current(&facts, None), day(TODAY));
    Organisation { id: id(at), facts, roster }
}

const MINUTES: &str =
    "会议由支部书记主持全体党员认真学习了上级文件精神结合项目实际讨论了节点工期和现场安全三名党员围绕岗位作了发言";

/// One branch that is well, one that wrote its year down before an inspection and in the same words, one without records.
fn group() -> Group {
    let well = "members-meeting 2019-02-10 2019-02-11 安全
        members-meeting 2019-05-10 2019-05-11 进度
        members-meeting 2019-08-10 2019-08-11 质量
        members-meeting 2019-11-10 2019-11-11 总结";
    let mut written_up: Vec<String> =
        (2..=9).map(|month| format!("theme-day 2019-{month:02}-10 2019-10-20 {month}月{MINUTES}")).collect();
    written_up.push("members-meeting 2019-11-10 2019-11-11 总结".into());
    Group {
        as_of: day(TODAY),
        organisations: vec![
            organisation(1, "甲单位党委", "committee", "supervision-visit 2019-11-01 2019-11-01 #3"),
            organisation(2, "甲党支部", "branch", well),
            organisation(3, "乙党支部", "branch", &written_up.join("\n")),
            organisation(4, "丙党支部", "temporary", ""),
        ],
    }
}

fn wanted(seed: &str, branches: usize, records: usize) -> SampleWanted {
    let known_at = Instant::start_of(day("2020-01-10"));
    SampleWanted { as_of: day(TODAY), known_at, from: DrawnFrom::Everybody, branches, records, seed: seed.to_owned() }
}

fn drawn(wanted: &SampleWanted) -> Sample {
    sample(&group(), wanted).unwrap()
}

/// Draws from a group that is in memory as from one that is read.
fn sample(group: &Group, wanted: &SampleWanted) -> Result<Sample, OfficeError> {
    let chains = async |ids: &[OrganisationId]| {
        let one = |id: &OrganisationId| group.organisations.iter().find(|organisation| organisation.id == *id).unwrap();
        let copy = |one: &Organisation| {
            let roster = fold(&facts::current(&one.facts, Some(wanted.known_at)), wanted.as_of);
            Organisation { id: one.id, facts: one.facts.clone(), roster }
        };
        Ok(ids.iter().map(one).map(copy).collect())
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(super::sample(&rulebook(), group, wanted, chains, |_, _| ()))
}

#[test]
fn a_word_that_was_announced_draws_the_same_everywhere_and_every_ticket_is_accounted_for() {
    let sample = drawn(&wanted("2019年第一次督查", 3, 3));
    let text = format!("{}\n{}", sample.branches_table().to_text(), sample.records_table().to_text());
    expect![[r#"
        抽到的支部，按抽出的次序（种子“2019年第一次督查”，截至 2019-12-31，共 3 个支部 305 签）
        次序  支部      单位        签数  为什么有这些签（只是提示，不是检查结果）
        ────  ────────  ──────────  ────  ────────────────────────────────────────
           1  乙党支部  甲单位党委   185  人人有 10签；没有做到、违规或数据不足3/4项 75签；补录8/9条 45签；集中补录1次，其中督查前三十日内1次 10签；文字雷同8/9条 45签
           2  丙党支部  甲单位党委   110  人人有 10签；没有做到、违规或数据不足4/4项 100签
           3  甲党支部  甲单位党委    10  人人有 10签

        抽到的记录，请核对原件（按支部抽出的次序和日期）
        支部      日期           记录      签数  为什么有这些签                                               编号                                  内容
        ────────  ─────────────  ────────  ────  ───────────────────────────────────────────────────────────  ────────────────────────────────────  ────────────────────────────────────────
        乙党支部  2019年4月10日  主题党日    10  条条有 1签；过了193天才写下 3签；集中补录 3签；文字雷同 3签  03030000-0000-0000-0000-000000000001  活动主题 4月会议由支部书记主持全体党员认真学习了上级文件精神结合项目实际讨论了节点工期和现场安全三名党员围绕岗位作了发言
        乙党支部  2019年5月10日  主题党日    10  条条有 1签；过了163天才写下 3签；集中补录 3签；文字雷同 3签  03040000-0000-0000-0000-000000000001  活动主题 5月会议由支部书记主持全体党员认真学习了上级文件精神结合项目实际讨论了节点工期和现场安全三名党员围绕岗位作了发言
        乙党支部  2019年7月10日  主题党日    10  条条有 1签；过了102天才写下 3签；集中补录 3签；文字雷同 3签  03060000-0000-0000-0000-000000000001  活动主题 7月会议由支部书记主持全体党员认真学习了上级文件精神结合项目实际讨论了节点工期和现场安全三名党员围绕岗位作了发言
        甲党支部  2019年2月10日  党员大会     1  条条有 1签                                                   02010000-0000-0000-0000-000000000001  会议议题 安全
        甲党支部  2019年5月10日  党员大会     1  条条有 1签                                                   02020000-0000-0000-0000-000000000001  会议议题 进度
        甲党支部  2019年8月10日  党员大会     1  条条有 1签                                                   02030000-0000-0000-0000-000000000001  会议议题 质量
    "#]].assert_eq(&text);
}

#[test]
fn what_is_drawn_first_is_drawn_first_of_more_too_and_nobody_twice() {
    let names =
        |sample: &Sample| -> Vec<String> { sample.branches.iter().map(|branch| branch.organisation.clone()).collect() };
    for seed in ["甲", "乙", "丙", "丁"] {
        let few = drawn(&wanted(seed, 2, 1));
        // More than there are: all branches, and all of their records.
        let all = drawn(&wanted(seed, 1_000, 1_000));
        assert_eq!(names(&all)[..2], names(&few));
        assert_eq!((few.of, all.of, all.branches.len()), (3, 3, 3));
        assert_eq!(all.branches.iter().map(|branch| branch.tickets).sum::<usize>(), all.tickets);
        let mut records: Vec<&String> =
            all.branches.iter().flat_map(|branch| branch.records.iter().map(|record| &record.record)).collect();
        records.sort();
        records.dedup();
        assert_eq!(records.len(), 13);
        // The ids of these records are in the order of their days.
        assert!(all.branches.iter().all(|branch| branch.records.iter().map(|one| &one.record).is_sorted()));
    }
}

#[test]
fn what_was_written_down_since_changes_no_draw() {
    let wanted = wanted("甲", 3, 3);
    let before = drawn(&wanted);
    let mut group = group();
    let mut later = group.organisations[1].facts[1].clone();
    (later.id, later.recorded_at) = (FactId::from_bytes([9; 16]), Instant::start_of(day("2020-02-01")));
    group.organisations[1].facts.push(later);
    assert_eq!(sample(&group, &wanted).unwrap(), before);
}

#[test]
fn an_organisation_is_drawn_from_with_all_that_stand_below_it() {
    let all = drawn(&wanted("甲", 3, 1));
    let below = |name: &str| {
        let wanted = SampleWanted { from: DrawnFrom::Below(name.to_owned()), ..wanted("甲", 3, 1) };
        sample(&group(), &wanted)
    };
    assert_eq!(below("甲单位党委").unwrap(), all);
    let own = below("乙党支部").unwrap();
    let expected: Vec<_> = all.branches.iter().filter(|branch| branch.organisation == "乙党支部").cloned().collect();
    assert_eq!((own.of, own.branches), (1, expected), "as many tickets as among all: copies are those of the unit");
    assert!(matches!(below("没有的支部"), Err(OfficeError::NoSuchOrganisation { .. })));
}
