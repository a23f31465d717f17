//! Every page and every address. One file a page: its struct, its handlers, beside a template of the same stem.

mod attachments;
mod cases;
mod count;
mod home;
mod import;
mod kept;
mod log;
mod meetings;
mod members;
mod notices;
mod offline;
mod overview;
mod own;
mod parameters;
mod passkeys;
mod questions;
mod records;
mod registers;
mod rules;
mod seal;
mod search;
mod second_factor;
mod settings;
mod sign_in;
mod sign_on;
mod standard;
mod tokens;
mod webhooks;
mod workbench;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Router, middleware};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use crate::answer::WebError;
use crate::sent::{MAPPING_BYTES_MOST, SENT_BYTES_MOST};
use crate::serve::State;
use crate::{api, assets, guard, metrics};

/// What is typed into a form fits into this many times over; files have their own limit.
const FORM_BYTES_MOST: usize = 1 << 20;
/// An answer that takes longer is of no use to anybody any more.
const ANSWER_PATIENCE: Duration = Duration::from_secs(60);
/// A telephone on a building site sends twenty megabytes in some minutes.
const FILE_PATIENCE: Duration = Duration::from_secs(600);

pub(crate) fn router(state: Arc<State>) -> Router {
    let keeps_typed = middleware::from_fn_with_state(Arc::clone(&state), kept::keep_typed);
    Router::new()
        .merge(open().merge(of_an_organisation().layer(keeps_typed.clone())).layer(patience(ANSWER_PATIENCE)))
        .merge(with_files().layer(keeps_typed.clone()))
        .merge(with_books().layer(keeps_typed))
        .fallback(async || WebError::NotFound("请检查地址，或从菜单里找"))
        .layer(middleware::from_fn(guard::in_words))
        .layer(middleware::from_fn(guard::same_site))
        // No cookie opens what programs use: no other site can make a browser send anything there that counts.
        .merge(api::router(patience(ANSWER_PATIENCE), patience(FILE_PATIENCE)))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MOST))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(Arc::clone(&state), guard::headers))
        .layer(middleware::from_fn_with_state(Arc::clone(&state), metrics::count))
        .with_state(state)
}

/// Pages that nobody has to be signed in for, and those of whoever is.
fn open() -> Router<Arc<State>> {
    Router::new()
        .route("/", get(home::home))
        .route("/search", get(search::from_home))
        .route("/sign-in", get(sign_in::form).post(sign_in::sign_in))
        .route("/sign-in/code", post(sign_in::code))
        .route("/sign-in/passkey/ask", post(passkeys::ask))
        .route("/sign-in/passkey", post(passkeys::sign_in))
        .route("/sign-in/sign-on", get(sign_on::leave))
        .route("/sign-in/sign-on/back", get(sign_on::back))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/settings", get(settings::settings))
        .route("/settings/password", post(settings::password))
        .route("/settings/sessions/{session}/end", post(settings::end_session))
        .route("/settings/second-factor", get(second_factor::second_factor))
        .route("/settings/second-factor/codes", post(second_factor::offer_codes))
        .route("/settings/second-factor/codes/confirm", post(second_factor::set_codes))
        .route("/settings/second-factor/codes/off", post(second_factor::drop_codes))
        .route("/settings/second-factor/recovery", post(second_factor::renew_recovery_codes))
        .route("/settings/passkeys/offer", post(passkeys::offer))
        .route("/settings/passkeys", post(passkeys::add))
        .route("/settings/passkeys/{passkey}/name", post(passkeys::name))
        .route("/settings/passkeys/{passkey}/drop", post(passkeys::drop))
        .route("/settings/tokens", get(tokens::tokens).post(tokens::make))
        .route("/settings/tokens/{token}/end", post(tokens::end))
        .route("/settings/accounts/tokens/{token}/end", post(tokens::end_anybodys))
        .route("/settings/webhooks", get(webhooks::webhooks).post(webhooks::add))
        .route("/settings/webhooks/{webhook}/end", post(webhooks::end))
        .route("/settings/log", get(log::log))
        .route("/settings/seal", get(seal::seal))
        .route("/settings/accounts", get(settings::accounts).post(settings::make_account))
        .route("/settings/accounts/{account}/end", post(settings::end_account))
        .route("/settings/notices", get(notices::notices))
        .route("/settings/notices/mail", post(notices::mail))
        .route("/settings/notices/mail/confirm", post(notices::confirm_mail))
        .route("/settings/notices/robot", post(notices::robot))
        .route("/settings/notices/group", post(notices::group))
        .route("/settings/notices/calendar", post(notices::renew_calendar))
        .route("/settings/notices/{way}/off", post(notices::off))
        .route("/calendar/{file}", get(notices::calendar))
        .route("/sw.js", get(offline::worker))
        .route("/outbox", get(offline::outbox))
        .route("/offline", get(offline::offline))
        .route("/offline/here", get(offline::here))
        .route("/manifest.webmanifest", get(offline::manifest))
        .route("/icon-192.png", get(offline::icon_small))
        .route("/icon-512.png", get(offline::icon_large))
        .route("/settings/accounts/{account}/second-factor/reset", post(settings::reset_second_factors))
        .route("/health", get(async || "好"))
        .route("/assets/{name}", get(assets::serve))
}

