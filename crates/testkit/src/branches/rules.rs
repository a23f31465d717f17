//! Random rules: every form of requirement, with numbers, conditions, subjects and times by chance.

use facts::{Calendar, Day, Limit, Name, Quantity};
use findings::Reached;
use rulebook::{
    Addends, Attested, Ballots, Bound, Bracket, Choice, Clause, Condition, Count, Current, DatedValue, Demand, Each,
    Election, Electorate, FieldType, Figure, Force, Form, Inventory, Items, Kind, KindIndex, Length, Listed, Metric,
    MetricRange, Number, Origin, Parameter, Payment, Place, Points, Procedure, Proportion, Rate, RateTable, Rated,
    Rates, Ratio, RatioBound, Register, Requirement, Rule, RuleNamed, Rulebook, Run, RunOf, Same, Selector, Share,
    State, Step, StepLimit, Subject, Sum, Support, Term, Test, Total, Trigger, Who, Whole, Within,
};

use super::dice::Dice;
use super::kinds::kinds;
use super::policies::{of_policies, policies_in_force};

const MEETINGS: [&str; 5] = ["members-meeting", "committee-meeting", "party-lecture", "theme-day", "group-meeting"];
const PERSONS: [Who; 5] = [Who::Member, Who::Secretary, Who::CommitteeMember, Who::Leader, Who::FloatingMember];
const PAIRS: [Who; 5] = [
    Who::SecretaryAndCommittee,
    Who::SecretaryAndMember,
    Who::CommitteePair,
    Who::CommitteeAndContact,
    Who::LeaderAndMember,
];
const CALENDARS: [Calendar; 4] = [Calendar::Month, Calendar::Quarter, Calendar::HalfYear, Calendar::Year];
const ORGANISATION_METRICS: [Metric; 12] = [
    Metric::Members,
    Metric::FullMembers,
    Metric::CommitteeSize,
    Metric::Secretaries,
    Metric::Deputies,
    Metric::OtherCommitteeMembers,
    Metric::CommitteeWithoutDuty,
    Metric::HasCommittee,
    Metric::Groups,
    Metric::MembersWithoutGroup,
    Metric::UnitsServed,
    Metric::ApprovedBySuperior,
];

/// One rule of each form, some of them twice.
pub(super) fn random_rulebook(dice: &mut Dice) -> Rulebook {
    let mut rulebook =
        Rulebook { kinds: kinds(), parameters: parameters(dice), rates: rates(dice), ..Rulebook::default() };
    rulebook.clauses = [("L1", 'L'), ("M3", 'M')].map(clause).to_vec();
    for form in 0..FORMS.len() * 2 {
        // Forms with many shapes are drawn more often than once.
        if form >= FORMS.len() && dice.chance(50) {
            continue;
        }
        if let Some(make) = FORMS.get(form % FORMS.len()) {
            let rule = rule(dice, &rulebook, form, *make);
            rulebook.rules.push(rule);
        }
    }
    for number in 0..dice.between(1, 3) {
        // A share may stand before what it counts.
        let rule = rule(dice, &rulebook, FORMS.len() * 2 + number as usize, proportion);
        rulebook.rules.insert(dice.below(rulebook.rules.len()), rule);
    }
    rulebook
}

/// What some branches reached, about the line that separates them.
pub(super) fn random_reached(dice: &mut Dice, dimensions: usize) -> Vec<Reached> {
    const HUNDREDTHS: [i64; 7] = [100, 199, 200, 299, 300, 300, 10_000];
    let number = dice.below(6);
    let mut score = || dice.chance(88).then(|| Quantity(dice.pick(HUNDREDTHS)));
    (0..number).map(|_| Reached { scores: (0..dimensions).map(|_| score()).collect() }).collect()
}

pub(super) type Make = fn(&mut Dice, &Rulebook) -> (Who, Option<Calendar>, Requirement);
const FORMS: [Make; 18] = [
    count,
    sum,
    within,
    within,
    state,
    each,
    each,
    run,
    run,
    term,
    inventory,
    attested,
    procedure,
    procedure,
    election,
    paid,
    payment,
    of_registered,
];

pub(super) fn rule(dice: &mut Dice, rulebook: &Rulebook, number: usize, make: Make) -> Rule {
    let (who, calendar, mut requirement) = make(dice, rulebook);
    let conditioned = !matches!(&requirement, Requirement::Run(run) if run.of == RunOf::EmptyMonths);
    let from = if dice.chance(25) { dice.day(day(2018, 9), day(2020, 6)) } else { day(2018, 9) };
    let until = if dice.chance(15) { from.plus_days(dice.between(20, 500)) } else { Day::LATEST };
    let mut conditions = Vec::new();
    if conditioned && dice.chance(15) {
        conditions.push(condition(dice, rulebook));
    }
    let forms = if dice.chance(90) {
        vec![Form::Branch, Form::Joint, Form::Temporary]
    } else {
        vec![dice.pick([Form::Branch, Form::Joint, Form::GeneralBranch])]
    };
    let register = (who == Who::Registered).then(|| match of_policies(rulebook, &requirement) {
        true => policies_in_force(dice, rulebook),
        false => register(dice, rulebook),
    });
    let window = window(dice, rulebook, &mut requirement);
    let has_a_day = (calendar.is_some() && window.is_none())
        || matches!(requirement, Requirement::Each(_) | Requirement::Within(_));
    let enforced = (has_a_day && dice.chance(15)).then_some(ENFORCED);
    Rule {
        slug: format!("random-{number}"),
        title: String::new(),
        clause: dice.below(rulebook.clauses.len()),
        force: dice.pick([Force::Must, Force::Must, Force::Generally, Force::May, Force::MustNot]),
        responsible: "书记".to_owned(),
        from,
        until,
        points: Points::default(),
        late_after_days: dice.pick([7, 7, 0, 15]),
        subject: Subject { who, register, forms, conditions },
        calendar: calendar.filter(|_| window.is_none()),
        window,
        requirement,
        replaces: None,
        origin: Origin { enforced, ..Origin::default() },
        place: Place::default(),
        source: String::new(),
    }
}

