//! One run at a time: a lock that dies with its holder, and tells who holds it.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

/// Who holds or held the lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    pub pid: u32,
    pub host: String,
    /// RFC 3339.
    pub since: String,
}

/// The lock, held until it is dropped.
pub struct Lock {
    file: File,
    /// Who held it before and never put it down: killed, or the machine went down.
    pub stale: Option<Holder>,
}

impl Lock {
    /// Takes the lock of a state folder.
    ///
    /// # Errors
    /// [`Error::Busy`] while a living run holds it, told by name; [`Error::Write`] where the folder cannot be written.
    pub fn take(state: &Path, since: &str) -> Result<Lock> {
        let path = state.join("lock");
        let failed = |cause| Error::write(&path, cause);
        fs::create_dir_all(state).map_err(failed)?;
        let opened = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(&path);
        let mut file = opened.map_err(failed)?;
        let locked = file.try_lock();
        let mut text = String::new();
        let read = file.read_to_string(&mut text);
        let before: Option<Holder> = read.ok().and_then(|_| serde_json::from_str(&text).ok());
        match locked {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let who = before.map_or("another run".into(), |holder| {
                    format!("process {} on {} (since {})", holder.pid, holder.host, holder.since)
                });
                return Err(Error::Busy(format!("{who} holds `{}`", path.display())));
            }
            Err(TryLockError::Error(cause)) => return Err(failed(cause)),
        }
        let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default().trim().to_owned();
        let holder = Holder { pid: std::process::id(), host, since: since.to_owned() };
        let text = serde_json::to_string(&holder).expect("a holder is plain data");
        let write = |file: &mut File| -> std::io::Result<()> {
            file.set_len(0)?;
            file.rewind()?;
            file.write_all(text.as_bytes())
        };
        write(&mut file).map_err(failed)?;
        Ok(Lock { file, stale: before })
    }
}

impl Drop for Lock {
    /// Put down in order: whoever comes next finds no trace of a broken run.
    fn drop(&mut self) {
        let _ = self.file.set_len(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_living_lock_is_told_and_a_stale_one_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let lock = Lock::take(folder.path(), "2026-01-01T02:00:00Z").unwrap();
        assert_eq!(lock.stale, None);
        let busy = Lock::take(folder.path(), "later").err().unwrap();
        assert_eq!(busy.exit_code(), 75);
        let pid = std::process::id().to_string();
        assert!(busy.to_string().contains(&pid) && busy.to_string().contains("since 2026-01-01T02:00:00Z"), "{busy}");
        drop(lock);
        assert_eq!(Lock::take(folder.path(), "again").unwrap().stale, None);
        // As kill -9 leaves it.
        fs::write(folder.path().join("lock"), r#"{"pid":7,"host":"h","since":"s"}"#).unwrap();
        assert_eq!(Lock::take(folder.path(), "after").unwrap().stale.as_ref().map(|holder| holder.pid), Some(7));
    }
}
