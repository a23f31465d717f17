//! Who may vote, quorums and majorities, and elections, at their borders.

use findings::{BallotFault, Missing};
use rulebook::{Addends, Ballots, Election, Electorate, Figure, Ratio, RatioBound, Share, Support, Total};

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
        Missing::WhichElection => " which".to_owned(),
        Missing::Unnamed(candidates) => format!(" {candidates} unnamed"),
        Missing::Round(round) => format!(" round {round}?"),
        Missing::TooManyElected { elected, seats } => format!(" {elected} elected for {seats}"),
        Missing::VotesInAll { votes, seats, valid } => format!(" {votes} of {seats} on {valid}"),
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
                BallotFault::MoreThanValid { valid } => format!("more than {valid} valid"),
                BallotFault::MoreThanReturned { in_all, returned } => format!("{in_all} of {returned} returned"),
                BallotFault::NotEligible => "not eligible".to_owned(),
            };
            let votes = votes.map_or("?".to_owned(), |votes| votes.to_string());
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
        by: None,
        seats: "seats".to_owned(),
        stated: None,
        ballots: None,
        margins: vec![(RatioBound::AtLeast, Share::Fraction { parts: 6, whole: 5 })],
        candidates,
        votes: "in-favour".to_owned(),
        other_votes: Vec::new(),
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
    assert_eq!(told(elections(), vec![election(), candidate()]), "unknown seats? in-favour? elected?");
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

/// An election of the day for one seat, called something or nothing.
fn called(name: &str) -> Fact {
    let own = fact("2019-03-01", "committee-elected").value("seats", hours(1));
    let own = own.people("attendee", &PEOPLE.chars().collect::<Vec<_>>());
    if name.is_empty() { own } else { own.value("election-name", Value::Text(name.to_owned())) }
}

/// `组织:甲9当`: an election's name, if any, and how somebody did in it.
fn stood_in(written: &str) -> Fact {
    let (name, stood) = written.split_once(':').unwrap();
    let person = stood.chars().next().unwrap();
    let votes: i64 = stood.trim_start_matches(person).trim_end_matches('当').parse().unwrap();
    let own = fact("2019-03-01", "candidate-votes").people("candidate", &[person]);
    let own = own.value("in-favour", hours(votes)).value("elected", Value::Flag(stood.ends_with('当')));
    if name.is_empty() { own } else { own.value("election-name", Value::Text(name.to_owned())) }
}

#[test]
fn elections_of_one_day_are_told_apart_by_what_they_are_called_or_not_at_all() {
    let all = |by: Option<&str>, elections: &[&str], candidates: &[&str]| {
        let rule = elections_for(|election| {
            election.by = by.map(str::to_owned);
            election.margins.clear();
        });
        let mut facts = branch(10);
        // Alike in all else, they are two records still.
        let numbered = (0..).zip(elections).map(|(at, name)| called(name).value("candidates", hours(at)));
        facts.extend(numbered.chain(candidates.iter().map(|one| stood_in(one))));
        let is_unclear = |one: &Finding| one.missing == [Missing::WhichElection];
        let word = |one: &Finding| if is_unclear(one) { "which" } else { one.status.slug() };
        found(rule, &facts, "2019-12-31").iter().map(word).collect::<Vec<_>>().join(" ")
    };
    let by = Some("election-name");
    for (elections, candidates, expected) in [
        // Two posts by-elected on one day, each with the winner of its own.
        (&["组织", "宣传"][..], &["组织:甲9当", "组织:乙1", "宣传:丙8当", "宣传:丁2"][..], "met met"),
        (&["组织", "宣传"], &["组织:甲9当", "宣传:丙8", "宣传:丁2"], "met breached"),
        (&["组织", "宣传"], &["组织:甲9当"], "met unknown"),
        // Not said of one of them, said of both alike, or of a candidate what no election is called.
        (&["组织", ""], &["组织:甲9当", "组织:乙1"], "which which"),
        (&["组织", "组织"], &["组织:甲9当", "组织:乙1"], "which which"),
        (&["组织", "宣传"], &["组织:甲9当", ":丙8当"], "which which"),
        (&["组织", "宣传"], &["组织:甲9当", "宣委:丙8当"], "which which"),
        (&["", ""], &[":甲9当"], "which which"),
        // The only one of its day need not be called anything; candidates of two elections are not all its.
        (&[""], &[":甲9当", ":乙1"], "met"),
        (&["组织"], &[":甲9当", "组织:乙1"], "met"),
        (&[""], &["组织:甲9当", "组织:乙1"], "met"),
        (&[""], &["组织:甲9当", "宣传:乙1"], "which"),
        (&["组织"], &["组织:甲9当", "宣传:乙8当"], "which"),
    ] {
        assert_eq!(all(by, elections, candidates), expected, "{elections:?} {candidates:?}");
    }
    assert_eq!(all(None, &["组织", "宣传"], &["组织:甲9当", "宣传:乙9当"]), "which which", "the rule names no field");
    assert_eq!(all(None, &["组织"], &["组织:甲9当", "宣传:乙1"]), "met");
}

