//! What is worked out once a week: ties, graph, shares.
//!
//! It is a function of the Monday, not of the evening on which it is first needed: only register rows and outcomes known before
//! the Monday and parties first seen before it go in, and no count that a later day would change. So a replay that was stopped
//! in mid-week and taken up again sees the same as one that ran through.

use super::follow::Words;
use super::graph::{FAR, Graph};
use super::links::Links;
use super::past::{Past, Tie};
use super::register::{ADDRESS, Confirmed, Firm, KINDS, PERSON, PHONE, Register};
use super::ring::{BIRTH_DAYS, birth};
use crate::engines::keyed::Keyed;

/// Weight of the edge from an exporter to its broker: brokers serve hundreds (est.).
const BROKER: f32 = 0.2;
/// Steps to a confirmed case that are told.
const STEPS_TOLD: u8 = 4;
/// Names of firms told beside one.
const NAMES_TOLD: usize = 3;
/// Kinds of places, besides what two firms can share.
const EXPORTER: usize = 3;
const CONSIGNEE: usize = 4;
const AGENT: usize = 5;

/// A firm beside another, with the evidence that does not depend on the line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub exporter: u64,
    /// Log-odds from what is shared and from the days of foundation.
    pub tied: f32,
}

/// A registered exporter.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub pairs: (u32, u32),
    pub group: u32,
    /// Key of the group's first firm: what the group is called.
    pub first: u64,
    pub sharing: [u16; KINDS],
    /// Days between its foundation and that of the neighbour nearest in age.
    pub apart: Option<i32>,
    /// Names of the closest firms beside it.
    pub with: Box<str>,
}

/// All that is worked out on a Monday.
#[derive(Debug, Default)]
pub(super) struct Weekly {
    pub monday: i32,
    pub members: Keyed<u32>,
    pub firms: Vec<Member>,
    pub pairs: Vec<Pair>,
    /// Exporters that ever sold a heading.
    pub sellers: Keyed<u32>,
    /// Exporters that ever sold to a buyer.
    pub suppliers: Keyed<u32>,
    pub exporters: u32,
    pub words: Words,
    /// Places of parties and of what they share, by kind; only while a case is confirmed.
    places: [Keyed<u32>; 6],
    nearness: Vec<f32>,
    steps: Vec<u8>,
}

/// The Monday on or before a day from the epoch (which was a Thursday).
pub(super) fn monday(day: i32) -> i32 {
    day - (day + 3).rem_euclid(7)
}

impl Weekly {
    pub(super) fn of(past: &Past, register: &Register, confirmed: &[Confirmed], monday: i32) -> Weekly {
        let firms = register.before(monday);
        let links = Links::of(&firms);
        let mut weekly = Weekly { monday, words: Words::of(past, monday), ..Weekly::default() };
        weekly.exporters = past.firms.values().filter(|span| span.first < monday).count() as u32;
        for held in past.goods.values().filter(|held| held.span.first < monday) {
            *weekly.sellers.entry(held.b).or_default() += 1;
        }
        for held in past.deals.values().filter(|held| held.span.first < monday) {
            *weekly.suppliers.entry(held.b).or_default() += 1;
        }
        weekly.tie(&firms, &links);
        weekly.spread(past, &firms, confirmed);
        weekly
    }

    fn tie(&mut self, firms: &[&Firm], links: &Links) {
        let mut founded: Vec<i32> = firms.iter().filter_map(|firm| firm.founded).collect();
        founded.sort_unstable();
        let near = |day: i32| {
            let within = founded.partition_point(|other| *other <= day + BIRTH_DAYS)
                - founded.partition_point(|other| *other < day - BIRTH_DAYS);
            within as f64 / founded.len().max(1) as f64
        };
        for (place, firm) in firms.iter().enumerate() {
            let start = self.pairs.len() as u32;
            let share = firm.founded.map(near);
            let mut apart: Option<i32> = None;
            let beside = links.beside(place as u32);
            for other in beside {
                let their = firms[other.firm as usize];
                let days = firm.founded.zip(their.founded).map(|(a, b)| (a - b).abs());
                apart = [apart, days].into_iter().flatten().min();
                let born = days.zip(share).map_or(0.0, |(days, share)| birth(days, share));
                self.pairs.push(Pair { exporter: their.key, tied: other.worth + born });
            }
            let names: Vec<&str> =
                beside.iter().take(NAMES_TOLD).map(|other| firms[other.firm as usize].name.as_str()).collect();
            self.members.insert(firm.key, place as u32);
            self.firms.push(Member {
                pairs: (start, self.pairs.len() as u32),
                group: links.group[place],
                first: firms[links.first[place] as usize].key,
                sharing: links.sharing[place],
                apart,
                with: names.join("; ").into(),
            });
        }
    }

