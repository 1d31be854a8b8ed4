//! Brings a finished night to its places. Each step can be done twice: whoever is killed in between, the next start goes on from here.

use super::journal::Journal;
use super::making::{staged, staged_evening};
use super::opening;
use super::options::Options;
use super::papers::{Nights, Papers};
use super::profile::Profile;
use super::results::{CasesOpened, Results};
use super::stay::Stay;
use crate::cases::{CaseToOpen, NightRecord};
use crate::detector::read_dossiers;
use crate::error::{Error, Result};
use crate::fault;
use crate::folder;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// A night that is made and not yet at its places.
#[derive(Debug, Serialize, Deserialize)]
pub struct Sealed {
    pub papers: Papers,
    pub profile: Profile,
    pub results: Results,
    /// It stands beside the nights until somebody lets it pass.
    pub held: bool,
    /// Lines that can be inspected, of the night and of what came late.
    pub capacity: u64,
    pub late: bool,
    /// Whether cases are opened: the settings at the time it was made.
    pub cases: bool,
    pub sealed_at: DateTime<Utc>,
}

/// Folder of nights that are held back.
const HELD: &str = "held";

impl Sealed {
    /// Where the night will stand.
    pub fn place(&self, out: &Path) -> PathBuf {
        let night = self.papers.night.to_string();
        if self.held { out.join(HELD).join(night) } else { out.join(night) }
    }
}

/// Brings a sealed night to its places: the published folder, its evening, its cases, its papers, in this order; then forgets how it was made.
///
/// # Errors
/// Where a place cannot be written; the next start tries again.
pub fn place(sealed: &mut Sealed, journal: &Journal, options: &Options, stay: &Stay) -> Result<()> {
    let night = sealed.papers.night;
    let target = sealed.place(&options.out);
    stay.stage("publish", || bring(&staged(journal), &target))?;
    if !sealed.held {
        stay.stage("baselines", || bring(&staged_evening(journal, night), &options.baselines.join(night.to_string())))?;
        if let Some(store) = options.cases.as_deref().filter(|_| sealed.cases) {
            sealed.results.cases = Some(stay.stage("cases", || open_cases(sealed, &target, store))?);
        }
        stay.stage("papers", || Nights::keep(&options.state, &sealed.papers, &sealed.profile))?;
    }
    forget_held(&options.out, night, sealed.held)?;
    sealed.results.published = Some(target);
    point(&journal.work)?;
    journal.remove()
}

/// A folder from where it was made to where it stands; where it is there no more, it was brought before.
fn bring(from: &Path, to: &Path) -> Result<()> {
    let parent = to.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent).map_err(|cause| Error::write(parent, cause))?;
    folder::recover(parent)?;
    if !from.is_dir() {
        return if to.is_dir() {
            Ok(())
        } else {
            Err(Error::input(to, "it was made and is gone", "take the working folder away and run the night again"))
        };
    }
    for inner in folder::files(from)? {
        if let Some(place) = inner.parent().filter(|place| !place.as_os_str().is_empty()) {
            folder::sync_all(&from.join(place))?;
        }
    }
    let name = to.file_name().unwrap_or_default().to_string_lossy();
    folder::publish(from, parent, &name)
}

/// A held night that passed, or was made anew, stands no longer aside.
fn forget_held(out: &Path, night: NaiveDate, held: bool) -> Result<()> {
    let place = out.join(HELD).join(night.to_string());
    if held || !place.exists() {
        return Ok(());
    }
    point(&place)?;
    std::fs::remove_dir_all(&place).map_err(|cause| Error::write(&place, cause))
}

fn point(place: &Path) -> Result<()> {
    fault::point().map_err(|cause| Error::write(place, cause))
}

/// Opens the cases of a published night: once, whoever asks again.
fn open_cases(sealed: &Sealed, night: &Path, store: &Path) -> Result<CasesOpened> {
    point(store)?;
    let mut folders = vec![(night.to_path_buf(), false)];
    if sealed.late {
        folders.push((night.join("late"), true));
    }
    let mut cases: Vec<CaseToOpen> = Vec::new();
    for (folder, late) in &folders {
        for mut case in read_dossiers(folder)? {
            if *late {
                let came = format!("came in with the night of {}", sealed.papers.night);
                case.dossier.versions.insert("late".into(), came);
            }
            cases.push(case);
        }
    }
    let manifest = super::archive::hashed(&night.join("manifest.json"), "manifest.json")?;
    let record = NightRecord {
        run_id: sealed.papers.run_id.clone(),
        night: sealed.papers.night,
        at: sealed.sealed_at,
        rows: sealed.results.rows_scored + sealed.results.rows_scored_late,
        capacity: sealed.capacity.min(u64::from(u32::MAX)) as u32,
        scored_by: sealed.results.scored_by.clone(),
        manifest_sha256: manifest.sha256,
    };
    let folders: Vec<PathBuf> = folders.into_iter().map(|(folder, _)| folder).collect();
    let opened = opening::open(store, &record, &folders, cases)?;
    point(night)?;
    Ok(opened)
}
