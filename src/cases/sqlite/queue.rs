//! The queue: filtered, counted and ranked in the picture; its rows are read from the file.

use super::act::permit;
use super::open::Sqlite;
use super::picture::Facts;
use super::picture::Picture;
use super::rows;
use super::search;
use crate::cases::decision::State;
use crate::cases::queue::CapacityLine;
use crate::cases::queue::Facets;
use crate::cases::queue::Page;
use crate::cases::queue::Queue;
use crate::cases::queue::QueueFilter;
use crate::cases::queue::SimilarCount;
use crate::cases::queue::Sort;
use crate::cases::queue::Whose;
use crate::cases::refused::Answer;
use crate::cases::who::Actor;
use crate::cases::who::Deed;
use chrono::Datelike;
use rusqlite::OptionalExtension;
use rusqlite::Transaction;
use std::collections::HashMap;
use std::sync::PoisonError;

/// Rows of a page at most.
const ROWS_MAX: u32 = 500;
/// The lists that have facets, as bits of what a case fails.
const STATES: u8 = 1;
const LANES: u8 = 2;
const OFFICES: u8 = 4;
const MINERALS: u8 = 8;
const DESTINATIONS: u8 = 16;
const TYPOLOGIES: u8 = 32;
const ASSIGNEES: u8 = 64;

/// A list of texts of a filter, by number; `None` does not filter.
type Wanted = Option<Vec<u32>>;

/// A filter in the picture's numbers.
struct Sieve<'a> {
    filter: &'a QueueFilter,
    states: Vec<State>,
    lanes: Wanted,
    offices: Wanted,
    minerals: Wanted,
    destinations: Wanted,
    typologies: Wanted,
    exporters: Wanted,
    user: Option<u32>,
    nights: Option<(i32, i32)>,
    due_before: Option<i32>,
    /// What the actor sees; `None` is all.
    seen: Wanted,
    /// Cases that the text was found in, by place.
    found: Option<Vec<bool>>,
}

impl<'a> Sieve<'a> {
    fn of(filter: &'a QueueFilter, who: &Actor, picture: &Picture, found: Option<Vec<i64>>) -> Sieve<'a> {
        // A text that no case has is u32::MAX, which no case has either.
        let number = |text: &String| picture.texts.find(text).unwrap_or(u32::MAX);
        let numbers = |texts: &Vec<String>| (!texts.is_empty()).then(|| texts.iter().map(number).collect());
        let states = match filter.states.is_empty() {
            true => State::ALL.into_iter().filter(|state| state.open()).collect(),
            false => filter.states.clone(),
        };
        let found = found.map(|ids| {
            let mut found = vec![false; picture.cases.len()];
            ids.iter().filter_map(|id| picture.places.get(id)).for_each(|place| found[*place as usize] = true);
            found
        });
        Sieve {
            filter,
            states,
            lanes: numbers(&filter.lanes),
            offices: numbers(&filter.offices),
            minerals: numbers(&filter.minerals),
            destinations: numbers(&filter.destinations),
            typologies: numbers(&filter.typologies),
            exporters: numbers(&filter.exporters),
            user: match &filter.assignee {
                Some(Whose::User(user)) => Some(number(user)),
                _ => None,
            },
            nights: filter.nights.map(|(first, last)| (first.num_days_from_ce(), last.num_days_from_ce())),
            due_before: filter.due_before.map(|day| day.num_days_from_ce()),
            seen: who.offices.as_ref().map(|offices| offices.iter().map(number).collect()),
            found,
        }
    }

    /// Which of the lists a case fails; `None` where it fails anything else.
    fn fails(&self, place: usize, case: &Facts, picture: &Picture) -> Option<u8> {
        let any = |wanted: &[u32]| match picture.more_offices(place as u32, case) {
            Some(offices) => offices.iter().any(|office| wanted.contains(office)),
            None => wanted.contains(&case.office),
        };
        let filter = self.filter;
        let passes = !case.withdrawn
            && self.seen.as_deref().is_none_or(any)
            && self.found.as_ref().is_none_or(|found| found[place])
            && self.exporters.as_ref().is_none_or(|wanted| wanted.contains(&case.exporter))
            && self.nights.is_none_or(|(first, last)| (first..=last).contains(&case.night))
            && filter.risk_min.is_none_or(|least| case.risk >= least)
            && self.due_before.is_none_or(|day| case.due < day && case.state.open())
            && filter.proposed.is_none_or(|proposed| proposed == case.proposed)
            && filter.excepted.is_none_or(|excepted| excepted == case.excepted)
            && (filter.verdicts.is_empty() || case.verdict.is_some_and(|verdict| filter.verdicts.contains(&verdict)));
        if !passes {
            return None;
        }
        let bit = |passes: bool, bit: u8| if passes { 0 } else { bit };
        let wants = |wanted: &Wanted, value: u32| wanted.as_ref().is_none_or(|wanted| wanted.contains(&value));
        let assignee = match &filter.assignee {
            None => true,
            Some(Whose::Nobody) => case.assignee == 0,
            Some(Whose::Anybody) => case.assignee != 0,
            Some(Whose::User(_)) => Some(case.assignee) == self.user,
        };
        Some(
            bit(self.states.contains(&case.state), STATES)
                | bit(wants(&self.lanes, case.lane), LANES)
                | bit(self.offices.as_deref().is_none_or(any), OFFICES)
                | bit(wants(&self.minerals, case.mineral), MINERALS)
                | bit(wants(&self.destinations, case.destination), DESTINATIONS)
                | bit(wants(&self.typologies, case.typology), TYPOLOGIES)
                | bit(assignee, ASSIGNEES),
        )
    }
}

/// Counts by value, for the facets.
struct Counts {
    states: HashMap<State, u64>,
    /// By list, then by the text's number.
    texts: [Vec<u32>; 6],
}

impl Counts {
    fn of(picture: &Picture) -> Counts {
        Counts { states: HashMap::new(), texts: std::array::from_fn(|_| vec![0; picture.texts.len()]) }
    }

