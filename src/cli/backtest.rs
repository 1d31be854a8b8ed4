//! `tidewaiter backtest`.

use super::evaluate::part;
use super::say::say;
use super::{progress, registers};
use crate::backtest::{MEASURES, Parties, Past, Results, Settings, Spread, run as walk};
use crate::detector::{Capacity, Context, Replay};
use crate::error::Error;
use crate::error::Result;
use crate::ingest::{Mapping, Options, Reader};
use crate::reference::Reference;
use crate::registers::Registers;
use crate::report::backtest_page;
use comfy_table::{CellAlignment, Table, presets};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// Walk the past week by week and compare ways of choosing what to open.
///
/// Each strategy opens a share of a week's lines, sees the truth of those alone and only after a delay, and trains on what it knows:
/// random, rules, label-free, learned, learned times severity, and two hybrids that explore beside. Each WORLD is a folder with
/// declarations and truth as `simulate` writes them. Its evidence is read from WORLD/evidence.parquet, as `replay --evidence` writes it
/// without the table of inspections; where there is none it is made so, beside OUT.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tidewaiter simulate --rows 50000 --seed 3 --drift strong --out w3
  tidewaiter backtest w3 --out backtest
  tidewaiter backtest worlds/* --capacity 5% --explore 20% --seeds 10 --out backtest --json

OUT gets backtest.html and backtest.json. What was found so far: docs/backtest.md
Exit codes: 0 done, 2 usage, 65 input unusable, 73 cannot write, 75 try again.")]
pub struct Args {
    /// Folders with declarations.parquet, truth.parquet, registers and, where it was made before, evidence.parquet
    #[arg(required = true)]
    worlds: Vec<PathBuf>,
    /// How the declarations' columns are read: a shipped mapping or a TOML file
    #[arg(long, default_value = "tidewaiter", value_name = "NAME|FILE")]
    mapping: String,
    /// Folder with the registers; its inspections are not looked at [default: each world's]
    #[arg(long, value_name = "DIR")]
    registers: Option<PathBuf>,
    /// Share of a week's lines that is opened
    #[arg(long, default_value = "2%", value_name = "P%")]
    capacity: String,
    /// Weeks at the beginning that are opened half by the rules, half at random
    #[arg(long, default_value_t = 13, value_name = "N")]
    weeks_warm: usize,
    /// Weeks between two trainings
    #[arg(long, default_value_t = 4, value_name = "N")]
    retrain: usize,
    /// Days until an outcome is known
    #[arg(long, default_value_t = 14, value_name = "DAYS")]
    delay: i32,
    /// Share of the capacity that the first hybrid draws at random
    #[arg(long, default_value = "10%", value_name = "P%")]
    explore: String,
    /// Share of the capacity that the second hybrid gives to the label-free risk
    #[arg(long, default_value = "20%", value_name = "P%")]
    by_label_free: String,
    /// Seeds of chance, for each world
    #[arg(long, default_value_t = 10, value_name = "N")]
    seeds: u64,
    /// Where results go
    #[arg(long, default_value = "backtest", value_name = "DIR")]
    out: PathBuf,
    /// Print the results as JSON
    #[arg(long)]
    json: bool,
}

/// Runs `backtest`.
pub fn run(args: Args) -> Result<ExitCode> {
    let settings = Settings {
        capacity: share("--capacity", &args.capacity)?,
        explore: share("--explore", &args.explore)?,
        by_label_free: share("--by-label-free", &args.by_label_free)?,
        weeks_warm: args.weeks_warm,
        retrain_weeks: args.retrain,
        delay_days: args.delay,
        ..Settings::default()
    };
    if args.seeds == 0 {
        return Err(Error::Usage("--seeds 0 walks nowhere; give at least 1".into()));
    }
    distinct(&args.worlds)?;
    std::fs::create_dir_all(&args.out).map_err(|cause| Error::write(&args.out, cause))?;
    let mapping = Mapping::load(&args.mapping)?;
    let mut walks = Vec::new();
    for world in &args.worlds {
        // One past at a time is in memory.
        let past = past(world, &mapping, &args)?;
        let bar = progress::rows("walking");
        walks.extend(walk(&past, &settings, args.seeds, || bar.inc(1))?);
        bar.finish_and_clear();
    }
    let results = Results::of(&walks);
    let told =
        json!({ "program": env!("CARGO_PKG_VERSION"), "settings": settings, "results": results, "walks": walks });
    let mut text = serde_json::to_string_pretty(&told).expect("results are plain data");
    text.push('\n');
    write(&args.out.join("backtest.json"), &text)?;
    write(&args.out.join("backtest.html"), &backtest_page(&results, &settings))?;
    if args.json {
        say(&text);
    } else {
        say(&format!("{}\n", table(&results)));
        results.against.iter().for_each(|against| say(&format!("{}\n", against.says())));
        say(&format!("{}\n", args.out.join("backtest.html").display()));
    }
    Ok(ExitCode::SUCCESS)
}

fn share(option: &str, text: &str) -> Result<f64> {
    match text.parse::<Capacity>()? {
        Capacity::Share(share) => Ok(share),
        Capacity::Lines(_) => Err(Error::Usage(format!("{option} {text} is no share; write it as 2%"))),
    }
}

/// The world's name in the results, and of its evidence beside OUT.
fn name(world: &Path) -> String {
    world.file_name().map_or_else(|| "world".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// Two worlds of one name would share the evidence that is made on the way.
fn distinct(worlds: &[PathBuf]) -> Result<()> {
    for (place, world) in worlds.iter().enumerate() {
        if let Some(other) = worlds[..place].iter().find(|other| name(other) == name(world)) {
            let (one, two) = (other.display(), world.display());
            return Err(Error::Usage(format!("the worlds {one} and {two} have one name; give each folder its own")));
        }
    }
    Ok(())
}

fn past(world: &Path, mapping: &Mapping, args: &Args) -> Result<Past> {
    let declarations = [part(world, "declarations")?.display().to_string()];
    let truth = part(world, "truth")?;
    let name = name(world);
    let evidence = match world.join("evidence.parquet") {
        made if made.is_file() => made,
        _ => make_evidence(world, &declarations, mapping, args, &name)?,
    };
    let bar = progress::rows("reading");
    let mut parties = Parties::default();
    for batch in Reader::open(&declarations, mapping, Options::default())? {
        let declarations = batch?.declarations;
        bar.inc(declarations.height() as u64);
        if declarations.height() > 0 {
            parties.take(&declarations)?;
        }
    }
    bar.finish_and_clear();
    Past::read(&name, &evidence, &truth, &parties)
}

/// Replays a world with its registers, but for the outcomes of inspections: those a strategy has to pay for.
fn make_evidence(world: &Path, declarations: &[String], mapping: &Mapping, args: &Args, name: &str) -> Result<PathBuf> {
    let mut known = match &args.registers {
        Some(folder) => Registers::load(folder)?,
        None => Registers::beside(world)?,
    };
    registers::tell(&known);
    known.outcomes.clear();
    let reference = Arc::new(Reference::load(None)?);
    let mut context = Context::empty(reference).with_registers(Arc::new(known));
    let reader = Reader::open(declarations, mapping, Options::default())?;
    let folder = args.out.join(format!("replay-of-{name}"));
    let bar = progress::rows("replaying");
    let replay = Replay { out: &folder, keep_evidence: true, monthly: false };
    let results = replay.run(reader, &mut context, |_, rows| bar.inc(rows))?;
    bar.finish_and_clear();
    Ok(results.folder.join("evidence.parquet"))
}

fn table(results: &Results) -> Table {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN);
    table.set_header(["strategy".to_owned()].into_iter().chain(MEASURES.map(|measure| measure.title().to_owned())));
    for stand in &results.stands {
        let cell =
            |spread: &Spread| format!("{:.3} ± {:.3} (worst {:.3})", spread.mean, spread.deviation, spread.worst);
        table.add_row([stand.strategy.id().to_owned()].into_iter().chain(stand.spreads.iter().map(cell)));
    }
    table.column_iter_mut().skip(1).for_each(|column| column.set_cell_alignment(CellAlignment::Right));
    table
}

/// Written beside and renamed: a reader sees the whole file or none.
fn write(path: &Path, text: &str) -> Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    std::fs::write(&beside, text)
        .and_then(|()| std::fs::rename(&beside, path))
        .map_err(|cause| Error::write(path, cause))
}
