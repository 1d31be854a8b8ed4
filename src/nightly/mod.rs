//! The unattended run: what came in becomes a published night, whoever is killed on the way.

mod archive;
mod arrivals;
mod gates;
mod journal;
mod learning;
mod lines;
mod lock;
mod making;
mod metrics;
mod opening;
mod options;
mod papers;
mod placing;
mod plan;
mod planning;
mod profile;
mod replaying;
mod results;
mod rows;
mod running;
mod scoring;
mod sources;
mod stay;
mod watching;
mod world;

pub use arrivals::Arrived;
pub use gates::{Gate, ListAges};
pub use opening::open_published;
pub use options::{GateSettings, Options, WarnOn};
pub use replaying::{Published, Replayed, replay_line, replay_night};
pub use results::{CasesOpened, Failure, LAST, Results, Status};
pub use running::{Request, dry_run, nightly};
pub use stay::Stay;
