//! 封条: the end of the journal, to be kept elsewhere.

use askama::Template;
use office::Seal;
use office::access::SeeLog;

use crate::answer::{Answer, page};
use crate::entry::Entry;

#[derive(Template)]
#[template(path = "seal.html")]
struct SealPage {
    visitor: String,
    at: String,
    seal: Option<Seal>,
}

/// Handler of `GET /settings/seal`.
pub async fn seal(entry: Entry) -> Answer {
    let allowed = entry.live().allow_everywhere::<SeeLog>(entry.visitor())?;
    let seal = entry.live().office().seal(&allowed).await?;
    page(&SealPage { visitor: entry.visitor().name.clone(), at: views::words::instant(entry.now), seal })
}
