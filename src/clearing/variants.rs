//! Lines as they would be with other facts: the declared columns anew, prepared and measured in full like any line.

use super::change::{Change, Setting, Value};
use super::search::Scoring;
use crate::error::Result;
use crate::signals::measure;
use polars::prelude::*;
use std::collections::BTreeMap;

/// Variants of lines, scored.
pub struct Variants {
    pub prepared: DataFrame,
    pub evidence: DataFrame,
    /// By variant, in the order asked.
    pub priority: Vec<f32>,
}

impl Variants {
    /// Each variant is a row of `declared` with changes; measuring is row-wise, so that all of them can stand in one frame.
    pub fn score(declared: &DataFrame, asked: &[(usize, Vec<&Change>)], scoring: &Scoring) -> Result<Variants> {
        let rows = IdxCa::from_vec("".into(), asked.iter().map(|(row, _)| *row as IdxSize).collect());
        let settings = |pick: fn(&Change) -> &Vec<Setting>| {
            let of = |(at, (_, changes)): (usize, &(usize, Vec<&Change>))| {
                changes.iter().flat_map(|change| pick(change)).map(|setting| (at, setting.clone())).collect::<Vec<_>>()
            };
            asked.iter().enumerate().flat_map(of).collect::<Vec<(usize, Setting)>>()
        };
        let variants = set(declared.take(&rows)?, &settings(|change| &change.declares))?;
        let prepared = set((scoring.prepare)(&variants)?, &settings(|change| &change.establishes))?;
        let evidence = measure(&prepared)?;
        let priority = (scoring.judge)(&prepared, &evidence)?;
        Ok(Variants { prepared, evidence, priority })
    }
}

/// The frame with those cells set, by row.
pub fn set(mut frame: DataFrame, settings: &[(usize, Setting)]) -> Result<DataFrame> {
    let mut columns: BTreeMap<&str, Vec<(usize, &Value)>> = BTreeMap::new();
    settings.iter().for_each(|(row, setting)| columns.entry(setting.column).or_default().push((*row, &setting.value)));
    for (name, cells) in columns {
        let column = frame.column(name)?;
        let dtype = column.dtype().clone();
        let changed = if dtype == DataType::String {
            let mut texts: Vec<Option<&str>> = column.str()?.iter().collect();
            for (row, value) in cells {
                texts[row] = match value {
                    Value::Text(text) => Some(text),
                    _ => None,
                };
            }
            Column::new(name.into(), texts)
        } else {
            let mut numbers: Vec<Option<f64>> = column.cast(&DataType::Float64)?.f64()?.iter().collect();
            for (row, value) in cells {
                numbers[row] = match value {
                    Value::Number(number) => Some(*number),
                    _ => None,
                };
            }
            Column::new(name.into(), numbers).cast(&dtype)?
        };
        frame.with_column(changed)?;
    }
    Ok(frame)
}
