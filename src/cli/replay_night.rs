//! `tidewaiter replay-night`.

use super::nightly::log;
use super::say::say;
use super::settings::SettingArgs;
use crate::error::{Error, Result};
use crate::nightly::{Options, Published, Replayed, Stay, replay_line, replay_night};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Exit code where a byte came out otherwise.
const DIFFERENT: u8 = 1;

/// Run a past night again from its papers, and hold every byte against what it published.
///
/// Finds what the night read in the archive, by hash: declarations, mapping, lists, registers, models, officers' decisions, the evening
/// before. With --declaration it prints the file of one line as its case's would have been, also where nobody picked it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tidewaiter replay-night 2025-07-31 --config tidewaiter.toml
  tidewaiter replay-night 3fa9c1d2 --out /tmp/again
  tidewaiter replay-night 2025-07-31 --declaration 310120250000471182 --item 2

Exit codes: 0 the same bytes, 1 other bytes, 2 usage, 65 something that was read is gone or was changed.")]
pub struct Args {
    /// The run, by the first eight or more digits of its id, or by its night
    #[arg(value_name = "RUN|YYYY-MM-DD")]
    run: String,
    #[command(flatten)]
    settings: SettingArgs,
    /// Print the file of this declaration's line instead, as JSON
    #[arg(long, value_name = "ID")]
    declaration: Option<String>,
    /// Number of the line
    #[arg(long, default_value_t = 1, value_name = "N", requires = "declaration")]
    item: i32,
    /// Keep the night made anew in this folder, which must be new or empty
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print the comparison as JSON
    #[arg(long)]
    json: bool,
}

/// Runs `replay-night`.
///
/// # Errors
/// As [`replay_night`] and [`replay_line`].
pub fn run(args: Args) -> Result<ExitCode> {
    let layers = args.settings.layers()?;
    let options = Options::of(&layers)?;
    log(&layers)?;
    let place = args.out.clone().unwrap_or_else(|| options.state.join(format!(".replay-{}", std::process::id())));
    let scratch = Scratch::open(&place, args.out.is_some())?;
    let stay = Stay::default();
    if let Some(declaration) = args.declaration {
        let found = replay_line(&options, &args.run, (declaration, args.item), &scratch.place, &stay)?;
        say(&(serde_json::to_string_pretty(&found.dossier).expect("a dossier is plain data") + "\n"));
        return Ok(ExitCode::SUCCESS);
    }
    let mut replayed = replay_night(&options, &args.run, &scratch.place, &stay)?;
    if args.out.is_none() {
        replayed.folder = None;
    }
    let text = serde_json::to_string_pretty(&replayed).expect("a comparison is plain data") + "\n";
    say(&if args.json { text } else { told(&replayed) });
    Ok(if replayed.holds() { ExitCode::SUCCESS } else { ExitCode::from(DIFFERENT) })
}

/// A folder for the night made anew; it goes again unless it was asked for.
struct Scratch {
    place: PathBuf,
    kept: bool,
}

impl Scratch {
    fn open(place: &Path, kept: bool) -> Result<Scratch> {
        let used = std::fs::read_dir(place).is_ok_and(|mut entries| entries.next().is_some());
        if used {
            return Err(Error::Usage(format!("`{}` is not empty; name another with --out", place.display())));
        }
        std::fs::create_dir_all(place).map_err(|cause| Error::write(place, cause))?;
        Ok(Scratch { place: place.into(), kept })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if !self.kept {
            let _ = std::fs::remove_dir_all(&self.place);
        }
    }
}

fn told(replayed: &Replayed) -> String {
    let Replayed { run_id, night, identical, different, missing, published, folder } = replayed;
    let mut text = format!("night of {night}, run {run_id}\n{identical} files came out the same, byte for byte\n");
    different.iter().for_each(|file| text += &format!("  other bytes: {file}\n"));
    missing.iter().for_each(|file| text += &format!("  only on one side: {file}\n"));
    text += &match published {
        Published::AsItWas => "the published folder stands as it was\n".to_owned(),
        Published::Replaced => "the published folder is that of a later run of the same night\n".to_owned(),
        Published::Gone => "the published folder is gone\n".to_owned(),
        Published::Changed(files) => format!("the published folder was changed since: {}\n", files.join(", ")),
    };
    if let Some(folder) = folder {
        text += &format!("{}\n", folder.display());
    }
    text
}
