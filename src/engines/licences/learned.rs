//! The licence accounts as the spine sees them: learn a day, join a batch, keep.

use super::columns::*;
use super::inputs::Licence;
use super::judgement::{Judgement, Presented};
use super::register::LicenceRegister;
use super::used::Used;
use crate::baselines::Table;
use crate::error::{Error, Result};
use crate::reference::{CONTROLLED, TRADED_MINERAL};
use crate::registers::Registers;
use crate::schema::Column as Declared;
use crate::schema::{
    ACCEPTED_ON, CONSIGNEE_COUNTRY, CONSIGNEE_NAME, DESTINATION_COUNTRY, EXPORTER_ID, HS_CODE, LICENCE_NO, NET_MASS_KG,
};
use polars::prelude::*;
use std::path::Path;

/// File in a snapshot's folder.
const FILE: &str = "licences.parquet";
/// Format of the file and way of counting; a file of another was learned otherwise and is refused.
const FORMAT: u32 = 1;

impl LicenceRegister {
    /// The licences as the register tells them. Where it does not say when a licence became known, the reader takes its first day
    /// of validity; a licence is issued before it is valid, so it is then known from the day before. The reader does not hand on
    /// whether it filled the day in, so a row that itself says so, known on its first day of validity, is moved a day back too and
    /// counts on that day, not first on the next.
    pub fn from_registers(registers: &Registers) -> LicenceRegister {
        LicenceRegister::of(registers.licences.iter().map(|row| Licence {
            licence_no: row.licence_no.clone(),
            holder_id: row.holder_id.clone(),
            hs_code: row.hs_code.clone().unwrap_or_default(),
            mineral: row.mineral.clone().unwrap_or_default(),
            quantity_kg: row.quantity_kg,
            consignee_name: row.consignee_name.clone().unwrap_or_default(),
            country: row.country.clone().unwrap_or_default(),
            valid_from: row.valid_from.to_epoch_days(),
            valid_to: row.valid_to.to_epoch_days(),
            known_on: row.known_on.to_epoch_days() - i32::from(row.known_on == row.valid_from),
        }))
    }
}

/// How much was declared under each licence so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LicenceUse {
    used: Used,
}

impl LicenceUse {
    /// Books the declarations of a finished day.
    pub fn update(&mut self, declarations: &DataFrame, register: &LicenceRegister) -> Result<()> {
        let rows = Rows::of(declarations)?;
        (0..declarations.height()).for_each(|row| register.book(&rows.line(row), &mut self.used));
        Ok(())
    }

    /// Appends [`LICENCE_COLUMNS`]. Row-wise: each line is judged by what was known and used before its day, as if it were the only
    /// new one. `tolerance` is the share by which a licence may be overdrawn; it is handed on to whoever measures.
    pub fn join(&self, declarations: &DataFrame, register: &LicenceRegister, tolerance: f64) -> Result<DataFrame> {
        let rows = Rows::of(declarations)?;
        let said: Vec<Judgement> =
            (0..declarations.height()).map(|row| register.judge(&rows.line(row), &self.used)).collect();
        let flag = |take: fn(&Judgement) -> Option<bool>| numbers(&said, |said| take(said).map(f64::from));
        let text = |take: fn(&Judgement) -> &Option<String>| {
            Series::new("".into(), said.iter().map(|said| take(said).as_deref()).collect::<Vec<_>>())
        };
        let made = [
            flag(|said| said.absent),
            numbers(&said, |said| said.unknown),
            text(|said| &said.meant),
            flag(|said| said.other_holder),
            text(|said| &said.holder),
            numbers(&said, |said| said.other_goods),
            text(|said| &said.licensed_hs),
            numbers(&said, |said| said.other_consignee),
            text(|said| &said.licensed_consignee),
            flag(|said| said.other_country),
            text(|said| &said.licensed_country),
            numbers(&said, |said| said.days_outside.map(f64::from)),
            Series::new("".into(), said.iter().map(|said| said.valid_to).collect::<Vec<_>>()),
            numbers(&said, |said| said.used_kg),
            numbers(&said, |said| said.quantity_kg),
            numbers(&said, |said| said.quantity_kg.map(|_| tolerance * 100.0)),
        ];
        let columns = made
            .into_iter()
            .zip(LICENCE_COLUMNS)
            .map(|(series, column)| Ok(series.cast(&column.dtype())?.with_name(column.name.into()).into_column()));
        Ok(declarations.hstack(&columns.collect::<Result<Vec<_>>>()?)?)
    }

