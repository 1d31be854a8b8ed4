//! Where a run is and how long it stayed there: for the log, the metrics and the results.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// The stages of a run.
#[derive(Debug, Default)]
pub struct Stay {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    seconds: BTreeMap<&'static str, f64>,
    again: Vec<&'static str>,
    now: Option<&'static str>,
    failed: Option<&'static str>,
}

impl Stay {
    /// Does a stage, and notes how long it took.
    pub fn stage<T, E: std::fmt::Display>(
        &self,
        name: &'static str,
        work: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        let started = Instant::now();
        self.with(|inner| inner.now = Some(name));
        tracing::debug!(stage = name, "begun");
        let done = work();
        let seconds = started.elapsed().as_secs_f64();
        self.with(|inner| {
            *inner.seconds.entry(name).or_default() += seconds;
            inner.failed = inner.failed.or(done.is_err().then_some(name));
        });
        match &done {
            Ok(_) => tracing::info!(stage = name, seconds, "done"),
            Err(error) => tracing::error!(stage = name, seconds, error = %error, "failed"),
        }
        done
    }

    /// A stage that an earlier start finished.
    pub fn again(&self, name: &'static str) {
        tracing::info!(stage = name, "finished by an earlier start, not done again");
        self.with(|inner| inner.again.push(name));
    }

    /// Seconds by stage.
    pub fn seconds(&self) -> BTreeMap<String, f64> {
        self.with(|inner| inner.seconds.iter().map(|(name, seconds)| ((*name).to_owned(), *seconds)).collect())
    }

    /// Stages that an earlier start had finished.
    pub fn resumed(&self) -> Vec<String> {
        self.with(|inner| inner.again.iter().map(|name| (*name).to_owned()).collect())
    }

    /// The first stage that failed, as two may run side by side; else the one begun last.
    pub fn now(&self) -> &'static str {
        self.with(|inner| inner.failed.or(inner.now).unwrap_or("plan"))
    }

    fn with<T>(&self, work: impl FnOnce(&mut Inner) -> T) -> T {
        work(&mut self.inner.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
