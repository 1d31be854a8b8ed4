//! A state per key, in memory and as Parquet.

use super::asleep::{Asleep, Rows};
use super::rows::{RowsWriter, write_rows};
use super::state::State;
use crate::error::Error;
use crate::error::Result;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt::{Debug, Formatter};
use std::hash::{BuildHasherDefault, Hasher};
use std::path::Path;
use std::sync::Arc;

/// A keyed table of states; keys are hashes already (see `Keys`).
///
/// What was read of a file may stay as it lies there: a state is decoded when it is asked for, and only those that are learned further
/// move into memory. A night touches few of them, and what it did not touch is written as it was read.
pub struct Table<S> {
    states: HashMap<u64, S, BuildHasherDefault<Hashed>>,
    /// What was read; a state of the same key above stands before it.
    asleep: Option<Arc<Asleep<S>>>,
    /// Rows of it before which such a state stands.
    hidden: usize,
}

/// What stands in a table's file before its states: key and bytes.
pub type Note = (u64, Vec<u8>);

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
        Table { states: HashMap::default(), asleep: None, hidden: 0 }
    }
}

impl<S> Debug for Table<S> {
    fn fmt(&self, out: &mut Formatter<'_>) -> std::fmt::Result {
        write!(out, "a table of {} keys", self.len())
    }
}

impl<S: Clone> Clone for Table<S> {
    fn clone(&self) -> Self {
        Table { states: self.states.clone(), asleep: self.asleep.clone(), hidden: self.hidden }
    }
}

impl<S> Table<S> {
    /// The state of a key; `None` where the key was never seen.
    pub fn get(&self, key: u64) -> Option<&S> {
        match self.states.get(&key) {
            Some(state) => Some(state),
            None => self.asleep.as_ref()?.get(key),
        }
    }

    /// The state of a key, to be changed; `None` where the key was never seen.
    pub fn get_mut(&mut self, key: u64) -> Option<&mut S> {
        self.wake(key);
        self.states.get_mut(&key)
    }

    /// The state of a key, `new` where it was never seen.
    pub fn entry_or(&mut self, key: u64, new: impl FnOnce() -> S) -> &mut S {
        self.wake(key);
        self.states.entry(key).or_insert_with(new)
    }

    /// Moves the state of a key into memory.
    fn wake(&mut self, key: u64) {
        let Some(asleep) = &self.asleep else { return };
        if let Entry::Vacant(place) = self.states.entry(key)
            && let Some(state) = asleep.find(key).and_then(|row| asleep.decoded(row))
        {
            place.insert(state);
            self.hidden += 1;
        }
    }

    /// Moves all states into memory.
    fn wake_all(&mut self) {
        let Some(asleep) = &self.asleep else { return };
        for (row, key) in asleep.rows.keys.iter().enumerate() {
            if let Entry::Vacant(place) = self.states.entry(*key)
                && let Some(state) = asleep.decoded(row)
            {
                place.insert(state);
            }
        }
        // A table with a fault keeps its rows, so that whoever asks hears of it.
        if asleep.whole().is_ok() {
            (self.asleep, self.hidden) = (None, 0);
        }
    }

    /// Shows each key and state, in no order, and keeps none.
    ///
    /// # Errors
    /// [`Error::Input`] where bytes that were read are no state.
    pub fn each(&self, mut show: impl FnMut(u64, &S)) -> Result<()> {
        self.states.iter().for_each(|(key, state)| show(*key, state));
        let Some(asleep) = &self.asleep else { return Ok(()) };
        for (row, key) in asleep.rows.keys.iter().enumerate() {
            if self.hidden == 0 || !self.states.contains_key(key) {
                show(*key, &asleep.decoded(row).ok_or_else(|| asleep.rows.no_state(row))?);
            }
        }
        Ok(())
    }

