//! Who belongs together: firms that share more than chance, what they do together, whom a new buyer follows, where risk spreads.

mod around;
mod bytes;
mod columns;
mod follow;
mod graph;
mod held;
mod learner;
mod lines;
mod links;
mod look;
mod names;
mod past;
mod register;
mod ring;
mod span;
mod walked;
mod weekly;

pub use around::{Around, AroundKind, AroundParty, AroundTie};
pub use columns::*;
pub use learner::Network;
#[cfg(test)]
mod tests;
