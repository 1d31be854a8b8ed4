//! Finds the customs declarations worth a second look: false declaration and re-export of strategic minerals.
//!
//! `ARCHITECTURE.md` is the map of the rooms below; each uses only what stands under it.
#![forbid(unsafe_code)]

pub mod error;
pub mod fault;

pub mod folder;
pub mod nearest;

pub mod cases;
pub mod config;
pub mod model;
pub mod schema;

pub mod baselines;
pub mod ingest;
pub mod reference;
pub mod registers;

pub mod engines;

pub mod signals;
pub mod warnings;

pub mod clearing;
pub mod learned;

pub mod detector;

pub mod backtest;
pub mod training;

pub mod report;

pub mod nightly;
pub mod review;

pub mod cli;

pub mod simulate;
