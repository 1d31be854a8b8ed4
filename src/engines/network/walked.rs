//! The walk over who dealt with whom, from the parties of confirmed cases; worked out once a week (see `weekly`).

use super::graph::{FAR, Graph};
use super::held::Tie;
use super::past::Past;
use super::register::{ADDRESS, Confirmed, Firm, KINDS, PERSON, PHONE};
use crate::baselines::Table;
use crate::engines::keyed::Keyed;
use crate::error::Result;

/// Weight of the edge from an exporter to its broker: brokers serve hundreds (est.).
const BROKER: f32 = 0.2;
/// Steps to a confirmed case that are told.
const STEPS_TOLD: u8 = 4;
/// Kinds of places, besides what two firms can share.
const EXPORTER: usize = 3;
const CONSIGNEE: usize = 4;
const AGENT: usize = 5;

/// Where the walker is found, and how far away each place is.
#[derive(Debug, Default)]
pub(super) struct Walked {
    monday: i32,
    /// Places of parties and of what they share, by kind; only while a case is confirmed.
    places: [Keyed<u32>; 6],
    nearness: Vec<f32>,
    steps: Vec<u8>,
}

/// Edges between places (left, right), and the weight of each place.
type Edges = (Vec<(u32, u32)>, Vec<f32>);

impl Walked {
    /// Walks over what was known before a Monday.
    ///
    /// # Errors
    /// [`Error::Input`](crate::error::Error::Input) where bytes that the past read are no state.
    pub fn of(past: &Past, firms: &[&Firm], confirmed: &[Confirmed], monday: i32) -> Result<Walked> {
        let mut walked = Walked { monday, ..Walked::default() };
        walked.spread(past, firms, confirmed)?;
        Ok(walked)
    }

    fn spread(&mut self, past: &Past, firms: &[&Firm], confirmed: &[Confirmed]) -> Result<()> {
        let mut cases: Vec<(u64, u64)> = confirmed
            .iter()
            .filter(|case| case.known_on < self.monday)
            .map(|case| parties(past, case, self.monday))
            .filter(|parties| *parties != (0, 0))
            .collect();
        cases.sort_unstable();
        if cases.is_empty() {
            return Ok(());
        }
        let (edges, weights) = self.edges(past, firms)?;
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
        Ok(())
    }

    /// Numbers the places, exporters first and brokers last, and lists the edges in order; the weight of an edge is that of its other end.
    fn edges(&mut self, past: &Past, firms: &[&Firm]) -> Result<Edges> {
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
        let monday = self.monday;
        let known = |table: &Table<Tie>| -> Result<Vec<(u64, u64)>> {
            let mut known = Vec::with_capacity(table.len());
            table.each(|_, held| {
                if held.span.first < monday {
                    known.push((held.a, held.b));
                }
            })?;
            Ok(known)
        };
        let tables = [(CONSIGNEE, known(&past.deals)?), (AGENT, known(&past.agents)?)];
        let mut exporters: Vec<u64> = firms.iter().map(|firm| firm.key).collect();
        past.firms.each(|key, span| {
            if span.first < monday {
                exporters.push(key);
            }
        })?;
        numbered(EXPORTER, exporters, &mut weights, &|_| 1.0);
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
        Ok((edges, weights))
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
