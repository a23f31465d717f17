//! 党费、积分、制度、经费、阵地、谈话: a page of its own for each, from the rules over its records.

use askama::Template;
use axum::extract::Path;
use office::access::SeeOrganisation;
use views::{Register, RegisterOf};

use super::workbench::organisation_of;
use crate::answer::{Answer, WebError, page};
use crate::download::file;
use crate::entry::Entry;
use crate::frame::Frame;

#[derive(Template)]
#[template(path = "register.html")]
struct RegisterPage {
    frame: Frame,
    register: Register,
}

impl RegisterPage {
    /// What the tables are called, in the order in which they leave as files.
    fn names(&self) -> Vec<String> {
        self.register.tables().into_iter().map(|table| table.title).collect()
    }
}

/// Handler of `/o/{organisation}/registers/{register}`.
pub async fn register(entry: Entry, Path((organisation, register)): Path<(String, String)>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<SeeOrganisation>(organisation)?;
    let of = RegisterOf::from_slug(&register).ok_or(WebError::NotFound("没有这种台账，请从菜单里找"))?;
    let shown = entry.live().register(&allowed, of, entry.when()).await?;
    if let Some(asked) = entry.file()? {
        return file(&entry, (Some(organisation), of.word()), asked, shown.tables());
    }
    let frame = Frame::new(&entry, organisation, of.word(), &format!("registers/{register}"));
    page(&RegisterPage { frame, register: shown })
}
