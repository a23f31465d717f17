//! Who may vote, quorums and majorities, and elections, at their borders.

use findings::{BallotFault, Missing};
use rulebook::{Addends, Election, Electorate, Figure, Ratio, RatioBound, Share, Support, Total};

use super::*;

fn half() -> Share {
    Share::Fraction { parts: 1, whole: 2 }
}

fn figure(electorate: Electorate) -> Figure {
    Figure::Electorate(electorate)
}

/// Whoever is under watch, and whoever is ill in bed with the superior's consent.
fn left_out() -> Vec<Selector> {
    let mut watched = selector("vote-restricted");
    watched.must = vec![condition("reason", Test::OneOf(vec!["under-watch".to_owned()]))];
    let mut ill = selector("vote-restricted");
    ill.must =
        vec![condition("reason", Test::OneOf(vec!["bedridden".to_owned()])), condition("agreed", Test::Flag(true))];
    vec![watched, ill]
}

fn every_meeting(demand: Demand) -> Rule {
    let selector = selector("members-meeting");
    let each = Each { selector, left_out: left_out(), demands: vec![demand] };
    rule(Who::Organisation, None, Requirement::Each(each))
}

fn quorum(bound: RatioBound, share: Share) -> Rule {
    let (of, to) = (figure(Electorate::VotersPresent), figure(Electorate::Voters));
    every_meeting(Demand::Ratio(Ratio { of, to, bound, share }))
}

/// A branch of ten of whom so many came, and so many were away.
fn meeting(came: usize, away: usize) -> Fact {
    let people: Vec<char> = PEOPLE.chars().collect();
    fact("2019-03-01", "members-meeting").people("attendee", &people[..came]).presence(
        "attendee",
        Presence::Absent,
        &people[came..came + away],
    )
}

fn restricted(on: &str, name: char, reason: &str) -> Fact {
    fact(on, "vote-restricted").people("member", &[name]).value("reason", option(reason))
}

fn told(rule: Rule, more: Vec<Fact>) -> String {
    let mut facts = branch(10);
    facts.extend(more);
    let found = found(rule, &facts, "2019-12-31");
    let one = found.first().unwrap();
    let missing = |missing: &Missing| match missing {
        Missing::Compared { of, to, .. } => format!(" {of}:{to}"),
        Missing::Unrecorded(people) => format!(" {people}?"),
        Missing::Field(field) => format!(" {field}?"),
        Missing::NoCandidates => " nobody".to_owned(),
        Missing::Margin { candidates, seats, .. } => format!(" {candidates} for {seats}"),
        Missing::Seats(free) => format!(" {free} free"),
        Missing::Candidate { person: who, votes, fault } => {
            let name = PEOPLE.chars().find(|name| Some(person(*name)) == *who).unwrap_or('?');
            let fault = match fault {
                BallotFault::Unsupported { base, .. } => format!("of {base}"),
                BallotFault::BeyondSeats => "beyond".to_owned(),
                BallotFault::Tied => "tied".to_owned(),
                BallotFault::PassedOver => "passed over".to_owned(),
                BallotFault::OutOfRound => "out of round".to_owned(),
                BallotFault::Twice => "twice".to_owned(),
                BallotFault::TooManyVotes { base, .. } => format!("more than {base}"),
                BallotFault::NotEligible => "not eligible".to_owned(),
            };
            format!(" {name}{votes} {fault}")
        }
        other => panic!("{other:?}"),
    };
    format!("{}{}", one.status.slug(), one.missing.iter().map(missing).collect::<String>())
}

