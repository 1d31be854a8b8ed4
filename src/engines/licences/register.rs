//! The register of licences, ready to be asked: what stands under this number, as known on a day.

use super::inputs::Licence;
use super::names::Compared;
use super::number::{one_slip, plain, shape};
use std::collections::{BTreeSet, HashMap};
use xxhash_rust::xxh3::xxh3_64;

/// Licences by number and by holder.
#[derive(Debug, Clone, Default)]
pub struct LicenceRegister {
    rows: HashMap<String, Vec<Licence>>,
    of_holder: HashMap<String, BTreeSet<String>>,
    shapes: HashMap<String, i32>,
    first_known: Option<i32>,
    compared: Compared,
}

/// A licence as it stands on a day, its rows taken together.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing<'a> {
    /// The youngest row known.
    pub row: &'a Licence,
    /// Key under which its use is booked.
    pub key: u64,
    /// Licensed net mass of the youngest row that tells one.
    pub quantity_kg: Option<f64>,
    /// First day of the oldest row, last day of the youngest.
    pub valid_from: i32,
    pub valid_to: i32,
}

/// What a presented number is.
#[derive(Debug, Clone, PartialEq)]
pub enum Found<'a> {
    /// A licence of the register.
    Licence(Standing<'a>),
    /// Not in the register, but one slip away from a licence of the same holder.
    Slip(Standing<'a>),
    /// Not in the register.
    Unknown {
        /// The number is not built like any number of the register.
        malformed: bool,
    },
}

impl Found<'_> {
    /// The licence meant.
    pub fn standing(&self) -> Option<&Standing<'_>> {
        match self {
            Found::Licence(standing) | Found::Slip(standing) => Some(standing),
            Found::Unknown { .. } => None,
        }
    }
}

/// Key of a licence's number.
pub fn licence_key(number: &str) -> u64 {
    xxh3_64(plain(number).as_bytes()).max(1)
}

impl LicenceRegister {
    /// Sorts the register's rows.
    pub fn of(rows: impl IntoIterator<Item = Licence>) -> LicenceRegister {
        let mut register = LicenceRegister::default();
        for row in rows {
            let number = plain(&row.licence_no);
            if number.is_empty() {
                continue;
            }
            let first = register.shapes.entry(shape(&number)).or_insert(row.known_on);
            *first = row.known_on.min(*first);
            register.first_known = Some(register.first_known.map_or(row.known_on, |first| first.min(row.known_on)));
            register.of_holder.entry(row.holder_id.clone()).or_default().insert(number.clone());
            register.rows.entry(number).or_default().push(row);
        }
        for rows in register.rows.values_mut() {
            rows.sort_by(|a, b| (a.known_on, a.valid_to, &a.holder_id).cmp(&(b.known_on, b.valid_to, &b.holder_id)));
        }
        register
    }

    /// The consignees compared so far.
    pub(super) fn compared(&self) -> &Compared {
        &self.compared
    }

    /// Whether there is nothing to ask on a day.
    pub fn is_empty(&self, day: i32) -> bool {
        self.first_known.is_none_or(|first| first >= day)
    }

    /// A licence by its plain number, from the rows known before the day.
    fn standing(&self, number: &str, day: i32) -> Option<Standing<'_>> {
        let known = || self.rows.get(number).into_iter().flatten().filter(move |row| row.known_on < day);
        let row = known().next_back()?;
        Some(Standing {
            row,
            key: licence_key(number),
            quantity_kg: known().filter_map(|row| row.quantity_kg).next_back().filter(|kg| *kg > 0.0),
            valid_from: known().map(|row| row.valid_from).min().unwrap_or(row.valid_from),
            valid_to: row.valid_to,
        })
    }

    /// What a presented number is, for a holder on a day. A number that meets another holder's licence by one slip while the
    /// exporter holds one for the same goods is a slip too.
    pub fn find(&self, presented: &str, holder: &str, hs: &str, day: i32) -> Found<'_> {
        let number = plain(presented);
        let exact = self.standing(&number, day);
        if exact.as_ref().is_some_and(|standing| standing.row.holder_id == holder) {
            return exact.map_or(Found::Unknown { malformed: false }, Found::Licence);
        }
        let near = self.of_holder.get(holder).into_iter().flatten().filter(|own| one_slip(own, &number));
        let near: Vec<Standing> = near.filter_map(|own| self.standing(own, day)).collect();
        let fits = |standing: &&Standing| same_line(&standing.row.hs_code, hs);
        let chosen = near.iter().find(fits).or_else(|| near.first().filter(|_| exact.is_none()));
        match (chosen, exact) {
            (Some(slip), _) => Found::Slip(slip.clone()),
            (None, Some(standing)) => Found::Licence(standing),
            (None, None) => {
                let shape = shape(&number);
                Found::Unknown { malformed: self.shapes.get(&shape).is_none_or(|first| *first >= day) }
            }
        }
    }
}

/// Whether two codes share their first 8 digits (or all that the shorter has, from 4 on).
pub fn same_line(a: &str, b: &str) -> bool {
    let digits = a.len().min(b.len()).min(8);
    digits >= 4 && a.get(..digits) == b.get(..digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn licence(no: &str, holder: &str, hs: &str, from: i32, to: i32, known: i32) -> Licence {
        Licence {
            licence_no: no.into(),
            holder_id: holder.into(),
            hs_code: hs.into(),
            mineral: "antimony".into(),
            quantity_kg: Some(1000.0),
            consignee_name: "ASAHI KOYO".into(),
            country: "JP".into(),
            valid_from: from,
            valid_to: to,
            known_on: known,
        }
    }

    #[test]
    fn an_extension_counts_from_the_day_it_is_known() {
        let first = licence("24-01", "A", "8110101000", 100, 200, 100);
        let longer = Licence { valid_to: 300, quantity_kg: Some(1500.0), known_on: 190, ..first.clone() };
        let register = LicenceRegister::of([longer, first]);
        let stands = |day| match register.find("24 01", "A", "8110101000", day) {
            Found::Licence(standing) => (standing.valid_from, standing.valid_to, standing.quantity_kg),
            other => panic!("{other:?}"),
        };
        assert_eq!(stands(150), (100, 200, Some(1000.0)));
        assert_eq!(stands(190), (100, 200, Some(1000.0)));
        assert_eq!(stands(191), (100, 300, Some(1500.0)));
        assert_eq!(register.find("24-01", "A", "8110101000", 100), Found::Unknown { malformed: true });
    }

    #[test]
    fn a_slip_is_known_by_holder_and_goods() {
        let register = LicenceRegister::of([
            licence("24-3205-151392", "A", "8110101000", 0, 200, 0),
            licence("24-3205-151329", "B", "8110101000", 0, 200, 0),
        ]);
        // A's number with two digits swapped is B's number; A holds one for these goods.
        let found = register.find("24-3205-151329", "A", "8110101000", 10);
        assert!(matches!(&found, Found::Slip(standing) if standing.row.holder_id == "A"), "{found:?}");
        // For other goods it is B's licence.
        let found = register.find("24-3205-151329", "A", "2805301200", 10);
        assert!(matches!(&found, Found::Licence(standing) if standing.row.holder_id == "B"), "{found:?}");
        // A third party is no slip.
        let found = register.find("24-3205-151329", "C", "8110101000", 10);
        assert!(matches!(&found, Found::Licence(_)), "{found:?}");
        assert_eq!(register.find("24-3205-999999", "A", "8110101000", 10), Found::Unknown { malformed: false });
        assert_eq!(register.find("N/A", "A", "8110101000", 10), Found::Unknown { malformed: true });
    }
}