/// Now and then a count or a sum, of what has a day, no days of grace and no upper bound, asks about every window
/// instead of a period.
fn window(dice: &mut Dice, rulebook: &Rulebook, requirement: &mut Requirement) -> Option<Limit> {
    let bounded = matches!(requirement, Requirement::Count(Count { at_most: Some(_), .. }));
    if bounded || !matches!(requirement, Requirement::Count(_) | Requirement::Sum(_)) {
        return None;
    }
    let period =
        |kind: &Kind| kind.fields.iter().any(|field| field.attributes && field.field_type == FieldType::Period);
    let has_days = !requirement.kinds().iter().filter_map(|kind| rulebook.kind(*kind)).any(period);
    let lengths =
        [Limit::Days(20), Limit::Months(1), Limit::Months(3), Limit::Months(6), Limit::Years(1), Limit::Months(18)];
    let window = (has_days && requirement.grace().is_none() && dice.chance(60)).then(|| dice.pick(lengths));
    // Every window of a chain of some years holds enough only where windows are long and little is asked for.
    if let (Some(Limit::Years(_) | Limit::Months(18)), Requirement::Count(Count { at_least, .. })) =
        (window, requirement)
    {
        *at_least = number(1);
    }
    window
}

fn count(dice: &mut Dice, rulebook: &Rulebook) -> (Who, Option<Calendar>, Requirement) {
    let (who, kinds): (Who, Vec<&str>) = match dice.below(10) {
        0..2 => (Who::Organisation, vec![dice.pick(MEETINGS), dice.pick(["plan-filed", "theme-day"])]),
        2..4 => (Who::Organisation, vec![dice.pick(["plan-filed", "report-filed"])]),
        4 => (Who::Group, vec!["group-meeting"]),
        5..8 => (dice.pick(PERSONS), vec![dice.pick(MEETINGS)]),
        _ => (dice.pick(PAIRS), vec![dice.pick(["talk", "talk", "members-meeting"])]),
    };
    let papers = kinds.len() == 1 && who == Who::Organisation;
    let kinds = if dice.chance(60) { kinds.into_iter().take(1).collect() } else { kinds };
    let mut selector = selector(dice, rulebook, &kinds);
    if PERSONS.contains(&who) && dice.chance(50) {
        selector.part = dice.one(&["chair", "attendee", "recorder"]).map(str::to_owned);
    }
    let grace = grace(dice);
    // Papers are few: asked for more than one they would never be late, only missed.
    let at_least = if papers { 1 } else { 3 };
    let at_least = small_number(dice, at_least);
    let at_most = (grace.is_none() && dice.chance(40)).then(|| small_number(dice, 4));
    let at_least = if at_most.is_some() && dice.chance(50) { Number::Fixed(Quantity(0)) } else { at_least };
    let count = Count { at_least, at_most, selector, grace };
    (who, calendar(dice), Requirement::Count(count))
}

fn sum(dice: &mut Dice, rulebook: &Rulebook) -> (Who, Option<Calendar>, Requirement) {
    let index = |slug: &str| kind_index(rulebook, slug);
    let who = if dice.chance(15) { Who::Organisation } else { dice.pick(PERSONS) };
    let mut sources = match dice.below(3) {
        0 => vec![(index("dues-paid"), "amount".to_owned())],
        _ => vec![(index("training"), "hours".to_owned()), (index("member-joined"), "hours-carried".to_owned())],
    };
    if dice.chance(30) {
        sources.push((index(dice.pick(["members-meeting", "theme-day"])), "hours".to_owned()));
    }
    let concentrated = Condition {
        field: "mode".to_owned(),
        test: Test::OneOf(vec!["concentrated".to_owned(), "online".to_owned()]),
        place: Place::default(),
    };
    let (must, except) = match dice.below(4) {
        0 => (vec![concentrated], Vec::new()),
        1 => (Vec::new(), vec![concentrated]),
        _ => (Vec::new(), Vec::new()),
    };
    let at_least = if dice.chance(30) { Number::Parameter(0) } else { number(dice.between(1, 12)) };
    let part = if dice.chance(20) { Some("trainee".to_owned()) } else { None };
    let sum = Sum { at_least, sources, must, except, part, grace: grace(dice) };
    (who, calendar(dice), Requirement::Sum(sum))
}

