//! Minerals, look-alike codes, price bands, densities, limits and known uses.

use super::shipped::Tables;
use super::table::Row;
use crate::error::Result;
use chrono::NaiveDate;

/// A mineral in one form.
#[derive(Debug, Clone)]
pub struct Mineral {
    /// Mineral as all tables name it.
    pub mineral: String,
    /// Form in the words of the glossary.
    pub form: String,
    /// Commodity code prefixes.
    pub codes: Vec<String>,
    /// Density of the solid.
    pub solid_density_g_cm3: f64,
    /// Density as packed for shipment.
    pub packed_density_kg_m3: f64,
    /// Whether and from which threshold it is controlled, for people.
    pub controlled: String,
    /// Where the row comes from.
    pub source: String,
}

/// A code under which a controlled mineral may hide.
#[derive(Debug, Clone)]
pub struct LookAlike {
    /// Prefix of the cover code.
    pub cover_hs: String,
    /// Mineral as all tables name it.
    pub mineral: String,
    /// Form in the words of the glossary.
    pub form: String,
    /// Why it can serve as cover.
    pub why: String,
    /// Where the row comes from.
    pub source: String,
}

/// A dated band of prices in US dollars per kilogram.
#[derive(Debug, Clone)]
pub struct PriceBand {
    /// Mineral as all tables name it.
    pub mineral: String,
    /// Form in the words of the glossary.
    pub form: String,
    /// Commodity code prefixes.
    pub codes: Vec<String>,
    /// First day.
    pub from: NaiveDate,
    /// Last day; open where `None`.
    pub to: Option<NaiveDate>,
    /// Low end, USD/kg.
    pub low: f64,
    /// High end, USD/kg.
    pub high: f64,
    /// Where the row comes from.
    pub source: String,
}

/// Usual price and packed density of goods used as cover.
#[derive(Debug, Clone)]
pub struct Cover {
    /// Commodity code prefix.
    pub hs: String,
    /// The goods in words.
    pub goods: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day; open where `None`.
    pub to: Option<NaiveDate>,
    /// Low end, USD/kg.
    pub low: f64,
    /// High end, USD/kg.
    pub high: f64,
    /// Density as packed for shipment.
    pub packed_density_kg_m3: f64,
    /// Where the row comes from.
    pub source: String,
}

/// What a limit is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitKind {
    /// Net mass, kg.
    NetMassKg,
    /// Value, US dollars.
    ValueUsd,
}

/// Which goods a limit is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LimitScope {
    /// All goods.
    All,
    /// Minerals under control on the day, and their look-alikes.
    Controlled,
    /// One mineral.
    Mineral(String),
}

/// A limit under which lots are kept small.
#[derive(Debug, Clone)]
pub struct Limit {
    /// What is limited.
    pub kind: LimitKind,
    /// The limit, kg or USD.
    pub limit: f64,
    /// Which goods it is for.
    pub scope: LimitScope,
    /// ISO alpha-2 of the destination; empty for all.
    pub destination: String,
    /// Commodity code prefix; empty for all.
    pub hs: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day; open where `None`.
    pub to: Option<NaiveDate>,
    /// Where the row comes from.
    pub source: String,
}

/// All of it.
#[derive(Debug)]
pub struct Market {
    /// Minerals by form.
    pub minerals: Vec<Mineral>,
    /// Cover codes.
    pub lookalikes: Vec<LookAlike>,
    /// Price bands of minerals.
    pub bands: Vec<PriceBand>,
    /// Prices of cover goods.
    pub covers: Vec<Cover>,
    /// Limits under which lots are kept small.
    pub limits: Vec<Limit>,
    /// Mineral and the countries with known use.
    pub uses: Vec<(String, Vec<String>)>,
}

fn lasts(from: NaiveDate, to: Option<NaiveDate>, on: NaiveDate) -> bool {
    from <= on && to.is_none_or(|to| on <= to)
}

