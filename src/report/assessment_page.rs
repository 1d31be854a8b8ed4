//! The page of a model judged on later lines.

use crate::model::Interval;
use crate::training::{Assessment, Figures, KindCaught};
use std::fmt::Write;

/// Lines sought from which on a figure is more than an anecdote.
const FIGURE_MIN: usize = 10;
/// Values of a slice that are told, those with most lines sought first.
const VALUES_MAX: usize = 15;

/// An assessment as Markdown; `made_by` are the commands that make it anew.
pub fn assessment_page(told: &Assessment, made_by: &[String]) -> String {
    let mut page = String::new();
    let out = &mut page;
    let _ = writeln!(out, "# {} judged on lines of {} to {}\n", told.model, told.from, told.to);
    if !made_by.is_empty() {
        let _ = writeln!(out, "```sh\n{}\n```\n", made_by.join("\n"));
    }
    let by = match told.by_truth {
        true => "The truth of each line is known.",
        false => {
            "Only inspected lines are judged, and they were chosen: figures of the whole are those of the random lane below."
        }
    };
    let _ = writeln!(
        out,
        "{} lines, {} of them judged. {by} The model knew nothing of these days. Intervals: 95 %, bootstrap over schemes.\n",
        told.lines, told.judged
    );
    if told.lines_twice > 0 {
        let _ = writeln!(
            out,
            "{} lines were met again in another file of the evidence; each counts once.\n",
            told.lines_twice
        );
    }
    if told.look_up_outcomes == 0 {
        let _ = writeln!(
            out,
            "There is no look-up table of past outcomes beside it, and no line counts as known: the evidence holds no day that the model \
             learned from. Give that of those days too.\n"
        );
    }
    order(out, told);
    recall(out, told);
    reliability(out, told);
    audit(out, told);
    kinds(out, "Typologies: share found", &told.typologies);
    kinds(out, "Honest look-alikes: share looked at in vain", &told.look_alikes);
    for (slice, values) in &told.slices {
        let mut values: Vec<&Figures> = values.iter().collect();
        values.sort_by(|a, b| b.sought.cmp(&a.sought).then(b.lines.cmp(&a.lines)).then(a.name.cmp(&b.name)));
        let _ = writeln!(out, "## By {slice}\n");
        let _ = writeln!(
            out,
            "| {slice} | lines | sought | ROC-AUC | average precision | recall at 1 % of them | at 5 % |"
        );
        let _ = writeln!(out, "|---|---:|---:|---|---|---|---|");
        for figures in values.iter().take(VALUES_MAX) {
            let shown = |interval| if figures.sought < FIGURE_MIN { "too few".into() } else { text(interval) };
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} | {} | {} | {} |",
                figures.name,
                figures.lines,
                figures.sought,
                shown(figures.roc_auc),
                shown(figures.average_precision),
                shown(figures.at[1].recall),
                shown(figures.at[3].recall)
            );
        }
        if values.len() > VALUES_MAX {
            let _ = writeln!(out, "\n{} more with fewer lines sought: `--json` tells them.", values.len() - VALUES_MAX);
        }
        let _ = writeln!(out);
    }
    page
}

fn order(out: &mut String, told: &Assessment) {
    let _ = writeln!(out, "## Order\n");
    let _ = writeln!(
        out,
        "| answer | lines | sought | ROC-AUC | average precision | calibration error |\n|---|---:|---:|---|---|---|"
    );
    for figures in &told.answers {
        let error = figures.calibration_error.map_or("no probability".into(), text);
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {error} |",
            figures.name,
            figures.lines,
            figures.sought,
            text(figures.roc_auc),
            text(figures.average_precision)
        );
    }
    let _ = writeln!(
        out,
        "\nThe look-up table knows {} outcomes by exporter, six digits and destination, smoothed. Old rules count alarms; random is \
         the lot.\n",
        told.look_up_outcomes
    );
}

fn recall(out: &mut String, told: &Assessment) {
    let _ = writeln!(out, "## What the first lines hold\n");
    let _ = writeln!(
        out,
        "The last share is the capacity. Severity: share of what is at stake, in the order of risk × severity.\n"
    );
    let _ = writeln!(out, "| answer | share | precision | recall | severity recall |\n|---|---:|---|---|---|");
    for figures in &told.answers {
        for at in &figures.at {
            let _ = writeln!(
                out,
                "| {} | {:.2} % | {} | {} | {} |",
                figures.name,
                100.0 * at.share,
                text(at.precision),
                text(at.recall),
                text(at.severity_recall)
            );
        }
    }
    let _ = writeln!(out);
}

fn reliability(out: &mut String, told: &Assessment) {
    let _ = writeln!(out, "## Do its probabilities come true?\n");
    let _ = writeln!(out, "| lines | said | came true | 95 % interval |\n|---:|---:|---:|---|");
    for row in &told.reliability {
        let (low, high) = (row.low, row.high);
        let _ = writeln!(out, "| {:.0} | {:.4} | {:.4} | {low:.4}–{high:.4} |", row.lines, row.said, row.came);
    }
    let _ = writeln!(out);
}

fn audit(out: &mut String, told: &Assessment) {
    let audit = &told.audit;
    let _ = writeln!(out, "## What the random lane proves\n");
    let _ = writeln!(out, "| | |\n|---|---|");
    let _ = writeln!(out, "| lines drawn at random, outcome known | {} |", audit.audited);
    let _ = writeln!(out, "| evasion found among them | {} |", audit.found);
    let _ = writeln!(out, "| share of all lines with evasion | {} |", text(audit.prevalence));
    let recall = audit.recall.map_or("nothing found at random".into(), text);
    let _ =
        writeln!(out, "| recall at capacity ({:.2} % of lines, risk × severity) | {recall} |", 100.0 * audit.capacity);
    let _ = writeln!(
        out,
        "| lines that would be let go, of them audited, found | {}, {}, {} |",
        audit.released, audit.released_audited, audit.released_found
    );
    let missed = &audit.missed;
    let _ = writeln!(out, "| lines with evasion let go | {:.0} ({:.0}–{:.0}) |", missed.value, missed.low, missed.high);
    match &audit.too_few {
        Some(why) => {
            let _ = writeln!(out, "\nToo few to rely on: {why}.\n");
        }
        None => {
            let _ = writeln!(out);
        }
    }
}

fn kinds(out: &mut String, title: &str, kinds: &[KindCaught]) {
    if kinds.is_empty() {
        return;
    }
    let _ = writeln!(out, "## {title}\n\n| | lines | in the first 1 % | in the first 5 % |\n|---|---:|---:|---:|");
    for kind in kinds {
        let (one, five) = (kind.at_1_percent, kind.at_5_percent);
        let _ = writeln!(out, "| {} | {} | {one:.3} | {five:.3} |", kind.kind, kind.lines);
    }
    let _ = writeln!(out);
}

/// A figure with its interval; a dash where there is none.
fn text(interval: Interval) -> String {
    match (interval.value.is_nan(), interval.low.is_nan()) {
        (true, _) => "–".into(),
        (_, true) => format!("{:.3}", interval.value),
        _ => format!("{:.3} ({:.3}–{:.3})", interval.value, interval.low, interval.high),
    }
}
