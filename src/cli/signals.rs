//! `tidewaiter signals`.

use crate::error::Result;
use std::process::ExitCode;

/// Print the catalogue of signals.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(_args: Args) -> Result<ExitCode> {
    Ok(ExitCode::SUCCESS)
}
