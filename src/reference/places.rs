//! Countries and ports: names, points, hubs, and the great circle between them.

use super::shipped::Tables;
use super::table::Row;
use crate::error::Result;
use std::collections::HashMap;

/// Mean radius of the Earth, IUGG 1980, km.
const EARTH_RADIUS_KM: f64 = 6371.0088;

/// A point on the globe, degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// North positive.
    pub lat: f64,
    /// East positive.
    pub lon: f64,
}

/// A country or territory with its own ISO code.
#[derive(Debug, Clone)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub alpha2: String,
    /// ISO 3166-1 alpha-3.
    pub alpha3: String,
    /// ISO 3166-1 numeric, three digits.
    pub numeric: String,
    /// English name.
    pub name_en: String,
    /// Chinese name.
    pub name_zh: String,
    /// Other names in use.
    pub aliases: Vec<String>,
    /// Mean of its trading places.
    pub point: Point,
    /// Known as a transhipment hub.
    pub hub: bool,
    /// ISO 4217.
    pub currency: String,
    /// Where the row comes from.
    pub source: String,
}

/// A sea port, airport or land crossing.
#[derive(Debug, Clone)]
pub struct Port {
    /// UN/LOCODE, or the code in use on documents.
    pub locode: String,
    /// English name.
    pub name_en: String,
    /// Chinese name, empty where unknown.
    pub name_zh: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Where it lies.
    pub point: Point,
    /// sea, air or land.
    pub mode: String,
    /// Where the row comes from.
    pub source: String,
}

/// All places, found by code or name.
#[derive(Debug)]
pub struct Places {
    countries: Vec<Country>,
    ports: Vec<Port>,
    country_of: HashMap<String, usize>,
    /// Place of a country by its two capital letters, the form in which columns carry it.
    by_letters: Vec<Option<usize>>,
    port_of: HashMap<String, usize>,
}

impl Point {
    /// Great-circle distance by the haversine formula (R. W. Sinnott, Sky and Telescope 68, 1984), km.
    pub fn distance_km(self, other: Point) -> f64 {
        let (lat1, lat2) = (self.lat.to_radians(), other.lat.to_radians());
        let half_lat = (lat2 - lat1) / 2.0;
        let half_lon = (other.lon - self.lon).to_radians() / 2.0;
        let h = half_lat.sin().powi(2) + lat1.cos() * lat2.cos() * half_lon.sin().powi(2);
        2.0 * EARTH_RADIUS_KM * h.sqrt().min(1.0).asin()
    }
}

fn key(text: &str) -> String {
    text.trim().to_lowercase()
}

fn letters(text: &str) -> Option<usize> {
    match text.as_bytes() {
        [a @ b'A'..=b'Z', b @ b'A'..=b'Z'] => Some(usize::from(a - b'A') * 26 + usize::from(b - b'A')),
        _ => None,
    }
}

impl Places {
    /// Reads countries and ports.
    ///
    /// # Errors
    /// [`crate::error::Error::Input`] with file, row, column and value.
    pub fn read(tables: &Tables) -> Result<Places> {
        let table = tables
            .read("countries.csv", &["alpha2", "alpha3", "numeric", "name_en", "name_zh", "lat", "lon", "hub"])?;
        let countries = table.rows().map(read_country).collect::<Result<Vec<_>>>()?;
        let table = tables.read("ports.csv", &["locode", "name_en", "country", "lat", "lon", "mode"])?;
        let mut ports = table.rows().map(read_port).collect::<Result<Vec<_>>>()?;
        if let Some(table) = tables.imported("unlocode.csv", &["locode", "name_en", "country", "lat", "lon", "mode"])? {
            // shipped rows come first and so keep their names and corrected points
            ports.extend(table.rows().map(read_port).collect::<Result<Vec<_>>>()?);
        }
        let mut country_of = HashMap::new();
        for (at, country) in countries.iter().enumerate() {
            let names = [&country.alpha2, &country.alpha3, &country.numeric, &country.name_en, &country.name_zh];
            for name in names.into_iter().chain(&country.aliases).filter(|name| !name.is_empty()) {
                country_of.entry(key(name)).or_insert(at);
            }
        }
        let mut by_letters = vec![None; 26 * 26];
        for (at, country) in countries.iter().enumerate() {
            if let Some(letters) = letters(&country.alpha2) {
                by_letters[letters] = Some(at);
            }
        }
        let mut port_of = HashMap::new();
        for (at, port) in ports.iter().enumerate() {
            for name in [&port.locode, &port.name_en, &port.name_zh].into_iter().filter(|name| !name.is_empty()) {
                port_of.entry(key(name)).or_insert(at);
            }
        }
        Ok(Places { countries, ports, country_of, by_letters, port_of })
    }

