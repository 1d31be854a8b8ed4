//! The last lots of a key, one by one: what returns is seen only where lots are kept apart.

use super::is_day;
use std::mem::size_of;

/// Lots that are kept, the youngest.
pub const LOTS: usize = 16;
/// Two net masses within this share of each other are "the same": a scale, a bag and a typist differ by that much (est.).
const SAME_MASS: f64 = 0.01;
/// Two lots are alike where mass and value both lie within this logarithm of each other: lots cut to just under a limit (88 to
/// 99.8 % of it, T8 of the domain notes) do.
const LIKE: f64 = 0.12;
/// Days over which like lots are counted.
const LIKE_DAYS: i32 = 14;
/// Gaps between days that are looked at, the youngest.
const GAPS: usize = 7;

/// One lot. Ordered by day, then by the rest, so that the youngest are the same ones in any order of learning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lot {
    day: i32,
    /// Bits of the net mass in kg (32-bit float above zero, or zero where not known).
    mass: u32,
    /// Bits of the price in US dollars per kg, likewise.
    price: u32,
    /// Hash of the first container; zero where none is named.
    container: u32,
}

impl Lot {
    /// A lot; what is not above zero counts as not known.
    pub fn new(day: i32, mass: Option<f64>, price: Option<f64>, container: u64) -> Self {
        let bits = |value: Option<f64>| {
            let value = value.map_or(0.0, |value| value as f32);
            if value > 0.0 && value.is_finite() { value.to_bits() } else { 0 }
        };
        Lot { day, mass: bits(mass), price: bits(price), container: (container >> 32) as u32 }
    }
}

fn known(bits: u32) -> Option<f64> {
    (bits != 0).then(|| f64::from(f32::from_bits(bits)))
}

/// The [`LOTS`] youngest lots. Exactly mergeable: the youngest of a union are among the youngest of its parts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LastLots {
    /// Ascending.
    lots: Vec<Lot>,
}

/// What the past lots say of a new one; `None` where it cannot be said.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Returns {
    /// Earlier days with a lot of the same net mass.
    pub mass_n: Option<f64>,
    /// Mean of the gaps between those days and this one.
    pub gap_days: Option<f64>,
    /// Standard deviation of the gaps over their mean; from two gaps on.
    pub gap_spread: Option<f64>,
    /// Logarithm of the price over the (geometric) mean price of those lots.
    pub price_rise: Option<f64>,
    /// Earlier days with the same container.
    pub box_n: Option<f64>,
    /// Days since the latest of those.
    pub box_days: Option<f64>,
    /// Earlier lots of the last [`LIKE_DAYS`] days that are alike in mass and value.
    pub like_n: Option<f64>,
}

impl LastLots {
    /// Takes one lot.
    pub fn observe(&mut self, lot: Lot) {
        if self.lots.len() == LOTS && self.lots[0] >= lot {
            return;
        }
        let place = self.lots.partition_point(|kept| *kept < lot);
        self.lots.insert(place, lot);
        if self.lots.len() > LOTS {
            self.lots.remove(0);
        }
    }

    /// Takes the lots of another state of the same key. Associative and commutative.
    pub fn merge(&mut self, other: &Self) {
        other.lots.iter().for_each(|lot| self.observe(*lot));
    }

    /// What the lots before this one's day say of it.
    pub fn returns(&self, lot: &Lot) -> Returns {
        let earlier = self.lots.iter().filter(|past| past.day < lot.day);
        let mut returns = Returns::default();
        if lot.container != 0 {
            let mut days = Days::default();
            earlier.clone().filter(|past| past.container == lot.container).for_each(|past| days.add(past.day));
            returns.box_n = Some(days.n as f64);
            returns.box_days = (days.n > 0).then(|| f64::from(lot.day - days.days[days.n - 1]));
        }
        if let (Some(mass), Some(price)) = (known(lot.mass), known(lot.price)) {
            let near = |past: Option<f64>, now: f64| past.is_some_and(|past| (past / now).ln().abs() <= LIKE);
            let value = |past: &Lot| known(past.mass).zip(known(past.price)).map(|(mass, price)| mass * price);
            let like = |past: &&Lot| {
                past.day >= lot.day - LIKE_DAYS && near(known(past.mass), mass) && near(value(past), mass * price)
            };
            returns.like_n = Some(earlier.clone().filter(like).count() as f64);
        }
        if let Some(mass) = known(lot.mass) {
            let mut days = Days::default();
            let (mut prices, mut ln_price) = (0.0, 0.0);
            let same = |past: &&Lot| known(past.mass).is_some_and(|past| (past / mass - 1.0).abs() <= SAME_MASS);
            for past in earlier.filter(same) {
                days.add(past.day);
                if let Some(price) = known(past.price) {
                    prices += 1.0;
                    ln_price += price.ln();
                }
            }
            returns.mass_n = Some(days.n as f64);
            returns.price_rise = known(lot.price).filter(|_| prices > 0.0).map(|price| price.ln() - ln_price / prices);
            (returns.gap_days, returns.gap_spread) = days.gaps(lot.day);
        }
        returns
    }

    /// The state as bytes: 16 a lot.
    pub fn encode(&self, into: &mut Vec<u8>) {
        for lot in &self.lots {
            into.extend(lot.day.to_le_bytes());
            [lot.mass, lot.price, lot.container].iter().for_each(|part| into.extend(part.to_le_bytes()));
        }
    }

