//! What a trained model is, on disk and in memory, and the registry of who speaks.

mod approved;
mod blend;
mod comparison;
mod decisions;
mod folder;
mod heads;
mod inputs;
mod kept;
mod lock;
mod log;
mod manifest;
mod matrix;
mod registry;
mod scorer;
mod seal;
mod speaker;
mod standing;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use approved::{APPROVED, Approved, Named};
pub use blend::{Blend, Blended};
pub use comparison::{Comparison, Measured, Scores, Slice};
pub use decisions::{Decider, Promotion, RolledBack};
pub use folder::{ModelFolder, Parts};
pub use heads::{ByHead, WEIGHTS};
pub use inputs::{FACT_INPUTS, LABEL_FREE_INPUTS, evidence_version, input_names};
pub use kept::{KeptWords, is_kept, word_number};
pub use log::{Action, Entry, Head, LOG, Role};
pub use manifest::{CARD, DataFile, LabelCounts, MANIFEST, METRICS, Manifest, check_name};
pub use matrix::matrix;
pub use registry::{Listed, Place, Registry};
pub use scorer::{Learned, LearnedRisk};
pub use seal::sha256;
pub use speaker::{Speaker, Spoken};
pub use standing::Standing;

/// How the model without labels is called where a trained one would be named.
pub const LABEL_FREE: &str = "label-free";
