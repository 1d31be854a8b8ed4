//! A baseline that knows distributions: robust, dated by month, and widened until it knows enough.

use super::keys::{Keys, Part};
use super::peers::{Blend, Peers};
use super::set::Baseline;
use super::state::{Quantiles, Summary};
use super::table::{Hashed, Table};
use crate::error::Result;
use crate::schema::Column;
use polars::prelude::{Float32Chunked, IntoColumn, IntoSeries, NewChunkedArray, PlSmallStr, PolarsResult};
use std::any::Any;
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::path::Path;

/// Observations from which a level counts as a group of peers of its own.
const PEERS_MIN: f64 = 10.0;
/// Weight in the blend from which a level stands for itself; below, people are told that wider groups were drawn in.
const OWN_WEIGHT: f64 = 0.9;

/// The facts of a distribution baseline.
pub struct LadderSpec {
    /// Name of the table and its file.
    pub id: &'static str,
    /// One sentence for people.
    pub about: &'static str,
    /// Keys from the widest to the narrowest; a level whose key is missing on a row is left out for it.
    pub levels: &'static [&'static [Part]],
    /// Months that are looked back on, the row's own included; `None` = all the past.
    pub months: Option<i32>,
    /// The positive quantity by row.
    pub value: fn(&Keys) -> PolarsResult<Vec<Option<f64>>>,
    /// Weight of the wider level, in observations: w = n / (n + shrink).
    pub shrink: f64,
    /// Smallest robust spread of the logarithm that is believed.
    pub spread_min: f64,
    /// Median of the quantity.
    pub median: Column,
    /// Robust standard deviation of its logarithm.
    pub spread: Column,
    /// Observations on the narrowest level with at least ten, else on the largest.
    pub n: Column,
    /// 10th percentile.
    pub low: Column,
    /// 90th percentile.
    pub high: Column,
}

/// A distribution baseline.
pub struct Ladder {
    spec: &'static LadderSpec,
    table: Table<Quantiles>,
}

impl Ladder {
    /// Knows nothing yet.
    pub fn new(spec: &'static LadderSpec) -> Box<Self> {
        Box::new(Ladder { spec, table: Table::default() })
    }

    fn level_keys(&self, keys: &Keys) -> PolarsResult<Vec<Vec<u64>>> {
        let levels = self.spec.levels.iter().enumerate();
        levels.map(|(level, parts)| keys.combined(parts, 2 + level as u64)).collect()
    }

    fn month(&self, day: i32) -> i32 {
        if self.spec.months.is_some() { month(day) } else { 0 }
    }

    /// What the window of months up to `month` saw under a key.
    fn seen(&self, key: u64, month: i32) -> Option<Cow<'_, Quantiles>> {
        let Some(months) = self.spec.months else { return self.table.get(key).map(Cow::Borrowed) };
        let mut seen = (0..months).filter_map(|back| self.table.get(dated(key, month - back)));
        let first = seen.next()?;
        match seen.next() {
            None => Some(Cow::Borrowed(first)),
            Some(second) => {
                let mut all = first.clone();
                all.merge(second);
                seen.for_each(|more| all.merge(more));
                Some(Cow::Owned(all))
            }
        }
    }

    /// What the window of months up to `month` knows about a key.
    fn window(&self, key: u64, month: i32) -> Option<Summary> {
        self.seen(key, month)?.summary()
    }

    /// The same as a distribution at the shares `at`, for one level of the ladder.
    fn spread(&self, level: usize, key: u64, month: i32, at: &[f64]) -> Option<Blend> {
        let seen = self.seen(key, month)?;
        let logs = at.iter().map(|share| seen.ln_quantile(*share)).collect::<Option<Vec<f64>>>()?;
        Some(Blend { level, n: seen.n() as f64, weight: 1.0, logs })
    }

    /// The ladder's estimate: each narrower level pulls the wider one towards itself by n / (n + shrink), in the manner of
    /// empirical Bayes (James & Stein 1961; Efron & Morris 1973), on the log scale.
    fn shrunk(&self, summaries: impl Iterator<Item = Option<Summary>>) -> Option<Summary> {
        summaries.flatten().fold(None, |wider: Option<Summary>, narrower| {
            let Some(wide) = wider else { return Some(narrower) };
            let w = narrower.n / (narrower.n + self.spec.shrink);
            let blend = |wide: f64, narrow: f64| (1.0 - w) * wide + w * narrow;
            let spread = blend(wide.spread * wide.spread, narrower.spread * narrower.spread).sqrt();
            Some(Summary {
                // A level that has seen too little to be called a peer group does not hide the one it is shrunk to.
                n: if narrower.n >= PEERS_MIN { narrower.n } else { wide.n.max(narrower.n) },
                median: blend(wide.median, narrower.median),
                spread,
                low: blend(wide.low, narrower.low),
                high: blend(wide.high, narrower.high),
            })
        })
    }
}

