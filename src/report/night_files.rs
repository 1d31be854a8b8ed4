//! The files of a night that people open: the ranked list and the page.

use super::csv::write_ranked;
use super::night::NightReport;
use super::page::page;
use crate::error::{Error, Result};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Writes `ranked.csv` and `report.html` into a folder.
///
/// # Errors
/// [`Error::Write`] where the folder cannot be written.
pub fn write_night(report: &NightReport, folder: &Path) -> Result<()> {
    let list = folder.join("ranked.csv");
    let failed = |cause| Error::write(&list, cause);
    let mut file = BufWriter::new(File::create(&list).map_err(failed)?);
    write_ranked(&mut file, &report.cases).and_then(|()| file.flush()).map_err(failed)?;
    let path = folder.join("report.html");
    std::fs::write(&path, page(report)).map_err(|cause| Error::write(&path, cause))
}
