//! Champion and challenger measured on the same lines: what a promotion stands on.

use super::LABEL_FREE;
use super::manifest::{DataFile, LabelCounts};
use super::seal::{Layout, seal, sealed};
use crate::error::{Error, Result};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

const FORMAT: u32 = 1;
const SEAL: &str = "sha256";
const FOLDER: &str = "comparisons";
const REMEDY: &str = "make it anew with `tidewaiter models compare`";

/// A figure with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// The figure, 0 to 1.
    pub value: f64,
    /// Lower end of its 95 % bootstrap interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// What one model reached. Shares of 0 to 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scores {
    /// NAME-NUMBER, or `label-free`.
    pub model: String,
    /// `model_sha256` of its manifest; empty for `label-free`.
    pub model_sha256: String,
    /// Area under the ROC curve of the risk.
    pub roc_auc: Measured,
    /// Average precision of the risk.
    pub average_precision: Measured,
    /// Found lines among all that were found, when the riskiest 1 % is inspected.
    pub recall_at_1_percent: Measured,
    /// The same weighted by severity, ranked by risk × severity.
    pub severity_recall_at_1_percent: Measured,
    /// Expected calibration error of the risk; null where the risk is no probability (`label-free` gives a bound).
    pub calibration_error: Option<Measured>,
}

/// The lines on which both were measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slice {
    /// First day of the lines.
    pub from: NaiveDate,
    /// Last day of the lines.
    pub to: NaiveDate,
    /// Last day on which an outcome that counts became known.
    pub known_until: NaiveDate,
    /// Version of the evidence.
    pub evidence: String,
    /// Files of the evidence.
    pub files: Vec<DataFile>,
}

/// Champion against challenger on the same recent slice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// Layout of the file; 0 until it is written.
    pub format: u32,
    /// Which lines.
    pub slice: Slice,
    /// How many lines.
    pub rows: u64,
    /// Lines met again in another file of the evidence; each counts once.
    #[serde(default, skip_serializing_if = "is_none")]
    pub lines_twice: u64,
    /// What became known of them.
    pub labels: LabelCounts,
    /// The model that speaks.
    pub champion: Scores,
    /// The model that would.
    pub challenger: Scores,
    /// SHA-256 of this text up to here.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sha256: String,
}

fn is_none(lines: &u64) -> bool {
    *lines == 0
}

impl Comparison {
    /// Where the comparison of two models stands in a folder of models.
    pub fn place(models: &Path, champion: &str, challenger: &str) -> PathBuf {
        models.join(FOLDER).join(format!("{champion}--{challenger}.json"))
    }

