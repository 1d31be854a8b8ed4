//! How like the declared consignee is to the licensed one; each pair of names is set side by side once.

use crate::engines::compare_names;
use rapidfuzz::distance::osa;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use xxhash_rust::xxh3::xxh3_64;

/// Letters from which a name that stops short is taken for the beginning of the whole.
const TRUNCATED_FROM: usize = 12;
/// Letters from which a name that misses another by one slip of the hand is taken for it, and its likeness (est.): a slip in a short
/// word makes it another word to screening, but the whole name is then the same still.
const SLIP_FROM: usize = 8;
const SLIP: f32 = 0.95;

/// Pairs that are kept; beyond it the memory begins anew (16 MB and more for hardly a gain).
const KEPT: usize = 1 << 20;

/// Pairs of names compared so far. What it answers depends on the two names alone.
#[derive(Debug, Clone, Default)]
pub struct Compared {
    pairs: Arc<Mutex<HashMap<u64, Option<f32>>>>,
}

impl Compared {
    /// Likeness of two names, 0 to 1, as [`likeness`] tells it.
    pub fn likeness(&self, declared: &str, licensed: &str) -> Option<f64> {
        let key = xxh3_64([declared, "\0", licensed].concat().as_bytes());
        let mut pairs = self.pairs.lock().unwrap_or_else(PoisonError::into_inner);
        if pairs.len() >= KEPT {
            pairs.clear();
        }
        pairs.entry(key).or_insert_with(|| likeness(declared, licensed)).map(f64::from)
    }
}

/// Likeness of two names, 0 to 1: 1 where they have the same letters or one is the cut-off beginning of the other, else as screening
/// sets names side by side, and no less than 0.95 where one letter or two neighbours are wrong (legal forms, abbreviations, order of words, scripts and slips do not count). `None` where either has no
/// letters.
fn likeness(a: &str, b: &str) -> Option<f32> {
    let bare =
        |name: &str| -> String { name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect() };
    let (a_bare, b_bare) = (bare(a), bare(b));
    let (short, long) = if a_bare.len() <= b_bare.len() { (&a_bare, &b_bare) } else { (&b_bare, &a_bare) };
    if short.is_empty() {
        return None;
    }
    let cut = short.chars().count() >= TRUNCATED_FROM && long.starts_with(short.as_str());
    if cut || short == long {
        return Some(1.0);
    }
    let slip = short.chars().count() >= SLIP_FROM
        && osa::distance_with_args(short.chars(), long.chars(), &osa::Args::default().score_cutoff(1)).is_some();
    let compared = compare_names(a, b).clamp(0.0, 1.0);
    Some(if slip { compared.max(SLIP) } else { compared })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn form_order_script_and_a_cut_end_do_not_count() {
        for (a, b) in [
            ("SUED WALD TECHNOLOGY AG", "Sued Wald Technology"),
            ("ASAHI KOYO CORPORATION", "Koyo Asahi Corp."),
            ("EURO KONTOR METALS B.V.", "EURO KONTOR METALS BV"),
            ("NORTHERN ATLANTIC SPECIALTY METALS AND", "Northern Atlantic Specialty Metals and Alloys GmbH"),
            ("OAO Gazprom", "Open Joint Stock Company Gazprom"),
            ("ASAHI KOYO CORPORATION", "ASAHI KOY0 CORP"),
            ("NAM AM COMPANY LIMITED", "NAM NAM COMPANY LIMITED"),
            ("TUNA REA SUPPLY AS", "TUNA ERA SUPPLY AS"),
        ] {
            assert!(likeness(a, b).unwrap() > 0.8, "{a} / {b}: {:?}", likeness(a, b));
        }
        // Words of the trade and of places that two firms share do not make them one.
        for (a, b) in [
            ("ASAHI KOYO CORPORATION", "EURO KONTOR METALS BV"),
            ("LEE EVER IMPORT EXPORT LOGISTICS (HK) LIMITED", "HING ASIA IMPORT EXPORT LIMITED"),
            ("SHREE NAV ENTERPRISES PVT LTD", "DEV JAI ENTERPRISES PVT LTD"),
        ] {
            assert!(likeness(a, b).unwrap() < 0.3, "{a} / {b}: {:?}", likeness(a, b));
        }
        assert_eq!((likeness("", "X"), likeness("X", " - ")), (None, None));
    }

    #[test]
    fn a_pair_is_compared_once_and_told_alike() {
        let compared = Compared::default();
        for _ in 0..2 {
            let told = compared.likeness("ASAHI KOYO CORPORATION", "Koyo Asahi Corp.");
            assert_eq!(told, likeness("ASAHI KOYO CORPORATION", "Koyo Asahi Corp.").map(f64::from));
            assert_eq!(compared.likeness("", "X"), None);
        }
        assert_eq!(compared.pairs.lock().unwrap().len(), 2);
    }

    proptest! {
        #[test]
        fn likeness_is_a_share(a in "\\PC{0,20}", b in "\\PC{0,20}") {
            prop_assert!(likeness(&a, &b).is_none_or(|share| (0.0..=1.0).contains(&share)));
            prop_assert!(likeness(&a, &a).is_none_or(|share| share == 1.0));
            prop_assert_eq!(likeness(&a, &b).is_none(), likeness(&b, &a).is_none());
        }
    }
}
