//! A bulletin of the flows, made and written out: page, data, series.

use super::bulletin_page::{BulletinWords, bulletin_page};
use crate::reference::Reference;
use crate::registers::Registers;
use crate::warnings;
use crate::warnings::{Bulletin, Day, HISTORY_WEEKS_MIN, Inputs, Read};
use chrono::NaiveDate;

/// Seed of the quiet years; any other gives nearly the same thresholds.
const SEED: u64 = 1;
/// Days of history without which nothing usual can be told.
pub const HISTORY_DAYS_MIN: i32 = 7 * HISTORY_WEEKS_MIN as i32 * 2;

/// What a bulletin is made of.
pub struct Watched<'a> {
    pub read: &'a Read,
    pub reference: &'a Reference,
    pub registers: &'a Registers,
    /// Country from which the declarations go out.
    pub home_country: &'a str,
    /// False alarms a year over all corridors that are put up with.
    pub alarms_a_year: f64,
}

/// The bulletin of an evening with its files by name. Nothing accepted or published later is used.
pub fn bulletin(watched: &Watched, evening: Day) -> (Bulletin, Vec<(String, String)>) {
    let Watched { read, reference, registers, home_country, alarms_a_year } = *watched;
    let reported = warnings::reported(registers, home_country, evening + 1);
    let (facts, bands) = (warnings::facts(reference), warnings::bands(reference.market()));
    let inputs = Inputs {
        flows: &read.flows,
        lots: &read.lots,
        facts: &facts,
        reported: &reported,
        bands: &bands,
        alarms_a_year,
        seed: SEED,
    };
    let bulletin = Bulletin::at(&inputs, evening);
    let new_years: Vec<NaiveDate> = warnings::new_years().filter_map(NaiveDate::from_epoch_days).collect();
    let country =
        |code: &str| reference.country(code).map(|country| (country.name_en.clone(), country.name_zh.clone()));
    let page = bulletin_page(&bulletin, &BulletinWords { country: &country, new_years: &new_years });
    let json = serde_json::to_string_pretty(&bulletin).expect("a bulletin is plain data") + "\n";
    let mut files = vec![("bulletin.html".to_owned(), page), ("bulletin.json".to_owned(), json)];
    for (period, [corridors, exporters]) in [
        ("weekly", warnings::weekly(&read.flows, &facts, evening)),
        ("monthly", warnings::monthly(&read.flows, &facts, evening)),
    ] {
        files.push((format!("{period}.csv"), corridors));
        files.push((format!("{period}_exporters.csv"), exporters));
    }
    (bulletin, files)
}
