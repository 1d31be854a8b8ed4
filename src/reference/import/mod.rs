//! Turns full public tables into the project's own form: bad rows aside with their reason, files published whole.

mod formats;
mod listed;
mod parties;
mod publish;
mod run;

pub use formats::ImportKind;
pub use listed::{BadParty, Parties, Party, read_parties};
pub use run::{ImportReport, import};
