//! Has the world moved away from the one that a model learned from? Its inputs, its answers, how much is found, and whether what
//! it says still comes true.

use super::drift_sides::{Days, Later, Reference};
use super::evidence::Evidence;
use super::heads::Question;
use super::inputs::InputKind;
use super::labels::{Labels, SelectedBy};
use super::lines::Words;
use crate::error::Error;
use crate::error::Result;
use crate::learned::Learned;
use crate::model::{Drift, DriftLevel, ExpectedDrift, Hits, RateDrift};
use crate::registers::Outcome;
use chrono::NaiveDate;
use ndarray::{Axis, Slice};
use serde::Serialize;

/// Least share of what a model leans on with which an input may ring (est.). A profile fills up and a list of controls changes; where
/// the model hardly asks, that is told and nobody is woken.
const LEANS_MIN: f64 = 0.05;
/// Lines of the reference on which it is measured how much the model leans on each input.
const LEANS_ROWS: usize = 2_000;

/// What is compared.
#[derive(Debug, Clone, Copy)]
pub struct DriftSettings {
    /// First day of the lines that are compared; `None`: the day after the last that the model learned from.
    pub since: Option<NaiveDate>,
    /// Of the drawing of the reference.
    pub seed: u64,
}

/// One input, before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InputDrift {
    pub input: String,
    pub kind: InputKind,
    /// Share of the risk's contributions that comes from this input, on lines of the reference, 0 to 1: 0 = the model never asks.
    pub leans: f64,
    /// Share of the lines of which nothing can be said, before and after.
    pub missing_before: f64,
    pub missing_after: f64,
    #[serde(flatten)]
    pub drift: Drift,
}

/// One of the model's answers, before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AnswerDrift {
    pub question: &'static str,
    pub mean_before: f64,
    pub mean_after: f64,
    #[serde(flatten)]
    pub drift: Drift,
}

/// Lines looked at and evasion found, with the share's 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ShareFound {
    pub lines: u64,
    pub found: u64,
    /// Null where nothing was looked at.
    pub share: f64,
    pub low: f64,
    pub high: f64,
}

impl From<Hits> for ShareFound {
    fn from(hits: Hits) -> Self {
        let (share, low, high) = hits.share();
        ShareFound { lines: hits.n, found: hits.hits, share, low, high }
    }
}

/// How much is found, before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LabelDrift {
    /// How the lines were selected; null: all together.
    pub selected_by: Option<SelectedBy>,
    pub before: ShareFound,
    pub after: ShareFound,
    #[serde(flatten)]
    pub drift: RateDrift,
    /// Whether an alarm of these lines rings: where enough lines were drawn at random they alone speak, else all together. What
    /// inspectors choose changes what they find, whatever the world does.
    pub rings: bool,
}

/// Whether what the model says of later lines comes true.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CalibrationDrift {
    pub question: &'static str,
    /// How the lines were selected; null: all together.
    pub selected_by: Option<SelectedBy>,
    pub lines: u64,
    pub found: u64,
    #[serde(flatten)]
    pub drift: ExpectedDrift,
    /// As [`LabelDrift::rings`].
    pub rings: bool,
}

/// What came out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Drifted {
    pub model: String,
    /// Days of the reference: those that the model learned from.
    pub reference_from: NaiveDate,
    pub reference_to: NaiveDate,
    /// Lines of these days in the evidence, and how many were drawn of them.
    pub reference_lines: u64,
    pub reference_drawn: u64,
    /// First and last day of the lines compared, and their number.
    pub since: NaiveDate,
    pub to: NaiveDate,
    pub lines: u64,
    /// By how far they moved, farthest first.
    pub inputs: Vec<InputDrift>,
    pub answers: Vec<AnswerDrift>,
    pub labels: Vec<LabelDrift>,
    pub calibration: Vec<CalibrationDrift>,
    /// Each alarm in words; none rings where it is empty.
    pub alarms: Vec<String>,
}

