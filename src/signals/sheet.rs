//! The catalogue in words: the same form printed by the program, in the docs and as JSON.

use super::form::{Alarm, Signal};
use super::registry::catalogue;
use serde::Serialize;
use std::fmt::Write;

/// A signal's form as plain data.
#[derive(Debug, Clone, Serialize)]
pub struct Facts {
    pub id: &'static str,
    pub family: &'static str,
    pub title_en: &'static str,
    pub title_zh: &'static str,
    /// Typologies it may show, T1 to T12.
    pub shows: Vec<&'static str>,
    pub unit: &'static str,
    pub formula: &'static str,
    /// The measure as built.
    pub measure: String,
    pub alarm: String,
    pub reads: Vec<&'static str>,
    pub reason_en: &'static str,
    pub reason_zh: &'static str,
    pub innocent: Vec<&'static str>,
    pub sources: Vec<&'static str>,
}

impl Signal {
    /// The form as plain data.
    pub fn facts(&self) -> Facts {
        Facts {
            id: self.id,
            family: self.family.name(),
            title_en: self.title.en,
            title_zh: self.title.zh,
            shows: self.shows.iter().map(|typology| typology.code()).collect(),
            unit: self.unit.symbol(),
            formula: self.formula,
            measure: format!("{:?}", (self.measure)()),
            alarm: match self.alarm {
                Alarm::Above(bound) => format!("at or above {bound}"),
                Alarm::Below(bound) => format!("at or below {bound}"),
            },
            reads: self.reads.iter().map(|column| column.name).collect(),
            reason_en: self.reason.en,
            reason_zh: self.reason.zh,
            innocent: self.innocent.to_vec(),
            sources: self.sources.to_vec(),
        }
    }

    /// One signal for people, in Markdown.
    pub fn sheet(&self) -> String {
        let facts = self.facts();
        let shows: Vec<String> = self.shows.iter().map(|t| format!("{} {}", t.code(), t.en())).collect();
        let mut text = String::new();
        let mut line = |name: &str, value: &str| writeln!(text, "- {name}: {value}").expect("a string takes all");
        line("family", facts.family);
        line("shows", &shows.join("; "));
        line("unit", if facts.unit.is_empty() { "none" } else { facts.unit });
        line("formula", facts.formula);
        line("as built", &format!("`{}`", facts.measure.replace('\n', " ")));
        line("alarm", &facts.alarm);
        line("reads", &facts.reads.join(", "));
        line("reason", facts.reason_en);
        line("理由", facts.reason_zh);
        line("innocent explanations", &facts.innocent.join("; "));
        line("sources", &facts.sources.join("; "));
        format!("## {} / {}\n\n`{}`\n\n{text}\n", facts.title_en, facts.title_zh, facts.id)
    }
}

/// The whole catalogue as a Markdown page; generated, and held to the code by a test.
pub fn catalogue_page() -> String {
    let head = "# Signals\n\nEvery reason to look twice. This page is generated: `tidewaiter signals --markdown`.\n\n\
                | family | signal | shows | says |\n|---|---|---|---|\n";
    let rows = catalogue().map(|signal| {
        let shows: Vec<&str> = signal.shows.iter().map(|typology| typology.code()).collect();
        format!("| {} | `{}` | {} | {} |\n", signal.family.name(), signal.id, shows.join(" "), signal.title.en)
    });
    let sheets = catalogue().map(Signal::sheet);
    head.to_string() + &rows.collect::<String>() + "\n" + sheets.collect::<String>().trim_end() + "\n"
}
