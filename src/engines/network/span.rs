//! Since when, until when, how often.

use super::bytes::{put_day, put_n, take_day, take_n};

/// First and last day (from the epoch) and the number of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub first: i32,
    pub last: i32,
    pub lines: u32,
}

impl Default for Span {
    fn default() -> Self {
        Span { first: i32::MAX, last: i32::MIN, lines: 0 }
    }
}

impl Span {
    pub(super) fn add(&mut self, day: i32) {
        self.merge(&Span { first: day, last: day, lines: 1 });
    }

    pub(super) fn merge(&mut self, other: &Span) {
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        self.lines = self.lines.saturating_add(other.lines);
    }

    pub(super) fn encode(&self, into: &mut Vec<u8>) {
        put_day(into, self.first);
        put_day(into, self.last);
        put_n(into, self.lines);
    }

    /// `None` where the bytes end too early or the days stand in the wrong order.
    pub(super) fn decode(from: &mut &[u8]) -> Option<Span> {
        let span = Span { first: take_day(from)?, last: take_day(from)?, lines: take_n(from)? };
        (span.first <= span.last && span.lines > 0).then_some(span)
    }
}
