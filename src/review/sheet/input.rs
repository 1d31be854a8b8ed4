//! What a sheet is drawn from: plain data, gathered by whoever knows the store.

use crate::cases::Belongs;
use crate::cases::Dossier;
use chrono::NaiveDate;

/// Everything about one case.
#[derive(Debug, Clone, Copy, Default)]
pub struct SheetInput<'a> {
    /// One dossier a line, the one to be told first in front.
    pub dossiers: &'a [Dossier],
    /// Why the lines stand together; not told for a single line.
    pub belongs: Option<&'a Belongs>,
    /// Lines of the first dossier's exporter, in any order, this case's own among them.
    pub exporter_lines: &'a [TimelineLine],
    /// Lines of the first dossier's consignee, likewise.
    pub consignee_lines: &'a [TimelineLine],
    /// Past cases most like this one, the most similar first.
    pub similar: &'a [SimilarCase],
    /// What was done to this case, oldest first.
    pub history: &'a [HistoryLine],
}

/// What is known of a line or case by now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// Never looked at.
    #[default]
    NotExamined,
    /// In a case that is not decided.
    Open,
    /// Released or cleared without a find.
    Clear,
    /// Found: declared falsely.
    FalseDeclaration,
    /// Found: meant for re-export.
    ReExport,
    /// Found: something else.
    Other,
}

impl Outcome {
    /// From the words of a finding (`clear`, `false_declaration`, `re_export`, `other`); anything else was not examined.
    pub fn of_finding(text: &str) -> Outcome {
        match text {
            "clear" => Outcome::Clear,
            "false_declaration" => Outcome::FalseDeclaration,
            "re_export" => Outcome::ReExport,
            "other" => Outcome::Other,
            _ => Outcome::NotExamined,
        }
    }

    /// Whether something was found.
    pub fn is_find(self) -> bool {
        matches!(self, Outcome::FalseDeclaration | Outcome::ReExport | Outcome::Other)
    }
}

/// One declared line in the life of a party.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TimelineLine {
    /// Day of acceptance.
    pub day: NaiveDate,
    pub declaration_id: String,
    pub item_no: i32,
    pub hs_code: String,
    pub mineral: Option<String>,
    /// ISO 3166 alpha-2; may be empty.
    pub destination: String,
    pub mass_kg: Option<f64>,
    pub value_usd: Option<f64>,
    pub risk: f64,
    pub lane: String,
    pub outcome: Outcome,
    /// What was found in its case, where that was not in this line.
    pub case_outcome: Option<Outcome>,
    /// Whether it belongs to the case on the sheet.
    pub own: bool,
}

/// A past case beside this one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SimilarCase {
    /// As people call it, e.g. "C-2025-000123".
    pub number: String,
    /// Where it is shown, e.g. "/cases/123"; only paths of this house are made a link.
    pub link: String,
    pub opened_on: NaiveDate,
    pub goods: String,
    pub hs_code: String,
    pub mineral: Option<String>,
    pub exporter: String,
    pub destination: String,
    pub risk: f64,
    pub outcome: Outcome,
    /// What was seized, kg; absent where nothing was or it is not known.
    pub seized_kg: Option<f64>,
    /// What it has in common with this one, already worded, e.g. "same exporter"; may be empty.
    pub alike: Vec<crate::cases::Words>,
}

/// One thing that was done to the case.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HistoryLine {
    /// As it is to be shown, e.g. "2026-01-05 09:12 UTC".
    pub at: String,
    pub who: String,
    /// What was done, already worded.
    pub deed: crate::cases::Words,
    pub note: String,
}
