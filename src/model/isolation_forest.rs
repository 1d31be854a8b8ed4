//! How easily a record is told apart from all others: an isolation forest that accepts missing values and gives reasons.
//!
//! Liu, Ting & Zhou, "Isolation Forest", ICDM 2008. A tree cuts a small random sample at random places until each record
//! stands alone; what stands alone early is unusual. The score is `2^(-E[h]/c(n))` with the mean depth `E[h]` over the
//! trees and `c(n)` the mean depth of an unsuccessful search in a binary tree of `n` records.
//!
//! Ours because no crate of 2026 had a seed, missing values and speed at once; measured in `docs/isolation-forest.md`.

mod bytes;
mod grow;
#[cfg(test)]
mod tests;

use linfa::DatasetBase;
use linfa::ParamGuard;
use linfa::traits::Fit;
use linfa::traits::PredictInplace;
use ndarray::Array1;
use ndarray::Array2;
use ndarray::ArrayBase;
use ndarray::ArrayView2;
use ndarray::Axis;
use ndarray::Data;
use ndarray::Ix2;
use ndarray::parallel::prelude::*;

/// Rows scored together: small enough that they stay in the first-level cache while all trees pass over them.
const CHUNK_ROWS: usize = 256;
/// Rows that walk down a tree side by side, so that the processor need not wait for each step.
const ABREAST: usize = 8;

/// Why a forest cannot be grown, read or asked.
#[derive(Debug, thiserror::Error)]
pub enum IsolationForestError {
    /// A parameter makes no sense.
    #[error("isolation forest: {0}")]
    Parameters(String),
    /// Too little to learn from.
    #[error("isolation forest: {rows} rows × {columns} columns are too few to learn from (at least 2 × 1)")]
    TooSmall { rows: usize, columns: usize },
    /// Asked about records of another shape than those learned from.
    #[error("isolation forest: grown on {grown} columns, asked about {asked}; measure with the same signals")]
    Columns { grown: usize, asked: usize },
    /// Bytes that are no forest of ours.
    #[error("isolation forest: {0}; grow it anew")]
    Bytes(String),
    /// Passed on from linfa's own checks.
    #[error(transparent)]
    Linfa(#[from] linfa::Error),
}

/// Parameters, checked; see [`IsolationForestParams`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IsolationForestValidParams {
    n_trees: usize,
    sample_rows: usize,
    seed: u64,
}

/// Parameters before they are checked: 100 trees over 256 rows each, as in the paper, seed 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IsolationForestParams(IsolationForestValidParams);

impl IsolationForestParams {
    /// Number of trees, 1 to 65,536. More trees make the score steadier, not sharper.
    pub fn n_trees(mut self, n_trees: usize) -> Self {
        self.0.n_trees = n_trees;
        self
    }

    /// Rows drawn for a tree, 2 to 65,536. Few is right: in a small sample the unusual is not swamped.
    pub fn sample_rows(mut self, sample_rows: usize) -> Self {
        self.0.sample_rows = sample_rows;
        self
    }

    /// The same seed and records grow the same forest, byte for byte, on any number of threads.
    pub fn seed(mut self, seed: u64) -> Self {
        self.0.seed = seed;
        self
    }
}

impl ParamGuard for IsolationForestParams {
    type Checked = IsolationForestValidParams;
    type Error = IsolationForestError;

    fn check_ref(&self) -> Result<&Self::Checked, Self::Error> {
        let limits = [("trees", self.0.n_trees, 1), ("sampled rows", self.0.sample_rows, 2)];
        for (what, n, least) in limits {
            if !(least..=65_536).contains(&n) {
                return Err(IsolationForestError::Parameters(format!("{n} {what}; choose {least} to 65536")));
            }
        }
        Ok(&self.0)
    }

    fn check(self) -> Result<Self::Checked, Self::Error> {
        self.check_ref()?;
        Ok(self.0)
    }
}

impl<D: Data<Elem = f32>, T> Fit<ArrayBase<D, Ix2>, T, IsolationForestError> for IsolationForestValidParams {
    type Object = IsolationForest;

