//! How facts become stays, by small ledgers as text tables.

use std::collections::BTreeMap;

use facts::{Day, Fact, FactId, Instant, OrganisationId, Participation, PersonId, Presence, Span, Value, kinds};

use crate::{Form, Post, fold};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn person(name: &str) -> PersonId {
    PersonId::derived(&[name.as_bytes()])
}

/// A ledger as a text table: `day | kind | part=person … | field=value …`; of several days `first..last`.
fn ledger(table: &str) -> Vec<Fact> {
    table
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .enumerate()
        .map(|(number, line)| fact(number, line))
        .collect()
}

fn fact(number: usize, line: &str) -> Fact {
    let columns: Vec<&str> = line.split('|').map(str::trim).collect();
    let (first, last) = columns[0].split_once("..").unwrap_or((columns[0], columns[0]));
    let occurred = Span { first: day(first), last: day(last) };
    let pairs = |column: usize| {
        columns
            .get(column)
            .into_iter()
            .flat_map(|text| text.split_whitespace())
            .map(|pair| pair.split_once('=').unwrap())
    };
    let people = pairs(2)
        .map(|(part, name)| Participation {
            person: person(name),
            part: part.into(),
            presence: Presence::Present,
            reason: None,
        })
        .collect();
    let values: BTreeMap<String, Value> = pairs(3)
        .map(|(field, text)| {
            let value = match field {
                kinds::FORM | kinds::POST | kinds::STANDING | kinds::LEADER_RANK | kinds::HOW => {
                    Value::Options(vec![text.into()])
                }
                kinds::UNDATED | kinds::APPROVED => Value::Flag(text == "yes"),
                kinds::FULL_ON | kinds::UNTIL => Value::Day(day(text)),
                _ => Value::Text(text.into()),
            };
            (field.into(), value)
        })
        .collect();
    Fact {
        id: FactId::derived(&[&number.to_be_bytes()]),
        organisation: OrganisationId::derived(&[b"branch"]),
        kind: columns[1].into(),
        occurred,
        recorded_at: Instant::start_of(occurred.first),
        recorder: String::new(),
        people,
        values,
        supersedes: None,
        attachments: vec![],
    }
}

fn roster(table: &str) -> crate::Roster {
    let facts = ledger(table);
    fold(&facts.iter().collect::<Vec<_>>(), Day::LATEST)
}

#[test]
fn an_organisation_stands_from_set_up_through_dissolution() {
    let roster = roster(
        "2010-07-14 | organisation-set-up | | form=temporary name=隧道
         2018-05-01 | organisation-changed | | form=branch
         2019-06-30 | organisation-dissolved | |",
    );
    assert_eq!(roster.form_on(day("2010-07-13")), None);
    assert_eq!(roster.form_on(day("2018-04-30")), Some(Form::Temporary));
    assert_eq!(roster.form_on(day("2018-05-01")), Some(Form::Branch));
    assert_eq!(roster.form_on(day("2019-06-30")), Some(Form::Branch));
    assert_eq!(roster.form_on(day("2019-07-01")), None);
}

#[test]
fn an_organisation_set_up_again_stands_a_second_time_under_its_last_name() {
    let roster = roster(
        "2019-09-01 | organisation-set-up | | form=joint name=隧道联合
         2010-07-14 | organisation-set-up | | form=branch name=隧道
         2018-06-30 | organisation-dissolved | |
         2019-09-01 | organisation-dissolved | |
         2012-01-01 | organisation-changed | | name=隧道一分部",
    );
    let stays: Vec<String> = roster.stands.iter().map(|stay| format!("{}..{}", stay.from, stay.until)).collect();
    assert_eq!(stays, ["2010-07-14..2018-06-30", "2019-09-01..2019-09-01"]);
    assert_eq!(roster.form_on(day("2018-06-30")), Some(Form::Branch));
    assert_eq!(roster.form_on(day("2018-07-01")), None);
    assert_eq!(roster.form_on(day("2019-09-01")), Some(Form::Joint));
    assert_eq!(roster.name(), "隧道联合");
}

#[test]
fn an_undated_membership_begins_with_the_organisation_or_with_joining_the_party() {
    let roster = roster(
        "2010-01-01 | organisation-set-up | | form=branch
         1991-08-20 | member-joined | member=甲 | undated=yes full-on=1992-08-20
         2019-03-28 | member-joined | member=乙 | undated=yes standing=probationary
         1995-01-01 | member-joined | member=丙 | undated=yes standing=full
         2015-05-05 | member-joined | member=丙 | standing=full",
    );
    let since: Vec<String> = roster.members.iter().map(|member| member.stays[0].from.to_string()).collect();
    assert_eq!(since, ["2010-01-01", "2019-03-28", "2015-05-05"]);
    assert!(roster.members[0].full_on(day("2010-01-01")));
    assert!(!roster.members[1].full_on(day("2019-12-31")));
    assert!(roster.members[2].full_on(day("2015-05-05")));
}

