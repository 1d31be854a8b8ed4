//! The first day a key was seen.

use super::{State, is_day};

/// The first day seen; `None` before any observation. Exactly mergeable (minimum).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FirstSeen {
    day: Option<i32>,
}

impl FirstSeen {
    /// Days since 1970-01-01 of the first observation.
    pub fn day(&self) -> Option<i32> {
        self.day
    }
}

impl State for FirstSeen {
    fn observe(&mut self, day: i32, _item: u64) {
        self.merge(&FirstSeen { day: Some(day) });
    }

    fn merge(&mut self, other: &Self) {
        self.day = match (self.day, other.day) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }

    fn encode(&self, into: &mut Vec<u8>) {
        if let Some(day) = self.day {
            into.extend(day.to_le_bytes());
        }
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        if bytes.is_empty() {
            return Some(FirstSeen::default());
        }
        let day = i32::from_le_bytes(bytes.try_into().ok()?);
        is_day(day).then_some(FirstSeen { day: Some(day) })
    }
}
