//! `tidewaiter evaluate warnings`.

use super::evaluate::part;
use super::{progress, say::say};
use crate::error::{Error, Result};
use crate::ingest::{Mapping, Options, Reader};
use crate::reference::Reference;
use crate::warnings;
use crate::warnings::{Corridor, Happened, Made, Making, Read, Trial, median, walk};
use chrono::NaiveDate;
use polars::prelude::{CsvReadOptions, DataFrame, ParquetReader, SerReader};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Weeks of history before the first warning is judged.
const HISTORY_WEEKS: i32 = 52;
/// Seed of the quiet years.
const SEED: u64 = 1;
/// Marks of honest growth in a world's truth.
const GROWTH: [&str; 4] = ["new-plant", "seasonal-peak", "legal-rush", "real-user-in-hub"];

/// Tell how good the warnings on flows are.
///
/// Walks each world evening by evening, a week apart, from its second year on; each evening knows only its own past. Then the truth
/// about flows is read (`simulate --diversions`), and hits, delay and false alarms are told; warnings of honest growth (new
/// plants, seasons, rushes, real users) and of other schemes are counted apart.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tidewaiter simulate --rows 600000 --seed 1 --from 2023-10-01 --months 24 --diversions 20 --out world1
  tidewaiter evaluate warnings world1
  tidewaiter evaluate warnings world1 world2 world3 --false-alarms 12 --json

Exit codes: 0 done, 2 usage, 65 input unusable.")]
pub struct WarningsArgs {
    /// Worlds made by `simulate --diversions`
    #[arg(required = true)]
    worlds: Vec<PathBuf>,
    /// False alarms a year over all corridors that are put up with
    #[arg(long, default_value_t = 12.0, value_name = "N")]
    false_alarms: f64,
    /// Own reference tables, file by file in place of the shipped ones
    #[arg(long, value_name = "DIR")]
    tables: Option<PathBuf>,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
}

/// Runs `evaluate warnings`.
pub(super) fn run(args: WarningsArgs) -> Result<ExitCode> {
    let reference = Reference::load(args.tables.as_deref())?;
    let facts = warnings::facts(&reference);
    let mapping = Mapping::load("tidewaiter")?;
    let mut trials: Vec<(String, Trial)> = Vec::new();
    let mut all = Trial::default();
    for world in &args.worlds {
        let bar = progress::rows("reading");
        let happened = happened(&world.join("diversions.csv"))?;
        let truth = marks(&part(world, "truth")?)?;
        let (mut read, mut making) = (Read::default(), Making::new());
        let files = [part(world, "declarations")?.display().to_string()];
        for batch in Reader::open(&files, &mapping, Options::default())? {
            let batch = batch?;
            let joined = reference.join(&batch.declarations)?;
            read.take(&joined, i32::MAX)?;
            make(&joined, &truth, &mut making)?;
            bar.inc(joined.height() as u64);
        }
        let Some((first, last)) = read.flows.span() else {
            return Err(Error::input(world, "not one of its rows can be used", "make the world anew"));
        };
        let since = first + 7 * HISTORY_WEEKS;
        if since + 7 > last {
            let why = format!("`{}` lasts no longer than the {HISTORY_WEEKS} weeks of history", world.display());
            return Err(Error::Usage(format!("{why}; make it with --months 24")));
        }
        bar.set_message("walking");
        let raised = walk(&read.flows, &facts, since, last, args.false_alarms, SEED);
        let trial = Trial::of(&raised, &happened, &making, f64::from(last - since + 1) / 365.25);
        bar.finish_and_clear();
        all.add(&trial);
        trials.push((world.display().to_string(), trial));
    }
    trials.push(("all".to_owned(), all));
    if args.json {
        let by_world: BTreeMap<&str, &Trial> = trials.iter().map(|(world, trial)| (world.as_str(), trial)).collect();
        say(&(serde_json::to_string_pretty(&by_world).expect("figures are plain data") + "\n"));
    } else {
        say(&table(&trials, args.false_alarms));
    }
    Ok(ExitCode::SUCCESS)
}

fn table(trials: &[(String, Trial)], stated: f64) -> String {
    let mut text = format!(
        "Stated: {stated} alarms a year in a quiet trade, over all corridors. Delay in weeks from the first diverted lot.\n\n\
         | world | hits | median delay of hits | of all | onset missed by | source named rightly | false alarms a year | honest growth a year | other schemes a year |\n\
         |---|---|---|---|---|---|---|---|---|\n"
    );
    let weeks = |weeks: Option<f64>| weeks.map_or("–".to_owned(), |weeks| format!("{weeks:.1}"));
    for (world, trial) in trials {
        let a_year = |n: usize| format!("{:.1}", n as f64 / trial.years.max(1e-9));
        text += &format!(
            "| {world} | {} of {} | {} | {} | {} | {} of {} | {} | {} | {} |\n",
            trial.hits,
            trial.diversions,
            weeks(median(&trial.delays_weeks)),
            weeks(trial.median_delay_of_all()),
            weeks(median(&trial.onset_errors_weeks)),
            trial.sources_right,
            trial.sources_named,
            a_year(trial.false_alarms),
            a_year(trial.honest_growth),
            a_year(trial.other_schemes)
        );
    }
    text
}

