//! The model's card, written by the program: what it is for, what it learned from, how it did, where it must not be trusted.

use super::dataset::Dataset;
use super::heads::FittedHead;
use super::measure::Figures;
use super::train::{Trained, Trial};
use super::weights::WEIGHT_MAX;
use crate::learned::Manifest;
use crate::model::Interval;
use std::fmt::Write;

/// Lines with evasion from which on a figure is more than an anecdote.
const FIGURE_MIN: usize = 10;
/// Values of a slice that are told, those with most lines sought first.
const VALUES_MAX: usize = 12;

/// Writes the card from the manifest (which has its number by then), the data and the trial.
pub fn card(manifest: &Manifest, dataset: &Dataset, trained: &Trained) -> String {
    let mut page = String::new();
    let out = &mut page;
    let labels = manifest.labels;
    let _ = writeln!(out, "# {}\n", manifest.folder_name());
    let _ = writeln!(
        out,
        "Says for each line of a customs declaration how probable a false declaration, a re-export, or either is. It ranks lines \
         for inspection (risk × severity) and gives its reasons; it decides nothing. Written by the program that trained it.\n"
    );
    let _ = writeln!(out, "## What it is\n");
    let _ = writeln!(out, "| | |\n|---|---|");
    let mut row = |name: &str, value: String| {
        let _ = writeln!(out, "| {name} | {value} |");
    };
    row("trained by, on", format!("{}, {}", manifest.trained_by, manifest.trained_on));
    row("code", manifest.code_version.clone());
    row("evidence", format!("version {}, {} inputs", manifest.evidence, manifest.inputs.len()));
    row("lines learned from", format!("{} of {} to {}", labels.all(), manifest.rows_from, manifest.rows_to));
    row("outcomes known by", manifest.labels_until.to_string());
    row(
        "outcomes",
        format!(
            "{} false declarations, {} re-exports, {} both, {} others, {} clear",
            labels.false_declaration, labels.re_export, labels.both, labels.other, labels.clear
        ),
    );
    row("trees", trained.trees.to_string());
    let [one, two, three] = trained.heads.each().into_array();
    for (name, head) in [("false declaration", one), ("re-export", two), ("risk", three)] {
        row(name, made(head));
    }
    row("settings", format!("`{}`", manifest.settings));
    for file in &manifest.data {
        row("data", format!("{} ({} lines), SHA-256 {}", file.name, file.rows, file.sha256));
    }
    how(out, dataset, trained);
    match &trained.trial {
        Ok(trial) => tried(out, trial),
        Err(why) => {
            let _ = writeln!(out, "## How it did\n\nNot measured: {why}.\n");
        }
    }
    limits(out, manifest, trained);
    page
}

fn made(head: &FittedHead) -> String {
    let blend = head.ranker.blend;
    let own = if head.own {
        ""
    } else {
        "; too few outcomes of its own: the risk of any evasion, lowered to the share of its kind"
    };
    format!(
        "{:.2} × trees + {:.2} × label-free surprise, calibration {:?}{own}",
        blend.trees,
        blend.view,
        head.calibration.kind()
    )
}

fn how(out: &mut String, dataset: &Dataset, trained: &Trained) {
    let (days, counts) = (&trained.days, &dataset.counts);
    let refit = match trained.refit {
        true => {
            " At last the trees are grown once more on all these lines, with everything else as found: the model for use has \
                 learned from the lines that calibrated it, and so has the one that was tried below from those before its test."
        }
        false => "",
    };
    let _ = writeln!(out, "\n## How it was made\n");
    let _ = writeln!(
        out,
        "Outcomes count from the day they are known. Trees are grown on {} lines from {} on; {} lines from {} on decide how many \
         trees and how much the label-free view counts beside them, and are then learned from too; {} lines from {} on turn \
         margins into probabilities.{refit} Nothing that became known on or after {} was looked at.",
        days.train_n,
        days.train_from,
        days.stop_n,
        days.stop_from,
        days.calibrate_n,
        days.calibrate_from,
        days.known_before
    );
    let _ = writeln!(
        out,
        "Set aside: {} outcomes (contradicted, superseded or without their line); {} became known later; {} lines were read twice. \
         {} lines that nobody inspected were drawn. Weights by selection probability, where used, are capped at {WEIGHT_MAX}.\n",
        counts.outcomes_set_aside, counts.outcomes_later, counts.lines_twice, counts.unlabelled_drawn
    );
}

