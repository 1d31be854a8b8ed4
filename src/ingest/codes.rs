//! Translation of code lists, and the lists that columns are held to.

use super::presets;
use crate::error::{Error, Result};
use crate::schema;
use std::collections::BTreeMap;
use std::path::Path;

/// A code list of a source, translated into ours.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Codes {
    /// Name or path, for messages.
    pub name: String,
    ours: BTreeMap<String, String>,
}

impl Codes {
    /// A table written in the mapping itself.
    pub fn inline(name: &str, ours: BTreeMap<String, String>) -> Codes {
        Codes { name: name.to_string(), ours }
    }

    /// A shipped table by name, or a CSV with the columns `from` and `to` beside the mapping.
    pub fn load(name: &str, beside: Option<&Path>) -> Result<Codes> {
        if let Some(text) = presets::code_table(name) {
            return Codes::parse(name, text);
        }
        let Some(folder) = beside.filter(|_| name.ends_with(".csv")) else {
            let known: Vec<_> = presets::CODE_TABLES.iter().map(|(known, _)| *known).collect();
            return Err(Error::Usage(format!(
                "no code table is called `{name}`; shipped are {}, or name a .csv file beside the mapping",
                known.join(", ")
            )));
        };
        let path = folder.join(name);
        let text = std::fs::read_to_string(&path)
            .map_err(|cause| Error::Usage(format!("the code table `{}` cannot be read: {cause}", path.display())))?;
        Codes::parse(name, &text)
    }

    fn parse(name: &str, text: &str) -> Result<Codes> {
        let fault = |why: String| Error::Usage(format!("the code table `{name}` {why}"));
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let headers = reader.headers().map_err(|cause| fault(cause.to_string()))?.clone();
        let place = |wanted: &str| {
            headers
                .iter()
                .position(|header| header.trim_start_matches('\u{feff}') == wanted)
                .ok_or_else(|| fault(format!("has no column `{wanted}`; it needs `from` and `to`")))
        };
        let (from, to) = (place("from")?, place("to")?);
        let mut ours = BTreeMap::new();
        for record in reader.records() {
            let record = record.map_err(|cause| fault(cause.to_string()))?;
            if let (Some(theirs), Some(our)) = (record.get(from), record.get(to)) {
                ours.insert(theirs.trim().to_string(), our.trim().to_string());
            }
        }
        Ok(Codes { name: name.to_string(), ours })
    }

    /// Our code for theirs.
    pub fn translate(&self, theirs: &str) -> Option<&str> {
        self.ours.get(theirs).map(String::as_str)
    }

    /// Every pair, in order, for the mapping's digest.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.ours.iter().map(|(from, to)| (from.as_str(), to.as_str()))
    }
}

/// The code list a column's values must be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    /// Free text: no list.
    Any,
    /// 6, 8 or 10 digits of the Harmonized System.
    HarmonizedSystem,
    /// ISO 3166-1 alpha-2.
    Country,
    /// Several countries, separated by `;`.
    Countries,
    /// UN/ECE Recommendation 19.
    TransportMode,
    /// UN/ECE Recommendation 21: two letters or digits.
    PackageType,
    /// UN/ECE Recommendation 20: two or three letters or digits.
    QuantityUnit,
    /// Incoterms 1990-2020; `ZZZ` where there is none.
    Incoterm,
}

const INCOTERMS: &[&str] = &[
    "EXW", "FCA", "FAS", "FOB", "CFR", "CIF", "CPT", "CIP", "DAF", "DES", "DEQ", "DDU", "DDP", "DAT", "DAP", "DPU",
    "ZZZ",
];

