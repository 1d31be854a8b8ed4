//! The dossiers of a night as a file: one to a line, by rank, compressed.

use crate::cases::CaseToOpen;
use crate::error::Error;
use crate::error::Result;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;

/// Name of the file in a night's folder: JSON lines of [`CaseToOpen`], Zstandard.
pub const DOSSIERS: &str = "dossiers.jsonl.zst";
/// Level at which the file is packed; the bytes stand in the manifest by their hash.
const LEVEL: i32 = 3;

/// Writes the dossiers; the same ones give the same bytes.
pub fn write(path: &Path, dossiers: &[CaseToOpen]) -> Result<()> {
    let failed = |cause| Error::write(path, cause);
    let file = File::create(path).map_err(failed)?;
    let mut packed = zstd::Encoder::new(file, LEVEL).map_err(failed)?;
    for dossier in dossiers {
        let mut line = serde_json::to_vec(dossier).expect("dossiers are plain data");
        line.push(b'\n');
        packed.write_all(&line).map_err(failed)?;
    }
    packed.finish().map(drop).map_err(failed)
}

/// Reads the dossiers of a published night.
///
/// # Errors
/// [`Error::Input`] where the night was not asked for dossiers, or the file is damaged.
pub fn read(folder: &Path) -> Result<Vec<CaseToOpen>> {
    let path = folder.join(DOSSIERS);
    let failed = |cause: String| Error::input(&path, cause, "score the night again and ask for its dossiers");
    let file = File::open(&path).map_err(|cause| failed(cause.to_string()))?;
    let unpacked = zstd::Decoder::new(file).map_err(|cause| failed(cause.to_string()))?;
    let mut dossiers = Vec::new();
    for (at, line) in BufReader::new(unpacked).lines().enumerate() {
        let line = line.map_err(|cause| failed(cause.to_string()))?;
        let dossier = serde_json::from_str(&line).map_err(|cause| failed(format!("line {}: {cause}", at + 1)))?;
        dossiers.push(dossier);
    }
    Ok(dossiers)
}
