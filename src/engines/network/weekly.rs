//! What is worked out once a week: ties, graph, shares.
//!
//! It is a function of the Monday, not of the evening on which it is first needed: only register rows and outcomes known before
//! the Monday and parties first seen before it go in, and no count that a later day would change. So a replay that was stopped
//! in mid-week and taken up again sees the same as one that ran through.

use super::follow::Words;
use super::links::Links;
use super::past::Past;
use super::register::{Confirmed, Firm, KINDS, Register};
use super::ring::{BIRTH_DAYS, birth};
use super::walked::Walked;
use crate::engines::keyed::Keyed;
use crate::error::Result;

/// Names of firms told beside one.
const NAMES_TOLD: usize = 3;

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
    pub walked: Walked,
}

/// The Monday on or before a day from the epoch (which was a Thursday).
pub(super) fn monday(day: i32) -> i32 {
    day - (day + 3).rem_euclid(7)
}

impl Weekly {
    /// # Errors
    /// [`Error::Input`](crate::error::Error::Input) where bytes that the past read are no state.
    pub(super) fn of(past: &Past, register: &Register, confirmed: &[Confirmed], monday: i32) -> Result<Weekly> {
        let firms = register.before(monday);
        // Side by side, on a thread of its own: whoever waits here holds what other tasks of the pool may want.
        let (counted, walked) = std::thread::scope(|scope| {
            let walked = scope.spawn(|| Walked::of(past, &firms, confirmed, monday));
            let counted = Weekly::counted(past, &firms, monday);
            (counted, walked.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        });
        Ok(Weekly { walked: walked?, ..counted? })
    }

    fn counted(past: &Past, firms: &[&Firm], monday: i32) -> Result<Weekly> {
        let mut weekly = Weekly { monday, words: Words::of(past, monday)?, ..Weekly::default() };
        past.firms.each(|_, span| weekly.exporters += u32::from(span.first < monday))?;
        for (table, counts) in [(&past.goods, &mut weekly.sellers), (&past.deals, &mut weekly.suppliers)] {
            table.each(|_, held| {
                if held.span.first < monday {
                    *counts.entry(held.b).or_default() += 1;
                }
            })?;
        }
        weekly.tie(firms, &Links::of(firms));
        Ok(weekly)
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

    /// Share of all exporters that had to do with something.
    pub(super) fn share(&self, table: &Keyed<u32>, key: u64) -> f64 {
        (f64::from(table.get(&key).copied().unwrap_or(0)) + 0.5) / (f64::from(self.exporters) + 1.0)
    }
}
