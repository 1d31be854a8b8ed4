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
    /// The settings by which its gates were asked.
    #[serde(default)]
    pub gates: String,
}

/// Note of the night that is held back, in the state folder.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldNote {
    pub run_id: String,
    pub gates: String,
}

impl HeldNote {
    const FILE: &str = "held.json";

    /// The night that is held back.
    pub fn read(state: &Path) -> Option<HeldNote> {
        serde_json::from_slice(&std::fs::read(state.join(HeldNote::FILE)).ok()?).ok()
    }

    fn keep(sealed: &Sealed, state: &Path) -> Result<()> {
        let path = state.join(HeldNote::FILE);
        if !sealed.held && !path.exists() {
            return Ok(());
        }
        let note = HeldNote { run_id: sealed.papers.run_id.clone(), gates: sealed.gates.clone() };
        let text =
            if sealed.held { serde_json::to_string(&note).expect("a note is plain data") } else { String::new() };
        folder::write_whole(&path, text.as_bytes())
    }
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
    HeldNote::keep(sealed, &options.state)?;
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
    if one_disk(from, parent)? {
        return folder::publish(from, parent, &name);
    }
    // No rename leads from disk to disk. What was made stays until the working folder goes: a copy that was broken off is made anew.
    let beside = parent.join(format!(".{name}.part"));
    copied(from, &beside)?;
    folder::publish(&beside, parent, &name)
}

/// Whether a rename can lead from one folder to the other.
#[cfg(unix)]
fn one_disk(from: &Path, to: &Path) -> Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let to = if to.as_os_str().is_empty() { Path::new(".") } else { to };
    let disk = |place: &Path| place.metadata().map(|told| told.dev()).map_err(|cause| Error::write(place, cause));
    Ok(disk(from)? == disk(to)?)
}

#[cfg(not(unix))]
fn one_disk(_: &Path, _: &Path) -> Result<bool> {
    Ok(true)
}

/// Copies a folder, to its depths and synced; what stood there goes first.
fn copied(from: &Path, to: &Path) -> Result<()> {
    let failed = |cause| Error::write(to, cause);
    if to.exists() {
        std::fs::remove_dir_all(to).map_err(failed)?;
    }
    std::fs::create_dir_all(to).map_err(failed)?;
    for inner in folder::files(from)? {
        let place = to.join(&inner);
        point(&place)?;
        std::fs::create_dir_all(place.parent().unwrap_or(to)).map_err(failed)?;
        std::fs::copy(from.join(&inner), &place).map_err(|cause| Error::write(&place, cause))?;
    }
    folder::sync_all(to)
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn made(folder: &Path) -> PathBuf {
        let from = folder.join("made");
        fs::create_dir_all(from.join("late")).unwrap();
        fs::write(from.join("a"), "1").unwrap();
        fs::write(from.join("late/b"), "2").unwrap();
        from
    }

    #[test]
    fn a_copy_that_was_broken_off_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (made(folder.path()), folder.path().join("to"));
        fs::create_dir_all(&to).unwrap();
        fs::write(to.join("half"), "").unwrap();
        copied(&from, &to).unwrap();
        assert_eq!(folder::files(&to).unwrap(), folder::files(&from).unwrap());
        assert_eq!(fs::read_to_string(to.join("late/b")).unwrap(), "2");
    }

    #[test]
    fn a_night_is_brought_to_another_disk_and_twice_is_once() {
        // Where the machine has a second disk to test with.
        let Ok(other) = tempfile::tempdir_in("/dev/shm") else { return };
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (made(folder.path()), other.path().join("evenings/2025-07-31"));
        fs::create_dir_all(&to).unwrap();
        fs::write(to.join("old"), "").unwrap();
        for _ in 0..2 {
            bring(&from, &to).unwrap();
            let files: Vec<PathBuf> = ["a", "late/b"].iter().map(PathBuf::from).collect();
            assert_eq!(folder::files(&to).unwrap(), files);
            assert_eq!(fs::read_dir(to.parent().unwrap()).unwrap().count(), 1);
        }
        // The working folder is gone: it was brought before.
        let _ = fs::remove_dir_all(&from);
        bring(&from, &to).unwrap();
    }
}
