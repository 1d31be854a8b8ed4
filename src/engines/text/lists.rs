//! What the lists say of words that the past does not know: the glossary of controlled minerals, and the nomenclature where it
//! was imported.

use super::counts::{ByHash, Posting};
use super::learned::UNIT;
use super::words::{Words, pieces};
use crate::reference::Reference;
use std::collections::{BTreeMap, BTreeSet};

/// Codes that one word may speak for before it says nothing.
const CODES_MAX: usize = 40;

/// Words of the lists by code.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    words: ByHash<Posting>,
}

impl Lists {
    /// Reads glossary, minerals, control items and, where imported, the nomenclature.
    pub fn of(reference: &Reference) -> Lists {
        let mut codes: BTreeMap<(String, String), BTreeSet<u32>> = BTreeMap::new();
        for row in rows(reference.table("minerals.csv"), ["mineral", "form", "hs"]) {
            let [mineral, form, hs] = row;
            codes.entry((mineral, form)).or_default().extend(hs.split([';', '|']).filter_map(code));
        }
        for item in &reference.control().items {
            for form in &item.forms {
                let known = item.codes.iter().map(|(code, _)| code).chain(&item.practice);
                codes.entry((item.mineral.clone(), form.clone())).or_default().extend(known.filter_map(|hs| code(hs)));
            }
        }
        let mut examples: Vec<(String, BTreeSet<u32>)> = Vec::new();
        for [term, mineral, form] in rows(reference.table("glossary.csv"), ["term", "mineral", "form"]) {
            let of_form = codes.get(&(mineral.clone(), form.clone())).cloned();
            let any = || codes.range((mineral.clone(), String::new())..).take_while(|((own, _), _)| *own == mineral);
            let meant = match (of_form, form.as_str()) {
                (Some(codes), _) => codes,
                (None, "any") => any().flat_map(|(_, codes)| codes.iter().copied()).collect(),
                _ => continue,
            };
            examples.push((term, meant));
        }
        for [hs, description] in rows(reference.table("hs_nomenclature.csv"), ["hs", "description"]) {
            if hs.len() == 6 {
                examples.push((description, code(&hs).into_iter().collect()));
            }
        }
        let mut lists = Lists::default();
        let mut words = Words::default();
        for (text, codes) in examples.iter().filter(|(_, codes)| !codes.is_empty()) {
            lists.add(text, codes, &mut words);
        }
        lists.words.retain(|_, posting| posting.codes.len() <= CODES_MAX);
        lists
    }

    fn add(&mut self, text: &str, codes: &BTreeSet<u32>, words: &mut Words) {
        words.read(text, "");
        let mut hashes = words.hashes().to_vec();
        (0..words.len()).for_each(|at| pieces(words.word(at), |piece| hashes.push(piece)));
        hashes.sort_unstable();
        hashes.dedup();
        let weight = (UNIT / codes.len() as u32).max(1);
        for posting in hashes {
            let posting = self.words.entry(posting).or_default();
            for code in codes {
                posting.total = posting.total.saturating_add(u64::from(weight));
                match posting.codes.binary_search_by_key(code, |(code, _)| *code) {
                    Ok(at) => posting.codes[at].1 = posting.codes[at].1.saturating_add(weight),
                    Err(at) => posting.codes.insert(at, (*code, weight)),
                }
            }
        }
    }

    /// The codes of a word or piece.
    pub fn word(&self, hash: u64) -> Option<&Posting> {
        self.words.get(&hash)
    }
}

/// Six digits as a number.
pub fn code(hs: &str) -> Option<u32> {
    let six = hs.get(..6)?;
    if six.bytes().all(|byte| byte.is_ascii_digit()) { six.parse().ok() } else { None }
}

/// Three columns of a list; a list that is absent has no rows, and a broken one was refused when it was loaded.
fn rows<const N: usize>(table: Option<&[u8]>, columns: [&str; N]) -> Vec<[String; N]> {
    let Some(table) = table else { return Vec::new() };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(table);
    let Ok(headers) = reader.headers().cloned() else { return Vec::new() };
    let places = columns.map(|column| headers.iter().position(|header| header == column));
    let cell = |record: &csv::StringRecord, place: Option<usize>| {
        place.and_then(|at| record.get(at)).unwrap_or("").trim().to_owned()
    };
    reader.records().filter_map(|record| record.ok()).map(|record| places.map(|place| cell(&record, place))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_glossary_leads_to_codes() {
        let lists = Lists::of(&Reference::shipped().unwrap());
        let mut words = Words::default();
        words.read("三氧化二锑 Sb2O3 1309-64-4", "");
        for at in 0..words.len() {
            let posting = lists.word(words.hashes()[at]).unwrap_or_else(|| panic!("{}", words.word(at)));
            assert!(posting.codes.iter().any(|(code, _)| *code == 282_580), "{}: {posting:?}", words.word(at));
        }
    }
}