#[test]
fn who_leaves_is_a_member_through_that_day_and_may_come_back() {
    let roster = roster(
        "2010-01-01 | organisation-set-up | | form=branch
         2010-01-01 | member-joined | member=甲 |
         2018-06-30 | member-left | member=甲 |
         2019-02-01 | member-joined | member=甲 |
         2019-09-01 | member-suspended | member=甲 |",
    );
    let member = &roster.members[0];
    for (text, there) in
        [("2018-06-30", true), ("2018-07-01", false), ("2019-02-01", true), ("2019-08-31", true), ("2019-09-01", false)]
    {
        assert_eq!(member.on(day(text)), there, "{text}");
    }
}

#[test]
fn who_dies_is_a_member_and_holds_posts_until_the_day_before() {
    let roster = roster(
        "2010-01-01 | organisation-set-up | | form=branch
         2010-01-01 | member-joined | member=甲 |
         2018-01-01 | post-taken | holder=甲 | post=secretary
         2019-09-01 | member-left | member=甲 | how=deceased",
    );
    assert!(roster.members[0].on(day("2019-08-31")));
    assert!(!roster.members[0].on(day("2019-09-01")));
    assert_eq!(roster.posts[0].stay.until, day("2019-08-31"));
}

#[test]
fn a_new_secretary_ends_the_old_ones_post_and_leaving_ends_any() {
    let roster = roster(
        "2010-01-01 | organisation-set-up | | form=branch
         2010-01-01 | member-joined | member=甲 |
         2010-01-01 | member-joined | member=乙 |
         2018-01-01 | post-taken | holder=甲 | post=secretary
         2018-01-01 | post-taken | holder=乙 | post=organisation
         2019-04-01 | post-taken | holder=乙 | post=secretary
         2019-10-10 | member-left | member=乙 |",
    );
    assert_eq!(roster.secretary_on(day("2019-03-31")), Some(0));
    assert_eq!(roster.secretary_on(day("2019-04-01")), Some(1));
    assert_eq!(roster.secretary_on(day("2019-10-11")), None);
    let organisation = roster.posts.iter().find(|held| held.post == Post::Organisation).unwrap();
    assert_eq!(organisation.stay.until, day("2019-10-10"));
}

#[test]
fn a_secretary_of_one_day_ends_the_old_ones_post_as_well() {
    let roster = roster(
        "2010-01-01 | organisation-set-up | | form=branch
         2010-01-01 | member-joined | member=甲 |
         2010-01-01 | member-joined | member=乙 |
         2018-01-01 | post-taken | holder=甲 | post=secretary
         2019-03-01 | member-left | member=乙 |
         2019-03-01 | post-taken | holder=乙 | post=secretary",
    );
    assert_eq!(roster.secretary_on(day("2019-02-28")), Some(0));
    assert_eq!(roster.secretary_on(day("2019-03-01")), Some(1));
    assert_eq!(roster.secretary_on(day("2019-03-02")), None);
}

#[test]
fn a_member_belongs_to_one_group_at_a_time() {
    let roster = roster(
        "2010-01-01 | organisation-set-up | | form=branch
         2010-01-01 | member-joined | member=甲 | undated=yes
         2012-01-01 | organisation-set-up | | form=group name=第二党小组
         2010-01-01 | group-joined | member=甲 | group=第一党小组 undated=yes
         2019-05-01 | group-joined | member=甲 | group=第二党小组",
    );
    let name = |text: &str| roster.members[0].group_on(day(text)).map(|group| roster.groups[group].name.as_str());
    assert_eq!(name("2019-04-30"), Some("第一党小组"));
    assert_eq!(name("2019-05-01"), Some("第二党小组"));
    let second = roster.groups.iter().find(|group| group.name == "第二党小组").unwrap();
    assert_eq!(second.stays[0].from, day("2012-01-01"));
}

#[test]
fn namesakes_are_told_apart() {
    let roster = roster(
        "2010-01-01 | organisation-set-up | | form=branch
         2010-01-01 | member-joined | member=甲 | name=王伟 born=1985-03
         2010-01-01 | member-joined | member=乙 | name=王伟
         2010-01-01 | member-joined | member=丙 | name=李敏",
    );
    let names: Vec<String> = (0..3).map(|index| roster.display_name(index)).collect();
    assert_eq!(names, ["王伟(1985-03)", "王伟(2)", "李敏"]);
}