fn happened(path: &Path) -> Result<Vec<Happened>> {
    let remedy = "make the world with `tidewaiter simulate --diversions 20`";
    let fault = |why: String| Error::input(path, why, remedy);
    let mut reader = csv::Reader::from_path(path).map_err(|cause| fault(cause.to_string()))?;
    let header = reader.headers().map_err(|cause| fault(cause.to_string()))?.clone();
    let mut list = Vec::new();
    for (number, record) in reader.records().enumerate() {
        let record = record.map_err(|cause| fault(cause.to_string()))?;
        let text = |name: &str| {
            let at = header.iter().position(|head| head == name).and_then(|at| record.get(at));
            at.map(str::to_owned).ok_or_else(|| fault(format!("row {} has no `{name}`", number + 2)))
        };
        let day = |name: &str| {
            let text = text(name)?;
            let read = text.parse::<NaiveDate>().map(|date| date.to_epoch_days());
            read.map_err(|_| fault(format!("row {}, `{name}`: `{text}` is no date", number + 2)))
        };
        list.push(Happened {
            kind: text("kind")?,
            mineral: text("mineral")?,
            from: text("from_destination")?,
            to: text("to_destination")?,
            starts: day("starts_on")?,
            ends: day("ends_on")?,
        });
    }
    Ok(list)
}

type Marks = BTreeMap<(String, i32), Made>;

/// What each marked line truly was; all others are ordinary.
fn marks(path: &Path) -> Result<Marks> {
    let failed = |cause: std::io::Error| Error::input(path, cause, "make the world anew");
    let truth: DataFrame = if path.extension().is_some_and(|end| end == "csv") {
        CsvReadOptions::default()
            .with_infer_schema_length(None)
            .try_into_reader_with_file_path(Some(path.into()))?
            .finish()?
    } else {
        ParquetReader::new(File::open(path).map_err(failed)?).finish()?
    };
    let id = truth.column("declaration_id")?.cast(&polars::prelude::DataType::String)?;
    let item = truth.column("item_no")?.cast(&polars::prelude::DataType::Int32)?;
    let illicit = truth.column("illicit")?.cast(&polars::prelude::DataType::Int32)?;
    let (id, item, illicit) = (id.str()?, item.i32()?, illicit.i32()?);
    let look_alike = truth.column("look_alike")?.str()?;
    let mut marks = Marks::new();
    for row in 0..truth.height() {
        let made = match (illicit.get(row), look_alike.get(row)) {
            (Some(1), _) => Made::Scheme,
            (_, Some(mark)) if GROWTH.contains(&mark) => Made::Growth,
            _ => continue,
        };
        marks.insert((id.get(row).unwrap_or("").to_owned(), item.get(row).unwrap_or(1)), made);
    }
    Ok(marks)
}

/// Counts lines by corridor, kind and day.
fn make(joined: &DataFrame, marks: &Marks, making: &mut Making) -> Result<()> {
    use crate::reference::TRADED_MINERAL;
    use crate::schema::{ACCEPTED_ON, DECLARATION_ID, DESTINATION_COUNTRY, ITEM_NO};
    let (mineral, place) =
        (joined.column(TRADED_MINERAL.name)?.str()?, joined.column(DESTINATION_COUNTRY.name)?.str()?);
    let (id, item) = (joined.column(DECLARATION_ID.name)?.str()?, joined.column(ITEM_NO.name)?.i32()?);
    let days = joined.column(ACCEPTED_ON.name)?.as_materialized_series().date()?.physical();
    for row in 0..joined.height() {
        let (Some(mineral), Some(place), Some(day)) = (mineral.get(row), place.get(row), days.get(row)) else {
            continue;
        };
        let line = (id.get(row).unwrap_or("").to_owned(), item.get(row).unwrap_or(1));
        let made = marks.get(&line).copied().unwrap_or(Made::Ordinary);
        let corridor = Corridor { mineral: mineral.to_owned(), destination: place.to_owned() };
        *making.entry((corridor, made)).or_default().entry(day).or_default() += 1;
    }
    Ok(())
}
