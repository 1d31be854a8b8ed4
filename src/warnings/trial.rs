//! How good are the warnings where the truth about flows is known: delay, hits, false alarms, honest growth apart.

use super::flows::{Corridor, Day};
use super::walk::Raised;
use std::collections::BTreeMap;

/// Days after its end in which a warning of a diversion still counts for it: the scan looks back half a year.
const AFTER: Day = 56;

/// What truly happened to a flow.
#[derive(Debug, Clone)]
pub struct Happened {
    /// `diversion`, or the name of an honest change.
    pub kind: String,
    pub mineral: String,
    /// Where the goods should have gone, of a diversion.
    pub from: String,
    /// Where they went; empty for all destinations.
    pub to: String,
    pub starts: Day,
    pub ends: Day,
}

/// What a line truly was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Made {
    /// Honest growth by its mark: new plant, season, rush, real user in a hub.
    Growth,
    /// Part of another scheme.
    Scheme,
    /// Anything else.
    Ordinary,
}

/// Lines by corridor, kind and day.
pub type Making = BTreeMap<(Corridor, Made), BTreeMap<Day, u64>>;

/// What a warning turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Of the diversion with this place in the list.
    Hit(usize),
    /// An honest rise that is there.
    Growth,
    /// Another scheme's goods.
    Scheme,
    /// Nothing that the truth knows of.
    False,
}

/// Counts over one world.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Trial {
    pub diversions: usize,
    /// Diversions that were warned of.
    pub hits: usize,
    /// Of the hits raised as shifts: those that name the true source.
    pub sources_named: usize,
    pub sources_right: usize,
    /// Weeks from the first diverted lot to the warning, of the hits, in order.
    pub delays_weeks: Vec<f64>,
    /// Weeks by which the estimated onset misses the true one, of the hits, in order.
    pub onset_errors_weeks: Vec<f64>,
    pub honest_growth: usize,
    pub other_schemes: usize,
    pub false_alarms: usize,
    pub years: f64,
}

impl Trial {
    /// Judges the warnings of a walk over `years`.
    pub fn of(raised: &[Raised], happened: &[Happened], making: &Making, years: f64) -> Trial {
        let mut trial = Trial { years, ..Trial::default() };
        trial.diversions = happened.iter().filter(|what| what.kind == "diversion").count();
        let mut seen: Vec<bool> = vec![false; happened.len()];
        for warning in raised {
            match verdict(warning, happened, making) {
                Verdict::Hit(place) if seen[place] => {}
                Verdict::Hit(place) => {
                    seen[place] = true;
                    trial.hits += 1;
                    let weeks = |days: Day| f64::from(days) / 7.0;
                    trial.delays_weeks.push(weeks(warning.evening - happened[place].starts));
                    trial.onset_errors_weeks.push(weeks(warning.onset - happened[place].starts));
                    if let Some(from) = &warning.from {
                        trial.sources_named += 1;
                        trial.sources_right += usize::from(*from == happened[place].from);
                    }
                }
                Verdict::Growth => trial.honest_growth += 1,
                Verdict::Scheme => trial.other_schemes += 1,
                Verdict::False => trial.false_alarms += 1,
            }
        }
        trial.delays_weeks.sort_by(f64::total_cmp);
        trial.onset_errors_weeks.sort_by(f64::total_cmp);
        trial
    }

    /// Adds another world.
    pub fn add(&mut self, other: &Trial) {
        self.diversions += other.diversions;
        self.hits += other.hits;
        self.sources_named += other.sources_named;
        self.sources_right += other.sources_right;
        self.delays_weeks.extend(&other.delays_weeks);
        self.onset_errors_weeks.extend(&other.onset_errors_weeks);
        self.delays_weeks.sort_by(f64::total_cmp);
        self.onset_errors_weeks.sort_by(f64::total_cmp);
        self.honest_growth += other.honest_growth;
        self.other_schemes += other.other_schemes;
        self.false_alarms += other.false_alarms;
        self.years += other.years;
    }

    /// Median delay in weeks over all diversions, those never found counting as later than any; `None` where fewer than half were found.
    pub fn median_delay_of_all(&self) -> Option<f64> {
        self.delays_weeks.get(self.diversions.saturating_sub(1) / 2).copied()
    }
}

