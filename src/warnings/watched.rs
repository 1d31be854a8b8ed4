//! What the warnings work on, as files beside a snapshot: an unattended night adds its own lines and reads no history again.

use super::flows::{Cell, Corridor, Day, MonthlyCode};
use super::lots::{Lot, Lots};
use super::mirror::month_of;
use super::read::Read;
use crate::error::{Error, Result};
use polars::prelude::*;
use std::fs::File;
use std::path::Path;

const FLOWS: &str = "watched-flows.parquet";
const LOTS: &str = "watched-lots.parquet";
/// Weeks of flows and months of codes that are kept: three seasons, and two years of partners' statistics.
const KEPT_WEEKS: i32 = 156;
const KEPT_MONTHS: i32 = 24;
const REMEDY: &str = "take the snapshot away, so that the one before it is used";
/// Kinds of rows of the flows' table.
const SELLER: u32 = 1;
const CODE: u32 = 2;
const ALL: u32 = 3;
const MINERAL_CODE: u32 = 4;

#[derive(Default)]
struct Rows {
    kind: Vec<u32>,
    what: Vec<String>,
    place: Vec<String>,
    seller: Vec<String>,
    at: Vec<i32>,
    cells: [Vec<u64>; 3],
}

impl Rows {
    fn push(&mut self, kind: u32, what: &str, place: &str, seller: &str, at: i32, cell: Cell) {
        self.kind.push(kind);
        self.what.push(what.to_owned());
        self.place.push(place.to_owned());
        self.seller.push(seller.to_owned());
        self.at.push(at);
        let sums = [cell.lines, cell.grams, cell.cents];
        self.cells.iter_mut().zip(sums).for_each(|(column, sum)| column.push(sum));
    }
}

impl Read {
    /// Forgets what no bulletin of the evening or later looks at.
    pub fn forget(&mut self, evening: Day) {
        self.flows.forget(evening - 7 * KEPT_WEEKS, month_of(evening) - KEPT_MONTHS);
    }

    /// Writes flows and lots into a snapshot's folder.
    ///
    /// # Errors
    /// [`Error::Write`] where the folder cannot be written.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let mut rows = Rows::default();
        for (corridor, sellers) in self.flows.corridors() {
            for (seller, days) in sellers {
                for (day, cell) in days {
                    rows.push(SELLER, &corridor.mineral, &corridor.destination, seller, *day, *cell);
                }
            }
        }
        for (code, cell) in self.flows.codes() {
            rows.push(CODE, &code.hs6, &code.destination, "", code.month, *cell);
        }
        for (day, lines) in self.flows.all() {
            rows.push(ALL, "", "", "", *day, Cell { lines: *lines, ..Cell::default() });
        }
        for code in self.flows.mineral_codes() {
            rows.push(MINERAL_CODE, code, "", "", 0, Cell::default());
        }
        let [lines, grams, cents] = rows.cells;
        let flows = df!("kind" => rows.kind, "what" => rows.what, "place" => rows.place, "seller" => rows.seller,
            "at" => rows.at, "lines" => lines, "grams" => grams, "cents" => cents)?;
        put(flows, &folder.join(FLOWS))?;

        let lots: Vec<(&Corridor, &Lot)> = self.lots.all().collect();
        let text = |of: &dyn Fn(&(&Corridor, &Lot)) -> String| lots.iter().map(of).collect::<Vec<String>>();
        let count = |of: fn(&Cell) -> u64| lots.iter().map(|(_, lot)| of(&lot.cell)).collect::<Vec<u64>>();
        let table = df!(
            "mineral" => text(&|(corridor, _)| corridor.mineral.clone()),
            "destination" => text(&|(corridor, _)| corridor.destination.clone()),
            "day" => lots.iter().map(|(_, lot)| lot.day).collect::<Vec<i32>>(),
            "declaration_id" => text(&|(_, lot)| lot.declaration_id.clone()),
            "item_no" => lots.iter().map(|(_, lot)| lot.item_no).collect::<Vec<i32>>(),
            "exporter_id" => text(&|(_, lot)| lot.exporter_id.clone()),
            "exporter_name" => text(&|(_, lot)| lot.exporter_name.clone()),
            "consignee_name" => text(&|(_, lot)| lot.consignee_name.clone()),
            "lines" => count(|cell| cell.lines), "grams" => count(|cell| cell.grams), "cents" => count(|cell| cell.cents),
        )?;
        put(table, &folder.join(LOTS))
    }

    /// Reads what [`Read::write`] wrote; `None` where the snapshot holds none, as one made of baselines that held none.
    ///
    /// # Errors
    /// [`Error::Input`] where the files are damaged.
    pub fn kept(folder: &Path) -> Result<Option<Read>> {
        let (flows, lots) = (folder.join(FLOWS), folder.join(LOTS));
        if !flows.is_file() {
            return Ok(None);
        }
        let damaged = |path: &Path, cause: PolarsError| Error::input(path, cause, REMEDY);
        let mut read = Read::default();
        taken_flows(&taken(&flows)?, &mut read).map_err(|cause| damaged(&flows, cause))?;
        taken_lots(&taken(&lots)?, &mut read.lots).map_err(|cause| damaged(&lots, cause))?;
        Ok(Some(read))
    }
}

