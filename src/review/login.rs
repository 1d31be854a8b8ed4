//! Coming and going: login, logout, language, one's own account.

use super::desk::Desk;
use super::fault::Fault;
use super::fault::Page;
use super::form::Form;
use super::frame::Frame;
use super::frame::Here;
use super::frame::Shown;
use super::frame::local;
use super::frame::role_name;
use super::guard::cookie;
use super::guard::session_cookie;
use super::lang::Lang;
use super::password;
use super::password::Weak;
use super::seat::PROOF;
use super::seat::Seat;
use super::seat::Sent;
use super::seat::Visit;
use super::seat::body;
use super::seat::proof_of;
use super::seat::same;
use super::seat::sha256;
use super::words::frame as wf;
use super::words::login as w;
use crate::cases::Credentials;
use crate::cases::Refused;
use crate::report::legible::legible;
use axum::extract::Path;
use axum::extract::RawQuery;
use axum::extract::Request;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::IntoResponse;
use axum::response::Redirect;
use axum::response::Response;
use chrono::TimeDelta;
use maud::html;
use std::time::Duration;

/// Cookie that ties the login's form to the browser it was shown in.
const BEFORE: &str = "tidewaiter-before";
/// How long a login waits for its turn to be hashed.
const TURN: Duration = Duration::from_secs(8);
const NAME_MAX: usize = 64;

/// 256 random bits, hex.
fn secret() -> String {
    rand::random::<[u8; 32]>().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn set_cookie(response: &mut Response, name: &str, value: &str, secure: bool, seconds: Option<i64>, strict: bool) {
    let secure = if secure { "; Secure" } else { "" };
    let age = seconds.map_or(String::new(), |seconds| format!("; Max-Age={seconds}"));
    let site = if strict { "Strict" } else { "Lax" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite={site}{secure}{age}");
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().append(SET_COOKIE, value);
    }
}

/// `/login`
pub async fn login(
    State(desk): State<Desk>,
    visit: Visit,
    RawQuery(text): RawQuery,
    headers: HeaderMap,
) -> Page<Response> {
    let form = Form::read(text.unwrap_or_default().as_bytes());
    if !desk.ask(|store| store.has_users()).await? {
        return Ok(nobody(&visit).into_response());
    }
    let message = match (form.has("out"), form.has("to")) {
        (true, _) => Some(visit.lang.t(w::SIGNED_OUT).to_owned()),
        (_, true) if cookie(&headers, session_cookie(visit.from.secure)).is_some() => {
            Some(visit.lang.t(w::EXPIRED).to_owned())
        }
        _ => None,
    };
    Ok(form_page(&visit, form.get("to"), "", message.map(|message| (message, false)), StatusCode::OK))
}

fn frame(visit: &Visit) -> Frame<'_> {
    Frame {
        lang: visit.lang,
        seat: None,
        here: Here::Elsewhere,
        title: visit.lang.t(w::TITLE).into(),
        path: &visit.path,
        assets: visit.assets,
    }
}

fn nobody(visit: &Visit) -> Shown {
    let lang = visit.lang;
    frame(visit).page(html! {
        div.panel.login {
            h1 { (lang.t(w::NOBODY)) }
            p { (lang.t(w::NOBODY_HINT)) }
            pre { code { "tidewaiter users add NAME --role admin --db cases.db" } }
            p { (lang.t(w::NOBODY_THEN)) }
        }
    })
}

/// The login's form; `message` with whether it tells of a failure.
fn form_page(visit: &Visit, to: &str, user: &str, message: Option<(String, bool)>, status: StatusCode) -> Response {
    let lang = visit.lang;
    let before = secret();
    let page = frame(visit).page(html! {
        div.panel.login {
            h1 { (lang.t(w::TITLE)) }
            p.soft { (lang.t(w::LEAD)) }
            @if let Some((message, failed)) = &message {
                @if *failed { p.faults role="alert" id="told" { (legible(message)) } } @else { p.notice role="status" { (message) } }
            }
            form action="/login" method="post" {
                input type="hidden" name=(PROOF) value=(proof_of(&before));
                input type="hidden" name="to" value=(local(to));
                label for="user" { (lang.t(w::USER)) }
                input type="text" id="user" name="user" value=(user) maxlength=(NAME_MAX) required autocomplete="username" autocapitalize="none" spellcheck="false" autofocus;
                label for="password" { (lang.t(w::PASSWORD)) }
                input type="password" id="password" name="password" maxlength=(password::BYTES_MAX) required autocomplete="current-password";
                p.actions { button.primary type="submit" { (lang.t(w::ENTER)) } }
            }
        }
    });
    let mut response = (status, page).into_response();
    set_cookie(&mut response, BEFORE, &before, visit.from.secure, Some(3600), true);
    response
}

