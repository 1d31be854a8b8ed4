//! The queue: what can be asked of it, and what it answers.

use super::decision::Outcome;
use super::decision::State;
use super::decision::Verdict;
use super::dossier::Words;
use chrono::DateTime;
use chrono::NaiveDate;
use chrono::Utc;
use serde::Deserialize;
use serde::Serialize;

/// Which cases; all that is told must hold, within one list any. Empty lists and `None` do not filter.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct QueueFilter {
    /// Empty: all states that are open.
    pub states: Vec<State>,
    pub lanes: Vec<String>,
    pub offices: Vec<String>,
    /// `""` finds the cases without one; so for destinations and typologies.
    pub minerals: Vec<String>,
    pub destinations: Vec<String>,
    pub typologies: Vec<String>,
    pub verdicts: Vec<Verdict>,
    /// Register numbers of exporters.
    pub exporters: Vec<String>,
    pub assignee: Option<Whose>,
    /// First and last night, both within.
    pub nights: Option<(NaiveDate, NaiveDate)>,
    /// 0 to 1.
    pub risk_min: Option<f64>,
    /// Due before this day, and open.
    pub due_before: Option<NaiveDate>,
    /// A proposal waits for a second person.
    pub proposed: Option<bool>,
    /// Falls under an exception.
    pub excepted: Option<bool>,
    /// Words, parts of numbers, or Chinese: in goods, parties, declaration numbers, routes.
    pub text: Option<String>,
    pub sort: Sort,
}

/// In whose hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whose {
    Nobody,
    Anybody,
    User(String),
}

/// In which order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// What lies within capacity (lanes inspect and audit) first, then by falling priority.
    #[default]
    Priority,
    Risk,
    /// Soonest first; without a day last.
    Due,
    /// Youngest first.
    Newest,
    Oldest,
    Value,
}

/// Which part of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Rows left out before.
    pub offset: u64,
    /// Rows wanted, at most 500.
    pub rows: u32,
}

impl Default for Page {
    fn default() -> Self {
        Page { offset: 0, rows: 50 }
    }
}

/// A page of the queue.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Queue {
    pub rows: Vec<CaseRow>,
    /// Cases that meet the filter.
    pub total: u64,
    pub facets: Facets,
    /// Where capacity ends; only when sorted by priority.
    pub capacity: Option<CapacityLine>,
    /// Raised by every act on any case: a page that shows it need not be drawn anew.
    pub data_version: i64,
}

/// Where capacity ends in the ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapacityLine {
    /// Lines that can be inspected in a day, as of the youngest night.
    pub capacity: u32,
    /// Cases of the whole answer that stand above the line.
    pub above: u64,
}

/// How many cases of the answer have each value; each list leaves its own filter aside, so that another value can be chosen.
/// By falling count, then by value; `""` is "without".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facets {
    pub states: Vec<(State, u64)>,
    pub lanes: Vec<(String, u64)>,
    pub offices: Vec<(String, u64)>,
    pub minerals: Vec<(String, u64)>,
    pub destinations: Vec<(String, u64)>,
    pub typologies: Vec<(String, u64)>,
    /// `""` is nobody.
    pub assignees: Vec<(String, u64)>,
}

/// Past cases that are like this one, by what came out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimilarCount {
    /// Decided cases with the same exporter, the same consignee, or the same heading to the same country by the same typology.
    pub decided: u32,
    /// Of them: something was found.
    pub found: u32,
    /// Of them: opened, and nothing was wrong.
    pub clear: u32,
}

/// A case in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseRow {
    pub id: i64,
    /// To be given back with every act on it.
    pub version: i64,
    pub state: State,
    /// Night and run that opened it.
    pub night: NaiveDate,
    pub run_id: String,
    /// Lane of the leading line; `audit` where any line was drawn at random and none stands within capacity.
    pub lane: String,
    /// Of the leading line (the one of greatest priority), as is all that follows up to `typology`.
    pub rank: u32,
    pub risk: f64,
    pub severity: f64,
    pub priority: f64,
    pub declaration_id: String,
    pub item_no: i32,
    pub accepted_on: NaiveDate,
    pub office: String,
    pub goods: String,
    pub hs_code: String,
    pub mineral: Option<String>,
    pub exporter_id: String,
    pub exporter_name: String,
    pub consignee_id: String,
    pub consignee_name: String,
    pub destination: String,
    pub route: String,
    /// `T1` to `T12`; empty for none.
    pub typology: Option<String>,
    /// The first reason: what is strange in the line itself, where anything is.
    pub reason: Words,
    pub scored_by: String,
    /// Lines in the case, and their sums.
    pub lines: u32,
    pub net_mass_kg: Option<f64>,
    pub value_usd: Option<f64>,
    /// `line`, `declaration`, `deal`, `splitting` or `ring`, and why.
    pub kind: String,
    pub why: Words,
    pub assignee: Option<String>,
    pub due_on: Option<NaiveDate>,
    pub opened_at: DateTime<Utc>,
    pub changed_at: DateTime<Utc>,
    /// Account that acted last; `nightly` for an untouched case.
    pub changed_by: String,
    /// The last verdict that stands.
    pub verdict: Option<Verdict>,
    pub reason_code: Option<String>,
    pub decided_by: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
    pub outcome: Option<Outcome>,
    /// A second person is asked for this.
    pub proposed: Option<Verdict>,
    /// A release, or clearing it unopened, needs a second person.
    pub red: bool,
    /// The exception that covers all its lines.
    pub exception: Option<i64>,
    /// An earlier, decided case of the same key.
    pub refers_to: Option<i64>,
    pub comments: u32,
    pub attachments: u32,
    /// A later run of its night, which took it off the queue untouched.
    pub withdrawn_by: Option<String>,
    pub similar: SimilarCount,
}
