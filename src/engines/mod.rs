//! Learners that make columns which signals read.

mod keyed;
mod ledger;
mod licences;
mod network;
mod profile;
mod screening;
mod text;

pub use ledger::*;
pub use licences::*;
pub use network::*;
pub use profile::*;
pub use screening::*;
pub use text::*;
