//! Finds the few listed names that can answer a query.
//!
//! Words of the list, their sounds, their spellings with one letter left out (Garbe's symmetric deletes, 2012), neighbours written in
//! one, and acronyms are hashed into one sorted table; a hash that meets by chance costs time and nothing else, for every candidate is
//! then compared word by word.

use super::letters::Script;
use super::name::Name;
use super::spelled::{Form, Origin};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// A listed name with what its words weigh.
pub(super) struct Listed {
    pub entry: u32,
    pub name: Name,
    pub weights: Vec<f32>,
    pub total: f32,
}

/// A way in which a word can be met, with the rough likeness that it proves.
#[derive(Clone, Copy)]
enum Door {
    Text = 1,
    Key,
    Skeleton,
    Delete,
    KeyDelete,
    LoanOfForeign,
    LoanOfAny,
    Acronym,
    Begins,
}

fn hash(door: Door, bytes: &[u8]) -> u64 {
    xxh3_64_with_seed(bytes, door as u64)
}

/// Where a term stands: which name, and how much of it the term is.
#[derive(Clone, Copy)]
struct Place {
    hash: u64,
    listed: u32,
    weight: f32,
}

/// The table.
pub(super) struct Index {
    places: Vec<Place>,
    /// First place of each hash prefix, so that a look-up reads one line of memory.
    starts: Vec<u32>,
    shift: u32,
}

/// Letters of a beginning by which a cut-off word is found.
const BEGINNING: usize = 4;
/// A term that more names have is asked only where nothing rarer is there.
const CROWD: usize = 1_500;
/// Weight of the words met below which a name is no candidate. Of 8,359 listed names that were at least half like a declared one (two
/// lists of 60 and 11,503 parties), none had less; nor of those told at all had any less than [`NEAR`].
const EVIDENCE: f32 = 0.14;
/// The same for its share in both names.
const NEAR: f32 = 0.04;
/// Candidates that are compared word by word.
const CANDIDATES: usize = 28;

fn deletes(text: &[u8], mut each: impl FnMut(&[u8])) {
    let mut buffer = Vec::with_capacity(text.len());
    for at in 0..text.len() {
        if at > 0 && text[at] == text[at - 1] {
            continue;
        }
        buffer.clear();
        buffer.extend_from_slice(&text[..at]);
        buffer.extend_from_slice(&text[at + 1..]);
        each(&buffer);
    }
}

/// All doors of a form, for the list (`stored`) or for a question.
fn doors(form: &Form, foreign: bool, stored: bool, mut each: impl FnMut(u64, f32)) {
    let text = form.text.as_bytes();
    each(hash(Door::Text, text), 1.0);
    if text.len() >= 3 {
        each(hash(Door::Key, form.key.as_bytes()), 0.93);
    }
    if form.skeleton.len() >= 3 {
        each(hash(Door::Skeleton, form.skeleton.as_bytes()), 0.8);
    }
    if (4..=16).contains(&text.len()) {
        each(hash(Door::Delete, text), 0.8);
        deletes(text, |less| each(hash(Door::Delete, less), 0.8));
        if form.key != form.text && form.key.len() >= 4 {
            each(hash(Door::KeyDelete, form.key.as_bytes()), 0.75);
            deletes(form.key.as_bytes(), |less| each(hash(Door::KeyDelete, less), 0.75));
        } else if form.key.len() >= 4 {
            each(hash(Door::KeyDelete, form.key.as_bytes()), 0.75);
        }
    }
    if form.loan.len() >= 2 && form.origin != Origin::Translated {
        // the list is asked by foreign questions for any of its words, by Latin ones for its foreign words
        let mut loan = |door: Door| {
            each(hash(door, &form.loan), 0.7);
            if form.loan.len() >= 3 {
                deletes(&form.loan, |less| each(hash(door, less), 0.6));
            }
        };
        match (stored, foreign) {
            (true, true) => {
                loan(Door::LoanOfAny);
                loan(Door::LoanOfForeign);
            }
            (true, false) => loan(Door::LoanOfAny),
            (false, true) => loan(Door::LoanOfAny),
            (false, false) => loan(Door::LoanOfForeign),
        }
    }
}