    /// Takes what other accounts hold. Associative and commutative.
    pub fn merge(&mut self, other: &Self) {
        self.used.merge(&other.used);
    }

    /// Writes what was learned into a snapshot's folder.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let mut table: Table<Vec<u8>> = Table::default();
        for (licence, grams) in self.used.iter() {
            table.entry(licence).extend(grams.to_le_bytes());
        }
        table.write_in(&folder.join(FILE), FORMAT)
    }

    /// Reads what `write` wrote.
    ///
    /// # Errors
    /// [`Error::Input`] where the file is absent, damaged, or of another format.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let remedy = "make the baselines anew with `tidewaiter replay`";
        let damaged = || Error::input(&path, "it is not what this program learns for licences", remedy);
        let table = Table::read_in(&path, FORMAT)?;
        let mut accounts = LicenceUse::default();
        for (licence, grams) in table.iter() {
            let grams = <[u8; 8]>::try_from(grams.as_slice()).map_err(|_| damaged())?;
            accounts.used.add_grams(licence, u64::from_le_bytes(grams));
        }
        Ok(accounts)
    }
}

fn numbers(said: &[Judgement], take: impl Fn(&Judgement) -> Option<f64>) -> Series {
    Series::new("".into(), said.iter().map(take).collect::<Vec<_>>())
}

/// The columns that are read; `None` where the frame lacks one.
struct Rows {
    texts: [Option<StringChunked>; 7],
    mass: Option<Float64Chunked>,
    day: Option<Int32Chunked>,
    controlled: Option<Float64Chunked>,
}

impl Rows {
    fn of(frame: &DataFrame) -> Result<Rows> {
        let held =
            |declared: Declared| frame.column(declared.name).ok().filter(|column| column.dtype() != &DataType::Null);
        let text = |declared: Declared| -> Result<Option<StringChunked>> {
            let Some(column) = held(declared) else { return Ok(None) };
            Ok(Some(column.as_materialized_series().rechunk().str()?.clone()))
        };
        let number = |declared: Declared| -> Result<Option<Float64Chunked>> {
            let Some(column) = held(declared) else { return Ok(None) };
            Ok(Some(column.cast(&DataType::Float64)?.as_materialized_series().rechunk().f64()?.clone()))
        };
        let day = match held(ACCEPTED_ON) {
            Some(column) => {
                let days = column.cast(&DataType::Date)?.cast(&DataType::Int32)?;
                Some(days.as_materialized_series().rechunk().i32()?.clone())
            }
            None => None,
        };
        Ok(Rows {
            texts: [
                text(LICENCE_NO)?,
                text(EXPORTER_ID)?,
                text(HS_CODE)?,
                text(TRADED_MINERAL)?,
                text(CONSIGNEE_NAME)?,
                text(CONSIGNEE_COUNTRY)?,
                text(DESTINATION_COUNTRY)?,
            ],
            mass: number(NET_MASS_KG)?,
            day,
            controlled: number(CONTROLLED)?,
        })
    }

    fn line(&self, row: usize) -> Presented<'_> {
        let [licence_no, exporter_id, hs, mineral, consignee_name, consignee_country, destination] = &self.texts;
        Presented {
            licence_no: text_at(licence_no, row),
            exporter_id: text_at(exporter_id, row),
            hs: text_at(hs, row),
            mineral: text_at(mineral, row),
            consignee_name: text_at(consignee_name, row),
            consignee_country: text_at(consignee_country, row),
            destination: text_at(destination, row),
            net_kg: self.mass.as_ref().and_then(|mass| mass.get(row)),
            day: self.day.as_ref().and_then(|day| day.get(row)).unwrap_or(i32::MIN),
            required: self.controlled.as_ref().and_then(|flag| flag.get(row)).map(|flag| flag == 1.0),
        }
    }
}

