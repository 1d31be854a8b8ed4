//! What do these words say the goods are?

mod columns;
mod wording;

pub use columns::*;
pub use wording::Wording;
