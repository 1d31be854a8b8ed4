//! Reads JSON lines: one object a line, its keys the headers.

use super::delimited::unreadable;
use super::header::{Header, normal};
use super::mapping::Mapping;
use super::raw::{Collector, RawBatch};
use super::record::line;
use super::rules;
use super::window::Window;
use crate::error::Result;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// Longest line; a longer one is set aside.
const LINE_MAX: usize = 1024 * 1024;

/// A text of JSON lines.
pub(super) struct JsonLines {
    path: PathBuf,
    window: Window,
    keys: Keys,
    present: Vec<bool>,
    missing: Vec<String>,
    decoded: bool,
    row: i64,
    line: u64,
}

/// Which sources a key feeds, and which alternative of each source it is.
struct Keys {
    exact: BTreeMap<String, Vec<(usize, usize)>>,
    decimals: Vec<char>,
}

/// The values of one row: text, and the rank of the alternative it came from.
type Row = Vec<Option<(usize, String)>>;

impl JsonLines {
    /// Looks at the keys of the first lines to see that the mapping fits.
    ///
    /// # Errors
    /// `Error::Input` if no object there has a required key.
    pub fn open(path: &Path, window: Window, mapping: &Mapping, decoded: bool) -> Result<JsonLines> {
        let mut names: Vec<String> = Vec::new();
        for sample in window.bytes().split(|byte| *byte == b'\n').take(1000) {
            if let Ok(serde_json::Value::Object(object)) = serde_json::from_slice(sample) {
                for key in object.keys() {
                    if !names.contains(key) && names.len() < 2000 {
                        names.push(key.clone());
                    }
                }
            }
        }
        // Without one whole object nothing can be said about the keys; every line will say what is wrong with it.
        let missing = if names.is_empty() { Vec::new() } else { Header::find(path, &names, mapping)?.missing };
        let mut exact: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
        for (place, source) in mapping.sources.iter().enumerate() {
            for (rank, wanted) in source.names.iter().enumerate() {
                exact.entry(wanted.clone()).or_default().push((place, rank));
                // Keys that are written a little differently, as in headers.
                for name in names.iter().filter(|name| *name != wanted && normal(name) == normal(wanted)) {
                    exact.entry(name.clone()).or_default().push((place, rank));
                }
            }
        }
        Ok(JsonLines {
            path: path.to_path_buf(),
            window,
            keys: Keys { exact, decimals: mapping.sources.iter().map(|source| source.decimal).collect() },
            // A key may come later than in the first lines.
            present: vec![true; mapping.sources.len()],
            missing,
            decoded,
            row: 0,
            line: 0,
        })
    }

    /// Canonical columns for which the first lines have no key.
    pub fn missing(&self) -> &[String] {
        &self.missing
    }

    /// The next rows, at most so many; `None` at the end.
    ///
    /// # Errors
    /// `Error::Input` if the stream breaks off.
    pub fn next(&mut self, rows: usize) -> Result<Option<RawBatch>> {
        let mut collector = Collector::new(&self.present, rows);
        let mut row: Row = vec![None; self.present.len()];
        while collector.len() < rows {
            let bytes = self.window.bytes();
            let size = match line(bytes, self.window.ended()) {
                Some(0) => break,
                Some(size) => size,
                None if bytes.len() > LINE_MAX => {
                    self.row += 1;
                    self.line += 1;
                    collector.broken(self.row, self.line, &rules::OVERSIZED, String::new(), bytes);
                    self.skip_line()?;
                    continue;
                }
                None => {
                    self.window.more().map_err(|cause| unreadable(&self.path, &cause))?;
                    continue;
                }
            };
            self.line += 1;
            let record = bytes[..size].trim_ascii();
            if !record.is_empty() {
                self.row += 1;
                match self.read(record, &mut row) {
                    Ok(()) => {
                        collector.begin(self.row, self.line, record);
                        for (source, value) in row.iter_mut().enumerate() {
                            let value = value.take();
                            collector.value(source, value.as_ref().map(|(_, text)| text.as_str()));
                        }
                    }
                    Err((rule, detail)) => {
                        row.iter_mut().for_each(|value| *value = None);
                        collector.broken(self.row, self.line, rule, detail, record);
                    }
                }
            }
            self.window.consume(size);
        }
        Ok((collector.len() > 0).then(|| collector.finish()))
    }

