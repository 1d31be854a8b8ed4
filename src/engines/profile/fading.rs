//! Sums of outcomes that fade with time, in whole numbers: the same whatever the order in which they came.

/// Days after which an outcome weighs half (est.; one year, as for the baselines' counts, so that a season is set against its like).
pub const HALF_LIFE_DAYS: i32 = 365;
/// Units of one.
const ONE: f64 = 65_536.0;

/// Places of the sums: weight, squared weight, and the weight of what was found.
pub(super) const N: usize = 0;
pub(super) const N2: usize = 1;
pub(super) const FALSE_DECLARATION: usize = 2;
pub(super) const RE_EXPORT: usize = 3;
pub(super) const FOUND: usize = 4;
pub(super) const SUMS: usize = 5;

/// One outcome in units, within its half-life (counted from 1970-01-01).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Units {
    pub half_life: i32,
    pub sums: [i64; SUMS],
}

impl Units {
    /// Weighs an outcome of a day: `weight · 2^(days into the half-life / HALF_LIFE_DAYS)`, rounded to a 65536th.
    pub fn of(day: i32, found: [f32; 3], weight: f32) -> Units {
        let into = f64::from(day.rem_euclid(HALF_LIFE_DAYS)) / f64::from(HALF_LIFE_DAYS);
        let weight = f64::from(weight);
        let whole = |value: f64| (value * into.exp2() * ONE).round() as i64;
        let [false_declaration, re_export, any] = found.map(|share| whole(weight * f64::from(share.clamp(0.0, 1.0))));
        let sums = [whole(weight), whole(weight * weight), false_declaration, re_export, any];
        Units { half_life: day.div_euclid(HALF_LIFE_DAYS), sums }
    }

    fn add(&mut self, other: &Units) {
        self.sums.iter_mut().zip(other.sums).for_each(|(sum, more)| *sum += more);
    }
}

/// A day as sums are seen from it.
#[derive(Debug, Clone, Copy)]
pub(super) struct SeenFrom {
    half_life: i32,
    share: f64,
}

impl SeenFrom {
    pub fn day(day: i32) -> SeenFrom {
        let into = f64::from(day.rem_euclid(HALF_LIFE_DAYS)) / f64::from(HALF_LIFE_DAYS);
        SeenFrom { half_life: day.div_euclid(HALF_LIFE_DAYS), share: (-into).exp2() / ONE }
    }

    fn worth(self, half_life: i32) -> f64 {
        self.share * 2f64.powi(half_life - self.half_life)
    }
}

/// Sums by half-life; one without outcomes has none. The youngest stands in place: most keys have no other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Fading {
    youngest: Units,
    /// The younger first.
    older: Vec<Units>,
}

impl Fading {
    /// Adds (`sign` 1) or withdraws (`sign` −1) what was added before.
    pub fn add(&mut self, units: &Units, sign: i64) {
        let mut new = Units { half_life: units.half_life, sums: units.sums.map(|sum| sign * sum) };
        if self.is_empty() {
            self.youngest = new;
        } else if self.youngest.half_life == new.half_life {
            self.youngest.add(&new);
            if self.youngest.sums == [0; SUMS] {
                self.youngest = if self.older.is_empty() { Units::default() } else { self.older.remove(0) };
            }
        } else {
            if self.youngest.half_life < new.half_life {
                std::mem::swap(&mut self.youngest, &mut new);
            }
            let at = self.older.partition_point(|part| part.half_life > new.half_life);
            match self.older.get_mut(at).filter(|part| part.half_life == new.half_life) {
                None => self.older.insert(at, new),
                Some(part) => {
                    part.add(&new);
                    if part.sums == [0; SUMS] {
                        self.older.remove(at);
                    }
                }
            }
        }
    }

    /// Takes other sums. Associative and commutative, exactly.
    pub fn merge(&mut self, other: &Fading) {
        other.parts().for_each(|part| self.add(part, 1));
    }

    pub fn is_empty(&self) -> bool {
        self.youngest.sums == [0; SUMS]
    }

    fn parts(&self) -> impl Iterator<Item = &Units> {
        std::iter::once(&self.youngest).filter(|_| !self.is_empty()).chain(&self.older)
    }

    /// The sums as they count on a day, without those that others hold of them.
    pub fn seen(&self, from: SeenFrom, without: [Option<&Fading>; 2]) -> [f64; SUMS] {
        let mut seen = [0.0; SUMS];
        for part in self.parts() {
            let mut sums = part.sums;
            for other in without.iter().flatten() {
                if let Some(out) = other.parts().find(|other| other.half_life == part.half_life) {
                    sums.iter_mut().zip(out.sums).for_each(|(sum, out)| *sum -= out);
                }
            }
            // Two groups under one hash (one in four thousand million) may hold more than is there.
            let whole = sums[N].max(0);
            let worth = from.worth(part.half_life);
            for (place, (seen, sum)) in seen.iter_mut().zip(sums).enumerate() {
                let most = if place < FALSE_DECLARATION { i64::MAX } else { whole };
                *seen += sum.clamp(0, most) as f64 * worth;
            }
        }
        seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_outcome_weighs_half_after_a_half_life() {
        let mut sums = Fading::default();
        sums.add(&Units::of(20_000, [1.0, 0.0, 1.0], 2.0), 1);
        let near = |seen: f64, expected: f64| assert!((seen - expected).abs() < 1e-4, "{seen} is not {expected}");
        for (days, share) in [(0, 1.0), (HALF_LIFE_DAYS, 0.5), (2 * HALF_LIFE_DAYS, 0.25)] {
            let seen = sums.seen(SeenFrom::day(20_000 + days), [None; 2]);
            near(seen[N], 2.0 * share);
            near(seen[N2], 4.0 * share);
            near(seen[FALSE_DECLARATION], 2.0 * share);
            near(seen[RE_EXPORT], 0.0);
        }
        near(sums.seen(SeenFrom::day(20_100), [None; 2])[N], 2.0 * (-100.0 / 365.0f64).exp2());
    }

    proptest! {
        #[test]
        fn order_and_grouping_change_nothing_and_what_is_withdrawn_is_gone(
            outcomes in prop::collection::vec((19_000i32..22_000, 0u8..3, 0.1f32..20.0), 1..30), cut in 0usize..30,
        ) {
            let units: Vec<Units> = outcomes
                .iter()
                .map(|(day, found, weight)| Units::of(*day, std::array::from_fn(|n| f32::from(u8::from(n == usize::from(*found)))), *weight))
                .collect();
            let learned = |units: &mut dyn Iterator<Item = &Units>| {
                let mut sums = Fading::default();
                units.for_each(|units| sums.add(units, 1));
                sums
            };
            let whole = learned(&mut units.iter());
            prop_assert_eq!(&learned(&mut units.iter().rev()), &whole);
            let cut = cut.min(units.len());
            let (mut one, two) = (learned(&mut units[..cut].iter()), learned(&mut units[cut..].iter()));
            let mut other = two.clone();
            other.merge(&one);
            one.merge(&two);
            prop_assert_eq!(&one, &whole);
            prop_assert_eq!(&other, &whole);
            let left = whole.seen(SeenFrom::day(22_000), [Some(&two), None]);
            let first = learned(&mut units[..cut].iter()).seen(SeenFrom::day(22_000), [None; 2]);
            left.iter().zip(first).for_each(|(a, b)| assert!((a - b).abs() <= 1e-12 * b.abs().max(1.0)));
            units.iter().for_each(|units| one.add(units, -1));
            prop_assert!(one.is_empty());
        }
    }
}