/// `/login`, sent
pub async fn enter(State(desk): State<Desk>, visit: Visit, request: Request) -> Result<Response, Fault> {
    let lang = visit.lang;
    let before = cookie(request.headers(), BEFORE).map(str::to_owned);
    let form = Form::read(&body(request, &()).await?);
    if !before.is_some_and(|before| same(form.get(PROOF), &proof_of(&before))) {
        return Err(Fault::NotOurs);
    }
    let name: String = form.get("user").to_lowercase().chars().take(NAME_MAX).collect();
    let password = form.raw("password").to_owned();
    let (now, address) = (desk.now(), visit.from.address.to_string());
    let again = |message: String, status| Ok(form_page(&visit, form.get("to"), &name, Some((message, true)), status));
    // Told before the password is looked at, so that a guess during the wait learns nothing.
    let wait = desk.failed_addresses.wait(&address, now).max(desk.failed_names.wait(&name, now));
    if let Some(seconds) = wait {
        return again(locked(lang, seconds), StatusCode::TOO_MANY_REQUESTS);
    }
    let asked = name.clone();
    let known = match name.is_empty() {
        true => None,
        false => desk.ask(move |store| store.credentials(&asked)).await?,
    };
    let until = known.as_ref().and_then(|known| known.user.locked_until).filter(|until| *until > now);
    if let Some(until) = until {
        return again(locked(lang, (until - now).num_seconds().max(1) as u64), StatusCode::TOO_MANY_REQUESTS);
    }
    let Ok(Ok(turn)) = tokio::time::timeout(TURN, desk.hashing.acquire()).await else {
        return again(lang.t(w::BUSY).into(), StatusCode::SERVICE_UNAVAILABLE);
    };
    let fits = desk.work(move |_| checked(&password, known.as_ref())).await?;
    drop(turn);
    if !fits {
        desk.failed_addresses.count(&address, now);
        desk.failed_names.count(&name, now);
        let asked = name.clone();
        // An account that is not there cannot be counted; the name is, above.
        let _ = desk.ask(move |store| store.login_failed(&asked, now)).await;
        let message = match desk.failed_names.wait(&name, now) {
            Some(seconds) => locked(lang, seconds),
            None => lang.t(w::WRONG).to_owned(),
        };
        return again(message, StatusCode::UNAUTHORIZED);
    }
    let token = secret();
    let (asked, hash) = (name.clone(), sha256(&token));
    let until = now + TimeDelta::hours(i64::from(desk.settings.session_hours));
    match desk.ask(move |store| store.open_session(&asked, now, &hash, until)).await {
        Ok(_) => {}
        Err(Fault::Refused(Refused::Busy)) => return Err(Fault::Refused(Refused::Busy)),
        Err(Fault::Refused(Refused::Broken(cause))) => return Err(Fault::Refused(Refused::Broken(cause))),
        // Disabled or locked meanwhile: told as a wrong password, for who knows a name need not learn more.
        Err(_) => return again(lang.t(w::WRONG).into(), StatusCode::UNAUTHORIZED),
    }
    desk.failed_names.forgive(&name);
    let mut response = Redirect::to(local(form.get("to"))).into_response();
    set_cookie(&mut response, session_cookie(visit.from.secure), &token, visit.from.secure, None, true);
    set_cookie(&mut response, BEFORE, "", visit.from.secure, Some(0), true);
    Ok(response)
}

fn locked(lang: Lang, seconds: u64) -> String {
    lang.with(w::LOCKED, &[("minutes", &seconds.div_ceil(60))])
}

/// Whether the password fits; takes as long where there is no such account.
fn checked(password: &str, known: Option<&Credentials>) -> bool {
    if password.len() > password::BYTES_MAX {
        return false;
    }
    match known {
        Some(known) => password::fits(password, &known.password_hash) && !known.user.disabled,
        None => {
            password::fits(password, password::decoy());
            false
        }
    }
}

/// `/logout`
pub async fn leave(State(desk): State<Desk>, sent: Sent) -> Result<Response, Fault> {
    let (hash, now, secure) = (sent.seat.token_hash, desk.now(), sent.seat.visit.from.secure);
    desk.ask(move |store| store.close_session(&hash, now)).await?;
    let mut response = Redirect::to("/login?out=1").into_response();
    set_cookie(&mut response, session_cookie(secure), "", secure, Some(0), true);
    if let Ok(value) = HeaderValue::from_str("\"cache\"") {
        response.headers_mut().insert("clear-site-data", value);
    }
    Ok(response)
}

/// `/language/{name}`
pub async fn language(visit: Visit, Path(name): Path<String>, RawQuery(text): RawQuery) -> Result<Response, Fault> {
    let lang = Lang::named(&name).ok_or(Fault::Missing)?;
    let form = Form::read(text.unwrap_or_default().as_bytes());
    let mut response = Redirect::to(local(form.get("back"))).into_response();
    set_cookie(&mut response, "lang", lang.name(), visit.from.secure, Some(365 * 24 * 3600), false);
    Ok(response)
}

/// `/account`
pub async fn account(State(desk): State<Desk>, seat: Seat) -> Page {
    Ok(account_page(&desk, &seat, None))
}

