//! Counting members, posts and groups; undated states.

use super::*;

#[test]
fn members_are_full_and_probationary_ones() {
    let mut facts = branch(2);
    facts.push(joined("2019-03-01", '丙').value("standing", option("probationary")));
    facts.push(joined("2019-03-01", '丁').value("standing", option("full")));
    facts.push(fact("2019-09-01", "became-full-member").people("member", &['丙']));
    assert_eq!(figure(Metric::Members, &facts, "2019-08-31"), Some(4));
    assert_eq!(figure(Metric::FullMembers, &facts, "2019-08-31"), Some(3));
    assert_eq!(figure(Metric::FullMembers, &facts, "2019-09-01"), Some(4));
}

#[test]
fn who_leaves_stands_through_that_day() {
    let mut facts = branch(2);
    facts.push(left("2019-03-31", '乙'));
    assert_eq!(figure(Metric::Members, &facts, "2019-03-31"), Some(2));
    assert_eq!(figure(Metric::Members, &facts, "2019-04-01"), Some(1));
}

#[test]
fn a_branch_has_a_committee_with_seven_members_or_three_posts() {
    assert_eq!(figure(Metric::HasCommittee, &branch(6), "2019-01-01"), Some(0));
    assert_eq!(figure(Metric::HasCommittee, &branch(7), "2019-01-01"), Some(1));
    let mut facts = branch(6);
    facts.extend([post("2018-01-01", '乙', "publicity"), post("2018-01-01", '乙', "discipline")]);
    assert_eq!(figure(Metric::CommitteeSize, &facts, "2019-01-01"), Some(2));
    assert_eq!(figure(Metric::HasCommittee, &facts, "2019-01-01"), Some(0));
    facts.push(post("2018-01-01", '丙', "other-committee"));
    assert_eq!(figure(Metric::HasCommittee, &facts, "2019-01-01"), Some(1));
    assert_eq!(figure(Metric::OtherCommitteeMembers, &facts, "2019-01-01"), Some(2));
    assert_eq!(figure(Metric::CommitteeWithoutDuty, &facts, "2019-01-01"), Some(1));
}

#[test]
fn a_post_ends_with_leaving_it_with_membership_or_with_the_next_secretary() {
    let mut facts = branch(4);
    facts.extend([post("2018-01-01", '乙', "publicity"), post("2018-01-01", '丙', "discipline")]);
    facts.push(fact("2019-02-01", "post-left").people("holder", &['乙']).value("post", option("publicity")));
    facts.push(left("2019-03-01", '丙'));
    facts.push(post("2019-04-01", '丁', "secretary"));
    for (on, size) in [("2019-02-01", 3), ("2019-02-02", 2), ("2019-03-01", 2), ("2019-03-02", 1), ("2019-04-01", 1)] {
        assert_eq!(figure(Metric::CommitteeSize, &facts, on), Some(size), "{on}");
    }
    assert_eq!(figure(Metric::Secretaries, &facts, "2019-04-01"), Some(1));
}

#[test]
fn a_post_taken_on_the_last_day_of_a_membership_ends_with_it_and_does_not_return() {
    let mut facts = branch(2);
    facts.push(left("2019-03-01", '乙'));
    facts.push(post("2019-03-01", '乙', "publicity"));
    facts.push(joined("2019-06-01", '乙'));
    for (on, size) in [("2019-03-01", 2), ("2019-03-02", 1), ("2019-06-01", 1)] {
        assert_eq!(figure(Metric::CommitteeSize, &facts, on), Some(size), "{on}");
    }
}

#[test]
fn a_secretary_of_one_day_ends_the_old_ones_time_as_well() {
    let mut facts = branch(2);
    facts.extend([left("2019-03-01", '乙'), post("2019-03-01", '乙', "secretary")]);
    for (on, secretaries) in [("2019-02-28", 1), ("2019-03-01", 1), ("2019-03-02", 0)] {
        assert_eq!(figure(Metric::Secretaries, &facts, on), Some(secretaries), "{on}");
    }
}