impl Limit {
    /// Whether the limit is in force on a day.
    pub fn is_in_force(&self, on: NaiveDate) -> bool {
        lasts(self.from, self.to, on)
    }
}

impl Market {
    /// Reads the market tables.
    ///
    /// # Errors
    /// [`crate::error::Error::Input`] with file, row, column and value.
    pub fn read(tables: &Tables) -> Result<Market> {
        let minerals =
            tables.read("minerals.csv", &["mineral", "form", "hs", "solid_density_g_cm3", "packed_density_kg_m3"])?;
        let lookalikes = tables.read("lookalikes.csv", &["cover_hs", "mineral", "form", "why"])?;
        let bands = tables
            .read("price_bands.csv", &["mineral", "form", "hs", "valid_from", "low_usd_per_kg", "high_usd_per_kg"])?;
        let covers = tables.read("cover_prices.csv", &["hs", "valid_from", "low_usd_per_kg", "high_usd_per_kg"])?;
        let limits = tables
            .read("thresholds.csv", &["kind", "limit", "scope", "destination", "hs", "valid_from", "valid_to"])?;
        let uses = tables.read("destination_use.csv", &["mineral", "countries"])?;
        Ok(Market {
            minerals: minerals.rows().map(read_mineral).collect::<Result<_>>()?,
            lookalikes: lookalikes.rows().map(read_lookalike).collect::<Result<_>>()?,
            bands: bands.rows().map(read_band).collect::<Result<_>>()?,
            covers: covers.rows().map(read_cover).collect::<Result<_>>()?,
            limits: limits.rows().map(read_limit).collect::<Result<_>>()?,
            uses: uses
                .rows()
                .map(|row| Ok((row.required("mineral")?.to_owned(), row.list("countries"))))
                .collect::<Result<_>>()?,
        })
    }

    /// The look-alikes for which a declared code is a cover.
    pub fn lookalikes_of<'a>(&'a self, hs: &'a str) -> impl Iterator<Item = &'a LookAlike> {
        self.lookalikes.iter().filter(move |row| hs.starts_with(&row.cover_hs))
    }

    /// The price band of a mineral in a form on a day.
    pub fn band(&self, mineral: &str, form: &str, on: NaiveDate) -> Option<&PriceBand> {
        self.bands.iter().find(|band| band.mineral == mineral && band.form == form && lasts(band.from, band.to, on))
    }

    /// The price band of a declared code on a day: lowest and highest of the bands whose longest prefix fits.
    pub fn band_of_code(&self, hs: &str, on: NaiveDate) -> Option<(f64, f64)> {
        let mut best: Option<(usize, f64, f64)> = None;
        for band in self.bands.iter().filter(|band| lasts(band.from, band.to, on)) {
            for code in band.codes.iter().filter(|code| hs.starts_with(code.as_str())) {
                best = Some(match best {
                    Some((length, low, high)) if length == code.len() => {
                        (length, low.min(band.low), high.max(band.high))
                    }
                    Some(longer) if longer.0 > code.len() => longer,
                    _ => (code.len(), band.low, band.high),
                });
            }
        }
        best.map(|(_, low, high)| (low, high))
    }

    /// The cover goods of a declared code on a day, by the longest prefix.
    pub fn cover(&self, hs: &str, on: NaiveDate) -> Option<&Cover> {
        let fits = |cover: &&Cover| hs.starts_with(&cover.hs) && lasts(cover.from, cover.to, on);
        self.covers.iter().filter(fits).max_by_key(|cover| cover.hs.len())
    }

    /// A mineral in a form.
    pub fn mineral(&self, mineral: &str, form: &str) -> Option<&Mineral> {
        self.minerals.iter().find(|row| row.mineral == mineral && row.form == form)
    }

