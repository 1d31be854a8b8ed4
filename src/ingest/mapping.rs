//! A mapping: how one administration's columns become ours.

use super::codes::Codes;
use super::date::Form;
use super::mapping_toml;
use super::number::Notation;
use super::presets;
use crate::error::{Error, Result};
use crate::nearest::nearest;
use crate::schema::{Kind, Need, Table};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::sync::Arc;

/// How the columns of a source become the canonical ones: names, units, currency, notation, codes, extra columns.
///
/// Written as TOML in `datasets/mappings`; the keys are described in its README.
#[derive(Debug, Clone)]
pub struct Mapping {
    pub(super) name: String,
    pub(super) about: String,
    /// The table it makes: declarations, or a register.
    pub(super) table: &'static Table,
    pub(super) file: FileHints,
    /// What is read from the files: each with its alternative headers, best first.
    pub(super) sources: Vec<Source>,
    /// Canonical columns in schema order, then the kept ones by name.
    pub(super) targets: Vec<Target>,
    pub(super) digest: String,
}

/// What the mapping says about the file itself; what it leaves open is found out.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct FileHints {
    pub delimiter: Option<u8>,
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// Texts that mean "absent", besides the empty one.
    pub absent: Vec<String>,
}

/// One column to read, under any of its names.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Source {
    pub names: Vec<String>,
    /// How a number that comes typed (JSON) must be written to be read back.
    pub decimal: char,
}

/// A column to make.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub name: String,
    pub kind: Kind,
    pub need: Need,
    /// Ways to make it; the first that gives a value wins. Empty: the column is absent.
    pub recipes: Vec<Recipe>,
}

/// Where a value comes from. Numbers index `Mapping::sources`.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Take {
    From(usize),
    Join(Vec<usize>, String),
    Constant(String),
    /// 1, 2, … for each row of the same declaration.
    Count,
}

/// How a value is made from what is taken.
#[derive(Debug, Clone)]
pub(super) struct Recipe {
    pub take: Take,
    pub notation: Notation,
    /// Multiplies numbers into the canonical unit.
    pub factor: f64,
    /// A column that tells each row's unit of mass.
    pub unit_from: Option<(usize, Option<Arc<Codes>>)>,
    pub currency: Option<Currency>,
    pub forms: Vec<Form>,
    /// Fill with zeros on the left up to so many characters.
    pub pad: usize,
    /// Characters to take out.
    pub strip: String,
    pub codes: Option<Arc<Codes>>,
}

/// In which currency a value stands.
#[derive(Debug, Clone)]
pub(super) enum Currency {
    Constant(String),
    From(usize, Option<Arc<Codes>>),
}

impl Mapping {
    /// A shipped mapping by name (`tidewaiter`, `korea-import`, `china-export`), or the TOML file at a path.
    ///
    /// # Errors
    /// `Error::Usage` names the key or the value that is wrong, and the nearest known one.
    pub fn load(name_or_path: &str) -> Result<Mapping> {
        if let Some((name, text)) = presets::MAPPINGS.iter().find(|(name, _)| *name == name_or_path) {
            return Mapping::parse(name, text, None);
        }
        let path = Path::new(name_or_path);
        if path.extension().is_none_or(|extension| extension != "toml") && !path.exists() {
            let known: Vec<_> = presets::MAPPINGS.iter().map(|(name, _)| *name).collect();
            let meant = nearest(name_or_path, known.iter().copied())
                .map_or(String::new(), |name| format!("did you mean `{name}`? "));
            return Err(Error::Usage(format!(
                "no mapping is called `{name_or_path}`; {meant}shipped are {}, or give the path of a .toml file",
                known.join(", ")
            )));
        }
        let text = std::fs::read_to_string(path)
            .map_err(|cause| Error::Usage(format!("the mapping `{name_or_path}` cannot be read: {cause}")))?;
        Mapping::parse(name_or_path, &text, path.parent())
    }

    /// The shipped mapping of a register: our own headers, and the day from which a row is known where the source has none.
    ///
    /// # Errors
    /// `Error::Usage` if there is no register of that name.
    pub fn register(table: &str) -> Result<Mapping> {
        let found = presets::REGISTERS.iter().find(|(name, _)| *name == table);
        let (name, text) = found.ok_or_else(|| {
            let known: Vec<_> = presets::REGISTERS.iter().map(|(name, _)| *name).collect();
            Error::Usage(format!("no register is called `{table}`; there are {}", known.join(", ")))
        })?;
        Mapping::parse(name, text, None)
    }

    /// A mapping from TOML text; `beside` is the folder of code tables it names by path.
    ///
    /// # Errors
    /// As [`Mapping::load`].
    pub fn parse(name: &str, text: &str, beside: Option<&Path>) -> Result<Mapping> {
        let mut mapping = mapping_toml::parse(name, text, beside)?;
        mapping.digest = mapping.fingerprint(text);
        Ok(mapping)
    }

    /// The table that the mapping makes.
    pub fn table(&self) -> &'static Table {
        self.table
    }

    /// Name of the preset, or path of the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the mapping reads, in its author's words.
    pub fn about(&self) -> &str {
        &self.about
    }

    /// SHA-256 over the mapping, its code tables and the currency rates, in hex: the same digest gives the same columns.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Names of the kept extra columns, each `x_<name>`, in output order.
    pub fn kept(&self) -> impl Iterator<Item = &str> {
        self.targets.iter().map(|target| target.name.as_str()).filter(|name| name.starts_with("x_"))
    }

    fn fingerprint(&self, text: &str) -> String {
        let mut hasher = Sha256::new();
        hasher.update(text.as_bytes());
        hasher.update(presets::RATES.as_bytes());
        for recipe in self.targets.iter().flat_map(|target| &target.recipes) {
            let unit = recipe.unit_from.as_ref().and_then(|(_, codes)| codes.clone());
            let currency = match &recipe.currency {
                Some(Currency::From(_, codes)) => codes.clone(),
                _ => None,
            };
            for codes in [recipe.codes.clone(), unit, currency].into_iter().flatten() {
                for (from, to) in codes.pairs() {
                    hasher.update(from.as_bytes());
                    hasher.update([0]);
                    hasher.update(to.as_bytes());
                    hasher.update([0]);
                }
            }
        }
        super::fingerprint::hex(&hasher.finalize())
    }
}

impl Recipe {
    /// Takes a value as it stands.
    pub fn plain(take: Take) -> Recipe {
        Recipe {
            take,
            notation: Notation::default(),
            factor: 1.0,
            unit_from: None,
            currency: None,
            forms: vec![Form::Iso],
            pad: 0,
            strip: String::new(),
            codes: None,
        }
    }

    /// Every source the recipe reads first of all; without it the recipe gives nothing.
    pub fn reads(&self) -> Vec<usize> {
        match &self.take {
            Take::From(source) => vec![*source],
            Take::Join(sources, _) => sources.clone(),
            Take::Constant(_) | Take::Count => Vec::new(),
        }
    }
}
