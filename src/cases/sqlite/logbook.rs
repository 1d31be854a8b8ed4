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
use rusqlite::types::Value as Sql;
use serde_json::json;

/// Longest name of what is exported.
const WHAT_MAX: usize = 80;

pub(super) fn exported(writing: &mut Writing, who: &Actor, what: &str, cases: &[i64], sha256: &str) -> Answer<Entry> {
    permit(who, Deed::ExportCases)?;
    told("what", what, WHAT_MAX)?;
    if sha256.len() != 64 || !sha256.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Refused::Invalid { field: "sha256", why: "is no SHA-256 in hexadecimal".into() });
    }
    for case in cases {
        case_seen(writing.tx, who, *case)?;
    }
    let subject = match cases {
        [case] => format!("case:{case}"),
        _ => "queue".into(),
    };
    let number =
        writing.entry(who, "export", &subject, &json!({ "what": what, "cases": cases, "sha256": sha256 }), &[])?;
    entry(writing.tx, number)
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
        values.push(i64::from(limit).into());
        let sql = format!("SELECT {ENTRY} FROM audit WHERE {} ORDER BY number DESC LIMIT ?", conditions.join(" AND "));
        self.read(|tx| {
            let mut statement = tx.prepare_cached(&sql)?;
            statement.query_map(rusqlite::params_from_iter(values), entry_of)?.map(|entry| entry?).collect()
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
        self.proof(anchors)
    }
}
