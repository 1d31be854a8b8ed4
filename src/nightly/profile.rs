//! The shape of a night in numbers that later nights are held against: risks and evidence, counted in bins.

use super::rows;
use crate::error::Result;
use crate::model::{Drift, DriftBins, DriftLevel, drift};
use crate::signals::catalogue;
use polars::prelude::DataType;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// Bins of a measurement.
const BINS: usize = 10;
/// What the risks are called beside the signals.
pub const RISK: &str = "risk";
/// Quantiles of the risk that are told.
pub const QUANTILES: [f64; 5] = [0.5, 0.9, 0.99, 0.999, 1.0];

/// The profile of a night.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// Who scored: the risks of another model are another measurement.
    pub scored_by: String,
    /// Bins and rows in them, the missing last, by measurement.
    pub counts: BTreeMap<String, (DriftBins, Vec<u64>)>,
    /// Risk at [`QUANTILES`].
    pub quantiles: Vec<f64>,
}

/// How far a night lies from those before it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Moved {
    /// Nights compared with.
    pub nights: u64,
    /// Of the risks; `None` where there is nothing to compare with.
    pub risk: Option<Drift>,
    /// Signals that moved by more than chance and the limit, farthest first, with the index.
    pub signals: Vec<(String, f64)>,
}

impl Profile {
    /// Counts a published night in the bins of the nights before it, where there are some.
    ///
    /// # Errors
    /// Where the night's tables cannot be read.
    pub fn of(night: &Path, scored_by: &str, before: &[Profile]) -> Result<Profile> {
        let mut profile = Profile { scored_by: scored_by.into(), ..Profile::default() };
        let risks = numbers(&night.join("scores.parquet"), RISK)?;
        let mut sorted = risks.clone();
        sorted.sort_by(f32::total_cmp);
        let at = |share: f64| {
            sorted.get(((share * sorted.len() as f64).ceil() as usize).saturating_sub(1).min(sorted.len() - 1))
        };
        if !sorted.is_empty() {
            profile.quantiles = QUANTILES.iter().filter_map(|share| at(*share).map(|risk| f64::from(*risk))).collect();
        }
        let older = before.iter().find(|older| older.scored_by == scored_by);
        profile.count(RISK, &risks, older);
        let evidence = night.join("evidence.parquet");
        let any = before.first();
        for signal in catalogue() {
            profile.count(signal.id, &numbers(&evidence, signal.id)?, any);
        }
        Ok(profile)
    }

    fn count(&mut self, name: &str, values: &[f32], older: Option<&Profile>) {
        let bins = older.and_then(|older| older.counts.get(name)).map(|(bins, _)| bins.clone());
        let bins = bins.unwrap_or_else(|| DriftBins::of(values, BINS));
        let counts = bins.counts(values);
        self.counts.insert(name.into(), (bins, counts));
    }

    /// How far the night lies from those before it, together; `limit` is the index from which a signal counts as moved.
    pub fn moved(&self, before: &[Profile], limit: f64) -> Moved {
        let against = |name: &str, (bins, counts): &(DriftBins, Vec<u64>)| -> Option<Drift> {
            let mut all: Option<Vec<u64>> = None;
            for older in before.iter().filter(|older| name != RISK || older.scored_by == self.scored_by) {
                let Some((_, rows)) = older.counts.get(name).filter(|(own, _)| own == bins) else { continue };
                match &mut all {
                    Some(all) => all.iter_mut().zip(rows).for_each(|(sum, rows)| *sum += rows),
                    None => all = Some(rows.clone()),
                }
            }
            all.map(|all| drift(&all, counts))
        };
        let mut moved = Moved { nights: before.len() as u64, ..Moved::default() };
        for (name, counted) in &self.counts {
            let Some(found) = against(name, counted) else { continue };
            if name == RISK {
                moved.risk = Some(found);
            } else if found.level != DriftLevel::Steady && found.psi > limit && found.psi > found.by_chance {
                moved.signals.push((name.clone(), found.psi));
            }
        }
        moved.signals.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        moved
    }
}

fn numbers(path: &Path, column: &str) -> Result<Vec<f32>> {
    let table = rows::columns(path, &[column])?;
    let values = table.column(column)?.cast(&DataType::Float32)?;
    Ok(values.f32()?.iter().map(|value| value.unwrap_or(f32::NAN)).collect())
}
