//! How much of an element is in goods of a commodity code: from the net mass to contained kilograms.

use super::stage::Form;
use crate::error::{Error, Result};

/// One row of the table: goods under a code, and the element that counts in them.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    hs: String,
    element: String,
    form: Form,
    share: f64,
    low: f64,
    high: f64,
    only_if_named: bool,
}

/// What a declared code holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Content<'a> {
    /// Element: `antimony`, `tungsten`, …
    pub element: &'a str,
    /// Contained kilograms per kilogram net.
    pub share: f64,
    /// Relative standard deviation of the share: a quarter of the range that the table allows, over the share.
    pub relative_sd: f64,
    /// What the goods are in the chain.
    pub form: Form,
}

/// Shares of elements by commodity code (`element_content.csv`).
#[derive(Debug, Clone, Default)]
pub struct Contents {
    rows: Vec<Row>,
}

impl Contents {
    /// Reads the table; columns `hs`, `element`, `form`, `share`, `low`, `high`, `only_if_named`, `source`.
    ///
    /// # Errors
    /// [`Error::Input`] that names row and column.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Contents> {
        let remedy = "mend the row, or leave the file out to use the shipped one";
        let mut reader = csv::Reader::from_reader(bytes);
        let wrong = |row: usize, why: String| Error::input(name, format!("row {row}: {why}"), remedy);
        let header = reader.headers().map_err(|cause| wrong(1, cause.to_string()))?.clone();
        let place = |column: &str| {
            header
                .iter()
                .position(|held| held.trim() == column)
                .ok_or_else(|| wrong(1, format!("column `{column}` is absent")))
        };
        let [hs, element, form, share, low, high, named] = [
            place("hs")?,
            place("element")?,
            place("form")?,
            place("share")?,
            place("low")?,
            place("high")?,
            place("only_if_named")?,
        ];
        let mut rows = Vec::new();
        for (at, record) in reader.records().enumerate() {
            let at = at + 2;
            let record = record.map_err(|cause| wrong(at, cause.to_string()))?;
            let text = |column: usize| record.get(column).unwrap_or("").trim();
            let number = |column: usize, title: &str| {
                text(column)
                    .parse::<f64>()
                    .ok()
                    .filter(|value| (0.0..=1.0).contains(value))
                    .ok_or_else(|| wrong(at, format!("column `{title}`: `{}` is no share of 0 to 1", text(column))))
            };
            let code = text(hs);
            if code.len() < 4 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(wrong(at, format!("column `hs`: `{code}` is no code of 4 to 10 digits")));
            }
            let row = Row {
                hs: code.to_owned(),
                element: text(element).to_owned(),
                form: Form::parse(text(form)).ok_or_else(|| {
                    wrong(at, format!("column `form`: `{}` is not ore, metal, compound or article", text(form)))
                })?,
                share: number(share, "share")?,
                low: number(low, "low")?,
                high: number(high, "high")?,
                only_if_named: text(named) == "yes",
            };
            if !(row.low <= row.share && row.share <= row.high && row.share > 0.0) {
                return Err(wrong(at, "column `share` lies outside `low` to `high`, or is 0".to_owned()));
            }
            rows.push(row);
        }
        // The longest code first; of equals the first row.
        rows.sort_by_key(|row| std::cmp::Reverse(row.hs.len()));
        Ok(Contents { rows })
    }

    /// What goods of a code hold. `named` is the mineral that the text names, `stated` tells the share of an element that the
    /// specification states, if it does. `None` where the table does not speak of the code, or only for goods whose text names
    /// the element.
    pub fn of(&self, hs: &str, named: Option<&str>, stated: impl Fn(&str) -> Option<f64>) -> Option<Content<'_>> {
        let mut found = self.rows.iter().filter(|row| hs.starts_with(&row.hs)).peekable();
        let digits = found.peek()?.hs.len();
        let fits = |row: &&Row| row.hs.len() == digits && (!row.only_if_named || named == Some(row.element.as_str()));
        let row = found.find(fits)?;
        let stated = stated(&row.element).filter(|share| (row.low / 2.0..=1.0).contains(share));
        let (share, spread) = match stated {
            // What is stated is taken as it stands, to a tenth of itself.
            Some(share) => (share, 0.1),
            None => (row.share, (row.high - row.low) / 4.0 / row.share),
        };
        Some(Content { element: &row.element, share, relative_sd: spread, form: row.form })
    }

    /// The elements of the table, each once, in alphabetical order.
    pub fn elements(&self) -> Vec<&str> {
        let mut all: Vec<&str> = self.rows.iter().map(|row| row.element.as_str()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &[u8] = include_bytes!("../../../datasets/reference/element_content.csv");

    fn shipped() -> Contents {
        Contents::parse("element_content.csv", SHIPPED).unwrap()
    }

    #[test]
    fn stoichiometry_is_that_of_the_atomic_weights() {
        let table = shipped();
        // Standard atomic weights (IUPAC 2021, abridged).
        for (hs, element, share) in [
            ("2825800090", "antimony", 2.0 * 121.760 / (2.0 * 121.760 + 3.0 * 15.999)),
            ("2825600002", "germanium", 72.630 / (72.630 + 2.0 * 15.999)),
            ("3818009004", "gallium", 69.723 / (69.723 + 74.922)),
            ("2825901200", "tungsten", 183.84 / (183.84 + 3.0 * 15.999)),
            ("2849902000", "tungsten", 183.84 / (183.84 + 12.011)),
            ("2846901500", "dysprosium", 2.0 * 162.500 / (2.0 * 162.500 + 3.0 * 15.999)),
            ("2846901600", "terbium", 4.0 * 158.925 / (4.0 * 158.925 + 7.0 * 15.999)),
            ("2846901100", "yttrium", 2.0 * 88.906 / (2.0 * 88.906 + 3.0 * 15.999)),
            ("2853904051", "indium", 114.818 / (114.818 + 30.974)),
        ] {
            let held = table.of(hs, None, |_| None).unwrap_or_else(|| panic!("{hs}"));
            assert_eq!(held.element, element, "{hs}");
            assert!((held.share - share).abs() < 0.003, "{hs}: {} against {share}", held.share);
        }
    }

    #[test]
    fn magnets_count_only_what_their_text_names_and_states() {
        let table = shipped();
        assert_eq!(table.of("8505111000", None, |_| None), None);
        assert_eq!(table.of("8505111000", Some("neodymium"), |_| None), None);
        let usual = table.of("8505111000", Some("dysprosium"), |_| None).unwrap();
        let stated = table.of("8505111000", Some("dysprosium"), |_| Some(0.041)).unwrap();
        assert!(usual.relative_sd > 0.3 && stated.relative_sd < 0.2);
        assert_eq!(stated.share, 0.041);
        assert_eq!(table.of("8505111000", Some("samarium"), |_| None).unwrap().element, "samarium");
    }

    #[test]
    fn another_good_of_the_line_is_not_the_element() {
        // 2825.60 is germanium oxide and zirconium dioxide.
        assert_eq!(shipped().of("2825600001", None, |_| None), None);
        assert_eq!(shipped().of("6402992900", None, |_| None), None);
    }

    #[test]
    fn a_broken_row_is_named() {
        let text = b"hs,element,form,share,low,high,only_if_named,source\n811010,antimony,metal,7,1,1,,x\n";
        let error = Contents::parse("element_content.csv", text).unwrap_err().to_string();
        assert!(error.contains("row 2") && error.contains("share") && error.contains("`7`"), "{error}");
    }
}
