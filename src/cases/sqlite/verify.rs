//! Proving the log: every entry against its own hash, against the one before, against heads kept elsewhere, and the rows of
//! state against the last entry that names them.

use super::chain::Hash;
use super::chain::Told;
use super::chain::hex;
use super::open::OpenMode;
use super::open::Sqlite;
use super::open::connect;
use super::sealed::Kind;
use super::sealed::of_row;
use crate::cases::log::Fault;
use crate::cases::log::Head;
use crate::cases::log::Proof;
use crate::cases::refused::Answer;
use crate::cases::refused::Refused;
use rayon::prelude::*;
use rusqlite::Connection;
use rusqlite::Transaction;
use std::collections::HashMap;

/// Entries that one thread reads and hashes in a go.
const BATCH: i64 = 16_384;
/// Faults listed; one deletion may show in many places.
const FAULTS_MAX: usize = 100;
/// Triggers without which the log could have been edited in passing.
const TRIGGERS: [&str; 3] = ["audit_is_never_edited", "audit_is_never_cut", "audit_only_grows"];

/// A stretch of the log, each entry checked against its own hash.
struct Stretch {
    /// Number, what it says came before, and the hash that it bears.
    links: Vec<(i64, Hash, Hash)>,
    /// The last word of the stretch on each row of state: entry and hash, `None` where the row is gone.
    rows: HashMap<(Kind, String), (i64, Option<Hash>)>,
    faults: Vec<Fault>,
}

impl Sqlite {
    /// Reads the whole log; who may ask is asked before.
    pub(super) fn proof(&self, anchors: &[Head]) -> Answer<Proof> {
        self.read(|tx| {
            let (number, sha256) = head(tx)?;
            let mut proof = Proof {
                entries: 0,
                rows: 0,
                head: Head { number, sha256: hex(&sha256) },
                anchor: anchors.iter().max_by_key(|anchor| anchor.number).cloned(),
                faults: Vec::new(),
            };
            // Entries that others add meanwhile stand behind the head, and are not asked for.
            let last: i64 = tx.query_row("SELECT coalesce(max(number), 0) FROM audit", [], |row| row.get(0))?;
            let first: i64 = tx.query_row("SELECT coalesce(min(number), 1) FROM audit", [], |row| row.get(0))?;
            let begins: Vec<i64> = (first..=last.max(number)).step_by(BATCH as usize).collect();
            let stretches: Vec<Stretch> = begins
                .into_par_iter()
                .map_init(
                    || connect(self.path(), OpenMode::Read),
                    |connection, begin| match connection {
                        Ok(connection) => stretch(connection, begin, (begin + BATCH - 1).min(last.max(number))),
                        Err(_) => Err(Refused::Busy),
                    },
                )
                .collect::<Answer<_>>()?;
            let rows = chain(stretches, (number, sha256), anchors, &mut proof);
            proof.faults.sort_by_key(|fault| fault.entry);
            triggers(tx, &mut proof)?;
            let state = state(tx, rows, &mut proof)?;
            proof.faults.extend(state);
            proof.faults.truncate(FAULTS_MAX);
            Ok(proof)
        })
    }
}

