//! Gradient-boosted trees for a yes-or-no outcome, with exact contributions.
//!
//! The trees are grown by the crate `hessboost`, which nothing outside this file knows: second-order boosting of the logistic
//! loss on histograms (Chen & Guestrin, XGBoost, KDD 2016). [`Boosted::to_xgboost_json`] is the way out to any other tool.

use super::ModelError;
use super::outcomes::{both_kinds, check_outcomes};
use hessboost::config::{GrowPolicy, TreeMethod};
use hessboost::data::DMatrix;
use hessboost::error::HessboostError;
use hessboost::metric::EvalMetric;
use hessboost::model::{BoostedModel, Iterations, ModelFormat};
use hessboost::objective::{Objective, RegLoss};
use hessboost::training::Trainer;
use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use xxhash_rust::xxh3::xxh3_64;

const MAGIC: &[u8; 4] = b"TWBT";
const VERSION: u16 = 1;
/// Magic, version, checksum of what follows.
const HEAD: usize = 4 + 2 + 8;

/// How trees are grown; names and meaning as in XGBoost, in plain words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BoostedParams {
    /// Trees grown at most; each adds its answer to that of the ones before.
    pub trees: usize,
    /// Most leaves of a tree, the best split first; 0 = level by level down to `depth`.
    pub leaves: usize,
    /// Most splits between root and leaf; 0 = no limit, which needs `leaves`.
    pub depth: usize,
    /// Share of each tree's answer that counts, in 0..1.
    pub learning_rate: f32,
    /// Least weight of a leaf: the sum of w·p·(1−p) of its rows.
    pub min_child_weight: f32,
    /// Ridge penalty on the answers of the leaves.
    pub l2: f32,
    /// Share of the inputs each tree may ask for, in 0..1.
    pub column_share: f32,
    /// Share of the rows each tree is grown on, in 0..1.
    pub row_share: f32,
    /// Stop after so many trees without a better log loss on the held-out rows, and keep the best; 0 = grow all.
    pub patience: usize,
    /// Of the draws of rows and inputs.
    pub seed: u64,
}

impl Default for BoostedParams {
    fn default() -> Self {
        BoostedParams {
            trees: 300,
            leaves: 31,
            depth: 8,
            learning_rate: 0.08,
            min_child_weight: 5.0,
            l2: 1.0,
            column_share: 0.8,
            row_share: 0.8,
            patience: 30,
            seed: 1,
        }
    }
}

/// Boosted trees that answer with the log-odds ("margin") of an outcome. The same bytes come from the same rows, settings and
/// seed, whatever the number of threads.
#[derive(Debug, Clone)]
pub struct Boosted {
    model: BoostedModel,
}

