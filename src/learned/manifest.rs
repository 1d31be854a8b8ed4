//! What a trained model says of itself: who made it, when, from what, and the SHA-256 of every file.

use super::blend::Blended;
use super::heads::{ByHead, WEIGHTS};
use super::kept::KeptWords;
use super::seal::{Layout, seal, sealed};
use crate::error::{Error, Result};
use crate::model::Calibration;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// File of the manifest, in a model's folder.
pub const MANIFEST: &str = "manifest.json";
/// File of what was measured when the model was trained.
pub const METRICS: &str = "metrics.json";
/// File of the card, for people.
pub const CARD: &str = "card.md";
/// Layout that this program writes and reads.
const FORMAT: u32 = 1;
const SEAL: &str = "model_sha256";
/// What to do about a model that cannot be believed.
pub(super) const REMEDY: &str =
    "copy the model's folder anew from where it is whole, or go back with `tidewaiter models rollback`";

/// A file that went into training or comparing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataFile {
    /// Name of the file, without folders.
    pub name: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Rows used of it.
    pub rows: u64,
}

/// Lines by what became known of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelCounts {
    /// Inspected, nothing found.
    pub clear: u64,
    /// A false declaration was found.
    pub false_declaration: u64,
    /// A re-export was found.
    pub re_export: u64,
    /// Both were found on one line.
    #[serde(default, skip_serializing_if = "nothing")]
    pub both: u64,
    /// Something else was found.
    pub other: u64,
}

impl LabelCounts {
    /// Lines with any outcome.
    pub fn all(self) -> u64 {
        self.clear + self.sought() + self.other
    }

    /// Lines with evasion of either kind.
    pub fn sought(self) -> u64 {
        self.false_declaration + self.re_export + self.both
    }
}

/// A manifest says nothing of what there is none of, so that older ones keep their text.
fn nothing(lines: &u64) -> bool {
    *lines == 0
}

/// A trained model's papers.
///
/// Who makes one leaves `format`, `number`, `made_by_program`, `files` and `model_sha256` empty: `Registry::add` gives them when
/// it writes the folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Layout of the folder.
    pub format: u32,
    /// What the model is called: small letters, digits and hyphens.
    pub name: String,
    /// Which of that name; from 1, never used twice.
    pub number: u32,
    /// Program and version that wrote the folder.
    pub made_by_program: String,
    /// Version of the code that trained it (a release or a commit).
    pub code_version: String,
    /// Person who trained it; may not approve it.
    pub trained_by: String,
    /// Day of training.
    pub trained_on: NaiveDate,
    /// Version of the evidence that it reads (`evidence_version`).
    pub evidence: String,
    /// Names of its inputs, in order.
    pub inputs: Vec<String>,
    /// The inputs that are words of kept columns, and what stands for each word.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept_words: Vec<KeptWords>,
    /// Files it was trained on.
    pub data: Vec<DataFile>,
    /// First day of the rows it learned from.
    pub rows_from: NaiveDate,
    /// Last day of the rows it learned from, those of calibration included.
    pub rows_to: NaiveDate,
    /// Last day on which a label that it learned from became known.
    pub labels_until: NaiveDate,
    /// Labelled lines it learned from.
    pub labels: LabelCounts,
    /// Parameters and switches of the training, as given.
    pub settings: serde_json::Value,
    /// How trees and one input are weighed, by head; null: the trees alone.
    pub blend: ByHead<Option<Blended>>,
    /// How a margin becomes a probability, by head.
    pub calibration: ByHead<Calibration>,
    /// SHA-256 of every other file of the folder, by name.
    pub files: BTreeMap<String, String>,
    /// SHA-256 of this text up to here, and so, by `files`, of the whole model.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub model_sha256: String,
}

impl Manifest {
    /// The name of the folder and of the model wherever it is spoken of: NAME-NUMBER.
    pub fn folder_name(&self) -> String {
        format!("{}-{}", self.name, self.number)
    }

    /// Gives the manifest its number, its files' hashes and its own; returns the text to write.
    pub(super) fn seal(&mut self, number: u32, files: BTreeMap<String, String>) -> String {
        self.format = FORMAT;
        self.number = number;
        self.made_by_program = concat!("tidewaiter ", env!("CARGO_PKG_VERSION")).into();
        self.files = files;
        self.model_sha256.clear();
        let (text, hash) = seal(self, SEAL, Layout::Page);
        self.model_sha256 = hash;
        text
    }

