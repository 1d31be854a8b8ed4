//! A model's folder: written whole or not at all, read only where every file is as it was written.

use super::heads::{ByHead, WEIGHTS};
use super::manifest::{CARD, MANIFEST, METRICS, Manifest, REMEDY};
use super::seal::sha256;
use crate::error::{Error, Result};
use crate::folder;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// More than any file of a model has; what is greater is not read.
const BYTES_MAX: u64 = 1 << 30;

/// What training hands over beside the manifest.
pub struct Parts<'a> {
    /// The weights of each head, as bytes.
    pub weights: ByHead<Vec<u8>>,
    /// What was measured; becomes `metrics.json`.
    pub metrics: serde_json::Value,
    /// Writes the model's card from the manifest, which has its number by then (but no hashes yet).
    pub card: &'a dyn Fn(&Manifest) -> String,
}

/// A model as read, every hash checked.
pub struct ModelFolder {
    /// Where it is.
    pub folder: PathBuf,
    /// What it says of itself.
    pub manifest: Manifest,
    /// The weights of each head.
    pub weights: ByHead<Vec<u8>>,
    /// `metrics.json`.
    pub metrics: serde_json::Value,
    /// `card.md`.
    pub card: String,
}

/// Writes `models/NAME-NUMBER/` beside and renames it into place; returns the manifest with its hashes.
///
/// # Errors
/// [`Error::Write`] where it cannot be written or such a folder is already there.
pub(super) fn write(models: &Path, mut manifest: Manifest, number: u32, parts: &Parts) -> Result<Manifest> {
    manifest.number = number;
    let name = manifest.folder_name();
    let place = models.join(&name);
    if place.exists() {
        return Err(Error::write(&place, ErrorKind::AlreadyExists.into()));
    }
    let beside = models.join(format!(".{name}.part"));
    let failed = |cause: io::Error| Error::write(&beside, cause);
    if beside.exists() {
        fs::remove_dir_all(&beside).map_err(failed)?;
    }
    fs::create_dir_all(&beside).map_err(failed)?;
    let metrics = serde_json::to_string_pretty(&parts.metrics).expect("plain data") + "\n";
    let card = (parts.card)(&manifest);
    let weights = WEIGHTS.zip(parts.weights.each()).into_array();
    let files = weights.map(|(name, bytes)| (name, bytes.as_slice()));
    let files = files.into_iter().chain([(METRICS, metrics.as_bytes()), (CARD, card.as_bytes())]);
    let mut hashes = BTreeMap::new();
    for (name, bytes) in files {
        fs::write(beside.join(name), bytes).map_err(failed)?;
        hashes.insert(name.to_string(), sha256(bytes));
    }
    let text = manifest.seal(number, hashes);
    let written = File::create(beside.join(MANIFEST)).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(failed)?;
    folder::publish(&beside, models, &name)?;
    Ok(manifest)
}

impl ModelFolder {
    /// Reads a model and checks every file against its manifest.
    ///
    /// # Errors
    /// [`Error::Input`] names the file that is missing, damaged or foreign, and what to do.
    pub fn read(folder: &Path) -> Result<Self> {
        ModelFolder::read_by(folder, bytes_of)
    }

    /// As [`read`](Self::read), with files that `load` brings.
    fn read_by(folder: &Path, load: impl Fn(&Path) -> Result<Vec<u8>>) -> Result<Self> {
        let path = folder.join(MANIFEST);
        let bytes = load(&path)?;
        let text =
            String::from_utf8(bytes).map_err(|_| Error::input(&path, "it is damaged: it is not UTF-8 text", REMEDY))?;
        let manifest = Manifest::of(&path, &text)?;
        let (called, is) = (folder.file_name().unwrap_or_default().to_string_lossy(), manifest.folder_name());
        if called != is {
            return Err(Error::input(folder, format!("it holds the model {is}"), format!("call the folder {is}")));
        }
        let file = |name: &str| {
            let path = folder.join(name);
            let bytes = load(&path)?;
            match Some(&sha256(&bytes)) == manifest.files.get(name) {
                true => Ok(bytes),
                false => Err(Error::input(
                    &path,
                    format!("the model {is} is damaged: this file is not as it was written"),
                    REMEDY,
                )),
            }
        };
        let weights = WEIGHTS.try_map(file)?;
        let (metrics, card) = (file(METRICS)?, file(CARD)?);
        let metrics =
            serde_json::from_slice(&metrics).map_err(|cause| Error::input(folder.join(METRICS), cause, REMEDY))?;
        let card = String::from_utf8_lossy(&card).into_owned();
        Ok(ModelFolder { folder: folder.into(), manifest, weights, metrics, card })
    }
}

