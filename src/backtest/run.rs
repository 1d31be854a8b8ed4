//! All strategies under all seeds on one past.

use super::past::Past;
use super::settings::Settings;
use super::strategy::Strategy;
use super::walk::Walk;
use crate::error::{Error, Result};
use rayon::prelude::*;

/// Walks every strategy under the seeds 1 to `seeds`, in parallel; the walks come by strategy, then by seed. `progress` hears of each
/// walk that ends. The same past and settings give the same walks on any number of threads.
///
/// # Errors
/// `Error::Usage` where settings and past do not fit, `Error::Input` where the past cannot be learned from.
pub fn run(past: &Past, settings: &Settings, seeds: u64, progress: impl Fn() + Sync) -> Result<Vec<Walk>> {
    settings.check(past.weeks().len())?;
    let tasks: Vec<(Strategy, u64)> =
        Strategy::ALL.iter().flat_map(|strategy| (1..=seeds).map(|seed| (*strategy, seed))).collect();
    tasks
        .into_par_iter()
        .map(|(strategy, seed)| {
            let walk = Walk::of(past, strategy, settings, seed)
                .map_err(|cause| Error::input(&past.name, cause, "look at its evidence with `tidewaiter evaluate`"));
            progress();
            walk
        })
        .collect()
}
