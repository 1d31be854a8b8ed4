//! `tidewaiter score`.

use super::registers::{registers, tell_partners};
use super::rules::RuleArgs;
use super::say::say;
use super::{progress, today::today};
use crate::detector::{
    Capacity, Context, Days, Inputs, Night, RunResults, Settings, Wanted, batches, hashes, run as run_night,
};
use crate::error::Error;
use crate::error::Result;
use crate::ingest::{Batch, Mapping, Options, Reader};
use crate::learned::{Registry, Speaker, evidence_version};
use crate::reference::Reference;
use crate::report::{TableLook, gather, ranked_table, write_night};
use chrono::NaiveDate;
use polars::prelude::DataFrame;
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Score and rank a night of declarations.
///
/// Reads the files through a mapping, compares every line with what was normal up to the evening of the baselines, and
/// publishes OUT/DATE/ whole or not at all: scores.parquet (all lines), evidence.parquet, ranked.csv, report.html,
/// quarantine.parquet, run_results.json, manifest.json.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tidewaiter score night.parquet --baselines state --out out
  tidewaiter score 'in/2021-*.csv' --mapping korea-import --baselines state --each-day
  zcat night.csv.gz | tidewaiter score - --capacity 200

Exit codes: 0 done, 3 done with quarantined rows, 2 usage, 65 input unusable, 73 cannot write, 75 try again.")]
pub struct Args {
    /// Files, folders, globs, or - for standard input
    #[arg(required = true)]
    files: Vec<String>,
    /// How the files' columns are read: a shipped mapping or a TOML file
    #[arg(long, default_value = "tidewaiter", value_name = "NAME|FILE")]
    mapping: String,
    /// Baselines made by `replay`: a snapshot, or a folder of them (the youngest before --date is taken)
    #[arg(long, value_name = "DIR")]
    baselines: Option<PathBuf>,
    /// Take the youngest snapshot of an evening before this day
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<NaiveDate>,
    /// Where the night is published
    #[arg(long, default_value = "out", value_name = "DIR")]
    out: PathBuf,
    /// Lines that can be inspected: a share or a number
    #[arg(long, default_value = "1%", value_name = "N|P%")]
    capacity: String,
    /// Share of the capacity that is drawn at random before anything else
    #[arg(long, default_value = "10%", value_name = "P%")]
    audit_share: String,
    /// Seed of the random audit lane
    #[arg(long, default_value_t = 1, env = "TIDEWAITER_AUDIT_SEED", hide_env_values = true)]
    seed: u64,
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
    /// Let the promoted model of a registry speak (see `tidewaiter models`); else the label-free model does
    #[arg(long, value_name = "DIR")]
    models: Option<PathBuf>,
    #[command(flatten)]
    rules: RuleArgs,
    /// Also publish what the files of the cases hold (dossiers.jsonl.zst) and all lines in short (lines.parquet)
    #[arg(long)]
    dossiers: bool,
    /// Score each day as its own night and learn from it before the next
    #[arg(long)]
    each_day: bool,
    /// Cases shown in the terminal
    #[arg(long, default_value_t = 10, value_name = "N")]
    top: usize,
    /// Print the run results as JSON instead of the table
    #[arg(long)]
    json: bool,
}

/// Runs `score`.
pub fn run(args: Args) -> Result<ExitCode> {
    let audit_share = match args.audit_share.parse::<Capacity>()? {
        Capacity::Share(share) => share,
        Capacity::Lines(_) => {
            return Err(Error::Usage("--audit-share is a share of the capacity; write it as 10%".into()));
        }
    };
    let capacity = args.capacity.parse::<Capacity>()?;
    let settings = Settings { capacity, audit_share, seed: args.seed, ..Settings::default() };
    let rules = args.rules.rules()?;
    let mapping = Mapping::load(&args.mapping)?;
    let reference = Arc::new(Reference::load(args.tables.as_deref())?);
    let registers = Arc::new(registers(args.registers.as_deref())?);
    tell_partners(&registers, &rules.home_country);
    let (context, snapshot) = match &args.baselines {
        Some(place) => {
            let (context, snapshot) = Context::read(reference, place, args.date)?;
            (context, hashes(&snapshot.folder)?)
        }
        None => (Context::empty(reference), BTreeMap::new()),
    };
    let mut context = context.with_registers(registers).under(rules);
    let speaker = speaker(args.models.as_deref());
    if speaker.champion.is_none() && speaker.shadow.is_none() {
        // Nobody reads the risk profile tonight.
        context.findings = Arc::default();
    }
    let options = Options {
        after: context.baselines.as_of(),
        until: Some(args.until.unwrap_or_else(today)),
        ..Options::default()
    };
    let reader = Mutex::new(Reader::open(&args.files, &mapping, options)?);
    let show = Show { top: args.top, json: args.json };
    let wanted = Wanted { dossiers: args.dossiers, lines: args.dossiers, ..Wanted::default() };
    let job = Job {
        mapping: mapping.digest(),
        settings: &settings,
        snapshot: &snapshot,
        speaker: &speaker,
        wanted: &wanted,
        out: &args.out,
    };
    if args.each_day {
        return each_day(&reader, context, &job, &show);
    }
    // The process ends here: the system takes the memory back at once, table by table would take half a second.
    let context = ManuallyDrop::new(context);
    one_night(&reader, &context, &job, &show)
}

/// Who speaks by a registry of models; what keeps a model from speaking is told on standard error, and stands in the notes.
pub(super) fn speaker(models: Option<&Path>) -> Speaker {
    let speaker = models.map_or_else(Speaker::label_free, |models| Registry::speaker(models, &evidence_version()));
    if let Some(note) = &speaker.spoken.note {
        eprintln!("note: {note}");
    }
    speaker
}

