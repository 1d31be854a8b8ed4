//! Who stands around a line, with names, for people to see: its parties, the firms beside the exporter and what they share, and who
//! else supplies the buyer. As known on the evening before; the network itself holds no name, so only the register's firms have one.

use super::learner::Network;
use super::lines::Lines;
use super::look::View;
use super::names::{person_parts, phone_digits, plain_address};
use super::past::Line;
use super::register::{ADDRESS, PERSON, PHONE};
use crate::engines::keyed::{Keyed, mix};
use crate::error::Result;
use crate::registers::{Enterprise, Registers};
use chrono::NaiveDate;
use polars::prelude::DataFrame;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// Firms beside the exporter, and further suppliers of the buyer, that are told at most.
const BESIDE: usize = 8;
const SUPPLIERS: usize = 6;

/// What a place in the picture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AroundKind {
    Exporter,
    Consignee,
    Agent,
    Address,
    Phone,
    Person,
}

/// A party, or what parties share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AroundParty {
    /// Unique within the picture.
    pub id: String,
    /// Name or value as the register writes it; empty for the line's own parties, which the line names itself.
    pub label: String,
    pub kind: AroundKind,
    /// A party of the line itself.
    pub own: bool,
    /// Of a case that was confirmed by the evening.
    pub marked: bool,
}

/// Two places that have to do with one another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AroundTie {
    pub from: String,
    pub to: String,
    /// Of what is shared, else the kind of the other party.
    pub kind: AroundKind,
    /// Earlier lines, or for what is shared the firms of the register that share it.
    pub n: u64,
}

/// The picture of one line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Around {
    /// The line's own parties first.
    pub parties: Vec<AroundParty>,
    pub ties: Vec<AroundTie>,
    /// What the group of firms tied to the exporter is called, where there is one: the same name for each of its members, as long as
    /// the register tells the same.
    pub group: Option<u64>,
}

impl Network {
    /// The picture of each line, in their order.
    pub fn around(&self, declarations: &DataFrame, registers: &Arc<Registers>) -> Result<Vec<Around>> {
        let view = self.view(registers)?;
        let lines = Lines::of(declarations)?;
        let monday = NaiveDate::from_epoch_days(view.weekly.monday).unwrap_or_default();
        let mut named: Keyed<&Enterprise> = Keyed::default();
        for row in Registers::known(&registers.enterprises, monday, |row| row.known_on) {
            // The youngest row stands, as for the ties.
            named.insert(xxh3_64(row.id.as_bytes()).max(1), row);
        }
        let picture = |line: &Line| Picture { network: self, view: &view, named: &named }.of(line);
        let pictures = lines.read(0, lines.len()).iter().map(picture).collect();
        self.past.whole().map(|()| pictures)
    }
}

struct Picture<'a> {
    network: &'a Network,
    view: &'a View,
    named: &'a Keyed<&'a Enterprise>,
}

