//! Declarations in time order, day by day, however they came; memory stays bounded.

use crate::error::Error;
use crate::error::Result;
use crate::schema;
use chrono::NaiveDate;
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};

/// Rows held in memory before they are spilled.
const ROWS_IN_MEMORY: usize = 1_000_000;

/// Rows by day, partly in memory and partly spilled to sorted files.
pub struct Days {
    folder: PathBuf,
    rows_in_memory: usize,
    held: BTreeMap<i32, Vec<DataFrame>>,
    rows_held: usize,
    spills: Vec<Spill>,
}

struct Spill {
    path: PathBuf,
    /// Day → (first row, rows).
    index: BTreeMap<i32, (usize, usize)>,
}

impl Days {
    /// Spills, where it must, into a folder of its own inside `folder`, which goes with it.
    pub fn new(folder: &Path) -> Self {
        Days::with_memory(folder, ROWS_IN_MEMORY)
    }

    fn with_memory(folder: &Path, rows_in_memory: usize) -> Self {
        let folder = folder.join(format!(".days-{}", std::process::id()));
        Days { folder, rows_in_memory, held: BTreeMap::new(), rows_held: 0, spills: Vec::new() }
    }

    /// Takes a batch; rows of one day keep the order in which they came.
    pub fn push(&mut self, batch: &DataFrame) -> Result<()> {
        let accepted = batch.column(schema::ACCEPTED_ON.name)?.as_materialized_series().date()?;
        let mut places: BTreeMap<i32, Vec<IdxSize>> = BTreeMap::new();
        for (row, day) in accepted.physical().iter().enumerate() {
            places.entry(day.expect("an accepted row has a day")).or_default().push(row as IdxSize);
        }
        for (day, rows) in places {
            self.held.entry(day).or_default().push(batch.take(&IdxCa::from_vec("".into(), rows))?);
        }
        self.rows_held += batch.height();
        if self.rows_held >= self.rows_in_memory {
            self.spill()?;
        }
        Ok(())
    }

    fn spill(&mut self) -> Result<()> {
        let path = self.folder.join(format!("{}.parquet", self.spills.len()));
        let failed = |cause| Error::write(&path, cause);
        std::fs::create_dir_all(&self.folder).map_err(failed)?;
        let (mut index, mut from) = (BTreeMap::new(), 0);
        let mut writer = None;
        for (day, frames) in std::mem::take(&mut self.held) {
            let frame = stack(frames)?;
            index.insert(day, (from, frame.height()));
            from += frame.height();
            if writer.is_none() {
                let file = File::create(&path).map_err(failed)?;
                let plain = ParquetWriter::new(file).with_compression(ParquetCompression::Lz4Raw);
                writer = Some(plain.batched(frame.schema())?);
            }
            if let Some(writer) = &mut writer {
                writer.write_batch(&frame)?;
            }
        }
        if let Some(writer) = writer {
            writer.finish()?;
        }
        self.rows_held = 0;
        self.spills.push(Spill { path, index });
        Ok(())
    }

    /// The first and the last day.
    pub fn span(&self) -> Option<(NaiveDate, NaiveDate)> {
        let days = || self.held.keys().chain(self.spills.iter().flat_map(|spill| spill.index.keys()));
        let date = |day: &i32| NaiveDate::from_epoch_days(*day).unwrap_or_default();
        days().min().map(date).zip(days().max().map(date))
    }

    /// The days in order, each with all its rows. Spilled files are removed at the end.
    pub fn in_order(mut self) -> impl Iterator<Item = Result<(NaiveDate, DataFrame)>> {
        let spilled = self.spills.iter().flat_map(|spill| spill.index.keys());
        let days: BTreeSet<i32> = self.held.keys().chain(spilled).copied().collect();
        days.into_iter().map(move |day| Ok((NaiveDate::from_epoch_days(day).unwrap_or_default(), self.take(day)?)))
    }

    fn take(&mut self, day: i32) -> Result<DataFrame> {
        let mut frames = Vec::new();
        for spill in &self.spills {
            if let Some(slice) = spill.index.get(&day) {
                let file = File::open(&spill.path).map_err(|cause| Error::write(&spill.path, cause))?;
                frames.push(ParquetReader::new(file).with_slice(Some(*slice)).finish()?);
            }
        }
        frames.extend(self.held.remove(&day).into_iter().flatten());
        stack(frames)
    }
}

impl Drop for Days {
    fn drop(&mut self) {
        if !self.spills.is_empty() {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

fn stack(frames: Vec<DataFrame>) -> Result<DataFrame> {
    let mut frames = frames.into_iter();
    let mut all = frames.next().expect("a day has rows");
    for frame in frames {
        all.vstack_mut(&frame)?;
    }
    all.rechunk_mut();
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(days: &[i32], first: i32) -> DataFrame {
        let items: Vec<i32> = (first..first + days.len() as i32).collect();
        let mut frame = df!("accepted_on" => days, "item_no" => items).unwrap();
        frame.try_apply("accepted_on", |column| column.cast(&DataType::Date)).unwrap();
        frame
    }

    #[test]
    fn spilled_or_not_the_days_come_in_order_and_whole() {
        let folder = tempfile::tempdir().unwrap();
        let read = |rows_in_memory| {
            let mut days = Days::with_memory(folder.path(), rows_in_memory);
            days.push(&batch(&[3, 1, 3, 2], 0)).unwrap();
            days.push(&batch(&[2, 1, 1], 10)).unwrap();
            days.push(&batch(&[5], 20)).unwrap();
            assert_eq!(days.span().map(|(first, last)| (first.to_epoch_days(), last.to_epoch_days())), Some((1, 5)));
            let items =
                |frame: DataFrame| frame.column("item_no").unwrap().i32().unwrap().iter().flatten().collect::<Vec<_>>();
            days.in_order()
                .map(|day| day.unwrap())
                .map(|(day, frame)| (day.to_epoch_days(), items(frame)))
                .collect::<Vec<_>>()
        };
        let expected = vec![(1, vec![1, 11, 12]), (2, vec![3, 10]), (3, vec![0, 2]), (5, vec![20])];
        assert_eq!(read(1_000), expected);
        assert_eq!(read(2), expected);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "spilled files are removed");
    }
}
