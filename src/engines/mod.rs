//! What stands between the tables and the signals: learners that make columns, and screening against lists.

mod network;
mod screening;
mod text;

pub use network::*;
pub use screening::*;
pub use text::*;
