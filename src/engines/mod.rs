//! Learners that make columns which signals read.

mod network;
mod text;

pub use network::*;
pub use text::*;
