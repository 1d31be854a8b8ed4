//! Labels as the register of inspections: the file that `train --registers` reads.

use super::accounts::Label;
use crate::error::Error;
use crate::error::Result;
use std::fs;
use std::fs::File;
use std::path::Path;
use std::process;

/// Columns of `inspections.csv`, in the order of the schema.
const COLUMNS: [&str; 10] = [
    "declaration_id",
    "item_no",
    "outcome",
    "typology",
    "seized_kg",
    "seized_value_usd",
    "inspected_on",
    "known_on",
    "selected_by",
    "selection_probability",
];

/// Writes labels as CSV, whole or not at all: beside, synced, renamed into place.
///
/// # Errors
/// [`Error::Write`].
pub fn write_labels(place: &Path, labels: &[Label]) -> Result<()> {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let beside = place.with_file_name(format!(".{name}.{}.part", process::id()));
    let write = || -> std::io::Result<()> {
        let mut writer = csv::Writer::from_writer(File::create(&beside)?);
        writer.write_record(COLUMNS)?;
        let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
        for label in labels {
            writer.write_record([
                &label.declaration_id,
                &label.item_no.to_string(),
                &label.outcome,
                label.typology.as_deref().unwrap_or_default(),
                &number(label.seized_kg),
                &number(label.seized_value_usd),
                &label.inspected_on.to_string(),
                &label.known_on.to_string(),
                &label.selected_by,
                &number(label.selection_probability),
            ])?;
        }
        let file = writer.into_inner().map_err(|cause| cause.into_error())?;
        file.sync_all()?;
        fs::rename(&beside, place)
    };
    write().map_err(|cause| {
        // What was begun is of no use; the reason is told, not that it could not be swept up.
        let _ = fs::remove_file(&beside);
        Error::write(place, cause)
    })
}