    /// Reads the text of a manifest at `path`.
    ///
    /// # Errors
    /// [`Error::Input`] for another layout, an unknown or missing field, a changed text, a name or number that cannot be, or
    /// files other than a model's.
    pub(super) fn of(path: &Path, text: &str) -> Result<Self> {
        let no = |why: String| Error::input(path, why, REMEDY);
        let any: serde_json::Value =
            serde_json::from_str(text).map_err(|cause| no(format!("it is damaged: {cause}")))?;
        match any["format"].as_u64() {
            Some(format) if format == u64::from(FORMAT) => {}
            Some(format) => {
                let why = format!("its layout is {format}, and this program reads {FORMAT}");
                return Err(Error::input(path, why, "use the program that made it, or train the model anew"));
            }
            None => return Err(no("it is no model's manifest: it has no `format`".into())),
        }
        let manifest: Manifest = serde_json::from_str(text)
            .map_err(|cause| no(format!("it is not a manifest of layout {FORMAT}: {cause}")))?;
        let hash = sealed(text, SEAL, Layout::Page)
            .map_err(|why| no(format!("it was damaged or changed after it was written: {why}")))?;
        if manifest.model_sha256 != hash {
            return Err(no("it names two SHA-256 for itself".into()));
        }
        check_name(&manifest.name).map_err(|why| no(why.to_string()))?;
        if manifest.number == 0 {
            return Err(no("its number is 0; numbers begin with 1".into()));
        }
        let expected: Vec<&str> = file_names();
        if manifest.files.keys().map(String::as_str).ne(expected.iter().copied()) {
            let listed: Vec<&str> = manifest.files.keys().map(String::as_str).collect();
            let why = format!("it lists the files {}, and a model has {}", listed.join(", "), expected.join(", "));
            return Err(no(why));
        }
        Ok(manifest)
    }
}

/// The files beside the manifest, sorted.
pub(super) fn file_names() -> Vec<&'static str> {
    let mut names: Vec<&str> = WEIGHTS.into_array().into_iter().chain([METRICS, CARD]).collect();
    names.sort_unstable();
    names
}

/// Whether a model may be called so.
///
/// # Errors
/// [`Error::Usage`] unless the name is 1 to 40 small letters, digits and hyphens, begins with a letter, does not end with a
/// hyphen, and is not the label-free model's.
pub fn check_name(name: &str) -> Result<()> {
    let letters = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    let ends = name.starts_with(|c: char| c.is_ascii_lowercase()) && !name.ends_with('-');
    match letters && ends && name.len() <= 40 && !name.starts_with(super::LABEL_FREE) {
        true => Ok(()),
        false => Err(Error::Usage(format!(
            "`{name}` cannot be a model's name; take at most 40 small letters, digits and hyphens, a letter first, and not `{}`",
            super::LABEL_FREE
        ))),
    }
}

/// The name and number in a folder's name, NAME-NUMBER.
///
/// # Errors
/// [`Error::Usage`] where it is not of that form: such a name is never looked for on disk.
pub(super) fn parse_folder_name(folder: &str) -> Result<(&str, u32)> {
    let no = || Error::Usage(format!("no model is called `{folder}`; `tidewaiter models list` names them"));
    let (name, number) = folder.rsplit_once('-').ok_or_else(no)?;
    let parsed: u32 = number.parse().map_err(|_| no())?;
    // Only the form in which a number is written, so that two names never mean one folder.
    if parsed == 0 || parsed.to_string() != number || check_name(name).is_err() {
        return Err(no());
    }
    Ok((name, parsed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learned::testing::manifest;

    #[test]
    fn names_are_plain() {
        for name in ["risk", "a", "korea-2021", "x1-2"] {
            assert!(check_name(name).is_ok(), "{name}");
        }
        let long = "a".repeat(41);
        for name in ["", "-a", "a-", "Risk", "ri sk", "../risk", "1a", "label-free", "label-free-x", "ä", &long] {
            assert!(check_name(name).is_err(), "{name}");
        }
        assert_eq!(parse_folder_name("risk-a-12").unwrap(), ("risk-a", 12));
        for folder in
            ["risk", "risk-0", "risk-01", "risk-+1", "../risk-1", "label-free-3", "risk-99999999999", "-1", "a--1"]
        {
            assert!(parse_folder_name(folder).is_err(), "{folder}");
        }
    }

    #[test]
    fn what_is_unknown_is_refused_by_name() {
        let files = file_names().into_iter().map(|name| (name.to_string(), "0".repeat(64))).collect();
        let mut made = manifest("risk");
        let text = made.seal(1, files);
        let path = Path::new("risk-1/manifest.json");
        assert_eq!(Manifest::of(path, &text).unwrap(), made);
        let refused = |text: String| Manifest::of(path, &text).unwrap_err().to_string();
        let told = refused(text.replacen("\"format\": 1", "\"format\": 2", 1));
        assert!(told.contains("its layout is 2, and this program reads 1"), "{told}");
        let told = refused(text.replacen("\"number\"", "\"colour\": 1, \"number\"", 1));
        assert!(told.contains("unknown field `colour`"), "{told}");
        let told = refused(text.replacen("\"trained_by\": \"Li\"", "\"trained_by\": \"Wu\"", 1));
        assert!(told.contains("changed after it was written"), "{told}");
        assert!(refused("{}".into()).contains("no `format`"));
        assert!(refused("".into()).contains("damaged"));
    }
}