#[test]
fn a_place_in_a_group_ends_with_a_membership_that_ends_on_its_first_day() {
    let placed = fact("2019-03-01", "group-joined").people("member", &['乙']).value("group", text("一组"));
    let suspended = fact("2019-03-01", "member-suspended").people("member", &['乙']);
    let (joined, left) = (|on| joined(on, '乙'), left("2019-03-01", '乙'));
    for first_of_march in
        [vec![left.clone(), placed.clone()], vec![placed.clone(), left], vec![placed.clone(), suspended.clone()]]
    {
        let facts = [branch(2), first_of_march, vec![joined("2019-06-01")]].concat();
        assert_eq!(figure(Metric::MembersWithoutGroup, &facts, "2019-06-01"), Some(2), "{facts:?}");
    }
    // A membership of that day alone, the place written before it.
    let of_a_day = vec![placed.clone(), joined("2019-03-01"), suspended.clone(), joined("2019-06-01")];
    assert_eq!(figure(Metric::MembersWithoutGroup, &[branch(1), of_a_day].concat(), "2019-06-01"), Some(2));
    // Where there was none, its end says nothing of the place.
    let before_any = vec![placed, suspended, joined("2019-06-01")];
    assert_eq!(figure(Metric::MembersWithoutGroup, &[branch(1), before_any].concat(), "2019-06-01"), Some(1));
}

#[test]
fn what_has_no_date_stands_since_the_organisation_was_set_up() {
    let mut facts = vec![fact("2019-03-10", "organisation-set-up").value("form", option("branch"))];
    facts.push(joined("2001-07-01", '乙').undated());
    assert_eq!(figure(Metric::Members, &facts, "2019-03-09"), None);
    assert_eq!(figure(Metric::Members, &facts, "2019-03-10"), Some(1));
    let monthly = count(Who::Member, Calendar::Month, 1, "training");
    assert_eq!(lines(monthly, &facts, "2019-04-15"), ["乙 2019-03 missed", "乙 2019-04 open"]);
}

#[test]
fn a_dated_record_wins_over_an_undated_one() {
    let mut facts = branch(1);
    facts.push(joined("2010-01-01", '乙').undated());
    facts.push(joined("2019-06-01", '乙'));
    assert_eq!(figure(Metric::Members, &facts, "2019-05-31"), Some(2), "the dated one is not known yet");
    let monthly = count(Who::Member, Calendar::Month, 1, "training");
    let of_second = |line: &String| line.starts_with('乙');
    let lines: Vec<_> = lines(monthly, &facts, "2019-06-30").into_iter().filter(of_second).collect();
    assert_eq!(lines, ["乙 2019-06 missed"]);
}

#[test]
fn a_joining_recorded_once_more_begins_no_membership() {
    let mut facts = branch(1);
    facts.push(fact("2019-02-01", "group-joined").people("member", &['甲']).value("group", text("一组")));
    facts.push(fact("2019-06-01", "group-joined").people("member", &['甲']).value("group", text("二组")).undated());
    facts.push(joined("2019-06-01", '甲'));
    let inside = |name: &str| {
        let groups = state(Who::Group, range(Metric::GroupFullMembers, Some(1), None));
        let found = found(groups, &facts, "2019-12-31");
        found.iter().find(|finding| finding.subject == Subject::Group(name.to_owned())).unwrap().status.slug()
    };
    assert_eq!((inside("一组"), inside("二组")), ("met", "breached"));
}

