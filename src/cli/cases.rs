//! `tidewaiter cases`.

use super::cases_door::Db;
use super::cases_door::console;
use super::cases_pages::excepted;
use super::cases_pages::listed;
use super::cases_pages::night_list;
use super::cases_pages::shown;
use super::say::say;
use super::today::instant;
use crate::cases::Filling;
use crate::cases::OpenMode;
use crate::cases::Page;
use crate::cases::QueueFilter;
use crate::cases::Role;
use crate::cases::State;
use crate::cases::Store;
use crate::cases::write_labels;
use crate::error::Result;
use crate::nightly::open_published;
use chrono::NaiveDate;
use clap::Subcommand;
use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

/// Look at the cases of the nights, and take decisions out as labels.
///
/// `tidewaiter nightly` opens cases, `tidewaiter review` is where they are worked on. Here they are read, and what was found by
/// inspections is written as the register of inspections that `train` and `backtest` learn from.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tidewaiter cases open out/2025-07-31
  tidewaiter cases list
  tidewaiter cases list --lane inspect --mineral antimony --search 锑锭 --limit 20
  tidewaiter cases show 17 --json
  tidewaiter cases export-labels --out registers/inspections.csv
  tidewaiter cases exceptions
  tidewaiter cases nights --db /var/lib/tidewaiter/state/cases.db

Exit codes: 0 done, 2 usage or no such case, 65 no store of cases, 73 cannot write, 75 try again.")]
pub struct Args {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    db: Db,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Open the cases of a night that `score --dossiers` or `demo` published (`nightly` does it by itself)
    Open {
        /// The night's folder, OUT/YYYY-MM-DD
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
    },
    /// List cases, most pressing first
    List(ListArgs),
    /// Print a case: why it is here, what was decided
    Show {
        #[arg(value_name = "NUMBER")]
        case: i64,
    },
    /// Write what inspections found as a register of inspections (CSV), whole or not at all; noted in the audit log
    ExportLabels {
        /// The file
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// First day on which a finding became known
        #[arg(long, value_name = "YYYY-MM-DD")]
        since: Option<NaiveDate>,
        /// Last day
        #[arg(long, value_name = "YYYY-MM-DD")]
        until: Option<NaiveDate>,
    },
    /// List what is known honest: by whom, why, until when
    Exceptions,
    /// List the nights
    Nights,
    /// Fill a store with made-up cases, for load tests
    #[command(hide = true)]
    Fill {
        #[arg(long, default_value_t = 50)]
        nights: u32,
        #[arg(long, default_value_t = 20_000)]
        lines: u32,
        #[arg(long, default_value_t = 2_000)]
        cases: u32,
        #[arg(long, default_value_t = 30)]
        decided_percent: u32,
        #[arg(long, default_value_t = 0)]
        entries: u32,
        #[arg(long, default_value = "2026-09-01")]
        first_night: NaiveDate,
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
}

#[derive(Debug, clap::Args)]
struct ListArgs {
    /// Only in this state; can be given several times [default: all that are open]
    #[arg(long, value_name = "STATE", value_parser = states())]
    state: Vec<State>,
    /// Only in this lane: inspect, review, audit, release
    #[arg(long, value_name = "LANE")]
    lane: Vec<String>,
    /// Only of this customs office
    #[arg(long, value_name = "CODE")]
    office: Vec<String>,
    /// Only of this mineral
    #[arg(long, value_name = "NAME")]
    mineral: Vec<String>,
    /// Only with these words, numbers or Chinese in goods, parties and declaration numbers
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 30)]
    limit: u32,
}

fn states() -> impl TypedValueParser<Value = State> {
    PossibleValuesParser::new(State::ALL.map(State::name)).map(|name| State::of(&name).expect("one of the names"))
}

/// Runs `cases`.
///
/// # Errors
/// `Error::Usage` where there is no such case, `Error::Input` where there is no store, `Error::Write`, `Error::Busy`.
pub fn run(args: Args) -> Result<ExitCode> {
    let db = &args.db;
    let read = || db.open(OpenMode::Read);
    let who = console(Role::Analyst);
    let (text, value) = match args.what {
        What::Open { folder } => {
            let opened = open_published(&db.db, &folder, instant())?;
            let told = format!(
                "{} cases opened, {} lines joined to open cases, {} under an exception; {} lines kept in {}\n",
                opened.opened,
                opened.joined,
                opened.excepted,
                opened.lines,
                db.db.display()
            );
            (told, json!(opened))
        }
        What::List(asked) => {
            let filter = QueueFilter {
                states: asked.state,
                lanes: asked.lane,
                offices: asked.office,
                minerals: asked.mineral,
                text: asked.search,
                ..QueueFilter::default()
            };
            let queue = read()?.queue(&who, &filter, Page { offset: 0, rows: asked.limit })?;
            (listed(&queue), json!(queue))
        }
        What::Show { case } => {
            let store = read()?;
            let (file, history) = (store.case(&who, case)?, store.history(&who, case)?);
            (shown(&file, &history), json!({ "case": file, "history": history }))
        }
        What::ExportLabels { out, since, until } => {
            let labels = db.open(OpenMode::Write)?.labels(&who, instant(), since, until)?;
            write_labels(&out, &labels)?;
            let random = labels.iter().filter(|label| label.selected_by == "random").count();
            let told = json!({ "labels": labels.len(), "random": random, "out": out });
            (format!("{} labels, {random} of them drawn at random, in {}\n", labels.len(), out.display()), told)
        }
        What::Exceptions => {
            let exceptions = read()?.exceptions(&who)?;
            (excepted(&exceptions), json!(exceptions))
        }
        What::Nights => {
            let nights = read()?.nights()?;
            (night_list(&nights), json!(nights))
        }
        What::Fill { nights, lines, cases, decided_percent, entries, first_night, seed } => {
            let store = db.open(OpenMode::Create)?;
            let filling =
                Filling { nights, lines, cases: cases.min(lines), decided_percent, entries, first_night, seed };
            let bar = super::progress::rows("filling");
            store.fill(&filling, instant(), |_| bar.inc(u64::from(lines)))?;
            bar.finish_and_clear();
            let head = store.head()?;
            (format!("{} nights of {lines} lines and {cases} cases; {} entries\n", nights, head.number), json!(head))
        }
    };
    say(&match db.json {
        true => serde_json::to_string_pretty(&value).expect("plain data") + "\n",
        false => text,
    });
    Ok(ExitCode::SUCCESS)
}
