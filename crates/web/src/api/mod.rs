//! `/api/v1`: what the pages show and do, for programs. JSON over the same use cases, described by OpenAPI 3.1.
//!
//! Every route is added with its description in one word (`routes!`), so that none can be without one; the document is
//! made of the same types that the answers are. A program comes with a token (`client`), and is refused in the words of
//! RFC 9457 (`problem`). Shapes are types of this folder, one file a subject; nothing here decides anything.

mod asked;
mod attachment;
mod book;
mod case;
mod client;
mod count;
mod finding;
mod kind;
mod log;
mod me;
mod meeting;
mod organisation;
mod overview;
mod problem;
mod question;
mod record;
mod register;
mod search;
mod write;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header::CONTENT_TYPE;
use axum::routing::{any, get};
use tower_http::timeout::TimeoutLayer;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::sent::MAPPING_BYTES_MOST;
use crate::serve::State;
use problem::{PlaceOfProblem, Problem};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "五化",
        version = "1",
        description = "五化的程序接口。页面上能看能做的，程序也能；看到什么由账号今天的角色和令牌的范围决定。\
                       日期写 2026-03-31；时刻写 2026-03-31T09:30:00+08:00。"
    ),
    components(schemas(Problem, PlaceOfProblem)),
    modifiers(&Token)
)]
struct Document;

/// How a program says who it comes for.
struct Token;

impl Modify for Token {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("在“设置”里建立的令牌，以 wuhua_ 开头。浏览器的登录在这里无效。"))
            .build();
        document.components.get_or_insert_default().add_security_scheme("token", SecurityScheme::Http(scheme));
    }
}

/// Those that are answered at once, with their descriptions.
fn at_once() -> OpenApiRouter<Arc<State>> {
    OpenApiRouter::new()
        .routes(routes!(me::me))
        .routes(routes!(log::log))
        .routes(routes!(organisation::organisations))
        .routes(routes!(organisation::organisation))
        .routes(routes!(organisation::members))
        .routes(routes!(organisation::member))
        .routes(routes!(organisation::own_page))
        .routes(routes!(finding::standard))
        .routes(routes!(finding::findings))
        .routes(routes!(finding::evidence))
        .routes(routes!(finding::todos))
        .routes(routes!(record::kinds))
        .routes(routes!(kind::kind))
        .routes(routes!(kind::own_kinds))
        .routes(routes!(write::write_own))
        .routes(routes!(register::published))
        .routes(routes!(record::records, write::write))
        .routes(routes!(record::record))
        .routes(routes!(write::correct))
        .routes(routes!(write::withdraw))
        .routes(routes!(register::register))
        .routes(routes!(case::cases))
        .routes(routes!(case::case))
        .routes(routes!(case::inbox))
        .routes(routes!(overview::overview))
        .routes(routes!(overview::ranking))
        .routes(routes!(overview::failing))
        .routes(routes!(overview::remind))
        .routes(routes!(question::parameters))
        .routes(routes!(question::ask_what_if))
        .routes(routes!(question::what_if))
        .routes(routes!(question::ask_for_sample))
        .routes(routes!(question::sample))
        .routes(routes!(search::search))
        .routes(routes!(meeting::meetings, meeting::call))
        .routes(routes!(meeting::meeting, meeting::drop))
        .routes(routes!(meeting::mark))
        .routes(routes!(meeting::code))
        .routes(routes!(meeting::attend))
        .routes(routes!(count::count, count::set_up, count::drop))
        .routes(routes!(count::tell))
        .routes(routes!(attachment::attachment))
}

/// Those that files are sent to.
fn with_files() -> OpenApiRouter<Arc<State>> {
    OpenApiRouter::new()
        .routes(routes!(attachment::attach))
        .routes(routes!(book::bring))
        .routes(routes!(book::preview))
        .routes(routes!(book::take_in))
        .routes(routes!(book::refused))
}

/// The routes, each with its patience, and the document that describes them.
pub(crate) fn router(patience: TimeoutLayer, patience_with_files: TimeoutLayer) -> Router<Arc<State>> {
    let described = OpenApiRouter::with_openapi(Document::openapi())
        .merge(at_once().layer(patience))
        .merge(with_files().layer(DefaultBodyLimit::max(MAPPING_BYTES_MOST)).layer(patience_with_files));
    let (router, document) = described.split_for_parts();
    // What the macros gave is plain data, which JSON holds.
    let document: Arc<str> = document.to_json().unwrap_or_default().into();
    let shown = async move || ([(CONTENT_TYPE, "application/json")], document.to_string());
    let nowhere = async || Problem::not_found("没有这个地址。全部地址见 /api/v1/openapi.json");
    router.route("/api/v1/openapi.json", get(shown)).route("/api/{*rest}", any(nowhere))
}
