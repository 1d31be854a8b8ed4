//! The world's facts: goods, covers, prices, places, read from `datasets/simulation` as compiled in.

use super::drift::Levels;
use super::names::Names;
use super::streams::mix;
use crate::error::{Error, Result};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// A kind of goods in the catalogue.
pub(super) struct Good {
    pub key: String,
    pub hs: String,
    pub role: String,
    pub mineral: String,
    pub names_en: Vec<String>,
    pub names_zh: Vec<String>,
    pub spec: String,
    /// USD per kg inside the country, first day of the world.
    pub price: f64,
    /// Standard deviation of ln price between firms.
    pub price_sd: f64,
    /// Gross kg per cubic metre as packed.
    pub density: f64,
    pub package: String,
    pub kg_per_package: f64,
    pub gross_over_net: f64,
    /// Median net kg of a shipment.
    pub lot_kg: f64,
    pub regions: String,
    pub buyers: String,
    pub weight: f64,
    pub series: String,
    /// First day under export control, days from the epoch.
    pub controlled_from: Option<i32>,
}

pub(super) struct City {
    pub code: String,
    pub zh: String,
    /// Index of the nearest sea, air and road exit.
    pub exits: [usize; 3],
}

pub(super) struct Port {
    pub locode: String,
    pub office: String,
}

pub(super) struct Country {
    pub code: String,
    pub en: String,
    pub sea: String,
    pub air: String,
    pub land: bool,
    pub hub: bool,
    /// Controlled gallium, germanium and antimony are not licensed to it (announcement 46/2024).
    pub barred: bool,
    pub cities: Vec<String>,
    pub forms: Vec<String>,
    pub stems: String,
}

/// A true good, a code it hides under, how often, and from which month of the world.
pub(super) struct Cover {
    pub truth: usize,
    pub cover: usize,
    pub weight: f64,
    pub from_month: i32,
}

type Weights = BTreeMap<String, Vec<(usize, f64)>>;

/// Everything above, indexed.
pub(super) struct Facts {
    pub goods: Vec<Good>,
    pub covers: Vec<Cover>,
    pub cities: Vec<City>,
    pub ports: Vec<Port>,
    pub countries: Vec<Country>,
    pub regions: Weights,
    pub buyers: Weights,
    pub names: Names,
    /// Where honest prices move to; nowhere unless asked for.
    pub levels: Levels,
    series: BTreeMap<String, Vec<(i32, f64, f64)>>,
    start: i32,
}

/// Days from the epoch.
pub(super) fn day_number(date: NaiveDate) -> i32 {
    date.to_epoch_days()
}

struct Table {
    file: &'static str,
    head: BTreeMap<String, usize>,
    rows: Vec<csv::StringRecord>,
}

impl Table {
    fn read(file: &'static str, text: &str) -> Result<Self> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let fail = |why: csv::Error| Error::input(file, why, "restore the file from the project");
        let head = reader.headers().map_err(fail)?.iter().enumerate().map(|(i, h)| (h.to_owned(), i)).collect();
        let rows = reader.records().collect::<std::result::Result<_, _>>().map_err(fail)?;
        Ok(Table { file, head, rows })
    }

    fn text(&self, row: usize, column: &str) -> Result<&str> {
        self.head.get(column).and_then(|i| self.rows[row].get(*i)).ok_or_else(|| {
            Error::input(self.file, format!("row {} has no `{column}`", row + 2), "restore the file from the project")
        })
    }

    fn number(&self, row: usize, column: &str) -> Result<f64> {
        let text = self.text(row, column)?;
        text.parse().map_err(|_| {
            Error::input(
                self.file,
                format!("row {}, `{column}`: `{text}` is no number", row + 2),
                "write a decimal number",
            )
        })
    }

    fn date(&self, row: usize, column: &str) -> Result<i32> {
        let text = self.text(row, column)?;
        text.parse::<NaiveDate>().map(day_number).map_err(|_| {
            Error::input(self.file, format!("row {}, `{column}`: `{text}` is no date", row + 2), "write YYYY-MM-DD")
        })
    }

    fn list(&self, row: usize, column: &str, by: char) -> Result<Vec<String>> {
        Ok(self.text(row, column)?.split(by).map(str::to_owned).collect())
    }

