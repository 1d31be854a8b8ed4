//! `tidewaiter train`.

use super::say::say;
use super::today::{now, today};
use super::{progress, registers};
use crate::error::Error;
use crate::error::Result;
use crate::learned::{Parts, Registry};
use crate::training;
use crate::training::{Dataset, Evidence, TrainSettings, Trained, Trainer, Unlabelled, Variant, Weighting, compare};
use chrono::NaiveDate;
use comfy_table::{Table, presets};
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

/// Lines sought from which on the table of switches may decide something.
const SOUGHT_TO_COMPARE: usize = 30;
/// Outcomes set aside that are told one by one.
const SET_ASIDE_TOLD: usize = 100;

/// Train a model from replayed evidence and the outcomes of inspections.
///
/// Reads the evidence that `replay --evidence` wrote, lays to it the outcomes known by a day, and trains three heads: false
/// declaration, re-export, either. The youngest fifth of the outcomes is first kept apart for an honest trial; then the model is
/// trained on all and written to OUT/NAME-N/, with its papers and its card. It does not speak before it is compared and promoted
/// (`tidewaiter models`).
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tidewaiter replay history/*.parquet --registers registers --out state --evidence
  tidewaiter train state/replay-2024-10-01_2025-06-30 --registers registers --name risk --by 'Li Wei'
  tidewaiter train state/replay-* --registers registers --name risk --by 'Li Wei' --compare

Outcomes that contradict each other or name no line of the evidence are set aside and told.
Exit codes: 0 done, 2 usage or too few outcomes, 65 input unusable, 73 cannot write, 75 try again.")]
pub struct Args {
    /// Evidence that `replay --evidence` wrote: folders of replays, or files
    #[arg(required = true)]
    evidence: Vec<PathBuf>,
    /// Folder with the registers, of which the inspections are read
    #[arg(long, value_name = "DIR")]
    registers: PathBuf,
    /// Folder of the models
    #[arg(long, default_value = "models", value_name = "DIR")]
    out: PathBuf,
    /// What the model is called: small letters, digits, hyphens
    #[arg(long, value_name = "NAME")]
    name: String,
    /// Who trains it; somebody else must approve it
    #[arg(long, value_name = "PERSON")]
    by: String,
    /// Why it is trained, for the log
    #[arg(long, default_value = "trained anew", value_name = "TEXT")]
    why: String,
    /// Last day on which outcomes that count became known [default: the last day of the evidence]
    #[arg(long, value_name = "YYYY-MM-DD")]
    labels_until: Option<NaiveDate>,
    /// Seed of all draws
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
    /// How inspected lines are weighed: none or propensity (by their selection probability)
    #[arg(long, value_name = "HOW")]
    weights: Option<Weighting>,
    /// What lines without outcomes are good for: none, prior (the label-free view is an input) or negatives (besides, a sample of
    /// them counts a little as clear)
    #[arg(long, value_name = "HOW")]
    unlabelled: Option<Unlabelled>,
    /// Whether trees and label-free view are weighed by a logistic regression
    #[arg(long, value_name = "true|false", action = clap::ArgAction::Set)]
    stack: Option<bool>,
    /// Whether the risk profile (what inspections found before at parties, codes, places) is an input
    #[arg(long, value_name = "true|false", action = clap::ArgAction::Set)]
    profile: Option<bool>,
    /// Whether the trees are grown once more on all outcomes, those of calibration included, after all else is settled
    #[arg(long, value_name = "true|false", action = clap::ArgAction::Set)]
    refit: Option<bool>,
    /// Set all combinations of --weights, --unlabelled and --stack against each other first, and print the table
    #[arg(long)]
    compare: bool,
    /// Print the results as JSON
    #[arg(long)]
    json: bool,
}

/// Runs `train`.
pub fn run(args: Args) -> Result<ExitCode> {
    crate::learned::check_name(&args.name)?;
    // What would keep the model from being written is told before the long training.
    for (option, text) in [("--by", &args.by), ("--why", &args.why)] {
        if text.trim().is_empty() {
            return Err(Error::Usage(format!("{option} is empty, and the log of the models needs it; fill it in")));
        }
    }
    Registry::open(&args.out)?;
    let mut settings = TrainSettings::with_seed(args.seed);
    settings.switches.weights = args.weights.unwrap_or(settings.switches.weights);
    settings.switches.unlabelled = args.unlabelled.unwrap_or(settings.switches.unlabelled);
    settings.switches.stack = args.stack.unwrap_or(settings.switches.stack);
    settings.profile = args.profile.unwrap_or(settings.profile);
    settings.refit = args.refit.unwrap_or(settings.refit);
    let registers = registers::registers(Some(&args.registers))?;
    if registers.outcomes.is_empty() {
        let remedy = "give the folder that holds inspections.csv";
        return Err(Error::input(&args.registers, "it holds no outcome of an inspection", remedy));
    }
    let evidence = Evidence::open_all(&args.evidence)?;
    let until = match args.labels_until {
        Some(day) => day,
        None => evidence.span()?.1,
    };
    let bar = progress::rows("reading evidence");
    let (drawn, seed) = (settings.unlabelled_rows, settings.seed);
    let dataset = Dataset::gather(&evidence, &registers.outcomes, until, drawn, seed, |rows| bar.inc(rows))?;
    // A comparison that cannot be made is told, and keeps no model from being trained.
    let (variants, not_compared) = match args.compare {
        true => compare(&dataset, &settings, |done, all| bar.set_message(format!("comparing {} of {all}", done + 1)))
            .map_or_else(|error| (Vec::new(), Some(error.to_string())), |variants| (variants, None)),
        false => (Vec::new(), None),
    };
    let trained = training::train(&dataset, &settings, |now| bar.set_message(now))?;
    let code_version = env!("CARGO_PKG_VERSION");
    let trainer = Trainer { name: &args.name, by: &args.by, on: today(), code_version };
    let manifest = trained.manifest(&dataset, &settings, trainer);
    let metrics = metrics(&dataset, &trained, &variants, not_compared.as_deref());
    let card = |manifest: &crate::learned::Manifest| training::card(manifest, &dataset, &trained);
    let parts = Parts { weights: trained.weights(), metrics: metrics.clone(), card: &card };
    let manifest = Registry::add(&args.out, manifest, &parts, &now(), &args.why)?;
    bar.finish_and_clear();
    let folder = args.out.join(manifest.folder_name());
    if args.json {
        let told = json!({ "model": manifest.folder_name(), "folder": folder, "metrics": metrics });
        say(&(serde_json::to_string_pretty(&told).expect("plain data") + "\n"));
        return Ok(ExitCode::SUCCESS);
    }
    if !variants.is_empty() {
        let (lines, sought) = (variants[0].inspected.lines, variants[0].inspected.sought);
        let few = if sought < SOUGHT_TO_COMPARE { ": too few to choose by, differences are chance" } else { "" };
        say(&format!("{}\n\nMeasured on {lines} lines, {sought} of them sought{few}.\n\n", table(&variants)));
    }
    if let Some(why) = &not_compared {
        say(&format!("not compared: {why}\n\n"));
    }
    let counts = &dataset.counts;
    say(&format!(
        "{}: {} lines with outcomes known by {until} ({} false declarations, {} re-exports, {} both), {} outcomes set aside, {} known later\n",
        folder.display(),
        manifest.labels.all(),
        counts.false_declaration,
        counts.re_export,
        counts.both,
        counts.outcomes_set_aside,
        counts.outcomes_later,
    ));
    match &trained.trial {
        Ok(trial) => {
            for figures in &trial.questions["risk"] {
                say(&format!(
                    "  trial on {} lines from {}: {:<10} ROC-AUC {:.3}, average precision {:.3}\n",
                    figures.lines,
                    trial.days.known_before,
                    figures.name,
                    figures.roc_auc.value,
                    figures.average_precision.value
                ));
            }
        }
        Err(why) => say(&format!("  not tried on lines kept apart: {why}\n")),
    }
    Ok(ExitCode::SUCCESS)
}

fn metrics(
    dataset: &Dataset,
    trained: &Trained,
    variants: &[Variant],
    not_compared: Option<&str>,
) -> serde_json::Value {
    let (trial, untried) = match &trained.trial {
        Ok(trial) => (Some(trial), None),
        Err(why) => (None, Some(why)),
    };
    json!({
        "counts": dataset.counts,
        "set_aside": dataset.set_aside.iter().take(SET_ASIDE_TOLD).collect::<Vec<_>>(),
        "days": trained.days,
        "trees": trained.trees,
        "trial": trial,
        "not_tried_because": untried,
        "compared": variants,
        "not_compared_because": not_compared,
    })
}

/// The switches against each other, on the calibration slice.
fn table(variants: &[Variant]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN);
    table.force_no_tty();
    table.set_header([
        "weights",
        "unlabelled",
        "stack",
        "trees",
        "AUC",
        "AP",
        "recall 1 %",
        "recall 5 %",
        "AUC, all lines",
        "AP, all lines",
        "recall 5 %, all lines",
    ]);
    for variant in variants {
        let named = variant.switches.map(|switches| {
            let name = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
            [name(json!(switches.weights)), name(json!(switches.unlabelled)), switches.stack.to_string()]
        });
        let named = named.unwrap_or_else(|| ["label-free".to_owned(), String::new(), String::new()]);
        let (seen, all) = (&variant.inspected, &variant.all);
        let figures = [
            seen.roc_auc,
            seen.average_precision,
            seen.at[1].recall,
            seen.at[3].recall,
            all.roc_auc,
            all.average_precision,
            all.at[3].recall,
        ];
        let figures = figures.map(|interval| format!("{:.3}", interval.value));
        table.add_row(named.into_iter().chain([variant.trees.to_string()]).chain(figures));
    }
    table
}
