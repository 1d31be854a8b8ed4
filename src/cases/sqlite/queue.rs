//! The queue: filtered, counted and ranked in the picture; its rows are read from the file.

use super::act::permit;
use super::open::Sqlite;
use super::order::rank;
use super::picture::Facts;
use super::picture::Picture;
use super::rows;
use super::search::Indexed;
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
use std::sync::Arc;
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
}

impl<'a> Sieve<'a> {
    fn of(filter: &'a QueueFilter, who: &Actor, picture: &Picture) -> Sieve<'a> {
        // A text that no case has is u32::MAX, which no case has either.
        let number = |text: &String| picture.texts.find(text).unwrap_or(u32::MAX);
        let numbers = |texts: &Vec<String>| (!texts.is_empty()).then(|| texts.iter().map(number).collect());
        let states = match filter.states.is_empty() {
            true => State::ALL.into_iter().filter(|state| state.open()).collect(),
            false => filter.states.clone(),
        };
        Sieve {
            filter,
            states,
            lanes: numbers(&filter.lanes),
            offices: numbers(&filter.offices),
            minerals: numbers(&filter.minerals),
            destinations: numbers(&filter.destinations),
            typologies: numbers(&filter.typologies),
            exporters: (!filter.exporters.is_empty())
                .then(|| filter.exporters.iter().map(|name| picture.names.find(name).unwrap_or(u32::MAX)).collect()),
            user: match &filter.assignee {
                Some(Whose::User(user)) => Some(number(user)),
                _ => None,
            },
            nights: filter.nights.map(|(first, last)| (first.num_days_from_ce(), last.num_days_from_ce())),
            due_before: filter.due_before.map(|day| day.num_days_from_ce()),
            seen: who.offices.as_ref().map(|offices| offices.iter().map(number).collect()),
        }
    }

    /// Which of the lists a case fails; `None` where it fails anything else.
    fn fails(&self, place: u32, case: &Facts, picture: &Picture) -> Option<u8> {
        let any = |wanted: &[u32]| match picture.more_offices(place, case) {
            Some(offices) => offices.iter().any(|office| wanted.contains(office)),
            None => wanted.contains(&case.office),
        };
        let filter = self.filter;
        let passes = !case.withdrawn
            && self.seen.as_deref().is_none_or(any)
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

    fn add(&mut self, place: u32, case: &Facts, fails: u8, picture: &Picture) {
        // A list leaves its own filter aside: it counts what fails nothing, or only itself.
        let mut list = |at: usize, bit: u8, value: u32| {
            if fails & !bit == 0 {
                self.texts[at][value as usize] += 1;
            }
        };
        list(0, LANES, case.lane);
        match picture.more_offices(place, case) {
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

/// What is asked of the picture.
#[derive(Debug, PartialEq)]
pub(super) struct Asked {
    filter: QueueFilter,
    /// What the actor sees: nobody is answered what was worked out for other offices.
    offices: Option<Vec<String>>,
    /// The index that a text was looked up in.
    index: Option<Indexed>,
}

/// What the picture answers.
#[derive(Debug)]
pub(super) struct Ranking {
    /// The cases that meet the filter, in its order.
    places: Vec<u32>,
    /// Of them within capacity.
    above: u64,
    facets: Facets,
}

impl Ranking {
    fn of(filter: &QueueFilter, who: &Actor, picture: &Picture, found: Option<&[i64]>) -> Ranking {
        let sieve = Sieve::of(filter, who, picture);
        let (mut counts, mut above, mut total) = (Counts::of(picture), 0, 0);
        let mut meets = vec![false; picture.cases.len()];
        let mut look = |place: u32, case: &Facts| {
            let Some(fails) = sieve.fails(place, case, picture) else { return };
            counts.add(place, case, fails, picture);
            if fails == 0 {
                above += u64::from(case.within_capacity);
                total += 1;
                meets[place as usize] = true;
            }
        };
        match found {
            Some(ids) => ids
                .iter()
                .filter_map(|id| picture.place(*id))
                .for_each(|place| look(place, &picture.cases[place as usize])),
            None => (0..).zip(&picture.cases).for_each(|(place, case)| look(place, case)),
        }
        let mut places = Vec::with_capacity(total);
        let order = picture.orders.of(filter.sort, &picture.cases);
        places.extend(order.iter().filter(|place| meets[**place as usize]));
        Ranking { places, above, facets: counts.facets(picture) }
    }

    /// Where a case stands among them.
    fn at(&self, id: i64, sort: Sort, picture: &Picture) -> Option<usize> {
        let case = &picture.cases[picture.place(id)? as usize];
        let rank_at = |place: &u32| rank(sort, &picture.cases[*place as usize]);
        self.places.binary_search_by_key(&rank(sort, case), rank_at).ok()
    }
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

    /// Ranks what meets a filter, then looks at it. Nothing is worked out twice as long as nobody acts.
    fn ranked<T>(
        &self,
        who: &Actor,
        filter: &QueueFilter,
        tx: &Transaction,
        work: impl FnOnce(&Ranking, &Picture) -> T,
    ) -> Answer<T> {
        permit(who, Deed::ViewCases)?;
        let found = match filter.text.as_deref() {
            Some(text) => self.matching(tx, text)?,
            None => None,
        };
        let (index, found) = found.unzip();
        let asked = Asked { filter: filter.clone(), offices: who.offices.clone(), index };
        self.look(tx, |picture| {
            let ranking = match picture.answers.get(&asked) {
                Some(known) => known,
                None => {
                    let ranking = Arc::new(Ranking::of(filter, who, picture, found.as_deref().map(Vec::as_slice)));
                    picture.answers.put(asked, ranking.clone(), ranking.places.len());
                    ranking
                }
            };
            Ok(work(&ranking, picture))
        })
    }

    pub(super) fn queue_page(&self, who: &Actor, filter: &QueueFilter, page: Page) -> Answer<Queue> {
        self.read(|tx| {
            let (chosen, mut queue, above) = self.ranked(who, filter, tx, |ranking, picture| {
                let chosen: Vec<(i64, SimilarCount)> = cut(&ranking.places, page.offset, page.rows.min(ROWS_MAX))
                    .iter()
                    .map(|place| (picture.cases[*place as usize].id, similar_count(picture, who, *place)))
                    .collect();
                let total = ranking.places.len() as u64;
                (chosen, Queue { total, facets: ranking.facets.clone(), ..Queue::default() }, ranking.above)
            })?;
            for (id, similar) in chosen {
                // A case that was opened after this transaction began is not yet to be seen.
                queue.rows.extend(rows::case(tx, id)?.map(|known| {
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
            queue.capacity = capacity.map(|capacity| CapacityLine { capacity, above });
            queue.data_version = tx.prepare_cached("SELECT number FROM audit_head")?.query_row([], |row| row.get(0))?;
            Ok(queue)
        })
    }

    pub(super) fn queue_numbers(&self, who: &Actor, filter: &QueueFilter, limit: u32) -> Answer<Vec<i64>> {
        self.read(|tx| {
            self.ranked(who, filter, tx, |ranking, picture| {
                cut(&ranking.places, 0, limit).iter().map(|place| picture.cases[*place as usize].id).collect()
            })
        })
    }

    pub(super) fn queue_beside(
        &self,
        who: &Actor,
        filter: &QueueFilter,
        id: i64,
        place: Option<u64>,
        forward: bool,
    ) -> Answer<Option<(i64, u64)>> {
        self.read(|tx| {
            self.ranked(who, filter, tx, |ranking, picture| {
                let at = match (ranking.at(id, filter.sort, picture), place, forward) {
                    (Some(at), _, true) => at + 1,
                    (Some(at), _, false) => at.checked_sub(1)?,
                    (None, Some(at), true) => usize::try_from(at).ok()?,
                    // The last is before whatever stood behind it.
                    (None, Some(at), false) => usize::try_from(at).ok()?.min(ranking.places.len()).checked_sub(1)?,
                    (None, None, true) => 0,
                    (None, None, false) => return None,
                };
                let place = *ranking.places.get(at)?;
                Some((picture.cases[place as usize].id, at as u64))
            })
        })
    }
}

/// A part of a list, as far as it goes.
fn cut(places: &[u32], offset: u64, rows: u32) -> &[u32] {
    let begin = usize::try_from(offset).unwrap_or(usize::MAX).min(places.len());
    &places[begin..begin.saturating_add(rows as usize).min(places.len())]
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
