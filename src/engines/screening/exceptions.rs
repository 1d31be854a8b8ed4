//! Honest names that look like listed ones: decided once by an officer, remembered until a day.

use super::letters::clean;
use super::lexicon::Lexicon;
use super::split::squashed;
use crate::error::{Error, Result};
use chrono::NaiveDate;
use std::collections::HashMap;
use std::path::Path;

/// A decision that a name is not an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// The honest name as declared.
    pub name: String,
    /// Id of the entry it is not.
    pub entry: String,
    /// Who decided.
    pub author: String,
    /// First day on which the decision counts.
    pub decided_on: Option<NaiveDate>,
    /// First day on which it counts no more.
    pub expires_on: NaiveDate,
    /// Why.
    pub note: String,
}

/// Decisions by name and entry.
#[derive(Debug, Clone, Default)]
pub struct Exceptions {
    by_pair: HashMap<(String, String), Vec<Exception>>,
}

impl Exceptions {
    /// Keeps decisions.
    pub fn new(decisions: impl IntoIterator<Item = Exception>) -> Exceptions {
        let mut by_pair: HashMap<_, Vec<Exception>> = HashMap::new();
        for decision in decisions {
            by_pair.entry((folded(&decision.name), decision.entry.clone())).or_default().push(decision);
        }
        Exceptions { by_pair }
    }

    /// Reads `name,entry,author,decided_on,expires_on,note`; `decided_on` and `note` may be left out.
    ///
    /// # Errors
    /// [`Error::Input`] with row, column and value where the file or a row cannot be used: a decision that nobody signed, or that
    /// never ends, is refused.
    pub fn read(path: &Path) -> Result<Exceptions> {
        let remedy = "give a CSV with the columns name,entry,author,decided_on,expires_on,note";
        let fault = |why: String| Error::input(path, why, remedy);
        let mut reader =
            csv::ReaderBuilder::new().trim(csv::Trim::All).from_path(path).map_err(|cause| fault(cause.to_string()))?;
        let headers = reader.headers().map_err(|cause| fault(cause.to_string()))?.clone();
        let mut decisions = Vec::new();
        for (row, read) in reader.records().enumerate() {
            let row = row + 2;
            let cells = read.map_err(|cause| fault(cause.to_string()))?;
            let cell = |column: &str| {
                let at = headers.iter().position(|header| header == column);
                at.and_then(|at| cells.get(at)).unwrap_or_default().to_owned()
            };
            let required = |column: &str| match cell(column) {
                text if text.is_empty() => Err(fault(format!("row {row}: column `{column}` is empty"))),
                text => Ok(text),
            };
            let day = |column: &str, text: &str| {
                text.parse::<NaiveDate>()
                    .map_err(|_| fault(format!("row {row}: column `{column}`: `{text}` is no day (YYYY-MM-DD)")))
            };
            let decided = cell("decided_on");
            decisions.push(Exception {
                name: required("name")?,
                entry: required("entry")?,
                author: required("author")?,
                decided_on: if decided.is_empty() { None } else { Some(day("decided_on", &decided)?) },
                expires_on: day("expires_on", &required("expires_on")?)?,
                note: cell("note"),
            });
        }
        Ok(Exceptions::new(decisions))
    }

    /// The decision that excuses a name from an entry on a day; without a day, any.
    pub fn excuses(&self, name: &str, entry: &str, day: Option<NaiveDate>) -> Option<&Exception> {
        if self.by_pair.is_empty() {
            return None;
        }
        let known = self.by_pair.get(&(folded(name), entry.to_owned()))?;
        known.iter().find(|decision| {
            day.is_none_or(|day| decision.decided_on.is_none_or(|from| from <= day) && day < decision.expires_on)
        })
    }
}

/// Case, spaces and signs do not make two names of one.
fn folded(name: &str) -> String {
    squashed(&clean(name, Lexicon::shipped()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_counts_from_its_day_until_it_expires() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("exceptions.csv");
        let head = "name,entry,author,decided_on,expires_on,note\n";
        std::fs::write(&path, format!("{head}Gulf Metals LLC,e1,Wang,2025-02-01,2026-02-01,other owner\n")).unwrap();
        let known = Exceptions::read(&path).unwrap();
        let day = |text: &str| Some(text.parse::<NaiveDate>().unwrap());
        assert!(known.excuses("GULF METALS, LLC", "e1", day("2025-02-01")).is_some());
        assert!(known.excuses("GULF METALS, LLC", "e1", day("2025-01-31")).is_none());
        assert!(known.excuses("GULF METALS, LLC", "e1", day("2026-02-01")).is_none());
        assert!(known.excuses("GULF METALS, LLC", "e2", day("2025-03-01")).is_none());
        std::fs::write(&path, format!("{head}Gulf Metals LLC,e1,,2025-02-01,2026-02-01,\n")).unwrap();
        assert!(Exceptions::read(&path).unwrap_err().to_string().contains("row 2: column `author` is empty"));
        std::fs::write(&path, format!("{head}Gulf Metals LLC,e1,Wang,2025-02-01,never,\n")).unwrap();
        assert!(Exceptions::read(&path).unwrap_err().to_string().contains("row 2"));
    }
}
