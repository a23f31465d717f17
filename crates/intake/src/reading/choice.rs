//! Words for the choices of a field.

use rulebook::Choice;

use super::text::{key, narrow};

/// Words that stand before a choice without changing it: 支部书记.
const PREFIXES: &[&str] = &["党支部", "支部", "党总支", "党委", "中共", "本支部", "专职", "兼职"];

/// The one choice that a text names.
pub fn choice<'a>(text: &str, choices: &'a [Choice]) -> Option<&'a Choice> {
    let word = key(text);
    exact(&word, choices).or_else(|| {
        PREFIXES.iter().filter_map(|prefix| word.strip_prefix(prefix)).find_map(|rest| exact(rest, choices))
    })
}

fn exact<'a>(word: &str, choices: &'a [Choice]) -> Option<&'a Choice> {
    let has = |choice: &Choice, same: &dyn Fn(&str) -> bool| {
        choice.slug == word || same(&choice.name) || choice.synonyms.iter().any(|synonym| same(synonym))
    };
    // Nearly all words stand in the standard as they are compared; only the others are worth making a key of.
    let written = choices.iter().find(|choice| has(choice, &|known| known == word));
    written.or_else(|| choices.iter().find(|choice| has(choice, &|known| key(known) == word)))
}

/// All choices that a list names, or the first word that is none of them.
pub fn choices<'a>(text: &str, choices_known: &'a [Choice]) -> Result<Vec<&'a Choice>, String> {
    let mut found: Vec<&Choice> = Vec::new();
    if let Some(whole) = choice(text, choices_known) {
        return Ok(vec![whole]);
    }
    for word in narrow(text).split(['、', ',', ';', '/', '\n', '兼', '及', '和', '与', '+']) {
        let word = word.trim();
        if word.is_empty() {
            continue;
        }
        match choice(word, choices_known) {
            Some(known) if found.iter().any(|other| other.slug == known.slug) => {}
            Some(known) => found.push(known),
            None => return Err(word.to_owned()),
        }
    }
    if found.is_empty() { Err(text.trim().to_owned()) } else { Ok(found) }
}
