//! Learners that make columns which signals read.

mod ledger;
mod licences;
mod network;
mod screening;
mod text;

pub use ledger::*;
pub use licences::*;
pub use network::*;
pub use screening::*;
pub use text::*;
