//! How much a number would differ with other lines of the same world.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use serde::{Deserialize, Serialize};

/// A number and the bounds between which it lies.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// Percentile bootstrap (Efron & Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13): the same numbers from lines
/// drawn again with replacement. Lines of one group (a scheme, a declaration) are drawn together, as one witness.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bootstrap {
    /// Drawings; 1000 for 95 %, fewer where a number is dear.
    pub draws: usize,
    /// Share of the drawings between the bounds, in 0..1.
    pub level: f64,
    pub seed: u64,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Bootstrap { draws: 1000, level: 0.95, seed: 1 }
    }
}

impl Bootstrap {
    /// The intervals of the numbers that `measure` makes of how often each of `rows` rows counts (`None`: each once); it must
    /// always make the same number of them, `NaN` where there is none. `groups` names each row's group; `None`: every row its
    /// own. The bounds are `NaN` where more than one in twenty drawings made no number. The same whatever the number of
    /// threads.
    ///
    /// # Panics
    /// If there are not as many groups as rows.
    pub fn intervals<F>(&self, rows: usize, groups: Option<&[u64]>, measure: F) -> Vec<Interval>
    where
        F: Fn(Option<&[u32]>) -> Vec<f64> + Sync,
    {
        let groups = groups.map(|groups| {
            assert_eq!(groups.len(), rows, "one group for each row");
            numbered(groups)
        });
        let drawn: Vec<Vec<f64>> = (0..self.draws as u64)
            .into_par_iter()
            .map(|draw| {
                let mut random = ChaCha8Rng::seed_from_u64(self.seed);
                random.set_stream(draw);
                match &groups {
                    None => measure(Some(&times(rows, &mut random))),
                    Some((of_row, n)) => {
                        let of_group = times(*n, &mut random);
                        measure(Some(&of_row.iter().map(|group| of_group[*group as usize]).collect::<Vec<_>>()))
                    }
                }
            })
            .collect();
        let value = measure(None);
        let bounds = |place: usize| {
            let mut found: Vec<f64> = drawn.iter().map(|draw| draw[place]).filter(|value| !value.is_nan()).collect();
            found.sort_unstable_by(f64::total_cmp);
            let enough = !found.is_empty() && found.len() * 20 >= self.draws * 19;
            let tail = (1.0 - self.level) / 2.0;
            if enough { (quantile(&found, tail), quantile(&found, 1.0 - tail)) } else { (f64::NAN, f64::NAN) }
        };
        value.into_iter().enumerate().map(|(place, value)| (value, bounds(place))).map(Interval::from).collect()
    }
}

impl From<(f64, (f64, f64))> for Interval {
    fn from((value, (low, high)): (f64, (f64, f64))) -> Self {
        Interval { value, low, high }
    }
}

/// How often each of `n` is drawn in `n` draws with replacement.
fn times(n: usize, random: &mut ChaCha8Rng) -> Vec<u32> {
    let mut times = vec![0; n];
    (0..n).for_each(|_| times[random.random_range(0..n)] += 1);
    times
}

/// The groups numbered from 0 in ascending order, and how many there are.
fn numbered(groups: &[u64]) -> (Vec<u32>, usize) {
    let mut names = groups.to_vec();
    names.sort_unstable();
    names.dedup();
    let number = |group: &u64| names.partition_point(|name| name < group) as u32;
    (groups.iter().map(number).collect(), names.len())
}

/// The quantile of ascending values, linear between them (Hyndman & Fan's type 7).
pub(super) fn quantile(ascending: &[f64], at: f64) -> f64 {
    let place = at.clamp(0.0, 1.0) * (ascending.len() - 1) as f64;
    let (below, above) = (ascending[place.floor() as usize], ascending[place.ceil() as usize]);
    below + (above - below) * place.fract()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rayon::ThreadPoolBuilder;

    fn mean(values: &[f64], times: Option<&[u32]>) -> f64 {
        let weight = |row: usize| times.map_or(1.0, |times| f64::from(times[row]));
        let sum: f64 = values.iter().enumerate().map(|(row, value)| weight(row) * value).sum();
        sum / (0..values.len()).map(weight).sum::<f64>()
    }

    #[test]
    fn the_error_of_a_mean_is_the_known_one() {
        // 400 values, half 0 and half 1: standard error 0.5 / 20 = 0.025.
        let values: Vec<f64> = (0..400).map(|row| f64::from(row % 2)).collect();
        let of = |times: Option<&[u32]>| vec![mean(&values, times)];
        let found = Bootstrap::default().intervals(400, None, of)[0];
        assert_eq!(found.value, 0.5);
        assert!((found.high - found.low - 2.0 * 1.96 * 0.025).abs() < 0.01, "{found:?}");
        // Ten alike in each group: 40 witnesses, an error √10 times as great.
        let values: Vec<f64> = (0..400).map(|row| f64::from(row / 10 % 2)).collect();
        let groups: Vec<u64> = (0..400).map(|row| 1000 - row / 10).collect();
        let of = |times: Option<&[u32]>| vec![mean(&values, times)];
        let found = Bootstrap::default().intervals(400, Some(&groups), of)[0];
        assert!((found.high - found.low - 2.0 * 1.96 * 0.079).abs() < 0.03, "{found:?}");
    }

    #[test]
    fn the_same_on_any_number_of_threads() {
        let values: Vec<f64> = (0..97).map(|row| f64::from(row * row % 31)).collect();
        let draw = |threads, seed| {
            let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let bootstrap = Bootstrap { draws: 60, seed, ..Bootstrap::default() };
            pool.install(|| bootstrap.intervals(97, None, |times| vec![mean(&values, times)]))
        };
        assert_eq!(draw(1, 4), draw(2, 4));
        assert_ne!(draw(1, 4), draw(1, 5));
    }

    #[test]
    fn too_many_drawings_without_a_number_have_no_bounds() {
        let never = |times: Option<&[u32]>| vec![if times.is_some() { f64::NAN } else { 1.0 }];
        let found = Bootstrap { draws: 20, ..Bootstrap::default() }.intervals(3, None, never)[0];
        assert!(found.value == 1.0 && found.low.is_nan() && found.high.is_nan());
    }

    #[test]
    fn quantiles_by_hand() {
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.5), 2.0);
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.75), 3.0);
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 1.0), 4.0);
    }
}
