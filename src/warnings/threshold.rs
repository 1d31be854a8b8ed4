//! How strong must a rise be before anybody is told: as strong as chance shows it so and so often a year.
//!
//! Quiet years are made from the past itself. Each seller's series in each corridor is turned round as a wheel by an angle of its own
//! (a circular shift in operational time, that is in exposure): how sellers start, stop and bunch stays; what several do together, or
//! what they do in step with a fall elsewhere, goes. Exposure and scatter are estimated from such a
//! year as from the real one, so their errors are in it. Over many such years the alarms of all corridors are counted, and the
//! threshold is where they number as many a year as was asked for. (A circular bootstrap of dependent series: Politis &
//! Romano, 1992, with one block a seller.)

use super::watch::{ENDS_AT, HISTORY_WEEKS_MIN, Watch};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// Years to be made, all together: at 12 alarms a year the count has a standard error of 6 %.
const YEARS: f64 = 24.0;
/// Fewest rounds; each has its own turn of each seller.
const ROUNDS_MIN: usize = 8;
/// Shortest stretch of judged weeks from which quiet years can be made; with less nobody is warned.
const YEARS_EACH_MIN: f64 = 0.45;
/// Share of the alarms that shifts may take; rises have the rest. A shift says more, and is looked for more often (est.).
const SHIFT_SHARE: f64 = 2.0 / 3.0;

/// From where on we warn, and what that costs.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Thresholds {
    /// Alarms a year over all corridors that a quiet trade would raise.
    pub alarms_a_year: f64,
    /// Strength of a rise by itself.
    pub rise: f64,
    /// Strength of a shift.
    pub shift: f64,
    /// Corridors watched.
    pub corridors: usize,
    /// Quiet years made to find this.
    pub quiet_years: f64,
    /// Peaks of quiet alarms, strongest first: of rises, of shifts.
    #[serde(skip)]
    peaks: [Vec<f32>; 2],
}

impl Thresholds {
    /// Finds the thresholds for a wished number of alarms a year, from the past that `watch` sees.
    pub fn find(watch: &Watch, alarms_a_year: f64, seed: u64) -> Thresholds {
        let years_each = watch.weeks.n.saturating_sub(HISTORY_WEEKS_MIN) as f64 * 7.0 / 365.25;
        let rounds =
            if years_each >= YEARS_EACH_MIN { ((YEARS / years_each).ceil() as usize).max(ROUNDS_MIN) } else { 0 };
        let quiet: Vec<Vec<[Vec<f32>; 2]>> = (0..rounds as u64)
            .into_par_iter()
            .map(|round| {
                let mut rng = ChaCha8Rng::seed_from_u64(seed);
                rng.set_stream(round);
                watch.with(turned(watch, &mut rng)).strengths()
            })
            .collect();
        let years = years_each * rounds as f64;
        let of =
            |test: usize| -> Vec<&[f32]> { quiet.iter().flatten().map(|series| series[test].as_slice()).collect() };
        let (rises, shifts) = (of(0), of(1));
        let level = |all: &[&[f32]], share: f64| {
            if rounds > 0 { level(all, alarms_a_year * share * years) } else { f64::INFINITY }
        };
        let mut peaks = [peaks(&rises), peaks(&shifts)];
        peaks.iter_mut().for_each(|peaks| peaks.sort_by(|a, b| b.total_cmp(a)));
        Thresholds {
            alarms_a_year,
            rise: level(&rises, 1.0 - SHIFT_SHARE),
            shift: level(&shifts, SHIFT_SHARE),
            corridors: watch.corridors.len(),
            quiet_years: years,
            peaks,
        }
    }

    /// How often a year a quiet trade shows something at least as strong; never below what the quiet years can tell.
    pub fn as_strong_a_year(&self, strength: f64, shift: bool) -> f64 {
        let stronger = self.peaks[usize::from(shift)].partition_point(|peak| f64::from(*peak) >= strength);
        (stronger as f64).max(1.0) / self.quiet_years.max(1e-9)
    }
}