impl Picture<'_> {
    fn of(&self, line: &Line) -> Around {
        let mut around = Around::default();
        let own = [
            ("exporter", AroundKind::Exporter, line.exporter),
            ("consignee", AroundKind::Consignee, line.consignee),
            ("agent", AroundKind::Agent, line.agent),
        ];
        for (id, kind, key) in own.into_iter().filter(|(_, _, key)| *key != 0) {
            let marked = kind != AroundKind::Agent && self.view.confirmed.contains_key(&key);
            around.parties.push(AroundParty { id: id.into(), label: String::new(), kind, own: true, marked });
        }
        if line.exporter == 0 {
            return around;
        }
        let past = &self.network.past;
        if line.consignee != 0 {
            let n = past.deals(line.exporter, line.consignee).map_or(0, |span| u64::from(span.lines));
            around.tie("exporter", "consignee", AroundKind::Consignee, n);
        }
        if line.agent != 0 {
            around.tie("exporter", "agent", AroundKind::Agent, self.shipped_by(line.exporter, line.agent));
        }
        let beside = self.beside(line, &mut around);
        self.shared(line.exporter, &beside, &mut around);
        for (id, key) in &beside {
            self.deals(id, *key, line, &mut around);
        }
        self.suppliers(line, &beside, &mut around);
        around
    }

    /// Adds the firms beside the exporter, the closest first.
    fn beside(&self, line: &Line, around: &mut Around) -> Vec<(String, u64)> {
        let weekly = &self.view.weekly;
        let Some(place) = weekly.members.get(&line.exporter) else { return Vec::new() };
        let member = &weekly.firms[*place as usize];
        around.group = (member.group > 1).then_some(member.first);
        let pairs = &weekly.pairs[member.pairs.0 as usize..member.pairs.1 as usize];
        let mut beside = Vec::new();
        for pair in pairs.iter().take(BESIDE) {
            let Some(id) = self.firm(pair.exporter, around) else { continue };
            beside.push((id, pair.exporter));
        }
        beside
    }

    /// Adds a firm of the register; `None` where it has none of that key.
    fn firm(&self, key: u64, around: &mut Around) -> Option<String> {
        let row = self.named.get(&key)?;
        let id = format!("firm:{}", row.id);
        if around.parties.iter().all(|party| party.id != id) {
            let label = row.name.clone().unwrap_or_else(|| row.id.clone());
            let marked = self.view.confirmed.contains_key(&key);
            around.parties.push(AroundParty { id: id.clone(), label, kind: AroundKind::Exporter, own: false, marked });
        }
        Some(id)
    }

    /// What the exporter and the firms beside it share: a place of its own each, tied to those who hold it.
    fn shared(&self, exporter: u64, beside: &[(String, u64)], around: &mut Around) {
        let mut held: BTreeMap<(AroundKind, String), (String, BTreeSet<&str>)> = BTreeMap::new();
        let own = ("exporter", exporter);
        for (id, key) in std::iter::once(own).chain(beside.iter().map(|(id, key)| (id.as_str(), *key))) {
            let Some(row) = self.named.get(&key) else { continue };
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let person = person_parts(&text(&row.legal_representative)).map(|(surname, given)| surname + " " + &given);
            let values = [
                (AroundKind::Phone, phone_digits(&text(&row.phone)), text(&row.phone)),
                (AroundKind::Address, plain_address(&text(&row.address)), text(&row.address)),
                (AroundKind::Person, person, text(&row.legal_representative)),
            ];
            for (kind, plain, written) in values {
                if let Some(plain) = plain {
                    held.entry((kind, plain)).or_insert_with(|| (written, BTreeSet::new())).1.insert(id);
                }
            }
        }
        let sharing = self.view.weekly.members.get(&exporter);
        let sharing = sharing.map(|place| self.view.weekly.firms[*place as usize].sharing);
        for ((kind, plain), (written, holders)) in held.into_iter().filter(|(_, (_, holders))| holders.len() > 1) {
            let place = match kind {
                AroundKind::Phone => PHONE,
                AroundKind::Address => ADDRESS,
                _ => PERSON,
            };
            let of_own = sharing.filter(|_| holders.contains("exporter")).map(|sharing| u64::from(sharing[place]) + 1);
            let n = of_own.unwrap_or(0).max(holders.len() as u64);
            let id = format!("{}:{plain}", ["phone", "address", "person"][place]);
            around.parties.push(AroundParty { id: id.clone(), label: written, kind, own: false, marked: false });
            holders.into_iter().for_each(|holder| around.tie(holder, &id, kind, n));
        }
    }

    /// What a firm has to do with the line's buyer and broker.
    fn deals(&self, id: &str, key: u64, line: &Line, around: &mut Around) {
        if let Some(span) = self.network.past.deals(key, line.consignee).filter(|_| line.consignee != 0) {
            around.tie(id, "consignee", AroundKind::Consignee, u64::from(span.lines));
        }
        let shipped = if line.agent == 0 { 0 } else { self.shipped_by(key, line.agent) };
        if shipped > 0 {
            around.tie(id, "agent", AroundKind::Agent, shipped);
        }
    }

    /// Others who sold these goods to the buyer lately, as far as the register names them.
    fn suppliers(&self, line: &Line, beside: &[(String, u64)], around: &mut Around) {
        let suppliers = self.network.past.suppliers.get(mix(line.consignee, u64::from(line.hs6)));
        let others = suppliers.into_iter().flatten().map(|(_, key)| *key).filter(|key| *key != line.exporter);
        let others = others.filter(|key| beside.iter().all(|(_, held)| held != key) && self.named.contains_key(key));
        for key in others.take(SUPPLIERS) {
            if let Some(id) = self.firm(key, around) {
                self.deals(&id, key, line, around);
            }
        }
    }

    fn shipped_by(&self, exporter: u64, agent: u64) -> u64 {
        self.network.past.agents.get(mix(exporter, agent)).map_or(0, |tie| u64::from(tie.span.lines))
    }
}

impl Around {
    fn tie(&mut self, from: &str, to: &str, kind: AroundKind, n: u64) {
        self.ties.push(AroundTie { from: from.into(), to: to.into(), kind, n });
    }
}
