//! The program on a phone: what makes it installable, and its pages without network.

use askama::Template;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::answer::{Answer, page};
use crate::assets;
use crate::entry::Entry;

#[derive(Template)]
#[template(path = "sw.js", escape = "none")]
struct Worker {
    version: String,
    assets: Vec<&'static str>,
}

#[derive(Template)]
#[template(path = "outbox.html")]
struct OutboxPage {
    /// Whose records may be sent from here.
    account: Option<String>,
}

#[derive(Template)]
#[template(path = "offline.html")]
struct OfflinePage;

#[derive(Template)]
#[template(path = "offline_here.html")]
struct OfflineHerePage;

/// What every page needs to look as it does; charts are left to the network.
const SHELL: [&str; 4] = ["style.css", "wuhua.js", "outbox.js", "mark.svg"];

/// Handler of `/sw.js`. Another program has other addresses in it, which is how a browser learns of it.
pub async fn worker() -> Answer {
    let worker = Worker { version: assets::version(), assets: SHELL.map(assets::asset).to_vec() };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8")),
        (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    Ok((headers, worker.render()?).into_response())
}

/// Handler of `/outbox`: the list is the device's, which fills it in.
pub async fn outbox(entry: Option<Entry>) -> Answer {
    // Who has something to do first could not send anything yet.
    let ready = entry.and_then(|entry| entry.ready("").ok());
    page(&OutboxPage { account: ready.map(|entry| entry.visitor().account.to_string()) })
}

/// Handler of `/offline`.
pub async fn offline() -> Answer {
    page(&OfflinePage)
}

/// Handler of `/offline/here`: what a phone shows in the place of a meeting's code when there is no network.
pub async fn here() -> Answer {
    page(&OfflineHerePage)
}

/// Handler of `/manifest.webmanifest`.
pub async fn manifest() -> Response {
    file("application/manifest+json", include_bytes!("../../assets/manifest.webmanifest"))
}

/// Handler of `/icon-192.png`.
pub async fn icon_small() -> Response {
    file("image/png", include_bytes!("../../assets/icon-192.png"))
}

/// Handler of `/icon-512.png`.
pub async fn icon_large() -> Response {
    file("image/png", include_bytes!("../../assets/icon-512.png"))
}

fn file(media_type: &'static str, bytes: &'static [u8]) -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400")),
    ];
    (headers, bytes).into_response()
}
