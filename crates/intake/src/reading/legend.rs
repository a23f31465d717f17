//! What a sheet says of its own marks: `说明:√到会,×请假,△迟到`. It goes before what marks mean in other books.
//!
//! A text is read clause by clause as signs, words between them, and what joins the two: `○表示缺席`, `缺席打○`,
//! `○ 缺席`, `缺席○`. A mark that is given two meanings, or one that nobody knows, has none.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use facts::Presence;

use super::moment::is_time_of_day;
use super::presence::{Mark, common_mark, did_not_come, leave_of_another, meaning, not_granted};
use super::remark::{Effect, effect};
use super::text::{at_brackets, is_blank, is_nothing, narrow};

/// The marks that a sheet explains; `None` for those whose meaning stays unclear.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Legend {
    marks: BTreeMap<char, Option<Mark>>,
}

/// Reads a mark of a sign-in sheet that explains none; `None` where it is not known.
pub fn mark(text: &str) -> Option<Mark> {
    Legend::default().mark(text)
}

/// Whether a text looks like a mark, whatever it means, or like the time of a signature.
pub fn looks_like_mark(text: &str) -> bool {
    mark(text).is_some() || is_sign(text) || is_time_of_day(text)
}

/// Whether a text is one sign or letter, which books may give any meaning.
pub fn is_sign(text: &str) -> bool {
    sole(&written(text).0).is_some_and(|character| !character.is_alphanumeric() || character.is_ascii_lowercase())
}

impl Legend {
    /// What texts around a table say of its marks. Most say nothing.
    pub fn of<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Legend {
        let mut legend = Legend::default();
        for pair in texts.into_iter().flat_map(|text| explained(text.as_ref())) {
            legend.learn(pair.sign, pair.meaning);
        }
        legend
    }

    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    fn learn(&mut self, sign: char, meaning: Option<Mark>) {
        let known = self.marks.entry(sign).or_insert_with(|| meaning.clone());
        *known = match (known.take(), meaning) {
            (Some(one), Some(other)) if one == other => Some(one),
            // 病假 and 事假 are both leave.
            (Some(one), Some(other)) if one.presence == other.presence => Some(Mark { reason: None, ..one }),
            _ => None,
        };
    }

    /// Reads a mark of this sheet; `None` where it is not known, or where a bracket behind it says something else.
    pub fn mark(&self, text: &str) -> Option<Mark> {
        let (word, remark) = written(text);
        let mark = match sole(&word).and_then(|sign| self.marks.get(&sign)) {
            Some(meaning) => meaning.clone(),
            None => common_mark(&word),
        };
        match remark {
            Some(remark) => self.with_remark(mark?, remark),
            None => mark,
        }
    }

    /// Reads the cell of somebody in a sign-in sheet: who wrote down at what time was there.
    pub fn signed(&self, text: &str) -> Option<Mark> {
        self.mark(text).or_else(|| is_time_of_day(text).then(|| Mark::of(Presence::Present)))
    }

    /// A mark with what stands in brackets behind it: why somebody was away, as a column beside it would say, or how
    /// they were there.
    fn with_remark(&self, mark: Mark, remark: String) -> Option<Mark> {
        use Presence::{Absent, Excused, Present, Remote};
        let Some(own) = mark.presence else {
            // /(已转出)
            return self.mark(&remark).filter(|read| read.presence.is_none());
        };
        let said = match (own, self.mark(&remark).and_then(|read| read.presence)) {
            (Absent, _) => self.absence(&remark)?,
            // 请假(未到)
            (Excused, Some(Absent)) if did_not_come(&remark) => Mark::of(Excused),
            // 请假(未批准)
            (Excused, Some(Absent)) if not_granted(&remark) => {
                return Some(Mark { reason: Some(remark), ..Mark::of(Absent) });
            }
            (_, Some(presence)) => Mark::of(presence),
            // 线上(掉线未参加)
            (Present | Remote, None) if effect(&remark) == Effect::TakesBack => return None,
            (Remote, None) => Mark::of(Present),
            (own, None) => Mark::of(own),
        };
        mark.explained(&Mark { reason: Some(remark), ..said })
    }

