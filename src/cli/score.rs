//! `tidewaiter score`.

use crate::error::Result;
use std::process::ExitCode;

/// Score and rank a night of declarations.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(_args: Args) -> Result<ExitCode> {
    Ok(ExitCode::SUCCESS)
}
