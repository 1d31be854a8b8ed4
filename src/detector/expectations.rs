//! What evidence was like in the past: for each signal its own null distribution, and a fair sample of whole rows.

use super::frozen::Frozen;
use crate::error::Error;
use crate::error::Result;
use crate::model::{BottomK, TailCounts};
use crate::schema;
use crate::signals::{Signal, catalogue};
use polars::prelude::*;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use xxhash_rust::xxh3::xxh3_64_with_seed;

const TAILS: &str = "evidence-tails.parquet";
const SAMPLE: &str = "evidence-sample.parquet";
/// Rows of the sample that the totals of the past and the forest are learned from.
const SAMPLE_ROWS: usize = 20_000;
const REMEDY: &str = "make the baselines anew with `tidewaiter replay`";
/// More values in one bin than there will ever be; thousands of them add up without overflow.
const COUNT_MAX: u64 = 1 << 48;
/// Chapter that stands for "all chapters".
pub(super) const ALL: i32 = -1;

/// Evidence of the past, mergeable.
#[derive(Clone)]
pub struct Expectations {
    /// (signal, HS chapter or [`ALL`]) → how strange its evidence was.
    pub(super) tails: BTreeMap<(usize, i32), TailCounts>,
    /// Whole rows: strangeness by signal, then the chapter.
    pub(super) sample: BottomK,
}

impl Default for Expectations {
    fn default() -> Self {
        Expectations { tails: BTreeMap::new(), sample: BottomK::new(SAMPLE_ROWS) }
    }
}

/// HS chapter by row; 0 where the code has none.
pub(super) fn chapters(declarations: &DataFrame) -> PolarsResult<Vec<i32>> {
    let codes = declarations.column(schema::HS_CODE.name)?.str()?;
    Ok(codes.iter().map(|hs| hs.and_then(|hs| hs.get(..2)?.parse().ok()).unwrap_or(0)).collect())
}

/// A hash by row of what a line is called, for draws that depend on nothing else.
pub(super) fn line_hashes(declarations: &DataFrame, seed: u64) -> PolarsResult<Vec<u64>> {
    let ids = declarations.column(schema::DECLARATION_ID.name)?.str()?;
    let items = declarations.column(schema::ITEM_NO.name)?.i32()?;
    let hash = |(id, item): (Option<&str>, Option<i32>)| {
        let id = xxh3_64_with_seed(id.unwrap_or_default().as_bytes(), seed);
        xxh3_64_with_seed(&item.unwrap_or(1).to_le_bytes(), id)
    };
    Ok(ids.iter().zip(items.iter()).map(hash).collect())
}

/// The evidence turned so that more is stranger, signal by signal; `NaN` where nothing can be said.
pub(super) fn strangeness(evidence: &DataFrame) -> PolarsResult<Vec<Vec<f32>>> {
    catalogue()
        .map(|signal| {
            let values = evidence.column(signal.id)?.f32()?;
            Ok(values
                .iter()
                .map(|value| value.map_or(f32::NAN, |value| signal.alarm.strangeness(value) as f32))
                .collect())
        })
        .collect()
}

impl Expectations {
    /// Takes the strangeness of finished days' evidence, signal by signal.
    pub(super) fn observe(&mut self, declarations: &DataFrame, strange: &[Vec<f32>]) -> Result<()> {
        let chapters = chapters(declarations)?;
        for (signal, values) in strange.iter().enumerate() {
            let mut by_chapter: BTreeMap<i32, TailCounts> = BTreeMap::new();
            for (value, chapter) in values.iter().zip(&chapters) {
                by_chapter.entry(*chapter).or_default().observe(f64::from(*value));
            }
            let all = self.tails.entry((signal, ALL)).or_default();
            by_chapter.values().for_each(|counts| all.merge(counts));
            for (chapter, counts) in by_chapter {
                self.tails.entry((signal, chapter)).or_default().merge(&counts);
            }
        }
        for (row, hash) in line_hashes(declarations, 0)?.into_iter().enumerate() {
            self.sample
                .offer(hash, || strange.iter().map(|values| values[row]).chain([chapters[row] as f32]).collect());
        }
        Ok(())
    }

    /// Takes what other expectations have seen. Associative and commutative.
    pub fn merge(&mut self, other: &Self) {
        for (key, counts) in &other.tails {
            self.tails.entry(*key).or_default().merge(counts);
        }
        self.sample.merge(&other.sample);
    }

    /// Makes them ready to score: tails as steps of surprise, totals of the past, the isolation forest and its own tail.
    pub fn freeze(&self) -> Result<Frozen> {
        Frozen::of(self, true)
    }

    /// The same without the isolation forest: the scores are those of [`Expectations::freeze`], at a fraction of the cost.
    pub fn freeze_for_scores(&self) -> Result<Frozen> {
        Frozen::of(self, false)
    }