fn put(mut table: DataFrame, path: &Path) -> Result<()> {
    let file = File::create(path).map_err(|cause| Error::write(path, cause))?;
    ParquetWriter::new(&file).with_compression(ParquetCompression::Zstd(None)).finish(&mut table)?;
    file.sync_all().map_err(|cause| Error::write(path, cause))
}

fn taken(path: &Path) -> Result<DataFrame> {
    let file = File::open(path).map_err(|cause| Error::input(path, cause, REMEDY))?;
    ParquetReader::new(file).finish().map_err(|cause| Error::input(path, cause, REMEDY))
}

fn cells(table: &DataFrame) -> PolarsResult<Vec<Cell>> {
    let column = |name: &str| -> PolarsResult<&UInt64Chunked> { table.column(name)?.u64() };
    let (lines, grams, cents) = (column("lines")?, column("grams")?, column("cents")?);
    let cell = |row| Cell {
        lines: lines.get(row).unwrap_or_default(),
        grams: grams.get(row).unwrap_or_default(),
        cents: cents.get(row).unwrap_or_default(),
    };
    Ok((0..table.height()).map(cell).collect())
}

fn taken_flows(table: &DataFrame, read: &mut Read) -> PolarsResult<()> {
    let text = |name: &str| -> PolarsResult<&StringChunked> { table.column(name)?.str() };
    let (what, place, seller) = (text("what")?, text("place")?, text("seller")?);
    let (kind, at) = (table.column("kind")?.u32()?, table.column("at")?.i32()?);
    for (row, cell) in cells(table)?.into_iter().enumerate() {
        let at = at.get(row).unwrap_or_default();
        let (what, place) = (what.get(row).unwrap_or(""), place.get(row).unwrap_or(""));
        let corridor = || Corridor { mineral: what.into(), destination: place.into() };
        match kind.get(row) {
            Some(SELLER) => read.flows.add(corridor(), seller.get(row).unwrap_or(""), at, cell),
            Some(CODE) => {
                read.flows.add_code(MonthlyCode { destination: place.into(), hs6: what.into(), month: at }, cell)
            }
            Some(ALL) => read.flows.busy_with(at, cell.lines),
            Some(MINERAL_CODE) => read.flows.mark_code(what),
            _ => return Err(polars_err!(ComputeError: "a row of no known kind")),
        }
    }
    Ok(())
}

fn taken_lots(table: &DataFrame, lots: &mut Lots) -> PolarsResult<()> {
    let text = |name: &str| -> PolarsResult<&StringChunked> { table.column(name)?.str() };
    let (mineral, place, id) = (text("mineral")?, text("destination")?, text("declaration_id")?);
    let (exporter_id, exporter, consignee) = (text("exporter_id")?, text("exporter_name")?, text("consignee_name")?);
    let (day, item) = (table.column("day")?.i32()?, table.column("item_no")?.i32()?);
    let own = |column: &StringChunked, row| column.get(row).unwrap_or("").to_owned();
    for (row, cell) in cells(table)?.into_iter().enumerate() {
        let corridor = Corridor { mineral: own(mineral, row), destination: own(place, row) };
        let lot = Lot {
            day: day.get(row).unwrap_or_default(),
            declaration_id: own(id, row),
            item_no: item.get(row).unwrap_or(1),
            exporter_id: own(exporter_id, row),
            exporter_name: own(exporter, row),
            consignee_name: own(consignee, row),
            cell,
        };
        lots.keep(corridor, lot);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_what_is_damaged_is_told() {
        let mut read = Read::default();
        for day in 20_000..20_400 {
            let corridor = Corridor { mineral: "antimony".into(), destination: "TH".into() };
            let cell = Cell::line(Some(f64::from(day)), Some(2.0));
            read.flows.busy(day);
            read.flows.add(corridor.clone(), "S1", day, cell);
            read.flows
                .add_code(MonthlyCode { destination: "TH".into(), hs6: "811010".into(), month: month_of(day) }, cell);
            read.flows.mark_code("811010");
            let lot = Lot {
                day,
                declaration_id: format!("D{day}"),
                item_no: 1,
                exporter_id: "S1".into(),
                exporter_name: "SAME".into(),
                consignee_name: "T".into(),
                cell,
            };
            read.lots.keep(corridor, lot);
        }
        let folder = tempfile::tempdir().unwrap();
        assert!(Read::kept(folder.path()).unwrap().is_none());
        read.write(folder.path()).unwrap();
        let back = Read::kept(folder.path()).unwrap().unwrap();
        assert_eq!(back.flows, read.flows);
        assert!(back.lots.all().count() > 100 && back.lots.all().eq(read.lots.all()));
        let again = tempfile::tempdir().unwrap();
        back.write(again.path()).unwrap();
        for name in [FLOWS, LOTS] {
            assert_eq!(
                std::fs::read(folder.path().join(name)).unwrap(),
                std::fs::read(again.path().join(name)).unwrap()
            );
        }
        let mut forgetful = back;
        forgetful.forget(20_400 + 7 * KEPT_WEEKS);
        assert!(forgetful.flows.corridors().next().is_none());
        std::fs::write(folder.path().join(LOTS), b"PAR1").unwrap();
        assert!(Read::kept(folder.path()).unwrap_err().to_string().contains(LOTS));
    }
}
