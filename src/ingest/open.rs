//! Opens a file whatever it is: what it holds is told by its bytes, not by its name.

use super::decode::{Decoded, detect};
use super::delimited::{Delimited, unreadable};
use super::fingerprint::{Fingerprint, Fingerprinted};
use super::json_lines::JsonLines;
use super::mapping::Mapping;
use super::parquet::Parquet;
use super::raw::RawBatch;
use super::window::Window;
use crate::error::{Error, Result};
use encoding_rs::UTF_8;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::path::Path;

/// Bytes looked at to tell format and encoding.
const SAMPLE: usize = 256 * 1024;

/// A file under way.
pub(super) struct Opened {
    pub rows: Rows,
    /// `csv`, `parquet` …, with compression and encoding where they matter.
    pub format: String,
    pub fingerprint: Fingerprint,
}

/// The reader that fits.
pub(super) enum Rows {
    Delimited(Box<Delimited>),
    JsonLines(Box<JsonLines>),
    Parquet(Box<Parquet>),
}

impl Rows {
    /// The next rows; `None` at the end.
    ///
    /// # Errors
    /// `Error::Input` if the file breaks off or is damaged.
    pub fn next(&mut self, rows: usize) -> Result<Option<RawBatch>> {
        match self {
            Rows::Delimited(reader) => reader.next(rows),
            Rows::JsonLines(reader) => reader.next(rows),
            Rows::Parquet(reader) => reader.next(rows),
        }
    }

    /// Mapped canonical columns that the file cannot fill.
    pub fn missing(&self) -> &[String] {
        match self {
            Rows::Delimited(reader) => reader.missing(),
            Rows::JsonLines(reader) => reader.missing(),
            Rows::Parquet(reader) => reader.missing(),
        }
    }
}

/// Opens the file, or stdin for `-`.
///
/// # Errors
/// `Error::Input` with what is wrong and what to do: missing, not permitted, empty, of a kind that is not read, without the columns.
pub(super) fn open(path: &Path, mapping: &Mapping) -> Result<Opened> {
    let stdin = path == Path::new("-");
    let file = if stdin { None } else { Some(open_file(path)?) };
    let source: Box<dyn Read + Send> = match &file {
        None => Box::new(io::stdin()),
        Some(file) => Box::new(file.try_clone().map_err(|cause| refused(path, &cause))?),
    };
    let (mut source, fingerprint) = Fingerprinted::new(source);
    let head = sample(&mut source, 16).map_err(|cause| refused(path, &cause))?;
    let (packing, unpacked): (&str, Box<dyn Read + Send>) = match head.as_slice() {
        [] => return Err(Error::input(path, "the file is empty", "have it sent again")),
        [b'P', b'A', b'R', b'1', ..] => {
            let Some(file) = file else { return from_stdin(head, source, fingerprint, mapping) };
            let mut rest = source;
            io::copy(&mut rest, &mut io::sink()).map_err(|cause| refused(path, &cause))?;
            return Ok(Opened {
                rows: Rows::Parquet(Box::new(Parquet::open(path, file, mapping)?)),
                format: "parquet".to_string(),
                fingerprint,
            });
        }
        [0x1f, 0x8b, ..] => (
            " in gzip",
            Box::new(flate2::read::MultiGzDecoder::new(BufReader::with_capacity(
                64 * 1024,
                Cursor::new(head).chain(source),
            ))),
        ),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => {
            let decoder = zstd::stream::read::Decoder::new(Cursor::new(head).chain(source))
                .map_err(|cause| unreadable(path, &cause))?;
            (" in zstd", Box::new(decoder))
        }
        other => {
            refuse_kind(path, other)?;
            ("", Box::new(Cursor::new(head).chain(source)))
        }
    };
    let mut unpacked = unpacked;
    let head = sample(&mut unpacked, SAMPLE).map_err(|cause| unreadable(path, &cause))?;
    refuse_content(path, &head)?;
    let encoding = mapping.file.encoding.unwrap_or_else(|| detect(&head));
    let stream = Cursor::new(head).chain(unpacked);
    let decoded = encoding != UTF_8;
    let stream: Box<dyn Read + Send> =
        if decoded { Box::new(Decoded::new(stream, encoding)) } else { Box::new(stream) };
    let mut window = Window::new(stream);
    window.more().map_err(|cause| unreadable(path, &cause))?;
    if window.bytes().starts_with(b"\xef\xbb\xbf") {
        window.consume(3);
    }
    let first = window.bytes().iter().find(|byte| !byte.is_ascii_whitespace()).copied();
    let (rows, kind) = match first {
        Some(b'{') => (Rows::JsonLines(Box::new(JsonLines::open(path, window, mapping, decoded)?)), "json lines"),
        Some(b'[') => {
            return Err(Error::input(path, "the file is one JSON list", "write one object a line (jq -c '.[]')"));
        }
        _ => {
            let reader = Delimited::open(path, window, mapping, decoded)?;
            let kind = reader.format();
            (Rows::Delimited(Box::new(reader)), kind)
        }
    };
    let spelling = if decoded { format!(", {}", encoding.name()) } else { String::new() };
    Ok(Opened { rows, format: format!("{kind}{packing}{spelling}"), fingerprint })
}

