//! The figures of one record: its fields, the roster of its day, and those who decide at its occasion.
//!
//! Of whom the record does not say whether they were there, may have been: a figure is known from its least to its
//! most, and what is decided at neither end alike is not decided.

use facts::{Day, Quantity};
use roster::Member;
use rulebook::{Electorate, RatioBound, Share, Status};

use crate::columns::{FactRow, NOT_STATED, PersonRow};
use crate::context::Context;
use crate::each::{attends, demanded};
use crate::metric::metric;
use crate::output::{Lack, Plainly};
use crate::program::{AddendsPlan, FigurePlan, RatedPlan, RatioPlan, Selected, TotalPlan};
use crate::standing::One;

/// A figure in hundredths, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Known {
    pub least: i64,
    pub most: i64,
}

/// One record, ready to be asked for its figures.
#[derive(Clone, Copy)]
pub(crate) struct Figures<'a> {
    pub context: &'a Context<'a>,
    pub row: &'a FactRow,
    /// Which of the selector's kinds it is of, and that kind.
    pub which: u8,
    pub kind: u16,
    /// Who is not counted among those who may vote.
    pub left_out: &'a [Selected],
}

/// Why a figure is not known.
pub(crate) enum Gap {
    NotFilled,
    NoFigure(rulebook::Metric),
}

impl Known {
    const fn exactly(figure: i64) -> Known {
        Known { least: figure, most: figure }
    }

    /// How many people there are of whom it is not known whether they are in it.
    fn doubtful(self) -> u32 {
        ((self.most - self.least) / Quantity::whole(1).0) as u32
    }

    /// Whether a figure stands in the ratio to another, where that is the same at all ends.
    fn stands(self, bound: RatioBound, to: Known, share: (i64, i64)) -> Option<bool> {
        let holds = |of: i64, to: i64| bound.holds(Quantity(of), Quantity(to), share);
        let first = holds(self.least, to.least);
        let others = [(self.least, to.most), (self.most, to.least), (self.most, to.most)];
        others.into_iter().all(|(of, to)| holds(of, to) == first).then_some(first)
    }
}

/// What comes of holding two figures against each other.
pub(crate) enum Comparison {
    Decided(bool),
    /// It turns on so many people of whom nothing says whether they were there.
    Doubtful(u32),
    NoShare,
}

