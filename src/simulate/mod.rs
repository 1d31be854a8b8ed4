//! A world with known truth: synthetic declarations, the crimes hidden in them, and the honest rows that look like crimes.
//!
//! Stands apart: only `cli`, tests and benches call it. What is in the world, at which rates, and what is not
//! realistic stands in `docs/simulated-world.md`.

mod calendar;
mod chain;
mod diversions;
mod draft;
mod drift;
mod facts;
mod honest;
mod inspections;
mod licences;
mod line;
mod names;
mod options;
mod population;
mod schemes;
mod side_tables;
mod sink;
mod streams;
mod text;
mod world;

pub use drift::Drift;
pub use options::{Layout, Options};
pub use world::{Summary, simulate};
