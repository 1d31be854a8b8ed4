//! Opening the file, and the two ways into it: many readers, one writer.

use super::anchor;
use super::chain::Writing;
use super::fault::named;
use super::migrate;
use super::picture::Picture;
use super::search::FoundBefore;
use crate::cases::refused::Answer;
use crate::cases::refused::Refused;
use crate::cases::rules::Rules;
use crate::error::Error;
use chrono::DateTime;
use chrono::Utc;
use rusqlite::Connection;
use rusqlite::OpenFlags;
use rusqlite::Transaction;
use rusqlite::TransactionBehavior;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::RwLock;
use std::sync::TryLockError;
use std::time::Duration;

/// How long one waits for another process that writes.
const PATIENCE: Duration = Duration::from_secs(20);
/// Connections kept for readers, as many as the desk asks at once; more are made when more read at once.
const READERS_KEPT: usize = 16;
/// Pages kept by each connection; negative is KiB. The system's cache holds the rest.
const CACHE_KIB: i64 = -16_384;
/// Statements kept ready by each connection.
const STATEMENTS: usize = 128;

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
/// several processes. Every act is on the disk before it is answered.
pub struct Sqlite {
    path: PathBuf,
    mode: OpenMode,
    rules: Rules,
    anchor: Option<PathBuf>,
    // Readers are closed first: the last to go, the writer, then moves the write-ahead log into the file.
    readers: Mutex<Vec<Connection>>,
    writer: Mutex<Option<Connection>>,
    pub(super) picture: RwLock<Picture>,
    pub(super) found: FoundBefore,
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
        let put = |refused| named(refused, path);
        if mode != OpenMode::Create && !path.is_file() {
            let remedy = "name the store with --db, or make one with `tidewaiter users add`";
            return Err(Error::input(path, "there is no such file", remedy).into());
        }
        let mut connection = connect(path, mode).map_err(put)?;
        if mode == OpenMode::Read {
            let version = migrate::version(&connection, path).map_err(put)?;
            if version < migrate::newest() {
                let why = format!("it is of version {version}, and this program reads {}", migrate::newest());
                let remedy = "let `tidewaiter nightly` or `tidewaiter review` bring it up to date";
                return Err(Error::input(path, why, remedy).into());
            }
        } else {
            migrate::migrate(&mut connection, path).map_err(put)?;
        }
        let (writer, readers) = match mode {
            OpenMode::Read => (None, vec![connection]),
            _ => (Some(connection), vec![]),
        };
        Ok(Sqlite {
            path: path.into(),
            mode,
            rules,
            anchor: None,
            writer: Mutex::new(writer),
            readers: Mutex::new(readers),
            picture: RwLock::default(),
            found: FoundBefore::default(),
        })
    }

    /// Keeps the log's head in a file too (`audit.anchor` by custom), renamed into place with every entry: whoever cuts the log
    /// off and writes its end anew has to change that file as well, wherever it is copied to.
    pub fn with_anchor(mut self, anchor: &Path) -> Sqlite {
        self.anchor = Some(anchor.into());
        self
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file that the log's head is kept in too.
    pub(super) fn anchor(&self) -> Option<&Path> {
        self.anchor.as_deref()
    }

    /// The rules it was opened with.
    pub(super) fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Reads one state of the store, whatever others write meanwhile.
    pub(super) fn read<T>(&self, work: impl FnOnce(&Transaction) -> Answer<T>) -> Answer<T> {
        let kept = held(&self.readers).pop();
        let mut connection = match kept {
            Some(connection) => connection,
            None => connect(&self.path, OpenMode::Read).map_err(|refused| named(refused, &self.path))?,
        };
        let read = || {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Deferred)?;
            let answer = work(&transaction)?;
            transaction.commit()?;
            Ok(answer)
        };
        let answer = read();
        let mut readers = held(&self.readers);
        if readers.len() < READERS_KEPT {
            readers.push(connection);
        }
        answer.map_err(|refused| named(refused, &self.path))
    }

    /// Does something and writes it into the log, both or neither. An instant before the log's last is raised to it.
    pub(super) fn write<T>(&self, at: DateTime<Utc>, work: impl FnOnce(&mut Writing) -> Answer<T>) -> Answer<T> {
        self.written(&mut held(&self.writer), at, work)
    }

    /// The same without waiting: `Busy` where somebody else writes just now.
    pub(super) fn write_now<T>(&self, at: DateTime<Utc>, work: impl FnOnce(&mut Writing) -> Answer<T>) -> Answer<T> {
        let mut writer = match self.writer.try_lock() {
            Ok(writer) => writer,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return Err(Refused::Busy),
        };
        let patience = |writer: &Option<Connection>, patience| match writer {
            Some(connection) => connection.busy_timeout(patience),
            None => Ok(()),
        };
        patience(&writer, Duration::ZERO)?;
        let answer = self.written(&mut writer, at, work);
        patience(&writer, PATIENCE)?;
        answer
    }

    fn written<T>(
        &self,
        writer: &mut Option<Connection>,
        at: DateTime<Utc>,
        work: impl FnOnce(&mut Writing) -> Answer<T>,
    ) -> Answer<T> {
        let put = |refused| named(refused, &self.path);
        let connection = writer.as_mut().ok_or_else(|| {
            let remedy = "open it for writing";
            Refused::from(Error::input(&self.path, "it was opened to be read only", remedy))
        })?;
        let write = || {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut writing = Writing::begin(&transaction, at, &self.rules)?;
            let before = writing.head();
            let answer = work(&mut writing)?;
            let head = writing.head();
            let anchor = self.anchor.as_deref().filter(|_| head != before);
            let beside = anchor.map(|anchor| anchor::beside(anchor, &head)).transpose()?;
            transaction.commit()?;
            beside.map_or(Ok(()), anchor::Beside::into_place)?;
            Ok(answer)
        };
        write().map_err(put)
    }
}

impl std::fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sqlite").field("path", &self.path).field("mode", &self.mode).finish_non_exhaustive()
    }
}

/// What a lock holds, also after a thread that held it has panicked: its transaction was rolled back.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A connection with the settings of the house.
pub(super) fn connect(path: &Path, mode: OpenMode) -> Answer<Connection> {
    let ways = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(
        path,
        ways | match mode {
            OpenMode::Create => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
            OpenMode::Write => OpenFlags::SQLITE_OPEN_READ_WRITE,
            OpenMode::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
        },
    )?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    if mode != OpenMode::Read {
        connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get::<_, String>(0))?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
    }
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", CACHE_KIB)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    Ok(connection)
}
