//! How a back-test is run.

use crate::error::{Error, Result};
use crate::model::BoostedParams;
use serde::Serialize;

/// Days of a step.
pub const WEEK_DAYS: i32 = 7;
/// Weeks that must be left to choose in.
const WEEKS_MIN: usize = 4;

/// The wish. Shares are 0 to 1.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Settings {
    /// Share of the lines of a week that can be opened.
    pub capacity: f64,
    /// Weeks at the beginning in which every strategy opens the same lines: half by the rules, half at random.
    pub weeks_warm: usize,
    /// Weeks between two trainings.
    pub retrain_weeks: usize,
    /// Days from acceptance until the outcome of an opened line is known; it counts from the day after.
    pub delay_days: i32,
    /// Share of the capacity that the exploring strategy draws at random.
    pub explore: f64,
    /// Share of the capacity that the other hybrid gives to the label-free risk.
    pub by_label_free: f64,
    /// Most lines that one drawn line stands for in training; 1 leaves all lines alike.
    pub weight_most: f32,
    /// How trees are grown; the seed is drawn anew for each run and training.
    pub trees: BoostedParams,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            capacity: 0.02,
            weeks_warm: 13,
            retrain_weeks: 4,
            delay_days: 14,
            explore: 0.1,
            by_label_free: 0.2,
            weight_most: 4.0,
            // Few hundred labels: small trees, every input asked now and then, no rows held out to stop by.
            trees: BoostedParams {
                trees: 120,
                leaves: 0,
                depth: 4,
                learning_rate: 0.06,
                min_child_weight: 1.0,
                l2: 2.0,
                column_share: 0.4,
                row_share: 0.8,
                patience: 0,
                seed: 1,
            },
        }
    }
}

impl Settings {
    /// Checks the settings against the length of a past.
    ///
    /// # Errors
    /// `Error::Usage` names the setting, its value and what is allowed.
    pub fn check(&self, weeks: usize) -> Result<()> {
        let wrong = |why: String| Err(Error::Usage(why));
        if !(0.0001..=0.5).contains(&self.capacity) {
            return wrong(format!(
                "--capacity {}% is outside 0.01%..50%; choose a share of the lines",
                self.capacity * 100.0
            ));
        }
        for (name, share) in [("--explore", self.explore), ("--by-label-free", self.by_label_free)] {
            if !(0.0..=1.0).contains(&share) {
                return wrong(format!("{name} {}% is outside 0%..100%; choose a share of the capacity", share * 100.0));
            }
        }
        if self.retrain_weeks == 0 || self.delay_days < 0 || self.weight_most < 1.0 {
            let why =
                "--retrain must be at least 1 week, --delay at least 0 days, and no line stands for less than itself";
            return wrong(why.to_owned());
        }
        if self.weeks_warm == 0 || self.weeks_warm + WEEKS_MIN > weeks {
            return wrong(format!(
                "--weeks-warm {} of {weeks} whole weeks leaves too little: at least 1 week to begin with and {WEEKS_MIN} to choose \
                 in; give a longer past or choose fewer weeks",
                self.weeks_warm
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_run_is_told_with_its_value() {
        let good = Settings::default();
        assert!(good.check(52).is_ok() && good.check(17).is_ok());
        for (wrong, named) in [
            (Settings { capacity: 0.7, ..good.clone() }, "70%"),
            (Settings { explore: -0.1, ..good.clone() }, "-10%"),
            (Settings { retrain_weeks: 0, ..good.clone() }, "--retrain"),
            (Settings { weeks_warm: 50, ..good.clone() }, "50 of 52"),
        ] {
            let told = wrong.check(52).unwrap_err().to_string();
            assert!(told.contains(named), "{told}");
        }
    }
}
