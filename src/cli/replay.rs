//! `tidewaiter replay`.

use super::registers::{registers, tell_partners};
use super::rules::RuleArgs;
use super::say::say;
use super::{progress, today::today};
use crate::detector::{Context, Replay};
use crate::error::Result;
use crate::ingest::{Mapping, Options, Reader};
use crate::reference::Reference;
use crate::warnings::Read;
use chrono::NaiveDate;
use std::mem::ManuallyDrop;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// Walk past declarations in time order and build the baselines.
///
/// Each day is measured with what was known the evening before, and only then learned from. OUT gets a snapshot folder named
/// after the last evening, and a folder with the quarantined rows and, with --evidence, the evidence of every line as
/// training reads it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tidewaiter replay history/*.parquet --out state
  tidewaiter replay 2020.csv --mapping korea-import --out state
  tidewaiter replay june.parquet --from state --out state      # go on from the youngest snapshot

Exit codes: 0 done, 3 done with quarantined rows, 2 usage, 65 input unusable, 73 cannot write, 75 try again.")]
pub struct Args {
    /// Files, folders, globs, or - for standard input
    #[arg(required = true)]
    files: Vec<String>,
    /// How the files' columns are read: a shipped mapping or a TOML file
    #[arg(long, default_value = "tidewaiter", value_name = "NAME|FILE")]
    mapping: String,
    /// Where snapshots and results go
    #[arg(long, default_value = "state", value_name = "DIR")]
    out: PathBuf,
    /// Go on from a snapshot (a folder of them: the youngest); rows up to its evening are quarantined
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
    /// Write the evidence that every line would have had
    #[arg(long)]
    evidence: bool,
    /// Write a snapshot at each month's end too
    #[arg(long)]
    monthly: bool,
    /// Last day that is believed; younger rows are quarantined [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    until: Option<NaiveDate>,
    /// Own reference tables, file by file in place of the shipped ones
    #[arg(long, value_name = "DIR")]
    tables: Option<PathBuf>,
    /// What the administration knows beside the declarations: a folder with enterprises, supply, licences, restricted_end_users,
    /// inspections, mirror (.csv, .parquet or .jsonl; each through the .toml of its name where there is one)
    #[arg(long, value_name = "DIR")]
    registers: Option<PathBuf>,
    #[command(flatten)]
    rules: RuleArgs,
    /// Print the results as JSON
    #[arg(long)]
    json: bool,
}

/// Runs `replay`.
pub fn run(args: Args) -> Result<ExitCode> {
    let rules = args.rules.rules()?;
    let mapping = Mapping::load(&args.mapping)?;
    let reference = Arc::new(Reference::load(args.tables.as_deref())?);
    // The process ends with the replay: the system takes the memory back at once, table by table would take its time.
    let registers = Arc::new(registers(args.registers.as_deref())?);
    tell_partners(&registers, &rules.home_country);
    let context = match &args.from {
        Some(place) => {
            let (context, snapshot) = Context::read(reference, place, None)?;
            // Half of the past would be no past to compare flows with.
            Context { watched: Read::kept(&snapshot.folder)?, ..context }
        }
        None => Context { watched: Some(Read::default()), ..Context::empty(reference) },
    };
    let mut context = ManuallyDrop::new(context.with_registers(registers).under(rules));
    let options = Options {
        after: context.baselines.as_of(),
        until: Some(args.until.unwrap_or_else(today)),
        ..Options::default()
    };
    let reader = Reader::open(&args.files, &mapping, options)?;
    let bar = progress::rows("reading");
    let replay = Replay { out: &args.out, keep_evidence: args.evidence, monthly: args.monthly };
    let mut stage = "reading";
    let results = replay.run(reader, &mut context, |now, rows| {
        if now != stage {
            stage = now;
            bar.reset();
            bar.set_message(now);
        }
        bar.inc(rows);
    })?;
    bar.finish_and_clear();
    if args.json {
        say(&(serde_json::to_string_pretty(&results).expect("results are plain data") + "\n"));
    } else {
        let span = results
            .first_on
            .zip(results.last_on)
            .map_or(String::new(), |(first, last)| format!(" from {first} to {last}"));
        say(&format!(
            "{} nights{span}: {} read = {} learned + {} quarantined\n",
            results.nights, results.rows_read, results.rows_learned, results.rows_quarantined
        ));
        results.snapshots.iter().for_each(|snapshot| say(&format!("{}\n", snapshot.display())));
    }
    Ok(ExitCode::from(results.exit_code))
}
