//! 党员, 组织, 我的: the roster of a day, one member, the organisation itself, one's own page.

use askama::Template;
use axum::extract::Path;
use office::access::{SeeOrganisation, SeeOwn};
use views::{
    FindingRow, MemberShown, MembersShown, OrganisationShown, Table, findings_table, lines_table, members_table,
    posts_table,
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
}

#[derive(Template)]
#[template(path = "organisation.html")]
struct OrganisationPage {
    frame: Frame,
    shown: OrganisationShown,
    above: Vec<(Option<String>, String)>,
    below: Vec<(Option<String>, String)>,
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
    page(&MemberPage { frame, member, is_own: false })
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
    page(&MemberPage { frame, member, is_own })
}

/// The tables of a member's page.
fn tables_of(member: &MemberShown) -> Vec<Table> {
    let findings: Vec<FindingRow> = member.findings.iter().map(|(_, row)| row.clone()).collect();
    vec![findings_table("要求", &findings), lines_table("参加过的", &member.records)]
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
    // Others' pages are named; whether they open is decided there.
    let above = tree.line(organisation).iter().skip(1).rev().map(link).collect();
    let below = tree.node(organisation).map(|node| node.below.iter().map(link).collect()).unwrap_or_default();
    page(&OrganisationPage { frame, shown, above, below })
}
