//! The vocabulary: every column a declaration can have, once, with its meaning, unit and source boxes.

mod column;
mod declaration;
mod derived;

pub use column::{Column, Kind, Need, Unit};
pub use declaration::*;
pub use derived::*;
