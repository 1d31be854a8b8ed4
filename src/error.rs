//! Why the work cannot go on, and which exit code tells it to a scheduler.

use polars::prelude::PolarsError;
use std::io;
use std::path::PathBuf;

/// Result of everything that can stop the program.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Messages are fragments that read well after "cannot go on: "; each says what, where and what to do.
///
/// A bad *row* is never an `Error`: it is quarantined with its reason and the run goes on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The call or the configuration is wrong: exit code 2.
    #[error("{0}")]
    Usage(String),
    /// An input cannot be read at all: exit code 65.
    #[error("`{path}` cannot be used: {why}; {remedy}", path = path.display())]
    Input { path: PathBuf, why: String, remedy: String },
    /// Not one row of the inputs can be used: exit code 65.
    #[error("not one of {rows} rows can be used; `{quarantine}` tells the reason of each, `tidewaiter check` sums them up", quarantine = quarantine.display())]
    NothingUsable { rows: u64, quarantine: PathBuf },
    /// An output cannot be written: exit code 73.
    #[error("`{path}` cannot be written: {cause}; free the place or choose another with --out", path = path.display())]
    Write { path: PathBuf, cause: io::Error },
    /// Something that may work later (a lock, a busy file): exit code 75.
    #[error("{0}; try again later")]
    Busy(String),
    /// An invariant of the data engine failed; always a bug here or in a library: exit code 70.
    #[error("{0}; this is a fault of the program, please report it with the input's schema")]
    Engine(#[source] PolarsError),
}

impl From<PolarsError> for Error {
    /// What the disk refused is no fault of the program, though the data engine tells it as one of its own.
    fn from(cause: PolarsError) -> Self {
        match refused(&cause) {
            Some(refused) => Error::Write { path: "an output".into(), cause: refused },
            None => Error::Engine(cause),
        }
    }
}

/// The disk's refusal, if that is what stopped the data engine; it hands it on as an error or as a text that ends in `(os error N)`.
fn refused(cause: &PolarsError) -> Option<io::Error> {
    let text = cause.to_string();
    let number = text.rsplit_once("(os error ").and_then(|(_, rest)| rest.split(')').next()?.parse().ok());
    let told = match (cause, number) {
        (_, Some(number)) => io::Error::from_raw_os_error(number),
        (PolarsError::IO { error, .. }, None) => io::Error::new(error.kind(), error.to_string()),
        _ => return None,
    };
    use io::ErrorKind::{FileTooLarge, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull, WriteZero};
    let kinds = [FileTooLarge, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull, WriteZero];
    kinds.contains(&told.kind()).then_some(told)
}

impl Error {
    /// Exit codes of sysexits.h where one fits; see ARCHITECTURE.md.
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Usage(_) => 2,
            Error::Input { .. } | Error::NothingUsable { .. } => 65,
            Error::Engine(_) => 70,
            Error::Write { .. } => 73,
            Error::Busy(_) => 75,
        }
    }

    /// Whether an output cannot be written for want of room: only then does it help to take something away.
    pub fn is_full(&self) -> bool {
        use io::ErrorKind::{QuotaExceeded, StorageFull, WriteZero};
        matches!(self, Error::Write { cause, .. } if [QuotaExceeded, StorageFull, WriteZero].contains(&cause.kind()))
    }

    /// An input that cannot be read at all, and what the user can do about it.
    pub fn input(path: impl Into<PathBuf>, why: impl ToString, remedy: impl ToString) -> Self {
        Error::Input { path: path.into(), why: why.to_string(), remedy: remedy.to_string() }
    }

    /// An output that cannot be written.
    pub fn write(path: impl Into<PathBuf>, cause: io::Error) -> Self {
        Error::Write { path: path.into(), cause }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_no_fault_of_the_program() {
        let engine = |text: &str| Error::from(PolarsError::ComputeError(text.to_owned().into()));
        let full =
            engine("parquet: File out of specification: underlying IO error: No space left on device (os error 28)");
        assert!(full.exit_code() == 73 && full.to_string().contains("No space left on device"), "{full}");
        assert_eq!(engine("a column is missing").exit_code(), 70);
        assert_eq!(engine("read failed (os error 5)").exit_code(), 70);
        let denied = PolarsError::IO { error: io::Error::from(io::ErrorKind::PermissionDenied).into(), msg: None };
        let denied = Error::from(denied);
        assert!(denied.exit_code() == 73 && !denied.is_full() && full.is_full());
    }
}
