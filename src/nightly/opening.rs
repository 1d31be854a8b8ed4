//! Cases of a published night, opened in the store: once, whoever asks again.

use super::archive::hashed;
use super::results::CasesOpened;
use crate::cases::{CaseToOpen, NightRecord, OpenMode, Sqlite, Store};
use crate::detector::{DOSSIERS, NightLines, read_dossiers};
use crate::error::{Error, Result};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// File beside a store that holds the head of its log.
pub fn anchor(store: &Path) -> PathBuf {
    store.with_file_name("audit.anchor")
}

/// Opens what the dossiers of `folders` hold, and keeps their lines; all of it or nothing.
pub(super) fn open(
    store: &Path,
    record: &NightRecord,
    folders: &[PathBuf],
    cases: Vec<CaseToOpen>,
) -> Result<CasesOpened> {
    let mut lines = Vec::new();
    for folder in folders {
        // Read to the end once before any of it is kept: half of a night's lines must never stand in the store.
        NightLines::open(folder)?.try_for_each(|line| line.map(drop))?;
        lines.push(NightLines::open(folder)?);
    }
    let store = Sqlite::open(store, OpenMode::Create)?.with_anchor(&anchor(store));
    let mut rows = lines.into_iter().flatten().filter_map(Result::ok);
    let opened = store.open_night(record, &mut rows, cases).map_err(Error::from)?;
    Ok(CasesOpened {
        opened: opened.opened.len() as u64,
        joined: opened.joined.len() as u64,
        withdrawn: opened.withdrawn.len() as u64,
        kept: opened.kept.len() as u64,
        excepted: opened.excepted.len() as u64,
        lines: opened.lines,
        log_head: serde_json::to_value(&opened.head).unwrap_or_default(),
    })
}

/// What a night's manifest says of it, as far as the store wants to know.
#[derive(Deserialize)]
struct ManifestRead {
    run_id: String,
    scored_by: String,
}

/// What a night's run results say of it.
#[derive(Deserialize)]
struct ResultsRead {
    rows_scored: u64,
    lanes: BTreeMap<String, u64>,
}

/// Opens the cases of a night that `score --dossiers` or `demo` published in `folder`.
///
/// # Errors
/// [`Error::Input`] where the folder holds no published night with dossiers; whatever the store refuses.
pub fn open_published(store: &Path, folder: &Path, at: DateTime<Utc>) -> Result<CasesOpened> {
    let name = folder.canonicalize().unwrap_or_else(|_| folder.into());
    let name = name.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let night = name.parse::<NaiveDate>().map_err(|_| {
        Error::input(
            folder,
            "it is not named after its day, as published nights are",
            "name the folder OUT/YYYY-MM-DD of a night",
        )
    })?;
    if !folder.join(DOSSIERS).is_file() {
        return Err(Error::input(
            folder.join(DOSSIERS),
            "the night was published without its dossiers",
            "score it again with --dossiers",
        ));
    }
    let manifest: ManifestRead = read(&folder.join("manifest.json"))?;
    let results: ResultsRead = read(&folder.join("run_results.json"))?;
    let looked_into = ["inspect", "audit"].iter().filter_map(|lane| results.lanes.get(*lane)).sum::<u64>();
    let record = NightRecord {
        run_id: manifest.run_id,
        night,
        at,
        rows: results.rows_scored,
        capacity: looked_into.min(u64::from(u32::MAX)) as u32,
        scored_by: manifest.scored_by,
        manifest_sha256: hashed(&folder.join("manifest.json"), "manifest.json")?.sha256,
    };
    open(store, &record, &[folder.to_path_buf()], read_dossiers(folder)?)
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let remedy = "name the folder of a published night";
    let bytes = std::fs::read(path).map_err(|cause| Error::input(path, cause, remedy))?;
    serde_json::from_slice(&bytes).map_err(|cause| Error::input(path, cause, remedy))
}
