//! Screens names against a list.

use super::address::AddressIndex;
use super::align::{Alignment, TOLD, Weighed, align};
use super::entry::ListEntry;
use super::exceptions::Exceptions;
use super::index::{Index, Listed};
use super::letters::Script;
use super::lexicon::Lexicon;
use super::matched::{PartyMatch, PartyQuery};
use super::name::Name;
use super::preamble::parties;
use super::weights::Weights;
use rayon::prelude::*;
use std::collections::HashMap;

/// A list ready to be asked; it does not change and may be shared by threads.
pub struct Screener {
    entries: Vec<ListEntry>,
    listed: Vec<Listed>,
    index: Index,
    weights: Weights,
    addresses: AddressIndex,
    exceptions: Exceptions,
    /// Some listed name is not in Latin letters.
    foreign: bool,
}

/// Best score of an entry, with the listed name and the words that gave it.
type Found = (f32, Option<(u32, Alignment)>);

/// Share of the gap to 1 that a wholly equal address closes, where the names share something (est.).
const ADDRESS_CLOSES: f32 = 0.6;
/// Score of an equal address where the names share nothing (est.).
const ADDRESS_ALONE: f32 = 0.6;
/// Names that share less share nothing.
const NAMES_SHARE: f32 = 0.3;
/// What remains where the countries are known and differ (est.).
const OTHER_COUNTRY: f32 = 0.95;

impl Screener {
    /// Prepares a list.
    pub fn new(entries: Vec<ListEntry>) -> Screener {
        Screener::with_names_seen(entries, std::iter::empty::<&str>())
    }

    /// Prepares a list; the words of names seen in declarations are weighed by how many of those names have them.
    pub fn with_names_seen<S: AsRef<str>>(entries: Vec<ListEntry>, seen: impl IntoIterator<Item = S>) -> Screener {
        let lexicon = Lexicon::shipped();
        let mut weights = Weights::default();
        for name in seen {
            weights.learn(&Name::read(name.as_ref(), lexicon));
        }
        let mut names: Vec<(u32, Name)> = Vec::new();
        for (number, entry) in entries.iter().enumerate() {
            let mut written: Vec<&str> = Vec::new();
            for name in entry.names().map(str::trim) {
                if !name.is_empty() && !written.contains(&name) {
                    written.push(name);
                    let mut name = Name::read(name, lexicon);
                    name.person = matches!(entry.kind.to_ascii_lowercase().as_str(), "person" | "individual");
                    weights.learn(&name);
                    names.push((number as u32, name));
                }
            }
        }
        let listed: Vec<Listed> = names
            .into_iter()
            .map(|(entry, name)| {
                let own: Vec<f32> = name.tokens.iter().map(|token| weights.of(token)).collect();
                let total = own.iter().sum();
                Listed { entry, name, weights: own, total }
            })
            .collect();
        let index = Index::new(&listed);
        let addresses = AddressIndex::new(
            entries
                .iter()
                .enumerate()
                .flat_map(|(at, entry)| entry.addresses.iter().map(move |text| (at as u32, text.clone()))),
        );
        let foreign = listed.iter().any(|one| one.name.tokens.iter().any(|token| token.script != Script::Latin));
        Screener { entries, listed, index, weights, addresses, exceptions: Exceptions::default(), foreign }
    }

    /// Remembers decisions on honest names.
    pub fn excusing(mut self, exceptions: Exceptions) -> Screener {
        self.exceptions = exceptions;
        self
    }

    /// The entries, in the order given.
    pub fn entries(&self) -> &[ListEntry] {
        &self.entries
    }

