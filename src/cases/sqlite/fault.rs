//! What SQLite says, in the words of the house.

use crate::cases::refused::Refused;
use crate::error::Error;
use rusqlite::ErrorCode;
use std::io;
use std::path::Path;

/// Stands for the file's name until the door puts it in.
const NAMELESS: &str = "the store of cases";
const REMEDY: &str = "check the disk, then put back a copy of the file if it stays so";

impl From<rusqlite::Error> for Refused {
    fn from(cause: rusqlite::Error) -> Refused {
        match cause.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Refused::Busy,
            Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure | ErrorCode::ReadOnly) => {
                Refused::Broken(Error::write(NAMELESS, io::Error::other(cause.to_string())))
            }
            Some(ErrorCode::NotADatabase) => {
                let remedy = "name the file that `tidewaiter nightly` writes its cases into";
                Refused::Broken(Error::input(NAMELESS, "it is not an SQLite file", remedy))
            }
            _ => Refused::Broken(Error::input(NAMELESS, cause, REMEDY)),
        }
    }
}

/// A row of state that does not say what this program writes.
pub(super) fn damaged(what: impl std::fmt::Display) -> Refused {
    Refused::Broken(Error::input(NAMELESS, what, "run `tidewaiter audit verify`, and put back a copy of the file"))
}

/// Puts the file's name where it belongs.
pub(super) fn named(refused: Refused, path: &Path) -> Refused {
    match refused {
        Refused::Broken(Error::Input { path: of, why, remedy }) if of == Path::new(NAMELESS) => {
            Refused::Broken(Error::input(path, why, remedy))
        }
        Refused::Broken(Error::Write { path: of, cause }) if of == Path::new(NAMELESS) => {
            Refused::Broken(Error::write(path, cause))
        }
        other => other,
    }
}