pub(super) struct Job<'a> {
    pub mapping: &'a str,
    pub settings: &'a Settings,
    pub snapshot: &'a BTreeMap<String, String>,
    pub speaker: &'a Speaker,
    pub wanted: &'a Wanted,
    pub out: &'a Path,
}

pub(super) struct Show {
    pub top: usize,
    pub json: bool,
}

impl<'a> Job<'a> {
    pub fn inputs(&self, context: &'a Context, rows: &'a str) -> Inputs<'a> {
        let Job { snapshot, mapping, settings, speaker, wanted, .. } = *self;
        Inputs { context, rows, snapshot, mapping, settings, speaker, wanted }
    }
}

fn one_night(reader: &Mutex<Reader>, context: &Context, job: &Job, show: &Show) -> Result<ExitCode> {
    let bar = progress::rows("scoring");
    let batches = std::iter::from_fn(|| held(reader).next());
    let night =
        run_night(batches, || fingerprints(reader), &job.inputs(context, "all"), job.out, |rows| bar.inc(rows))?;
    bar.finish_and_clear();
    let results = publish(night, show)?;
    Ok(ExitCode::from(results.exit_code))
}

/// Every day a night of its own, scored with the evening before, then learned from. Rows that were quarantined have no day;
/// they stand with the last night.
fn each_day(reader: &Mutex<Reader>, mut context: Context, job: &Job, show: &Show) -> Result<ExitCode> {
    let bar = progress::rows("reading");
    std::fs::create_dir_all(job.out).map_err(|cause| Error::write(job.out, cause))?;
    let mut days = Days::new(job.out);
    let mut quarantined = Vec::new();
    let read = std::iter::from_fn(|| held(reader).next());
    for batch in read {
        let batch = batch?;
        bar.inc(batch.declarations.height() as u64);
        quarantined.push(batch.quarantined);
        if batch.declarations.height() > 0 {
            days.push(&batch.declarations)?;
        }
    }
    bar.finish_and_clear();
    let mut days = days.in_order().peekable();
    if days.peek().is_none() {
        // Not one row has a day: the night that cannot be scored still publishes its quarantine.
        let batches = quarantined.into_iter().map(only_quarantined);
        return run_night(batches, || fingerprints(reader), &job.inputs(&context, "all"), job.out, |_| ())
            .map(|_| ExitCode::SUCCESS);
    }
    let (mut code, mut learned) = (0, 0);
    while let Some(day) = days.next() {
        let (date, declarations) = day?;
        let rows = format!("those of {date}; learned since the snapshot: {learned} rows of the days before");
        let nothing = quarantined.first().map(|frame| frame.clear()).unwrap_or_default();
        let rows_of_day = batches(&declarations, Options::default().batch_rows);
        let mut parts: Vec<Result<Batch>> =
            rows_of_day.map(|declarations| Ok(Batch { declarations, quarantined: nothing.clone() })).collect();
        if days.peek().is_none() {
            let last = std::mem::take(&mut quarantined);
            parts.extend(last.into_iter().map(only_quarantined));
        }
        let night =
            run_night(parts.into_iter(), || fingerprints(reader), &job.inputs(&context, &rows), job.out, |_| ())?;
        let results = publish(night, show)?;
        code = code.max(results.exit_code);
        learned += declarations.height();
        context.learn(date, &declarations)?;
    }
    Ok(ExitCode::from(code))
}

fn only_quarantined(rows: DataFrame) -> Result<Batch> {
    Ok(Batch { declarations: DataFrame::default(), quarantined: rows })
}

/// The reader, which one thread at a time holds; one that panicked ends the run anyway.
fn held(reader: &Mutex<Reader>) -> MutexGuard<'_, Reader> {
    reader.lock().unwrap_or_else(PoisonError::into_inner)
}

fn fingerprints(reader: &Mutex<Reader>) -> Vec<(String, String)> {
    let name =
        |path: &str| Path::new(path).file_name().map_or(path.to_owned(), |name| name.to_string_lossy().into_owned());
    held(reader).summary().files.iter().map(|file| (name(&file.path), file.sha256.clone())).collect()
}

pub(super) fn publish(night: Night, show: &Show) -> Result<RunResults> {
    let report = gather(&night);
    let (place, results) = night.publish(|_, folder| write_night(&report, folder))?;
    let text = if show.json {
        serde_json::to_string_pretty(&results).expect("results are plain data") + "\n"
    } else {
        let fancy = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let width = console_width();
        let table = ranked_table(&report.cases, TableLook { width, fancy, cases: show.top });
        format!("{}{}", table, summary(&results, &place))
    };
    say(&text);
    Ok(results)
}

fn console_width() -> Option<u16> {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    columns.or_else(|| std::io::stdout().is_terminal().then(|| comfy_table::Table::new().width()).flatten())
}

fn summary(results: &RunResults, place: &Path) -> String {
    let lanes: Vec<String> = ["inspect", "audit", "review", "release"]
        .iter()
        .map(|lane| format!("{} {lane}", results.lanes.get(*lane).copied().unwrap_or(0)))
        .collect();
    let slept = results.signals.iter().filter(|signal| signal.slept.is_some()).count();
    format!(
        "\n{} read = {} scored + {} quarantined; {}; {} of {} signals slept\n{}\n",
        results.rows_read,
        results.rows_scored,
        results.rows_quarantined,
        lanes.join(", "),
        slept,
        results.signals.len(),
        place.join("report.html").display(),
    )
}
