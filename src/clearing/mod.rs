//! What would clear a line: the smallest change of declared facts that brings it under the line, and the document that would
//! prove it. A hint to officers what to ask for, never a proof, and never for declarants: a smuggler could use it.

mod change;
mod facts;
mod form;
mod line;
mod registry;
mod search;
#[cfg(test)]
mod tests;
mod told;
mod variants;

pub use change::{Setting, Value, Words};
pub use form::Proposal;
pub use registry::proposals;
pub use search::{ClearedFact, Clearing, Doubt, Scoring, clear};
pub use told::told;
