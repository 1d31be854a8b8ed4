//! What lines are called and by what results are cut; kept column by column, texts as numbers of a word list.

use super::labels::key_of;
use crate::detector::{EXPORTER_HASH, LABEL_FREE_RISK, LABEL_FREE_SURPRISE, SEVERITY};
use crate::error::Result;
use crate::reference::RELEVANT_MINERAL;
use crate::schema;
use polars::prelude::{DataFrame, DataType};
use std::collections::HashMap;

/// Texts seen, each with a number from 0 on in the order of its first sight.
#[derive(Debug, Clone, Default)]
pub struct Words {
    numbers: HashMap<String, u32>,
    texts: Vec<String>,
}

impl Words {
    fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.texts.len() as u32;
        self.numbers.insert(text.to_owned(), number);
        self.texts.push(text.to_owned());
        number
    }

    /// The text of a number; `""` for none.
    pub fn text(&self, number: u32) -> &str {
        self.texts.get(number as usize).map_or("", String::as_str)
    }
}

/// Number for "not told".
pub const NO_WORD: u32 = u32::MAX;

/// Columns of the evidence that are read beside the inputs.
pub(super) const LINE_COLUMNS: &[&str] = &[
    schema::DECLARATION_ID.name,
    schema::ITEM_NO.name,
    schema::ACCEPTED_ON.name,
    schema::HS_CODE.name,
    schema::DESTINATION_COUNTRY.name,
    schema::OFFICE.name,
    schema::EXIT_PORT.name,
    RELEVANT_MINERAL.name,
    EXPORTER_HASH,
    SEVERITY.name,
    LABEL_FREE_RISK.name,
    LABEL_FREE_SURPRISE.name,
];

/// Lines of evidence, column by column.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    /// Declaration and item, hashed.
    pub key: Vec<u128>,
    /// Day of acceptance, days since 1970-01-01.
    pub accepted_on: Vec<i32>,
    /// Hash of the exporter; 0 where it is unknown.
    pub exporter: Vec<u64>,
    /// First six digits of the code; 0 where it has fewer.
    pub hs6: Vec<u32>,
    /// Word numbers, [`NO_WORD`] where not told.
    pub destination: Vec<u32>,
    pub office: Vec<u32>,
    pub exit_port: Vec<u32>,
    pub mineral: Vec<u32>,
    /// What is at stake, 0 to 1.
    pub severity: Vec<f32>,
    /// By the label-free model of the evening before; `NaN` where it had no past.
    pub label_free_risk: Vec<f32>,
    pub label_free_surprise: Vec<f32>,
}

impl Lines {
    /// Number of lines.
    pub fn len(&self) -> usize {
        self.key.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.key.is_empty()
    }

    /// Reads a frame with [`LINE_COLUMNS`].
    pub(super) fn read(frame: &DataFrame, words: &mut Words) -> Result<Lines> {
        let text = |name: &str| -> Result<_> { Ok(frame.column(name)?.str()?.clone()) };
        let small = |name: &str| -> Result<Vec<f32>> {
            let column = frame.column(name)?.cast(&DataType::Float32)?;
            Ok(column.f32()?.iter().map(|value| value.unwrap_or(f32::NAN)).collect())
        };
        let items = frame.column(schema::ITEM_NO.name)?.cast(&DataType::Int32)?;
        let ids = text(schema::DECLARATION_ID.name)?;
        let key = |(id, item): (Option<&str>, Option<i32>)| key_of(id.unwrap_or_default(), item.unwrap_or(1));
        let days = frame.column(schema::ACCEPTED_ON.name)?.cast(&DataType::Int32)?;
        let hs6 = |code: Option<&str>| code.and_then(|code| code.get(..6)?.parse().ok()).unwrap_or(0);
        let mut numbers = |name: &str| -> Result<Vec<u32>> {
            Ok(text(name)?.iter().map(|text| text.map_or(NO_WORD, |text| words.number(text))).collect())
        };
        Ok(Lines {
            key: ids.iter().zip(items.i32()?.iter()).map(key).collect(),
            accepted_on: days.i32()?.iter().map(|day| day.unwrap_or(i32::MAX)).collect(),
            exporter: frame.column(EXPORTER_HASH)?.u64()?.iter().map(|hash| hash.unwrap_or(0)).collect(),
            hs6: text(schema::HS_CODE.name)?.iter().map(hs6).collect(),
            destination: numbers(schema::DESTINATION_COUNTRY.name)?,
            office: numbers(schema::OFFICE.name)?,
            exit_port: numbers(schema::EXIT_PORT.name)?,
            mineral: numbers(RELEVANT_MINERAL.name)?,
            severity: small(SEVERITY.name)?,
            label_free_risk: small(LABEL_FREE_RISK.name)?,
            label_free_surprise: small(LABEL_FREE_SURPRISE.name)?,
        })
    }

    /// The lines at these places.
    pub fn select(&self, places: &[usize]) -> Lines {
        fn at<T: Copy>(values: &[T], places: &[usize]) -> Vec<T> {
            places.iter().map(|place| values[*place]).collect()
        }
        Lines {
            key: at(&self.key, places),
            accepted_on: at(&self.accepted_on, places),
            exporter: at(&self.exporter, places),
            hs6: at(&self.hs6, places),
            destination: at(&self.destination, places),
            office: at(&self.office, places),
            exit_port: at(&self.exit_port, places),
            mineral: at(&self.mineral, places),
            severity: at(&self.severity, places),
            label_free_risk: at(&self.label_free_risk, places),
            label_free_surprise: at(&self.label_free_surprise, places),
        }
    }

    /// Takes the lines of another.
    pub fn append(&mut self, other: Lines) {
        self.key.extend(other.key);
        self.accepted_on.extend(other.accepted_on);
        self.exporter.extend(other.exporter);
        self.hs6.extend(other.hs6);
        self.destination.extend(other.destination);
        self.office.extend(other.office);
        self.exit_port.extend(other.exit_port);
        self.mineral.extend(other.mineral);
        self.severity.extend(other.severity);
        self.label_free_risk.extend(other.label_free_risk);
        self.label_free_surprise.extend(other.label_free_surprise);
    }
}
