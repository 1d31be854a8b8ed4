//! Exact counts by day over the last weeks.

use super::{State, is_day};

/// Days that are remembered, counted back from the latest one seen.
pub const RECENT_DAYS: i32 = 35;

/// Observations by day within the last [`RECENT_DAYS`]. Exactly mergeable: what one side has forgotten, the merged state
/// would have forgotten too.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recent {
    /// (day, count), ascending by day.
    days: Vec<(i32, u32)>,
}

impl Recent {
    /// Observations from `since` on (inclusive), up to before `until`.
    pub fn between(&self, since: i32, until: i32) -> u32 {
        self.days
            .iter()
            .filter(|(day, _)| (since..until).contains(day))
            .fold(0, |sum: u32, (_, count)| sum.saturating_add(*count))
    }

    fn add(&mut self, day: i32, count: u32) {
        match self.days.binary_search_by_key(&day, |(day, _)| *day) {
            Ok(place) => self.days[place].1 = self.days[place].1.saturating_add(count),
            Err(place) => self.days.insert(place, (day, count)),
        }
    }

    fn forget(&mut self) {
        if let Some((last, _)) = self.days.last().copied() {
            self.days.retain(|(day, _)| *day > last - RECENT_DAYS);
        }
    }
}

impl State for Recent {
    fn observe(&mut self, day: i32, _item: u64) {
        self.add(day, 1);
        self.forget();
    }

    fn merge(&mut self, other: &Self) {
        for (day, count) in &other.days {
            self.add(*day, *count);
        }
        self.forget();
    }

    fn encode(&self, into: &mut Vec<u8>) {
        for (day, count) in &self.days {
            into.extend(day.to_le_bytes());
            into.extend(count.to_le_bytes());
        }
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (pairs, rest) = bytes.as_chunks::<8>();
        let days = pairs
            .iter()
            .map(|pair| {
                let (day, count) = pair.split_at(4);
                Some((i32::from_le_bytes(day.try_into().ok()?), u32::from_le_bytes(count.try_into().ok()?)))
            })
            .collect::<Option<Vec<_>>>()?;
        let believed = days.iter().all(|(day, count)| is_day(*day) && *count > 0);
        let sum: u64 = days.iter().map(|(_, count)| u64::from(*count)).sum();
        let recent = |days: &[(i32, u32)]| days.last().zip(days.first()).is_none_or(|(z, a)| z.0 - a.0 < RECENT_DAYS);
        (rest.is_empty()
            && believed
            && sum <= u64::from(u32::MAX)
            && days.is_sorted_by(|a, b| a.0 < b.0)
            && recent(&days))
        .then_some(Recent { days })
    }
}
