//! What was normal before: mergeable states per key, updated each evening, frozen for the night.

mod asleep;
mod catalogue;
mod keys;
mod ladder;
mod peers;
mod returning;
mod rows;
mod set;
mod snapshot;
mod state;
mod table;
mod tally;

pub use catalogue::*;
pub use keys::{Keys, Part};
pub use ladder::{Ladder, LadderSpec};
pub use peers::Peers;
pub use returning::{Returning, ReturningSpec};
pub use set::{Baseline, Baselines};
pub use snapshot::{Snapshot, Stamp};
pub use state::HALF_LIFE_DAYS;
pub use state::{
    Decayed, Digits, Distinct, FirstSeen, LastLots, Lot, Mean, Quantiles, Recent, Returns, Share, State, Summary,
};
pub use table::{Hashed, Note, Table, format_note};
pub use tally::{Learned, Tally, TallySpec};
