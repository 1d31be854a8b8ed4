//! Stacking at work: the trees' margin and one input, weighed as training found best.

use serde::{Deserialize, Serialize};

/// margin = `trees` × the trees' margin + `view` × the input + `bias` (ln odds); linear in both, so contributions stay exact.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blend {
    /// Weight of the trees' margin.
    pub trees: f32,
    /// Weight of the input.
    pub view: f32,
    /// What stands for the input where it is missing.
    pub view_missing: f32,
    /// Added to every row.
    pub bias: f32,
}

/// A blend and the name of the input that it weighs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blended {
    /// One of the model's inputs.
    pub input: String,
    /// How it is weighed.
    pub weights: Blend,
}

impl Blend {
    /// The trees alone.
    pub const TREES: Blend = Blend { trees: 1.0, view: 0.0, view_missing: 0.0, bias: 0.0 };

    /// The margin of a row; `view` may be `NaN`.
    pub fn margin(&self, trees: f32, view: f32) -> f32 {
        self.trees * trees + self.view * self.known(view) + self.bias
    }

    /// Turns a row of the trees' contributions (the last is the bias) into those of the blend: the input at `place` adds what it
    /// says beyond its value of nothing known.
    pub(super) fn contributions(&self, row: &mut [f32], place: usize, view: f32) {
        row.iter_mut().for_each(|part| *part *= self.trees);
        row[place] += self.view * (self.known(view) - self.view_missing);
        if let Some(bias) = row.last_mut() {
            *bias += self.bias + self.view * self.view_missing;
        }
    }

    fn known(&self, view: f32) -> f32 {
        if view.is_nan() { self.view_missing } else { view }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contributions_add_up_to_the_margin() {
        let blend = Blend { trees: 2.0, view: 0.5, view_missing: 3.0, bias: -1.0 };
        // Trees: 0.25 + 0.5 − 1.25 = −0.5.
        for (view, margin) in [(5.0, 0.5), (3.0, -0.5), (f32::NAN, -0.5)] {
            assert_eq!(blend.margin(-0.5, view), margin);
            let mut row = [0.25, 0.5, -1.25];
            blend.contributions(&mut row, 1, view);
            assert_eq!(row.iter().sum::<f32>(), margin);
            assert_eq!(row[0], 0.5);
        }
        assert_eq!(Blend::TREES.margin(0.7, f32::NAN), 0.7);
    }
}
