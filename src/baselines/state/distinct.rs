//! How many different things were seen with a key.

use super::State;

/// Hashes kept; up to this many the count is exact, beyond it the relative standard error is 1/√(K−2) = 13 %.
pub const K: usize = 64;

/// The K smallest 64-bit hashes seen (K-minimum-values sketch; Bar-Yossef et al., "Counting distinct elements in a data
/// stream", RANDOM 2002). Exactly mergeable: the K smallest of a union are among the K smallest of its parts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Distinct {
    /// Ascending, without repetition.
    smallest: Vec<u64>,
}

impl Distinct {
    /// Number of different items: exact below [`K`], else the estimate (K−1)/max of the normalised hashes.
    pub fn estimate(&self) -> f64 {
        match self.smallest.last() {
            Some(last) if self.smallest.len() == K => (K - 1) as f64 / (*last as f64 / u64::MAX as f64),
            _ => self.smallest.len() as f64,
        }
    }

    fn add(&mut self, hash: u64) {
        if let Err(place) = self.smallest.binary_search(&hash)
            && place < K
        {
            self.smallest.insert(place, hash);
            self.smallest.truncate(K);
        }
    }
}

impl State for Distinct {
    fn observe(&mut self, _day: i32, item: u64) {
        self.add(item);
    }

    fn merge(&mut self, other: &Self) {
        for hash in &other.smallest {
            self.add(*hash);
        }
    }

    fn encode(&self, into: &mut Vec<u8>) {
        for hash in &self.smallest {
            into.extend(hash.to_le_bytes());
        }
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (hashes, rest) = bytes.as_chunks::<8>();
        let smallest: Vec<u64> = hashes.iter().map(|hash| u64::from_le_bytes(*hash)).collect();
        (rest.is_empty() && smallest.len() <= K && smallest.is_sorted_by(|a, b| a < b)).then_some(Distinct { smallest })
    }
}
