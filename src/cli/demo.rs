//! `tidewaiter demo`.

use super::progress;
use super::rules::RuleArgs;
use super::say::say;
use super::score::{Job, Show, publish, speaker};
use super::today::instant;
use crate::detector::{Capacity, Context, Days, Settings, Wanted, hashes, run as run_night};
use crate::error::Error;
use crate::error::Result;
use crate::ingest::{Batch, Mapping, Options, Reader};
use crate::nightly::open_published;
use crate::reference::Reference;
use crate::registers::Registers;
use chrono::Days as Span;
use polars::prelude::DataFrame;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// The shipped sample world (see datasets/sample/README.md); carried in the program, so that the demo runs anywhere.
static SAMPLE: &[u8] = include_bytes!("../../datasets/sample/declarations.parquet");
/// The registers that stand beside it.
static REGISTERS: &[(&str, &[u8])] = &[
    ("enterprises.csv", include_bytes!("../../datasets/sample/enterprises.csv")),
    ("supply.csv", include_bytes!("../../datasets/sample/supply.csv")),
    ("licences.csv", include_bytes!("../../datasets/sample/licences.csv")),
    ("restricted_end_users.csv", include_bytes!("../../datasets/sample/restricted_end_users.csv")),
    ("inspections.csv", include_bytes!("../../datasets/sample/inspections.csv")),
];
/// The shipped registry of models (see models/README.md).
static MODELS: &[(&str, &[u8])] = &[
    ("approved.json", include_bytes!("../../models/approved.json")),
    ("log.jsonl", include_bytes!("../../models/log.jsonl")),
    ("simulated-1/card.md", include_bytes!("../../models/simulated-1/card.md")),
    ("simulated-1/manifest.json", include_bytes!("../../models/simulated-1/manifest.json")),
    ("simulated-1/metrics.json", include_bytes!("../../models/simulated-1/metrics.json")),
    (
        "simulated-1/weights-false-declaration.bin",
        include_bytes!("../../models/simulated-1/weights-false-declaration.bin"),
    ),
    ("simulated-1/weights-re-export.bin", include_bytes!("../../models/simulated-1/weights-re-export.bin")),
    ("simulated-1/weights-risk.bin", include_bytes!("../../models/simulated-1/weights-risk.bin")),
];
/// Days at the end of the sample that are scored; all before them is history.
const SCORED_DAYS: u64 = 7;

/// Score a shipped sample night and show the ranked cases.
///
/// Learns seven months of simulated declarations day by day, with the registers of the same world beside them (enterprises,
/// supply, licences, restricted end users, outcomes of inspections, each known from its day), then scores the last week of them as one night, by the shipped model, and publishes it
/// under OUT: ranked cases with reasons, the report, and the baselines.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tidewaiter demo
  tidewaiter demo --out /tmp/demo --capacity 3%

The sample is synthetic (`tidewaiter simulate`); who is guilty in it stands in datasets/sample/truth.parquet.")]
pub struct Args {
    /// Where the night, the sample and the baselines go
    #[arg(long, default_value = "out", value_name = "DIR")]
    out: PathBuf,
    /// Lines that can be inspected: a share or a number
    #[arg(long, default_value = "3%", value_name = "N|P%")]
    capacity: String,
    /// Let the promoted model of another registry speak, in place of the shipped one
    #[arg(long, value_name = "DIR")]
    models: Option<PathBuf>,
    #[command(flatten)]
    rules: RuleArgs,
    /// Cases shown in the terminal
    #[arg(long, default_value_t = 8, value_name = "N")]
    top: usize,
}

/// Runs `demo`.
pub fn run(args: Args) -> Result<ExitCode> {
    let settings = Settings { capacity: args.capacity.parse::<Capacity>()?, ..Settings::default() };
    let rules = args.rules.rules()?;
    let sample = args.out.join("sample.parquet");
    std::fs::create_dir_all(&args.out)
        .and_then(|()| std::fs::write(&sample, SAMPLE))
        .map_err(|cause| Error::write(&sample, cause))?;
    let registers = args.out.join("registers");
    unpack(&registers, REGISTERS)?;
    let shipped = args.out.join("models");
    unpack(&shipped, MODELS)?;
    let registers = Arc::new(Registers::load(&registers)?);
    let mapping = Mapping::load("tidewaiter")?;
    let mut reader = Reader::open(&[sample.display().to_string()], &mapping, Options::default())?;
    let mut days = Days::new(&args.out);
    let mut quarantined: Vec<DataFrame> = Vec::new();
    for batch in reader.by_ref() {
        let batch = batch?;
        days.push(&batch.declarations)?;
        quarantined.push(batch.quarantined);
    }
    let days: Vec<_> = days.in_order().collect::<Result<_>>()?;
    let last = days.last().map(|(day, _)| *day).unwrap_or_default();
    let first_scored = last - Span::new(SCORED_DAYS - 1);

    let mut context = Context::empty(Arc::new(Reference::shipped()?)).with_registers(registers).under(rules);
    let bar = progress::rows("learning the past");
    let (mut rows, mut night) = (0, Vec::new());
    for (day, declarations) in days {
        if day < first_scored {
            rows += declarations.height();
            context.learn(day, &declarations)?;
            bar.inc(declarations.height() as u64);
        } else {
            night.push(Ok(Batch { quarantined: quarantined[0].clear(), declarations }));
        }
    }
    bar.finish_and_clear();
    night.extend(
        quarantined.into_iter().map(|rows| Ok(Batch { declarations: DataFrame::default(), quarantined: rows })),
    );
    let snapshot = context.write(&args.out.join("baselines"))?;
    say(&format!(
        "Learned {rows} declaration lines up to {}; scoring those from {first_scored} to {last}.\n\n",
        snapshot.stamp.as_of
    ));

    let speaker = speaker(Some(args.models.as_ref().unwrap_or(&shipped)));
    // Whoever tries the program out may open the cases too.
    let wanted = Wanted { dossiers: true, lines: true, ..Wanted::default() };
    let job = Job {
        mapping: mapping.digest(),
        settings: &settings,
        snapshot: &hashes(&snapshot.folder)?,
        speaker: &speaker,
        wanted: &wanted,
        out: &args.out,
    };
    let files = reader.summary().files.iter().map(|file| ("sample.parquet".into(), file.sha256.clone())).collect();
    let night = run_night(night.into_iter(), || files, &job.inputs(&context, "the last week"), &args.out, |_| ())?;
    publish(night, &Show { top: args.top, json: false })?;
    let store = args.out.join("cases.db");
    open_published(&store, &args.out.join(last.to_string()), instant())?;
    say(&format!(
        "The cases stand in {db} as well. To work on them in a browser:\n  tidewaiter users add me --role supervisor --all-offices --own-password --db {db}\n  \
         tidewaiter review --db {db} --night-dir {out} --models {models}\n",
        db = store.display(),
        out = args.out.display(),
        models = args.models.as_ref().unwrap_or(&shipped).display(),
    ));
    Ok(ExitCode::SUCCESS)
}

/// Writes shipped files into a folder.
fn unpack(folder: &Path, files: &[(&str, &[u8])]) -> Result<()> {
    for (name, bytes) in files {
        let file = folder.join(name);
        let parent = file.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent)
            .and_then(|()| std::fs::write(&file, bytes))
            .map_err(|cause| Error::write(&file, cause))?;
    }
    Ok(())
}
