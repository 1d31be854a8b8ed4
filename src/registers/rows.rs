//! The rows of the registers. `known_on` is the day from which a row may be used: a line of day t sees rows with `known_on < t`.

use super::cells::{Cells, Fault};
use chrono::NaiveDate;
use std::collections::HashMap;

/// A row that is read from a table, and known from a day on.
pub(super) trait Row: Sized {
    /// Takes a row.
    ///
    /// # Errors
    /// The column whose value cannot be used; the row is set aside.
    fn take(cells: &Cells, row: usize) -> Result<Self, Fault>;
    /// Day from which the row may be used.
    fn known_on(&self) -> NaiveDate;
    /// Which of a table's rows contradict one another, so that none of them can be believed; most tables have no such rows.
    fn contradictions(_rows: &[Self]) -> Vec<(usize, Fault)> {
        Vec::new()
    }
}

/// An enterprise of the chain.
#[derive(Debug, Clone, PartialEq)]
pub struct Enterprise {
    /// Register number, as the exporter's on declarations.
    pub id: String,
    pub name: Option<String>,
    /// `mining`, `smelting`, `processing`, `trading`, `manufacturing` or `export`.
    pub stage: Option<String>,
    /// District code of its seat.
    pub region: Option<String>,
    pub founded_on: Option<NaiveDate>,
    pub known_on: NaiveDate,
    pub capital_cny: Option<f64>,
    pub phone: Option<String>,
    pub address: Option<String>,
    pub legal_representative: Option<String>,
    /// Contained element it can make in a year, kg.
    pub capacity_kg_year: Option<f64>,
    pub element: Option<String>,
}

/// A purchase, seen from the buyer; a sale, seen from the seller.
#[derive(Debug, Clone, PartialEq)]
pub struct Trade {
    pub seller_id: String,
    pub buyer_id: String,
    pub element: String,
    /// Mass of the element in the goods, kg.
    pub contained_kg: f64,
    pub traded_on: NaiveDate,
    /// Day of the report.
    pub known_on: NaiveDate,
}

/// An export licence as issued; an extension is a row of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Licence {
    pub licence_no: String,
    pub holder_id: String,
    pub hs_code: Option<String>,
    pub mineral: Option<String>,
    /// Net mass licensed, kg.
    pub quantity_kg: Option<f64>,
    pub consignee_name: Option<String>,
    pub country: Option<String>,
    pub valid_from: NaiveDate,
    pub valid_to: NaiveDate,
    pub known_on: NaiveDate,
}

/// A party on a list.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedParty {
    pub name: String,
    pub aliases: Vec<String>,
    pub countries: Vec<String>,
    pub addresses: Vec<String>,
    pub listed_on: NaiveDate,
    pub suspended_on: Option<NaiveDate>,
    pub suspended_until: Option<NaiveDate>,
    pub stopped_on: Option<NaiveDate>,
    pub source: Option<String>,
    pub known_on: NaiveDate,
}

/// A decision that a declared name is not the listed party it is like.
#[derive(Debug, Clone, PartialEq)]
pub struct ScreeningException {
    pub name: String,
    /// Name of the listed party that it is not.
    pub entry: String,
    pub author: String,
    /// First day on which the decision counts no more.
    pub expires_on: NaiveDate,
    pub note: Option<String>,
    pub known_on: NaiveDate,
}

/// What an inspection found.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    pub declaration_id: String,
    pub item_no: i32,
    /// `clear`, `false_declaration`, `re_export` or `other`.
    pub outcome: String,
    pub typology: Option<String>,
    pub seized_kg: Option<f64>,
    pub seized_value_usd: Option<f64>,
    pub inspected_on: NaiveDate,
    pub known_on: NaiveDate,
    pub selected_by: Option<String>,
    pub selection_probability: Option<f64>,
}