    /// Writes both tables into a snapshot's folder.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let ids: Vec<String> = catalogue().map(name_of).collect();
        let (mut signals, mut chapters, mut bins, mut counts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for ((signal, chapter), tail) in &self.tails {
            for (bin, count) in tail.bins() {
                signals.push(ids[*signal].as_str());
                chapters.push(*chapter);
                bins.push(bin);
                counts.push(count);
            }
        }
        let tails = df!("signal" => signals, "chapter" => chapters, "bin" => bins, "count" => counts)?;
        write_table(tails, &folder.join(TAILS))?;

        let rows: Vec<_> = self.sample.rows().collect();
        let mut columns = vec![Column::new("hash".into(), rows.iter().map(|row| row.hash).collect::<Vec<_>>())];
        for (place, name) in ids.iter().map(String::as_str).chain(["chapter"]).enumerate() {
            let values: Vec<f32> = rows.iter().map(|row| row.values[place]).collect();
            columns.push(Column::new(name.into(), values));
        }
        write_table(DataFrame::new(rows.len(), columns)?, &folder.join(SAMPLE))
    }

    /// Reads what `write` wrote; evidence of signals that no longer exist or measure
    /// something else now is left out; new signals start without a past.
    pub fn read(folder: &Path) -> Result<Self> {
        let ids: Vec<String> = catalogue().map(name_of).collect();
        let mut expectations = Expectations::default();
        let path = folder.join(TAILS);
        let tails = read_table(&path)?;
        let wrong = |cause| Error::input(&path, cause, REMEDY);
        let column = |name: &str| tails.column(name).map_err(wrong);
        let (signals, chapters) = (column("signal")?.str().map_err(wrong)?, column("chapter")?.i32().map_err(wrong)?);
        let (bins, counts) = (column("bin")?.i32().map_err(wrong)?, column("count")?.u64().map_err(wrong)?);
        for (((signal, chapter), bin), count) in signals.iter().zip(chapters.iter()).zip(bins.iter()).zip(counts.iter())
        {
            let place = ids.iter().position(|id| Some(id.as_str()) == signal);
            if let (Some(signal), Some(chapter), Some(bin), Some(count)) = (place, chapter, bin, count) {
                if !TailCounts::is_bin(bin) || !(ALL..100).contains(&chapter) || count > COUNT_MAX {
                    let why = format!("{count} values in bin {bin} of chapter {chapter} cannot be");
                    return Err(Error::input(&path, why, REMEDY));
                }
                expectations.tails.entry((signal, chapter)).or_default().add(bin, count);
            }
        }
        let path = folder.join(SAMPLE);
        let sample = read_table(&path)?;
        let wrong = |cause| Error::input(&path, cause, REMEDY);
        let columns = ids
            .iter()
            .map(String::as_str)
            .chain(["chapter"])
            .map(|name| match sample.column(name) {
                Ok(column) => Ok(column.f32().map_err(wrong)?.iter().map(|value| value.unwrap_or(f32::NAN)).collect()),
                Err(_) => Ok(vec![f32::NAN; sample.height()]),
            })
            .collect::<Result<Vec<Vec<f32>>>>()?;
        for (row, hash) in sample.column("hash").and_then(|hash| hash.u64()).map_err(wrong)?.iter().enumerate() {
            let values = || columns.iter().map(|column| column[row]).collect();
            expectations.sample.offer(hash.unwrap_or(u64::MAX), values);
        }
        Ok(expectations)
    }
}

/// A signal's id with a hash of its measure and alarm: evidence of another measure under the same id is another signal's.
fn name_of(signal: &'static Signal) -> String {
    let facts = signal.facts();
    let hash = xxh3_64_with_seed(format!("{} {}", facts.measure, facts.alarm).as_bytes(), 0);
    format!("{}@{:08x}", signal.id, hash as u32)
}

fn write_table(mut table: DataFrame, path: &Path) -> Result<()> {
    let file = File::create(path).map_err(|cause| Error::write(path, cause))?;
    ParquetWriter::new(&file).with_compression(ParquetCompression::Zstd(None)).finish(&mut table)?;
    file.sync_all().map_err(|cause| Error::write(path, cause))
}

fn read_table(path: &Path) -> Result<DataFrame> {
    let file = File::open(path).map_err(|cause| Error::input(path, cause, REMEDY))?;
    ParquetReader::new(file).finish().map_err(|cause| Error::input(path, cause, REMEDY))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What reading says where the tails hold one row, with such an exit code.
    fn said(tails: DataFrame) -> (i32, String) {
        let folder = tempfile::tempdir().unwrap();
        Expectations::default().write(folder.path()).unwrap();
        write_table(tails, &folder.path().join(TAILS)).unwrap();
        let error = Expectations::read(folder.path()).err().expect("refused");
        (i32::from(error.exit_code()), error.to_string())
    }

    #[test]
    fn tails_that_cannot_be_are_refused_in_words() {
        let id = name_of(catalogue().next().unwrap());
        let row = |chapter: i32, bin: i32, count: u64| {
            df!("signal" => [id.as_str()], "chapter" => [chapter], "bin" => [bin], "count" => [count]).unwrap()
        };
        for tails in [row(25, i32::MIN, 1), row(25, 1, u64::MAX), row(400, 1, 1), df!("signal" => [1]).unwrap()] {
            let (code, said) = said(tails);
            assert!(code == 65 && said.contains(TAILS) && said.contains("replay"), "{code} {said}");
        }
        let folder = tempfile::tempdir().unwrap();
        Expectations::default().write(folder.path()).unwrap();
        write_table(row(25, -40, 7), &folder.path().join(TAILS)).unwrap();
        assert_eq!(Expectations::read(folder.path()).unwrap().tails.len(), 1);
    }
}
