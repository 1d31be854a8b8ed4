//! What finished days tell: who sold what to whom, since when. Kept by hashes; no name is held.

use super::bytes::{put_day, put_key, put_n, take_day, take_key, take_n};
use super::span::Span;
use crate::engines::keyed::{Keyed, mix};
use std::collections::hash_map::Entry;

/// Youngest suppliers kept of a buyer in a heading.
const SUPPLIERS: usize = 8;
/// Earliest bearers kept of a stem in a heading.
const BEARERS: usize = 8;
/// Days for which the parties of a declaration are remembered, so that an outcome can be laid to them (est.: audits end within half
/// a year).
const DECLARED_DAYS: i32 = 200;
/// Days for which they are kept and written: those before the Monday are asked for until the Sunday after it.
const KEPT_DAYS: i32 = DECLARED_DAYS + 7;

/// What is read of a declaration line. Zero stands for what is not known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Line {
    /// Day from the epoch.
    pub day: i32,
    pub declaration: u64,
    pub exporter: u64,
    pub agent: u64,
    pub consignee: u64,
    /// First two words of the consignee's name, together and apart.
    pub stem: u64,
    pub words: [u64; 2],
    /// Hash of the consignee's country.
    pub country: u64,
    /// First six digits of the code.
    pub hs6: u32,
}

/// Two parties and how they dealt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tie {
    pub a: u64,
    pub b: u64,
    pub span: Span,
}

/// A foreign buyer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Buyer {
    pub stem: u64,
    pub words: [u64; 2],
    pub country: u64,
    pub span: Span,
}

impl Buyer {
    /// First day, and how it was named then.
    fn entered(&self) -> (i32, u64, [u64; 2], u64) {
        (self.span.first, self.stem, self.words, self.country)
    }
}

/// A buyer that bore a stem when it bought goods of a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Bearer {
    pub first: i32,
    pub buyer: u64,
    pub country: u64,
}

/// All that the past tells of parties.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Past {
    /// First day and last evening learned.
    pub(super) days: Option<(i32, i32)>,
    pub(super) firms: Keyed<Span>,
    /// Exporter × heading of six digits.
    pub(super) goods: Keyed<Tie>,
    /// Exporter × consignee.
    pub(super) deals: Keyed<Tie>,
    /// Exporter × broker.
    pub(super) agents: Keyed<Tie>,
    pub(super) buyers: Keyed<Buyer>,
    /// Consignee × heading: the youngest suppliers, as (last day, exporter), youngest first.
    pub(super) suppliers: Keyed<Vec<(i32, u64)>>,
    /// Stem × heading: the earliest bearers.
    pub(super) bearers: Keyed<Vec<Bearer>>,
    /// Day and parties of a declaration; asked by [`Past::parties`] alone, which looks at its age.
    declared: Keyed<(i32, u64, u64)>,
}

fn tie(table: &mut Keyed<Tie>, a: u64, b: u64, span: &Span) {
    match table.entry(mix(a, b)) {
        Entry::Occupied(mut held) => held.get_mut().span.merge(span),
        Entry::Vacant(place) => {
            place.insert(Tie { a, b, span: *span });
        }
    }
}

/// Keeps the youngest, each exporter once.
fn supplied(list: &mut Vec<(i32, u64)>, day: i32, exporter: u64) {
    match list.iter_mut().find(|held| held.1 == exporter) {
        Some(held) => held.0 = held.0.max(day),
        None => list.push((day, exporter)),
    }
    list.sort_unstable_by(|a, b| b.cmp(a));
    list.truncate(SUPPLIERS);
}

/// Keeps the earliest, each buyer once.
fn borne(list: &mut Vec<Bearer>, new: Bearer) {
    match list.iter_mut().find(|held| held.buyer == new.buyer) {
        Some(held) => *held = (*held).min(new),
        None => list.push(new),
    }
    list.sort_unstable();
    list.truncate(BEARERS);
}

impl Past {
    /// Learns a line of a finished day.
    pub fn learn(&mut self, line: &Line) {
        self.close(line.day);
        let span = Span { first: line.day, last: line.day, lines: 1 };
        let (exporter, consignee, heading) = (line.exporter, line.consignee, u64::from(line.hs6));
        if exporter != 0 {
            self.firms.entry(exporter).or_default().add(line.day);
            if heading != 0 {
                tie(&mut self.goods, exporter, heading, &span);
            }
            if line.agent != 0 {
                tie(&mut self.agents, exporter, line.agent, &span);
            }
            if line.declaration != 0 {
                self.remember(line.declaration, (line.day, exporter, consignee));
            }
        }
        if consignee == 0 {
            return;
        }
        self.bought(consignee, Buyer { stem: line.stem, words: line.words, country: line.country, span });
        if exporter != 0 {
            tie(&mut self.deals, exporter, consignee, &span);
            if heading != 0 {
                supplied(self.suppliers.entry(mix(consignee, heading)).or_default(), line.day, exporter);
            }
        }
        if line.stem != 0 && heading != 0 {
            let bearer = Bearer { first: line.day, buyer: consignee, country: line.country };
            borne(self.bearers.entry(mix(line.stem, heading)).or_default(), bearer);
        }
    }

