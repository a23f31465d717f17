//! The numbers of the standard with their days, and the form by which the group's office gives them others.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use office::access::{AskWhatIf, SeeOrganisation, SetParameters};
use office::{OrganisationId, ParameterRefused, ParameterWanted};
use serde::Deserialize;
use views::{ParameterRow, parameter_rows, parameters_table};

use super::workbench::organisation_of;
use crate::answer::{Answer, page_with, see};
use crate::download::file;
use crate::entry::Entry;
use crate::frame::Frame;

#[derive(Template)]
#[template(path = "parameters.html")]
struct ParametersPage {
    frame: Frame,
    rows: Vec<ParameterRow>,
    /// Whether one may ask what would be otherwise.
    may_ask: bool,
    may_set: bool,
    /// Whether there is a folder that what is set can be written to.
    has_folder: bool,
    typed: NewValue,
    fault: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
pub struct NewValue {
    #[serde(default)]
    parameter: String,
    #[serde(default)]
    value: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    source: String,
}

/// Handler of `/o/{organisation}/parameters`.
pub async fn parameters(entry: Entry, Path(organisation): Path<String>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    entry.allow::<SeeOrganisation>(organisation)?;
    if let Some(asked) = entry.file()? {
        return file(&entry, (Some(organisation), "参数"), asked, vec![parameters_table(&rows(&entry))]);
    }
    shown(&entry, organisation, NewValue::default(), None)
}

/// Handler of `POST /o/{organisation}/parameters`.
pub async fn set(entry: Entry, Path(organisation): Path<String>, Form(typed): Form<NewValue>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    entry.allow::<SeeOrganisation>(organisation)?;
    let allowed = entry.live().allow_everywhere::<SetParameters>(entry.visitor())?;
    let NewValue { parameter, value, from, source } = &typed;
    let (parameter, value, from, source) = (parameter.clone(), value.clone(), from.clone(), source.clone());
    let wanted = ParameterWanted { parameter, value, from, source };
    if entry.asked().is_some() {
        return Ok(see(&entry.place(organisation).to("parameters")));
    }
    let _turn = entry.state().changing.lock().await;
    let set = entry.live().office().set_parameter(&allowed, &wanted, entry.now).await;
    answer(&entry, organisation, typed, set).await
}

/// Handler of `POST /o/{organisation}/parameters/withdraw`.
pub async fn withdraw(entry: Entry, Path(organisation): Path<String>, Form(typed): Form<NewValue>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    entry.allow::<SeeOrganisation>(organisation)?;
    let allowed = entry.live().allow_everywhere::<SetParameters>(entry.visitor())?;
    let value = (typed.parameter.as_str(), typed.from.as_str());
    if entry.asked().is_some() {
        return Ok(see(&entry.place(organisation).to("parameters")));
    }
    let _turn = entry.state().changing.lock().await;
    let unset = entry.live().office().unset_parameter(&allowed, value, entry.now).await;
    answer(&entry, organisation, NewValue::default(), unset).await
}

/// What was set holds from the next page on.
async fn answer(
    entry: &Entry,
    organisation: OrganisationId,
    typed: NewValue,
    done: Result<(), ParameterRefused>,
) -> Answer {
    match done {
        Ok(()) => {
            entry.state().renew().await?;
            Ok(see(&entry.place(organisation).to("parameters")))
        }
        Err(refused) => shown(entry, organisation, typed, Some(refused.to_string())),
    }
}

fn shown(entry: &Entry, organisation: OrganisationId, typed: NewValue, fault: Option<String>) -> Answer {
    let frame = Frame::new(entry, organisation, "参数", "standard");
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let may_ask = entry.allow::<AskWhatIf>(organisation).is_ok();
    let may_set = frame.past.is_none() && entry.live().allow_everywhere::<SetParameters>(entry.visitor()).is_ok();
    let has_folder = entry.live().office().keeps_parameters();
    page_with(status, &ParametersPage { frame, rows: rows(entry), may_ask, may_set, has_folder, typed, fault })
}

fn rows(entry: &Entry) -> Vec<ParameterRow> {
    let office = entry.live().office();
    parameter_rows(office.rulebook(), entry.when().as_of, office.file_of_parameters())
}
