//! Keys become integers once, at the door: every baseline looks its rows up by the same hashes.

use super::state::{Digits, Share};
use crate::schema;
use crate::schema::Column;
use polars::prelude::{DataFrame, PolarsResult, StringChunked};
use std::sync::OnceLock;
use xxhash_rust::xxh3::xxh3_64;

/// A part of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// First 2, 4, 6, 8 or 10 digits of the commodity code; missing where the code has fewer.
    Hs2,
    Hs4,
    Hs6,
    Hs8,
    Hs10,
    Destination,
    /// Register number of the exporter, else its name in plain letters.
    Exporter,
    /// Register number of the consignee, else its name in plain letters with its country.
    Consignee,
    Agent,
    PackageType,
    TransportMode,
    SourceRegion,
    ExitPort,
    DischargePort,
    /// All transit countries as declared.
    Transit,
    Procedure,
    /// The first container of the line, by its number.
    Container,
    /// The goods' name in plain letters, without numbers.
    Description,
    /// 6-digit code that the words speak for.
    WordingCode,
    /// The mineral to think of.
    Mineral,
    /// The mineral of the goods on any day, controlled yet or not.
    TradedMineral,
    /// The mineral that the text names.
    TextMineral,
    /// Net mass by power of ten: lots of a size.
    MassDecade,
    /// Net mass to three significant digits: lots of one mass.
    Mass,
    /// The declared value as [`Digits::item`] writes it.
    Value,
    /// Whether the net mass is a whole number of half kilograms a package, as [`Share`] counts it; missing where that says nothing.
    WholePackages,
    QuantityUnit,
    Office,
    /// Day of the week.
    Weekday,
}

const PARTS: usize = 29;

/// The hashed key parts of a batch of declarations. Zero stands for "missing".
pub struct Keys<'a> {
    declarations: &'a DataFrame,
    days: Vec<i32>,
    parts: [OnceLock<Vec<u64>>; PARTS],
}

impl<'a> Keys<'a> {
    /// Reads the days; the parts are hashed when first asked for.
    pub fn of(declarations: &'a DataFrame) -> PolarsResult<Self> {
        let days = declarations.column(schema::ACCEPTED_ON.name)?.as_materialized_series().date()?;
        let days = days.physical().iter().map(|day| day.unwrap_or(i32::MIN)).collect();
        Ok(Keys { declarations, days, parts: Default::default() })
    }

    /// Day of acceptance by row, days since 1970-01-01.
    pub fn days(&self) -> &[i32] {
        &self.days
    }

