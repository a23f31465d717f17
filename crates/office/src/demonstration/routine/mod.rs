//! What recurs in every branch and committee, as data: which record, how often, by whom, with what in its fields, and
//! what goes wrong with it; and what is done step by step.
//!
//! The tables stand in `branches`, `policies`, `procedures`, `cases` and `committees`; this is how they are carried out. A new
//! kind of record becomes a row of a table. What needs more than a row, such as meetings with their attendance, is
//! written in `life`.

mod branches;
mod cases;
mod committees;
mod policies;
mod procedures;
mod steps;

use facts::{Calendar, Day, Fen, Period, PersonId, Quantity, Value};

use super::book::Book;
use super::branch::Branch;
use super::entry::Entry;
use super::habits::Habits;
use super::random::Random;
use super::window::{Window, working_day_from};

pub(super) use self::committees::committee;

/// Everything that a branch does regularly or step by step.
pub(super) fn branch(keeper: &mut Keeper<'_>, branch: &Branch) {
    for routine in branches::ROUTINES {
        keeper.keep(routine);
    }
    policies::adopt(keeper, branch);
    procedures::branch(keeper, branch);
    cases::branch(keeper, branch);
}

/// Something done once a period.
struct Routine {
    kind: &'static str,
    every: Calendar,
    when: When,
    who: Who,
    fields: Fields,
    /// What stands in a field instead where it was not minded.
    slips: Fields,
}

const fn routine(kind: &'static str, every: Calendar, when: When, who: Who, fields: Fields, slips: Fields) -> Routine {
    Routine { kind, every, when, who, fields, slips }
}

type Fields = &'static [(&'static str, Content)];

/// Days at least and at most.
type Days = (i32, i32);

#[derive(Clone, Copy)]
enum When {
    /// So many days after the period's first.
    During(i32, i32),
    /// So many days after its last, in time and late.
    After(Days, Days),
}

/// Who takes part in a record; all but `Nobody` and `Post` name the part.
#[derive(Clone, Copy)]
enum Who {
    Nobody,
    /// A record for each member who does it.
    Each(&'static str),
    /// One record of all who do it.
    All(&'static str),
    /// Some members, this many.
    Few(&'static str, usize),
    /// Those who joined the Party in this month of a year.
    Anniversary(&'static str),
    /// The part, and the post whose holder plays it.
    Holder(&'static str, &'static str),
}

/// What is written into a field.
#[derive(Clone, Copy)]
enum Content {
    Nothing,
    One(&'static str),
    /// One of several choices.
    OneOf(&'static [&'static str]),
    Many(&'static [&'static str]),
    /// One of several texts.
    Text(&'static [&'static str]),
    Flag(bool),
    Number(i32, i32),
    /// Yuan.
    Money(i32, i32),
    /// Yuan for each member.
    MoneyEach(i32, i32),
    /// How many members the branch has.
    Members,
    /// The same, but for so many.
    MembersBut(usize),
    /// The period of which the record speaks.
    OwnPeriod,
}

/// Who keeps a book: a branch, or a committee without members of its own.
pub(super) struct Keeper<'a> {
    pub book: &'a mut Book,
    pub random: &'a mut Random,
    pub window: Window,
    pub habits: Habits,
    pub branch: Option<&'a Branch>,
}

impl Keeper<'_> {
    /// Does something that is minded better, or worse, than the rest.
    fn with_slips(&mut self, slips: u32, does: impl FnOnce(&mut Self)) {
        let usual = std::mem::replace(&mut self.habits.slips, slips);
        does(self);
        self.habits.slips = usual;
    }

    fn keep(&mut self, routine: &Routine) {
        for period in periods(self.window, routine.every) {
            match routine.who {
                Who::Each(part) => self.each(routine, part, period),
                _ => self.once(routine, period),
            }
        }
    }

    fn once(&mut self, routine: &Routine, period: Period) {
        let Some(day) = self.day(routine.when, period) else { return };
        // Where members do it one by one, each of them can forget it instead.
        let forgotten = !matches!(routine.who, Who::All(_)) && self.random.percent(self.habits.skips);
        let Some((part, people)) = self.people(routine.who, day).filter(|_| !forgotten) else { return };
        let entry = self.filled(Entry::new(routine.kind, day), routine.fields, routine.slips, period);
        self.book.write(people.into_iter().fold(entry, |entry, person| entry.person(part, person)));
    }

    fn each(&mut self, routine: &Routine, part: &str, period: Period) {
        let Some(branch) = self.branch else { return };
        for member in &branch.members {
            let does = self.random.per_mille(self.habits.does_own_part);
            let Some(day) = self.day(routine.when, period).filter(|day| does && member.belongs(*day)) else {
                continue;
            };
            let entry = Entry::new(routine.kind, day).person(part, member.person.id);
            let entry = self.filled(entry, routine.fields, routine.slips, period);
            self.book.write(entry);
        }
    }