    fn spread(&mut self, past: &Past, firms: &[&Firm], confirmed: &[Confirmed]) {
        let mut cases: Vec<(u64, u64)> = confirmed
            .iter()
            .filter(|case| case.known_on < self.monday)
            .map(|case| parties(past, case, self.monday))
            .filter(|parties| *parties != (0, 0))
            .collect();
        cases.sort_unstable();
        if cases.is_empty() {
            return;
        }
        let (edges, weights) = self.edges(past, firms);
        let brokers = weights.len() - self.places[AGENT].len();
        let graph = Graph::of(self.places[EXPORTER].len(), weights, &edges);
        let ends = cases.iter().flat_map(|(exporter, consignee)| [(EXPORTER, *exporter), (CONSIGNEE, *consignee)]);
        let seeds: Vec<(u32, f64)> = ends
            .filter(|(_, party)| *party != 0)
            .filter_map(|(kind, party)| Some((*self.places[kind].get(&party)?, 1.0)))
            .collect();
        self.nearness = graph.nearness(&seeds);
        // A broker serves hundreds: it carries some of the walk, but is no way to tell.
        self.steps = graph.steps(&seeds, STEPS_TOLD, brokers);
    }

    /// Numbers the places, exporters first and brokers last, and lists the edges in order; the weight of an edge is that of its other end.
    fn edges(&mut self, past: &Past, firms: &[&Firm]) -> (Vec<(u32, u32)>, Vec<f32>) {
        let mut numbered = |kind: usize, mut parties: Vec<u64>, weights: &mut Vec<f32>, weight: &dyn Fn(u64) -> f32| {
            parties.sort_unstable();
            parties.dedup();
            self.places[kind].reserve(parties.len());
            for party in parties {
                self.places[kind].insert(party, weights.len() as u32);
                weights.push(weight(party));
            }
        };
        let mut weights = Vec::new();
        let known = |table: &Keyed<Tie>| -> Vec<(u64, u64)> {
            table.values().filter(|held| held.span.first < self.monday).map(|held| (held.a, held.b)).collect()
        };
        let tables = [(CONSIGNEE, known(&past.deals)), (AGENT, known(&past.agents))];
        let seen = past.firms.iter().filter(|(_, span)| span.first < self.monday).map(|(key, _)| *key);
        numbered(EXPORTER, seen.chain(firms.iter().map(|firm| firm.key)).collect(), &mut weights, &|_| 1.0);
        let others = |place: usize| tables[place].1.iter().map(|(_, other)| *other).collect();
        numbered(CONSIGNEE, others(0), &mut weights, &|_| 1.0);
        let mut shared: [Keyed<u32>; KINDS] = Default::default();
        for kind in [PHONE, ADDRESS, PERSON] {
            firms
                .iter()
                .filter(|firm| firm.shares[kind] != 0)
                .for_each(|firm| *shared[kind].entry(firm.shares[kind]).or_default() += 1);
            shared[kind].retain(|_, holders| *holders > 1);
            // What two share leads on as a buyer does, what fifty share hardly.
            numbered(kind, shared[kind].keys().copied().collect(), &mut weights, &|value| {
                2.0 / shared[kind][&value] as f32
            });
        }
        numbered(AGENT, others(1), &mut weights, &|_| BROKER);
        let place = |kind: usize, party: u64| self.places[kind][&party];
        let mut edges: Vec<(u32, u32)> = Vec::new();
        for (kind, table) in &tables {
            edges.extend(table.iter().map(|(exporter, other)| (place(EXPORTER, *exporter), place(*kind, *other))));
        }
        for firm in firms {
            let own = place(EXPORTER, firm.key);
            let holds = (0..KINDS).filter(|kind| shared[*kind].contains_key(&firm.shares[*kind]));
            edges.extend(holds.map(|kind| (own, place(kind, firm.shares[kind]))));
        }
        edges.sort_unstable();
        (edges, weights)
    }

    fn place(&self, kind: usize, party: u64) -> Option<usize> {
        self.places[kind].get(&party).map(|place| *place as usize)
    }

    /// How much likelier a walker from confirmed cases is found at each of two parties than a chance walker; `None` where it
    /// was never seen, or nothing is confirmed.
    pub(super) fn reach(&self, exporter: u64, consignee: u64) -> [Option<(f32, u8)>; 2] {
        let at = |place: Option<usize>| place.map(|place| (self.nearness[place], self.steps[place]));
        [at(self.place(EXPORTER, exporter)), at(self.place(CONSIGNEE, consignee))]
    }

    /// Share of all exporters that had to do with something.
    pub(super) fn share(&self, table: &Keyed<u32>, key: u64) -> f64 {
        (f64::from(table.get(&key).copied().unwrap_or(0)) + 0.5) / (f64::from(self.exporters) + 1.0)
    }
}

/// The parties of a case: those it names, else those of the declaration as it is remembered on a day.
pub(super) fn parties(past: &Past, case: &Confirmed, before: i32) -> (u64, u64) {
    match (case.exporter, case.consignee) {
        (0, 0) => past.parties(case.declaration, before).unwrap_or_default(),
        named => named,
    }
}

/// The lesser number of steps, if any is known.
pub(super) fn nearest(reach: [Option<(f32, u8)>; 2]) -> Option<u8> {
    reach.into_iter().flatten().map(|(_, steps)| steps).filter(|steps| *steps != FAR).min()
}
