//! Reading the audit log, and what is noted in it without changing a case.

use super::act::permit;
use super::act::told;
use super::chain::ENTRY;
use super::chain::Writing;
use super::chain::entry;
use super::chain::entry_of;
use super::chain::hex;
use super::open::Sqlite;
use super::rows::case_seen;
use super::time;
use crate::cases::log::Entry;
use crate::cases::log::Head;
use crate::cases::log::LogFilter;
use crate::cases::log::Proof;
use crate::cases::refused::Answer;
use crate::cases::refused::Refused;
use crate::cases::who::Actor;
use crate::cases::who::Deed;
use rusqlite::Transaction;
use rusqlite::types::Value as Sql;
use serde_json::Value;
use serde_json::json;
use std::collections::HashMap;

/// Longest name of what is exported.
const WHAT_MAX: usize = 80;
/// What is exported where it is the log itself.
const AUDIT_CSV: &str = "audit-csv";
/// What an entry is about that is about a list of cases.
const QUEUE: &str = "queue";

pub(super) fn exported(writing: &mut Writing, who: &Actor, what: &str, cases: &[i64], sha256: &str) -> Answer<Entry> {
    // The log itself is taken out by those who may read it, who need not be those that take out cases.
    let of_log = what == AUDIT_CSV;
    permit(who, if of_log { Deed::ViewAudit } else { Deed::ExportCases })?;
    told("what", what, WHAT_MAX)?;
    if sha256.len() != 64 || !sha256.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Refused::Invalid { field: "sha256", why: "is no SHA-256 in hexadecimal".into() });
    }
    for case in cases {
        case_seen(writing.tx, who, *case)?;
    }
    let subject = match cases {
        _ if of_log => "audit".into(),
        [case] => format!("case:{case}"),
        _ => QUEUE.into(),
    };
    let number =
        writing.entry(who, "export", &subject, &json!({ "what": what, "cases": cases, "sha256": sha256 }), &[])?;
    entry(writing.tx, number)
}

/// The lists of cases in the particulars of an entry that is not about one case.
const LISTS: [&str; 2] = ["cases", "kept"];
/// In place of the cases of other offices in such a list: how many they are.
const ELSEWHERE: &str = "elsewhere";

/// What of the log lies within what an actor sees. Cases asked for once are kept.
struct Within<'a> {
    tx: &'a Transaction<'a>,
    who: &'a Actor,
    seen: HashMap<i64, bool>,
}

impl Within<'_> {
    fn sees(&mut self, case: i64) -> Answer<bool> {
        if let Some(seen) = self.seen.get(&case) {
            return Ok(*seen);
        }
        let sees = match case_seen(self.tx, self.who, case) {
            Ok(_) => true,
            Err(Refused::Unknown { .. }) => false,
            Err(other) => return Err(other),
        };
        self.seen.insert(case, sees);
        Ok(sees)
    }

    /// An entry as it is told: one about a case where the case is seen, one about a list of cases with those of them that are, and
    /// not at all where none is. The hash stays that of the whole entry.
    fn told(&mut self, mut entry: Entry) -> Answer<Option<Entry>> {
        if self.who.offices.is_none() {
            return Ok(Some(entry));
        }
        if let Some(case) = entry.subject.strip_prefix("case:") {
            return Ok(self.sees(case.parse().unwrap_or_default())?.then_some(entry));
        }
        let Ok(Value::Object(mut details)) = serde_json::from_str::<Value>(&entry.details) else {
            return Ok(Some(entry));
        };
        let mut elsewhere = 0;
        for list in LISTS {
            let Some(Value::Array(cases)) = details.get_mut(list) else { continue };
            let all = cases.len();
            let mut within = Vec::new();
            for case in cases.drain(..) {
                if self.sees(case.as_i64().unwrap_or_default())? {
                    within.push(case);
                }
            }
            elsewhere += all - within.len();
            if entry.subject == QUEUE && all > 0 && within.is_empty() {
                return Ok(None);
            }
            *cases = within;
        }
        if elsewhere > 0 {
            details.insert(ELSEWHERE.into(), elsewhere.into());
            entry.details = Value::Object(details).to_string();
        }
        Ok(Some(entry))
    }
}

impl Sqlite {
    pub(super) fn log_entries(&self, who: &Actor, filter: &LogFilter, limit: u32) -> Answer<Vec<Entry>> {
        permit(who, Deed::ViewAudit)?;
        let mut conditions = vec!["1".to_string()];
        let mut values: Vec<Sql> = Vec::new();
        let mut ask = |condition: &str, value: Option<Sql>| {
            if let Some(value) = value {
                conditions.push(condition.into());
                values.push(value);
            }
        };
        ask("actor = ?", filter.actor.clone().map(Sql::from));
        ask("deed = ?", filter.deed.clone().map(Sql::from));
        ask("subject = ?", filter.subject.clone().map(Sql::from));
        ask("at >= ?", filter.since.map(time::text).map(Sql::from));
        ask("at <= ?", filter.until.map(time::text).map(Sql::from));
        ask("number < ?", filter.before.map(Sql::from));
        let sql = format!("SELECT {ENTRY} FROM audit WHERE {} ORDER BY number DESC", conditions.join(" AND "));
        self.read(|tx| {
            let mut statement = tx.prepare_cached(&sql)?;
            let mut within = Within { tx, who, seen: HashMap::new() };
            let mut entries = Vec::new();
            for entry in statement.query_map(rusqlite::params_from_iter(values), entry_of)? {
                if entries.len() >= limit as usize {
                    break;
                }
                entries.extend(within.told(entry??)?);
            }
            Ok(entries)
        })
    }

    pub(super) fn log_head(&self) -> Answer<Head> {
        self.read(|tx| {
            let (number, sha256): (i64, Vec<u8>) =
                tx.query_row("SELECT number, sha256 FROM audit_head", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(Head { number, sha256: hex(&sha256) })
        })
    }

    pub(super) fn proved(&self, who: &Actor, anchors: &[Head]) -> Answer<Proof> {
        permit(who, Deed::VerifyAudit)?;
        // The file is read before the log is: it is written after the log was, and so never runs ahead of it.
        let kept = self.anchor().filter(|anchor| anchors.is_empty() && anchor.is_file());
        match kept.map(Head::read).transpose()? {
            Some(head) => self.proof(&[head]),
            None => self.proof(anchors),
        }
    }
}
