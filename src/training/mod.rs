//! Learning from outcomes: evidence and labels of the past become a model with its papers, and are judged on later lines.

mod assess;
mod audit;
mod blend;
mod calibrate;
mod card;
mod compare;
mod contest;
mod dataset;
mod drift;
mod drift_sides;
mod evidence;
mod fault;
mod heads;
mod inputs;
mod kept;
mod kinds;
mod labels;
mod lines;
mod measure;
mod rivals;
mod slices;
mod split;
mod switches;
mod train;
mod weights;

pub use assess::{AssessSettings, Assessment, Said, assess};
pub use audit::Audit;
pub use card::card;
pub use compare::{Variant, compare};
pub use contest::contest;
pub use dataset::{Counts, Dataset};
pub use drift::{
    AnswerDrift, CalibrationDrift, DriftSettings, Drifted, InputDrift, LabelDrift, ShareFound, drifted, lane,
};
pub use evidence::{Evidence, EvidenceFile, Piece};
pub use heads::{FittedHead, Question, Ranker};
pub use inputs::{InputKind, all as all_inputs};
pub use kinds::KindCaught;
pub use labels::{Found, Label, Labels, SelectedBy, SetAside};
pub use lines::{Lines, NO_WORD, Words};
pub use measure::{AtShare, Figures, Measured, SHARES, figures};
pub use rivals::LookUp;
pub use split::{Past, SliceDays, Slices};
pub use switches::{Switches, TrainSettings, Unlabelled};
pub use train::{Trained, Trainer, Trial, train};
pub use weights::{WEIGHT_MAX, Weighting};
