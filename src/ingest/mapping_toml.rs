//! Reads a mapping's TOML, and says exactly which key is wrong.

use super::codes::{Codes, cubic_metres, kilograms};
use super::date::Form;
use super::mapping::{Currency, FileHints, Mapping, Recipe, Source, Take, Target};
use super::rates;
use crate::error::{Error, Result};
use crate::nearest::nearest;
use crate::schema;
use crate::schema::{Kind, Need, Table as Made};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use toml::{Table, Value};

const TOP: &[&str] = &["about", "source", "table", "same_name", "file", "keep"];
const FILE: &[&str] = &["delimiter", "encoding", "absent"];
const KEYS: &[&str] = &[
    "from",
    "join",
    "separator",
    "constant",
    "count",
    "unit",
    "decimal",
    "thousands",
    "form",
    "pad",
    "strip",
    "codes",
    "currency",
];
const KEPT: &[&str] =
    &["from", "join", "separator", "constant", "decimal", "thousands", "pad", "strip", "codes", "type"];

/// Reads the text of a mapping called `name`.
pub(super) fn parse(name: &str, text: &str, beside: Option<&Path>) -> Result<Mapping> {
    let table: Table = text
        .parse()
        .map_err(|cause: toml::de::Error| Error::Usage(format!("the mapping `{name}` is not TOML: {cause}")))?;
    let mut parser = Parser { mapping: name, beside, sources: Vec::new() };
    let made = parser.made(&table)?;
    let columns: Vec<&str> = made.columns.iter().map(|column| column.name).collect();
    let known: Vec<&str> = TOP.iter().chain(&columns).copied().collect();
    parser.check_keys(&table, &known, "")?;

    let same_name = match table.get("same_name") {
        None => false,
        Some(Value::Boolean(same)) => *same,
        Some(_) => return Err(parser.fault("same_name", "must be true or false")),
    };
    let mut targets = Vec::new();
    for column in made.columns {
        let recipes = match table.get(column.name) {
            Some(Value::Array(ways)) if ways.iter().all(Value::is_table) && !ways.is_empty() => ways
                .iter()
                .filter_map(Value::as_table)
                .map(|way| parser.recipe(column.name, column.kind, way, KEYS))
                .collect::<Result<Vec<_>>>()?,
            Some(value) => vec![parser.value(column.name, column.kind, value, KEYS)?],
            None if same_name => vec![Recipe::plain(Take::From(parser.source(vec![column.name.to_string()], '.')))],
            None => Vec::new(),
        };
        targets.push(Target { name: column.name.to_string(), kind: column.kind, need: column.need, recipes });
    }
    parser.check_needs(&targets)?;
    if let Some(kept) = table.get("keep") {
        let kept = kept.as_table().ok_or_else(|| parser.fault("keep", "must be a section [keep]"))?;
        let mut sorted: Vec<_> = kept.iter().collect();
        sorted.sort_by_key(|(key, _)| key.as_str());
        for (key, value) in sorted {
            targets.push(parser.kept(key, value)?);
        }
    }
    Ok(Mapping {
        name: name.to_string(),
        about: parser.text(&table, "about")?.unwrap_or_default(),
        table: made,
        file: parser.file(&table)?,
        sources: parser.sources,
        targets,
        digest: String::new(),
    })
}

struct Parser<'a> {
    mapping: &'a str,
    beside: Option<&'a Path>,
    sources: Vec<Source>,
}

