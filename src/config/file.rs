//! Reads the settings' file; every complaint names file and line.

use super::known::{SETTINGS, Setting};
use super::value::{Kind, Origin, Value};
use crate::error::{Error, Result};
use crate::nearest::nearest;
use std::path::Path;
use toml::de::{DeTable, DeValue};

/// What the file says, in its order.
pub(super) fn read(path: &Path) -> Result<Vec<(&'static Setting, Value, Origin)>> {
    let text = std::fs::read_to_string(path).map_err(|cause| {
        Error::Usage(format!(
            "the settings `{}` cannot be read: {cause}; `tidewaiter config init` writes an example",
            path.display()
        ))
    })?;
    parse(path, &text)
}

fn parse(path: &Path, text: &str) -> Result<Vec<(&'static Setting, Value, Origin)>> {
    let line_of = |at: usize| text.as_bytes()[..at.min(text.len())].iter().filter(|byte| **byte == b'\n').count() + 1;
    let fault = |at: usize, why: String| Error::Usage(format!("{}:{}: {why}", path.display(), line_of(at)));
    let table = DeTable::parse(text)
        .map_err(|cause| fault(cause.span().map_or(0, |span| span.start), format!("not TOML: {}", cause.message())))?;
    let mut said = Vec::new();
    for (name, section) in table.get_ref() {
        let (at, name) = (name.span().start, name.get_ref().as_ref());
        let sections: Vec<&str> = SETTINGS.iter().filter_map(|known| Some(known.key.split_once('.')?.0)).collect();
        if !sections.contains(&name) {
            let keys = SETTINGS.iter().filter_map(|known| known.key.split_once('.'));
            let placed = keys.clone().find(|(_, key)| *key == name);
            let meant = match placed {
                Some((section, _)) => format!("; it belongs under [{section}]"),
                None => meant(name, &sections, |section| format!("[{section}]")),
            };
            return Err(fault(at, format!("no section is called `{name}`{meant}")));
        }
        let Some(section) = section.get_ref().as_table() else {
            return Err(fault(at, format!("`{name}` is a section; write [{name}] and its settings below")));
        };
        let known: Vec<&str> =
            SETTINGS.iter().filter_map(|known| known.key.strip_prefix(name)?.strip_prefix('.')).collect();
        for (key, value) in section {
            let (at, key) = (key.span().start, key.get_ref().as_ref());
            let Some(setting) = Setting::of(&format!("{name}.{key}")) else {
                let elsewhere =
                    SETTINGS.iter().find(|other| other.key.split_once('.').is_some_and(|(_, own)| own == key));
                let meant = match elsewhere {
                    Some(other) => format!("; it is `{}`", other.key),
                    None => meant(key, &known, |key| format!("`{key}`")),
                };
                return Err(fault(at, format!("[{name}] has no setting `{key}`{meant}")));
            };
            let at = value.span().start;
            let value = value_of(setting.kind, value.get_ref())
                .map_err(|why| fault(at, format!("`{}`: {why}", setting.key)))?;
            said.push((setting, value, Origin::File(path.into(), line_of(at))));
        }
    }
    Ok(said)
}

fn meant(name: &str, known: &[&str], shown: impl Fn(&str) -> String) -> String {
    nearest(name, known.iter().copied()).map_or_else(
        || format!("; known are {}", known_list(known, &shown)),
        |meant| format!("; did you mean {}?", shown(meant)),
    )
}

