//! Who has to act, as far as the roster of a day tells.
//!
//! A rule says it in the document's words (责任=书记). Posts are resolved to their holders, the words for members to the
//! people of whom the finding speaks; what stands above the organisation, and bodies, have no names in its roster.

use facts::{Day, PersonId, kinds};
use roster::{Form, Post, Roster};
use rulebook::words::Word;
use rulebook::{Rulebook, Who};

use crate::{Subject, metric};

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Responsible {
    /// Those of whom the finding speaks, or the one of a pair who has to act.
    Own(Vec<PersonId>),
    /// The holders of this post (slug of the field `post`) on the day; nobody where it is vacant.
    Post(String, Vec<PersonId>),
    /// An organisation above, in the rule's words.
    Above(String),
    /// A body or somebody without a post, in the rule's words.
    Other(String),
}

impl Responsible {
    pub fn people(&self) -> &[PersonId] {
        match self {
            Responsible::Own(people) | Responsible::Post(_, people) => people,
            Responsible::Above(_) | Responsible::Other(_) => &[],
        }
    }
}

/// Resolves the word of a rule, or of a step, for what a finding speaks of.
pub fn responsible(rulebook: &Rulebook, roster: &Roster, word: &str, subject: &Subject, on: Day) -> Responsible {
    if let Some(slug) = post_named(rulebook, word) {
        return Responsible::Post(slug.to_owned(), holders(roster, slug, subject, on));
    }
    let by_subject = matches!(Who::from_word(word), Some(Who::Member | Who::Leader | Who::CommitteeMember));
    match subject {
        Subject::Person(person) | Subject::Pair(person, _) if by_subject => Responsible::Own(vec![*person]),
        _ if is_above(roster, word, on) => Responsible::Above(word.to_owned()),
        _ => Responsible::Other(word.to_owned()),
    }
}

/// The post that a word names, as the field of appointments declares it.
fn post_named<'a>(rulebook: &'a Rulebook, word: &str) -> Option<&'a str> {
    let (_, kind) = rulebook.kind_named(kinds::POST_TAKEN)?;
    let posts = kind.field(kinds::POST)?.field_type.choices()?;
    let named = posts.iter().find(|post| post.name == word || post.synonyms.iter().any(|synonym| synonym == word));
    named.map(|post| post.slug.as_str())
}

/// Who holds a post on a day, each once; of a group's post the holders who belong to that group.
fn holders(roster: &Roster, slug: &str, subject: &Subject, on: Day) -> Vec<PersonId> {
    let mut found: Vec<PersonId> = Vec::new();
    for held in roster.posts.iter().filter(|held| held.post.slug() == slug && held.stay.holds(on)) {
        let Some(member) = roster.members.get(held.member).filter(|member| member.on(on)) else { continue };
        let group = || member.group_on(on).and_then(|group| roster.groups.get(group));
        let is_theirs = match subject {
            Subject::Group(name) if held.post == Post::GroupLeader => group().is_some_and(|group| group.name == *name),
            _ => true,
        };
        if is_theirs && !found.contains(&member.person) {
            found.push(member.person);
        }
    }
    found
}

/// 上级…, or a level of organisation above this one (集团党委).
fn is_above(roster: &Roster, word: &str, on: Day) -> bool {
    let own = roster.form_on(on).map(metric::form_in_rules);
    let names = |form: Form| {
        let level = metric::form_in_rules(form);
        own != Some(level) && word.ends_with(level.word())
    };
    word.starts_with("上级") || [Form::Committee, Form::GeneralBranch].into_iter().any(names)
}
