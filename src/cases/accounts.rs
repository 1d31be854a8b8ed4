//! Accounts, sessions, views and exceptions.

use super::who::Actor;
use super::who::Role;
use chrono::DateTime;
use chrono::NaiveDate;
use chrono::Utc;
use serde::Deserialize;
use serde::Serialize;

/// An account as listed; the password's hash stays in the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// 1 to 64 letters, digits, `.`, `-`, `_` or `@`; compared as written, in small letters.
    pub name: String,
    pub role: Role,
    /// `None` is all offices.
    pub offices: Option<Vec<String>>,
    pub disabled: bool,
    /// Wrong passwords since the last right one.
    pub failed_logins: u32,
    pub locked_until: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub last_login_at: Option<DateTime<Utc>>,
    /// The password was set by someone else and is to be changed.
    pub must_change_password: bool,
}

impl User {
    /// As whom the account acts.
    pub fn actor(&self) -> Actor {
        Actor { user: self.name.clone(), role: self.role, offices: self.offices.clone() }
    }
}

/// What a login is checked against.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    pub user: User,
    /// PHC string of the password's hash.
    pub password_hash: String,
}

/// A login that lasts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    pub user: User,
    pub opened_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    /// Ends then at the latest.
    pub expires_at: DateTime<Utc>,
}

/// A view of the queue that someone keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    pub id: i64,
    pub owner: String,
    pub name: String,
    /// The query string of the queue's page.
    pub query: String,
    pub shared: bool,
    pub made_at: DateTime<Utc>,
}

/// What an exception is about; all that is told must hold. An exporter or a consignee must be told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Scope {
    /// Register number.
    pub exporter_id: Option<String>,
    /// Number or name, as declared.
    pub consignee: Option<String>,
    /// First 2 to 10 digits of the code.
    pub hs_prefix: Option<String>,
    pub mineral: Option<String>,
    /// Signal id: only where it is the first reason.
    pub signal: Option<String>,
}

/// "Known honest", by whom, why, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    pub id: i64,
    pub author: String,
    pub scope: Scope,
    pub reason: String,
    pub made_at: DateTime<Utc>,
    /// First day on which it counts no more.
    pub expires_on: NaiveDate,
    /// Who ended it before, and when.
    pub ended: Option<(String, DateTime<Utc>)>,
    /// Cases it marked.
    pub cases: u64,
}

/// A decision as a row of the register of inspections; see `schema::INSPECTIONS`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Label {
    pub declaration_id: String,
    pub item_no: i32,
    /// `clear`, `false_declaration`, `re_export` or `other`.
    pub outcome: String,
    pub typology: Option<String>,
    /// Of the whole case, on its leading opened line; empty on the others, so that sums are right.
    pub seized_kg: Option<f64>,
    pub seized_value_usd: Option<f64>,
    pub inspected_on: NaiveDate,
    /// Day on which the decision stood.
    pub known_on: NaiveDate,
    /// `random` for the audit lane, else `model`.
    pub selected_by: String,
    /// For the audit lane only.
    pub selection_probability: Option<f64>,
}
