//! `tidewaiter nightly`.

use super::say::say;
use super::settings::SettingArgs;
use super::today::today;
use crate::config::Layers;
use crate::error::{Error, Result};
use crate::fault;
use crate::nightly::{Options, Request, Results, Status, Stay, dry_run, nightly};
use chrono::{NaiveDate, Utc};
use std::fs::{File, OpenOptions};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Mutex;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer;
use tracing_subscriber::Registry;
use tracing_subscriber::layer::SubscriberExt;

/// Run the night unattended: read what is new, score, warn, publish, open cases, learn.
///
/// Everything it needs stands in a settings' file (`tidewaiter config init`). A run that is killed goes on at the next start and ends in
/// the same bytes; the same files twice do nothing. How to run it every night: docs/operations.md.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tidewaiter nightly --config /etc/tidewaiter.toml
  tidewaiter nightly --config tidewaiter.toml --as-of 2025-07-31
  tidewaiter nightly --set score.capacity=200 --dry-run

Exit codes: 0 done or nothing to do, 1 a gate failed, 2 usage or settings, 3 done with quarantined rows, 65 input unusable,
70 fault of the program, 73 cannot write, 75 another run holds the place.")]
pub struct Args {
    #[command(flatten)]
    settings: SettingArgs,
    /// Run the night of this day: rows accepted later are set aside [default: the day of the youngest rows]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<NaiveDate>,
    /// Tell what would be done and touch nothing
    #[arg(long)]
    dry_run: bool,
    /// Publish although a gate fails, also a night that is held back
    #[arg(long)]
    past_gates: bool,
    /// Print the results as JSON
    #[arg(long)]
    json: bool,
}

/// Runs `nightly`.
///
/// # Errors
/// Whatever stops the run, after `run_results.json` tells it.
pub fn run(args: Args) -> Result<ExitCode> {
    if let Ok(drill) = std::env::var("TIDEWAITER_FAULT") {
        fault::arm(&drill).map_err(|why| Error::Usage(format!("TIDEWAITER_FAULT: {why}")))?;
    }
    let layers = args.settings.layers()?;
    let options = Options::of(&layers)?;
    let request = Request { as_of: args.as_of, today: today(), now: Utc::now(), past_gates: args.past_gates };
    if args.dry_run {
        say(&dry_run(&options, &request)?);
        return Ok(ExitCode::SUCCESS);
    }
    log(&layers)?;
    layers.notes.iter().for_each(|note| tracing::warn!("{note}"));
    let stay = Stay::default();
    let done = nightly(&options, &request, &stay);
    if let Some(passed) = fault::passed() {
        eprintln!("drill: {passed} points passed");
    }
    let results = done?;
    say(&if args.json { results.text() } else { summary(&results) });
    Ok(ExitCode::from(results.exit_code))
}

/// Starts the log: a line an event, JSON or text, on standard error or at the end of a file.
pub(super) fn log(layers: &Layers) -> Result<()> {
    let level = match layers.text("log.level") {
        "error" => LevelFilter::ERROR,
        "warn" => LevelFilter::WARN,
        "debug" => LevelFilter::DEBUG,
        _ => LevelFilter::INFO,
    };
    let file = layers.path("log.file").map(|path| opened(&path)).transpose()?;
    let plain = tracing_subscriber::fmt::layer().with_ansi(false).with_target(false);
    let json = layers.text("log.format") != "text";
    type Boxed = Box<dyn Layer<Registry> + Send + Sync>;
    let layer: Boxed = match (file, json) {
        (Some(file), true) => plain.json().flatten_event(true).with_writer(Mutex::new(file)).with_filter(level).boxed(),
        (Some(file), false) => plain.with_writer(Mutex::new(file)).with_filter(level).boxed(),
        (None, true) => plain.json().flatten_event(true).with_writer(std::io::stderr).with_filter(level).boxed(),
        (None, false) => plain.with_writer(std::io::stderr).with_filter(level).boxed(),
    };
    // A second log in one process is none of a command's business.
    let _ = tracing::subscriber::set_global_default(tracing_subscriber::registry().with(layer));
    Ok(())
}

fn opened(path: &Path) -> Result<File> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|cause| Error::write(folder, cause))?;
    }
    OpenOptions::new().create(true).append(true).open(path).map_err(|cause| Error::write(path, cause))
}

fn summary(results: &Results) -> String {
    let mut text = String::new();
    if !matches!(results.status, Status::NothingToDo) && results.rows.rows_read > 0 {
        let rows = &results.rows;
        text += &format!(
            "{} read = {} of the night + {} late + {} corrected + {} read before + {} quarantined\n",
            rows.rows_read,
            rows.rows_fresh,
            rows.rows_late,
            rows.rows_corrected,
            rows.rows_repeated,
            rows.rows_quarantined
        );
    }
    if let Some(cases) = &results.cases {
        text += &format!("{} cases opened, {} lines joined to open ones\n", cases.opened, cases.joined);
    }
    if let Some(warnings) = results.warnings {
        text += &format!("{warnings} corridors rose\n");
    }
    for gate in results.gates.iter().filter(|gate| !gate.passed) {
        text += &format!("gate {} failed: {}; {}\n", gate.gate, gate.found, gate.remedy.as_deref().unwrap_or_default());
    }
    results.notes.iter().for_each(|note| text += &format!("{note}\n"));
    if let Some(published) = &results.published {
        text += &format!("{}\n", published.join("report.html").display());
    }
    text
}