/// Middle of ordered figures.
pub fn median(ordered: &[f64]) -> Option<f64> {
    ordered.get(ordered.len().saturating_sub(1) / 2).copied()
}

/// What a warning turned out to be. Outside the planned changes it is judged by what its excess is made of: the last eight weeks
/// against the half year before.
pub fn verdict(warning: &Raised, happened: &[Happened], making: &Making) -> Verdict {
    let Corridor { mineral, destination } = &warning.corridor;
    let during = |what: &&Happened, to_all: bool| {
        what.mineral == *mineral
            && (what.to == *destination || (to_all && what.to.is_empty()))
            && (what.starts..=what.ends + AFTER).contains(&warning.evening)
    };
    let diversion = happened.iter().position(|what| what.kind == "diversion" && during(&what, false));
    if let Some(place) = diversion {
        return Verdict::Hit(place);
    }
    if happened.iter().any(|what| what.kind != "diversion" && during(&what, true)) {
        return Verdict::Growth;
    }
    let grown = |made: Made| {
        let Some(days) = making.get(&(warning.corridor.clone(), made)) else { return 0.0 };
        let sum = |from: Day, to: Day| {
            days.range(warning.evening - from + 1..=warning.evening - to).map(|(_, n)| *n as f64).sum::<f64>()
        };
        sum(56, 0) - sum(56 + 182, 56) * 56.0 / 182.0
    };
    let (growth, scheme) = (grown(Made::Growth), grown(Made::Scheme));
    let all = (growth + scheme + grown(Made::Ordinary)).max(1.0);
    if growth >= 0.4 * all {
        Verdict::Growth
    } else if scheme >= 0.4 * all {
        Verdict::Scheme
    } else {
        Verdict::False
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn warning(destination: &str, evening: Day, from: Option<&str>) -> Raised {
        let corridor = Corridor { mineral: "tungsten".into(), destination: destination.into() };
        Raised { corridor, evening, onset: evening - 20, from: from.map(str::to_owned), over_threshold: 1.2 }
    }

    fn happened(kind: &str, to: &str) -> Happened {
        let (mineral, from) = ("tungsten".into(), "US".into());
        Happened { kind: kind.into(), mineral, from, to: to.into(), starts: 500, ends: 600 }
    }

    #[test]
    fn each_warning_has_its_verdict() {
        let list = [happened("new-plant", "TH"), happened("diversion", "VN")];
        let mut making = Making::new();
        let of = |made, destination: &str| (warning(destination, 0, None).corridor, made);
        making.insert(of(Made::Scheme, "HK"), (550..570).map(|day| (day, 1)).collect());
        making.insert(of(Made::Ordinary, "HK"), (550..560).map(|day| (day, 1)).collect());
        let told = |destination, evening| verdict(&warning(destination, evening, None), &list, &making);
        assert_eq!(told("VN", 530), Verdict::Hit(1));
        assert_eq!(told("VN", 499), Verdict::False, "before it began");
        assert_eq!(told("VN", 657), Verdict::False, "long after it ended");
        assert_eq!(told("TH", 530), Verdict::Growth);
        assert_eq!(told("HK", 580), Verdict::Scheme, "20 of 30 lines");
    }

    #[test]
    fn counts_by_hand() {
        let list = [happened("diversion", "VN"), happened("diversion", "HK"), happened("diversion", "TH")];
        let raised = [
            warning("VN", 535, Some("US")),
            warning("VN", 590, None),
            warning("HK", 549, Some("JP")),
            warning("KR", 530, None),
        ];
        let trial = Trial::of(&raised, &list, &Making::new(), 2.0);
        assert_eq!((trial.diversions, trial.hits, trial.false_alarms), (3, 2, 1));
        assert_eq!((trial.sources_named, trial.sources_right), (2, 1));
        assert_eq!(trial.delays_weeks, [5.0, 7.0]);
        assert_eq!(trial.median_delay_of_all(), Some(7.0));
        assert_eq!(median(&trial.delays_weeks), Some(5.0));
    }
}
