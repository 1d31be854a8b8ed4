//! Register numbers and elements as integers, the same that the baselines use for exporters.

use xxhash_rust::xxh3::xxh3_64;

/// Key of a text; never zero, which stands for "missing".
pub fn key_of(text: &str) -> u64 {
    xxh3_64(text.as_bytes()).max(1)
}
