//! A graph of two sides, and the walk that tells how near each place is to some.
//!
//! On the left stand exporters, on the right what they have to do with: buyers, brokers, telephones, addresses, people.
//! Personalised PageRank (Page, Brin, Motwani & Winograd 1999; Haveliwala, WWW 2002): a walker starts at a seed, goes on along
//! the edges, and with probability [`HOME`] returns to a seed. Where it is found more often than one who never returns is near
//! the seeds. Edges lie in order and sums go over them in order: the same graph gives the same bits.

/// Probability of going home at each step; 0.25 keeps the walker within about three steps (est.).
pub const HOME: f64 = 0.25;
/// Steps until what is left is below one in a thousand: 0.75^24.
const STEPS: usize = 24;
/// Distance of what cannot be reached.
pub(super) const FAR: u8 = u8::MAX;

/// Places 0..n, those on the left first, and the edges between the sides.
#[derive(Debug, Default, Clone)]
pub struct Graph {
    left: usize,
    starts: Vec<u32>,
    ends: Vec<u32>,
    /// Weight of all edges of a place on the right; 1 on the left.
    weights: Vec<f32>,
    degrees: Vec<f64>,
    total: f64,
}

impl Graph {
    /// The graph of these edges (left, right), each named once. `weights` has a place each: 1 on the left, on the right the
    /// weight (above 0) of all its edges.
    pub fn of(left: usize, weights: Vec<f32>, edges: &[(u32, u32)]) -> Graph {
        let n = weights.len();
        let mut starts = vec![0u32; n + 1];
        for (a, b) in edges {
            starts[*a as usize + 1] += 1;
            starts[*b as usize + 1] += 1;
        }
        for place in 0..n {
            starts[place + 1] += starts[place];
        }
        let mut next = starts.clone();
        let mut ends = vec![0u32; edges.len() * 2];
        let mut degrees = vec![0f64; n];
        for (a, b) in edges {
            for (from, to) in [(*a, *b), (*b, *a)] {
                ends[next[from as usize] as usize] = to;
                next[from as usize] += 1;
                degrees[from as usize] += f64::from(weights[*b as usize]);
            }
        }
        let total = degrees.iter().sum();
        Graph { left, starts, ends, weights, degrees, total }
    }

    fn ends(&self, place: usize) -> &[u32] {
        &self.ends[self.starts[place] as usize..self.starts[place + 1] as usize]
    }

    /// How much likelier the walker from seeds (place, weight above 0) is found at each place than one who never goes home
    /// (degree over all degrees). Without a seed all is zero.
    pub fn nearness(&self, seeds: &[(u32, f64)]) -> Vec<f32> {
        let ratio =
            |(mass, degree): (&f64, &f64)| if *degree > 0.0 { (mass * self.total / degree) as f32 } else { 0.0 };
        self.walk(seeds).iter().zip(&self.degrees).map(ratio).collect()
    }

    /// Probability of finding the walker at each place.
    fn walk(&self, seeds: &[(u32, f64)]) -> Vec<f64> {
        let n = self.degrees.len();
        let all: f64 = seeds.iter().map(|(_, weight)| weight).sum();
        if all <= 0.0 {
            return vec![0.0; n];
        }
        let mut home = vec![0.0; n];
        seeds.iter().for_each(|(place, weight)| home[*place as usize] += weight / all);
        let mut mass = home.clone();
        let mut sent = vec![0f32; n];
        for _ in 0..STEPS {
            // What stands where no edge leaves goes home.
            let mut lost = 0.0;
            for place in 0..n {
                if self.degrees[place] > 0.0 {
                    let weight = f64::from(self.weights[place]);
                    sent[place] = (mass[place] / self.degrees[place] * weight) as f32;
                } else {
                    lost += mass[place];
                    sent[place] = 0.0;
                }
            }
            let stays = HOME + (1.0 - HOME) * lost;
            for place in 0..n {
                let come: f64 = self.ends(place).iter().map(|from| f64::from(sent[*from as usize])).sum();
                let weight = if place < self.left { 1.0 } else { f64::from(self.weights[place]) };
                mass[place] = stays * home[place] + (1.0 - HOME) * weight * come;
            }
        }
        mass
    }

