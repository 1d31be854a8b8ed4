//! Reads a folder of registers: `NAME.csv` (or Parquet, JSON lines, compressed), each through `NAME.toml` or the shipped mapping.

use super::cells::{Cells, Fault};
use super::rows::{Enterprise, Licence, ListedParty, MirrorCell, Outcome, Row, ScreeningException, Trade};
use crate::error::Error;
use crate::error::Result;
use crate::ingest::{Mapping, Options, Reader, SOURCE_ROW};
use crate::schema::{REGISTERS, Table};
use chrono::NaiveDate;
use polars::prelude::{Column, DataFrame};
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
            let rows = registers.read(&path, table, &mapping)?;
            match table.name {
                "enterprises" => registers.enterprises = registers.taken(rows)?,
                "supply" => registers.supply = registers.taken(rows)?,
                "licences" => registers.licences = registers.taken(rows)?,
                "restricted_end_users" => registers.restricted = registers.taken(rows)?,
                "screening_exceptions" => registers.exceptions = registers.taken(rows)?,
                "inspections" => registers.outcomes = registers.taken(rows)?,
                _ => registers.mirror = registers.taken(rows)?,
            }
        }
        Ok(registers)
    }

    /// The rows of a register that may be used on a day: those known before it. Rows are sorted by the day of knowledge.
    pub fn known<T>(rows: &[T], day: NaiveDate, known_on: impl Fn(&T) -> NaiveDate) -> &[T] {
        &rows[..rows.partition_point(|row| known_on(row) < day)]
    }

    /// The rows of the file read last, sorted by the day from which they are known; rows of one day keep the order of the file.
    fn taken<T: Row>(&mut self, frames: Vec<DataFrame>) -> Result<Vec<T>> {
        let (mut rows, mut places, mut aside) = (Vec::new(), Vec::new(), Vec::<(i64, Fault)>::new());
        for frame in frames {
            let cells = Cells::of(&frame);
            let numbers = frame.column(SOURCE_ROW)?.i64()?.clone();
            for row in 0..frame.height() {
                let place = numbers.get(row).unwrap_or_default();
                match T::take(&cells, row) {
                    Ok(taken) => {
                        rows.push(taken);
                        places.push(place);
                    }
                    Err(fault) => aside.push((place, fault)),
                }
            }
        }
        let contradictions = T::contradictions(&rows);
        if !contradictions.is_empty() {
            let mut kept = vec![true; rows.len()];
            contradictions.iter().for_each(|(at, _)| kept[*at] = false);
            aside.extend(contradictions.into_iter().map(|(at, fault)| (places[at], fault)));
            aside.sort_by_key(|(place, _)| *place);
            let mut kept = kept.into_iter();
            rows.retain(|_| kept.next().unwrap_or(true));
        }
        rows.sort_by_key(Row::known_on);
        let Some(file) = self.files.last_mut() else { return Ok(rows) };
        file.rows_quarantined += aside.len() as u64;
        if rows.is_empty() && file.rows_read > 0 {
            let why = format!("not one of its {} rows can be used as a row of the register", file.rows_read);
            let first = aside.first().map(|(row, fault)| format!("row {row}: `{}` {}", fault.column, fault.why));
            let first = first.or_else(|| first_message(&self.quarantined)).unwrap_or_default();
            return Err(Error::input(&file.file, why, format!("mend it or its mapping ({first})")));
        }
        if !aside.is_empty() {
            let text = |name: &str, of: &dyn Fn(&Fault) -> String| {
                Column::new(name.into(), aside.iter().map(|(_, fault)| of(fault)).collect::<Vec<_>>())
            };
            let numbers: Vec<i64> = aside.iter().map(|(row, _)| *row).collect();
            self.quarantined.push(DataFrame::new(
                aside.len(),
                vec![
                    Column::new("file".into(), vec![file.file.clone(); aside.len()]),
                    Column::new("row".into(), numbers),
                    text("column", &|fault| fault.column.to_owned()),
                    text("value", &|fault| fault.value.clone()),
                    text("rule", &|fault| fault.rule.to_owned()),
                    text("message", &|fault| format!("the value {}", fault.why)),
                    text("raw", &|_| String::new()),
                ],
            )?);
        }
        Ok(rows)
    }

    /// What was set aside, a line a file, for people; `None` where nothing was.
    pub fn set_aside(&self) -> Option<String> {
        let told: Vec<String> = self
            .files
            .iter()
            .filter(|file| file.rows_quarantined > 0)
            .map(|file| format!("{}: {} of {} rows set aside", file.file, file.rows_quarantined, file.rows_read))
            .collect();
        let first = first_message(&self.quarantined).unwrap_or_default();
        (!told.is_empty()).then(|| format!("{}; the first: {first}", told.join(", ")))
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

/// File, row and reason of the first row set aside.
fn first_message(quarantined: &[DataFrame]) -> Option<String> {
    let frame = quarantined.first()?;
    let text = |name: &str| frame.column(name).ok()?.str().ok()?.get(0).map(str::to_owned);
    let row = frame.column("row").ok()?.i64().ok()?.get(0)?;
    let (column, value) = (text("column")?, text("value")?);
    Some(format!("{} row {row}, column `{column}`, value `{value}`: {}", text("file")?, text("message")?))
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
    fn old_firms_endless_papers_and_loose_spelling_are_read() {
        let folder = folder(&[
            ("enterprises.csv", "id,founded_on,stage\nE1,1956-03-01,Smelting\n"),
            (
                "licences.csv",
                "licence_no,holder_id,hs_code,mineral,country,valid_from,valid_to\n25-1,E1,8110.10.10.00,Antimony,Japan,2025-01-01,9999-12-31\n",
            ),
            (
                "inspections.csv",
                "declaration_id,outcome,inspected_on,known_on\nD1,False-Declaration,2025-01-01,2025-01-09\nD2,seized?,2025-01-01,2025-01-09\n",
            ),
            ("mirror.csv", "reporter,partner,hs6,month,known_on\nTH,CN,811010,202503,2025-06-01\n"),
        ]);
        let registers = Registers::load(folder.path()).unwrap();
        assert_eq!(registers.enterprises[0].stage.as_deref(), Some("smelting"));
        let licence = &registers.licences[0];
        assert_eq!((licence.hs_code.as_deref(), licence.mineral.as_deref()), (Some("8110101000"), Some("antimony")));
        assert_eq!((licence.country.as_deref(), licence.valid_to.to_string().as_str()), (None, "9999-12-31"));
        assert_eq!(registers.outcomes[0].outcome, "false_declaration");
        assert_eq!(registers.mirror[0].month.to_string(), "2025-03-01");
        let told = registers.set_aside().unwrap();
        assert!(
            told.contains("inspections.csv: 1 of 2") && told.contains("row 2, column `outcome`, value `seized?`"),
            "{told}"
        );
    }

    #[test]
    fn a_line_cannot_be_clear_and_not_on_one_day() {
        let folder = folder(&[(
            "inspections.csv",
            "declaration_id,item_no,outcome,inspected_on,known_on\n\
             D1,1,clear,2025-01-01,2025-01-09\n\
             D1,2,clear,2025-01-01,2025-01-09\n\
             D1,1,re-export,2025-01-01,2025-01-09\n\
             D2,1,clear,2025-01-01,2025-01-09\n\
             D2,1,false-declaration,2025-01-01,2025-01-10\n\
             D3,1,false-declaration,2025-01-01,2025-01-09\n\
             D3,1,re-export,2025-01-01,2025-01-09\n",
        )]);
        let registers = Registers::load(folder.path()).unwrap();
        let kept: Vec<(&str, i32, &str)> = registers
            .outcomes
            .iter()
            .map(|row| (row.declaration_id.as_str(), row.item_no, row.outcome.as_str()))
            .collect();
        let expected = [("D1", 2, "clear"), ("D2", 1, "clear"), ("D3", 1, "false_declaration"), ("D3", 1, "re_export")];
        assert_eq!((&kept[..4], kept[4]), (&expected[..], ("D2", 1, "false_declaration")));
        let aside = &registers.quarantined[0];
        let rows: Vec<i64> = aside.column("row").unwrap().i64().unwrap().iter().flatten().collect();
        let rules: Vec<&str> = aside.column("rule").unwrap().str().unwrap().iter().flatten().collect();
        assert_eq!((rows, rules), (vec![1, 3], vec!["register-contradiction"; 2]));
        assert_eq!(registers.files[0].rows_quarantined, 2);
        let told = registers.set_aside().unwrap();
        assert!(told.contains("value `clear`: the value is contradicted by another outcome"), "{told}");
    }

    #[test]
    fn a_register_of_which_nothing_can_be_used_stops_the_run() {
        let folder = folder(&[(
            "supply.csv",
            "seller_id,buyer_id,element,contained_kg,traded_on,reported_on\nS,B,antimony,1,01/02/2025,2025-02-02\n",
        )]);
        let why = Registers::load(folder.path()).unwrap_err().to_string();
        assert!(why.contains("not one of its 1 rows") && why.contains("traded_on"), "{why}");
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
