//! Every setting there is: name, what it holds, default, and what it is for.

use super::value::Kind;

/// One setting.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// `section.name`.
    pub key: &'static str,
    pub kind: Kind,
    /// As a flag would say it; empty: nothing.
    pub default: &'static str,
    /// A sentence for the operator.
    pub about: &'static str,
}

const fn setting(key: &'static str, kind: Kind, default: &'static str, about: &'static str) -> Setting {
    Setting { key, kind, default, about }
}

use Kind::{Choice, Flag, Number, Path, Paths, Text, Whole};

/// All settings, by section in the order in which they are shown.
#[rustfmt::skip]
pub const SETTINGS: &[Setting] = &[
    setting("input.files", Paths, "", "Files, folders or globs with the declarations. Files whose bytes an earlier night has read are passed over."),
    setting("input.mapping", Text, "tidewaiter", "How the files' columns are read: a shipped mapping, or the path of a TOML file."),
    setting("input.registers", Path, "", "Folder of registers (enterprises, supply, licences, restricted_end_users, inspections, mirror)."),
    setting("input.tables", Path, "", "Own reference tables, file by file in place of the shipped ones."),
    setting("input.models", Path, "", "Registry of trained models; without one the label-free model speaks."),
    setting("places.out", Path, "out", "Where nights are published, and the results of every run."),
    setting("places.state", Path, "state", "Lock, checkpoints and the papers of past nights; nobody else may write there."),
    setting("places.baselines", Path, "", "Snapshots of what was normal, one folder an evening [default: `baselines` in places.state]."),
    setting("places.archive", Path, "", "Everything that nights have read, by hash, so that they can be run again [default: `archive` in places.state]."),
    setting("score.capacity", Text, "1%", "Lines that can be inspected: a share (1%) or a number (200)."),
    setting("score.audit_share", Text, "10%", "Share of the capacity that is drawn at random before anything else."),
    setting("score.seed", Whole(u64::MAX), "1", "Seed of the random draw; keep it secret where insiders could profit."),
    setting("score.cases_max", Whole(1_000_000), "5000", "Most lines that are written out with their reasons."),
    setting("rules.licence_tolerance", Text, "5%", "Share of its mass by which a licence may be overdrawn."),
    setting("rules.home_country", Text, "CN", "Country from which the declarations go out, two letters."),
    setting("late.days", Whole(366), "35", "How many days late a declaration may come in and still be scored; older ones are quarantined."),
    setting("cases.store", Path, "", "SQLite file of the cases; without one no cases are opened."),
    setting("cases.feed_back", Flag, "true", "Whether decisions on cases are known to later nights, as inspections are."),
    setting("warn.on", Choice(&["daily", "monday", "never"]), "daily", "When flows are watched: after every night, after those of a Monday, never."),
    setting("warn.false_alarms", Number(0.1, 1000.0), "12", "False alarms a year over all corridors that are put up with."),
    setting("warn.history", Paths, "", "Past declarations for the very first bulletin, where they reach further back than what was replayed; every night adds its own."),
    setting("gates.on_fail", Choice(&["publish", "hold"]), "publish", "When a gate fails: publish and end with code 1, or hold the night back until somebody looks."),
    setting("gates.volume_low", Number(0.0, 1.0), "0.5", "Fewest rows, as a multiple of the 28-day median (of the same weekday, once three are known)."),
    setting("gates.volume_high", Number(1.0, 1000.0), "2", "Most rows, as a multiple of the same median."),
    setting("gates.quarantine", Text, "5%", "Highest share of rows that may be quarantined."),
    setting("gates.drift", Number(0.0, 100.0), "0.25", "Highest population stability index of the risks against the 28 nights before."),
    setting("gates.drift_signals", Whole(1000), "10", "Most signals whose evidence may have moved by more than gates.drift."),
    setting("gates.list_days", Whole(36500), "0", "Days by which the night may lie behind the last day that the control list knows."),
    setting("gates.parties_days", Whole(36500), "0", "Highest age of the youngest row of restricted_end_users in days; 0: not asked."),
    setting("log.format", Choice(&["json", "text"]), "json", "Form of the log."),
    setting("log.level", Choice(&["error", "warn", "info", "debug"]), "info", "What is logged."),
    setting("log.file", Path, "", "File to which the log is added [default: standard error]."),
    setting("metrics.file", Path, "", "Prometheus text file for the node exporter's textfile collector; its name must end in .prom."),
];

impl Setting {
    /// Name of the environment variable.
    pub fn variable(&self) -> String {
        format!("TIDEWAITER_{}", self.key.replace('.', "_").to_ascii_uppercase())
    }

    /// The setting of a key.
    pub fn of(key: &str) -> Option<&'static Setting> {
        SETTINGS.iter().find(|setting| setting.key == key)
    }
}
