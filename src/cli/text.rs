//! `tidewaiter text`.

use super::say::say;
use super::today::today;
use crate::detector::{Context, WholeTable};
use crate::engines::WORDING_COLUMNS;
use crate::error::Result;
use crate::ingest::{Mapping, Options, Reader};
use crate::reference::Reference;
use crate::schema::{DECLARATION_ID, HS_CODE, ITEM_NO};
use chrono::NaiveDate;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

/// Rows quarantined on the way are left out.
const WITH_QUARANTINE: u8 = 3;

/// Tell what the words of declarations say the goods are.
///
/// Reads name and specification of every line as the baselines taught it and writes the 6-digit codes that the words speak for,
/// the probability of the declared code, and the words that spoke, one row a line.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tidewaiter text night.parquet --baselines state
  tidewaiter text 'in/2021-*.csv' --mapping korea-import --baselines state --out wording.parquet

Exit codes: 0 done, 3 done with quarantined rows, 2 usage, 65 input unusable, 73 cannot write.")]
pub struct Args {
    /// Files, folders, globs, or - for standard input
    #[arg(required = true)]
    files: Vec<String>,
    /// How the files' columns are read: a shipped mapping or a TOML file
    #[arg(long, default_value = "tidewaiter", value_name = "NAME|FILE")]
    mapping: String,
    /// Baselines made by `replay`: a snapshot, or a folder of them; without them only the glossary speaks
    #[arg(long, value_name = "DIR")]
    baselines: Option<PathBuf>,
    /// Parquet file to write
    #[arg(long, default_value = "wording.parquet", value_name = "FILE")]
    out: PathBuf,
    /// Last day that is believed; younger rows are quarantined [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    until: Option<NaiveDate>,
    /// Own reference tables, file by file in place of the shipped ones
    #[arg(long, value_name = "DIR")]
    tables: Option<PathBuf>,
}

/// Runs `text`.
///
/// # Errors
/// `Error::Input` where a file or the baselines cannot be used, `Error::Write` for the output.
pub fn run(args: Args) -> Result<ExitCode> {
    let mapping = Mapping::load(&args.mapping)?;
    let reference = Arc::new(Reference::load(args.tables.as_deref())?);
    let context = match &args.baselines {
        Some(place) => Context::read(reference, place, None)?.0,
        None => Context::empty(reference),
    };
    // A line that was learned would be read by its own words.
    let options = Options {
        after: context.baselines.as_of(),
        until: Some(args.until.unwrap_or_else(today)),
        ..Options::default()
    };
    let (mut out, mut seconds, mut quarantined) = (WholeTable::at(&args.out), 0.0, 0);
    for batch in Reader::open(&args.files, &mapping, options)? {
        let batch = batch?;
        quarantined += batch.quarantined.height();
        let begun = Instant::now();
        let read = context.wording.join(&batch.declarations, &context.reference)?;
        seconds += begun.elapsed().as_secs_f64();
        let kept = [DECLARATION_ID, ITEM_NO, HS_CODE];
        let kept = kept.iter().chain(WORDING_COLUMNS).map(|column| column.name);
        out.append(&read.select(kept)?)?;
    }
    let (rows, speed) = (out.rows(), out.rows() as f64 / f64::max(seconds, 1e-9));
    out.publish()?;
    say(&format!("{rows} lines read in {seconds:.3} s ({speed:.0} a second): {}\n", args.out.display()));
    Ok(if quarantined > 0 { ExitCode::from(WITH_QUARANTINE) } else { ExitCode::SUCCESS })
}