/// The same rule with more asked.
fn elections_for(change: impl FnOnce(&mut Election)) -> Rule {
    let mut rule = elections();
    if let Requirement::Election(election) = &mut rule.requirement {
        change(election);
    }
    rule
}

/// Three seats and ten who came; papers as `returned valid`, candidates as `round name for against abstained`.
fn counted(papers: [Option<i64>; 2], candidates: &[(i64, char, [Option<i64>; 3], bool)]) -> String {
    let rule = elections_for(|election| {
        election.ballots = Some(Ballots { returned: "ballots-returned".to_owned(), valid: "valid".to_owned() });
        election.other_votes = vec!["against".to_owned(), "abstained".to_owned()];
    });
    let with = |fact: Fact, fields: &[&str], figures: &[Option<i64>]| {
        let told = fields.iter().zip(figures).filter_map(|(field, figure)| Some((*field, (*figure)?)));
        told.fold(fact, |fact, (field, figure)| fact.value(field, hours(figure)))
    };
    let election = fact("2019-03-01", "committee-elected").value("seats", hours(3));
    let election = election.people("attendee", &PEOPLE.chars().collect::<Vec<_>>());
    let mut facts = vec![with(election, &["ballots-returned", "valid"], &papers)];
    for (round, name, votes, won) in candidates {
        let own = fact("2019-03-01", "candidate-votes").people("candidate", &[*name]).value("round", hours(*round));
        let own = with(own, &["in-favour", "against", "abstained"], votes);
        facts.push(own.value("elected", Value::Flag(*won)));
    }
    told(rule, facts)
}

#[test]
fn there_are_no_more_votes_than_papers() {
    let stood = |votes: [[i64; 3]; 4]| {
        let candidates = "甲乙丙丁".chars().zip(votes).enumerate();
        candidates.map(|(at, (name, votes))| (1, name, votes.map(Some), at < 3)).collect::<Vec<_>>()
    };
    let said = |papers: [i64; 2], votes| counted(papers.map(Some), &stood(votes));
    let fair = [[9, 1, 0], [8, 1, 1], [7, 3, 0], [4, 6, 0]];
    assert_eq!(said([10, 10], fair), "met");
    // Of a candidate: no more than valid papers, nor in all than came back; just as many are possible.
    assert_eq!(said([10, 9], fair), "breached 28 of 3 on 9");
    assert_eq!(said([10, 8], [[9, 1, 0], [6, 1, 1], [6, 3, 0], [2, 6, 0]]), "breached 甲9 more than 8 valid");
    assert_eq!(said([10, 10], [[9, 1, 1], [8, 1, 1], [7, 3, 0], [4, 6, 0]]), "breached 甲9 11 of 10 returned");
    assert_eq!(said([9, 9], [[8, 1, 0], [6, 1, 2], [6, 3, 1], [3, 6, 0]]), "breached 丙6 10 of 9 returned");
    // All together: three seats on ten papers are thirty places.
    assert_eq!(said([10, 10], [[9, 1, 0], [8, 2, 0], [7, 3, 0], [6, 4, 0]]), "met");
    assert_eq!(said([10, 10], [[9, 1, 0], [8, 2, 0], [8, 2, 0], [6, 4, 0]]), "breached 31 of 3 on 10");
}

