//! Outcomes counted by key, so that near-duplicates never tell of one another.

use super::fading::{Fading, SUMS, SeenFrom, Units};
use super::keys::{FIRST_FREE, PROFILE_KEYS};
use super::rates::{PROFILE_N, Seen, rates};
use crate::engines::keyed::{Keyed, mix};
use std::collections::hash_map::Entry;

/// What an inspection found on a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observation {
    /// Day from which it is known, days since 1970-01-01.
    pub known_on: i32,
    /// Keys of the line, from [`super::Traits::keys`]; zero where one is missing.
    pub keys: [u64; PROFILE_KEYS],
    /// Group of near-duplicates; zero where the line has none.
    pub near_duplicate: u64,
    /// False declaration, re-export, anything at all: 0 or 1 each, or a share between.
    pub found: [f32; 3],
    /// How many lines it stands for.
    pub weight: f32,
}

/// Outcomes by key, faded by age. Knows what it was told and nothing else: whoever tells it must tell only what is known before the
/// day on which it is asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Profile {
    keys: Keyed<Fading>,
    /// By group of near-duplicates, and by group and each key that may differ within one.
    groups: Keyed<Fading>,
}

impl Profile {
    /// Counts an outcome known from `day` on. `found`: false declaration, re-export; anything found is the greater of the two.
    pub fn observe(&mut self, day: i32, keys: &[u64; PROFILE_KEYS], near_duplicate: u64, found: [f32; 2], weight: f32) {
        let found = [found[0], found[1], found[0].max(found[1])];
        self.count(&Observation { known_on: day, keys: *keys, near_duplicate, found, weight });
    }

    /// Counts an outcome.
    pub fn count(&mut self, outcome: &Observation) {
        self.add(outcome, 1);
    }

    /// Takes back an outcome that was counted.
    pub fn withdraw(&mut self, outcome: &Observation) {
        self.add(outcome, -1);
    }

    fn add(&mut self, outcome: &Observation, sign: i64) {
        let units = Units::of(outcome.known_on, outcome.found, outcome.weight);
        outcome.keys.iter().filter(|key| **key != 0).for_each(|key| add(&mut self.keys, *key, &units, sign));
        if outcome.near_duplicate != 0 {
            add(&mut self.groups, outcome.near_duplicate, &units, sign);
            for key in outcome.keys[FIRST_FREE..].iter().filter(|key| **key != 0) {
                add(&mut self.groups, mix(outcome.near_duplicate, *key), &units, sign);
            }
        }
    }

    /// What the outcomes counted so far tell of a line on a day, in the order of [`super::PROFILE_COLUMNS`]; `NaN` where nothing is
    /// known. Outcomes of the line's near-duplicates are left out.
    pub fn rates(&self, day: i32, keys: &[u64; PROFILE_KEYS], near_duplicate: u64) -> [f32; PROFILE_N] {
        self.rates_without(day, keys, near_duplicate, None)
    }

    /// As [`Profile::rates`], without an outcome that was counted, whatever group it is of.
    pub fn rates_without(
        &self,
        day: i32,
        keys: &[u64; PROFILE_KEYS],
        near_duplicate: u64,
        own: Option<&Observation>,
    ) -> [f32; PROFILE_N] {
        let from = SeenFrom::day(day);
        let group = Some(near_duplicate).filter(|group| *group != 0).and_then(|group| self.groups.get(&group));
        // What the group leaves out must not be left out twice.
        let own = own.filter(|own| own.near_duplicate == 0 || own.near_duplicate != near_duplicate).map(|own| {
            let mut sums = Fading::default();
            sums.add(&Units::of(own.known_on, own.found, own.weight), 1);
            (own.keys, sums)
        });
        let seen: [Option<[f64; SUMS]>; PROFILE_KEYS] = std::array::from_fn(|place| {
            let key = keys[place];
            if key == 0 {
                return None;
            }
            let Some(sums) = self.keys.get(&key) else { return Some([0.0; SUMS]) };
            let alike = match group {
                Some(_) if place >= FIRST_FREE => self.groups.get(&mix(near_duplicate, key)),
                group => group,
            };
            let own = own.as_ref().filter(|(keys, _)| keys[place] == key).map(|(_, sums)| sums);
            Some(sums.seen(from, [alike, own]))
        });
        rates(&Seen(seen))
    }

    /// Takes what another counted of other outcomes. Associative and commutative, exactly.
    pub fn merge(&mut self, other: &Profile) {
        for (mine, theirs) in [(&mut self.keys, &other.keys), (&mut self.groups, &other.groups)] {
            theirs.iter().for_each(|(key, sums)| mine.entry(*key).or_default().merge(sums));
        }
    }
}

fn add(table: &mut Keyed<Fading>, key: u64, units: &Units, sign: i64) {
    match table.entry(key) {
        Entry::Occupied(mut held) => {
            held.get_mut().add(units, sign);
            if held.get().is_empty() {
                held.remove();
            }
        }
        Entry::Vacant(place) => place.insert(Fading::default()).add(units, sign),
    }
}
