//! One writer at a time decides about models; readers wait for the moment that a decision takes to be written.

use crate::error::{Error, Result};
use std::fs::{self, File, TryLockError};
use std::path::Path;

const LOCK: &str = ".lock";

/// Held until it is dropped.
pub(super) struct Lock {
    _file: Option<File>,
}

impl Lock {
    /// The right to write into a folder of models, which is made where there is none.
    ///
    /// # Errors
    /// [`Error::Busy`] while another program reads or writes there.
    pub fn to_write(models: &Path) -> Result<Self> {
        fs::create_dir_all(models).map_err(|cause| Error::write(models, cause))?;
        let path = models.join(LOCK);
        let file = File::create(&path).map_err(|cause| Error::write(&path, cause))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { _file: Some(file) }),
            Err(TryLockError::WouldBlock) => {
                Err(Error::Busy(format!("another program is at work in `{}`", models.display())))
            }
            Err(TryLockError::Error(cause)) => Err(Error::write(&path, cause)),
        }
    }

    /// Waits until nobody writes. A folder that nobody ever wrote into has no lock, one on a medium for reading only may
    /// have none that can be taken: neither is written to meanwhile.
    pub fn to_read(models: &Path) -> Self {
        let file = File::open(models.join(LOCK)).ok().filter(|file| file.lock_shared().is_ok());
        Lock { _file: file }
    }
}
