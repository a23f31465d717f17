//! The organisations, members and guests that names in books can stand for.
//!
//! Filled from the roster by the caller, extended while the books of one batch are read.
//! It only looks up: which of two people of one name is meant is decided in `draft`, and never guessed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

use facts::{Day, OrganisationId, PersonId, Span, kinds};

use crate::reading::{is_blank, key, name, narrow, numerals};

/// An identity number while it is compared. Debugged without its text: what is printed for developers ends in logs.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SecretText(String);

impl SecretText {
    pub fn new(text: impl Into<String>) -> SecretText {
        SecretText(text.into())
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretText(…)")
    }
}

impl PartialEq<String> for SecretText {
    fn eq(&self, other: &String) -> bool {
        self.0 == *other
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    pub id: PersonId,
    /// Without white space, as [`crate::name`] makes it.
    pub name: String,
    pub joined_on: Option<Day>,
    /// As normalised by intake: `1981-01-05` or `1981-01`.
    pub born: Option<String>,
    pub group: Option<String>,
    /// The first and last days of each time as a member of this organisation, in order; `Day::LATEST` where no end is
    /// known.
    pub stays: Vec<Span>,
    /// The first of these days is an assumption.
    pub undated: bool,
    /// From the vault or from a roster of this batch; none where neither has one.
    pub identity_number: Option<SecretText>,
}

impl Member {
    /// Whether the membership has ended before a day, as far as is known.
    pub fn left_before(&self, day: Day) -> bool {
        self.stays.last().is_some_and(|stay| stay.last < day)
    }

    pub fn joins(&mut self, day: Day, undated: bool) {
        let stay = Span { first: day, last: Day::LATEST };
        match self.stays.as_mut_slice() {
            [] => (self.stays, self.undated) = (vec![stay], undated),
            // A dated joining wins over an assumed one; of two dated ones the earlier says since when.
            [only] if !undated && only.last >= day && (self.undated || day < only.first) => {
                (only.first, self.undated) = (day, false);
            }
            [.., last] if !undated && last.last < day => self.stays.push(stay),
            _ => {}
        }
    }

    /// With the last day as a member.
    pub fn leaves(&mut self, last: Day) {
        if let Some(stay) = self.stays.iter_mut().find(|stay| stay.first <= last && last < stay.last) {
            stay.last = last;
        }
    }
}

/// A post in an organisation, and when it is held.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldPost {
    pub holder: PersonId,
    /// Slug of the option: `secretary`.
    pub post: String,
    pub days: Span,
}

/// A floating member from elsewhere, who takes part here and is no member here.
#[derive(Debug, Clone, PartialEq)]
pub struct Guest {
    pub id: PersonId,
    /// Without white space, as [`crate::name`] makes it.
    pub name: String,
    /// The organisation that holds the affiliation, as written.
    pub sending: Option<String>,
    /// The first and last days of each time here; `Day::LATEST` where no end is known.
    pub stays: Vec<Span>,
}