fn account_page(desk: &Desk, seat: &Seat, message: Option<(String, bool)>) -> Shown {
    let lang = seat.lang();
    let user = &seat.session.user;
    let rule = lang.with(w::RULE, &[("min", &password::CHARACTERS_MIN)]);
    seat.frame(Here::Account, lang.t(w::ACCOUNT)).page(html! {
        section.panel.narrow {
            h1 { (lang.t(w::ACCOUNT)) }
            dl.facts {
                dt { (lang.t(w::USER)) } dd { (legible(&user.name)) }
                dt { (lang.t(w::ROLE)) } dd { (role_name(user.role, lang)) }
                dt { (lang.t(w::OFFICES)) } dd {
                    @match &user.offices { None => { (lang.t(wf::ALL_OFFICES)) } Some(offices) => { (legible(&offices.join(", "))) } }
                }
                dt { (lang.t(w::SIGNED_IN_AT)) } dd { (desk.told(seat.session.opened_at)) }
            }
        }
        section.panel.narrow aria-labelledby="change-title" {
            h2 id="change-title" { (lang.t(w::CHANGE)) }
            @if user.must_change_password { p.notice role="status" { (lang.t(w::MUST_CHANGE)) } }
            @if let Some((message, failed)) = &message {
                @if *failed { p.faults role="alert" { (message) } } @else { p.notice role="status" { (message) } }
            }
            form action="/account/password" method="post" {
                (seat.token())
                label for="old" { (lang.t(w::OLD)) }
                input type="password" id="old" name="old" required autocomplete="current-password" maxlength=(password::BYTES_MAX);
                label for="new" { (lang.t(w::NEW)) }
                input type="password" id="new" name="new" required autocomplete="new-password" maxlength=(password::BYTES_MAX) aria-describedby="rule";
                p.hint id="rule" { (rule) }
                label for="again" { (lang.t(w::AGAIN)) }
                input type="password" id="again" name="again" required autocomplete="new-password" maxlength=(password::BYTES_MAX);
                p.actions { button.primary type="submit" { (lang.t(w::SAVE)) } }
            }
        }
    })
}

/// Why a password is refused, in words.
pub(super) fn weak_told(weak: Weak, lang: Lang) -> String {
    match weak {
        Weak::Short => lang.with(w::SHORT, &[("min", &password::CHARACTERS_MIN)]),
        Weak::Long => lang.t(w::LONG).into(),
        Weak::Name => lang.t(w::HAS_NAME).into(),
        Weak::Plain => lang.t(w::PLAIN).into(),
    }
}

/// `/account/password`
pub async fn change(State(desk): State<Desk>, sent: Sent) -> Result<Response, Fault> {
    let Sent { seat, form } = sent;
    let lang = seat.lang();
    let refused = |message: String| {
        Ok((StatusCode::UNPROCESSABLE_ENTITY, account_page(&desk, &seat, Some((message, true)))).into_response())
    };
    let (name, now) = (seat.actor.user.clone(), desk.now());
    if let Some(seconds) = desk.failed_names.wait(&name, now) {
        return refused(locked(lang, seconds));
    }
    let (old, new) = (form.raw("old").to_owned(), form.raw("new").to_owned());
    if new != form.raw("again") {
        return refused(lang.t(w::DIFFER).into());
    }
    if let Err(weak) = password::check(&new, &name) {
        return refused(weak_told(weak, lang));
    }
    let asked = name.clone();
    let known = desk.ask(move |store| store.credentials(&asked)).await?;
    let turn = desk.hashing.acquire().await.map_err(|_| Fault::Slow)?;
    let hashed = desk.work(move |_| checked(&old, known.as_ref()).then(|| password::hash(&new))).await?;
    drop(turn);
    let Some(hashed) = hashed else {
        desk.failed_names.count(&name, now);
        return refused(lang.t(w::OLD_WRONG).into());
    };
    let (hash, who) = (hashed.map_err(Fault::Broken)?, seat.actor.clone());
    desk.ask(move |store| store.set_password(&who, now, &who.user, &hash)).await?;
    // All sessions end, this one too: it comes back under a new token.
    let token = secret();
    let hash = sha256(&token);
    let until = now + TimeDelta::hours(i64::from(desk.settings.session_hours));
    let old_hash = seat.token_hash.clone();
    desk.ask(move |store| {
        store.close_session(&old_hash, now)?;
        store.open_session(&name, now, &hash, until)
    })
    .await?;
    let mut response = Redirect::to("/account/changed").into_response();
    set_cookie(&mut response, session_cookie(seat.visit.from.secure), &token, seat.visit.from.secure, None, true);
    Ok(response)
}

/// `/account/changed`
pub async fn changed(State(desk): State<Desk>, seat: Seat) -> Page {
    let message = seat.lang().t(w::CHANGED).to_owned();
    Ok(account_page(&desk, &seat, Some((message, false))))
}
