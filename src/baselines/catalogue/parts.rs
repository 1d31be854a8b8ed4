//! What the files of this folder build their specifications from.

use crate::baselines::keys::{Keys, Part};
use crate::baselines::state::{Decayed, Distinct, FirstSeen};
use crate::baselines::tally::{Learned, TallySpec};
use crate::schema::Column;
use polars::prelude::PolarsResult;

pub(super) fn ratio(keys: &Keys, over: Column, under: Column) -> PolarsResult<Vec<Option<f64>>> {
    let (over, under) = (number(keys, over)?, number(keys, under)?);
    Ok(over.iter().zip(under).map(|(over, under)| Some(over.as_ref()? / under.filter(|under| *under > 0.0)?)).collect())
}

pub(super) fn number(keys: &Keys, column: Column) -> PolarsResult<Vec<Option<f64>>> {
    Ok(keys.declarations().column(column.name)?.f64()?.iter().collect())
}

pub(super) fn small(keys: &Keys, column: Column) -> PolarsResult<Vec<Option<f64>>> {
    Ok(keys.declarations().column(column.name)?.f32()?.iter().map(|value| value.map(f64::from)).collect())
}

pub(super) const fn count(column: Column) -> Learned<Decayed> {
    Learned { column, read: |state, day| Some(state.at(day)), unseen: Some(0.0) }
}

pub(super) const fn age(column: Column) -> Learned<FirstSeen> {
    Learned { column, read: |state, day| state.day().map(|first| f64::from(day - first)), unseen: Some(0.0) }
}

pub(super) const fn different(column: Column) -> Learned<Distinct> {
    Learned { column, read: |state, _| Some(state.estimate()), unseen: Some(0.0) }
}

pub(super) const fn tally<S>(
    id: &'static str,
    about: &'static str,
    key: &'static [Part],
    learns: &'static [Learned<S>],
) -> TallySpec<S> {
    TallySpec { id, about, key, item: None, number: None, only: None, learns }
}
