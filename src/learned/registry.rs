//! A folder of models: what is there, who speaks, and the log of who decided it.

use super::approved::{APPROVED, Approved, Named};
use super::folder::ModelFolder;
use super::lock::Lock;
use super::log::{Entry, Head, LOG, REMEDY, parse};
use super::manifest::{Manifest, parse_folder_name};
use super::standing::Standing;
use crate::error::{Error, Result};
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// A registry as read, its whole log checked.
#[derive(Debug)]
pub struct Registry {
    place: PathBuf,
    entries: Vec<Entry>,
    standing: Standing,
    /// A decision was begun and its entry is not whole.
    unfinished: bool,
    /// Bytes of the log's whole lines.
    whole: u64,
}

/// Where a model stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// It speaks.
    Champion,
    /// It is scored along, unseen.
    Shadow,
    /// It was trained and not promoted, or spoke before.
    Waiting,
    /// It is out of service.
    Retired,
}

/// A model of the folder.
#[derive(Debug)]
pub struct Listed {
    /// NAME-NUMBER.
    pub model: String,
    /// Where it stands.
    pub place: Place,
    /// Its papers, or why it cannot be used.
    pub manifest: Result<Manifest, String>,
    /// Whether the log knows of its training.
    pub logged: bool,
}

impl Registry {
    /// Reads the registry of a folder of models and checks its log: every line against its own hash and the line before, and
    /// the end against `approved.json`. A folder without both files is a registry in which nobody decided anything yet.
    ///
    /// # Errors
    /// [`Error::Input`] names the first line that was edited, deleted, moved or cut off.
    pub fn open(place: &Path) -> Result<Self> {
        let _lock = Lock::to_read(place);
        Registry::read(place)
    }

    /// As [`open`](Self::open), by whoever holds the lock.
    pub(super) fn read(place: &Path) -> Result<Self> {
        let path = place.join(LOG);
        let bytes = match fs::read(&path) {
            Ok(bytes) => Some(bytes),
            Err(cause) if cause.kind() == ErrorKind::NotFound => None,
            Err(cause) => return Err(Error::input(&path, cause, REMEDY)),
        };
        let approved = Approved::read(place)?;
        let approved = match (approved, &bytes) {
            (Some(approved), _) => approved,
            (None, None) => Approved::default(),
            (None, Some(_)) => {
                let why = "it is missing, and the log beside it needs it";
                return Err(Error::input(place.join(APPROVED), why, REMEDY));
            }
        };
        let bytes = bytes.unwrap_or_default();
        let (entries, torn) = parse(&path, &bytes)?;
        let known = agree(&path, &approved, &entries, torn)?;
        let then = Standing::after(&entries[..known]);
        if (then.champion(), &then.shadow) != (approved.champion.as_ref(), &approved.shadow) {
            let name = |named: Option<&Named>| named.map_or("nobody".into(), |named| named.model.clone());
            let why = format!(
                "it names {} as champion and {} as shadow, the log says {} and {}",
                name(approved.champion.as_ref()),
                name(approved.shadow.as_ref()),
                name(then.champion()),
                name(then.shadow.as_ref()),
            );
            return Err(Error::input(place.join(APPROVED), why, REMEDY));
        }
        let standing = Standing::after(&entries);
        let unfinished = approved.pending.is_some() && known == entries.len();
        let whole = (bytes.len() - torn.len()) as u64;
        Ok(Registry { place: place.into(), entries, standing, unfinished, whole })
    }

    /// The folder.
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// The log.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What follows from the log.
    pub fn standing(&self) -> &Standing {
        &self.standing
    }

    /// Where the log ends; kept elsewhere, it proves later that the log was not written anew.
    pub fn head(&self) -> Head {
        self.entries.last().map(Entry::head).unwrap_or_default()
    }

    /// Whether a decision was begun and broken off; it does not count, and the next one takes its place.
    pub fn unfinished(&self) -> bool {
        self.unfinished
    }

    /// A model's folder, read whole, and checked against what the log knows of it.
    ///
    /// # Errors
    /// [`Error::Usage`] where no model is called so, [`Error::Input`] where it is damaged or is not the one that was trained
    /// under that name.
    pub fn model(&self, model: &str) -> Result<ModelFolder> {
        parse_folder_name(model)?;
        let folder = self.place.join(model);
        if !folder.exists() && !self.standing.trained.contains_key(model) {
            return Err(Error::Usage(format!("no model is called `{model}`; `tidewaiter models list` names them")));
        }
        let read = ModelFolder::read(&folder)?;
        match self.standing.trained.get(model) {
            Some((sha256, _)) if *sha256 != read.manifest.model_sha256 => {
                let why =
                    format!("{model} is not the model that was trained under this name: the log knows another hash");
                Err(Error::input(folder, why, super::manifest::REMEDY))
            }
            _ => Ok(read),
        }
    }

