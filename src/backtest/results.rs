//! What the walks come to: by strategy mean, spread and worst, and hybrids against pure exploitation.

use super::strategy::Strategy;
use super::walk::{Walk, Week};
use serde::Serialize;
use std::collections::BTreeSet;

/// What is measured; each is better when greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Share of the illicit lines that were opened.
    Recall,
    /// Share of the opened lines on which something was found.
    Precision,
    /// Recall, each line counted by its severity.
    SeverityRecall,
    /// Share of the illicit goods' value that was found.
    ValueFound,
    /// Share of the schemes of which at least one line was opened.
    SchemesFound,
}

/// All measures, in the order in which they are shown.
pub const MEASURES: [Measure; 5] =
    [Measure::Recall, Measure::Precision, Measure::SeverityRecall, Measure::ValueFound, Measure::SchemesFound];

impl Measure {
    /// Name in English.
    pub const fn title(self) -> &'static str {
        match self {
            Measure::Recall => "recall",
            Measure::Precision => "precision",
            Measure::SeverityRecall => "recall by severity",
            Measure::ValueFound => "value found",
            Measure::SchemesFound => "schemes found",
        }
    }

    /// The measure over some weeks; `None` where there was nothing to find, or to open.
    pub fn over(self, weeks: &[Week]) -> Option<f64> {
        let sum = |read: fn(&Week) -> f64| weeks.iter().map(read).sum::<f64>();
        let schemes =
            |read: fn(&Week) -> &BTreeSet<u32>| weeks.iter().flat_map(read).collect::<BTreeSet<_>>().len() as f64;
        let (part, whole) = match self {
            Measure::Recall => (sum(|week| week.found as f64), sum(|week| week.illicit as f64)),
            Measure::Precision => (sum(|week| week.found as f64), sum(|week| week.opened as f64)),
            Measure::SeverityRecall => (sum(|week| week.severity_found), sum(|week| week.severity)),
            Measure::ValueFound => (sum(|week| week.value_found_usd), sum(|week| week.value_usd)),
            Measure::SchemesFound => (schemes(|week| &week.schemes_found), schemes(|week| &week.schemes)),
        };
        (whole > 0.0).then(|| part / whole)
    }
}

/// A measure over several walks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Spread {
    pub mean: f64,
    /// Standard deviation between walks; 0 for one.
    pub deviation: f64,
    pub worst: f64,
    pub best: f64,
    /// Walks that it is of.
    pub n: usize,
}

impl Spread {
    /// Of some values; all 0 for none.
    pub fn of(values: &[f64]) -> Spread {
        let n = values.len();
        if n == 0 {
            return Spread::default();
        }
        let mean = values.iter().sum::<f64>() / n as f64;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        Spread {
            mean,
            deviation: if n > 1 { (squares / (n - 1) as f64).sqrt() } else { 0.0 },
            worst: values.iter().copied().fold(f64::INFINITY, f64::min),
            best: values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            n,
        }
    }
}

/// How a strategy stands, over the last half of the weeks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stand {
    pub strategy: Strategy,
    /// By measure, in the order of [`MEASURES`].
    pub spreads: Vec<Spread>,
    /// Mean recall of each week, in order; `None` where no walk had anything to find in it.
    pub weekly_recall: Vec<Option<f64>>,
}

/// A hybrid against pure exploitation, walk by walk under the same past and seed, over the last half of the weeks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Against {
    pub hybrid: Strategy,
    /// Differences of recall, hybrid less exploitation.
    pub difference: Spread,
    /// Standard error of the mean difference, each past counted once (its seeds are no further worlds); with one past, between seeds.
    pub error: f64,
    /// Share of walks in which the hybrid found more, ties by half.
    pub wins: f64,
    /// Recall in the worst walk of each.
    pub worst: f64,
    pub worst_exploiting: f64,
    pub better_in_mean: bool,
    pub better_in_worst: bool,
}