impl Figures<'_> {
    pub fn field(&self, places: &[u8]) -> Option<i64> {
        let place = self.row.quantities as usize + usize::from(demanded(places, self.which)?);
        self.context.branch.columns.quantities.get(place).copied().filter(|found| *found != NOT_STATED)
    }

    pub fn known(&self, plan: &FigurePlan) -> Result<Known, Gap> {
        match plan {
            FigurePlan::Quantity(places) => self.field(places).map(Known::exactly).ok_or(Gap::NotFilled),
            FigurePlan::Metric(figure) => {
                metric(&self.context.branch.roster, *figure, One::Organisation, self.row.first)
                    .map(|found| Known::exactly(found.0))
                    .ok_or(Gap::NoFigure(*figure))
            }
            FigurePlan::Electorate(electorate) => Ok(self.electorate(*electorate)),
        }
    }

    pub fn compare(&self, of: Known, bound: RatioBound, to: Known, share: Share) -> Comparison {
        let Some(share) = self.context.program.rulebook.share(share, self.row.first) else {
            return Comparison::NoShare;
        };
        match of.stands(bound, to, share) {
            Some(stands) => Comparison::Decided(stands),
            None => Comparison::Doubtful(of.doubtful().max(to.doubtful())),
        }
    }

    /// Whether two figures stand in the ratio asked for.
    pub fn ratio(&self, plan: &RatioPlan<'_>, index: u8) -> (Status, Option<Lack>) {
        let second = u8::from(matches!(plan.of, FigurePlan::Quantity(_)));
        let of = self.known(&plan.of).map_err(|gap| gap.lack(index, 0));
        let to = self.known(&plan.to).map_err(|gap| gap.lack(index, second));
        let (of, to) = match of.and_then(|of| Ok((of, to?))) {
            Ok(both) => both,
            Err(lack) => return (Status::Unknown, Some(lack)),
        };
        match self.compare(of, plan.ratio.bound, to, plan.ratio.share) {
            Comparison::Decided(true) => (Status::Met, None),
            Comparison::Decided(false) => (Status::Breached, Some(compared(index, of.least, to.least))),
            Comparison::Doubtful(people) => (Status::Unknown, Some(Lack::Plain(Plainly::Unrecorded(people)))),
            Comparison::NoShare => (Status::Unknown, Some(Lack::Plain(Plainly::Parameter))),
        }
    }

    /// Whether a figure is what others add up to.
    pub fn total(&self, plan: &TotalPlan, index: u8) -> (Status, Option<Lack>) {
        let sum = match &plan.addends {
            AddendsPlan::Figures(addends) => self.sum_of(addends, index),
            AddendsPlan::Records(_) if self.row.unnamed => Err(Lack::NamedPeriod(self.kind)),
            AddendsPlan::Records(sources) => Ok(self.paid_in_period(sources)),
        };
        match sum {
            Ok(sum) => self.equals(&plan.of, index, sum),
            Err(lack) => (Status::Unknown, Some(lack)),
        }
    }

    /// Whether a figure is what rates make of another.
    pub fn rated(&self, plan: &RatedPlan, index: u8) -> (Status, Option<Lack>) {
        let base = match self.known(&plan.base) {
            Ok(known) => Quantity(known.least),
            Err(gap) => return (Status::Unknown, Some(gap.lack(index, 1))),
        };
        let rates = self.context.program.rulebook.rates.get(plan.rates);
        match rates.and_then(|rates| rates.due(base, self.row.first)) {
            Some(due) => self.equals(&plan.of, index, due.0),
            None => (Status::Unknown, Some(Lack::Plain(Plainly::Parameter))),
        }
    }

    fn equals(&self, of: &FigurePlan, index: u8, wanted: i64) -> (Status, Option<Lack>) {
        match self.known(of) {
            Ok(of) if of.least == wanted => (Status::Met, None),
            Ok(of) => (Status::Breached, Some(compared(index, of.least, wanted))),
            Err(gap) => (Status::Unknown, Some(gap.lack(index, 0))),
        }
    }

    fn sum_of(&self, addends: &[FigurePlan], index: u8) -> Result<i64, Lack> {
        let mut sum = 0;
        for (place, addend) in (1..).zip(addends) {
            sum += self.known(addend).map_err(|gap| gap.lack(index, place))?.least;
        }
        Ok(sum)
    }

    /// What records of the period that this one names add up to, those left out that came after this one's day.
    fn paid_in_period(&self, sources: &Selected) -> i64 {
        let columns = &self.context.branch.columns;
        let last = self.row.counts_last.min(self.row.first);
        let mut sum = 0;
        for kind in &sources.kinds {
            let rows = columns.rows(kind.kind).iter();
            for row in rows.filter(|row| self.row.counts_first <= row.first && row.first <= last) {
                let place = row.quantities as usize + usize::from(kind.quantity);
                sum += columns.quantities.get(place).copied().filter(|found| *found != NOT_STATED).unwrap_or(0);
            }
        }
        sum
    }

    fn electorate(&self, electorate: Electorate) -> Known {
        let Context { branch, .. } = self.context;
        let day = self.row.first;
        let expected = attends(self.context, self.kind);
        let listed = || branch.columns.people_of(self.row).iter().filter(|person| expected(person));
        // Attendance is mostly written in the order of the roster: then one walk over both is enough.
        let in_order = listed().is_sorted_by(|one, next| one.person < next.person);
        let mut ahead = listed().peekable();
        let (mut least, mut most) = (0, 0);
        for (at, member) in branch.roster.members.iter().enumerate() {
            let there = match () {
                () if !electorate.asks_presence() => Some(true),
                () if in_order => was_there(ahead.next_if(|person| usize::from(person.person) == at).into_iter()),
                () => was_there(listed().filter(|person| usize::from(person.person) == at)),
            };
            let belongs = match electorate {
                Electorate::Voters | Electorate::VotersPresent => self.may_vote(at, member, day),
                Electorate::CommitteePresent => self.on_committee(at, day),
            };
            least += i64::from(belongs && there == Some(true));
            most += i64::from(belongs && there != Some(false));
        }
        Known { least: Quantity::whole(least).0, most: Quantity::whole(most).0 }
    }

    /// Whether the member at this place holds a post of the committee on a day.
    pub fn on_committee(&self, at: usize, day: Day) -> bool {
        let mut posts = self.context.branch.roster.posts.iter();
        posts.any(|held| held.member == at && held.post.of_committee() && held.stay.holds(day))
    }

    /// Whether the member at this place may vote, and be elected, on a day.
    pub fn may_vote(&self, at: usize, member: &Member, day: Day) -> bool {
        member.full_on(day) && !self.left_out.iter().any(|selected| self.is_left_out(at, selected, day))
    }

    /// Whether the latest of the records that name a member up to a day passes, and has not ended.
    fn is_left_out(&self, member: usize, selected: &Selected, day: Day) -> bool {
        let columns = &self.context.branch.columns;
        let naming = selected.kinds.iter().flat_map(|kind| {
            let own = columns.appearances_of(kind.kind, member as u16).iter();
            own.filter(|own| kind.part.played_by(own.part)).map(move |own| (own, kind))
        });
        let latest = naming
            .filter_map(|(own, kind)| Some((self.context.row(own.row)?, self.context.detail(own.row)?, kind)))
            .filter(|(row, _, _)| row.first <= day)
            .max_by_key(|(_, detail, _)| detail.order);
        latest.is_some_and(|(row, detail, kind)| {
            kind.takes(row.holds) && (detail.last == row.first || day <= detail.last)
        })
    }
}

impl Gap {
    /// As the lack of a demand, of whose fields this figure is the one at `place`.
    fn lack(self, demand: u8, place: u8) -> Lack {
        match self {
            Gap::NotFilled => Lack::Figure { demand, place },
            Gap::NoFigure(metric) => Lack::Plain(Plainly::UnknownFigure(metric)),
        }
    }
}

/// Whether those entries of a record that are one member's say that he or she was there; none where there is none.
fn was_there<'a>(entries: impl Iterator<Item = &'a PersonRow>) -> Option<bool> {
    entries.map(|entry| entry.presence.counts_as_present()).reduce(|one, other| one || other)
}

/// The selectors of who is left out; none where nobody ever was, so that no member has to be looked up.
pub(crate) fn left_out<'a>(context: &Context<'_>, selected: &'a [Selected]) -> &'a [Selected] {
    let mut kinds = selected.iter().flat_map(|selected| &selected.kinds);
    if kinds.any(|kind| !context.branch.columns.range(kind.kind).is_empty()) { selected } else { &[] }
}

fn compared(demand: u8, of: i64, to: i64) -> Lack {
    Lack::Plain(Plainly::Compared { demand, of, to })
}
