//! The start: everybody is sent to the page that they come for.

use axum::response::Response;
use office::OrganisationId;
use office::access::Role;

use crate::answer::see;
use crate::entry::Entry;

/// Where somebody begins: the last role is the one with the most to see; a branch of one's own comes before a seat.
/// Accounts are managed for no organisation.
pub fn begins(entry: &Entry) -> Option<(Role, OrganisationId)> {
    let mut seats = entry.visitor().roles().filter(|(role, _)| Role::SEATS.contains(role));
    let own = entry.visitor().roles().filter(|(role, _)| !Role::SEATS.contains(role)).last();
    own.or_else(|| seats.next()).filter(|(role, _)| *role != Role::Administrator)
}

/// Handler of `/`. Who keeps a branch goes to its workbench, a member to the own page, an office to what is below it.
pub async fn home(entry: Option<Entry>) -> Response {
    let Some(entry) = entry else { return see("/sign-in") };
    match begins(&entry) {
        Some((Role::Member, organisation)) => see(&entry.place(organisation).to("me")),
        Some((Role::UnitOffice | Role::GroupOffice | Role::Inspector, organisation)) => {
            see(&entry.place(organisation).to("overview"))
        }
        Some((_, organisation)) => see(&entry.place(organisation).to("")),
        None if entry.visitor().roles().any(|(role, _)| role == Role::Administrator) => see("/settings/accounts"),
        None => see("/settings"),
    }
}
