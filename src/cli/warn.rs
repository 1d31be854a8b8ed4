//! `tidewaiter warn`.

use super::registers::{registers, tell_partners};
use super::say::say;
use super::{progress, today::today};
use crate::detector::{Rules, Staging};
use crate::error::{Error, Result};
use crate::ingest::{Mapping, Options, Reader};
use crate::reference::Reference;
use crate::report::{HISTORY_DAYS_MIN, Watched, bulletin};
use crate::warnings::{Bulletin, HISTORY_WEEKS_MIN, Read};
use chrono::NaiveDate;
use std::path::PathBuf;
use std::process::ExitCode;

/// Rows quarantined on the way are left out.
const WITH_QUARANTINE: u8 = 3;

/// Warn of flows that rose: which mineral to which destination, since when, how surely.
///
/// Reads the past in one pass and writes OUT/DATE/ with bulletin.html and bulletin.json (what rose, since when, who makes it up, where
/// the flow fell instead) and the series by week and month as CSV. The threshold is set so that a quiet trade raises
/// --false-alarms a year over all corridors together. Nothing accepted or published after --until is used.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tidewaiter warn history/*.parquet --out bulletins
  tidewaiter warn 'in/*.csv' --mapping my-office.toml --until 2025-09-30 --registers registers --out bulletins
  tidewaiter warn world/declarations.parquet --until 2025-09-30 --registers world --false-alarms 4 --out bulletins

A year of history is wanted, two tell the season. Of the registers mirror is read: partners' imports from the country of the
declarations (reporter, partner, hs6, month as YYYY-MM, net_mass_kg, value_usd, published_on); it gives a prior on
corridor and code, never proof.
Exit codes: 0 done, 3 done with quarantined rows, 2 usage, 65 input unusable, 73 cannot write, 75 try again.")]
pub struct Args {
    /// Files, folders, globs, or - for standard input
    #[arg(required = true)]
    files: Vec<String>,
    /// How the files' columns are read: a shipped mapping or a TOML file
    #[arg(long, default_value = "tidewaiter", value_name = "NAME|FILE")]
    mapping: String,
    /// Evening of the bulletin; nothing later is used [default: the last day of the files]
    #[arg(long, value_name = "YYYY-MM-DD")]
    until: Option<NaiveDate>,
    /// Folder with registers, of which mirror (partners' import statistics) is used
    #[arg(long, value_name = "DIR")]
    registers: Option<PathBuf>,
    /// Country from which the declarations go out; partners' imports from elsewhere are left out
    #[arg(long, default_value = "CN", value_name = "CC")]
    home_country: String,
    /// False alarms a year over all corridors that are put up with
    #[arg(long, default_value_t = 12.0, value_name = "N")]
    false_alarms: f64,
    /// Own reference tables, file by file in place of the shipped ones
    #[arg(long, value_name = "DIR")]
    tables: Option<PathBuf>,
    /// Where bulletins go, each in a folder named after its evening
    #[arg(long, default_value = "bulletins", value_name = "DIR")]
    out: PathBuf,
    /// Print the bulletin as JSON
    #[arg(long)]
    json: bool,
}

/// Runs `warn`.
///
/// # Errors
/// `Error::Usage` where the history is too short, `Error::Input` where a file cannot be used, `Error::Write` and `Error::Busy` for OUT.
pub fn run(args: Args) -> Result<ExitCode> {
    if !(0.1..=1000.0).contains(&args.false_alarms) {
        let why = format!("--false-alarms {} is outside 0.1..1000; 12 is one a month", args.false_alarms);
        return Err(Error::Usage(why));
    }
    let mapping = Mapping::load(&args.mapping)?;
    let reference = Reference::load(args.tables.as_deref())?;
    let rules = Rules::default().at_home_in(&args.home_country)?;
    let registers = registers(args.registers.as_deref())?;
    tell_partners(&registers, &rules.home_country);
    let asked = args.until.map_or(i32::MAX, |until| until.to_epoch_days());
    let options = Options { until: Some(args.until.unwrap_or_default().max(today())), ..Options::default() };
    let bar = progress::rows("reading");
    let (mut read, mut quarantined) = (Read::default(), 0);
    for batch in Reader::open(&args.files, &mapping, options)? {
        let batch = batch?;
        quarantined += batch.quarantined.height();
        read.take(&reference.join(&batch.declarations)?, asked)?;
        bar.inc(batch.declarations.height() as u64);
    }
    let Some((first, last)) = read.flows.span() else {
        return Err(Error::Usage(format!(
            "not one of the rows can be used ({quarantined} quarantined, {} after --until); `tidewaiter check` tells the reasons",
            read.younger
        )));
    };
    let evening = asked.min(last.max(args.until.map_or(last, |until| until.to_epoch_days())));
    if evening - first < HISTORY_DAYS_MIN - 1 {
        let days = evening - first + 1;
        return Err(Error::Usage(format!(
            "{days} days of history are too few to tell what is usual: give at least {} weeks, better two years",
            2 * HISTORY_WEEKS_MIN
        )));
    }
    bar.set_message("weighing");
    let watched = Watched {
        read: &read,
        reference: &reference,
        registers: &registers,
        home_country: &rules.home_country,
        alarms_a_year: args.false_alarms,
    };
    let (bulletin, files) = bulletin(&watched, evening);
    let name = bulletin.evening.to_string();
    let staging = Staging::open(&args.out, &name)?;
    files.iter().try_for_each(|(name, text)| staging.write(name, text.as_bytes()))?;
    let place = staging.publish_as(&name)?;
    bar.finish_and_clear();
    if args.json {
        say(&(serde_json::to_string_pretty(&bulletin).expect("a bulletin is plain data") + "\n"));
    } else {
        say(&summary(&bulletin));
        say(&format!("{}\n", place.join("bulletin.html").display()));
    }
    Ok(if quarantined > 0 { ExitCode::from(WITH_QUARANTINE) } else { ExitCode::SUCCESS })
}

fn summary(bulletin: &Bulletin) -> String {
    let mut text = format!(
        "{}: {} warnings over {} corridors (stated false alarms a year: {})\n",
        bulletin.evening,
        bulletin.warnings.len(),
        bulletin.thresholds.corridors,
        bulletin.thresholds.alarms_a_year
    );
    for warning in &bulletin.warnings {
        let from = warning.from.as_ref().map_or(String::new(), |from| format!(", from {}", from.destination));
        text += &format!(
            "  {} to {}{from}: {:.1} lines a week since {}, {:.1} usual ({:.2} of the threshold)\n",
            warning.mineral,
            warning.destination,
            warning.lines_a_week,
            warning.onset,
            warning.usual_lines_a_week,
            warning.over_threshold
        );
    }
    text
}