    fn read(&self, record: &[u8], row: &mut Row) -> Result<(), (&'static rules::Rule, String)> {
        let text = std::str::from_utf8(record)
            .map_err(|cause| (&rules::ENCODING, format!("no UTF-8 at byte {}", cause.valid_up_to() + 1)))?;
        if self.decoded && text.contains('\u{fffd}') {
            return Err((&rules::ENCODING, "some bytes of the line do not decode".to_string()));
        }
        let mut reader = serde_json::Deserializer::from_str(text);
        RowSeed { keys: &self.keys, row }
            .deserialize(&mut reader)
            .and_then(|()| reader.end())
            .map_err(|cause| (&rules::JSON, cause.to_string()))
    }

    fn skip_line(&mut self) -> Result<()> {
        loop {
            let bytes = self.window.bytes();
            let (n, found) = match line(bytes, self.window.ended()) {
                Some(n) => (n, true),
                None => (bytes.len().saturating_sub(1), false),
            };
            self.window.consume(n);
            if found {
                return Ok(());
            }
            self.window.more().map_err(|cause| unreadable(&self.path, &cause))?;
        }
    }
}

/// Fills a row from one object.
struct RowSeed<'a> {
    keys: &'a Keys,
    row: &'a mut Row,
}

impl<'de> DeserializeSeed<'de> for RowSeed<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RowSeed<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("one JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<std::borrow::Cow<str>>()? {
            let Some(feeds) = self.keys.exact.get(key.as_ref()) else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let value = map.next_value_seed(Scalar { key: &key })?;
            for (source, rank) in feeds {
                let better = self.row[*source].as_ref().is_none_or(|(known, _)| rank <= known);
                let text = value.text(self.keys.decimals[*source]);
                if let Some(text) = text.filter(|text| better && !text.is_empty()) {
                    self.row[*source] = Some((*rank, text));
                }
            }
        }
        Ok(())
    }
}

/// A value that fits into a cell.
enum Cell {
    Absent,
    Text(String),
    Number(String),
}

impl Cell {
    /// The text, a number written with the source's decimal mark so that it is read back as it is.
    fn text(&self, decimal: char) -> Option<String> {
        match self {
            Cell::Absent => None,
            Cell::Text(text) => Some(text.clone()),
            Cell::Number(number) if decimal == '.' => Some(number.clone()),
            Cell::Number(number) => Some(number.replace('.', decimal.encode_utf8(&mut [0; 4]))),
        }
    }
}

struct Scalar<'a> {
    key: &'a str,
}

impl<'de> DeserializeSeed<'de> for Scalar<'_> {
    type Value = Cell;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Cell, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Scalar<'_> {
    type Value = Cell;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "a text, a number, true, false or null in `{}`", self.key)
    }
    fn visit_unit<E>(self) -> Result<Cell, E> {
        Ok(Cell::Absent)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Cell, E> {
        Ok(Cell::Text(value.to_string()))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Cell, E> {
        Ok(Cell::Number(value.to_string()))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Cell, E> {
        Ok(Cell::Number(value.to_string()))
    }
    fn visit_f64<E>(self, value: f64) -> Result<Cell, E> {
        Ok(Cell::Number(value.to_string()))
    }
    fn visit_str<E>(self, value: &str) -> Result<Cell, E> {
        Ok(Cell::Text(value.to_string()))
    }
    /// A list, such as countries of transit, becomes `a;b`.
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Cell, A::Error> {
        let mut joined = String::new();
        while let Some(cell) = list.next_element_seed(Scalar { key: self.key })? {
            if let Some(text) = cell.text('.') {
                if !joined.is_empty() {
                    joined.push(';');
                }
                joined.push_str(&text);
            }
        }
        Ok(Cell::Text(joined))
    }
    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<Cell, A::Error> {
        Err(A::Error::custom(format_args!("`{}` holds an object, expected a text or a number", self.key)))
    }
}
