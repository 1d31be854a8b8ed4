//! Which command was called.

use super::{
    audit, backtest, cases, check, config, demo, evaluate, ledger, models, nightly, reference, replay, replay_night,
    review, score, screen, signals, simulate, text, train, users, warn,
};
use crate::error::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Finds the customs declarations worth a second look.
///
/// Scores each declaration line for false-declaration and re-export risk, with its reasons.
#[derive(Debug, Parser)]
#[command(name = "tidewaiter", version, max_term_width = 100)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Args),
    Check(check::Args),
    Score(score::Args),
    Replay(replay::Args),
    Review(review::Args),
    Reference(reference::Args),
    Signals(signals::Args),
    Evaluate(evaluate::Args),
    Simulate(simulate::Args),
    Text(text::Args),
    Screen(screen::Args),
    Ledger(ledger::Args),
    Warn(warn::Args),
    Train(train::Args),
    Models(models::Args),
    Backtest(backtest::Args),
    Cases(cases::Args),
    Audit(audit::Args),
    Users(users::Args),
    Nightly(nightly::Args),
    ReplayNight(replay_night::Args),
    Config(config::Args),
}

/// Runs the command; the exit codes stand in ARCHITECTURE.md.
pub fn run(args: Args) -> Result<ExitCode> {
    match args.command {
        Command::Demo(args) => demo::run(args),
        Command::Check(args) => check::run(args),
        Command::Score(args) => score::run(args),
        Command::Replay(args) => replay::run(args),
        Command::Review(args) => review::run(args),
        Command::Reference(args) => reference::run(args),
        Command::Signals(args) => signals::run(args),
        Command::Evaluate(args) => evaluate::run(args),
        Command::Simulate(args) => simulate::run(args),
        Command::Text(args) => text::run(args),
        Command::Screen(args) => screen::run(args),
        Command::Ledger(args) => ledger::run(args),
        Command::Warn(args) => warn::run(args),
        Command::Train(args) => train::run(args),
        Command::Models(args) => models::run(args),
        Command::Backtest(args) => backtest::run(args),
        Command::Cases(args) => cases::run(args),
        Command::Audit(args) => audit::run(args),
        Command::Users(args) => users::run(args),
        Command::Nightly(args) => nightly::run(args),
        Command::ReplayNight(args) => replay_night::run(args),
        Command::Config(args) => config::run(args),
    }
}
