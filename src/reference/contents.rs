//! How much of an element is in goods of a commodity code: from the net mass to contained kilograms.

use super::composition::Composition;
use super::reading::symbol_of;
use super::shipped::Tables;
use crate::error::Result;

/// What goods are in the chain from ore to article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Link {
    /// Ore and concentrate.
    Ore,
    /// Unwrought metal and ferro-alloy.
    Metal,
    /// Oxide, salt, powder and other compound.
    Compound,
    /// Magnet, wafer, target, wrought article.
    Article,
}

impl Link {
    /// Name in lower case, as the table writes it.
    pub const fn name(self) -> &'static str {
        ["ore", "metal", "compound", "article"][self as usize]
    }

    fn parse(text: &str) -> Option<Link> {
        [Link::Ore, Link::Metal, Link::Compound, Link::Article].into_iter().find(|link| link.name() == text)
    }
}

/// Goods under a code, and the element that counts in them.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    hs: String,
    element: String,
    link: Link,
    share: f64,
    low: f64,
    high: f64,
    only_if_named: bool,
}

/// What goods hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Content<'a> {
    /// Element: `antimony`, `tungsten`, …
    pub element: &'a str,
    /// Contained kilograms per kilogram net.
    pub share: f64,
    /// Relative standard deviation of the share: a quarter of the range that the table allows, over the share.
    pub relative_sd: f64,
    /// What the goods are in the chain.
    pub link: Link,
}

/// Relative standard deviation of a share that the specification states (est.: assays and rounding).
const STATED_SD: f64 = 0.1;

/// Shares of elements by commodity code.
#[derive(Debug, Clone, Default)]
pub struct Contents {
    /// The longest code first; of equals as in the table.
    rows: Vec<Row>,
}

impl Contents {
    /// Reads `element_content.csv`.
    ///
    /// # Errors
    /// [`crate::error::Error::Input`] with file, row, column, value and remedy.
    pub fn read(tables: &Tables) -> Result<Contents> {
        let table =
            tables.read("element_content.csv", &["hs", "element", "link", "share", "low", "high", "only_if_named"])?;
        let mut rows = Vec::new();
        for row in table.rows() {
            let share = |column: &str| -> Result<f64> {
                let remedy = "write a share of the mass, above 0 and at most 1";
                let share = row.required(column)?.parse().ok().filter(|share| *share > 0.0 && *share <= 1.0);
                share.ok_or_else(|| row.fault(column, "is no share", remedy))
            };
            let hs = row.required("hs")?;
            if !(4..=10).contains(&hs.len()) || !hs.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(row.fault("hs", "is no code", "write 4 to 10 digits"));
            }
            let link = Link::parse(row.required("link")?)
                .ok_or_else(|| row.fault("link", "is not known", "write ore, metal, compound or article"))?;
            let read = Row {
                hs: hs.to_owned(),
                element: row.required("element")?.to_owned(),
                link,
                share: share("share")?,
                low: share("low")?,
                high: share("high")?,
                only_if_named: row.text("only_if_named") == "yes",
            };
            if !(read.low..=read.high).contains(&read.share) {
                return Err(row.fault("share", "lies outside `low` to `high`", "mend one of the three"));
            }
            rows.push(read);
        }
        rows.sort_by_key(|row| std::cmp::Reverse(row.hs.len()));
        Ok(Contents { rows })
    }

    /// What goods of a code hold. `named` is the mineral that the text names; `specification` is asked for the share where the code
    /// leaves it open. `None` where the table does not speak of the code, or only of goods whose text names the element.
    pub fn of(&self, hs: &str, named: Option<&str>, specification: Option<&str>) -> Option<Content<'_>> {
        let mut found = self.rows.iter().filter(|row| hs.starts_with(&row.hs)).peekable();
        let digits = found.peek()?.hs.len();
        let fits = |row: &&Row| row.hs.len() == digits && (!row.only_if_named || named == Some(row.element.as_str()));
        let row = found.find(fits)?;
        let stated = specification.filter(|_| row.only_if_named).and_then(|text| {
            let pct = Composition::find(text)?.share(symbol_of(&row.element)?)?;
            Some(pct / 100.0).filter(|share| *share > 0.0 && *share <= 1.0)
        });
        let (share, relative_sd) = match stated {
            Some(share) => (share, STATED_SD),
            None => (row.share, (row.high - row.low) / 4.0 / row.share),
        };
        Some(Content { element: &row.element, share, relative_sd, link: row.link })
    }

    /// Whether goods of a code, of 4 digits or more, may hold an element: whether the table tells the element for the code, for a part
    /// of it or for a code that it is a part of.
    pub fn may_hold(&self, code: &str, element: &str) -> bool {
        let akin = |row: &Row| row.hs.starts_with(code) || code.starts_with(&row.hs);
        self.rows.iter().any(|row| row.element == element && akin(row))
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

    fn shipped() -> Contents {
        Contents::read(&Tables::collect(None).unwrap()).unwrap()
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
            let held = table.of(hs, None, None).unwrap_or_else(|| panic!("{hs}"));
            assert_eq!(held.element, element, "{hs}");
            assert!((held.share - share).abs() < 0.003, "{hs}: {} against {share}", held.share);
        }
    }

    #[test]
    fn magnets_count_only_what_their_text_names_and_states() {
        let table = shipped();
        assert_eq!(table.of("8505111000", None, None), None);
        assert_eq!(table.of("8505111000", Some("neodymium"), None), None);
        let usual = table.of("8505111000", Some("dysprosium"), None).unwrap();
        let stated = table.of("8505111000", Some("dysprosium"), Some("Nd 29% Dy 4.1% Fe B")).unwrap();
        assert!(usual.relative_sd > 0.3 && stated.relative_sd < 0.2);
        assert!((stated.share - 0.041).abs() < 1e-9);
        assert_eq!(table.of("8505111000", Some("samarium"), None).unwrap().element, "samarium");
    }

    #[test]
    fn another_good_of_the_line_is_not_the_element() {
        // 2825.60 is germanium oxide and zirconium dioxide.
        assert_eq!(shipped().of("2825600001", None, None), None);
        assert_eq!(shipped().of("6402992900", None, None), None);
    }

    #[test]
    fn a_code_may_hold_what_a_part_of_it_holds() {
        let table = shipped();
        assert!(table.may_hold("282560", "germanium") && table.may_hold("2825600002", "germanium"));
        assert!(table.may_hold("850511", "dysprosium"));
        assert!(!table.may_hold("282530", "germanium") && !table.may_hold("381800", "antimony"));
    }

    #[test]
    fn a_broken_row_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let text = "hs,element,link,share,low,high,only_if_named,source\n811010,antimony,metal,7,1,1,,x\n";
        std::fs::write(folder.path().join("element_content.csv"), text).unwrap();
        let error = Contents::read(&Tables::collect(Some(folder.path())).unwrap()).unwrap_err().to_string();
        assert!(error.contains("row 2") && error.contains("share") && error.contains('7'), "{error}");
    }
}
