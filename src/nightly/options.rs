//! The settings of an unattended run, ready for use.

use crate::config::{Layers, Origin};
use crate::detector::{Capacity, Rules, Settings};
use crate::error::{Error, Result};
use std::path::{Path, PathBuf};

/// When flows are watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WarnOn {
    Daily,
    Monday,
    Never,
}

/// When a night is not to be trusted unseen.
#[derive(Debug, Clone, PartialEq)]
pub struct GateSettings {
    /// Whether a night that fails is held back.
    pub hold: bool,
    /// Multiples of the median volume.
    pub volume: (f64, f64),
    /// Share of rows quarantined, 0 to 1.
    pub quarantine: f64,
    /// Population stability index.
    pub drift: f64,
    /// Signals that may have moved by more.
    pub drift_signals: u64,
    /// Days behind the control list's last day.
    pub list_days: i64,
    /// Age of the youngest listed party in days; `None`: not asked.
    pub parties_days: Option<i64>,
}

/// All settings.
#[derive(Debug, Clone)]
pub struct Options {
    pub files: Vec<String>,
    pub mapping: String,
    pub registers: Option<PathBuf>,
    pub tables: Option<PathBuf>,
    pub models: Option<PathBuf>,
    pub out: PathBuf,
    pub state: PathBuf,
    pub baselines: PathBuf,
    pub archive: PathBuf,
    pub settings: Settings,
    pub rules: Rules,
    pub late_days: u64,
    pub cases: Option<PathBuf>,
    pub feed_back: bool,
    pub warn_on: WarnOn,
    pub false_alarms: f64,
    pub history: Vec<String>,
    pub gates: GateSettings,
    pub metrics: Option<PathBuf>,
}

impl Options {
    /// Takes the settings from their layers.
    ///
    /// # Errors
    /// [`Error::Usage`] with where a value was said that cannot be used.
    pub fn of(layers: &Layers) -> Result<Options> {
        let files = layers.paths("input.files");
        if files.is_empty() {
            return Err(layers.fault("input.files", "name the files of the declarations, as [\"in/*.parquet\"]"));
        }
        let place = |key: &str, instead: PathBuf| layers.path(key).unwrap_or(instead);
        let state = place("places.state", "state".into());
        let said = |key: &str, error: Error| layers.fault(key, &error.to_string());
        let capacity = layers.text("score.capacity").parse::<Capacity>().map_err(|e| said("score.capacity", e))?;
        let settings = Settings {
            capacity,
            audit_share: share(layers, "score.audit_share")?,
            seed: layers.whole("score.seed"),
            cases_max: layers.whole("score.cases_max") as usize,
            ..Settings::default()
        };
        let rules = Rules::default()
            .tolerating(layers.text("rules.licence_tolerance"))
            .map_err(|e| said("rules.licence_tolerance", e))?
            .at_home_in(layers.text("rules.home_country"))
            .map_err(|e| said("rules.home_country", e))?;
        let (low, high) = (layers.number("gates.volume_low"), layers.number("gates.volume_high"));
        let metrics = layers.path("metrics.file");
        if metrics.as_ref().is_some_and(|path| path.extension().is_none_or(|end| end != "prom")) {
            return Err(layers.fault("metrics.file", "the collector reads only files whose name ends in .prom"));
        }
        Ok(Options {
            files,
            mapping: mapping(layers),
            registers: layers.path("input.registers"),
            tables: layers.path("input.tables"),
            models: layers.path("input.models"),
            out: place("places.out", "out".into()),
            baselines: place("places.baselines", state.join("baselines")),
            archive: place("places.archive", state.join("archive")),
            state,
            settings,
            rules,
            late_days: layers.whole("late.days"),
            cases: layers.path("cases.store"),
            feed_back: layers.flag("cases.feed_back"),
            warn_on: match layers.text("warn.on") {
                "monday" => WarnOn::Monday,
                "never" => WarnOn::Never,
                _ => WarnOn::Daily,
            },
            false_alarms: layers.number("warn.false_alarms"),
            history: layers.paths("warn.history"),
            gates: GateSettings {
                hold: layers.text("gates.on_fail") == "hold",
                volume: (low, high),
                quarantine: share(layers, "gates.quarantine")?,
                drift: layers.number("gates.drift"),
                drift_signals: layers.whole("gates.drift_signals"),
                list_days: layers.whole("gates.list_days") as i64,
                parties_days: Some(layers.whole("gates.parties_days") as i64).filter(|days| *days > 0),
            },
            metrics,
        })
    }
}

/// A share, written as per cent.
fn share(layers: &Layers, key: &str) -> Result<f64> {
    match layers.text(key).parse::<Capacity>() {
        Ok(Capacity::Share(share)) => Ok(share),
        _ => Err(layers.fault(key, &format!("`{}` is no share; write it as 10%", layers.text(key)))),
    }
}

/// A mapping's name, or its path: relative to the settings' file where that file names it.
fn mapping(layers: &Layers) -> String {
    let name = layers.text("input.mapping");
    match &layers.told("input.mapping").origin {
        Origin::File(file, _) if name.ends_with(".toml") => {
            file.parent().unwrap_or(Path::new("")).join(name).display().to_string()
        }
        _ => name.to_owned(),
    }
}
