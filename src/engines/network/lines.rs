//! Lines as the network reads them, from a frame of declarations.

use super::names::Named;
use super::past::Line;
use crate::baselines::{Keys, Part};
use crate::error::Result;
use crate::schema;
use crate::schema::Column as Declared;
use polars::prelude::*;
use std::collections::HashMap;
use xxhash_rust::xxh3::xxh3_64;

/// The columns that are read of declarations; `None` where the frame lacks one.
pub(super) struct Lines {
    days: Vec<i32>,
    exporters: Vec<u64>,
    agents: Vec<u64>,
    declaration: Option<StringChunked>,
    id: Option<StringChunked>,
    name: Option<StringChunked>,
    country: Option<StringChunked>,
    destination: Option<StringChunked>,
    hs: Option<StringChunked>,
}

impl Lines {
    pub(super) fn of(frame: &DataFrame) -> Result<Lines> {
        let keys = Keys::of(frame)?;
        let text = |declared: Declared| -> Result<Option<StringChunked>> {
            let held = frame.column(declared.name).ok().filter(|column| column.dtype() != &DataType::Null);
            let Some(column) = held else { return Ok(None) };
            Ok(Some(column.as_materialized_series().rechunk().str()?.clone()))
        };
        Ok(Lines {
            days: keys.days().to_vec(),
            exporters: keys.part(Part::Exporter)?.to_vec(),
            agents: keys.part(Part::Agent)?.to_vec(),
            declaration: text(schema::DECLARATION_ID)?,
            id: text(schema::CONSIGNEE_ID)?,
            name: text(schema::CONSIGNEE_NAME)?,
            country: text(schema::CONSIGNEE_COUNTRY)?,
            destination: text(schema::DESTINATION_COUNTRY)?,
            hs: text(schema::HS_CODE)?,
        })
    }

    pub(super) fn len(&self) -> usize {
        self.days.len()
    }

    /// At most `rows` lines from `start` on. A name is read once.
    pub(super) fn read(&self, start: usize, rows: usize) -> Vec<Line> {
        let mut named: HashMap<(&str, &str), Named> = HashMap::new();
        let line = |row: usize| {
            let country = cell(&self.country, row).or_else(|| cell(&self.destination, row)).unwrap_or_default();
            let name = cell(&self.name, row);
            let named = name.map_or_else(Named::default, |name| {
                *named.entry((name, country)).or_insert_with(|| Named::of(name, country))
            });
            let hs6 = cell(&self.hs, row).and_then(|hs| hs.get(..6)?.parse().ok()).unwrap_or(0);
            Line {
                day: self.days[row],
                declaration: cell(&self.declaration, row).map_or(0, hash),
                exporter: self.exporters[row],
                agent: self.agents[row],
                consignee: cell(&self.id, row).map_or(named.key, hash),
                stem: named.stem,
                words: named.words,
                country: country_key(country),
                hs6,
            }
        };
        (start..self.len().min(start + rows)).map(line).collect()
    }

    /// The first two words of the consignee's name.
    pub(super) fn stem(&self, row: usize) -> Option<String> {
        cell(&self.name, row).and_then(Named::stem_text)
    }
}

fn cell(column: &Option<StringChunked>, row: usize) -> Option<&str> {
    column.as_ref().and_then(|column| column.get(row)).filter(|text| !text.is_empty())
}

/// As [`Keys`] hashes register numbers.
fn hash(text: &str) -> u64 {
    xxh3_64(text.as_bytes()).max(1)
}

/// A country's code in a number, so that it can be told again: its first eight bytes.
fn country_key(code: &str) -> u64 {
    code.bytes().take(8).fold(0, |key, byte| key << 8 | u64::from(byte))
}

/// The code that [`country_key`] took.
pub(super) fn country_text(key: u64) -> Option<String> {
    let bytes = key.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
    String::from_utf8(bytes).ok().filter(|code| !code.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_come_back() {
        for code in ["HK", "US", "KZ"] {
            assert_eq!(country_text(country_key(code)).as_deref(), Some(code));
        }
        assert_eq!(country_text(0), None);
    }
}