impl Boosted {
    /// Grows trees on `x` (rows × inputs, `NaN` = missing), the outcomes `y` in 0..1 and the weights of the rows (0 = left out).
    /// `held_out` (inputs, outcomes, weights) only decides where to stop; without weight it
    /// decides nothing.
    ///
    /// # Errors
    /// [`ModelError::Shape`], [`ModelError::Value`] and [`ModelError::OneKind`] for rows that cannot be learned from,
    /// [`ModelError::Setting`] for settings out of range.
    pub fn fit(
        x: ArrayView2<'_, f32>,
        y: &[f32],
        weights: &[f32],
        held_out: Option<(ArrayView2<'_, f32>, &[f32], &[f32])>,
        params: &BoostedParams,
    ) -> Result<Boosted, ModelError> {
        let settings = params.settings()?;
        check_outcomes(x.nrows(), y, weights)?;
        both_kinds(y, weights)?;
        let rows = matrix(x, y, weights)?;
        let apart = match held_out {
            Some((held, ..)) if held.ncols() != x.ncols() => {
                return Err(ModelError::Shape { what: "inputs held out", expected: x.ncols(), got: held.ncols() });
            }
            Some((held, y, weights)) if params.patience > 0 && weights.iter().any(|weight| *weight > 0.0) => {
                Some(matrix(held, y, weights)?)
            }
            _ => None,
        };
        let mut trainer = Trainer::new(&settings, &rows, params.trees);
        if let (Some(apart), Some(patience)) = (&apart, NonZeroUsize::new(params.patience)) {
            trainer = trainer.eval(apart, "held-out").early_stopping_rounds(patience);
        }
        let model = trainer.train().map_err(learner)?.model;
        // Only the trees that count are kept, so that every reader of the bytes answers alike.
        let model = match model.best_iteration() {
            Some(best) => model.slice(..=best, 1).map_err(learner)?,
            None => model,
        };
        Ok(Boosted { model })
    }

    /// The log-odds of each row of `x` (rows × inputs); infinite values are taken as the largest finite ones.
    ///
    /// # Panics
    /// If `x` is not as wide as [`inputs`](Self::inputs).
    pub fn margins(&self, x: ArrayView2<'_, f32>) -> Vec<f32> {
        self.check_width(x);
        let rows = finite(x);
        self.model.predict_margin_rows(&rows, Iterations::Best).expect("whole rows of finite values").into_vec()
    }

    /// What each input adds to the log-odds of each row: rows × (inputs + 1), the last column the answer of the trees where
    /// nothing is known of the row; each row sums to its margin. Exact Shapley values of the trees, their own covers as the
    /// background (Lundberg, Erion & Lee, "Consistent Individualized Feature Attribution for Tree Ensembles", 2018).
    ///
    /// # Panics
    /// As [`margins`](Self::margins).
    pub fn contributions(&self, x: ArrayView2<'_, f32>) -> Array2<f32> {
        self.check_width(x);
        let shape = (x.nrows(), self.inputs() + 1);
        if x.nrows() == 0 {
            return Array2::zeros(shape);
        }
        let rows =
            DMatrix::from_dense_vec(finite(x).into_owned(), x.nrows(), x.ncols()).expect("whole rows of finite values");
        let found = self.model.predict_contribs(&rows, Iterations::Best).expect("trees with constant leaves");
        Array2::from_shape_vec(shape, found.into_vec()).expect("one output")
    }

    /// Number of inputs of a row.
    pub fn inputs(&self) -> usize {
        self.model.n_features()
    }

    /// Number of trees kept.
    pub fn trees(&self) -> usize {
        self.model.num_trees()
    }

    /// The model as bytes, for [`from_bytes`](Self::from_bytes) of this version or a later one; the same on every machine.
    pub fn to_bytes(&self) -> Vec<u8> {
        let body = self.model.encode(ModelFormat::Binary).expect("trees of one output fit the format");
        let mut out = Vec::with_capacity(HEAD + body.len());
        out.extend(MAGIC);
        out.extend(VERSION.to_le_bytes());
        out.extend(xxh3_64(&body).to_le_bytes());
        out.extend(body);
        out
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    /// [`ModelError::Bytes`] if the bytes are cut short, damaged, of a later version, or no trees of a yes-or-no outcome.
    pub fn from_bytes(bytes: &[u8]) -> Result<Boosted, ModelError> {
        let no = |why: &str| ModelError::Bytes(why.to_owned());
        let (head, body) = bytes.split_at_checked(HEAD).ok_or_else(|| no("cut short"))?;
        if head[..4] != *MAGIC {
            return Err(no("not boosted trees"));
        }
        let version = u16::from_le_bytes([head[4], head[5]]);
        if version != VERSION {
            return Err(no(&format!("version {version}, but this program reads {VERSION}")));
        }
        if head[6..] != xxh3_64(body).to_le_bytes() {
            return Err(no("damaged (checksum)"));
        }
        // A checksum is no proof against bytes made up with care: what the library may then stumble over must not end the run.
        let model = catch_unwind(AssertUnwindSafe(|| BoostedModel::decode(body, ModelFormat::Binary)))
            .map_err(|_| no("the trees cannot be read"))?
            .map_err(|error| no(&error.to_string()))?;
        let logistic = matches!(model.objective().built_in(), Some(Objective::BinaryLogistic(_)));
        if !logistic || model.n_outputs() != 1 || model.linear().is_some() || model.shrinkage().is_some() {
            return Err(no("not the trees of a yes-or-no outcome"));
        }
        Ok(Boosted { model })
    }

    /// The model in XGBoost's own JSON (`Booster.load_model`), for other tools; they answer alike up to rounding.
    pub fn to_xgboost_json(&self) -> String {
        let bytes = self.model.encode(ModelFormat::XgboostJson).expect("XGBoost knows logistic trees");
        String::from_utf8(bytes).expect("JSON is UTF-8")
    }

    fn check_width(&self, x: ArrayView2<'_, f32>) {
        assert_eq!(x.ncols(), self.inputs(), "a row must have the inputs the trees were grown on");
    }
}

impl BoostedParams {
    fn settings(&self) -> Result<hessboost::config::TrainingParams, ModelError> {
        let no = |name, value, range| Err(ModelError::Setting { name, value, range });
        if !(1..=100_000).contains(&self.trees) {
            return no("trees", self.trees as f64, "1 to 100000");
        }
        if self.leaves == 1 || self.leaves > 65_536 {
            return no("leaves", self.leaves as f64, "2 to 65536, or 0 for level by level");
        }
        if self.depth > 64 || self.leaves == 0 && !(1..=16).contains(&self.depth) {
            return no("depth", self.depth as f64, "1 to 16, or with `leaves` 0 to 64");
        }
        for (name, share) in
            [("learning_rate", self.learning_rate), ("column_share", self.column_share), ("row_share", self.row_share)]
        {
            if !(share > 0.0 && share <= 1.0) {
                return no(name, share.into(), "above 0, at most 1");
            }
        }
        for (name, least) in [("min_child_weight", self.min_child_weight), ("l2", self.l2)] {
            if !(least >= 0.0 && least.is_finite()) {
                return no(name, least.into(), "0 or more");
            }
        }
        let mut settings = hessboost::config::TrainingParams::default();
        settings.objective = Objective::BinaryLogistic(RegLoss::default());
        settings.eval_metric = vec![EvalMetric::LogLoss];
        settings.tree_method = TreeMethod::Hist;
        settings.grow_policy = if self.leaves == 0 { GrowPolicy::DepthWise } else { GrowPolicy::LossGuide };
        settings.max_leaves = NonZeroUsize::new(self.leaves);
        settings.max_depth = NonZeroUsize::new(self.depth);
        settings.eta = self.learning_rate.into();
        settings.min_child_weight = self.min_child_weight.into();
        settings.lambda = self.l2.into();
        settings.colsample_bytree = self.column_share.into();
        settings.subsample = self.row_share.into();
        settings.seed = self.seed;
        Ok(settings)
    }
}

fn matrix(x: ArrayView2<'_, f32>, y: &[f32], weights: &[f32]) -> Result<DMatrix, ModelError> {
    check_outcomes(x.nrows(), y, weights)?;
    if let Some(((row, column), value)) = x.indexed_iter().find(|(_, value)| value.is_infinite()) {
        let (value, remedy) = (f64::from(*value), "give a finite number, or NaN where it is missing");
        return Err(ModelError::Value { what: "an input", row, column: Some(column), value, remedy });
    }
    let values = x.as_standard_layout();
    let values = values.as_slice().expect("standard layout is contiguous");
    let rows = DMatrix::from_dense(values, x.nrows(), x.ncols()).map_err(learner)?;
    rows.with_labels(y).and_then(|rows| rows.with_weights(weights)).map_err(learner)
}

/// The values row by row, copied only where they lie otherwise or are not finite.
fn finite<'a>(x: ArrayView2<'a, f32>) -> Cow<'a, [f32]> {
    let whole = match x.to_slice() {
        Some(slice) => Cow::Borrowed(slice),
        None => Cow::Owned(x.iter().copied().collect()),
    };
    if whole.iter().any(|value| value.is_infinite()) {
        return whole
            .iter()
            .map(|value| if value.is_nan() { *value } else { value.clamp(f32::MIN, f32::MAX) })
            .collect();
    }
    whole
}

fn learner(error: HessboostError) -> ModelError {
    ModelError::Learner(error.to_string())
}

#[cfg(test)]
mod tests;
