//! The shape of a roster. Plain data; a stay holds both its ends.

use facts::{Day, FactId, OrganisationId, PersonId, Quantity, kinds};

/// From one day through another, both inside; `Day::LATEST` where no end is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stay {
    pub from: Day,
    pub until: Day,
}

impl Stay {
    pub const fn holds(self, day: Day) -> bool {
        self.from.number() <= day.number() && day.number() <= self.until.number()
    }

    /// Stands on both days and all between.
    pub const fn covers(self, first: Day, last: Day) -> bool {
        self.from.number() <= first.number() && last.number() <= self.until.number()
    }
}

/// What holds from a day on, until the next of its kind, and the fact that says so.
#[derive(Debug, Clone, Copy)]
pub struct Since<T> {
    pub from: Day,
    pub value: T,
    pub fact: FactId,
}

/// One organisation as its own ledger tells it.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    pub organisation: Option<OrganisationId>,
    /// Set-up through dissolution, in order of days; one that was founded again has two. None where no set-up was ever
    /// recorded.
    pub stands: Vec<Stay>,
    /// In order of days, as the four after it.
    pub names: Vec<Since<String>>,
    pub forms: Vec<Since<Form>>,
    pub superiors: Vec<Since<OrganisationId>>,
    pub approved_by: Vec<Since<OrganisationId>>,
    pub unit_counts: Vec<Since<Quantity>>,
    /// Everybody who ever was a member, in the order in which the ledger first names them.
    pub members: Vec<Member>,
    /// Floating members from elsewhere, in the order of their coming. Nothing that counts members counts them.
    pub guests: Vec<Guest>,
    /// In ledger order.
    pub posts: Vec<PostHeld>,
    /// In the order in which the ledger first names them.
    pub groups: Vec<Group>,
    pub contacts: Vec<Contact>,
    pub exemptions: Vec<Exemption>,
    /// In order of days.
    pub elections: Vec<Election>,
    pub postponements: Vec<Postponement>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    Committee,
    GeneralBranch,
    Branch,
    Joint,
    Temporary,
}

impl Form {
    pub const ALL: [Form; 5] = [Form::Committee, Form::GeneralBranch, Form::Branch, Form::Joint, Form::Temporary];

    /// As the field `form` says it.
    pub const fn slug(self) -> &'static str {
        match self {
            Form::Committee => "committee",
            Form::GeneralBranch => "general-branch",
            Form::Branch => "branch",
            Form::Joint => "joint",
            Form::Temporary => "temporary",
        }
    }

    pub fn from_slug(slug: &str) -> Option<Form> {
        Form::ALL.into_iter().find(|form| form.slug() == slug)
    }

    /// A branch of whatever kind: what has members of its own and is scored.
    pub const fn is_branch(self) -> bool {
        matches!(self, Form::Branch | Form::Joint | Form::Temporary)
    }

    /// A committee or a general branch: what has branches below it.
    pub const fn stands_above(self) -> bool {
        !self.is_branch()
    }
}

#[derive(Debug, Clone)]
pub struct Member {
    pub person: PersonId,
    pub name: String,
    /// As the roster gives it; tells namesakes apart.
    pub born: Option<String>,
    /// In order of days, without overlap. Suspended or dead, a member's stay ends the day before.
    pub stays: Vec<Stay>,
    /// The first stay's day is an assumption: the roster did not say since when.
    pub undated: bool,
    /// The day of becoming a full member, where any fact names it, and the first of those that name the earliest.
    pub full: Option<(Day, FactId)>,
    /// The joinings in order of days; where no fact names the day, whether each says that the person was a full
    /// member already.
    pub joinings: Vec<Since<bool>>,
    pub leader: bool,
    pub floating: Vec<Floating>,
    /// Where the member belonged, in order of days.
    pub places: Vec<Place>,
    /// The last day up to which dues had been paid elsewhere.
    pub dues_paid_until: Option<Day>,
}

impl Member {
    pub fn on(&self, day: Day) -> bool {
        self.stays.iter().any(|stay| stay.holds(day))
    }