    /// How somebody on a list of the absent is counted, by the remark or the reason beside the name. `None` where it
    /// says that they were there as others were, or nothing that can be read.
    pub fn absence(&self, remark: &str) -> Option<Mark> {
        let excused = || Mark { reason: Some(remark.to_owned()), ..Mark::of(Presence::Excused) };
        match self.mark(remark) {
            Some(Mark { presence: Some(Presence::Present), reason: None }) => None,
            Some(read) if matches!(read.presence, Some(Presence::Present | Presence::Absent)) => Some(read),
            Some(Mark { presence: Some(Presence::Remote), .. }) => {
                Some(Mark { reason: Some(remark.to_owned()), ..Mark::of(Presence::Remote) })
            }
            None if !remark.chars().any(char::is_alphabetic) || sole(remark).is_some() => None,
            // 李四(赵大请假)
            None if leave_of_another(remark) => None,
            // Whatever stands there is the reason.
            _ => Some(excused()),
        }
    }
}

/// Signs that are marks and nothing else, each in one writing.
const SIGNS: &str = "√×○⬤◎⊙△▲▽▼☆★□■◇◆◐◑⊕⊗※+*#";

/// The one writing of a sign.
fn sign(character: char) -> char {
    match character {
        '✓' | '✔' | '☑' | '✅' => '√',
        '✗' | '✘' | '✕' | '✖' | '☒' | '╳' | '❌' => '×',
        '◯' | '〇' | '⚪' | '⭕' => '○',
        '●' | '⚫' => '⬤',
        'Δ' | '∆' => '△',
        other => other,
    }
}

/// A text in half width, with every sign in its one writing.
fn uniform(text: &str) -> String {
    narrow(&text.chars().filter(|character| *character != '\u{FE0F}').map(sign).collect::<String>())
}

/// A mark without white space, and what stands in brackets behind it.
fn written(text: &str) -> (String, Option<String>) {
    let parted = at_brackets(&uniform(text));
    let word = |text: &str| -> String {
        text.chars().filter(|character| !is_blank(*character)).flat_map(char::to_lowercase).collect()
    };
    let outside = word(&parted.outside);
    let (word, remark) = match parted.remark() {
        // (病假)
        Some(remark) if outside.is_empty() => (word(&remark), None),
        remark => (outside, remark),
    };
    (sole(&word).map_or(word, String::from), remark)
}

/// A text of one character, letters that are drawn like a sign as that sign.
fn sole(word: &str) -> Option<char> {
    let mut characters = word.chars();
    let only = characters.next().filter(|_| characters.next().is_none())?;
    Some(match only.to_ascii_lowercase() {
        'v' => '√',
        'x' => '×',
        'o' => '○',
        other => other,
    })
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Sign(char),
    Word(String),
    /// `表示`, `:`
    Says,
    /// `打`, in front of the sign for the word before.
    Draws,
    /// A sign that is not written: `未打√者缺席` says what its absence means.
    Unwritten,
}

/// A sign with what stands beside it.
struct Pair {
    sign: char,
    meaning: Option<Mark>,
    /// The clause says in so many words that the sign means something.
    said: bool,
}

/// Bytes of a clause: longer than any legend, short enough to be read in no time.
const LONGEST_CLAUSE: usize = 2000;

/// The marks that a text explains.
fn explained(text: &str) -> Vec<Pair> {
    let text = uniform(text);
    let clauses = text.split([',', ';', '.', '\n', '\r']).filter(|clause| clause.len() <= LONGEST_CLAUSE);
    let mut pairs: Vec<Pair> = clauses.flat_map(|clause| clause_pairs(tokens(clause))).collect();
    // Where other signs are explained, a word that nobody knows explains this one.
    let known = known(&pairs) > 0;
    pairs.retain(|pair| pair.meaning.is_some() || pair.said || known);
    pairs
}

fn known(pairs: &[Pair]) -> usize {
    pairs.iter().filter(|pair| pair.meaning.is_some()).count()
}