#[test]
fn with_ten_who_may_vote_a_meeting_opens_with_five_an_admission_with_six_and_an_election_with_eight() {
    let four_fifths = Share::Fraction { parts: 4, whole: 5 };
    let cases = [
        (quorum(RatioBound::AtLeast, half()), 4, "breached 4:10"),
        (quorum(RatioBound::AtLeast, half()), 5, "met"),
        (quorum(RatioBound::MoreThan, half()), 5, "breached 5:10"),
        (quorum(RatioBound::MoreThan, half()), 6, "met"),
        (quorum(RatioBound::AtLeast, four_fifths), 7, "breached 7:10"),
        (quorum(RatioBound::AtLeast, four_fifths), 8, "met"),
        // Before 2020 more than four fifths had to come.
        (quorum(RatioBound::MoreThan, four_fifths), 8, "breached 8:10"),
        (quorum(RatioBound::MoreThan, four_fifths), 9, "met"),
    ];
    for (rule, came, expected) in cases {
        assert_eq!(told(rule, vec![meeting(came, 10 - came)]), expected, "{came} came");
    }
}

#[test]
fn of_whom_nothing_is_said_may_have_been_there() {
    let half = || quorum(RatioBound::AtLeast, half());
    // Of ten, three came and seven are not mentioned: two of them could have come.
    assert_eq!(told(half(), vec![meeting(3, 0)]), "unknown 7?");
    assert_eq!(told(half(), vec![meeting(5, 0)]), "met", "five are enough whoever else came");
    assert_eq!(told(half(), vec![meeting(3, 6)]), "breached 3:10", "four are not enough either");
}

#[test]
fn who_has_no_vote_is_not_counted_on_either_side() {
    let meetings = |more: Vec<Fact>| {
        let mut all = more;
        all.push(meeting(5, 5));
        told(quorum(RatioBound::MoreThan, half()), all)
    };
    assert_eq!(meetings(vec![]), "breached 5:10");
    assert_eq!(meetings(vec![restricted("2019-03-01", '癸', "under-watch")]), "met", "five of nine");
    assert_eq!(meetings(vec![restricted("2019-03-02", '癸', "under-watch")]), "breached 5:10", "not yet");
    assert_eq!(
        meetings(vec![restricted("2019-02-01", '甲', "under-watch")]),
        "breached 4:9",
        "who came and cannot vote"
    );
    assert_eq!(meetings(vec![restricted("2019-02-01", '癸', "bedridden")]), "breached 5:10", "without consent");
    let agreed = || restricted("2019-02-01", '癸', "bedridden").value("agreed", Value::Flag(true));
    assert_eq!(meetings(vec![agreed()]), "met");
    assert_eq!(meetings(vec![agreed(), restricted("2019-02-20", '癸', "restored")]), "breached 5:10");
    assert_eq!(meetings(vec![agreed().until("2019-02-28")]), "breached 5:10", "over the day before");
    assert_eq!(meetings(vec![agreed().until("2019-03-01")]), "met", "until this day");
    // Probationary members have no vote, and count as neither.
    let probationary = joined("2018-05-01", '子').value("standing", option("probationary"));
    assert_eq!(meetings(vec![probationary]), "breached 5:10");
}

#[test]
fn a_committee_meets_with_half_of_those_who_hold_its_posts() {
    let of = figure(Electorate::CommitteePresent);
    let to = Figure::Metric(Metric::CommitteeSize);
    let ratio = || Ratio { of: of.clone(), to: to.clone(), bound: RatioBound::AtLeast, share: half() };
    let committee = || vec![post("2018-02-01", '乙', "organisation"), post("2018-02-01", '丙', "publicity")];
    let with = |meeting: Fact| [committee(), vec![meeting]].concat();
    let rule = || every_meeting(Demand::Ratio(ratio()));
    assert_eq!(told(rule(), with(meeting(2, 8))), "met", "two of three");
    assert_eq!(told(rule(), with(meeting(1, 9))), "breached 1:3");
}

