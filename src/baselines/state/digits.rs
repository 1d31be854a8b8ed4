//! How a trader's values are written: first digits, powers of ten, rounded and repeated sums.

use super::State;

/// Distinct sums kept with their counts.
const K: usize = 32;
/// Powers of ten told apart, from the first one below.
const DECADES: usize = 12;
/// The least power of ten told apart.
const LEAST: i32 = -2;
/// Values from which the first digits of a trader can be judged.
const ENOUGH: f64 = 100.0;
/// Powers of ten over which the middle 80 % of its values must spread: the law needs quantities over several magnitudes.
const SPREAD: usize = 2;

/// Counts over the values of one key. Exactly mergeable: sums, and the counts of the `K` sums with the smallest hashes (a
/// sum among the smallest at the end was so ever since it came, so its count is whole).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Digits {
    first: [u32; 9],
    decades: [u32; DECADES],
    rounded: u32,
    /// (hash, count), ascending by hash.
    sums: Vec<(u64, u32)>,
}

impl Digits {
    /// A value as an item: hash of its cents, power of ten, first digit, whether at most two digits are not zero.
    pub fn item(value: f64) -> Option<u64> {
        let cents = (value * 100.0).round();
        if !(1.0..1e15).contains(&cents) {
            return None;
        }
        let power = cents.log10().floor() as i32;
        // The logarithm of a whole power of ten may fall on either side.
        let power = if 10f64.powi(power + 1) <= cents { power + 1 } else { power };
        let first = (cents / 10f64.powi(power)).floor() as u64;
        let decade = (power - 2 - LEAST).clamp(0, DECADES as i32 - 1) as u64;
        let rounded = u64::from(power >= 4 && cents % 10f64.powi(power - 1) == 0.0);
        let hash = (cents as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        Some(((hash ^ (hash >> 31)) & !0xFFF) | (rounded << 8) | (decade << 4) | first)
    }

    /// Values seen.
    pub fn n(&self) -> f64 {
        self.first.iter().map(|count| f64::from(*count)).sum()
    }

    /// Squared distance of the first digits from the Newcomb-Benford law, (χ² − 8) / n: the chi-square over n (φ², Cramér
    /// 1946) less what chance alone brings with 8 degrees of freedom, so that it does not shrink as n grows. `None` below
    /// 100 values, or where their middle 80 % spread over fewer than two powers of ten.
    pub fn excess(&self) -> Option<f64> {
        let n = self.n();
        if n < ENOUGH || self.spread() < SPREAD {
            return None;
        }
        let chi_square: f64 = (1..=9)
            .zip(self.first)
            .map(|(digit, count)| {
                let expected = n * (1.0 + 1.0 / f64::from(digit)).log10();
                (f64::from(count) - expected).powi(2) / expected
            })
            .sum();
        Some((chi_square - 8.0) / n)
    }

    fn spread(&self) -> usize {
        let reached = |share: f64| {
            let mut seen = 0.0;
            self.decades
                .iter()
                .position(|count| {
                    seen += f64::from(*count);
                    seen >= share * self.n()
                })
                .unwrap_or(DECADES)
        };
        reached(0.9) - reached(0.1)
    }

    /// Share of values with at most two digits that are not zero, of 100 and more; `None` below ten values.
    pub fn rounded(&self) -> Option<f64> {
        (self.n() >= 10.0).then(|| f64::from(self.rounded) / self.n())
    }

    /// Share of values that repeat an earlier one to the cent, from the sums kept; `None` below ten values.
    pub fn repeated(&self) -> Option<f64> {
        let lines: f64 = self.sums.iter().map(|(_, count)| f64::from(*count)).sum();
        (self.n() >= 10.0).then(|| 1.0 - self.sums.len() as f64 / lines.max(1.0))
    }

    fn keep(&mut self, hash: u64, count: u32) {
        match self.sums.binary_search_by_key(&hash, |(hash, _)| *hash) {
            Ok(place) => self.sums[place].1 = self.sums[place].1.saturating_add(count),
            Err(place) if place < K => {
                self.sums.insert(place, (hash, count));
                self.sums.truncate(K);
            }
            Err(_) => {}
        }
    }
}

impl State for Digits {
    fn observe(&mut self, _day: i32, item: u64) {
        let (first, decade) = ((item & 0xF) as usize, ((item >> 4) & 0xF) as usize);
        if (1..=9).contains(&first) && decade < DECADES {
            self.first[first - 1] += 1;
            self.decades[decade] += 1;
            self.rounded += ((item >> 8) & 1) as u32;
            self.keep(item, 1);
        }
    }