    /// A country by alpha-2, alpha-3, numeric code, English or Chinese name.
    pub fn country(&self, text: &str) -> Option<&Country> {
        if let Some(at) = letters(text).and_then(|letters| self.by_letters[letters]) {
            return Some(&self.countries[at]);
        }
        self.country_of.get(&key(text)).map(|at| &self.countries[*at])
    }

    /// A port by UN/LOCODE (with or without a blank) or name.
    pub fn port(&self, text: &str) -> Option<&Port> {
        let bare = key(text);
        let found = self.port_of.get(&bare).or_else(|| self.port_of.get(&bare.replace(' ', "")));
        found.map(|at| &self.ports[*at])
    }

    /// Country of a port code: of the table, else the first two letters of a five-letter code.
    pub fn country_of_port(&self, text: &str) -> Option<&Country> {
        if let Some(port) = self.port(text) {
            return self.country(&port.country);
        }
        let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let is_locode = bare.len() == 5 && bare.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if is_locode { self.country(&bare[..2]) } else { None }
    }

    /// All countries by alpha-2.
    pub fn countries(&self) -> &[Country] {
        &self.countries
    }

    /// All ports by code.
    pub fn ports(&self) -> &[Port] {
        &self.ports
    }
}

fn point(row: Row) -> Result<Point> {
    Ok(Point { lat: row.number_within("lat", -90.0, 90.0)?, lon: row.number_within("lon", -180.0, 180.0)? })
}

fn read_country(row: Row) -> Result<Country> {
    let alpha2 = row.required("alpha2")?;
    if alpha2.len() != 2 || !alpha2.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(row.fault("alpha2", "is no ISO alpha-2 code", "write two capital letters"));
    }
    Ok(Country {
        alpha2: alpha2.to_owned(),
        alpha3: row.required("alpha3")?.to_owned(),
        numeric: row.required("numeric")?.to_owned(),
        name_en: row.required("name_en")?.to_owned(),
        name_zh: row.text("name_zh").to_owned(),
        aliases: row.list("aliases"),
        point: point(row)?,
        hub: match row.text("hub") {
            "1" => true,
            "0" | "" => false,
            _ => return Err(row.fault("hub", "is no flag", "write 1 or 0")),
        },
        currency: row.text("currency").to_owned(),
        source: row.required("source")?.to_owned(),
    })
}

fn read_port(row: Row) -> Result<Port> {
    Ok(Port {
        locode: row.required("locode")?.to_owned(),
        name_en: row.required("name_en")?.to_owned(),
        name_zh: row.text("name_zh").to_owned(),
        country: row.required("country")?.to_owned(),
        point: point(row)?,
        mode: row.text("mode").to_owned(),
        source: row.required("source")?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_great_circle_from_shanghai_to_los_angeles() {
        let shanghai = Point { lat: 31.23, lon: 121.47 };
        let los_angeles = Point { lat: 33.74, lon: -118.27 };
        let distance = shanghai.distance_km(los_angeles);
        assert!((10_350.0..10_500.0).contains(&distance), "{distance}");
        assert_eq!(shanghai.distance_km(shanghai), 0.0);
    }

    #[test]
    fn a_country_is_known_by_all_its_names() {
        let places = Places::read(&Tables::collect(None).expect("tables")).expect("places");
        for name in ["TH", "tha", "764", "Thailand", "泰国"] {
            assert_eq!(places.country(name).map(|country| country.alpha2.as_str()), Some("TH"), "{name}");
        }
        assert_eq!(places.country("USA").map(|country| country.alpha2.as_str()), Some("US"));
        assert_eq!(places.country_of_port("THXYZ").map(|country| country.alpha2.as_str()), Some("TH"));
        assert!(places.country("Atlantis").is_none());
        assert_eq!(places.port("TH LCH").map(|port| port.locode.as_str()), Some("THLCH"));
    }
}
