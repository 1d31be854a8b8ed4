//! The audit log: what an entry holds, and the text that its hash is taken of.

use chrono::DateTime;
use chrono::Utc;
use serde::Deserialize;
use serde::Serialize;

/// Version of the text that is hashed; its first field.
pub const LOG_FORMAT: &str = "tidewaiter-audit-1";

/// Where a log ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Number of the last entry; 0 before the first.
    pub number: i64,
    /// Its SHA-256, hex; zeros before the first.
    pub sha256: String,
}

impl Default for Head {
    fn default() -> Self {
        Head { number: 0, sha256: "0".repeat(64) }
    }
}

/// One entry: a deed that was done, by whom, and what it left behind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// From 1, without gaps.
    pub number: i64,
    pub at: DateTime<Utc>,
    /// Account, or `nightly` where the program acted by itself.
    pub actor: String,
    /// Name of the role, or `program`.
    pub role: String,
    /// What was done, e.g. `decide`, `take`, `login`.
    pub deed: String,
    /// What it was done to: `case:17`, `user:wang`, `night:RUN`.
    pub subject: String,
    /// The particulars, a JSON object as text.
    pub details: String,
    /// SHA-256 of each row of state as the deed left it: `case:17=HEX decision:9=HEX`; `-` for a row that is gone.
    pub rows: String,
    /// SHA-256 of the entry before, hex; zeros for the first.
    pub previous: String,
    /// SHA-256 of this entry, hex.
    pub sha256: String,
}

/// Which entries to read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LogFilter {
    pub actor: Option<String>,
    pub deed: Option<String>,
    pub subject: Option<String>,
    pub since: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
    /// Only entries before this number: for paging, newest first.
    pub before: Option<i64>,
}

/// What a check of the log found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proof {
    /// Entries read.
    pub entries: i64,
    /// Rows of state that were held against the log.
    pub rows: u64,
    /// Where the log ends.
    pub head: Head,
    /// The head kept outside of the database that it was held against.
    pub anchor: Option<Head>,
    /// All that is wrong, the first bad entry first; empty for a whole log. At most 100 are listed.
    pub faults: Vec<Fault>,
}

impl Proof {
    pub fn whole(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Something that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The entry at which it shows; `None` where it shows in a row of state that no entry names.
    pub entry: Option<i64>,
    /// The row of state, e.g. `case:17`; empty for the log itself.
    pub row: String,
    pub what: String,
}
