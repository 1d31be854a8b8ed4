//! Baselines on disk, as of an evening: a folder that appears whole or not at all.

use super::set::{Baseline, Baselines};
use crate::error::Error;
use crate::error::Result;
use crate::fault;
use crate::folder;
use chrono::NaiveDate;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::Xxh3Default;

const STAMP: &str = "snapshot.json";
const REMEDY: &str = "make the baselines anew with `tidewaiter replay`";
const FORMAT: u32 = 1;

/// What a snapshot says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stamp {
    /// Version of the folder's layout.
    pub format: u32,
    /// Last day learned from.
    pub as_of: NaiveDate,
    /// First day learned from.
    pub first_day: Option<NaiveDate>,
    /// Declaration lines learned from.
    pub rows: u64,
    /// Keys known, by baseline.
    pub keys: Vec<(String, usize)>,
    /// What each baseline learns, by baseline: other facts under the same name are another baseline.
    pub specs: Vec<(String, String)>,
    /// Checksum of each file (XXH3, hexadecimal), by name; none in snapshots of before they were kept.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
    /// Program that wrote it.
    pub written_by: String,
}

/// A snapshot's folder.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// Where it is.
    pub folder: PathBuf,
    /// What it says of itself.
    pub stamp: Stamp,
}

impl Snapshot {
    /// The snapshot in `place`, or the youngest one in its subfolders whose evening lies before `night`.
    pub fn find(place: &Path, night: Option<NaiveDate>) -> Result<Snapshot> {
        if place.join(STAMP).is_file() {
            return Snapshot::at(place);
        }
        let remedy = "make it with `tidewaiter replay FILES --out DIR`";
        let entries = fs::read_dir(place).map_err(|cause| Error::input(place, cause, remedy))?;
        // Folders whose name begins with a point are in the making or on their way out.
        let whole = |path: &PathBuf| !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        let folders = entries.filter_map(|entry| entry.ok()).map(|entry| entry.path()).filter(whole);
        let mut found: Vec<Snapshot> = folders
            .filter(|folder| folder.join(STAMP).is_file())
            .map(|folder| Snapshot::at(&folder))
            .collect::<Result<_>>()?;
        found.sort_by_key(|snapshot| snapshot.stamp.as_of);
        let youngest = found.iter().map(|snapshot| snapshot.stamp.as_of).max();
        found.retain(|snapshot| night.is_none_or(|night| snapshot.stamp.as_of < night));
        found.pop().ok_or_else(|| {
            let why = match (youngest, night) {
                (Some(_), Some(night)) => format!("it holds no snapshot of an evening before {night}"),
                _ => "it holds no baselines (no snapshot.json)".into(),
            };
            Error::input(place, why, remedy)
        })
    }

    fn at(folder: &Path) -> Result<Snapshot> {
        let path = folder.join(STAMP);
        let text = fs::read_to_string(&path).map_err(|cause| Error::input(&path, cause, REMEDY))?;
        let stamp: Stamp = serde_json::from_str(&text).map_err(|cause| Error::input(&path, cause, REMEDY))?;
        if stamp.format != FORMAT {
            return Err(Error::input(&path, format!("layout {} is not {FORMAT}", stamp.format), REMEDY));
        }
        Ok(Snapshot { folder: folder.into(), stamp })
    }

    /// Reads the baselines.
    pub fn read(&self) -> Result<Baselines> {
        self.check()?;
        let mut baselines = Baselines::default();
        if specs(&baselines) != self.stamp.specs {
            return Err(Error::input(
                &self.folder,
                format!("these baselines were learned otherwise, by {}", self.stamp.written_by),
                "make them anew with `tidewaiter replay`",
            ));
        }
        let read = |member: &mut Box<dyn Baseline>| {
            let name = format!("{}.parquet", member.id());
            member.read(&self.folder.join(&name), self.stamp.files.contains_key(&name))
        };
        // Side by side; where several are damaged, the first in the order of the registry is told.
        baselines.members.par_iter_mut().map(read).collect::<Vec<_>>().into_iter().collect::<Result<()>>()?;
        baselines.first_day = self.stamp.first_day;
        baselines.as_of = Some(self.stamp.as_of);
        baselines.rows = self.stamp.rows;
        Ok(baselines)
    }

