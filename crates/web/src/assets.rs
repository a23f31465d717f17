//! Styles, scripts and pictures: compiled in, named by their content, kept by the browser for good.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

struct Asset {
    name: &'static str,
    media_type: &'static str,
    bytes: &'static [u8],
}

macro_rules! asset {
    ($name:literal, $media_type:literal) => {
        Asset { name: $name, media_type: $media_type, bytes: include_bytes!(concat!("../assets/", $name)) }
    };
}

const ASSETS: &[Asset] = &[
    asset!("style.css", "text/css; charset=utf-8"),
    asset!("wuhua.js", "text/javascript; charset=utf-8"),
    asset!("outbox.js", "text/javascript; charset=utf-8"),
    asset!("charts.js", "text/javascript; charset=utf-8"),
    asset!("echarts.common.min.js", "text/javascript; charset=utf-8"),
    asset!("passkeys.js", "text/javascript; charset=utf-8"),
    asset!("mark.svg", "image/svg+xml"),
];

/// The name of each asset with a digest of its content in it, so that a new program never shows an old style.
static ADDRESSES: LazyLock<Vec<String>> = LazyLock::new(|| ASSETS.iter().map(address_of).collect());

/// FNV-1a, 64 bits: tells one version from another, and proves nothing.
fn digest(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

fn address_of(asset: &Asset) -> String {
    format!("/assets/{:016x}-{}", digest(asset.bytes), asset.name)
}

/// Where an asset is served; the bare name for one that is not there, which then is not found.
pub fn asset(name: &str) -> &str {
    let place = ASSETS.iter().position(|asset| asset.name == name);
    place.and_then(|place| ADDRESSES.get(place)).map_or(name, String::as_str)
}

/// Another where any asset is another.
pub fn version() -> String {
    format!("{:016x}", digest(ADDRESSES.concat().as_bytes()))
}

/// Handler of `/assets/{name}`.
pub async fn serve(Path(name): Path<String>) -> Response {
    let address = format!("/assets/{name}");
    let Some(found) = ADDRESSES.iter().position(|known| *known == address).and_then(|place| ASSETS.get(place)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(found.media_type)),
        (CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    (headers, found.bytes).into_response()
}
