//! What kind of world is wanted.

use super::drift::Drift;
use crate::error::{Error, Result};
use chrono::{Months, NaiveDate};

/// File form of the declarations and the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// Parquet with zstd, row groups of about 50,000 lines.
    Parquet,
    /// Comma separated, UTF-8, with a header.
    Csv,
}

/// The wish: size, seed, window, share of crime. The same wish gives the same bytes for any number of threads.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Options {
    /// Declaration lines to write, honest and illicit together.
    pub rows: u64,
    /// Seed of every random stream.
    pub seed: u64,
    /// First day of the world.
    pub from: NaiveDate,
    /// Length in months.
    pub months: u32,
    /// Share of lines that belong to a scheme, 0 to 0.2.
    pub illicit_share: f64,
    /// Diversions of a flow to a hub, with honest look-alikes beside; 0 leaves the world as it is without them.
    #[serde(skip_serializing_if = "none")]
    pub diversions: u32,
    /// How evasion and trade change in the course of the world; `None` leaves the world as it is without.
    #[serde(skip_serializing_if = "Drift::is_none")]
    pub drift: Drift,
    /// File form.
    pub layout: Layout,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn none(number: &u32) -> bool {
    *number == 0
}

impl Options {
    /// First day after the world's end.
    ///
    /// # Errors
    /// `Error::Usage` where an option is out of its range; the message says which and what is allowed.
    pub fn until(&self) -> Result<NaiveDate> {
        if !(1_000..=200_000_000).contains(&self.rows) {
            return Err(Error::Usage(format!(
                "--rows {} is outside 1000..200000000; choose a size between",
                self.rows
            )));
        }
        if !(0.0..=0.2).contains(&self.illicit_share) {
            return Err(Error::Usage(format!(
                "--illicit-share {} is outside 0..0.2; real shares are near 0.01",
                self.illicit_share
            )));
        }
        if !(1..=60).contains(&self.months) {
            return Err(Error::Usage(format!("--months {} is outside 1..60", self.months)));
        }
        self.from.checked_add_months(Months::new(self.months)).ok_or_else(|| {
            Error::Usage(format!(
                "--from {} plus {} months is past the calendar; choose an earlier start",
                self.from, self.months
            ))
        })
    }
}
