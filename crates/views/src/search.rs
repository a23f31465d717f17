//! Searching: what was typed as words to look for, the texts of clauses, members and records that have them all, and
//! the place where they stand.
//!
//! A word has two characters or more and is found wherever it stands, since Chinese puts nothing between words. Letters
//! are the same in either case, and wide ones the same as narrow ones.
//! Of a text its pieces, pairs of neighbouring characters, can be kept beside it ([`pieces_of_record`]): who has not all
//! pieces of a word has not the word.

use std::collections::BTreeSet;

use facts::{Day, Fact, Instant, PersonId, current, kinds};
use roster::Roster;
use rulebook::Rulebook;

use crate::record::said;
use crate::standing::paragraphs;
use crate::words::{self, Names};

/// The words that are looked for, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    words: Vec<Vec<char>>,
}

/// Why nothing is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotSought {
    /// Nothing was typed.
    Nothing,
    Short(String),
    TooMany,
}

/// More words than this narrow nothing down any more.
const WORDS_MOST: usize = 8;
/// Longer than any word.
const WORD_LENGTH_MOST: usize = 60;

impl NotSought {
    pub fn words(&self) -> String {
        match self {
            NotSought::Nothing => "请输入要找的词，至少两个字，如“党课”“张三”。几个词用空格隔开，要同时有".to_owned(),
            NotSought::Short(word) => {
                format!("“{word}”只有一个字，找出来的会太多。每个词应至少两个字，请写全，如“党费”")
            }
            NotSought::TooMany => {
                format!("一次最多找 {WORDS_MOST} 个词，每个词不超过 {WORD_LENGTH_MOST} 个字。请少写一些")
            }
        }
    }
}

impl Sought {
    /// # Errors
    /// Where a word is too short, or there are none or too many.
    pub fn read(typed: &str) -> Result<Sought, NotSought> {
        let words: Vec<Vec<char>> = typed.split_whitespace().map(folded).collect();
        if words.is_empty() {
            return Err(NotSought::Nothing);
        }
        if words.len() > WORDS_MOST || words.iter().any(|word| word.len() > WORD_LENGTH_MOST) {
            return Err(NotSought::TooMany);
        }
        match typed.split_whitespace().find(|word| word.chars().count() < 2) {
            Some(word) => Err(NotSought::Short(word.to_owned())),
            None => Ok(Sought { words }),
        }
    }

    /// The pieces that a text must have to have the words: as few as hold every character.
    pub fn pieces(&self) -> BTreeSet<i64> {
        let covering = |word: &'_ Vec<char>| -> Vec<i64> {
            let all: Vec<i64> = pieces(word).collect();
            let last = all.last().copied();
            all.into_iter().step_by(2).chain(last).collect()
        };
        self.words.iter().flat_map(covering).collect()
    }

    /// Whether some texts that belong together have every word, each somewhere.
    fn are_in<'a>(&self, texts: impl Iterator<Item = &'a str>) -> bool {
        let mut missing: Vec<&[char]> = self.words.iter().map(Vec::as_slice).collect();
        for text in texts {
            let text = folded(text);
            missing.retain(|word| position(&text, word, 0).is_none());
            if missing.is_empty() {
                return true;
            }
        }
        false
    }

    pub fn is_in(&self, text: &str) -> bool {
        self.are_in(std::iter::once(text))
    }

    /// How many of the words stand in a text.
    fn count_in(&self, text: &str) -> usize {
        let text = folded(text);
        self.words.iter().filter(|word| position(&text, word, 0).is_some()).count()
    }

    /// A text with the words marked, cut around the first of them where it is long.
    pub fn marked(&self, text: &str) -> Marked {
        let (characters, found) = (text.chars().collect::<Vec<char>>(), self.places(&folded(text)));
        let first = found.first().map_or(0, |(first, _)| *first);
        let (from, until) = window(characters.len(), first);
        let mut marked = Marked::default();
        if from > 0 {
            marked.say("…", false);
        }
        let mut at = from;
        for (first, last) in found.into_iter().filter(|(first, last)| from <= *first && *last <= until) {
            marked.say(&text_of(&characters, at, first), false);
            marked.say(&text_of(&characters, first, last), true);
            at = last;
        }
        marked.say(&text_of(&characters, at, until), false);
        if until < characters.len() {
            marked.say("…", false);
        }
        marked
    }

    /// Where the words stand in a folded text, in their order; those that overlap are one.
    fn places(&self, text: &[char]) -> Vec<(usize, usize)> {
        let mut places: Vec<(usize, usize)> = Vec::new();
        for word in &self.words {
            let mut from = 0;
            while let Some(at) = position(text, word, from) {
                places.push((at, at + word.len()));
                from = at + word.len();
            }
        }
        places.sort_unstable();
        let mut joined: Vec<(usize, usize)> = Vec::with_capacity(places.len());
        for (first, last) in places {
            match joined.last_mut().filter(|(_, end)| first <= *end) {
                Some((_, end)) => *end = last.max(*end),
                None => joined.push((first, last)),
            }
        }
        joined
    }
}

