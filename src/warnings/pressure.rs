//! What the night may ask of the flows: is this corridor rising, is there a gap, is there a pull; as of one evening.

use super::flows::{Day, Flows};
use super::mirror::{Gap, Reported, gaps};
use super::prices::{Band, arbitrage};
use super::watch::{Facts, HISTORY_WEEKS_MIN, Shown, Watch, Watched};
use super::weekly::Weeks;
use std::collections::BTreeMap;

/// How a corridor flows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rising {
    /// Log-likelihood ratio over dispersion of the rise, or of the shift where that is stronger; 0 where nothing rose.
    pub strength: f64,
    /// Since when; `None` where nothing rose.
    pub since: Option<Since>,
}

/// The rise itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Since {
    /// First day of the week in which it is thought to have begun.
    pub onset: Day,
    pub lines_a_week: f64,
    /// What the rate before lets expect.
    pub usual_lines_a_week: f64,
    /// Destination at which the flow fell, of a shift.
    pub from: Option<String>,
}

/// Known on one evening; serves the days after it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pressure {
    /// By mineral, then destination.
    rising: BTreeMap<String, BTreeMap<String, Rising>>,
    /// By destination, then six-digit code.
    gaps: BTreeMap<String, BTreeMap<String, Gap>>,
    pulls: BTreeMap<String, f64>,
}

impl Pressure {
    /// Reads everything up to an evening, and nothing later.
    pub fn at(flows: &Flows, facts: &Facts, reported: &[Reported], bands: &[Band], evening: Day) -> Pressure {
        let mut pressure = Pressure::default();
        let first = flows.span().map_or(evening, |(first, _)| first);
        if Weeks::between(first, evening).n >= HISTORY_WEEKS_MIN {
            let watch = Watch::latest(flows, facts, evening);
            for (seen, shown) in watch.corridors.iter().zip(watch.shown(watch.weeks.n - 1)) {
                let by_place = pressure.rising.entry(seen.corridor.mineral.clone()).or_default();
                by_place.insert(seen.corridor.destination.clone(), rising(&watch, seen, &shown));
            }
        }
        for gap in gaps(flows, reported, evening) {
            pressure.gaps.entry(gap.destination.clone()).or_default().insert(gap.hs6.clone(), gap);
        }
        pressure.pulls = arbitrage(bands, evening).into_iter().map(|pull| (pull.mineral, pull.pull)).collect();
        pressure
    }

    /// How the corridor flows; `None` where it has no past.
    pub fn rising(&self, mineral: &str, destination: &str) -> Option<&Rising> {
        self.rising.get(mineral)?.get(destination)
    }

    /// What the partner counted against what was declared; `None` where nothing is published.
    pub fn mirror_gap(&self, destination: &str, hs6: &str) -> Option<&Gap> {
        self.gaps.get(destination)?.get(hs6)
    }

    /// How much wider than usual outside and inside prices stand apart (1 is usual); `None` where no band is known.
    pub fn price_pull(&self, mineral: &str) -> Option<f64> {
        self.pulls.get(mineral).copied()
    }
}

fn rising(watch: &Watch, seen: &Watched, shown: &Shown) -> Rising {
    let Some(rise) = shown.rise else { return Rising::default() };
    let shift = shown.shift.filter(|(_, shift)| shift.strength > rise.strength);
    let (strength, onset, factor) = match shift {
        Some((_, shift)) => (shift.strength, shift.onset, shift.rise),
        None => (rise.strength, rise.onset, rise.factor),
    };
    let lines_a_week = seen.lines[onset..].iter().sum::<f64>() / (watch.weeks.n - onset) as f64;
    let since = Since {
        onset: watch.weeks.begin(onset),
        lines_a_week,
        usual_lines_a_week: lines_a_week / factor,
        from: shift.map(|(from, _)| watch.corridors[from].corridor.destination.clone()),
    };
    Rising { strength, since: Some(since) }
}

#[cfg(test)]
mod tests {
    use super::super::flows::{Cell, Corridor};
    use super::super::watch::tests::quiet;
    use super::*;

    #[test]
    fn it_answers_for_known_corridors_only() {
        let (mut flows, facts) = quiet(4, 60, 5.0, 2.0);
        let evening = 60 * 7 - 1;
        let bands =
            [Band { mineral: "antimony".into(), form: "metal".into(), from: 0, to: None, low: 20.0, high: 50.0 }];
        let pressure = Pressure::at(&flows, &facts, &[], &bands, evening);
        let before = pressure.rising("antimony", "JP").unwrap().strength;
        assert_eq!(pressure.rising("antimony", "AQ"), None);
        assert_eq!(pressure.price_pull("antimony"), Some(1.0));
        assert_eq!(pressure.mirror_gap("HK", "811010"), None);
        // Twelve lines a week more for six weeks.
        for day in 54 * 7..60 * 7 {
            let corridor = Corridor { mineral: "antimony".into(), destination: "JP".into() };
            flows.add(corridor.clone(), "new", day, Cell::line(Some(100.0), None));
            (day % 7 < 5).then(|| flows.add(corridor, "new", day, Cell::line(Some(100.0), None)));
        }
        let pressure = Pressure::at(&flows, &facts, &[], &bands, evening);
        let now = pressure.rising("antimony", "JP").unwrap();
        let since = now.since.as_ref().unwrap();
        assert!(now.strength > before + 5.0, "{before} {now:?}");
        assert!((since.onset - 54 * 7).abs() <= 7, "{since:?}");
        assert!(since.lines_a_week > 2.0 * since.usual_lines_a_week, "{since:?}");
    }

    #[test]
    fn less_than_half_a_year_says_nothing() {
        let (flows, facts) = quiet(4, 25, 5.0, 2.0);
        assert_eq!(Pressure::at(&flows, &facts, &[], &[], 25 * 7 - 1), Pressure::default());
    }
}
