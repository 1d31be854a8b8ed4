//! A case in full, and what stands around it.

use super::decision::Decision;
use super::decision::Outcome;
use super::decision::State;
use super::decision::Verdict;
use super::dossier::Dossier;
use super::night::LineRow;
use super::queue::CaseRow;
use super::queue::SimilarCount;
use chrono::DateTime;
use chrono::NaiveDate;
use chrono::Utc;
use serde::Deserialize;
use serde::Serialize;

/// Everything about a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseFile {
    pub row: CaseRow,
    /// The leading line first, then by falling priority.
    pub lines: Vec<CaseLine>,
    /// Oldest first, those taken back too.
    pub decisions: Vec<Decided>,
    /// What waits for a second person.
    pub proposal: Option<Decided>,
    /// Oldest first.
    pub comments: Vec<Comment>,
    pub attachments: Vec<Attachment>,
    /// Whose act could be taken back, and since when.
    pub last_act_by: String,
    pub last_act_at: DateTime<Utc>,
}

/// A line of a case with its dossier as written on its night.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseLine {
    pub dossier: Dossier,
    /// SHA-256 of the dossier's JSON as stored, hex.
    pub sha256: String,
    /// The exception in force that covered it on its night.
    pub exception: Option<i64>,
}

/// A decision as it was given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decided {
    pub id: i64,
    pub case: i64,
    pub decision: Decision,
    pub by: String,
    pub at: DateTime<Utc>,
    /// Number of its entry in the audit log.
    pub entry: i64,
    pub standing: Standing,
    /// The second person, where one was needed and has spoken.
    pub second: Option<Second>,
}

/// What a decision counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Waits for a second person.
    Proposed,
    /// Counts.
    Stands,
    /// A second person refused it.
    Refused,
    /// Whoever gave it took it back.
    Undone,
    /// The case was opened again, or a later decision took its place.
    Overtaken,
}

/// What the second pair of eyes said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Second {
    pub by: String,
    pub at: DateTime<Utc>,
    pub approved: bool,
    pub note: String,
}

/// What an act on a case left behind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    pub case: i64,
    /// To be given with the next act.
    pub version: i64,
    pub state: State,
    /// Number of the audit entry.
    pub entry: i64,
    /// A second person is asked for this.
    pub proposed: Option<Verdict>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    pub id: i64,
    pub by: String,
    pub at: DateTime<Utc>,
    pub text: String,
}

/// A file that someone attached; its bytes are read with [`super::Store::attachment`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub id: i64,
    pub case: i64,
    /// As the person called it; never used as a path.
    pub name: String,
    pub media_type: String,
    pub bytes: u64,
    /// Hex.
    pub sha256: String,
    pub by: String,
    pub at: DateTime<Utc>,
}

/// A past case that is like one, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SimilarCase {
    pub row: CaseRow,
    /// `exporter`, `consignee`, `heading`, `destination`, `typology`, `mineral`: what the two share.
    pub shares: Vec<String>,
}

/// Whose lines a timeline shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Party {
    /// By register number.
    Exporter(String),
    /// By number, or by name where it has none.
    Consignee { id: String, name: String },
}

/// A line of a party's past, and the case it stands in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TimelineLine {
    pub line: LineRow,
    pub night: NaiveDate,
    pub case: Option<i64>,
    pub state: Option<State>,
    pub verdict: Option<Verdict>,
    /// What its inspection found; none where this line was not opened, even if others of its case were.
    pub outcome: Option<Outcome>,
    /// What was found in its case.
    pub case_outcome: Option<Outcome>,
}

/// What a search found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// By falling priority.
    pub cases: Vec<CaseRow>,
    /// All that were found, not only those listed.
    pub total: u64,
    /// Lines of any night whose declaration number begins so, with the case they stand in.
    pub lines: Vec<TimelineLine>,
}

/// Rates and backlog; counts only, whoever shows them adds the intervals.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Statistics {
    pub by_signal: Vec<Rate>,
    pub by_model: Vec<Rate>,
    pub by_officer: Vec<Rate>,
    /// `audit` is the random lane.
    pub by_lane: Vec<Rate>,
    pub by_typology: Vec<Rate>,
    pub by_office: Vec<Rate>,
    /// Open cases by state.
    pub backlog: Vec<(State, u64)>,
    /// Open cases by age in whole days: `0` (today), `1`, `2-3`, `4-7`, `8-14`, `15-30`, `30+`.
    pub ages: Vec<(String, u64)>,
    pub overdue: u64,
    /// Proposals that wait for a second person.
    pub proposals: u64,
    /// Cases decided by day.
    pub per_day: Vec<(NaiveDate, u64)>,
    /// Of cases inspected in the stretch.
    pub inspected: u64,
    pub found: u64,
    pub seized_kg: f64,
    pub seized_value_usd: f64,
    /// Of decided cases: outcome of all.
    pub similar: SimilarCount,
}

/// How often something was right.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    pub key: String,
    /// Cases decided.
    pub decided: u64,
    /// Of them, opened.
    pub inspected: u64,
    /// Of those, with something found.
    pub found: u64,
}
