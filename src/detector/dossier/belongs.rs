//! Which lines become one case: the same declaration, one deal, one splitting series, one ring.
//!
//! Every line has bonds, each with a key that follows from the line, the registers and the calendar alone, so that a line of a later
//! night has the same key and joins the case while it is open. The strongest bond names the case; within a night a line may also be
//! drawn in by a weaker one (two items of one declaration in two series are one case).
//!
//! A steady supplier must not become one endless case: bonds but the declaration's hold for four weeks of the calendar, and at most
//! [`LINES_MAX`] lines of a night become one case; what is more begins another. The price: a series that runs over the end of
//! the four weeks is two cases, of which the second is found among the similar cases of the first.

use super::cells::{Line, words};
use crate::baselines::NEAR_LIMIT;
use crate::cases::{Belongs, Words};
use crate::engines::{Around, LICENCE_MEANT};
use crate::reference::LIMIT_SHARE;
use crate::schema;
use chrono::{Days, NaiveDate};
use std::collections::BTreeMap;

/// Lines of one night that become one case at most: what an officer can read in one sitting (est.).
const LINES_MAX: usize = 24;
/// Days of the calendar for which a bond holds, from a Monday: twice the fortnight that signals of timing look back on.
const STRETCH_DAYS: i32 = 28;
/// Letters and digits from which a contract's number is believed to be one.
const CONTRACT_MIN: usize = 4;
/// Letters of a buyer's name that tell it apart, as the network reads it: old forms cut names.
const NAME_LETTERS: usize = 24;

/// How lines belong together, the strongest first: by this order a case is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Splitting,
    Ring,
    Deal,
    Declaration,
}

/// One way in which a line may belong to others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Bond {
    pub kind: Kind,
    /// A contract binds surer than the same parties and goods.
    rank: u8,
    pub key: String,
    /// Whether the line alone shows it: a signal rang.
    pub shown: bool,
}

/// What rang on a line.
pub(super) trait Rings {
    /// Whether the signal's alarm rang.
    fn rang(&self, signal: &str) -> bool;
}

/// The bonds of a line, the strongest first.
pub(super) fn bonds(line: &Line, around: &Around, rings: &impl Rings) -> Vec<Bond> {
    let mut bonds = Vec::new();
    let stretch = stretch(line.day());
    let exporter = party(line, schema::EXPORTER_ID, schema::EXPORTER_NAME, None);
    let consignee = party(line, schema::CONSIGNEE_ID, schema::CONSIGNEE_NAME, Some(schema::CONSIGNEE_COUNTRY));
    let heading = line.text(schema::HS_CODE).and_then(|hs| hs.get(..4)).unwrap_or_default();
    let mut bond = |kind, rank, key: String, shown| bonds.push(Bond { kind, rank, key, shown });
    if let (Some(exporter), Some(consignee)) = (&exporter, &consignee) {
        let pair = format!("{exporter}|{consignee}|{heading}|{stretch}");
        let under_limit = line.number(LIMIT_SHARE).is_some_and(|share| share >= f64::from(NEAR_LIMIT));
        let shown = rings.rang("lots-just-under-limit") || rings.rang("like-lots-in-a-row");
        if under_limit || shown {
            bond(Kind::Splitting, 0, format!("splitting|{pair}"), shown);
        }
        bond(Kind::Deal, 2, format!("deal|{pair}"), false);
    }
    if let Some(licence) = line.text(LICENCE_MEANT).filter(|_| rings.rang("licence-overdrawn")) {
        bond(Kind::Splitting, 1, format!("splitting|licence {licence}|{stretch}"), true);
    }
    if let Some(group) = around.group.filter(|_| rings.rang("linked-firms-act-as-one")) {
        bond(Kind::Ring, 0, format!("ring|{group:016x}|{stretch}"), true);
    }
    if let Some(consignee) = consignee.as_ref().filter(|_| rings.rang("suppliers-began-together")) {
        bond(Kind::Ring, 1, format!("ring|buyer {consignee}|{heading}|{stretch}"), true);
    }
    if let (Some(exporter), Some(contract)) = (&exporter, contract(line)) {
        bond(Kind::Deal, 1, format!("deal|{exporter}|contract {contract}|{stretch}"), false);
    }
    let id = line.text(schema::DECLARATION_ID).unwrap_or_default();
    bond(Kind::Declaration, 3, format!("declaration|{id}"), false);
    bonds.sort();
    bonds
}

/// The lines in the order of their rank, put together; one answer a line.
pub(super) fn grouped(bonds: &[Vec<Bond>]) -> Vec<Belongs> {
    let mut groups = Groups::of(bonds.len());
    // The surest first, so that a full case keeps what belongs to it most.
    for kind in [Kind::Declaration, Kind::Splitting, Kind::Ring, Kind::Deal] {
        let mut together: BTreeMap<(u8, &str), Vec<usize>> = BTreeMap::new();
        for (line, bonds) in bonds.iter().enumerate() {
            for bond in bonds.iter().filter(|bond| bond.kind == kind) {
                together.entry((bond.rank, &bond.key)).or_default().push(line);
            }
        }
        for lines in together.values() {
            let mut first = lines[0];
            for line in &lines[1..] {
                if !groups.join(first, *line) {
                    first = *line;
                }
            }
        }
    }
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    (0..bonds.len()).for_each(|line| members.entry(groups.root(line)).or_default().push(line));
    let mut named: BTreeMap<String, usize> = BTreeMap::new();
    let mut answers = vec![Belongs::default(); bonds.len()];
    for lines in members.values() {
        let bond = naming(bonds, lines);
        // Of several cases that one bond would name, the later ones are told apart.
        let again = named.entry(bond.key.clone()).or_default();
        *again += 1;
        let key = if *again == 1 { bond.key.clone() } else { format!("{}|part {again}", bond.key) };
        let (kind, why) = told(bond, lines.len());
        for line in lines {
            answers[*line] = Belongs { key: key.clone(), kind: kind.to_owned(), why: why.clone() };
        }
    }
    answers
}

