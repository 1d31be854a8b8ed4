//! One import: read, convert, set bad rows aside, publish with provenance.

use super::formats::{Cells, Fault, Format, ImportKind};
use super::publish::Pending;
use crate::error::Error;
use crate::error::Result;
use chrono::NaiveDate;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};

/// What an import did; read = written + quarantined, always.
#[derive(Debug, Clone, Serialize)]
pub struct ImportReport {
    /// Which public table.
    pub kind: &'static str,
    /// Path of the source file as given.
    pub source: String,
    /// Of the source file, hexadecimal.
    pub sha256: String,
    /// Size of the source file.
    pub bytes: u64,
    /// Rows without the header.
    pub rows_read: u64,
    /// Rows in our form.
    pub rows_written: u64,
    /// Rows set aside.
    pub rows_quarantined: u64,
    /// Day on which the source was fetched, as the user says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retrieved: Option<String>,
    /// The table in our form.
    pub table: PathBuf,
    /// Bad rows with their reason.
    pub quarantine: PathBuf,
    /// Papers of the import.
    #[serde(skip)]
    pub provenance: PathBuf,
}

/// Hashes what passes.
struct Hashing<R> {
    inner: R,
    hash: Sha256,
    bytes: u64,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hash.update(&buffer[..count]);
        self.bytes += count as u64;
        Ok(count)
    }
}

/// Imports a public table into the folder `out`: the table, its quarantine, its provenance.
///
/// # Errors
/// [`Error::Input`] where the file cannot be read, is another table, or has no usable row; [`Error::Write`].
pub fn import(kind: ImportKind, file: &Path, out: &Path, retrieved: Option<NaiveDate>) -> Result<ImportReport> {
    let format = kind.format();
    let opened = File::open(file).map_err(|cause| Error::input(file, cause, "give the path of a readable file"))?;
    let source = Hashing { inner: BufReader::new(opened), hash: Sha256::new(), bytes: 0 };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(source);
    let mut record = csv::ByteRecord::new();
    let stem = format.output.trim_end_matches(".csv");
    let mut table = Sheet::open(out, format.output, format.columns)?;
    let mut aside = Sheet::open(out, &format!("{stem}.quarantine.csv"), &["row", "column", "value", "reason", "raw"])?;
    let mut seen = HashSet::new();
    let mut headers: Option<Vec<String>> = None;
    let (mut read, mut line) = (0u64, 0u64);
    while reader.read_byte_record(&mut record).map_err(|cause| {
        Error::input(file, format!("row {} cannot be read: {cause}", line + 1), "export it anew as CSV")
    })? {
        line = record.position().map_or(line + 1, |position| position.line());
        let cells = match decode(&record, line == 1) {
            // the original SDN file ends with the end-of-file mark of DOS
            Ok(cells) if cells.len() == 1 && matches!(cells[0].trim(), "" | "\u{1a}") => continue,
            other => other,
        };
        let known = match (&headers, &cells) {
            (Some(known), _) => known,
            (None, Ok(first)) => {
                let (names, is_header) = header(format, first, file)?;
                let known = headers.insert(names);
                if is_header {
                    continue;
                }
                known
            }
            (None, Err(_)) => {
                return Err(Error::input(file, "its header is not UTF-8 text", "export it anew as UTF-8 CSV"));
            }
        };
        read += 1;
        let row = cells.clone().and_then(|cells| {
            if cells.len() > known.len() || cells.len() < least_cells(format, known) {
                return Err(Fault {
                    column: "",
                    value: cells.len().to_string(),
                    reason: "is not the number of columns",
                });
            }
            (format.convert)(&Cells { headers: known, cells: &cells })
        });
        let row = row.and_then(|row| match seen.insert(row[0].clone()) {
            true => Ok(row),
            false => Err(Fault { column: format.columns[0], value: row[0].clone(), reason: "repeats an earlier row" }),
        });
        match row {
            Ok(row) => table.write(&row)?,
            Err(Fault { column, value, reason }) => {
                let raw: Vec<_> = record.iter().map(String::from_utf8_lossy).collect();
                aside.write(&[line.to_string(), column.to_owned(), value, reason.to_owned(), raw.join("|")])?;
            }
        }
    }
    if table.rows == 0 {
        return Err(Error::input(
            file,
            format!("none of its {read} rows can be used as {}", format.name),
            format!("give a table with the columns {}", format.needs.join(", ")),
        ));
    }
    let mut source = reader.into_inner();
    io::copy(&mut source, &mut io::sink()).map_err(|cause| Error::input(file, cause, "make it readable"))?;
    let (rows_written, rows_quarantined) = (table.rows, aside.rows);
    let report = ImportReport {
        kind: format.name,
        source: file.display().to_string(),
        sha256: source.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect(),
        bytes: source.bytes,
        rows_read: read,
        rows_written,
        rows_quarantined,
        retrieved: retrieved.map(|day| day.to_string()),
        table: table.file.target().to_owned(),
        quarantine: aside.file.target().to_owned(),
        provenance: out.join(format!("{stem}.provenance.toml")),
    };
    let provenance =
        toml::to_string(&report).map_err(|cause| Error::write(&report.provenance, io::Error::other(cause)))?;
    let mut papers = Pending::open(out, &format!("{stem}.provenance.toml"))?;
    papers.writer().write_all(provenance.as_bytes()).map_err(|cause| Error::write(&report.provenance, cause))?;
    aside.file.publish()?;
    papers.publish()?;
    table.file.publish()?;
    Ok(report)
}