impl Against {
    /// The finding as a sentence.
    pub fn says(&self) -> String {
        let better = |yes: bool| if yes { "better" } else { "not better" };
        format!(
            "{} against {}: recall {:+.4} (standard error {:.4}), more found in {:.0} % of walks; worst walk {:.3} against {:.3}: {} in mean, \
             {} in the worst.",
            self.hybrid.id(),
            Strategy::EXPLOITS.id(),
            self.difference.mean,
            self.error,
            100.0 * self.wins,
            self.worst,
            self.worst_exploiting,
            better(self.better_in_mean),
            better(self.better_in_worst)
        )
    }
}

/// All that the walks came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Results {
    pub pasts: Vec<String>,
    pub seeds: u64,
    /// Weeks walked after the warm ones, in the shortest past; the last half of each past's own is measured.
    pub weeks: usize,
    pub stands: Vec<Stand>,
    pub against: Vec<Against>,
}

impl Results {
    /// Sums up walks; each past must have been walked by every strategy under the same seeds.
    pub fn of(walks: &[Walk]) -> Results {
        let mut pasts: Vec<String> = Vec::new();
        for walk in walks {
            if !pasts.contains(&walk.past) {
                pasts.push(walk.past.clone());
            }
        }
        let of = |strategy: Strategy| walks.iter().filter(move |walk| walk.strategy == strategy);
        let weeks = walks.iter().map(|walk| walk.weeks.len()).min().unwrap_or(0);
        let stands = Strategy::ALL.map(|strategy| {
            let over = |measure: Measure| {
                of(strategy).filter_map(|walk| measure.over(last_half(&walk.weeks))).collect::<Vec<_>>()
            };
            let weekly = |week: usize| {
                let recalls: Vec<f64> =
                    of(strategy).filter_map(|walk| Measure::Recall.over(&walk.weeks[week..=week])).collect();
                (!recalls.is_empty()).then(|| Spread::of(&recalls).mean)
            };
            Stand {
                strategy,
                spreads: MEASURES.iter().map(|measure| Spread::of(&over(*measure))).collect(),
                weekly_recall: (0..weeks).map(weekly).collect(),
            }
        });
        let against = Strategy::HYBRIDS.map(|hybrid| against(hybrid, walks, &pasts));
        let seeds = walks.iter().map(|walk| walk.seed).collect::<BTreeSet<_>>().len() as u64;
        Results { pasts, seeds, weeks, stands: stands.into(), against: against.into() }
    }
}

fn last_half(weeks: &[Week]) -> &[Week] {
    &weeks[weeks.len() / 2..]
}

fn recall(walk: &Walk) -> Option<f64> {
    Measure::Recall.over(last_half(&walk.weeks))
}

