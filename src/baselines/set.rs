//! All baselines together: learned from the same rows, frozen as of the same evening.

use super::catalogue;
use super::keys::Keys;
use super::peers::Peers;
use crate::error::Error;
use crate::error::Result;
use crate::schema::Column;
use chrono::NaiveDate;
use polars::prelude::{DataFrame, Float32Chunked, IntoColumn, IntoSeries, NewChunkedArray, PlSmallStr};
use rayon::prelude::*;
use std::any::Any;
use std::path::Path;

/// What was normal before, for one set of keys.
pub trait Baseline: Send + Sync {
    /// Name of the baseline and its file.
    fn id(&self) -> &'static str;
    /// One sentence for people.
    fn about(&self) -> &'static str;
    /// The facts that decide what it learns, as text; a snapshot of other facts is not read.
    fn spec(&self) -> String;
    /// Columns it joins to a declaration; null where the row has no key or the past says nothing.
    fn learns(&self) -> Vec<Column>;
    /// Number of keys known.
    fn len(&self) -> usize;
    /// Whether nothing was learned yet.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Takes a batch of declarations.
    fn update(&mut self, keys: &Keys) -> Result<()>;
    /// Takes what another baseline of the same kind has learned. Associative and commutative.
    fn merge(&mut self, other: Box<dyn Any>);
    /// The learned columns for a batch, row by row.
    fn join(&self, keys: &Keys) -> Result<Vec<polars::prelude::Column>>;
    /// What each row's figure is compared with at the shares `at` (0 to 1, rising), for drawing; `None` where nothing is. Only a
    /// distribution can tell: of others the answer is empty.
    fn peers(&self, _keys: &Keys, _at: &[f64]) -> Result<Vec<Option<Peers>>> {
        Ok(Vec::new())
    }
    /// Writes the state as Parquet.
    fn write(&self, path: &Path) -> Result<()>;
    /// Reads what `write` wrote; `checked`, where the file is known to be as it was written.
    fn read(&mut self, path: &Path, checked: bool) -> Result<()>;
    /// Whether all that was asked for so far was as it should be.
    fn whole(&self) -> Result<()>;
    /// For `merge`.
    fn into_any(self: Box<Self>) -> Box<dyn Any>;
}

/// Every baseline, as of one evening.
pub struct Baselines {
    pub(super) members: Vec<Box<dyn Baseline>>,
    pub(super) first_day: Option<NaiveDate>,
    pub(super) as_of: Option<NaiveDate>,
    pub(super) rows: u64,
}

impl Default for Baselines {
    fn default() -> Self {
        Baselines { members: catalogue::all(), first_day: None, as_of: None, rows: 0 }
    }
}

impl Baselines {
    /// Last day that was learned from; `None` when nothing was learned.
    pub fn as_of(&self) -> Option<NaiveDate> {
        self.as_of
    }

    /// First day that was learned from.
    pub fn first_day(&self) -> Option<NaiveDate> {
        self.first_day
    }

    /// Declaration lines learned from.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The baselines in the order of the catalogue.
    pub fn members(&self) -> impl Iterator<Item = &dyn Baseline> {
        self.members.iter().map(Box::as_ref)
    }

    /// Takes the declarations of finished days. The caller gives them in time order; a day may come in several batches.
    pub fn update(&mut self, declarations: &DataFrame) -> Result<()> {
        let keys = Keys::of(declarations)?;
        let days = keys.days().iter().copied().filter(|day| *day != i32::MIN);
        let Some((first, last)) = days.fold(None, |range: Option<(i32, i32)>, day| {
            Some(range.map_or((day, day), |(first, last)| (first.min(day), last.max(day))))
        }) else {
            return Ok(());
        };
        self.members.par_iter_mut().try_for_each(|member| member.update(&keys).and_then(|()| member.whole()))?;
        self.stretch(date(first), date(last), declarations.height() as u64);
        Ok(())
    }

    /// Declares that the days up to `day` are finished, even where they brought no row.
    pub fn close(&mut self, day: NaiveDate) {
        self.as_of = self.as_of.max(Some(day));
    }

    /// Takes what baselines over other rows have learned. Associative and commutative.
    pub fn merge(&mut self, other: Baselines) {
        let Baselines { members, first_day, as_of, rows } = other;
        for (mine, theirs) in self.members.iter_mut().zip(members) {
            mine.merge(theirs.into_any());
        }
        self.rows += rows;
        self.as_of = self.as_of.max(as_of);
        self.first_day = [self.first_day, first_day].into_iter().flatten().min();
    }

    fn stretch(&mut self, first: NaiveDate, last: NaiveDate, rows: u64) {
        self.rows += rows;
        self.as_of = self.as_of.max(Some(last));
        self.first_day = Some(self.first_day.map_or(first, |day| day.min(first)));
    }

    /// Appends all learned columns to a batch. Row-wise: a row gets the same values in any batch.
    ///
    /// # Errors
    /// A row that is not younger than the baselines would see its own future: that is refused.
    pub fn join(&self, declarations: &DataFrame) -> Result<DataFrame> {
        let keys = Keys::of(declarations)?;
        self.refuse_the_past(&keys)?;
        let learned = self.members.par_iter().map(|member| {
            let told = member.join(&keys)?;
            member.whole().map(|()| told)
        });
        let learned = learned.collect::<Result<Vec<_>>>()?;
        let history = keys.days().iter().map(|day| self.first_day.map(|first| (date(*day) - first).num_days() as f32));
        let name = PlSmallStr::from_static(catalogue::HISTORY_DAYS.name);
        let history = Float32Chunked::from_iter_options(name, history).into_series().into_column();
        let mut columns: Vec<_> = learned.into_iter().flatten().collect();
        columns.push(history);
        Ok(declarations.hstack(&columns)?)
    }
}

impl Baselines {
    /// What each row's figure is compared with by the distribution baseline `id`, at the shares `at` (0 to 1, rising).
    ///
    /// # Errors
    /// As [`Baselines::join`]; [`Error::Usage`] where no baseline bears the name.
    pub fn peers(&self, id: &str, declarations: &DataFrame, at: &[f64]) -> Result<Vec<Option<Peers>>> {
        let keys = Keys::of(declarations)?;
        self.refuse_the_past(&keys)?;
        let member = self.members().find(|member| member.id() == id);
        let unknown =
            || Error::Usage(format!("there is no baseline `{id}`; `tidewaiter signals` lists what is learned"));
        let member = member.ok_or_else(unknown)?;
        let told = member.peers(&keys, at)?;
        member.whole().map(|()| told)
    }

    /// A row that is not younger than the baselines would see its own future.
    fn refuse_the_past(&self, keys: &Keys) -> Result<()> {
        if let Some(as_of) = self.as_of
            && let Some(early) = keys.days().iter().find(|day| date(**day) <= as_of)
        {
            let early = date(*early);
            return Err(Error::Usage(format!(
                "a declaration of {early} would be compared with baselines that know the days up to {as_of}; \
                 choose an older snapshot with --baselines"
            )));
        }
        Ok(())
    }
}

fn date(day: i32) -> NaiveDate {
    NaiveDate::from_epoch_days(day).unwrap_or(NaiveDate::MIN)
}
