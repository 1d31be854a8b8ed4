//! Looks over the page headers of a Parquet file before they are believed.
//!
//! The decoder reserves memory for as many values as a header promises; a damaged header promises more than there is memory,
//! and a failed reservation ends the program, where no wall holds. So the promises are checked first.

use polars_parquet::parquet::compression::DecompressionContext;
use polars_parquet::parquet::metadata::{ColumnChunkMetadata, FileMetadata};
use polars_parquet::parquet::page::{CompressedPage, Page};
use polars_parquet::parquet::read::{PageReader, decompress};
use std::fs::File;
use std::io::{Cursor, Read, Seek, SeekFrom};

/// Largest page, packed or unpacked. Writers make pages of about 1 MiB.
const PAGE_MAX: usize = 256 << 20;
/// Largest column chunk.
const CHUNK_MAX: u64 = 4 << 30;

/// Checks the chunks of the wanted columns: sizes inside the file, as many values in the pages as the footer says.
///
/// # Errors
/// What is wrong, for people.
pub(super) fn check(file: &mut File, metadata: &FileMetadata, wanted: &[usize]) -> Result<(), String> {
    let size = file.metadata().map_err(|cause| cause.to_string())?.len();
    let mut rows = 0usize;
    for group in &metadata.row_groups {
        rows = rows.checked_add(group.num_rows()).ok_or("its footer promises too many rows")?;
        let chunks = group.parquet_columns();
        for place in wanted {
            let chunk = chunks.get(*place).ok_or("a row group lacks a column")?;
            if chunk.num_values() < 0 || chunk.num_values() as usize != group.num_rows() {
                return Err("a column has another number of values than its row group has rows".to_string());
            }
            let range = chunk.byte_range();
            if range.end > size || range.start > range.end || range.end - range.start > CHUNK_MAX {
                return Err("a column lies outside of the file".to_string());
            }
            let mut bytes = vec![0; (range.end - range.start) as usize];
            file.seek(SeekFrom::Start(range.start))
                .and_then(|_| file.read_exact(&mut bytes))
                .map_err(|cause| cause.to_string())?;
            check_chunk(chunk, bytes)?;
        }
    }
    if rows == metadata.num_rows { Ok(()) } else { Err("its footer contradicts its row groups".to_string()) }
}

fn check_chunk(chunk: &ColumnChunkMetadata, bytes: Vec<u8>) -> Result<(), String> {
    let mut reader = PageReader::new(Cursor::new(bytes.into()), chunk, Vec::new(), PAGE_MAX);
    let mut left = chunk.num_values() as usize;
    if let Some(dictionary) = reader.read_dict().map_err(|cause| cause.to_string())? {
        let unpacked = decompress(CompressedPage::Dict(dictionary), &mut Vec::new(), &mut DecompressionContext::Unset)
            .map_err(|cause| cause.to_string())?;
        // Even an empty text takes four bytes in a dictionary, and a number at least that.
        if let Page::Dict(dictionary) = unpacked
            && dictionary.num_values > dictionary.buffer.len()
        {
            return Err("a dictionary promises more values than it can hold".to_string());
        }
    }
    for page in reader {
        match page.map_err(|cause| cause.to_string())? {
            CompressedPage::Data(page) if page.uncompressed_size() <= PAGE_MAX => {
                // A negative number of values comes out as an enormous one.
                left = left.checked_sub(page.num_values()).ok_or("a page promises more values than its column has")?;
            }
            CompressedPage::Data(_) => return Err("a page promises more than 256 MiB".to_string()),
            CompressedPage::Dict(_) => return Err("a dictionary stands among the pages".to_string()),
        }
    }
    if left == 0 { Ok(()) } else { Err("a column has fewer values than its footer says".to_string()) }
}