impl Guest {
    /// Whether the guest is here on any of these days.
    pub fn is_here(&self, days: Span) -> bool {
        self.stays.iter().any(|stay| stay.first <= days.last && days.first <= stay.last)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Organisation {
    pub id: OrganisationId,
    pub name: String,
    /// What it was called before: books from then still say so.
    pub former: Vec<String>,
    /// Slug of the form: `branch`, `committee`.
    pub form: String,
    pub set_up: Option<Day>,
    pub superior: Option<OrganisationId>,
    /// Names of Party groups.
    pub groups: Vec<String>,
    pub members: Vec<Member>,
    pub guests: Vec<Guest>,
    pub posts: Vec<HeldPost>,
}

/// A name that stands more often in one line is somebody's joke.
const MOST_PLACES: usize = 8;

impl Organisation {
    /// Whether it has members of its own rather than organisations below.
    pub fn is_branch(&self) -> bool {
        !["committee", "general-branch"].contains(&self.form.as_str())
    }

    /// The members on all of some days; `Err` with those who were members on some of them only.
    pub fn members_on(&self, days: Span) -> Result<Vec<PersonId>, Vec<PersonId>> {
        throughout(self.members.iter().flat_map(|member| member.stays.iter().map(|stay| (member.id, *stay))), days)
    }

    /// Those who are of the committee on all of some days; `Err` with those who were on some of them only.
    pub fn committee_on(&self, days: Span) -> Result<Vec<PersonId>, Vec<PersonId>> {
        let members = self.members_on(days)?;
        let of_committee = |held: &&HeldPost| kinds::COMMITTEE_POSTS.contains(&held.post.as_str());
        let posts = self.posts.iter().filter(of_committee).map(|held| (held.holder, held.days));
        let holders = throughout(posts, days)?;
        Ok(holders.into_iter().filter(|holder| members.contains(holder)).collect())
    }
}

/// The proper name in front of the first 支部 or 总支 of a text: `2019年机关党支部` names a branch, `所属党支部`,
/// `第一季度党支部` and `支部班子成员一览表` do not.
pub(crate) fn branch_in(text: &str) -> Option<&str> {
    let ends = |character: char| {
        character.is_ascii()
            || is_blank(character)
            || "会年月度日、，：（）《》“”委各所属基层本我全该".contains(character)
    };
    ["党支部", "支部", "党总支", "总支"].iter().find_map(|word| {
        let (before, _) = text.split_once(word)?;
        let named = before.rsplit(ends).next().unwrap_or(before);
        (!named.is_empty()).then_some(named)
    })
}

#[derive(Debug, Clone, Default)]
pub struct Directory {
    organisations: BTreeMap<OrganisationId, Organisation>,
    by_name: BTreeMap<String, OrganisationId>,
    /// Under a looser writing; `None` where two share it.
    by_loose_name: BTreeMap<String, Option<OrganisationId>>,
    /// Under a former name, in a looser writing; `None` where two had it.
    by_former_name: BTreeMap<String, Option<OrganisationId>>,
    /// Announced by rows of this import none of which can be read.
    refused: BTreeSet<OrganisationId>,
    /// The names under which each identity number is known, in whatever organisation.
    names_by_number: BTreeMap<SecretText, BTreeSet<String>>,
    /// Of whom records are taken; none where of everybody.
    bounds: Option<Bounds>,
}

/// See [`Directory::take_only`].
#[derive(Debug, Clone)]
struct Bounds {
    open: BTreeSet<OrganisationId>,
    /// Known, and not open.
    closed: BTreeSet<OrganisationId>,
    below: bool,
}

/// 中共…委员会, 党支部 and 支部: the same organisation in other words.
pub(crate) fn loose(text: &str) -> String {
    let word = key(text)
        .replace("中国共产党", "")
        .replace("党支部委员会", "支部")
        .replace("支部委员会", "支部")
        .replace("党支部", "支部");
    let word = word.replace("党总支部", "总支").replace("党总支", "总支").replace("总支部", "总支");
    let word = word.strip_prefix("中共").unwrap_or(&word).replace("党委员会", "党委");
    word.replace("委员会", "党委").replace("党党委", "党委")
}

/// Of two with one name neither is meant.
fn enter(names: &mut BTreeMap<String, Option<OrganisationId>>, name: &str, id: OrganisationId) {
    let known = names.entry(loose(name)).or_insert(Some(id));
    if *known != Some(id) {
        *known = None;
    }
}

impl Directory {
    /// From now on only records of these organisations are taken; with `below`, of such as are not known yet and come to
    /// stand below one of them as well.
    pub fn take_only(&mut self, open: BTreeSet<OrganisationId>, below: bool) {
        let closed = self.organisations.keys().filter(|id| !open.contains(id)).copied().collect();
        self.bounds = Some(Bounds { open, closed, below });
    }

    /// Whether an organisation was there before, and is somebody else's.
    pub fn is_closed(&self, id: OrganisationId) -> bool {
        self.bounds.as_ref().is_some_and(|bounds| bounds.closed.contains(&id))
    }

    /// Whether records of an organisation are taken.
    pub fn takes(&self, id: OrganisationId) -> bool {
        let Some(Bounds { open, closed, below }) = &self.bounds else { return true };
        let mut at = id;
        // As in `is_below`, no circle is walked for ever.
        for _ in 0..=self.organisations.len() {
            if open.contains(&at) {
                return true;
            }
            let superior = self.organisations.get(&at).and_then(|organisation| organisation.superior);
            match superior.filter(|_| *below && !closed.contains(&at)) {
                Some(superior) => at = superior,
                None => return false,
            }
        }
        false
    }

    /// Adds an organisation, or takes the place of the one with the same id.
    pub fn add(&mut self, organisation: Organisation) {
        self.by_name.insert(key(&organisation.name), organisation.id);
        let id = organisation.id;
        enter(&mut self.by_loose_name, &organisation.name, id);
        organisation.former.iter().for_each(|name| enter(&mut self.by_former_name, name, id));
        for member in &organisation.members {
            if let Some(number) = &member.identity_number {
                self.learn_number(number.clone(), &member.name);
            }
        }
        self.organisations.insert(id, organisation);
    }

    /// Says of an announced organisation whether any row of its own can be read.
    pub(crate) fn announced(&mut self, id: OrganisationId, readable: bool) {
        if readable {
            self.refused.remove(&id);
        } else {
            self.refused.insert(id);
        }
    }

    /// Whether an organisation is known by name alone, because its own rows were refused.
    pub fn is_refused(&self, id: OrganisationId) -> bool {
        self.refused.contains(&id)
    }

    /// From now on the number belongs to members of this name.
    pub fn learn_number(&mut self, number: SecretText, name: &str) {
        self.names_by_number.entry(number).or_default().insert(name.to_owned());
    }

    /// Whether a member of another name, in whatever organisation, has this identity number.
    pub fn is_number_of_another(&self, number: &str, name: &str) -> bool {
        let names = self.names_by_number.get(&SecretText::new(number));
        names.is_some_and(|names| names.iter().any(|known| known != name))
    }

    /// Another organisation of which a member of this name and identity number has not left, as far as is known; none
    /// where this one has had the member for longer.
    pub fn also_in(&self, organisation: OrganisationId, number: &str, name: &str) -> Option<OrganisationId> {
        let number = SecretText::new(number);
        self.names_by_number.get(&number).filter(|names| names.contains(name))?;
        if self.has_member(organisation, &number, name) {
            return None;
        }
        let others = self.organisations.keys().filter(|other| **other != organisation);
        others.copied().find(|other| self.has_member(*other, &number, name))
    }

    /// Whether a member of this name and identity number has not left an organisation, as far as is known.
    pub fn has_member(&self, organisation: OrganisationId, number: &SecretText, name: &str) -> bool {
        let mut members = self.members_named(organisation, name).into_iter();
        members.any(|member| member.identity_number.as_ref() == Some(number) && !member.left_before(Day::LATEST))
    }

    pub fn organisations(&self) -> impl Iterator<Item = &Organisation> {
        self.organisations.values()
    }

    pub fn organisation(&self, id: OrganisationId) -> Option<&Organisation> {
        self.organisations.get(&id)
    }

    pub fn organisation_mut(&mut self, id: OrganisationId) -> Option<&mut Organisation> {
        self.organisations.get_mut(&id)
    }

    /// The organisation of exactly this name, spaces and 中共 aside, or that once had it.
    pub fn named(&self, text: &str) -> Option<&Organisation> {
        let word = loose(text);
        let now = || self.by_loose_name.get(&word).copied();
        let once = || self.by_former_name.get(&word).copied();
        let id = self.by_name.get(&key(text)).copied().or_else(|| now().or_else(once).flatten())?;
        self.organisations.get(&id)
    }

    /// The organisation whose whole name stands in a title: `2019年度一公司机关党支部主题党日签到表`.
    ///
    /// `三公司机关党支部` does not name `机关党支部`: what stands before the name must not belong to it. Of a committee
    /// and its branch the branch is meant, and neither of two that stand side by side.
    pub fn named_in(&self, title: &str) -> Option<&Organisation> {
        if let Some(whole) = self.named(title) {
            return Some(whole);
        }
        let text: String = narrow(title).chars().filter(|character| !is_blank(*character)).collect();
        let mut found: Vec<(Range<usize>, &Organisation)> = Vec::new();
        let names = self
            .organisations
            .values()
            .flat_map(|one| std::iter::once(&one.name).chain(&one.former).map(move |name| (one, name)));
        for (organisation, name) in names {
            let word: String = narrow(name).chars().filter(|character| !is_blank(*character)).collect();
            let may_begin = |at: &usize| self.may_stand_before(text.get(..*at).unwrap_or_default());
            let places = text.match_indices(word.as_str()).map(|(at, _)| at).filter(|_| !word.is_empty());
            if let Some(at) = places.take(MOST_PLACES).find(may_begin) {
                found.push((at..at + word.len(), organisation));
            }
        }
        // A longer name has shorter ones inside.
        let spans: Vec<Range<usize>> = found.iter().map(|(span, _)| span.clone()).collect();
        found.retain(|(span, _)| {
            !spans.iter().any(|other| other.len() > span.len() && other.start <= span.start && span.end <= other.end)
        });
        found.sort_by_key(|(span, _)| span.start);
        let (mut span, mut meant) = found.first().cloned()?;
        for (next, other) in found.iter().skip(1) {
            if self.is_below(other.id, meant.id) || !self.is_below(meant.id, other.id) && next.start == span.end {
                (span, meant) = (next.clone(), other);
            } else if !self.is_below(meant.id, other.id) {
                return None;
            }
        }
        // The branch of a committee that nobody knows is not the committee.
        let behind = text.get(span.end..).unwrap_or_default();
        (meant.is_branch() || branch_in(behind).is_none()).then_some(meant)
    }

    /// Whether an organisation stands somewhere below another.
    pub fn is_below(&self, lower: OrganisationId, upper: OrganisationId) -> bool {
        let mut present = lower;
        // As many steps as there are organisations: a circle of superiors must not be walked for ever.
        for _ in 0..self.organisations.len() {
            match self.organisations.get(&present).and_then(|organisation| organisation.superior) {
                Some(superior) if superior == upper => return true,
                Some(superior) => present = superior,
                None => return false,
            }
        }
        false
    }

    fn may_stand_before(&self, text: &str) -> bool {
        const INTRODUCTIONS: &[&str] =
            &["年度", "年", "季度", "月份", "月", "日", "中共", "中国共产党", "关于", "附件", "附表", "单位", "名称"];
        let mut rest = text;
        loop {
            rest = rest.trim_end_matches(|character: char| character.is_ascii() || "《“”、".contains(character));
            match INTRODUCTIONS.iter().find_map(|word| rest.strip_suffix(word)) {
                Some(shorter) => rest = shorter,
                None => {
                    return rest.is_empty()
                        || rest.len() < text.len() && text.ends_with(['-', '_', ')', ':'])
                        || self.named(rest).is_some();
                }
            }
        }
    }

    /// Members of this name in an organisation.
    pub fn members_named(&self, organisation: OrganisationId, written: &str) -> Vec<&Member> {
        let wanted = name(written);
        let members = self.organisations.get(&organisation).map(|found| found.members.as_slice()).unwrap_or_default();
        members.iter().filter(|member| member.name == wanted).collect()
    }

    /// Guests of this name in an organisation, whenever they are there.
    pub fn guests_named(&self, organisation: OrganisationId, written: &str) -> Vec<&Guest> {
        let wanted = name(written);
        let guests = self.organisations.get(&organisation).map(|found| found.guests.as_slice()).unwrap_or_default();
        guests.iter().filter(|guest| guest.name == wanted).collect()
    }

    /// The name of a known organisation that looks most like this one. Names with other numbers, or of another form,
    /// are names of others.
    pub fn nearest(&self, text: &str) -> Option<&str> {
        let wanted = loose(text);
        let mut best = (0, None);
        for organisation in self.organisations.values() {
            let known = loose(&organisation.name);
            if numbers(&wanted) != numbers(&known) || form(&wanted).is_some_and(|ending| form(&known) != Some(ending)) {
                continue;
            }
            // 某集团机关支部 is 机关支部 with what stands above it in front.
            let likeness = if wanted.ends_with(&known) { WHOLE_NAME } else { likeness(&wanted, &known) };
            if likeness > best.0 {
                best = (likeness, Some(organisation.name.as_str()));
            }
        }
        if best.0 >= 50 { best.1 } else { None }
    }
}

/// Each once, in order: those whose times hold all of some days, where everybody else's hold none of them.
fn throughout(times: impl Iterator<Item = (PersonId, Span)>, days: Span) -> Result<Vec<PersonId>, Vec<PersonId>> {
    let (mut whole, mut partly) = (Vec::new(), Vec::new());
    for (person, time) in times.filter(|(_, time)| time.first <= days.last && days.first <= time.last) {
        let list = if time.first <= days.first && days.last <= time.last { &mut whole } else { &mut partly };
        if !list.contains(&person) {
            list.push(person);
        }
    }
    partly.retain(|person| !whole.contains(person));
    if partly.is_empty() { Ok(whole) } else { Err(partly) }
}

/// More than any likeness of names of which none has the other inside.
const WHOLE_NAME: usize = 101;

/// The numbers in a name, Chinese numerals as digits.
fn numbers(loose_name: &str) -> Vec<String> {
    let plain = numerals(loose_name);
    plain
        .split(|character: char| !character.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

fn form(loose_name: &str) -> Option<&'static str> {
    ["支部", "总支", "党委", "党组", "小组"].into_iter().find(|ending| loose_name.ends_with(ending))
}

/// How many of a hundred pairs of neighbouring characters two words share.
pub(crate) fn likeness(left: &str, right: &str) -> usize {
    let pairs = |text: &str| -> Vec<(char, char)> { text.chars().zip(text.chars().skip(1)).collect() };
    let (left, right) = (pairs(left), pairs(right));
    if left.is_empty() || right.is_empty() {
        return 0;
    }
    let shared = left.iter().filter(|pair| right.contains(pair)).count();
    200 * shared / (left.len() + right.len())
}

#[cfg(test)]
mod tests {
    use facts::PersonId;

    use super::{Member, SecretText};

    #[test]
    fn debugging_a_member_shows_no_identity_number() {
        let identity_number = Some(SecretText::new("11010519491231002X"));
        let (id, name) = (PersonId::from_bytes([1; 16]), "张三".to_owned());
        let member = Member {
            id,
            name,
            joined_on: None,
            born: None,
            group: None,
            stays: Vec::new(),
            undated: false,
            identity_number,
        };
        assert!(!format!("{member:?}").contains("1101"), "{member:?}");
    }
}