    /// Entries that a party may be, the likeliest first; excused ones last. Entries not in force on the query's day are not there.
    pub fn screen(&self, query: &PartyQuery) -> Vec<PartyMatch> {
        let mut best: HashMap<u32, Found> = HashMap::new();
        let fields = parties(query.name);
        for field in &fields {
            let name = Name::read(field, Lexicon::shipped());
            let weights: Vec<f32> = name.tokens.iter().map(|token| self.weights.of(token)).collect();
            let asked = Weighed { name: &name, weights: &weights };
            for number in self.index.candidates(&name, &weights, &self.listed, self.foreign) {
                let listed = &self.listed[number as usize];
                if query.day.is_some_and(|day| !self.entries[listed.entry as usize].in_force(day)) {
                    continue;
                }
                let told = align(asked, Weighed { name: &listed.name, weights: &listed.weights });
                let Some(told) = told.filter(|told| told.score >= TOLD) else { continue };
                let known = best.get(&listed.entry).map_or(0.0, |(score, ..)| *score);
                if told.score > known {
                    best.insert(listed.entry, (told.score, Some((number, told))));
                }
            }
        }
        let houses: HashMap<u32, f32> =
            query.address.map(|text| self.addresses.find(text)).unwrap_or_default().into_iter().collect();
        for (entry, likeness) in &houses {
            if query.day.is_some_and(|day| !self.entries[*entry as usize].in_force(day)) {
                continue;
            }
            let known = best.entry(*entry).or_insert((0.0, None));
            known.0 = match known.0 >= NAMES_SHARE {
                true => 1.0 - (1.0 - known.0) * (1.0 - ADDRESS_CLOSES * likeness),
                false => known.0.max(ADDRESS_ALONE * likeness),
            };
        }
        let field = fields.join(" / ");
        let mut matches: Vec<PartyMatch> = best
            .into_iter()
            .map(|(entry, (score, alignment))| {
                let one = &self.entries[entry as usize];
                let other_country = query.country.is_some_and(|country| {
                    !one.countries.is_empty() && !one.countries.iter().any(|known| known.eq_ignore_ascii_case(country))
                });
                let score = if other_country { score * OTHER_COUNTRY } else { score };
                let exception = self.exceptions.excuses(query.name, &one.id, query.day).cloned();
                let name = alignment.as_ref().map(|(number, _)| self.listed[*number as usize].name.written.clone());
                let alignment = alignment.map(|(_, alignment)| alignment);
                PartyMatch::new(
                    entry as usize,
                    score,
                    name,
                    alignment,
                    houses.get(&entry).copied(),
                    other_country,
                    exception,
                    &field,
                    query.name,
                )
            })
            .collect();
        matches.sort_by(|a, b| {
            let excused = |one: &PartyMatch| one.exception.is_some();
            excused(a).cmp(&excused(b)).then(b.score.total_cmp(&a.score)).then(a.entry.cmp(&b.entry))
        });
        matches
    }

    /// The likeliest entry of each of a night's distinct parties, in their order; excused ones and those below `threshold` are `None`.
    /// Works in parallel; the answers do not depend on the number of threads.
    pub fn best(&self, queries: &[PartyQuery], threshold: f32) -> Vec<Option<PartyMatch>> {
        queries
            .par_iter()
            .map(|query| {
                self.screen(query).into_iter().next().filter(|one| one.score >= threshold && one.exception.is_none())
            })
            .collect()
    }

    /// The likeliest entries of each party, at most `most`, from `threshold` on; excused ones last. Works in parallel.
    pub fn screen_all(&self, queries: &[PartyQuery], threshold: f32, most: usize) -> Vec<Vec<PartyMatch>> {
        let told = |query: &PartyQuery| {
            let likely = self.screen(query).into_iter().filter(|one| one.score >= threshold);
            likely.take(most).collect()
        };
        queries.par_iter().map(told).collect()
    }
}

/// How alike two names are, 0..1, with nothing known of a list.
pub fn compare_names(left: &str, right: &str) -> f32 {
    let lexicon = Lexicon::shipped();
    let weights = Weights::default();
    let read = |text: &str| {
        let name = Name::read(text, lexicon);
        let own: Vec<f32> = name.tokens.iter().map(|token| weights.of(token)).collect();
        (name, own)
    };
    let (left, right) = (read(left), read(right));
    align(Weighed { name: &left.0, weights: &left.1 }, Weighed { name: &right.0, weights: &right.1 })
        .map_or(0.0, |told| told.score)
}