    /// Compares every file with what was written: what a disk or a copy damaged is told before any of it is believed.
    fn check(&self) -> Result<()> {
        let whole = |(name, written): (&String, &String)| {
            let path = self.folder.join(name);
            match checksum(&path)? == *written {
                true => Ok(()),
                false => Err(Error::input(&path, "it was damaged or changed after it was written", REMEDY)),
            }
        };
        self.stamp.files.par_iter().map(whole).collect::<Vec<_>>().into_iter().collect()
    }

    /// Writes `parent/AS-OF/` beside and renames it into place; `more` writes what else belongs to the evening into the
    /// folder. A snapshot of the same evening is replaced.
    pub fn write(baselines: &Baselines, parent: &Path, more: impl FnOnce(&Path) -> Result<()>) -> Result<Snapshot> {
        let Some(as_of) = baselines.as_of else {
            return Err(Error::Usage(
                "nothing was learned, so there is no snapshot to write; give past declarations".into(),
            ));
        };
        let mut stamp = Stamp {
            format: FORMAT,
            as_of,
            first_day: baselines.first_day,
            rows: baselines.rows,
            keys: baselines.members().map(|member| (member.id().into(), member.len())).collect(),
            specs: specs(baselines),
            files: BTreeMap::new(),
            written_by: concat!("tidewaiter ", env!("CARGO_PKG_VERSION")).into(),
        };
        let place = parent.join(as_of.to_string());
        let beside = parent.join(format!(".{as_of}.part"));
        let write = |cause| Error::write(&beside, cause);
        folder::recover(parent)?;
        if beside.exists() {
            fs::remove_dir_all(&beside).map_err(write)?;
        }
        fs::create_dir_all(&beside).map_err(write)?;
        let members: Vec<&dyn Baseline> = baselines.members().collect();
        let one = |member: &&dyn Baseline| {
            fault::point().map_err(write)?;
            member.write(&beside.join(member.id()).with_extension("parquet"))
        };
        // Side by side; where several fail, the first in the order of the registry is told.
        members.par_iter().map(one).collect::<Vec<_>>().into_iter().collect::<Result<()>>()?;
        more(&beside)?;
        fault::point().map_err(write)?;
        stamp.files = checksums(&beside)?;
        let text = serde_json::to_string_pretty(&stamp).expect("a stamp is plain data");
        fs::write(beside.join(STAMP), text + "\n").map_err(write)?;
        folder::publish(&beside, parent, &as_of.to_string())?;
        Ok(Snapshot { folder: place, stamp })
    }
}

fn checksums(folder: &Path) -> Result<BTreeMap<String, String>> {
    let failed = |cause| Error::input(folder, cause, REMEDY);
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<std::io::Result<Vec<_>>>).map_err(failed)?;
    let one = |entry: &fs::DirEntry| Ok((entry.file_name().to_string_lossy().into_owned(), checksum(&entry.path())?));
    entries.par_iter().map(one).collect()
}

fn checksum(path: &Path) -> Result<String> {
    let failed = |cause| Error::input(path, cause, REMEDY);
    let mut file = fs::File::open(path).map_err(failed)?;
    let (mut hasher, mut bytes) = (Xxh3Default::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut bytes).map_err(failed)? {
            0 => return Ok(format!("{:016x}", hasher.digest())),
            n => hasher.update(&bytes[..n]),
        }
    }
}

fn specs(baselines: &Baselines) -> Vec<(String, String)> {
    baselines.members().map(|member| (member.id().into(), member.spec())).collect()
}
