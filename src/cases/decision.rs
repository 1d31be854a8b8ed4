//! What becomes of a case: states, verdicts, findings.

use super::dossier::Words;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Nobody has touched it.
    New,
    /// In someone's hand.
    Taken,
    /// For an inspection, for papers, or for a second person.
    Waiting,
    /// Closed.
    Decided,
    /// Was decided, and is open again.
    Reopened,
}

impl State {
    pub const ALL: [State; 5] = [State::New, State::Taken, State::Waiting, State::Decided, State::Reopened];

    /// As stored and sent.
    pub fn name(self) -> &'static str {
        match self {
            State::New => "new",
            State::Taken => "taken",
            State::Waiting => "waiting",
            State::Decided => "decided",
            State::Reopened => "reopened",
        }
    }

    /// The state of a name.
    pub fn of(name: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether something is still to be done.
    pub fn open(self) -> bool {
        self != State::Decided
    }
}

/// What an officer decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Open the goods; the case waits for what is found.
    Inspect,
    /// Let the goods go without opening them; a red case needs a second person.
    Release,
    /// Keep the goods until papers come; the case waits.
    Hold,
    /// Hand over to the supervisor or the anti-smuggling bureau; the case waits.
    Escalate,
    /// Something was found and seized; needs a second person.
    Seizure,
    /// Opened, and nothing was wrong.
    Clear,
}

impl Verdict {
    pub const ALL: [Verdict; 6] =
        [Verdict::Inspect, Verdict::Release, Verdict::Hold, Verdict::Escalate, Verdict::Seizure, Verdict::Clear];

    /// As stored and sent.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Inspect => "inspect",
            Verdict::Release => "release",
            Verdict::Hold => "hold",
            Verdict::Escalate => "escalate",
            Verdict::Seizure => "seizure",
            Verdict::Clear => "clear",
        }
    }

    /// The verdict of a name.
    pub fn of(name: &str) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|verdict| verdict.name() == name)
    }

    /// Where it leads, when no second person is needed.
    pub fn leads_to(self) -> State {
        match self {
            Verdict::Inspect | Verdict::Hold | Verdict::Escalate => State::Waiting,
            Verdict::Release | Verdict::Seizure | Verdict::Clear => State::Decided,
        }
    }

    /// Whether it records what an inspection found.
    pub fn needs_finding(self) -> bool {
        matches!(self, Verdict::Seizure | Verdict::Clear)
    }
}

/// What an inspection found, as the register of inspections words it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Clear,
    FalseDeclaration,
    ReExport,
    Other,
}

impl Outcome {
    pub const ALL: [Outcome; 4] = [Outcome::Clear, Outcome::FalseDeclaration, Outcome::ReExport, Outcome::Other];

    /// As in the register of inspections.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Clear => "clear",
            Outcome::FalseDeclaration => "false_declaration",
            Outcome::ReExport => "re_export",
            Outcome::Other => "other",
        }
    }

    /// The outcome of a name.
    pub fn of(name: &str) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|outcome| outcome.name() == name)
    }
}

/// Number and item of a declared line.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LineName {
    pub declaration_id: String,
    pub item_no: i32,
}

/// What was found when the goods were opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub outcome: Outcome,
    /// `T1` to `T12`; for what was found only.
    #[serde(default)]
    pub typology: Option<String>,
    /// Kilograms, in the whole case.
    #[serde(default)]
    pub seized_kg: Option<f64>,
    /// US dollars, in the whole case.
    #[serde(default)]
    pub seized_value_usd: Option<f64>,
    pub inspected_on: NaiveDate,
    /// Which lines of the case were opened; empty for all. Only they become labels.
    #[serde(default)]
    pub lines: Vec<LineName>,
}

impl Finding {
    /// Whether a line of the case was opened.
    pub fn of_line(&self, declaration_id: &str, item_no: i32) -> bool {
        let is = |line: &LineName| line.declaration_id == declaration_id && line.item_no == item_no;
        self.lines.is_empty() || self.lines.iter().any(is)
    }
}

/// What an officer puts in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    pub verdict: Verdict,
    /// Of [`super::reasons_for`] the verdict.
    pub reason_code: String,
    /// In the officer's own words; never empty.
    pub note: String,
    /// For `seizure` and `clear`, and only for them.
    #[serde(default)]
    pub finding: Option<Finding>,
}

/// Why a verdict was given, of a closed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason {
    /// As stored; unique.
    pub code: &'static str,
    pub en: &'static str,
    pub zh: &'static str,
    /// The verdicts for which it can be given.
    pub verdicts: &'static [Verdict],
}

impl Reason {
    /// In both languages.
    pub fn words(&self) -> Words {
        Words { en: self.en.into(), zh: self.zh.into() }
    }
}
