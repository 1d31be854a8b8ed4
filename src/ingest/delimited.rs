//! Reads CSV and its kin: any delimiter, quoted line breaks, mixed line ends, damaged lines set aside one by one.

use super::header::{self, Header};
use super::mapping::Mapping;
use super::raw::{Collector, RawBatch};
use super::record::{Scan, Span, line, scan};
use super::rules;
use super::rules::Rule;
use super::window::Window;
use crate::error::{Error, Result};
use std::io;
use std::path::{Path, PathBuf};

/// Longest record; a longer one is set aside, so that memory stays bounded.
const RECORD_MAX: usize = 1024 * 1024;

/// A delimited text, after its header.
pub(super) struct Delimited {
    path: PathBuf,
    window: Window,
    delimiter: u8,
    /// Number of fields in the header.
    width: usize,
    header: Header,
    /// Texts come from another encoding: U+FFFD marks bytes that were none.
    decoded: bool,
    row: i64,
    line: u64,
    spans: Vec<Span>,
    text: String,
}

/// What to do with the record at the beginning of the window.
enum Step {
    Row(usize),
    Blank(usize),
    Broken {
        bytes: usize,
        rule: &'static Rule,
        detail: String,
    },
    /// The line is longer than the window may grow.
    Endless,
    End,
}

impl Delimited {
    /// Reads the header and finds the mapping's columns in it.
    ///
    /// # Errors
    /// `Error::Input` if there is no header or a required column is not in it.
    pub fn open(path: &Path, mut window: Window, mapping: &Mapping, decoded: bool) -> Result<Delimited> {
        let fault = |cause: io::Error| unreadable(path, &cause);
        let mut first = 0;
        let mut lines = 0;
        // Blank lines may stand before the header.
        let size = loop {
            let bytes = window.bytes();
            match line(bytes, window.ended()) {
                Some(n) if bytes[..n].iter().all(u8::is_ascii_whitespace) && n > 0 => {
                    window.consume(n);
                    lines += 1;
                }
                Some(n) => break n,
                None if bytes.len() > RECORD_MAX => {
                    return Err(Error::input(
                        path,
                        "the first line is longer than 1 MiB",
                        "the file is no table of declarations",
                    ));
                }
                None => window.more().map_err(fault)?,
            }
        };
        if size == 0 {
            return Err(Error::input(path, "the file holds no header and no rows", "have it sent again"));
        }
        let candidates = mapping.file.delimiter.map_or_else(|| b",\t;|".to_vec(), |delimiter| vec![delimiter]);
        let mut best: Option<(usize, usize, u8, Vec<String>)> = None;
        let mut spans = Vec::new();
        for delimiter in candidates {
            let n = loop {
                match scan(window.bytes(), window.ended(), delimiter, &mut spans) {
                    Scan::Record(n) => break Some(n),
                    Scan::More if window.bytes().len() <= RECORD_MAX => window.more().map_err(fault)?,
                    _ => break None,
                }
            };
            let Some(n) = n else { continue };
            let names: Vec<String> = spans.iter().map(|span| name(window.bytes(), span)).collect();
            // The right delimiter is the one under which the mapping finds its columns.
            let found = header::count(&names, mapping);
            if best.as_ref().is_none_or(|(most, width, ..)| (found, names.len()) > (*most, *width)) {
                best = Some((found, names.len(), delimiter, names));
                first = n;
            }
        }
        let Some((_, width, delimiter, names)) = best else {
            return Err(Error::input(path, "the header has an unbalanced quotation mark", "correct the first line"));
        };
        let header = Header::find(path, &names, mapping)?;
        let header_lines = 1 + memchr::memchr_iter(b'\n', &window.bytes()[..first.saturating_sub(1)]).count() as u64;
        window.consume(first);
        Ok(Delimited {
            path: path.to_path_buf(),
            window,
            delimiter,
            width,
            header,
            decoded,
            row: 0,
            line: lines + header_lines + 1,
            spans,
            text: String::new(),
        })
    }

    /// Canonical columns for which the file has no source.
    pub fn missing(&self) -> &[String] {
        &self.header.missing
    }

