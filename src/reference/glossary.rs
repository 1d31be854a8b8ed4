//! The words that name a mineral, its form, its absence, or goods that merely hold it.

use super::shipped::Tables;
use super::table::Row;
use crate::error::Error;
use crate::error::Result;
use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};

/// What a word of the glossary says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// A mineral in a form; `any` where the word leaves the form open.
    Names { mineral: String, form: String },
    /// The mineral is said to be absent.
    Absent { mineral: String },
    /// Goods in which the mineral is a minor ingredient, that are finished, or compounds outside the list.
    Outside { mineral: String, form: String },
    /// Finished goods whatever mineral stands beside.
    Finished,
    /// A form, for a mineral that is named alone.
    Form(String),
    /// Grade of an NdFeB magnet; a heat-resistant one usually holds dysprosium or terbium.
    Grade { heat_resistant: bool },
}

/// A word found in a text.
#[derive(Debug, Clone, Copy)]
pub struct Mention<'a> {
    /// What the word says.
    pub meaning: &'a Meaning,
    /// First byte in the text.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

/// All words, ready to be searched at once.
#[derive(Debug)]
pub struct Glossary {
    meanings: Vec<Meaning>,
    bounded: Vec<bool>,
    words: AhoCorasick,
    formulas: AhoCorasick,
    /// Index into `meanings` of each pattern.
    word_meaning: Vec<usize>,
    formula_meaning: Vec<usize>,
}

impl Glossary {
    /// Reads `glossary.csv`.
    ///
    /// # Errors
    /// [`Error::Input`] with file, row, column and value.
    pub fn read(tables: &Tables) -> Result<Glossary> {
        let table = tables.read("glossary.csv", &["term", "mineral", "form", "kind"])?;
        let (mut meanings, mut bounded) = (Vec::new(), Vec::new());
        let (mut words, mut formulas) = (Vec::new(), Vec::new());
        let (mut word_meaning, mut formula_meaning) = (Vec::new(), Vec::new());
        for row in table.rows() {
            let term = row.required("term")?.to_owned();
            let at = meanings.len();
            meanings.push(meaning(row)?);
            match row.text("kind") {
                "formula" => {
                    formulas.push(term);
                    formula_meaning.push(at);
                    bounded.push(true);
                }
                kind @ ("word" | "substring") => {
                    words.push(term);
                    word_meaning.push(at);
                    bounded.push(kind == "word");
                }
                _ => return Err(row.fault("kind", "is unknown", "write word, substring or formula")),
            }
        }
        Ok(Glossary {
            words: automaton(&words, true)?,
            formulas: automaton(&formulas, false)?,
            meanings,
            bounded,
            word_meaning,
            formula_meaning,
        })
    }

    /// All words of the text in order of their place, the longest at each place.
    pub fn mentions<'g>(&'g self, text: &str, found: &mut Vec<Mention<'g>>) {
        found.clear();
        for (automaton, meaning_of) in [(&self.words, &self.word_meaning), (&self.formulas, &self.formula_meaning)] {
            for hit in automaton.find_iter(text) {
                let meaning = meaning_of[hit.pattern().as_usize()];
                if !self.bounded[meaning] || is_whole_word(text, hit.start(), hit.end()) {
                    found.push(Mention { meaning: &self.meanings[meaning], start: hit.start(), end: hit.end() });
                }
            }
        }
        found.sort_by_key(|mention| (mention.start, std::cmp::Reverse(mention.end)));
        let mut reached = 0;
        found.retain(|mention| {
            let fresh = mention.start >= reached;
            if fresh {
                reached = mention.end;
            }
            fresh
        });
    }
}

fn automaton(patterns: &[String], ignore_case: bool) -> Result<AhoCorasick> {
    AhoCorasickBuilder::new()
        .match_kind(MatchKind::LeftmostLongest)
        .ascii_case_insensitive(ignore_case)
        .build(patterns)
        .map_err(|cause| Error::input("glossary.csv", cause, "shorten the glossary"))
}

fn meaning(row: Row) -> Result<Meaning> {
    let (mineral, form) = (row.text("mineral").to_owned(), row.required("form")?);
    if let Some(form) = form.strip_prefix("form:") {
        return Ok(Meaning::Form(form.to_owned()));
    }
    if mineral.is_empty() {
        return Err(row.fault("mineral", "is empty", "name the mineral, or write form:NAME in `form`"));
    }
    Ok(match form {
        "negation" => Meaning::Absent { mineral },
        "finished" if mineral == "*" => Meaning::Finished,
        "grade-hot" => Meaning::Grade { heat_resistant: true },
        "grade-plain" => Meaning::Grade { heat_resistant: false },
        "host" | "finished" | "other" => Meaning::Outside { mineral, form: form.to_owned() },
        form => Meaning::Names { mineral, form: form.to_owned() },
    })
}

/// Neither letter nor digit of ASCII touches the word, except a plural s.
fn is_whole_word(text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let touches = |at: Option<&u8>| at.is_some_and(u8::is_ascii_alphanumeric);
    let plural = matches!(bytes.get(end), Some(b's' | b'S')) && !touches(bytes.get(end + 1));
    !(start > 0 && touches(bytes.get(start - 1))) && (plural || !touches(bytes.get(end)))
}
