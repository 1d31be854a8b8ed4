//! Who is looked at: the audit lane drawn first, then capacity by priority.

use super::settings::{Capacity, Settings};
use std::cmp::Ordering;

/// Where a line goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// Inspect: within capacity by priority.
    Inspect,
    /// Drawn at random before anything else, with its probability logged.
    Audit,
    /// Look at the documents.
    Review,
    /// Let go.
    Release,
}

impl Lane {
    /// All lanes, in the order of urgency.
    pub const ALL: [Lane; 4] = [Lane::Inspect, Lane::Audit, Lane::Review, Lane::Release];

    /// Name in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Lane::Inspect => "inspect",
            Lane::Audit => "audit",
            Lane::Review => "review",
            Lane::Release => "release",
        }
    }
}

/// Ranks and lanes of a whole night.
pub struct Ranking {
    /// Rank by priority, from 1, by row.
    pub rank: Vec<u32>,
    /// Lane by row.
    pub lane: Vec<Lane>,
    /// Probability with which any line was drawn for the audit lane.
    pub audit_probability: f64,
    /// Lines that can be inspected, the audit lane included.
    pub capacity: u64,
}

/// The probability of the audit draw for a night of `rows` lines.
pub(super) fn audit_probability(rows: u64, settings: &Settings) -> f64 {
    if rows == 0 { 0.0 } else { (settings.audit_share * settings.capacity.of(rows) as f64 / rows as f64).min(1.0) }
}

/// No final probability of a night that has seen `rows` lines so far can be greater: shares are rounded to whole lines,
/// and a fixed number of lines thins out as the night grows.
pub(super) fn audit_probability_at_most(rows: u64, settings: &Settings) -> f64 {
    let rows = rows.max(1) as f64;
    let share = match settings.capacity {
        Capacity::Share(share) => share + 1.0 / rows,
        Capacity::Lines(lines) => lines as f64 / rows,
    };
    (settings.audit_share * share).min(1.0)
}

/// Order of ranks by (priority, draw): higher priority first, ties by the draw, so that no order of input decides.
pub(super) fn before(a: (f32, u64), b: (f32, u64)) -> Ordering {
    b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))
}

/// Whether a line with this hash is drawn.
pub(super) fn drawn(draw: u64, probability: f64) -> bool {
    (draw as f64) < probability * u64::MAX as f64
}

impl Ranking {
    /// Ranks by priority; ties fall by the line's hash, so that no order of input or thread decides.
    pub fn of(priority: &[f32], draws: &[u64], settings: &Settings) -> Self {
        let rows = priority.len() as u64;
        let capacity = settings.capacity.of(rows);
        let audit_probability = audit_probability(rows, settings);
        let mut order: Vec<u32> = (0..priority.len() as u32).collect();
        order.sort_unstable_by(|a, b| {
            let (a, b) = (*a as usize, *b as usize);
            before((priority[a], draws[a]), (priority[b], draws[b])).then(a.cmp(&b))
        });
        let audits = draws.iter().filter(|draw| drawn(**draw, audit_probability)).count() as u64;
        let inspect = capacity.saturating_sub(audits);
        let review = inspect + (capacity as f64 * settings.review_factor).round() as u64;
        let mut rank = vec![0; priority.len()];
        let mut lane = vec![Lane::Release; priority.len()];
        let mut taken = 0;
        for (place, row) in order.into_iter().enumerate() {
            let row = row as usize;
            rank[row] = place as u32 + 1;
            if drawn(draws[row], audit_probability) {
                lane[row] = Lane::Audit;
                continue;
            }
            taken += 1;
            lane[row] = match taken {
                n if n <= inspect => Lane::Inspect,
                n if n <= review => Lane::Review,
                _ => Lane::Release,
            };
        }
        Ranking { rank, lane, audit_probability, capacity }
    }

    /// Lines in a lane.
    pub fn count(&self, lane: Lane) -> u64 {
        self.lane.iter().filter(|other| **other == lane).count() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hash(row: u64) -> u64 {
        row.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(31).wrapping_mul(0xBF58_476D_1CE4_E5B9)
    }

    #[test]
    fn capacity_holds_and_the_audit_draw_ignores_priority() {
        let draws: Vec<u64> = (0..10_000).map(hash).collect();
        let rising: Vec<f32> = (0..10_000).map(|row| row as f32 / 10_000.0).collect();
        let falling: Vec<f32> = rising.iter().rev().copied().collect();
        let settings = Settings { capacity: Capacity::Share(0.05), audit_share: 0.2, ..Settings::default() };
        let (up, down) = (Ranking::of(&rising, &draws, &settings), Ranking::of(&falling, &draws, &settings));
        assert_eq!(up.count(Lane::Inspect) + up.count(Lane::Audit), 500);
        assert_eq!(up.audit_probability, 0.01);
        let audits =
            |ranking: &Ranking| -> Vec<usize> { (0..10_000).filter(|row| ranking.lane[*row] == Lane::Audit).collect() };
        assert_eq!(audits(&up), audits(&down));
        assert!((60..140).contains(&audits(&up).len()), "{}", audits(&up).len());
    }

    proptest! {
        #[test]
        fn higher_priority_never_ranks_lower(priority in prop::collection::vec(0.0f32..1.0, 1..200)) {
            let draws: Vec<u64> = (0..priority.len() as u64).map(hash).collect();
            let ranking = Ranking::of(&priority, &draws, &Settings::default());
            let mut ranks = ranking.rank.clone();
            ranks.sort_unstable();
            prop_assert_eq!(ranks, (1..=priority.len() as u32).collect::<Vec<_>>());
            for a in 0..priority.len() {
                for b in 0..priority.len() {
                    prop_assert!(priority[a] <= priority[b] || ranking.rank[a] < ranking.rank[b]);
                }
            }
        }
    }
}
