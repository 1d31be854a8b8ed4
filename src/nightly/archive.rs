//! Everything that nights have read, kept by its hash: what is hashed is what is read, and can be read again.

use crate::error::{Error, Result};
use crate::fault;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// A file as it was read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Filed {
    /// What it was called; of a file in a folder, its path in there.
    pub name: String,
    pub sha256: String,
    pub bytes: u64,
}

/// The folder of what was kept.
#[derive(Debug, Clone)]
pub struct Archive {
    place: PathBuf,
}

impl Archive {
    /// The archive at a place; it is made with the first file.
    pub fn at(place: &Path) -> Archive {
        Archive { place: place.into() }
    }

    /// Where the bytes of a hash stand.
    fn path(&self, sha256: &str) -> PathBuf {
        self.place.join(sha256.get(..2).unwrap_or("")).join(sha256)
    }

    /// Keeps a copy of a file. It is copied and never linked: who writes into the original later does not reach it.
    ///
    /// # Errors
    /// [`Error::Input`] where the file cannot be read, [`Error::Write`] where the archive cannot be written.
    pub fn keep(&self, path: &Path, name: &str) -> Result<Filed> {
        let known = hashed(path, name)?;
        if self.path(&known.sha256).is_file() {
            return Ok(known);
        }
        let mut source = open(path)?;
        self.take(&mut source, name).map_err(|cause| Error::write(&self.place, cause))
    }

    /// Keeps a text.
    ///
    /// # Errors
    /// [`Error::Write`] where the archive cannot be written.
    pub fn keep_text(&self, name: &str, text: &str) -> Result<Filed> {
        self.take(&mut text.as_bytes(), name).map_err(|cause| Error::write(&self.place, cause))
    }

    /// Copies, and goes by what was copied: a file that changes while it is read is kept as it was read.
    fn take(&self, source: &mut dyn Read, name: &str) -> io::Result<Filed> {
        fs::create_dir_all(&self.place)?;
        let beside = self.place.join(".part");
        let copied = (|| {
            fault::point()?;
            let mut file = File::create(&beside)?;
            let filed = digest(source, name, |bytes| file.write_all(bytes))?;
            file.sync_all()?;
            let place = self.path(&filed.sha256);
            let folder = place.parent().unwrap_or(&self.place);
            fs::create_dir_all(folder)?;
            fault::point()?;
            fs::rename(&beside, &place)?;
            File::open(folder)?.sync_all()?;
            Ok(filed)
        })();
        copied.inspect_err(|_| drop(fs::remove_file(&beside)))
    }

    /// Lays a kept file at a place, by a hard link where the disk allows it. With `checked`, its bytes are hashed first.
    ///
    /// # Errors
    /// [`Error::Input`] where it is not kept any more or is not what it was.
    pub fn lay(&self, filed: &Filed, to: &Path, checked: bool) -> Result<()> {
        let path = self.path(&filed.sha256);
        let remedy = format!("bring `{}` back from a copy of the archive", path.display());
        if !path.is_file() {
            return Err(Error::input(&filed.name, "its bytes are not in the archive any more", remedy));
        }
        if checked && hashed(&path, &filed.name)?.sha256 != filed.sha256 {
            return Err(Error::input(&path, "its bytes are not those that the night read", remedy));
        }
        let failed = |cause| Error::write(to, cause);
        fs::create_dir_all(to.parent().unwrap_or(Path::new("."))).map_err(failed)?;
        if to.exists() {
            fs::remove_file(to).map_err(failed)?;
        }
        link(&path, to)
    }
}

/// A hard link, or a copy where there is none.
///
/// # Errors
/// [`Error::Write`] where neither can be made.
pub fn link(from: &Path, to: &Path) -> Result<()> {
    let linked = fault::point().and_then(|()| fs::hard_link(from, to).or_else(|_| fs::copy(from, to).map(drop)));
    linked.map_err(|cause| Error::write(to, cause))
}

/// Hash and size of a file.
///
/// # Errors
/// [`Error::Input`] where it cannot be read.
pub fn hashed(path: &Path, name: &str) -> Result<Filed> {
    let mut source = open(path)?;
    digest(&mut source, name, |_| Ok(())).map_err(|cause| Error::input(path, cause, "check that the file may be read"))
}

fn open(path: &Path) -> Result<File> {
    File::open(path).map_err(|cause| Error::input(path, cause, "check that the file may be read"))
}

fn digest(source: &mut dyn Read, name: &str, mut also: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<Filed> {
    let (mut hasher, mut bytes, mut total) = (Sha256::new(), vec![0; 1 << 16], 0);
    loop {
        match source.read(&mut bytes) {
            Ok(0) => break,
            Ok(n) => {
                hasher.update(&bytes[..n]);
                also(&bytes[..n])?;
                total += n as u64;
            }
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
            Err(cause) => return Err(cause),
        }
    }
    let sha256 = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Filed { name: name.into(), sha256, bytes: total })
}

/// SHA-256 of a text, hexadecimal.
pub fn sha256_of(text: &[u8]) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_laid_again_and_what_was_changed_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let (original, archive) = (folder.path().join("a.csv"), Archive::at(&folder.path().join("archive")));
        fs::write(&original, "one").unwrap();
        let filed = archive.keep(&original, "a.csv").unwrap();
        assert_eq!((filed.bytes, filed.sha256.clone()), (3, sha256_of(b"one")));
        fs::write(&original, "two").unwrap();
        let laid = folder.path().join("laid/a.csv");
        archive.lay(&filed, &laid, true).unwrap();
        assert_eq!(fs::read_to_string(&laid).unwrap(), "one");
        assert_eq!(archive.keep_text("b", "one").unwrap().sha256, filed.sha256);
        fs::write(archive.path(&filed.sha256), "six").unwrap();
        assert!(archive.lay(&filed, &laid, true).unwrap_err().to_string().contains("not those that the night read"));
        fs::remove_file(archive.path(&filed.sha256)).unwrap();
        assert!(archive.lay(&filed, &laid, false).unwrap_err().to_string().contains("not in the archive"));
    }
}
