//! A change of one declared fact: what would stand there, and how far that is from what stands there now.

use crate::schema::Column;
use crate::signals::number;

/// What a column would hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Number(f64),
    Text(String),
    /// Nothing declared.
    Nothing,
}

/// A column and what it would hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    pub column: &'static str,
    pub value: Value,
}

impl Setting {
    /// A number in a column.
    pub fn number(column: Column, value: f64) -> Self {
        Setting { column: column.name, value: Value::Number(value) }
    }

    /// A text in a column.
    pub fn text(column: Column, value: impl Into<String>) -> Self {
        Setting { column: column.name, value: Value::Text(value.into()) }
    }
}

/// The same words in English and Chinese.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub en: String,
    pub zh: String,
}

impl Words {
    /// Words in both languages.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Words { en: en.into(), zh: zh.into() }
    }

    /// What reads alike in both: a code, a name, a country.
    pub fn same(text: impl Into<String>) -> Self {
        let en = text.into();
        Words { zh: en.clone(), en }
    }

    /// Where nothing is declared.
    pub fn none() -> Self {
        Words::new("none", "未填")
    }

    /// A quantity with its unit.
    pub fn quantity(value: f64, unit_en: &str, unit_zh: &str) -> Self {
        let told = number(value);
        let en = if unit_en.is_empty() { told.clone() } else { format!("{told} {unit_en}") };
        Words { en, zh: format!("{told}{unit_zh}") }
    }
}

/// One fact changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Columns of the declaration, as they would be declared.
    pub declares: Vec<Setting>,
    /// Columns that registers and lists say, as they would be once the document is accepted: what no box of the declaration holds.
    pub establishes: Vec<Setting>,
    /// As declared.
    pub declared: Words,
    /// As it would have to be.
    pub needed: Words,
    /// How far the fact moves; smaller is likelier an honest slip. Numbers: |ln(needed / declared)|; codes: share of the ten
    /// digits from the first that differs; another name or country: 1; something only added or shown: [`SHOWN`] (est.: an order, no
    /// measure).
    pub size: f64,
}

/// Size of what is only completed or shown, while nothing declared becomes untrue.
pub const SHOWN: f64 = 0.5;
/// Size of another name or country.
pub const OTHER: f64 = 1.0;

impl Change {
    /// A declared number that would be another; `None` where it would hardly move. Three significant digits, because nobody asks
    /// for more, and because what is told must be what was tried.
    pub fn of_number(column: Column, declared: f64, needed: f64, unit_en: &str, unit_zh: &str) -> Option<Change> {
        let needed = rounded(needed);
        let size = (needed / declared).ln().abs();
        (declared > 0.0 && size.is_finite() && size >= HARDLY).then(|| Change {
            declares: vec![Setting::number(column, needed)],
            establishes: Vec::new(),
            declared: Words::quantity(declared, unit_en, unit_zh),
            needed: Words::quantity(needed, unit_en, unit_zh),
            size,
        })
    }

    /// What a document establishes beside the declaration.
    pub fn shown(establishes: Vec<Setting>, declared: Words, needed: Words) -> Change {
        Change { declares: Vec::new(), establishes, declared, needed, size: SHOWN }
    }
}

/// Numbers nearer than this (2 %) are the same.
const HARDLY: f64 = 0.02;

/// Three significant digits.
pub fn rounded(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let unit = 10f64.powi(2 - value.abs().log10().floor() as i32);
    (value * unit).round() / unit
}

/// Settings of those columns that say something now.
pub fn where_told(line: &super::line::Line, settings: &[(Column, f64)]) -> Vec<Setting> {
    let differs = |(column, value): &&(Column, f64)| line.number(*column).is_some_and(|now| now != *value);
    settings.iter().filter(differs).map(|(column, value)| Setting::number(*column, *value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::NET_MASS_KG;

    #[test]
    fn three_digits_are_asked_for_and_no_less_than_two_per_cent() {
        assert_eq!([123_456.0, 0.012_345, 9.0].map(rounded), [123_000.0, 0.0123, 9.0]);
        let change = Change::of_number(NET_MASS_KG, 100.0, 1_234.5, "kg", "千克").unwrap();
        assert_eq!(change.declares, [Setting::number(NET_MASS_KG, 1_230.0)]);
        assert_eq!((change.needed.en.as_str(), change.needed.zh.as_str()), ("1,230 kg", "1,230千克"));
        assert!((change.size - 12.3f64.ln()).abs() < 1e-12);
        assert_eq!(Change::of_number(NET_MASS_KG, 100.0, 101.0, "kg", "千克"), None);
        assert_eq!(Change::of_number(NET_MASS_KG, 0.0, 101.0, "kg", "千克"), None);
    }
}
