//! A baseline that counts: one state per key, read into one or more columns.

use super::keys::{Keys, Part};
use super::set::Baseline;
use super::state::{Mean, State};
use super::table::Table;
use crate::error::Result;
use crate::schema::Column;
use polars::prelude::{Float32Chunked, IntoColumn, IntoSeries, NewChunkedArray, PlSmallStr};
use std::any::Any;
use std::path::Path;

/// The facts of a counting baseline.
pub struct TallySpec<S: 'static> {
    /// Name of the table and its file.
    pub id: &'static str,
    /// One sentence for people.
    pub about: &'static str,
    /// What it is counted by.
    pub key: &'static [Part],
    /// What is counted, where not the row itself (for distinct counts).
    pub item: Option<Part>,
    /// Column whose number is observed instead (for means); rows where it is null are not counted.
    pub number: Option<Column>,
    /// Only rows on which this column is at least the bound are counted.
    pub only: Option<(Column, f32)>,
    /// Columns it joins to a declaration.
    pub learns: &'static [Learned<S>],
}

/// A column read from the state of a row's key.
pub struct Learned<S: 'static> {
    /// The column.
    pub column: Column,
    /// Its value, from the state as of the evening before and the row's own day.
    pub read: fn(&S, i32) -> Option<f64>,
    /// Its value for a key that was never seen; null where the key itself is missing.
    pub unseen: Option<f32>,
}

/// A counting baseline.
pub struct Tally<S: 'static> {
    spec: &'static TallySpec<S>,
    table: Table<S>,
}

impl<S: State> Tally<S> {
    /// Knows nothing yet.
    pub fn new(spec: &'static TallySpec<S>) -> Box<Self> {
        Box::new(Tally { spec, table: Table::default() })
    }
}

impl<S: State + 'static> Baseline for Tally<S> {
    fn id(&self) -> &'static str {
        self.spec.id
    }

    fn about(&self) -> &'static str {
        self.spec.about
    }

    fn spec(&self) -> String {
        let only = self.spec.only.map(|(column, bound)| format!("{} >= {bound}", column.name));
        let number = self.spec.number.map(|column| column.name);
        format!("{:?} {:?} {number:?} {only:?} {}", self.spec.key, self.spec.item, std::any::type_name::<S>())
    }

    fn learns(&self) -> Vec<Column> {
        self.spec.learns.iter().map(|learned| learned.column).collect()
    }

    fn len(&self) -> usize {
        self.table.len()
    }

    fn update(&mut self, keys: &Keys) -> Result<()> {
        let rows = keys.combined(self.spec.key, 1)?;
        let items = self.spec.item.map(|item| keys.part(item)).transpose()?;
        let counted = match self.spec.only {
            Some((column, bound)) => {
                let values = keys.declarations().column(column.name)?.f32()?;
                Some(values.iter().map(|value| value.is_some_and(|value| value >= bound)).collect::<Vec<_>>())
            }
            None => None,
        };
        let numbers = match self.spec.number {
            Some(column) => Some(keys.declarations().column(column.name)?.f32()?),
            None => None,
        };
        for (row, key) in rows.into_iter().enumerate() {
            let item = match (numbers, items) {
                (Some(numbers), _) => match numbers.get(row) {
                    Some(number) => Mean::item(number),
                    None => continue,
                },
                (None, items) => items.map_or(1, |items| items[row]),
            };
            if key != 0 && (item != 0 || numbers.is_some()) && counted.as_ref().is_none_or(|counted| counted[row]) {
                self.table.entry(key).observe(keys.days()[row], item);
            }
        }
        Ok(())
    }

    fn merge(&mut self, other: Box<dyn Any>) {
        let other = other.downcast::<Self>().expect("baselines are merged with their own kind");
        self.table.merge(other.table);
    }

    fn join(&self, keys: &Keys) -> Result<Vec<polars::prelude::Column>> {
        let rows = keys.combined(self.spec.key, 1)?;
        let states: Vec<Option<&S>> = rows.iter().map(|key| self.table.get(*key)).collect();
        Ok(self
            .spec
            .learns
            .iter()
            .map(|learned| {
                let values = rows.iter().zip(&states).zip(keys.days()).map(|((key, state), day)| match state {
                    _ if *key == 0 => None,
                    Some(state) => (learned.read)(state, *day).map(|value| value as f32),
                    None => learned.unseen,
                });
                let name = PlSmallStr::from_static(learned.column.name);
                Float32Chunked::from_iter_options(name, values).into_series().into_column()
            })
            .collect())
    }

    fn write(&self, path: &Path) -> Result<()> {
        self.table.write(path, S::encode)
    }

    fn read(&mut self, path: &Path, checked: bool) -> Result<()> {
        self.table = Table::open(path, checked, S::decode)?;
        Ok(())
    }

    fn whole(&self) -> Result<()> {
        self.table.whole()
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}
