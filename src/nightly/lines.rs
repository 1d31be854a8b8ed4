//! Which lines earlier nights have read, one by one: name, content, day. Of the last weeks only; 32 bytes a line.

use crate::error::{Error, Result};
use crate::ingest::{DATA_WARNINGS, SOURCE_FILE, SOURCE_ROW};
use crate::schema;
use chrono::NaiveDate;
use polars::prelude::*;
use std::collections::HashMap;
use std::path::Path;
use xxhash_rust::xxh3::{xxh3_64_with_seed, xxh3_128};

use super::rows;

/// File in a night's snapshot: the lines that the night read.
pub const LINES: &str = "read-lines.parquet";

/// A line as it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Hash of declaration and item.
    pub key: u128,
    /// Hash of all that was declared.
    pub content: u64,
    /// Day of acceptance, days since 1970.
    pub day: i32,
}

/// The lines of earlier nights.
#[derive(Debug, Default)]
pub struct Known {
    /// By key: each content in the order in which it was read, with the night that read it.
    lines: Vec<(u128, u64, NaiveDate)>,
}

/// What an arriving line is to those that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Met {
    New,
    /// The same was read before.
    Repeated,
    /// Another content was read under the same name, first by this night.
    Corrects(NaiveDate),
}

impl Known {
    /// Takes the lines that a night's snapshot holds.
    ///
    /// # Errors
    /// [`Error::Input`] where the file is missing or damaged.
    pub fn take(&mut self, night: NaiveDate, snapshot: &Path) -> Result<()> {
        let path = snapshot.join(LINES);
        let table = rows::columns(&path, &["key_high", "key_low", "content"])?;
        let column = |name: &str| -> Result<Vec<u64>> {
            let column =
                table.column(name).and_then(|column| column.u64()).map(|values| values.iter().flatten().collect());
            column.map_err(|cause| {
                Error::input(&path, cause, "take the snapshot away, so that the one before it is used")
            })
        };
        let (high, low, content) = (column("key_high")?, column("key_low")?, column("content")?);
        let keys = high.iter().zip(&low).map(|(high, low)| (u128::from(*high) << 64) | u128::from(*low));
        self.lines.extend(keys.zip(content).map(|(key, content)| (key, content, night)));
        Ok(())
    }

    /// Ready to be asked.
    pub fn sorted(mut self) -> Known {
        self.lines.sort_by_key(|(key, content, night)| (*key, *night, *content));
        self
    }

    /// What a line is to those known.
    pub fn meet(&self, line: &Line) -> Met {
        let from = self.lines.partition_point(|(key, ..)| *key < line.key);
        let same: Vec<_> = self.lines[from..].iter().take_while(|(key, ..)| *key == line.key).collect();
        match same.first() {
            None => Met::New,
            Some(_) if same.iter().any(|(_, content, _)| *content == line.content) => Met::Repeated,
            Some((.., night)) => Met::Corrects(*night),
        }
    }
}

/// Lines of one run, told apart among themselves.
#[derive(Debug, Default)]
pub struct Tonight {
    contents: HashMap<u128, u64>,
}

impl Tonight {
    /// Notes a line: whether it is the first of its name, and if not, whether the first said the same.
    pub fn first(&mut self, line: &Line) -> Met {
        match self.contents.insert(line.key, line.content) {
            None => Met::New,
            Some(content) => {
                self.contents.insert(line.key, content);
                if content == line.content { Met::Repeated } else { Met::Corrects(NaiveDate::MIN) }
            }
        }
    }
}

/// Hash of declaration and item by row.
///
/// # Errors
/// Where a column that every declaration has is missing: a fault of the program.
pub fn keys(declarations: &DataFrame) -> Result<Vec<u128>> {
    let ids = declarations.column(schema::DECLARATION_ID.name)?.str()?;
    let items = declarations.column(schema::ITEM_NO.name)?.i32()?;
    let key = |(id, item): (Option<&str>, Option<i32>)| {
        xxh3_128(format!("{}\0{}", id.unwrap_or(""), item.unwrap_or(1)).as_bytes())
    };
    Ok(ids.iter().zip(items.iter()).map(key).collect())
}