fn within(dice: &mut Dice, rulebook: &Rulebook) -> (Who, Option<Calendar>, Requirement) {
    let after = Bound::After(length(dice, &[Limit::Days(15), Limit::Months(1), Limit::Months(3), Limit::Days(0)]));
    let at_least = Limit::Days(dice.between(0, 15));
    let before = Bound::Before { at_least: length(dice, &[at_least]), no_earlier: Limit::Days(90).into() };
    let plain = |slugs: &[&str]| bare(rulebook, slugs);
    let same = |field: &str| Some(Same { trigger: field.to_owned(), asked: field.to_owned() });
    let either = if dice.chance(50) { after } else { before };
    let (calendar, trigger, bound, wanted, same) = match dice.below(10) {
        9 => {
            let (mut of, mut wanted) = (plain(&["dues-paid"]), plain(&["talk"]));
            (of.part, wanted.part) = (Some("payer".to_owned()), any_part(rulebook, &wanted));
            (
                Some(Calendar::Month),
                Trigger::EmptyMonths(small_fixed(dice, 4), of, waivers(dice, rulebook)),
                after,
                wanted,
                None,
            )
        }
        0 => {
            let no_earlier = dice.chance(40).then(|| length(dice, &[Limit::Days(10), Limit::Months(1)]));
            let trigger = Trigger::PeriodStart { no_earlier };
            (calendar(dice), trigger, after, selector(dice, rulebook, &["plan-filed"]), None)
        }
        1 => (None, Trigger::Record(plain(&["post-left"])), after, plain(&["post-taken"]), same("post")),
        2 => (None, Trigger::Record(plain(&["life-meeting"])), before, plain(&["review-asked", "talk"]), None),
        3 => {
            let meeting = dice.pick(MEETINGS);
            let trigger = selector(dice, rulebook, &[meeting]);
            (None, Trigger::Record(trigger), after, plain(&["members-meeting", "report-filed"]), None)
        }
        4 => {
            let (first, second, held) = meetings_alike(dice);
            (None, Trigger::Record(plain(&[first])), either, plain(&[second]), Some(held))
        }
        6 => {
            let posts = ["secretary", "deputy", "organisation", "publicity", "discipline", "other-committee"];
            let seat = |slug: &str| Choice { slug: slug.to_owned(), ..Choice::default() };
            let posts = posts.into_iter().filter(|_| dice.chance(60)).map(seat).collect();
            (None, Trigger::Vacancy(posts), after, plain(&["post-taken"]), None)
        }
        5 => {
            let (trigger, field) = (Trigger::Record(plain(&["plan-filed"])), dice.pick(["matter", "period"]));
            (None, trigger, either, plain(&["report-filed"]), same(field))
        }
        _ => {
            let metric = dice.pick([Metric::Members, Metric::FullMembers, Metric::CommitteeSize, Metric::Secretaries]);
            let bound = small_fixed(dice, 8);
            let trigger = if dice.chance(50) { Trigger::Above(metric, bound) } else { Trigger::Below(metric, bound) };
            (None, trigger, after, plain(&["committee-elected", "report-filed"]), None)
        }
    };
    let (mut trigger, mut wanted) = (trigger, wanted);
    let same_person = match &mut trigger {
        Trigger::Record(sets) if dice.chance(30) => {
            (sets.part, wanted.part) = (any_part(rulebook, sets), any_part(rulebook, &wanted));
            sets.part.is_some() && wanted.part.is_some()
        }
        Trigger::EmptyMonths(..) => true,
        _ => false,
    };
    let paired = matches!(trigger, Trigger::Record(_)) && dice.chance(40);
    let once = paired || same.is_some();
    let who = if matches!(trigger, Trigger::EmptyMonths(..)) { Who::Member } else { Who::Organisation };
    (who, calendar, Requirement::Within(Within { trigger, bound, selector: wanted, same, same_person, once }))
}

/// Two kinds of meetings, and what has to be the same in both: fields of every type, and several of one kind, for each
/// has to be told apart from the others; or two fields of which one holds now and then what the other does.
fn meetings_alike(dice: &mut Dice) -> (&'static str, &'static str, Same) {
    let field = dice.pick(["place", "agenda", "merged", "hours", "archived"]);
    let meetings = ["members-meeting", "committee-meeting"];
    let (first, second) = (dice.pick(meetings), dice.pick(meetings));
    let (set, kept) = match (field, first, second) {
        ("hours", "members-meeting", "members-meeting") => ("valid", "ballots-returned"),
        _ => (field, field),
    };
    (first, second, Same { trigger: set.to_owned(), asked: kept.to_owned() })
}

/// A part of the selector's first kind, the last one that it has: whoever attended.
fn any_part(rulebook: &Rulebook, selector: &Selector) -> Option<String> {
    let kind = rulebook.kind(*selector.kinds.first()?)?;
    kind.parts.last().map(|part| part.slug.clone())
}

