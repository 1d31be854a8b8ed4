//! What stands between the tables and the signals: learners that make columns, and screening against lists.

mod screening;
mod text;

pub use screening::*;
pub use text::*;