    /// Keys and states, in no order; those that were asleep stay awake.
    pub fn iter(&self) -> impl Iterator<Item = (u64, &S)> {
        let held = self.states.iter().map(|(key, state)| (*key, state));
        let asleep = self.asleep.iter().flat_map(|asleep| asleep.rows.keys.iter().map(move |key| (*key, asleep)));
        let asleep = asleep.filter(|(key, _)| !self.states.contains_key(key));
        held.chain(asleep.filter_map(|(key, asleep)| Some((key, asleep.get(key)?))))
    }

    /// Keeps the states that `keep` wants.
    pub fn retain(&mut self, mut keep: impl FnMut(&S) -> bool) {
        self.wake_all();
        self.states.retain(|_, state| keep(state));
    }

    /// Whether all that was asked for so far were states: what was read asleep is looked at no sooner.
    ///
    /// # Errors
    /// [`Error::Input`] where bytes that were read are no state.
    pub fn whole(&self) -> Result<()> {
        self.asleep.as_ref().map_or(Ok(()), |asleep| asleep.whole())
    }

    /// Number of keys.
    pub fn len(&self) -> usize {
        self.states.len() + self.asleep.as_ref().map_or(0, |asleep| asleep.len()) - self.hidden
    }

    /// Whether nothing was ever seen.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reads what `write` wrote, and leaves the states asleep: for a file that is known to be as it was written.
    ///
    /// # Errors
    /// [`Error::Input`] where the file is absent, damaged, or out of order.
    pub fn read_asleep(path: &Path, decode: fn(&[u8]) -> Option<S>) -> Result<Self> {
        Ok(Table { asleep: Some(Arc::new(Asleep::new(Rows::read(path)?, decode))), ..Table::default() })
    }

    /// The same of a file with notes in its first rows, which stand under keys below `bound`; they are given back.
    ///
    /// # Errors
    /// As [`Table::read_asleep`].
    pub fn read_noted(path: &Path, bound: u64, decode: fn(&[u8]) -> Option<S>) -> Result<(Self, Vec<Note>)> {
        let mut rows = Rows::read(path)?;
        let notes = rows.split_below(bound);
        Ok((Table { asleep: Some(Arc::new(Asleep::new(rows, decode))), ..Table::default() }, notes))
    }

    /// Reads what `write` wrote: asleep where the file is known to be as it was written, else looking at every state.
    ///
    /// # Errors
    /// As [`Table::read`].
    pub fn open(path: &Path, checked: bool, decode: fn(&[u8]) -> Option<S>) -> Result<Self> {
        if checked { Table::read_asleep(path, decode) } else { Table::read(path, decode) }
    }
}

impl<S: Default> Table<S> {
    /// The state of a key, new where it was never seen.
    pub fn entry(&mut self, key: u64) -> &mut S {
        self.entry_or(key, S::default)
    }
}

impl<S> Table<S> {
    /// Takes the states of another table, key by key.
    pub fn merge_with(&mut self, mut other: Self, merge: impl Fn(&mut S, &S)) {
        other.wake_all();
        for (key, state) in other.states {
            self.wake(key);
            match self.states.entry(key) {
                Entry::Occupied(mut mine) => merge(mine.get_mut(), &state),
                Entry::Vacant(place) => {
                    place.insert(state);
                }
            }
        }
    }

    /// Writes the table as Parquet (`key`, `state`), ascending by key: the same table gives the same bytes.
    ///
    /// # Errors
    /// [`Error::Write`] where it cannot be written.
    pub fn write(&self, path: &Path, encode: impl Fn(&S, &mut Vec<u8>)) -> Result<()> {
        self.write_noted(path, &[], encode)
    }

    /// The same with notes in the first rows, under keys that are smaller than any state's, ascending.
    ///
    /// # Errors
    /// As [`Table::write`].
    pub fn write_noted(&self, path: &Path, notes: &[Note], encode: impl Fn(&S, &mut Vec<u8>)) -> Result<()> {
        self.write_kept(path, notes, encode, |_| true)
    }