fn state(dice: &mut Dice, _: &Rulebook) -> (Who, Option<Calendar>, Requirement) {
    let who = dice.pick([Who::Organisation, Who::Organisation, Who::Group, Who::Secretary, Who::FloatingMember]);
    let mut ranges = Vec::new();
    for _ in 0..dice.between(1, 3) {
        let metric = match who {
            Who::Group => Metric::GroupFullMembers,
            Who::Secretary => dice.pick([Metric::StandingAtAppointment, Metric::ManagerialYears, Metric::HeadsUnit]),
            Who::FloatingMember => dice.pick([Metric::ReceivingKnown, Metric::FloatingContactKnown]),
            _ => dice.pick(ORGANISATION_METRICS),
        };
        if ranges.iter().all(|range: &MetricRange| range.metric != metric) {
            ranges.push(range(dice, metric, 6));
        }
    }
    (who, None, Requirement::State(State { ranges }))
}

/// Hours beside figures of about their size.
fn ratio(dice: &mut Dice) -> Ratio {
    let of = match dice.below(3) {
        0 => Figure::Electorate(electorate(dice)),
        _ => Figure::Field("hours".to_owned()),
    };
    let (to, (bound, share)) = (figure(dice), bound(dice));
    Ratio { of, to, bound, share }
}

fn electorate(dice: &mut Dice) -> Electorate {
    dice.pick([Electorate::Voters, Electorate::VotersPresent, Electorate::CommitteePresent])
}

fn figure(dice: &mut Dice) -> Figure {
    match dice.below(6) {
        0 => Figure::Field("hours".to_owned()),
        1..4 => Figure::Metric(dice.pick([Metric::FullMembers, Metric::CommitteeSize, Metric::UnitsServed])),
        _ => Figure::Electorate(electorate(dice)),
    }
}

fn bound(dice: &mut Dice) -> (RatioBound, Share) {
    let share = match dice.below(3) {
        0 => Share::Number(small_number(dice, 2)),
        _ => Share::Fraction { parts: dice.between(1, 4).into(), whole: dice.between(1, 6).into() },
    };
    (dice.pick([RatioBound::AtLeast, RatioBound::MoreThan, RatioBound::AtMost]), share)
}

/// Who is left out of those who may vote: nobody, whoever has some reason, whoever has one that was agreed to.
fn left_out(dice: &mut Dice, rulebook: &Rulebook) -> Vec<Selector> {
    let condition = |field: &str, test| Condition { field: field.to_owned(), test, place: Place::default() };
    let mut all = Vec::new();
    if dice.chance(60) {
        let mut selector = bare(rulebook, &["vote-restricted"]);
        selector.must = vec![condition("reason", Test::OneOf(vec!["under-watch".to_owned(), "bedridden".to_owned()]))];
        selector.part = dice.chance(50).then(|| "member".to_owned());
        all.push(selector);
    }
    if dice.chance(30) {
        let mut selector = bare(rulebook, &["vote-restricted", "exemption-approved"]);
        selector.except = vec![condition("agreed", Test::Flag(false))];
        all.push(selector);
    }
    all
}

fn election(dice: &mut Dice, rulebook: &Rulebook) -> (Who, Option<Calendar>, Requirement) {
    let mut candidates = bare(rulebook, &["candidate-votes"]);
    candidates.part = Some("candidate".to_owned());
    let kinds: &[&str] = dice.pick([
        &["committee-elected"] as &[&str],
        &["by-election"],
        &["committee-elected", "by-election"],
        &["by-election", "committee-elected"],
    ]);
    if dice.chance(20) {
        let test = Test::OneOf(vec![dice.pick(["term", "by-election"]).to_owned()]);
        candidates.must.push(Condition { field: "election".to_owned(), test, place: Place::default() });
    }
    let half = || Share::Fraction { parts: 1, whole: 2 };
    let present =
        Support { base: Figure::Electorate(Electorate::VotersPresent), bound: RatioBound::MoreThan, share: half() };
    let mut support = vec![present];
    if dice.chance(30) {
        let (bound, share) = bound(dice);
        let base = if dice.chance(60) { Electorate::Voters } else { electorate(dice) };
        support.push(Support { base: Figure::Electorate(base), bound, share });
    }
    if dice.chance(15) {
        let (bound, share) = bound(dice);
        support.push(Support { base: Figure::Field("seats".to_owned()), bound, share });
    }
    let margins = (0..dice.pick([0, 0, 1, 2])).map(|_| bound(dice)).collect();
    let ballots =
        dice.chance(40).then(|| Ballots { returned: "ballots-returned".to_owned(), valid: "valid".to_owned() });
    let other_votes: &[&str] = match ballots {
        Some(_) => dice.pick([&[] as &[&str], &["against"], &["against", "abstained"]]),
        None => &[],
    };
    let election = Election {
        selector: bare(rulebook, kinds),
        left_out: left_out(dice, rulebook),
        by: dice.chance(60).then(|| "election-name".to_owned()),
        seats: "seats".to_owned(),
        stated: dice.chance(30).then(|| "candidates".to_owned()),
        ballots,
        margins,
        candidates,
        votes: "in-favour".to_owned(),
        other_votes: other_votes.iter().map(|field| (*field).to_owned()).collect(),
        elected: "elected".to_owned(),
        round: dice.chance(85).then(|| "round".to_owned()),
        support,
    };
    (Who::Organisation, None, Requirement::Election(election))
}

