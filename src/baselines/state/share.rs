//! How often something was so, out of how often it could be told.

use super::{MOST, State};

/// Two exact counts. Mergeable by addition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    so: u64,
    told: u64,
}

impl Share {
    /// Item of an observation that was so.
    pub const SO: u64 = 2;
    /// Item of one that was not.
    pub const NOT: u64 = 1;

    /// Number of observations.
    pub fn n(self) -> f64 {
        self.told as f64
    }

    /// Share that was so, with half an observation on either side (Jeffreys' prior), so that it is never quite 0 or 1.
    pub fn share(self) -> f64 {
        (self.so as f64 + 0.5) / (self.told as f64 + 1.0)
    }
}

impl State for Share {
    fn observe(&mut self, _day: i32, item: u64) {
        self.told += 1;
        self.so += u64::from(item == Share::SO);
    }

    fn merge(&mut self, other: &Self) {
        self.so += other.so;
        self.told += other.told;
    }

    fn encode(&self, into: &mut Vec<u8>) {
        into.extend(self.so.to_le_bytes());
        into.extend(self.told.to_le_bytes());
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (so, told) = bytes.split_first_chunk::<8>()?;
        let state = Share { so: u64::from_le_bytes(*so), told: u64::from_le_bytes(told.try_into().ok()?) };
        (state.so <= state.told && state.told <= MOST).then_some(state)
    }
}

#[cfg(test)]
mod tests {
    use super::Share;
    use crate::baselines::state::State;

    #[test]
    fn counts_add_up_and_come_back() {
        let (mut a, mut b) = (Share::default(), Share::default());
        [Share::SO, Share::SO, Share::NOT].iter().for_each(|item| a.observe(0, *item));
        b.observe(0, Share::NOT);
        a.merge(&b);
        assert_eq!((a.n(), a.share()), (4.0, 0.5));
        let mut bytes = Vec::new();
        a.encode(&mut bytes);
        assert_eq!(Share::decode(&bytes), Some(a));
    }
}
