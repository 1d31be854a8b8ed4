//! `tidewaiter signals`.

use super::say::say;
use crate::error::Error;
use crate::error::Result;
use crate::signals::{Family, Signal, catalogue, catalogue_page};
use std::process::ExitCode;

/// Print the catalogue of signals.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tidewaiter signals
  tidewaiter signals unit-value-below-peers
  tidewaiter signals --family routing
  tidewaiter signals --markdown > docs/signals.md")]
pub struct Args {
    /// Show one signal whole
    id: Option<String>,
    /// Only one family
    #[arg(long, conflicts_with = "id")]
    family: Option<String>,
    /// The whole catalogue as Markdown
    #[arg(long, conflicts_with_all = ["id", "family", "json"])]
    markdown: bool,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// Runs `signals`.
pub fn run(args: Args) -> Result<ExitCode> {
    if args.markdown {
        say(&catalogue_page());
        return Ok(ExitCode::SUCCESS);
    }
    let mut chosen: Vec<&Signal> = catalogue().collect();
    if let Some(id) = &args.id {
        chosen.retain(|signal| signal.id == id);
        if chosen.is_empty() {
            return Err(Error::Usage(format!("no signal is called `{id}`; `tidewaiter signals` lists them")));
        }
    }
    if let Some(family) = &args.family {
        chosen.retain(|signal| signal.family.name() == family);
        if chosen.is_empty() {
            let known: Vec<&str> = Family::ALL.iter().map(|family| family.name()).collect();
            return Err(Error::Usage(format!("no family is called `{family}`; choose one of {}", known.join(", "))));
        }
    }
    if args.json {
        let facts: Vec<_> = chosen.iter().map(|signal| signal.facts()).collect();
        say(&(serde_json::to_string_pretty(&facts).expect("facts are plain data") + "\n"));
    } else if args.id.is_some() {
        chosen.iter().for_each(|signal| say(&signal.sheet()));
    } else {
        for family in Family::ALL {
            let members: Vec<_> = chosen.iter().filter(|signal| signal.family == family).collect();
            if members.is_empty() {
                continue;
            }
            say(&format!("{}\n", family.name()));
            members.iter().for_each(|signal| say(&format!("  {:34} {}\n", signal.id, signal.title.en)));
        }
        say("\n`tidewaiter signals ID` shows one whole.\n");
    }
    Ok(ExitCode::SUCCESS)
}