/// What is paid of the base of somebody's dues, and what is told of all that was paid.
fn paid(dice: &mut Dice, rulebook: &Rulebook) -> (Who, Option<Calendar>, Requirement) {
    let (slug, demand) = match dice.below(2) {
        0 => ("dues-base-set", Demand::Rated(Rated { of: "due".to_owned(), base: "base".to_owned(), rates: 0 })),
        _ => {
            let dues = (kind_index(rulebook, "dues-paid"), "amount".to_owned());
            let hours = (kind_index(rulebook, "training"), "hours".to_owned());
            let sources = [dues, hours].into_iter().take(1 + dice.below(2)).collect();
            let total = Total { of: "collected".to_owned(), addends: Addends::Records(sources) };
            ("dues-published", Demand::Total(total))
        }
    };
    let each = Each { selector: bare(rulebook, &[slug]), left_out: Vec::new(), demands: vec![demand] };
    (Who::Organisation, None, Requirement::Each(each))
}

/// Dues by month, for some of which a reduced amount is due instead of the one that was set.
fn payment(dice: &mut Dice, rulebook: &Rulebook) -> (Who, Option<Calendar>, Requirement) {
    let mut dues = vec![(bare(rulebook, &["dues-base-set"]), "due".to_owned())];
    if dice.chance(70) {
        dues.insert(dice.below(2), reduced(dice, rulebook));
    }
    let sources = vec![(kind_index(rulebook, "dues-paid"), "amount".to_owned())];
    let later = dice.pick([Limit::Months(6), Limit::Days(10), Limit::Months(1)]);
    let payment = Payment { dues, sources, part: "payer".to_owned(), later };
    (Who::Member, Some(Calendar::Month), Requirement::Payment(payment))
}

fn reduced(dice: &mut Dice, rulebook: &Rulebook) -> (Selector, Name) {
    let mut reduced = bare(rulebook, &["dues-reduced"]);
    if dice.chance(50) {
        let condition = Condition { field: "approved".to_owned(), test: Test::Flag(true), place: Place::default() };
        reduced.must.push(condition);
    }
    (reduced, "due".to_owned())
}

/// What may free a payer of the records of a month.
fn waivers(dice: &mut Dice, rulebook: &Rulebook) -> Vec<(Selector, Name)> {
    let mut waivers = vec![reduced(dice, rulebook), (bare(rulebook, &["dues-base-set"]), "due".to_owned())];
    waivers.truncate(dice.below(3));
    waivers.iter_mut().for_each(|(due, _)| due.part = Some("payer".to_owned()));
    waivers
}

/// One table of rates that takes the place of another, with a bracket of a fixed amount.
fn rates(dice: &mut Dice) -> Vec<Rates> {
    let bracket = |at_most: Option<i64>, rate: Rate| Bracket { at_most: at_most.map(Quantity), rate };
    let table = |from: Day, brackets: Vec<Bracket>| RateTable { from, source: String::new(), brackets };
    let first = vec![bracket(Some(400), Rate::Fixed(Quantity(20))), bracket(None, Rate::Share(50))];
    let second = vec![bracket(Some(500), Rate::Share(50)), bracket(None, Rate::Share(150))];
    let begins = dice.pick([day(2018, 1), day(2019, 3)]);
    let tables = vec![table(begins, first), table(dice.day(day(2019, 6), day(2020, 6)), second)];
    vec![Rates { slug: "rates".to_owned(), name: "rates".to_owned(), tables, place: Place::default() }]
}

/// The tally of a members' meeting.
fn tally(dice: &mut Dice) -> Demand {
    let field = |slug: &str| Figure::Field(slug.to_owned());
    let (of, to) = (field("in-favour"), Figure::Electorate(electorate(dice)));
    let (bound, share) = bound(dice);
    match dice.below(3) {
        0 => Demand::Total(Total {
            of: "ballots-returned".to_owned(),
            addends: Addends::Fields(vec!["valid".to_owned(), "invalid".to_owned()]),
        }),
        1 => Demand::Ratio(Ratio { of: to, to: field("ballots-returned"), bound, share }),
        _ => Demand::Ratio(Ratio { of, to, bound, share }),
    }
}

