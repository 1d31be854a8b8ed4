//! The flows as a file of a snapshot.

use super::flows::{Cell, Corridor, Day, Flows, MonthlyCode};
use crate::error::{Error, Result};
use polars::prelude::*;
use std::path::Path;

/// File in a snapshot's folder.
const FILE: &str = "flows.parquet";
/// Format of the file; a file of another is refused.
const FORMAT: i32 = 1;
/// Kinds of rows: the format, the last day learned, a corridor's day, a code's month, a day of all goods.
const ABOUT: u8 = u8::MAX;
const EVENING: u8 = 0;
const CORRIDOR: u8 = 1;
const CODE: u8 = 2;
const ALL: u8 = 3;

/// Columns in the making.
#[derive(Default)]
struct Rows {
    kind: Vec<u32>,
    what: Vec<String>,
    place: Vec<String>,
    at: Vec<i32>,
    cells: [Vec<u64>; 3],
}

impl Rows {
    fn push(&mut self, kind: u8, what: &str, place: &str, at: i32, cell: Cell) {
        self.kind.push(u32::from(kind));
        self.what.push(what.to_owned());
        self.place.push(place.to_owned());
        self.at.push(at);
        let sums = [cell.lines, cell.grams, cell.cents];
        self.cells.iter_mut().zip(sums).for_each(|(column, sum)| column.push(sum));
    }
}

/// Writes flows without their sellers, and the last day learned.
pub(super) fn write(flows: &Flows, evening: Option<Day>, folder: &Path) -> Result<()> {
    let path = folder.join(FILE);
    let mut rows = Rows::default();
    rows.push(ABOUT, "", "", FORMAT, Cell::default());
    if let Some(evening) = evening {
        rows.push(EVENING, "", "", evening, Cell::default());
    }
    for (corridor, sellers) in flows.corridors() {
        for (day, cell) in sellers.values().flatten() {
            rows.push(CORRIDOR, &corridor.mineral, &corridor.destination, *day, *cell);
        }
    }
    for (code, cell) in flows.codes() {
        rows.push(CODE, &code.hs6, &code.destination, code.month, *cell);
    }
    for (day, lines) in flows.all() {
        rows.push(ALL, "", "", *day, Cell { lines: *lines, ..Cell::default() });
    }
    let [lines, grams, cents] = rows.cells;
    let mut frame = df!("kind" => rows.kind, "what" => rows.what, "place" => rows.place, "at" => rows.at,
        "lines" => lines, "grams" => grams, "cents" => cents)?;
    let file = std::fs::File::create(&path).map_err(|cause| Error::write(&path, cause))?;
    ParquetWriter::new(&file).with_compression(ParquetCompression::Zstd(None)).finish(&mut frame)?;
    file.sync_all().map_err(|cause| Error::write(&path, cause))
}

/// Reads what `write` wrote.
///
/// # Errors
/// [`Error::Input`] where the file is absent, damaged, or of another format.
pub(super) fn read(folder: &Path) -> Result<(Flows, Option<Day>)> {
    let path = folder.join(FILE);
    let remedy = "make the baselines anew with `tidewaiter replay`";
    let file = std::fs::File::open(&path).map_err(|cause| Error::input(&path, cause, remedy))?;
    let frame = ParquetReader::new(file).finish().map_err(|cause| Error::input(&path, cause, remedy))?;
    let read = taken(&frame).ok().flatten();
    read.ok_or_else(|| Error::input(&path, "it is not what this program learns from flows", remedy))
}

/// `None` where a row is not what `write` writes.
fn taken(frame: &DataFrame) -> PolarsResult<Option<(Flows, Option<Day>)>> {
    let (kind, at) = (frame.column("kind")?.u32()?, frame.column("at")?.i32()?);
    let (what, place) = (frame.column("what")?.str()?, frame.column("place")?.str()?);
    let (lines, grams, cents) =
        (frame.column("lines")?.u64()?, frame.column("grams")?.u64()?, frame.column("cents")?.u64()?);
    let (mut flows, mut evening) = (Flows::default(), None);
    for row in 0..frame.height() {
        let sums = lines.get(row).zip(grams.get(row)).zip(cents.get(row));
        let names = what.get(row).zip(place.get(row));
        let (Some(kind), Some(at), Some(sums), Some((what, place))) = (kind.get(row), at.get(row), sums, names) else {
            return Ok(None);
        };
        let ((lines, grams), cents) = sums;
        let cell = Cell { lines, grams, cents };
        let (what, destination) = (what.to_owned(), place.to_owned());
        match u8::try_from(kind) {
            Ok(ABOUT) if row == 0 && at == FORMAT => {}
            Ok(EVENING) if row == 1 => evening = Some(at),
            Ok(CORRIDOR) if row > 0 => flows.add(Corridor { mineral: what, destination }, "", at, cell),
            Ok(CODE) if row > 0 => flows.add_code(MonthlyCode { destination, hs6: what, month: at }, cell),
            Ok(ALL) if row > 0 => flows.busy_with(at, lines),
            _ => return Ok(None),
        }
    }
    Ok((kind.get(0) == Some(u32::from(ABOUT))).then_some((flows, evening)))
}
