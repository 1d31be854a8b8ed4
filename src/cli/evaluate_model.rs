//! `tidewaiter evaluate model`.

use super::say::say;
use super::{progress, registers};
use crate::detector::{Capacity, Truth};
use crate::error::Error;
use crate::error::Result;
use crate::learned::{Learned, evidence_version};
use crate::report::assessment_page;
use crate::training::{AssessSettings, Evidence, assess};
use chrono::NaiveDate;
use std::path::PathBuf;
use std::process::ExitCode;

/// Judge a trained model on lines younger than all it learned from.
///
/// Beside it stand a look-up table of past outcomes, the label-free risk, the count of alarms, and the lot. With a truth file
/// every line is judged; without, the inspected ones, and the lines drawn at random give an unbiased estimate and a bound on what
/// is missed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tidewaiter evaluate model state/replay-* --registers registers --model models/risk-1
  tidewaiter evaluate model state/replay-* --registers world --model models/risk-1 --truth world/truth.parquet --out judged.md

Exit codes: 0 done, 2 usage or nothing to judge by, 65 input unusable, 73 cannot write.")]
pub(super) struct ModelArgs {
    /// Evidence that `replay --evidence` wrote, that of the days learned from too: folders of replays, or files
    #[arg(required = true)]
    evidence: Vec<PathBuf>,
    /// Folder with the registers, of which the inspections are read
    #[arg(long, value_name = "DIR")]
    registers: PathBuf,
    /// The model's folder
    #[arg(long, value_name = "DIR")]
    model: PathBuf,
    /// What is true of every line: declaration_id, item_no, illicit, typology, look_alike, scheme_id
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,
    /// First day whose lines are judged [default: the day after all that the model knew]
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Option<NaiveDate>,
    /// Last day on which outcomes that count became known [default: all count]
    #[arg(long, value_name = "YYYY-MM-DD")]
    labels_until: Option<NaiveDate>,
    /// Lines that can be inspected: a share or a number
    #[arg(long, default_value = "1%", value_name = "SHARE|N")]
    capacity: Capacity,
    /// Seed of the drawings
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
    /// Drawings for the intervals
    #[arg(long, default_value_t = 1000, value_name = "N")]
    draws: usize,
    /// Write the page as Markdown to this file instead of printing it
    #[arg(long, value_name = "FILE.md")]
    out: Option<PathBuf>,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
}

/// Runs `evaluate model`.
pub(super) fn run(args: ModelArgs) -> Result<ExitCode> {
    let learned = Learned::open(&args.model)?;
    learned.fits(&evidence_version()).map_err(Error::Usage)?;
    let registers = registers::registers(Some(&args.registers))?;
    let truth = args.truth.as_deref().map(Truth::open).transpose()?.map(Truth::by_line).transpose()?;
    let evidence = Evidence::open(&args.evidence, learned.inputs())?;
    let settings = AssessSettings {
        from: args.from,
        labels_until: args.labels_until,
        capacity: args.capacity,
        seed: args.seed,
        draws: args.draws,
    };
    let bar = progress::rows("judging");
    let told = assess(&evidence, &registers.outcomes, &learned, truth.as_ref(), &settings, |rows| bar.inc(rows))?;
    bar.finish_and_clear();
    let page = assessment_page(&told, &[]);
    if let Some(path) = &args.out {
        super::evaluate::write(path, &page)?;
    }
    if args.json {
        say(&(serde_json::to_string_pretty(&told).expect("figures are plain data") + "\n"));
    } else if let Some(path) = &args.out {
        say(&format!("{}\n", path.display()));
    } else {
        say(&page);
    }
    Ok(ExitCode::SUCCESS)
}
