//! Choosing lines of a week: by score, by lot, never one twice.

use xxhash_rust::xxh3::xxh3_64_with_seed;

/// A number that follows from a seed and a number, and from nothing else.
pub(super) fn lot(seed: u64, number: u64) -> u64 {
    xxh3_64_with_seed(&number.to_le_bytes(), seed)
}

/// Sets the draws apart from the ties: a line that a tie let fall would else be more seldom drawn than it is said to be.
const DRAW: u64 = 0xD4A3_0001;

/// A line that is opened.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Chosen {
    /// Place of the line in the past.
    pub line: usize,
    /// Probability with which it was drawn; 1 where a score chose it.
    pub probability: f64,
}

/// A week's lines while they are chosen from.
pub(super) struct Choice {
    first: usize,
    taken: Vec<bool>,
    seed: u64,
    pub chosen: Vec<Chosen>,
}

impl Choice {
    /// Nothing is chosen yet of the `n` lines from `first` on. The seed decides draws and ties.
    pub fn of(first: usize, n: usize, seed: u64) -> Choice {
        Choice { first, taken: vec![false; n], seed, chosen: Vec::new() }
    }

    fn lot(&self, place: usize) -> u64 {
        lot(self.seed, (self.first + place) as u64)
    }

    fn left(&self) -> Vec<usize> {
        (0..self.taken.len()).filter(|place| !self.taken[*place]).collect()
    }

    /// Takes the `n` lines with the highest scores (by place in the week; `NaN` last); ties fall by lot.
    pub fn best(&mut self, scores: &[f32], n: usize) {
        let key = |place: &usize| {
            (if scores[*place].is_nan() { f32::NEG_INFINITY } else { scores[*place] }, self.lot(*place))
        };
        let mut left = self.left();
        left.sort_unstable_by(|a, b| {
            let ((a_score, a_lot), (b_score, b_lot)) = (key(a), key(b));
            b_score.total_cmp(&a_score).then(a_lot.cmp(&b_lot))
        });
        left.truncate(n);
        self.take(&left, 1.0);
    }

    /// Draws `n` of the lines that are left, each with the same probability.
    pub fn draw(&mut self, n: usize) {
        let mut left = self.left();
        let probability = (n as f64 / left.len().max(1) as f64).min(1.0);
        left.sort_unstable_by_key(|place| lot(self.seed ^ DRAW, (self.first + place) as u64));
        left.truncate(n);
        self.take(&left, probability);
    }

    fn take(&mut self, places: &[usize], probability: f64) {
        for place in places {
            self.taken[*place] = true;
            self.chosen.push(Chosen { line: self.first + place, probability });
        }
    }
}

/// Splits a running total by a share so that no rounding is lost: what falls to the share between two totals.
pub(super) fn part(share: f64, before: usize, after: usize) -> usize {
    // A hair is added, so that 0.1 of 30 is 3 whatever the binary fraction.
    let until = |total: usize| (share * total as f64 + 1e-9).floor() as usize;
    until(after) - until(before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_best_are_taken_and_then_drawn_from_the_rest() {
        let mut choice = Choice::of(100, 5, 1);
        choice.best(&[0.1, f32::NAN, 0.9, 0.5, 0.2], 2);
        let lines: Vec<usize> = choice.chosen.iter().map(|chosen| chosen.line).collect();
        assert_eq!(lines, [102, 103]);
        choice.draw(2);
        assert_eq!(choice.chosen.len(), 4);
        assert!((choice.chosen[3].probability - 2.0 / 3.0).abs() < 1e-12, "two of the three that were left");
        choice.draw(9);
        assert_eq!((choice.chosen.len(), choice.chosen[4].probability), (5, 1.0), "no more than there are");
    }

    #[test]
    fn what_cannot_be_said_comes_last() {
        let mut choice = Choice::of(0, 3, 1);
        choice.best(&[f32::NAN, -5.0, f32::NAN], 1);
        assert_eq!(choice.chosen[0].line, 1);
    }

    #[test]
    fn another_seed_draws_others_and_the_same_the_same() {
        let drawn = |seed| {
            let mut choice = Choice::of(0, 1000, seed);
            choice.draw(10);
            choice.chosen.iter().map(|chosen| chosen.line).collect::<Vec<_>>()
        };
        assert_eq!(drawn(1), drawn(1));
        assert_ne!(drawn(1), drawn(2));
    }

    proptest! {
        #[test]
        fn parts_add_up_and_never_stray_by_one(share in 0.0f64..=1.0, sizes in prop::collection::vec(0usize..400, 1..60)) {
            let (mut total, mut given) = (0, 0);
            for size in sizes {
                let part = part(share, total, total + size);
                total += size;
                given += part;
                prop_assert!(part <= size);
                prop_assert!((given as f64 - share * total as f64).abs() <= 1.0);
            }
        }
    }
}