    fn merge(&mut self, other: &Self) {
        self.first.iter_mut().zip(other.first).for_each(|(mine, theirs)| *mine += theirs);
        self.decades.iter_mut().zip(other.decades).for_each(|(mine, theirs)| *mine += theirs);
        self.rounded += other.rounded;
        other.sums.iter().for_each(|(hash, count)| self.keep(*hash, *count));
    }

    fn encode(&self, into: &mut Vec<u8>) {
        let counts = self.first.iter().chain(&self.decades).chain([&self.rounded]);
        counts.for_each(|count| into.extend(count.to_le_bytes()));
        for (hash, count) in &self.sums {
            into.extend(hash.to_le_bytes());
            into.extend(count.to_le_bytes());
        }
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (counts, sums) = bytes.split_at_checked(4 * (9 + DECADES + 1))?;
        let (counts, _) = counts.as_chunks::<4>();
        let mut counts = counts.iter().map(|count| u32::from_le_bytes(*count));
        let mut state = Digits::default();
        state.first.iter_mut().for_each(|count| *count = counts.next().unwrap_or(0));
        state.decades.iter_mut().for_each(|count| *count = counts.next().unwrap_or(0));
        state.rounded = counts.next()?;
        let (sums, rest) = sums.as_chunks::<12>();
        for sum in sums {
            let (hash, count) = sum.split_first_chunk::<8>()?;
            state.sums.push((u64::from_le_bytes(*hash), u32::from_le_bytes(count.try_into().ok()?)));
        }
        let sorted = state.sums.is_sorted_by(|a, b| a.0 < b.0);
        // Each value has a first digit and a power of ten, and is one of the sums or of none that is kept.
        let all = |counts: &[u32]| counts.iter().map(|count| u64::from(*count)).sum::<u64>();
        let kept: u64 = state.sums.iter().map(|(_, count)| u64::from(*count)).sum();
        let n = all(&state.first);
        let add_up = n == all(&state.decades)
            && n <= u64::from(u32::MAX / 16)
            && u64::from(state.rounded) <= n
            && if state.sums.len() < K { kept == n } else { kept <= n };
        let used = state.sums.iter().all(|(_, count)| *count > 0);
        (rest.is_empty() && state.sums.len() <= K && sorted && used && add_up).then_some(state)
    }
}

#[cfg(test)]
mod tests {
    use super::Digits;
    use crate::baselines::state::State;
    use proptest::prelude::*;

    fn of(values: &[f64]) -> Digits {
        let mut state = Digits::default();
        values.iter().filter_map(|value| Digits::item(*value)).for_each(|item| state.observe(0, item));
        state
    }

    #[test]
    fn digits_magnitudes_and_round_sums_are_read() {
        let state = of(&[1000.0, 1200.0, 1230.0, 99.0, 0.0, 999_999.99]);
        assert_eq!((state.n(), state.first[0], state.first[8]), (5.0, 3, 2));
        assert_eq!(state.rounded, 2, "1000 and 1200; 99 is too small to tell");
        assert_eq!(state.excess(), None, "five values are not enough");
    }

    #[test]
    fn the_law_holds_for_growth_and_not_for_invented_sums() {
        let growth: Vec<f64> = (0..400).map(|step| 10.0 * 1.0175f64.powi(step)).collect();
        assert!(of(&growth).excess().unwrap().abs() < 0.02, "{:?}", of(&growth).excess());
        let invented: Vec<f64> = (0..400).map(|n| f64::from(5 + n % 5) * 10f64.powi(n % 4) * 1.01).collect();
        assert!(of(&invented).excess().unwrap() > 1.0);
        let narrow: Vec<f64> = (0..400).map(|n| 5000.0 + f64::from(n)).collect();
        assert_eq!(of(&narrow).excess(), None, "one power of ten: the law does not apply");
    }

    #[test]
    fn sums_to_the_cent_repeat() {
        assert_eq!(of(&[12.34; 10]).repeated(), Some(0.9));
        let different: Vec<f64> = (0..500).map(|n| 12.34 + f64::from(n)).collect();
        assert_eq!(of(&different).repeated(), Some(0.0));
        assert_eq!(of(&[12.34; 9]).repeated(), None);
    }

    proptest! {
        #[test]
        fn merged_is_as_if_seen_together(a in prop::collection::vec(0.01f64..1e6, 0..90), b in prop::collection::vec(0.01f64..1e6, 0..90)) {
            let both = of(&a.iter().chain(&b).copied().collect::<Vec<_>>());
            let (mut left, mut right) = (of(&a), of(&b));
            left.merge(&of(&b));
            right.merge(&of(&a));
            prop_assert_eq!(&left, &both);
            prop_assert_eq!(&right, &both);
            let mut bytes = Vec::new();
            both.encode(&mut bytes);
            prop_assert_eq!(Digits::decode(&bytes), Some(both));
        }
    }
}
