//! What a setting can hold, and where it was said.

use crate::nearest::nearest;
use std::fmt;
use std::path::{Path, PathBuf};

/// What a setting holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// A text.
    Text,
    /// A file or folder; relative to the settings' file, or to the working folder where a flag or the environment says it.
    Path,
    /// Files, folders and globs, relative as a path is.
    Paths,
    /// `true` or `false`.
    Flag,
    /// A whole number from 0 to the bound.
    Whole(u64),
    /// A number between two bounds.
    Number(f64, f64),
    /// One of these words.
    Choice(&'static [&'static str]),
}

/// What was said.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Also the word of a choice; an empty text says nothing.
    Text(String),
    Path(PathBuf),
    Paths(Vec<String>),
    Flag(bool),
    Whole(u64),
    Number(f64),
    /// Nobody said anything, and there is no default.
    Nothing,
}

/// Where it was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    Default,
    /// File and line from 1.
    File(PathBuf, usize),
    /// Name of the variable.
    Environment(String),
    /// The flag as it was given.
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Origin::Default => write!(to, "default"),
            Origin::File(path, line) => write!(to, "{}:{line}", path.display()),
            Origin::Environment(name) => write!(to, "environment {name}"),
            Origin::Flag(flag) => write!(to, "flag {flag}"),
        }
    }
}

impl fmt::Display for Value {
    /// As it would be written in TOML.
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
        match self {
            Value::Text(text) => write!(to, "{}", quoted(text)),
            Value::Path(path) => write!(to, "{}", quoted(&path.display().to_string())),
            Value::Paths(paths) => {
                write!(to, "[{}]", paths.iter().map(|path| quoted(path)).collect::<Vec<_>>().join(", "))
            }
            Value::Flag(flag) => write!(to, "{flag}"),
            Value::Whole(number) => write!(to, "{number}"),
            Value::Number(number) => write!(to, "{number:?}"),
            Value::Nothing => write!(to, "(not set)"),
        }
    }
}

impl Kind {
    /// What it holds, in words.
    pub fn wanted(self) -> String {
        match self {
            Kind::Text => "a text in quotes".into(),
            Kind::Path => "a path in quotes".into(),
            Kind::Paths => "a list of paths, as [\"in/*.csv\"]".into(),
            Kind::Flag => "true or false".into(),
            Kind::Whole(most) => format!("a whole number from 0 to {most}"),
            Kind::Number(low, high) => format!("a number from {low} to {high}"),
            Kind::Choice(words) => format!("one of \"{}\"", words.join("\", \"")),
        }
    }

    /// Reads a text of a flag or the environment.
    ///
    /// # Errors
    /// What is wanted instead.
    pub fn of_text(self, text: &str) -> Result<Value, String> {
        let wrong = || format!("`{text}` is not {}", self.wanted());
        let text = text.trim();
        match self {
            Kind::Text => Ok(Value::Text(text.into())),
            Kind::Path if text.is_empty() => Ok(Value::Nothing),
            Kind::Path => Ok(Value::Path(text.into())),
            Kind::Paths => Ok(Value::Paths(
                text.split(',').map(str::trim).filter(|path| !path.is_empty()).map(Into::into).collect(),
            )),
            Kind::Flag => match text {
                "true" | "1" | "yes" | "on" => Ok(Value::Flag(true)),
                "false" | "0" | "no" | "off" => Ok(Value::Flag(false)),
                _ => Err(wrong()),
            },
            Kind::Whole(_) => text.parse().map_err(|_| wrong()).and_then(|number| self.whole(number)),
            Kind::Number(..) => text.parse().map_err(|_| wrong()).and_then(|number| self.number(number)),
            Kind::Choice(_) => self.choice(text),
        }
    }

    /// A whole number within its bounds.
    pub(super) fn whole(self, number: u64) -> Result<Value, String> {
        match self {
            Kind::Whole(most) if number <= most => Ok(Value::Whole(number)),
            Kind::Number(..) => self.number(number as f64),
            _ => Err(format!("{number} is not {}", self.wanted())),
        }
    }

    /// A number within its bounds.
    pub(super) fn number(self, number: f64) -> Result<Value, String> {
        match self {
            Kind::Number(low, high) if (low..=high).contains(&number) => Ok(Value::Number(number)),
            _ => Err(format!("{number} is not {}", self.wanted())),
        }
    }

    /// A word of a choice.
    pub(super) fn choice(self, word: &str) -> Result<Value, String> {
        let Kind::Choice(words) = self else { return Err(format!("`{word}` is not {}", self.wanted())) };
        if words.contains(&word) {
            return Ok(Value::Text(word.into()));
        }
        let meant =
            nearest(word, words.iter().copied()).map_or(String::new(), |meant| format!("; did you mean `{meant}`?"));
        Err(format!("`{word}` is not {}{meant}", self.wanted()))
    }
}

impl Value {
    /// The same with its paths below a folder, where they are relative.
    pub(super) fn below(self, folder: &Path) -> Value {
        match self {
            Value::Path(path) => Value::Path(folder.join(path)),
            Value::Paths(paths) => {
                Value::Paths(paths.iter().map(|path| folder.join(path).display().to_string()).collect())
            }
            other => other,
        }
    }
}
