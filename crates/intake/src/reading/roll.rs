//! What a cell says of who was there beyond a list of names: everybody, everybody but some, and the absent beside the
//! present. Who everybody is, is not known here.

use super::away::{away_names, number_ahead, number_behind, said_of_all, without_count};
use super::legend::mark;
use super::names::{Named, names};
use super::text::{is_blank, is_nothing, narrow};

/// Who is meant by a word for all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whole {
    Members,
    Committee,
    /// All whom the list is about.
    Everybody,
}

/// A cell that speaks of everybody, or tells the absent from the present.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roll {
    pub whole: Option<Whole>,
    /// The cell says that they were there, and not only who they are.
    pub says_present: bool,
    /// How many the cell says they are.
    pub count: Option<usize>,
    /// Those named beside them, or instead.
    pub named: Vec<Named>,
    /// Those who were away, with the reason where one is given.
    pub away: Vec<Named>,
    /// Who sat in without belonging there, as written.
    pub invited: Vec<String>,
    /// The cell says that floating members are among everybody.
    pub floating: bool,
}

/// Why a cell does not tell who was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unclear {
    /// It says more than can be read.
    Words,
    /// A list names so many, and a number beside it says another one.
    Count { named: usize },
}

/// Words for the members of a branch, its committee, and whoever the list is of; the longest that fits counts.
const WHOLES: &[(&str, Whole)] = &[
    ("全体党员同志", Whole::Members),
    ("全体在册党员", Whole::Members),
    ("全体党员", Whole::Members),
    ("全部党员", Whole::Members),
    ("所有党员", Whole::Members),
    ("全体支部委员会委员", Whole::Committee),
    ("支委会全体成员", Whole::Committee),
    ("支委会全体委员", Whole::Committee),
    ("全体支委会成员", Whole::Committee),
    ("全体支委会委员", Whole::Committee),
    ("全体支部委员", Whole::Committee),
    ("全体支委成员", Whole::Committee),
    ("全体支委委员", Whole::Committee),
    ("全体班子成员", Whole::Committee),
    ("支部全体委员", Whole::Committee),
    ("全体支委", Whole::Committee),
    ("全体委员", Whole::Committee),
    ("全部支委", Whole::Committee),
    ("全部委员", Whole::Committee),
    ("所有支委", Whole::Committee),
    ("支委全体", Whole::Committee),
    ("全体参会人员", Whole::Everybody),
    ("全体与会人员", Whole::Everybody),
    ("全体人员", Whole::Everybody),
    ("全体成员", Whole::Everybody),
    ("全体同志", Whole::Everybody),
    ("所有人员", Whole::Everybody),
    ("所有人", Whole::Everybody),
    ("全部人员", Whole::Everybody),
    ("全体", Whole::Everybody),
    ("全员", Whole::Everybody),
    ("全部", Whole::Everybody),
];

/// In front of a word for everybody, and saying no more than it does.
const OWN: &[&str] = &["本党支部", "本支部", "党支部", "支部", "我支部"];

/// How a bracket begins that names parts of everybody, and the parts of the members. They say nothing that the word for
/// all of them does not.
const INCLUDES: &[&str] = &["含", "包括", "包含"];
const PARTS: &[&str] = &["预备党员", "正式党员", FLOATING, "退休党员", "离退休党员", "在职党员"];
/// Those who come from elsewhere are no members.
const FLOATING: &str = "流动党员";

/// Cells that say by themselves that nobody was missing.
const NOBODY_MISSING: &[&str] =
    &["全勤", "全到", "全到齐", "无缺席", "无人缺席", "无缺席人员", "无缺勤", "无人缺勤", "无人请假", "没有缺席"];

/// Behind a word for everybody: that they were there. The longest that fits counts.
const WERE_THERE: &[&str] = &[
    "按时参加会议",
    "参加会议",
    "按时参加",
    "按时到会",
    "参加学习",
    "参加",
    "到会",
    "出席",
    "参会",
    "到齐",
    "到场",
    "出勤",
    "实到",
];
/// In front of those, or between an exception and everybody.
const BETWEEN: &[&str] = &["其余", "其他", "其它", "均", "都", "的", "全部已", "已"];

