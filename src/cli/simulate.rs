//! `tidewaiter simulate`.

use crate::error::Result;
use std::process::ExitCode;

/// Make a synthetic world with known truth.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(_args: Args) -> Result<ExitCode> {
    Ok(ExitCode::SUCCESS)
}