    fn add(&mut self, place: usize, case: &Facts, fails: u8, picture: &Picture) {
        // A list leaves its own filter aside: it counts what fails nothing, or only itself.
        let mut list = |at: usize, bit: u8, value: u32| {
            if fails & !bit == 0 {
                self.texts[at][value as usize] += 1;
            }
        };
        list(0, LANES, case.lane);
        match picture.more_offices(place as u32, case) {
            Some(offices) => offices.iter().for_each(|office| list(1, OFFICES, *office)),
            None => list(1, OFFICES, case.office),
        }
        list(2, MINERALS, case.mineral);
        list(3, DESTINATIONS, case.destination);
        list(4, TYPOLOGIES, case.typology);
        list(5, ASSIGNEES, case.assignee);
        if fails & !STATES == 0 {
            *self.states.entry(case.state).or_default() += 1;
        }
    }

    fn facets(self, picture: &Picture) -> Facets {
        let mut states: Vec<(State, u64)> = self.states.into_iter().collect();
        states.sort();
        let mut lists = self.texts.into_iter().map(|counts| {
            let counted = (0..).zip(counts).filter(|(_, count)| *count > 0);
            let mut list: Vec<(String, u64)> =
                counted.map(|(number, count)| (picture.texts.text(number).to_string(), count.into())).collect();
            list.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            list
        });
        let mut next = || lists.next().unwrap_or_default();
        Facets {
            states,
            lanes: next(),
            offices: next(),
            minerals: next(),
            destinations: next(),
            typologies: next(),
            assignees: next(),
        }
    }
}

/// By what a case is ranked, smallest first: one or two numbers, then the older case, so that an order never changes by itself.
type Rank = (i32, i64, i64);

fn rank(sort: Sort, case: &Facts) -> Rank {
    // The bits of a number above 0 sort as the number does. Without a value it is -1.
    let falling = |value: f64| -(value.max(-1.0) + 1.0).to_bits().cast_signed();
    let (first, second) = match sort {
        Sort::Priority => (i32::from(!case.within_capacity), falling(case.priority)),
        Sort::Risk => (0, falling(case.risk)),
        Sort::Due => (case.due, falling(case.priority)),
        Sort::Newest => (-case.night, falling(case.priority)),
        Sort::Oldest => (case.night, falling(case.priority)),
        Sort::Value => (0, falling(case.value)),
    };
    (first, second, case.id)
}

/// What the picture says to a question.
struct Ranked {
    ids: Vec<i64>,
    total: u64,
    above: u64,
    facets: Facets,
    similar: Vec<SimilarCount>,
}

impl Sqlite {
    /// Brings the picture up to date with what a transaction sees, then looks at it.
    pub(super) fn look<T>(&self, tx: &Transaction, work: impl FnOnce(&Picture) -> Answer<T>) -> Answer<T> {
        let picture = self.picture.read().unwrap_or_else(PoisonError::into_inner);
        let Some(head) = picture.behind(tx)? else { return work(&picture) };
        if head < picture.seen && self.log_head()?.number >= picture.seen {
            // Another reader has taken in what this transaction does not see yet; it is no less true.
            return work(&picture);
        }
        drop(picture);
        let mut picture = self.picture.write().unwrap_or_else(PoisonError::into_inner);
        // Meanwhile another reader may have taken in more. Only a log that really went back takes it away again.
        if head > picture.seen || (head < picture.seen && self.log_head()?.number < picture.seen) {
            picture.refresh(tx, head)?;
        }
        drop(picture);
        work(&self.picture.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn ranked(&self, who: &Actor, filter: &QueueFilter, page: Page, tx: &Transaction) -> Answer<Ranked> {
        let found = match filter.text.as_deref() {
            Some(text) => search::matching(tx, text)?,
            None => None,
        };
        self.look(tx, |picture| {
            let sieve = Sieve::of(filter, who, picture, found);
            let (mut counts, mut ranks, mut above) = (Counts::of(picture), Vec::new(), 0);
            for (place, case) in picture.cases.iter().enumerate() {
                let Some(fails) = sieve.fails(place, case, picture) else { continue };
                counts.add(place, case, fails, picture);
                if fails == 0 {
                    above += u64::from(case.within_capacity);
                    ranks.push((rank(filter.sort, case), place as u32));
                }
            }
            let total = ranks.len() as u64;
            let begin = usize::try_from(page.offset).unwrap_or(usize::MAX).min(ranks.len());
            let end = begin.saturating_add(page.rows as usize).min(ranks.len());
            if end < ranks.len() {
                ranks.select_nth_unstable(end);
                ranks.truncate(end);
            }
            ranks.sort_unstable();
            let places: Vec<u32> = ranks[begin..].iter().map(|(_, place)| *place).collect();
            let similar = places.iter().map(|place| similar_count(picture, who, *place)).collect();
            let ids = places.iter().map(|place| picture.cases[*place as usize].id).collect();
            Ok(Ranked { ids, total, above, facets: counts.facets(picture), similar })
        })
    }

    pub(super) fn queue_page(&self, who: &Actor, filter: &QueueFilter, page: Page) -> Answer<Queue> {
        permit(who, Deed::ViewCases)?;
        let page = Page { rows: page.rows.min(ROWS_MAX), ..page };
        self.read(|tx| {
            let ranked = self.ranked(who, filter, page, tx)?;
            let mut rows = Vec::with_capacity(ranked.ids.len());
            for (id, similar) in ranked.ids.iter().zip(ranked.similar) {
                // A case that was opened after this transaction began is not yet to be seen.
                rows.extend(rows::case(tx, *id)?.map(|known| {
                    let mut row = known.row;
                    row.similar = similar;
                    row
                }));
            }
            let sql = "SELECT capacity FROM nights WHERE superseded_by IS NULL ORDER BY night DESC LIMIT 1";
            let capacity = match filter.sort {
                Sort::Priority => tx.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional()?,
                _ => None,
            };
            let data_version = tx.prepare_cached("SELECT number FROM audit_head")?.query_row([], |row| row.get(0))?;
            Ok(Queue {
                rows,
                total: ranked.total,
                facets: ranked.facets,
                capacity: capacity.map(|capacity| CapacityLine { capacity, above: ranked.above }),
                data_version,
            })
        })
    }

    pub(super) fn queue_numbers(&self, who: &Actor, filter: &QueueFilter, limit: u32) -> Answer<Vec<i64>> {
        permit(who, Deed::ViewCases)?;
        self.read(|tx| Ok(self.ranked(who, filter, Page { offset: 0, rows: limit }, tx)?.ids))
    }
}

/// Past cases like one that the actor sees, by what came out.
pub(super) fn similar_count(picture: &Picture, who: &Actor, place: u32) -> SimilarCount {
    let mut count = SimilarCount::default();
    for other in picture.alike(place) {
        let facts = &picture.cases[other as usize];
        if !sees(picture, who, other, facts) {
            continue;
        }
        count.decided += 1;
        match facts.outcome {
            Some(crate::cases::decision::Outcome::Clear) => count.clear += 1,
            Some(_) => count.found += 1,
            None => {}
        }
    }
    count
}

/// Whether an actor sees a case of the picture.
pub(super) fn sees(picture: &Picture, who: &Actor, place: u32, facts: &Facts) -> bool {
    let Some(_) = &who.offices else { return true };
    match picture.more_offices(place, facts) {
        Some(offices) => offices.iter().any(|office| who.sees(picture.texts.text(*office))),
        None => who.sees(picture.texts.text(facts.office)),
    }
}
