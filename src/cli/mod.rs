//! The commands, one file each: parse, call, print, exit code.

mod args;
pub mod audit;
pub mod backtest;
pub mod cases;
mod cases_door;
mod cases_pages;
pub mod check;
pub mod demo;
pub mod evaluate;
mod evaluate_model;
mod evaluate_warnings;
pub mod ledger;
pub mod models;
mod models_drift;
mod models_tables;
mod password;
mod progress;
pub mod reference;
mod registers;
pub mod replay;
pub mod review;
mod rules;
mod say;
pub mod score;
pub mod screen;
pub mod signals;
pub mod simulate;
pub mod text;
mod today;
pub mod train;
pub mod users;
pub mod warn;

pub use args::{Args, run};
