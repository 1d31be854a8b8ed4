//! What a night is asked for beside its scores.

use crate::error::Result;
use crate::schema;
use chrono::NaiveDate;
use polars::prelude::DataFrame;
use std::collections::BTreeSet;

/// What is written and told beside the scores. None of it changes a score, a rank or another file, and it is no part of the run id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Whether `dossiers.jsonl.zst` is published: what stands in the file of each case.
    pub dossiers: bool,
    /// Whether `lines.parquet` is published: every line of the night in short, for the memory of cases.
    pub lines: bool,
    /// Lines (declaration, item) whose dossiers are wanted whatever their lane.
    pub of: BTreeSet<(String, i32)>,
    /// Run id and night under which all is told, where they follow from more than the scoring knows; else from its inputs and last day.
    pub name: Option<(String, NaiveDate)>,
    /// First and last day of the lines of which it is kept what there is to learn, for whoever learns them after the same evening.
    pub lessons: Option<(NaiveDate, NaiveDate)>,
}

/// A night that is asked for its scores alone.
pub static NOTHING_MORE: Wanted =
    Wanted { dossiers: false, lines: false, of: BTreeSet::new(), name: None, lessons: None };

impl Wanted {
    /// Which rows of a batch are asked for by name.
    pub(super) fn rows(&self, declarations: &DataFrame) -> Result<Vec<bool>> {
        if self.of.is_empty() {
            return Ok(vec![false; declarations.height()]);
        }
        let ids = declarations.column(schema::DECLARATION_ID.name)?.str()?;
        let items = declarations.column(schema::ITEM_NO.name)?.i32()?;
        let asked = |(id, item): (Option<&str>, Option<i32>)| {
            id.is_some_and(|id| self.of.contains(&(id.to_owned(), item.unwrap_or(1))))
        };
        Ok(ids.iter().zip(items.iter()).map(asked).collect())
    }

    /// Whether any dossier is wanted.
    pub(super) fn any_dossier(&self) -> bool {
        self.dossiers || !self.of.is_empty()
    }
}
