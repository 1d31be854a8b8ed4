//! A folder that stands whole or not at all: written beside, synced, renamed.

use crate::error::Error;
use crate::error::Result;
use crate::fault;
use rayon::prelude::*;
use std::fs;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Syncs everything in `beside` and renames it to `parent/NAME`; an older folder of that name makes way.
///
/// Between the two renames a crash can leave only `.NAME.old`; `recover` puts it back.
pub fn publish(beside: &Path, parent: &Path, name: &str) -> Result<()> {
    let place = parent.join(name);
    let failed = |cause| Error::write(&place, cause);
    let entries = fs::read_dir(beside).and_then(Iterator::collect::<std::io::Result<Vec<_>>>).map_err(failed)?;
    let one = |entry: &fs::DirEntry| {
        fault::point().map_err(failed)?;
        sync(&entry.path())
    };
    // Side by side: a disk answers many at once sooner than one after the other.
    entries.par_iter().map(one).collect::<Result<()>>()?;
    sync(beside)?;
    fault::point().map_err(failed)?;
    let old = parent.join(format!(".{name}.old"));
    if place.exists() {
        if old.exists() {
            fs::remove_dir_all(&old).map_err(failed)?;
        }
        fs::rename(&place, &old).map_err(failed)?;
        fault::point().map_err(failed)?;
    }
    fs::rename(beside, &place).map_err(failed)?;
    fault::point().map_err(failed)?;
    sync(parent)?;
    if old.exists() {
        fs::remove_dir_all(&old).map_err(failed)?;
    }
    Ok(())
}

/// Puts back what a crash in `publish` left aside: `.NAME.old` becomes NAME where there is none, and goes where there is one.
pub fn recover(parent: &Path) -> Result<()> {
    let Ok(entries) = fs::read_dir(parent) else { return Ok(()) };
    for entry in entries.flatten() {
        let file_name = entry.file_name().to_string_lossy().into_owned();
        let Some(name) = file_name.strip_prefix('.').and_then(|name| name.strip_suffix(".old")) else { continue };
        let place = parent.join(name);
        let done = if place.exists() { fs::remove_dir_all(entry.path()) } else { fs::rename(entry.path(), &place) };
        done.map_err(|cause| Error::write(&place, cause))?;
    }
    Ok(())
}

/// Writes a file whole or not at all: beside, synced, renamed, the folder synced.
pub fn write_whole(place: &Path, bytes: &[u8]) -> Result<()> {
    let failed = |cause| Error::write(place, cause);
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let beside = place.with_file_name(format!(".{name}.part"));
    let folder = place.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(failed)?;
    let write = || -> std::io::Result<()> {
        fault::point()?;
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fault::point()?;
        fs::rename(&beside, place)
    };
    write().inspect_err(|_| drop(fs::remove_file(&beside))).map_err(failed)?;
    sync(folder)
}

/// Syncs every file and folder in `folder`, to its depths, and the folder itself.
pub fn sync_all(folder: &Path) -> Result<()> {
    for path in files(folder)? {
        sync(&folder.join(path))?;
    }
    sync(folder)
}

/// The files in `folder`, to its depths, relative to it and in order.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let (mut found, mut waiting) = (Vec::new(), vec![PathBuf::new()]);
    while let Some(inner) = waiting.pop() {
        let place = folder.join(&inner);
        let failed = |cause| Error::input(&place, cause, "check that the folder may be read");
        for entry in fs::read_dir(&place).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = inner.join(entry.file_name());
            if entry.path().is_dir() { waiting.push(name) } else { found.push(name) }
        }
    }
    found.sort();
    Ok(found)
}

fn sync(path: &Path) -> Result<()> {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    File::open(path).and_then(|file| file.sync_all()).map_err(|cause| Error::write(path, cause))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crash_between_the_renames_loses_nothing() {
        let parent = tempfile::tempdir().unwrap();
        let write = |folder: &str, text: &str| {
            let folder = parent.path().join(folder);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("file"), text).unwrap();
        };
        let read = |folder: &str| fs::read_to_string(parent.path().join(folder).join("file")).ok();
        write(".night.old", "yesterday");
        recover(parent.path()).unwrap();
        assert_eq!(read("night").as_deref(), Some("yesterday"));
        write(".night.part", "today");
        publish(&parent.path().join(".night.part"), parent.path(), "night").unwrap();
        assert_eq!(read("night").as_deref(), Some("today"));
        write(".night.old", "yesterday");
        recover(parent.path()).unwrap();
        assert_eq!((read("night").as_deref(), read(".night.old")), (Some("today"), None));
    }
}
