//! The one integration-test binary: each binary carries the data engine, and linking is the cost.

mod ingest;
mod reference;
mod report;
mod simulate;
mod tidy;
