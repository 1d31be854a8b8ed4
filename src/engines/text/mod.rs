//! What do these words say the goods are?

mod calibration;
mod classifier;
mod columns;
mod counts;
mod learned;
mod lists;
mod said;
mod shape;
mod wording;
mod words;

pub use columns::*;
pub use wording::Wording;
#[cfg(test)]
mod tests;
