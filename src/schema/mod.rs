//! The vocabulary: every column that declarations and registers can have, once, with its meaning, unit and source boxes.

mod column;
mod declaration;
mod derived;
mod flows;
mod registers;

pub use column::{Column, Kind, Need, Unit};
pub use declaration::*;
pub use derived::*;
pub use flows::*;
pub use registers::{DECLARATIONS, REGISTERS, Table, table};
