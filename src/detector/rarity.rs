//! How rare is a signal's evidence, against its own past?

use super::expectations::{ALL, Expectations};
use crate::model::{TailCounts, TailCurve, bin_of};
use crate::signals::{Family, Signal, catalogue};
use rayon::prelude::*;

/// Weight of all chapters beside a line's own, in past lines.
const CHAPTER_SHRINK: f64 = 1_000.0;
/// Past lines below which a signal has no distribution of its own.
const PAST_MIN: u64 = 200;
/// P-value of an alarm without a past (est.): the signals' own bounds are set at about the 98th percentile.
const P_ALARM_WITHOUT_PAST: f64 = 0.02;
/// No single signal says more than this: at least one line in a thousand carries an honest slip (a wrong unit, a neighbour
/// code, a typing error; est. from the 1-2 % of lines with a wrong code), and a slip can look as strange as any crime. What
/// lies beyond tells of the size of the slip, not of intent; only several kinds of evidence together go further.
pub(super) const P_SLIP: f64 = 1e-3;
/// Evidence among the strangest 3 % of its past stands out.
const P_REMARKABLE: f64 = 0.03;
/// HS chapters run to 99; 0 stands for a code that has none.
const CHAPTERS: usize = 100;

/// The surprise of evidence, by signal and HS chapter: −ln p, p = how often evidence at least as strange was seen before in the
/// chapter, shrunk to all chapters where it has seen little, never below [`P_SLIP`].
pub(super) struct Rarity {
    signals: Vec<SignalRarity>,
}

struct SignalRarity {
    signal: &'static Signal,
    /// Chapter → steps; empty where the signal has no past.
    chapters: Vec<Steps>,
}

/// (bin, −ln P(evidence ≥ bin)), ascending.
type Steps = Vec<(i32, f32)>;

impl Rarity {
    /// Takes the past as it stands.
    pub fn of(expectations: &Expectations) -> Self {
        let signals: Vec<&'static Signal> = catalogue().collect();
        let nothing = TailCounts::default();
        let one = |(place, signal): (usize, &&'static Signal)| {
            let all = expectations.tails.get(&(place, ALL)).unwrap_or(&nothing).curve();
            if all.n() < PAST_MIN {
                return SignalRarity { signal, chapters: Vec::new() };
            }
            let elsewhere = steps(&all, None);
            let chapter = |chapter: usize| match expectations.tails.get(&(place, chapter as i32)) {
                Some(counts) => steps(&all, Some(&counts.curve())),
                None => elsewhere.clone(),
            };
            SignalRarity { signal, chapters: (0..CHAPTERS).map(chapter).collect() }
        };
        Rarity { signals: signals.par_iter().enumerate().map(one).collect() }
    }

    /// −ln p of each signal for each row, signal by signal, from its strangeness; `NaN` where nothing can be said.
    pub fn surprises(&self, strange: &[Vec<f32>], chapters: &[i32]) -> Vec<Vec<f32>> {
        let one = |(signal, values): (&SignalRarity, &Vec<f32>)| {
            values.iter().zip(chapters).map(|(value, chapter)| signal.surprise(*value, *chapter)).collect()
        };
        self.signals.par_iter().zip(strange).map(one).collect()
    }

    /// How many signals stand out on each row. The record of earlier lines does not count: it would feed itself.
    pub fn remarkable(&self, strange: &[Vec<f32>], chapters: &[i32]) -> Vec<f32> {
        let bound = -(P_REMARKABLE.ln() as f32);
        let surprises = self.surprises(strange, chapters);
        let counted = self.signals.iter().zip(&surprises).filter(|(own, _)| own.signal.family != Family::Record);
        let counted: Vec<&Vec<f32>> = counted.map(|(_, surprises)| surprises).collect();
        let count = |row: usize| counted.iter().filter(|signal| signal[row] >= bound).count() as f32;
        (0..chapters.len()).map(count).collect()
    }
}

impl SignalRarity {
    fn surprise(&self, strange: f32, chapter: i32) -> f32 {
        if strange.is_nan() {
            return f32::NAN;
        }
        let Some(steps) = self.chapters.get(usize::try_from(chapter).unwrap_or(0)) else {
            let alarm = self.signal.alarm;
            let rings = alarm.rings(alarm.strangeness(strange) as f32);
            return if rings { -(P_ALARM_WITHOUT_PAST.ln() as f32) } else { f32::NAN };
        };
        let bin = bin_of(f64::from(strange));
        let place = steps.partition_point(|(other, _)| *other < bin);
        steps.get(place).or(steps.last()).map_or(f32::NAN, |(_, surprise)| *surprise)
    }
}

fn steps(all: &TailCurve, own: Option<&TailCurve>) -> Steps {
    let mut bins: Vec<i32> = all.bins().chain(own.into_iter().flat_map(TailCurve::bins)).collect();
    bins.sort_unstable();
    bins.dedup();
    let p = |bin: i32| {
        let p_all = all.p_at(bin).unwrap_or(1.0);
        let p = match own.and_then(|own| own.p_at(bin).map(|p| (own.n() as f64, p))) {
            Some((n, p)) => (n * p + CHAPTER_SHRINK * p_all) / (n + CHAPTER_SHRINK),
            None => p_all,
        };
        p.max(P_SLIP)
    };
    let mut steps: Steps = bins.iter().map(|bin| (*bin, -(p(*bin).ln() as f32))).collect();
    // Beyond the strangest of the past: bin by bin until nothing changes any more.
    let mut bin = bins.last().copied().unwrap_or(0);
    for _ in 0..BINS_BEYOND {
        bin += 1;
        let surprise = -(p(bin).ln() as f32);
        let settled = steps.last().is_some_and(|(_, last)| *last == surprise);
        if settled {
            break;
        }
        steps.push((bin, surprise));
    }
    steps
}

/// Bins of 4 % in which an extrapolated tail is told: up to sixty times the strangest of the past.
const BINS_BEYOND: usize = 100;
