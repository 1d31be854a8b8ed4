//! Before and after every request: who comes, whether they may, how the answer is sealed, and what is written down of it.

use super::address;
use super::assets;
use super::desk::Desk;
use super::fault::Carried;
use super::fault::Fault;
use super::fault::fault_page;
use super::frame::Frame;
use super::frame::Here;
use super::frame::encoded;
use super::lang::Lang;
use super::listen::Peer;
use super::seat::Seat;
use super::seat::Visit;
use super::seat::proof_of;
use super::seat::sha256;
use axum::extract::ConnectInfo;
use axum::extract::Request;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::Method;
use axum::http::StatusCode;
use axum::http::header;
use axum::middleware::Next;
use axum::response::IntoResponse;
use axum::response::Redirect;
use axum::response::Response;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

/// What a request may take at most.
const PATIENCE: Duration = Duration::from_secs(60);

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'; connect-src 'none'; object-src 'none'";
const PERMISSIONS: &str = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()";

/// Goes around every handler.
pub async fn guard(
    State(desk): State<Desk>,
    ConnectInfo(Peer(peer)): ConnectInfo<Peer>,
    mut request: Request,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let number = format!("{:08x}", rand::random::<u32>());
    let from = address::from(peer.ip(), desk.settings.tls.is_some(), &desk.settings.proxies, request.headers());
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let lang = language(request.headers());
    let visit = Visit { lang, from, path: path.into(), assets: assets::version() };
    let (method, place) = (request.method().clone(), pattern(request.uri().path()));
    let is_asset = place.starts_with("/assets");
    let mut seat = None;
    let answer = match admit(&desk, &visit, request.headers(), request.method(), is_asset).await {
        Err(fault) => fault.into_response(),
        Ok(found) => {
            seat = found;
            if seat.is_none() && !is_public(request.uri().path()) {
                turn_away(&request)
            } else if seat.as_ref().is_some_and(|seat| seat.session.user.must_change_password)
                && !(is_public(request.uri().path())
                    || matches!(request.uri().path(), "/account" | "/account/password" | "/logout"))
            {
                Redirect::to("/account").into_response()
            } else {
                request.extensions_mut().insert(visit.clone());
                if let Some(seat) = &seat {
                    request.extensions_mut().insert(seat.clone());
                }
                run(next, request).await
            }
        }
    };
    let mut answer = drawn(answer, &visit, seat.as_ref(), &number);
    seal(&mut answer, from.secure, is_asset);
    let (status, ms) = (answer.status().as_u16(), begun.elapsed().as_secs_f64() * 1000.0);
    // No address, no name, no query: what people look for is theirs. The audit log tells who did what.
    tracing::info!(request = %number, method = %method, path = %place, status, ms = (ms * 10.0).round() / 10.0, "answered");
    answer
}

/// Runs the handler where neither a panic nor a wait without end reaches the visitor.
async fn run(next: Next, request: Request) -> Response {
    let handler = tokio::spawn(next.run(request));
    let stop = handler.abort_handle();
    match tokio::time::timeout(PATIENCE, handler).await {
        Ok(Ok(response)) => response,
        Ok(Err(cause)) => Fault::Broken(cause.to_string()).into_response(),
        Err(_) => {
            stop.abort();
            Fault::Slow.into_response()
        }
    }
}

/// Who is signed in, where the request may be answered at all.
async fn admit(
    desk: &Desk,
    visit: &Visit,
    headers: &HeaderMap,
    method: &Method,
    is_asset: bool,
) -> Result<Option<Seat>, Fault> {
    if is_asset {
        return Ok(None);
    }
    let now = desk.now();
    let seat = match cookie(headers, session_cookie(visit.from.secure)) {
        Some(token) if token.len() == 64 => {
            let token_hash: Arc<str> = sha256(token).into();
            let asked = token_hash.clone();
            let session = desk.ask(move |store| store.session(&asked, now)).await?;
            session.map(|session| Seat {
                visit: visit.clone(),
                actor: session.user.actor(),
                session: Arc::new(session),
                token_hash,
                proof: proof_of(token).into(),
            })
        }
        _ => None,
    };
    let key = match &seat {
        Some(seat) => seat.token_hash.to_string(),
        None => visit.from.address.to_string(),
    };
    desk.requests.take(&key, now).map_err(Fault::TooMany)?;
    let changes = !matches!(*method, Method::GET | Method::HEAD);
    if changes && !address::is_ours(headers, visit.from.secure) {
        return Err(Fault::NotOurs);
    }
    Ok(seat)
}

