//! Settings of an unattended run: flags over environment over file over defaults, each with where it came from.

mod example;
mod file;
mod known;
mod layers;
mod value;

pub use example::{DEPLOYED, example};
pub use known::{SETTINGS, Setting};
pub use layers::{Layers, Told};
pub use value::{Kind, Origin, Value};