fn open_file(path: &Path) -> Result<File> {
    let file = File::open(path).map_err(|cause| refused(path, &cause))?;
    let about = file.metadata().map_err(|cause| refused(path, &cause))?;
    if about.is_dir() {
        return Err(Error::input(path, "it is a folder", "name the files in it"));
    }
    Ok(file)
}

/// Parquet keeps its index at the end, so a stream is first written down.
fn from_stdin(head: Vec<u8>, source: impl Read, fingerprint: Fingerprint, mapping: &Mapping) -> Result<Opened> {
    let path = Path::new("-");
    let fault = |cause: io::Error| refused(path, &cause);
    let name = std::env::temp_dir().join(format!("tidewaiter-stdin-{}.parquet", std::process::id()));
    let mut file = File::options().read(true).write(true).create_new(true).open(&name).map_err(fault)?;
    // The handle keeps the bytes; the name can go at once, so nothing is left behind.
    let gone = std::fs::remove_file(&name);
    io::copy(&mut Cursor::new(head).chain(source), &mut file).map_err(fault)?;
    gone.and_then(|()| file.rewind()).map_err(fault)?;
    let rows = Rows::Parquet(Box::new(Parquet::open(path, file, mapping)?));
    Ok(Opened { rows, format: "parquet".to_string(), fingerprint })
}

fn sample(source: &mut impl Read, size: usize) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(size);
    source.take(size as u64).read_to_end(&mut head)?;
    Ok(head)
}

fn refused(path: &Path, cause: &io::Error) -> Error {
    let remedy = match cause.kind() {
        io::ErrorKind::NotFound => "check the path",
        io::ErrorKind::PermissionDenied => "ask for the right to read it",
        _ => "check the disk or the share",
    };
    Error::input(path, cause, remedy)
}

/// Kinds of file that are known and not read, and names that promise another kind.
fn refuse_kind(path: &Path, head: &[u8]) -> Result<()> {
    let known = [
        (&b"PK\x03\x04"[..], "a spreadsheet or zip archive", "export the sheet as CSV, or unpack it"),
        (b"\xd0\xcf\x11\xe0", "an old spreadsheet", "export the sheet as CSV"),
        (b"%PDF", "a PDF", "have the table itself sent"),
        (b"BZh", "packed with bzip2", "unpack it, or pack it with gzip or zstd"),
        (b"\xfd7zXZ", "packed with xz", "unpack it, or pack it with gzip or zstd"),
        (b"ARROW1", "an Arrow file", "write it as Parquet"),
        (b"ORC", "an ORC file", "write it as Parquet"),
        (b"SQLite format", "a database", "export the table as CSV or Parquet"),
        (b"<?xml", "XML", "export it as CSV or JSON lines"),
    ];
    for (magic, kind, remedy) in known {
        if head.starts_with(magic) {
            return Err(Error::input(path, format!("the file is {kind}"), remedy));
        }
    }
    let name = path.to_string_lossy().to_lowercase();
    for (ending, kind) in [(".gz", "gzip"), (".zst", "zstd"), (".parquet", "Parquet"), (".pq", "Parquet")] {
        if name.ends_with(ending) {
            return Err(Error::input(
                path,
                format!("the name says {kind}, the first bytes do not"),
                "have the file sent again, or rename it to what it is",
            ));
        }
    }
    Ok(())
}

/// What was unpacked must be text.
fn refuse_content(path: &Path, head: &[u8]) -> Result<()> {
    if head.is_empty() {
        return Err(Error::input(path, "the file is empty inside its packing", "have it sent again"));
    }
    if head.starts_with(b"PAR1") {
        return Err(Error::input(path, "the file is a packed Parquet", "unpack it first; Parquet is packed inside"));
    }
    if head.starts_with(&[0x1f, 0x8b]) || head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        return Err(Error::input(path, "the file is packed twice", "unpack it once"));
    }
    let strange = head.iter().filter(|byte| matches!(byte, 1..=8 | 14..=26 | 28..=31 | 127)).count();
    let wide = detect(head) != UTF_8;
    if strange * 20 > head.len() && !wide {
        return Err(Error::input(path, "the file is no text", "give CSV, JSON lines or Parquet"));
    }
    Ok(())
}
