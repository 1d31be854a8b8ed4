//! A mean that forgets.

use super::{MOST, State, is_day};

/// Half-life of an observation, in days: a scheme runs for weeks to months (domain notes 2), a habit for years.
pub const HALF_LIFE_DAYS: f64 = 120.0;

/// An exponentially decayed mean, kept with the day it refers to; the item of an observation is a number as 32-bit float
/// bits. Sums are stored relative to the latest day seen; floating-point addition makes `merge` associative to 1e-12
/// relative, exactly commutative.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Mean {
    weight: f64,
    sum: f64,
    day: i32,
}

impl Mean {
    /// The observation of a number, as `State::observe` takes it.
    pub fn item(number: f32) -> u64 {
        u64::from(number.to_bits())
    }

    /// Decayed number of observations as seen on `day`.
    pub fn weight(&self, day: i32) -> f64 {
        self.weight * fade(day - self.day)
    }

    /// The decayed mean; `None` before any observation.
    pub fn mean(&self) -> Option<f64> {
        (self.weight > 0.0).then(|| self.sum / self.weight)
    }
}

fn fade(days: i32) -> f64 {
    if days == 0 { 1.0 } else { (-f64::from(days) / HALF_LIFE_DAYS).exp2() }
}

impl State for Mean {
    fn observe(&mut self, day: i32, item: u64) {
        let number = f64::from(f32::from_bits(item as u32));
        if number.is_finite() {
            self.merge(&Mean { weight: 1.0, sum: number, day });
        }
    }

    fn merge(&mut self, other: &Self) {
        if self.weight == 0.0 {
            *self = *other;
        } else if other.weight != 0.0 {
            let day = self.day.max(other.day);
            let (mine, theirs) = (fade(day - self.day), fade(day - other.day));
            *self = Mean {
                weight: self.weight * mine + other.weight * theirs,
                sum: self.sum * mine + other.sum * theirs,
                day,
            };
        }
    }

    fn encode(&self, into: &mut Vec<u8>) {
        into.extend(self.weight.to_le_bytes());
        into.extend(self.sum.to_le_bytes());
        into.extend(self.day.to_le_bytes());
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (weight, rest) = bytes.split_first_chunk::<8>()?;
        let (sum, day) = rest.split_first_chunk::<8>()?;
        let (weight, sum) = (f64::from_le_bytes(*weight), f64::from_le_bytes(*sum));
        let day = i32::from_le_bytes(day.try_into().ok()?);
        let held = sum.abs() <= weight * f64::from(f32::MAX);
        ((0.0..=MOST as f64).contains(&weight) && held && is_day(day)).then_some(Mean { weight, sum, day })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_forgets_but_does_not_drift() {
        let mut mean = Mean::default();
        assert_eq!(mean.mean(), None);
        mean.observe(100, Mean::item(4.0));
        mean.observe(220, Mean::item(1.0));
        // One half-life apart: weights 0.5 and 1, mean (2 + 1) / 1.5.
        assert!((mean.weight(220) - 1.5).abs() < 1e-12);
        assert!((mean.mean().unwrap() - 2.0).abs() < 1e-12);
        assert!((mean.weight(340) - 0.75).abs() < 1e-12);
        mean.observe(220, Mean::item(f32::NAN));
        assert!((mean.weight(220) - 1.5).abs() < 1e-12, "what is no number is no observation");
        let mut bytes = Vec::new();
        mean.encode(&mut bytes);
        assert_eq!(Mean::decode(&bytes), Some(mean));
        assert_eq!(Mean::decode(&bytes[..19]), None);
    }
}
