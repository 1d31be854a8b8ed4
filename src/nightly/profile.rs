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
/// Values of a measurement that make bins to be kept.
const SAID_MIN: u64 = 100;
/// Nights without which nothing is usual.
pub const NIGHTS_MIN: usize = 7;
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
    /// Nights with which the signals were compared, at most.
    pub nights: u64,
    /// Nights with which the risks were compared.
    pub risk_nights: u64,
    /// Of the risks; `None` where there is nothing to compare with.
    pub risk: Option<Drift>,
    /// Signals that moved by more than chance and the limit, farthest first, with the index; those that [`NIGHTS_MIN`] nights tell of.
    pub signals: Vec<(String, f64)>,
}

impl Profile {
    /// Counts a published night in the bins of the nights before it (the oldest first), where there are some.
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
        let alike: Vec<&Profile> = before.iter().filter(|older| older.scored_by == scored_by).collect();
        profile.count(RISK, &risks, &alike);
        let evidence = night.join("evidence.parquet");
        let any: Vec<&Profile> = before.iter().collect();
        for signal in catalogue() {
            profile.count(signal.id, &numbers(&evidence, signal.id)?, &any);
        }
        Ok(profile)
    }

    /// Takes the youngest bins that enough values made. Where there are none, the night makes its own, unless it says less than an older one:
    /// a measurement that was silent on the first night must not be counted in no bins for ever.
    fn count(&mut self, name: &str, values: &[f32], older: &[&Profile]) {
        let kept = || older.iter().rev().filter_map(|older| older.counts.get(name)).map(|(bins, _)| bins);
        let bins = kept().find(|bins| bins.said() >= SAID_MIN).cloned().unwrap_or_else(|| {
            let own = DriftBins::of(values, BINS);
            kept().max_by_key(|bins| bins.said()).filter(|bins| bins.said() >= own.said()).cloned().unwrap_or(own)
        });
        let counts = bins.counts(values);
        self.counts.insert(name.into(), (bins, counts));
    }

    /// How far the night lies from those before it, together; `limit` is the index from which a signal counts as moved.
    pub fn moved(&self, before: &[Profile], limit: f64) -> Moved {
        let against = |name: &str, (bins, counts): &(DriftBins, Vec<u64>)| -> Option<(Drift, u64)> {
            let (mut all, mut nights): (Option<Vec<u64>>, u64) = (None, 0);
            for older in before.iter().filter(|older| name != RISK || older.scored_by == self.scored_by) {
                let Some((_, rows)) = older.counts.get(name).filter(|(own, _)| own == bins) else { continue };
                nights += 1;
                match &mut all {
                    Some(all) => all.iter_mut().zip(rows).for_each(|(sum, rows)| *sum += rows),
                    None => all = Some(rows.clone()),
                }
            }
            all.map(|all| (drift(&all, counts), nights))
        };
        let mut moved = Moved::default();
        for (name, counted) in &self.counts {
            let Some((found, nights)) = against(name, counted) else { continue };
            if name == RISK {
                (moved.risk, moved.risk_nights) = (Some(found), nights);
                continue;
            }
            moved.nights = moved.nights.max(nights);
            if nights >= NIGHTS_MIN as u64
                && found.level != DriftLevel::Steady
                && found.psi > limit
                && found.psi > found.by_chance
            {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn night(values: &[f32], before: &[Profile]) -> Profile {
        let mut profile = Profile { scored_by: "a".into(), ..Profile::default() };
        profile.count("s", values, &before.iter().collect::<Vec<_>>());
        profile
    }

    #[test]
    fn a_signal_that_was_silent_at_first_is_watched_once_it_speaks() {
        let steady: Vec<f32> = (0..400).map(|row| row as f32).collect();
        let far: Vec<f32> = steady.iter().map(|value| value / 4.0).collect();
        let mut before = vec![night(&[f32::NAN; 400], &[])];
        for _ in 0..7 {
            let next = night(&steady, &before);
            before.push(next);
        }
        let same = night(&steady, &before).moved(&before, 0.25);
        assert!(same.nights == 7 && same.signals.is_empty(), "{same:?}");
        let moved = night(&far, &before).moved(&before, 0.25);
        assert_eq!(moved.signals.len(), 1, "{moved:?}");
        // Too few nights in these bins: nothing is usual yet.
        let young = &before[..4];
        let moved = night(&far, young).moved(young, 0.25);
        assert!(moved.nights == 3 && moved.signals.is_empty(), "{moved:?}");
        // A night that says little is counted in the bins of the others.
        assert_eq!(night(&far[..20], &before).counts["s"].0, before[7].counts["s"].0);
    }
}