    fn find(&self, row: usize, column: &str, index: &BTreeMap<String, usize>) -> Result<usize> {
        let text = self.text(row, column)?;
        index.get(text).copied().ok_or_else(|| {
            Error::input(
                self.file,
                format!("row {}, `{column}`: `{text}` is unknown", row + 2),
                "add it to its own table",
            )
        })
    }

    fn weights(&self, column: &str, index: &BTreeMap<String, usize>) -> Result<Weights> {
        let mut out = Weights::new();
        for row in 0..self.rows.len() {
            let mut list = Vec::new();
            for part in self.text(row, column)?.split(' ') {
                let known = part.split_once(':').and_then(|(name, w)| Some((*index.get(name)?, w.parse().ok()?)));
                list.push(known.ok_or_else(|| {
                    Error::input(self.file, format!("row {}: `{part}` is not known:weight", row + 2), "correct it")
                })?);
            }
            out.insert(self.text(row, "class")?.to_owned(), list);
        }
        Ok(out)
    }
}

macro_rules! table {
    ($name:literal) => {
        Table::read(concat!("datasets/simulation/", $name), include_str!(concat!("../../datasets/simulation/", $name)))
    };
}

fn index<'a>(keys: impl Iterator<Item = &'a String>) -> BTreeMap<String, usize> {
    keys.cloned().enumerate().map(|(i, key)| (key, i)).collect()
}

impl Facts {
    /// Reads the shipped tables.
    ///
    /// # Errors
    /// `Error::Input` with file, row and column where a table is malformed.
    pub(super) fn shipped(start: i32) -> Result<Facts> {
        let t = table!("ports.csv")?;
        let ports = (0..t.rows.len())
            .map(|r| Ok(Port { locode: t.text(r, "locode")?.into(), office: t.text(r, "office")?.into() }))
            .collect::<Result<Vec<_>>>()?;
        let port_index = index(ports.iter().map(|p| &p.locode));
        let t = table!("cities.csv")?;
        let cities = (0..t.rows.len())
            .map(|r| {
                let exit = |mode| t.find(r, mode, &port_index);
                let exits = [exit("sea")?, exit("air")?, exit("road")?];
                Ok(City { code: t.text(r, "code")?.into(), zh: t.text(r, "zh")?.into(), exits })
            })
            .collect::<Result<Vec<_>>>()?;
        let t = table!("countries.csv")?;
        let countries = (0..t.rows.len())
            .map(|r| {
                Ok(Country {
                    code: t.text(r, "code")?.into(),
                    en: t.text(r, "en")?.into(),
                    sea: t.text(r, "sea")?.into(),
                    air: t.text(r, "air")?.into(),
                    land: t.text(r, "land")? == "yes",
                    hub: t.text(r, "hub")? == "1",
                    barred: t.text(r, "barred")? == "1",
                    cities: t.list(r, "cities", ';')?,
                    forms: t.list(r, "forms", ';')?,
                    stems: t.text(r, "stems")?.into(),
                })
            })
            .collect::<Result<Vec<_>>>()?;
        let goods = Self::goods(&table!("goods.csv")?)?;
        let goods_index = index(goods.iter().map(|g| &g.key));
        let t = table!("covers.csv")?;
        let covers = (0..t.rows.len())
            .map(|r| {
                Ok(Cover {
                    truth: t.find(r, "true_key", &goods_index)?,
                    cover: t.find(r, "cover_key", &goods_index)?,
                    weight: t.number(r, "weight")?,
                    from_month: t.number(r, "from_month")? as i32,
                })
            })
            .collect::<Result<Vec<_>>>()?;
        let t = table!("prices.csv")?;
        let mut series: BTreeMap<String, Vec<(i32, f64, f64)>> = BTreeMap::new();
        for r in 0..t.rows.len() {
            let point = (t.date(r, "on")?, t.number(r, "inside")?.ln(), t.number(r, "outside")?.ln());
            series.entry(t.text(r, "series")?.into()).or_default().push(point);
        }
        Ok(Facts {
            regions: table!("region_classes.csv")?.weights("cities", &index(cities.iter().map(|c| &c.code)))?,
            buyers: table!("buyer_classes.csv")?.weights("countries", &index(countries.iter().map(|c| &c.code)))?,
            names: Names::shipped()?,
            levels: Levels::default(),
            goods,
            covers,
            cities,
            ports,
            countries,
            series,
            start,
        })
    }

