//! The registers, ready to be asked: who is who in the chain, and who bought and sold how much of what, as known on a day.

use super::delays::Delays;
use super::inputs::{Enterprise, Trade};
use super::keys::key_of;
use super::months::month_of;
use std::collections::{BTreeMap, HashMap};

/// Months with a known sale or purchase from which a party is taken to keep books (est.).
const BOOKED_MONTHS: usize = 3;

/// One month with a sale or purchase for so many with exports.
const BOOKED_SHARE: usize = 3;

/// A dated movement of an account.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Movement {
    /// Day of the sale.
    pub traded_on: i32,
    /// Day on which it was reported.
    pub known_on: i32,
    /// Contained element, kg.
    pub kg: f64,
}

/// What the supply register holds of an enterprise and an element.
#[derive(Debug, Clone, Default)]
pub struct Supply {
    /// Purchases by day of sale.
    pub bought: Vec<Movement>,
    /// Sales by day of sale.
    pub sold: Vec<Movement>,
}

/// Enterprises and sales of the whole chain.
#[derive(Debug, Clone, Default)]
pub struct Chain {
    enterprises: HashMap<u64, Vec<Enterprise>>,
    supply: HashMap<(u64, u64), Supply>,
    /// For each party and month of sale, the day on which its first sale or purchase of anything was known.
    booked: HashMap<u64, BTreeMap<i32, i32>>,
    reports: Vec<(i32, i32)>,
    begins: Option<i32>,
}

impl Chain {
    /// Sorts the registers' rows. Rows without a mass above zero are left out.
    pub fn of(enterprises: impl IntoIterator<Item = Enterprise>, trades: impl IntoIterator<Item = Trade>) -> Chain {
        let mut chain = Chain::default();
        for enterprise in enterprises {
            chain.enterprises.entry(key_of(&enterprise.id)).or_default().push(enterprise);
        }
        for rows in chain.enterprises.values_mut() {
            rows.sort_by(|a, b| (a.known_on, &a.element).cmp(&(b.known_on, &b.element)));
        }
        for trade in trades {
            if !(trade.contained_kg.is_finite() && trade.contained_kg > 0.0) {
                continue;
            }
            let movement = Movement { traded_on: trade.traded_on, known_on: trade.known_on, kg: trade.contained_kg };
            let (seller, buyer, element) = (key_of(&trade.seller_id), key_of(&trade.buyer_id), key_of(&trade.element));
            chain.supply.entry((buyer, element)).or_default().bought.push(movement);
            chain.supply.entry((seller, element)).or_default().sold.push(movement);
            for party in [seller, buyer] {
                let months = chain.booked.entry(party).or_default();
                let first = months.entry(month_of(trade.traded_on)).or_insert(trade.known_on);
                *first = trade.known_on.min(*first);
            }
            chain.reports.push((trade.traded_on, trade.known_on));
            chain.begins = Some(chain.begins.map_or(trade.traded_on, |begins| begins.min(trade.traded_on)));
        }
        let order = |a: &Movement, b: &Movement| {
            (a.traded_on, a.known_on).cmp(&(b.traded_on, b.known_on)).then(a.kg.total_cmp(&b.kg))
        };
        for supply in chain.supply.values_mut() {
            supply.bought.sort_by(order);
            supply.sold.sort_by(order);
        }
        chain.reports.sort_unstable();
        chain
    }

    /// Whether there is nothing to ask.
    pub fn is_empty(&self) -> bool {
        self.enterprises.is_empty() && self.supply.is_empty()
    }

    /// The youngest row of an enterprise known before a day; for an element the one that speaks of it, if any does.
    pub fn enterprise(&self, party: u64, element: Option<&str>, as_of: i32) -> Option<&Enterprise> {
        let known = self.enterprises.get(&party)?.iter().filter(|row| row.known_on < as_of);
        let of_element = known.clone().filter(|row| element.is_some() && row.element.as_deref() == element).last();
        of_element.or_else(|| known.last())
    }

    /// What the register holds of an account, whenever it became known.
    pub fn supply(&self, party: u64, element: u64) -> Option<&Supply> {
        self.supply.get(&(party, element))
    }

    /// Whether the party's books reach the register: sales or purchases of anything were known before a day in three months, and
    /// in a third of as many months as it exported. A firm that a customer or supplier happened to name does not report its own
    /// purchases for that.
    pub fn keeps_books(&self, party: u64, export_months: usize, as_of: i32) -> bool {
        let booked =
            self.booked.get(&party).map_or(0, |months| months.values().filter(|known| **known < as_of).count());
        booked >= BOOKED_MONTHS && booked * BOOKED_SHARE >= export_months
    }

    /// First day of which the register tells a sale.
    pub fn begins(&self) -> Option<i32> {
        self.begins
    }

    /// How late sales were reported, as seen before a day.
    pub fn delays(&self, as_of: i32) -> Option<Delays> {
        Delays::seen(&self.reports, as_of)
    }

    /// Accounts of the supply register in order of their keys.
    pub fn accounts(&self) -> Vec<(u64, u64)> {
        let mut all: Vec<(u64, u64)> = self.supply.keys().copied().collect();
        all.sort_unstable();
        all
    }

    /// All enterprises in order of their number, every dated row.
    pub fn enterprises(&self) -> Vec<&Enterprise> {
        let mut all: Vec<&Enterprise> = self.enterprises.values().flatten().collect();
        all.sort_by(|a, b| (&a.id, a.known_on, &a.element).cmp(&(&b.id, b.known_on, &b.element)));
        all
    }
}

impl Supply {
    /// Purchases known before a day.
    pub fn bought_before(&self, as_of: i32) -> impl Iterator<Item = &Movement> {
        self.bought.iter().filter(move |movement| movement.known_on < as_of)
    }

    /// Sales known before a day.
    pub fn sold_before(&self, as_of: i32) -> impl Iterator<Item = &Movement> {
        self.sold.iter().filter(move |movement| movement.known_on < as_of)
    }
}