/// Names of the columns, and whether the first row was a header.
pub(super) fn header(format: &Format, first: &[String], file: &Path) -> Result<(Vec<String>, bool)> {
    if let Some(names) = format.headerless
        && first
            .first()
            .is_some_and(|cell| !cell.trim().is_empty() && cell.trim().bytes().all(|byte| byte.is_ascii_digit()))
    {
        return Ok((names.iter().map(|name| (*name).to_owned()).collect(), false));
    }
    let names: Vec<String> = first.iter().map(|name| name.trim().to_owned()).collect();
    match format.needs.iter().find(|need| !names.iter().any(|name| name.eq_ignore_ascii_case(need))) {
        None => Ok((names, true)),
        Some(need) => Err(Error::input(
            file,
            format!("it has no column `{need}`, so it is no {} table", format.name),
            format!("give a table with the columns {}", format.needs.join(", ")),
        )),
    }
}

/// Cells that a row must have: up to the last needed column; empty trailing cells are often left away.
pub(super) fn least_cells(format: &Format, known: &[String]) -> usize {
    let needed = |name: &String| format.needs.iter().any(|need| name.eq_ignore_ascii_case(need));
    known.iter().rposition(needed).map_or(known.len(), |at| at + 1)
}

/// Cells as text: UTF-8, else Windows-1252 as older lists have it; NUL is refused.
pub(super) fn decode(record: &csv::ByteRecord, first: bool) -> Result<Vec<String>, Fault> {
    let mut cells = Vec::with_capacity(record.len());
    for (at, bytes) in record.iter().enumerate() {
        let bytes = if first && at == 0 { bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes) } else { bytes };
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
        };
        if text.contains('\0') {
            return Err(Fault { column: "", value: text.replace('\0', "\\0"), reason: "holds a NUL" });
        }
        cells.push(text);
    }
    Ok(cells)
}

/// A CSV file in the making.
struct Sheet {
    file: Pending,
    rows: u64,
}

impl Sheet {
    fn open(folder: &Path, name: &str, columns: &[&str]) -> Result<Sheet> {
        let mut sheet = Sheet { file: Pending::open(folder, name)?, rows: 0 };
        sheet.line(columns)?;
        Ok(sheet)
    }

    fn write(&mut self, cells: &[String]) -> Result<()> {
        self.rows += 1;
        self.line(cells)
    }

    fn line<T: AsRef<[u8]>>(&mut self, cells: &[T]) -> Result<()> {
        let target = self.file.target().to_owned();
        let mut line = csv::Writer::from_writer(Vec::with_capacity(256));
        line.write_record(cells).map_err(|cause| Error::write(&target, io::Error::other(cause)))?;
        let line = line.into_inner().map_err(|cause| Error::write(&target, io::Error::other(cause.to_string())))?;
        self.file.writer().write_all(&line).map_err(|cause| Error::write(&target, cause))
    }
}
