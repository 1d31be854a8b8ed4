//! The door: parse, run, and say plainly why it ended.

use clap::Parser;
use std::process::ExitCode;
use tidewaiter::cli;

fn main() -> ExitCode {
    match cli::run(cli::Args::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("tidewaiter: cannot go on: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}
