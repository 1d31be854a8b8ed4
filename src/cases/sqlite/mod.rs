//! The store of cases in one SQLite file.

mod open;
mod store;

pub use open::{OpenMode, Sqlite};