fn each(dice: &mut Dice, rulebook: &Rulebook) -> (Who, Option<Calendar>, Requirement) {
    // All of these have the fields and parts that are asked about.
    let kinds = [dice.pick(["members-meeting", "committee-meeting"]), dice.pick(["group-meeting", "party-lecture"])];
    let theme_day = dice.chance(30);
    let slugs: Vec<&str> =
        if theme_day { vec!["theme-day"] } else { kinds.into_iter().take(1 + dice.below(2)).collect() };
    let mut demands = Vec::new();
    for _ in 0..dice.between(1, 3) {
        let field =
            |field: &str, test| Demand::Field(Condition { field: field.to_owned(), test, place: Place::default() });
        demands.push(match dice.below(10) {
            0 if !theme_day => field("merged", Test::Flag(false)),
            1 if !theme_day => field("archived", Test::Filled),
            2 => field("hours", Test::Range(Some(small_number(dice, 3)), None)),
            3 => Demand::Part(dice.pick(["chair", "recorder"]).to_owned()),
            4 => Demand::AbsentAtMost(Quantity::whole(dice.between(0, 1).into())),
            5 => Demand::UnrecordedAtMost(Quantity::whole(dice.between(0, 3).into())),
            6 => field("place", Test::Text("会议室".to_owned())),
            7 if slugs == ["members-meeting"] => tally(dice),
            7 | 8 => Demand::Ratio(ratio(dice)),
            _ => {
                let days = Limit::Days(dice.between(0, 30));
                Demand::RecordedWithin(length(dice, &[days]))
            }
        });
    }
    let selector = selector(dice, rulebook, &slugs);
    (Who::Organisation, None, Requirement::Each(Each { selector, left_out: left_out(dice, rulebook), demands }))
}

fn run(dice: &mut Dice, rulebook: &Rulebook) -> (Who, Option<Calendar>, Requirement) {
    if dice.chance(50) {
        let mut selector = bare(rulebook, &["dues-paid"]);
        selector.part = dice.chance(70).then(|| "payer".to_owned());
        let in_a_row = number(dice.between(2, 6));
        let dues = if selector.part.is_some() { waivers(dice, rulebook) } else { Vec::new() };
        let run = Run { of: RunOf::EmptyMonths, selector, in_a_row, in_all: None, dues };
        return (Who::Member, Some(Calendar::Year), Requirement::Run(run));
    }
    let mut meetings = vec![dice.pick(MEETINGS)];
    meetings.extend(dice.chance(40).then(|| dice.pick(MEETINGS)));
    let mut selector = selector(dice, rulebook, &meetings);
    if dice.chance(40) {
        selector.part = Some(dice.pick(["attendee", "attendee", "chair"]).to_owned());
    }
    let in_all = dice.chance(50).then(|| small_number(dice, 4));
    let run = Run { of: RunOf::Absences, selector, in_a_row: small_number(dice, 3), in_all, dues: Vec::new() };
    let who = dice.pick([Who::Member, Who::Member, Who::CommitteeMember]);
    (who, calendar(dice), Requirement::Run(run))
}

fn term(dice: &mut Dice, _: &Rulebook) -> (Who, Option<Calendar>, Requirement) {
    let term = Term {
        length: length(dice, &[Limit::Years(1), Limit::Months(8), Limit::Years(3)]),
        extension: length(dice, &[Limit::Months(6), Limit::Years(1)]),
    };
    (Who::Organisation, None, Requirement::Term(term))
}

/// A list of the first of some choices, and later of all of them but the first.
fn listed(dice: &mut Dice, items: Vec<String>) -> Listed {
    let from = [day(2018, 9), dice.day(day(2019, 1), day(2020, 6))];
    let lists = [items.iter().take(2).cloned().collect(), items.iter().skip(1).cloned().collect()];
    Listed { list: 0, versions: from.into_iter().zip(lists).collect() }
}

/// What stands by the latest meeting, or by the latest that was about each of some things.
fn current(dice: &mut Dice, rulebook: &Rulebook) -> Items {
    let (slug, field, items) = match dice.below(3) {
        0 => ("plan-filed", "matter", vec!["meetings-and-lecture", "theme-days"]),
        1 => ("training", "mode", vec!["concentrated", "online", "self-study"]),
        _ => ("committee-meeting", "agenda", vec!["study", "admission"]),
    };
    let choice = |slug: &str| Choice { slug: slug.to_owned(), name: slug.to_owned(), ..Choice::default() };
    let names = || items.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>();
    let listed = dice.chance(40).then(|| listed(dice, names()));
    let each = dice.chance(60).then(|| (field.to_owned(), items.into_iter().map(choice).collect()));
    Items::Records(Current {
        selector: selector(dice, rulebook, &[slug]),
        listed: listed.filter(|_| each.is_some()),
        each,
    })
}

fn inventory(dice: &mut Dice, rulebook: &Rulebook) -> (Who, Option<Calendar>, Requirement) {
    if dice.chance(50) {
        return (Who::Organisation, None, Requirement::Inventory(Inventory { items: current(dice, rulebook) }));
    }
    let mut posts = vec!["secretary", "organisation", "publicity", "information-collector"];
    posts.truncate(1 + dice.below(4));
    let choice = |slug: &&str| Choice { slug: (*slug).to_owned(), name: (*slug).to_owned(), ..Choice::default() };
    let items = Items::Posts(posts.iter().map(choice).collect());
    (Who::Organisation, None, Requirement::Inventory(Inventory { items }))
}

fn attested(dice: &mut Dice, rulebook: &Rulebook) -> (Who, Option<Calendar>, Requirement) {
    let who = dice.pick([Who::Organisation, Who::Secretary, Who::Member]);
    let kind = kind_index(rulebook, "attestation");
    let grades = vec!["good".to_owned(), "sufficient".to_owned()];
    let calendar = dice.pick([Calendar::Year, Calendar::HalfYear]);
    (who, Some(calendar), Requirement::Attested(Attested { kind, grades }))
}