/// The signs of a clause with their meanings. Words stand behind the signs or before them: whichever
/// explains more, and says more often that it does.
fn clause_pairs(mut tokens: Vec<Token>) -> Vec<Pair> {
    // 签到:√ 到会 × 缺席 has a label in front; 到会:√ 缺席:× has none.
    if let [Token::Word(_), Token::Says, Token::Sign(_), Token::Word(_), rest @ ..] = tokens.as_slice()
        && rest.first() != Some(&Token::Says)
    {
        tokens.drain(..2);
    }
    let mut pairs = drawn(&mut tokens);
    let is_sign = |token: Option<&Token>| matches!(token, Some(Token::Sign(_) | Token::Unwritten));
    let (opens, closes) = (is_sign(tokens.first()), is_sign(tokens.last()));
    let behind = beside(tokens.iter());
    let mut before = beside(tokens.iter().rev());
    before.reverse();
    // A word before a sign that means nothing is no attempt to explain it.
    before.retain(|pair| pair.meaning.is_some());
    let presence = |pair: &Pair| (pair.sign, pair.meaning.as_ref().and_then(|mark| mark.presence));
    let agree = behind.iter().map(presence).eq(before.iter().map(presence));
    let weight = |pairs: &[Pair]| (known(pairs), pairs.iter().filter(|pair| pair.said).count());
    match weight(&behind).cmp(&weight(&before)) {
        Ordering::Greater => pairs.extend(behind),
        Ordering::Less => pairs.extend(before),
        Ordering::Equal if opens && !closes || before.is_empty() || agree => pairs.extend(behind),
        Ordering::Equal if closes && !opens => pairs.extend(before),
        // √ 到会 ×: the word may belong to either.
        Ordering::Equal => {
            let unclear = behind.into_iter().chain(before);
            pairs.extend(unclear.map(|pair| Pair { meaning: None, said: true, ..pair }));
        }
    }
    pairs
}

/// Takes out what is said as `请假打×`, and `打√` where it explains nothing.
fn drawn(tokens: &mut Vec<Token>) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut at = 0;
    while let Some(rest) = tokens.get(at..).filter(|rest| !rest.is_empty()) {
        let taken = match rest {
            [Token::Draws, Token::Sign(_), Token::Says, Token::Word(_), ..] => 0,
            [Token::Word(_), Token::Draws, Token::Sign(_), Token::Says, Token::Word(_), ..] => 0,
            [Token::Word(word), Token::Draws, Token::Sign(sign), ..] => match meaning(word) {
                Some(found) => {
                    pairs.push(Pair { sign: *sign, meaning: Some(found), said: true });
                    3
                }
                None => 0,
            },
            [Token::Draws, Token::Sign(_), ..] => 2,
            _ => 0,
        };
        tokens.drain(at..at + taken);
        at += usize::from(taken == 0);
    }
    pairs
}

/// Every sign that has a word as its next neighbour, with what the word means.
fn beside<'a>(tokens: impl Iterator<Item = &'a Token>) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut open: Option<(char, bool)> = None;
    for token in tokens {
        open = match (token, open) {
            (Token::Sign(sign), _) => Some((*sign, false)),
            (Token::Says, Some((sign, _))) => Some((sign, SIGNS.contains(sign))),
            (Token::Word(word), Some((sign, said))) => {
                pairs.push(Pair { sign, meaning: meaning(word), said });
                None
            }
            (Token::Word(_) | Token::Says | Token::Draws | Token::Unwritten, _) => None,
        };
    }
    pairs
}

fn tokens(clause: &str) -> Vec<Token> {
    let characters: Vec<char> = clause.chars().collect();
    let mut tokens = Vec::new();
    let mut word = String::new();
    let mut at = 0;
    while let Some(character) = characters.get(at).copied() {
        let quoted = |character: char| matches!(character, '"' | '\'' | '‘' | '’');
        let (found, length) = match characters.get(at..).unwrap_or_default() {
            [open, only, close, ..] if quoted(*open) && quoted(*close) && !is_blank(*only) => {
                (sole(&only.to_string()), 3)
            }
            [only, rest @ ..]
                if stands_alone(&characters, at) || word.is_empty() && tokens.is_empty() && is_said(*only, rest) =>
            {
                (sole(&only.to_string()), 1)
            }
            _ => (None, 1),
        };
        if found.is_some() && is_unwritten(&word, characters.get(at + length..).unwrap_or_default()) {
            word.clear();
            tokens.push(Token::Unwritten);
        } else if let Some(found) = found {
            end_word(&mut tokens, &mut word, true);
            tokens.push(Token::Sign(found));
        } else if matches!(character, ':' | '=' | '-' | '→') {
            end_word(&mut tokens, &mut word, false);
            if tokens.last().is_some_and(|token| *token != Token::Says) {
                tokens.push(Token::Says);
            }
        } else if is_blank(character) || quoted(character) || "、/\\|()·~<>《》!?".contains(character) {
            end_word(&mut tokens, &mut word, false);
        } else {
            word.push(character);
        }
        at += length;
    }
    end_word(&mut tokens, &mut word, false);
    tokens
}