    /// Ends a day, also one without a line.
    pub fn close(&mut self, day: i32) {
        let before = self.days;
        let (first, last) = self.days.map_or((day, day), |(first, last)| (first.min(day), last.max(day)));
        self.days = Some((first, last));
        if before.is_some_and(|(_, old)| old / 30 != last / 30) {
            self.forget();
        }
    }

    /// The last evening learned; `None` before the first.
    pub fn evening(&self) -> Option<i32> {
        self.days.map(|(_, last)| last)
    }

    fn forget(&mut self) {
        if let Some((_, last)) = self.days {
            self.declared.retain(|_, (day, _, _)| *day > last - KEPT_DAYS);
        }
    }

    fn remember(&mut self, declaration: u64, parties: (i32, u64, u64)) {
        // Of two declarations under one number the youngest stands, ties by hash: the same whatever the order.
        let held = self.declared.entry(declaration).or_insert(parties);
        *held = (*held).max(parties);
    }

    fn bought(&mut self, consignee: u64, buyer: Buyer) {
        match self.buyers.entry(consignee) {
            Entry::Occupied(mut held) => {
                let held = held.get_mut();
                // One key, two ways of parting the words, or a buyer that moved: that of the earliest line stands, of one day the
                // lesser, whatever the order. A later line changes nothing, so that a Monday can be worked out on any day after.
                if buyer.entered() < held.entered() {
                    (held.stem, held.words, held.country) = (buyer.stem, buyer.words, buyer.country);
                }
                held.span.merge(&buyer.span);
            }
            Entry::Vacant(place) => {
                place.insert(buyer);
            }
        }
    }

    /// Takes what another has learned. Associative and commutative.
    pub fn merge(&mut self, other: &Past) {
        if let Some((first, last)) = other.days {
            let mine = self.days.unwrap_or((first, last));
            self.days = Some((mine.0.min(first), mine.1.max(last)));
        }
        for (key, span) in &other.firms {
            self.firms.entry(*key).or_default().merge(span);
        }
        for (mine, theirs) in
            [(&mut self.goods, &other.goods), (&mut self.deals, &other.deals), (&mut self.agents, &other.agents)]
        {
            theirs.values().for_each(|held| tie(mine, held.a, held.b, &held.span));
        }
        other.buyers.iter().for_each(|(key, buyer)| self.bought(*key, *buyer));
        for (key, list) in &other.suppliers {
            let mine = self.suppliers.entry(*key).or_default();
            list.iter().for_each(|(day, exporter)| supplied(mine, *day, *exporter));
        }
        for (key, list) in &other.bearers {
            let mine = self.bearers.entry(*key).or_default();
            list.iter().for_each(|bearer| borne(mine, *bearer));
        }
        other.declared.iter().for_each(|(key, parties)| self.remember(*key, *parties));
        self.forget();
    }

    /// All tables as rows of key and bytes, ascending: the same past gives the same rows. The kind of a table stands first in the
    /// bytes.
    pub fn packed(&self) -> Packed {
        let mut packed = Packed::default();
        let mut row = |kind: u8, key: u64, write: &dyn Fn(&mut Vec<u8>)| packed.push(kind, key, write);
        if let Some((first, last)) = self.days {
            row(0, 0, &|into| [first, last].into_iter().for_each(|day| put_day(into, day)));
            let declared = |day: i32| day > last - KEPT_DAYS;
            for (key, (day, exporter, consignee)) in self.declared.iter().filter(|(_, (day, ..))| declared(*day)) {
                row(7, *key, &|into| {
                    put_day(into, *day);
                    put_key(into, *exporter);
                    put_key(into, *consignee);
                });
            }
        }
        self.firms.iter().for_each(|(key, span)| row(1, *key, &|into| span.encode(into)));
        for (kind, table) in [(2, &self.goods), (3, &self.deals), (4, &self.agents)] {
            for (key, held) in table {
                row(kind, *key, &|into| {
                    put_key(into, held.a);
                    put_key(into, held.b);
                    held.span.encode(into);
                });
            }
        }
        for (key, buyer) in &self.buyers {
            row(5, *key, &|into| {
                [buyer.stem, buyer.words[0], buyer.words[1], buyer.country]
                    .into_iter()
                    .for_each(|part| put_key(into, part));
                buyer.span.encode(into);
            });
        }
        for (key, list) in &self.suppliers {
            row(6, *key, &|into| {
                put_n(into, list.len() as u32);
                for (day, exporter) in list {
                    put_day(into, *day);
                    put_key(into, *exporter);
                }
            });
        }
        for (key, list) in &self.bearers {
            row(8, *key, &|into| {
                put_n(into, list.len() as u32);
                for bearer in list {
                    put_day(into, bearer.first);
                    put_key(into, bearer.buyer);
                    put_key(into, bearer.country);
                }
            });
        }
        packed.sort();
        packed
    }

