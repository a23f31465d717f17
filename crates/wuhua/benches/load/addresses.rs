//! The addresses to ask for: found by following links, sorted by the kind of page.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;

use crate::client::{Client, Session};

/// Addresses of one kind of page.
pub struct Pool {
    pub kind: String,
    pub session: Session,
    addresses: Vec<String>,
}

impl Pool {
    pub fn of_one(kind: &str, address: &str, session: Session) -> Pool {
        Pool { kind: kind.to_owned(), session, addresses: vec![address.to_owned()] }
    }

    pub fn len(&self) -> usize {
        self.addresses.len()
    }

    /// One of them; different numbers mostly name different ones.
    pub fn pick(&self, number: usize) -> &str {
        self.addresses.get(number % self.addresses.len()).unwrap()
    }
}

/// So many addresses of a kind are enough to find few of them ready.
const OF_A_KIND_MOST: usize = 400;

/// What somebody can reach: the pages of so many branches, and what those lead to.
pub async fn gather(client: &Client, role: &str, session: &Session, branches: usize) -> Vec<Pool> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let home = client.get("/", session).await.text();
    let mut to_look_at = vec![];
    note(&mut found, &home);
    // From the top down to the branches: overviews first.
    if let Some(top) = found.get("overview").and_then(BTreeSet::first).cloned() {
        let overview = client.get(&top, session).await.text();
        note(&mut found, &overview);
        for unit in found.get("overview").cloned().unwrap_or_default() {
            note(&mut found, &client.get(&unit, session).await.text());
        }
    }
    let homes: Vec<String> = found.get("").into_iter().flatten().cloned().collect();
    let step = (homes.len() / branches).max(1);
    for home in homes.iter().step_by(step).take(branches) {
        to_look_at.extend(
            ["", "standard", "records", "members", "organisation", "cases"].map(|page| format!("{home}{page}")),
        );
    }
    for address in to_look_at {
        let answer = client.get(&address, session).await;
        if answer.status == StatusCode::OK {
            found.entry(kind_of(&address).unwrap()).or_default().insert(address.clone());
            note(&mut found, &answer.text());
        }
    }
    let pool = |(kind, addresses): (String, BTreeSet<String>)| {
        let step = (addresses.len() / OF_A_KIND_MOST).max(1);
        let addresses: Vec<String> = addresses.into_iter().step_by(step).take(OF_A_KIND_MOST).collect();
        Pool { kind: format!("{role} /{kind}"), session: session.clone(), addresses }
    };
    found.into_iter().map(pool).collect()
}

fn note(found: &mut BTreeMap<String, BTreeSet<String>>, page: &str) {
    for link in page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        let link = link.replace("&#38;", "&").replace("&amp;", "&");
        if let Some(kind) = kind_of(&link) {
            found.entry(kind).or_default().insert(link);
        }
    }
}

/// Which page of an organisation it is; none for what is no page of one. A page as a file to download is not read by
/// anybody as a page, and counts for itself.
fn kind_of(address: &str) -> Option<String> {
    let kind = page_of(address)?;
    Some(if address.contains("file=") { format!("{kind} (file)") } else { kind })
}

fn page_of(address: &str) -> Option<String> {
    let path = address.split(['?', '#']).next()?.strip_prefix("/o/")?;
    let mut parts = path.split('/').skip(1);
    let page = parts.next()?;
    let rest: Vec<&str> = parts.collect();
    Some(match (page, rest.as_slice()) {
        (page, []) => page.to_owned(),
        ("records", [_]) => "records/KIND".to_owned(),
        ("records", [_, "new"]) => "records/KIND/new".to_owned(),
        ("records", [_, _]) => "records/KIND/RECORD".to_owned(),
        ("rules", [_]) => "rules/RULE".to_owned(),
        ("rules", [_, _]) => "rules/RULE/FINDING".to_owned(),
        (page, rest) => format!("{page}{}", "/…".repeat(rest.len())),
    })
}