    /// The inverse of `encode`; `None` where the bytes are not a state.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (lots, rest) = bytes.as_chunks::<{ size_of::<Lot>() }>();
        let part = |lot: &[u8; 16], at: usize| {
            let mut four = [0; 4];
            four.copy_from_slice(&lot[at..at + 4]);
            u32::from_le_bytes(four)
        };
        let lots: Vec<Lot> = lots
            .iter()
            .map(|lot| Lot {
                day: part(lot, 0) as i32,
                mass: part(lot, 4),
                price: part(lot, 8),
                container: part(lot, 12),
            })
            .collect();
        let believed = lots.iter().all(|lot| {
            is_day(lot.day)
                && [lot.mass, lot.price].into_iter().filter_map(known).all(|value| value.is_finite() && value > 0.0)
        });
        (rest.is_empty() && lots.len() <= LOTS && believed && lots.is_sorted()).then_some(LastLots { lots })
    }
}

/// Different days, ascending.
#[derive(Default)]
struct Days {
    days: [i32; LOTS],
    n: usize,
}

impl Days {
    /// Lots come in order of their days.
    fn add(&mut self, day: i32) {
        if self.n == 0 || self.days[self.n - 1] != day {
            self.days[self.n] = day;
            self.n += 1;
        }
    }

    /// Mean of the youngest gaps up to `today`, and their standard deviation (n − 1) over the mean.
    fn gaps(&self, today: i32) -> (Option<f64>, Option<f64>) {
        let days = &self.days[self.n.saturating_sub(GAPS)..self.n];
        let Some(first) = days.first() else { return (None, None) };
        let (n, mean) = (days.len() as f64, f64::from(today - first) / days.len() as f64);
        let next = days.iter().skip(1).chain([&today]);
        let squares: f64 = days.iter().zip(next).map(|(a, b)| (f64::from(b - a) - mean).powi(2)).sum();
        (Some(mean), (days.len() > 1).then(|| (squares / (n - 1.0)).sqrt() / mean))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lots(lots: &[(i32, f64, f64, u64)]) -> LastLots {
        let mut state = LastLots::default();
        lots.iter().for_each(|(day, mass, price, container)| {
            state.observe(Lot::new(*day, Some(*mass), Some(*price), *container << 32));
        });
        state
    }

    #[test]
    fn a_lot_that_comes_back_every_twelve_days_is_seen() {
        let past = lots(&[(0, 100.0, 1.0, 7), (12, 100.4, 1.0, 7), (24, 99.8, 1.0, 8), (30, 250.0, 9.0, 9)]);
        let now = past.returns(&Lot::new(36, Some(100.1), Some(2.0), 7 << 32));
        assert_eq!((now.mass_n, now.gap_days, now.gap_spread), (Some(3.0), Some(12.0), Some(0.0)));
        assert!((now.price_rise.unwrap() - std::f64::consts::LN_2).abs() < 1e-6);
        assert_eq!((now.box_n, now.box_days), (Some(2.0), Some(24.0)));
        // Gaps 12, 12 and 6: mean 10, standard deviation √12.
        let early = past.returns(&Lot::new(30, Some(100.1), None, 0));
        assert!((early.gap_spread.unwrap() - 12f64.sqrt() / 10.0).abs() < 1e-9);
        assert_eq!((early.price_rise, early.box_n), (None, None));
        assert_eq!(
            past.returns(&Lot::new(36, None, None, 5 << 32)),
            Returns { box_n: Some(0.0), ..Returns::default() }
        );
    }

    #[test]
    fn lots_of_one_day_are_one() {
        let past = lots(&[(0, 100.0, 1.0, 7), (0, 100.0, 1.0, 7)]);
        let now = past.returns(&Lot::new(9, Some(100.0), None, 7 << 32));
        assert_eq!((now.mass_n, now.gap_days, now.gap_spread), (Some(1.0), Some(9.0), None));
        assert_eq!(now.box_n, Some(1.0));
    }

    #[test]
    fn lots_are_alike_in_mass_and_value() {
        let past =
            lots(&[(0, 95.0, 1.0, 7), (20, 95.0, 1.0, 7), (21, 95.0, 2.0, 7), (22, 50.0, 1.9, 7), (30, 90.0, 1.1, 0)]);
        let like = |day, mass, price| past.returns(&Lot::new(day, Some(mass), price, 0)).like_n;
        assert_eq!(like(31, 95.0, Some(1.0)), Some(2.0));
        assert_eq!(like(30, 95.0, Some(1.0)), Some(1.0), "a lot of the same day is not the past");
        assert_eq!(like(31, 95.0, None), None);
    }

    fn some() -> impl Strategy<Value = Vec<(i32, f64, f64, u64)>> {
        prop::collection::vec((0i32..40, 1f64..4.0, 1f64..3.0, 0u64..3), 0..40)
    }

    proptest! {
        #[test]
        fn any_order_keeps_the_same_lots(a in some(), b in some()) {
            let mut left = lots(&a);
            left.merge(&lots(&b));
            let mut right = lots(&b);
            right.merge(&lots(&a));
            let mut whole: Vec<_> = a.iter().chain(&b).copied().collect();
            whole.reverse();
            prop_assert_eq!(&left, &right);
            prop_assert_eq!(&left, &lots(&whole));
            let mut bytes = Vec::new();
            left.encode(&mut bytes);
            prop_assert_eq!(LastLots::decode(&bytes), Some(left));
        }
    }
}