/// The strongest bond that two of the lines share; of a line alone, its strongest.
fn naming<'a>(bonds: &'a [Vec<Bond>], lines: &[usize]) -> &'a Bond {
    let mut shared: BTreeMap<(Kind, u8, &str), (usize, &Bond)> = BTreeMap::new();
    for bond in lines.iter().flat_map(|line| &bonds[*line]) {
        let (n, held) = shared.entry((bond.kind, bond.rank, &bond.key)).or_insert((0, bond));
        *n += 1;
        if bond.shown {
            *held = bond;
        }
    }
    let least = lines.len().min(2);
    let named = shared.values().find(|(n, _)| *n >= least);
    named.map_or_else(|| &bonds[lines[0]][0], |(_, bond)| bond)
}

fn told(bond: &Bond, lines: usize) -> (&'static str, Words) {
    let part = |at: usize| bond.key.split('|').nth(at).and_then(|part| part.split_once(' ')).map_or("", |(_, no)| no);
    let since = bond.key.rsplit('|').next().unwrap_or_default();
    let (en, zh) = match (bond.kind, bond.rank) {
        (Kind::Splitting, 0) => (
            format!(
                "lots just under a limit, or alike, of one exporter to one consignee in one heading, in the four weeks from {since}"
            ),
            format!("同一出口商向同一收货人、同一品目下略低于限额或彼此相近的多票申报（自{since}起四周内）"),
        ),
        (Kind::Splitting, _) => (
            format!("lots drawn on licence {} until it was overdrawn, in the four weeks from {since}", part(1)),
            format!("许可证{}项下累计超量的多票申报（自{since}起四周内）", part(1)),
        ),
        (Kind::Ring, 0) => (
            format!(
                "firms that share a telephone, an address or a representative and act as one, in the four weeks from {since}"
            ),
            format!("共用电话、地址或法定代表人并协同行动的企业（自{since}起四周内）"),
        ),
        (Kind::Ring, _) => (
            format!("exporters that began together to supply one buyer, in the four weeks from {since}"),
            format!("同时开始向同一买家供货的多家出口商（自{since}起四周内）"),
        ),
        (Kind::Deal, 1) => (
            format!("contract {} of one exporter, in the four weeks from {since}", part(2)),
            format!("同一出口商的合同{}（自{since}起四周内）", part(2)),
        ),
        (Kind::Deal, _) => (
            format!("one exporter, one consignee and one heading, in the four weeks from {since}"),
            format!("同一出口商、同一收货人、同一品目（自{since}起四周内）"),
        ),
        (Kind::Declaration, _) => ("lines of one declaration".to_owned(), "同一份报关单的多项商品".to_owned()),
    };
    let kind = match bond.kind {
        Kind::Splitting if lines > 1 || bond.shown => "splitting",
        Kind::Ring => "ring",
        _ if lines == 1 => "line",
        Kind::Splitting => "splitting",
        Kind::Deal => "deal",
        Kind::Declaration => "declaration",
    };
    match (kind, bond.kind) {
        ("line", Kind::Declaration) => (kind, words("stands alone", "独立一票")),
        ("line", _) => (
            kind,
            words(format!("stands alone so far; would be joined by {en}"), format!("目前独立一票；可并入：{zh}")),
        ),
        _ => (kind, words(en, zh)),
    }
}

/// First day of the four weeks of the calendar that a day lies in; a Monday.
fn stretch(day: NaiveDate) -> NaiveDate {
    // The epoch was a Thursday.
    let into = (day.to_epoch_days() + 3).rem_euclid(STRETCH_DAYS);
    day.checked_sub_days(Days::new(into as u64)).unwrap_or(day)
}

/// Register number, else the name in plain letters, with its country where that is asked for.
fn party(line: &Line, id: schema::Column, name: schema::Column, country: Option<schema::Column>) -> Option<String> {
    if let Some(id) = line.text(id) {
        return Some(id.to_owned());
    }
    let letters = plain(line.text(name)?);
    let letters: String = letters.chars().take(NAME_LETTERS).collect();
    let country = country.and_then(|country| line.text(country)).unwrap_or_default();
    (!letters.is_empty()).then(|| format!("{letters} {country}").trim_end().to_owned())
}

/// The contract's number, where it is one: `N/A` and `-` are declared by many.
fn contract(line: &Line) -> Option<String> {
    let plain = plain(line.text(schema::CONTRACT_NO)?);
    let believed = plain.chars().count() >= CONTRACT_MIN && plain.chars().any(char::is_numeric);
    let first = plain.chars().next();
    let same = plain.chars().all(|letter| Some(letter) == first);
    (believed && !same).then_some(plain)
}

fn plain(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// Lines that belong together, while there is room.
struct Groups {
    parents: Vec<usize>,
    sizes: Vec<usize>,
}

impl Groups {
    fn of(lines: usize) -> Groups {
        Groups { parents: (0..lines).collect(), sizes: vec![1; lines] }
    }

    /// The first line of its group.
    fn root(&mut self, line: usize) -> usize {
        let mut line = line;
        while self.parents[line] != line {
            self.parents[line] = self.parents[self.parents[line]];
            line = self.parents[line];
        }
        line
    }

    /// Puts two groups together; false where they would be too many.
    fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return true;
        }
        if self.sizes[a] + self.sizes[b] > LINES_MAX {
            return false;
        }
        self.parents[a.max(b)] = a.min(b);
        self.sizes[a.min(b)] += self.sizes[a.max(b)];
        true
    }
}
