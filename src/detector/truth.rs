//! What became known of lines, read only after they were scored, and joined by declaration and item.

use super::observed::Observed;
use crate::error::Error;
use crate::error::Result;
use crate::schema;
use crate::signals::Typology;
use polars::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_128;

const ID: &str = schema::DECLARATION_ID.name;
const ITEM: &str = schema::ITEM_NO.name;
const ILLICIT: &str = "illicit";
const TYPOLOGY: &str = "typology";
const LOOK_ALIKE: &str = "look_alike";
const SCHEME: &str = "scheme_id";

/// A file of known truth; opened before the scoring, so that a wrong one is found at once, and read after it.
pub struct Truth {
    path: PathBuf,
}

/// What became known, line by line of [`Observed`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Labels {
    /// Places of the lines of which the truth is known; all below is by these.
    pub lines: Vec<u32>,
    pub illicit: Vec<bool>,
    /// Of illicit lines, where it was given.
    pub typology: Vec<Option<Typology>>,
    /// Illicit lines of one scheme have one number, from 0 on; without a scheme told, each is its own.
    pub scheme: Vec<Option<u32>>,
    /// Of honest lines: place in `look_alikes`; `None` for plain ones.
    pub look_alike: Vec<Option<usize>>,
    /// The kinds of honest look-alikes, by name.
    pub look_alikes: Vec<String>,
    /// Rows of the file that name none of the observed lines: history, and rows that were quarantined.
    pub rows_elsewhere: u64,
}

/// One row, as told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub illicit: bool,
    /// Of an illicit line, where it was given.
    pub typology: Option<Typology>,
    /// Of an honest line that looks like an illicit one.
    pub look_alike: Option<String>,
    /// Illicit lines of one scheme are one witness.
    pub scheme: Option<String>,
}

impl Truth {
    /// Looks whether a Parquet or CSV file has the columns `declaration_id` and `illicit`; `item_no` (1 where absent),
    /// `typology`, `look_alike` and `scheme_id` may be there.
    ///
    /// # Errors
    /// `Error::Input` where it cannot be read or lacks a column.
    pub fn open(path: &Path) -> Result<Truth> {
        let names: Vec<String> = if is_parquet(path) {
            let file = File::open(path).map_err(|cause| unusable(path, cause))?;
            let schema = ParquetReader::new(file).schema().map_err(|cause| unusable(path, cause))?;
            schema.iter_names().map(|name| name.to_string()).collect()
        } else {
            let mut reader = csv::Reader::from_path(path).map_err(|cause| unusable(path, cause))?;
            let headers = reader.headers().map_err(|cause| unusable(path, cause))?;
            headers.iter().map(|name| name.trim_start_matches('\u{feff}').trim().to_owned()).collect()
        };
        match [ID, ILLICIT].into_iter().find(|needed| !names.iter().any(|name| name == needed)) {
            Some(lacking) => Err(Error::input(path, format!("it has no column `{lacking}`"), "add the column")),
            None => Ok(Truth { path: path.to_owned() }),
        }
    }

