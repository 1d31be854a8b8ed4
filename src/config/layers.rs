//! Flags over environment over file over defaults.

use super::file;
use super::known::{SETTINGS, Setting};
use super::value::{Origin, Value};
use crate::error::{Error, Result};
use crate::nearest::nearest;
use std::path::{Path, PathBuf};

/// A setting as it holds, and who said it.
#[derive(Debug, Clone)]
pub struct Told {
    pub setting: &'static Setting,
    pub value: Value,
    pub origin: Origin,
}

/// All settings, as they hold.
#[derive(Debug, Clone)]
pub struct Layers {
    all: Vec<Told>,
    /// What was found beside and is no setting; for the operator.
    pub notes: Vec<String>,
}

impl Layers {
    /// Gathers the layers: `file` if there is one, `environment` as (name, value), `flags` as `section.name=value`.
    ///
    /// # Errors
    /// [`Error::Usage`] with the place of what is unknown or cannot be meant.
    pub fn gather(file: Option<&Path>, environment: &[(String, String)], flags: &[String]) -> Result<Layers> {
        let default = |setting: &'static Setting| {
            let value = match setting.default {
                "" => Value::Nothing,
                text => setting.kind.of_text(text).unwrap_or(Value::Nothing),
            };
            Told { setting, value, origin: Origin::Default }
        };
        let mut layers = Layers { all: SETTINGS.iter().map(default).collect(), notes: Vec::new() };
        if let Some(path) = file {
            let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
            // A timer starts the program anywhere: what nobody said lies beside the file too.
            layers.all.iter_mut().for_each(|told| told.value = told.value.clone().below(&folder));
            for (setting, value, origin) in file::read(path)? {
                layers.put(setting, value.below(&folder), origin);
            }
        }
        for setting in SETTINGS {
            let name = setting.variable();
            let Some((_, text)) = environment.iter().find(|(variable, _)| *variable == name) else { continue };
            let value = setting.kind.of_text(text).map_err(|why| Error::Usage(format!("environment {name}: {why}")))?;
            layers.put(setting, value, Origin::Environment(name));
        }
        layers.notes = strangers(environment);
        for flag in flags {
            let shape = || Error::Usage(format!("--set {flag}: write it as section.name=value"));
            let (key, text) = flag.split_once('=').ok_or_else(shape)?;
            let key = key.trim();
            let setting = Setting::of(key).ok_or_else(|| {
                let meant = nearest(key, SETTINGS.iter().map(|setting| setting.key));
                let meant = meant
                    .map_or("`tidewaiter config show` names them".into(), |meant| format!("did you mean `{meant}`?"));
                Error::Usage(format!("--set {flag}: no setting is called `{key}`; {meant}"))
            })?;
            let value = setting.kind.of_text(text).map_err(|why| Error::Usage(format!("--set {flag}: {why}")))?;
            layers.put(setting, value, Origin::Flag(format!("--set {key}")));
        }
        Ok(layers)
    }

    fn put(&mut self, setting: &'static Setting, value: Value, origin: Origin) {
        if let Some(told) = self.all.iter_mut().find(|told| told.setting.key == setting.key) {
            *told = Told { setting, value, origin };
        }
    }

    /// All settings in the order of [`SETTINGS`].
    pub fn all(&self) -> &[Told] {
        &self.all
    }

    /// A setting.
    ///
    /// # Panics
    /// If no setting is called so: a fault of the program.
    pub fn told(&self, key: &str) -> &Told {
        self.all.iter().find(|told| told.setting.key == key).expect("a known setting")
    }

    /// A text or the word of a choice; empty where nothing was said.
    pub fn text(&self, key: &str) -> &str {
        if let Value::Text(text) = &self.told(key).value { text } else { "" }
    }

    /// A path; `None` where nothing was said.
    pub fn path(&self, key: &str) -> Option<PathBuf> {
        match &self.told(key).value {
            Value::Path(path) => Some(path.clone()),
            _ => None,
        }
    }

    /// Paths and globs.
    pub fn paths(&self, key: &str) -> Vec<String> {
        if let Value::Paths(paths) = &self.told(key).value { paths.clone() } else { Vec::new() }
    }

    /// Whether it is so.
    pub fn flag(&self, key: &str) -> bool {
        self.told(key).value == Value::Flag(true)
    }

    /// A whole number.
    pub fn whole(&self, key: &str) -> u64 {
        if let Value::Whole(number) = self.told(key).value { number } else { 0 }
    }

    /// A number.
    pub fn number(&self, key: &str) -> f64 {
        if let Value::Number(number) = self.told(key).value { number } else { 0.0 }
    }

    /// A complaint about a setting that names where it was said.
    pub fn fault(&self, key: &str, why: &str) -> Error {
        Error::Usage(format!("{}: `{key}`: {why}", self.told(key).origin))
    }
}