impl List {
    /// The list of a canonical column.
    pub fn of(column: &str) -> List {
        let countries =
            [schema::ORIGIN_COUNTRY, schema::EXPORT_COUNTRY, schema::DESTINATION_COUNTRY, schema::CONSIGNEE_COUNTRY];
        match column {
            name if countries.iter().any(|country| country.name == name) => List::Country,
            name if name == schema::HS_CODE.name => List::HarmonizedSystem,
            name if name == schema::TRANSIT_COUNTRIES.name => List::Countries,
            name if name == schema::TRANSPORT_MODE.name => List::TransportMode,
            name if name == schema::PACKAGE_TYPE.name => List::PackageType,
            name if name == schema::QUANTITY_UNIT.name => List::QuantityUnit,
            name if name == schema::INCOTERM.name => List::Incoterm,
            _ => List::Any,
        }
    }

    /// Whether the value is in the list as it stands.
    pub fn holds(self, value: &str) -> bool {
        let coded = |lengths: std::ops::RangeInclusive<usize>| {
            lengths.contains(&value.len())
                && value.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        };
        match self {
            List::Any => true,
            List::HarmonizedSystem => {
                matches!(value.len(), 6 | 8 | 10) && value.bytes().all(|byte| byte.is_ascii_digit())
            }
            List::Country => presets::is_country(value),
            List::Countries => value.split(';').all(presets::is_country),
            List::TransportMode => value.len() == 1 && matches!(value.as_bytes()[0], b'1'..=b'9'),
            List::PackageType => coded(2..=2),
            List::QuantityUnit => coded(2..=3),
            List::Incoterm => INCOTERMS.contains(&value),
        }
    }
}

/// Kilograms in one of the unit, by name, symbol or UN/ECE Recommendation 20 code; `None` if it is no unit of mass.
pub(super) fn kilograms(unit: &str) -> Option<f64> {
    Some(match unit.trim().to_ascii_lowercase().as_str() {
        "kg" | "kgm" | "kilogram" => 1.0,
        "g" | "grm" | "gram" => 1e-3,
        "mg" | "mgm" => 1e-6,
        "t" | "tne" | "tonne" => 1e3,
        // International Yard and Pound Agreement of 1959; the troy ounce is 31.1034768 g.
        "lb" | "lbr" | "pound" => 0.453_592_37,
        "oz" | "onz" | "ounce" => 0.028_349_523_125,
        "ozt" | "apz" => 0.031_103_476_8,
        "dtn" | "quintal" => 100.0,
        _ => return None,
    })
}

/// Cubic metres in one of the unit; `None` if it is no unit of volume.
pub(super) fn cubic_metres(unit: &str) -> Option<f64> {
    Some(match unit.trim().to_ascii_lowercase().as_str() {
        "m3" | "mtq" => 1.0,
        "l" | "ltr" | "litre" => 1e-3,
        "ft3" | "ftq" => 0.028_316_846_592,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Codes, List, kilograms};
    use crate::ingest::presets;

    #[test]
    fn shipped_tables_translate_into_their_lists() {
        for (table, list) in [
            ("countries", List::Country),
            ("cn-transport-mode", List::TransportMode),
            ("kr-transport-mode", List::TransportMode),
            ("cn-package-type", List::PackageType),
            ("cn-units", List::QuantityUnit),
            ("cn-incoterm", List::Incoterm),
        ] {
            let codes = Codes::load(table, None).expect("a shipped table");
            for (theirs, ours) in codes.pairs() {
                assert!(list.holds(ours), "{table}: {theirs} -> {ours}");
            }
        }
        assert_eq!(presets::CODE_TABLES.len(), 7);
    }

    #[test]
    fn countries_are_known_by_code_and_name() {
        let countries = Codes::load("countries", None).expect("a shipped table");
        for (theirs, ours) in
            [("VNM", "VN"), ("VN", "VN"), ("704", "VN"), ("越南", "VN"), ("韩国", "KR"), ("South Korea", "KR")]
        {
            assert_eq!(countries.translate(theirs), Some(ours), "{theirs}");
        }
        assert!(!List::Country.holds("XX"));
        assert!(List::Countries.holds("HK;VN"));
    }

    #[test]
    fn masses_come_to_kilograms() {
        assert_eq!(kilograms("TNE"), Some(1000.0));
        assert_eq!(kilograms("lb"), Some(0.45359237));
        assert_eq!(kilograms("NMB"), None);
    }
}