fn tried(out: &mut String, trial: &Trial) {
    let days = &trial.days;
    let _ = writeln!(out, "## How it did\n");
    let _ = writeln!(
        out,
        "A model of the same making, from outcomes known before {}, on the {} inspected lines from that day to {} (95 % bootstrap \
         intervals). These lines were mostly chosen by rules and tip-offs: among all lines evasion is rarer.\n",
        days.known_before, days.test_n, days.to
    );
    let _ = writeln!(
        out,
        "| question | answer | lines | sought | ROC-AUC | average precision | recall at 1 % | at 5 % | calibration error |"
    );
    let _ = writeln!(out, "|---|---|---:|---:|---|---|---|---|---|");
    for (question, answers) in &trial.questions {
        answers.iter().for_each(|figures| line(out, &format!("{question} | {}", figures.name), figures));
    }
    for (slice, values) in &trial.slices {
        let mut values: Vec<&Figures> = values.iter().collect();
        values.sort_by(|a, b| b.sought.cmp(&a.sought).then(b.lines.cmp(&a.lines)).then(a.name.cmp(&b.name)));
        let _ = writeln!(out, "\n### Risk by {slice}\n");
        let _ = writeln!(
            out,
            "| {slice} | lines | sought | ROC-AUC | average precision | recall at 1 % | at 5 % | calibration error |"
        );
        let _ = writeln!(out, "|---|---:|---:|---|---|---|---|---|");
        values.iter().take(VALUES_MAX).for_each(|figures| line(out, &figures.name, figures));
        if values.len() > VALUES_MAX {
            let _ = writeln!(
                out,
                "\n{} more values with fewer lines sought stand in `metrics.json`.",
                values.len() - VALUES_MAX
            );
        }
    }
}

fn line(out: &mut String, name: &str, figures: &Figures) {
    let few = figures.sought < FIGURE_MIN;
    let told = |interval: Interval| if few { "too few".to_owned() } else { interval_text(interval) };
    let error = figures.calibration_error.map_or("–".to_owned(), told);
    let _ = writeln!(
        out,
        "| {name} | {} | {} | {} | {} | {} | {} | {error} |",
        figures.lines,
        figures.sought,
        told(figures.roc_auc),
        told(figures.average_precision),
        told(figures.at[1].recall),
        told(figures.at[3].recall),
    );
}

/// A figure with its interval; a dash where there is none.
pub(super) fn interval_text(interval: Interval) -> String {
    match (interval.value.is_nan(), interval.low.is_nan()) {
        (true, _) => "–".into(),
        (_, true) => format!("{:.3}", interval.value),
        _ => format!("{:.3} ({:.3}–{:.3})", interval.value, interval.low, interval.high),
    }
}

fn limits(out: &mut String, manifest: &Manifest, trained: &Trained) {
    let labels = manifest.labels.sought();
    let _ = writeln!(out, "\n## Limits\n");
    let _ = writeln!(
        out,
        "- It knows {labels} cases. What inspections never found, it never learned: a method that nobody looked for can stay hidden."
    );
    let _ = writeln!(
        out,
        "- Lines are inspected because somebody chose them. Probabilities are of lines like those inspected, unless weights by selection probability were used; only lines drawn at random tell what is missed."
    );
    let _ = writeln!(
        out,
        "- What it says of exporters without known outcomes stands in the slice above; where that is much worse than the rest, the model remembers parties more than methods."
    );
    let _ = writeln!(
        out,
        "- A line of other evidence than version {} is not scored by it; the label-free risk stands in.",
        manifest.evidence
    );
    let _ = writeln!(
        out,
        "- Evasion changes. Compare it with a newer model, and watch its drift; after {} it has seen nothing.",
        trained.days.to
    );
    let _ =
        writeln!(out, "- A score is no finding. An innocent reason stands beside each reason, and an officer decides.");
}
