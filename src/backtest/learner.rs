//! What one strategy knows: the outcomes of the lines it opened, from the day after they are known; its profile and its model.

use super::past::Past;
use crate::engines::{PROFILE_KEYS, PROFILE_N, Profile};
use crate::model::{Boosted, BoostedParams, ModelError};
use ndarray::{Array2, ArrayViewMut1};
use std::ops::Range;

/// An opened line: what was seen of it when it was chosen, and how much it counts.
struct Opened {
    line: usize,
    known_on: i32,
    weight: f32,
    rates: [f32; PROFILE_N],
}

/// A strategy's own labels, profile and model.
#[derive(Default)]
pub(super) struct Learner {
    /// In the order in which they become known.
    opened: Vec<Opened>,
    /// How many of them are known.
    known_n: usize,
    profile: Profile,
    model: Option<Boosted>,
    /// How often a model was trained.
    pub trainings: u32,
}

impl Learner {
    /// Takes what became known before a day.
    pub fn hear(&mut self, past: &Past, day: i32) {
        while let Some(opened) = self.opened.get(self.known_n).filter(|opened| opened.known_on < day) {
            let line = opened.line;
            let found = past.real[line].found.map(|found| f32::from(u8::from(found)));
            self.profile.observe(opened.known_on, &past.keys[line], past.near_duplicates[line], found, opened.weight);
            self.known_n += 1;
        }
    }

    /// Remembers a line that was opened, to be known `delay_days` after it was accepted. `probability`: with which it was drawn.
    pub fn open(
        &mut self,
        past: &Past,
        line: usize,
        probability: f64,
        delay_days: i32,
        weight_most: f32,
        rates: [f32; PROFILE_N],
    ) {
        let weight = ((1.0 / probability) as f32).clamp(1.0, weight_most);
        let known_on = past.days[line] + delay_days;
        // Lines of a week come in any order; those of the next are all younger.
        let place = self.opened.partition_point(|opened| (opened.known_on, opened.line) < (known_on, line));
        self.opened.insert(place, Opened { line, known_on, weight, rates });
    }

    /// What the profile tells of a line on a day.
    pub fn rates(&self, past: &Past, line: usize, day: i32) -> [f32; PROFILE_N] {
        let keys: &[u64; PROFILE_KEYS] = &past.keys[line];
        self.profile.rates(day, keys, past.near_duplicates[line])
    }

    /// Trains on all that is known. Before something and nothing were both found there is no model.
    ///
    /// # Errors
    /// As [`Boosted::fit`], but not for outcomes of one kind.
    pub fn train(&mut self, past: &Past, params: &BoostedParams) -> Result<(), ModelError> {
        let known = &self.opened[..self.known_n];
        let mut x = Array2::from_elem((known.len(), past.x.ncols() + PROFILE_N), f32::NAN);
        for (row, opened) in x.rows_mut().into_iter().zip(known) {
            fill(row, past, opened.line, &opened.rates);
        }
        let y: Vec<f32> = known.iter().map(|opened| f32::from(u8::from(past.real[opened.line].illicit()))).collect();
        let weights: Vec<f32> = known.iter().map(|opened| opened.weight).collect();
        match Boosted::fit(x.view(), &y, &weights, None, params) {
            Ok(model) => {
                self.model = Some(model);
                self.trainings += 1;
                Ok(())
            }
            Err(ModelError::OneKind) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// The model's log-odds of the lines, whose profile rates are given; `None` before there is a model.
    pub fn margins(&self, past: &Past, lines: Range<usize>, rates: &[[f32; PROFILE_N]]) -> Option<Vec<f32>> {
        let model = self.model.as_ref()?;
        let mut x = Array2::from_elem((lines.len(), past.x.ncols() + PROFILE_N), f32::NAN);
        for ((row, line), rates) in x.rows_mut().into_iter().zip(lines).zip(rates) {
            fill(row, past, line, rates);
        }
        Some(model.margins(x.view()))
    }
}

/// What a model sees of a line: its inputs, then what the profile told.
fn fill(mut row: ArrayViewMut1<f32>, past: &Past, line: usize, rates: &[f32; PROFILE_N]) {
    let known = past.x.row(line).into_iter().chain(rates);
    row.iter_mut().zip(known).for_each(|(cell, value)| *cell = *value);
}

#[cfg(test)]
mod tests {
    use super::super::past::tests::turning;
    use super::*;

    #[test]
    fn an_outcome_is_heard_from_the_day_after_it_is_known() {
        let past = turning(2, 14);
        let mut learner = Learner::default();
        let nothing = [f32::NAN; PROFILE_N];
        // Accepted on 20000 and 20001, known 14 days later.
        learner.open(&past, 2, 1.0, 14, 4.0, nothing);
        learner.open(&past, 0, 0.5, 14, 4.0, nothing);
        learner.open(&past, 1, 0.01, 14, 4.0, nothing);
        learner.hear(&past, 20_014);
        assert_eq!(learner.known_n, 0);
        learner.hear(&past, 20_015);
        assert_eq!(learner.known_n, 2, "both of the first day, whatever the order of opening");
        learner.hear(&past, 20_016);
        assert_eq!(learner.known_n, 3);
        let weights: Vec<f32> = learner.opened.iter().map(|opened| opened.weight).collect();
        assert_eq!(weights, [2.0, 4.0, 1.0], "1/p, at most the greatest weight");
    }

    #[test]
    fn outcomes_of_one_kind_make_no_model() {
        let past = turning(2, 14);
        let mut learner = Learner::default();
        let clear = (0..28).find(|line| !past.real[*line].illicit()).unwrap();
        learner.open(&past, clear, 1.0, 0, 1.0, [f32::NAN; PROFILE_N]);
        learner.hear(&past, 30_000);
        learner.train(&past, &BoostedParams::default()).unwrap();
        assert!(learner.model.is_none() && learner.margins(&past, 0..3, &[[f32::NAN; PROFILE_N]; 3]).is_none());
    }
}