/// A sign, or a letter that is part of no word.
fn stands_alone(characters: &[char], at: usize) -> bool {
    let at_word = |at: Option<usize>| at.and_then(|at| characters.get(at)).is_some_and(char::is_ascii_alphanumeric);
    characters.get(at).is_some_and(|character| {
        SIGNS.contains(*character)
            || character.is_ascii_alphabetic() && !at_word(at.checked_sub(1)) && !at_word(at.checked_add(1))
    })
}

/// `未签√`, `缺席者不打√`, `除√外`, `√以外`: what stands around a sign says that it is not there. A word that is a mark
/// itself denies nothing: `未到会×`.
fn is_unwritten(before: &str, behind: &[char]) -> bool {
    let behind: String = behind.iter().filter(|character| !"\"'‘’ 的者".contains(**character)).take(2).collect();
    if EXCEPT.iter().any(|word| behind.starts_with(word)) {
        return true;
    }
    let strip = |text: &str, words: &[&str]| words.iter().find_map(|word| text.strip_suffix(word)).map(str::len);
    let mut rest = before;
    while let Some(shorter) = strip(rest, DRAWS).or_else(|| strip(rest, WRITES)) {
        rest = rest.get(..shorter).unwrap_or_default();
    }
    if rest.ends_with(DENIES) {
        return true;
    }
    let drawn = rest.len() < before.len();
    let said = SAYS.iter().any(|word| behind.starts_with(word)) || behind.starts_with(['均', '都', ':', '=', '-']);
    let word = rest.trim_end_matches(['的', '者']);
    (drawn || said) && rest.contains(DENIES) && meaning(word).is_none()
}

/// `假=请假`, `1:到会`, `/表示请假`: a digit or a common mark that is explained.
fn is_said(only: char, rest: &[char]) -> bool {
    let rest: String = rest.iter().filter(|character| !is_blank(**character)).take(2).collect();
    let says = rest.starts_with([':', '=', '-']) || SAYS.iter().any(|word| rest.starts_with(word));
    says && (only.is_ascii_digit() || mark(&only.to_string()).is_some() || is_nothing(&only.to_string()))
}

const SAYS: &[&str] = &["表示", "代表", "为", "是", "即", "指"];
/// How a phrase ends that tells which sign to write.
const DRAWS: &[&str] = &["打", "画", "划", "填", "写", "用", "以", "记为", "标为", "记作", "记", "标", "为"];
/// What may stand between a denial and the sign, beside the verbs.
const WRITES: &[&str] = &["签", "有", "要", "能", "得", "可", "需", "必", "再", "注", "见", "上", "了", "过"];
const DENIES: [char; 8] = ['不', '未', '没', '无', '勿', '非', '除', '莫'];
/// Behind a sign: all the others are meant.
const EXCEPT: &[&str] = &["以外", "之外", "外均", "外都", "外一", "外其", "外为", "外皆", "外即", "外全"];
/// What may stand with the word that is meant.
const AROUND: &[&str] = &["的", "者", "人员", "党员", "同志", "请", "一律", "均", "都"];

/// Puts a word behind the tokens, parted from what joins it to a sign.
fn end_word(tokens: &mut Vec<Token>, word: &mut String, before_sign: bool) {
    let taken = std::mem::take(word);
    let mut rest = taken.as_str();
    let behind_sign = matches!(tokens.last(), Some(Token::Sign(_) | Token::Says));
    while let Some((shorter, says)) = strip_joint(rest).filter(|_| behind_sign) {
        rest = shorter;
        if says && tokens.last() != Some(&Token::Says) {
            tokens.push(Token::Says);
        }
    }
    let drawn = DRAWS.iter().find_map(|verb| rest.strip_suffix(verb)).filter(|_| before_sign);
    rest = drawn.unwrap_or(rest);
    while let Some(shorter) = AROUND.iter().find_map(|around| rest.strip_suffix(around)) {
        rest = shorter;
    }
    // Numbers count the clauses, or people.
    if !rest.is_empty() && !rest.chars().all(|character| character.is_ascii_digit()) {
        tokens.push(Token::Word(rest.to_owned()));
    }
    if drawn.is_some() {
        tokens.push(Token::Draws);
    }
}

/// A phrase without the joint in front, and whether the joint says that something is meant.
fn strip_joint(phrase: &str) -> Option<(&str, bool)> {
    let says = SAYS.iter().find_map(|word| phrase.strip_prefix(word)).map(|rest| (rest, true));
    says.or_else(|| ["的", "者"].iter().find_map(|word| phrase.strip_prefix(word)).map(|rest| (rest, false)))
}
