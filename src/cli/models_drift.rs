//! `tidewaiter models drift`.

use super::models_tables::{table, word};
use super::{progress, registers};
use crate::error::{Error, Result};
use crate::learned::{Learned, Registry, evidence_version};
use crate::training::{DriftSettings, Drifted, Evidence, ShareFound, drifted, lane};
use chrono::NaiveDate;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Inputs that are printed; all are in the JSON.
const SHOWN: usize = 15;

#[derive(Debug, clap::Args)]
pub(super) struct DriftArgs {
    /// The model, as `models list` calls it
    #[arg(value_name = "NAME")]
    model: String,
    /// Evidence that `replay --evidence` wrote, of the days learned from and of later ones: folders or files
    #[arg(long, required = true, num_args = 1.., value_name = "DIR")]
    evidence: Vec<PathBuf>,
    /// Folder with the registers, of which the inspections are read
    #[arg(long, value_name = "DIR")]
    registers: PathBuf,
    /// First day of the lines that are compared [default: the day after the last that the model learned from]
    #[arg(long, value_name = "YYYY-MM-DD")]
    since: Option<NaiveDate>,
    /// Seed of the drawing of lines learned from
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
}

/// Runs `models drift`: what to print, the same as JSON, and whether an alarm rings.
///
/// # Errors
/// `Error::Usage` for a model of other evidence or days that do not fit; `Error::Input` for files that cannot be used.
pub(super) fn run(models: &Path, args: &DriftArgs) -> Result<(String, Value, bool)> {
    let learned = Learned::open(&Registry::open(models)?.model(&args.model)?.folder)?;
    learned.fits(&evidence_version()).map_err(Error::Usage)?;
    let registers = registers::registers(Some(&args.registers))?;
    let evidence = Evidence::open(&args.evidence, learned.inputs())?;
    let bar = progress::rows("comparing");
    let settings = DriftSettings { since: args.since, seed: args.seed };
    let told = drifted(&evidence, &registers.outcomes, &learned, settings, |rows| bar.inc(rows))?;
    bar.finish_and_clear();
    Ok((page(&told), json!(told), !told.alarms.is_empty()))
}

fn page(told: &Drifted) -> String {
    let mut page = format!(
        "{}: {} lines of {} to {} against {} drawn of {} lines of {} to {}, from which it learned\n",
        told.model,
        told.lines,
        told.since,
        told.to,
        told.reference_drawn,
        told.reference_lines,
        told.reference_from,
        told.reference_to
    );
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    let mut inputs =
        table(&["input", "kind", "model leans on it", "missing before", "after", "PSI", "by chance", "level"]);
    for one in told.inputs.iter().take(SHOWN) {
        inputs.add_row([
            one.input.clone(),
            one.kind.name().into(),
            percent(one.leans),
            percent(one.missing_before),
            percent(one.missing_after),
            format!("{:.3}", one.drift.psi),
            format!("{:.3}", one.drift.by_chance),
            word(&one.drift.level),
        ]);
    }
    page += &format!("{inputs}\n");
    let rest = told.inputs.iter().skip(SHOWN);
    if let Some(next) = told.inputs.get(SHOWN) {
        page += &format!("and {} inputs more, each with a PSI of {:.3} or less\n", rest.count(), next.drift.psi);
    }
    let mut answers = table(&["the model's answer", "mean before", "after", "PSI", "by chance", "level"]);
    for one in &told.answers {
        answers.add_row([
            one.question.into(),
            format!("{:.4}", one.mean_before),
            format!("{:.4}", one.mean_after),
            format!("{:.3}", one.drift.psi),
            format!("{:.3}", one.drift.by_chance),
            word(&one.drift.level),
        ]);
    }
    page += &format!("{answers}\n");
    let mut labels = table(&["inspected", "found before", "found after", "after / before", "p", "level", ""]);
    for one in &told.labels {
        labels.add_row([
            lane(one.selected_by).into(),
            found(&one.before),
            found(&one.after),
            ratio(one.drift.ratio),
            p(one.drift.p),
            word(&one.drift.level),
            speaks(one.rings).into(),
        ]);
    }
    page += &format!("{labels}\n");
    let mut calibration =
        table(&["answer", "inspected", "lines", "expected", "found", "found / expected", "p", "level", ""]);
    for one in &told.calibration {
        calibration.add_row([
            one.question.into(),
            lane(one.selected_by).into(),
            one.lines.to_string(),
            format!("{:.1}", one.drift.expected),
            one.found.to_string(),
            format!("{} ({} to {})", ratio(one.drift.ratio), ratio(one.drift.low), ratio(one.drift.high)),
            p(one.drift.p),
            word(&one.drift.level),
            speaks(one.rings).into(),
        ]);
    }
    page += &format!("{calibration}\n");
    match told.alarms.len() {
        0 => page += "no alarm rings\n",
        n => {
            page += &format!("{n} {}\n", if n == 1 { "alarm rings" } else { "alarms ring" });
            // The answers, the labels and the calibration come first; inputs are in the table, farthest first.
            told.alarms.iter().take(SHOWN).for_each(|alarm| page += &format!("  {alarm}\n"));
            if n > SHOWN {
                page += &format!("  and {} more\n", n - SHOWN);
            }
        }
    }
    page
}

fn found(share: &ShareFound) -> String {
    match share.lines {
        0 => "no lines".into(),
        lines => {
            let [share_of, low, high] = [share.share, share.low, share.high].map(|share| 100.0 * share);
            format!("{} of {lines}: {share_of:.2} % ({low:.2} to {high:.2})", share.found)
        }
    }
}

/// A ratio, or a dash where there is nothing to divide by.
fn ratio(ratio: f64) -> String {
    if ratio.is_finite() { format!("{ratio:.2}") } else { "-".into() }
}

fn p(p: f64) -> String {
    if p < 0.001 { "< 0.001".into() } else { format!("{p:.3}") }
}

fn speaks(rings: bool) -> &'static str {
    if rings { "rings" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_divided_by_nothing() {
        assert_eq!([ratio(1.256), ratio(f64::NAN), ratio(f64::INFINITY)], ["1.26", "-", "-"]);
        assert_eq!([p(0.0004), p(0.02)], ["< 0.001", "0.020"]);
        let none = ShareFound { lines: 0, found: 0, share: f64::NAN, low: 0.0, high: 1.0 };
        let some = ShareFound { lines: 200, found: 4, share: 0.02, low: 0.0055, high: 0.0504 };
        assert_eq!([found(&none), found(&some)], ["no lines", "4 of 200: 2.00 % (0.55 to 5.04)"]);
    }
}
