//! What is kept of every finished night: what went in, what came out, and the figures that later nights are held against.

use super::archive::Filed;
use super::plan::{Evening, Plan};
use super::profile::Profile;
use crate::error::{Error, Result};
use crate::folder;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The papers of a night.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Papers {
    pub run_id: String,
    /// Name of its folder.
    pub night: NaiveDate,
    pub plan: Plan,
    /// SHA-256 of every published file that is the same whenever the night is run, by path in its folder.
    pub outputs: BTreeMap<String, String>,
    /// The snapshot of its evening.
    pub evening: Evening,
    /// Rows accepted after the evening before, and how many of all that was read were set aside.
    pub rows_fresh: u64,
    pub rows_quarantined: u64,
    /// SHA-256 of inputs that hold rows later than the last day believed, though of days that were by then: they are read again.
    #[serde(default)]
    pub unread: Vec<String>,
}

/// The papers of all nights, by night, and of runs that later ones replaced.
#[derive(Debug, Default)]
pub struct Nights {
    by_night: BTreeMap<NaiveDate, Papers>,
}

const NIGHTS: &str = "nights";
const RUNS: &str = "runs";
const PROFILES: &str = "profiles";

impl Nights {
    /// Reads the papers in a state folder.
    ///
    /// # Errors
    /// [`Error::Input`] where one is damaged.
    pub fn read(state: &Path) -> Result<Nights> {
        let mut nights = Nights::default();
        let Ok(entries) = fs::read_dir(state.join(NIGHTS)) else { return Ok(nights) };
        for entry in entries.flatten() {
            let path = entry.path();
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            if !hidden && path.extension().is_some_and(|end| end == "json") {
                let papers: Papers = read(&path)?;
                nights.by_night.insert(papers.night, papers);
            }
        }
        Ok(nights)
    }

    /// The papers of a run, also of one that another run of its night replaced.
    ///
    /// # Errors
    /// [`Error::Usage`] where no run or night is called so.
    pub fn run(state: &Path, name: &str) -> Result<Papers> {
        let none = || {
            Error::Usage(format!(
                "no run or night is called `{name}`; `{}` holds those that were run",
                state.join(NIGHTS).display()
            ))
        };
        if name.parse::<NaiveDate>().is_ok() {
            let path = state.join(NIGHTS).join(format!("{name}.json"));
            return if path.is_file() { read(&path) } else { Err(none()) };
        }
        let fits = name.len() >= 8 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
        let entries = fs::read_dir(state.join(RUNS)).map_err(|_| none())?;
        let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
        let mut found: Vec<String> = names.filter(|run| fits && run.starts_with(name)).collect();
        match (found.pop(), found.pop()) {
            (Some(run), None) => read(&state.join(RUNS).join(run)),
            (None, _) => Err(none()),
            _ => Err(Error::Usage(format!("several runs begin with `{name}`; write more of it"))),
        }
    }

    /// Keeps the papers of a night and its profile.
    ///
    /// # Errors
    /// [`Error::Write`] where the state folder cannot be written.
    pub fn keep(state: &Path, papers: &Papers, profile: &Profile) -> Result<()> {
        let text = serde_json::to_string_pretty(papers).expect("papers are plain data") + "\n";
        let profile = serde_json::to_string(profile).expect("a profile is plain data") + "\n";
        folder::write_whole(&state.join(RUNS).join(format!("{}.json", papers.run_id)), text.as_bytes())?;
        folder::write_whole(&state.join(PROFILES).join(format!("{}.json", papers.night)), profile.as_bytes())?;
        folder::write_whole(&state.join(NIGHTS).join(format!("{}.json", papers.night)), text.as_bytes())
    }

    /// The profiles of the 28 days before a night; one that cannot be read says nothing, nor does a night that knew no past.
    pub fn profiles(&self, state: &Path, night: NaiveDate) -> Vec<Profile> {
        let nights = self.before(night, 28).filter(|papers| papers.plan.before.is_some()).map(|papers| papers.night);
        nights.filter_map(|night| read(&state.join(PROFILES).join(format!("{night}.json"))).ok()).collect()
    }

    /// The papers of nights of the last days before a night, the oldest first.
    pub fn before(&self, night: NaiveDate, days: i64) -> impl Iterator<Item = &Papers> {
        self.by_night
            .range(..night)
            .map(|(_, papers)| papers)
            .filter(move |papers| (night - papers.night).num_days() <= days)
    }

    /// The youngest night.
    pub fn last(&self) -> Option<&Papers> {
        self.by_night.values().next_back()
    }

    /// The papers of a night.
    pub fn of(&self, night: NaiveDate) -> Option<&Papers> {
        self.by_night.get(&night)
    }

    /// The night that read these bytes first, to their last row.
    pub fn reader_of(&self, filed: &Filed) -> Option<NaiveDate> {
        self.by_night
            .values()
            .filter(|papers| !papers.unread.contains(&filed.sha256))
            .find(|papers| papers.plan.inputs.iter().any(|input| input.sha256 == filed.sha256))
            .map(|papers| papers.night)
    }

    /// The night whose evening it was.
    pub fn of_evening(&self, evening: NaiveDate) -> Option<&Papers> {
        self.by_night.values().find(|papers| papers.evening.evening == evening)
    }
}

fn read<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T> {
    let remedy = "bring it back from a copy of the state folder";
    let text = fs::read(path).map_err(|cause| Error::input(path, cause, remedy))?;
    serde_json::from_slice(&text).map_err(|cause| Error::input(path, cause, remedy))
}
