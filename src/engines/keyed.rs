//! Tables whose keys are hashes already.

use crate::baselines::Hashed;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// A table keyed by 64-bit hashes; iterate only where order cannot matter, or sort.
pub type Keyed<T> = HashMap<u64, T, BuildHasherDefault<Hashed>>;

/// One key of two (the finalizer of SplitMix64; Steele, Lea & Flood 2014); order matters. Never zero.
pub fn mix(key: u64, part: u64) -> u64 {
    let mut hash = key.rotate_left(23) ^ part.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (hash ^ (hash >> 31)).max(1)
}
