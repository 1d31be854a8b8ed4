//! Is this name on a list, however it is written?
//!
//! Names are taken apart (`name`), candidates found through an index (`index`), and words set side by side (`align`).

mod address;
mod align;
mod columns;
mod editions;
mod entry;
mod exceptions;
mod index;
mod letters;
mod lexicon;
mod likeness;
mod matched;
mod matches;
mod name;
mod nightly;
mod preamble;
mod screener;
mod sound;
mod spelled;
mod split;
#[cfg(test)]
mod tests;
mod weights;

pub use align::WordPair;
pub use columns::*;
pub use entry::ListEntry;
pub use exceptions::{Exception, Exceptions};
pub use likeness::How;
pub use matched::{PartyMatch, PartyQuery};
pub use matches::ListedMatch;
pub use nightly::ListedParties;
pub use screener::{Screener, compare_names};
pub use spelled::Origin;
