//! The log of the models: who decided what, when and why; each line holds the hash of the line before.

use super::seal::{Layout, seal, sealed};
use crate::error::{Error, Result};
use chrono::DateTime;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// File of the log, in the folder of models.
pub const LOG: &str = "log.jsonl";
const SEAL: &str = "sha256";
/// What to do about a log that cannot be believed.
pub(super) const REMEDY: &str = "put back log.jsonl and approved.json from a copy, and ask who changed them";

/// What was done with a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// It was trained and written.
    Trained,
    /// It became the champion: the model that speaks.
    Promoted,
    /// The champion went back to this earlier one.
    RolledBack,
    /// It became the challenger that is scored along, unseen.
    Shadowed,
    /// It was taken out of service for good.
    Retired,
}

/// As what someone acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Trained the model.
    Trainer,
    /// Approved a model for use; never its trainer.
    Approver,
    /// Runs the models: goes back, sets a shadow, retires.
    Operator,
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// From 1, without gaps.
    pub number: u64,
    /// When, RFC 3339 with its offset.
    pub at: String,
    /// Who.
    pub who: String,
    /// As what.
    pub role: Role,
    /// What.
    pub action: Action,
    /// Which model: NAME-NUMBER; `label-free` where a roll-back left no trained one.
    pub model: String,
    /// The model's own hash; empty for `label-free`.
    pub model_sha256: String,
    /// Why.
    pub why: String,
    /// Numbers that the decision stood on; null where it needed none.
    pub evidence: serde_json::Value,
    /// Hash of the entry before; zeros for the first.
    pub previous: String,
    /// SHA-256 of this line's text up to here.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sha256: String,
}

/// Where a log ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Number of the last entry; 0 before the first.
    pub number: u64,
    /// Its hash; zeros before the first.
    pub sha256: String,
}

impl Default for Head {
    fn default() -> Self {
        Head { number: 0, sha256: "0".repeat(64) }
    }
}

impl Entry {
    /// Makes this the entry after `head`; returns its line.
    pub(super) fn seal_after(&mut self, head: &Head) -> String {
        self.number = head.number + 1;
        self.previous = head.sha256.clone();
        self.sha256.clear();
        let (line, hash) = seal(self, SEAL, Layout::Line);
        self.sha256 = hash;
        line
    }

    /// Where a log ends that ends with this entry.
    pub fn head(&self) -> Head {
        Head { number: self.number, sha256: self.sha256.clone() }
    }
}

/// The whole lines of a log, each checked against its own hash and the line before, and the bytes of a last line that
/// was begun and has no end.
///
/// # Errors
/// [`Error::Input`] names the first line that was changed, taken out or moved.
pub(super) fn parse<'a>(path: &Path, bytes: &'a [u8]) -> Result<(Vec<Entry>, &'a [u8])> {
    let end = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let (whole, torn) = bytes.split_at(end);
    let mut head = Head::default();
    let mut entries = Vec::new();
    for (line, bytes) in (1..).zip(whole.split_inclusive(|byte| *byte == b'\n')) {
        let entry = entry_of(bytes, &head)
            .map_err(|why| Error::input(path, format!("line {line} is not as it was written: {why}"), REMEDY))?;
        head = entry.head();
        entries.push(entry);
    }
    Ok((entries, torn))
}

fn entry_of(line: &[u8], before: &Head) -> Result<Entry, String> {
    let line = str::from_utf8(line).map_err(|_| "it is not UTF-8 text")?;
    let hash = sealed(line, SEAL, Layout::Line)?;
    let entry: Entry = serde_json::from_str(line).map_err(|cause| cause.to_string())?;
    if entry.sha256 != hash {
        return Err("it names two SHA-256 for itself".into());
    }
    if entry.number != before.number + 1 {
        return Err(format!("it is entry {}, where entry {} must stand", entry.number, before.number + 1));
    }
    if entry.previous != before.sha256 {
        return Err(format!("it follows another entry {} than the one before it", before.number));
    }
    DateTime::parse_from_rfc3339(&entry.at).map_err(|cause| format!("`at` is `{}`: {cause}", entry.at))?;
    Ok(entry)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(n: u64) -> (Vec<Entry>, Vec<String>) {
        let mut head = Head::default();
        let made = (1..=n).map(|number| {
            let mut entry = Entry {
                number: 0,
                at: "2026-11-22T15:00:00+08:00".into(),
                who: format!("officer {number}"),
                role: Role::Trainer,
                action: Action::Trained,
                model: format!("risk-{number}"),
                model_sha256: "ab".repeat(32),
                why: "第一个 \"model\"\n".into(),
                evidence: serde_json::Value::Null,
                previous: String::new(),
                sha256: String::new(),
            };
            let line = entry.seal_after(&head);
            head = entry.head();
            (entry, line)
        });
        made.unzip()
    }

    fn refused(lines: &[String]) -> String {
        parse(Path::new(LOG), lines.concat().as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn a_whole_log_is_read() {
        let (entries, lines) = log(4);
        let text = lines.concat();
        assert_eq!(parse(Path::new(LOG), text.as_bytes()).unwrap(), (entries.clone(), &b""[..]));
        assert_eq!(parse(Path::new(LOG), b"").unwrap(), (vec![], &b""[..]));
        let torn = &text[..text.len() - 1];
        let (read, rest) = parse(Path::new(LOG), torn.as_bytes()).unwrap();
        assert_eq!((read.as_slice(), rest), (&entries[..3], lines[3].trim_end().as_bytes()));
    }

    #[test]
    fn an_edited_line_is_named() {
        let (_, mut lines) = log(4);
        lines[1] = lines[1].replace("officer 2", "officer 7");
        assert!(refused(&lines).contains("line 2"), "{}", refused(&lines));
    }

    #[test]
    fn a_line_taken_out_is_missed() {
        let (_, mut lines) = log(4);
        lines.remove(1);
        assert!(refused(&lines).contains("line 2 is not as it was written: it is entry 3, where entry 2 must stand"));
        let (_, mut lines) = log(4);
        lines.remove(0);
        assert!(refused(&lines).contains("line 1"), "{}", refused(&lines));
    }

    #[test]
    fn moved_and_repeated_lines_are_found() {
        let (_, mut lines) = log(4);
        lines.swap(1, 2);
        assert!(refused(&lines).contains("line 2"));
        let (_, mut lines) = log(4);
        lines.insert(2, lines[1].clone());
        assert!(refused(&lines).contains("line 3"));
        let (_, mut lines) = log(2);
        lines.insert(1, "\n".into());
        assert!(refused(&lines).contains("line 2"));
    }

    #[test]
    fn a_line_written_anew_with_its_hash_breaks_the_next() {
        let (mut entries, mut lines) = log(3);
        entries[1].who = "another".into();
        let head = entries[0].head();
        lines[1] = entries[1].seal_after(&head);
        assert!(refused(&lines).contains("line 3 is not as it was written: it follows another entry 2"));
    }

    #[test]
    fn every_turned_byte_is_found() {
        let (entries, lines) = log(3);
        let whole = lines.concat().into_bytes();
        for at in 0..whole.len() {
            for turn in [1u8, 0x20, 0x80] {
                let mut bytes = whole.clone();
                bytes[at] ^= turn;
                // Only the loss of the last line's end leaves whole lines: fewer than the registry knows.
                let read = parse(Path::new(LOG), &bytes);
                assert!(read.is_err() || read.unwrap().0.len() < entries.len(), "byte {at}");
            }
        }
    }
}