    fn goods(t: &Table) -> Result<Vec<Good>> {
        (0..t.rows.len())
            .map(|r| {
                let controlled = t.text(r, "controlled_from")?;
                Ok(Good {
                    key: t.text(r, "key")?.into(),
                    hs: t.text(r, "hs")?.into(),
                    role: t.text(r, "role")?.into(),
                    mineral: t.text(r, "mineral")?.into(),
                    names_en: t.list(r, "names_en", '/')?,
                    names_zh: t.list(r, "names_zh", '/')?,
                    spec: t.text(r, "spec")?.into(),
                    price: t.number(r, "price_usd_kg")?,
                    price_sd: t.number(r, "price_sd")?,
                    density: t.number(r, "packed_kg_m3")?,
                    package: t.text(r, "package")?.into(),
                    kg_per_package: t.number(r, "kg_per_package")?,
                    gross_over_net: t.number(r, "gross_over_net")?,
                    lot_kg: t.number(r, "lot_kg")?,
                    regions: t.text(r, "regions")?.into(),
                    buyers: t.text(r, "buyers")?.into(),
                    weight: t.number(r, "weight")?,
                    series: t.text(r, "series")?.into(),
                    controlled_from: if controlled.is_empty() { None } else { Some(t.date(r, "controlled_from")?) },
                })
            })
            .collect()
    }

    /// USD per kg inside and outside the country on a day.
    pub(super) fn prices(&self, good: usize, day: i32) -> (f64, f64) {
        let g = &self.goods[good];
        // A slow swing of its own for each good, so that no price stands still (est.: ±5 % over 5-10 months).
        let h = mix(17, g.key.as_bytes());
        let period = 150.0 + (h % 160) as f64;
        let swing = 0.05
            * (std::f64::consts::TAU * (f64::from(day - self.start) / period + (h >> 32) as f64 / 4.3e9)).sin()
            + self.levels.at(good, day);
        let Some(points) = self.series.get(&g.series) else {
            return (g.price * swing.exp(), g.price * swing.exp());
        };
        let after = points.partition_point(|p| p.0 <= day);
        let (inside, outside) = match (after.checked_sub(1).map(|i| points[i]), points.get(after)) {
            (Some(a), Some(b)) => {
                let share = f64::from(day - a.0) / f64::from(b.0 - a.0).max(1.0);
                (a.1 + (b.1 - a.1) * share, a.2 + (b.2 - a.2) * share)
            }
            (Some(a), None) => (a.1, a.2),
            (None, Some(b)) => (b.1, b.2),
            (None, None) => (0.0, 0.0),
        };
        (g.price * (inside + swing).exp(), g.price * (outside + swing).exp())
    }

    /// USD per kg at which honest exporters declare: nearer the outside price, since the buyer pays it.
    pub(super) fn export_price(&self, good: usize, day: i32) -> f64 {
        let (inside, outside) = self.prices(good, day);
        inside.powf(0.35) * outside.powf(0.65)
    }

    /// Whether the good is under control on the day.
    pub(super) fn controlled(&self, good: usize, day: i32) -> bool {
        self.goods[good].controlled_from.is_some_and(|from| from <= day)
    }

    /// Index of a good by its key; the catalogue's keys are fixed.
    pub(super) fn good(&self, key: &str) -> usize {
        self.goods.iter().position(|g| g.key == key).expect("a key of the shipped catalogue")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_facts_hold_together() {
        let facts = Facts::shipped(20_000).unwrap();
        assert!(facts.goods.len() > 130, "{}", facts.goods.len());
        for good in &facts.goods {
            assert!(good.hs.len() == 10 && good.hs.bytes().all(|b| b.is_ascii_digit()), "{}", good.key);
            assert!(facts.regions.contains_key(&good.regions), "{}", good.key);
            assert!(facts.buyers.contains_key(&good.buyers), "{}", good.key);
            assert!(good.gross_over_net >= 1.0 && good.density > 20.0 && good.price > 0.0, "{}", good.key);
        }
    }

    #[test]
    fn antimony_rises_more_outside_than_inside() {
        let facts = Facts::shipped(20_000).unwrap();
        let sb = facts.good("sb-ingot");
        let day = day_number(NaiveDate::from_ymd_opt(2025, 3, 15).unwrap());
        let (inside, outside) = facts.prices(sb, day);
        assert!(outside / inside > 1.8, "{inside} {outside}");
    }
}