/// Every term of a name: hash, how much of the name it is, rough likeness; `slot` numbers the word that it stands for.
fn terms(name: &Name, weights: &[f32], stored: bool, has_foreign: bool, mut each: impl FnMut(usize, u64, f32, f32)) {
    let tokens = &name.tokens;
    for (at, token) in tokens.iter().enumerate() {
        let foreign = token.script != Script::Latin;
        for form in &token.forms {
            let quiet = !stored && !foreign && !has_foreign;
            doors(form, foreign, stored, |hash, s| {
                if !(quiet && s < 0.75) {
                    each(at, hash, weights[at], s)
                }
            });
        }
        if token.script.runs_on() {
            each(at, hash(Door::Text, token.written.as_bytes()), weights[at], 1.0);
            let letters: Vec<char> = token.written.chars().collect();
            if letters.len() > 2 {
                for pair in letters.windows(2) {
                    let pair: String = pair.iter().collect();
                    each(at, hash(Door::Text, pair.as_bytes()), weights[at] * 0.6, 0.6);
                }
            }
        }
    }
    let mut slot = tokens.len();
    for length in 2..=3 {
        for (at, run) in tokens.windows(length).enumerate() {
            let together: String = run.iter().map(|token| token.forms[0].text.as_str()).collect();
            let weight: f32 = weights[at..at + length].iter().sum();
            if (4..=32).contains(&together.len()) {
                each(slot, hash(Door::Text, together.as_bytes()), weight, 0.97);
                each(slot, hash(Door::Key, super::sound::key(&together).as_bytes()), weight, 0.9);
                if together.len() >= 7 {
                    deletes(together.as_bytes(), |less| each(slot, hash(Door::Delete, less), weight, 0.75));
                    each(slot, hash(Door::Delete, together.as_bytes()), weight, 0.75);
                }
            }
            slot += 1;
        }
    }
    let total: f32 = weights.iter().sum();
    for whole in [&name.core, &name.whole] {
        if whole.len() >= 5 {
            each(slot, hash(Door::Text, whole.as_bytes()), total, 0.97);
        }
        slot += 1;
    }
    for letters in &name.initials {
        // a name is asked for as an acronym, and an acronym for its names
        each(slot, hash(if stored { Door::Acronym } else { Door::Text }, letters.as_bytes()), total, 0.85);
        slot += 1;
    }
    if !stored {
        for (at, token) in tokens.iter().enumerate() {
            let text = &token.forms[0].text;
            if (3..=8).contains(&text.len()) && token.share.is_none() {
                each(at, hash(Door::Acronym, text.as_bytes()), weights[at], 0.85);
            }
        }
    }
    match stored {
        true => {
            for (at, token) in tokens.iter().enumerate() {
                if let Some(head) = token.forms[0].text.get(..BEGINNING) {
                    each(at, hash(Door::Begins, head.as_bytes()), weights[at], 0.7);
                }
            }
        }
        false if name.long => {
            if let Some(head) = tokens.last().and_then(|last| last.forms[0].text.get(..BEGINNING)) {
                each(tokens.len() - 1, hash(Door::Begins, head.as_bytes()), weights[tokens.len() - 1], 0.7);
            }
        }
        false => {}
    }
}

impl Index {
    /// Indexes the listed names; their order is their number.
    pub fn new(listed: &[Listed]) -> Index {
        let mut places = Vec::new();
        for (number, one) in listed.iter().enumerate() {
            terms(&one.name, &one.weights, true, true, |_, hash, weight, _| {
                places.push(Place { hash, listed: number as u32, weight });
            });
        }
        places.sort_unstable_by(|a, b| {
            a.hash.cmp(&b.hash).then(a.listed.cmp(&b.listed)).then(b.weight.total_cmp(&a.weight))
        });
        places.dedup_by(|later, first| later.hash == first.hash && later.listed == first.listed);
        let bits = usize::BITS - places.len().max(2).leading_zeros();
        let shift = 64 - bits.min(24);
        let mut starts = vec![0u32; (1usize << (64 - shift)) + 1];
        for place in &places {
            starts[(place.hash >> shift) as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Index { places, starts, shift }
    }

    fn find(&self, hash: u64) -> &[Place] {
        let slot = (hash >> self.shift) as usize;
        let bucket = &self.places[self.starts[slot] as usize..self.starts[slot + 1] as usize];
        let from = bucket.iter().position(|place| place.hash >= hash).unwrap_or(bucket.len());
        let length = bucket[from..].iter().take_while(|place| place.hash == hash).count();
        &bucket[from..from + length]
    }

    /// Numbers of the listed names that share most with a name, the likeliest first.
    pub fn candidates(&self, name: &Name, weights: &[f32], listed: &[Listed], has_foreign: bool) -> Vec<u32> {
        let mut asked: Vec<(usize, u64, f32, f32)> = Vec::with_capacity(64);
        terms(name, weights, false, has_foreign, |slot, hash, weight, s| {
            asked.push((slot, hash, weight, s));
        });
        let mut hits: Vec<(u32, u32, f32)> = Vec::with_capacity(256);
        let mut crowded: Vec<(usize, &[Place], f32, f32)> = Vec::new();
        for (slot, hash, weight, s) in asked {
            let found = self.find(hash);
            if found.len() > CROWD {
                crowded.push((slot, found, weight, s));
                continue;
            }
            hits.extend(found.iter().map(|place| (place.listed, slot as u32, s * place.weight.min(weight + 0.1))));
        }
        if hits.is_empty() {
            for (slot, found, weight, s) in crowded {
                hits.extend(found.iter().map(|place| (place.listed, slot as u32, s * place.weight.min(weight + 0.1))));
            }
        }
        // of each word the best answer counts once
        hits.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.cmp(&b.1)).then(b.2.total_cmp(&a.2)));
        hits.dedup_by(|later, first| later.0 == first.0 && later.1 == first.1);
        let own: f32 = weights.iter().sum();
        let mut ranked: Vec<(f32, u32)> = Vec::new();
        let mut at = 0;
        while at < hits.len() {
            let one = hits[at].0;
            let (mut single, mut joined) = (0.0f32, 0.0f32);
            while at < hits.len() && hits[at].0 == one {
                match (hits[at].1 as usize) < name.tokens.len() {
                    true => single += hits[at].2,
                    false => joined = joined.max(hits[at].2),
                }
                at += 1;
            }
            let near = (single + 0.2 * joined).max(joined) / (own + listed[one as usize].total).max(0.1);
            if single.max(joined) >= EVIDENCE && near >= NEAR {
                ranked.push((near, one));
            }
        }
        let order = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if ranked.len() > CANDIDATES {
            ranked.select_nth_unstable_by(CANDIDATES, order);
            ranked.truncate(CANDIDATES);
        }
        ranked.sort_unstable_by(order);
        ranked.into_iter().map(|(_, one)| one).collect()
    }
}