    /// None where it has not come yet, or the branch did not stand for most of the period.
    fn day(&mut self, when: When, period: Period) -> Option<Day> {
        let (first, last) = period.days()?;
        let (from, (low, high)) = match when {
            When::During(low, high) => (first, (low, high)),
            When::After(_, late) if !self.random.percent(self.habits.files_in_time) => (last, late),
            When::After(in_time, _) => (last, in_time),
        };
        let day = working_day_from(from.plus_days(self.random.between(low, high)));
        let stood = match when {
            When::During(..) => true,
            When::After(..) => self.begins() < period.middle()?,
        };
        (stood && self.happens(day)).then_some(day)
    }

    fn begins(&self) -> Day {
        self.branch.map_or(self.window.start, |branch| branch.first_day(self.window))
    }

    fn happens(&self, day: Day) -> bool {
        self.window.holds(day) && self.branch.is_none_or(|branch| branch.stands(day))
    }

    /// None where there is nobody to do it.
    fn people(&mut self, who: Who, day: Day) -> Option<(&'static str, Vec<PersonId>)> {
        let members = || self.branch.into_iter().flat_map(|branch| branch.members_on(day));
        let (part, people): (&str, Vec<PersonId>) = match who {
            Who::Nobody | Who::Each(_) => return Some(("", Vec::new())),
            Who::All(part) => {
                let everybody: Vec<PersonId> = members().map(|member| member.person.id).collect();
                let chance = self.habits.does_own_part;
                (part, everybody.into_iter().filter(|_| self.random.per_mille(chance)).collect())
            }
            Who::Few(part, many) => {
                let everybody: Vec<PersonId> = members().map(|member| member.person.id).collect();
                let first = self.random.below(everybody.len());
                (part, everybody.iter().cycle().skip(first).take(many.min(everybody.len())).copied().collect())
            }
            Who::Anniversary(part) => {
                let joined = members().filter(|member| member.person.joined_on.month() == day.month());
                (part, joined.map(|member| member.person.id).collect())
            }
            Who::Holder(part, post) => {
                let holder = self.branch.and_then(|branch| branch.holder(post, day));
                (part, holder.map(|member| member.person.id).into_iter().collect())
            }
        };
        (!people.is_empty()).then_some((part, people))
    }

    fn filled(&mut self, mut entry: Entry, fields: Fields, slips: Fields, period: Period) -> Entry {
        for (field, content) in fields {
            let slip = slips.iter().find(|(slip, _)| slip == field).map(|(_, content)| content);
            let content = slip.filter(|_| self.random.percent(self.habits.slips)).unwrap_or(content);
            if let Some(value) = self.value(*content, entry.occurred.first, period) {
                entry = entry.with(field, value);
            }
        }
        entry
    }

    fn value(&mut self, content: Content, day: Day, period: Period) -> Option<Value> {
        let members = self.branch.map_or(0, |branch| branch.members_on(day).count());
        let options = |slugs: &[&str]| Value::Options(slugs.iter().map(|slug| (*slug).to_owned()).collect());
        let random = &mut *self.random;
        let mut yuan = |low, high| i64::from(random.between(low, high)) * 100;
        Some(match content {
            Content::Nothing => return None,
            Content::One(slug) => options(&[slug]),
            Content::OneOf(slugs) => options(&[self.random.pick(slugs)]),
            Content::Many(slugs) => options(slugs),
            Content::Text(texts) => Value::Text(self.random.pick(texts).to_owned()),
            Content::Flag(flag) => Value::Flag(flag),
            Content::Number(low, high) => Value::Quantity(Quantity::whole(i64::from(self.random.between(low, high)))),
            Content::Money(low, high) => Value::Money(Fen(yuan(low, high))),
            Content::MoneyEach(low, high) => Value::Money(Fen(yuan(low, high) * members as i64)),
            Content::Members => Value::Quantity(Quantity::whole(members as i64)),
            Content::MembersBut(few) => Value::Quantity(Quantity::whole(members.saturating_sub(few) as i64)),
            Content::OwnPeriod => Value::Period(period),
        })
    }
}

/// All periods of the years that the window touches.
fn periods(window: Window, every: Calendar) -> impl Iterator<Item = Period> {
    let firsts = window.years().flat_map(move |year| {
        (1..=12).step_by(every.months() as usize).filter_map(move |month| Day::from_ymd(year, month, 1))
    });
    firsts.map(move |first| every.containing(first))
}