    /// Steps from the nearest seed, up to `most`; [`FAR`] beyond. No way leads over places from `closed` on.
    pub(super) fn steps(&self, seeds: &[(u32, f64)], most: u8, closed: usize) -> Vec<u8> {
        let mut steps = vec![FAR; self.degrees.len()];
        let mut edge: Vec<usize> = seeds.iter().map(|(place, _)| *place as usize).collect();
        edge.iter().for_each(|place| steps[*place] = 0);
        for step in 1..=most {
            let mut next = Vec::new();
            for place in edge {
                for to in self.ends(place).iter().map(|to| *to as usize) {
                    if to < closed && steps[to] == FAR {
                        steps[to] = step;
                        next.push(to);
                    }
                }
            }
            edge = next;
        }
        steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_chain_by_hand() {
        // 0 - 1, seed 0: x0 = h + (1-h) x1, x1 = (1-h) x0, so x0 = 1 / (2 - h).
        let graph = Graph::of(1, vec![1.0; 2], &[(0, 1)]);
        let (walk, nearness) = (graph.walk(&[(0, 3.0)]), graph.nearness(&[(0, 3.0)]));
        assert!((walk[0] - 1.0 / (2.0 - HOME)).abs() < 1e-3);
        assert!((walk[1] - (1.0 - HOME) / (2.0 - HOME)).abs() < 1e-3);
        assert!((f64::from(nearness[1]) - 2.0 * (1.0 - HOME) / (2.0 - HOME)).abs() < 2e-3);
        let graph = Graph::of(2, vec![1.0; 4], &[(0, 2), (1, 2)]);
        assert_eq!(graph.steps(&[(0, 1.0)], 3, 4), [0, 2, 1, FAR]);
        assert_eq!(graph.steps(&[(0, 1.0)], 3, 2), [0, FAR, FAR, FAR]);
        assert!(graph.walk(&[]).iter().all(|mass| *mass == 0.0));
    }

    /// Solves a small dense system by elimination with pivots.
    fn solve(mut rows: Vec<Vec<f64>>) -> Vec<f64> {
        let n = rows.len();
        for at in 0..n {
            let pivot = (at..n).max_by(|a, b| rows[*a][at].abs().total_cmp(&rows[*b][at].abs())).unwrap();
            rows.swap(at, pivot);
            let own = rows[at].clone();
            for (_, row) in rows.iter_mut().enumerate().filter(|(below, _)| *below != at) {
                let factor = row[at] / own[at];
                row.iter_mut().zip(&own).skip(at).for_each(|(cell, own)| *cell -= factor * own);
            }
        }
        (0..n).map(|at| rows[at][n] / rows[at][at]).collect()
    }

    proptest! {
        /// The walk solves x = h·s + (1 − h)·Pᵀx, as a dense solver does.
        #[test]
        fn the_walk_is_the_dense_solution(
            edges in proptest::collection::btree_set((0u32..4, 4u32..9), 1..20),
            mut weights in proptest::collection::vec((1u32..50).prop_map(|tenths| tenths as f32 / 10.0), 9),
            seed in 0u32..9,
        ) {
            weights[..4].fill(1.0);
            let edges: Vec<(u32, u32)> = edges.into_iter().collect();
            let graph = Graph::of(4, weights.clone(), &edges);
            let walk = graph.walk(&[(seed, 1.0)]);
            prop_assume!(graph.degrees[seed as usize] > 0.0);
            let mut rows = vec![vec![0.0; 10]; 9];
            for (place, row) in rows.iter_mut().enumerate() {
                row[place] = 1.0;
                row[9] = if place == seed as usize { HOME } else { 0.0 };
            }
            for (a, b) in &edges {
                for (from, to) in [(*a as usize, *b as usize), (*b as usize, *a as usize)] {
                    rows[to][from] -= (1.0 - HOME) * f64::from(weights[*b as usize]) / graph.degrees[from];
                }
            }
            let exact = solve(rows);
            for place in 0..9 {
                prop_assert!((walk[place] - exact[place]).abs() < 2e-3, "{place}: {} {}", walk[place], exact[place]);
            }
            prop_assert!((walk.iter().sum::<f64>() - 1.0).abs() < 1e-5);
        }
    }
}
