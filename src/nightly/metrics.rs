//! Figures for Prometheus, as a text file that its node exporter collects.

use super::gates::Gate;
use super::profile::QUANTILES;
use super::results::{Results, Status};
use crate::error::Result;
use crate::folder;
use serde::{Deserialize, Serialize};
use std::fmt::Write;
use std::path::Path;

/// What outlives a run: the figures of the last night that was published.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Kept {
    /// Seconds since 1970.
    last_success: i64,
    night: Option<Results>,
    /// As they were last asked: a start that finds nothing to do asks none.
    #[serde(default)]
    gates: Vec<Gate>,
}

const KEPT: &str = "metrics.json";

/// Writes the file, by rename; figures of a night stay until the next one is published.
///
/// # Errors
/// [`crate::error::Error::Write`] where it cannot be written.
pub fn write(file: &Path, state: &Path, results: &Results, now: i64) -> Result<()> {
    let mut kept: Kept =
        std::fs::read(state.join(KEPT)).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
    let published = matches!(results.status, Status::Done | Status::DoneWithQuarantine | Status::GateFailed);
    if published {
        (kept.last_success, kept.night) = (now, Some(results.clone()));
    }
    if !results.gates.is_empty() {
        kept.gates.clone_from(&results.gates);
    }
    if published || !results.gates.is_empty() {
        let text = serde_json::to_string(&kept).expect("figures are plain data");
        folder::write_whole(&state.join(KEPT), text.as_bytes())?;
    }
    folder::write_whole(file, text(&kept, results, now).as_bytes())
}

fn text(kept: &Kept, last: &Results, now: i64) -> String {
    let mut text = String::new();
    let mut metric = |name: &str, about: &str, rows: Vec<(String, f64)>| {
        // Writing into a text cannot fail.
        let _ = writeln!(text, "# HELP tidewaiter_{name} {about}\n# TYPE tidewaiter_{name} gauge");
        for (labels, value) in rows {
            let _ = writeln!(text, "tidewaiter_{name}{labels} {value}");
        }
    };
    let one = |value: f64| vec![(String::new(), value)];
    metric("last_run_timestamp_seconds", "When the last run ended.", one(now as f64));
    metric("last_run_exit_code", "Exit code of the last run.", one(f64::from(last.exit_code)));
    metric("last_run_seconds", "How long the last run took.", one(last.seconds));
    metric("last_success_timestamp_seconds", "When a night was last published.", one(kept.last_success as f64));
    let failed = kept.gates.iter().map(|gate| (label(&[("gate", &gate.gate)]), f64::from(u8::from(!gate.passed))));
    metric("gate_failed", "Gates as they were last asked: 1 where one failed.", failed.collect());
    let Some(night) = &kept.night else { return text };
    let day = night.night.map_or(0.0, |night| f64::from(night.to_epoch_days()) * 86_400.0);
    metric("night_timestamp_seconds", "Day of the last published night.", one(day));
    let rows = &night.rows;
    let counts = [
        ("read", rows.rows_read),
        ("fresh", rows.rows_fresh),
        ("late", rows.rows_late),
        ("corrected", rows.rows_corrected),
        ("repeated", rows.rows_repeated),
        ("quarantined", rows.rows_quarantined),
        ("not-due", rows.rows_not_due),
        ("scored", night.rows_scored + night.rows_scored_late),
    ];
    metric(
        "rows",
        "Rows of the night, by what became of them.",
        counts.iter().map(|(kind, n)| (label(&[("kind", kind)]), *n as f64)).collect(),
    );
    let lanes = night.score["lanes"].as_object().cloned().unwrap_or_default();
    let lanes = lanes.iter().map(|(lane, n)| (label(&[("lane", lane)]), n.as_f64().unwrap_or(0.0)));
    metric("lines", "Lines of the night, by lane.", lanes.collect());
    let stages = night.stage_seconds.iter().map(|(stage, seconds)| (label(&[("stage", stage)]), *seconds));
    metric("stage_seconds", "Seconds that each stage of the night took.", stages.collect());
    let risks = QUANTILES.iter().zip(&night.risk_quantiles);
    metric(
        "risk",
        "Quantiles of the night's risks.",
        risks.map(|(q, risk)| (label(&[("quantile", &q.to_string())]), *risk)).collect(),
    );
    let mut ages = vec![(label(&[("list", "control_list")]), night.list_ages.control_list as f64)];
    ages.extend(night.list_ages.registers.iter().map(|(list, age)| (label(&[("list", list)]), *age as f64)));
    metric(
        "list_age_days",
        "Days between the night and the last day that a list knows; below zero it reaches beyond.",
        ages,
    );
    if let Some(cases) = &night.cases {
        metric("cases_opened", "Cases that the night opened.", one(cases.opened as f64));
    }
    if let Some(warnings) = night.warnings {
        metric("flow_warnings", "Corridors that the night's bulletin warns of.", one(warnings as f64));
    }
    text
}

/// Labels in braces; what would break the form is escaped.
fn label(labels: &[(&str, &str)]) -> String {
    let quoted = |value: &str| value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    let labels: Vec<String> = labels.iter().map(|(name, value)| format!("{name}=\"{}\"", quoted(value))).collect();
    format!("{{{}}}", labels.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_run_leaves_the_figures_of_the_last_night() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("t.prom");
        let mut results = Results { exit_code: 3, status: Status::DoneWithQuarantine, ..Results::default() };
        results.rows.rows_read = 12;
        results.rows.rows_not_due = 5;
        results.risk_quantiles = vec![0.1, 0.2, 0.3, 0.4, 0.5];
        results.gates = vec![Gate { gate: "volume".into(), passed: false, found: String::new(), remedy: None }];
        write(&file, folder.path(), &results, 1_000).unwrap();
        let broken = Results { exit_code: 73, status: Status::Failed, ..Results::default() };
        write(&file, folder.path(), &broken, 2_000).unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        for line in [
            "tidewaiter_last_run_timestamp_seconds 2000",
            "tidewaiter_last_run_exit_code 73",
            "tidewaiter_last_success_timestamp_seconds 1000",
            "tidewaiter_rows{kind=\"read\"} 12",
            "tidewaiter_rows{kind=\"not-due\"} 5",
            "tidewaiter_rows{kind=\"quarantined\"} 0",
            "tidewaiter_gate_failed{gate=\"volume\"} 1",
            "tidewaiter_risk{quantile=\"0.999\"} 0.4",
        ] {
            assert!(text.lines().any(|own| own == line), "{line}\n{text}");
        }
        // Each metric is told once, and every line is a comment or a sample.
        let help: Vec<&str> = text.lines().filter(|line| line.starts_with("# HELP")).collect();
        assert!(help.iter().all(|line| help.iter().filter(|other| other == &line).count() == 1));
        assert_eq!(label(&[("a", "x\"y\\z\n")]), "{a=\"x\\\"y\\\\z\\n\"}");
    }
}
