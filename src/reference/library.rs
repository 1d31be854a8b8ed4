//! All tables of one version, read once.

use super::answer::{Answer, Query};
use super::contents::Contents;
use super::control::{ControlItem, ControlList, Force, ItemKind};
use super::explain;
use super::glossary::Glossary;
use super::market::Market;
use super::places::{Country, Places, Port};
use super::reading::{Reading, TextVerdict};
use super::shipped::Tables;
use crate::error::Result;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::path::Path;

/// The dated lists: what they say of goods, places, prices and words.
#[derive(Debug)]
pub struct Reference {
    tables: Tables,
    pub(super) control: ControlList,
    pub(super) glossary: Glossary,
    pub(super) market: Market,
    contents: Contents,
    pub(super) places: Places,
    /// Wording of headings and subheadings by code, where the nomenclature was imported.
    headings: BTreeMap<String, String>,
}

impl Reference {
    /// The tables that the program carries.
    ///
    /// # Errors
    /// Only where a shipped table is broken, which a test excludes.
    pub fn shipped() -> Result<Reference> {
        Reference::load(None)
    }

    /// The shipped tables, those in the folder taking the place of shipped ones of the same name.
    ///
    /// # Errors
    /// [`crate::error::Error::Input`] with file, row, column, value and remedy.
    pub fn load(folder: Option<&Path>) -> Result<Reference> {
        let tables = Tables::collect(folder)?;
        Ok(Reference {
            control: ControlList::read(&tables)?,
            glossary: Glossary::read(&tables)?,
            market: Market::read(&tables)?,
            contents: Contents::read(&tables)?,
            places: Places::read(&tables)?,
            headings: headings(&tables)?,
            tables,
        })
    }

    /// SHA-256 over all tables, hexadecimal.
    pub fn version(&self) -> &str {
        self.tables.version()
    }

    /// Last day on which the control list says something.
    pub fn horizon(&self) -> NaiveDate {
        self.control.horizon
    }

    /// First day on which the control list says something.
    pub fn begins(&self) -> NaiveDate {
        self.control.begins
    }

    /// Countries by alpha-2.
    pub fn countries(&self) -> &[Country] {
        self.places.countries()
    }

    /// A country by code or name.
    pub fn country(&self, text: &str) -> Option<&Country> {
        self.places.country(text)
    }

    /// Ports by code.
    pub fn ports(&self) -> &[Port] {
        self.places.ports()
    }

    /// A port by code or name.
    pub fn port(&self, text: &str) -> Option<&Port> {
        self.places.port(text)
    }

    /// The country that a port's code lies in: of the table, else by the first two letters of a five-letter code.
    pub fn country_of_port(&self, text: &str) -> Option<&Country> {
        self.places.country_of_port(text)
    }

    /// Prices, densities, look-alikes, limits and uses.
    pub fn market(&self) -> &Market {
        &self.market
    }

    /// How much of an element is in goods of a code.
    pub fn contents(&self) -> &Contents {
        &self.contents
    }

    /// The control list.
    pub fn control(&self) -> &ControlList {
        &self.control
    }

    /// Wording of the longest heading that a code belongs to, where the nomenclature was imported into the folder.
    pub fn heading(&self, hs: &str) -> Option<&str> {
        let lengths = [6, 4, 2].into_iter().filter_map(|length| hs.get(..length));
        lengths.filter_map(|code| self.headings.get(code)).map(String::as_str).next()
    }

    /// The bytes of a table as in force, by file name.
    pub fn table(&self, name: &str) -> Option<&[u8]> {
        self.tables.text(name)
    }

    /// Control status of goods; the announcement that says so; what else must be known.
    pub fn status(&self, query: &Query) -> Answer {
        explain::answer(&self.control, &self.glossary, query)
    }

    /// What a text says about strategic minerals, whatever the day.
    pub fn read_text(&self, text: &str) -> Reading {
        Reading::of(&self.glossary, text)
    }

    /// What the list says on a day of goods that are what the text says.
    pub fn judge<'a>(&'a self, reading: &'a Reading, on: NaiveDate) -> TextVerdict<'a> {
        reading.verdict(&self.control, on)
    }
}

fn headings(tables: &Tables) -> Result<BTreeMap<String, String>> {
    let Some(table) = tables.imported("hs_nomenclature.csv", &["hs", "description"])? else {
        return Ok(BTreeMap::new());
    };
    table.rows().map(|row| Ok((row.required("hs")?.to_owned(), row.required("description")?.to_owned()))).collect()
}

impl ControlList {
    /// First day on which goods of a mineral (in a form, if given) came under a control that binds on the day.
    pub fn mineral_since(&self, mineral: &str, form: Option<&str>, on: NaiveDate) -> Option<NaiveDate> {
        let binds = |item: &&ControlItem| {
            item.kind == ItemKind::Goods
                && item.mineral == mineral
                && form.is_none_or(|form| item.forms.iter().any(|own| own == form))
                && item.force(on) == Force::InForce
        };
        if on > self.horizon {
            return None;
        }
        self.items.iter().filter(binds).map(|item| item.effective_from).min()
    }
}
