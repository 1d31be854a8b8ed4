//! Every line of a night in short, for the memory of cases: declared facts beside risk, rank and lane.

use super::publish::Staging;
use super::score::RISK;
use crate::cases::LineRow;
use crate::error::Error;
use crate::error::Result;
use crate::reference::RELEVANT_MINERAL;
use crate::schema;
use crate::schema::Column as Declared;
use chrono::NaiveDate;
use polars::prelude::*;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Name of the file in a night's folder.
pub const LINES: &str = "lines.parquet";
/// Rows held in memory at once when the file is read.
const ROWS: usize = 32_768;

/// The declared columns of a line in short.
const DECLARED: [Declared; 12] = [
    schema::DECLARATION_ID,
    schema::ITEM_NO,
    schema::ACCEPTED_ON,
    schema::OFFICE,
    schema::EXPORTER_ID,
    schema::EXPORTER_NAME,
    schema::CONSIGNEE_ID,
    schema::CONSIGNEE_NAME,
    schema::HS_CODE,
    RELEVANT_MINERAL,
    schema::DESTINATION_COUNTRY,
    schema::NET_MASS_KG,
];

/// What is kept of a batch until its ranks are known.
pub(super) fn declared(prepared: &DataFrame) -> Result<DataFrame> {
    let names = DECLARED.iter().chain([&schema::STATISTICAL_VALUE_USD]).map(|column| column.name);
    Ok(prepared.select(names)?)
}

/// Second pass, over lines and ranked scores side by side.
pub(super) fn attach_lines(staging: &Staging, unranked: &str, heights: &[usize]) -> Result<()> {
    let (path, scores) = (staging.path(unranked), staging.path("scores.parquet"));
    let mut table = staging.table(LINES)?;
    let mut from = 0;
    for height in heights {
        let slice = |path: &Path| -> Result<DataFrame> {
            let file = File::open(path).map_err(|cause| Error::write(path, cause))?;
            Ok(ParquetReader::new(file).with_slice(Some((from, *height))).finish()?)
        };
        let (lines, scores) = (slice(&path)?, slice(&scores)?);
        let ranked = scores.select([RISK.name, "rank", "lane"])?;
        table.append(&lines.hstack(ranked.columns())?)?;
        from += height;
    }
    table.finish()?;
    std::fs::remove_file(&path).map_err(|cause| Error::write(&path, cause))
}

/// The lines of a published night, read a group of rows at a time.
pub struct NightLines {
    path: PathBuf,
    from: usize,
    rows: std::vec::IntoIter<LineRow>,
}

impl NightLines {
    /// Opens `lines.parquet` in a night's folder.
    ///
    /// # Errors
    /// [`Error::Input`] where the night was not asked for its lines, or the file cannot be read.
    pub fn open(folder: &Path) -> Result<NightLines> {
        let path = folder.join(LINES);
        let mut lines = NightLines { path, from: 0, rows: Vec::new().into_iter() };
        lines.more()?;
        Ok(lines)
    }

    fn more(&mut self) -> Result<()> {
        let remedy = "score the night again and ask for its lines";
        let file = File::open(&self.path).map_err(|cause| Error::input(&self.path, cause, remedy))?;
        let reader = ParquetReader::new(file).with_slice(Some((self.from, ROWS)));
        let frame = reader.finish().map_err(|cause| Error::input(&self.path, cause, remedy))?;
        self.from += frame.height();
        self.rows = rows(&frame).map_err(|cause| Error::input(&self.path, cause, remedy))?.into_iter();
        Ok(())
    }
}

impl Iterator for NightLines {
    type Item = Result<LineRow>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rows.len() == 0
            && self.from > 0
            && let Err(error) = self.more()
        {
            // What cannot be read is told once.
            self.from = 0;
            return Some(Err(error));
        }
        self.rows.next().map(Ok)
    }
}

fn rows(frame: &DataFrame) -> PolarsResult<Vec<LineRow>> {
    let text = |column: Declared| frame.column(column.name)?.str();
    let number = |column: Declared| frame.column(column.name)?.f64();
    let days = frame.column(schema::ACCEPTED_ON.name)?.as_materialized_series().date()?.physical().clone();
    let (ids, items) = (text(schema::DECLARATION_ID)?, frame.column(schema::ITEM_NO.name)?.i32()?);
    let texts = [
        schema::OFFICE,
        schema::EXPORTER_ID,
        schema::EXPORTER_NAME,
        schema::CONSIGNEE_ID,
        schema::CONSIGNEE_NAME,
        schema::HS_CODE,
        schema::DESTINATION_COUNTRY,
    ];
    let texts = texts.into_iter().map(text).collect::<PolarsResult<Vec<_>>>()?;
    let minerals = text(RELEVANT_MINERAL)?;
    let (masses, values) = (number(schema::NET_MASS_KG)?, number(schema::STATISTICAL_VALUE_USD)?);
    let (risks, ranks) = (frame.column(RISK.name)?.f32()?, frame.column("rank")?.u32()?);
    let lanes = frame.column("lane")?.str()?;
    let row = |row: usize| {
        let told = |at: usize| texts[at].get(row).unwrap_or_default().to_owned();
        LineRow {
            declaration_id: ids.get(row).unwrap_or_default().to_owned(),
            item_no: items.get(row).unwrap_or(1),
            accepted_on: days.get(row).and_then(NaiveDate::from_epoch_days).unwrap_or_default(),
            office: told(0),
            exporter_id: told(1),
            exporter_name: told(2),
            consignee_id: told(3),
            consignee_name: told(4),
            hs_code: told(5),
            mineral: minerals.get(row).map(str::to_owned),
            destination: told(6),
            net_mass_kg: masses.get(row),
            value_usd: values.get(row),
            risk: risks.get(row).map_or(0.0, f64::from),
            rank: ranks.get(row).unwrap_or(0),
            lane: lanes.get(row).unwrap_or_default().to_owned(),
        }
    };
    Ok((0..frame.height()).map(row).collect())
}
