//! `tidewaiter check`.

use crate::error::Result;
use std::process::ExitCode;

/// Report the quality of declaration files before they are scored.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(_args: Args) -> Result<ExitCode> {
    Ok(ExitCode::SUCCESS)
}
