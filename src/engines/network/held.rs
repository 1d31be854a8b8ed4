//! What stands under a key in one of the network's tables, and as which bytes.

use super::bytes::{put_day, put_key, put_n, take_day, take_key, take_n};
use super::span::Span;

/// Youngest suppliers kept of a buyer in a heading.
const SUPPLIERS: usize = 8;
/// Earliest bearers kept of a stem in a heading.
const BEARERS: usize = 8;

/// Something that a table holds.
pub(super) trait Held: Clone + Send + Sync {
    fn encode(&self, into: &mut Vec<u8>);
    /// The inverse of `encode`, which takes what it reads off the bytes; `None` where they are none.
    fn take(from: &mut &[u8]) -> Option<Self>;

    /// The same of all bytes.
    fn decode(mut bytes: &[u8]) -> Option<Self> {
        Self::take(&mut bytes).filter(|_| bytes.is_empty())
    }
}

impl Held for Span {
    fn encode(&self, into: &mut Vec<u8>) {
        Span::encode(self, into);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        Span::decode(from)
    }
}

/// Two parties and how they dealt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tie {
    pub a: u64,
    pub b: u64,
    pub span: Span,
}

impl Held for Tie {
    fn encode(&self, into: &mut Vec<u8>) {
        put_key(into, self.a);
        put_key(into, self.b);
        self.span.encode(into);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        Some(Tie { a: take_key(from)?, b: take_key(from)?, span: Span::decode(from)? })
    }
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

    /// Takes what is known of the same buyer otherwise. One key, two ways of parting the words, or a buyer that moved: that of the
    /// earliest line stands, of one day the lesser, whatever the order. A later line changes nothing, so that a Monday can be worked
    /// out on any day after.
    pub fn merge(&mut self, other: &Buyer) {
        if other.entered() < self.entered() {
            (self.stem, self.words, self.country) = (other.stem, other.words, other.country);
        }
        self.span.merge(&other.span);
    }
}

impl Held for Buyer {
    fn encode(&self, into: &mut Vec<u8>) {
        [self.stem, self.words[0], self.words[1], self.country].into_iter().for_each(|part| put_key(into, part));
        self.span.encode(into);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        let mut part = || take_key(from);
        let (stem, words, country) = (part()?, [part()?, part()?], part()?);
        Some(Buyer { stem, words, country, span: Span::decode(from)? })
    }
}

/// The youngest suppliers of a buyer in a heading, as (last day, exporter), youngest first.
pub(super) type Suppliers = Vec<(i32, u64)>;

/// Keeps the youngest, each exporter once.
pub(super) fn supplied(list: &mut Suppliers, day: i32, exporter: u64) {
    match list.iter_mut().find(|held| held.1 == exporter) {
        Some(held) => held.0 = held.0.max(day),
        None => list.push((day, exporter)),
    }
    list.sort_unstable_by(|a, b| b.cmp(a));
    list.truncate(SUPPLIERS);
}

impl Held for Suppliers {
    fn encode(&self, into: &mut Vec<u8>) {
        put_n(into, self.len() as u32);
        for (day, exporter) in self {
            put_day(into, *day);
            put_key(into, *exporter);
        }
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        let n = take_n(from).filter(|n| (1..=SUPPLIERS as u32).contains(n))?;
        (0..n).map(|_| Some((take_day(from)?, take_key(from)?))).collect()
    }
}

/// A buyer that bore a stem when it bought goods of a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Bearer {
    pub first: i32,
    pub buyer: u64,
    pub country: u64,
}

/// Keeps the earliest, each buyer once.
pub(super) fn borne(list: &mut Vec<Bearer>, new: Bearer) {
    match list.iter_mut().find(|held| held.buyer == new.buyer) {
        Some(held) => *held = (*held).min(new),
        None => list.push(new),
    }
    list.sort_unstable();
    list.truncate(BEARERS);
}

impl Held for Vec<Bearer> {
    fn encode(&self, into: &mut Vec<u8>) {
        put_n(into, self.len() as u32);
        for bearer in self {
            put_day(into, bearer.first);
            put_key(into, bearer.buyer);
            put_key(into, bearer.country);
        }
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        let n = take_n(from).filter(|n| (1..=BEARERS as u32).contains(n))?;
        let mut bearer = || Some(Bearer { first: take_day(from)?, buyer: take_key(from)?, country: take_key(from)? });
        (0..n).map(|_| bearer()).collect()
    }
}

/// Day, exporter and consignee of a declaration. Of two under one number the youngest stands, ties by hash: the same whatever the
/// order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Declared {
    pub day: i32,
    pub exporter: u64,
    pub consignee: u64,
}

impl Declared {
    /// The day alone, of bytes.
    pub fn day_of(mut bytes: &[u8]) -> Option<i32> {
        take_day(&mut bytes)
    }
}

impl Held for Declared {
    fn encode(&self, into: &mut Vec<u8>) {
        put_day(into, self.day);
        put_key(into, self.exporter);
        put_key(into, self.consignee);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        Some(Declared { day: take_day(from)?, exporter: take_key(from)?, consignee: take_key(from)? })
    }
}
