//! Why the store does not do what it was asked; each says what to do next.

use super::decision::State;
use super::who::Deed;
use super::who::Role;
use crate::error::Error;
use chrono::DateTime;
use chrono::Utc;

/// Result of everything that is asked of the store.
pub type Answer<T> = std::result::Result<T, Refused>;

/// Why not. Only [`Refused::Broken`] and [`Refused::Busy`] are no answer to the person who asked.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Someone else acted on the case since it was read; nothing was written.
    #[error(
        "case {case} was changed by {by} ({deed}) at {}: it is at version {found}, you read version {expected}; look at it again and decide anew",
        at.format("%Y-%m-%d %H:%M:%S UTC")
    )]
    Stale { case: i64, expected: i64, found: i64, by: String, at: DateTime<Utc>, deed: String },
    /// The role may not do that.
    #[error("a {} may not {}; ask someone whose role may", role.name(), deed.name())]
    Forbidden { role: Role, deed: Deed },
    /// There is no such thing, or it lies outside of the offices of who asks: the two are not told apart.
    #[error("there is no {what} {id} within your offices")]
    Unknown { what: &'static str, id: String },
    /// The case is in a state in which that cannot be done.
    #[error("case {case} is {}: {why}", state.name())]
    WrongState { case: i64, state: State, why: String },
    /// The case is in someone else's hand.
    #[error("case {case} is in the hand of {by}; ask {by}, or a supervisor to assign it")]
    InOtherHand { case: i64, by: String },
    /// A second person is needed, and who asks is the first.
    #[error("{by} proposed it; a supervisor other than {by} has to approve it")]
    SecondPersonNeeded { case: i64, by: String },
    /// The act cannot be taken back any more.
    #[error("{why}; add a comment, or ask a supervisor to reopen the case")]
    TooLate { why: String },
    /// A field that was put in cannot be taken.
    #[error("`{field}` {why}")]
    Invalid { field: &'static str, why: String },
    /// Such a thing is there already.
    #[error("there is already a {what} {id}; choose another name")]
    Exists { what: &'static str, id: String },
    /// Another process holds the store for longer than it may.
    #[error("the store is being written by another process; try again in a moment")]
    Busy,
    /// The store itself cannot be used.
    #[error("{0}")]
    Broken(#[from] Error),
}

impl From<Refused> for Error {
    /// For commands: what a person may not do or put in is a wrong call, the rest keeps its exit code.
    fn from(refused: Refused) -> Error {
        match refused {
            Refused::Broken(error) => error,
            Refused::Busy => Error::Busy("the store of cases is being written by another process".into()),
            other => Error::Usage(other.to_string()),
        }
    }
}
