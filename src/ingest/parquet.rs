//! Reads Parquet in slices, typed columns as they are.

use super::guard::guarded;
use super::header::Header;
use super::mapping::Mapping;
use super::pages;
use super::raw::{RawBatch, Records};
use crate::error::{Error, Result};
use polars::prelude::{DataFrame, ParquetReader, PolarsResult, SerReader, Series};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// Most rows decoded at once: memory stays flat whatever the size of the row groups.
const SLICE_MAX: usize = 262_144;

/// A Parquet file.
pub(super) struct Parquet {
    path: PathBuf,
    file: File,
    header: Header,
    /// File columns to read, in file order.
    names: Vec<String>,
    /// Place of each source among the columns read.
    places: Vec<Option<usize>>,
    /// Rows still to decode: offset, length.
    slices: VecDeque<(usize, usize)>,
    /// Decoded and not yet given out.
    decoded: Option<DataFrame>,
    row: i64,
}

impl Parquet {
    /// Reads the footer and finds the mapping's columns.
    ///
    /// # Errors
    /// `Error::Input` if the footer is damaged or a required column is not there.
    pub fn open(path: &Path, mut file: File, mapping: &Mapping) -> Result<Parquet> {
        check_footer(path, &mut file)?;
        let handle = file.try_clone().map_err(|cause| damaged(path, cause))?;
        let (metadata, names) = attempt(path, move || {
            let mut reader = ParquetReader::new(handle);
            let names: Vec<String> = reader.schema()?.iter_names().map(ToString::to_string).collect();
            Ok((reader.get_metadata()?.clone(), names))
        })?;
        let header = Header::find(path, &names, mapping)?;
        let mut wanted: Vec<usize> = header.places.iter().flatten().copied().collect();
        wanted.sort_unstable();
        wanted.dedup();
        let mut handle = file.try_clone().map_err(|cause| damaged(path, cause))?;
        let checked = attempt(path, || Ok(pages::check(&mut handle, &metadata, &wanted)))?;
        checked.map_err(|why| damaged(path, why))?;
        let places =
            header.places.iter().map(|place| place.and_then(|place| wanted.binary_search(&place).ok())).collect();
        let mut slices = VecDeque::new();
        let mut offset = 0;
        for rows in metadata.row_groups.iter().map(|group| group.num_rows()) {
            let mut taken = 0;
            while taken < rows {
                let length = (rows - taken).min(SLICE_MAX);
                slices.push_back((offset + taken, length));
                taken += length;
            }
            offset += rows;
        }
        Ok(Parquet {
            path: path.to_path_buf(),
            file,
            names: wanted.iter().map(|place| names[*place].clone()).collect(),
            header,
            places,
            slices,
            decoded: None,
            row: 0,
        })
    }

    /// Canonical columns for which the file has no source.
    pub fn missing(&self) -> &[String] {
        &self.header.missing
    }

    /// The next rows, at most so many; `None` at the end.
    ///
    /// # Errors
    /// `Error::Input` if a page is damaged.
    pub fn next(&mut self, rows: usize) -> Result<Option<RawBatch>> {
        let frame = match self.decoded.take() {
            Some(frame) => frame,
            None => match self.slices.pop_front() {
                Some((offset, length)) => self.decode(offset, length)?,
                None => return Ok(None),
            },
        };
        let batch = frame.slice(0, rows);
        if frame.height() > rows {
            self.decoded = Some(frame.slice(rows as i64, frame.height() - rows));
        }
        let height = batch.height();
        let column = |place: &Option<usize>| -> Option<Series> {
            place.map(|place| batch.columns()[place].as_materialized_series().rechunk())
        };
        let rows = (self.row + 1..=self.row + height as i64).collect();
        self.row += height as i64;
        Ok(Some(RawBatch {
            columns: self.places.iter().map(column).collect(),
            height,
            rows,
            lines: Vec::new(),
            records: Records::default(),
            broken: Vec::new(),
        }))
    }

    fn decode(&self, offset: usize, length: usize) -> Result<DataFrame> {
        let handle = self.file.try_clone().map_err(|cause| damaged(&self.path, cause))?;
        let names = self.names.clone();
        let frame = attempt(&self.path, move || {
            ParquetReader::new(handle)
                .with_columns(Some(names.clone()))
                .with_slice(Some((offset, length)))
                .finish()?
                .select(names)
        })?;
        if frame.height() != length {
            return Err(damaged(&self.path, format!("it promises {length} rows and holds {}", frame.height())));
        }
        Ok(frame)
    }
}

fn attempt<T>(path: &Path, work: impl FnOnce() -> PolarsResult<T>) -> Result<T> {
    match guarded(work) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(cause)) => Err(damaged(path, cause.to_string().lines().next().unwrap_or_default())),
        Err(panicked) => Err(damaged(path, format!("the reader stumbled: {panicked}"))),
    }
}

fn damaged(path: &Path, cause: impl ToString) -> Error {
    Error::input(
        path,
        format!("as Parquet: {}", cause.to_string()),
        "have the file sent again; if it is sound, write its texts, numbers and dates as plain types (no structs, categories or decimals)",
    )
}

/// The file ends with the footer's length and the magic bytes; a cut file does not.
fn check_footer(path: &Path, file: &mut File) -> Result<()> {
    let mut read = || -> std::io::Result<(u64, [u8; 8])> {
        let size = file.seek(SeekFrom::End(0))?;
        let mut tail = [0; 8];
        if size >= 12 {
            file.seek(SeekFrom::End(-8))?;
            file.read_exact(&mut tail)?;
        }
        file.seek(SeekFrom::Start(0))?;
        Ok((size, tail))
    };
    let (size, tail) = read().map_err(|cause| damaged(path, cause))?;
    let footer = u64::from(u32::from_le_bytes([tail[0], tail[1], tail[2], tail[3]]));
    if &tail[4..] != b"PAR1" || footer + 12 > size {
        return Err(Error::input(
            path,
            "the Parquet file is cut short (its footer is missing)",
            "have the file sent again",
        ));
    }
    Ok(())
}
