//! States as they lie in a file: found by key, and decoded only when somebody asks for one.

use crate::error::{Error, Result};
use polars::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

const REMEDY: &str = "make the baselines anew with `tidewaiter replay`";
/// Rows that begin with the same bits, on average.
const ROWS_A_START: usize = 4;

/// The rows of a file: keys ascending, and a state beside each.
pub(super) struct Rows {
    path: PathBuf,
    pub keys: Vec<u64>,
    states: BinaryChunked,
}

impl Rows {
    /// Reads a table's file.
    ///
    /// # Errors
    /// [`Error::Input`] where it is absent, damaged, or out of order.
    pub fn read(path: &Path) -> Result<Rows> {
        let file = std::fs::File::open(path).map_err(|cause| Error::input(path, cause, REMEDY))?;
        let frame = ParquetReader::new(file).finish().map_err(|cause| Error::input(path, cause, REMEDY))?;
        let other = |cause| Error::input(path, cause, REMEDY);
        let keys = frame.column("key").and_then(|keys| keys.u64()).map_err(other)?;
        let states = frame.column("state").and_then(|states| states.binary()).map_err(other)?;
        if keys.null_count() + states.null_count() > 0 {
            return Err(Error::input(path, "a row is no state", REMEDY));
        }
        let rows =
            Rows { path: path.into(), keys: keys.iter().flatten().collect(), states: states.rechunk().into_owned() };
        match rows.keys.windows(2).position(|pair| pair[0] >= pair[1]) {
            Some(row) => Err(Error::input(path, format!("row {} is out of order", row + 1), REMEDY)),
            None => Ok(rows),
        }
    }

    /// The bytes of a row.
    pub fn bytes(&self, row: usize) -> &[u8] {
        self.states.get(row).unwrap_or_default()
    }

    /// Why a row is not believed.
    pub fn no_state(&self, row: usize) -> Error {
        Error::input(&self.path, format!("row {row} is no state"), REMEDY)
    }

    /// Takes the rows of the smallest keys away, as long as they are below `bound`.
    pub fn split_below(&mut self, bound: u64) -> Vec<(u64, Vec<u8>)> {
        let n = self.keys.partition_point(|key| *key < bound);
        let below = (0..n).map(|row| (self.keys[row], self.bytes(row).to_vec())).collect();
        self.keys.drain(..n);
        self.states = self.states.slice(n as i64, self.keys.len());
        below
    }
}

/// Rows of a file that nobody has changed since it was read.
pub(super) struct Asleep<S> {
    pub rows: Rows,
    decode: fn(&[u8]) -> Option<S>,
    /// By the first bits of a key: the first row that begins so, and behind the last the number of rows. Keys are hashes: few rows
    /// begin alike.
    starts: Vec<u32>,
    shift: u32,
    /// By row: the state, once it was asked for.
    woken: Vec<OnceLock<Option<Box<S>>>>,
    /// A row whose bytes turned out to be no state.
    fault: OnceLock<usize>,
}

impl<S> Asleep<S> {
    pub fn new(rows: Rows, decode: fn(&[u8]) -> Option<S>) -> Asleep<S> {
        let bits = (rows.keys.len() / ROWS_A_START).max(2).ilog2();
        let shift = u64::BITS - bits;
        let mut starts = vec![0u32; (1 << bits) + 1];
        rows.keys.iter().for_each(|key| starts[(key >> shift) as usize + 1] += 1);
        (1..starts.len()).for_each(|at| starts[at] += starts[at - 1]);
        let woken = std::iter::repeat_with(OnceLock::new).take(rows.keys.len()).collect();
        Asleep { rows, decode, starts, shift, woken, fault: OnceLock::new() }
    }

    pub fn len(&self) -> usize {
        self.rows.keys.len()
    }

    pub fn find(&self, key: u64) -> Option<usize> {
        let at = (key >> self.shift) as usize;
        let (from, to) = (self.starts[at] as usize, self.starts[at + 1] as usize);
        self.rows.keys[from..to].binary_search(&key).ok().map(|row| from + row)
    }

    /// The state of a key, kept from then on.
    pub fn get(&self, key: u64) -> Option<&S> {
        let row = self.find(key)?;
        self.woken[row].get_or_init(|| self.decoded(row).map(Box::new)).as_deref()
    }

    /// The state of a row, for the caller to keep; `None`, and a fault, where the bytes are none.
    pub fn decoded(&self, row: usize) -> Option<S> {
        let state = (self.decode)(self.rows.bytes(row));
        if state.is_none() {
            let _ = self.fault.set(row);
        }
        state
    }

    /// Whether all that was asked for were states.
    pub fn whole(&self) -> Result<()> {
        self.fault.get().map_or(Ok(()), |row| Err(self.rows.no_state(*row)))
    }
}
