//! Opening the file.

use crate::cases::refused::Answer;
use crate::cases::rules::Rules;
use std::path::{Path, PathBuf};

/// How a store is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenMode {
    /// Make it if there is none, bring an older one up to date.
    Create,
    /// It must be there; bring an older one up to date.
    Write,
    /// It must be there and of this program's version; nothing is written.
    Read,
}

/// The store of cases in one SQLite file (`cases.db` by custom), in WAL mode: one writer at a time, readers beside it, also from
/// several processes.
pub struct Sqlite {
    pub(super) path: PathBuf,
    pub(super) rules: Rules,
    pub(super) anchor: Option<PathBuf>,
}

impl Sqlite {
    /// Opens a store with the usual rules.
    ///
    /// # Errors
    /// `Broken(Error::Input)` where the file is missing, is not a store of cases, or was written by a newer program; `Busy`.
    pub fn open(path: &Path, mode: OpenMode) -> Answer<Sqlite> {
        Sqlite::open_with(path, mode, Rules::default())
    }

    /// Opens a store with rules of one's own.
    ///
    /// # Errors
    /// As [`Sqlite::open`].
    pub fn open_with(path: &Path, mode: OpenMode, rules: Rules) -> Answer<Sqlite> {
        let _ = mode;
        Ok(Sqlite { path: path.into(), rules, anchor: None })
    }

    /// Keeps the log's head in a file too (`audit.anchor` by custom), renamed into place with every entry: whoever cuts the log
    /// off and writes its end anew has to change that file as well, wherever it is copied to.
    pub fn with_anchor(mut self, anchor: &Path) -> Sqlite {
        self.anchor = Some(anchor.into());
        self
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}
