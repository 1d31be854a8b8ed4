//! The log's head in a file beside the store.

use crate::cases::log::Head;
use crate::error::Error;
use crate::error::Result;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process;

/// Written, and not yet in its place; taken away again when it is dropped.
pub(super) struct Beside {
    beside: PathBuf,
    place: PathBuf,
}

/// Writes a head beside its place.
///
/// # Errors
/// [`Error::Write`].
pub(super) fn beside(place: &Path, head: &Head) -> Result<Beside> {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let beside = place.with_file_name(format!(".{name}.{}.part", process::id()));
    let written = Beside { beside, place: place.into() };
    let text = serde_json::to_string(head).expect("plain data") + "\n";
    fs::write(&written.beside, text).map_err(|cause| Error::write(place, cause))?;
    Ok(written)
}

impl Beside {
    /// Puts it into its place.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn into_place(self) -> Result<()> {
        fs::rename(&self.beside, &self.place).map_err(|cause| Error::write(&self.place, cause))
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // After the renaming there is nothing left to take away.
        let _ = fs::remove_file(&self.beside);
    }
}

impl Head {
    /// The head that an anchor file holds.
    ///
    /// # Errors
    /// [`Error::Input`] where it cannot be read or holds none.
    pub fn read(anchor: &Path) -> Result<Head> {
        let remedy =
            "name the file that `tidewaiter review` or `tidewaiter nightly` keeps the log's head in, or a copy of it";
        let text = fs::read_to_string(anchor).map_err(|cause| Error::input(anchor, cause, remedy))?;
        let head: Head = serde_json::from_str(&text).map_err(|cause| Error::input(anchor, cause, remedy))?;
        let hex = head.sha256.len() == 64 && head.sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
        match hex && head.number >= 0 {
            true => Ok(head),
            false => Err(Error::input(anchor, "it holds no number and SHA-256", remedy)),
        }
    }
}
