//! The start: everybody is sent to the page that they come for.

use axum::response::Response;
use office::access::Role;

use crate::answer::see;
use crate::entry::Entry;

/// Handler of `/`. Who keeps a branch goes to its workbench, a member to the own page, an office to what is below it.
pub async fn home(entry: Option<Entry>) -> Response {
    let Some(entry) = entry else { return see("/sign-in") };
    // The last role is the one with the most to see; a branch of one's own comes before a seat.
    let own = entry.visitor().roles().filter(|(role, _)| !Role::SEATS.contains(role)).last();
    let seat = entry.visitor().roles().find(|(role, _)| Role::SEATS.contains(role));
    match own.or(seat) {
        Some((Role::Member, organisation)) => see(&entry.place(organisation).to("me")),
        Some((Role::Administrator, _)) => see("/settings/accounts"),
        Some((Role::UnitOffice | Role::GroupOffice | Role::Inspector, organisation)) => {
            see(&entry.place(organisation).to("overview"))
        }
        Some((_, organisation)) => see(&entry.place(organisation).to("")),
        None => see("/settings"),
    }
}