#[test]
fn a_guest_is_here_until_the_end_of_the_span_or_the_day_of_returning_and_is_no_member() {
    let roster = roster(
        "2010-01-01 | organisation-set-up | | form=branch
         2010-01-01 | member-joined | member=甲 | name=王伟
         2019-03-01 | floating-in | member=乙 | name=客一 sending=甲公司党支部
         2019-05-01 | floating-returned | member=乙 |
         2020-03-01 | floating-in | member=乙 | name=客一
         2019-03-01 | floating-in | member=丙 | name=客二
         2019-03-01..2019-06-30 | floating-in | member=丙 | name=客二",
    );
    let stays = |name: &str| -> Vec<String> {
        let guest = roster.guest(person(name)).unwrap();
        guest.stays.iter().map(|stay| format!("{}..{}", stay.from, stay.until)).collect()
    };
    assert_eq!(stays("乙"), ["2019-03-01..2019-05-01".to_owned(), format!("2020-03-01..{}", Day::LATEST)]);
    assert_eq!(stays("丙"), ["2019-03-01..2019-06-30"], "told twice, the second time with its end");
    assert_eq!(roster.guest(person("乙")).unwrap().sending.as_deref(), Some("甲公司党支部"));
    assert_eq!(roster.members_on(day("2019-04-01")).count(), 1);
    assert_eq!((roster.members.len(), roster.member_index(person("乙"))), (1, None));
}

#[test]
fn a_member_back_from_elsewhere_is_away_no_more_from_that_very_day() {
    let roster = roster(
        "2010-01-01 | member-joined | member=甲 |
         2019-03-01 | floating-out | member=甲 |
         2019-05-01 | floating-returned | member=甲 |",
    );
    let away = |text: &str| roster.members[0].floating_on(day(text)).is_some();
    assert!(away("2019-04-30") && !away("2019-05-01"));
    assert!(roster.guests.is_empty());
}

#[test]
fn a_place_taken_on_the_day_of_a_suspension_is_gone_when_the_member_comes_back() {
    let roster = roster(
        "2010-01-01 | organisation-set-up | | form=branch
         2010-01-01 | member-joined | member=甲 |
         2010-01-01 | group-joined | member=甲 | group=一组
         2019-03-01 | group-joined | member=甲 | group=二组
         2019-03-01 | member-suspended | member=甲 |
         2019-09-01 | member-joined | member=甲 |",
    );
    assert_eq!(roster.members[0].group_on(day("2019-02-28")), Some(0));
    assert_eq!(roster.members[0].group_on(day("2019-09-01")), None);
}

#[test]
fn a_group_that_was_dissolved_stands_no_more_and_nobody_has_a_place_in_it() {
    let roster = roster(
        "2010-01-01 | organisation-set-up | | form=branch
         2010-01-01 | member-joined | member=甲 | undated=yes
         2010-01-01 | member-joined | member=乙 | undated=yes
         2010-01-01 | group-joined | member=甲 | group=一组 undated=yes
         2010-01-01 | group-joined | member=乙 | group=一组 undated=yes
         2019-06-30 | group-joined | member=乙 | group=二组
         2019-06-30 | group-dissolved | | group=一组
         2020-03-01 | group-joined | member=乙 | group=一组
         2020-03-01 | group-dissolved | | group=一组",
    );
    let [first, second] = roster.groups.as_slice() else { panic!("{:?}", roster.groups) };
    assert!(first.stands_on(day("2019-06-30")) && !first.stands_on(day("2019-07-01")));
    assert!(second.stands_on(day("2021-01-01")));
    let group = |member: usize, text: &str| roster.members[member].group_on(day(text));
    assert_eq!([group(0, "2019-06-30"), group(0, "2019-07-01")], [Some(0), None]);
    assert_eq!([group(1, "2019-06-30"), group(1, "2019-07-01")], [Some(1), Some(1)]);
    assert_eq!(group(1, "2020-03-01"), None, "a place in what does not stand");
}

#[test]
fn a_group_set_up_again_stands_a_second_time_with_those_put_in_it_from_then() {
    let roster = roster(
        "2010-01-01 | organisation-set-up | | form=branch
         2010-01-01 | member-joined | member=甲 |
         2010-01-01 | member-joined | member=乙 |
         2011-01-01 | organisation-set-up | | form=group name=一组
         2011-01-01 | group-joined | member=甲 | group=一组
         2019-06-30 | group-joined | member=乙 | group=一组
         2019-06-30 | group-dissolved | | group=一组
         2019-06-30 | organisation-set-up | | form=group name=一组
         2020-06-30 | group-dissolved | | group=一组
         2021-01-01 | group-joined | member=甲 | group=一组",
    );
    let stays: Vec<String> =
        roster.groups[0].stays.iter().map(|stay| format!("{}..{}", stay.from, stay.until)).collect();
    let goes_on = format!("2021-01-01..{}", Day::LATEST);
    assert_eq!(stays, ["2011-01-01..2019-06-30", "2019-07-01..2020-06-30", goes_on.as_str()]);
    let inside = |member: usize, text: &str| roster.members[member].group_on(day(text)).is_some();
    assert!(inside(0, "2019-06-30") && !inside(0, "2019-07-01") && inside(0, "2021-01-01"));
    assert!(inside(1, "2019-07-01") && inside(1, "2020-06-30") && !inside(1, "2020-07-01"));
}