    /// The same of those states whose bytes `keep` wants.
    ///
    /// # Errors
    /// As [`Table::write`].
    pub fn write_kept(
        &self,
        path: &Path,
        notes: &[Note],
        encode: impl Fn(&S, &mut Vec<u8>),
        keep: impl Fn(&[u8]) -> bool,
    ) -> Result<()> {
        self.whole()?;
        let mut held: Vec<(u64, &S)> = self.states.iter().map(|(key, state)| (*key, state)).collect();
        held.sort_unstable_by_key(|(key, _)| *key);
        let mut held = held.into_iter().peekable();
        let mut bytes = Vec::new();
        write_rows(path, |rows| {
            notes.iter().try_for_each(|(key, bytes)| rows.put(*key, bytes))?;
            let mut put_held = |(key, state): (u64, &S), rows: &mut RowsWriter| {
                bytes.clear();
                encode(state, &mut bytes);
                if keep(&bytes) { rows.put(key, &bytes) } else { Ok(()) }
            };
            if let Some(asleep) = &self.asleep {
                for (row, key) in asleep.rows.keys.iter().enumerate() {
                    while let Some(before) = held.next_if(|(own, _)| own < key) {
                        put_held(before, rows)?;
                    }
                    match held.next_if(|(own, _)| own == key) {
                        Some(instead) => put_held(instead, rows)?,
                        None if keep(asleep.rows.bytes(row)) => rows.put(*key, asleep.rows.bytes(row))?,
                        None => {}
                    }
                }
            }
            held.try_for_each(|last| put_held(last, rows))
        })
    }

    /// Reads what `write` wrote, and looks at every state.
    ///
    /// # Errors
    /// [`Error::Input`] where the file is absent, damaged, out of order, or holds what is no state.
    pub fn read(path: &Path, decode: impl Fn(&[u8]) -> Option<S>) -> Result<Self> {
        Table::awake(&Rows::read(path)?, decode)
    }

    fn awake(rows: &Rows, decode: impl Fn(&[u8]) -> Option<S>) -> Result<Self> {
        let mut table = Table::default();
        table.states.reserve(rows.keys.len());
        for (row, key) in rows.keys.iter().enumerate() {
            table.states.insert(*key, decode(rows.bytes(row)).ok_or_else(|| rows.no_state(row))?);
        }
        Ok(table)
    }
}

/// Key of the row that holds a format; keys of parties and papers are hashes, and 0 is that of none.
const ABOUT: u64 = 0;

/// A note of the format that a table is in, to be written before its states.
pub fn format_note(format: u32) -> Note {
    (ABOUT, format.to_le_bytes().to_vec())
}

impl Table<Vec<u8>> {
    /// Writes states that are bytes already, and before them the format they are in.
    ///
    /// # Errors
    /// As [`Table::write`].
    pub fn write_in(&self, path: &Path, format: u32) -> Result<()> {
        self.write_noted(path, &[format_note(format)], |state, into| into.extend(state))
    }

