//! Addresses side by side: front companies keep the address of the firm before them.

use super::letters::{clean, romanised};
use super::lexicon::Lexicon;
use super::split::raw_words;
use std::collections::{BTreeSet, HashMap};

/// Words that every address has.
const COMMON: &[&str] = &[
    "road",
    "rd",
    "street",
    "st",
    "avenue",
    "ave",
    "lane",
    "no",
    "number",
    "room",
    "rm",
    "flat",
    "floor",
    "fl",
    "unit",
    "building",
    "bldg",
    "block",
    "tower",
    "centre",
    "center",
    "plaza",
    "suite",
    "district",
    "city",
    "province",
    "state",
    "county",
    "town",
    "village",
    "zone",
    "industrial",
    "park",
    "area",
    "po",
    "box",
    "pobox",
    "south",
    "north",
    "east",
    "west",
    "near",
    "the",
    "of",
    "and",
    "lu",
    "jie",
    "qu",
    "shi",
    "sheng",
    "hao",
    "lou",
    "shiu",
    "ulitsa",
    "ul",
    "dom",
    "office",
    "house",
    "main",
    "central",
    "new",
    "free",
    "international",
    "republic",
];

/// Words of an address, each once, in Latin letters.
pub(super) fn address_words(text: &str) -> Vec<String> {
    let lexicon = Lexicon::shipped();
    let mut words = BTreeSet::new();
    for word in raw_words(&clean(text, lexicon)) {
        if word.script.runs_on() {
            // two characters at a time: Chinese addresses have no spaces
            let letters: Vec<char> = word.text.chars().collect();
            words.extend(letters.windows(2).map(|pair| pair.iter().collect::<String>()));
        } else {
            words.insert(romanised(&word.text));
        }
    }
    words.into_iter().filter(|word| !word.is_empty()).collect()
}

/// How much the words of addresses say, learned from the list.
#[derive(Debug, Clone, Default)]
pub(super) struct AddressIndex {
    counts: HashMap<String, u32>,
    addresses: Vec<Address>,
    /// Telling words that few addresses have.
    by_word: HashMap<String, Vec<u32>>,
}

/// An address of an entry of the list.
#[derive(Debug, Clone)]
struct Address {
    entry: u32,
    /// Its words, each with its weight.
    words: Vec<(String, f32)>,
    /// Sum of the weights.
    total: f32,
}

/// Weight of matched words below which an address says nothing (est.): a street and a number, or three rare words.
const EVIDENCE: f32 = 1.4;
/// Least weight of a word by which addresses are found.
const TELLING: f32 = 0.3;
/// Addresses that share a word by which they are found, at most.
const CROWD: usize = 200;
/// Least likeness that is told.
const TOLD: f32 = 0.5;

impl AddressIndex {
    /// Addresses of entries, by the entries' places in the list.
    pub fn new(addresses: impl Iterator<Item = (u32, String)>) -> AddressIndex {
        let mut index = AddressIndex::default();
        let read: Vec<(u32, Vec<String>)> = addresses.map(|(entry, text)| (entry, address_words(&text))).collect();
        for word in read.iter().flat_map(|(_, words)| words) {
            *index.counts.entry(word.clone()).or_insert(0) += 1;
        }
        let shares = AddressIndex { counts: index.counts, ..AddressIndex::default() };
        let weight = |word: &str| shares.weight(word, read.len());
        for (place, (entry, words)) in read.iter().enumerate() {
            let words: Vec<(String, f32)> = words.iter().map(|word| (word.clone(), weight(word))).collect();
            for (word, _) in words.iter().filter(|(_, weight)| *weight >= TELLING) {
                index.by_word.entry(word.clone()).or_default().push(place as u32);
            }
            let total = words.iter().map(|(_, weight)| weight).sum();
            index.addresses.push(Address { entry: *entry, words, total });
        }
        index.by_word.retain(|_, places| places.len() <= CROWD);
        index.counts = shares.counts;
        index
    }

    /// Weight of a word in a list of so many addresses.
    fn weight(&self, word: &str, addresses_n: usize) -> f32 {
        if COMMON.contains(&word) || word.len() < 2 && !word.as_bytes()[0].is_ascii_digit() {
            return 0.08;
        }
        let share = (self.counts.get(word).copied().unwrap_or(0) as f32 + 0.2) / (addresses_n as f32 + 2000.0);
        let told = (share.ln() / 1e-4f32.ln()).clamp(0.0, 1.0);
        // numbers are met by chance
        if word.bytes().all(|byte| byte.is_ascii_digit()) { 0.4 * told } else { told }
    }

    /// Entries with this address, with a likeness 0..1 that is above one half.
    pub fn find(&self, text: &str) -> Vec<(u32, f32)> {
        if self.addresses.is_empty() {
            return Vec::new();
        }
        let words = address_words(text);
        let mut near: Vec<u32> = words.iter().filter_map(|word| self.by_word.get(word)).flatten().copied().collect();
        if near.is_empty() {
            return Vec::new();
        }
        near.sort_unstable();
        near.dedup();
        let own: f32 = words.iter().map(|word| self.weight(word, self.addresses.len())).sum();
        let numeric = |word: &&String| word.bytes().all(|byte| byte.is_ascii_digit());
        let mut found: HashMap<u32, f32> = HashMap::new();
        for place in near {
            let Address { entry, words: theirs, total } = &self.addresses[place as usize];
            let shared: f32 =
                theirs.iter().filter(|(word, _)| words.binary_search(word).is_ok()).map(|(_, weight)| weight).sum();
            let alike = 2.0 * shared / (own + total) * (shared / EVIDENCE).min(1.0);
            if alike < TOLD {
                continue;
            }
            // house numbers that both name and that differ are two houses
            let theirs: Vec<&String> = theirs.iter().map(|(word, _)| word).filter(numeric).collect();
            let mut ours = words.iter().filter(numeric).peekable();
            let other_house = !theirs.is_empty() && ours.peek().is_some() && !ours.any(|word| theirs.contains(&word));
            let s = alike * if other_house { 0.5 } else { 1.0 };
            if s >= TOLD {
                let known = found.entry(*entry).or_insert(0.0);
                *known = known.max(s);
            }
        }
        let mut found: Vec<(u32, f32)> = found.into_iter().collect();
        found.sort_by_key(|(entry, _)| *entry);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_house_is_found_and_the_next_is_not() {
        let list =
            ["Unit 1204, Tower B, Lucky Plaza, 315 Lockhart Road, Wan Chai, Hong Kong", "深圳市罗湖区红岭中路1012号"];
        let index = AddressIndex::new(list.iter().enumerate().map(|(at, text)| (at as u32, (*text).to_owned())));
        let best = |text: &str| index.find(text).first().map(|(entry, s)| (*entry, (s * 100.0).round() as i32));
        assert!(
            best("1204 LUCKY PLAZA, 315 LOCKHART RD, WANCHAI, HONG KONG")
                .is_some_and(|(entry, s)| entry == 0 && s > 60)
        );
        assert!(best("Unit 88, 2 Lockhart Road, Wan Chai, Hong Kong").is_none());
        assert!(best("深圳罗湖红岭中路1012号").is_some_and(|(entry, _)| entry == 1));
        assert!(best("Hong Kong").is_none());
    }
}