/// Words in front of a colon, with what the list behind it says of everybody in it.
const LABELS: &[(&str, Label)] = &[
    ("应到", Label::Expected),
    ("实到", Label::Present),
    ("到会", Label::Present),
    ("出席", Label::Present),
    ("参加", Label::Present),
    ("参会", Label::Present),
    ("出勤", Label::Present),
    ("线上", Label::Remote("线上")),
    ("视频", Label::Remote("视频")),
    ("请假", Label::Away(Some("请假"))),
    ("病假", Label::Away(Some("病假"))),
    ("事假", Label::Away(Some("事假"))),
    ("公假", Label::Away(Some("公假"))),
    ("出差", Label::Away(Some("出差"))),
    ("外出", Label::Away(Some("外出"))),
    ("无故缺席", Label::Away(Some("无故缺席"))),
    ("旷会", Label::Away(Some("旷会"))),
    ("缺席", Label::Away(None)),
    ("缺勤", Label::Away(None)),
    ("未到", Label::Away(None)),
    ("未到会", Label::Away(None)),
    ("未参加", Label::Away(None)),
    ("缺", Label::Away(None)),
    ("列席", Label::Invited),
    ("邀请", Label::Invited),
    ("特邀", Label::Invited),
];
/// What may stand behind such a word.
const LABEL_ENDINGS: &[&str] = &["人员名单", "人员", "名单", "党员", "同志", "人"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Expected,
    Present,
    Remote(&'static str),
    Away(Option<&'static str>),
    Invited,
}

/// More is no list of people but a text.
const LONGEST: usize = 4_000;

/// Reads a cell that speaks of everybody or has lists of its own; `None` where it is a plain list of names.
pub fn roll(text: &str, known: &dyn Fn(&str) -> bool) -> Option<Result<Roll, Unclear>> {
    let plain = narrow(text);
    let plain = plain.trim_matches(is_between);
    if plain.len() > LONGEST {
        return None;
    }
    let (plain, beside) = match without_groups(plain, known) {
        Ok(parted) => parted,
        Err(unclear) => return Some(Err(unclear)),
    };
    let read = lists(&plain, known).or_else(|| whole(&plain, known));
    let Some(beside) = beside else { return read };
    let read = read.unwrap_or_else(|| present(&plain, known).ok_or(Unclear::Words));
    Some(read.map(|read| read.with(beside)))
}

impl Roll {
    /// How many are named.
    fn people(&self) -> usize {
        self.named.len() + self.away.len()
    }

    /// Together with a list in brackets.
    fn with(mut self, beside: Roll) -> Roll {
        self.named.extend(beside.named);
        self.away.extend(beside.away);
        self.invited.extend(beside.invited);
        self
    }
}

/// A text without the brackets that are lists of their own, and who is in these: `甲、乙(请假:丙)`, `甲、乙(列席:丁)`.
/// What stands behind a name as a remark is none, and stays.
fn without_groups(text: &str, known: &dyn Fn(&str) -> bool) -> Result<(String, Option<Roll>), Unclear> {
    let mut kept = String::new();
    let mut found: Option<Roll> = None;
    let mut rest = text;
    while let Some((before, (inside, behind))) =
        rest.split_once('(').and_then(|(before, open)| Some((before, bracket(open)?)))
    {
        kept.push_str(before);
        match group(inside, known)? {
            Some(group) => {
                found = Some(found.unwrap_or_default().with(group));
                // The bracket ended a name.
                kept.push('、');
            }
            None => kept.push_str(&format!("({inside})")),
        }
        rest = behind;
    }
    kept.push_str(rest);
    Ok((kept.trim_matches(is_between).to_owned(), found))
}

/// The list in a bracket, where it says of each what they were beside those in front; none where it is a remark.
fn group(inside: &str, known: &dyn Fn(&str) -> bool) -> Result<Option<Roll>, Unclear> {
    let labelled = lists(inside, known).transpose()?;
    let is_labelled = labelled.is_some();
    let away = || Some(Roll { away: exceptions(inside, known)?, ..Roll::default() });
    let Some(read) = labelled.or_else(away) else { return Ok(None) };
    let people = || read.named.iter().chain(&read.away);
    // (请假:病假) is why, (请假:丁) is another one, whom nobody knows.
    let is_stranger =
        |one: &Named| !known(&one.name) && mark(&one.name).is_none() && one.name.chars().count() <= LONGEST_STRANGER;
    if is_labelled && people().any(is_stranger) {
        return Err(Unclear::Words);
    }
    let is_told = |one: &Named| one.remark.is_some() && known(&one.name);
    Ok((read.whole.is_none() && people().all(is_told)).then_some(read))
}

/// Characters of most names; a longer text is a reason.
const LONGEST_STRANGER: usize = 3;

/// Those of a list of names who were there; `None` where a word for being away may be said of several.
fn present(text: &str, known: &dyn Fn(&str) -> bool) -> Option<Roll> {
    (!shares_a_word(text, known)).then(|| Roll { named: names(text, known), ..Roll::default() })
}

/// Whether a word for being away stands behind the last of several plain names: `甲、乙请假` may be said of both.
pub fn shares_a_word(text: &str, known: &dyn Fn(&str) -> bool) -> bool {
    let plain = narrow(text);
    if plain.len() > LONGEST {
        return false;
    }
    // 甲、乙、丙(均请假): at least two of them.
    let of_all = |one: &Named| one.remark.as_deref().is_some_and(|remark| said_of_all(remark).is_some());
    if plain.contains(['(', ':']) {
        return names(&plain, known).iter().any(|one| of_all(one) && is_away(one));
    }
    let shared = |clause: &str| {
        let named = names(clause, known);
        named.iter().zip(named.iter().skip(1)).any(|(before, last)| before.remark.is_none() && is_away(last))
    };
    let clauses = plain.split([';', '.']);
    // 甲、乙,丙请假: the comma ends a list with marks of its own.
    let mut clauses = clauses.flat_map(|clause| match clause.contains('、') {
        true => clause.split(',').collect::<Vec<_>>(),
        false => vec![clause],
    });
    clauses.any(shared)
}

fn is_between(character: char) -> bool {
    is_blank(character) || matches!(character, ',' | ';' | '.' | '、')
}

/// `实到:甲、乙;请假:丙`
fn lists(text: &str, known: &dyn Fn(&str) -> bool) -> Option<Result<Roll, Unclear>> {
    let labels = labels(text);
    let first = labels.first()?;
    let before = text.get(..first.start).unwrap_or_default();
    // 应到3人,实到2人:甲、乙
    let all = label(before.trim_matches(is_between)).filter(|(label, _)| *label == Label::Expected);
    let before = Labelled { start: 0, list: 0, label: Label::Present, count: None };
    let lists = labels.iter().zip(labels.iter().skip(1).map(|next| next.start).chain([text.len()]));
    let before = Some((&before, first.start)).filter(|_| all.is_none());
    Some(read_lists(text, before.into_iter().chain(lists).collect(), all.and_then(|(_, count)| count), known))
}

/// Reads lists, each with where it ends. `all` is how many they are together, where that stands in front of them.
fn read_lists(
    text: &str,
    lists: Vec<(&Labelled, usize)>,
    all: Option<usize>,
    known: &dyn Fn(&str) -> bool,
) -> Result<Roll, Unclear> {
    let mut roll = Roll::default();
    let tells_away = lists.iter().any(|(list, _)| matches!(list.label, Label::Away(_)));
    for (Labelled { list, label, count, .. }, end) in lists {
        let list = text.get(*list..end).unwrap_or_default().trim_matches(is_between);
        let before = roll.people();
        if !is_nothing(list) {
            if *label == Label::Expected && !tells_away {
                return Err(Unclear::Words);
            }
            add(&mut roll, *label, list, known).ok_or(Unclear::Words)?;
        }
        let named = roll.people() - before;
        match count {
            Some(count) if roll.whole.is_some() && matches!(label, Label::Present | Label::Expected) => {
                roll.count = Some(*count);
            }
            Some(count) if *count != named && *label != Label::Invited => return Err(Unclear::Count { named }),
            _ => {}
        }
    }
    let named = roll.people();
    match all {
        Some(all) if roll.whole.is_none() && all != named => Err(Unclear::Count { named }),
        _ => Ok(roll),
    }
}

fn add(roll: &mut Roll, label: Label, list: &str, known: &dyn Fn(&str) -> bool) -> Option<()> {
    let uncounted = without_count(list, known).filter(|_| label != Label::Invited);
    let list = uncounted.as_deref().unwrap_or(list);
    match label {
        // Behind a stop others may stand than those who were invited.
        Label::Invited if list.contains([';', '.', '\n']) => return None,
        Label::Invited => roll.invited.push(list.to_owned()),
        Label::Away(reason) => {
            if !NOBODY_MISSING.contains(&list) {
                let reason = |named: Named| Named { remark: named.remark.or(reason.map(str::to_owned)), ..named };
                roll.away.extend(away_names(list, known)?.into_iter().map(reason));
            }
        }
        Label::Remote(how) => {
            let how = |named: Named| Named { remark: named.remark.or(Some(how.to_owned())), ..named };
            roll.named.extend(names(list, known).into_iter().map(how));
        }
        Label::Present | Label::Expected => match whole(list, known) {
            Some(read) if roll.whole.is_none() => {
                let read = read.ok()?;
                (roll.whole, roll.count, roll.says_present) = (read.whole, read.count, true);
                roll.away.extend(read.away);
            }
            // 应到:全体党员;实到:甲、乙
            Some(_) => return None,
            None if roll.whole.is_some() && label == Label::Present => return None,
            None => roll.named.extend(present(list, known)?.named),
        },
    }
    Some(())
}

/// A label in front of a list.
struct Labelled {
    start: usize,
    /// Where the list begins.
    list: usize,
    label: Label,
    /// How many it says that the list is of.
    count: Option<usize>,
}

fn labels(text: &str) -> Vec<Labelled> {
    let mut found = Vec::new();
    for (colon, _) in text.match_indices(':') {
        let before = text.get(..colon).unwrap_or_default();
        let ends = |character: char| is_between(character) || matches!(character, '(' | ')');
        let start = before.char_indices().rev().find(|(_, character)| ends(*character));
        let start = start.map_or(0, |(at, character)| at + character.len_utf8());
        // 全体党员(请假:甲) is a list with a bracket, not two lists.
        let in_bracket = before.matches('(').count() > before.matches(')').count();
        if let Some((label, count)) = label(before.get(start..).unwrap_or_default()).filter(|_| !in_bracket) {
            found.push(Labelled { start, list: colon + 1, label, count });
        }
    }
    found
}

/// `请假人员`, `实到2人`: what it says, and of how many.
fn label(text: &str) -> Option<(Label, Option<usize>)> {
    let is = |word: &str| LABELS.iter().find(|(label, _)| *label == word).map(|(_, label)| *label);
    let bare = |text: &str| LABEL_ENDINGS.iter().find_map(|ending| text.strip_suffix(ending)).and_then(is);
    let of = |word: &str| is(word).or_else(|| bare(word));
    let counted = || {
        let (word, count) = number_behind(text)?;
        Some((of(word)?, Some(count)))
    };
    of(text).map(|label| (label, None)).or_else(counted)
}

/// `全体党员`, `除甲、乙外全体党员`, `全体党员(甲请假)`, `全部到会`
fn whole(text: &str, known: &dyn Fn(&str) -> bool) -> Option<Result<Roll, Unclear>> {
    let compact: String = text.chars().filter(|character| !is_blank(*character)).collect();
    if NOBODY_MISSING.contains(&compact.as_str()) {
        return Some(Ok(Roll { whole: Some(Whole::Everybody), says_present: true, ..Roll::default() }));
    }
    if known(&compact) {
        return None;
    }
    let found = WHOLES.iter().filter_map(|(word, whole)| Some((text.find(word)?, *word, *whole)));
    // The longest, and of 支部全体委员 the one that begins first.
    let (at, word, whole) = found.max_by_key(|(_, word, _)| word.len())?;
    let before = text.get(..at).unwrap_or_default();
    let behind = text.get(at + word.len()..).unwrap_or_default();
    let mut roll = Roll { whole: Some(whole), ..Roll::default() };
    let read = ahead(before, &mut roll, known).and_then(|()| after(behind, &mut roll, known));
    Some(read.map(|()| roll).ok_or(Unclear::Words))
}

/// What stands in front of a word for everybody: whose, or an exception.
fn ahead(text: &str, roll: &mut Roll, known: &dyn Fn(&str) -> bool) -> Option<()> {
    let mut rest = text.trim_matches(is_between);
    while let Some(shorter) =
        OWN.iter().chain(BETWEEN).find_map(|word| rest.strip_suffix(word)).map(|rest| rest.trim_matches(is_between))
    {
        rest = shorter;
    }
    if rest.is_empty() {
        return Some(());
    }
    if !rest.starts_with('除') {
        return None;
    }
    roll.away.extend(exceptions(rest, known)?);
    Some(())
}

/// What stands behind: that they were there, how many, and who was not.
fn after(text: &str, roll: &mut Roll, known: &dyn Fn(&str) -> bool) -> Option<()> {
    let mut rest = text.trim_matches(is_between);
    loop {
        if let Some((shorter, present)) = without_presence(rest) {
            roll.says_present |= present;
            rest = shorter.trim_matches(is_between);
        } else if let Some((count, shorter)) = counted(rest) {
            roll.count = Some(count);
            rest = shorter.trim_matches(is_between);
        } else if let Some((inside, behind)) = rest.strip_prefix('(').and_then(bracket) {
            match (counted(inside), parts(inside, roll)) {
                (Some((count, "")), _) => roll.count = Some(count),
                (_, Some(floating)) => roll.floating = floating,
                _ => roll.away.extend(exceptions(inside, known)?),
            }
            rest = behind.trim_matches(is_between);
        } else {
            break;
        }
    }
    if !rest.is_empty() {
        roll.away.extend(exceptions(rest, known)?);
    }
    Some(())
}

/// Whether floating members are among the parts of the members that a bracket names; `None` where it says anything else.
fn parts(inside: &str, roll: &Roll) -> Option<bool> {
    let list =
        INCLUDES.iter().find_map(|word| inside.strip_prefix(word)).filter(|_| roll.whole == Some(Whole::Members))?;
    let parts: Vec<&str> = list.split(['、', ',', '和', '及', '与']).map(str::trim).collect();
    parts.iter().all(|part| PARTS.contains(part)).then(|| parts.contains(&FLOATING))
}

fn without_presence(text: &str) -> Option<(&str, bool)> {
    let there = WERE_THERE.iter().filter_map(|word| text.strip_prefix(word)).min_by_key(|rest| rest.len());
    let between = || BETWEEN.iter().find_map(|word| text.strip_prefix(word));
    there.map(|rest| (rest, true)).or_else(|| between().map(|rest| (rest, false)))
}

/// `8人`, `共8名`
fn counted(text: &str) -> Option<(usize, &str)> {
    number_ahead(text.trim_start_matches(['共', '计']))
}

/// What stands in a bracket that is open already, and what stands behind it.
fn bracket(text: &str) -> Option<(&str, &str)> {
    let mut depth = 1_u32;
    for (at, character) in text.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return Some((text.get(..at)?, text.get(at + 1..)?));
        }
    }
    Some((text, ""))
}