    /// Grows the forest. NaN is a missing value; an infinite one is treated as missing while growing.
    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<IsolationForest, IsolationForestError> {
        let records = dataset.records.view();
        let (rows, columns) = records.dim();
        if rows < 2 || columns < 1 || columns > u16::MAX as usize {
            return Err(IsolationForestError::TooSmall { rows, columns });
        }
        let sample_rows = self.sample_rows.min(rows);
        let trees = (0..self.n_trees)
            .into_par_iter()
            .map(|number| grow::tree(records, sample_rows, self.seed, number as u64))
            .collect();
        Ok(IsolationForest::of_trees(columns, sample_rows, self.seed, trees))
    }
}

/// A step on the way down, or its end.
///
/// A leaf points at itself and has a NaN threshold, which no value reaches: all rows can take the same number of steps.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Node {
    /// A value at or above it goes right.
    threshold: f32,
    /// The column looked at.
    column: u16,
    /// Where a missing value goes: 1 = right.
    missing_right: u16,
    /// Left child; the right child stands behind it.
    left: u32,
    /// Mean depth at which the sampled records below this node stand alone.
    depth: f32,
}

impl Node {
    fn is_leaf(&self) -> bool {
        self.threshold.is_nan()
    }
}

/// A tree in one flat array, root first, children always behind their parent.
#[derive(Debug, Clone, PartialEq)]
struct Tree {
    nodes: Vec<Node>,
    /// Steps after which every row has arrived.
    steps: usize,
}

/// A grown forest; ask it for [`scores`](Self::scores) and [`contributions`](Self::contributions).
#[derive(Debug, Clone)]
pub struct IsolationForest {
    columns: usize,
    sample_rows: usize,
    seed: u64,
    trees: Vec<Tree>,
}

impl IsolationForest {
    /// Default parameters: 100 trees, 256 rows each, seed 0.
    pub fn params() -> IsolationForestParams {
        IsolationForestParams(IsolationForestValidParams { n_trees: 100, sample_rows: 256, seed: 0 })
    }

    fn of_trees(columns: usize, sample_rows: usize, seed: u64, trees: Vec<Tree>) -> Self {
        IsolationForest { columns, sample_rows, seed, trees }
    }

    /// Columns of the records it was grown on, and must be asked about.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Anomaly score of each row, strictly between 0 and 1: about 0.5 is usual, towards 1 is easily told apart.
    ///
    /// NaN is a missing value and goes, at each cut, where most of the sampled records went.
    ///
    /// # Errors
    /// [`IsolationForestError::Columns`] if the number of columns is not that of the records it was grown on.
    pub fn scores(&self, records: ArrayView2<'_, f32>) -> Result<Array1<f32>, IsolationForestError> {
        self.check_columns(records)?;
        let mut scores = Array1::zeros(records.nrows());
        self.scores_into(records, &mut scores);
        Ok(scores)
    }

    /// What each column did to each row's score: rows × columns, in bits; above 0 makes the row more unusual.
    ///
    /// The contributions of a row add up to `log2(score) - log2(usual_score)`. Each cut on the way down changes the depth
    /// still to be expected; that change, over `c(n)`, is booked to the column that was cut (path attribution after
    /// Saabas 2014, "Interpreting random forests"; for isolation forests compare local DIFFI: Carletti, Terzi & Susto,
    /// "Interpretable anomaly detection with DIFFI", 2023). Exact and cheap; it does not share out interactions as
    /// Shapley values would.
    ///
    /// # Errors
    /// [`IsolationForestError::Columns`] as in [`scores`](Self::scores).
    pub fn contributions(&self, records: ArrayView2<'_, f32>) -> Result<Array2<f32>, IsolationForestError> {
        self.check_columns(records)?;
        let mut contributions = Array2::zeros(records.dim());
        let scale = -1.0 / (self.trees.len() as f64 * usual_depth(self.sample_rows));
        contributions.axis_iter_mut(Axis(0)).into_par_iter().zip(records.axis_iter(Axis(0)).into_par_iter()).for_each(
            |(mut booked, row)| {
                let mut sums = vec![0.0f64; self.columns];
                for tree in &self.trees {
                    let mut at = &tree.nodes[0];
                    while !at.is_leaf() {
                        let next = &tree.nodes[step(at, row[at.column as usize])];
                        sums[at.column as usize] += f64::from(next.depth) - f64::from(at.depth);
                        at = next;
                    }
                }
                booked.iter_mut().zip(sums).for_each(|(to, sum)| *to = (sum * scale) as f32);
            },
        );
        Ok(contributions)
    }

