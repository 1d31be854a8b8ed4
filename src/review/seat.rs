//! Who sits at the desk: the signed-in visitor of a request, and the proof that a form is theirs.

use super::address::From;
use super::fault::Fault;
use super::form::Form;
use super::frame::Frame;
use super::frame::Here;
use super::lang::Lang;
use crate::cases::Actor;
use crate::cases::Deed;
use crate::cases::Session;
use crate::cases::allowed;
use axum::body::Bytes;
use axum::extract::FromRequest;
use axum::extract::FromRequestParts;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::request::Parts;
use maud::Markup;
use maud::html;
use sha2::Digest;
use sha2::Sha256;
use std::sync::Arc;

/// Name of the field that proves a form to be ours.
pub const PROOF: &str = "csrf";

/// What is known of any request.
#[derive(Debug, Clone)]
pub struct Visit {
    pub lang: Lang,
    pub from: From,
    /// Path and query.
    pub path: Arc<str>,
    /// Version of the assets.
    pub assets: &'static str,
}

/// A visitor who is signed in.
#[derive(Debug, Clone)]
pub struct Seat {
    pub visit: Visit,
    pub actor: Actor,
    pub session: Arc<Session>,
    /// Hash of the session's token, as the store keeps it.
    pub token_hash: Arc<str>,
    /// What each form of this session must bring back.
    pub proof: Arc<str>,
}

/// A form that was proven to be ours, with who sent it.
pub struct Sent {
    pub seat: Seat,
    pub form: Form,
}

/// SHA-256 of a text, hex.
pub fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The proof that belongs to a secret; nobody can work it out without the secret.
pub fn proof_of(secret: &str) -> String {
    sha256(&format!("tidewaiter form {secret}"))
}

/// Whether two texts are the same, in a time that does not tell where they differ.
pub fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

impl Seat {
    /// The language of the pages.
    pub fn lang(&self) -> Lang {
        self.visit.lang
    }

    /// The hidden field of a form.
    pub fn token(&self) -> Markup {
        html! { input type="hidden" name=(PROOF) value=(self.proof); }
    }

    /// Whether the role may do it at all; the store asks again, with the offices.
    pub fn may(&self, deed: Deed) -> bool {
        allowed(self.actor.role, deed)
    }

    /// Refuses a page that the role may not see.
    ///
    /// # Errors
    /// [`Fault::Forbidden`].
    pub fn must(&self, deed: Deed) -> Result<(), Fault> {
        if self.may(deed) { Ok(()) } else { Err(Fault::Forbidden) }
    }

    /// The frame of a page for this visitor.
    pub fn frame(&self, here: Here, title: impl Into<String>) -> Frame<'_> {
        Frame {
            lang: self.lang(),
            seat: Some(self),
            here,
            title: title.into(),
            path: &self.visit.path,
            assets: self.visit.assets,
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        parts.extensions.get::<Visit>().cloned().ok_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Seat {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        parts.extensions.get::<Seat>().cloned().ok_or(Fault::SignIn)
    }
}

/// The text of a body, within the limit.
///
/// # Errors
/// [`Fault::TooLarge`], [`Fault::NotOurs`] where it is no form.
pub async fn body<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Fault> {
    let kind = request.headers().get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Err(Fault::NotOurs);
    }
    Bytes::from_request(request, state).await.map_err(|_| Fault::TooLarge)
}

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let seat = request.extensions().get::<Seat>().cloned().ok_or(Fault::SignIn)?;
        let form = Form::read(&body(request, state).await?);
        if !same(form.get(PROOF), &seat.proof) {
            return Err(Fault::NotOurs);
        }
        Ok(Sent { seat, form })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_belongs_to_one_secret() {
        assert_eq!(proof_of("a"), proof_of("a"));
        assert_ne!(proof_of("a"), proof_of("b"));
        assert_ne!(proof_of("a"), sha256("a"), "what the store keeps proves nothing");
        assert!(same("abc", "abc") && !same("abc", "abd") && !same("abc", "ab"));
    }
}
