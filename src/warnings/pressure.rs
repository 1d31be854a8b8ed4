//! What the signals may ask on a day: is this corridor under a rising warning, is there a gap, is there a pull; as of the evening before.

use super::flows::{Corridor, Day, Flows};
use super::mirror::{Reported, gaps};
use super::prices::{Band, arbitrage};
use super::threshold::Thresholds;
use super::watch::{Facts, Watch};
use std::collections::BTreeMap;

/// Known on one evening; serves the days after it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pressure {
    rising: BTreeMap<Corridor, f64>,
    gaps: BTreeMap<(String, String), f64>,
    pulls: BTreeMap<String, f64>,
}

impl Pressure {
    /// Reads everything up to an evening, and nothing later. Thresholds may be older: they cost more than all the rest.
    pub fn at(
        flows: &Flows,
        facts: &Facts,
        reported: &[Reported],
        bands: &[Band],
        thresholds: &Thresholds,
        evening: Day,
    ) -> Pressure {
        let watch = Watch::at(flows, facts, evening);
        let Some(now) = watch.weeks.n.checked_sub(1) else { return Pressure::default() };
        let shown = watch.shown(now);
        let rising = (watch.corridors.iter().zip(shown))
            .map(|(seen, shown)| {
                let rise = shown.rise.map_or(0.0, |rise| rise.strength / thresholds.rise);
                let shift = shown.shift.map_or(0.0, |(_, shift)| shift.strength / thresholds.shift);
                (seen.corridor.clone(), rise.max(shift))
            })
            .collect();
        let gaps =
            gaps(flows, reported, evening).into_iter().map(|gap| ((gap.destination, gap.hs6), gap.scatters)).collect();
        let pulls = arbitrage(bands, evening).into_iter().map(|pull| (pull.mineral, pull.pull)).collect();
        Pressure { rising, gaps, pulls }
    }

    /// Strength of the corridor's rise over the warning threshold: 1 is a warning; `None` where the corridor has no past.
    pub fn rising(&self, mineral: &str, destination: &str) -> Option<f64> {
        self.rising.get(&Corridor { mineral: mineral.to_owned(), destination: destination.to_owned() }).copied()
    }

    /// Distance of the partner's statistics from its habit, in scatters, negative where less arrived; `None` where nothing is published.
    pub fn mirror_gap(&self, destination: &str, hs6: &str) -> Option<f64> {
        self.gaps.get(&(destination.to_owned(), hs6.to_owned())).copied()
    }

    /// How much wider than usual outside and inside prices stand apart (1 is usual); `None` where no band is known.
    pub fn price_pull(&self, mineral: &str) -> Option<f64> {
        self.pulls.get(mineral).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::super::watch::tests::quiet;
    use super::*;

    #[test]
    fn it_answers_for_known_corridors_only() {
        let (flows, facts) = quiet(4, 60, 5.0, 2.0);
        let evening = 60 * 7 - 1;
        let thresholds = Thresholds::find(&Watch::at(&flows, &facts, evening), 4.0, 1);
        let bands =
            [Band { mineral: "antimony".into(), form: "metal".into(), from: 0, to: None, low: 20.0, high: 50.0 }];
        let pressure = Pressure::at(&flows, &facts, &[], &bands, &thresholds, evening);
        assert!(pressure.rising("antimony", "HK").is_some_and(|over| over < 1.5));
        assert_eq!(pressure.rising("antimony", "AQ"), None);
        assert_eq!(pressure.price_pull("antimony"), Some(1.0));
        assert_eq!(pressure.mirror_gap("HK", "811010"), None);
    }
}
