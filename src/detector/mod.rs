//! The spine: prepare, measure, score, rank, explain, publish, replay. Only this room knows the registry of signals.

mod books;
mod clear;
mod context;
mod days;
mod expectations;
mod explain;
mod frozen;
mod kept;
mod night;
mod observed;
mod prepare;
mod publish;
mod rank;
mod rarity;
mod replay;
mod score;
mod settings;
mod tally;
mod truth;
mod worth;

pub use context::{Context, batches};
pub use days::Days;
pub use expectations::Expectations;
pub use explain::{Case, Reason};
pub use frozen::{Frozen, MODEL, RowScore};
pub use night::{Inputs, Night, run};
pub use observed::{Observed, Since};
pub use prepare::prepare;
pub use publish::{Manifest, RunResults, Staging, WholeTable, hashes};
pub use rank::{Lane, Ranking};
pub use replay::{Replay, ReplayResults};
pub use score::{SCORE_COLUMNS, Scored, score};
pub use settings::{Capacity, Settings};
pub use tally::{FlowTally, NightTally, SignalTally};
pub use truth::{Labels, Truth};
pub use worth::{Area, Nearest, Order, Picked, ScoreWorth, SignalWorth, TOP_SHARE, Verdict, Worth};
