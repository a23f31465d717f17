//! A rule with all its findings, and a finding with the records that prove it: from a number to its evidence.

use askama::Template;
use axum::extract::Path;
use office::RuleFindings;
use office::access::SeeOrganisation;
use views::{Explanation, findings_table};

use super::workbench::organisation_of;
use crate::answer::{Answer, WebError, page};
use crate::download::file;
use crate::entry::Entry;
use crate::frame::Frame;

#[derive(Template)]
#[template(path = "rule.html")]
struct RulePage {
    frame: Frame,
    rule: RuleFindings,
}

#[derive(Template)]
#[template(path = "finding.html")]
struct FindingPage {
    frame: Frame,
    rule: String,
    title: String,
    why: Explanation,
}

/// Handler of `/o/{organisation}/rules/{rule}`.
pub async fn rule(entry: Entry, Path((organisation, rule)): Path<(String, String)>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<SeeOrganisation>(organisation)?;
    let found = entry.live().findings_of(&allowed, &rule, entry.when()).await?;
    let rule = found.ok_or(WebError::NotFound("标准里没有这条规则"))?;
    if let Some(asked) = entry.file()? {
        return file(&entry, (Some(organisation), &rule.title), asked, vec![findings_table("检查结果", &rule.rows)]);
    }
    page(&RulePage { frame: Frame::new(&entry, organisation, &rule.title, "standard"), rule })
}

/// Handler of `/o/{organisation}/rules/{rule}/{place}`.
pub async fn finding(entry: Entry, Path((organisation, rule, place)): Path<(String, String, String)>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<SeeOrganisation>(organisation)?;
    let missing = WebError::NotFound("没有这项检查结果，记录或日期可能已经不同。请从规则页重新进入");
    let Ok(at) = place.parse() else { return Err(missing) };
    let why = entry.live().evidence(&allowed, (&rule, at), entry.when()).await?.ok_or(missing)?;
    // The slug is for commands; an address has it already.
    let title = why.rule.strip_suffix(&format!("（{rule}）")).unwrap_or(&why.rule).to_owned();
    page(&FindingPage { frame: Frame::new(&entry, organisation, "凭据", "standard"), rule, title, why })
}