/// Variables that look like settings and are none.
fn strangers(environment: &[(String, String)]) -> Vec<String> {
    let sections: Vec<String> = SETTINGS
        .iter()
        .filter_map(|setting| Some(format!("TIDEWAITER_{}_", setting.key.split_once('.')?.0.to_ascii_uppercase())))
        .collect();
    let known: Vec<String> = SETTINGS.iter().map(Setting::variable).collect();
    let strange = |name: &&String| sections.iter().any(|start| name.starts_with(start)) && !known.contains(name);
    let told = |name: &String| {
        let meant = nearest(name, known.iter().map(String::as_str));
        let meant = meant.map_or(String::new(), |meant| format!("; did you mean {meant}?"));
        format!("the variable {name} is no setting and was not used{meant}")
    };
    environment.iter().map(|(name, _)| name).filter(strange).map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.toml");
        std::fs::write(&path, text).unwrap();
        (folder, path)
    }

    #[test]
    fn the_nearer_layer_speaks_and_is_named() {
        let (folder, path) = file("[score]\ncapacity = \"2%\"\nseed = 7\n[places]\nout = \"nights\"\n");
        let environment = [("TIDEWAITER_SCORE_SEED".to_owned(), "8".to_owned()), ("PATH".into(), "x".into())];
        let flags = ["score.seed=9".to_owned()];
        let whole = |environment: &[(String, String)], flags: &[String]| {
            let layers = Layers::gather(Some(&path), environment, flags).unwrap();
            (layers.whole("score.seed"), layers.told("score.seed").origin.to_string())
        };
        assert_eq!(whole(&[], &[]), (7, format!("{}:3", path.display())));
        assert_eq!(whole(&environment, &[]), (8, "environment TIDEWAITER_SCORE_SEED".into()));
        assert_eq!(whole(&environment, &flags), (9, "flag --set score.seed".into()));
        let layers = Layers::gather(Some(&path), &[], &[]).unwrap();
        assert_eq!(layers.path("places.out"), Some(folder.path().join("nights")), "relative to the file");
        assert_eq!(layers.path("places.state"), Some(folder.path().join("state")), "also what is as by default");
        assert_eq!((layers.text("score.audit_share"), layers.path("input.models")), ("10%", None));
        assert_eq!(layers.told("score.audit_share").origin, Origin::Default);
    }

    #[test]
    fn every_default_can_be_meant() {
        for setting in SETTINGS.iter().filter(|setting| !setting.default.is_empty()) {
            assert!(setting.kind.of_text(setting.default).is_ok(), "{}", setting.key);
            assert!(setting.about.ends_with(['.', ']']) && setting.key.split('.').count() == 2, "{}", setting.key);
        }
    }

    #[test]
    fn what_is_no_setting_is_told() {
        let refused = |environment: &[(&str, &str)], flags: &[&str]| {
            let environment: Vec<_> =
                environment.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
            let flags: Vec<String> = flags.iter().map(|flag| (*flag).into()).collect();
            Layers::gather(None, &environment, &flags)
                .map(|layers| layers.notes.join(""))
                .unwrap_or_else(|e| e.to_string())
        };
        assert!(refused(&[], &["score.capcity=1"]).contains("did you mean `score.capacity`?"));
        assert!(refused(&[], &["late.days=soon"]).contains("--set late.days=soon: `soon` is not a whole number"));
        assert!(refused(&[("TIDEWAITER_LATE_DAYS", "x")], &[]).contains("environment TIDEWAITER_LATE_DAYS"));
        assert!(refused(&[("TIDEWAITER_SCORE_CAPCITY", "x")], &[]).contains("did you mean TIDEWAITER_SCORE_CAPACITY?"));
        assert_eq!(refused(&[("TIDEWAITER_CI_DENY", "skip")], &[]), "");
    }
}