    /// The truth about the observed lines. With `labelled_only`, lines that the file does not name are left out; otherwise each
    /// line must be named.
    ///
    /// # Errors
    /// `Error::Input` for a value that cannot be read, a line named twice, or a line not named.
    pub fn of(self, observed: &Observed, labelled_only: bool) -> Result<Labels> {
        let sheet = Sheet::read(&self.path)?;
        let mut told: HashMap<u128, (usize, Option<Told>)> = HashMap::with_capacity(sheet.rows);
        for row in 0..sheet.rows {
            let key = sheet.key(row)?;
            if let Some((first, _)) = told.insert(key, (row, Some(sheet.told(row)?))) {
                let what = format!("names a line that row {} names already", sheet.number(first));
                return Err(sheet.fault(row, ID, &what, "name each line once"));
            }
        }
        let ids = observed.lines.column(ID)?.str()?;
        let items = observed.lines.column(ITEM)?.i32()?;
        let mut labels = Labels::default();
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        let (mut schemes, mut schemes_n): (HashMap<String, u32>, u32) = (HashMap::new(), 0);
        let mut new_scheme = || {
            schemes_n += 1;
            schemes_n - 1
        };
        for (place, (id, item)) in ids.iter().zip(items.iter()).enumerate() {
            let (id, item) = (id.unwrap_or_default(), item.unwrap_or(1));
            match told.get_mut(&key_of(id, item)).map(|(row, told)| (*row, told.take())) {
                Some((_, Some(told))) => {
                    labels.lines.push(place as u32);
                    labels.illicit.push(told.illicit);
                    labels.typology.push(told.typology);
                    labels.scheme.push(told.illicit.then(|| match told.scheme {
                        Some(scheme) => *schemes.entry(scheme).or_insert_with(&mut new_scheme),
                        None => new_scheme(),
                    }));
                    let number = kinds.len();
                    labels.look_alike.push(told.look_alike.map(|kind| *kinds.entry(kind).or_insert(number)));
                }
                Some((row, None)) => {
                    let what = "names a line that the declarations hold twice";
                    return Err(sheet.fault(row, ID, what, "read each declaration once"));
                }
                None if labelled_only => {}
                None => return Err(self.unnamed(observed, place, id, item)),
            }
        }
        labels.rows_elsewhere = (sheet.rows - labels.lines.len()) as u64;
        labels.name(kinds);
        let hits = labels.illicit.iter().filter(|illicit| **illicit).count();
        if hits == 0 || hits == labels.illicit.len() {
            let why = format!("it calls {hits} of {} lines illicit, where both kinds are needed", labels.illicit.len());
            return Err(Error::input(self.path, why, "judge other days with --from, or give the truth of these lines"));
        }
        Ok(labels)
    }

    /// All rows by line: the 128-bit hash of "declaration, zero byte, item".
    ///
    /// # Errors
    /// `Error::Input` for a value that cannot be read, or a line named twice.
    pub fn by_line(self) -> Result<HashMap<u128, Told>> {
        let sheet = Sheet::read(&self.path)?;
        let mut told = HashMap::with_capacity(sheet.rows);
        for row in 0..sheet.rows {
            if told.insert(sheet.key(row)?, sheet.told(row)?).is_some() {
                return Err(sheet.fault(row, ID, "names a line that an earlier row names", "name each line once"));
            }
        }
        Ok(told)
    }

    fn unnamed(&self, observed: &Observed, place: usize, id: &str, item: i32) -> Error {
        let told = |column: &str| {
            let value = observed.lines.column(column).and_then(|column| column.get(place).map(|v| v.into_static()));
            value.map(|value| value.str_value().into_owned()).unwrap_or_default()
        };
        let (file, row) = (told(crate::ingest::SOURCE_FILE), told(crate::ingest::SOURCE_ROW));
        let why = format!("it does not name the line `{id}`, item {item} (row {row} of `{file}`)");
        Error::input(&self.path, why, "add the line, or give --labelled-only to judge by the named lines alone")
    }
}

impl Labels {
    /// Look-alikes in the order of their names, not of their first line.
    fn name(&mut self, kinds: BTreeMap<String, usize>) {
        let mut place = vec![0; kinds.len()];
        kinds.values().enumerate().for_each(|(new, old)| place[*old] = new);
        self.look_alike.iter_mut().flatten().for_each(|kind| *kind = place[*kind]);
        self.look_alikes = kinds.into_keys().collect();
    }
}

fn is_parquet(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet"))
}

fn unusable(path: &Path, cause: impl ToString) -> Error {
    Error::input(path, cause, "give Parquet or UTF-8 CSV with declaration_id, item_no, illicit, typology, look_alike")
}

fn key_of(id: &str, item: i32) -> u128 {
    xxh3_128(format!("{id}\0{item}").as_bytes())
}

/// The columns as text.
struct Sheet {
    path: PathBuf,
    rows: usize,
    /// What the first row is called.
    first: usize,
    columns: BTreeMap<&'static str, StringChunked>,
}

