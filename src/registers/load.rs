//! Reads a folder of registers: `NAME.csv` (or Parquet, JSON lines, compressed), each through `NAME.toml` or the shipped mapping.

use super::cells::Cells;
use super::rows::{Enterprise, Licence, ListedParty, MirrorCell, Outcome, Row, ScreeningException, Trade};
use crate::error::Error;
use crate::error::Result;
use crate::ingest::{Mapping, Options, Reader};
use crate::schema::{REGISTERS, Table};
use chrono::NaiveDate;
use polars::prelude::DataFrame;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Endings under which a register is looked for.
const ENDINGS: &[&str] = &["csv", "parquet", "jsonl", "tsv", "csv.gz", "csv.zst", "jsonl.gz"];

/// What an administration knows beside the declarations, sorted by the day from which it is known.
#[derive(Debug, Clone, Default)]
pub struct Registers {
    pub enterprises: Vec<Enterprise>,
    pub supply: Vec<Trade>,
    pub licences: Vec<Licence>,
    pub restricted: Vec<ListedParty>,
    pub exceptions: Vec<ScreeningException>,
    pub outcomes: Vec<Outcome>,
    pub mirror: Vec<MirrorCell>,
    /// The files read, in the order of the registers.
    pub files: Vec<RegisterFile>,
    /// Rows set aside, with file, row, column, value, rule and message; one frame a file that has any.
    pub quarantined: Vec<DataFrame>,
}

/// A register as it was read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RegisterFile {
    /// Which register.
    pub register: &'static str,
    /// Name of the file.
    pub file: String,
    /// Of the file's bytes, hexadecimal.
    pub sha256: String,
    /// SHA-256 of the mapping.
    pub mapping: String,
    pub rows_read: u64,
    pub rows_quarantined: u64,
}

impl Registers {
    /// Reads every register that the folder holds; those it does not hold stay empty, and signals that need them sleep.
    ///
    /// # Errors
    /// `Error::Input` if the folder holds no register, or a file cannot be read as the table it is named after;
    /// `Error::Usage` if a mapping beside it is wrong. A bad row is no error: it is set aside.
    pub fn load(folder: &Path) -> Result<Registers> {
        let registers = Registers::beside(folder)?;
        if registers.files.is_empty() {
            let names: Vec<String> = REGISTERS.iter().map(|table| format!("{}.csv", table.name)).collect();
            let remedy = format!("name the files {}", names.join(", "));
            return Err(Error::input(folder, "the folder holds no register", remedy));
        }
        Ok(registers)
    }

    /// As [`Registers::load`], but a folder without registers is none.
    ///
    /// # Errors
    /// As [`Registers::load`].
    pub fn beside(folder: &Path) -> Result<Registers> {
        let mut registers = Registers::default();
        for table in REGISTERS {
            let Some(path) = find(folder, table) else { continue };
            let mapping = mapping(folder, table)?;
            let mut rows = registers.read(&path, table, &mapping)?;
            match table.name {
                "enterprises" => registers.enterprises = taken(&mut rows),
                "supply" => registers.supply = taken(&mut rows),
                "licences" => registers.licences = taken(&mut rows),
                "restricted_end_users" => registers.restricted = taken(&mut rows),
                "screening_exceptions" => registers.exceptions = taken(&mut rows),
                "inspections" => registers.outcomes = taken(&mut rows),
                _ => registers.mirror = taken(&mut rows),
            }
        }
        Ok(registers)
    }

    /// The rows of a register that may be used on a day: those known before it. Rows are sorted by the day of knowledge.
    pub fn known<T>(rows: &[T], day: NaiveDate, known_on: impl Fn(&T) -> NaiveDate) -> &[T] {
        &rows[..rows.partition_point(|row| known_on(row) < day)]
    }

    fn read(&mut self, path: &Path, table: &'static Table, mapping: &Mapping) -> Result<Vec<DataFrame>> {
        let mut reader = Reader::open(&[path.display().to_string()], mapping, Options::default())?;
        let mut rows = Vec::new();
        for batch in reader.by_ref() {
            let batch = batch?;
            rows.push(batch.declarations);
            if batch.quarantined.height() > 0 {
                self.quarantined.push(batch.quarantined);
            }
        }
        let summary = reader.summary();
        self.files.push(RegisterFile {
            register: table.name,
            file: path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
            sha256: summary.files.first().map_or_else(String::new, |file| file.sha256.clone()),
            mapping: mapping.digest().to_owned(),
            rows_read: summary.rows_read,
            rows_quarantined: summary.rows_quarantined,
        });
        Ok(rows)
    }
}