/// All series with every seller turned by its own angle.
fn turned(watch: &Watch, rng: &mut ChaCha8Rng) -> Vec<Vec<f64>> {
    let mut all = Vec::with_capacity(watch.corridors.len());
    for seen in &watch.corridors {
        let mut until = Vec::with_capacity(seen.exposure.len());
        let mut sum = 0.0;
        for exposure in &seen.exposure {
            sum += exposure;
            until.push(sum);
        }
        let mut lines = vec![0.0; seen.lines.len()];
        if sum > 0.0 {
            for seller in &seen.sellers {
                let angle = rng.random::<f64>() * sum;
                for (week, n) in seller {
                    for _ in 0..*n as u64 {
                        let at = until[*week] - rng.random::<f64>() * seen.exposure[*week];
                        let place = (at + angle) % sum;
                        let week = until.partition_point(|end| *end <= place).min(lines.len() - 1);
                        lines[week] += 1.0;
                    }
                }
            }
        }
        all.push(lines);
    }
    all
}

/// Times that a series rises above a level, not counting flicker.
fn alarms(series: &[f32], level: f64) -> usize {
    let (mut on, mut count) = (false, 0);
    for strength in series.iter().map(|strength| f64::from(*strength)) {
        if !on && strength >= level {
            on = true;
            count += 1;
        } else if on && strength < level * ENDS_AT {
            on = false;
        }
    }
    count
}

/// Strongest value of each stretch above nothing.
fn peaks(all: &[&[f32]]) -> Vec<f32> {
    let stretches = all.iter().flat_map(|series| series.split(|strength| *strength <= 0.0));
    stretches.filter_map(|stretch| stretch.iter().copied().max_by(f32::total_cmp)).collect()
}

/// The level at which all series together raise at most so many alarms.
fn level(all: &[&[f32]], wanted: f64) -> f64 {
    let count = |level: f64| all.par_iter().map(|series| alarms(series, level)).sum::<usize>() as f64;
    let (mut low, mut high) = (0.5, 200.0);
    for _ in 0..24 {
        let middle = (low + high) / 2.0;
        if count(middle) > wanted { low = middle } else { high = middle }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::super::watch::tests::quiet;
    use super::*;

    #[test]
    fn alarms_by_hand() {
        assert_eq!(alarms(&[0.0, 5.0, 6.0, 3.0, 5.0, 2.0, 5.0], 5.0), 2, "3 is above half: one alarm");
        assert_eq!(peaks(&[&[0.0, 5.0, 6.0, 0.0, 2.0]]), [6.0, 2.0]);
        assert!((level(&[&[0.0, 5.0, 0.0, 7.0]], 1.0) - 5.0).abs() < 0.01);
    }

    #[test]
    fn turning_keeps_every_line_and_the_same_seed_the_same_thresholds() {
        let (flows, facts) = quiet(3, 60, 3.0, 2.0);
        let watch = Watch::at(&flows, &facts, 60 * 7 - 1);
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for (turned, seen) in turned(&watch, &mut rng).iter().zip(&watch.corridors) {
            assert_eq!(turned.iter().sum::<f64>(), seen.lines.iter().sum::<f64>());
        }
        let (a, b) = (Thresholds::find(&watch, 4.0, 7), Thresholds::find(&watch, 4.0, 7));
        assert_eq!((a.rise, a.shift), (b.rise, b.shift));
        assert!(a.as_strong_a_year(a.rise, false) <= 4.0 / 3.0 * 1.5, "{}", a.as_strong_a_year(a.rise, false));
    }

    /// On negative binomial trade in which nothing happens, the alarms that are raised number what was stated, within what chance allows.
    #[test]
    fn the_stated_rate_of_false_alarms_holds() {
        let (mut raised, mut years) = (0, 0.0);
        let wanted = 6.0;
        for seed in 0..24 {
            let (flows, facts) =
                quiet(100 + seed, 104, [1.0, 4.0, 12.0][seed as usize % 3], [1.0, 3.0][seed as usize % 2]);
            let watch = Watch::at(&flows, &facts, 104 * 7 - 1);
            let found = Thresholds::find(&watch, wanted, 1);
            let real = watch.strengths();
            raised += real.iter().map(|s| alarms(&s[0], found.rise) + alarms(&s[1], found.shift)).sum::<usize>();
            years += (104 - HISTORY_WEEKS_MIN) as f64 / 52.18;
        }
        let rate = f64::from(u32::try_from(raised).unwrap()) / years;
        println!("{rate:.2} alarms a year where {wanted} were stated, over {years:.0} years");
        assert!((0.6 * wanted..=1.4 * wanted).contains(&rate), "{rate}");
    }
}
