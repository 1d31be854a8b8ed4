//! Learners that make columns which signals read.

mod text;

pub use text::*;
