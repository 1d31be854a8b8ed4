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
    addresses: Vec<(u32, Vec<String>)>,
    by_word: HashMap<String, Vec<u32>>,
}

/// Weight of matched words below which an address says nothing (est.): a street and a number, or three rare words.
const EVIDENCE: f32 = 1.4;

impl AddressIndex {
    /// Addresses of entries, by the entries' places in the list.
    pub fn new(addresses: impl Iterator<Item = (u32, String)>) -> AddressIndex {
        let mut index = AddressIndex::default();
        for (entry, text) in addresses {
            let words = address_words(&text);
            let place = index.addresses.len() as u32;
            for word in &words {
                *index.counts.entry(word.clone()).or_insert(0) += 1;
                index.by_word.entry(word.clone()).or_default().push(place);
            }
            index.addresses.push((entry, words));
        }
        index
    }

    fn weight(&self, word: &str) -> f32 {
        if COMMON.contains(&word) || word.len() < 2 && !word.as_bytes()[0].is_ascii_digit() {
            return 0.08;
        }
        let share = (self.counts.get(word).copied().unwrap_or(0) as f32 + 0.2) / (self.addresses.len() as f32 + 2000.0);
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
        let mut near: BTreeSet<u32> = BTreeSet::new();
        for word in &words {
            if let Some(places) =
                self.by_word.get(word).filter(|places| places.len() <= 200 && self.weight(word) >= 0.3)
            {
                near.extend(places);
            }
        }
        let sum = |words: &[String]| words.iter().map(|word| self.weight(word)).sum::<f32>();
        let own = sum(&words);
        let mut found: HashMap<u32, f32> = HashMap::new();
        for place in near {
            let (entry, theirs) = &self.addresses[place as usize];
            let shared: f32 =
                theirs.iter().filter(|word| words.binary_search(word).is_ok()).map(|word| self.weight(word)).sum();
            // house numbers that both name and that differ are two houses
            let numbers = |words: &[String]| {
                words.iter().filter(|word| word.bytes().all(|b| b.is_ascii_digit())).cloned().collect::<BTreeSet<_>>()
            };
            let (a, b) = (numbers(&words), numbers(theirs));
            let other_house = !a.is_empty() && !b.is_empty() && a.is_disjoint(&b);
            let s =
                2.0 * shared / (own + sum(theirs)) * (shared / EVIDENCE).min(1.0) * if other_house { 0.5 } else { 1.0 };
            if s >= 0.5 {
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
