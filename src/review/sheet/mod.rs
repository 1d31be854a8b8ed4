//! The case sheet: why a case is here, and the evidence it rests on; pure functions from data to markup.

mod account;
mod around;
mod compared;
mod control;
mod figures;
mod head;
mod input;
mod likeness;
mod page;
mod panel;
mod parties;
mod phrases;
mod raw;
mod way;
mod wording;

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod variants;

pub(crate) use account::ledger_balance;
pub(crate) use account::licence_balance;
pub(crate) use compared::compared;
pub(crate) use figures::density_picture;
pub(crate) use figures::price_picture;
pub use input::HistoryLine;
pub use input::Outcome;
pub use input::SheetInput;
pub use input::SimilarCase;
pub use input::TimelineLine;
pub use page::sheet;
pub(crate) use phrases::control_status;
pub(crate) use phrases::lane_name;
pub(crate) use phrases::line_outcome;
pub(crate) use phrases::outcome_name;
pub(crate) use phrases::party_role;
pub(crate) use phrases::word_role;

/// The sheet's style, to be served with the pages that hold one.
pub const SHEET_CSS: &str = include_str!("sheet.css");