/// What of a long text is shown: so many characters before the first word, and so many in all.
const BEFORE: usize = 20;
const SHOWN: usize = 90;

fn window(length: usize, first: usize) -> (usize, usize) {
    if length <= SHOWN {
        return (0, length);
    }
    let from = first.saturating_sub(BEFORE).min(length - SHOWN);
    (from, from + SHOWN)
}

fn text_of(characters: &[char], from: usize, until: usize) -> String {
    characters.get(from..until).unwrap_or_default().iter().collect()
}

/// A text in parts, those that were looked for marked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marked(pub Vec<(String, bool)>);

impl Marked {
    fn say(&mut self, text: &str, is_sought: bool) {
        if !text.is_empty() {
            self.0.push((text.to_owned(), is_sought));
        }
    }
}

/// Character by character, so that places in the folded text are places in the text.
fn folded(text: &str) -> Vec<char> {
    text.chars().map(fold).collect()
}

fn fold(character: char) -> char {
    // The wide forms of ASCII stand in its order.
    let narrow = match u32::from(character) {
        0x3000 => ' ',
        wide @ 0xFF01..=0xFF5E => char::from_u32(wide - 0xFEE0).unwrap_or(character),
        _ => character,
    };
    // What becomes several characters stays.
    let mut lower = narrow.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(lower), None) => lower,
        _ => narrow,
    }
}

fn position(text: &[char], word: &[char], from: usize) -> Option<usize> {
    let rest = text.get(from..)?;
    rest.windows(word.len()).position(|part| part == word).map(|at| at + from)
}

/// Bits that a character has.
const CHARACTER_BITS: u32 = 21;

/// Pairs of neighbouring characters of a folded text, each as one number.
fn pieces(text: &[char]) -> impl Iterator<Item = i64> + '_ {
    let pair = |pair: &[char]| match pair {
        [one, other] if !one.is_whitespace() && !other.is_whitespace() => {
            Some((i64::from(u32::from(*one)) << CHARACTER_BITS) | i64::from(u32::from(*other)))
        }
        _ => None,
    };
    text.windows(2).filter_map(pair)
}