fn text_at(column: &Option<StringChunked>, row: usize) -> Option<&str> {
    column.as_ref().and_then(|column| column.get(row)).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> chrono::NaiveDate {
        text.parse().unwrap()
    }

    fn register() -> LicenceRegister {
        let (from, to) = (day("2025-01-01"), day("2025-06-30"));
        let row = |known: &str, to, kg| crate::registers::Licence {
            licence_no: "25-1200-000001".into(),
            holder_id: "A".into(),
            hs_code: Some("8110101000".into()),
            mineral: Some("antimony".into()),
            quantity_kg: Some(kg),
            consignee_name: Some("ASAHI KOYO".into()),
            country: Some("JP".into()),
            valid_from: from,
            valid_to: to,
            known_on: day(known),
        };
        let licences = vec![row("2025-01-01", to, 1000.0), row("2025-06-01", day("2025-12-31"), 2000.0)];
        let registers = Registers { licences, ..Registers::default() };
        LicenceRegister::from_registers(&registers)
    }

    fn lines(rows: &[(&str, &str, f64)]) -> DataFrame {
        let days: Vec<i32> = rows.iter().map(|row| day(row.0).to_epoch_days()).collect();
        let mut frame = df!(
            "exporter_id" => rows.iter().map(|row| row.1).collect::<Vec<_>>(),
            "licence_no" => vec!["25-1200-000001"; rows.len()],
            "hs_code" => vec!["8110101000"; rows.len()],
            "net_mass_kg" => rows.iter().map(|row| row.2).collect::<Vec<_>>(),
        )
        .unwrap();
        let days = Series::new("accepted_on".into(), days).cast(&DataType::Date).unwrap();
        frame.with_column(days.into_column()).unwrap();
        frame
    }

    #[test]
    fn the_account_runs_and_an_extension_counts_once_known() {
        let register = register();
        let mut accounts = LicenceUse::default();
        accounts.update(&lines(&[("2025-01-01", "A", 600.0), ("2025-02-01", "A", 300.0)]), &register).unwrap();
        let night = lines(&[("2025-03-01", "A", 200.0), ("2025-07-15", "A", 200.0), ("2025-03-01", "B", 200.0)]);
        let joined = accounts.join(&night, &register, 0.05).unwrap();
        let number = |name: &str, row: usize| {
            joined.column(name).unwrap().cast(&DataType::Float64).unwrap().f64().unwrap().get(row)
        };
        assert_eq!((number("licence_used_kg", 0), number("licence_quantity_kg", 0)), (Some(1100.0), Some(1000.0)));
        assert_eq!(number("licence_tolerance_pct", 0), Some(5.0));
        assert_eq!((number("licence_days_outside", 1), number("licence_quantity_kg", 1)), (Some(0.0), Some(2000.0)));
        assert_eq!((number("licence_other_holder", 0), number("licence_other_holder", 2)), (Some(0.0), Some(1.0)));
    }

    #[test]
    fn halves_make_the_whole_and_what_is_written_is_read() {
        let (register, all) = (register(), [("2025-01-01", "A", 600.0), ("2025-02-01", "A", 300.5)]);
        let learned = |rows| {
            let mut accounts = LicenceUse::default();
            accounts.update(&lines(rows), &register).unwrap();
            accounts
        };
        let (whole, mut one, two) = (learned(&all), learned(&all[..1]), learned(&all[1..]));
        one.merge(&two);
        assert_eq!(whole, one);
        let folder = tempfile::tempdir().unwrap();
        whole.write(folder.path()).unwrap();
        assert_eq!(LicenceUse::read(folder.path()).unwrap(), whole);
        std::fs::write(folder.path().join(FILE), b"PAR1 and no more").unwrap();
        assert!(LicenceUse::read(folder.path()).unwrap_err().to_string().contains("replay"));
    }
}
