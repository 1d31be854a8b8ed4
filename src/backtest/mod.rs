//! What would have been found: strategies of choosing walk through a past week by week, and learn only from what they chose.

mod choose;
mod learner;
mod past;
mod read;
mod results;
mod run;
mod settings;
mod strategy;
mod walk;

pub use past::{Past, Real};
pub use read::Parties;
pub use results::{Against, MEASURES, Measure, Results, Spread, Stand};
pub use run::run;
pub use settings::{Settings, WEEK_DAYS};
pub use strategy::Strategy;
pub use walk::{Walk, Week};
