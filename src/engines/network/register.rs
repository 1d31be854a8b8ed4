//! The register of enterprises and the confirmed cases, each row from the day it is known.

use crate::engines::keyed::Keyed;
use super::names::{person_parts, phone_digits, plain_address};
use xxhash_rust::xxh3::xxh3_64;

/// A row of the register of enterprises.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// Key of the exporter, as in [`super::Line`].
    pub exporter: u64,
    pub name: String,
    /// Day of foundation from the epoch.
    pub founded_on: Option<i32>,
    /// Day from which the row is known.
    pub known_on: i32,
    pub phone: String,
    pub address: String,
    pub legal_representative: String,
}

/// A case that was confirmed (seized, fined): a declaration and the day from which the outcome is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confirmed {
    pub declaration: u64,
    pub known_on: i32,
    /// The parties, where the outcome itself names them; else 0, and they are taken from the past.
    pub exporter: u64,
    pub consignee: u64,
}

/// What two firms can share.
pub(super) const KINDS: usize = 3;
pub(super) const PHONE: usize = 0;
pub(super) const ADDRESS: usize = 1;
pub(super) const PERSON: usize = 2;

/// A row of the register, made plain.
#[derive(Debug, Clone)]
pub(super) struct Firm {
    pub key: u64,
    pub name: String,
    pub founded: Option<i32>,
    pub known: i32,
    /// Hashes of telephone, address and representative; 0 where there is none.
    pub shares: [u64; KINDS],
    /// Hashes of the representative's surname and given name.
    pub person: (u64, u64),
}

/// The whole register, by day of knowledge.
#[derive(Debug, Clone, Default)]
pub(super) struct Register {
    firms: Vec<Firm>,
}

impl Register {
    pub(super) fn of(entries: &[Entry]) -> Register {
        let hash = |text: Option<String>| text.map_or(0, |text| xxh3_64(text.as_bytes()).max(1));
        let plain = |entry: &Entry| {
            let parts = person_parts(&entry.legal_representative);
            let person = parts.map_or((0, 0), |(surname, given)| (hash(Some(surname)), hash(Some(given))));
            Firm {
                key: entry.exporter,
                name: entry.name.clone(),
                founded: entry.founded_on,
                known: entry.known_on,
                shares: [
                    hash(phone_digits(&entry.phone)),
                    hash(plain_address(&entry.address)),
                    if person.1 == 0 { 0 } else { crate::engines::keyed::mix(person.0, person.1) },
                ],
                person,
            }
        };
        let mut firms: Vec<Firm> = entries.iter().filter(|entry| entry.exporter != 0).map(plain).collect();
        firms.sort_by(|a, b| {
            (a.known, a.key, a.shares, a.founded, &a.name).cmp(&(b.known, b.key, b.shares, b.founded, &b.name))
        });
        Register { firms }
    }

    /// The firms as known before a day, each by its youngest row, in the order of their keys.
    pub(super) fn before(&self, day: i32) -> Vec<&Firm> {
        let known = self.firms.partition_point(|firm| firm.known < day);
        let mut youngest: Keyed<&Firm> = Keyed::default();
        self.firms[..known].iter().for_each(|firm| {
            youngest.insert(firm.key, firm);
        });
        let mut firms: Vec<&Firm> = youngest.into_values().collect();
        firms.sort_unstable_by_key(|firm| firm.key);
        firms
    }
}
