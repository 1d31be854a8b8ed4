//! The commands, one file each: parse, call, print, exit code.

mod args;
pub mod backtest;
pub mod check;
pub mod config;
pub mod demo;
pub mod evaluate;
mod evaluate_model;
mod evaluate_warnings;
pub mod ledger;
pub mod models;
mod models_drift;
mod models_tables;
pub mod nightly;
mod progress;
pub mod reference;
mod registers;
pub mod replay;
pub mod replay_night;
mod rules;
mod say;
pub mod score;
pub mod screen;
mod settings;
pub mod signals;
pub mod simulate;
pub mod text;
mod today;
pub mod train;
pub mod warn;

pub use args::{Args, run};
