//! Invented names, addresses, telephones and numbers of firms.

use super::facts::{City, Country};
use super::streams::{Stream, below, chance, pick};
use crate::error::{Error, Result};
use rand::RngExt;
use std::collections::BTreeMap;

/// The parts that names are made of.
pub(super) struct Names {
    brand: Vec<(String, String)>,
    surnames: Vec<String>,
    given: Vec<String>,
    streets: Vec<String>,
    trades: BTreeMap<String, Vec<String>>,
    roads: Vec<String>,
    words: Vec<String>,
    stems: BTreeMap<String, Vec<String>>,
    /// Vague goods names, Chinese and English.
    pub vague: Vec<(String, String)>,
}

impl Names {
    /// Reads the shipped name parts.
    pub(super) fn shipped() -> Result<Names> {
        let file = "datasets/simulation/names.toml";
        let table: BTreeMap<String, String> = toml::from_str(include_str!("../../datasets/simulation/names.toml"))
            .map_err(|why| Error::input(file, why, "restore the file from the project"))?;
        let list = |key: &str, by: char| -> Result<Vec<String>> {
            let text = table.get(key).ok_or_else(|| Error::input(file, format!("`{key}` is missing"), "restore it"))?;
            Ok(text.split(by).filter(|s| !s.is_empty()).map(str::to_owned).collect())
        };
        let family = |prefix: &str, by: char| -> Result<BTreeMap<String, Vec<String>>> {
            let keys = table.keys().filter_map(|key| Some((key, key.strip_prefix(prefix)?)));
            keys.map(|(key, short)| Ok((short.to_owned(), list(key, by)?))).collect()
        };
        let vague = list("vague", ';')?;
        Ok(Names {
            brand: list("brand_zh", ' ')?.into_iter().zip(list("brand_en", ' ')?).collect(),
            surnames: list("surnames", ' ')?,
            given: list("given", ' ')?,
            streets: list("streets", ' ')?,
            trades: family("trade_", '|')?,
            roads: list("roads_en", ';')?,
            words: list("words_en", ';')?,
            stems: family("stems_", ' ')?,
            vague: vague.iter().filter_map(|v| v.split_once('|')).map(|(zh, en)| (zh.into(), en.into())).collect(),
        })
    }

    /// A Chinese firm name and the romanised brand inside it.
    pub(super) fn firm(&self, rng: &mut Stream, city: &City, trade: &str) -> (String, String) {
        let (a, b) = (pick(rng, &self.brand), pick(rng, &self.brand));
        let words = self.trades.get(trade).or_else(|| self.trades.get("any"));
        let word = words.map(|w| pick(rng, w).as_str()).unwrap_or("贸易");
        let place = if chance(rng, 0.15) { format!("{}市", city.zh) } else { city.zh.clone() };
        let form = if chance(rng, 0.08) { "股份有限公司" } else { "有限公司" };
        (format!("{place}{}{}{word}{form}", a.0, b.0), format!("{}{}", a.1, b.1))
    }

    /// A person's name.
    pub(super) fn person(&self, rng: &mut Stream) -> String {
        format!("{}{}", pick(rng, &self.surnames), pick(rng, &self.given))
    }

    /// A mobile or office telephone number.
    pub(super) fn phone(&self, rng: &mut Stream) -> String {
        let heads = ["130", "135", "136", "137", "138", "139", "150", "158", "159", "186", "188"];
        format!("{}{:08}", pick(rng, &heads), rng.random_range(0..100_000_000u32))
    }

    /// A domestic address.
    pub(super) fn address(&self, rng: &mut Stream, city: &City) -> String {
        let (street, number) = (pick(rng, &self.streets).clone(), rng.random_range(1..900u32));
        format!("{}市{street}{number}号{}室", city.zh, rng.random_range(101..2800u32))
    }

    /// A foreign firm: full name and its stem, without word and form.
    pub(super) fn consignee(&self, rng: &mut Stream, country: &Country) -> (String, String) {
        let stems = self.stems.get(&country.stems).or_else(|| self.stems.get("us"));
        let mut part = || stems.map(|s| pick(rng, s).clone()).unwrap_or_default();
        let stem = format!("{} {}", part(), part());
        (self.named(rng, country, &stem), stem)
    }

    /// A foreign firm's name over a given stem.
    pub(super) fn named(&self, rng: &mut Stream, country: &Country, stem: &str) -> String {
        let word = pick(rng, &self.words).clone();
        let form = pick(rng, &country.forms).clone();
        match below(rng, 10) {
            0..=5 => format!("{stem} {word} {form}"),
            6..=7 => format!("{stem} {form}"),
            _ => format!("{stem} {word} {} {form}", pick(rng, &self.words)),
        }
    }

    /// A foreign address.
    pub(super) fn foreign_address(&self, rng: &mut Stream, country: &Country) -> String {
        let unit = if chance(rng, 0.3) { format!("Unit {}, ", rng.random_range(1..90u32)) } else { String::new() };
        let (number, road) = (rng.random_range(1..999u32), pick(rng, &self.roads).clone());
        format!("{unit}{number} {road}, {}, {}", pick(rng, &country.cities), country.en)
    }

    /// One vague name of goods, Chinese and English.
    pub(super) fn vague(&self, rng: &mut Stream) -> &(String, String) {
        pick(rng, &self.vague)
    }
}
