//! What an administration knows beside the declarations: enterprises, supply, licences, listed parties, outcomes, statistics.

mod cells;
mod joined;
mod load;
mod rows;

pub use load::{RegisterFile, Registers};
pub use rows::{Enterprise, Licence, ListedParty, MirrorCell, Outcome, ScreeningException, Trade};
