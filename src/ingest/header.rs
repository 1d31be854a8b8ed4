//! Finds the mapping's columns among the headers of a file.

use super::mapping::{Mapping, Source, Target};
use crate::error::{Error, Result};
use crate::nearest::nearest;
use crate::schema::Need;
use std::path::Path;
use unicode_normalization::UnicodeNormalization;

/// Where each source of the mapping stands in a file.
#[derive(Debug, Clone)]
pub(super) struct Header {
    /// Place of each source among the file's columns.
    pub places: Vec<Option<usize>>,
    /// Mapped canonical columns that the file cannot fill.
    pub missing: Vec<String>,
}

impl Header {
    /// Finds every source by its exact name, else by its name without case, spaces and `_`.
    ///
    /// # Errors
    /// `Error::Input` if a column that every row needs cannot be filled, with the headers found and the closest one.
    pub fn find(path: &Path, names: &[String], mapping: &Mapping) -> Result<Header> {
        let places = places(names, &mapping.sources);
        let fillable = |target: &Target| {
            target.recipes.iter().any(|recipe| recipe.reads().iter().all(|source| places[*source].is_some()))
        };
        for target in &mapping.targets {
            let short = match target.need {
                Need::Required => !fillable(target),
                Need::OneOf(group) => {
                    !mapping.targets.iter().any(|other| other.need == Need::OneOf(group) && fillable(other))
                }
                Need::Optional => false,
            };
            if short {
                return Err(absent(path, names, mapping, target));
            }
        }
        if let Some(twice) = ambiguous(names, &places) {
            return Err(Error::input(path, format!("two columns are called `{twice}`"), "rename or drop one"));
        }
        let missing = mapping
            .targets
            .iter()
            .filter(|target| !target.recipes.is_empty() && !fillable(target))
            .map(|target| target.name.clone())
            .collect();
        Ok(Header { places, missing })
    }

    /// Which sources the file has.
    pub fn present(&self) -> Vec<bool> {
        self.places.iter().map(Option::is_some).collect()
    }
}

/// How many of the mapping's sources the headers hold.
pub(super) fn count(names: &[String], mapping: &Mapping) -> usize {
    places(names, &mapping.sources).iter().flatten().count()
}

/// A header without what people write differently: case, width, spaces, `_`, `-`, quotation marks.
pub(super) fn normal(name: &str) -> String {
    name.nfkc()
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, '_' | '-' | '"' | '\'' | '\u{feff}'))
        .flat_map(char::to_lowercase)
        .collect()
}

fn places(names: &[String], sources: &[Source]) -> Vec<Option<usize>> {
    let folded: Vec<String> = names.iter().map(|name| normal(name)).collect();
    let place = |wanted: &String| {
        names.iter().position(|name| name == wanted).or_else(|| {
            let wanted = normal(wanted);
            folded.iter().position(|name| *name == wanted)
        })
    };
    sources.iter().map(|source| source.names.iter().find_map(place)).collect()
}

fn ambiguous<'a>(names: &'a [String], places: &[Option<usize>]) -> Option<&'a str> {
    let used = places.iter().flatten().map(|place| names[*place].as_str());
    used.into_iter().find(|name| names.iter().filter(|other| other == name).count() > 1)
}

fn absent(path: &Path, names: &[String], mapping: &Mapping, target: &Target) -> Error {
    let wanted: Vec<&str> = target
        .recipes
        .iter()
        .flat_map(|recipe| recipe.reads())
        .flat_map(|source| mapping.sources[source].names.iter().map(String::as_str))
        .collect();
    let closest = wanted
        .iter()
        .find_map(|wanted| nearest(wanted, names.iter().map(String::as_str)))
        .map_or(String::new(), |name| format!("; closest: `{name}`"));
    let found: Vec<String> =
        names.iter().take(60).map(|name| format!("`{}`", name.chars().take(40).collect::<String>())).collect();
    let why = format!(
        "has no column `{}`, which the mapping `{}` reads for `{}`; columns found: {}{closest}",
        wanted.join("` or `"),
        mapping.name,
        target.name,
        found.join(", ")
    );
    Error::input(path, why, "choose another --mapping or write one")
}

#[cfg(test)]
mod tests {
    use super::Header;
    use crate::ingest::Mapping;
    use expect_test::expect;
    use std::path::Path;

    #[test]
    fn names_are_found_however_they_are_written() {
        let mapping = Mapping::load("korea-import").expect("a preset");
        let written = ["DECLARATION_ID", "date", "hs6 code", "Net Mass", "item-price"].map(str::to_string);
        let header = Header::find(Path::new("f.csv"), &written, &mapping).expect("a header");
        assert!(header.missing.contains(&"exporter_id".to_string()));
        assert!(!header.missing.contains(&"destination_country".to_string()), "a constant needs no header");
    }

    #[test]
    fn an_absent_column_is_named_with_the_closest_one() {
        let mapping = Mapping::load("korea-import").expect("a preset");
        let names = ["Declaration ID", "Date", "HS Code", "Net Mass", "Item Price"].map(str::to_string);
        let fault = Header::find(Path::new("f.csv"), &names, &mapping).expect_err("no HS6").to_string();
        expect!["`f.csv` cannot be used: has no column `HS6 Code`, which the mapping `korea-import` reads for `hs_code`; columns found: `Declaration ID`, `Date`, `HS Code`, `Net Mass`, `Item Price`; closest: `HS Code`; choose another --mapping or write one"].assert_eq(&fault);
    }
}
