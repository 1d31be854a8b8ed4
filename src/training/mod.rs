//! Learning from outcomes: evidence and labels of the past become a model with its papers, and are judged on later lines.

mod blend;
mod calibrate;
mod dataset;
mod evidence;
mod fault;
mod heads;
mod inputs;
mod labels;
mod lines;
mod matrix;
mod split;
mod switches;
mod weights;

pub use blend::Blend;
pub use dataset::{Counts, Dataset};
pub use evidence::{Evidence, EvidenceFile, Piece};
pub use heads::{FittedHead, Question, Ranker};
pub use inputs::all as all_inputs;
pub use labels::{Found, Label, Labels, SelectedBy, SetAside};
pub use lines::{Lines, NO_WORD, Words};
pub use split::{Past, SliceDays, Slices};
pub use switches::{Switches, TrainSettings, Unlabelled};
pub use weights::{WEIGHT_MAX, Weighting};
