//! How often something was found, shrunk to what is known of the wider kind.
//!
//! With Σw the faded weight of a key's outcomes and Σw·y that of those on which something was found, the key's own rate is
//! Σw·y / Σw, and what stands behind it is n = (Σw)² / Σw² outcomes (Kish 1965): weights need no common scale. Its smoothed rate is
//!
//! > p = (n · own + m · p_parent) / (n + m),
//!
//! m = [`BEHIND`] of its kind. Parents: whole code → six digits → heading → chapter → all; a party or a place → all; a route →
//! its destination. A pair's parent is p with odds(p) = odds(p_a) · odds(p_b) / odds(p_all): what the two tell together if they tell
//! it independently (naive Bayes), at most [`PAIR_MOST`]. The parent of *all* is [`BEFORE_ANY`].

use super::fading::{FALSE_DECLARATION, FOUND, N, N2, RE_EXPORT, SUMS};
use super::keys::{Key, PROFILE_KEYS};

/// Number of rates.
pub const PROFILE_N: usize = 24;

/// Rates before any outcome is known: false declaration, re-export, anything (est.).
const BEFORE_ANY: [f64; 3] = [0.015, 0.005, 0.03];
/// Outcomes that a parent's rate counts for: all, a code or place, a party, a pair (est.).
const BEHIND_ALL: f64 = 50.0;
const BEHIND_KIND: f64 = 30.0;
const BEHIND_PARTY: f64 = 10.0;
const BEHIND_PAIR: f64 = 10.0;
/// Greatest rate that two parents can tell of a pair (est.).
const PAIR_MOST: f64 = 0.5;

/// Faded sums by key; `None` where the line lacks the key.
pub(super) struct Seen(pub [Option<[f64; SUMS]>; PROFILE_KEYS]);

impl Seen {
    fn n(&self, key: Key) -> Option<f64> {
        let sums = self.0[key as usize]?;
        Some(if sums[N2] > 0.0 { sums[N] * sums[N] / sums[N2] } else { 0.0 })
    }

    fn rate(&self, key: Key, found: usize, behind: f64, parent: f64) -> Option<f64> {
        let (sums, n) = (self.0[key as usize]?, self.n(key)?);
        let own = if sums[N] > 0.0 { sums[found] / sums[N] } else { 0.0 };
        Some((n * own + behind * parent) / (n + behind))
    }
}

/// The rates of one kind of finding.
struct Told<'s> {
    seen: &'s Seen,
    found: usize,
    all: f64,
}

impl Told<'_> {
    fn party(&self, key: Key) -> Option<f64> {
        self.seen.rate(key, self.found, BEHIND_PARTY, self.all)
    }

    fn place(&self, key: Key, parent: Option<f64>) -> Option<f64> {
        self.seen.rate(key, self.found, BEHIND_KIND, parent.unwrap_or(self.all))
    }

    fn pair(&self, key: Key, parents: [Option<f64>; 2]) -> Option<f64> {
        let [a, b] = [parents[0]?, parents[1]?].map(odds);
        let together = a * b / odds(self.all);
        self.seen.rate(key, self.found, BEHIND_PAIR, (together / (1.0 + together)).min(PAIR_MOST))
    }
}

fn odds(p: f64) -> f64 {
    p / (1.0 - p)
}

/// The rates in the order of [`super::PROFILE_COLUMNS`]; all `NaN` where no outcome is known.
pub(super) fn rates(seen: &Seen) -> [f32; PROFILE_N] {
    if seen.n(Key::All).is_none_or(|n| n <= 0.0) {
        return [f32::NAN; PROFILE_N];
    }
    let told = |found: usize| {
        let before = BEFORE_ANY[found - FALSE_DECLARATION];
        Told { seen, found, all: seen.rate(Key::All, found, BEHIND_ALL, before).unwrap_or(before) }
    };
    let behind = |key: Key| seen.n(key).map(f64::ln_1p);
    let [falsely, onwards, any] = [FALSE_DECLARATION, RE_EXPORT, FOUND].map(told);
    let codes = |told: &Told| {
        let chapter = told.place(Key::Chapter, None);
        let heading = told.place(Key::Heading, chapter);
        let hs6 = told.place(Key::Hs6, heading);
        (heading, hs6, told.place(Key::Hs10, hs6))
    };
    let ((heading_f, hs6_f, _), (_, hs6_r, _), (heading_any, _, hs10_any)) =
        (codes(&falsely), codes(&onwards), codes(&any));
    let [exporter_f, exporter_r] = [&falsely, &onwards].map(|told| told.party(Key::Exporter));
    let [consignee_f, consignee_r] = [&falsely, &onwards].map(|told| told.party(Key::Consignee));
    let [destination_f, destination_r] = [&falsely, &onwards].map(|told| told.place(Key::Destination, None));
    let consignee_any = any.party(Key::Consignee);
    let told = [
        Some(any.all),
        exporter_f,
        exporter_r,
        behind(Key::Exporter),
        consignee_f,
        consignee_r,
        behind(Key::Consignee),
        any.party(Key::Agent),
        hs6_f,
        hs6_r,
        behind(Key::Hs6),
        hs10_any,
        any.place(Key::Region, None),
        any.place(Key::ExitPort, None),
        destination_f,
        destination_r,
        falsely.place(Key::Route, destination_f),
        onwards.place(Key::Route, destination_r),
        falsely.pair(Key::ExporterHeading, [exporter_f, heading_f]),
        falsely.pair(Key::ExporterDestination, [exporter_f, destination_f]),
        onwards.pair(Key::ExporterDestination, [exporter_r, destination_r]),
        falsely.pair(Key::Hs6Destination, [hs6_f, destination_f]),
        onwards.pair(Key::Hs6Destination, [hs6_r, destination_r]),
        any.pair(Key::ConsigneeHeading, [consignee_any, heading_any]),
    ];
    told.map(|value| value.map_or(f32::NAN, |value| value as f32))
}