#[test]
fn votes_without_the_papers_beside_them_are_not_known() {
    let all = |papers, second: [Option<i64>; 3]| {
        let fair = |name, votes: [i64; 3], won| (1, name, votes.map(Some), won);
        let candidates = [
            fair('甲', [9, 1, 0], true),
            (1, '乙', second, true),
            fair('丙', [7, 3, 0], true),
            fair('丁', [4, 6, 0], false),
        ];
        counted(papers, &candidates)
    };
    let ten = [Some(10), Some(10)];
    assert_eq!(all(ten, [Some(8), Some(1), Some(1)]), "met");
    assert_eq!(all([None, Some(10)], [Some(8), Some(1), Some(1)]), "unknown ballots-returned?");
    assert_eq!(all([Some(10), None], [Some(8), Some(1), Some(1)]), "unknown valid?");
    assert_eq!(all(ten, [Some(8), None, Some(1)]), "unknown against?");
    assert_eq!(all(ten, [Some(8), Some(1), None]), "unknown abstained?");
    // The papers are those of the first round: of a later one nothing is asked but who came.
    let (none, some) = ([Some(6), None, None], |votes: [i64; 3]| votes.map(Some));
    let candidates = [
        (1, '甲', some([9, 1, 0]), true),
        (1, '乙', some([8, 2, 0]), true),
        (1, '丙', some([5, 3, 2]), false),
        (1, '丁', some([4, 6, 0]), false),
        (2, '丙', none, true),
    ];
    assert_eq!(counted([Some(10), Some(9)], &candidates), "met");
}

#[test]
fn what_is_wrong_whatever_is_not_written_down_is_a_breach() {
    let ten = [Some(10), Some(10)];
    let with = |papers, all: [(char, [i64; 3], bool); 4], blank: &[(char, usize)]| {
        let candidates = all.map(|(name, votes, won)| {
            let told = |at: usize| !blank.contains(&(name, at));
            let [favour, against, abstained] = votes;
            (1, name, [(0, favour), (1, against), (2, abstained)].map(|(at, votes)| told(at).then_some(votes)), won)
        });
        counted(papers, &candidates)
    };
    let two_votes =
        [('甲', [9, 1, 0], true), ('乙', [8, 2, 0], true), ('丙', [2, 8, 0], true), ('丁', [1, 9, 0], false)];
    assert_eq!(with(ten, two_votes, &[]), "breached 丙2 of 10");
    assert_eq!(with(ten, two_votes, &[('丁', 2)]), "breached abstained? 丙2 of 10", "of somebody else");
    assert_eq!(with([None, None], two_votes, &[]), "breached ballots-returned? valid? 丙2 of 10");
    assert_eq!(with(ten, two_votes, &[('丙', 0)]), "unknown in-favour?", "who can have had more");
    // Too many votes are too many whatever the others are.
    assert_eq!(
        with([Some(10), Some(8)], two_votes, &[('乙', 0)]),
        "breached in-favour? 甲9 more than 8 valid 丙2 of 10"
    );
    assert_eq!(with([Some(9), None], two_votes, &[('丙', 0)]).split(" 甲").count(), 2, "ten of nine that came back");
    // Passed over, unless somebody can have had more votes.
    let third = [('甲', [9, 1, 0], true), ('乙', [8, 2, 0], true), ('丙', [7, 3, 0], false), ('丁', [4, 6, 0], false)];
    assert_eq!(with([Some(10), None], third, &[]), "breached valid? 丙7 passed over");
    assert_eq!(with(ten, third, &[('丁', 0)]), "unknown in-favour?");
    assert_eq!(with(ten, third, &[('甲', 0)]), "breached in-favour? 丙7 passed over", "three seats for the three");
    // More elected than seats, whoever had the votes.
    let four = [('甲', [9, 1, 0], true), ('乙', [8, 2, 0], true), ('丙', [7, 3, 0], true), ('丁', [6, 4, 0], true)];
    let all: Vec<(char, usize)> = "甲乙丙丁".chars().map(|name| (name, 0)).collect();
    assert_eq!(with(ten, four, &all), "breached in-favour? 4 elected for 3");
    assert_eq!(with(ten, four, &[('甲', 0)]), "breached in-favour? 4 elected for 3");
    assert_eq!(with(ten, four, &[('丁', 0)]), "breached in-favour? 4 elected for 3");
    // A round that is not written down can have filled all seats or none.
    assert_eq!(elected(3, "甲9当 乙8当 丙5 丁2当；；丙6当"), "breached round 2? 丁2 of 10 丙6 beyond");
    assert_eq!(elected(3, "甲9当 乙8当 丙5 丁4；；丙4当"), "breached round 2? 丙4 of 10");
    assert_eq!(elected(3, "甲9当 乙8当 丙5 丁4；；甲6当"), "breached round 2? 甲6 out of round");
    assert_eq!(elected(3, "甲9当 乙8当 丙5 丁4；；丙6"), "unknown round 2?");
}