fn bytes_of(path: &Path) -> Result<Vec<u8>> {
    let no = |cause: io::Error| match cause.kind() {
        ErrorKind::NotFound => Error::input(path, "the model lacks this file", REMEDY),
        _ => Error::input(path, cause, REMEDY),
    };
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(BYTES_MAX + 1).read_to_end(&mut bytes)).map_err(no)?;
    match bytes.len() as u64 > BYTES_MAX {
        true => Err(Error::input(path, "it is greater than any file of a model", REMEDY)),
        false => Ok(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learned::manifest::file_names;
    use crate::learned::testing::{manifest, parts};

    #[test]
    fn a_model_is_read_as_it_was_written() {
        let models = tempfile::tempdir().unwrap();
        let made = write(models.path(), manifest("risk"), 1, &parts()).unwrap();
        let read = ModelFolder::read(&models.path().join("risk-1")).unwrap();
        assert_eq!(read.manifest, made);
        assert_eq!(read.weights, parts().weights);
        assert_eq!(read.card, "# risk-1\n");
        let names = fs::read_dir(models.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        assert_eq!(names.collect::<Vec<_>>(), ["risk-1"], "nothing is left beside");
        let again = write(models.path(), manifest("risk"), 1, &parts()).map(drop).unwrap_err();
        assert_eq!(again.exit_code(), 73, "a model is never overwritten");
        let other = tempfile::tempdir().unwrap();
        assert_eq!(write(other.path(), manifest("risk"), 1, &parts()).unwrap(), made, "the same bytes");
    }

    #[test]
    fn every_byte_of_every_file_turned_is_refused() {
        let models = tempfile::tempdir().unwrap();
        write(models.path(), manifest("risk"), 1, &parts()).unwrap();
        let folder = models.path().join("risk-1");
        let names = file_names().into_iter().chain([MANIFEST]);
        let whole: BTreeMap<&str, Vec<u8>> = names.map(|name| (name, fs::read(folder.join(name)).unwrap())).collect();
        for (name, bytes) in &whole {
            let read = |changed: Vec<u8>| {
                let load = |path: &Path| match path.file_name().unwrap().to_str().unwrap() {
                    file if file == *name => Ok(changed.clone()),
                    file => Ok(whole[file].clone()),
                };
                ModelFolder::read_by(&folder, load).map(drop)
            };
            assert!(read(bytes.clone()).is_ok());
            for at in 0..bytes.len() {
                for turn in [1u8, 0x20, 0x80] {
                    let mut turned = bytes.clone();
                    turned[at] ^= turn;
                    let told = read(turned).unwrap_err().to_string();
                    assert!(told.contains(name), "byte {at} of {name}: {told}");
                }
            }
            for changed in [&bytes[..0], &bytes[..bytes.len() - 1], &[bytes.as_slice(), b"\n"].concat()] {
                assert!(read(changed.to_vec()).is_err(), "{name} of {} bytes", changed.len());
            }
            fs::remove_file(folder.join(name)).unwrap();
            let told = ModelFolder::read(&folder).map(drop).unwrap_err();
            assert!(told.to_string().contains(name) && told.to_string().contains("lacks this file"), "{told}");
            assert_eq!(told.exit_code(), 65);
            fs::write(folder.join(name), bytes).unwrap();
        }
        assert!(ModelFolder::read(&folder).is_ok());
    }

    #[test]
    fn one_model_does_not_pass_for_another() {
        let models = tempfile::tempdir().unwrap();
        write(models.path(), manifest("risk"), 1, &parts()).unwrap();
        fs::rename(models.path().join("risk-1"), models.path().join("risk-2")).unwrap();
        let told = ModelFolder::read(&models.path().join("risk-2")).map(drop).unwrap_err().to_string();
        assert!(told.contains("it holds the model risk-1"), "{told}");
    }
}
