//! `tidewaiter models`.

use super::models_drift::{self, DriftArgs};
use super::models_tables::{compared, decided, listed, logged, shown};
use super::say::say;
use super::today::now;
use crate::error::{Error, Result};
use crate::learned::{Comparison, Decider, LABEL_FREE, Learned, Promotion, Registry, evidence_version};
use crate::training::{Evidence, contest};
use clap::Subcommand;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Exit code where the work is done and an alarm rings.
const ALARM: u8 = 1;

/// Keep trained models: compare, promote, go back, watch for drift, and who decided it.
///
/// The champion speaks in `score`; where there is none, where it is damaged or was trained on other evidence, the label-free risk
/// stands in its place and says so. Every decision is a line of DIR/log.jsonl with the hash of the line before.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tidewaiter models list
  tidewaiter models show risk-3
  tidewaiter models compare risk-2 risk-3 --evidence state/replay-* --registers registers
  tidewaiter models promote risk-3 --approver 'Wang Fang' --why 'finds 12 % more at capacity'
  tidewaiter models rollback --by 'Zhao Min' --why 'alarms doubled since Monday'
  tidewaiter models drift risk-3 --evidence state/evidence --registers registers
  tidewaiter models log --verify

Exit codes: 0 done, 1 done but a drift alarm rings, 2 usage, 65 a model, a comparison or the log is missing or damaged, 73 cannot write, 75 try again.")]
pub struct Args {
    #[command(subcommand)]
    what: What,
    /// Folder of the models
    #[arg(long, global = true, default_value = "models", value_name = "DIR")]
    models: PathBuf,
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List the models: which speaks, which listens, which is damaged
    List,
    /// Print a model's papers and check every file of it
    Show {
        /// The model, as `models list` calls it
        #[arg(value_name = "NAME")]
        model: String,
    },
    /// Measure two models on the same lines, for a promotion
    #[command(after_help = "Examples:
  tidewaiter models compare risk-2 risk-3 --evidence state/replay-* --registers registers
  tidewaiter models compare label-free risk-1 --evidence state/replay-* --registers registers

Writes DIR/comparisons/CHAMPION--CHALLENGER.json, which `models promote` reads.")]
    Compare(CompareArgs),
    /// Tell how far the world has moved from the one a model learned from
    ///
    /// Later lines against those learned from: the population stability index (PSI) of each input and of the model's answers, what
    /// is missing being a bin; the share found among inspected lines; and finds against those the model expected. A PSI of 0.1 has
    /// moved, one of 0.25 is an alarm (Siddiqi, Credit Risk Scorecards, 2006); a share found, or found over expected, has moved from a
    /// quarter more (or a fifth less) and is an alarm from twice (or half), each only beyond what chance does once in a thousand times.
    /// Where enough inspected lines were drawn at random they alone ring. Inputs that count the past (profile) fill as outcomes
    /// come in: that alone is no fault of the model.
    #[command(after_help = "Examples:
  tidewaiter models drift risk-3 --evidence state/evidence --registers registers
  tidewaiter models drift risk-3 --evidence state/replay-* --registers registers --since 2025-07-01 --json

Exit codes: 0 no alarm, 1 done but an alarm rings, 2 usage or no lines to compare, 65 input unusable.")]
    Drift(DriftArgs),
    /// Let a model speak; needs an approver who did not train it, and a comparison with the champion
    #[command(after_help = "Example:
  tidewaiter models promote risk-3 --approver 'Wang Fang' --why 'finds 12 % more at capacity'")]
    Promote {
        /// The model, as `models list` calls it
        #[arg(value_name = "NAME")]
        model: String,
        /// Who approves it; never who trained it
        #[arg(long, value_name = "PERSON")]
        approver: String,
        /// Why
        #[arg(long, value_name = "TEXT")]
        why: String,
        /// What `models compare` wrote [default: where it writes by itself]
        #[arg(long, value_name = "FILE")]
        comparison: Option<PathBuf>,
        /// Promote although it falls below the champion's interval, or too few lines tell; the log says so
        #[arg(long)]
        although_worse: bool,
    },
    /// Go back to the champion before; a damaged champion is no hindrance
    #[command(after_help = "Example:
  tidewaiter models rollback --by 'Zhao Min' --why 'alarms doubled since Monday'")]
    Rollback(DecisionArgs),
    /// Let a challenger be scored along, unseen
    #[command(after_help = "Examples:
  tidewaiter models shadow risk-3 --by 'Zhao Min' --why 'a month of watching before promotion'
  tidewaiter models shadow --end --by 'Zhao Min' --why 'seen enough'")]
    Shadow {
        /// The model, as `models list` calls it
        #[arg(value_name = "NAME", required_unless_present = "end", conflicts_with = "end")]
        model: Option<String>,
        /// End it
        #[arg(long)]
        end: bool,
        #[command(flatten)]
        decision: DecisionArgs,
    },
    /// Take a model out of service for good
    Retire {
        /// The model, as `models list` calls it
        #[arg(value_name = "NAME")]
        model: String,
        #[command(flatten)]
        decision: DecisionArgs,
    },
    /// Print who decided what, when and why
    #[command(after_help = "Examples:
  tidewaiter models log
  tidewaiter models log --verify
  tidewaiter models log --verify --head 3f9c01ab...   # a hash that was kept elsewhere")]
    Log {
        /// Only check that no line was edited, deleted, moved or cut off
        #[arg(long)]
        verify: bool,
        /// Check too that an entry with this hash is in the log
        #[arg(long, value_name = "SHA256", requires = "verify")]
        head: Option<String>,
    },
}