#[test]
fn rounds_are_whole_and_follow_one_another() {
    assert_eq!(elected(3, "甲9当 乙8当 丙5 丁4；；丙6当"), "unknown round 2?");
    assert_eq!(
        elected(3, "；甲9当 乙8当 丙6当 丁4"),
        "unknown round 1?",
        "how many stood in the first is not known either"
    );
    let half = |round: i64| {
        let own = stood_in(":甲9当").value("round", Value::Quantity(Quantity(round)));
        told(elections_for(|election| election.margins.clear()), vec![called(""), own])
    };
    assert_eq!(half(150), "unknown round?");
    assert_eq!(half(0), "unknown round?");
    assert_eq!(half(100), "met");
}

#[test]
fn candidates_whom_the_election_counts_and_no_record_names_may_have_stood() {
    let stated = |seats: i64, candidates: i64, votes: &[&str]| {
        let rule = elections_for(|election| election.stated = Some("candidates".to_owned()));
        let election = called("").value("seats", hours(seats)).value("candidates", hours(candidates));
        told(rule, [vec![election], votes.iter().map(|one| stood_in(one)).collect()].concat())
    };
    assert_eq!(stated(3, 4, &[":甲9当", ":乙8当", ":丙7当"]), "unknown 1 unnamed", "a row that could not be read");
    assert_eq!(stated(3, 3, &[":甲9当", ":乙8当", ":丙7当"]), "breached 3 for 3");
    assert_eq!(stated(3, 4, &[":甲9当", ":乙8当", ":丙7当", ":丁2"]), "met");
    assert_eq!(stated(1, 3, &[":甲9当", ":乙8"]), "unknown 1 unnamed");
    assert_eq!(stated(1, 3, &[":甲4当", ":乙1"]), "breached 1 unnamed 甲4 of 10", "whoever the third was");
    assert_eq!(stated(1, 3, &[":甲9", ":乙1"]), "unknown 1 unnamed", "the third may have had more");
    // Neither as many as are named nor as many as are counted would do.
    assert_eq!(stated(5, 5, &[":甲9当", ":乙8当", ":丙7当", ":丁6当"]), "breached 4 for 5 1 unnamed");
    // Whoever was written in stands beside those who are counted.
    assert_eq!(stated(1, 1, &[":甲9当", ":乙1"]), "met");
}
