//! `tidewaiter replay`.

use crate::error::Result;
use std::process::ExitCode;

/// Walk past declarations in time order and build the baselines.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(_args: Args) -> Result<ExitCode> {
    Ok(ExitCode::SUCCESS)
}
