//! What every state can do.

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