    pub fn full_on(&self, day: Day) -> bool {
        let full = match self.full {
            Some((from, _)) => from <= day,
            None => in_force(&self.joinings, day).is_some_and(|joined| joined.value),
        };
        full && self.on(day)
    }

    /// A member on both days and all between; who left one day and joined the next was never away.
    pub fn through(&self, first: Day, last: Day) -> bool {
        let mut from = first;
        for stay in &self.stays {
            if stay.covers(from, last) {
                return true;
            }
            if stay.holds(from) {
                from = stay.until.plus_days(1);
            }
        }
        false
    }

    pub fn place_on(&self, day: Day) -> Option<&Place> {
        self.places.iter().rev().find(|place| place.stay.holds(day))
    }

    /// The group on a day, as an index into [`Roster::groups`].
    pub fn group_on(&self, day: Day) -> Option<usize> {
        self.place_on(day).map(|place| place.group)
    }

    pub fn floating_on(&self, day: Day) -> Option<&Floating> {
        self.floating.iter().rev().find(|floating| floating.stay.holds(day))
    }
}

/// A member away from the branch.
#[derive(Debug, Clone)]
pub struct Floating {
    pub stay: Stay,
    pub receiving_known: bool,
    pub contact_known: bool,
    pub fact: FactId,
}

/// A floating member who takes part here and counts in the organisation that holds the affiliation.
#[derive(Debug, Clone)]
pub struct Guest {
    pub person: PersonId,
    pub name: String,
    /// That organisation, in the record's words.
    pub sending: Option<String>,
    /// In the order of coming. Who returns on a day is still here on it.
    pub stays: Vec<Stay>,
}

/// A member's place in a group.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub stay: Stay,
    pub group: usize,
    pub fact: FactId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Post {
    Secretary,
    Deputy,
    Organisation,
    Publicity,
    Discipline,
    OtherCommittee,
    GroupLeader,
    InformationCollector,
    Operator,
    Keeper,
}

impl Post {
    pub const ALL: [Post; 10] = [
        Post::Secretary,
        Post::Deputy,
        Post::Organisation,
        Post::Publicity,
        Post::Discipline,
        Post::OtherCommittee,
        Post::GroupLeader,
        Post::InformationCollector,
        Post::Operator,
        Post::Keeper,
    ];

    /// Part of the branch committee: secretary, deputy and members.
    pub fn of_committee(self) -> bool {
        kinds::COMMITTEE_POSTS.contains(&self.slug())
    }

    /// As the field `post` says it.
    pub const fn slug(self) -> &'static str {
        match self {
            Post::Secretary => "secretary",
            Post::Deputy => "deputy",
            Post::Organisation => "organisation",
            Post::Publicity => "publicity",
            Post::Discipline => "discipline",
            Post::OtherCommittee => "other-committee",
            Post::GroupLeader => "group-leader",
            Post::InformationCollector => "information-collector",
            Post::Operator => "operator",
            Post::Keeper => "keeper",
        }
    }

    pub fn from_slug(slug: &str) -> Option<Post> {
        Post::ALL.into_iter().find(|post| post.slug() == slug)
    }
}

#[derive(Debug, Clone)]
pub struct PostHeld {
    /// Index into [`Roster::members`].
    pub member: usize,
    pub post: Post,
    pub stay: Stay,
    /// The day of the appointment; the stay begins later where membership did.
    pub taken: Day,
    pub managerial_years: Option<Quantity>,
    pub unit_head: Option<bool>,
    /// The day is an assumption: the roster did not say since when.
    pub undated: bool,
    pub fact: FactId,
}

#[derive(Debug, Clone)]
pub struct Group {
    pub name: String,
    /// In order of days; one that was set up again after its dissolution has two.
    pub stays: Vec<Stay>,
    /// The first of these days is an assumption: nothing says since when the group stands.
    pub undated: bool,
    /// The first that names it.
    pub fact: FactId,
}

impl Group {
    pub fn stands_on(&self, day: Day) -> bool {
        self.stays.iter().any(|stay| stay.holds(day))
    }
}

