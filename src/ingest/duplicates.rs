//! Remembers every (declaration, item) that was accepted, in 24 bytes each.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

/// Where a declaration line was first read: number of the file, number of the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub file: u32,
    pub row: u64,
}

/// Keys seen so far, as 128-bit hashes: among 10^9 rows two would meet by chance with probability 10^-21.
#[derive(Default)]
pub(super) struct Duplicates {
    seen: HashMap<[u64; 2], u64, BuildHasherDefault<AsIs>>,
    counts: HashMap<u64, u32, BuildHasherDefault<AsIs>>,
    key: Vec<u8>,
}

/// Rows of a file fit in 40 bits, files in 24.
const ROW_BITS: u32 = 40;

impl Duplicates {
    /// Notes a line; if it was seen, where first.
    pub fn seen(&mut self, declaration: &str, item: i32, place: Place) -> Option<Place> {
        self.key.clear();
        self.key.extend_from_slice(declaration.as_bytes());
        self.key.push(0);
        self.key.extend_from_slice(&item.to_le_bytes());
        let hash = xxh3_128(&self.key);
        let packed = (u64::from(place.file) << ROW_BITS) | (place.row & ((1 << ROW_BITS) - 1));
        match self.seen.entry([(hash >> 64) as u64, hash as u64]) {
            std::collections::hash_map::Entry::Occupied(known) => {
                let known = *known.get();
                Some(Place { file: (known >> ROW_BITS) as u32, row: known & ((1 << ROW_BITS) - 1) })
            }
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(packed);
                None
            }
        }
    }

    /// 1, 2, … for each row of the same declaration.
    pub fn count(&mut self, declaration: &str) -> i32 {
        let count = self.counts.entry(xxh3_64(declaration.as_bytes())).or_default();
        *count += 1;
        *count as i32
    }
}

/// The keys already are hashes.
#[derive(Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 ^= u64::from_le_bytes(word);
        }
    }
    fn write_u64(&mut self, word: u64) {
        self.0 ^= word;
    }
    fn write_usize(&mut self, _: usize) {}
}

#[cfg(test)]
mod tests {
    use super::{Duplicates, Place};

    #[test]
    fn the_first_place_is_remembered() {
        let mut duplicates = Duplicates::default();
        let place = |file, row| Place { file, row };
        assert_eq!(duplicates.seen("A", 1, place(0, 7)), None);
        assert_eq!(duplicates.seen("A", 2, place(0, 8)), None);
        assert_eq!(duplicates.seen("B", 1, place(3, 1 << 33)), None);
        assert_eq!(duplicates.seen("A", 1, place(1, 9)), Some(place(0, 7)));
        assert_eq!(duplicates.seen("B", 1, place(4, 1)), Some(place(3, 1 << 33)));
        assert_eq!((duplicates.count("A"), duplicates.count("A"), duplicates.count("B")), (1, 2, 1));
    }
}