    /// Reads what `write_in` wrote, without the row of the format.
    ///
    /// # Errors
    /// [`Error::Input`] where the file is absent, damaged, or in another format.
    pub fn read_in(path: &Path, format: u32) -> Result<Self> {
        let mut rows = Rows::read(path)?;
        if rows.split_below(ABOUT + 1) != [format_note(format)] {
            let remedy = "make the baselines anew with `tidewaiter replay`";
            return Err(Error::input(path, "it is not what this program learns", remedy));
        }
        Table::awake(&rows, |bytes| Some(bytes.to_vec()))
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
    use polars::prelude::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

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
            let error = Table::<Vec<u8>>::read(&path, |bytes| Some(bytes.to_vec())).expect_err("refused");
            assert!(error.exit_code() == 65 && error.to_string().contains("table.parquet"), "{error}");
        }
    }

    fn number(bytes: &[u8]) -> Option<u64> {
        bytes.try_into().ok().map(u64::from_le_bytes)
    }

    fn write(table: &Table<u64>, path: &Path) -> Vec<u8> {
        table.write(path, |state, into| into.extend(state.to_le_bytes())).unwrap();
        std::fs::read(path).unwrap()
    }

    proptest! {
        #[test]
        fn a_table_that_sleeps_is_the_table(
            held in prop::collection::btree_map(any::<u64>(), any::<u64>(), 0..60),
            near in prop::collection::btree_map(0u64..40, any::<u64>(), 0..20),
            more in prop::collection::vec((0usize..80, 0u64..50), 0..40),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("table.parquet");
            let mut whole: Table<u64> = Table::default();
            held.iter().chain(&near).for_each(|(key, state)| *whole.entry(*key) = *state);
            let bytes = write(&whole, &path);
            let mut asleep = Table::read_asleep(&path, number).unwrap();
            let awake = Table::read(&path, number).unwrap();
            prop_assert_eq!(write(&asleep, &path), bytes.clone(), "untouched");
            prop_assert_eq!(write(&awake, &path), bytes);
            // Some keys are known, some are new; some are only asked for.
            let known: Vec<u64> = held.keys().chain(near.keys()).copied().collect();
            for (at, other) in &more {
                let key = known.get(*at).copied().unwrap_or(*other);
                prop_assert_eq!(asleep.get(key), whole.get(key));
                for table in [&mut asleep, &mut whole] {
                    if key % 3 > 0 {
                        *table.entry(key) = table.get(key).map_or(1, |state| state.wrapping_add(*other));
                    }
                }
                prop_assert_eq!((asleep.get(key), asleep.len()), (whole.get(key), whole.len()));
            }
            let sorted = |table: &Table<u64>| table.iter().map(|(key, state)| (key, *state)).collect::<BTreeMap<_, _>>();
            prop_assert_eq!(sorted(&asleep), sorted(&whole));
            let mut shown = BTreeMap::new();
            asleep.each(|key, state| { shown.insert(key, *state); }).unwrap();
            prop_assert_eq!(shown, sorted(&whole));
            prop_assert_eq!(write(&asleep, &path), write(&whole, &path));
            let add = |mine: &mut u64, theirs: &u64| *mine = mine.wrapping_add(*theirs);
            let mut merged = Table::read_asleep(&path, number).unwrap();
            merged.merge_with(asleep.clone(), add);
            whole.merge_with(whole.clone(), add);
            prop_assert_eq!(write(&merged, &path), write(&whole, &path));
            asleep.retain(|state| state % 2 == 0);
            prop_assert!(asleep.iter().all(|(_, state)| state % 2 == 0) && asleep.len() == asleep.iter().count());
        }
    }

    #[test]
    fn a_state_that_turns_out_to_be_none_is_told_before_anything_is_built_on_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table.parquet");
        let mut frame = df!("key" => [7u64, 9], "state" => vec![vec![0u8; 8], vec![1u8]]).unwrap();
        ParquetWriter::new(std::fs::File::create(&path).unwrap()).finish(&mut frame).unwrap();
        let table = Table::read_asleep(&path, number).unwrap();
        assert!(table.get(7).is_some() && table.whole().is_ok());
        assert!(table.get(9).is_none());
        let said = table.whole().unwrap_err().to_string();
        assert!(said.contains("table.parquet") && said.contains("row 1 is no state"), "{said}");
        assert!(table.write(&folder.path().join("other.parquet"), |_, _| ()).is_err());
        assert!(Table::read(&path, number).is_err() && table.each(|_, _| ()).is_err());
        let mut changed = Table::read_asleep(&path, number).unwrap();
        *changed.entry(9) = 5;
        assert!(changed.whole().is_err(), "what was learned on nothing is not believed either");
    }
}