/// Of everything that a record says, the pieces, for finding it later by words. What the vault keeps is none of it.
pub fn pieces_of_record(rulebook: &Rulebook, names: Names<'_>, fact: &Fact) -> BTreeSet<i64> {
    let kind = rulebook.kind_named(&fact.kind).map(|(_, kind)| kind);
    let mut found: BTreeSet<i64> = pieces(&folded(words::kind_name(rulebook, &fact.kind))).collect();
    for text in said((rulebook, names, kind), fact).into_values() {
        found.extend(pieces(&folded(&text)));
    }
    found
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundClause {
    pub id: String,
    pub title: Marked,
    pub excerpt: Marked,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundMember {
    pub person: PersonId,
    pub name: Marked,
    /// Posts, or that somebody is not there any more.
    pub what: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundRecord {
    pub id: String,
    pub kind: String,
    pub kind_name: Marked,
    pub day: Marked,
    /// What the excerpt is from.
    pub label: String,
    pub excerpt: Marked,
}

/// Which records are looked through.
#[derive(Debug, Clone, Copy)]
pub struct RecordsSought {
    pub as_of: Day,
    pub known_at: Option<Instant>,
    /// Only those that somebody took part in.
    pub of: Option<PersonId>,
}

/// Clauses of the standard, those with the words in the title first.
pub fn found_clauses(rulebook: &Rulebook, sought: &Sought) -> Vec<FoundClause> {
    let found = |clause: &rulebook::Clause| {
        let name = format!("{} {}", clause.id, clause.title);
        let paragraphs = paragraphs(&clause.text);
        let texts = paragraphs.iter().map(String::as_str);
        if !sought.are_in(std::iter::once(name.as_str()).chain(texts.clone())) {
            return None;
        }
        let excerpt = texts.max_by_key(|text| sought.count_in(text)).unwrap_or_default();
        let found = FoundClause { id: clause.id.clone(), title: sought.marked(&name), excerpt: sought.marked(excerpt) };
        Some((sought.count_in(&name) == 0, found))
    };
    let mut clauses: Vec<(bool, FoundClause)> = rulebook.clauses.iter().filter_map(found).collect();
    clauses.sort_by_key(|(only_in_text, _)| *only_in_text);
    clauses.into_iter().map(|(_, clause)| clause).collect()
}

/// Members by name and post; those who are there first.
pub fn found_members(rulebook: &Rulebook, roster: &Roster, sought: &Sought, on: Day) -> Vec<FoundMember> {
    let mut members: Vec<(bool, FoundMember)> = Vec::new();
    for (at, member) in roster.members.iter().enumerate() {
        let name = roster.display_name(at);
        let held = roster.posts.iter().filter(|held| held.member == at && held.stay.holds(on));
        let posts: Vec<&str> = held.map(|held| words::post_name(rulebook, held.post.slug())).collect();
        let is_there = member.on(on);
        let what = if is_there { posts.join("、") } else { "这一天不在本组织".to_owned() };
        if sought.count_in(&name) > 0 && sought.are_in([name.as_str(), what.as_str()].into_iter()) {
            members.push((!is_there, FoundMember { person: member.person, name: sought.marked(&name), what }));
        }
    }
    members.sort_by_key(|(is_gone, _)| *is_gone);
    members.into_iter().map(|(_, member)| member).collect()
}

/// The records that stand and have every word, the latest first. `secret` gives of a record what the vault keeps of it
/// and the reader may read.
pub fn found_records<'a>(
    rulebook: &Rulebook,
    (facts, names): (&[Fact], Names<'_>),
    sought: &Sought,
    asked: RecordsSought,
    secret: impl Fn(&Fact) -> Option<&'a [(String, String)]>,
) -> Vec<FoundRecord> {
    let is_asked = |fact: &&Fact| {
        fact.kind != kinds::WITHDRAWN
            && fact.occurred.first <= asked.as_of
            && asked.of.is_none_or(|person| fact.people.iter().any(|one| one.person == person))
    };
    let mut records: Vec<&Fact> = current(facts, asked.known_at).into_iter().filter(is_asked).collect();
    records.sort_by_key(|fact| std::cmp::Reverse((fact.occurred.first, fact.recorded_at)));
    let found = |fact: &Fact| {
        let kind = rulebook.kind_named(&fact.kind).map(|(_, kind)| kind);
        let kind_name = words::kind_name(rulebook, &fact.kind);
        let mut texts: Vec<(String, String)> = said((rulebook, names, kind), fact).into_iter().collect();
        for (slug, text) in secret(fact).unwrap_or_default() {
            texts.push((words::field_label(kind, slug).to_owned(), text.clone()));
        }
        if !sought.are_in(std::iter::once(kind_name).chain(texts.iter().map(|(_, text)| text.as_str()))) {
            return None;
        }
        let (label, excerpt) = excerpt(&texts, sought);
        Some(FoundRecord {
            id: fact.id.to_string(),
            kind: fact.kind.clone(),
            kind_name: sought.marked(kind_name),
            day: sought.marked(&words::span(fact.occurred)),
            label,
            excerpt,
        })
    };
    records.into_iter().filter_map(found).collect()
}

/// Of what a record says the text that has most of the words; the day has a place of its own.
fn excerpt(texts: &[(String, String)], sought: &Sought) -> (String, Marked) {
    let texts = texts.iter().filter(|(label, _)| label != "日期");
    let best = texts.rev().max_by_key(|(_, text)| sought.count_in(text));
    best.map(|(label, text)| (label.clone(), sought.marked(text))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{NotSought, Sought};

    fn marked(typed: &str, text: &str) -> String {
        let sought = Sought::read(typed).unwrap();
        let part = |(text, is_sought): &(String, bool)| if *is_sought { format!("[{text}]") } else { text.clone() };
        sought.marked(text).0.iter().map(part).collect()
    }

    #[test]
    fn words_have_two_characters_and_are_not_too_many() {
        for (typed, why) in [
            ("", NotSought::Nothing),
            (" 　 ", NotSought::Nothing),
            ("党", NotSought::Short("党".to_owned())),
            ("党课 a", NotSought::Short("a".to_owned())),
            (&"党课 ".repeat(9), NotSought::TooMany),
            (&"长".repeat(61), NotSought::TooMany),
        ] {
            assert_eq!(Sought::read(typed), Err(why), "{typed}");
        }
        assert!(Sought::read("𠮷野").is_ok(), "a rare character is one too");
    }

    #[test]
    fn every_word_has_to_be_there_in_either_case_and_either_width() {
        for (typed, text, is_there) in [
            ("党课", "讲了一次党课", true),
            ("党课", "党 课", false),
            ("党课 廉洁", "廉洁主题党课", true),
            ("党课 安全", "廉洁主题党课", false),
            ("party", "The PARTY", true),
            ("ＰＡＲＴＹ５", "party5", true),
            ("2026", "２０２６年", true),
        ] {
            assert_eq!(Sought::read(typed).unwrap().is_in(text), is_there, "{typed} in {text}");
        }
    }

    #[test]
    fn a_word_is_marked_wherever_it_stands_and_what_overlaps_is_one() {
        assert_eq!(marked("党课", "党课之后还有党课"), "[党课]之后还有[党课]");
        assert_eq!(marked("组织 织生", "组织生活"), "[组织生]活");
        assert_eq!(marked("abc", "xABCx"), "x[ABC]x");
        assert_eq!(marked("没有", "别的"), "别的");
    }

    #[test]
    fn a_long_text_is_cut_around_the_first_word() {
        let text = format!("{}党课{}", "前".repeat(100), "后".repeat(100));
        let shown = marked("党课", &text);
        assert_eq!(shown, format!("…{}[党课]{}…", "前".repeat(20), "后".repeat(68)));
        let end = marked("党课", &format!("{}党课", "前".repeat(100)));
        assert_eq!(end, format!("…{}[党课]", "前".repeat(88)));
    }

    #[test]
    fn who_has_a_word_has_its_pieces() {
        let pieces = |typed: &str| Sought::read(typed).unwrap().pieces();
        assert_eq!(pieces("党课").len(), 1);
        assert_eq!(pieces("组织生活会").len(), 3);
        assert_eq!(pieces("组织生活").len(), 2);
        assert!(pieces("廉洁主题党课").is_superset(&pieces("主题 党课")));
        assert_eq!(pieces("ＡＢ"), pieces("ab"));
    }
}
