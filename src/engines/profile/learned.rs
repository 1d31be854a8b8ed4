//! The risk profile as the spine sees it: learn a day, join a batch, keep.

use super::columns::PROFILE_COLUMNS;
use super::lines::Lines;
use super::outcomes::{Finding, Findings, outcome_weight};
use super::rates::PROFILE_N;
use super::rows::{Rows, line};
use super::view::View;
use crate::error::Result;
use crate::registers::Registers;
use chrono::NaiveDate;
use polars::prelude::*;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// File in a snapshot's folder.
const FILE: &str = "profile.parquet";
/// Format of the file and way of keying lines; a file of another was learned otherwise and is refused.
const FORMAT: u32 = 1;
/// Rows that one task reads.
const ROWS_PER_TASK: usize = 4_096;

impl Findings {
    /// The outcomes as the register tells them. `other` is neither false declaration nor re-export, but something was found.
    pub fn from_registers(registers: &Registers) -> Findings {
        Findings::of(registers.outcomes.iter().map(|row| {
            let is = |outcome: &str| f32::from(u8::from(row.outcome == outcome));
            Finding {
                line: line(&row.declaration_id, row.item_no),
                known_on: row.known_on.to_epoch_days(),
                found: [is("false_declaration"), is("re_export"), 1.0 - is("clear")],
                weight: outcome_weight(row.selection_probability),
            }
        }))
    }
}

/// Whom and what lines were of, so that outcomes known later can be laid to them.
#[derive(Debug, Default)]
pub struct RiskProfile {
    lines: Lines,
    /// What was worked out last: a later day goes on from it.
    worked_out: Mutex<Option<WorkedOut>>,
}

#[derive(Debug)]
struct WorkedOut {
    findings: Arc<Findings>,
    view: Arc<View>,
}

impl Clone for RiskProfile {
    fn clone(&self) -> Self {
        RiskProfile { lines: self.lines.clone(), worked_out: Mutex::default() }
    }
}

impl PartialEq for RiskProfile {
    fn eq(&self, other: &Self) -> bool {
        self.lines == other.lines
    }
}

impl RiskProfile {
    /// Remembers the lines of a finished day.
    pub fn update(&mut self, declarations: &DataFrame) -> Result<()> {
        let rows = Rows::of(declarations)?;
        let mut others = false;
        for ((line, day), traits) in rows.lines.iter().zip(&rows.days).zip(&rows.traits) {
            others |= self.lines.learn(*line, *day, *traits);
        }
        if others {
            self.worked_out = Mutex::default();
        }
        Ok(())
    }

    /// Ends a day, also one without a line. Lines are forgotten after 400 days, after three half-lives where an outcome is known.
    pub fn close(&mut self, day: NaiveDate, findings: &Findings) {
        if self.lines.close(day.to_epoch_days(), findings) {
            self.worked_out = Mutex::default();
        }
    }

    /// Takes the lines of another. Associative and commutative.
    pub fn merge(&mut self, other: &Self) {
        self.lines.merge(&other.lines);
        self.worked_out = Mutex::default();
    }

    /// Appends [`PROFILE_COLUMNS`]. Row-wise: a line of day t is told what was known before t of lines accepted before t, its own
    /// outcome and those of its near-duplicates left out. All null, at no cost, where no outcome is given.
    pub fn join(&self, declarations: &DataFrame, findings: &Arc<Findings>) -> Result<DataFrame> {
        let height = declarations.height();
        if findings.is_empty() || self.lines.is_empty() {
            let null = |column: &crate::schema::Column| Column::full_null(column.name.into(), height, &column.dtype());
            return Ok(declarations.hstack(&PROFILE_COLUMNS.iter().map(null).collect::<Vec<_>>())?);
        }
        let rows = Rows::of(declarations)?;
        let mut days: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
        rows.days.iter().enumerate().for_each(|(row, day)| days.entry(*day).or_default().push(row));
        let mut told = vec![[f32::NAN; PROFILE_N]; height];
        for (day, places) in days {
            let view = self.view(day, findings);
            let tell = |row: &usize| {
                let traits = &rows.traits[*row];
                let own = view.own(rows.lines[*row], &self.lines);
                let group = u64::from(traits.near_duplicate);
                view.profile.rates_without(day, &traits.keys(), group, own.as_ref())
            };
            let rates: Vec<_> = places.par_iter().with_min_len(ROWS_PER_TASK).map(tell).collect();
            places.iter().zip(rates).for_each(|(row, rates)| told[*row] = rates);
        }
        let column = |(place, column): (usize, &crate::schema::Column)| {
            let values = told.iter().map(|rates| Some(rates[place]).filter(|rate| !rate.is_nan()));
            Float32Chunked::from_iter_options(column.name.into(), values).into_column()
        };
        let columns: Vec<Column> = PROFILE_COLUMNS.par_iter().enumerate().map(column).collect();
        Ok(declarations.hstack(&columns)?)
    }

