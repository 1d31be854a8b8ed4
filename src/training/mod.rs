//! Learning from outcomes: evidence and labels of the past become a model with its papers, and are judged on later lines.

mod dataset;
mod evidence;
mod inputs;
mod labels;
mod lines;
mod matrix;

pub use dataset::{Counts, Dataset};
pub use evidence::{Evidence, EvidenceFile, Piece};
pub use inputs::all as all_inputs;
pub use labels::{Found, Label, Labels, SelectedBy, SetAside};
pub use lines::{Lines, NO_WORD, Words};
