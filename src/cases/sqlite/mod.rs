//! The store of cases in one SQLite file.

mod act;
mod anchor;
mod chain;
mod decide;
mod exceptions;
mod fault;
mod fill;
mod kept;
mod labels;
mod logbook;
mod migrate;
mod night;
mod nights;
mod notes;
mod open;
mod order;
mod picture;
mod queue;
mod read;
mod rows;
mod sealed;
mod search;
mod sessions;
mod similar;
mod statistics;
mod store;
mod supersede;
#[cfg(test)]
mod tests;
mod time;
mod users;
mod verify;
mod views;

pub use fill::Filling;
pub use open::{OpenMode, Sqlite};
