//! Why a request is not answered with what it asked for, as a page that tells what to do next.

use super::frame::Frame;
use super::frame::Shown;
use super::lang::Lang;
use super::words::fault as w;
use crate::cases::Refused;
use crate::report::legible::legible;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::response::Response;
use maud::html;
use std::sync::Arc;

/// Result of a handler.
pub type Page<T = Shown> = Result<T, Fault>;

/// Why not.
#[derive(Debug)]
pub enum Fault {
    /// Nobody is signed in.
    SignIn,
    /// The role may not.
    Forbidden,
    /// The form is not one of ours, or of an older login.
    NotOurs,
    /// No such page.
    Missing,
    /// The address exists, but is not called that way.
    Method,
    /// A field cannot be taken, told in the visitor's language.
    Invalid(String),
    /// Too many requests; seconds to wait.
    TooMany(u64),
    /// The body is too large.
    TooLarge,
    /// Broken off after the time a request may take.
    Slow,
    /// A fault of the program; the words are for the log.
    Broken(String),
    /// What the store refused.
    Refused(Refused),
}

impl From<Refused> for Fault {
    fn from(refused: Refused) -> Self {
        Fault::Refused(refused)
    }
}

impl From<crate::error::Error> for Fault {
    fn from(error: crate::error::Error) -> Self {
        Fault::Broken(error.to_string())
    }
}

impl Fault {
    /// The status that tells it to a program.
    pub fn status(&self) -> StatusCode {
        match self {
            Fault::SignIn => StatusCode::UNAUTHORIZED,
            Fault::Forbidden | Fault::NotOurs => StatusCode::FORBIDDEN,
            Fault::Missing => StatusCode::NOT_FOUND,
            Fault::Method => StatusCode::METHOD_NOT_ALLOWED,
            Fault::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Fault::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Fault::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Fault::Slow => StatusCode::SERVICE_UNAVAILABLE,
            Fault::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Fault::Refused(refused) => match refused {
                Refused::Forbidden { .. } => StatusCode::FORBIDDEN,
                Refused::Unknown { .. } => StatusCode::NOT_FOUND,
                Refused::Invalid { .. } => StatusCode::UNPROCESSABLE_ENTITY,
                Refused::Busy => StatusCode::SERVICE_UNAVAILABLE,
                Refused::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
                _ => StatusCode::CONFLICT,
            },
        }
    }

    /// For the log: what failed.
    pub fn cause(&self) -> String {
        match self {
            Fault::Broken(why) => why.clone(),
            Fault::Refused(refused) => refused.to_string(),
            other => other.status().to_string(),
        }
    }

    /// What happened and what to do next, in the visitor's language.
    pub fn told(&self, lang: Lang) -> (String, String) {
        let of = |title, hint| (lang.t(title).to_owned(), lang.t(hint).to_owned());
        match self {
            Fault::SignIn | Fault::NotOurs => of(w::NOT_OURS, w::NOT_OURS_HINT),
            Fault::Forbidden => of(w::FORBIDDEN, w::FORBIDDEN_HINT),
            Fault::Missing => of(w::MISSING, w::MISSING_HINT),
            Fault::Method => of(w::METHOD, w::MISSING_HINT),
            Fault::Invalid(why) => (lang.t(w::INVALID).into(), format!("{why} {}", lang.t(w::INVALID_HINT))),
            Fault::TooMany(seconds) => {
                (lang.t(w::TOO_MANY).into(), lang.with(w::TOO_MANY_HINT, &[("seconds", seconds)]))
            }
            Fault::TooLarge => of(w::TOO_LARGE, w::TOO_LARGE_HINT),
            Fault::Slow => of(w::SLOW, w::SLOW_HINT),
            Fault::Broken(_) => of(w::BROKEN, w::BROKEN_HINT),
            Fault::Refused(refused) => refused_told(refused, lang),
        }
    }
}

fn refused_told(refused: &Refused, lang: Lang) -> (String, String) {
    let of = |title, hint| (lang.t(title).to_owned(), lang.t(hint).to_owned());
    match refused {
        Refused::Stale { case, expected, found, by, at, deed } => {
            let at = at.format("%Y-%m-%d %H:%M:%S UTC").to_string();
            let values: [(&str, &dyn std::fmt::Display); 6] =
                [("case", case), ("expected", expected), ("found", found), ("by", by), ("at", &at), ("deed", deed)];
            (lang.t(w::STALE).into(), lang.with(w::STALE_TOLD, &values))
        }
        Refused::Forbidden { .. } => of(w::FORBIDDEN, w::FORBIDDEN_HINT),
        Refused::Unknown { .. } => of(w::MISSING, w::MISSING_HINT),
        Refused::WrongState { why, .. } => (lang.t(w::WRONG_STATE).into(), why.clone()),
        Refused::InOtherHand { by, .. } => {
            (lang.with(w::IN_OTHER_HAND, &[("by", by)]), lang.with(w::IN_OTHER_HAND_HINT, &[("by", by)]))
        }
        Refused::SecondPersonNeeded { by, .. } => (lang.t(w::SECOND).into(), lang.with(w::SECOND_HINT, &[("by", by)])),
        Refused::TooLate { .. } => of(w::TOO_LATE, w::TOO_LATE_HINT),
        Refused::Invalid { field, why } => {
            (lang.t(w::INVALID).into(), format!("{field}: {why}. {}", lang.t(w::INVALID_HINT)))
        }
        Refused::Exists { .. } => of(w::EXISTS, w::EXISTS_HINT),
        Refused::Busy => of(w::BUSY, w::BUSY_HINT),
        Refused::Broken(_) => of(w::BROKEN, w::BROKEN_HINT),
    }
}

/// A fault on its way to the guard, which knows the visitor's language and draws the page.
#[derive(Debug, Clone)]
pub(super) struct Carried(pub Arc<Fault>);

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Carried(Arc::new(self)));
        response
    }
}

/// The page of a fault.
pub(super) fn fault_page(fault: &Fault, frame: &Frame<'_>, request: &str) -> Shown {
    let lang = frame.lang;
    let (title, hint) = fault.told(lang);
    frame.page(html! {
        div.panel.fault role="alert" {
            h1 { (legible(&title)) }
            p.lead { (legible(&hint)) }
            p.actions {
                a.button.primary href="/" { (lang.t(w::BACK_TO_QUEUE)) }
            }
            @if fault.status().is_server_error() {
                p.hint { (lang.t(w::REQUEST)) " " code { (request) } }
            }
        }
    })
}