#[derive(Debug, clap::Args)]
struct CompareArgs {
    /// The model that speaks, or label-free
    #[arg(value_name = "CHAMPION")]
    champion: String,
    /// The model that would
    #[arg(value_name = "CHALLENGER")]
    challenger: String,
    /// Evidence that `replay --evidence` wrote: folders or files
    #[arg(long, required = true, num_args = 1.., value_name = "DIR")]
    evidence: Vec<PathBuf>,
    /// Folder with the registers, of which the inspections are read
    #[arg(long, value_name = "DIR")]
    registers: PathBuf,
    /// Where the comparison goes [default: DIR/comparisons/CHAMPION--CHALLENGER.json]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct DecisionArgs {
    /// Who decides
    #[arg(long, value_name = "PERSON")]
    by: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    why: String,
}

impl DecisionArgs {
    fn decider<'a>(&'a self, at: &'a str) -> Decider<'a> {
        Decider { who: &self.by, why: &self.why, at }
    }
}

/// Measures two models (NAME-NUMBER or `label-free`) on the same lines.
pub(super) type Assess<'a> = dyn Fn(&Asked) -> Result<Comparison> + 'a;

/// What a comparison is asked of.
pub(super) struct Asked<'a> {
    /// The registry, its log checked.
    pub registry: &'a Registry,
    /// NAME-NUMBER or `label-free`.
    pub champion: &'a str,
    /// NAME-NUMBER.
    pub challenger: &'a str,
    /// Folders or files that `replay --evidence` wrote.
    pub evidence: &'a [PathBuf],
    /// Folder of the registers.
    pub registers: &'a Path,
}

/// Runs `models`.
///
/// # Errors
/// `Error::Usage` for names and persons, `Error::Input` where a model, a comparison or the log cannot be believed, `Error::Write`,
/// `Error::Busy`.
pub fn run(args: Args) -> Result<ExitCode> {
    let models = args.models.as_path();
    if !models.is_dir() {
        return Err(Error::input(models, "there is no such folder", "name the folder of the models with --models"));
    }
    let (at, evidence) = (now(), evidence_version());
    let mut rings = false;
    let (text, value) = match &args.what {
        What::Drift(asked) => {
            let (text, value, alarm) = models_drift::run(models, asked)?;
            rings = alarm;
            (text, value)
        }
        What::List => listed(&Registry::open(models)?, &evidence),
        What::Show { model } => {
            let registry = Registry::open(models)?;
            shown(&registry, &registry.model(model)?, &evidence)
        }
        What::Compare(asked) => compare(models, asked, &assess)?,
        What::Promote { model, approver, why, comparison, although_worse } => {
            let comparison = comparison.as_deref();
            let asked = Promotion { model, comparison, evidence: &evidence, although_worse: *although_worse };
            let entry = Registry::promote(models, asked, Decider { who: approver, why, at: &at })?;
            decided(&entry, &[])
        }
        What::Rollback(decision) => {
            let back = Registry::roll_back(models, &evidence, decision.decider(&at))?;
            decided(&back.entry, &back.passed_over)
        }
        What::Shadow { model, decision, .. } => {
            decided(&Registry::shadow(models, model.as_deref(), &evidence, decision.decider(&at))?, &[])
        }
        What::Retire { model, decision } => decided(&Registry::retire(models, model, decision.decider(&at))?, &[]),
        What::Log { verify: false, .. } => logged(&Registry::open(models)?),
        What::Log { head, .. } => verified(&Registry::open(models)?, head.as_deref())?,
    };
    say(&match args.json {
        true => serde_json::to_string_pretty(&value).expect("plain data") + "\n",
        false => text,
    });
    Ok(if rings { ExitCode::from(ALARM) } else { ExitCode::SUCCESS })
}