/// What a partner country counted as its imports.
#[derive(Debug, Clone, PartialEq)]
pub struct MirrorCell {
    pub reporter: String,
    pub partner: String,
    pub hs6: String,
    /// First day of the month of arrival.
    pub month: NaiveDate,
    pub net_mass_kg: Option<f64>,
    /// With freight and insurance.
    pub value_usd: Option<f64>,
    pub known_on: NaiveDate,
}

impl Outcome {
    /// The line, and since when the outcome is known.
    fn name(&self) -> (&str, i32, NaiveDate) {
        (&self.declaration_id, self.item_no, self.known_on)
    }
}

fn parts(text: Option<String>) -> Vec<String> {
    let text = text.unwrap_or_default();
    text.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// One of the outcomes, however it is spelled.
fn outcome(cells: &Cells, row: usize) -> Result<String, Fault> {
    let told = cells.must(cells.word("outcome", row), "outcome")?.replace(['-', ' '], "_");
    match ["clear", "false_declaration", "re_export", "other"].contains(&told.as_str()) {
        true => Ok(told),
        false => Err(Fault::value("outcome", told, "is none of clear, false_declaration, re_export, other")),
    }
}

/// First day of a month written `YYYY-MM`, `YYYYMM` or as a day of it.
fn month(cells: &Cells, row: usize) -> Result<NaiveDate, Fault> {
    let told = cells.must(cells.text("month", row), "month")?;
    let digits: String = told.chars().filter(char::is_ascii_digit).collect();
    let first = digits.get(..6).and_then(|month| NaiveDate::parse_from_str(&format!("{month}01"), "%Y%m%d").ok());
    first.ok_or_else(|| Fault::value("month", told, "is no month; write YYYY-MM"))
}

impl Row for Enterprise {
    fn take(cells: &Cells, row: usize) -> Result<Self, Fault> {
        Ok(Enterprise {
            id: cells.must(cells.text("id", row), "id")?,
            name: cells.text("name", row),
            stage: cells.word("stage", row),
            region: cells.text("region", row),
            founded_on: cells.date("founded_on", row),
            known_on: cells.must(cells.date("known_on", row), "known_on")?,
            capital_cny: cells.number("capital_cny", row),
            phone: cells.text("phone", row),
            address: cells.text("address", row),
            legal_representative: cells.text("legal_representative", row),
            capacity_kg_year: cells.number("capacity_kg_year", row),
            element: cells.word("element", row),
        })
    }

    fn known_on(&self) -> NaiveDate {
        self.known_on
    }
}

impl Row for Trade {
    fn take(cells: &Cells, row: usize) -> Result<Self, Fault> {
        Ok(Trade {
            seller_id: cells.must(cells.text("seller_id", row), "seller_id")?,
            buyer_id: cells.must(cells.text("buyer_id", row), "buyer_id")?,
            element: cells.must(cells.word("element", row), "element")?,
            contained_kg: cells.must(cells.number("contained_kg", row), "contained_kg")?,
            traded_on: cells.must(cells.date("traded_on", row), "traded_on")?,
            known_on: cells.must(cells.date("known_on", row), "known_on")?,
        })
    }

    fn known_on(&self) -> NaiveDate {
        self.known_on
    }
}

impl Row for Licence {
    fn take(cells: &Cells, row: usize) -> Result<Self, Fault> {
        Ok(Licence {
            licence_no: cells.must(cells.text("licence_no", row), "licence_no")?,
            holder_id: cells.must(cells.text("holder_id", row), "holder_id")?,
            hs_code: cells.digits("hs_code", row),
            mineral: cells.word("mineral", row),
            quantity_kg: cells.number("quantity_kg", row),
            consignee_name: cells.text("consignee_name", row),
            country: cells.country("country", row),
            valid_from: cells.must(cells.date("valid_from", row), "valid_from")?,
            valid_to: cells.must(cells.date("valid_to", row), "valid_to")?,
            known_on: cells.must(cells.date("known_on", row), "known_on")?,
        })
    }

    fn known_on(&self) -> NaiveDate {
        self.known_on
    }
}

impl Row for ListedParty {
    fn take(cells: &Cells, row: usize) -> Result<Self, Fault> {
        Ok(ListedParty {
            name: cells.must(cells.text("name", row), "name")?,
            aliases: parts(cells.text("aliases", row)),
            countries: parts(cells.text("country", row)),
            addresses: parts(cells.text("address", row)),
            listed_on: cells.must(cells.date("listed_on", row), "listed_on")?,
            suspended_on: cells.date("suspended_on", row),
            suspended_until: cells.date("suspended_until", row),
            stopped_on: cells.date("stopped_on", row),
            source: cells.text("source", row),
            known_on: cells.must(cells.date("known_on", row), "known_on")?,
        })
    }

    fn known_on(&self) -> NaiveDate {
        self.known_on
    }
}

impl Row for ScreeningException {
    fn take(cells: &Cells, row: usize) -> Result<Self, Fault> {
        Ok(ScreeningException {
            name: cells.must(cells.text("name", row), "name")?,
            entry: cells.must(cells.text("entry", row), "entry")?,
            author: cells.must(cells.text("author", row), "author")?,
            expires_on: cells.must(cells.date("expires_on", row), "expires_on")?,
            note: cells.text("note", row),
            known_on: cells.must(cells.date("known_on", row), "known_on")?,
        })
    }

    fn known_on(&self) -> NaiveDate {
        self.known_on
    }
}

impl Row for Outcome {
    fn take(cells: &Cells, row: usize) -> Result<Self, Fault> {
        Ok(Outcome {
            declaration_id: cells.must(cells.text("declaration_id", row), "declaration_id")?,
            item_no: cells.whole("item_no", row).unwrap_or(1),
            outcome: outcome(cells, row)?,
            typology: cells.text("typology", row),
            seized_kg: cells.number("seized_kg", row),
            seized_value_usd: cells.number("seized_value_usd", row),
            inspected_on: cells.must(cells.date("inspected_on", row), "inspected_on")?,
            known_on: cells.must(cells.date("known_on", row), "known_on")?,
            selected_by: cells.text("selected_by", row),
            selection_probability: cells.number("selection_probability", row),
        })
    }

    fn known_on(&self) -> NaiveDate {
        self.known_on
    }

    /// A line that is clear and not, known on the same day. Outcomes known on different days are no contradiction: the younger
    /// corrects the older. Nor are several findings on one line.
    fn contradictions(rows: &[Self]) -> Vec<(usize, Fault)> {
        let mut said: HashMap<_, [bool; 2]> = HashMap::new();
        for row in rows {
            said.entry(row.name()).or_default()[usize::from(row.outcome == "clear")] = true;
        }
        let both = rows.iter().enumerate().filter(|(_, row)| said[&row.name()] == [true; 2]);
        let why = "is contradicted by another outcome of the line known on the same day; keep the one that is true";
        both.map(|(at, row)| {
            let fault = Fault { column: "outcome", value: row.outcome.clone(), rule: "register-contradiction", why };
            (at, fault)
        })
        .collect()
    }
}

impl Row for MirrorCell {
    fn take(cells: &Cells, row: usize) -> Result<Self, Fault> {
        Ok(MirrorCell {
            reporter: cells.must(cells.country("reporter", row), "reporter")?,
            partner: cells.must(cells.country("partner", row), "partner")?,
            hs6: cells.must(cells.digits("hs6", row), "hs6")?,
            month: month(cells, row)?,
            net_mass_kg: cells.number("net_mass_kg", row),
            value_usd: cells.number("value_usd", row),
            known_on: cells.must(cells.date("known_on", row), "known_on")?,
        })
    }

    fn known_on(&self) -> NaiveDate {
        self.known_on
    }
}
