//! `tidewaiter config`.

use super::say::say;
use super::settings::SettingArgs;
use crate::config::{Layers, example};
use crate::error::{Error, Result};
use clap::Subcommand;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Show the settings of unattended runs, or write an example.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tidewaiter config init
  tidewaiter config show --origin
  TIDEWAITER_SCORE_CAPACITY=2% tidewaiter config show --config /etc/tidewaiter.toml --origin")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Print every setting as it holds.
    #[command(after_help = "Example:\n  tidewaiter config show --origin --set score.capacity=200")]
    Show {
        #[command(flatten)]
        settings: SettingArgs,
        /// Also tell where each was said: flag, environment, file and line, or default
        #[arg(long)]
        origin: bool,
        /// Print as JSON
        #[arg(long)]
        json: bool,
    },
    /// Write an example with every setting and what it is for.
    #[command(after_help = "Example:\n  tidewaiter config init --out /etc/tidewaiter.toml")]
    Init {
        /// File to write; one that is there is left alone
        #[arg(long, default_value = "tidewaiter.toml", value_name = "FILE")]
        out: PathBuf,
    },
}

/// Runs `config`.
///
/// # Errors
/// [`Error::Usage`] where a setting is wrong or the file to write is there, [`Error::Write`] where it cannot be written.
pub fn run(args: Args) -> Result<ExitCode> {
    match args.what {
        What::Show { settings, origin, json } => {
            let layers = settings.layers()?;
            say(&if json { as_json(&layers) } else { as_text(&layers, origin) });
            layers.notes.iter().for_each(|note| eprintln!("note: {note}"));
        }
        What::Init { out } => {
            let made = std::fs::File::create_new(&out).map_err(|cause| match cause.kind() {
                std::io::ErrorKind::AlreadyExists => {
                    Error::Usage(format!("`{}` is there already; name another with --out", out.display()))
                }
                _ => Error::write(&out, cause),
            });
            made?.write_all(example(None).as_bytes()).map_err(|cause| Error::write(&out, cause))?;
            say(&format!("{}\n", out.display()));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn as_text(layers: &Layers, origin: bool) -> String {
    let lines: Vec<(String, String)> = layers
        .all()
        .iter()
        .map(|told| (format!("{} = {}", told.setting.key, told.value), told.origin.to_string()))
        .collect();
    let wide = lines.iter().map(|(line, _)| line.chars().count()).filter(|n| *n <= 60).max().unwrap_or(0);
    let line = |(line, from): &(String, String)| match origin {
        true => format!("{line:<wide$}  # {from}\n"),
        false => format!("{line}\n"),
    };
    lines.iter().map(line).collect()
}

fn as_json(layers: &Layers) -> String {
    let all: Vec<serde_json::Value> = layers
        .all()
        .iter()
        .map(|told| {
            serde_json::json!({
                "key": told.setting.key,
                "value": told.value.to_string(),
                "origin": told.origin.to_string(),
                "about": told.setting.about,
            })
        })
        .collect();
    serde_json::to_string_pretty(&all).expect("settings are plain data") + "\n"
}
