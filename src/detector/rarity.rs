//! How rare is a signal's evidence, against its own past?

use super::expectations::{ALL, Expectations};
use crate::model::{TailCounts, TailCurve, bin_of};
use crate::signals::{Family, Signal, catalogue};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

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
    /// All chapters together, then those that have a past of their own; empty where the signal has none.
    steps: Vec<Steps>,
    /// Chapter → place in `steps`.
    places: [u8; CHAPTERS],
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
            let mut rarity = SignalRarity { signal, steps: Vec::new(), places: [0; CHAPTERS] };
            if all.n() >= PAST_MIN {
                rarity.steps.push(steps(&all, None));
                for ((_, chapter), counts) in expectations.tails.range((place, 0)..(place, CHAPTERS as i32)) {
                    rarity.places[*chapter as usize] = rarity.steps.len() as u8;
                    rarity.steps.push(steps(&all, Some(&counts.curve())));
                }
            }
            rarity
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
}

impl SignalRarity {
    fn surprise(&self, strange: f32, chapter: i32) -> f32 {
        if strange.is_nan() {
            return f32::NAN;
        }
        let place = usize::try_from(chapter).ok().and_then(|chapter| self.places.get(chapter)).copied().unwrap_or(0);
        let Some(steps) = self.steps.get(usize::from(place)) else {
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
    // Beyond the strangest of the past: bin by bin until no slip could be rarer.
    let mut bin = bins.last().copied().unwrap_or(0);
    for _ in 0..BINS_BEYOND {
        bin += 1;
        let p = p(bin);
        steps.push((bin, -(p.ln() as f32)));
        if p <= P_SLIP {
            break;
        }
    }
    steps
}

/// Bins of 4 % in which an extrapolated tail is told: up to sixty times the strangest of the past.
const BINS_BEYOND: usize = 100;

/// How many signals stand out on each row: evidence among the strangest 3 % of its past, in the chapter and shrunk as above. The
/// record of earlier lines does not count: it would feed itself.
pub(super) fn remarkable(expectations: &Expectations, strange: &[Vec<f32>], chapters: &[i32]) -> Vec<f32> {
    let present: BTreeSet<i32> = chapters.iter().copied().collect();
    let nothing = TailCounts::default();
    let one = |(place, (signal, values)): (usize, (&Signal, &Vec<f32>))| {
        let all = expectations.tails.get(&(place, ALL)).unwrap_or(&nothing);
        if all.n() < PAST_MIN || signal.family == Family::Record {
            return vec![false; values.len()];
        }
        let bound =
            |chapter: &i32| (*chapter, bound(all, expectations.tails.get(&(place, *chapter)).unwrap_or(&nothing)));
        let bounds: BTreeMap<i32, i32> = present.iter().map(bound).collect();
        let stands_out = |(value, chapter): (&f32, &i32)| {
            value.is_finite() && bounds.get(chapter).is_some_and(|bound| bin_of(f64::from(*value)) >= *bound)
        };
        values.iter().zip(chapters).map(stands_out).collect()
    };
    let signals: Vec<(&Signal, &Vec<f32>)> = catalogue().zip(strange).collect();
    let standing_out: Vec<Vec<bool>> = signals.into_par_iter().enumerate().map(one).collect();
    (0..chapters.len()).map(|row| standing_out.iter().filter(|signal| signal[row]).count() as f32).collect()
}

/// The bin from which on evidence stands out, found from the strangest downwards.
fn bound(all: &TailCounts, own: &TailCounts) -> i32 {
    let (mut of_all, mut of_own) = (all.bins().rev().peekable(), own.bins().rev().peekable());
    let (mut above_all, mut above_own) = (0, 0);
    let (n, share) = (own.n() as f64, |above: u64, n: u64| (above + 1) as f64 / (n + 1) as f64);
    while let Some(bin) = of_all.peek().into_iter().chain(of_own.peek()).map(|(bin, _)| *bin).max() {
        above_all += of_all.next_if(|(other, _)| *other == bin).map_or(0, |(_, count)| count);
        above_own += of_own.next_if(|(other, _)| *other == bin).map_or(0, |(_, count)| count);
        let p_all = share(above_all, all.n());
        let p_own = if own.n() == 0 { p_all } else { share(above_own, own.n()) };
        if (n * p_own + CHAPTER_SHRINK * p_all) / (n + CHAPTER_SHRINK) > P_REMARKABLE {
            return bin + 1;
        }
    }
    i32::MIN
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(values: impl IntoIterator<Item = (f64, u64)>) -> TailCounts {
        let mut counts = TailCounts::default();
        values.into_iter().for_each(|(value, count)| counts.add(bin_of(value), count));
        counts
    }

    #[test]
    fn the_strangest_three_per_cent_stand_out() {
        // 1,000 lines: 20 at 9, 15 at 5, the rest at 1. At 9: 21/1001 = 2.1 %; at 5: 36/1001 = 3.6 %.
        let all = counts([(9.0, 20), (5.0, 15), (1.0, 965)]);
        let from = bound(&all, &TailCounts::default());
        assert!(bin_of(9.0) >= from && bin_of(6.0) >= from && bin_of(5.0) < from);
        // A chapter of 9,000 lines in which 9 is usual: (9000 · 0.1 + 1000 · 0.021) / 10000 = 9.2 %.
        let own = counts([(9.0, 900), (1.0, 8_100)]);
        assert!(bin_of(9.0) < bound(&all, &own));
    }
}
