//! The nearest known word to one that is not known.
//!
//! Distances are counted in characters, so that one wrong Chinese character costs as much as one wrong letter.

/// Below this likeness (0 to 1) a suggestion confuses more than it helps: of a two-character word, one may be wrong.
const ENOUGH: f64 = 0.4;
/// What a word counts that holds the other whole (`党员会` in `党员大会` does not, `支部` in `党支部` does).
const CONTAINED: f64 = 0.6;

/// The known word that is most like `word`, where any is like enough.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let likeness = |other: &str| {
        let edited = strsim::normalized_damerau_levenshtein(word, other);
        let contained = !word.is_empty() && !other.is_empty() && (other.contains(word) || word.contains(other));
        if contained { edited.max(CONTAINED) } else { edited }
    };
    let mut best: Option<(&str, f64)> = None;
    for other in known {
        let found = likeness(other);
        if found >= ENOUGH && best.is_none_or(|(_, highest)| found > highest) {
            best = Some((other, found));
        }
    }
    best.map(|(word, _)| word)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn one_wrong_character_is_near_and_a_strange_word_is_not() {
        let known = ["党员大会", "支委会", "党课"];
        assert_eq!(nearest("党员大汇", known), Some("党员大会"));
        assert_eq!(nearest("支部委员会", known), Some("支委会"));
        assert_eq!(nearest("讲党课", known), Some("党课"));
        assert_eq!(nearest("篮球赛", known), None);
        assert_eq!(nearest("", known), None);
    }
}