/// The lines of a batch of declarations.
///
/// # Errors
/// Where a column that every declaration has is missing: a fault of the program.
pub fn lines(declarations: &DataFrame) -> Result<Vec<Line>> {
    let keys = keys(declarations)?;
    let days = declarations.column(schema::ACCEPTED_ON.name)?.as_materialized_series().date()?.physical();
    let mut contents = vec![0u64; declarations.height()];
    for column in declarations.columns() {
        let name = column.name().as_str();
        if [SOURCE_FILE, SOURCE_ROW, DATA_WARNINGS].contains(&name) {
            continue;
        }
        let seed = xxh3_64_with_seed(name.as_bytes(), 0);
        mix(column, seed, &mut contents)?;
    }
    let line = |(row, content): (usize, u64)| Line { key: keys[row], content, day: days.get(row).unwrap_or_default() };
    Ok(contents.into_iter().enumerate().map(line).collect())
}

/// Adds what a column says to each row's hash; an absent value adds nothing, so that a new, empty column changes no line.
fn mix(column: &Column, seed: u64, contents: &mut [u64]) -> Result<()> {
    let mut add = |row: usize, bytes: &[u8]| contents[row] = contents[row].wrapping_add(xxh3_64_with_seed(bytes, seed));
    match column.dtype() {
        DataType::String => {
            let texts = column.str()?;
            texts
                .iter()
                .enumerate()
                .for_each(|(row, text)| text.into_iter().for_each(|text| add(row, text.as_bytes())));
        }
        DataType::Float32 | DataType::Float64 => {
            let numbers = column.cast(&DataType::Float64)?;
            let numbers = numbers.f64()?;
            numbers
                .iter()
                .enumerate()
                .for_each(|(row, n)| n.into_iter().for_each(|n| add(row, &n.to_bits().to_le_bytes())));
        }
        _ => {
            let numbers = column.cast(&DataType::Int64)?;
            let numbers = numbers.i64()?;
            numbers.iter().enumerate().for_each(|(row, n)| n.into_iter().for_each(|n| add(row, &n.to_le_bytes())));
        }
    }
    Ok(())
}

/// The lines as a table.
///
/// # Errors
/// Never but by a fault of the program.
pub fn table(lines: &[Line]) -> Result<DataFrame> {
    Ok(df!(
        "key_high" => lines.iter().map(|line| (line.key >> 64) as u64).collect::<Vec<_>>(),
        "key_low" => lines.iter().map(|line| line.key as u64).collect::<Vec<_>>(),
        "content" => lines.iter().map(|line| line.content).collect::<Vec<_>>(),
        "day" => lines.iter().map(|line| line.day).collect::<Vec<_>>(),
    )?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(ids: [&str; 3], mass: [Option<f64>; 3]) -> DataFrame {
        let mut frame =
            df!("declaration_id" => ids, "item_no" => [1i32, 1, 2], "accepted_on" => [20_000i32, 20_001, 20_001],
            "net_mass_kg" => mass, "source_file" => ids)
            .unwrap();
        frame.try_apply("accepted_on", |column| column.cast(&DataType::Date)).unwrap();
        frame
    }

    #[test]
    fn a_line_is_new_repeated_or_corrected() {
        let night = |text: &str| text.parse::<NaiveDate>().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let first = lines(&frame(["A", "B", "B"], [Some(1.0), None, Some(3.0)])).unwrap();
        rows::write(&folder.path().join(LINES), &table(&first).unwrap()).unwrap();
        let mut known = Known::default();
        known.take(night("2025-01-02"), folder.path()).unwrap();
        let known = known.sorted();
        let again = lines(&frame(["A", "B", "C"], [Some(1.0), Some(2.0), Some(3.0)])).unwrap();
        let met: Vec<Met> = again.iter().map(|line| known.meet(line)).collect();
        assert_eq!(met, [Met::Repeated, Met::Corrects(night("2025-01-02")), Met::New]);
        let mut tonight = Tonight::default();
        let met: Vec<Met> =
            [again[0], again[0], first[1], again[1], first[1]].iter().map(|line| tonight.first(line)).collect();
        assert_eq!(met, [Met::New, Met::Repeated, Met::New, Met::Corrects(NaiveDate::MIN), Met::Repeated]);
    }
}