    /// The declarations the keys were read from.
    pub fn declarations(&self) -> &'a DataFrame {
        self.declarations
    }

    /// One hash by row over all parts; zero where any part is missing. `salt` keeps keys of different kinds apart.
    pub fn combined(&self, parts: &[Part], salt: u64) -> PolarsResult<Vec<u64>> {
        let columns = parts.iter().map(|part| self.part(*part)).collect::<PolarsResult<Vec<_>>>()?;
        Ok((0..self.days.len())
            .map(|row| {
                columns.iter().try_fold(salt, |key, column| {
                    let part = column[row];
                    (part != 0).then(|| mix(key, part))
                })
            })
            .map(|key| key.unwrap_or(0))
            .collect())
    }

    /// One part by row.
    pub fn part(&self, part: Part) -> PolarsResult<&[u64]> {
        let place = &self.parts[part as usize];
        if let Some(hashes) = place.get() {
            return Ok(hashes);
        }
        let hashes = self.hash(part)?;
        Ok(place.get_or_init(|| hashes))
    }

    fn text(&self, column: Column) -> PolarsResult<&'a StringChunked> {
        self.declarations.column(column.name)?.str()
    }

    fn hash(&self, part: Part) -> PolarsResult<Vec<u64>> {
        let plain = |column| -> PolarsResult<Vec<u64>> {
            Ok(self.text(column)?.iter().map(|text| text.map_or(0, code)).collect())
        };
        match part {
            Part::Hs2 => self.digits(2),
            Part::Hs4 => self.digits(4),
            Part::Hs6 => self.digits(6),
            Part::Hs8 => self.digits(8),
            Part::Hs10 => self.digits(10),
            Part::Destination => plain(schema::DESTINATION_COUNTRY),
            Part::Agent => plain(schema::AGENT_ID),
            Part::PackageType => plain(schema::PACKAGE_TYPE),
            Part::TransportMode => plain(schema::TRANSPORT_MODE),
            Part::SourceRegion => plain(schema::SOURCE_REGION),
            Part::ExitPort => plain(schema::EXIT_PORT),
            Part::DischargePort => plain(schema::DISCHARGE_PORT),
            Part::Transit => plain(schema::TRANSIT_COUNTRIES),
            Part::QuantityUnit => plain(schema::QUANTITY_UNIT),
            Part::Procedure => plain(schema::PROCEDURE),
            Part::WordingCode => plain(schema::WORDING_CODE),
            Part::TradedMineral => plain(schema::TRADED_MINERAL),
            Part::Office => plain(schema::OFFICE),
            Part::Weekday => Ok(self.days.iter().map(|day| mix(1, day.rem_euclid(7) as u64)).collect()),
            Part::Mineral => plain(schema::RELEVANT_MINERAL),
            Part::TextMineral => plain(schema::TEXT_MINERAL),
            Part::Container => self.text_of(schema::CONTAINER_IDS, |boxes, into| {
                into.push_str(boxes.split([';', ',', ' ']).filter(|id| !id.is_empty()).min().unwrap_or_default());
            }),
            Part::Description => self.text_of(schema::GOODS_DESCRIPTION, |text, into| {
                into.extend(text.chars().filter(|letter| letter.is_alphabetic()).flat_map(char::to_uppercase));
            }),
            Part::MassDecade => self.mass(|mass| mass.log10().floor() as i64 as u64),
            Part::Mass => self.mass(|mass| {
                let scale = 10f64.powi(2 - mass.log10().floor() as i32);
                ((mass * scale).round() / scale).to_bits()
            }),
            Part::Value => {
                let values = self.declarations.column(schema::STATISTICAL_VALUE_USD.name)?.f64()?;
                Ok(values.iter().map(|value| value.and_then(Digits::item).unwrap_or(0)).collect())
            }
            Part::WholePackages => {
                let masses = self.declarations.column(schema::NET_MASS_KG.name)?.f64()?;
                let packages = self.declarations.column(schema::PACKAGES_N.name)?.f64()?;
                let whole = |(mass, n): (Option<f64>, Option<f64>)| {
                    let (mass, n) = (mass?, n.filter(|n| *n > 1.0)?);
                    let halves = 2.0 * mass / n;
                    let whole = halves >= 0.98 && (halves - halves.round()).abs() < 0.02;
                    mass.is_finite().then_some(if whole { Share::SO } else { Share::NOT })
                };
                Ok(masses.iter().zip(packages.iter()).map(|pair| whole(pair).unwrap_or(0)).collect())
            }
            Part::Exporter => self.party(schema::EXPORTER_ID, schema::EXPORTER_NAME, None),
            Part::Consignee => {
                self.party(schema::CONSIGNEE_ID, schema::CONSIGNEE_NAME, Some(schema::CONSIGNEE_COUNTRY))
            }
        }
    }

    /// A text made plain by `write`; missing where nothing is left.
    fn text_of(&self, column: Column, write: fn(&str, &mut String)) -> PolarsResult<Vec<u64>> {
        let mut plain = String::new();
        let hash = |text: Option<&str>| {
            plain.clear();
            write(text?, &mut plain);
            (!plain.is_empty()).then(|| code(&plain))
        };
        Ok(self.text(column)?.iter().map(hash).map(|hash| hash.unwrap_or(0)).collect())
    }

    /// A class of the net mass; missing where there is no mass above zero.
    fn mass(&self, class: fn(f64) -> u64) -> PolarsResult<Vec<u64>> {
        let masses = self.declarations.column(schema::NET_MASS_KG.name)?.f64()?;
        let hash =
            |mass: Option<f64>| mass.filter(|mass| *mass > 0.0 && mass.is_finite()).map(|mass| mix(1, class(mass)));
        Ok(masses.iter().map(hash).map(|hash| hash.unwrap_or(0)).collect())
    }

    fn digits(&self, length: usize) -> PolarsResult<Vec<u64>> {
        let codes = self.text(schema::HS_CODE)?;
        Ok(codes.iter().map(|hs| hs.and_then(|hs| hs.get(..length)).map_or(0, code)).collect())
    }

    fn party(&self, id: Column, name: Column, country: Option<Column>) -> PolarsResult<Vec<u64>> {
        let (ids, names) = (self.text(id)?, self.text(name)?);
        let countries = country.map(|country| self.text(country)).transpose()?;
        let mut letters = String::new();
        let mut rows = Vec::with_capacity(ids.len());
        let mut places = countries.map(StringChunked::iter);
        for (id, name) in ids.iter().zip(names.iter()) {
            let place = places.as_mut().and_then(Iterator::next).flatten();
            rows.push(match (id, name) {
                (Some(id), _) => code(id),
                (None, Some(name)) => {
                    plain_letters(name, &mut letters);
                    if letters.is_empty() { 0 } else { mix(code(&letters), place.map_or(1, code)) }
                }
                (None, None) => 0,
            });
        }
        Ok(rows)
    }
}

/// Letters and digits in capitals, so that case, spaces and points do not make two parties of one.
fn plain_letters(name: &str, into: &mut String) {
    into.clear();
    into.extend(name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_uppercase));
}

fn code(text: &str) -> u64 {
    xxh3_64(text.as_bytes()).max(1)
}

/// Mixes a part into a key (the finalizer of SplitMix64; Steele, Lea & Flood 2014). Never zero.
fn mix(key: u64, part: u64) -> u64 {
    let mut hash = key.rotate_left(23) ^ part.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (hash ^ (hash >> 31)).max(1)
}
