//! How a model is trained: everything that can be chosen, and the values that were found to serve.

use super::weights::Weighting;
use crate::error::Error;
use crate::model::BoostedParams;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What the lines that nobody inspected, and the model that needs no labels, are good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unlabelled {
    /// Nothing: the label-free model's view is withheld.
    None,
    /// The label-free model's view is an input.
    Prior,
    /// Besides, a sample of lines that nobody inspected counts a little as clear, without the strangest of them.
    Negatives,
}

impl FromStr for Unlabelled {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "none" => Ok(Unlabelled::None),
            "prior" => Ok(Unlabelled::Prior),
            "negatives" => Ok(Unlabelled::Negatives),
            _ => Err(Error::Usage(format!("`{text}` is no use of unlabelled lines; choose none, prior or negatives"))),
        }
    }
}

/// The choices that `train --compare` sets against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Switches {
    pub weights: Weighting,
    pub unlabelled: Unlabelled,
    /// Whether trees and label-free view are weighed by a logistic regression (stacking).
    pub stack: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Switches { weights: Weighting::None, unlabelled: Unlabelled::Prior, stack: true }
    }
}

impl Switches {
    /// Every combination.
    pub fn all() -> Vec<Switches> {
        let mut all = Vec::new();
        for weights in [Weighting::None, Weighting::Propensity] {
            for unlabelled in [Unlabelled::None, Unlabelled::Prior, Unlabelled::Negatives] {
                all.extend([false, true].map(|stack| Switches { weights, unlabelled, stack }));
            }
        }
        all
    }
}

/// All settings of a training; they stand in the manifest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainSettings {
    pub switches: Switches,
    /// Whether the risk profile is an input.
    pub profile: bool,
    /// Whether the trees are grown once more on all outcomes after the number of trees, the weights and the calibration are settled.
    pub refit: bool,
    pub trees: BoostedParams,
    /// About so many lines that nobody inspected are drawn.
    pub unlabelled_rows: u64,
    /// Of all draws.
    pub seed: u64,
}

impl Default for TrainSettings {
    fn default() -> Self {
        TrainSettings {
            switches: Switches::default(),
            profile: true,
            refit: true,
            trees: trees(1),
            unlabelled_rows: 50_000,
            seed: 1,
        }
    }
}

impl TrainSettings {
    /// The settings that serve, with all draws by this seed.
    pub fn with_seed(seed: u64) -> Self {
        TrainSettings { trees: trees(seed), seed, ..TrainSettings::default() }
    }
}

/// Small trees, many inputs left aside by each, strong ridge: outcomes are few (est.; between 3 and 5 levels, and 0.3 and 0.6 of
/// the inputs, the ranking hardly changes).
fn trees(seed: u64) -> BoostedParams {
    BoostedParams {
        trees: 400,
        leaves: 0,
        depth: 3,
        learning_rate: 0.05,
        min_child_weight: 1.0,
        l2: 5.0,
        column_share: 0.3,
        row_share: 0.8,
        patience: 40,
        seed,
    }
}