impl Parser<'_> {
    fn fault(&self, place: &str, why: impl std::fmt::Display) -> Error {
        Error::Usage(format!("the mapping `{}`: `{place}` {why}", self.mapping))
    }

    /// The table that the mapping makes; declarations unless it says otherwise.
    fn made(&self, table: &Table) -> Result<&'static Made> {
        let Some(name) = self.text(table, "table")? else { return Ok(&schema::DECLARATIONS) };
        schema::table(&name).ok_or_else(|| {
            let known = std::iter::once(&schema::DECLARATIONS).chain(schema::REGISTERS.iter().copied());
            let known: Vec<_> = known.map(|table| table.name).collect();
            self.fault("table", format!("names `{name}`; there are {}", known.join(", ")))
        })
    }

    fn check_keys(&self, table: &Table, known: &[&str], place: &str) -> Result<()> {
        for key in table.keys() {
            if !known.contains(&key.as_str()) {
                let meant = nearest(key, known.iter().copied()).map_or_else(
                    || format!("known are {}", known.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                let place = if place.is_empty() { key.clone() } else { format!("{place}.{key}") };
                return Err(self.fault(&place, format!("is not a known key; {meant}")));
            }
        }
        Ok(())
    }

    fn check_needs(&self, targets: &[Target]) -> Result<()> {
        let mut groups: BTreeMap<&str, bool> = BTreeMap::new();
        for target in targets {
            match target.need {
                Need::Required if target.recipes.is_empty() => {
                    return Err(self.fault(&target.name, "is required and not mapped; add a line for it"));
                }
                Need::OneOf(group) => *groups.entry(group).or_default() |= !target.recipes.is_empty(),
                _ => {}
            }
        }
        match groups.into_iter().find(|(_, mapped)| !mapped) {
            Some((group, _)) => Err(self.fault(group, "is required and no column of it is mapped")),
            None => Ok(()),
        }
    }

    fn source(&mut self, names: Vec<String>, decimal: char) -> usize {
        let source = Source { names, decimal };
        if let Some(place) = self.sources.iter().position(|known| *known == source) {
            return place;
        }
        self.sources.push(source);
        self.sources.len() - 1
    }

    fn text(&self, table: &Table, key: &str) -> Result<Option<String>> {
        match table.get(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(self.fault(key, "must be a text in quotes")),
        }
    }

    fn names(&self, place: &str, value: &Value) -> Result<Vec<String>> {
        let names = match value {
            Value::String(name) => vec![name.clone()],
            Value::Array(names) => names.iter().filter_map(Value::as_str).map(str::to_string).collect(),
            _ => Vec::new(),
        };
        let complete = !matches!(value, Value::Array(all) if all.len() != names.len());
        if names.is_empty() || !complete || names.iter().any(|name| name.trim().is_empty()) {
            return Err(self.fault(place, "must be a header or a list of alternative headers, in quotes"));
        }
        Ok(names)
    }

    fn letter(&self, table: &Table, key: &str, place: &str) -> Result<Option<char>> {
        let Some(text) = self.text(table, key)? else { return Ok(None) };
        let mut letters = text.chars();
        match (letters.next(), letters.next()) {
            (Some(letter), None) if !letter.is_ascii_digit() && letter != '-' => Ok(Some(letter)),
            _ => Err(self.fault(&format!("{place}.{key}"), "must be one character")),
        }
    }

    fn file(&self, table: &Table) -> Result<FileHints> {
        let Some(section) = table.get("file") else { return Ok(FileHints::default()) };
        let section = section.as_table().ok_or_else(|| self.fault("file", "must be a section [file]"))?;
        self.check_keys(section, FILE, "file")?;
        let delimiter = match self.text(section, "delimiter")?.as_deref() {
            None => None,
            Some("tab") => Some(b'\t'),
            Some(text) if text.len() == 1 && !matches!(text, "\"" | "\n" | "\r") => Some(text.as_bytes()[0]),
            Some(_) => return Err(self.fault("file.delimiter", "must be one ASCII character or `tab`")),
        };
        let encoding = match self.text(section, "encoding")? {
            None => None,
            Some(label) => Some(encoding_rs::Encoding::for_label(label.as_bytes()).ok_or_else(|| {
                self.fault(
                    "file.encoding",
                    format!("`{label}` is unknown; use utf-8, utf-16le, utf-16be, gb18030, euc-kr …"),
                )
            })?),
        };
        let absent = match section.get("absent") {
            None => Vec::new(),
            Some(value) => self.names("file.absent", value)?,
        };
        Ok(FileHints { delimiter, encoding, absent })
    }

    fn kept(&mut self, key: &str, value: &Value) -> Result<Target> {
        let place = format!("keep.{key}");
        let lower = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
        if key.is_empty() || !key.chars().all(lower) {
            return Err(self.fault(&place, "must be named with small letters, digits and _"));
        }
        let kind = match value.as_table().map(|table| self.text(table, "type")).transpose()?.flatten().as_deref() {
            None | Some("text") => Kind::Text,
            Some("number") => Kind::Number,
            Some(other) => return Err(self.fault(&place, format!("has type `{other}`; it may be text or number"))),
        };
        let recipes = vec![self.value(&place, kind, value, KEPT)?];
        Ok(Target { name: format!("x_{key}"), kind, need: Need::Optional, recipes })
    }

    fn value(&mut self, place: &str, kind: Kind, value: &Value, keys: &[&str]) -> Result<Recipe> {
        match value {
            Value::Table(table) => self.recipe(place, kind, table, keys),
            other => {
                let names = self.names(place, other)?;
                Ok(Recipe::plain(Take::From(self.source(names, '.'))))
            }
        }
    }

    fn recipe(&mut self, place: &str, kind: Kind, table: &Table, keys: &[&str]) -> Result<Recipe> {
        self.check_keys(table, keys, place)?;
        let decimal = self.letter(table, "decimal", place)?.unwrap_or('.');
        let take = self.take(place, table, decimal)?;
        let mut recipe = Recipe::plain(take);
        recipe.notation.decimal = decimal;
        recipe.notation.thousands = self.letter(table, "thousands", place)?;
        if recipe.notation.thousands == Some(decimal) {
            return Err(self.fault(place, "has the same mark for `decimal` and `thousands`"));
        }
        recipe.strip = self.text(table, "strip")?.unwrap_or_default();
        recipe.pad = match table.get("pad") {
            None => 0,
            Some(Value::Integer(width)) if (1..=64).contains(width) => *width as usize,
            Some(_) => return Err(self.fault(&format!("{place}.pad"), "must be a number of digits from 1 to 64")),
        };
        if let Some(value) = table.get("codes") {
            recipe.codes = Some(self.codes(place, value)?);
        }
        if let Some(value) = table.get("form") {
            recipe.forms = self
                .names(&format!("{place}.form"), value)?
                .iter()
                .map(|name| {
                    Form::named(name).ok_or_else(|| {
                        self.fault(
                            &format!("{place}.form"),
                            format!("names `{name}`; use strftime forms such as %Y-%m-%d, or excel, epoch-s, epoch-ms"),
                        )
                    })
                })
                .collect::<Result<_>>()?;
        } else if kind == Kind::Whole {
            recipe.forms = Vec::new();
        }
        self.unit(place, table, &mut recipe)?;
        self.currency(place, table, &mut recipe)?;
        Ok(recipe)
    }

    fn take(&mut self, place: &str, table: &Table, decimal: char) -> Result<Take> {
        let ways = ["from", "join", "constant", "count"];
        if ways.iter().filter(|way| table.contains_key(**way)).count() != 1 {
            return Err(self.fault(place, "needs exactly one of `from`, `join`, `constant`, `count`"));
        }
        if let Some(value) = table.get("from") {
            let names = self.names(&format!("{place}.from"), value)?;
            return Ok(Take::From(self.source(names, decimal)));
        }
        if let Some(value) = table.get("join") {
            let separator = self.text(table, "separator")?.unwrap_or_else(|| "|".to_string());
            let names = self.names(&format!("{place}.join"), value)?;
            return Ok(Take::Join(names.into_iter().map(|name| self.source(vec![name], decimal)).collect(), separator));
        }
        match table.get("constant") {
            Some(Value::String(text)) => return Ok(Take::Constant(text.clone())),
            Some(Value::Integer(number)) => return Ok(Take::Constant(number.to_string())),
            Some(Value::Float(number)) => return Ok(Take::Constant(number.to_string())),
            Some(_) => return Err(self.fault(&format!("{place}.constant"), "must be a text or a number")),
            None => {}
        }
        if place == schema::ITEM_NO.name && table.get("count") == Some(&Value::Boolean(true)) {
            return Ok(Take::Count);
        }
        Err(self.fault(&format!("{place}.count"), "must be true, and only item_no can be counted"))
    }

    fn codes(&self, place: &str, value: &Value) -> Result<Arc<Codes>> {
        match value {
            Value::String(name) => Ok(Arc::new(Codes::load(name, self.beside)?)),
            Value::Table(pairs) => {
                let ours: Option<BTreeMap<String, String>> =
                    pairs.iter().map(|(from, to)| Some((from.clone(), to.as_str()?.to_string()))).collect();
                let ours =
                    ours.ok_or_else(|| self.fault(&format!("{place}.codes"), "must give texts: theirs = \"ours\""))?;
                Ok(Arc::new(Codes::inline(place, ours)))
            }
            _ => Err(self.fault(&format!("{place}.codes"), "must be the name of a code table or a table of pairs")),
        }
    }

    fn column_of(&mut self, place: &str, table: &Table) -> Result<(usize, Option<Arc<Codes>>)> {
        self.check_keys(table, &["from", "codes"], place)?;
        let from = table.get("from").ok_or_else(|| self.fault(place, "needs `from`"))?;
        let names = self.names(place, from)?;
        let codes = table.get("codes").map(|value| self.codes(place, value)).transpose()?;
        Ok((self.source(names, '.'), codes))
    }

    fn unit(&mut self, column: &str, table: &Table, recipe: &mut Recipe) -> Result<()> {
        let place = format!("{column}.unit");
        let mass = [schema::NET_MASS_KG.name, schema::GROSS_MASS_KG.name].contains(&column);
        let volume = column == schema::VOLUME_M3.name;
        match table.get("unit") {
            None => {}
            Some(_) if !mass && !volume => return Err(self.fault(&place, "only masses and volumes have a unit")),
            Some(Value::String(unit)) => {
                recipe.factor = if mass { kilograms(unit) } else { cubic_metres(unit) }.ok_or_else(|| {
                    self.fault(&place, format!("`{unit}` is unknown; masses: g, kg, t, lb, oz; volumes: m3, l, ft3"))
                })?;
            }
            Some(Value::Table(from)) if mass => recipe.unit_from = Some(self.column_of(&place, from)?),
            Some(_) => return Err(self.fault(&place, "must be a unit, or { from = … } on a mass")),
        }
        Ok(())
    }

    fn currency(&mut self, column: &str, table: &Table, recipe: &mut Recipe) -> Result<()> {
        let place = format!("{column}.currency");
        match table.get("currency") {
            None => {}
            Some(_) if column != schema::STATISTICAL_VALUE_USD.name => {
                return Err(self.fault(&place, "only a value has a currency"));
            }
            Some(Value::String(currency)) if rates::known(currency) => {
                recipe.currency = Some(Currency::Constant(currency.clone()));
            }
            Some(Value::String(currency)) => {
                return Err(self.fault(&place, format!("`{currency}` has no rate in datasets/mappings/rates.csv")));
            }
            Some(Value::Table(from)) => {
                let (source, codes) = self.column_of(&place, from)?;
                recipe.currency = Some(Currency::From(source, codes));
            }
            Some(_) => return Err(self.fault(&place, "must be an ISO 4217 code or { from = … }")),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::ingest::Mapping;
    use expect_test::{Expect, expect};

    const NEEDED: &str = r#"
        declaration_id = "id"
        accepted_on = "date"
        hs_code = "hs"
        net_mass_kg = "kg"
        statistical_value_usd = "usd"
    "#;

    fn refused(more: &str, expected: Expect) {
        let text = format!("{NEEDED}\n{more}");
        let fault = Mapping::parse("m", &text, None).expect_err("a fault").to_string();
        expected.assert_eq(&fault);
    }

    #[test]
    fn presets_load() {
        for name in ["tidewaiter", "korea-import", "china-export", "china-export-zh"] {
            let mapping = Mapping::load(name).expect("a preset");
            assert!(!mapping.about().is_empty());
            assert_eq!(mapping.digest().len(), 64);
        }
        let korea = Mapping::load("korea-import").expect("a preset");
        assert!(!format!("{korea:?}").contains("Fraud"), "a label must never be read");
    }

    #[test]
    fn a_fault_names_the_key_and_the_nearest_known_one() {
        refused(
            "gros_mass_kg = \"x\"",
            expect!["the mapping `m`: `gros_mass_kg` is not a known key; did you mean `gross_mass_kg`?"],
        );
        refused(
            "gross_mass_kg = { form = \"x\", untit = \"g\" }",
            expect!["the mapping `m`: `gross_mass_kg.untit` is not a known key; did you mean `unit`?"],
        );
        refused(
            "gross_mass_kg = { unit = \"g\" }",
            expect!["the mapping `m`: `gross_mass_kg` needs exactly one of `from`, `join`, `constant`, `count`"],
        );
        refused(
            "gross_mass_kg = { from = \"x\", unit = \"stone\" }",
            expect![
                "the mapping `m`: `gross_mass_kg.unit` `stone` is unknown; masses: g, kg, t, lb, oz; volumes: m3, l, ft3"
            ],
        );
        refused(
            "[keep]\nTax = \"x\"",
            expect!["the mapping `m`: `keep.Tax` must be named with small letters, digits and _"],
        );
        refused(
            "[file]\nencoding = \"klingon\"",
            expect![
                "the mapping `m`: `file.encoding` `klingon` is unknown; use utf-8, utf-16le, utf-16be, gb18030, euc-kr …"
            ],
        );
    }

    #[test]
    fn what_is_required_must_be_mapped() {
        let fault = Mapping::parse("m", "declaration_id = \"id\"", None).expect_err("a fault").to_string();
        expect!["the mapping `m`: `accepted_on` is required and not mapped; add a line for it"].assert_eq(&fault);
        let fault = Mapping::load("korea-imports").expect_err("a fault").to_string();
        expect!["no mapping is called `korea-imports`; did you mean `korea-import`? shipped are tidewaiter, korea-import, china-export, china-export-zh, or give the path of a .toml file"]
            .assert_eq(&fault);
    }
}
