//! What stands in a case's file: the night's facts about a line, gathered and worded once.

mod accounts;
mod belongs;
mod cells;
mod control;
mod file;
mod known;
mod one_line;
mod parties;
mod peers;
mod record;
#[cfg(test)]
mod tests;
mod way;
mod words;
mod write;

pub(super) use file::write;
pub use file::{DOSSIERS, read as read_dossiers};
pub use one_line::one_line;
pub(super) use write::open;
