//! The file of a record, to be taken away.

use axum::extract::Path;
use office::access::SeeOrganisation;

use super::records::record_of;
use super::workbench::organisation_of;
use crate::answer::{Answer, WebError};
use crate::attached::attached;
use crate::entry::Entry;

/// Handler of `/o/{organisation}/records/{kind}/{record}/attachments/{digest}`.
pub async fn file(
    entry: Entry,
    Path((organisation, _, record, digest)): Path<(String, String, String, String)>,
) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<SeeOrganisation>(organisation)?;
    let found = entry.live().attachment(&allowed, (record_of(&record)?, &digest), entry.when()).await?;
    let opened = found.ok_or(WebError::NotFound("这条记录没有这个附件，或它的内容已经销毁"))?;
    Ok(attached(entry.state(), opened))
}