/// Meetings as the steps of cases, told apart by where they were held, or of subjects and periods.
fn procedure(dice: &mut Dice, rulebook: &Rulebook) -> (Who, Option<Calendar>, Requirement) {
    let limits = [Limit::Days(10), Limit::Months(1), Limit::Months(3), Limit::Years(1)];
    let limit = |dice: &mut Dice, earlier: usize| {
        (earlier > 0 && dice.chance(40)).then(|| StepLimit { from: dice.below(earlier), limit: length(dice, &limits) })
    };
    let by_place = dice.chance(60);
    let who = if by_place { Who::Organisation } else { dice.pick([Who::Organisation, Who::Member, Who::Secretary]) };
    let mut steps: Vec<Step> = Vec::new();
    for place in 0..(2 + dice.below(3)) {
        let meeting = dice.pick(MEETINGS);
        let mut selector = selector(dice, rulebook, &[meeting]);
        if who != Who::Organisation && dice.chance(30) {
            selector.part = Some("attendee".to_owned());
        }
        let (latest, earliest) = (limit(dice, place), limit(dice, place));
        let optional = dice.chance(20);
        let (name, stage, document) = (place.to_string(), None, None);
        steps.push(Step { name, selector, responsible: None, stage, document, optional, latest, earliest });
    }
    let ended_by = dice.chance(40).then(|| bare(rulebook, &["life-meeting"]));
    let calendar = (!by_place).then(|| dice.pick(CALENDARS));
    let procedure = Procedure { by: by_place.then(|| "place".to_owned()), steps, ended_by };
    (who, calendar, Requirement::Procedure(procedure))
}

/// A part of what some of the other rules found in the same periods, or of the branches below.
fn proportion(dice: &mut Dice, rulebook: &Rulebook) -> (Who, Option<Calendar>, Requirement) {
    let at_least = match dice.below(4) {
        0 => Share::Number(small_number(dice, 1)),
        _ => Share::Fraction { parts: dice.between(1, 5).into(), whole: 5 },
    };
    let countable = |rule: &&Rule| !matches!(rule.requirement, Requirement::Proportion(_));
    let calendars: Vec<Calendar> = rulebook.rules.iter().filter(countable).filter_map(|rule| rule.calendar).collect();
    if calendars.is_empty() || dice.chance(25) {
        let of = Whole::Branches { score: small_number(dice, 3) };
        return (Who::Organisation, Some(Calendar::Year), Requirement::Proportion(Proportion { at_least, of }));
    }
    let calendar = calendars.get(dice.below(calendars.len())).copied();
    let of_calendar = rulebook.rules.iter().filter(countable).filter(|rule| rule.calendar == calendar);
    let mut named: Vec<RuleNamed> =
        of_calendar.map(|rule| RuleNamed { slug: rule.slug.clone(), place: Place::default() }).collect();
    // One rule, or all of them.
    if dice.chance(70) {
        named = vec![named.swap_remove(dice.below(named.len()))];
    }
    (Who::Organisation, calendar, Requirement::Proportion(Proportion { at_least, of: Whole::Rules(named) }))
}

/// Meetings at the places that a register names.
fn of_registered(dice: &mut Dice, rulebook: &Rulebook) -> (Who, Option<Calendar>, Requirement) {
    let slug = dice.pick(MEETINGS);
    let selector = selector(dice, rulebook, &[slug]);
    match dice.below(3) {
        0 => {
            let current = Current { selector, each: None, listed: None };
            (Who::Registered, None, Requirement::Inventory(Inventory { items: Items::Records(current) }))
        }
        1 => {
            let sources = vec![(kind_index(rulebook, slug), "hours".to_owned())];
            let (must, except) = (selector.must, selector.except);
            let sum = Sum { at_least: small_number(dice, 6), sources, must, except, part: None, grace: None };
            (Who::Registered, calendar(dice), Requirement::Sum(sum))
        }
        _ => {
            let count = Count { at_least: small_number(dice, 2), at_most: None, selector, grace: None };
            (Who::Registered, calendar(dice), Requirement::Count(count))
        }
    }
}

/// Places where some meetings were held, until another is held there.
fn register(dice: &mut Dice, rulebook: &Rulebook) -> Register {
    let (begins, ends) = (dice.pick(MEETINGS), dice.pick(["life-meeting", "party-lecture", "committee-meeting"]));
    let selector = selector(dice, rulebook, &[begins]);
    let ended_by = dice.chance(60).then(|| self::selector(dice, rulebook, &[ends]));
    Register { selector, field: "place".to_owned(), ended_by }
}

