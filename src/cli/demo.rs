//! `tidewaiter demo`.

use crate::error::Result;
use std::process::ExitCode;

/// Score a shipped sample night and show the ranked cases.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(_args: Args) -> Result<ExitCode> {
    Ok(ExitCode::SUCCESS)
}
