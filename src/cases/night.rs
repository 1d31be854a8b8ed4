//! What a night brings to the store, and what became of it there.

use super::decision::State;
use super::dossier::Belongs;
use super::dossier::Dossier;
use super::log::Head;
use chrono::DateTime;
use chrono::NaiveDate;
use chrono::Utc;
use serde::Deserialize;
use serde::Serialize;

/// A night as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NightRecord {
    /// Hash of all that the night's scores are a function of, hex. The same id twice opens nothing twice.
    pub run_id: String,
    /// Last day of the night's rows.
    pub night: NaiveDate,
    /// When the cases are opened.
    pub at: DateTime<Utc>,
    /// Lines that were scored.
    pub rows: u64,
    /// Lines that can be inspected in a day.
    pub capacity: u32,
    /// Name of the model that spoke.
    pub scored_by: String,
    /// SHA-256 of the night's manifest, hex; empty where there is none.
    pub manifest_sha256: String,
}

/// A scored line of a night, flagged or not: for timelines, and to find a declaration again.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LineRow {
    pub declaration_id: String,
    pub item_no: i32,
    pub accepted_on: NaiveDate,
    /// Empty texts are "not declared".
    pub office: String,
    pub exporter_id: String,
    pub exporter_name: String,
    pub consignee_id: String,
    pub consignee_name: String,
    pub hs_code: String,
    pub mineral: Option<String>,
    pub destination: String,
    pub net_mass_kg: Option<f64>,
    pub value_usd: Option<f64>,
    /// 0 to 1.
    pub risk: f64,
    /// Place in the night, from 1.
    pub rank: u32,
    /// `inspect`, `review`, `audit` or `release`.
    pub lane: String,
}

/// A line that was picked, and with which others it belongs together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CaseToOpen {
    pub dossier: Dossier,
    pub belongs: Belongs,
}

/// What became of a night in the store.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    /// True where this very run had been opened before: nothing was written.
    pub already: bool,
    /// New cases.
    pub opened: Vec<i64>,
    /// Open cases that lines were added to.
    pub joined: Vec<i64>,
    /// Untouched cases of an earlier run of the same night that the run replaced.
    pub withdrawn: Vec<i64>,
    /// Cases of an earlier run of the same night that stay because someone has touched them.
    pub kept: Vec<Kept>,
    /// New cases all lines of which fall under an exception in force; they are marked, not dropped.
    pub excepted: Vec<i64>,
    /// Lines written.
    pub lines: u64,
    /// Where the audit log ends now.
    pub head: Head,
}

/// A case that a later run of its night does not replace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    pub case: i64,
    pub state: State,
    /// Who touched it last.
    pub by: String,
}

/// A night as the store remembers it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NightKnown {
    pub record: NightRecord,
    /// Cases it opened.
    pub cases: u64,
    /// The run that took its place.
    pub superseded_by: Option<String>,
}