fn against(hybrid: Strategy, walks: &[Walk], pasts: &[String]) -> Against {
    let pairs: Vec<(&str, f64, f64)> = walks
        .iter()
        .filter(|walk| walk.strategy == hybrid)
        .filter_map(|walk| {
            let same = |other: &&Walk| {
                other.strategy == Strategy::EXPLOITS && other.past == walk.past && other.seed == walk.seed
            };
            Some((walk.past.as_str(), recall(walk)?, recall(walks.iter().find(same)?)?))
        })
        .collect();
    let differences: Vec<f64> = pairs.iter().map(|(_, hybrid, exploiting)| hybrid - exploiting).collect();
    let by_past: Vec<f64> = pasts
        .iter()
        .map(|past| pairs.iter().filter(|(of, ..)| of == past).map(|(_, a, b)| a - b).collect::<Vec<_>>())
        .filter(|differences| !differences.is_empty())
        .map(|differences| Spread::of(&differences).mean)
        .collect();
    let whole = if by_past.len() > 1 { Spread::of(&by_past) } else { Spread::of(&differences) };
    let won: f64 = pairs
        .iter()
        .map(|(_, a, b)| {
            if a > b {
                1.0
            } else if a == b {
                0.5
            } else {
                0.0
            }
        })
        .sum();
    let worst = |read: fn(&(&str, f64, f64)) -> f64| Spread::of(&pairs.iter().map(read).collect::<Vec<_>>()).worst;
    let (worst, worst_exploiting) = (worst(|pair| pair.1), worst(|pair| pair.2));
    let difference = Spread::of(&differences);
    Against {
        hybrid,
        error: whole.deviation / (whole.n.max(1) as f64).sqrt(),
        wins: won / pairs.len().max(1) as f64,
        worst,
        worst_exploiting,
        better_in_mean: difference.mean > 0.0,
        better_in_worst: worst > worst_exploiting,
        difference,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(past: &str, strategy: Strategy, seed: u64, found: [usize; 4]) -> Walk {
        let week = |found| Week {
            lines: 100,
            opened: 5,
            illicit: 4,
            found,
            severity: 2.0,
            severity_found: 0.5 * found as f64,
            value_usd: 400.0,
            value_found_usd: 100.0 * found as f64,
            schemes: [1, 2].into(),
            schemes_found: if found > 0 { [1].into() } else { [].into() },
            ..Week::default()
        };
        Walk { past: past.into(), strategy, seed, trainings: 0, weeks: found.map(week).into() }
    }

    #[test]
    fn measures_are_shares_over_the_last_half() {
        let walk = walk("a", Strategy::Rules, 1, [4, 4, 1, 3]);
        let over = |measure: Measure| measure.over(last_half(&walk.weeks));
        assert_eq!(over(Measure::Recall), Some(0.5));
        assert_eq!(over(Measure::Precision), Some(0.4));
        assert_eq!(over(Measure::SeverityRecall), Some(0.5));
        assert_eq!(over(Measure::ValueFound), Some(0.5));
        assert_eq!(over(Measure::SchemesFound), Some(0.5));
        assert_eq!(Measure::Recall.over(&[Week::default()]), None);
    }

    #[test]
    fn a_hybrid_is_set_against_exploitation_walk_by_walk() {
        let mut walks = Vec::new();
        for (past, seed, learned, hybrid) in [
            ("a", 1, [0, 0, 2, 2], [0, 0, 3, 3]),
            ("a", 2, [0, 0, 4, 4], [0, 0, 4, 4]),
            ("b", 1, [0, 0, 1, 1], [0, 0, 2, 2]),
        ] {
            walks.push(walk(past, Strategy::Learned, seed, learned));
            walks.push(walk(past, Strategy::HybridRandom, seed, hybrid));
        }
        let results = Results::of(&walks);
        assert_eq!((results.pasts.len(), results.seeds, results.weeks), (2, 2, 4));
        let against = &results.against[0];
        assert!((against.difference.mean - 0.5 / 3.0).abs() < 1e-12);
        // By past: 0.125 and 0.25.
        assert!((against.error - 0.0625).abs() < 1e-12, "{}", against.error);
        assert!((against.wins - 2.5 / 3.0).abs() < 1e-12);
        assert_eq!((against.worst, against.worst_exploiting), (0.5, 0.25));
        assert!(against.better_in_mean && against.better_in_worst);
        assert!(
            against.says().contains("+0.1667 (standard error 0.0625), more found in 83 % of walks"),
            "{}",
            against.says()
        );
        let learned = results.stands.iter().find(|stand| stand.strategy == Strategy::Learned).unwrap();
        assert_eq!(learned.weekly_recall[0], Some(0.0));
        assert!((learned.spreads[0].mean - 7.0 / 12.0).abs() < 1e-12);
    }

    #[test]
    fn a_spread_is_mean_deviation_and_ends() {
        let spread = Spread::of(&[1.0, 3.0]);
        assert_eq!((spread.mean, spread.worst, spread.best, spread.n), (2.0, 1.0, 3.0, 2));
        assert!((spread.deviation - 2f64.sqrt()).abs() < 1e-12);
        assert_eq!(Spread::of(&[]), Spread::default());
    }
}