/// Compares the lines from `since` on with those that the model learned from. Outcomes of the latter count as the model knew
/// them; of the former, all that are known. A line that stands in several files counts once.
///
/// The levels of the population stability index take lines for independent; those of one exporter are not, so chance does a
/// little more than it is taken to do.
///
/// # Errors
/// `Error::Usage` where the model learned from lines after `since`, or the evidence lacks the lines of either side.
pub fn drifted(
    evidence: &Evidence,
    outcomes: &[Outcome],
    learned: &Learned,
    settings: DriftSettings,
    mut progress: impl FnMut(u64),
) -> Result<Drifted> {
    let (papers, model) = (learned.manifest(), learned.name());
    let since = settings.since.unwrap_or_else(|| papers.rows_to.succ_opt().unwrap_or(NaiveDate::MAX));
    if since <= papers.rows_to {
        let why = format!(
            "{model} learned from lines up to {}, so lines from {since} on are none that came after; choose a later --since",
            papers.rows_to
        );
        return Err(Error::Usage(why));
    }
    let days = Days { from: papers.rows_from, to: papers.rows_to, since };
    let mut words = Words::default();
    let known = Labels::of(outcomes, papers.labels_until);
    let mut reference = Reference::of(days, settings.seed);
    evidence.walk(&mut words, |piece| {
        progress(piece.lines.len() as u64);
        reference.take(&piece, &known);
        Ok(())
    })?;
    let drawn = reference.drawn();
    if drawn.nrows() == 0 {
        let why = format!(
            "the evidence holds no line of {} to {}, from which {model} learned; give the evidence of those days too",
            days.from, days.to
        );
        return Err(Error::Usage(why));
    }
    let score = |x: ndarray::ArrayView2<f32>| -> Vec<[f32; 3]> {
        let said = learned.score(x);
        said.iter().map(|said| [said.false_declaration, said.re_export, said.risk]).collect()
    };
    let few = Slice::from(..drawn.nrows().min(LEANS_ROWS));
    let leans = leans(&learned.contributions(drawn.slice_axis(Axis(0), few)));
    let known = Labels::of(outcomes, NaiveDate::MAX);
    let mut later = Later::of(days, drawn.view(), &score);
    evidence.walk(&mut words, |piece| {
        progress(piece.lines.len() as u64);
        later.take(&piece, &known, &score);
        Ok(())
    })?;
    let Some(to) = later.last_day() else {
        return Err(Error::Usage(format!("the evidence holds no line from {since} on; give evidence of later days")));
    };
    let labels = later.labels(&reference);
    let calibration = later.calibration();
    let mut told = Drifted {
        model: model.to_owned(),
        reference_from: days.from,
        reference_to: days.to,
        reference_lines: reference.lines(),
        reference_drawn: drawn.nrows() as u64,
        since,
        to,
        lines: later.lines(),
        inputs: later.inputs(&evidence.inputs, &leans),
        answers: later.answers(),
        labels,
        calibration,
        alarms: Vec::new(),
    };
    told.alarms = told.ringing();
    Ok(told)
}

impl Drifted {
    /// Each alarm that rings, in words.
    fn ringing(&self) -> Vec<String> {
        let alarm = |level: DriftLevel| level == DriftLevel::Alarm;
        let answers = self.answers.iter().filter(|one| alarm(one.drift.level));
        let mut told: Vec<String> =
            answers.map(|one| format!("the model's answers ({}): PSI {:.2}", one.question, one.drift.psi)).collect();
        told.extend(self.labels.iter().filter(|one| one.rings && alarm(one.drift.level)).map(|one| {
            let (before, after) = (100.0 * one.before.share, 100.0 * one.after.share);
            format!("share found ({}): {after:.2} % after {before:.2} %", lane(one.selected_by))
        }));
        told.extend(self.calibration.iter().filter(|one| one.rings && alarm(one.drift.level)).map(|one| {
            let (lane, expected) = (lane(one.selected_by), one.drift.expected);
            format!("calibration ({}, {lane}): {} found where {expected:.1} were expected", one.question, one.found)
        }));
        let leant_on = |one: &&InputDrift| alarm(one.drift.level) && one.leans >= LEANS_MIN;
        let inputs = self.inputs.iter().filter(leant_on);
        told.extend(inputs.map(|one| format!("input {}: PSI {:.2}", one.input, one.drift.psi)));
        told
    }
}

/// How lines were selected, as people read it.
pub fn lane(selected_by: Option<SelectedBy>) -> &'static str {
    match selected_by {
        None => "all inspected",
        Some(SelectedBy::Random) => "drawn at random",
        Some(SelectedBy::Rule) => "by a rule",
        Some(SelectedBy::Model) => "by a model",
        Some(SelectedBy::TipOff) => "after a tip-off",
        Some(SelectedBy::Unknown) => "for reasons unknown",
    }
}

/// The questions in the order of the answers of a model.
pub(super) const QUESTIONS: [Question; 3] = Question::ALL;

/// Each input's share of all that inputs add to the margin, whatever the sign; the last column of `parts` is the same for all.
fn leans(parts: &ndarray::Array2<f32>) -> Vec<f64> {
    let inputs = parts.ncols() - 1;
    let sum = |input: usize| parts.column(input).iter().map(|part| f64::from(part.abs())).sum::<f64>();
    let sums: Vec<f64> = (0..inputs).map(sum).collect();
    let all = sums.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    sums.into_iter().map(|sum| sum / all).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn what_a_model_leans_on_adds_up_to_one() {
        assert_eq!(leans(&array![[1.0, -2.0, 9.0], [-1.0, 4.0, 9.0]]), [0.25, 0.75]);
        assert_eq!(leans(&array![[0.0, 9.0]]), [0.0]);
    }
}
