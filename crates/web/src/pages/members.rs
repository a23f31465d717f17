//! 党员, 组织, 我的: the roster of a day, one member, the organisation itself, one's own page.

use askama::Template;
use axum::extract::Path;
use office::OrganisationId;
use office::access::{SeeOrganisation, SeeOwn};
use office::live::{Standing, Tree};
use views::{
    FindingRow, MemberShown, MembersShown, OrganisationShown, Table, findings_table, lines_table, members_table,
    posts_table, words,
};

use super::workbench::organisation_of;
use crate::answer::{Answer, WebError, page};
use crate::download::file;
use crate::entry::Entry;
use crate::frame::Frame;

#[derive(Template)]
#[template(path = "members.html")]
struct MembersPage {
    frame: Frame,
    shown: MembersShown,
}

#[derive(Template)]
#[template(path = "member.html")]
struct MemberPage {
    frame: Frame,
    member: MemberShown,
    /// Looking at oneself: what is behind a finding is then not always one's to see.
    is_own: bool,
    /// What one may write down of oneself, where it is one's own page: address and name of each kind.
    kinds: Vec<(String, String)>,
    /// Of each finding, the form by which one settles it oneself.
    settled_at: Vec<Option<String>>,
}

impl MemberPage {
    fn settle(&self, at: &usize) -> Option<&str> {
        self.settled_at.get(*at)?.as_deref()
    }
}

#[derive(Template)]
#[template(path = "organisation.html")]
struct OrganisationPage {
    frame: Frame,
    shown: OrganisationShown,
    above: Vec<(Option<String>, String)>,
    below: Vec<Below>,
    /// Of another day only the names are told here: how each stood then is on its own page.
    is_today: bool,
}

/// An organisation directly below.
struct Below {
    /// Where its page is, for whoever may look.
    address: Option<String>,
    name: String,
    figures: Option<Figures>,
}

/// How an organisation and all under it stand today.
struct Figures {
    branches: usize,
    members: u32,
    secretary: String,
    stars: String,
    overdue: u32,
}

/// Handler of `/o/{organisation}/members`.
pub async fn members(entry: Entry, Path(organisation): Path<String>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<SeeOrganisation>(organisation)?;
    let shown = entry.live().members(&allowed, entry.when()).await?;
    if let Some(asked) = entry.file()? {
        return file(&entry, (Some(organisation), "党员"), asked, vec![members_table(&shown.members)]);
    }
    page(&MembersPage { frame: Frame::new(&entry, organisation, "党员", "members"), shown })
}

/// Handler of `/o/{organisation}/members/{person}`.
pub async fn member(entry: Entry, Path((organisation, person)): Path<(String, String)>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<SeeOrganisation>(organisation)?;
    let missing = WebError::NotFound("本组织的名册里没有这个人");
    let Ok(person) = person.parse() else { return Err(missing) };
    let member = entry.live().member(&allowed, person, entry.when()).await?.ok_or(missing)?;
    if let Some(asked) = entry.file()? {
        return file(&entry, (Some(organisation), &member.row.name), asked, tables_of(&member));
    }
    let frame = Frame::new(&entry, organisation, &member.row.name, "members");
    page(&MemberPage { frame, member, is_own: false, kinds: Vec::new(), settled_at: Vec::new() })
}

/// Handler of `/o/{organisation}/me`.
pub async fn me(entry: Entry, Path(organisation): Path<String>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<SeeOwn>(organisation)?;
    let found = entry.live().own_page(&allowed, entry.when()).await?;
    let member = found.ok_or(WebError::NotFound("本组织的名册里没有您"))?;
    if let Some(asked) = entry.file()? {
        return file(&entry, (Some(organisation), &member.row.name), asked, tables_of(&member));
    }
    let frame = Frame::new(&entry, organisation, "我的", "me");
    let is_own = entry.allow::<SeeOrganisation>(organisation).is_err();
    let (kinds, settled_at) = match entry.asked() {
        Some(_) => (Vec::new(), Vec::new()),
        None => ways_to_write(&entry, organisation, &member),
    };
    page(&MemberPage { frame, member, is_own, kinds, settled_at })
}

/// The forms that a member fills in oneself: all of them, and of each finding the one that settles it.
fn ways_to_write(
    entry: &Entry,
    organisation: OrganisationId,
    member: &MemberShown,
) -> (Vec<(String, String)>, Vec<Option<String>>) {
    let place = entry.place(organisation);
    let kinds = entry.live().own_kinds().into_iter().map(|(kind, name)| (place.own(&kind), name)).collect();
    let settled = |row: &FindingRow| {
        let is_wanted = matches!(row.status, "open" | "missed" | "unknown");
        let (kind, begun) = entry.live().settled_by_own(&row.rule, &row.period).filter(|_| is_wanted)?;
        Some(place.begin_own(&kind, &begun))
    };
    (kinds, member.findings.iter().map(|(_, row)| settled(row)).collect())
}

/// The tables of a member's page.
fn tables_of(member: &MemberShown) -> Vec<Table> {
    let findings: Vec<FindingRow> = member.findings.iter().map(|(_, row)| row.clone()).collect();
    vec![findings_table("要求", &findings), lines_table("参加过的", &member.records)]
}

/// Whoever may not look is told the name alone.
fn below(tree: &Tree, id: OrganisationId, (address, name): (Option<String>, String)) -> Option<Below> {
    let standing = &tree.node(id)?.standing;
    let figures = address.is_some().then(|| {
        let under: Vec<&Standing> =
            tree.under(id).into_iter().filter_map(|id| Some(&tree.node(id)?.standing)).collect();
        Figures {
            branches: under.iter().filter(|standing| standing.is_scored()).count(),
            members: under.iter().map(|standing| standing.members).sum(),
            secretary: standing.secretary.clone().unwrap_or_default(),
            stars: match standing.is_scored() {
                true => words::stars(standing.sheet().stars),
                false => String::new(),
            },
            overdue: under.iter().map(|standing| standing.overdue).sum(),
        }
    });
    Some(Below { address, name, figures })
}

/// Handler of `/o/{organisation}/organisation`.
pub async fn organisation(entry: Entry, Path(organisation): Path<String>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<SeeOrganisation>(organisation)?;
    let shown = entry.live().organisation(&allowed, entry.when()).await?;
    if let Some(asked) = entry.file()? {
        let tables = vec![posts_table(&shown.posts), lines_table("设立和变更", &shown.records)];
        return file(&entry, (Some(organisation), "组织"), asked, tables);
    }
    let tree = entry.live().tree();
    let frame = Frame::new(&entry, organisation, "组织", "organisation");
    // Of those above everybody may know the name; only who may look gets a link.
    let link = |id: &office::OrganisationId| {
        let may_look = entry.allow::<SeeOrganisation>(*id).is_ok();
        (may_look.then(|| frame.place.of(*id).to("organisation")), tree.name(*id).to_owned())
    };
    let above = tree.line(organisation).iter().skip(1).rev().map(link).collect();
    let node = tree.node(organisation);
    let below = node.into_iter().flat_map(|node| &node.below).filter_map(|id| below(&tree, *id, link(id)));
    let (below, is_today) = (below.collect(), entry.asked().is_none());
    page(&OrganisationPage { frame, shown, above, below, is_today })
}
