//! Who speaks: `approved.json`, which also knows where the log ends.

use super::log::{Head, REMEDY};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::Path;

/// File in the folder of models.
pub const APPROVED: &str = "approved.json";
const FORMAT: u32 = 1;

/// A model by its name and its hash.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// NAME-NUMBER.
    pub model: String,
    /// `model_sha256` of its manifest.
    pub model_sha256: String,
}

/// Which models were approved for what, as of the end of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approved {
    /// Layout of the file.
    pub format: u32,
    /// The model that speaks; null: the label-free one.
    pub champion: Option<Named>,
    /// The challenger that is scored along, unseen.
    pub shadow: Option<Named>,
    /// Where the log ends.
    pub log: Head,
    /// Hash of an entry that is being written to the log; null but for a moment, or after a crash in it.
    pub pending: Option<String>,
}

impl Default for Approved {
    fn default() -> Self {
        Approved { format: FORMAT, champion: None, shadow: None, log: Head::default(), pending: None }
    }
}

impl Approved {
    /// Reads the file of a folder of models; `None` where there is none.
    pub(super) fn read(models: &Path) -> Result<Option<Self>> {
        let path = models.join(APPROVED);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(None),
            Err(cause) => return Err(Error::input(&path, cause, REMEDY)),
        };
        let damaged = |cause: serde_json::Error| Error::input(&path, format!("it is damaged: {cause}"), REMEDY);
        let any: serde_json::Value = serde_json::from_slice(&bytes).map_err(damaged)?;
        if let Some(format) = any["format"].as_u64().filter(|format| *format != u64::from(FORMAT)) {
            let why = format!("its layout is {format}, and this program reads {FORMAT}");
            return Err(Error::input(&path, why, "use the program that wrote it"));
        }
        serde_json::from_slice(&bytes).map(Some).map_err(damaged)
    }

    /// Writes the file beside and renames it into place, synced.
    pub(super) fn write(&self, models: &Path) -> Result<()> {
        let (path, beside) = (models.join(APPROVED), models.join(".approved.json.part"));
        let text = serde_json::to_string_pretty(self).expect("plain data") + "\n";
        let write = || {
            let mut file = File::create(&beside)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&beside, &path)?;
            File::open(models)?.sync_all()
        };
        write().map_err(|cause| Error::write(&path, cause))
    }
}
