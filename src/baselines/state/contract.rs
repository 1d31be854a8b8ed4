//! What every state can do.

/// Days since 1970-01-01 that a date can have: 1900 to 2200. A day outside was not learned but damaged, and its distance from
/// another could not be told in 32 bits.
pub(super) fn is_day(day: i32) -> bool {
    (-25_567..84_006).contains(&day)
}

/// Observations of one key beyond which nobody can have seen them; some thousand such counts add up without overflow.
pub(super) const MOST: u64 = 1 << 50;

/// What is remembered about one key.
pub trait State: Clone + Default + Send + Sync {
    /// Takes one observation: on `day` (days since 1970-01-01), of the thing hashed to `item`.
    fn observe(&mut self, day: i32, item: u64);
    /// Takes what another state of the same key has seen. Associative and commutative.
    fn merge(&mut self, other: &Self);
    /// The state as bytes, the same for the same observations in any order.
    fn encode(&self, into: &mut Vec<u8>);
    /// The inverse of `encode`; `None` where the bytes are not a state.
    fn decode(bytes: &[u8]) -> Option<Self>;
}

#[cfg(test)]
mod tests {
    use super::State;
    use crate::baselines::state::{
        Decayed, Digits, Distinct, FirstSeen, LastLots, Lot, Mean, Quantiles, Recent, Share,
    };

    /// Every bit turned, every beginning: no state, or one that can be merged and written.
    fn survives<S>(bytes: &[u8], decode: impl Fn(&[u8]) -> Option<S>, use_it: impl Fn(S) -> Vec<u8>) {
        assert_eq!(use_it(decode(bytes).unwrap()), bytes, "what was written is read");
        for bit in 0..bytes.len() * 8 {
            let mut damaged = bytes.to_vec();
            damaged[bit / 8] ^= 1 << (bit % 8);
            decode(&damaged).map(&use_it);
            decode(&bytes[..bit / 8]).map(&use_it);
        }
    }

    fn state<S: State>(items: &[(i32, u64)], ask: impl Fn(&S)) {
        let mut state = S::default();
        items.iter().for_each(|(day, item)| state.observe(*day, *item));
        let mut bytes = Vec::new();
        state.encode(&mut bytes);
        survives(&bytes, S::decode, |state: S| {
            let mut twice = state.clone();
            (0..8).for_each(|_| twice.merge(&state));
            twice.observe(20_300, items[0].1);
            ask(&twice);
            let mut bytes = Vec::new();
            state.encode(&mut bytes);
            bytes
        });
    }

    #[test]
    fn a_damaged_state_is_refused_or_harmless() {
        let days: Vec<(i32, u64)> = (0..20).map(|n| (20_200 + n, 1 + n as u64 % 2)).collect();
        state::<Decayed>(&days, |state| assert!(state.at(20_301).is_finite()));
        state::<FirstSeen>(&days, |state| assert!(state.day().is_some()));
        state::<Recent>(&days, |state| assert!(state.between(20_265, 20_301) < u32::MAX));
        state::<Share>(&days, |state| assert!((0.0..=1.0).contains(&state.share())));
        let hashes: Vec<(i32, u64)> = (0..70u64).map(|n| (0, n.wrapping_mul(0x9E37_79B9_7F4A_7C15))).collect();
        state::<Distinct>(&hashes, |state| assert!(state.estimate().is_finite()));
        let values: Vec<(i32, u64)> = (1..60).map(|n| (0, Digits::item(f64::from(n * n)).unwrap())).collect();
        state::<Digits>(&values, |state| assert!(state.repeated().is_none_or(|share| (0.0..=1.0).contains(&share))));
        let numbers: Vec<(i32, u64)> = (0..9).map(|n| (20_200 + n, Mean::item(n as f32))).collect();
        state::<Mean>(&numbers, |state| assert!(state.mean().is_none_or(f64::is_finite)));
    }

    #[test]
    fn damaged_lots_and_values_are_refused_or_harmless() {
        let mut lots = LastLots::default();
        (0..9).for_each(|n| lots.observe(Lot::new(20_200 + n, Some(100.0), Some(2.0), 7 << 32)));
        let mut bytes = Vec::new();
        lots.encode(&mut bytes);
        survives(&bytes, LastLots::decode, |lots| {
            lots.returns(&Lot::new(20_300, Some(100.0), Some(2.0), 7 << 32));
            let mut bytes = Vec::new();
            lots.encode(&mut bytes);
            bytes
        });
        let mut few = Quantiles::default();
        (1..20).for_each(|n| few.observe(f64::from(n)));
        let mut bytes = Vec::new();
        few.encode(&mut bytes);
        survives(&bytes, Quantiles::decode, |few| {
            assert!(few.summary().is_none_or(|summary| summary.spread >= 0.0 && summary.low <= summary.high));
            let mut bytes = Vec::new();
            few.encode(&mut bytes);
            bytes
        });
    }

    #[test]
    fn a_damaged_sketch_is_refused_or_harmless() {
        let mut many = Quantiles::default();
        (1..90).for_each(|n| many.observe(f64::from(n * n) * if n % 9 == 0 { 1e9 } else { 1e-6 }));
        let mut bytes = Vec::new();
        many.encode(&mut bytes);
        survives(&bytes, Quantiles::decode, |read| {
            let mut twice = read.clone();
            (0..8).for_each(|_| twice.merge(&many));
            assert!(twice.summary().is_some_and(|summary| summary.low <= summary.high));
            let mut bytes = Vec::new();
            read.encode(&mut bytes);
            bytes
        });
    }

    #[test]
    fn a_sketch_of_another_accuracy_is_no_state() {
        use sketches_ddsketch::{Config, DDSketch};
        let written = |config: Config| {
            let mut sketch = DDSketch::new(config);
            (1..60).for_each(|n| sketch.add(f64::from(n)));
            [vec![1], sketch.to_java_bytes()].concat()
        };
        assert!(Quantiles::decode(&written(Config::defaults())).is_some());
        assert!(Quantiles::decode(&written(Config::new(0.05, 2048, 1e-9))).is_none());
    }
}
