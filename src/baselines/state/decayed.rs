//! A count that forgets: each observation weighs half as much after a half-life.

use super::{MOST, State, is_day};

/// Half-life of an observation, in days: one year, so that a season is compared with its like.
pub const HALF_LIFE_DAYS: f64 = 365.0;

/// An exponentially decayed count, kept with the day it refers to.
///
/// `n(t) = Σ 2^(−(t − tᵢ)/HALF_LIFE)`. The sum is stored relative to the latest day seen; floating-point addition makes `merge`
/// associative to 1e-12 relative, exactly commutative.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Decayed {
    count: f64,
    day: i32,
}

impl Decayed {
    /// The count as seen on `day`.
    pub fn at(&self, day: i32) -> f64 {
        self.count * fade(day - self.day)
    }
}

fn fade(days: i32) -> f64 {
    if days == 0 { 1.0 } else { (-f64::from(days) / HALF_LIFE_DAYS).exp2() }
}

impl State for Decayed {
    fn observe(&mut self, day: i32, _item: u64) {
        self.merge(&Decayed { count: 1.0, day });
    }

    fn merge(&mut self, other: &Self) {
        if self.count == 0.0 {
            *self = *other;
        } else if other.count != 0.0 {
            let day = self.day.max(other.day);
            *self = Decayed { count: self.at(day) + other.at(day), day };
        }
    }

    fn encode(&self, into: &mut Vec<u8>) {
        into.extend(self.count.to_le_bytes());
        into.extend(self.day.to_le_bytes());
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (count, day) = bytes.split_first_chunk::<8>()?;
        let count = f64::from_le_bytes(*count);
        let day = i32::from_le_bytes(day.try_into().ok()?);
        ((0.0..=MOST as f64).contains(&count) && is_day(day)).then_some(Decayed { count, day })
    }
}
