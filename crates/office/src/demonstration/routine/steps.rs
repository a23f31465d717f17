//! How a case of a procedure goes: step after step, with the fault that befalls it.

use facts::{Calendar, Day, Period, PersonId};

use super::{Content, Days, Fields, Keeper};
use crate::demonstration::entry::Entry;
use crate::demonstration::window::working_day_from;

/// Something done in steps, each a record of the kind.
pub(super) struct Procedure {
    pub kind: &'static str,
    /// In every record of a case, the same.
    pub fields: Fields,
    pub steps: &'static [Step],
    /// One of these befalls a case where the steps are not minded.
    pub faults: &'static [Fault],
}

pub(super) struct Step {
    /// The choice in the field `step`.
    pub choice: &'static str,
    /// After the step before.
    pub after: Days,
    pub fields: Fields,
    /// What stands in a field instead where it was not minded.
    pub slips: Fields,
}

pub(super) const fn step(choice: &'static str, after: Days, fields: Fields) -> Step {
    Step { choice, after, fields, slips: &[] }
}

impl Step {
    pub const fn slipping(self, slips: Fields) -> Step {
        Step { slips, ..self }
    }
}

/// What goes wrong with a case; the first word is the step.
#[derive(Clone, Copy)]
pub(super) enum Fault {
    LeavesOut(&'static str),
    /// The step comes so many days later than it would.
    Delays(&'static str, i32),
    /// The step, and what comes after it, comes so many days before its time.
    Hastens(&'static str, i32),
    /// In the step's record, the field holds something else.
    Spoils(&'static str, &'static str, Content),
    /// Instead of the first step, the second choice is recorded, and nothing more.
    Ends(&'static str, &'static str),
}

/// One case, and how it is told from others.
pub(super) struct Case<'a> {
    pub begins: Day,
    /// The field with its name, and the name; none where each year is a case.
    pub called: Option<(&'static str, String)>,
    /// Steps whose day is known from elsewhere.
    pub known: &'a [(&'static str, Day)],
    /// Part and person in every record.
    pub person: Option<(&'static str, PersonId)>,
}

impl Keeper<'_> {
    pub(super) fn proceed(&mut self, procedure: &Procedure, case: &Case<'_>) {
        let faulty = self.random.percent(self.habits.slips);
        let fault = procedure.faults.get(self.random.below(procedure.faults.len())).filter(|_| faulty).copied();
        let year = Calendar::Year.containing(case.begins);
        let common = self.common(procedure, case, year);
        let mut day = case.begins;
        for step in procedure.steps {
            day = day.plus_days(self.random.between(step.after.0, step.after.1));
            if let Some((_, known)) = case.known.iter().find(|(choice, _)| *choice == step.choice) {
                day = *known;
            }
            let (mut choice, mut spoilt) = (step.choice, None);
            match fault {
                Some(Fault::LeavesOut(left_out)) if left_out == step.choice => continue,
                Some(Fault::Delays(late, days)) if late == step.choice => day = day.plus_days(days),
                Some(Fault::Hastens(early, days)) if early == step.choice => day = day.plus_days(-days),
                Some(Fault::Spoils(at, field, content)) if at == step.choice => spoilt = Some((field, content)),
                Some(Fault::Ends(at, end)) if at == step.choice => choice = end,
                _ => {}
            }
            let taken = working_day_from(day);
            if taken > self.window.today || self.branch.is_some_and(|branch| !branch.stands(taken)) {
                continue;
            }
            let entry = common.clone().on(taken).one("step", choice);
            let mut entry = self.filled(entry, step.fields, step.slips, year);
            if let Some((field, value)) = spoilt.and_then(|(field, it)| Some((field, self.value(it, taken, year)?))) {
                entry = entry.with(field, value);
            }
            self.book.carry_over(entry);
            if choice != step.choice {
                return;
            }
        }
    }

    /// What stands in the record of every step of the case.
    fn common(&mut self, procedure: &Procedure, case: &Case<'_>, year: Period) -> Entry {
        let entry = self.filled(Entry::new(procedure.kind, case.begins), procedure.fields, &[], year);
        let entry = match &case.called {
            Some((field, name)) => entry.text(field, name.as_str()),
            None => entry,
        };
        match case.person {
            Some((part, person)) => entry.person(part, person),
            None => entry,
        }
    }
}
