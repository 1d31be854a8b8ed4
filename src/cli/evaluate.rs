//! `tidewaiter evaluate`.

use super::{evaluate_model, evaluate_warnings};
use super::say::say;
use super::{progress, registers};
use crate::detector::{Context, Observed, Since, Truth, Worth};
use crate::error::Error;
use crate::error::Result;
use crate::ingest::{Mapping, Options, Reader};
use crate::reference::Reference;
use crate::registers::Registers;
use crate::report::worth_page;
use chrono::NaiveDate;
use clap::Subcommand;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// Measure on lines whose truth is known.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tidewaiter evaluate signals world
  tidewaiter evaluate signals world --learn-months 9 --out docs/signal-worth.md
  tidewaiter evaluate warnings world1 world2 world3
  tidewaiter evaluate model state/replay-* --registers registers --model models/risk-1")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Signals(SignalsArgs),
    Warnings(evaluate_warnings::WarningsArgs),
    Model(evaluate_model::ModelArgs),
}

/// Tell what each signal is worth.
///
/// Walks the declarations night by night in time order, as `replay` and `score --each-day` do: each line is measured with
/// what was known the evening before, and no label is used. Then the truth is read and joined by declaration and item,
/// and a table tells for each signal: coverage, alarms, AUC, lift at 1 %, the signal that says nearly the same, recall
/// of each typology, false alarms on each kind of honest look-alike, and whether it is worth anything.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tidewaiter simulate --rows 200000 --seed 1 --out world && tidewaiter evaluate signals world
  tidewaiter evaluate signals world --from 2025-07-01 --json
  tidewaiter evaluate signals world --out docs/signal-worth.md
  tidewaiter evaluate signals --declarations 'past/*.csv' --mapping my-office.toml --truth known.csv --labelled-only

The truth is Parquet or CSV: declaration_id, illicit (1 or 0), and where known item_no (else 1), typology (T1 to T12, of
illicit lines), scheme_id (lines of one scheme are one witness), look_alike (of honest lines). Many rows are spilled into the temporary folder (TMPDIR).
Exit codes: 0 done, 3 done with quarantined rows, 2 usage, 65 input unusable, 73 cannot write.")]
struct SignalsArgs {
    /// A world made by `simulate`: a folder with declarations and truth
    #[arg(required_unless_present_all = ["declarations", "truth"], conflicts_with_all = ["declarations", "truth"])]
    world: Option<PathBuf>,
    /// Files, folders or globs of declarations, in place of a world
    #[arg(long, num_args = 1.., value_name = "FILES", requires = "truth")]
    declarations: Vec<String>,
    /// What became known of their lines
    #[arg(long, value_name = "FILE", requires = "declarations")]
    truth: Option<PathBuf>,
    /// How the files' columns are read: a shipped mapping or a TOML file
    #[arg(long, default_value = "tidewaiter", value_name = "NAME|FILE")]
    mapping: String,
    /// First day whose lines are judged; all before is history [default: the last quarter of the days]
    #[arg(long, value_name = "YYYY-MM-DD", conflicts_with = "learn_months")]
    from: Option<NaiveDate>,
    /// Months of history before the first line is judged
    #[arg(long, value_name = "N")]
    learn_months: Option<u32>,
    /// Judge by the lines that the truth names; else each line must be named
    #[arg(long)]
    labelled_only: bool,
    /// Own reference tables, file by file in place of the shipped ones
    #[arg(long, value_name = "DIR")]
    tables: Option<PathBuf>,
    /// What the administration knows beside the declarations: a folder with enterprises, supply, licences and so on [default:
    /// the world's]
    #[arg(long, value_name = "DIR")]
    registers: Option<PathBuf>,
    /// Let signals see the outcomes of inspections from the day they were known; else no label is used
    #[arg(long)]
    outcomes: bool,
    /// Write the table as Markdown to this file instead of printing it
    #[arg(long, value_name = "FILE.md")]
    out: Option<PathBuf>,
    /// Print the table as JSON
    #[arg(long)]
    json: bool,
}