    /// What is known at the beginning of a day.
    fn view(&self, day: i32, findings: &Arc<Findings>) -> Arc<View> {
        let mut held = self.worked_out.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let same = held.take().filter(|held| Arc::ptr_eq(&held.findings, findings));
        let mut view = same.map_or_else(Arc::default, |held| held.view);
        if !view.is_at(day, &self.lines) {
            Arc::make_mut(&mut view).go_to(day, findings, &self.lines);
        }
        *held = Some(WorkedOut { findings: Arc::clone(findings), view: Arc::clone(&view) });
        view
    }

    /// The outcomes known before a day whose line was never learned, or forgotten: declaration and item, in order, each once. They
    /// count for nobody.
    pub fn orphans(&self, registers: &Registers, as_of: NaiveDate) -> Vec<(String, i32)> {
        let day = as_of.to_epoch_days();
        let known = Registers::known(&registers.outcomes, as_of, |row| row.known_on);
        let unseen = known.iter().filter(|row| {
            let held = self.lines.get(line(&row.declaration_id, row.item_no));
            held.is_none_or(|held| held.day >= day)
        });
        let mut names: Vec<_> = unseen.map(|row| (row.declaration_id.clone(), row.item_no)).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Writes what was learned into a snapshot's folder.
    pub fn write(&self, folder: &Path) -> Result<()> {
        self.lines.write(&folder.join(FILE), FORMAT)
    }

    /// Reads what `write` wrote.
    ///
    /// # Errors
    /// [`crate::error::Error::Input`] where the file is absent, damaged, or of another format.
    pub fn read(folder: &Path) -> Result<Self> {
        Ok(RiskProfile { lines: Lines::read(&folder.join(FILE), FORMAT)?, worked_out: Mutex::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::baselines::Table;
    use crate::registers::Outcome;
    use crate::schema::{
        ACCEPTED_ON, DECLARATION, DECLARATION_ID, DESTINATION_COUNTRY, EXPORTER_ID, GOODS_DESCRIPTION, HS_CODE, ITEM_NO,
    };

    fn date(day: i32) -> NaiveDate {
        NaiveDate::from_epoch_days(20_000 + day).unwrap()
    }

    /// Lines (name, day, exporter, description) of one code and destination.
    fn frame(rows: &[(&str, i32, &str, &str)]) -> DataFrame {
        let text = |name: &str, values: Vec<&str>| Column::new(name.into(), values);
        let days: Vec<i32> = rows.iter().map(|row| 20_000 + row.1).collect();
        let known = [
            text(DECLARATION_ID.name, rows.iter().map(|row| row.0).collect()),
            Column::new(ITEM_NO.name.into(), vec![1i32; rows.len()]),
            Column::new(ACCEPTED_ON.name.into(), days).cast(&DataType::Date).unwrap(),
            text(HS_CODE.name, vec!["8110101000"; rows.len()]),
            text(DESTINATION_COUNTRY.name, vec!["TH"; rows.len()]),
            text(EXPORTER_ID.name, rows.iter().map(|row| row.2).collect()),
            text(GOODS_DESCRIPTION.name, rows.iter().map(|row| row.3).collect()),
        ];
        let columns = DECLARATION.iter().map(|column| {
            let given = known.iter().find(|given| given.name() == column.name);
            given.cloned().unwrap_or_else(|| Column::full_null(column.name.into(), rows.len(), &column.dtype()))
        });
        DataFrame::new(rows.len(), columns.collect()).unwrap()
    }

    fn registers(rows: &[(&str, i32, &str)]) -> Registers {
        let row = |(name, day, outcome): &(&str, i32, &str)| Outcome {
            declaration_id: (*name).into(),
            item_no: 1,
            outcome: (*outcome).into(),
            typology: None,
            seized_kg: None,
            seized_value_usd: None,
            inspected_on: date(*day),
            known_on: date(*day),
            selected_by: None,
            selection_probability: None,
        };
        Registers { outcomes: rows.iter().map(row).collect(), ..Registers::default() }
    }

    const PAST: [(&str, i32, &str, &str); 5] = [
        ("a", 0, "A", "ingots"),
        ("b", 0, "B", "ingots"),
        ("c", 1, "A", "powder"),
        ("d", 2, "B", "bars"),
        ("e", 3, "C", "rods"),
    ];
    const FOUND: [(&str, i32, &str); 5] =
        [("a", 4, "false_declaration"), ("b", 5, "clear"), ("d", 6, "re_export"), ("x", 6, "clear"), ("e", 7, "other")];

    fn learned(rows: &[(&str, i32, &str, &str)], findings: &Findings) -> RiskProfile {
        let mut profile = RiskProfile::default();
        for day in 0..=3 {
            let of_day: Vec<_> = rows.iter().filter(|row| row.1 == day).copied().collect();
            if !of_day.is_empty() {
                profile.update(&frame(&of_day)).unwrap();
                profile.close(date(day), findings);
            }
        }
        profile
    }

    fn value(frame: &DataFrame, name: &str, row: usize) -> Option<f32> {
        frame.column(name).unwrap().f32().unwrap().get(row)
    }

    #[test]
    fn a_line_is_told_what_was_known_before_its_day() {
        let findings = Arc::new(Findings::from_registers(&registers(&FOUND)));
        let profile = learned(&PAST, &findings);
        let night = frame(&[
            ("n", 4, "A", "wire"),
            ("o", 5, "A", "wire"),
            ("p", 5, "A", "ingots"),
            ("q", 9, "B", "wire"),
            ("a", 9, "A", "rods"),
        ]);
        let told = profile.join(&night, &findings).unwrap();
        assert_eq!(told.width(), night.width() + PROFILE_COLUMNS.len());
        let exporter = |row| value(&told, "profile_exporter_false", row);
        assert_eq!(exporter(0), None, "nothing is known before day 5");
        // One outcome known the day before, a false declaration: n is 1 but for a day's fading.
        let all = (1.0 + 50.0 * 0.015) / 51.0;
        assert!((f64::from(exporter(1).unwrap()) - (1.0 + 10.0 * all) / 11.0).abs() < 1e-3);
        assert_eq!(exporter(2), None, "what is known is of its near-duplicate");
        assert!(value(&told, "profile_exporter_re_export", 3) > value(&told, "profile_exporter_re_export", 1));
        assert!((value(&told, "profile_exporter_n", 3).unwrap() - 3f32.ln()).abs() < 5e-3);
        assert_eq!(value(&told, "profile_exporter_n", 4), Some(0.0), "its own outcome says nothing");
        for row in 0..night.height() {
            let apart = profile.join(&night.slice(row as i64, 1), &findings).unwrap();
            assert!(apart.equals_missing(&told.slice(row as i64, 1)), "row {row}");
        }
        let none = profile.join(&night, &Arc::default()).unwrap();
        assert!(PROFILE_COLUMNS.iter().all(|c| none.column(c.name).unwrap().null_count() == night.height()));
        assert_eq!(none.schema(), told.schema());
    }

    #[test]
    fn outcomes_without_a_line_are_listed() {
        let given = registers(&FOUND);
        let profile = learned(&PAST, &Findings::from_registers(&given));
        assert!(profile.orphans(&given, date(6)).is_empty());
        assert_eq!(profile.orphans(&given, date(7)), [("x".to_owned(), 1)]);
        assert_eq!(RiskProfile::default().orphans(&given, date(6)).len(), 2);
    }

    #[test]
    fn halves_make_the_whole_and_what_is_written_is_read() {
        let findings = Arc::new(Findings::from_registers(&registers(&FOUND)));
        let (whole, mut one, mut two) =
            (learned(&PAST, &findings), learned(&PAST[..3], &findings), learned(&PAST[3..], &findings));
        let first = one.clone();
        one.merge(&two);
        two.merge(&first);
        assert!(one == whole && two == whole);
        let folder = tempfile::tempdir().unwrap();
        whole.write(folder.path()).unwrap();
        let back = RiskProfile::read(folder.path()).unwrap();
        assert!(back == whole);
        let night = frame(&[("n", 9, "A", "wire"), ("o", 8, "B", "wire")]);
        assert!(back.join(&night, &findings).unwrap().equals_missing(&whole.join(&night, &findings).unwrap()));
        let bytes = std::fs::read(folder.path().join(FILE)).unwrap();
        whole.write(folder.path()).unwrap();
        assert_eq!(std::fs::read(folder.path().join(FILE)).unwrap(), bytes);
    }

    #[test]
    fn a_damaged_or_absent_file_is_refused_with_a_remedy() {
        let folder = tempfile::tempdir().unwrap();
        let refused = || {
            let said = RiskProfile::read(folder.path()).unwrap_err().to_string();
            assert!(said.contains("profile.parquet") && said.contains("tidewaiter replay"), "{said}");
        };
        refused();
        let profile = learned(&PAST, &Findings::default());
        profile.write(folder.path()).unwrap();
        let path = folder.path().join(FILE);
        let whole = std::fs::read(&path).unwrap();
        for broken in [&b"no parquet"[..], &whole[..whole.len() / 2], &[]] {
            std::fs::write(&path, broken).unwrap();
            refused();
        }
        let mut short: Table<Vec<u8>> = Table::default();
        *short.entry(7) = vec![0; 52];
        short.write_in(&path, FORMAT).unwrap();
        refused();
        Table::<Vec<u8>>::default().write_in(&path, FORMAT + 1).unwrap();
        refused();
    }
}