    /// Packed density of declared goods: of the cover table, else of the mineral whose code it is.
    pub fn packed_density(&self, hs: &str, on: NaiveDate) -> Option<f64> {
        let cover = self.cover(hs, on).map(|cover| cover.packed_density_kg_m3);
        let own = || self.minerals.iter().find(|row| row.codes.iter().any(|code| hs.starts_with(code.as_str())));
        cover.or_else(|| own().map(|row| row.packed_density_kg_m3))
    }

    /// Whether a country is known to use a mineral; `None` where no table speaks of it.
    pub fn is_used_in(&self, mineral: &str, country: &str) -> Option<bool> {
        let (_, countries) = self.uses.iter().find(|(named, _)| named == mineral)?;
        Some(countries.iter().any(|named| named == country))
    }
}

const MOST: f64 = 1e9;

fn read_mineral(row: Row) -> Result<Mineral> {
    Ok(Mineral {
        mineral: row.required("mineral")?.to_owned(),
        form: row.required("form")?.to_owned(),
        codes: row.list("hs"),
        solid_density_g_cm3: row.number_within("solid_density_g_cm3", 0.01, 25.0)?,
        packed_density_kg_m3: row.number_within("packed_density_kg_m3", 10.0, 25_000.0)?,
        controlled: row.text("controlled").to_owned(),
        source: row.required("source")?.to_owned(),
    })
}

fn read_lookalike(row: Row) -> Result<LookAlike> {
    let hs = super::hs::parse_hs(row.required("cover_hs")?);
    Ok(LookAlike {
        cover_hs: hs.map_err(|_| row.fault("cover_hs", "is no commodity code", "write 4 to 10 digits"))?,
        mineral: row.required("mineral")?.to_owned(),
        form: row.required("form")?.to_owned(),
        why: row.required("why")?.to_owned(),
        source: row.required("source")?.to_owned(),
    })
}

fn prices(row: Row) -> Result<(f64, f64)> {
    let low = row.number_within("low_usd_per_kg", 0.001, MOST)?;
    let high = row.number_within("high_usd_per_kg", 0.001, MOST)?;
    if low > high {
        return Err(row.fault("high_usd_per_kg", "lies below the low end", "swap the two"));
    }
    Ok((low, high))
}

fn read_band(row: Row) -> Result<PriceBand> {
    let (low, high) = prices(row)?;
    Ok(PriceBand {
        mineral: row.required("mineral")?.to_owned(),
        form: row.required("form")?.to_owned(),
        codes: row.list("hs"),
        from: row.required_date("valid_from")?,
        to: row.date("valid_to")?,
        low,
        high,
        source: row.required("source")?.to_owned(),
    })
}

fn read_cover(row: Row) -> Result<Cover> {
    let (low, high) = prices(row)?;
    Ok(Cover {
        hs: row.required("hs")?.to_owned(),
        goods: row.text("goods").to_owned(),
        from: row.required_date("valid_from")?,
        to: row.date("valid_to")?,
        low,
        high,
        packed_density_kg_m3: row.number_within("packed_density_kg_m3", 10.0, 25_000.0)?,
        source: row.required("source")?.to_owned(),
    })
}

fn read_limit(row: Row) -> Result<Limit> {
    let kind = match row.text("kind") {
        "net_mass_kg" => LimitKind::NetMassKg,
        "value_usd" => LimitKind::ValueUsd,
        _ => return Err(row.fault("kind", "is unknown", "write net_mass_kg or value_usd")),
    };
    Ok(Limit {
        kind,
        limit: row.number_within("limit", 1e-6, MOST)?,
        scope: match row.required("scope")? {
            "*" => LimitScope::All,
            "controlled" => LimitScope::Controlled,
            mineral => LimitScope::Mineral(mineral.to_owned()),
        },
        destination: row.text("destination").to_owned(),
        hs: row.text("hs").to_owned(),
        from: row.required_date("valid_from")?,
        to: row.date("valid_to")?,
        source: row.required("source")?.to_owned(),
    })
}
