//! The one integration-test binary: each binary carries the data engine, and linking is the cost.

mod backtest;
mod baselines;
mod cases;
mod clearing;
mod cli;
mod dossier;
mod evaluate;
mod ingest;
mod laws;
mod leak;
mod ledger;
mod models;
mod night;
mod nightly;
mod nightly_kill;
mod reference;
mod report;
mod review;
mod screen;
mod simulate;
mod tidy;
mod town;
mod train;
mod warn;
mod world;
