//! Rows of state that the log answers for: each deed leaves their hashes in its entry, so that a row edited behind the log's
//! back no longer fits the last entry that names it.

use super::chain::Hash;
use crate::cases::refused::Answer;
use rusqlite::Connection;
use rusqlite::Row;
use rusqlite::types::ValueRef;
use sha2::Digest;
use sha2::Sha256;

/// A table of state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Kind {
    Case,
    Line,
    Decision,
    Comment,
    Attachment,
    Exception,
    Night,
    User,
    View,
}

impl Kind {
    pub const ALL: [Kind; 9] = [
        Kind::Case,
        Kind::Line,
        Kind::Decision,
        Kind::Comment,
        Kind::Attachment,
        Kind::Exception,
        Kind::Night,
        Kind::User,
        Kind::View,
    ];

    /// As in an entry's `rows`.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Case => "case",
            Kind::Line => "line",
            Kind::Decision => "decision",
            Kind::Comment => "comment",
            Kind::Attachment => "attachment",
            Kind::Exception => "exception",
            Kind::Night => "night",
            Kind::User => "user",
            Kind::View => "view",
        }
    }

    pub fn of(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    pub fn table(self) -> &'static str {
        match self {
            Kind::Case => "cases",
            Kind::Line => "case_lines",
            Kind::Decision => "decisions",
            Kind::Comment => "comments",
            Kind::Attachment => "attachments",
            Kind::Exception => "exceptions",
            Kind::Night => "nights",
            Kind::User => "users",
            Kind::View => "views",
        }
    }

    pub fn key(self) -> &'static str {
        if self == Kind::User { "name" } else { "id" }
    }

    /// What is sealed, in this order for ever: a later column is added at the end by a step that seals anew. Counters that no
    /// decision rests on (wrong logins, how many comments) are left out.
    pub fn columns(self) -> &'static str {
        match self {
            Kind::Case => {
                "id, version, state, belongs_key, kind, why_en, why_zh, night, run_id, lane, rank, risk, severity, priority, \
                 declaration_id, item_no, accepted_on, office, offices, goods, hs_code, mineral, exporter_id, exporter_name, \
                 consignee_id, consignee_name, destination, route, typology, reason_en, reason_zh, scored_by, lines, \
                 net_mass_kg, value_usd, red, exception, refers_to, opened_at, assignee, due_on, verdict, reason_code, \
                 decided_by, decided_at, outcome, proposed, was_reopened, withdrawn_by, changed, changed_at, changed_by"
            }
            Kind::Line => {
                "id, case_id, run_id, declaration_id, item_no, priority, lane, audit_probability, exception, withdrawn_by, \
                 dossier_sha256, dossier"
            }
            Kind::Decision => {
                "id, case_id, verdict, reason_code, note, finding, by_user, at, entry, standing, second_by, second_at, \
                 second_approved, second_note"
            }
            Kind::Comment => "id, case_id, by_user, at, text",
            Kind::Attachment => "id, case_id, name, media_type, bytes, sha256, by_user, at",
            Kind::Exception => "id, author, scope, reason, made_at, expires_on, ended_by, ended_at",
            Kind::Night => "id, run_id, night, at, rows, capacity, scored_by, manifest_sha256, cases, superseded_by",
            Kind::User => "name, password_hash, role, offices, disabled, must_change, created_at",
            Kind::View => "id, owner, name, query, shared, made_at",
        }
    }
}

/// SHA-256 of a row's sealed columns as it stands; `None` where there is no such row.
pub(super) fn seal(connection: &Connection, kind: Kind, key: &str) -> Answer<Option<Hash>> {
    let sql = format!("SELECT {} FROM {} WHERE {} = ?", kind.columns(), kind.table(), kind.key());
    let mut statement = connection.prepare_cached(&sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query([key])?;
    Ok(rows.next()?.map(|row| of_row(row, columns, &mut Vec::new())).transpose()?)
}

/// SHA-256 of the sealed columns of a row that was read: each as a letter for its type, its length in bytes, and its bytes.
pub(super) fn of_row(row: &Row, columns: usize, text: &mut Vec<u8>) -> rusqlite::Result<Hash> {
    text.clear();
    for column in 0..columns {
        let mut put = |letter: u8, bytes: &[u8]| {
            text.push(letter);
            text.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
            text.extend_from_slice(bytes);
        };
        match row.get_ref(column)? {
            ValueRef::Null => put(b'n', b""),
            ValueRef::Integer(value) => put(b'i', &value.to_le_bytes()),
            ValueRef::Real(value) => put(b'r', &value.to_le_bytes()),
            ValueRef::Text(value) => put(b't', value),
            ValueRef::Blob(value) => put(b'b', value),
        }
    }
    Ok(Sha256::digest(text).into())
}
