//! "Known honest": who said so of what, why, and until when. Cases that fall under it are marked, never dropped.

use super::act::TEXT_MAX;
use super::act::permit;
use super::act::told;
use super::chain::Writing;
use super::fault::damaged;
use super::open::Sqlite;
use super::sealed::Kind;
use super::time;
use crate::cases::accounts::Exception;
use crate::cases::accounts::Scope;
use crate::cases::dossier::Dossier;
use crate::cases::refused::Answer;
use crate::cases::refused::Refused;
use crate::cases::who::Actor;
use crate::cases::who::Deed;
use chrono::Days;
use chrono::NaiveDate;
use rusqlite::Connection;
use rusqlite::params;
use serde_json::json;

/// Longest text of a part of a scope, in characters.
const PART_MAX: usize = 200;

impl Scope {
    /// Whether a line falls under it: all that is told holds.
    pub fn covers(&self, dossier: &Dossier) -> bool {
        let is = |told: &Option<String>, value: &str| told.as_ref().is_none_or(|told| told == value);
        let consignee = |told: &String| *told == dossier.consignee_id || *told == dossier.consignee_name;
        (self.exporter_id.is_some() || self.consignee.is_some())
            && is(&self.exporter_id, &dossier.exporter_id)
            && self.consignee.as_ref().is_none_or(consignee)
            && self.hs_prefix.as_ref().is_none_or(|prefix| dossier.hs_code.starts_with(prefix))
            && is(&self.mineral, dossier.mineral.as_deref().unwrap_or_default())
            && is(&self.signal, dossier.reasons.first().map_or("", |reason| &reason.signal))
    }

    fn check(&self) -> Answer<()> {
        let parts = [
            ("exporter_id", &self.exporter_id),
            ("consignee", &self.consignee),
            ("hs_prefix", &self.hs_prefix),
            ("mineral", &self.mineral),
            ("signal", &self.signal),
        ];
        for (field, part) in parts {
            if let Some(part) = part {
                told(field, part, PART_MAX)?;
            }
        }
        if self.exporter_id.is_none() && self.consignee.is_none() {
            let why = "names neither exporter nor consignee; an exception is about someone";
            return Err(Refused::Invalid { field: "scope", why: why.into() });
        }
        let digits =
            |prefix: &String| (2..=10).contains(&prefix.len()) && prefix.bytes().all(|byte| byte.is_ascii_digit());
        if !self.hs_prefix.as_ref().is_none_or(digits) {
            return Err(Refused::Invalid {
                field: "hs_prefix",
                why: "is no beginning of a code; write 2 to 10 digits".into(),
            });
        }
        Ok(())
    }
}

fn read(connection: &Connection, condition: &str, values: &[&dyn rusqlite::ToSql]) -> Answer<Vec<Exception>> {
    let sql = format!(
        "SELECT id, author, scope, reason, made_at, expires_on, ended_by, ended_at, \
         (SELECT count(*) FROM cases c WHERE c.exception = e.id) FROM exceptions e WHERE {condition} ORDER BY id DESC"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(values)?;
    let mut exceptions = Vec::new();
    while let Some(row) = rows.next()? {
        let (scope, made_at, expires_on): (String, String, String) = (row.get(2)?, row.get(4)?, row.get(5)?);
        let (ended_by, ended_at): (Option<String>, Option<String>) = (row.get(6)?, row.get(7)?);
        let ended_at = ended_at.as_deref().map(time::instant).transpose()?;
        let cases: i64 = row.get(8)?;
        exceptions.push(Exception {
            id: row.get(0)?,
            author: row.get(1)?,
            scope: serde_json::from_str(&scope).map_err(damaged)?,
            reason: row.get(3)?,
            made_at: time::instant(&made_at)?,
            expires_on: time::day(&expires_on)?,
            ended: ended_by.zip(ended_at),
            cases: cases.unsigned_abs(),
        });
    }
    Ok(exceptions)
}

/// Exceptions that count on a day, youngest first.
pub(super) fn in_force(connection: &Connection, on: NaiveDate) -> Answer<Vec<Exception>> {
    read(connection, "ended_at IS NULL AND expires_on > ?", &[&on.to_string()])
}

fn one(connection: &Connection, id: i64) -> Answer<Exception> {
    let unknown = Refused::Unknown { what: "exception", id: id.to_string() };
    read(connection, "id = ?", &[&id])?.pop().ok_or(unknown)
}

pub(super) fn except(
    writing: &mut Writing,
    who: &Actor,
    scope: &Scope,
    reason: &str,
    expires_on: NaiveDate,
) -> Answer<Exception> {
    permit(who, Deed::Except)?;
    scope.check()?;
    told("reason", reason, TEXT_MAX)?;
    let today = time::day_of(writing.at, writing.rules);
    let last = today + Days::new(writing.rules.exception_days.into());
    if expires_on <= today || expires_on > last {
        let why = format!("must lie after {today}, and not after {last}");
        return Err(Refused::Invalid { field: "expires_on", why });
    }
    writing.tx.prepare_cached("INSERT INTO exceptions VALUES (NULL, ?, ?, ?, ?, ?, NULL, NULL)")?.execute(params![
        who.user,
        json!(scope).to_string(),
        reason,
        writing.at_text(),
        expires_on.to_string()
    ])?;
    let id = writing.tx.last_insert_rowid();
    let details = json!({ "scope": scope, "reason": reason, "expires_on": expires_on });
    writing.entry(who, "except", &format!("exception:{id}"), &details, &[(Kind::Exception, id.to_string())])?;
    one(writing.tx, id)
}

pub(super) fn end(writing: &mut Writing, who: &Actor, id: i64, reason: &str) -> Answer<Exception> {
    permit(who, Deed::Except)?;
    told("reason", reason, TEXT_MAX)?;
    if one(writing.tx, id)?.ended.is_some() {
        return Err(Refused::Invalid { field: "id", why: "is an exception that was ended before".into() });
    }
    writing.tx.prepare_cached("UPDATE exceptions SET ended_by = ?, ended_at = ? WHERE id = ?")?.execute(params![
        who.user,
        writing.at_text(),
        id
    ])?;
    let touched = [(Kind::Exception, id.to_string())];
    writing.entry(who, "end-exception", &format!("exception:{id}"), &json!({ "reason": reason }), &touched)?;
    one(writing.tx, id)
}

impl Sqlite {
    pub(super) fn all_exceptions(&self, who: &Actor) -> Answer<Vec<Exception>> {
        permit(who, Deed::ViewExceptions)?;
        self.read(|tx| read(tx, "1", &[]))
    }
}
