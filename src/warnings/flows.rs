//! What flowed where, through whom, day by day: sums that any two parts of the past can be merged from.

use std::collections::{BTreeMap, BTreeSet};

/// Days since 1970-01-01.
pub type Day = i32;

/// Sums of one day. Whole numbers, so that any order of adding gives the same bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Cell {
    /// Declaration lines.
    pub lines: u64,
    /// Net mass, grams.
    pub grams: u64,
    /// Value, US cents.
    pub cents: u64,
}

impl Cell {
    /// One line: net mass in kilograms, value in US dollars. What is unknown or below zero counts nothing.
    pub fn line(net_mass_kg: Option<f64>, value_usd: Option<f64>) -> Cell {
        // A float too large for u64 saturates; no real lot comes near.
        let whole = |value: Option<f64>, parts: f64| value.map_or(0, |value| (value * parts).round().max(0.0) as u64);
        Cell { lines: 1, grams: whole(net_mass_kg, 1000.0), cents: whole(value_usd, 100.0) }
    }

    /// Adds another part's sums.
    pub fn add(&mut self, other: Cell) {
        self.lines += other.lines;
        self.grams = self.grams.saturating_add(other.grams);
        self.cents = self.cents.saturating_add(other.cents);
    }

    /// Net mass, kg.
    pub fn kg(&self) -> f64 {
        self.grams as f64 / 1000.0
    }

    /// Value, US dollars.
    pub fn usd(&self) -> f64 {
        self.cents as f64 / 100.0
    }
}

/// A mineral to a destination (ISO alpha-2).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Corridor {
    pub mineral: String,
    pub destination: String,
}

/// A destination's imports of a six-digit code in a month (months since year 0).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthlyCode {
    pub destination: String,
    pub hs6: String,
    pub month: i32,
}

/// One seller's sums by day.
pub type Days = BTreeMap<Day, Cell>;

/// Sums of the minerals by corridor, seller and day, and of all declarations by day: how busy the office was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flows {
    corridors: BTreeMap<Corridor, BTreeMap<String, Days>>,
    codes: BTreeMap<MonthlyCode, Cell>,
    /// Six-digit codes under which a mineral was declared.
    mineral_codes: BTreeSet<String>,
    all: BTreeMap<Day, u64>,
}

impl Flows {
    /// Counts a line of whatever goods.
    pub fn busy(&mut self, day: Day) {
        *self.all.entry(day).or_default() += 1;
    }

    /// Adds a mineral's sums to a corridor's day, under the seller's register number (empty where unknown).
    pub fn add(&mut self, corridor: Corridor, seller: &str, day: Day, cell: Cell) {
        let sellers = self.corridors.entry(corridor).or_default();
        match sellers.get_mut(seller) {
            Some(days) => days.entry(day).or_default().add(cell),
            None => drop(sellers.insert(seller.to_owned(), BTreeMap::from([(day, cell)]))),
        }
    }

    /// Marks a six-digit code as one under which minerals travel.
    pub fn mark_code(&mut self, hs6: &str) {
        if !self.mineral_codes.contains(hs6) {
            self.mineral_codes.insert(hs6.to_owned());
        }
    }

    /// Whether a mineral was ever declared under a six-digit code.
    pub fn is_mineral_code(&self, hs6: &str) -> bool {
        self.mineral_codes.contains(hs6)
    }

    /// Adds whatever goods to a destination's month, by six-digit code: partners count all that a code covers.
    pub fn add_code(&mut self, code: MonthlyCode, cell: Cell) {
        self.codes.entry(code).or_default().add(cell);
    }

    /// Takes in another part of the past; associative and commutative.
    pub fn merge(&mut self, other: Flows) {
        for (corridor, sellers) in other.corridors {
            let own = self.corridors.entry(corridor).or_default();
            for (seller, days) in sellers {
                let own = own.entry(seller).or_default();
                days.into_iter().for_each(|(day, cell)| own.entry(day).or_default().add(cell));
            }
        }
        self.mineral_codes.extend(other.mineral_codes);
        other.codes.into_iter().for_each(|(code, cell)| self.codes.entry(code).or_default().add(cell));
        other.all.into_iter().for_each(|(day, lines)| *self.all.entry(day).or_default() += lines);
    }

    /// Forgets days before a day, and codes of months before a month.
    pub(super) fn forget(&mut self, day: Day, month: i32) {
        for sellers in self.corridors.values_mut() {
            sellers.values_mut().for_each(|days| *days = days.split_off(&day));
            sellers.retain(|_, days| !days.is_empty());
        }
        self.corridors.retain(|_, sellers| !sellers.is_empty());
        self.codes.retain(|code, _| code.month >= month);
        self.all = self.all.split_off(&day);
    }

    /// Counts many lines of whatever goods.
    pub(super) fn busy_with(&mut self, day: Day, lines: u64) {
        *self.all.entry(day).or_default() += lines;
    }

    /// Six-digit codes under which a mineral was declared, in order.
    pub(super) fn mineral_codes(&self) -> impl Iterator<Item = &String> {
        self.mineral_codes.iter()
    }

    /// Corridors in order, each with its sellers.
    pub fn corridors(&self) -> impl Iterator<Item = (&Corridor, &BTreeMap<String, Days>)> {
        self.corridors.iter()
    }

    /// The sellers of a corridor.
    pub fn of(&self, corridor: &Corridor) -> Option<&BTreeMap<String, Days>> {
        self.corridors.get(corridor)
    }

    /// Declared exports by destination, code and month.
    pub fn codes(&self) -> &BTreeMap<MonthlyCode, Cell> {
        &self.codes
    }

    /// Lines of all goods by day.
    pub fn all(&self) -> &BTreeMap<Day, u64> {
        &self.all
    }

    /// First and last day with a line.
    pub fn span(&self) -> Option<(Day, Day)> {
        Some((*self.all.keys().next()?, *self.all.keys().next_back()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn part(rows: &[(u8, i32, f64)]) -> Flows {
        let mut flows = Flows::default();
        for (place, day, kg) in rows {
            flows.busy(*day);
            let corridor = Corridor { mineral: "antimony".into(), destination: format!("{}", place % 2) };
            flows.add(corridor, &format!("{place}"), *day, Cell::line(Some(*kg), Some(kg * 20.0)));
            let code = MonthlyCode { destination: "KR".into(), hs6: "811010".into(), month: day / 3 };
            flows.add_code(code, Cell::line(Some(*kg), None));
        }
        flows
    }

    proptest! {
        #[test]
        fn parts_in_any_order_are_the_whole(rows in prop::collection::vec((0u8..4, 0i32..9, 0.0f64..1e6), 0..60), cut in 0usize..60) {
            let cut = cut.min(rows.len());
            let whole = part(&rows);
            let (a, b) = (part(&rows[..cut]), part(&rows[cut..]));
            let mut ab = a.clone();
            ab.merge(b.clone());
            let mut ba = b;
            ba.merge(a);
            prop_assert_eq!(&ab, &whole);
            prop_assert_eq!(&ba, &whole);
        }
    }

    #[test]
    fn a_line_is_counted_in_whole_grams_and_cents() {
        assert_eq!(Cell::line(Some(1.2345), Some(9.999)), Cell { lines: 1, grams: 1235, cents: 1000 });
        assert_eq!(Cell::line(None, Some(-3.0)), Cell { lines: 1, grams: 0, cents: 0 });
    }
}