#[test]
fn ballots_add_up_or_do_not() {
    let rule = || {
        let (of, addends) =
            ("ballots-returned".to_owned(), Addends::Fields(vec!["valid".to_owned(), "invalid".to_owned()]));
        every_meeting(Demand::Total(Total { of, addends }))
    };
    let ballots = |returned: i64, valid: i64, invalid: i64| {
        meeting(10, 0)
            .value("ballots-returned", hours(returned))
            .value("valid", hours(valid))
            .value("invalid", hours(invalid))
    };
    assert_eq!(told(rule(), vec![ballots(10, 9, 1)]), "met");
    assert_eq!(told(rule(), vec![ballots(10, 9, 2)]), "breached 10:11");
    assert_eq!(
        told(rule(), vec![meeting(10, 0).value("ballots-returned", hours(9)).value("valid", hours(9))]),
        "unknown invalid?"
    );
}

/// More than half of those present, and a fifth more candidates than seats.
fn elections() -> Rule {
    let mut candidates = selector("candidate-votes");
    candidates.part = Some("candidate".to_owned());
    let base = figure(Electorate::VotersPresent);
    let election = Election {
        selector: selector("committee-elected"),
        left_out: left_out(),
        seats: "seats".to_owned(),
        margins: vec![(RatioBound::AtLeast, Share::Fraction { parts: 6, whole: 5 })],
        candidates,
        votes: "in-favour".to_owned(),
        elected: "elected".to_owned(),
        round: Some("round".to_owned()),
        support: vec![Support { base, bound: RatioBound::MoreThan, share: half() }],
    };
    rule(Who::Organisation, None, Requirement::Election(election))
}

/// Ten who all came, so many seats, and the rounds: `甲9当 乙6；乙7当`.
fn elected(seats: i64, rounds: &str) -> String {
    let mut facts = vec![
        fact("2019-03-01", "committee-elected")
            .value("seats", hours(seats))
            .people("attendee", &PEOPLE.chars().collect::<Vec<_>>()),
    ];
    for (round, stood) in (1..).zip(rounds.split('；')) {
        for one in stood.split(' ').filter(|one| !one.is_empty()) {
            let name = one.chars().next().unwrap();
            let votes: i64 = one.trim_start_matches(name).trim_end_matches('当').parse().unwrap();
            facts.push(
                fact("2019-03-01", "candidate-votes")
                    .people("candidate", &[name])
                    .value("round", hours(round))
                    .value("in-favour", hours(votes))
                    .value("elected", Value::Flag(one.ends_with('当'))),
            );
        }
    }
    told(elections(), facts)
}

#[test]
fn elected_is_who_has_more_than_half_as_far_as_the_seats_go() {
    assert_eq!(elected(3, "甲9当 乙8当 丙6当 丁5"), "met");
    assert_eq!(elected(3, "甲9当 乙8当 丙5当 丁4"), "breached 丙5 of 10", "exactly half");
    assert_eq!(elected(3, "甲9当 乙8当 丙7 丁6当"), "breached 丙7 passed over 丁6 beyond");
    assert_eq!(elected(3, "甲9当 乙8当 丙7当 丁6当"), "breached 丁6 beyond", "four for three seats");
    assert_eq!(elected(3, "甲9当 乙8当 丙7 丁4"), "breached 丙7 passed over");
    assert_eq!(elected(3, "甲9当 乙8当 丙5 丁4"), "open 1 free");
    assert_eq!(elected(3, "甲9当 乙8当 丙5 丁4；丙6当 丁4"), "met");
    assert_eq!(elected(3, "甲9当 乙8当 丙5 丁4；甲6当 丁4"), "breached 甲6 out of round");
}

