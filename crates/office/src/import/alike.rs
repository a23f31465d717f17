//! What is said of rows that meet records of the ledger: told together for each kind and sheet, with their cells.

use std::collections::BTreeMap;

use facts::{Day, Fact, Name, Value, kinds};
use intake::Draft;

use super::correction::Plan;
use super::known::{Fate, Known, Manner, happens, is_undated, may_be_one, people_of, tells_the_same};

/// More places than this are counted and not listed.
const PLACES_SHOWN: usize = 10;

/// A warning, with the first place that it is about.
pub(super) struct Alike {
    pub sheet: String,
    pub cell: String,
    pub text: String,
}

impl Alike {
    pub fn new(sheet: &str, cells: &[&str], text: String) -> Alike {
        Alike { sheet: sheet.to_owned(), cell: cells.first().copied().unwrap_or_default().to_owned(), text }
    }
}

/// How a row meets the ledger.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Meeting {
    /// It looks like a record that stands and is taken beside it.
    LooksTheSame,
    /// As a correction it corrects nothing: what is alike differs in too many fields.
    DiffersInMuch,
    /// It was refused whole before, and what is alike has come from elsewhere.
    NewBesideAlike,
    /// It makes somebody a member whose name a member has.
    Namesake { name: String, joined: Option<Day> },
    /// It tells of a member otherwise than a record that stands.
    ToldOtherwise,
    /// It says what was corrected since, and stays corrected.
    CorrectedSince,
    /// It says what was withdrawn, and stays withdrawn.
    Withdrawn { on: Day, reason: String },
    /// It brings back what was withdrawn.
    BroughtBack { on: Day, reason: String },
    /// It corrects the day of a record.
    OtherDay { was: Day },
    /// As a correction it corrects nothing, and but for its day a record that stands says the same.
    NewOnAnotherDay { stands: Day },
}

/// What the book tells as well is no double of its neighbour there: two talks of the same two on one day.
pub(super) fn alike(known: &Known, plan: &Plan, drafts: &[Draft], manner: &Manner) -> Vec<Alike> {
    let told = known.told(drafts);
    let is_other = |earlier: &Fact| !told.contains(&earlier.id);
    let meets = |draft: &Draft| -> Option<Meeting> {
        let targets = plan.targets(draft);
        match known.fate(draft) {
            Some(Fate::Withdrawn(by)) => {
                let (on, reason) = (by.recorded_at.day(), by.text("reason").unwrap_or_default().to_owned());
                let back = !targets.is_empty();
                return Some(if back {
                    Meeting::BroughtBack { on, reason }
                } else {
                    Meeting::Withdrawn { on, reason }
                });
            }
            Some(Fate::Corrected(_)) if targets.is_empty() => return Some(Meeting::CorrectedSince),
            Some(_) => return None,
            None => {}
        }
        if let Some(earlier) = targets.first() {
            let other = earlier.occurred.first != draft.occurred.first;
            let both_known = !is_undated(&earlier.values) && !is_undated(&draft.values);
            return (other && both_known).then_some(Meeting::OtherDay { was: earlier.occurred.first });
        }
        if !happens(&draft.kind) {
            return joins(known, draft, is_other, manner.correct);
        }
        let may_be = |earlier: &&Fact| is_other(earlier) && may_be_one(earlier, draft, manner.rulebook);
        let mut alike = known.of_event(draft).iter().filter(may_be).peekable();
        if manner.is_new(draft) {
            let same = alike.any(|earlier| tells_the_same(earlier, draft, manner.rulebook));
            return same.then_some(Meeting::NewBesideAlike);
        }
        if alike.peek().is_some() {
            return Some(if manner.correct { Meeting::DiffersInMuch } else { Meeting::LooksTheSame });
        }
        let same = |earlier: &&Fact| is_other(earlier) && earlier.values == draft.values;
        let stands = known.about(draft).iter().find(same).filter(|_| manner.correct)?;
        Some(Meeting::NewOnAnotherDay { stands: stands.occurred.first })
    };
    let mut cells: BTreeMap<(&str, &str, Meeting), Vec<&str>> = BTreeMap::new();
    for draft in drafts.iter().filter(|draft| draft.kind != kinds::WITHDRAWN) {
        if let Some(meeting) = meets(draft) {
            let cell = draft.origin.cells.first().map_or("", String::as_str);
            cells.entry((draft.origin.sheet.as_str(), draft.kind.as_str(), meeting)).or_default().push(cell);
        }
    }
    let alike = |((sheet, kind, meeting), cells): ((&str, &str, Meeting), Vec<&str>)| {
        let subject =
            format!("{} 条{}（{}）", cells.len(), views::words::kind_name(manner.rulebook, kind), places(&cells));
        Alike::new(sheet, &cells, meeting.told_of(&subject))
    };
    cells.into_iter().map(alike).collect()
}