impl Sheet {
    fn read(path: &Path) -> Result<Sheet> {
        let known = [ID, ITEM, ILLICIT, TYPOLOGY, LOOK_ALIKE, SCHEME];
        let mut columns = BTreeMap::new();
        if is_parquet(path) {
            let file = || File::open(path).map_err(|cause| unusable(path, cause));
            let schema = ParquetReader::new(file()?).schema().map_err(|cause| unusable(path, cause))?;
            let there: Vec<&'static str> = known.into_iter().filter(|name| schema.get(name).is_some()).collect();
            let names = there.iter().map(|name| (*name).to_string()).collect();
            let frame = ParquetReader::new(file()?).with_columns(Some(names)).finish();
            let frame = frame.map_err(|cause| unusable(path, cause))?;
            for name in there {
                let text = frame.column(name)?.as_materialized_series().cast(&DataType::String);
                let text = text.map_err(|_| Error::input(path, format!("column `{name}` is no text"), "write text"))?;
                columns.insert(name, text.str()?.rechunk().into_owned());
            }
            return Ok(Sheet { path: path.to_owned(), rows: frame.height(), first: 1, columns });
        }
        let mut reader =
            csv::ReaderBuilder::new().trim(csv::Trim::All).from_path(path).map_err(|cause| unusable(path, cause))?;
        let headers = reader.headers().map_err(|cause| unusable(path, cause))?.clone();
        let place = |name: &str| headers.iter().position(|header| header.trim_start_matches('\u{feff}') == name);
        let there: Vec<(&'static str, usize)> =
            known.into_iter().filter_map(|name| place(name).map(|place| (name, place))).collect();
        let mut cells: Vec<Vec<Option<String>>> = vec![Vec::new(); there.len()];
        let mut rows = 0;
        for record in reader.records() {
            let record = record.map_err(|cause| unusable(path, cause))?;
            for ((_, place), cells) in there.iter().zip(&mut cells) {
                cells.push(record.get(*place).map(str::to_owned));
            }
            rows += 1;
        }
        for ((name, _), cells) in there.into_iter().zip(cells) {
            columns.insert(name, StringChunked::from_iter_options(name.into(), cells.into_iter()));
        }
        Ok(Sheet { path: path.to_owned(), rows, first: 2, columns })
    }

    /// A cell, trimmed; empty where there is none.
    fn text(&self, row: usize, column: &str) -> &str {
        self.columns.get(column).and_then(|column| column.get(row)).unwrap_or_default().trim()
    }

    fn number(&self, row: usize) -> usize {
        row + self.first
    }

    fn fault(&self, row: usize, column: &str, what: &str, remedy: &str) -> Error {
        let (row, value) = (self.number(row), self.text(row, column));
        Error::input(&self.path, format!("row {row}, column `{column}`, value `{value}` {what}"), remedy)
    }

    fn key(&self, row: usize) -> Result<u128> {
        let id = self.text(row, ID);
        if id.is_empty() {
            return Err(self.fault(row, ID, "is empty", "fill it; each row needs it"));
        }
        let item = match self.text(row, ITEM) {
            "" => 1,
            text => match text.parse::<f64>() {
                Ok(item) if item.fract() == 0.0 && (1.0..=999_999.0).contains(&item) => item as i32,
                _ => return Err(self.fault(row, ITEM, "is no whole number from 1 on", "write the number of the item")),
            },
        };
        Ok(key_of(id, item))
    }

    fn told(&self, row: usize) -> Result<Told> {
        let illicit = match self.text(row, ILLICIT).to_ascii_lowercase().as_str() {
            "1" | "1.0" | "true" => true,
            "0" | "0.0" | "false" => false,
            _ => return Err(self.fault(row, ILLICIT, "is neither 1 nor 0", "write 1 for illicit, 0 for honest")),
        };
        let typology = match self.text(row, TYPOLOGY) {
            "" => None,
            code => Some(
                Typology::ALL
                    .into_iter()
                    .find(|typology| typology.code() == code)
                    .ok_or_else(|| self.fault(row, TYPOLOGY, "is no typology", "write T1 to T12 or leave it empty"))?,
            ),
        };
        if !illicit && typology.is_some() {
            return Err(self.fault(row, TYPOLOGY, "stands with an honest line", "empty it, or set illicit to 1"));
        }
        let look_alike = Some(self.text(row, LOOK_ALIKE)).filter(|kind| !illicit && !kind.is_empty());
        let scheme = Some(self.text(row, SCHEME)).filter(|scheme| illicit && !scheme.is_empty());
        Ok(Told { illicit, typology, look_alike: look_alike.map(str::to_owned), scheme: scheme.map(str::to_owned) })
    }
}