/// A committee member keeps contact with another member.
#[derive(Debug, Clone, Copy)]
pub struct Contact {
    pub keeper: usize,
    pub contact: usize,
    pub stay: Stay,
}

#[derive(Debug, Clone)]
pub struct Exemption {
    pub member: usize,
    /// A record kind by slug or Chinese name; none: exempt from everything.
    pub from_kind: Option<String>,
    pub stay: Stay,
}

#[derive(Debug, Clone, Copy)]
pub struct Election {
    pub day: Day,
    pub fact: FactId,
}

#[derive(Debug, Clone, Copy)]
pub struct Postponement {
    pub day: Day,
    pub until: Day,
    pub approved: bool,
}

impl Roster {
    pub fn member_index(&self, person: PersonId) -> Option<usize> {
        self.members.iter().position(|member| member.person == person)
    }

    pub fn guest(&self, person: PersonId) -> Option<&Guest> {
        self.guests.iter().find(|guest| guest.person == person)
    }

    /// What the organisation is called at last.
    pub fn name(&self) -> &str {
        self.names.last().map_or("", |name| &name.value)
    }

    /// The day on which it was first set up.
    pub fn set_up_on(&self) -> Option<Day> {
        self.stands.first().map(|stay| stay.from)
    }

    pub fn stands_on(&self, day: Day) -> bool {
        self.stands.iter().any(|stay| stay.holds(day))
    }

    /// The last day of an organisation that was dissolved before a day and not founded again since.
    pub fn dissolved_by(&self, day: Day) -> Option<Day> {
        let last = self.stands.iter().rev().find(|stay| stay.from <= day)?;
        (last.until < day).then_some(last.until)
    }

    /// Whether the organisation stands on both days and on all between. Founded again the day after it was dissolved, it
    /// goes on.
    pub fn stands_through(&self, first: Day, last: Day) -> bool {
        let mut next = first;
        for stay in self.stands.iter().filter(|stay| stay.until >= first) {
            if stay.from > next || next > last {
                break;
            }
            next = stay.until.plus_days(1);
        }
        next > last
    }

    pub fn form_on(&self, day: Day) -> Option<Form> {
        if !self.stands_on(day) {
            return None;
        }
        in_force(&self.forms, day).map(|form| form.value)
    }

    pub fn superior_on(&self, day: Day) -> Option<OrganisationId> {
        in_force(&self.superiors, day).map(|superior| superior.value)
    }

    pub fn members_on(&self, day: Day) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(move |member| member.on(day))
    }

    /// The secretary on a day, as an index into `members`. An organisation that does not stand has none.
    pub fn secretary_on(&self, day: Day) -> Option<usize> {
        if !self.stands_on(day) {
            return None;
        }
        self.posts
            .iter()
            .rev()
            .find(|held| held.post == Post::Secretary && held.stay.holds(day))
            .map(|held| held.member)
    }

    /// How a person is called here: the name, with the birth date (or a number) behind it where two share the name.
    pub fn display_name(&self, index: usize) -> String {
        let Some(member) = self.members.get(index) else { return String::new() };
        let namesakes: Vec<usize> = (0..self.members.len())
            .filter(|other| self.members.get(*other).is_some_and(|other| other.name == member.name))
            .collect();
        if namesakes.len() < 2 {
            return member.name.clone();
        }
        let born_alone = member.born.as_ref().is_some_and(|born| {
            namesakes
                .iter()
                .filter(|other| self.members.get(**other).and_then(|m| m.born.as_ref()) == Some(born))
                .count()
                == 1
        });
        match &member.born {
            Some(born) if born_alone => format!("{}({born})", member.name),
            _ => format!("{}({})", member.name, namesakes.iter().position(|other| *other == index).unwrap_or(0) + 1),
        }
    }
}

/// What is in force on a day, of what is in order of days.
pub fn in_force<T>(dated: &[Since<T>], day: Day) -> Option<&Since<T>> {
    dated.iter().rev().find(|since| since.from <= day)
}
