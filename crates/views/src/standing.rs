//! The standard as an organisation stands in it: every clause with its rules, each rule with what it came to.

use facts::{Day, Period};
use findings::{Finding, Subject};
use roster::Roster;
use rulebook::{Clause, Rule, Rulebook, Status};

use crate::{source_of, words};

/// A chapter of the standard, with how many of its clauses stand how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChapterStanding {
    pub letter: char,
    pub title: String,
    pub clauses: Vec<ClauseStanding>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClauseStanding {
    pub id: String,
    pub title: String,
    pub paragraphs: Vec<String>,
    /// The worst of its rules; none where nothing applies here.
    pub status: Option<Status>,
    pub rules: Vec<RuleStanding>,
}

/// One rule with all its findings counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleStanding {
    pub slug: String,
    pub title: String,
    /// The text that it stands on.
    pub source: String,
    pub responsible: String,
    pub status: Option<Status>,
    /// Every status that occurs, the worst first, with how many findings have it.
    pub counted: Vec<(Status, usize)>,
    /// Of a rule about the organisation itself that asks for something in every period: how each came out.
    pub periods: Vec<(String, Status)>,
    /// The next day by which something is to be done.
    pub due: Option<String>,
    /// What is missing in the worst of them.
    pub missing: Vec<String>,
    /// The kind of record that would settle it, by its slug and its name.
    pub kind: Option<(String, String)>,
}

/// From what harms most to what needs nobody.
const BY_NEED: [Status; 7] =
    [Status::Breached, Status::Missed, Status::Open, Status::Unknown, Status::Late, Status::Advice, Status::Met];

fn need(status: Status) -> usize {
    BY_NEED.iter().position(|known| *known == status).unwrap_or(BY_NEED.len())
}

/// The status of many: the worst of them.
pub fn worst(statuses: impl Iterator<Item = Status>) -> Option<Status> {
    statuses.min_by_key(|status| need(*status))
}

/// The whole standard in its order, as the findings of one organisation on a day have it.
pub fn standing(rulebook: &Rulebook, roster: &Roster, findings: &[Finding], as_of: Day) -> Vec<ChapterStanding> {
    let mut of_rule: Vec<Vec<&Finding>> = vec![Vec::new(); rulebook.rules.len()];
    for finding in findings {
        if let Some(list) = of_rule.get_mut(finding.rule) {
            list.push(finding);
        }
    }
    let clause = |(index, clause): (usize, &Clause)| {
        let own = rulebook.rules.iter().enumerate().filter(|(_, rule)| rule.clause == index && is_shown(rule, as_of));
        let rules: Vec<RuleStanding> = own
            .map(|(at, rule)| rule_standing(rulebook, roster, rule, of_rule.get(at).map_or(&[][..], Vec::as_slice)))
            .collect();
        ClauseStanding {
            id: clause.id.clone(),
            title: clause.title.clone(),
            paragraphs: paragraphs(&clause.text),
            status: worst(rules.iter().filter_map(|rule| rule.status)),
            rules,
        }
    };
    let chapter = |chapter: &rulebook::Chapter| ChapterStanding {
        letter: chapter.letter,
        title: chapter.name.clone(),
        clauses: (rulebook.clauses.iter().enumerate())
            .filter(|(_, clause)| clause.chapter == chapter.letter)
            .map(clause)
            .collect(),
    };
    rulebook.chapters.iter().map(chapter).collect()
}

pub(crate) fn is_shown(rule: &Rule, as_of: Day) -> bool {
    rule.from <= as_of && as_of <= rule.until
}

/// The paragraphs of a clause, each in one line.
pub fn paragraphs(text: &str) -> Vec<String> {
    let joined = |paragraph: &str| paragraph.lines().map(str::trim).collect::<Vec<_>>().join("");
    text.split("\n\n").map(joined).filter(|paragraph| !paragraph.is_empty()).collect()
}

pub(crate) fn rule_standing(rulebook: &Rulebook, roster: &Roster, rule: &Rule, findings: &[&Finding]) -> RuleStanding {
    let count = |status: &Status| findings.iter().filter(|finding| finding.status == *status).count();
    let counted = BY_NEED.iter().map(|status| (*status, count(status))).filter(|(_, count)| *count > 0).collect();
    let of_itself = findings.iter().all(|finding| finding.subject == Subject::Organisation);
    let in_calendar = |finding: &&&Finding| matches!(finding.period, Period::Calendar { .. });
    let periods = findings.iter().filter(in_calendar).filter(|_| of_itself);
    let lacking = findings.iter().filter(|finding| !finding.missing.is_empty());
    let missing = lacking
        .min_by_key(|finding| (need(finding.status), finding.due))
        .map(|finding| words::lacks(rulebook, roster, rule, finding.judged_by(), &finding.missing));
    let open = findings.iter().filter(|finding| finding.status == Status::Open);
    let kind = rule.requirement.kinds().into_iter().find_map(|kind| rulebook.kind(kind));
    RuleStanding {
        slug: rule.slug.clone(),
        title: rule.title.clone(),
        source: source_of(rulebook, rule),
        responsible: rule.responsible.clone(),
        status: worst(findings.iter().map(|finding| finding.status)),
        counted,
        periods: periods.map(|finding| (words::period(finding.period), finding.status)).collect(),
        due: open.filter_map(|finding| finding.due).min().map(words::day),
        missing: missing.unwrap_or_default(),
        kind: kind.map(|kind| (kind.slug.clone(), kind.name.clone())),
    }
}