/// The file of a register, if the folder holds it.
fn find(folder: &Path, table: &Table) -> Option<PathBuf> {
    ENDINGS.iter().map(|ending| folder.join(format!("{}.{ending}", table.name))).find(|path| path.is_file())
}

/// The mapping beside the file, else the shipped one.
fn mapping(folder: &Path, table: &'static Table) -> Result<Mapping> {
    let own = folder.join(format!("{}.toml", table.name));
    if !own.is_file() {
        return Mapping::register(table.name);
    }
    let mapping = Mapping::load(&own.display().to_string())?;
    if mapping.table() != table {
        let why = format!("it makes the table `{}`", mapping.table().name);
        return Err(Error::input(own, why, format!("write `table = \"{}\"` in it", table.name)));
    }
    Ok(mapping)
}

/// The rows of the frames, sorted by the day from which they are known; rows of one day keep the order of the file.
fn taken<T: Row>(frames: &mut Vec<DataFrame>) -> Vec<T> {
    let mut rows: Vec<T> = Vec::new();
    for frame in frames.drain(..) {
        let cells = Cells::of(&frame);
        rows.extend((0..frame.height()).filter_map(|row| T::take(&cells, row)));
    }
    rows.sort_by_key(Row::known_on);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    #[test]
    fn rows_are_known_from_their_day_and_bad_ones_set_aside() {
        let folder = folder(&[
            (
                "supply.csv",
                "seller_id,buyer_id,element,contained_kg,traded_on,reported_on\n\
                 S2,B1,antimony,5.5,2025-03-01,2025-05-01\n\
                 S1,B1,antimony,ten,2025-03-01,2025-03-02\n\
                 S1,B1,antimony,10,2025-02-01,2025-03-02\n",
            ),
            (
                "licences.csv",
                "licence_no,holder_id,valid_from,valid_to\n25-1,E1,2025-01-01,2025-06-30\n25-2,E1,,2025-06-30\n",
            ),
        ]);
        let registers = Registers::load(folder.path()).unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let kg: Vec<f64> = registers.supply.iter().map(|trade| trade.contained_kg).collect();
        assert_eq!(kg, [10.0, 5.5]);
        assert_eq!(Registers::known(&registers.supply, day("2025-03-02"), |t| t.known_on).len(), 0);
        assert_eq!(Registers::known(&registers.supply, day("2025-03-03"), |t| t.known_on).len(), 1);
        assert_eq!(registers.licences[0].known_on, day("2025-01-01"));
        let set_aside: Vec<(u64, u64)> = registers.files.iter().map(|f| (f.rows_read, f.rows_quarantined)).collect();
        assert_eq!(set_aside, [(3, 1), (2, 1)]);
        let rule = registers.quarantined[0].column("rule").unwrap().str().unwrap().get(0).map(str::to_owned);
        assert_eq!(rule.as_deref(), Some("number-unreadable"));
    }

    #[test]
    fn an_offices_own_layout_is_a_mapping() {
        let folder = folder(&[
            ("enterprises.csv", "公司编号;成立\nE1;01/02/2020\n"),
            (
                "enterprises.toml",
                "table = \"enterprises\"\nid = \"公司编号\"\nknown_on = { from = \"成立\", form = \"%d/%m/%Y\" }\n",
            ),
        ]);
        let registers = Registers::load(folder.path()).unwrap();
        assert_eq!(registers.enterprises[0].id, "E1");
        assert_eq!(registers.enterprises[0].known_on.to_string(), "2020-02-01");
    }

    #[test]
    fn a_folder_or_a_mapping_that_cannot_be_meant_is_told() {
        let empty = folder(&[]);
        let why = Registers::load(empty.path()).unwrap_err().to_string();
        assert!(why.contains("holds no register") && why.contains("licences.csv"), "{why}");
        let wrong = folder(&[
            ("supply.csv", "a\n1\n"),
            (
                "supply.toml",
                "table = \"mirror\"\nreporter = \"a\"\npartner = \"a\"\nhs6 = \"a\"\nmonth = \"a\"\nknown_on = \"a\"\n",
            ),
        ]);
        let why = Registers::load(wrong.path()).unwrap_err().to_string();
        assert!(why.contains("makes the table `mirror`"), "{why}");
    }
}