/// Paths that need no login.
fn is_public(path: &str) -> bool {
    matches!(path, "/login" | "/health") || path.starts_with("/assets/") || path.starts_with("/language/")
}

/// To the login and back, or the page that says why a form was not taken.
fn turn_away(request: &Request) -> Response {
    if *request.method() == Method::GET {
        let to = request.uri().path_and_query().map_or("/", |path| path.as_str());
        let to = if to == "/" { "/login".to_owned() } else { format!("/login?to={}", encoded(to)) };
        return Redirect::to(&to).into_response();
    }
    Fault::SignIn.into_response()
}

/// Draws the page of a fault that a handler left behind, and of a bare refusal of the framework.
fn drawn(answer: Response, visit: &Visit, seat: Option<&Seat>, number: &str) -> Response {
    let fault = match answer.extensions().get::<Carried>() {
        Some(Carried(fault)) => fault.clone(),
        None => match answer.status() {
            status if !status.is_client_error() && !status.is_server_error() => return answer,
            _ if answer.headers().contains_key(header::CONTENT_TYPE) && is_page(&answer) => return answer,
            StatusCode::NOT_FOUND => Arc::new(Fault::Missing),
            StatusCode::METHOD_NOT_ALLOWED => Arc::new(Fault::Method),
            StatusCode::PAYLOAD_TOO_LARGE => Arc::new(Fault::TooLarge),
            status if status.is_server_error() => Arc::new(Fault::Broken(status.to_string())),
            // What the framework could not read: a number that is none, a form that is none.
            _ => Arc::new(Fault::Missing),
        },
    };
    if fault.status().is_server_error() {
        tracing::error!(request = %number, cause = %fault.cause(), "a request failed");
    }
    let title = fault.told(visit.lang).0;
    let frame = Frame { lang: visit.lang, seat, here: Here::Elsewhere, title, path: "/", assets: visit.assets };
    let mut page = (fault.status(), fault_page(&fault, &frame, number)).into_response();
    if let Fault::TooMany(seconds) = &*fault {
        page.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
    }
    page
}

fn is_page(answer: &Response) -> bool {
    let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.starts_with("text/html") || kind.starts_with("application/json")
}

fn seal(answer: &mut Response, secure: bool, is_asset: bool) {
    let headers = answer.headers_mut();
    let mut set = |name: &'static str, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set("content-security-policy", POLICY);
    set("x-content-type-options", "nosniff");
    set("x-frame-options", "DENY");
    // Not `no-referrer`: with it browsers send `Origin: null` for our own forms.
    set("referrer-policy", "same-origin");
    set("permissions-policy", PERMISSIONS);
    set("cross-origin-opener-policy", "same-origin");
    set("cross-origin-resource-policy", "same-origin");
    if secure {
        set("strict-transport-security", "max-age=31536000");
    }
    if !is_asset {
        set("cache-control", "no-store");
    }
}

/// The path with numbers left out, for the log.
fn pattern(path: &str) -> String {
    let parts = path.split('/').map(|part| match part {
        part if part.bytes().any(|byte| byte.is_ascii_digit()) => ":id",
        part if part.len() > 24 => ":long",
        part if part.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'.' | b'_')) => part,
        _ => ":other",
    });
    parts.take(6).collect::<Vec<_>>().join("/")
}

/// Choice, then the browser's wish, then English.
fn language(headers: &HeaderMap) -> Lang {
    cookie(headers, "lang").and_then(Lang::named).unwrap_or_else(|| {
        let wished = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        wished.and_then(Lang::wished).unwrap_or_default()
    })
}

/// A cookie's value.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(';')).find_map(|pair| {
        let (known, value) = pair.trim().split_once('=')?;
        (known == name).then_some(value)
    })
}

/// Name of the session's cookie; under TLS bound to this very host.
pub fn session_cookie(secure: bool) -> &'static str {
    if secure { "__Host-tidewaiter" } else { "tidewaiter" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_keeps_no_numbers_names_or_queries() {
        assert_eq!(pattern("/cases/17/decide"), "/cases/:id/decide");
        assert_eq!(pattern("/language/zh"), "/language/zh");
        assert_eq!(pattern("/王芳/x"), "/:other/x");
        assert_eq!(pattern("/%E7%8E%8B"), "/:id");
    }
}