/// Says that the log is whole: reading it has checked every line.
fn verified(registry: &Registry, kept: Option<&str>) -> Result<(String, Value)> {
    let head = registry.head();
    if let Some(kept) = kept.map(str::trim) {
        let known = registry.entries().iter().any(|entry| entry.sha256 == kept);
        if !known {
            let why = format!("no entry has the hash {kept}; the log that had it was cut off or written anew");
            let remedy = "put it back from a copy, and ask who changed it";
            return Err(Error::input(registry.place().join(crate::learned::LOG), why, remedy));
        }
    }
    let mut text = format!("{} entries, each as it was written; the last has the hash {}\n", head.number, head.sha256);
    if registry.unfinished() {
        text += "a decision was begun and broken off; it does not count, and the next one takes its place\n";
    }
    Ok((text, json!({ "entries": head.number, "head": head, "unfinished": registry.unfinished() })))
}

/// Compares by `assess` and writes what a promotion asks for.
fn compare(models: &Path, asked: &CompareArgs, assess: &Assess) -> Result<(String, Value)> {
    let registry = Registry::open(models)?;
    let (champion, challenger) = (asked.champion.as_str(), asked.challenger.as_str());
    if champion == challenger {
        return Err(Error::Usage(format!("{champion} is compared with itself; name two models")));
    }
    if challenger == LABEL_FREE {
        return Err(Error::Usage(format!("{LABEL_FREE} needs no promotion; name it first and the challenger second")));
    }
    // A model that cannot be used is told before the long walk.
    registry.model(challenger)?;
    if champion != LABEL_FREE {
        registry.model(champion)?;
    }
    let (evidence, registers) = (asked.evidence.as_slice(), asked.registers.as_path());
    let mut comparison = assess(&Asked { registry: &registry, champion, challenger, evidence, registers })?;
    let place = asked.out.clone().unwrap_or_else(|| Comparison::place(models, champion, challenger));
    comparison.write(&place)?;
    Ok(compared(&comparison, &place))
}

/// Measures both models by the rules of training.
fn assess(asked: &Asked) -> Result<Comparison> {
    let Asked { registry, champion, challenger, evidence, registers } = asked;
    let open = |model: &str| Learned::open(&registry.model(model)?.folder);
    let challenger = open(challenger)?;
    let champion = if *champion == LABEL_FREE { None } else { Some(open(champion)?) };
    // Each reads the evidence of its own version only: of another, its figures would be nonsense.
    let version = evidence_version();
    challenger.fits(&version).map_err(Error::Usage)?;
    if let Some(champion) = &champion {
        champion.fits(&version).map_err(|why| Error::Usage(silent(champion.name(), &why)))?;
    }
    let registers = super::registers::registers(Some(registers))?;
    let mut inputs = challenger.inputs().to_vec();
    let more = champion.as_ref().map_or(&[][..], Learned::inputs).iter().filter(|input| !inputs.contains(input));
    let more: Vec<String> = more.cloned().collect();
    inputs.extend(more);
    let evidence = Evidence::open(evidence, &inputs)?;
    contest(champion.as_ref(), &challenger, &evidence, &registers.outcomes, 1)
}

/// Why a champion of other evidence is not compared, and the way out.
fn silent(champion: &str, why: &str) -> String {
    format!(
        "{why}; {champion} does not speak: go back with `tidewaiter models rollback`, then compare with who speaks then"
    )
}
