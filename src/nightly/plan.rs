//! Everything that goes into a night, and the name that follows from it.

use super::archive::{Filed, sha256_of};
use crate::detector::{Capacity, MODEL, Rules, Settings};
use crate::learned::evidence_version;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Version of the form below.
pub const FORMAT: u32 = 1;

/// A snapshot by its evening and the hash of its stamp, which holds the checksum of every file in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evening {
    pub evening: NaiveDate,
    /// SHA-256 of `snapshot.json`.
    pub sha256: String,
}

/// What an administration set, as far as it moves a byte of what is published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chosen {
    /// Share (0 to 1) or number of the lines that can be inspected; one of the two.
    pub capacity_share: Option<f64>,
    pub capacity_lines: Option<u64>,
    pub audit_share: f64,
    pub seed: u64,
    pub cases_max: u64,
    pub licence_tolerance: f64,
    pub home_country: String,
    pub late_days: u64,
    /// Whether a bulletin is written, when, and how many false alarms a year it may raise.
    pub warn_on: String,
    pub false_alarms: f64,
}

/// The plan of a night; its hash is the run id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// [`FORMAT`].
    pub format: u32,
    /// Program, label-free model and version of the evidence.
    pub program: String,
    pub model: String,
    pub evidence: String,
    /// Name of the night where it was asked for; else it is the last day of its rows.
    pub as_of: Option<NaiveDate>,
    /// Last day that is believed.
    pub until: NaiveDate,
    /// Declarations, in the order in which they are read.
    pub inputs: Vec<Filed>,
    /// Name of the shipped mapping or path of the file, and its digest.
    pub mapping: String,
    pub mapping_sha256: String,
    pub mapping_files: Vec<Filed>,
    pub tables: Vec<Filed>,
    pub registers: Vec<Filed>,
    /// What officers had decided.
    pub decisions: Option<Filed>,
    pub models: Vec<Filed>,
    /// Past declarations for the first bulletin.
    pub history: Vec<Filed>,
    /// The evening before; `None`: nothing is known of the past.
    pub before: Option<Evening>,
    /// Evenings of which the lines are known one by one, the oldest first, `before` the last. The lines of the oldest are not.
    pub known: Vec<Evening>,
    pub chosen: Chosen,
}

impl Plan {
    /// The form as JSON, as it is published.
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).expect("a plan is plain data") + "\n"
    }

    /// SHA-256 of [`Plan::text`].
    pub fn run_id(&self) -> String {
        sha256_of(self.text().as_bytes())
    }

    /// The oldest evening to which the rows of this run may go back: rows up to it were learned, nobody knows which.
    pub fn floor(&self) -> Option<NaiveDate> {
        self.known.first().map(|evening| evening.evening)
    }

    /// The settings of the scoring.
    pub fn settings(&self) -> Settings {
        let chosen = &self.chosen;
        let capacity = match (chosen.capacity_lines, chosen.capacity_share) {
            (Some(lines), _) => Capacity::Lines(lines),
            (None, share) => Capacity::Share(share.unwrap_or_default()),
        };
        Settings {
            capacity,
            audit_share: chosen.audit_share,
            seed: chosen.seed,
            cases_max: chosen.cases_max as usize,
            ..Settings::default()
        }
    }

    /// The office's own rules.
    pub fn rules(&self) -> Rules {
        let Chosen { licence_tolerance, home_country, .. } = self.chosen.clone();
        Rules { licence_tolerance, home_country }
    }
}

/// The program as it stands in plans: (program, label-free model, version of the evidence).
pub fn program() -> (String, String, String) {
    (concat!("tidewaiter ", env!("CARGO_PKG_VERSION")).into(), MODEL.into(), evidence_version())
}
