//! Whom a declared figure is compared with and how they are spread: what a picture of the comparison is drawn from.

use super::keys::Part;

/// The distribution that a row's figure was compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Peers {
    /// Key parts of the group that counts as the row's peers: the narrowest level with at least ten observations, else the largest.
    pub parts: &'static [Part],
    /// Calendar months looked back on, the row's own included; `None` = all the past.
    pub months: Option<i32>,
    /// Observations of that group.
    pub n: u64,
    /// Whether wider groups were drawn in, because that group alone is too few to stand for itself: it counts below nine tenths.
    pub widened: bool,
    /// (share of the peers 0 to 1, value) at the shares asked for, rising. At one half it is the median that signals compare with,
    /// at one and nine tenths the band that reasons tell.
    pub quantiles: Vec<(f64, f64)>,
}

/// A distribution in the making: each narrower level pulls the wider one towards itself.
#[derive(Debug, Clone)]
pub(super) struct Blend {
    /// Level that counts as the peer group.
    pub level: usize,
    pub n: f64,
    /// Weight of that level in the blend.
    pub weight: f64,
    /// Natural logarithms of the values at the shares asked for.
    pub logs: Vec<f64>,
}

impl Blend {
    /// The blend with a narrower level, which counts `w`; as a group of its own only from `peers_min` observations on.
    pub fn pulled(self, narrower: Blend, w: f64, peers_min: f64) -> Blend {
        let logs = self.logs.iter().zip(&narrower.logs).map(|(wide, narrow)| (1.0 - w) * wide + w * narrow).collect();
        let told = narrower.n >= peers_min || narrower.n > self.n;
        match told {
            true => Blend { weight: w, logs, ..narrower },
            false => Blend { weight: self.weight * (1.0 - w), logs, ..self },
        }
    }
}
