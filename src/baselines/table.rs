//! A state per key, in memory and as Parquet.

use super::state::State;
use crate::error::Error;
use crate::error::Result;
use polars::prelude::*;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};
use std::path::Path;

/// A keyed table of states; keys are hashes already (see `Keys`).
#[derive(Clone)]
pub struct Table<S> {
    states: HashMap<u64, S, BuildHasherDefault<Hashed>>,
}

/// Takes a key that is a hash already for its own hash.
#[derive(Default, Clone, Copy)]
pub struct Hashed(u64);

impl Hasher for Hashed {
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

impl<S> Default for Table<S> {
    fn default() -> Self {
        Table { states: HashMap::default() }
    }
}

impl<S> Table<S> {
    /// The state of a key; `None` where the key was never seen.
    pub fn get(&self, key: u64) -> Option<&S> {
        self.states.get(&key)
    }

    /// Keys and states, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (u64, &S)> {
        self.states.iter().map(|(key, state)| (*key, state))
    }

    /// Number of keys.
    pub fn len(&self) -> usize {
        self.states.len()
    }

    /// Whether nothing was ever seen.
    pub fn is_empty(&self) -> bool {
        self.states.is_empty()
    }
}

impl<S: Default> Table<S> {
    /// The state of a key, new where it was never seen.
    pub fn entry(&mut self, key: u64) -> &mut S {
        self.states.entry(key).or_default()
    }

    /// Takes the states of another table, key by key.
    pub fn merge_with(&mut self, other: Self, merge: impl Fn(&mut S, &S)) {
        for (key, state) in other.states {
            match self.states.entry(key) {
                Entry::Occupied(mut mine) => merge(mine.get_mut(), &state),
                Entry::Vacant(place) => {
                    place.insert(state);
                }
            }
        }
    }

    /// Writes the table as Parquet (`key`, `state`), ascending by key: the same table gives the same bytes.
    pub fn write(&self, path: &Path, encode: impl Fn(&S, &mut Vec<u8>)) -> Result<()> {
        let mut keys: Vec<u64> = self.states.keys().copied().collect();
        keys.sort_unstable();
        let mut bytes = Vec::new();
        let states: Vec<Vec<u8>> = keys
            .iter()
            .map(|key| {
                bytes.clear();
                encode(&self.states[key], &mut bytes);
                bytes.clone()
            })
            .collect();
        let mut frame = df!("key" => keys, "state" => states)?;
        let file = std::fs::File::create(path).map_err(|cause| Error::write(path, cause))?;
        ParquetWriter::new(&file).with_compression(ParquetCompression::Zstd(None)).finish(&mut frame)?;
        file.sync_all().map_err(|cause| Error::write(path, cause))
    }

    /// Reads what `write` wrote.
    pub fn read(path: &Path, decode: impl Fn(&[u8]) -> Option<S>) -> Result<Self> {
        let remedy = "make the baselines anew with `tidewaiter replay`";
        let file = std::fs::File::open(path).map_err(|cause| Error::input(path, cause, remedy))?;
        let frame = ParquetReader::new(file).finish().map_err(|cause| Error::input(path, cause, remedy))?;
        let other = |cause| Error::input(path, cause, remedy);
        let keys = frame.column("key").and_then(|keys| keys.u64()).map_err(other)?;
        let states = frame.column("state").and_then(|states| states.binary()).map_err(other)?;
        let mut last = None;
        let mut table = Table::default();
        table.states.reserve(keys.len());
        for (row, (key, state)) in keys.iter().zip(states.iter()).enumerate() {
            let state = key.zip(state.and_then(&decode));
            let (key, state) = state.ok_or_else(|| Error::input(path, format!("row {row} is no state"), remedy))?;
            if last.replace(key).is_some_and(|last| last >= key) {
                return Err(Error::input(path, format!("row {row} is out of order"), remedy));
            }
            table.states.insert(key, state);
        }
        Ok(table)
    }
}

/// Key of the row that holds a format; keys of parties and papers are hashes, and 0 is that of none.
const ABOUT: u64 = 0;

impl Table<Vec<u8>> {
    /// Writes states that are bytes already, and in a row beside them the format they are in.
    pub fn write_in(mut self, path: &Path, format: u32) -> Result<()> {
        *self.entry(ABOUT) = format.to_le_bytes().to_vec();
        self.write(path, |state, into| into.extend(state))
    }

    /// Reads what `write_in` wrote, without the row of the format.
    ///
    /// # Errors
    /// [`Error::Input`] where the file is absent, damaged, or in another format.
    pub fn read_in(path: &Path, format: u32) -> Result<Self> {
        let mut table = Table::read(path, |bytes| Some(bytes.to_vec()))?;
        if table.states.remove(&ABOUT).as_deref() != Some(&format.to_le_bytes()) {
            let remedy = "make the baselines anew with `tidewaiter replay`";
            return Err(Error::input(path, "it is not what this program learns", remedy));
        }
        Ok(table)
    }
}

impl<S: State> Table<S> {
    /// Takes the states of another table; associative and commutative as the states are.
    pub fn merge(&mut self, other: Self) {
        self.merge_with(other, S::merge);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_table_is_refused_in_words() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table.parquet");
        let states = || vec![vec![1u8], vec![2u8]];
        for mut frame in [
            df!("key" => [7u64, 7], "state" => states()).unwrap(),
            df!("key" => [9u64, 7], "state" => states()).unwrap(),
            df!("key" => ["9", "7"], "state" => states()).unwrap(),
            df!("state" => states()).unwrap(),
        ] {
            ParquetWriter::new(std::fs::File::create(&path).unwrap()).finish(&mut frame).unwrap();
            let error = Table::<Vec<u8>>::read(&path, |bytes| Some(bytes.to_vec())).err().expect("refused");
            assert!(error.exit_code() == 65 && error.to_string().contains("table.parquet"), "{error}");
        }
    }
}
