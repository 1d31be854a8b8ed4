//! `tidewaiter reference`.

use crate::error::Result;
use std::process::ExitCode;

/// Ask and maintain the dated reference lists.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(_args: Args) -> Result<ExitCode> {
    Ok(ExitCode::SUCCESS)
}
