//! Growing one tree from its own stream of random numbers.

use super::Node;
use super::Tree;
use super::usual_depth;
use ndarray::ArrayView2;
use rand::Rng;
use rand::RngExt;
use rand::SeedableRng;
use rand::seq::index;
use rand_chacha::ChaCha8Rng;

/// Tree `number` of the forest with this seed; it depends on nothing else, so trees can grow in any order.
pub(super) fn tree(records: ArrayView2<'_, f32>, sample_rows: usize, seed: u64, number: u64) -> Tree {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(number);
    let mut rows = index::sample(&mut random, records.nrows(), sample_rows).into_vec();
    // Deeper than the mean depth of a balanced tree nothing unusual is left to be told apart (Liu et al. 2008, § 4.1).
    let deepest = usize::BITS - (sample_rows - 1).leading_zeros();
    let mut growing = Growing { records, random, nodes: vec![LEAF], steps: 0, deepest: deepest as usize };
    growing.split(0, &mut rows, 0);
    Tree { nodes: growing.nodes, steps: growing.steps }
}

const LEAF: Node = Node { threshold: f32::NAN, column: 0, missing_right: 0, left: 0, depth: 0.0 };

struct Growing<'a> {
    records: ArrayView2<'a, f32>,
    random: ChaCha8Rng,
    nodes: Vec<Node>,
    steps: usize,
    deepest: usize,
}

impl Growing<'_> {
    /// Cuts `rows`, which arrived at node `at`, until they stand alone; returns the sum of the depths at which they do.
    fn split(&mut self, at: usize, rows: &mut [usize], depth: usize) -> f64 {
        let cut = if depth < self.deepest && rows.len() > 1 { self.choose_cut(rows) } else { None };
        let Some((column, threshold)) = cut else {
            let alone_at = depth as f64 + usual_depth(rows.len());
            self.nodes[at] = Node { left: at as u32, depth: alone_at as f32, ..LEAF };
            self.steps = self.steps.max(depth);
            return alone_at * rows.len() as f64;
        };
        let (n_left, missing_right) = self.partition(rows, column, threshold);
        let left = self.nodes.len();
        self.nodes.extend([LEAF, LEAF]);
        let (left_rows, right_rows) = rows.split_at_mut(n_left);
        let sum = self.split(left, left_rows, depth + 1) + self.split(left + 1, right_rows, depth + 1);
        self.nodes[at] = Node {
            threshold,
            column: column as u16,
            missing_right: missing_right as u16,
            left: left as u32,
            depth: (sum / rows.len() as f64) as f32,
        };
        sum
    }

    /// A column drawn evenly from those that differ within `rows`, and a place drawn evenly within its range.
    fn choose_cut(&mut self, rows: &[usize]) -> Option<(usize, f32)> {
        let mut untried: Vec<usize> = (0..self.records.ncols()).collect();
        while !untried.is_empty() {
            let column = untried.swap_remove(self.random.random_range(0..untried.len()));
            let observed = rows.iter().map(|&row| self.records[[row, column]]).filter(|value| value.is_finite());
            let (low, high) = observed
                .fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
            if low < high {
                return Some((column, between(low, high, &mut self.random)));
            }
        }
        None
    }

    /// Puts the rows that go left in front; returns how many there are, and whether missing values go right.
    fn partition(&self, rows: &mut [usize], column: usize, threshold: f32) -> (usize, bool) {
        let value = |row: usize| self.records[[row, column]];
        let seen_right = rows.iter().filter(|&&row| value(row).is_finite() && value(row) >= threshold).count();
        let seen_left = rows.iter().filter(|&&row| value(row).is_finite() && value(row) < threshold).count();
        let missing_right = seen_right > seen_left;
        let goes_right = |row: usize| if value(row).is_finite() { value(row) >= threshold } else { missing_right };
        // A stable order, so that the tree depends on the draws alone.
        rows.sort_by_key(|&row| goes_right(row));
        let n_left = rows.iter().filter(|&&row| !goes_right(row)).count();
        (n_left, missing_right)
    }
}

/// Above `low` and at most `high`, so that both sides of the cut are inhabited.
fn between(low: f32, high: f32, random: &mut impl Rng) -> f32 {
    let place: f64 = random.random();
    let threshold = (f64::from(low) + place * (f64::from(high) - f64::from(low))) as f32;
    if threshold > low { threshold.min(high) } else { high }
}
