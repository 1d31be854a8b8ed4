//! A fair sample of the past that does not depend on the order in which it was seen.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// A row with its hash.
#[derive(Debug, Clone, PartialEq)]
pub struct SampledRow {
    /// Hash of the row's identity; uniform over 64 bits.
    pub hash: u64,
    /// The row's values; `NaN` = not measured.
    pub values: Vec<f32>,
}

/// The `k` rows with the smallest hashes ("bottom-k" sampling; Cohen & Kaplan, PODC 2007): a uniform sample without
/// replacement, exactly mergeable in any order.
#[derive(Debug, Clone, PartialEq)]
pub struct BottomK {
    k: usize,
    rows: BTreeMap<u64, Vec<f32>>,
}

impl BottomK {
    /// An empty sample of at most `k` rows.
    pub fn new(k: usize) -> Self {
        BottomK { k, rows: BTreeMap::new() }
    }

    /// Offers a row; `values` is only asked for where the row is taken.
    pub fn offer(&mut self, hash: u64, values: impl FnOnce() -> Vec<f32>) {
        if self.rows.len() >= self.k {
            match self.rows.last_key_value() {
                Some((last, _)) if hash < *last => {}
                _ => return,
            }
        }
        let values = values();
        // Two rows of one hash: the same one stays whatever came first.
        let bits = |values: &[f32]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        match self.rows.entry(hash) {
            Entry::Vacant(place) => {
                place.insert(values);
            }
            Entry::Occupied(mut place) if bits(&values) < bits(place.get()) => {
                place.insert(values);
            }
            Entry::Occupied(_) => {}
        }
        if self.rows.len() > self.k {
            self.rows.pop_last();
        }
    }

    /// Takes the rows of another sample. Associative and commutative.
    pub fn merge(&mut self, other: &Self) {
        other.rows.iter().for_each(|(hash, values)| self.offer(*hash, || values.clone()));
    }

    /// The rows, ascending by hash.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = SampledRow> {
        self.rows.iter().map(|(hash, values)| SampledRow { hash: *hash, values: values.clone() })
    }

    /// Number of rows held.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether nothing was offered yet.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}
