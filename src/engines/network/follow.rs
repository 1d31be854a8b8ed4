//! A new buyer who bears the name of an earlier buyer of the same goods in another country.
//!
//! Front companies and re-exporters keep the family name ("Unipet", "Youngsun": domain notes, case 5). Names of one country
//! are alike anyway, so the evidence is how unlikely a new name of *this* country would begin with these two words: a Korean
//! name in Thailand says much, in Korea nothing.

use super::held::Bearer;
use super::past::Past;
use crate::engines::keyed::{Keyed, mix};
use crate::error::Result;

/// The follower is new for so many days.
const NEW_DAYS: i32 = 240;
/// The follower came at least so many days after the one it follows.
const AFTER_DAYS: i32 = 14;
/// Days of history before a buyer can be called new.
const TOLD_DAYS: i32 = 45;
/// Names that a country is taken to have besides those seen, half a one for each word (smoothing, est.).
const UNSEEN: f64 = 50.0;

/// Whom a new buyer follows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Followed {
    /// −ln of the probability that a new name of the country begins with these two words.
    pub score: f32,
    /// Country of the earlier buyer, as in [`super::Line`].
    pub country: u64,
    /// Day from which the earlier buyer bought these goods.
    pub since: i32,
    /// Whether this exporter sold to the earlier buyer.
    pub same_exporter: bool,
}

/// How often words begin the names of a country's buyers.
#[derive(Debug, Default)]
pub(super) struct Words {
    words: Keyed<u32>,
    names: Keyed<u32>,
}

impl Words {
    /// Counts the buyers seen before a day.
    pub(super) fn of(past: &Past, before: i32) -> Result<Words> {
        let mut words = Words::default();
        past.buyers.each(|_, buyer| {
            if buyer.stem != 0 && buyer.span.first < before {
                *words.names.entry(buyer.country).or_default() += 1;
                for word in buyer.words {
                    *words.words.entry(mix(buyer.country, word)).or_default() += 1;
                }
            }
        })?;
        Ok(words)
    }

    /// Probability that a new name of a country begins with the two words; `own` where the name itself was counted.
    fn chance(&self, country: u64, pair: [u64; 2], own: bool) -> f64 {
        let count = |table: &Keyed<u32>, key| table.get(&key).map_or(0.0, |n| f64::from(*n - u32::from(own && *n > 0)));
        let names = count(&self.names, country) + UNSEEN;
        pair.iter().map(|word| (count(&self.words, mix(country, *word)) + 0.5) / names).product()
    }
}

/// A buyer as a line names it.
pub(super) struct Asked {
    pub exporter: u64,
    pub consignee: u64,
    pub stem: u64,
    pub words: [u64; 2],
    pub country: u64,
    pub hs6: u32,
    pub day: i32,
}

/// Whom the buyer of a line follows; `None` where it is old, has no stem, or follows nobody.
pub(super) fn follows(past: &Past, words: &Words, before: i32, asked: &Asked) -> Option<Followed> {
    if asked.stem == 0 || asked.hs6 == 0 {
        return None;
    }
    let span = past.buyers.get(asked.consignee).map(|buyer| buyer.span);
    let came = span.map_or(asked.day, |span| span.first);
    let (begin, _) = past.days?;
    if asked.day - came > NEW_DAYS || came < begin + TOLD_DAYS {
        return None;
    }
    let bearers = past.bearers.get(mix(asked.stem, u64::from(asked.hs6)))?;
    let elder = |bearer: &&Bearer| {
        bearer.buyer != asked.consignee && bearer.country != asked.country && bearer.first <= came - AFTER_DAYS
    };
    let elder = bearers.iter().find(elder)?;
    let own = span.is_some_and(|span| span.first < before);
    Some(Followed {
        score: -words.chance(asked.country, asked.words, own).ln() as f32,
        country: elder.country,
        since: elder.first,
        same_exporter: past.deals(asked.exporter, elder.buyer).is_some(),
    })
}
