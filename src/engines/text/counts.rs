//! Words and wordings counted by code: what the classifier looks up. All of it follows from the sample of the past, so that it
//! is kept up to date by adding and taking away whole numbers, in any order.

use super::learned::{Code, UNIT, Wording};
use super::words::{Words, pieces};
use crate::baselines::Hashed;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

/// A map by hashes.
pub type ByHash<V> = HashMap<u64, V, BuildHasherDefault<Hashed>>;

/// Codes that a word was seen under.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Posting {
    /// Sum of all weights.
    pub total: u64,
    /// Code and weight, ascending by code.
    pub codes: Vec<(u32, u32)>,
}

/// How a whole wording or name was declared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Witness {
    /// 6-digit code.
    pub code: u32,
    /// Weight in [`UNIT`]s.
    pub weight: u32,
    /// Lines.
    pub lines: u32,
}

/// What a code weighs.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Prior {
    /// Logarithm of its share of the lines, up to a constant.
    pub log: f32,
    /// What each word that is not the code's own takes away.
    pub bias: f32,
    /// Its share of the lines.
    pub share: f32,
}

/// The counts.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    words: ByHash<Posting>,
    whole: ByHash<Vec<Witness>>,
    /// Weight of the examples and lines by code.
    codes: BTreeMap<u32, (u64, u64)>,
    priors: HashMap<u32, Prior, BuildHasherDefault<Plain>>,
    headings: HashMap<u32, f32, BuildHasherDefault<Plain>>,
    /// Weight of all examples.
    pub weight: u64,
}

/// Spreads small numbers over a hash table (Fibonacci hashing; Knuth, TAOCP 3, 6.4).
#[derive(Debug, Default, Clone, Copy)]
pub struct Plain(u64);

impl Hasher for Plain {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _bytes: &[u8]) {
        unreachable!("keys are u32")
    }

    fn write_u32(&mut self, key: u32) {
        self.0 = (u64::from(key) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

/// What a wording under a code weighs in the counts.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Weight {
    example: u32,
    witness: u32,
    lines: u32,
}

impl Weight {
    /// The weight of a wording as it stands.
    pub fn of(wording: &Wording) -> Weight {
        Weight { example: wording.example(), witness: wording.witness(), lines: wording.lines_told() }
    }
}

impl Counts {
    /// All counts of a past.
    pub fn of(past: &BTreeMap<u32, Code>) -> Counts {
        let mut counts = Counts::default();
        let mut words = Words::default();
        for (code, state) in past {
            for (hash, wording) in &state.wordings {
                counts.change(*code, *hash, wording, Weight::default(), Weight::of(wording), &mut words);
            }
        }
        counts.settle(past);
        counts
    }

    /// Takes a wording's old weight away and adds its new one.
    pub fn change(&mut self, code: u32, hash: u64, wording: &Wording, old: Weight, new: Weight, words: &mut Words) {
        if old == new {
            return;
        }
        for key in [hash, wording.name] {
            if key != 0 {
                witness(self.whole.entry(key).or_default(), code, old, new);
            }
        }
        self.whole_is_empty(hash);
        if wording.name != 0 {
            self.whole_is_empty(wording.name);
        }
        if old.example == new.example {
            return;
        }
        self.weight = self.weight + u64::from(new.example) - u64::from(old.example);
        let held = self.codes.entry(code).or_default();
        held.0 = held.0 + u64::from(new.example) - u64::from(old.example);
        words.unpack(&wording.packed);
        let mut hashes = words.hashes().to_vec();
        (0..words.len()).for_each(|at| pieces(words.word(at), |piece| hashes.push(piece)));
        hashes.sort_unstable();
        hashes.dedup();
        for hash in hashes {
            let posting = self.words.entry(hash).or_default();
            posting.total = posting.total + u64::from(new.example) - u64::from(old.example);
            match posting.codes.binary_search_by_key(&code, |(code, _)| *code) {
                Ok(at) => {
                    posting.codes[at].1 = posting.codes[at].1 + new.example - old.example;
                    if posting.codes[at].1 == 0 {
                        posting.codes.remove(at);
                    }
                }
                Err(at) => posting.codes.insert(at, (code, new.example - old.example)),
            }
            if posting.total == 0 {
                self.words.remove(&hash);
            }
        }
    }

    fn whole_is_empty(&mut self, key: u64) {
        if self.whole.get(&key).is_some_and(Vec::is_empty) {
            self.whole.remove(&key);
        }
    }

    /// Renews what follows from all codes together; to be called when a day has been learned.
    pub fn settle(&mut self, past: &BTreeMap<u32, Code>) {
        self.priors.clear();
        self.headings.clear();
        let all: u64 = past.values().map(|code| code.lines).sum();
        for (code, state) in past {
            let weight = self.codes.get(code).map_or(0, |held| held.0);
            let share = state.lines as f32 / all.max(1) as f32;
            let prior = Prior { log: log_prior(state.lines), bias: bias(weight), share };
            self.priors.insert(*code, prior);
            *self.headings.entry(code / 100).or_default() += share;
            *self.headings.entry(code / 10_000).or_default() += share;
        }
    }

    /// What a code weighs; a code without a past weighs half a line.
    pub fn prior(&self, code: u32) -> Prior {
        let unseen = Prior { log: log_prior(0), bias: 0.0, share: 0.0 };
        self.priors.get(&code).copied().unwrap_or(unseen)
    }

    /// Share of a heading (4 digits) or chapter (2 digits) of the lines.
    pub fn share_of(&self, prefix: u32) -> f32 {
        self.headings.get(&prefix).copied().unwrap_or(0.0)
    }

    /// The codes of a word or piece.
    pub fn word(&self, hash: u64) -> Option<&Posting> {
        self.words.get(&hash)
    }

    /// How a whole wording or name was declared.
    pub fn whole(&self, hash: Option<u64>) -> &[Witness] {
        hash.and_then(|hash| self.whole.get(&hash)).map_or(&[], Vec::as_slice)
    }
}

fn log_prior(lines: u64) -> f32 {
    (lines as f32 + 0.5).ln()
}

fn bias(weight: u64) -> f32 {
    let unit = UNIT as f32;
    (unit / (weight as f32 + unit)).ln()
}

fn witness(witnesses: &mut Vec<Witness>, code: u32, old: Weight, new: Weight) {
    match witnesses.binary_search_by_key(&code, |witness| witness.code) {
        Ok(at) => {
            let held = &mut witnesses[at];
            held.weight = held.weight + new.witness - old.witness;
            held.lines = held.lines + new.lines - old.lines;
            if held.lines == 0 && held.weight == 0 {
                witnesses.remove(at);
            }
        }
        Err(at) => witnesses.insert(at, Witness { code, weight: new.witness, lines: new.lines }),
    }
}
