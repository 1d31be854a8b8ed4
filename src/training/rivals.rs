//! What a model must beat: a look-up table of past outcomes, old rules, and the lot.

use super::lines::Lines;
use crate::signals::catalogue;
use ndarray::ArrayView2;
use std::collections::HashMap;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Outcomes that a tuple is drawn towards the wider kind with (est.).
const DRAWN_TOWARDS: f64 = 5.0;

/// Past outcome rates of exporter × six digits × destination, drawn towards those of the exporter, these towards those of six digits
/// × destination, and these towards all: what anyone with a spreadsheet has.
#[derive(Debug, Clone, Default)]
pub struct LookUp {
    tuples: HashMap<(u64, u32, u32), (u32, u32)>,
    exporters: HashMap<u64, (u32, u32)>,
    flows: HashMap<(u32, u32), (u32, u32)>,
    all: (u32, u32),
}

impl LookUp {
    /// Takes the outcome of a line.
    pub fn learn(&mut self, lines: &Lines, row: usize, sought: bool) {
        let (exporter, hs6, destination) = (lines.exporter[row], lines.hs6[row], lines.destination[row]);
        let add = |sum: &mut (u32, u32)| *sum = (sum.0 + 1, sum.1 + u32::from(sought));
        add(self.tuples.entry((exporter, hs6, destination)).or_default());
        add(self.exporters.entry(exporter).or_default());
        add(self.flows.entry((hs6, destination)).or_default());
        add(&mut self.all);
    }

    /// Outcomes taken.
    pub fn len(&self) -> u32 {
        self.all.0
    }

    /// Whether nothing was learned.
    pub fn is_empty(&self) -> bool {
        self.all.0 == 0
    }

    /// The rate of a line's tuple, smoothed.
    pub fn rate(&self, lines: &Lines, row: usize) -> f32 {
        let (exporter, hs6, destination) = (lines.exporter[row], lines.hs6[row], lines.destination[row]);
        let drawn = |found: Option<&(u32, u32)>, wider: f64| {
            let (n, hits) = found.copied().unwrap_or_default();
            (f64::from(hits) + DRAWN_TOWARDS * wider) / (f64::from(n) + DRAWN_TOWARDS)
        };
        let all = f64::from(self.all.1) / f64::from(self.all.0.max(1));
        let flow = drawn(self.flows.get(&(hs6, destination)), all);
        let exporter_rate = drawn(self.exporters.get(&exporter), flow);
        drawn(self.tuples.get(&(exporter, hs6, destination)), exporter_rate) as f32
    }
}

/// Number of signals beyond their alarm, by row: how rules that know no history would rank. The signals stand first among the inputs.
pub(super) fn alarms(x: ArrayView2<f32>) -> Vec<f32> {
    let signals: Vec<_> = catalogue().collect();
    let rings = |row: ndarray::ArrayView1<f32>| {
        signals.iter().zip(row).filter(|(signal, value)| !value.is_nan() && signal.alarm.rings(**value)).count()
    };
    x.rows().into_iter().map(|row| rings(row) as f32).collect()
}

/// A number of 0 to 1 for each line, by nothing but its name and the seed.
pub(super) fn lots(lines: &Lines, seed: u64) -> Vec<f32> {
    let lot = |key: &u128| (xxh3_64_with_seed(&key.to_le_bytes(), seed ^ 0x10_77) as f64 / u64::MAX as f64) as f32;
    lines.key.iter().map(lot).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(exporter: u64, hs6: u32, destination: u32) -> Lines {
        Lines { exporter: vec![exporter], hs6: vec![hs6], destination: vec![destination], ..Lines::default() }
    }

    #[test]
    fn a_rate_goes_from_the_tuple_to_the_exporter_to_the_flow_to_all() {
        let mut table = LookUp::default();
        let known = line(1, 811010, 2);
        (0..10).for_each(|n| table.learn(&known, 0, n < 5));
        let other = line(2, 280430, 3);
        (0..10).for_each(|_| table.learn(&other, 0, false));
        assert_eq!(table.len(), 20);
        // All 5/20 = 0.25; flow (5 + 5·0.25)/15; exporter (5 + 5·flow)/15; tuple (5 + 5·exporter)/15.
        let flow = 6.25 / 15.0;
        let exporter = (5.0 + 5.0 * flow) / 15.0;
        assert!((f64::from(table.rate(&known, 0)) - (5.0 + 5.0 * exporter) / 15.0).abs() < 1e-6);
        // A line of which nothing is known but the flow, and one of which nothing is known at all.
        assert!((f64::from(table.rate(&line(9, 811010, 2), 0)) - flow).abs() < 1e-6);
        assert!((table.rate(&line(9, 1, 9), 0) - 0.25).abs() < 1e-6);
        assert!(table.rate(&other, 0) < 0.1);
    }
}
