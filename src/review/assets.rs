//! The style, the script and the mark, which are part of the program.

use super::seat::sha256;
use axum::http::header;
use axum::response::IntoResponse;
use axum::response::Response;
use std::sync::OnceLock;

const STYLE: &str = include_str!("assets/desk.css");
const SCRIPT: &str = include_str!("assets/desk.js");
const ICON: &str = include_str!("assets/icon.svg");

/// The style with the evidence's own behind it.
fn whole_style() -> &'static str {
    static STYLE_WHOLE: OnceLock<String> = OnceLock::new();
    STYLE_WHOLE.get_or_init(|| format!("{STYLE}\n{}", super::sheet::SHEET_CSS))
}

/// Changes with the assets, so that no browser keeps an old one.
pub fn version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| sha256(&format!("{}{SCRIPT}{ICON}", whole_style()))[..12].to_owned())
}

fn kept(kind: &'static str, body: &'static str) -> Response {
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, body).into_response()
}

/// `/assets/desk.css`
pub async fn style() -> Response {
    kept("text/css; charset=utf-8", whole_style())
}

/// `/assets/desk.js`
pub async fn script() -> Response {
    kept("text/javascript; charset=utf-8", SCRIPT)
}

/// `/assets/icon.svg`
pub async fn icon() -> Response {
    kept("image/svg+xml", ICON)
}
