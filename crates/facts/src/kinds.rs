//! The kinds of fact that the roster knows by name (records.md, "Organisation and people").
//!
//! They are declared in the rulebook like all others, with these slugs; a check refuses a rulebook that lacks one.

/// An organisation exists. In the ledger of a branch, with `form` `group`, a Party group of that branch.
/// Fields: [`FORM`], [`NAME`], `code`, [`SUPERIOR`], [`APPROVED_BY`], `approval`, `units`, [`UNIT_COUNT`], `place`.
pub const ORGANISATION_SET_UP: &str = "organisation-set-up";
/// Something about it changed: any field of the set-up, from the day the fact occurred.
pub const ORGANISATION_CHANGED: &str = "organisation-changed";
/// It stands no more, from the day after.
pub const ORGANISATION_DISSOLVED: &str = "organisation-dissolved";
/// The unit that the organisation belongs to: [`UNIT_STATE`], [`STAFF`], `wage-bill`.
pub const UNIT_FACTS: &str = "unit-facts";
/// Part [`MEMBER`]. Fields: [`NAME`], [`HOW`], [`JOINED_ON`], [`FULL_ON`], [`STANDING`], [`CATEGORY`],
/// [`LEADER_RANK`], [`GROUP`], carried over from elsewhere [`HOURS_CARRIED`], [`DUES_PAID_UNTIL`].
pub const MEMBER_JOINED: &str = "member-joined";
/// Part [`MEMBER`]; the member belongs no more from the day after. Field [`HOW`].
pub const MEMBER_LEFT: &str = "member-left";
/// Part [`MEMBER`]; full member from that day.
pub const BECAME_FULL_MEMBER: &str = "became-full-member";
/// Part [`MEMBER`]; from that day suspended (no right, no duty).
pub const MEMBER_SUSPENDED: &str = "member-suspended";
/// Part [`HOLDER`]. Fields [`POST`], `basis`, [`MANAGERIAL_YEARS`], [`UNIT_HEAD`].
pub const POST_TAKEN: &str = "post-taken";
/// Part [`HOLDER`], field [`POST`]; the post is vacant from the day after.
pub const POST_LEFT: &str = "post-left";
/// Part [`MEMBER`], field [`GROUP`]; ends membership of any earlier group.
pub const GROUP_JOINED: &str = "group-joined";
/// Field [`GROUP`]; the group stands no more from the day after, and nobody has a place in it.
pub const GROUP_DISSOLVED: &str = "group-dissolved";
/// Part [`MEMBER`]. Fields [`RECEIVING`], `place`, `contact`.
pub const FLOATING_OUT: &str = "floating-out";
/// Part [`MEMBER`], who belongs elsewhere and takes part here until the end of the span where it has one.
/// Fields [`NAME`], [`SENDING`], `contact`.
pub const FLOATING_IN: &str = "floating-in";
/// Part [`MEMBER`]: in the ledger of the branch that holds the affiliation, back from that day; in that of the branch
/// that received the member, there no more from the day after.
pub const FLOATING_RETURNED: &str = "floating-returned";
/// Parts [`KEEPER`] (one) and [`CONTACT`] (members the keeper stays in contact with).
pub const CONTACT_ASSIGNED: &str = "contact-assigned";
/// Part [`MEMBER`]; field [`FROM_KIND`]: the record kind the member is exempt from (absent: from all), until the end
/// of the span where it has one.
pub const EXEMPTION_APPROVED: &str = "exemption-approved";
/// The whole committee was elected; its term begins.
pub const COMMITTEE_ELECTED: &str = "committee-elected";
/// The next election was put off. Fields [`UNTIL`], [`APPROVED`].
pub const ELECTION_POSTPONED: &str = "election-postponed";
/// A fact that should not have been recorded: supersedes it and stands for nothing itself.
pub const WITHDRAWN: &str = "withdrawn";

/// All kinds above.
pub const CORE: &[&str] = &[
    ORGANISATION_SET_UP,
    ORGANISATION_CHANGED,
    ORGANISATION_DISSOLVED,
    UNIT_FACTS,
    MEMBER_JOINED,
    MEMBER_LEFT,
    BECAME_FULL_MEMBER,
    MEMBER_SUSPENDED,
    POST_TAKEN,
    POST_LEFT,
    GROUP_JOINED,
    GROUP_DISSOLVED,
    FLOATING_OUT,
    FLOATING_IN,
    FLOATING_RETURNED,
    CONTACT_ASSIGNED,
    EXEMPTION_APPROVED,
    COMMITTEE_ELECTED,
    ELECTION_POSTPONED,
    WITHDRAWN,
];

// Parts.
pub const MEMBER: &str = "member";
pub const HOLDER: &str = "holder";
pub const KEEPER: &str = "keeper";
pub const CONTACT: &str = "contact";

// Fields.
/// Options: `committee`, `general-branch`, `branch`, `joint`, `temporary`, `group`.
pub const FORM: &str = "form";
pub const NAME: &str = "name";
pub const SUPERIOR: &str = "superior";
pub const APPROVED_BY: &str = "approved-by";
pub const UNIT_COUNT: &str = "unit-count";
/// Options: `operating`, `dormant`, `bankrupt`, `restructuring`.
pub const UNIT_STATE: &str = "unit-state";
pub const STAFF: &str = "staff";
/// Options of joining: `admitted`, `transferred-in`, `roster`; of leaving: `transferred-out`, `left-by-itself`,
/// `struck-off`, `expelled`, `deceased`.
pub const HOW: &str = "how";
/// The day of joining the Party.
pub const JOINED_ON: &str = "joined-on";
/// The day of becoming a full member; party standing counts from it.
pub const FULL_ON: &str = "full-on";
/// Options: `full`, `probationary`.
pub const STANDING: &str = "standing";
/// Options: `at-work`, `retired`, `student`, `other`.
pub const CATEGORY: &str = "category";
/// Options: `second-tier` (leaders of second-tier units and above), `none`.
pub const LEADER_RANK: &str = "leader-rank";
pub const HOURS_CARRIED: &str = "hours-carried";
pub const DUES_PAID_UNTIL: &str = "dues-paid-until";
/// The name of a Party group inside the branch.
pub const GROUP: &str = "group";
/// Options: `secretary`, `deputy`, `organisation`, `publicity`, `discipline`, `other-committee`, `group-leader`,
/// `information-collector`, `operator`, `keeper`.
pub const POST: &str = "post";
/// Options of [`POST`] that make up the committee of a branch.
pub const COMMITTEE_POSTS: &[&str] =
    &["secretary", "deputy", "organisation", "publicity", "discipline", "other-committee"];
pub const MANAGERIAL_YEARS: &str = "managerial-years";
pub const UNIT_HEAD: &str = "unit-head";
pub const RECEIVING: &str = "receiving";
/// The organisation that holds the affiliation of a floating member from elsewhere.
pub const SENDING: &str = "sending";
pub const FROM_KIND: &str = "from-kind";
pub const UNTIL: &str = "until";
/// On any fact, whether its kind declares it or not: the remark of the row that it was read from.
pub const NOTE: &str = "note";
pub const APPROVED: &str = "approved";
/// On any fact of these kinds: its day is not known and was assumed, as a roster without dates leaves it
/// (semantics, "Undated states"). A dated fact always wins over it.
pub const UNDATED: &str = "undated";
