//! What the accepted rows hold, column by column: fill, range, distinct values, the commonest ones.

use super::batch::{Batch, DATA_WARNINGS, SOURCE_FILE, SOURCE_ROW};
use hyperloglogplus::{HyperLogLog, HyperLogLogPlus};
use polars::prelude::{Column, DataType};
use serde::Serialize;
use sketches_ddsketch::{Config, DDSketch};
use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher};
use xxhash_rust::xxh3::Xxh3;

/// Distinct values that are counted one by one; above it the number of distinct values is a sketch's.
const COUNTED_MAX: usize = 10_000;
/// Commonest values shown.
const TOP: usize = 5;

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ColumnProfile {
    pub column: String,
    /// Accepted rows with a value.
    pub filled: u64,
    /// `filled` over accepted rows, 0 to 1.
    pub fill_rate: f64,
    /// Number of distinct values.
    pub distinct: u64,
    /// False: counted one by one. True: estimated by HyperLogLog++ (2^14 registers, about 1 % off).
    pub distinct_estimated: bool,
    /// Smallest number or first day.
    pub min: Option<String>,
    /// Median of the numbers, within 1 % (DDSketch).
    pub median: Option<String>,
    /// Largest number or last day.
    pub max: Option<String>,
    /// The commonest texts, commonest first; of a column with over 10,000 distinct values only those met early.
    pub top: Vec<TopValue>,
}

/// A common value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TopValue {
    pub value: String,
    pub rows: u64,
}

/// Sketches of every column of a reading; memory does not grow with the rows.
#[derive(Default)]
pub struct Profile {
    rows: u64,
    columns: Vec<Sketch>,
}

struct Sketch {
    name: String,
    filled: u64,
    counts: HashMap<String, u64, Seeded>,
    full: bool,
    distinct: HyperLogLogPlus<str, Seeded>,
    numbers: Option<DDSketch>,
    days: Option<(i32, i32)>,
}

impl Profile {
    /// Adds a batch's accepted rows.
    pub fn add(&mut self, batch: &Batch) {
        let own = [SOURCE_FILE, SOURCE_ROW, DATA_WARNINGS];
        let columns: Vec<&Column> =
            batch.declarations.columns().iter().filter(|column| !own.contains(&column.name().as_str())).collect();
        if self.columns.is_empty() {
            self.columns = columns.iter().filter_map(|column| Sketch::new(column.name())).collect();
        }
        self.rows += batch.declarations.height() as u64;
        for (sketch, column) in self.columns.iter_mut().zip(columns) {
            sketch.add(column);
        }
    }

    /// One profile a column, in output order.
    pub fn finish(&mut self) -> Vec<ColumnProfile> {
        let rows = self.rows;
        self.columns.iter_mut().map(|sketch| sketch.finish(rows)).collect()
    }
}

impl Sketch {
    fn new(name: &str) -> Option<Sketch> {
        Some(Sketch {
            name: name.to_string(),
            filled: 0,
            counts: HashMap::default(),
            full: false,
            distinct: HyperLogLogPlus::new(14, Seeded).ok()?,
            numbers: None,
            days: None,
        })
    }

    fn add(&mut self, column: &Column) {
        let column = column.as_materialized_series();
        self.filled += (column.len() - column.null_count()) as u64;
        match column.dtype() {
            DataType::String => {
                if let Ok(texts) = column.str() {
                    texts.iter().flatten().for_each(|text| self.value(text));
                }
            }
            DataType::Date => {
                if let Ok(days) = column.date() {
                    for day in days.physical().iter().flatten() {
                        let (first, last) = self.days.unwrap_or((day, day));
                        self.days = Some((first.min(day), last.max(day)));
                        self.value(&shown_day(day));
                    }
                }
            }
            DataType::Int32 => {
                if let Ok(wholes) = column.i32() {
                    for whole in wholes.iter().flatten() {
                        self.number(f64::from(whole));
                        self.value(&whole.to_string());
                    }
                }
            }
            _ => {
                if let Ok(numbers) = column.cast(&DataType::Float64)
                    && let Ok(numbers) = numbers.f64()
                {
                    for number in numbers.iter().flatten() {
                        self.number(number);
                        // Numbers rarely repeat, so they are not counted one by one.
                        self.distinct.insert(number.to_string().as_str());
                        self.full = true;
                    }
                }
            }
        }
    }

    fn number(&mut self, number: f64) {
        self.numbers.get_or_insert_with(|| DDSketch::new(Config::defaults())).add(number);
    }

    fn value(&mut self, text: &str) {
        self.distinct.insert(text);
        if let Some(count) = self.counts.get_mut(text) {
            *count += 1;
        } else if self.counts.len() < COUNTED_MAX {
            self.counts.insert(text.to_string(), 1);
        } else {
            self.full = true;
        }
    }

    fn finish(&mut self, rows: u64) -> ColumnProfile {
        let mut top: Vec<TopValue> =
            self.counts.iter().map(|(value, rows)| TopValue { value: value.clone(), rows: *rows }).collect();
        top.sort_by(|left, right| right.rows.cmp(&left.rows).then_with(|| left.value.cmp(&right.value)));
        top.truncate(TOP);
        // An identifier that never repeats has no common values.
        top.retain(|value| value.rows > 1 || rows <= 1);
        let distinct = if self.full { self.distinct.count().round() as u64 } else { self.counts.len() as u64 };
        let number = |number: Option<f64>| number.map(shown_number);
        let (low, high) = self.numbers.as_ref().map_or((None, None), |numbers| (numbers.min(), numbers.max()));
        let median = self.numbers.as_ref().and_then(|numbers| numbers.quantile(0.5).ok().flatten());
        // The sketch is within 1 %, which may lie outside a narrow range.
        let median = median.zip(low.zip(high)).map(|(median, (low, high))| median.clamp(low, high));
        ColumnProfile {
            column: self.name.clone(),
            filled: self.filled,
            fill_rate: if rows == 0 { 0.0 } else { self.filled as f64 / rows as f64 },
            distinct: distinct.min(self.filled),
            distinct_estimated: self.full,
            min: self.days.map(|(first, _)| shown_day(first)).or(number(low)),
            median: number(median),
            max: self.days.map(|(_, last)| shown_day(last)).or(number(high)),
            top,
        }
    }
}

fn shown_day(day: i32) -> String {
    // Accepted days lie between 1990 and 2100.
    (chrono::NaiveDate::default() + chrono::Days::new(day.max(0) as u64)).to_string()
}

fn shown_number(number: f64) -> String {
    match number.abs() {
        _ if number.fract() == 0.0 => format!("{number:.0}"),
        size if size >= 1000.0 => format!("{number:.0}"),
        size if size >= 0.01 => format!("{number:.2}"),
        _ => format!("{number:.3e}"),
    }
}

/// A hasher with a fixed seed: the same data give the same sketch.
#[derive(Clone, Copy, Default)]
struct Seeded;

impl BuildHasher for Seeded {
    type Hasher = Xxh3Hasher;
    fn build_hasher(&self) -> Xxh3Hasher {
        Xxh3Hasher(Box::new(Xxh3::new()))
    }
}

struct Xxh3Hasher(Box<Xxh3>);

impl Hasher for Xxh3Hasher {
    fn finish(&self) -> u64 {
        self.0.digest()
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }
}
