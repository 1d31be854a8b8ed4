//! The dossier of one line of a past night, picked or not.

use crate::cases::CaseToOpen;
use crate::detector::night::{Inputs, run};
use crate::detector::wanted::Wanted;
use crate::error::Result;
use crate::ingest::Batch;
use std::path::Path;

/// Scores the night again from its inputs and opens a dossier for one line (declaration, item); `None` where the night does not
/// hold it. The whole night is scored, for rank and lane follow from all of it; nothing is published, and `scratch` is left as it was
/// but for an empty lock file.
pub fn one_line(
    batches: impl Iterator<Item = Result<Batch>> + Send,
    finished: impl FnOnce() -> Vec<(String, String)>,
    inputs: &Inputs,
    scratch: &Path,
    line: &(String, i32),
) -> Result<Option<CaseToOpen>> {
    let wanted = Wanted { of: [line.clone()].into(), ..Wanted::default() };
    let inputs = Inputs { wanted: &wanted, ..*inputs };
    let night = run(batches, finished, &inputs, scratch, |_| ())?;
    Ok(night.asked.into_iter().next())
}