    /// A model that was approved, checked against the hash that was approved.
    pub(super) fn named(&self, named: &Named) -> Result<ModelFolder> {
        let read = self.model(&named.model)?;
        match read.manifest.model_sha256 == named.model_sha256 {
            true => Ok(read),
            false => {
                let why = format!("{} is not the model that was approved: the log knows another hash", named.model);
                Err(Error::input(read.folder, why, super::manifest::REMEDY))
            }
        }
    }

    /// All models that the folder holds or the log knows, by name and number.
    pub fn models(&self) -> Vec<Listed> {
        let mut names = BTreeSet::new();
        let folders = fs::read_dir(&self.place).into_iter().flatten().flatten().filter(|entry| entry.path().is_dir());
        let folders = folders.map(|entry| entry.file_name().to_string_lossy().into_owned());
        for folder in folders.chain(self.standing.trained.keys().cloned()) {
            if let Ok((name, number)) = parse_folder_name(&folder) {
                names.insert((name.to_owned(), number));
            }
        }
        let listed = names.into_iter().map(|(name, number)| {
            let model = format!("{name}-{number}");
            let place = self.place_of(&model);
            let manifest = self.model(&model).map(|read| read.manifest).map_err(|error| error.to_string());
            Listed { logged: self.standing.trained.contains_key(&model), model, place, manifest }
        });
        listed.collect()
    }

    /// Where a model stands.
    pub fn place_of(&self, model: &str) -> Place {
        let is = |named: Option<&Named>| named.is_some_and(|named| named.model == model);
        match () {
            () if is(self.standing.champion()) => Place::Champion,
            () if is(self.standing.shadow.as_ref()) => Place::Shadow,
            () if self.standing.retired.contains(model) => Place::Retired,
            () => Place::Waiting,
        }
    }

    /// The next number of a name: above all folders and all that the log knows, so that none is used twice.
    pub(super) fn next_number(&self, name: &str) -> u32 {
        let folders = fs::read_dir(&self.place).into_iter().flatten().flatten();
        let folders = folders.map(|entry| entry.file_name().to_string_lossy().into_owned());
        let known = folders.chain(self.entries.iter().map(|entry| entry.model.clone()));
        let numbers = known.filter_map(|model| match parse_folder_name(&model) {
            Ok((of, number)) if of == name => Some(number),
            _ => None,
        });
        numbers.max().unwrap_or(0).saturating_add(1)
    }

    /// Writes an entry at the end of the log, then who speaks by it.
    ///
    /// First `approved.json` announces the entry's hash, then the line is appended, then `approved.json` takes it in: a crash
    /// anywhere leaves the old state or the new one, and a line that nobody announced is never taken for a decision.
    pub(super) fn append(&mut self, mut entry: Entry) -> Result<Entry> {
        let line = entry.seal_after(&self.head());
        let approved = |standing: &Standing, log: Head, pending: Option<String>| Approved {
            champion: standing.champion().cloned(),
            shadow: standing.shadow.clone(),
            log,
            pending,
            ..Approved::default()
        };
        approved(&self.standing, self.head(), Some(entry.sha256.clone())).write(&self.place)?;
        let path = self.place.join(LOG);
        let write = || -> io::Result<()> {
            let mut file = OpenOptions::new().append(true).create(true).open(&path)?;
            // What a crash left of an entry that was announced and never whole.
            file.set_len(self.whole)?;
            file.write_all(line.as_bytes())?;
            file.sync_all()?;
            File::open(&self.place)?.sync_all()
        };
        write().map_err(|cause| Error::write(&path, cause))?;
        self.entries.push(entry.clone());
        self.whole += line.len() as u64;
        self.standing = Standing::after(&self.entries);
        self.unfinished = false;
        approved(&self.standing, self.head(), None).write(&self.place)?;
        Ok(entry)
    }
}

/// How many entries `approved.json` knows, where log and `approved.json` agree about the end.
fn agree(path: &Path, approved: &Approved, entries: &[Entry], torn: &[u8]) -> Result<usize> {
    let no = |why: String| Err(Error::input(path, why, REMEDY));
    let (number, ends) = (approved.log.number, entries.len() as u64);
    if ends < number {
        return no(format!("it was cut off: it ends with entry {ends}, and approved.json knows entry {number}"));
    }
    let known = number as usize;
    let head = known.checked_sub(1).map_or_else(Head::default, |last| entries[last].head());
    if head != approved.log {
        return no(format!("its entry {number} is not the one that approved.json knows"));
    }
    let announced = entries.get(known).is_some_and(|entry| Some(&entry.sha256) == approved.pending.as_ref());
    if ends > number + u64::from(announced) {
        return no(format!("it goes on to entry {ends}, and approved.json knows only entry {number}"));
    }
    if !torn.is_empty() && (approved.pending.is_none() || announced) {
        return no(format!("something stands behind its last entry {ends} that no decision wrote"));
    }
    Ok(known)
}
