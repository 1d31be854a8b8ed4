//! All that a night may know: the dated lists, and what was normal up to the evening before.

use super::expectations::Expectations;
use super::frozen::Frozen;
use super::prepare::prepare;
use crate::baselines::{Baselines, Snapshot};
use crate::error::Result;
use crate::reference::Reference;
use crate::signals::measure;
use chrono::NaiveDate;
use polars::prelude::DataFrame;
use std::path::Path;
use std::sync::Arc;

/// Days of history before evidence is taken for normal: until then nearly everything is new.
const BURN_IN_DAYS: i64 = 28;

/// The frozen context of a night.
pub struct Context {
    /// The dated lists.
    pub reference: Arc<Reference>,
    /// What declarations were like.
    pub baselines: Baselines,
    /// What evidence was like.
    pub expectations: Expectations,
}

impl Context {
    /// Knows the lists and nothing of the past.
    pub fn empty(reference: Arc<Reference>) -> Self {
        Context { reference, baselines: Baselines::default(), expectations: Expectations::default() }
    }

    /// Reads the youngest snapshot in `place` whose evening lies before `night`.
    pub fn read(reference: Arc<Reference>, place: &Path, night: Option<NaiveDate>) -> Result<(Self, Snapshot)> {
        let snapshot = Snapshot::find(place, night)?;
        let baselines = snapshot.read()?;
        let expectations = Expectations::read(&snapshot.folder)?;
        Ok((Context { reference, baselines, expectations }, snapshot))
    }

    /// Writes a snapshot of the evening under `parent`.
    pub fn write(&self, parent: &Path) -> Result<Snapshot> {
        Snapshot::write(&self.baselines, parent, |folder| self.expectations.write(folder))
    }

    /// Learns from a finished night: its declarations and the evidence they had with what was known before it.
    pub fn learn(&mut self, day: NaiveDate, declarations: &DataFrame) -> Result<DataFrame> {
        let prepared = prepare(declarations, self)?;
        let evidence = measure(&prepared)?;
        let first = self.baselines.first_day();
        if first.is_some_and(|first| (day - first).num_days() >= BURN_IN_DAYS) {
            self.expectations.observe(declarations, &evidence)?;
        }
        self.baselines.update(&prepared)?;
        self.baselines.close(day);
        Ok(evidence)
    }

    /// Freezes what the evidence was like, ready to score.
    pub fn freeze(&self) -> Result<Frozen> {
        self.expectations.freeze()
    }
}
