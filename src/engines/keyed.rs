//! Tables whose keys are hashes already.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A table keyed by 64-bit hashes; iterate only where order cannot matter, or sort.
pub type Keyed<T> = HashMap<u64, T, BuildHasherDefault<Taken>>;

/// Takes a key that is a hash already for its own hash.
#[derive(Default, Clone, Copy)]
pub struct Taken(u64);

impl Hasher for Taken {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _bytes: &[u8]) {
        unreachable!("keys are u64")
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

/// One key of two (the finalizer of SplitMix64; Steele, Lea & Flood 2014); order matters. Never zero.
pub fn mix(key: u64, part: u64) -> u64 {
    let mut hash = key.rotate_left(23) ^ part.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (hash ^ (hash >> 31)).max(1)
}