    /// `csv`, `tsv` or the delimiter.
    pub fn format(&self) -> &'static str {
        match self.delimiter {
            b',' => "csv",
            b'\t' => "tsv",
            b';' => "csv (semicolon)",
            _ => "delimited text",
        }
    }

    /// The next rows, at most so many; `None` at the end.
    ///
    /// # Errors
    /// `Error::Input` if the stream breaks off.
    pub fn next(&mut self, rows: usize) -> Result<Option<RawBatch>> {
        let mut collector = Collector::new(&self.header.present(), rows);
        while collector.len() < rows {
            match self.step()? {
                Step::Row(n) => {
                    self.row += 1;
                    self.take(n, &mut collector);
                    self.advance(n);
                }
                Step::Blank(n) => self.advance(n),
                Step::Broken { bytes, rule, detail } => {
                    self.row += 1;
                    collector.broken(self.row, self.line, rule, detail, &self.window.bytes()[..bytes]);
                    self.advance(bytes);
                }
                Step::Endless => {
                    self.row += 1;
                    collector.broken(self.row, self.line, &rules::OVERSIZED, String::new(), self.window.bytes());
                    self.skip_line()?;
                }
                Step::End => break,
            }
        }
        Ok((collector.len() > 0).then(|| collector.finish()))
    }

    fn advance(&mut self, n: usize) {
        let bytes = &self.window.bytes()[..n];
        let breaks = memchr::memchr_iter(b'\n', bytes).count() as u64;
        // A lone carriage return ends a line too.
        self.line += if breaks == 0 { u64::from(bytes.last() == Some(&b'\r')) } else { breaks };
        self.window.consume(n);
    }

    fn step(&mut self) -> Result<Step> {
        loop {
            let (bytes, ended) = (self.window.bytes(), self.window.ended());
            if bytes.is_empty() && ended {
                return Ok(Step::End);
            }
            let scan = if bytes.is_empty() { Scan::More } else { scan(bytes, ended, self.delimiter, &mut self.spans) };
            let (n, rule, detail) = match scan {
                Scan::More if bytes.len() <= RECORD_MAX => {
                    self.window.more().map_err(|cause| unreadable(&self.path, &cause))?;
                    continue;
                }
                Scan::Record(n) => match self.fault(&bytes[..n]) {
                    None if self.spans.len() == 1 && bytes[..n].iter().all(u8::is_ascii_whitespace) => {
                        return Ok(Step::Blank(n));
                    }
                    None => return Ok(Step::Row(n)),
                    Some((rule, detail)) => (n, rule, detail),
                },
                // Lines end and the record does not: it is a quotation that goes on.
                Scan::More if line(bytes, ended).is_some() => {
                    (usize::MAX, &rules::QUOTES, "the quotation is not closed within 1 MiB".to_string())
                }
                Scan::More => (usize::MAX, &rules::OVERSIZED, String::new()),
                Scan::Unbalanced(why) => (usize::MAX, &rules::QUOTES, why.to_string()),
            };
            // A record over several lines that is broken may have swallowed good ones: set aside the first line alone.
            return Ok(match line(bytes, ended) {
                Some(first) if first < n => Step::Broken { bytes: first, rule, detail },
                _ if n < usize::MAX => Step::Broken { bytes: n, rule, detail },
                Some(first) => Step::Broken { bytes: first, rule, detail },
                None if bytes.len() > RECORD_MAX => Step::Endless,
                None => {
                    self.window.more().map_err(|cause| unreadable(&self.path, &cause))?;
                    continue;
                }
            });
        }
    }

    /// What is wrong with a whole record, if anything.
    fn fault(&self, record: &[u8]) -> Option<(&'static Rule, String)> {
        let blank = self.spans.len() == 1 && record.iter().all(u8::is_ascii_whitespace);
        let extra_filled =
            self.spans.iter().skip(self.width).any(|span| !record[span.start..span.end].trim_ascii().is_empty());
        if !blank && (self.spans.len() < self.width || extra_filled) {
            return Some((&rules::FIELD_COUNT, format!("{} fields, the header has {}", self.spans.len(), self.width)));
        }
        match std::str::from_utf8(record) {
            Err(cause) => {
                Some((&rules::ENCODING, format!("no UTF-8 at byte {} of the record", cause.valid_up_to() + 1)))
            }
            Ok(text) if self.decoded && text.contains('\u{fffd}') => {
                Some((&rules::ENCODING, "some bytes of the record do not decode".to_string()))
            }
            Ok(_) => None,
        }
    }

    fn take(&mut self, n: usize, collector: &mut Collector) {
        let record = &self.window.bytes()[..n];
        collector.begin(self.row, self.line, record);
        for (source, place) in self.header.places.iter().enumerate() {
            let Some(span) = place.and_then(|place| self.spans.get(place)) else { continue };
            let value = std::str::from_utf8(&record[span.start..span.end]).unwrap_or_default();
            if value.is_empty() {
                collector.value(source, None);
            } else if span.doubled {
                self.text.clear();
                self.text.push_str(&value.replace("\"\"", "\""));
                collector.value(source, Some(&self.text));
            } else {
                collector.value(source, Some(value));
            }
        }
    }

    fn skip_line(&mut self) -> Result<()> {
        loop {
            let (n, found) = match line(self.window.bytes(), self.window.ended()) {
                Some(n) => (n, true),
                // The last byte may be half of a line end.
                None => (self.window.bytes().len().saturating_sub(1), false),
            };
            self.advance(n);
            if found {
                return Ok(());
            }
            self.window.more().map_err(|cause| unreadable(&self.path, &cause))?;
        }
    }
}

fn name(bytes: &[u8], span: &Span) -> String {
    let text = String::from_utf8_lossy(&bytes[span.start..span.end]).replace("\"\"", "\"");
    text.trim().trim_start_matches('\u{feff}').to_string()
}

/// A stream that broke off in the middle.
pub(super) fn unreadable(path: &Path, cause: &io::Error) -> Error {
    let why = match cause.kind() {
        io::ErrorKind::UnexpectedEof => "the file is cut short".to_string(),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => format!("the compressed data is damaged ({cause})"),
        _ => cause.to_string(),
    };
    Error::input(path, why, "have the file sent again; nothing of this run was published")
}
