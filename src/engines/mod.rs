//! Learners that make columns which signals or trained models read.

mod keyed;
mod ledger;
mod licences;
mod network;
mod profile;
mod screening;
mod text;
mod together;

pub use ledger::*;
pub use licences::*;
pub use network::*;
pub use profile::*;
pub use screening::*;
pub use text::*;
pub use together::*;
