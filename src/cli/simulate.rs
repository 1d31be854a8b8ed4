//! `tidewaiter simulate`.

use crate::error::Result;
use crate::simulate::Drift;
use crate::simulate::Layout;
use crate::simulate::Options;
use crate::simulate::simulate;
use chrono::NaiveDate;
use indicatif::{ProgressBar, ProgressStyle};
use std::path::PathBuf;
use std::process::ExitCode;

/// Make a synthetic world with known truth.
///
/// Writes declarations, the truth about each line, inspections (a biased 5 %), enterprises, supply, licences,
/// restricted end users, mirror statistics, and a card that tells how the world was made. The same options give
/// the same bytes on any number of threads.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tidewaiter simulate --rows 200000 --seed 1 --out world
  tidewaiter simulate --rows 20000 --from 2025-01-01 --months 7 --format csv --out small
  tidewaiter simulate --rows 1000000 --seed 7 --illicit-share 0.005 --out rare
  tidewaiter simulate --rows 600000 --from 2023-10-01 --months 24 --diversions 20 --out diverted
  tidewaiter simulate --rows 50000 --seed 3 --drift strong --out drifting

What is in the world, and what is not realistic: docs/simulated-world.md")]
pub struct Args {
    /// Declaration lines to write.
    #[arg(long, default_value_t = 1_000_000)]
    rows: u64,
    /// Seed of all chance.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// First day of the world.
    #[arg(long, default_value = "2024-10-01")]
    from: NaiveDate,
    /// Length in months.
    #[arg(long, default_value_t = 12)]
    months: u32,
    /// Folder to make; new or empty.
    #[arg(long)]
    out: PathBuf,
    /// Form of declarations and truth.
    #[arg(long, value_enum, default_value_t = Layout::Parquet)]
    format: Layout,
    /// Share of lines that belong to a scheme.
    #[arg(long, default_value_t = 0.012)]
    illicit_share: f64,
    /// Diversions of a mineral's flow to a hub, with honest look-alikes beside; their truth goes into diversions.csv.
    #[arg(long, default_value_t = 0, value_name = "N")]
    diversions: u32,
    /// How evasion and honest trade change in the course of the world: not at all, at one turn, at three.
    #[arg(long, value_enum, default_value_t = Drift::None)]
    drift: Drift,
}

/// Makes the world and says what is in it.
///
/// # Errors
/// As `simulate::simulate`.
pub fn run(args: Args) -> Result<ExitCode> {
    let Args { rows, seed, from, months, out, format, illicit_share, diversions, drift } = args;
    let options = Options { rows, seed, from, months, illicit_share, diversions, drift, layout: format };
    let bar = ProgressBar::new(rows).with_style(
        ProgressStyle::with_template("{elapsed} {wide_bar} {human_pos}/{human_len} lines, {per_sec}")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    let made = simulate(&options, &out, |lines| bar.set_position(lines))?;
    bar.finish_and_clear();
    println!(
        "{}: {} lines in {} declarations, {} illicit in {} schemes, {} inspected ({} with a finding)",
        out.display(),
        made.lines,
        made.declarations,
        made.illicit_lines,
        made.schemes,
        made.inspected,
        made.found
    );
    Ok(ExitCode::SUCCESS)
}
