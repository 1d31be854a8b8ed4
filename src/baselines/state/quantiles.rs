//! The distribution of a positive number: exact while few were seen, a sketch afterwards.

use super::sketch;
use sketches_ddsketch::{Config, DDSketch};

/// Values kept exactly before the sketch takes over.
const FEW: usize = 24;
/// Smallest value told from zero.
const SMALLEST: f64 = 1e-9;
/// Largest value that is believed: a million million dollars a kilogram is a typing error.
const LARGEST: f64 = 1e12;

/// Quantiles of a positive quantity. Mergeable: the state depends only on the multiset of values seen, never on their order.
///
/// The sketch runs on the crate's defaults (relative accuracy 1 %, 2048 bins; Masson, Rim & Lee, "DDSketch", VLDB 2019):
/// a sketch read back from bytes has them too, and only like sketches merge.
#[derive(Clone)]
pub enum Quantiles {
    /// Ascending values.
    Few(Vec<f32>),
    /// More than [`FEW`] values; bins of the logarithm.
    Many(Box<DDSketch>),
}

/// What a robust comparison needs to know of a distribution, on the natural-log scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// Number of values.
    pub n: f64,
    /// Natural logarithm of the median.
    pub median: f64,
    /// Robust standard deviation of the logarithm: interquartile range / 1.349.
    pub spread: f64,
    /// Natural logarithm of the 10th percentile.
    pub low: f64,
    /// Natural logarithm of the 90th percentile.
    pub high: f64,
}

impl Default for Quantiles {
    fn default() -> Self {
        Quantiles::Few(Vec::new())
    }
}

impl Quantiles {
    /// Takes one value; what lies outside 1e-9 to 1e12 (or is no number) is a slip, not an observation.
    pub fn observe(&mut self, value: f64) {
        if !(SMALLEST..=LARGEST).contains(&value) {
            return;
        }
        match self {
            Quantiles::Few(values) => {
                let value = value as f32;
                let place = values.partition_point(|other| *other < value);
                values.insert(place, value);
                self.grow();
            }
            Quantiles::Many(sketch) => sketch.add(f64::from(value as f32)),
        }
    }

    /// Takes what another state of the same key has seen. Associative and commutative.
    pub fn merge(&mut self, other: &Self) {
        match (&mut *self, other) {
            (Quantiles::Few(mine), Quantiles::Few(theirs)) => {
                mine.extend(theirs);
                mine.sort_by(f32::total_cmp);
                self.grow();
            }
            (Quantiles::Many(mine), Quantiles::Many(theirs)) => {
                mine.merge(theirs).expect("all sketches share one configuration");
            }
            (Quantiles::Many(mine), Quantiles::Few(theirs)) => theirs.iter().for_each(|v| mine.add(f64::from(*v))),
            (Quantiles::Few(mine), Quantiles::Many(theirs)) => {
                let mut sketch = theirs.clone();
                mine.iter().for_each(|v| sketch.add(f64::from(*v)));
                *self = Quantiles::Many(sketch);
            }
        }
    }

    fn grow(&mut self) {
        if let Quantiles::Few(values) = self
            && values.len() > FEW
        {
            let mut sketch = DDSketch::new(Config::defaults());
            values.iter().for_each(|value| sketch.add(f64::from(*value)));
            *self = Quantiles::Many(Box::new(sketch));
        }
    }

    /// Number of values seen.
    pub fn n(&self) -> usize {
        match self {
            Quantiles::Few(values) => values.len(),
            Quantiles::Many(sketch) => sketch.count(),
        }
    }

    /// The value at quantile `q` (0 to 1, nearest rank below); `None` when nothing was seen.
    pub fn quantile(&self, q: f64) -> Option<f64> {
        match self {
            Quantiles::Few(values) => {
                let place = (q * (values.len() as f64 - 1.0)) as usize;
                values.get(place).map(|value| f64::from(*value))
            }
            Quantiles::Many(sketch) => sketch.quantile(q).ok().flatten(),
        }
    }

    /// Natural logarithm of the value at quantile `q`; `None` when nothing was seen.
    pub fn ln_quantile(&self, q: f64) -> Option<f64> {
        self.quantile(q).map(|value| value.max(SMALLEST).ln())
    }

    /// Median, robust spread and band on the log scale; `None` when nothing was seen.
    pub fn summary(&self) -> Option<Summary> {
        let ln = |q| self.ln_quantile(q);
        Some(Summary {
            n: self.n() as f64,
            median: ln(0.5)?,
            spread: (ln(0.75)? - ln(0.25)?) / 1.349,
            low: ln(0.1)?,
            high: ln(0.9)?,
        })
    }

    /// The state as bytes: a tag, then the values or the sketch's standard encoding.
    pub fn encode(&self, into: &mut Vec<u8>) {
        match self {
            Quantiles::Few(values) => {
                into.push(0);
                values.iter().for_each(|value| into.extend(value.to_le_bytes()));
            }
            Quantiles::Many(sketch) => {
                into.push(1);
                into.extend(sketch.to_java_bytes());
            }
        }
    }

    /// The inverse of `encode`; `None` where the bytes are not a state.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        match bytes.split_first()? {
            (0, values) => {
                let (values, rest) = values.as_chunks::<4>();
                let values: Vec<f32> = values.iter().map(|value| f32::from_le_bytes(*value)).collect();
                // 32-bit values of the bounds may lie a rounding beside them.
                let believed = |value: &f32| (SMALLEST * 0.999..=LARGEST * 1.001).contains(&f64::from(*value));
                let believed = values.iter().all(believed) && values.is_sorted();
                (rest.is_empty() && values.len() <= FEW && believed).then_some(Quantiles::Few(values))
            }
            (1, bytes) => sketch::read(bytes)
                .filter(|sketch| sketch.count() > FEW)
                .map(|sketch| Quantiles::Many(Box::new(sketch))),
            _ => None,
        }
    }
}
