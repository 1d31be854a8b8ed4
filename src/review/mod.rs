//! The investigator's desk: what an officer sees of a case, and what leaves the house as its file.

pub mod exports;
pub mod file;
pub mod lang;
mod pictures;
pub mod sheet;

#[cfg(test)]
mod hostile;
