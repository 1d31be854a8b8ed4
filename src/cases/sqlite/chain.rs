//! Writing: a deed and its entry in the log in one transaction, each entry chained to the one before by hash.

use super::fault::damaged;
use super::sealed::Kind;
use super::sealed::seal;
use super::time;
use crate::cases::log::Entry;
use crate::cases::log::Head;
use crate::cases::log::LOG_FORMAT;
use crate::cases::refused::Answer;
use crate::cases::rules::Rules;
use crate::cases::who::Actor;
use chrono::DateTime;
use chrono::Utc;
use rusqlite::Row;
use rusqlite::Transaction;
use rusqlite::params;
use serde_json::Value;
use sha2::Digest;
use sha2::Sha256;
use std::fmt::Write;

/// The name under which the program acts by itself.
pub(super) const PROGRAM: (&str, &str) = ("nightly", "program");

/// A SHA-256 as its 32 bytes.
pub(super) type Hash = [u8; 32];

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// SHA-256 in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The fields of an entry that its hash is taken of, borrowed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told<'a> {
    pub number: i64,
    pub at: &'a str,
    pub actor: &'a str,
    pub role: &'a str,
    pub deed: &'a str,
    pub subject: &'a str,
    pub details: &'a str,
    pub rows: &'a str,
    pub previous: &'a [u8],
}

impl Told<'_> {
    /// SHA-256 of the canonical text: each field as `LENGTH:TEXT,` (length in bytes), in the order format, number, at, actor, role,
    /// deed, subject, details, rows, previous in hexadecimal. No text of a field can look like the end of another.
    pub fn hash(&self, text: &mut Vec<u8>) -> Hash {
        text.clear();
        let mut field = |bytes: &[u8]| {
            text.extend_from_slice(bytes.len().to_string().as_bytes());
            text.push(b':');
            text.extend_from_slice(bytes);
            text.push(b',');
        };
        field(LOG_FORMAT.as_bytes());
        field(self.number.to_string().as_bytes());
        for told in [self.at, self.actor, self.role, self.deed, self.subject, self.details, self.rows] {
            field(told.as_bytes());
        }
        let mut previous = [0; 64];
        let digits = b"0123456789abcdef";
        for (pair, byte) in previous.chunks_exact_mut(2).zip(self.previous) {
            pair.copy_from_slice(&[digits[usize::from(byte >> 4)], digits[usize::from(byte & 15)]]);
        }
        field(&previous);
        Sha256::digest(text).into()
    }
}

/// A transaction that writes, and the end of the log within it.
pub(super) struct Writing<'a> {
    pub tx: &'a Transaction<'a>,
    pub rules: &'a Rules,
    /// When it happens; never before the log's last entry.
    pub at: DateTime<Utc>,
    number: i64,
    sha256: Hash,
    text: Vec<u8>,
}

impl<'a> Writing<'a> {
    /// At the end of the log as it stands.
    pub fn begin(tx: &'a Transaction<'a>, at: DateTime<Utc>, rules: &'a Rules) -> Answer<Writing<'a>> {
        let (number, sha256, last_at) = tx.query_row("SELECT number, sha256, at FROM audit_head", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?))
        })?;
        let at = match last_at.is_empty() {
            true => at,
            false => at.max(time::instant(&last_at)?),
        };
        let at = time::instant(&time::text(at))?;
        Ok(Writing { tx, rules, at, number, sha256, text: Vec::new() })
    }

    /// Where the log ends now.
    pub fn head(&self) -> Head {
        Head { number: self.number, sha256: hex(&self.sha256) }
    }

    /// Number that the next entry will bear.
    pub fn next(&self) -> i64 {
        self.number + 1
    }

    /// The time as the store writes it.
    pub fn at_text(&self) -> String {
        time::text(self.at)
    }

    /// Writes an entry about what was just done; `touched` are the rows of state as they stand now.
    pub fn entry(
        &mut self,
        who: &Actor,
        deed: &str,
        subject: &str,
        details: &Value,
        touched: &[(Kind, String)],
    ) -> Answer<i64> {
        self.entry_as((&who.user, who.role.name()), deed, subject, details, touched)
    }

    /// The same for the program itself, or for whoever has no role yet.
    pub fn entry_as(
        &mut self,
        (actor, role): (&str, &str),
        deed: &str,
        subject: &str,
        details: &Value,
        touched: &[(Kind, String)],
    ) -> Answer<i64> {
        let mut rows = String::new();
        for (kind, key) in touched {
            if !rows.is_empty() {
                rows.push(' ');
            }
            let hash = seal(self.tx, *kind, key)?.map_or("-".into(), |hash| hex(&hash));
            let _ = write!(rows, "{}:{key}={hash}", kind.name());
        }
        let (number, at, details) = (self.next(), self.at_text(), details.to_string());
        let previous = self.sha256;
        let told =
            Told { number, at: &at, actor, role, deed, subject, details: &details, rows: &rows, previous: &previous };
        let sha256 = told.hash(&mut self.text);
        self.tx
            .prepare_cached("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")?
            .execute(params![number, at, actor, role, deed, subject, details, rows, previous, sha256])?;
        // The trigger on the log looks at the head, so that it moves with every entry.
        self.tx
            .prepare_cached("UPDATE audit_head SET number = ?, sha256 = ?, at = ?")?
            .execute(params![number, sha256, at])?;
        (self.number, self.sha256) = (number, sha256);
        Ok(number)
    }
}

/// Columns of an entry, as [`entry_of`] reads them.
pub(super) const ENTRY: &str = "number, at, actor, role, deed, subject, details, rows, previous, sha256";

/// An entry of a row of [`ENTRY`].
pub(super) fn entry_of(row: &Row) -> rusqlite::Result<Answer<Entry>> {
    let at: String = row.get(1)?;
    let (previous, sha256): (Vec<u8>, Vec<u8>) = (row.get(8)?, row.get(9)?);
    let entry = Entry {
        number: row.get(0)?,
        at: DateTime::default(),
        actor: row.get(2)?,
        role: row.get(3)?,
        deed: row.get(4)?,
        subject: row.get(5)?,
        details: row.get(6)?,
        rows: row.get(7)?,
        previous: hex(&previous),
        sha256: hex(&sha256),
    };
    Ok(time::instant(&at).map(|at| Entry { at, ..entry }))
}

/// The entry of a number.
pub(super) fn entry(tx: &Transaction, number: i64) -> Answer<Entry> {
    let sql = format!("SELECT {ENTRY} FROM audit WHERE number = ?");
    tx.prepare_cached(&sql)?
        .query_map([number], entry_of)?
        .next()
        .ok_or_else(|| damaged(format!("entry {number} of the audit log is missing")))??
}