fn known_list(known: &[&str], shown: &impl Fn(&str) -> String) -> String {
    let mut names: Vec<String> = Vec::new();
    for name in known.iter().map(|name| shown(name)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}

fn value_of(kind: Kind, value: &DeValue) -> std::result::Result<Value, String> {
    let wrong = || format!("this is {} and not {}", article(value.type_str()), kind.wanted());
    match (kind, value) {
        (Kind::Text | Kind::Path | Kind::Choice(_), DeValue::String(text)) => kind.of_text(text),
        (Kind::Paths, DeValue::String(text)) => Ok(Value::Paths(vec![text.to_string()])),
        (Kind::Paths, DeValue::Array(paths)) => {
            let texts = paths.iter().map(|path| path.get_ref().as_str().map(str::to_owned));
            texts.collect::<Option<Vec<_>>>().map(Value::Paths).ok_or_else(wrong)
        }
        (Kind::Flag, DeValue::Boolean(flag)) => Ok(Value::Flag(*flag)),
        (Kind::Whole(_) | Kind::Number(..), DeValue::Integer(number)) => {
            let digits = number.as_str().replace('_', "");
            let whole = u64::from_str_radix(digits.trim_start_matches('+'), number.radix())
                .map_err(|_| format!("{digits} is not {}", kind.wanted()))?;
            kind.whole(whole)
        }
        (Kind::Number(..), DeValue::Float(number)) => {
            number.as_str().replace('_', "").parse().map_err(|_| wrong()).and_then(|number| kind.number(number))
        }
        _ => Err(wrong()),
    }
}

fn article(kind: &str) -> String {
    let vowel = kind.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {kind}", if vowel { "an" } else { "a" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    fn told(text: &str) -> String {
        match parse(Path::new("t.toml"), text) {
            Ok(said) => said.iter().map(|(s, v, o)| format!("{} = {v} ({o})", s.key)).collect::<Vec<_>>().join("\n"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn every_complaint_names_its_line_and_the_nearest_known_name() {
        let wrong = [
            "[score]\ncapacty = \"1%\"\n",
            "[scroe]\ncapacity = \"1%\"\n",
            "[score]\ncapacity = 200\n",
            "\n\n[late]\ndays = \"many\"\n",
            "[late]\ndays = -1\n",
            "[late]\ndays = 400\n",
            "[gates]\non_fail = \"hodl\"\n",
            "[input]\nfiles = [1]\n",
            "capacity = \"1%\"\n",
            "[score]\nhome_country = \"CN\"\n",
            "[score]\nseed = 1\nseed = 2\n",
            "[score\n",
            "score = 1\n",
            "[places]\nzzzzzzzz = 1\n",
        ];
        let all: Vec<String> = wrong.iter().map(|text| told(text)).collect();
        expect![[r#"
            t.toml:2: [score] has no setting `capacty`; did you mean `capacity`?
            t.toml:1: no section is called `scroe`; did you mean [score]?
            t.toml:2: `score.capacity`: this is an integer and not a text in quotes
            t.toml:4: `late.days`: this is a string and not a whole number from 0 to 366
            t.toml:2: `late.days`: -1 is not a whole number from 0 to 366
            t.toml:2: `late.days`: 400 is not a whole number from 0 to 366
            t.toml:2: `gates.on_fail`: `hodl` is not one of "publish", "hold"; did you mean `hold`?
            t.toml:2: `input.files`: this is an array and not a list of paths, as ["in/*.csv"]
            t.toml:1: no section is called `capacity`; it belongs under [score]
            t.toml:2: [score] has no setting `home_country`; it is `rules.home_country`
            t.toml:3: not TOML: duplicate key
            t.toml:1: not TOML: unclosed table, expected `]`
            t.toml:1: `score` is a section; write [score] and its settings below
            t.toml:2: [places] has no setting `zzzzzzzz`; known are `out`, `state`, `baselines`, `archive`"#]]
        .assert_eq(&all.join("\n"));
    }

    #[test]
    fn what_is_right_is_taken() {
        let text = "[input]\nfiles = [\"in/*.csv\", \"b\"]\n[score]\nseed = 0x10\n[warn]\nfalse_alarms = 4\n[gates]\ndrift = 0.5\n";
        expect![[r#"
            gates.drift = 0.5 (t.toml:8)
            input.files = ["in/*.csv", "b"] (t.toml:2)
            score.seed = 16 (t.toml:4)
            warn.false_alarms = 4.0 (t.toml:6)"#]]
        .assert_eq(&told(text));
    }
}