#[test]
fn nobody_is_elected_by_more_votes_than_there_are_or_without_a_vote_or_twice() {
    assert_eq!(elected(3, "甲11当 乙8当 丙6当 丁5"), "breached 甲11 more than 10");
    assert_eq!(elected(3, "甲9当 乙8当 丙6当 丁11"), "breached 丙6 beyond 丁11 more than 10");
    assert_eq!(elected(3, "甲9当 乙8当 甲7当 丁5"), "breached 甲7 twice");
    // 子 is nobody of the branch; whoever is only a candidate need not be told of.
    assert_eq!(elected(3, "甲9当 乙8当 子6当 丁5"), "breached ?6 not eligible");
    assert_eq!(elected(3, "甲9当 乙8当 丙6当 子1"), "met");
    let voted = |name: char, votes: i64, elected: bool| {
        let own = fact("2019-03-01", "candidate-votes").people("candidate", &[name]);
        own.value("in-favour", hours(votes)).value("elected", Value::Flag(elected))
    };
    let all: Vec<char> = PEOPLE.chars().collect();
    let election = || fact("2019-03-01", "committee-elected").value("seats", hours(1)).people("attendee", &all);
    let of = |more: Fact| told(elections(), vec![election(), voted('甲', 8, true), voted('乙', 1, false), more]);
    assert_eq!(of(restricted("2019-03-01", '甲', "under-watch")), "breached 甲8 not eligible");
    assert_eq!(of(restricted("2019-03-01", '乙', "under-watch")), "met");
    // Whoever came of the ten, eleven votes are too many, and eight need not be.
    let unlisted = |votes: i64| {
        let election = Fact { people: Vec::new(), ..election() };
        told(elections(), vec![election, voted('甲', votes, true), voted('乙', 0, false)])
    };
    assert_eq!(unlisted(9), "met");
    assert_eq!(unlisted(11), "breached 甲11 more than 10");
}

#[test]
fn a_tie_at_the_last_seat_is_for_a_further_round_among_those_who_tied() {
    assert_eq!(elected(3, "甲9当 乙8当 丙7 丁7"), "open 1 free");
    assert_eq!(elected(3, "甲9当 乙8当 丙7当 丁7"), "breached 丙7 tied");
    assert_eq!(elected(3, "甲9当 乙8当 丙7 丁7；丙6当 丁4"), "met");
    assert_eq!(elected(3, "甲9当 乙8当 丙7 丁7；丙4 丁4 戊6当"), "breached 戊6 out of round");
    // A tie that takes no seat from anybody is none.
    assert_eq!(elected(3, "甲9当 乙7当 丙7当 丁5"), "met");
    assert_eq!(elected(3, "甲9当 乙9当 丙9当 丁9当"), "breached 甲9 tied 乙9 tied 丙9 tied 丁9 tied");
}

#[test]
fn three_seats_need_four_candidates_five_six_and_seven_nine() {
    assert_eq!(elected(3, "甲9当 乙8当 丙6当"), "breached 3 for 3");
    assert_eq!(elected(5, "甲9当 乙9当 丙9当 丁9当 戊9当 己3"), "met");
    assert_eq!(elected(5, "甲9当 乙9当 丙9当 丁9当 戊9当"), "breached 5 for 5");
    let seven = "甲9当 乙9当 丙9当 丁9当 戊9当 己9当 庚9当 辛3";
    assert_eq!(elected(7, seven), "breached 8 for 7");
    assert_eq!(elected(7, &format!("{seven} 壬3")), "met");
}

#[test]
fn an_election_of_which_not_all_is_written_down_is_not_known() {
    assert_eq!(elected(3, ""), "unknown nobody");
    let candidate = || fact("2019-03-01", "candidate-votes").people("candidate", &['甲']);
    let election = || fact("2019-03-01", "committee-elected");
    assert_eq!(told(elections(), vec![election(), candidate()]), "unknown seats?");
    let seats = |seats: i64| election().value("seats", hours(seats));
    assert_eq!(told(elections(), vec![seats(1), candidate()]), "breached 1 for 1 in-favour? elected?");
    // Nine votes of ten who may have come are more than half of all of them; five are not, if all came.
    let with = |votes: i64| {
        let voted = |name: char, votes: i64, elected: bool| {
            let own = fact("2019-03-01", "candidate-votes").people("candidate", &[name]);
            own.value("in-favour", hours(votes)).value("elected", Value::Flag(elected))
        };
        told(elections(), vec![seats(1), voted('甲', votes, true), voted('乙', 0, false)])
    };
    assert_eq!(with(9), "met", "enough even if all came");
    assert_eq!(with(5), "unknown 10?", "enough unless all came");
}
