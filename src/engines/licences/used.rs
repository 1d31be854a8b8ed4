//! How much went out under each licence so far.

use std::collections::BTreeMap;

/// Net grams by licence (key of its plain number). Whole grams, so that sums are the same in any order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Used {
    grams: BTreeMap<u64, u64>,
}

impl Used {
    /// Books a line's net mass, kg.
    pub fn add(&mut self, licence: u64, net_kg: f64) {
        if net_kg.is_finite() && net_kg > 0.0 {
            self.add_grams(licence, (net_kg * 1000.0).round().min(1e15) as u64);
        }
    }

    /// Books net grams.
    pub fn add_grams(&mut self, licence: u64, grams: u64) {
        let held = self.grams.entry(licence).or_default();
        *held = held.saturating_add(grams);
    }

    /// Net mass booked so far, kg.
    pub fn kg(&self, licence: u64) -> f64 {
        self.grams.get(&licence).map_or(0.0, |grams| *grams as f64 / 1000.0)
    }

    /// All licences in order of their keys, with grams.
    pub fn iter(&self) -> impl Iterator<Item = (u64, u64)> {
        self.grams.iter().map(|(licence, grams)| (*licence, *grams))
    }

    /// Takes what other books hold. Associative and commutative.
    pub fn merge(&mut self, other: &Used) {
        other.iter().for_each(|(licence, grams)| self.add_grams(licence, grams));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_in_any_order_are_the_whole(lines in prop::collection::vec((1u64..5, 0.0f64..1e6), 0..40), cut in 0usize..40) {
            let books = |lines: &[(u64, f64)]| {
                let mut books = Used::default();
                lines.iter().for_each(|(licence, kg)| books.add(*licence, *kg));
                books
            };
            let cut = cut.min(lines.len());
            let (mut first, second) = (books(&lines[..cut]), books(&lines[cut..]));
            let mut turned = second.clone();
            turned.merge(&first);
            first.merge(&second);
            prop_assert_eq!(&first, &turned);
            prop_assert_eq!(&first, &books(&lines));
        }
    }
}
