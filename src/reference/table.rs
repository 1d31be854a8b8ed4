//! A reference table as text: named columns, located faults, a source in every row.

use crate::error::Error;
use crate::error::Result;
use chrono::NaiveDate;
use std::path::{Path, PathBuf};

/// A CSV table with a header; every row ends with its source.
#[derive(Debug)]
pub struct Table {
    path: PathBuf,
    headers: Vec<String>,
    records: Vec<(u64, csv::StringRecord)>,
}

/// One row of a [`Table`]; its faults know file, line, column and value.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    table: &'a Table,
    line: u64,
    record: &'a csv::StringRecord,
}

impl Table {
    /// Reads a table and checks that the needed columns exist and that each row names its source.
    ///
    /// # Errors
    /// [`Error::Input`] with file, row, column, value and remedy.
    pub fn read(path: &Path, bytes: &[u8], needed: &[&str]) -> Result<Table> {
        let remedy = "write UTF-8 CSV with a header; `tidewaiter reference show` prints the shipped table";
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
        let headers: Vec<String> = reader
            .headers()
            .map_err(|cause| Error::input(path, format!("its header cannot be read: {cause}"), remedy))?
            .iter()
            .map(str::to_owned)
            .collect();
        for name in needed.iter().chain(&["source"]) {
            if !headers.iter().any(|header| header == name) {
                return Err(Error::input(path, format!("it has no column `{name}`"), "add the column"));
            }
        }
        let mut records = Vec::new();
        for (index, record) in reader.records().enumerate() {
            let record = record
                .map_err(|cause| Error::input(path, format!("row {} cannot be read: {cause}", index + 2), remedy))?;
            let line = record.position().map_or(index as u64 + 2, |position| position.line());
            records.push((line, record));
        }
        let table = Table { path: path.to_owned(), headers, records };
        for row in table.rows() {
            row.required("source")?;
        }
        Ok(table)
    }

    /// The rows in file order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.records.iter().map(|(line, record)| Row { table: self, line: *line, record })
    }
}

impl<'a> Row<'a> {
    /// The cell of a column, trimmed; empty where the column is absent.
    pub fn text(&self, column: &str) -> &'a str {
        let place = self.table.headers.iter().position(|header| header == column);
        place.and_then(|place| self.record.get(place)).unwrap_or("")
    }

    /// A cell that must not be empty.
    pub fn required(&self, column: &str) -> Result<&'a str> {
        match self.text(column) {
            "" => Err(self.fault(column, "is empty", "fill it; each row needs it")),
            text => Ok(text),
        }
    }

    /// The parts of a cell that lists several, separated by `;`.
    pub fn list(&self, column: &str) -> Vec<String> {
        self.text(column).split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    /// An optional day, `YYYY-MM-DD`.
    pub fn date(&self, column: &str) -> Result<Option<NaiveDate>> {
        match self.text(column) {
            "" => Ok(None),
            text => NaiveDate::parse_from_str(text, "%Y-%m-%d")
                .map(Some)
                .map_err(|_| self.fault(column, "is no day", "write it as YYYY-MM-DD")),
        }
    }

    /// A day that must be there.
    pub fn required_date(&self, column: &str) -> Result<NaiveDate> {
        self.required(column)?;
        self.date(column)?.ok_or_else(|| self.fault(column, "is empty", "write it as YYYY-MM-DD"))
    }

    /// An optional finite number.
    pub fn number(&self, column: &str) -> Result<Option<f64>> {
        match self.text(column) {
            "" => Ok(None),
            text => match text.parse::<f64>() {
                Ok(number) if number.is_finite() => Ok(Some(number)),
                _ => Err(self.fault(column, "is no number", "write digits with a decimal point")),
            },
        }
    }

    /// A finite number that must be there and lie within bounds.
    pub fn number_within(&self, column: &str, low: f64, high: f64) -> Result<f64> {
        self.required(column)?;
        match self.number(column)? {
            Some(number) if (low..=high).contains(&number) => Ok(number),
            _ => Err(self.fault(column, &format!("lies outside {low}..{high}"), "correct the value")),
        }
    }

    /// The error for a bad cell of this row.
    pub fn fault(&self, column: &str, what: &str, remedy: &str) -> Error {
        let value = self.text(column);
        Error::input(&self.table.path, format!("row {}, column `{column}`, value `{value}` {what}", self.line), remedy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    fn fault(text: &str) -> String {
        let table = Table::read(Path::new("limits.csv"), text.as_bytes(), &["limit"]);
        let row = table.and_then(|table| table.rows().map(|row| row.number_within("limit", 0.0, 10.0)).collect());
        row.map(|rows: Vec<f64>| format!("{rows:?}")).unwrap_or_else(|error| error.to_string())
    }

    #[test]
    fn a_fault_says_file_row_column_value_and_remedy() {
        expect!["[3.0]"].assert_eq(&fault("limit,source\n3,law\n"));
        expect!["`limits.csv` cannot be used: row 3, column `limit`, value `x` is no number; write digits with a decimal point"]
            .assert_eq(&fault("limit,source\n3,law\nx,law\n"));
        expect!["`limits.csv` cannot be used: row 2, column `source`, value `` is empty; fill it; each row needs it"]
            .assert_eq(&fault("limit,source\n3,\n"));
        expect!["`limits.csv` cannot be used: it has no column `source`; add the column"]
            .assert_eq(&fault("limit\n3\n"));
        expect!["`limits.csv` cannot be used: row 2, column `limit`, value `11` lies outside 0..10; correct the value"]
            .assert_eq(&fault("limit,source\n11,law\n"));
    }
}