/// A selector with conditions on fields that all its kinds have.
pub(super) fn selector(dice: &mut Dice, rulebook: &Rulebook, slugs: &[&str]) -> Selector {
    let mut selector = bare(rulebook, slugs);
    let has = |field: &str| {
        selector.kinds.iter().filter_map(|kind| rulebook.kind(*kind)).all(|kind| kind.field(field).is_some())
    };
    let mut possible = Vec::new();
    for (field, test) in [
        ("merged", Test::Flag(true)),
        ("agenda", Test::OneOf(vec!["study".to_owned()])),
        ("agenda", Test::AllOf(vec!["study".to_owned(), "admission".to_owned()])),
        ("hours", Test::Range(Some(number(2)), Some(number(4)))),
        ("hours", Test::Range(Some(Number::Parameter(0)), None)),
        ("agenda", Test::Listed(listed(dice, vec!["study".to_owned(), "admission".to_owned()]))),
        ("archived", Test::Filled),
        ("place", Test::Text("会议室".to_owned())),
        ("matter", Test::OneOf(vec!["meetings-and-lecture".to_owned()])),
        ("published", Test::Filled),
        ("state", Test::OneOf(vec!["adopted".to_owned(), "revised".to_owned()])),
        ("with-members", Test::Flag(true)),
    ] {
        if has(field) {
            possible.push(Condition { field: field.to_owned(), test, place: Place::default() });
        }
    }
    for condition in possible {
        match dice.below(12) {
            0 => selector.must.push(condition),
            1 => selector.except.push(condition),
            _ => {}
        }
    }
    selector
}

pub(super) fn bare(rulebook: &Rulebook, slugs: &[&str]) -> Selector {
    let mut kinds: Vec<KindIndex> = slugs.iter().map(|slug| kind_index(rulebook, slug)).collect();
    kinds.dedup();
    Selector { kinds, must: Vec::new(), except: Vec::new(), part: None }
}

fn kind_index(rulebook: &Rulebook, slug: &str) -> KindIndex {
    // A kind that is missing would show as an index that stands for none.
    rulebook.kind_named(slug).map_or(KindIndex(u16::MAX), |(index, _)| index)
}

fn condition(dice: &mut Dice, _: &Rulebook) -> MetricRange {
    let metric = dice.pick([Metric::Members, Metric::HasCommittee, Metric::UnitsServed, Metric::CommitteeSize]);
    MetricRange { advised_at_least: None, advised_at_most: None, ..range(dice, metric, 7) }
}

fn range(dice: &mut Dice, metric: Metric, top: i32) -> MetricRange {
    let mut bound = |percent| dice.chance(percent).then(|| small_number(dice, top));
    let (at_least, at_most) = (bound(60), bound(30));
    let (advised_at_least, advised_at_most) = (bound(20), bound(30));
    MetricRange { metric, at_least, at_most, advised_at_least, advised_at_most, place: Place::default() }
}

pub(super) fn calendar(dice: &mut Dice) -> Option<Calendar> {
    Some(dice.pick(CALENDARS))
}

/// From 1 to `top`; now and then a parameter instead, which may have no value yet.
pub(super) fn small_number(dice: &mut Dice, top: i32) -> Number {
    if dice.chance(10) { Number::Parameter(dice.below(2)) } else { small_fixed(dice, top) }
}

fn small_fixed(dice: &mut Dice, top: i32) -> Number {
    number(dice.between(1, top))
}

fn number(whole: i32) -> Number {
    Number::Fixed(Quantity::whole(whole.into()))
}

/// One of some limits of time; now and then a parameter instead.
fn length(dice: &mut Dice, limits: &[Limit]) -> Length {
    match dice.one(limits) {
        Some(limit) if dice.chance(85) => Length::Fixed(limit),
        _ => Length::Parameter(TIME),
    }
}

fn grace(dice: &mut Dice) -> Option<Length> {
    dice.chance(50).then(|| length(dice, &[Limit::Days(15), Limit::Days(31)]))
}

/// The parameter that says whether a rule is enforced.
const ENFORCED: usize = 2;

/// The parameter that is a limit of time.
const TIME: usize = 3;

/// One parameter that changes in between, one that begins late, one that is no for a while, or for ever, and one of
/// days that changes too.
fn parameters(dice: &mut Dice) -> Vec<Parameter> {
    let changes = dice.day(day(2019, 1), day(2020, 6));
    let begins = dice.day(day(2019, 1), day(2020, 6));
    let parameter = |slug: &str, values: &[(Day, i64)]| Parameter {
        slug: slug.to_owned(),
        name: slug.to_owned(),
        unit: None,
        values: values
            .iter()
            .map(|(from, value)| DatedValue {
                place: Place::default(),
                from: *from,
                value: Quantity::whole(*value),
                source: String::new(),
            })
            .collect(),
        direction: None,
        place: Place::default(),
    };
    let time = parameter("time", &[(day(2018, 9), 20), (changes, 45)]);
    vec![
        parameter("changing", &[(day(2018, 9), 3), (changes, 2)]),
        parameter("beginning", &[(begins, 2)]),
        parameter("enforced", &[(day(2018, 9), 1), (changes, 0), (begins.max(changes.plus_days(1)), 1)]),
        Parameter { unit: Some("日".to_owned()), ..time },
    ]
}

fn clause((id, chapter): (&str, char)) -> Clause {
    Clause { id: id.to_owned(), chapter, title: String::new(), text: String::new(), place: Place::default() }
}

/// The first day of a month.
fn day(year: i32, month: u32) -> Day {
    Day::from_ymd(year, month, 1).unwrap_or(Day::EARLIEST)
}