    /// The score of a record that stands alone at the mean depth of the sampled records; contributions count from here.
    pub fn usual_score(&self) -> f32 {
        let depth: f64 = self.trees.iter().map(|tree| f64::from(tree.nodes[0].depth)).sum();
        self.score_of(depth)
    }

    fn check_columns(&self, records: ArrayView2<'_, f32>) -> Result<(), IsolationForestError> {
        if records.ncols() == self.columns {
            return Ok(());
        }
        Err(IsolationForestError::Columns { grown: self.columns, asked: records.ncols() })
    }

    /// Chunks run in parallel; within a chunk the sums are taken in the order of the trees, so threads change no bit.
    fn scores_into(&self, records: ArrayView2<'_, f32>, scores: &mut Array1<f32>) {
        scores
            .axis_chunks_iter_mut(Axis(0), CHUNK_ROWS)
            .into_par_iter()
            .zip(records.axis_chunks_iter(Axis(0), CHUNK_ROWS).into_par_iter())
            .for_each(|(mut scores, records)| {
                let records = records.as_standard_layout();
                let rows = records.as_slice().expect("standard layout is contiguous");
                let mut depths = [0.0f64; CHUNK_ROWS];
                for tree in &self.trees {
                    tree.add_depths(rows, self.columns, &mut depths[..scores.len()]);
                }
                scores.iter_mut().zip(depths).for_each(|(score, depth)| *score = self.score_of(depth));
            });
    }

    fn score_of(&self, depth_sum: f64) -> f32 {
        let exponent = depth_sum / (self.trees.len() as f64 * usual_depth(self.sample_rows));
        // A single-precision score must not round to the ends of the open interval.
        ((-exponent).exp2() as f32).clamp(f32::MIN_POSITIVE, 1.0 - f32::EPSILON)
    }
}

impl<D: Data<Elem = f32>> PredictInplace<ArrayBase<D, Ix2>, Array1<f32>> for IsolationForest {
    /// As [`IsolationForest::scores`], but panics on another number of columns, as linfa's own models do.
    fn predict_inplace<'a>(&'a self, x: &'a ArrayBase<D, Ix2>, y: &mut Array1<f32>) {
        assert_eq!(x.ncols(), self.columns, "the columns the forest was grown on");
        self.scores_into(x.view(), y);
    }

    fn default_target(&self, x: &ArrayBase<D, Ix2>) -> Array1<f32> {
        Array1::zeros(x.nrows())
    }
}

impl Tree {
    /// Adds the depth at which each row stands alone.
    fn add_depths(&self, rows: &[f32], columns: usize, depths: &mut [f64]) {
        let mut groups = rows.chunks_exact(columns * ABREAST);
        let mut sums = depths.chunks_exact_mut(ABREAST);
        for (group, sums) in groups.by_ref().zip(sums.by_ref()) {
            let mut at = [0usize; ABREAST];
            for _ in 0..self.steps {
                for (lane, at) in at.iter_mut().enumerate() {
                    let node = &self.nodes[*at];
                    *at = step(node, group[lane * columns + node.column as usize]);
                }
            }
            sums.iter_mut().zip(at).for_each(|(sum, at)| *sum += f64::from(self.nodes[at].depth));
        }
        for (row, sum) in groups.remainder().chunks_exact(columns).zip(sums.into_remainder()) {
            let end = (0..self.steps).fold(0, |at, _| step(&self.nodes[at], row[self.nodes[at].column as usize]));
            *sum += f64::from(self.nodes[end].depth);
        }
    }
}

/// The next node for this value, without a branch.
#[inline]
fn step(node: &Node, value: f32) -> usize {
    let right = (value >= node.threshold) as usize | (value.is_nan() as usize & node.missing_right as usize);
    node.left as usize + right
}

/// `c(n)`: mean depth of an unsuccessful search in a binary search tree of `n` records (Liu et al. 2008, eq. 1).
fn usual_depth(n: usize) -> f64 {
    const EULER_GAMMA: f64 = 0.577_215_664_901_532_9;
    match n {
        0 | 1 => 0.0,
        2 => 1.0,
        n => 2.0 * (((n - 1) as f64).ln() + EULER_GAMMA) - 2.0 * (n - 1) as f64 / n as f64,
    }
}
