//! The settings' file as an example: every setting with its sentence; what is as by default is commented out.

use super::known::SETTINGS;
use super::value::{Kind, Value};

/// What a first file says for itself.
const SAID: &[(&str, &str)] = &[
    ("input.files", "[\"in/*.parquet\"]"),
    ("places.out", "\"out\""),
    ("places.state", "\"state\""),
    ("cases.store", "\"state/cases.db\""),
    ("metrics.file", "\"state/tidewaiter.prom\""),
];

/// What a deployed one says: the layout of the systemd service in docs/operations.md.
pub const DEPLOYED: &[(&str, &str)] = &[
    ("input.files", "[\"/var/lib/tidewaiter/in/*.parquet\"]"),
    ("input.registers", "\"/var/lib/tidewaiter/registers\""),
    ("input.models", "\"/var/lib/tidewaiter/models\""),
    ("places.out", "\"/var/lib/tidewaiter/out\""),
    ("places.state", "\"/var/lib/tidewaiter/state\""),
    ("cases.store", "\"/var/lib/tidewaiter/state/cases.db\""),
    ("metrics.file", "\"/var/lib/prometheus/node-exporter/tidewaiter.prom\""),
];

/// The text of a commented file, in which `said` is set (the lines of a first file where it is `None`).
pub fn example(said: Option<&[(&str, &str)]>) -> String {
    let said = said.unwrap_or(SAID);
    let mut text = String::from(
        "# Settings of `tidewaiter nightly`. Flags (--set section.name=value) come before the environment (TIDEWAITER_SECTION_NAME),\n\
         # which comes before this file, which comes before the defaults; `tidewaiter config show --origin` tells what holds and why.\n\
         # Paths are relative to this file. What stands as by default is commented out.\n",
    );
    let mut section = "";
    for setting in SETTINGS {
        let (own, name) = setting.key.split_once('.').unwrap_or(("", setting.key));
        if own != section {
            text += &format!("\n[{own}]\n");
            section = own;
        }
        text += &format!("# {}\n", setting.about);
        if let Kind::Choice(words) = setting.kind {
            text += &format!("# One of: {}.\n", words.join(", "));
        }
        match said.iter().find(|(key, _)| *key == setting.key) {
            Some((_, value)) => text += &format!("{name} = {value}\n"),
            None => {
                let value = match setting.kind.of_text(setting.default) {
                    _ if setting.default.is_empty() && setting.kind == Kind::Paths => "[]".to_owned(),
                    Ok(Value::Nothing) | Err(_) => "\"\"".to_owned(),
                    Ok(value) => value.to_string(),
                };
                text += &format!("# {name} = {value}\n");
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Layers;

    #[test]
    fn the_examples_are_settings_and_the_commented_ones_are_the_defaults() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.toml");
        let read = |text: &str| {
            std::fs::write(&path, text).unwrap();
            Layers::gather(Some(&path), &[], &[]).unwrap()
        };
        let defaults = Layers::gather(None, &[], &[]).unwrap();
        for said in [None, Some(DEPLOYED)] {
            let text = example(said);
            read(&text);
            let uncommented: String = text
                .lines()
                .map(|line| match line.strip_prefix("# ") {
                    Some(rest) if rest.split_once(" = ").is_some_and(|(name, _)| !name.contains(' ')) => {
                        format!("{rest}\n")
                    }
                    _ => format!("{line}\n"),
                })
                .collect();
            let all = read(&uncommented);
            for told in all.all() {
                let said = said.unwrap_or(SAID).iter().any(|(key, _)| *key == told.setting.key);
                let default = &defaults.told(told.setting.key).value;
                let placed = matches!((&told.value, default), (Value::Path(a), Value::Path(b)) if a.ends_with(b));
                let none = matches!(&told.value, Value::Paths(paths) if paths.is_empty());
                assert!(
                    said || placed || none || told.value == *default,
                    "{}: {} against {default}",
                    told.setting.key,
                    told.value
                );
            }
        }
    }
}