/// Runs `evaluate`.
pub fn run(args: Args) -> Result<ExitCode> {
    match args.what {
        What::Signals(args) => signals(args),
        What::Warnings(args) => evaluate_warnings::run(args),
        What::Model(args) => evaluate_model::run(args),
    }
}

fn signals(args: SignalsArgs) -> Result<ExitCode> {
    let (declarations, truth) = match (&args.world, args.truth) {
        (Some(world), _) => (vec![part(world, "declarations")?.display().to_string()], part(world, "truth")?),
        (None, Some(truth)) => (args.declarations, truth),
        (None, None) => return Err(Error::Usage("give a world, or --declarations and --truth".into())),
    };
    let since = match (args.from, args.learn_months) {
        (Some(day), _) => Since::Day(day),
        (None, Some(months)) => Since::Months(months),
        (None, None) => Since::LastQuarter,
    };
    let mapping = Mapping::load(&args.mapping)?;
    let mut registers = match (&args.registers, &args.world) {
        (Some(folder), _) => Registers::load(folder)?,
        (None, Some(world)) => Registers::beside(world)?,
        (None, None) => Registers::default(),
    };
    registers::tell(&registers);
    if !args.outcomes {
        registers.outcomes.clear();
    }
    let reference = Arc::new(Reference::load(args.tables.as_deref())?);
    let mut context = Context::empty(reference).with_registers(Arc::new(registers));
    // A truth that cannot be used is told before the long walk; what it says is read only after it.
    let truth = Truth::open(&truth)?;
    let reader = Reader::open(&declarations, &mapping, Options::default())?;
    let bar = progress::rows("reading");
    let mut stage = "reading";
    let observed = Observed::run(reader, &mut context, since, &std::env::temp_dir(), |now, rows| {
        if now != stage {
            stage = now;
            bar.reset();
            bar.set_message(now);
        }
        bar.inc(rows);
    })?;
    drop(context);
    bar.set_message("measuring");
    let worth = Worth::of(&observed, &truth.of(&observed, args.labelled_only)?);
    bar.finish_and_clear();
    let made_by = args.world.as_deref().map_or(Vec::new(), |world| made_by(world, since, args.out.as_deref()));
    if let Some(path) = &args.out {
        write(path, &worth_page(&worth, &made_by))?;
    }
    if args.json {
        say(&(serde_json::to_string_pretty(&worth).expect("results are plain data") + "\n"));
    } else if let Some(path) = &args.out {
        say(&format!("{}\n", path.display()));
    } else {
        say(&worth_page(&worth, &made_by));
    }
    Ok(ExitCode::from(if worth.rows_quarantined > 0 { 3 } else { 0 }))
}

/// The commands that make the page anew, where the world's card tells how it was made.
fn made_by(world: &Path, since: Since, out: Option<&Path>) -> Vec<String> {
    let card = std::fs::read(world.join("world.json")).ok();
    let card = card.and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok());
    let Some(made_how) = card.as_ref().and_then(|card| card["made_how"].as_str()) else { return Vec::new() };
    let since = match since {
        Since::LastQuarter => String::new(),
        Since::Day(day) => format!(" --from {day}"),
        Since::Months(months) => format!(" --learn-months {months}"),
    };
    let out = out.map_or(String::new(), |path| format!(" --out {}", path.display()));
    vec![made_how.to_owned(), format!("tidewaiter evaluate signals DIR{since}{out}")]
}

/// A table of a world, in the form it was made in.
pub(super) fn part(world: &Path, name: &str) -> Result<PathBuf> {
    let forms = ["parquet", "csv"].map(|form| world.join(format!("{name}.{form}")));
    forms.into_iter().find(|path| path.is_file()).ok_or_else(|| {
        let remedy = "make a world with `tidewaiter simulate`, or give --declarations and --truth";
        Error::input(world, format!("it holds neither {name}.parquet nor {name}.csv"), remedy)
    })
}

/// Written beside and renamed: a reader sees the whole page or none.
pub(super) fn write(path: &Path, page: &str) -> Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    std::fs::write(&beside, page)
        .and_then(|()| std::fs::rename(&beside, path))
        .map_err(|cause| Error::write(path, cause))
}
