//! Who is still in a post after an import although a successor has been told of: an election ends no post
//! (docs/decisions/0014), so that who was not elected again stays until somebody records that the post was left. Books
//! seldom do, and whoever reads the findings has to learn it here.

use std::collections::BTreeMap;

use facts::{Day, Fact, OrganisationId, kinds};
use intake::Draft;
use ledger::Ledger;
use roster::{Election, Form, Post, PostHeld, Roster};
use rulebook::Rulebook;

use crate::OfficeError;

/// The posts that one person of a branch holds.
const OF_ONE: &[Post] = &[Post::Secretary, Post::Deputy, Post::Organisation, Post::Publicity, Post::Discipline];

/// The organisations whose posts or elections an import tells of.
#[derive(Default)]
pub(super) struct Touched {
    /// Each with the first place that tells of them: file, sheet and cell.
    places: BTreeMap<OrganisationId, (String, String, String)>,
    /// What a trial would write of their rosters.
    unwritten: BTreeMap<OrganisationId, Vec<Fact>>,
}

impl Touched {
    pub fn tells(&mut self, file: &str, drafts: &[Draft]) {
        let tells = |draft: &&Draft| [kinds::POST_TAKEN, kinds::COMMITTEE_ELECTED].contains(&draft.kind.as_str());
        for draft in drafts.iter().filter(tells) {
            let cell = draft.origin.cells.first().cloned().unwrap_or_default();
            let place = (file.to_owned(), draft.origin.sheet.clone(), cell);
            self.places.entry(draft.organisation).or_insert(place);
        }
    }

    pub fn tries(&mut self, facts: &[Fact]) {
        for fact in facts.iter().filter(|fact| kinds::CORE.contains(&fact.kind.as_str())) {
            self.unwritten.entry(fact.organisation).or_default().push(fact.clone());
        }
    }

    /// What is said of them, once all books are in.
    pub async fn notes(self, ledger: &Ledger, rulebook: &Rulebook, today: Day) -> Result<Vec<String>, OfficeError> {
        let Touched { places, mut unwritten } = self;
        let mut notes = Vec::new();
        for (organisation, (file, sheet, cell)) in places {
            let mut facts = ledger.facts(organisation).await?;
            facts.extend(unwritten.remove(&organisation).unwrap_or_default());
            let roster = roster::fold(&facts::current(&facts, None), today);
            let texts = told(rulebook, &roster, today);
            notes.extend(texts.into_iter().map(|text| format!("{file} 〔{sheet}〕{cell}：{text}")));
        }
        Ok(notes)
    }
}

fn told(rulebook: &Rulebook, roster: &Roster, today: Day) -> Vec<String> {
    let held = |held: &&PostHeld| held.post.of_committee() && held.stay.holds(today);
    let held: Vec<&PostHeld> = roster.posts.iter().filter(held).collect();
    let mut texts = Vec::new();
    let mut rest = held;
    if let Some(election) = roster.elections.last() {
        let (left_over, others) = left_over(election, rest);
        if !left_over.is_empty() {
            texts.push(format!(
                "{} {} 换届后仍在任的：{}；若已卸任，请补记免职",
                roster.name(),
                election.day,
                listed(rulebook, roster, &left_over)
            ));
        }
        rest = others;
    }
    let is_branch = roster.form_on(today).is_some_and(Form::is_branch);
    for post in OF_ONE.iter().filter(|_| is_branch) {
        let holders: Vec<&PostHeld> = rest.iter().copied().filter(|held| held.post == *post).collect();
        if holders.iter().zip(holders.iter().skip(1)).any(|(one, other)| one.member != other.member) {
            texts.push(format!(
                "{}一人担任的职务有几个人在任：{}；已经卸任的请补记免职",
                roster.name(),
                listed(rulebook, roster, &holders)
            ));
        }
    }
    texts
}

/// Those of before the last election who were not given a post since, if anybody was; and the others.
fn left_over<'a>(election: &Election, held: Vec<&'a PostHeld>) -> (Vec<&'a PostHeld>, Vec<&'a PostHeld>) {
    let elected: Vec<usize> = held.iter().filter(|held| held.taken >= election.day).map(|held| held.member).collect();
    held.into_iter().partition(|held| !elected.is_empty() && !elected.contains(&held.member))
}

/// `张三（2016-03-01 起任组织委员）、李四（…）`
fn listed(rulebook: &Rulebook, roster: &Roster, held: &[&PostHeld]) -> String {
    let one = |held: &&PostHeld| {
        let post = views::words::option_name(rulebook, kinds::POST_TAKEN, kinds::POST, held.post.slug());
        let since = if held.undated { "任职时间没有登记，".to_owned() } else { format!("{} 起", held.taken) };
        format!("{}（{since}任{post}）", roster.display_name(held.member))
    };
    held.iter().map(one).collect::<Vec<_>>().join("、")
}