#[test]
fn groups_stand_since_they_were_set_up_or_first_named() {
    let mut facts = branch(3);
    facts.push(fact("2019-05-01", "organisation-set-up").value("form", option("group")).value("name", text("一组")));
    facts.push(fact("2019-05-01", "group-joined").people("member", &['乙']).value("group", text("一组")));
    facts.push(fact("2019-07-01", "group-joined").people("member", &['丙']).value("group", text("二组")));
    for (on, groups, without) in [("2019-04-30", 0, 3), ("2019-05-01", 1, 2), ("2019-07-01", 2, 1)] {
        assert_eq!(figure(Metric::Groups, &facts, on), Some(groups), "{on}");
        assert_eq!(figure(Metric::MembersWithoutGroup, &facts, on), Some(without), "{on}");
    }
    facts.push(fact("2019-08-01", "group-joined").people("member", &['丙']).value("group", text("一组")));
    let two = state(Who::Group, range(Metric::GroupFullMembers, Some(2), None));
    assert_eq!(lines(two, &facts, "2019-08-01"), ["一组 standing met", "二组 standing breached"]);
}

#[test]
fn who_is_away_counts_at_home() {
    let mut facts = branch(2);
    let away = fact("2019-03-01", "floating-out").people("member", &['乙']);
    facts.push(away.until("2019-05-31").value("receiving", text("某支部")));
    let known = |metric| state(Who::FloatingMember, range(metric, Some(1), None));
    assert_eq!(lines(known(Metric::ReceivingKnown), &facts, "2019-05-31"), ["乙 standing met"]);
    assert_eq!(lines(known(Metric::FloatingContactKnown), &facts, "2019-05-31"), ["乙 standing breached"]);
    assert!(lines(known(Metric::ReceivingKnown), &facts, "2019-06-01").is_empty());
    assert_eq!(figure(Metric::Members, &facts, "2019-05-31"), Some(2));
    facts.push(fact("2019-04-10", "floating-returned").people("member", &['乙']));
    assert!(lines(known(Metric::ReceivingKnown), &facts, "2019-04-10").is_empty());
}

#[test]
fn party_standing_counts_whole_years_from_the_full_member_day() {
    for (full_on, years) in [("2017-01-01", 1), ("2017-01-02", 0), ("2016-12-31", 1), ("2018-06-01", 0)] {
        let mut facts = branch(0);
        facts.push(joined("2010-01-01", '甲').value("full-on", Value::Day(day(full_on))));
        assert_eq!(figure(Metric::StandingAtAppointment, &facts, "2019-12-31"), Some(years), "{full_on}");
    }
    let mut facts = branch(0);
    facts.push(joined("2010-01-01", '甲').value("standing", option("full")));
    let standing = state(Who::Secretary, range(Metric::StandingAtAppointment, Some(1), None));
    assert_eq!(lines(standing, &facts, "2019-12-31"), ["甲 standing unknown"]);
}

#[test]
fn contacts_are_those_of_the_keepers_latest_assignment() {
    let mut facts = branch(4);
    let assign = |on, contacts| fact(on, "contact-assigned").people("keeper", &['甲']).people("contact", contacts);
    facts.push(assign("2018-01-01", &['甲', '乙', '丙']));
    facts.push(assign("2019-03-25", &['丙', '丁']));
    let talks = count(Who::CommitteeAndContact, Calendar::Quarter, 1, "talk");
    assert_eq!(lines(talks, &facts, "2019-03-31"), ["甲/丙 2019-Q1 missed"]);
}

#[test]
fn superior_and_units_are_read_off_the_last_word_about_them() {
    let other = |name: &str| Value::Organisation(OrganisationId::derived(&[name.as_bytes()]));
    let mut facts = branch(1);
    assert_eq!(figure(Metric::ApprovedBySuperior, &facts, "2019-01-01"), None);
    facts[0] = facts[0].clone().value("superior", other("one")).value("approved-by", other("one"));
    assert_eq!(figure(Metric::ApprovedBySuperior, &facts, "2019-01-01"), Some(1));
    facts
        .push(fact("2019-02-01", "organisation-changed").value("superior", other("two")).value("unit-count", hours(3)));
    assert_eq!(figure(Metric::ApprovedBySuperior, &facts, "2019-02-01"), Some(0));
    assert_eq!(figure(Metric::UnitsServed, &facts, "2019-01-31"), None);
    assert_eq!(figure(Metric::UnitsServed, &facts, "2019-02-01"), Some(3));
}
