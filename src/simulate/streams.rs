//! Random streams: one per thing (firm, declaration, scheme), derived from the seed, so threads cannot change the world.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// The generator behind every stream.
pub(super) type Stream = ChaCha8Rng;

/// The stream of the `index`-th thing of a kind.
pub(super) fn stream(seed: u64, kind: &str, index: u64) -> Stream {
    Stream::seed_from_u64(mix(mix(seed, kind.as_bytes()), &index.to_le_bytes()))
}

/// 64-bit hash of some bytes under a seed.
pub(super) fn mix(seed: u64, bytes: &[u8]) -> u64 {
    xxh3_64_with_seed(bytes, seed)
}

/// A standard normal draw.
pub(super) fn normal(rng: &mut Stream) -> f64 {
    StandardNormal.sample(rng)
}

/// exp of a normal with the given standard deviation: median 1.
pub(super) fn spread(rng: &mut Stream, sd: f64) -> f64 {
    (normal(rng) * sd).exp()
}

/// Uniform between two numbers.
pub(super) fn between(rng: &mut Stream, low: f64, high: f64) -> f64 {
    low + (high - low) * rng.random::<f64>()
}

/// True with probability `p`.
pub(super) fn chance(rng: &mut Stream, p: f64) -> bool {
    rng.random::<f64>() < p
}

/// One of a list that is never empty.
pub(super) fn pick<'a, T>(rng: &mut Stream, list: &'a [T]) -> &'a T {
    &list[below(rng, list.len())]
}

/// A whole number below `n`; 0 where `n` is 0.
pub(super) fn below(rng: &mut Stream, n: usize) -> usize {
    if n == 0 { 0 } else { rng.random_range(0..n) }
}

/// Something of a weighted list that is never empty.
pub(super) fn weighted<T: Copy>(rng: &mut Stream, list: &[(T, f64)]) -> T {
    let total: f64 = list.iter().map(|(_, w)| w).sum();
    let mut left = rng.random::<f64>() * total;
    for (thing, weight) in list {
        left -= weight;
        if left <= 0.0 {
            return *thing;
        }
    }
    list[list.len() - 1].0
}

/// Cumulative weights for many draws from a long list.
pub(super) struct Wheel {
    ends: Vec<f64>,
}

impl Wheel {
    /// A wheel whose fields are as wide as the weights.
    pub(super) fn new(weights: impl Iterator<Item = f64>) -> Self {
        let mut sum = 0.0;
        let ends = weights
            .map(|w| {
                sum += w;
                sum
            })
            .collect();
        Wheel { ends }
    }

    /// Index of the field the ball falls into.
    pub(super) fn spin(&self, rng: &mut Stream) -> usize {
        let ball = rng.random::<f64>() * self.ends.last().copied().unwrap_or(0.0);
        self.ends.partition_point(|end| *end < ball).min(self.ends.len().saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_thing_has_the_same_stream_and_another_thing_another() {
        let first = |kind, index| stream(7, kind, index).random::<u64>();
        assert_eq!(first("firm", 3), first("firm", 3));
        assert_ne!(first("firm", 3), first("firm", 4));
        assert_ne!(first("firm", 3), first("scheme", 3));
    }

    #[test]
    fn a_wheel_keeps_to_its_weights() {
        let wheel = Wheel::new([1.0, 0.0, 3.0].into_iter());
        let mut rng = stream(1, "test", 0);
        let mut hits = [0u32; 3];
        for _ in 0..4000 {
            hits[wheel.spin(&mut rng)] += 1;
        }
        assert_eq!(hits[1], 0);
        assert!((2800..3200).contains(&hits[2]), "{hits:?}");
    }
}