/// Those who were away: `除甲、乙外`, `甲、乙请假`, `缺:甲`. Everybody named in it was; nobody named is unclear.
fn exceptions(text: &str, known: &dyn Fn(&str) -> bool) -> Option<Vec<Named>> {
    let text = text.trim_matches(is_between);
    let (rest, said) = match ["除了", "除"].iter().find_map(|word| text.strip_prefix(word)) {
        Some(rest) => {
            // 除甲外,其余均参加
            let ending =
                |rest: &str| WERE_THERE.iter().chain(BETWEEN).find_map(|word| rest.strip_suffix(word)).map(str::len);
            let mut rest = rest;
            while let Some(shorter) = ending(rest).and_then(|length| rest.get(..length)) {
                rest = shorter.trim_matches(is_between);
            }
            (["以外", "之外", "外"].iter().find_map(|word| rest.strip_suffix(word))?, true)
        }
        None => text.strip_suffix("除外").map_or((text, false), |rest| (rest, true)),
    };
    if let Some(read) = lists(rest, known) {
        let read = read.ok()?;
        return (read.whole.is_none() && read.named.is_empty() && !read.away.is_empty()).then_some(read.away);
    }
    let mut named = names(rest, known);
    // 甲、乙请假: here the word is said of both.
    let shared = named.last().and_then(|last| last.remark.clone()).filter(|_| !rest.contains('('));
    named.iter_mut().for_each(|one| one.remark = one.remark.take().or_else(|| shared.clone()));
    // 全体党员(甲、乙、丙) may be all of them.
    (!named.is_empty() && (said || named.iter().all(is_away))).then_some(named)
}

/// Whether a word behind a name says that its bearer was not there.
fn is_away(named: &Named) -> bool {
    let read = named.remark.as_deref().and_then(mark).and_then(|read| read.presence);
    read.is_some_and(|presence| !presence.counts_as_present())
}
