//! The tables that the program carries, and how a folder overrides them.

use super::table::Table;
use crate::error::Error;
use crate::error::Result;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

macro_rules! shipped {
    ($($name:literal: $about:literal),* $(,)?) => {
        &[$(ShippedTable { name: $name, about: $about, text: include_str!(concat!("../../datasets/reference/", $name)) }),*]
    };
}

/// A table inside the program.
#[derive(Debug, Clone, Copy)]
pub struct ShippedTable {
    /// File name; a file of that name in the user's folder takes its place.
    pub name: &'static str,
    /// One sentence for people.
    pub about: &'static str,
    /// The CSV text.
    pub text: &'static str,
}

/// All shipped tables, in the order in which they are listed and hashed.
pub const TABLES: &[ShippedTable] = shipped! {
    "about.csv": "first and last day that the control list knows",
    "control_items.csv": "Chinese export control items with dates, suspensions, codes and thresholds",
    "control_scopes.csv": "clauses for destinations and end users",
    "remark_rules.csv": "what the remarks of a declaration must say",
    "hs_renumbering.csv": "commodity codes that were renumbered",
    "minerals.csv": "minerals by form with codes and densities",
    "element_content.csv": "share of an element in goods of a code",
    "lookalikes.csv": "codes under which a controlled mineral may hide",
    "price_bands.csv": "dated price bands of minerals",
    "cover_prices.csv": "usual price and packed density of cover goods",
    "countries.csv": "countries with names, points and transhipment hubs",
    "ports.csv": "sea ports, airports and land crossings",
    "glossary.csv": "words that name a mineral, its form or its absence",
    "thresholds.csv": "limits under which lots are kept small",
    "destination_use.csv": "countries that use a mineral",
};

/// Imported tables that a folder may hold beside those that override shipped ones.
const IMPORTED: &[&str] = &["unlocode.csv", "hs_nomenclature.csv"];

/// The tables in force: shipped, or the folder's where it has a file of the same name.
#[derive(Debug)]
pub struct Tables {
    texts: Vec<(&'static str, PathBuf, Vec<u8>)>,
    version: String,
}

impl Tables {
    /// Collects the tables; a folder's file overrides the shipped one by name.
    ///
    /// # Errors
    /// [`Error::Input`] where the folder or a file in it cannot be read.
    pub fn collect(folder: Option<&Path>) -> Result<Tables> {
        if let Some(folder) = folder
            && !folder.is_dir()
        {
            return Err(Error::input(folder, "it is no folder", "give a folder with tables, or leave it out"));
        }
        let mut hash = Sha256::new();
        let mut texts = Vec::with_capacity(TABLES.len());
        for table in TABLES {
            let path = folder.map(|folder| folder.join(table.name)).filter(|path| path.exists());
            let (path, bytes) = match path {
                Some(path) => {
                    let bytes = fs::read(&path).map_err(|cause| Error::input(&path, cause, "make it readable"))?;
                    (path, bytes)
                }
                None => (PathBuf::from("datasets/reference").join(table.name), table.text.as_bytes().to_vec()),
            };
            hash.update(table.name.as_bytes());
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(&bytes);
            texts.push((table.name, path, bytes));
        }
        for name in IMPORTED {
            let Some(path) = folder.map(|folder| folder.join(name)).filter(|path| path.exists()) else { continue };
            let bytes = fs::read(&path).map_err(|cause| Error::input(&path, cause, "make it readable"))?;
            hash.update(name.as_bytes());
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(&bytes);
            texts.push((name, path, bytes));
        }
        let version = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Tables { texts, version })
    }

    /// SHA-256 over names and bytes of all tables, hexadecimal.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// A table of the catalogue, read and checked.
    pub fn read(&self, name: &str, needed: &[&str]) -> Result<Table> {
        let (_, path, bytes) = self.texts.iter().find(|(table, ..)| *table == name).ok_or_else(|| {
            Error::Usage(format!("no table is called `{name}`; `tidewaiter reference list` names them"))
        })?;
        Table::read(path, bytes, needed)
    }

    /// An imported table, where the folder holds it.
    pub fn imported(&self, name: &str, needed: &[&str]) -> Result<Option<Table>> {
        if self.text(name).is_some() { self.read(name, needed).map(Some) } else { Ok(None) }
    }

    /// The bytes of a table as they are in force.
    pub fn text(&self, name: &str) -> Option<&[u8]> {
        self.texts.iter().find(|(table, ..)| *table == name).map(|(_, _, bytes)| bytes.as_slice())
    }
}
