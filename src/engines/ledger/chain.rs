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

/// Days before its report beyond which the day of a sale is taken for a slip of the pen when the register's first day is told (ten
/// years; one wrong century must not make the whole register old).
const TOLD_LATEST: i32 = 3653;

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
    /// For each party and month of sale, what was first known of it.
    booked: HashMap<u64, BTreeMap<i32, Booked>>,
    reports: Vec<(i32, i32)>,
    /// Days of report, ascending, and the first day of sale told until then.
    begun: Vec<(i32, i32)>,
}

/// Days on which the first sale or purchase of anything, and the first purchase of anything, of a party in a month were known.
#[derive(Debug, Clone, Copy)]
struct Booked {
    any: i32,
    purchase: i32,
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
            for (party, purchase) in [(seller, i32::MAX), (buyer, trade.known_on)] {
                let months = chain.booked.entry(party).or_default();
                let none = Booked { any: i32::MAX, purchase: i32::MAX };
                let first = months.entry(month_of(trade.traded_on)).or_insert(none);
                first.any = first.any.min(trade.known_on);
                first.purchase = first.purchase.min(purchase);
            }
            chain.reports.push((trade.traded_on, trade.known_on));
        }
        let order = |a: &Movement, b: &Movement| {
            (a.traded_on, a.known_on).cmp(&(b.traded_on, b.known_on)).then(a.kg.total_cmp(&b.kg))
        };
        for supply in chain.supply.values_mut() {
            supply.bought.sort_by(order);
            supply.sold.sort_by(order);
        }
        chain.reports.sort_unstable();
        chain.begun = begun(&chain.reports);
        chain
    }

    /// Whether there is nothing to ask.
    pub fn is_empty(&self) -> bool {
        self.enterprises.is_empty() && self.supply.is_empty()
    }

    /// The youngest row of an enterprise known before a day; for an element the one that speaks of it, if any does.
    pub fn enterprise(&self, party: u64, element: Option<&str>, as_of: i32) -> Option<&Enterprise> {
        let mut known = self.enterprises.get(&party)?.iter().filter(|row| row.known_on < as_of);
        let of_element = known.clone().rfind(|row| element.is_some() && row.element.as_deref() == element);
        of_element.or_else(|| known.next_back())
    }

    /// What the register holds of an account, whenever it became known.
    pub fn supply(&self, party: u64, element: u64) -> Option<&Supply> {
        self.supply.get(&(party, element))
    }

    /// Whether the party's books reach the register: sales or purchases of anything were known before a day in three months, and
    /// in a third of as many months as it exported. A firm that a customer or supplier happened to name does not report its own
    /// purchases for that.
    pub fn keeps_books(&self, party: u64, export_months: usize, as_of: i32) -> bool {
        self.books_reach(party, export_months, |month| month.any < as_of)
    }

    /// As [`Chain::keeps_books`], of purchases alone: a firm whose sales customers report may leave its own purchases out.
    pub fn reports_purchases(&self, party: u64, export_months: usize, as_of: i32) -> bool {
        self.books_reach(party, export_months, |month| month.purchase < as_of)
    }

    fn books_reach(&self, party: u64, export_months: usize, known: impl Fn(&Booked) -> bool) -> bool {
        let booked = self.booked.get(&party).map_or(0, |months| months.values().filter(|month| known(month)).count());
        booked >= BOOKED_MONTHS && booked * BOOKED_SHARE >= export_months
    }

    /// First day of which the register tells a sale, whenever that became known: no evidence, see [`Chain::begun`].
    pub fn begins(&self) -> Option<i32> {
        self.reports.first().map(|(traded_on, _)| *traded_on)
    }

    /// First day of which the register told a sale, as known before a day. Sales told more than ten years later do not count.
    pub fn begun(&self, as_of: i32) -> Option<i32> {
        let known = self.begun.partition_point(|(known_on, _)| *known_on < as_of);
        known.checked_sub(1).map(|last| self.begun[last].1)
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

/// The first day of sale among those known by each day of report, from (day of sale, day of report); a day on which it did not
/// become earlier is left out.
fn begun(reports: &[(i32, i32)]) -> Vec<(i32, i32)> {
    let mut told: Vec<(i32, i32)> = reports
        .iter()
        .filter(|(traded_on, known_on)| known_on.saturating_sub(*traded_on) <= TOLD_LATEST)
        .map(|(traded_on, known_on)| (*known_on, *traded_on))
        .collect();
    told.sort_unstable();
    let mut first = i32::MAX;
    told.retain(|(_, traded_on)| {
        let earlier = *traded_on < first;
        first = first.min(*traded_on);
        earlier
    });
    told
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

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i32 = 20_000;

    fn trade(seller: &str, buyer: &str, traded_on: i32, known_on: i32) -> Trade {
        Trade {
            seller_id: seller.into(),
            buyer_id: buyer.into(),
            element: "antimony".into(),
            contained_kg: 100.0,
            traded_on: DAY + traded_on,
            known_on: DAY + known_on,
        }
    }

    #[test]
    fn the_register_begins_where_it_was_known_to() {
        // The last is a sale of the wrong century.
        let trades =
            [trade("S", "B", 0, 5), trade("S", "B", 30, 31), trade("S", "B", -300, 100), trade("S", "B", -9000, 3)];
        let chain = Chain::of([], trades);
        let begun = |day: i32| chain.begun(DAY + day).map(|first| first - DAY);
        assert_eq!([4, 5, 6, 100, 101].map(begun), [None, None, Some(0), Some(0), Some(-300)]);
        assert_eq!(chain.begins(), Some(DAY - 9000));
        assert_eq!(Chain::default().begun(DAY), None);
    }

    #[test]
    fn what_customers_report_is_no_purchase() {
        let mut trades: Vec<Trade> = (0..4).map(|month| trade("S", "B", month * 31, month * 31 + 5)).collect();
        trades.push(trade("X", "S", 0, 5));
        let (chain, day) = (Chain::of([], trades), DAY + 200);
        let (seller, buyer) = (key_of("S"), key_of("B"));
        assert!(chain.keeps_books(seller, 4, day) && chain.keeps_books(buyer, 4, day));
        assert!(!chain.reports_purchases(seller, 4, day) && chain.reports_purchases(buyer, 4, day));
        assert!(!chain.reports_purchases(buyer, 4, DAY + 67), "two months known");
    }
}