/// Months since January of year 0, by day since 1970-01-01.
fn month(day: i32) -> i32 {
    use chrono::Datelike;
    let date = chrono::NaiveDate::from_epoch_days(day).unwrap_or_default();
    date.year() * 12 + date.month0() as i32
}

fn dated(key: u64, month: i32) -> u64 {
    let mixed = key ^ (month as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9)
}

impl Baseline for Ladder {
    fn id(&self) -> &'static str {
        self.spec.id
    }

    fn about(&self) -> &'static str {
        self.spec.about
    }

    fn spec(&self) -> String {
        format!("{:?} {:?} {}", self.spec.levels, self.spec.months, self.spec.about)
    }

    fn learns(&self) -> Vec<Column> {
        vec![self.spec.median, self.spec.spread, self.spec.n, self.spec.low, self.spec.high]
    }

    fn len(&self) -> usize {
        self.table.len()
    }

    fn update(&mut self, keys: &Keys) -> Result<()> {
        let values = (self.spec.value)(keys)?;
        for level in self.level_keys(keys)? {
            for (row, key) in level.into_iter().enumerate() {
                if let Some(value) = values[row].filter(|_| key != 0) {
                    let month = self.month(keys.days()[row]);
                    let key = if self.spec.months.is_some() { dated(key, month) } else { key };
                    self.table.entry(key).observe(value);
                }
            }
        }
        Ok(())
    }

    fn merge(&mut self, other: Box<dyn Any>) {
        let other = other.downcast::<Self>().expect("baselines are merged with their own kind");
        self.table.merge_with(other.table, Quantiles::merge);
    }

    fn join(&self, keys: &Keys) -> Result<Vec<polars::prelude::Column>> {
        let levels = self.level_keys(keys)?;
        // Within a batch most keys come again; they are hashes already, also with the month mixed in.
        let mut known: HashMap<u64, Option<Summary>, BuildHasherDefault<Hashed>> = HashMap::default();
        let summaries: Vec<Option<Summary>> = (0..keys.days().len())
            .map(|row| {
                let month = self.month(keys.days()[row]);
                let rungs = levels.iter().map(|level| level[row]).filter(|key| *key != 0);
                self.shrunk(rungs.map(|key| *known.entry(dated(key, month)).or_insert_with(|| self.window(key, month))))
            })
            .collect();
        let column = |column: Column, read: fn(&Summary, &LadderSpec) -> f64| {
            let values = summaries.iter().map(|summary| summary.as_ref().map(|s| read(s, self.spec) as f32));
            let name = PlSmallStr::from_static(column.name);
            Float32Chunked::from_iter_options(name, values).into_series().into_column()
        };
        Ok(vec![
            column(self.spec.median, |s, _| s.median.exp()),
            column(self.spec.spread, |s, spec| s.spread.max(spec.spread_min)),
            column(self.spec.n, |s, _| s.n),
            column(self.spec.low, |s, _| s.low.exp()),
            column(self.spec.high, |s, _| s.high.exp()),
        ])
    }

    fn peers(&self, keys: &Keys, at: &[f64]) -> Result<Vec<Option<Peers>>> {
        let levels = self.level_keys(keys)?;
        let mut known: HashMap<u64, Option<Blend>, BuildHasherDefault<Hashed>> = HashMap::default();
        let row = |row: usize| {
            let month = self.month(keys.days()[row]);
            let mut rungs = 0;
            let blend = levels.iter().enumerate().fold(None, |wider: Option<Blend>, (level, of_level)| {
                let key = of_level[row];
                let spread = || self.spread(level, key, month, at);
                let narrower = (key != 0).then(|| known.entry(dated(key, month)).or_insert_with(spread).clone());
                let Some(narrower) = narrower.flatten() else { return wider };
                rungs += 1;
                let w = narrower.n / (narrower.n + self.spec.shrink);
                Some(match wider {
                    Some(wide) => wide.pulled(narrower, w, PEERS_MIN),
                    None => narrower,
                })
            })?;
            Some(Peers {
                parts: self.spec.levels[blend.level],
                months: self.spec.months,
                n: blend.n as u64,
                widened: rungs > 1 && blend.weight < OWN_WEIGHT,
                quantiles: at.iter().copied().zip(blend.logs.iter().map(|log| log.exp())).collect(),
            })
        };
        Ok((0..keys.days().len()).map(row).collect())
    }

    fn write(&self, path: &Path) -> Result<()> {
        self.table.write(path, Quantiles::encode)
    }

    fn read(&mut self, path: &Path, checked: bool) -> Result<()> {
        self.table = Table::open(path, checked, Quantiles::decode)?;
        Ok(())
    }

    fn whole(&self) -> Result<()> {
        self.table.whole()
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}
