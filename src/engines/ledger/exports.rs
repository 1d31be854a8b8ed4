//! What declarations took out of the chain: contained grams by exporter, element and month.

use std::collections::{BTreeMap, BTreeSet};

/// A month's exports of an account. Whole grams, so that sums are the same in any order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sent {
    /// Contained element, g.
    pub grams: u64,
    /// One standard deviation of it that comes from not knowing the share in the goods, g.
    pub doubt_grams: u64,
}

impl Sent {
    /// A line's contained mass, from kilograms.
    pub fn of(contained_kg: f64, relative_sd: f64) -> Sent {
        let grams = |kg: f64| if kg.is_finite() && kg > 0.0 { (kg * 1000.0).round().min(1e15) as u64 } else { 0 };
        Sent { grams: grams(contained_kg), doubt_grams: grams(contained_kg * relative_sd) }
    }

    /// Adds another sum.
    pub fn add(&mut self, other: Sent) {
        self.grams = self.grams.saturating_add(other.grams);
        self.doubt_grams = self.doubt_grams.saturating_add(other.doubt_grams);
    }
}

/// Exports learned so far, by exporter and element (keys), then by month.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exports {
    accounts: BTreeMap<(u64, u64), BTreeMap<i32, Sent>>,
}

impl Exports {
    /// Books a line.
    pub fn add(&mut self, exporter: u64, element: u64, month: i32, sent: Sent) {
        self.accounts.entry((exporter, element)).or_default().entry(month).or_default().add(sent);
    }

    /// Months of an account, oldest first.
    pub fn account(&self, exporter: u64, element: u64) -> Option<&BTreeMap<i32, Sent>> {
        self.accounts.get(&(exporter, element))
    }

    /// Months from `since` on in which the exporter sent anything.
    pub fn months(&self, exporter: u64, since: i32) -> usize {
        let accounts = self.accounts.range((exporter, 0)..=(exporter, u64::MAX));
        let months: BTreeSet<i32> =
            accounts.flat_map(|(_, months)| months.range(since..).map(|(month, _)| *month)).collect();
        months.len()
    }

    /// All accounts in order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = ((u64, u64), &BTreeMap<i32, Sent>)> {
        self.accounts.iter().map(|(key, months)| (*key, months))
    }

    /// Takes what other books hold. Associative and commutative.
    pub fn merge(&mut self, other: &Exports) {
        for ((exporter, element), months) in &other.accounts {
            for (month, sent) in months {
                self.add(*exporter, *element, *month, *sent);
            }
        }
    }

    /// The accounts of one exporter as bytes: for each its element, the number of months, and by month number, grams and doubt.
    pub fn encode(&self, exporter: u64, into: &mut Vec<u8>) {
        for ((_, element), months) in self.accounts.range((exporter, 0)..=(exporter, u64::MAX)) {
            into.extend(element.to_le_bytes());
            into.extend((months.len() as u32).to_le_bytes());
            for (month, sent) in months {
                into.extend(month.to_le_bytes());
                into.extend(sent.grams.to_le_bytes());
                into.extend(sent.doubt_grams.to_le_bytes());
            }
        }
    }

    /// Takes what [`Exports::encode`] wrote; `None` where the bytes are not that.
    #[must_use]
    pub fn decode(&mut self, exporter: u64, mut bytes: &[u8]) -> Option<()> {
        while !bytes.is_empty() {
            let element = u64::from_le_bytes(take(&mut bytes)?);
            let months = u32::from_le_bytes(take(&mut bytes)?);
            for _ in 0..months {
                let month = i32::from_le_bytes(take(&mut bytes)?);
                let grams = u64::from_le_bytes(take(&mut bytes)?);
                let doubt_grams = u64::from_le_bytes(take(&mut bytes)?);
                self.add(exporter, element, month, Sent { grams, doubt_grams });
            }
        }
        Some(())
    }

    /// Exporters that have an account, each once, in order.
    pub fn exporters(&self) -> Vec<u64> {
        let mut all: Vec<u64> = self.accounts.keys().map(|(exporter, _)| *exporter).collect();
        all.dedup();
        all
    }
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (head, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(*head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn books(lines: &[(u64, u64, i32, u64)]) -> Exports {
        let mut books = Exports::default();
        for (exporter, element, month, grams) in lines {
            books.add(*exporter, *element, *month, Sent { grams: *grams, doubt_grams: *grams / 7 });
        }
        books
    }

    proptest! {
        #[test]
        fn parts_in_any_order_are_the_whole(
            lines in prop::collection::vec((1u64..6, 1u64..4, 24_290i32..24_300, 0u64..1_000_000), 0..60),
            cut in 0usize..60,
        ) {
            let cut = cut.min(lines.len());
            let (mut first, second) = (books(&lines[..cut]), books(&lines[cut..]));
            let mut turned = second.clone();
            turned.merge(&first);
            first.merge(&second);
            prop_assert_eq!(&first, &turned);
            prop_assert_eq!(&first, &books(&lines));
        }

        #[test]
        fn what_is_written_is_read_back(lines in prop::collection::vec((1u64..6, 1u64..4, 0i32..9, 0u64..1_000_000), 0..40)) {
            let whole = books(&lines);
            let mut read = Exports::default();
            for exporter in whole.exporters() {
                let mut bytes = Vec::new();
                whole.encode(exporter, &mut bytes);
                prop_assert!(read.decode(exporter, &bytes).is_some());
                if bytes.len() > 3 {
                    prop_assert!(Exports::default().decode(exporter, &bytes[..bytes.len() - 3]).is_none());
                }
            }
            prop_assert_eq!(whole, read);
        }
    }
}
