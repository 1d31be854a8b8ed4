//! A baseline that remembers lots one by one: net mass, price and container of the last ones, by key.

use super::keys::{Keys, Part};
use super::set::Baseline;
use super::state::{LastLots, Lot, Returns};
use super::table::Table;
use crate::error::Result;
use crate::schema;
use crate::schema::Column;
use polars::prelude::{Float32Chunked, IntoColumn, IntoSeries, NewChunkedArray, PlSmallStr, PolarsResult};
use std::any::Any;
use std::path::Path;

/// A column read from what the past lots say of a row's own.
pub type Told = (Column, fn(&Returns) -> Option<f64>);

/// The facts of a baseline of last lots.
pub struct ReturningSpec {
    /// Name of the table and its file.
    pub id: &'static str,
    /// One sentence for people.
    pub about: &'static str,
    /// What lots are kept by.
    pub key: &'static [Part],
    /// Columns it joins to a declaration.
    pub learns: &'static [Told],
}

/// A baseline of last lots.
pub struct Returning {
    spec: &'static ReturningSpec,
    table: Table<LastLots>,
}

impl Returning {
    /// Knows nothing yet.
    pub fn new(spec: &'static ReturningSpec) -> Box<Self> {
        Box::new(Returning { spec, table: Table::default() })
    }

    /// Key and lot by row.
    fn lots(&self, keys: &Keys) -> PolarsResult<Vec<(u64, Lot)>> {
        let rows = keys.combined(self.spec.key, 1)?;
        let containers = keys.part(Part::Container)?;
        let number = |column: Column| keys.declarations().column(column.name)?.f64();
        let (masses, values) = (number(schema::NET_MASS_KG)?, number(schema::STATISTICAL_VALUE_USD)?);
        let facts = masses.iter().zip(values.iter()).zip(containers).zip(keys.days());
        Ok(rows
            .into_iter()
            .zip(facts)
            .map(|(key, (((mass, value), container), day))| {
                let mass = mass.filter(|mass| *mass > 0.0);
                let price = value.zip(mass).map(|(value, mass)| value / mass);
                (key, Lot::new(*day, mass, price, *container))
            })
            .collect())
    }
}

impl Baseline for Returning {
    fn id(&self) -> &'static str {
        self.spec.id
    }

    fn about(&self) -> &'static str {
        self.spec.about
    }

    fn spec(&self) -> String {
        format!("{:?} {}", self.spec.key, std::any::type_name::<LastLots>())
    }

    fn learns(&self) -> Vec<Column> {
        self.spec.learns.iter().map(|(column, _)| *column).collect()
    }

    fn len(&self) -> usize {
        self.table.len()
    }

    fn update(&mut self, keys: &Keys) -> Result<()> {
        for (key, lot) in self.lots(keys)? {
            if key != 0 {
                self.table.entry(key).observe(lot);
            }
        }
        Ok(())
    }

    fn merge(&mut self, other: Box<dyn Any>) {
        let other = other.downcast::<Self>().expect("baselines are merged with their own kind");
        self.table.merge_with(other.table, LastLots::merge);
    }

    fn join(&self, keys: &Keys) -> Result<Vec<polars::prelude::Column>> {
        let nothing = LastLots::default();
        let seen = |key| self.table.get(key).unwrap_or(&nothing);
        let lots = self.lots(keys)?;
        let returns: Vec<_> = lots.iter().map(|(key, lot)| (*key != 0).then(|| seen(*key).returns(lot))).collect();
        let column = |(column, read): &Told| {
            let values = returns.iter().map(|returns| returns.as_ref().and_then(read).map(|value| value as f32));
            let name = PlSmallStr::from_static(column.name);
            Float32Chunked::from_iter_options(name, values).into_series().into_column()
        };
        Ok(self.spec.learns.iter().map(column).collect())
    }

    fn write(&self, path: &Path) -> Result<()> {
        self.table.write(path, LastLots::encode)
    }

    fn read(&mut self, path: &Path, checked: bool) -> Result<()> {
        self.table = Table::open(path, checked, LastLots::decode)?;
        Ok(())
    }

    fn whole(&self) -> Result<()> {
        self.table.whole()
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}
