//! What a case file is made from: plain data, gathered by whoever knows the store.

use crate::cases::Words;
use crate::review::sheet::SheetInput;
use chrono::DateTime;
use chrono::Utc;

/// Everything that leaves the house about one case.
#[derive(Debug, Clone, Default)]
pub struct CaseFile<'a> {
    /// As people call it, e.g. "C-2026-000123".
    pub number: String,
    /// State in words, e.g. "decided".
    pub state: Words,
    pub opened_at: DateTime<Utc>,
    /// When this file was made; stands in the file, so that the same moment gives the same bytes.
    pub made_at: DateTime<Utc>,
    /// Who had it made.
    pub made_by: String,
    /// The administration, as it wants to be called; may be empty.
    pub authority: String,
    /// What the sheet shows: dossiers, timelines, similar cases, history.
    pub sheet: SheetInput<'a>,
    /// What was decided, oldest first.
    pub decisions: Vec<DecisionTold>,
    pub attachments: Vec<AttachmentTold>,
    /// The manifests of the nights on which the lines were picked.
    pub manifests: Vec<ManifestTold>,
    pub audit: AuditTold,
}

/// One decision, or one side of a decision by two.
#[derive(Debug, Clone, Default)]
pub struct DecisionTold {
    pub at: DateTime<Utc>,
    pub who: String,
    /// `officer`, `supervisor`, …
    pub role: String,
    /// What was decided, in words.
    pub verdict: Words,
    /// Code of the closed list of reasons.
    pub reason_code: String,
    pub reason: Words,
    pub note: String,
    /// Where a second person is needed: "proposed", "approved by …", "refused by …"; otherwise empty.
    pub second: Words,
    pub finding: Option<FindingTold>,
}

/// What an inspection found.
#[derive(Debug, Clone, Default)]
pub struct FindingTold {
    /// In words, e.g. "false declaration".
    pub outcome: Words,
    /// `T1` to `T12`; may be empty.
    pub typology: String,
    pub seized_kg: Option<f64>,
    pub seized_value_usd: Option<f64>,
    pub inspected_on: Option<chrono::NaiveDate>,
}

/// A file that was added to the case; kept by its hash, not copied into the case file.
#[derive(Debug, Clone, Default)]
pub struct AttachmentTold {
    pub name: String,
    pub media_type: String,
    pub bytes: u64,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
    pub added_at: DateTime<Utc>,
    pub added_by: String,
}

/// The manifest of a night, byte for byte.
#[derive(Debug, Clone, Default)]
pub struct ManifestTold {
    pub run_id: String,
    /// The manifest's text as it was published.
    pub text: String,
}

/// The part of the audit log that concerns the case.
#[derive(Debug, Clone, Default)]
pub struct AuditTold {
    /// Oldest first.
    pub entries: Vec<AuditEntry>,
    /// Number and hash of the log's youngest entry when the file was made; absent for an empty log.
    pub head: Option<(i64, String)>,
    /// How an entry's hash follows from its content, in words, so that anyone can compute it.
    pub rule: Words,
}

/// One entry of the audit log.
#[derive(Debug, Clone, Default)]
pub struct AuditEntry {
    /// Number in the log; entries of other cases stand between.
    pub number: i64,
    /// The instant exactly as it was hashed.
    pub at: String,
    pub who: String,
    pub deed: String,
    /// What the deed was done with, exactly as it was hashed.
    pub content: String,
    /// Hash of the entry before it in the whole log, hex.
    pub previous: String,
    /// Hash of this entry, hex.
    pub hash: String,
}
