//! Titles of tables that record nothing that was done: what is planned or owed, who was away, who got votes, whom a
//! list names. Their rows look like records of what is done with it, and are none.

use facts::kinds;
use rulebook::{Kind, KindIndex, Rulebook};

use super::{Column, Layout, Slot, Target, lexicon};
use crate::reading::{at_brackets, key, narrow};

/// What a title is matched against: the kinds that the rows would be read as, and the columns.
pub struct Table<'a> {
    rulebook: &'a Rulebook,
    kinds: &'a [KindIndex],
    columns: &'a [Column],
}

/// The word by which the lines above a table, else the name of its sheet or file, say that it records nothing done.
pub fn word(table: &Table, titles: &[String], names: [&str; 2]) -> Option<&'static str> {
    let keeps_records = |text: &str| {
        let text = key(&at_brackets(text).outside);
        lexicon::RECORD_ENDINGS.iter().any(|ending| text.ends_with(ending))
    };
    let said = titles.iter().find_map(|title| table.word_in(title));
    let mut lines = titles.iter().map(String::as_str).chain(names);
    let decided = lines.position(keeps_records).unwrap_or(usize::MAX);
    let named = (0..).zip(names).filter(|(at, _)| titles.len() + at <= decided);
    said.or_else(|| named.into_iter().find_map(|(_, name)| table.word_in(name)))
}

impl<'a> Table<'a> {
    pub fn of(rulebook: &'a Rulebook, layout: &'a Layout) -> Table<'a> {
        Table { rulebook, kinds: &layout.kinds, columns: &layout.columns }
    }

    /// The word in one title. What follows it may only say what sort of list the table is, or whose.
    pub fn word_in(&self, title: &str) -> Option<&'static str> {
        let title = narrow(title);
        // 附件1:2019年主题党日计划表 has a title behind the colon; 议题:学习计划 has none.
        let title = match title.split_once(':') {
            Some((before, behind)) if before.trim_start().starts_with('附') => behind.to_owned(),
            Some(_) => return None,
            None => title,
        };
        if lexicon::REMARK_ROW.iter().any(|word| title.starts_with(word)) {
            return None;
        }
        let parted = at_brackets(&title);
        let inside = parted.inside.into_iter().filter(|inside| !inside.contains('含'));
        let mut texts = std::iter::once(parted.outside).chain(inside).map(|text| key(&text));
        texts.find_map(|text| self.groups().find_map(|words| ends_with_one(&text, words)))
    }

    /// The words that make a table of this kind one of something else.
    fn groups(&self) -> impl Iterator<Item = &'static [&'static str]> {
        let in_column = self.columns.iter().any(|column| column.target == Target::Kind);
        let read_as = if in_column { self.kinds } else { self.kinds.get(..1).unwrap_or_default() };
        let read_as: Vec<&Kind> = read_as.iter().filter_map(|kind| self.rulebook.kind(*kind)).collect();
        let any = |fits: &dyn Fn(&Kind) -> bool| read_as.iter().any(|kind| fits(kind));
        let is_meeting = |kind: &Kind| kind.parts.iter().any(|part| part.attendance);
        let is_dues = |kind: &Kind| matches!(kind.slug.as_str(), "dues-paid" | "dues-base-set");
        let gathers = |kind: &Kind| is_meeting(kind) || kind.slug == "training";
        let arranges = |kind: &Kind| kinds::CORE.contains(&kind.slug.as_str()) || names(kind, lexicon::ARRANGED);
        let groups = [
            (any(&|kind| !names(kind, lexicon::PLANNED)), lexicon::PLANNED),
            (any(&|kind| !arranges(kind)), lexicon::ARRANGED),
            (any(&is_dues) && self.tells_payments() && !self.tells_what_was_paid(), lexicon::OWED),
            (any(&gathers) && !self.lists_absent_alone(), lexicon::AWAY),
            (any(&is_meeting), lexicon::LISTED),
        ];
        groups.into_iter().filter(|(applies, _)| *applies).map(|(_, words)| words)
    }

    /// Whether cells would be read as payments.
    fn tells_payments(&self) -> bool {
        let is_month = |column: &Column| matches!(column.target, Target::Month { .. } | Target::Several { .. });
        let first = self.kinds.first().and_then(|kind| self.rulebook.kind(*kind));
        first.is_some_and(|kind| kind.slug == "dues-paid") || self.columns.iter().any(is_month)
    }

    /// Whether a column says itself that its amounts were paid.
    fn tells_what_was_paid(&self) -> bool {
        let says = |column: &Column| {
            let header = key(&column.header);
            matches!(column.target, Target::MonthDue { .. }) || header.contains('实') || header.contains('已')
        };
        self.columns.iter().any(says)
    }

    /// A meeting a row, and under it who was away: that is a record.
    fn lists_absent_alone(&self) -> bool {
        let names_people = |column: &&Column| match &column.target {
            Target::Record(places) => places.iter().any(|(kind, slot)| match slot {
                Slot::Part(part) => {
                    let part = self.rulebook.kind(*kind).and_then(|kind| kind.parts.get(*part));
                    part.is_some_and(|part| part.attendance)
                }
                _ => false,
            }),
            Target::Person(_) | Target::Day(_) | Target::Month { .. } => true,
            _ => false,
        };
        let mut people = self.columns.iter().filter(names_people).peekable();
        let is_list = |column: &Column| lexicon::ABSENCE.iter().any(|word| column.header.contains(word));
        people.peek().is_some() && people.all(is_list)
    }
}

/// Whether a kind is called by one of the words: 计划报备 records plans, 经费安排 what was arranged.
fn names(kind: &Kind, words: &[&str]) -> bool {
    let mut names = std::iter::once(&kind.name).chain(&kind.synonyms);
    names.any(|name| words.iter().any(|word| name.contains(word)))
}

fn ends_with_one(title: &str, words: &'static [&'static str]) -> Option<&'static str> {
    let ends = |word: &&&'static str| {
        title.match_indices(**word).any(|(at, _)| {
            let (before, behind) = (title.get(..at), title.get(at + word.len()..));
            // 到会及请假情况表 is a list of all, 应参加人员名单 one of nobody yet.
            let all = before.is_some_and(|before| tells_who_came(before) || before.ends_with(['含', '除', '按', '实']));
            !all && behind.is_some_and(|behind| !tells_who_came(behind) && says_no_more(behind))
        })
    };
    words.iter().find(ends).copied()
}

fn tells_who_came(text: &str) -> bool {
    let others = lexicon::AWAY.iter().chain(lexicon::EXPECTED);
    let rest = others.fold(text.to_owned(), |rest, word| rest.replace(word, ""));
    lexicon::CAME.iter().any(|word| rest.contains(word))
}

/// Whether a text says nothing but what sort of list it ends, which one, or whose.
fn says_no_more(text: &str) -> bool {
    let whose = lexicon::ORGANISATION_ENDINGS.iter().any(|ending| text.ends_with(ending));
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|character: char| character.is_ascii_digit() || "()-_/+".contains(character));
        let Some(shorter) = lexicon::SORTS_OF_LIST.iter().find_map(|word| rest.strip_prefix(word)) else { break };
        rest = shorter;
    }
    rest.is_empty() || whose
}
