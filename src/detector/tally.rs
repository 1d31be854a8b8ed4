//! What is counted over a night while it streams by.

use super::score::Scored;
use crate::error::Result;
use crate::reference::RELEVANT_MINERAL;
use crate::schema;
use crate::signals::catalogue;
use polars::prelude::DataFrame;
use std::collections::{BTreeMap, BTreeSet};

/// Bins of the risk histogram.
pub const RISK_BINS: usize = 40;

/// How a signal fared over a night.
#[derive(Debug, Clone, PartialEq)]
pub struct SignalTally {
    pub id: &'static str,
    /// Lines on which it could say something.
    pub measured: u64,
    /// Lines beyond its alarm.
    pub alarms: u64,
    /// Columns it reads that were empty on every line.
    pub empty: Vec<&'static str>,
}

/// One mineral to one destination.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct FlowTally {
    pub rows: u64,
    pub net_mass_kg: f64,
    pub value_usd: f64,
    /// Lines picked for inspection or review.
    pub picked: u64,
}

/// The counts of a night.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NightTally {
    pub rows: u64,
    pub risk_bins: Vec<u64>,
    pub flows: BTreeMap<(String, String), FlowTally>,
    measured: Vec<(u64, u64)>,
    filled: BTreeSet<&'static str>,
}

impl NightTally {
    /// Takes a scored batch.
    pub fn add(&mut self, scored: &Scored) -> Result<()> {
        self.rows += scored.rows.len() as u64;
        self.risk_bins.resize(RISK_BINS, 0);
        for row in &scored.rows {
            self.risk_bins[((row.risk * RISK_BINS as f64) as usize).min(RISK_BINS - 1)] += 1;
        }
        self.measured.resize(catalogue().count(), (0, 0));
        for (signal, (measured, alarms)) in catalogue().zip(&mut self.measured) {
            for value in scored.evidence.column(signal.id)?.f32()?.iter().flatten() {
                *measured += 1;
                *alarms += u64::from(signal.alarm.rings(value));
            }
            for column in signal.reads {
                if !self.filled.contains(column.name)
                    && scored.prepared.column(column.name)?.null_count() < scored.prepared.height()
                {
                    self.filled.insert(column.name);
                }
            }
        }
        self.add_flows(scored)
    }

    /// Counts the ranked lines that were picked, by flow; `ranked` has mineral, destination and lane.
    pub fn add_picked(&mut self, ranked: &DataFrame) -> Result<()> {
        let minerals = ranked.column(RELEVANT_MINERAL.name)?.str()?;
        let destinations = ranked.column(schema::DESTINATION_COUNTRY.name)?.str()?;
        let lanes = ranked.column("lane")?.str()?;
        for (row, lane) in lanes.iter().enumerate() {
            let (Some(mineral), Some(destination)) = (minerals.get(row), destinations.get(row)) else { continue };
            if matches!(lane, Some("inspect" | "review"))
                && let Some(flow) = self.flows.get_mut(&(mineral.to_string(), destination.to_string()))
            {
                flow.picked += 1;
            }
        }
        Ok(())
    }

    fn add_flows(&mut self, scored: &Scored) -> Result<()> {
        let minerals = scored.prepared.column(RELEVANT_MINERAL.name)?.str()?;
        let destinations = scored.prepared.column(schema::DESTINATION_COUNTRY.name)?.str()?;
        let masses = scored.prepared.column(schema::NET_MASS_KG.name)?.f64()?;
        let values = scored.prepared.column(schema::STATISTICAL_VALUE_USD.name)?.f64()?;
        for (row, mineral) in minerals.iter().enumerate() {
            let (Some(mineral), Some(destination)) = (mineral, destinations.get(row)) else { continue };
            let flow = self.flows.entry((mineral.into(), destination.into())).or_default();
            flow.rows += 1;
            flow.net_mass_kg += masses.get(row).unwrap_or(0.0);
            flow.value_usd += values.get(row).unwrap_or(0.0);
        }
        Ok(())
    }

    /// Every signal, in the order of the catalogue.
    pub fn signals(&self) -> Vec<SignalTally> {
        let none = (0, 0);
        catalogue()
            .enumerate()
            .map(|(place, signal)| {
                let (measured, alarms) = *self.measured.get(place).unwrap_or(&none);
                let reads = signal.reads.iter().map(|column| column.name);
                SignalTally {
                    id: signal.id,
                    measured,
                    alarms,
                    empty: reads.filter(|c| !self.filled.contains(c)).collect(),
                }
            })
            .collect()
    }
}
