//! Export licences: their numbers, what was shipped under them, and the register that is published.

use super::draft::Stage;
use super::population::Deal;
use super::streams::{Stream, between, chance, mix, stream};
use rand::RngExt;
use std::collections::BTreeMap;

/// How the shipped mass stands to the licensed mass when the world ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Within the licence, or within the tolerance of 5 %.
    Within,
    /// Far over it.
    Over,
    /// Not shipped by the holder: counts nothing.
    Foreign,
    /// Not within its validity: counts nothing.
    Expired,
}

/// A licence as presented on a line.
#[derive(Debug, Clone)]
pub(super) struct Permit {
    pub no: String,
    pub deal: Deal,
    pub valid_from: i32,
    pub valid_to: i32,
    pub using: Use,
}

impl Permit {
    /// The number as typed: one in 150 has two digits swapped.
    pub(super) fn typed(&self, rng: &mut Stream) -> String {
        let mut digits: Vec<char> = self.no.chars().collect();
        if chance(rng, 0.007) {
            let last = digits.len() - 1;
            let at = rng.random_range(last - 4..last);
            digits.swap(at, at + 1);
        }
        digits.into_iter().collect()
    }
}

/// Days a dual-use licence is valid (est.: most are for half a year or a year).
const VALID_DAYS: i32 = 184;

/// The licence that covers a deal on a day; the same number for half a year.
pub(super) fn permit(stage: &Stage, deal: &Deal, day: i32) -> Permit {
    let key = format!("{}-{}-{}", deal.firm, deal.good, deal.consignee);
    let h = mix(stage.seed, key.as_bytes());
    let phase = (h % VALID_DAYS as u64) as i32;
    let period = (day + phase).div_euclid(VALID_DAYS);
    let from = period * VALID_DAYS - phase;
    let serial = mix(h, &period.to_le_bytes()) % 1_000_000;
    let city = &stage.facts.cities[stage.people.firms[deal.firm].city].code;
    let year = chrono::NaiveDate::from_epoch_days(from).map_or(2025, |d| chrono::Datelike::year(&d)) % 100;
    Permit {
        no: format!("{year:02}-{city}-{serial:06}"),
        deal: deal.clone(),
        valid_from: from,
        valid_to: from + VALID_DAYS - 1,
        using: Use::Within,
    }
}

/// A row of the published register.
pub(super) struct Licence {
    pub permit: Permit,
    pub shipped_kg: f64,
}

/// The register, by number.
#[derive(Default)]
pub(super) struct Register {
    pub rows: BTreeMap<String, Licence>,
}

impl Register {
    /// Books a line's mass on its licence.
    pub(super) fn book(&mut self, permit: &Permit, net_kg: f64) {
        let row =
            self.rows.entry(permit.no.clone()).or_insert_with(|| Licence { permit: permit.clone(), shipped_kg: 0.0 });
        match permit.using {
            Use::Foreign | Use::Expired => {}
            Use::Within => row.shipped_kg += net_kg,
            Use::Over => {
                row.shipped_kg += net_kg;
                row.permit.using = Use::Over;
            }
        }
    }

    /// Licensed mass: honest holders asked for a little more than they shipped; one in twenty is up to 5 % over.
    /// Of what nobody shipped under it, a few lots.
    pub(super) fn quantity_kg(&self, seed: u64, licence: &Licence, lot_kg: f64) -> f64 {
        let mut rng = stream(mix(seed, licence.permit.no.as_bytes()), "licence", 0);
        let shipped =
            if licence.shipped_kg > 0.0 { licence.shipped_kg.max(1.0) } else { lot_kg * between(&mut rng, 2.0, 7.0) };
        let factor = match licence.permit.using {
            Use::Over => between(&mut rng, 0.35, 0.75),
            _ if chance(&mut rng, 0.05) => 1.0 / between(&mut rng, 1.005, 1.05),
            _ => between(&mut rng, 1.03, 1.8),
        };
        let kg = shipped * factor;
        let step = if kg > 2000.0 && factor > 1.06 { 100.0 } else { 1.0 };
        (kg / step).ceil() * step
    }
}