/// How a new record of a member's joining meets those that stand. One that has more fields, or fewer but for the days, is
/// no surprise.
fn joins(known: &Known, draft: &Draft, is_other: impl Fn(&Fact) -> bool, correct: bool) -> Option<Meeting> {
    let standing = known.named_alike(draft);
    let is_same = |stands: &&Fact| people_of(&stands.people) == people_of(&draft.people);
    let mut same = standing.iter().filter(is_same).peekable();
    if same.peek().is_some() {
        let differs = |stands: &Fact| {
            let other = |(field, was): (&Name, &Value)| match draft.values.get(field) {
                Some(is) => is != was,
                None => [kinds::JOINED_ON, kinds::FULL_ON].contains(&field.as_str()),
            };
            is_undated(&stands.values) != is_undated(&draft.values) || stands.values.iter().any(other)
        };
        return (!correct && same.any(|stands| is_other(stands) && differs(stands))).then_some(Meeting::ToldOtherwise);
    }
    let namesake = standing.iter().find(|stands| is_other(stands))?;
    let name = namesake.text(kinds::NAME).unwrap_or_default().to_owned();
    Some(Meeting::Namesake { name, joined: namesake.day(kinds::JOINED_ON) })
}

impl Meeting {
    fn told_of(&self, rows: &str) -> String {
        let because = |reason: &str| if reason.is_empty() { String::new() } else { format!("（事由：{reason}）") };
        match self {
            Meeting::LooksTheSame => format!(
                "{rows}像是台账里已有的：组织、种类、日期相同，作为新记录收。如果说的是同一件事就记重了，\
                 请用 wuhua records 查出编号，用 wuhua withdraw 作废其中一条；更正或补充的书，导入前先用 --dry-run 核对，\
                 再加 --correct 导入，换了对照文件的改回上次的再导入"
            ),
            Meeting::DiffersInMuch => format!(
                "{rows}与台账里已有的组织、种类、日期相同，内容不同的地方多，没有当作更正，作为新记录收；\
                 确实是更正的，请用 wuhua withdraw 作废原来的一条"
            ),
            Meeting::NewBesideAlike => format!(
                "{rows}上次整行没有收，这次作为新记录收；台账里另有内容相近的，如果说的是同一件事就记重了，\
                 请用 wuhua withdraw 作废其中一条"
            ),
            Meeting::Namesake { name, joined } => {
                let joined = joined.map_or("入党时间没有登记".to_owned(), |day| format!("{day} 入党"));
                format!(
                    "{rows}与台账里的{name}（{joined}）同名、入党时间不同，按另一人记下；\
                     是同一人的，请作废这一条，再加 --correct 导入"
                )
            }
            Meeting::ToldOtherwise => {
                format!("{rows}像是台账里已有的：是同一人，内容不同，两条都留着；如果是更正，请加 --correct 导入")
            }
            Meeting::CorrectedSince => {
                format!("{rows}后来在台账里更正过，以更正后的为准，没有再记；要改回这里写的，请加 --correct 导入")
            }
            Meeting::Withdrawn { on, reason } => {
                format!("{rows}已于 {on} 作废{}，没有再记；确实应当有的，请加 --correct 导入", because(reason))
            }
            Meeting::BroughtBack { on, reason } => {
                format!("{rows}曾于 {on} 作废{}，这次按更正重新收下", because(reason))
            }
            Meeting::OtherDay { was } => {
                format!("{rows}取代了 {was} 的原记录，日期一并更正；如果是另一次，请核对后再登记原来的一次")
            }
            Meeting::NewOnAnotherDay { stands } => format!(
                "{rows}与台账里 {stands} 的只有日期不同，日期不同就是另一条记录，作为新记录收；\
                 如果是改日期，原来的一条还在，请用 wuhua withdraw 作废"
            ),
        }
    }
}

/// The first of so many cells.
pub(super) fn places(cells: &[&str]) -> String {
    let shown: Vec<&str> = cells.iter().take(PLACES_SHOWN).copied().collect();
    let more = if cells.len() > PLACES_SHOWN { "等" } else { "" };
    format!("{}{more}", shown.join("、"))
}