    /// Writes it to `path`, beside and renamed.
    pub fn write(&mut self, path: &Path) -> Result<()> {
        self.format = FORMAT;
        self.sha256.clear();
        let (text, hash) = seal(self, SEAL, Layout::Page);
        self.sha256 = hash;
        let mut beside = path.as_os_str().to_owned();
        beside.push(".part");
        let write = || {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            let mut file = File::create(&beside)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&beside, path)
        };
        write().map_err(|cause| Error::write(path, cause))
    }

    /// Reads what `write` wrote.
    ///
    /// # Errors
    /// [`Error::Input`] where it is missing, damaged, of another layout, or holds figures that cannot be.
    pub fn read(path: &Path) -> Result<Self> {
        let no = |why: String| Error::input(path, why, REMEDY);
        let text = fs::read_to_string(path).map_err(|cause| no(cause.to_string()))?;
        let any: serde_json::Value =
            serde_json::from_str(&text).map_err(|cause| no(format!("it is damaged: {cause}")))?;
        if any["format"].as_u64() != Some(u64::from(FORMAT)) {
            return Err(no(format!("its layout is {}, and this program reads {FORMAT}", any["format"])));
        }
        sealed(&text, SEAL, Layout::Page).map_err(|why| no(format!("it was changed after it was written: {why}")))?;
        let comparison: Comparison = serde_json::from_str(&text).map_err(|cause| no(cause.to_string()))?;
        comparison.check().map_err(no)?;
        Ok(comparison)
    }

    fn check(&self) -> Result<(), String> {
        if self.slice.from > self.slice.to {
            return Err(format!("its lines begin on {} and end on {}", self.slice.from, self.slice.to));
        }
        if self.labels.all() > self.rows {
            return Err(format!("it counts {} outcomes on {} lines", self.labels.all(), self.rows));
        }
        if self.labels.all() == self.labels.clear || self.labels.clear == 0 {
            return Err("it needs lines with something found and lines without".into());
        }
        for scores in [&self.champion, &self.challenger] {
            for (name, figure) in scores.figures() {
                let Measured { value, low, high } = figure;
                if ![value, low, high].iter().all(|part| (0.0..=1.0).contains(part)) || low > high {
                    return Err(format!("{name} of {} is {value} ({low} to {high})", scores.model));
                }
            }
        }
        Ok(())
    }

    /// Where the challenger falls below the champion's whole interval: average precision, recall at 1 %, recall by severity.
    /// Empty where it may take the champion's place.
    pub fn falls_behind(&self) -> Vec<String> {
        let pairs = self.champion.figures().into_iter().zip(self.challenger.figures());
        let judged = pairs.filter(|((name, _), _)| !matches!(*name, "ROC-AUC" | "calibration error"));
        let behind = judged.filter(|((_, champion), (_, challenger))| challenger.value < champion.low);
        behind
            .map(|((name, champion), (_, challenger))| {
                let (own, is, low, high) = (challenger.value, champion.value, champion.low, champion.high);
                format!("{name} {own:.3} against {is:.3} ({low:.3} to {high:.3})")
            })
            .collect()
    }
}

impl Scores {
    /// Names and figures, for a table.
    pub fn figures(&self) -> Vec<(&'static str, Measured)> {
        let figures = [
            ("ROC-AUC", Some(self.roc_auc)),
            ("average precision", Some(self.average_precision)),
            ("recall at 1 %", Some(self.recall_at_1_percent)),
            ("recall by severity at 1 %", Some(self.severity_recall_at_1_percent)),
            ("calibration error", self.calibration_error),
        ];
        figures.into_iter().filter_map(|(name, figure)| Some((name, figure?))).collect()
    }

    /// Whether these are the scores of the label-free model.
    pub fn is_label_free(&self) -> bool {
        self.model == LABEL_FREE
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learned::testing::{comparison, named};

    #[test]
    fn only_a_clear_fall_counts() {
        // The champion's recall is 0.5 (0.4 to 0.6).
        for (recall, behind) in [(0.55, 0), (0.45, 0), (0.4, 0), (0.39, 1)] {
            let mut comparison = comparison(None, &named("risk-1"));
            comparison.challenger.recall_at_1_percent.value = recall;
            assert_eq!(comparison.falls_behind().len(), behind, "{recall}");
        }
        let mut comparison = comparison(None, &named("risk-1"));
        comparison.challenger.severity_recall_at_1_percent.value = 0.1;
        assert_eq!(comparison.falls_behind(), ["recall by severity at 1 % 0.100 against 0.500 (0.400 to 0.600)"]);
    }

    #[test]
    fn what_was_written_is_read_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = Comparison::place(folder.path(), LABEL_FREE, "risk-1");
        let mut comparison = comparison(None, &named("risk-1"));
        comparison.write(&path).unwrap();
        assert_eq!(Comparison::read(&path).unwrap(), comparison);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("0.55", "0.95")).unwrap();
        let told = Comparison::read(&path).unwrap_err().to_string();
        assert!(told.contains("changed after it was written"), "{told}");
        comparison.challenger.roc_auc.value = f64::NAN;
        comparison.write(&path).unwrap();
        assert!(Comparison::read(&path).is_err(), "no figure");
        comparison.challenger.roc_auc.value = 1.5;
        comparison.write(&path).unwrap();
        assert!(Comparison::read(&path).unwrap_err().to_string().contains("ROC-AUC of risk-1 is 1.5"));
    }
}