fn head(tx: &Transaction) -> Answer<(i64, Hash)> {
    Ok(tx.query_row("SELECT number, sha256 FROM audit_head", [], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

fn fault(entry: i64, what: impl Into<String>) -> Fault {
    Fault { entry: Some(entry), row: String::new(), what: what.into() }
}

/// Reads the entries of two numbers and all between.
fn stretch(connection: &Connection, begin: i64, end: i64) -> Answer<Stretch> {
    let mut statement = connection.prepare_cached(
        "SELECT number, at, actor, role, deed, subject, details, rows, previous, sha256 FROM audit \
         WHERE number BETWEEN ? AND ? ORDER BY number",
    )?;
    let mut found = statement.query([begin, end])?;
    let mut stretch = Stretch { links: Vec::new(), rows: HashMap::new(), faults: Vec::new() };
    let mut text = Vec::new();
    while let Some(row) = found.next()? {
        let number: i64 = row.get(0)?;
        let field = |column: usize| row.get_ref(column)?.as_str().map_err(rusqlite::Error::from);
        let hash = |column: usize| row.get_ref(column)?.as_blob().map_err(rusqlite::Error::from);
        let read = || -> rusqlite::Result<(Told, Hash, Hash)> {
            let told = Told {
                number,
                at: field(1)?,
                actor: field(2)?,
                role: field(3)?,
                deed: field(4)?,
                subject: field(5)?,
                details: field(6)?,
                rows: field(7)?,
                previous: hash(8)?,
            };
            Ok((told, row.get(8)?, row.get(9)?))
        };
        let Ok((told, previous, sha256)) = read() else {
            stretch.faults.push(fault(number, "it holds what this program never writes"));
            continue;
        };
        if told.hash(&mut text) != sha256 {
            stretch.faults.push(fault(number, "its text is not the one that its SHA-256 was taken of: it was edited"));
        }
        for sealed in told.rows.split(' ').filter(|sealed| !sealed.is_empty()) {
            match seal_of(sealed) {
                Some((row, hash)) => drop(stretch.rows.insert(row, (number, hash))),
                None => stretch.faults.push(fault(number, format!("`{sealed}` is no row and its hash"))),
            }
        }
        stretch.links.push((number, previous, sha256));
    }
    Ok(stretch)
}

/// `case:17=HEX` taken apart.
fn seal_of(sealed: &str) -> Option<((Kind, String), Option<Hash>)> {
    let (row, hash) = sealed.rsplit_once('=')?;
    let (kind, key) = row.split_once(':')?;
    let hash = if hash == "-" { None } else { Some(bytes(hash)?) };
    Some(((Kind::of(kind)?, key.to_string()), hash))
}

/// The 32 bytes of 64 digits.
fn bytes(hex: &str) -> Option<Hash> {
    let mut hash = [0; 32];
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    for (byte, digits) in hash.iter_mut().zip(hex.as_bytes().chunks_exact(2)) {
        *byte = u8::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(hash)
}

/// Walks the links in order; returns the log's last word on each row.
fn chain(
    stretches: Vec<Stretch>,
    (number, sha256): (i64, Hash),
    anchors: &[Head],
    proof: &mut Proof,
) -> HashMap<(Kind, String), (i64, Option<Hash>)> {
    let mut rows = HashMap::new();
    let (mut expected, mut before) = (1, [0; 32]);
    let mut anchored: HashMap<i64, Vec<&Head>> = HashMap::new();
    for anchor in anchors.iter().filter(|anchor| anchor.number > 0) {
        anchored.entry(anchor.number).or_default().push(anchor);
    }
    for stretch in stretches {
        proof.faults.extend(stretch.faults);
        rows.extend(stretch.rows);
        for (at, previous, own) in stretch.links {
            proof.entries += 1;
            if at != expected {
                let missing = if at - expected == 1 {
                    format!("entry {expected} is")
                } else {
                    format!("entries {expected} to {} are", at - 1)
                };
                proof.faults.push(fault(expected, format!("{missing} missing: deleted or moved")));
            } else if previous != before {
                let why =
                    "it follows another entry than the one before it: one of the two was replaced, inserted or moved";
                proof.faults.push(fault(at, why));
            }
            for anchor in anchored.remove(&at).unwrap_or_default() {
                if !anchor.sha256.eq_ignore_ascii_case(&hex(&own)) {
                    let why = format!(
                        "its SHA-256 is {}, and {} was kept elsewhere: the log was written anew",
                        hex(&own),
                        anchor.sha256
                    );
                    proof.faults.push(fault(at, why));
                }
            }
            (expected, before) = (at + 1, own);
        }
    }
    let end = expected - 1;
    if end != number || (before != sha256 && number > 0) {
        let what =
            format!("the log ends with entry {end}, and its sealed head is entry {number} with {}", hex(&sha256));
        proof.faults.push(fault(end.min(number) + 1, what + ": entries were cut off or added"));
    }
    for anchor in anchored.into_values().flatten() {
        let what = format!("entry {} was kept elsewhere and is not in the log: it was cut off", anchor.number);
        proof.faults.push(fault(anchor.number.min(end + 1), what));
    }
    rows
}

/// The locks on the log are part of it.
fn triggers(tx: &Transaction, proof: &mut Proof) -> Answer<()> {
    for trigger in TRIGGERS {
        let sql = "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND name = ? AND tbl_name = 'audit'";
        if tx.query_row(sql, [trigger], |row| row.get::<_, i64>(0))? == 0 {
            let what = format!("the lock `{trigger}` was taken off the log");
            proof.faults.push(Fault { entry: None, row: String::new(), what });
        }
    }
    Ok(())
}

/// Holds the rows of state against the log's last word on each.
fn state(
    tx: &Transaction,
    mut rows: HashMap<(Kind, String), (i64, Option<Hash>)>,
    proof: &mut Proof,
) -> Answer<Vec<Fault>> {
    let mut faults = Vec::new();
    let mut text = Vec::new();
    for kind in Kind::ALL {
        let sql = format!("SELECT {}, CAST({} AS TEXT) FROM {}", kind.columns(), kind.key(), kind.table());
        let mut statement = tx.prepare(&sql)?;
        let columns = statement.column_count() - 1;
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            proof.rows += 1;
            let (key, hash): (String, Hash) = (row.get(columns)?, of_row(row, columns, &mut text)?);
            let name = format!("{}:{key}", kind.name());
            match rows.remove(&(kind, key)) {
                Some((_, Some(told))) if told == hash => {}
                Some((entry, Some(_))) => faults.push(Fault {
                    entry: Some(entry),
                    what: format!("{name} is not as entry {entry} left it: it was edited behind the log's back"),
                    row: name,
                }),
                Some((entry, None)) => faults.push(Fault {
                    entry: Some(entry),
                    what: format!("{name} is there again, though entry {entry} took it away"),
                    row: name,
                }),
                None => faults.push(Fault {
                    entry: None,
                    what: format!("{name} is in no entry: it was put in behind the log's back"),
                    row: name,
                }),
            }
        }
    }
    contents(tx, &mut faults)?;
    let gone = rows.into_iter().filter(|(_, (_, hash))| hash.is_some());
    let mut gone: Vec<Fault> = gone
        .map(|((kind, key), (entry, _))| Fault {
            entry: Some(entry),
            what: format!("{}:{key}, which entry {entry} left, is gone", kind.name()),
            row: format!("{}:{key}", kind.name()),
        })
        .collect();
    gone.sort_by_key(|fault| (fault.entry, fault.row.clone()));
    faults.extend(gone);
    Ok(faults)
}

/// Holds what was attached against the hashes under which it is kept.
fn contents(tx: &Transaction, faults: &mut Vec<Fault>) -> Answer<()> {
    let mut statement = tx.prepare("SELECT sha256, bytes FROM contents")?;
    let mut found = statement.query([])?;
    while let Some(row) = found.next()? {
        let sha256: String = row.get(0)?;
        let bytes = row.get_ref(1)?.as_blob().unwrap_or_default();
        if super::chain::sha256(bytes) != sha256 {
            let what = format!("the attached file with the SHA-256 {sha256} was changed");
            faults.push(Fault { entry: None, row: format!("content:{sha256}"), what });
        }
    }
    let lost = "SELECT id FROM attachments WHERE sha256 NOT IN (SELECT sha256 FROM contents) ORDER BY id";
    for id in tx.prepare(lost)?.query_map([], |row| row.get::<_, i64>(0))? {
        let row = format!("attachment:{}", id?);
        faults.push(Fault { entry: None, what: format!("the file of {row} is gone"), row });
    }
    Ok(())
}
