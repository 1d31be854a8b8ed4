//! What a run came to, for whoever was not there: always written, also where it failed.

use super::arrivals::Arrived;
use super::gates::{Gate, ListAges};
use crate::error::{Error, Result};
use crate::folder;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How a run ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    #[default]
    Done,
    DoneWithQuarantine,
    /// Published, and somebody must look.
    GateFailed,
    /// Held back until somebody looks.
    Held,
    /// Every file was read by an earlier night.
    NothingToDo,
    /// All lines that came in belong to nights that were; they wait for the next one.
    Waiting,
    Failed,
}

/// The cases of a run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CasesOpened {
    pub opened: u64,
    pub joined: u64,
    pub withdrawn: u64,
    pub kept: u64,
    pub excepted: u64,
    pub lines: u64,
    /// Where the audit log ended then: a hash to hold the log against later.
    pub log_head: serde_json::Value,
}

/// The results.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Results {
    pub run_id: String,
    pub status: Status,
    pub exit_code: u8,
    pub night: Option<NaiveDate>,
    /// RFC 3339.
    pub started_at: String,
    pub finished_at: String,
    /// Where the night stands.
    pub published: Option<PathBuf>,
    pub rows: Arrived,
    pub rows_scored: u64,
    pub rows_scored_late: u64,
    pub scored_by: String,
    /// Lines by lane, signals, quarantine by rule …, as `tidewaiter score` tells them.
    pub score: serde_json::Value,
    /// Risk at 0.5, 0.9, 0.99, 0.999 and 1.
    pub risk_quantiles: Vec<f64>,
    pub cases: Option<CasesOpened>,
    /// Corridors that the bulletin warns of.
    pub warnings: Option<u64>,
    pub gates: Vec<Gate>,
    pub list_ages: ListAges,
    pub notes: Vec<String>,
    pub stage_seconds: BTreeMap<String, f64>,
    /// Stages that an earlier, broken start had finished.
    pub resumed: Vec<String>,
    pub seconds: f64,
    /// Where it failed: the stage, why, and what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed: Option<Failure>,
}

/// Why a run failed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    pub stage: String,
    pub error: String,
    pub remedy: String,
}

impl Failure {
    /// The failure at a stage.
    pub fn of(stage: &str, error: &Error) -> Failure {
        let remedy = match error {
            Error::Usage(_) => "correct the setting, then start again: nothing was published",
            Error::Input { .. } => {
                "mend or bring back what is named, then start again: finished stages are not done twice"
            }
            Error::NothingUsable { .. } => "mend the mapping or have the files sent again, then start again",
            Error::Write { .. } if error.is_full() => {
                "free the disk, then start again: what was not sealed is given up for room and made anew, what was sealed is brought to its end, and nothing half-made is published"
            }
            Error::Write { .. } => {
                "make the place writable, then start again: the run goes on where it stopped, and nothing half-made is published"
            }
            Error::Busy(_) => "wait for the other run, or see what holds it",
            Error::Engine(_) => "start again once; where it fails again, report it with this file",
        };
        Failure { stage: stage.into(), error: error.to_string(), remedy: remedy.into() }
    }
}

/// File beside the nights that tells of the youngest run.
pub const LAST: &str = "last_run.json";

impl Results {
    /// The text, as it is written and printed.
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).expect("results are plain data") + "\n"
    }

    /// Writes them beside the nights.
    ///
    /// # Errors
    /// [`Error::Write`] where the folder cannot be written.
    pub fn write(&self, out: &Path) -> Result<()> {
        let name = if self.run_id.is_empty() { "unplanned" } else { &self.run_id };
        let text = self.text();
        // A start that found the run done, or held, leaves what that run told of itself.
        let idle = matches!(self.status, Status::NothingToDo | Status::Held) && self.rows.rows_read == 0;
        if !idle {
            folder::write_whole(&out.join("runs").join(name).join("run_results.json"), text.as_bytes())?;
        }
        folder::write_whole(&out.join(LAST), text.as_bytes())
    }
}
