//! The case sheet: why a case is here, and the evidence it rests on; pure functions from data to markup.

mod account;
mod around;
mod control;
mod head;
mod input;
mod likeness;
mod panel;
mod parties;
mod peers;
mod page;
mod phrases;
mod raw;
mod way;
mod wording;

#[cfg(test)]
mod payloads;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;

pub use input::HistoryLine;
pub use input::Outcome;
pub use input::SheetInput;
pub use input::SimilarCase;
pub use input::TimelineLine;
pub use page::sheet;

/// The sheet's style, to be served with the pages that hold one.
pub const SHEET_CSS: &str = include_str!("sheet.css");
