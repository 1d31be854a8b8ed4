//! The form of a proposal: one declared fact that might be otherwise, which signals it answers, what would prove it.

use super::change::Change;
use super::line::Line;
use crate::signals::Text;

/// A declared fact that might be otherwise.
pub struct Proposal {
    /// Name that never changes; kebab-case.
    pub id: &'static str,
    /// The fact, as it stands on the declaration.
    pub fact: Text,
    /// What the declarant would have to show; the original, and checked with whoever issued it.
    pub document: Text,
    /// Signals whose evidence the fact moves; it is tried where one of them is a reason.
    pub answers: &'static [&'static str],
    /// What the line would have to say instead, at most [`CHANGES_MAX`], from the smallest change to the one that settles most;
    /// empty where the line or the past does not tell.
    pub changes: fn(&Line) -> Vec<Change>,
}

/// Most changes that a proposal may offer for one line.
pub const CHANGES_MAX: usize = 3;
