//! The store of cases as commands open it, and as whom they act.

use crate::cases::Actor;
use crate::cases::OpenMode;
use crate::cases::Role;
use crate::cases::Sqlite;
use crate::error::Result;
use std::path::Path;
use std::path::PathBuf;

/// File beside the store that holds the log's head.
pub(super) const ANCHOR: &str = "audit.anchor";

/// Which store.
#[derive(Debug, clap::Args)]
pub(super) struct Db {
    /// File with the cases
    #[arg(long, global = true, default_value = "cases.db", env = "TIDEWAITER_DB", value_name = "FILE")]
    pub db: PathBuf,
    /// Print JSON
    #[arg(long, global = true)]
    pub json: bool,
}

impl Db {
    /// Opens it; what is written moves the log's head in the file beside it along.
    ///
    /// # Errors
    /// As [`Sqlite::open`].
    pub fn open(&self, mode: OpenMode) -> Result<Sqlite> {
        Ok(Sqlite::open(&self.db, mode)?.with_anchor(&anchor(&self.db)))
    }
}

/// Where the log's head is kept beside a store.
pub(super) fn anchor(db: &Path) -> PathBuf {
    db.with_file_name(ANCHOR)
}

/// Whoever sits at the console acts as the program's owner, under the name of the system's account.
pub(super) fn console(role: Role) -> Actor {
    let known = |name: &String| !name.is_empty() && name.chars().count() <= 64 && !name.chars().any(char::is_control);
    let name = ["USER", "LOGNAME"].into_iter().filter_map(|name| std::env::var(name).ok()).find(known);
    let user = name.map_or_else(|| "console".to_string(), |name| format!("console:{name}"));
    Actor::everywhere(&user, role)
}

/// A text for a terminal: what would steer it is shown as a mark.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_is_not_steered() {
        assert_eq!(plain("a\u{1b}[2J\r\n锑"), "a\u{fffd}[2J\u{fffd}\u{fffd}锑");
        assert_eq!(anchor(Path::new("state/cases.db")), Path::new("state/audit.anchor"));
    }
}