/// Forms that bring files: they may be as large as those, and take as long as a bad network needs.
fn with_files() -> Router<Arc<State>> {
    Router::new()
        .route("/o/{organisation}/records/{kind}/new", get(records::new).post(records::write))
        .route(
            "/o/{organisation}/records/{kind}/{record}/correct",
            get(records::correct).post(records::write_correction),
        )
        .route("/o/{organisation}/me/{kind}", get(own::form).post(own::write))
        .route("/o/{organisation}/import", get(import::form).post(import::bring))
        .layer(DefaultBodyLimit::max(SENT_BYTES_MOST))
        .layer(patience(FILE_PATIENCE))
}

/// What a book becomes: its columns are sent along, and reading it takes its time.
fn with_books() -> Router<Arc<State>> {
    Router::new()
        .route("/o/{organisation}/import/{book}", get(import::book).post(import::decide))
        .route("/o/{organisation}/import/{book}/refused", post(import::refused))
        .layer(DefaultBodyLimit::max(MAPPING_BYTES_MOST))
        .layer(patience(FILE_PATIENCE))
}

fn patience(patience: Duration) -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, patience)
}

/// Pages about one organisation. Each asks for its permission itself.
fn of_an_organisation() -> Router<Arc<State>> {
    Router::new()
        .route("/o/{organisation}/", get(workbench::workbench))
        .route("/o/{organisation}/search", get(search::search))
        .route("/o/{organisation}/standard", get(standard::standard))
        .route("/o/{organisation}/standard/{clause}", get(standard::clause))
        .route("/o/{organisation}/parameters", get(parameters::parameters).post(parameters::set))
        .route("/o/{organisation}/parameters/withdraw", post(parameters::withdraw))
        .route("/o/{organisation}/rules/{rule}", get(rules::rule))
        .route("/o/{organisation}/rules/{rule}/{place}", get(rules::finding))
        .route("/o/{organisation}/records", get(records::records))
        .route("/o/{organisation}/yearbook/{year}", get(records::yearbook))
        .route("/o/{organisation}/records/{kind}", get(records::ledger))
        .route("/o/{organisation}/records/{kind}/{record}", get(records::record))
        .route("/o/{organisation}/records/{kind}/{record}/attachments/{digest}", get(attachments::file))
        .route("/o/{organisation}/records/{kind}/{record}/withdraw", post(records::withdraw))
        .route("/o/{organisation}/meetings", get(meetings::meetings).post(meetings::open))
        .route("/o/{organisation}/meetings/{meeting}", get(meetings::meeting))
        .route("/o/{organisation}/meetings/{meeting}/ask", post(meetings::ask))
        .route("/o/{organisation}/meetings/{meeting}/mark", post(meetings::mark))
        .route("/o/{organisation}/meetings/{meeting}/drop", post(meetings::drop))
        .route("/o/{organisation}/meetings/{meeting}/count", get(count::count).post(count::set_up))
        .route("/o/{organisation}/meetings/{meeting}/count/tell", post(count::tell))
        .route("/o/{organisation}/meetings/{meeting}/wall", get(meetings::wall))
        .route("/o/{organisation}/meetings/{meeting}/here", post(meetings::sign))
        .route("/o/{organisation}/meetings/{meeting}/here/{code}", get(meetings::scanned).post(meetings::sign_later))
        .route("/o/{organisation}/registers/{register}", get(registers::register))
        .route("/o/{organisation}/members", get(members::members))
        .route("/o/{organisation}/members/{person}", get(members::member))
        .route("/o/{organisation}/organisation", get(members::organisation))
        .route("/o/{organisation}/cases", get(cases::cases))
        .route("/o/{organisation}/cases/{rule}/{record}", get(cases::case))
        .route("/o/{organisation}/cases/{rule}/{record}/next", get(cases::next))
        .route("/o/{organisation}/board/{rule}", get(cases::board))
        .route("/o/{organisation}/inbox", get(cases::inbox))
        .route("/o/{organisation}/overview", get(overview::overview))
        .route("/o/{organisation}/overview/remind", post(overview::remind))
        .route("/o/{organisation}/overview/what-if", get(questions::what_if).post(questions::ask_what_if))
        .route("/o/{organisation}/overview/what-if/{question}", get(questions::what_if_answer))
        .route("/o/{organisation}/overview/sampling", get(questions::sampling).post(questions::ask_for_sample))
        .route("/o/{organisation}/overview/sampling/{question}", get(questions::drawn))
        .route("/o/{organisation}/overview/ranking", get(overview::ranking))
        .route("/o/{organisation}/overview/rules/{rule}", get(overview::failing))
        .route("/o/{organisation}/me", get(members::me))
        .route("/o/{organisation}/published", get(own::published))
}