    /// The same in pieces.
    #[cfg(test)]
    pub fn rows(&self) -> Vec<(u64, Vec<u8>)> {
        self.packed().iter().map(|(key, bytes)| (key, bytes.to_vec())).collect()
    }

    /// Makes room for rows of these kinds, before they are read.
    pub fn reserve(&mut self, kinds: impl Iterator<Item = u8>) {
        let mut rows = [0usize; 256];
        kinds.for_each(|kind| rows[usize::from(kind)] += 1);
        self.firms.reserve(rows[1]);
        self.goods.reserve(rows[2]);
        self.deals.reserve(rows[3]);
        self.agents.reserve(rows[4]);
        self.buyers.reserve(rows[5]);
        self.suppliers.reserve(rows[6]);
        self.declared.reserve(rows[7]);
        self.bearers.reserve(rows[8]);
    }

    /// Reads one row of [`Past::packed`]; `None` where it is none.
    pub fn read_row(&mut self, key: u64, bytes: &[u8]) -> Option<()> {
        let (kind, mut from) = bytes.split_first()?;
        let from = &mut from;
        match kind {
            0 => self.days = Some(Some((take_day(from)?, take_day(from)?)).filter(|(first, last)| first <= last)?),
            1 => {
                self.firms.insert(key, Span::decode(from)?);
            }
            2..=4 => {
                let held = Tie { a: take_key(from)?, b: take_key(from)?, span: Span::decode(from)? };
                let table =
                    [&mut self.goods, &mut self.deals, &mut self.agents].into_iter().nth(usize::from(kind - 2))?;
                (mix(held.a, held.b) == key).then(|| table.insert(key, held))?;
            }
            5 => {
                let mut part = || take_key(from);
                let (stem, words, country) = (part()?, [part()?, part()?], part()?);
                self.buyers.insert(key, Buyer { stem, words, country, span: Span::decode(from)? });
            }
            6 => {
                let n = take_n(from).filter(|n| (1..=SUPPLIERS as u32).contains(n))?;
                let list = (0..n).map(|_| Some((take_day(from)?, take_key(from)?))).collect::<Option<_>>()?;
                self.suppliers.insert(key, list);
            }
            7 => {
                self.declared.insert(key, (take_day(from)?, take_key(from)?, take_key(from)?));
            }
            8 => {
                let n = take_n(from).filter(|n| (1..=BEARERS as u32).contains(n))?;
                let mut bearer =
                    || Some(Bearer { first: take_day(from)?, buyer: take_key(from)?, country: take_key(from)? });
                let list = (0..n).map(|_| bearer()).collect::<Option<_>>()?;
                self.bearers.insert(key, list);
            }
            _ => return None,
        }
        from.is_empty().then_some(())
    }

    /// Exporter and consignee of a declaration, as far as it is remembered on a day: 200 days back, whatever else is still kept.
    pub(super) fn parties(&self, declaration: u64, before: i32) -> Option<(u64, u64)> {
        let (day, exporter, consignee) = *self.declared.get(&declaration)?;
        (day > before - DECLARED_DAYS && day < before).then_some((exporter, consignee))
    }

    pub(super) fn sells(&self, exporter: u64, hs6: u32) -> Option<&Span> {
        self.goods.get(&mix(exporter, u64::from(hs6))).map(|held| &held.span)
    }

    pub(super) fn deals(&self, exporter: u64, consignee: u64) -> Option<&Span> {
        self.deals.get(&mix(exporter, consignee)).map(|held| &held.span)
    }
}

/// Rows of key and bytes, one behind the other: there are millions of them.
#[derive(Default)]
pub struct Packed {
    bytes: Vec<u8>,
    /// Key, and where the bytes are: from and length.
    rows: Vec<(u64, usize, usize)>,
}

impl Packed {
    fn push(&mut self, kind: u8, key: u64, write: &dyn Fn(&mut Vec<u8>)) {
        let from = self.bytes.len();
        self.bytes.push(kind);
        write(&mut self.bytes);
        self.rows.push((key, from, self.bytes.len() - from));
    }

    fn sort(&mut self) {
        let Packed { bytes, rows } = self;
        let of = |row: &(u64, usize, usize)| &bytes[row.1..row.1 + row.2];
        rows.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| of(a).cmp(of(b))));
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Key and bytes, row by row.
    pub fn iter(&self) -> impl Iterator<Item = (u64, &[u8])> {
        self.rows.iter().map(|(key, from, length)| (*key, &self.bytes[*from..from + length]))
    }
}
