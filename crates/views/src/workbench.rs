//! The page that somebody begins the day with: what is to be done, how the branch stands, what was written last.

use facts::{Calendar, Day, Fact, Instant, Writings, current_on, kinds};
use findings::Sheet;
use rulebook::{Rulebook, Scheme};

use crate::todo::TodosOf;
use crate::words::{self, Names};

#[derive(Debug, Clone, PartialEq)]
pub struct Workbench {
    pub overdue: usize,
    /// Due within seven days, and within the month.
    pub this_week: usize,
    pub this_month: usize,
    /// Of the one who looks; the others' follow.
    pub own: Vec<TodosOf>,
    pub others: Vec<TodosOf>,
    pub score: Option<ScoreShown>,
    pub recent: Vec<RecentRecord>,
    pub month: Month,
}

/// A score as it is drawn: every number also as a word.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreShown {
    pub total: String,
    pub stars: String,
    pub dimensions: Vec<DimensionShown>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct DimensionShown {
    pub name: String,
    /// From 0 to 100 of the base mark; none where nothing applies.
    pub share: Option<f64>,
    pub score: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentRecord {
    pub day: String,
    pub kind: String,
    pub kind_slug: String,
    pub details: String,
    /// How long after it occurred it was written down.
    pub delay: String,
    pub is_late: bool,
    pub id: String,
}

/// A calendar sheet, Monday first; days of neighbouring months are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    pub title: String,
    pub weeks: Vec<[Option<MonthDay>; 7]>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthDay {
    pub number: u32,
    pub is_today: bool,
    /// So many records speak of it, so many things are due on it.
    pub records: u32,
    pub due: u32,
}

/// So many records are listed.
const RECENT_SHOWN: usize = 6;
/// A record written down so many days later is nothing to speak of.
const PROMPT_DAYS: i32 = 7;

/// What somebody called `me` sees of a branch. `lists` are everybody's to-dos, `sheet` the score where there is one.
pub fn workbench(
    rulebook: &Rulebook,
    (facts, names): (&[Fact], Names<'_>),
    lists: Vec<TodosOf>,
    sheet: Option<(&Scheme, &Sheet)>,
    (me, as_of, known_at): (&str, Day, Option<Instant>),
) -> Workbench {
    let (own, others): (Vec<TodosOf>, Vec<TodosOf>) =
        lists.into_iter().partition(|list| !list.vacant && list.who == me);
    // What is only recommended is listed and not counted.
    let rows = || own.iter().chain(&others).flat_map(|list| &list.todos).filter(|row| !row.advice);
    let due = |row: &crate::TodoRow| row.due.as_ref().and_then(|due| due.parse::<Day>().ok());
    let within = |last: Day| rows().filter(|row| !row.overdue && due(row).is_some_and(|due| due <= last)).count();
    let (_, month_ends) = Calendar::Month.containing(as_of).days().unwrap_or((as_of, as_of));
    let dues: Vec<Day> = rows().filter(|row| !row.overdue).filter_map(due).collect();
    Workbench {
        overdue: rows().filter(|row| row.overdue).count(),
        this_week: within(as_of.plus_days(6)),
        this_month: within(month_ends),
        score: sheet.map(|(scheme, sheet)| score_shown(scheme, sheet)),
        recent: recent(rulebook, facts, names, (as_of, known_at)),
        month: month(facts, &dues, as_of, known_at),
        own,
        others,
    }
}

pub fn score_shown(scheme: &Scheme, sheet: &Sheet) -> ScoreShown {
    let dimensions = scheme.dimensions.iter().zip(&sheet.dimensions).map(|(dimension, points)| {
        let score = points.score(scheme);
        let share = score.map(|score| score.0 as f64 * 100.0 / scheme.base.0.max(1) as f64);
        DimensionShown { name: dimension.name.clone(), share, score: words::score(score) }
    });
    ScoreShown { total: words::score(sheet.total), stars: words::stars(sheet.stars), dimensions: dimensions.collect() }
}

fn recent(
    rulebook: &Rulebook,
    facts: &[Fact],
    names: Names<'_>,
    (as_of, known_at): (Day, Option<Instant>),
) -> Vec<RecentRecord> {
    let writings = Writings::new(facts, known_at);
    let mut standing = current_on(facts, (as_of, known_at));
    standing.retain(|fact| fact.kind != kinds::WITHDRAWN);
    standing.sort_by_key(|fact| (fact.recorded_at, fact.occurred.first));
    let shown = standing.into_iter().rev().take(RECENT_SHOWN);
    shown
        .map(|fact| {
            let days = writings.delay_days(fact);
            RecentRecord {
                day: words::span(fact.occurred),
                kind: words::kind_name(rulebook, &fact.kind).to_owned(),
                kind_slug: fact.kind.clone(),
                details: crate::content(rulebook, names, fact),
                delay: words::delay(days),
                is_late: days > PROMPT_DAYS,
                id: fact.id.to_string(),
            }
        })
        .collect()
}

fn month(facts: &[Fact], dues: &[Day], as_of: Day, known_at: Option<Instant>) -> Month {
    let (first, last) = Calendar::Month.containing(as_of).days().unwrap_or((as_of, as_of));
    let standing = current_on(facts, (as_of, known_at));
    let day = |day: Day| MonthDay {
        number: day.day_of_month(),
        is_today: day == as_of,
        records: standing.iter().filter(|fact| fact.occurred.first == day).count() as u32,
        due: dues.iter().filter(|due| **due == day).count() as u32,
    };
    let mut weeks = vec![[None; 7]];
    for at in (first.number()..=last.number()).map(Day::from_number) {
        let place = words::weekday_place(at);
        if place == 0 && at != first {
            weeks.push([None; 7]);
        }
        if let Some(cell) = weeks.last_mut().and_then(|week| week.get_mut(place)) {
            *cell = Some(day(at));
        }
    }
    Month { title: format!("{}年{}月", as_of.year(), as_of.month()), weeks }
}
