//! How far a run has come: a note for each finished stage, with the hashes of what it left, so that the next start goes on from there.

use super::archive::hashed;
use super::plan::Plan;
use crate::error::{Error, Result};
use crate::folder;
use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The working folders of a run: one where its state is, one where it will be published, as they may stand on different disks.
#[derive(Debug, Clone)]
pub struct Journal {
    pub run_id: String,
    /// In the state folder.
    pub work: PathBuf,
    /// In the published folder.
    pub staged: PathBuf,
}

/// A finished stage.
#[derive(Debug, Serialize, Deserialize)]
struct Note {
    /// SHA-256 of every file that it left, by path from the working folder (`state/…` or `out/…`).
    left: BTreeMap<String, String>,
    facts: serde_json::Value,
}

const WORK: &str = "work";
const STAGED: &str = ".work";
const PLAN: &str = "plan.json";
const SEALED: &str = "sealed.json";

impl Journal {
    /// The journal of a run.
    pub fn of(state: &Path, out: &Path, run_id: &str) -> Journal {
        Journal { run_id: run_id.into(), work: state.join(WORK).join(run_id), staged: out.join(STAGED).join(run_id) }
    }

    /// Runs that were begun and not ended, each with whether it was sealed: all that is left is to bring it to its places.
    pub fn unfinished(state: &Path, out: &Path) -> Vec<(Journal, bool)> {
        let mut names: Vec<String> = [state.join(WORK), out.join(STAGED)]
            .iter()
            .filter_map(|folder| fs::read_dir(folder).ok())
            .flat_map(|entries| entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()))
            .collect();
        names.sort();
        names.dedup();
        let journals = names.into_iter().map(|name| Journal::of(state, out, &name));
        journals.map(|journal| (journal.clone(), journal.work.join(SEALED).is_file())).collect()
    }

    /// Opens it with its plan.
    ///
    /// # Errors
    /// [`Error::Write`] where a folder cannot be made.
    pub fn open(&self, plan: &Plan) -> Result<()> {
        for place in [&self.work, &self.staged] {
            fs::create_dir_all(place).map_err(|cause| Error::write(place, cause))?;
        }
        folder::write_whole(&self.work.join(PLAN), plan.text().as_bytes())
    }

    /// The facts of a stage that was finished and whose files are as it left them; `None`: it has to be done.
    pub fn done<T: DeserializeOwned>(&self, stage: &str) -> Option<T> {
        let note: Note = serde_json::from_slice(&fs::read(self.note(stage)).ok()?).ok()?;
        let whole = note.left.iter().all(|(name, sha256)| {
            self.path_of(name).is_some_and(|path| hashed(&path, name).is_ok_and(|filed| filed.sha256 == *sha256))
        });
        whole.then(|| serde_json::from_value(note.facts).ok()).flatten()
    }

    /// Notes that a stage is finished and left these folders; they are synced first.
    ///
    /// # Errors
    /// [`Error::Write`] where they cannot be synced or the note not be written.
    pub fn finish<T: Serialize>(&self, stage: &str, folders: &[&Path], facts: &T) -> Result<()> {
        self.finish_with(stage, self.left(folders)?, facts)
    }

    /// Syncs what stands in these folders: SHA-256 of every file, by path from the working folder.
    ///
    /// # Errors
    /// [`Error::Write`] where they cannot be synced.
    pub fn left(&self, folders: &[&Path]) -> Result<BTreeMap<String, String>> {
        let mut files = Vec::new();
        for place in folders {
            folder::sync_all(place)?;
            files.extend(folder::files(place)?.into_iter().map(|file| place.join(file)));
        }
        let hash = |path: &PathBuf| Ok((self.name_of(path), hashed(path, "")?.sha256));
        files.par_iter().map(hash).collect()
    }

    /// Notes that a stage is finished and left these files, synced.
    ///
    /// # Errors
    /// [`Error::Write`] where the note cannot be written.
    pub fn finish_with<T: Serialize>(&self, stage: &str, left: BTreeMap<String, String>, facts: &T) -> Result<()> {
        let note = Note { left, facts: serde_json::to_value(facts).expect("facts are plain data") };
        let text = serde_json::to_vec(&note).expect("a note is plain data");
        folder::write_whole(&self.note(stage), &text)
    }

    /// Marks the point of no return: everything is made, and only has to be brought to its places.
    ///
    /// # Errors
    /// [`Error::Write`] where the mark cannot be written.
    pub fn seal<T: Serialize>(&self, sealed: &T) -> Result<()> {
        let text = serde_json::to_vec_pretty(sealed).expect("a seal is plain data");
        folder::write_whole(&self.work.join(SEALED), &text)
    }

    /// What was sealed.
    ///
    /// # Errors
    /// [`Error::Input`] where it is damaged.
    pub fn sealed<T: DeserializeOwned>(&self) -> Result<T> {
        let path = self.work.join(SEALED);
        let remedy = "take the folder away and run the night again";
        let text = fs::read(&path).map_err(|cause| Error::input(&path, cause, remedy))?;
        serde_json::from_slice(&text).map_err(|cause| Error::input(&path, cause, remedy))
    }

    /// A folder for a stage that begins, new and empty.
    ///
    /// # Errors
    /// [`Error::Write`] where it cannot be made.
    pub fn fresh(&self, place: &Path) -> Result<PathBuf> {
        let failed = |cause| Error::write(place, cause);
        if place.exists() {
            fs::remove_dir_all(place).map_err(failed)?;
        }
        fs::create_dir_all(place).map_err(failed)?;
        Ok(place.into())
    }

    /// Removes both working folders: the mark of the unfinished run goes last.
    ///
    /// # Errors
    /// [`Error::Write`] where they cannot be removed.
    pub fn remove(&self) -> Result<()> {
        for place in [&self.staged, &self.work] {
            if place.exists() {
                fs::remove_dir_all(place).map_err(|cause| Error::write(place, cause))?;
            }
        }
        Ok(())
    }

    fn note(&self, stage: &str) -> PathBuf {
        self.work.join("stages").join(format!("{stage}.json"))
    }

    fn name_of(&self, path: &Path) -> String {
        let below =
            |root: &Path, name: &str| path.strip_prefix(root).ok().map(|rest| format!("{name}/{}", rest.display()));
        below(&self.work, "state").or_else(|| below(&self.staged, "out")).unwrap_or_else(|| path.display().to_string())
    }

    fn path_of(&self, name: &str) -> Option<PathBuf> {
        let (root, rest) = name.split_once('/')?;
        match root {
            "state" => Some(self.work.join(rest)),
            "out" => Some(self.staged.join(rest)),
            _ => None,
        }
    }
}
