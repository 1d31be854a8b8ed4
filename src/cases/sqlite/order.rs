//! The orders of the queue. Each is kept whole once it was asked for, so that a page is cut out of it and nothing is sorted anew
//! for a reader; most acts change no order.

use super::picture::Facts;
use crate::cases::queue::Sort;
use std::sync::OnceLock;

const SORTS: [Sort; 6] = [Sort::Priority, Sort::Risk, Sort::Due, Sort::Newest, Sort::Oldest, Sort::Value];

/// By what a case is ranked, smallest first: one or two numbers, then the older case, so that an order never changes by itself.
pub(super) type Rank = (i32, i64, i64);

pub(super) fn rank(sort: Sort, case: &Facts) -> Rank {
    // The bits of a number above 0 sort as the number does. Without a value it is -1.
    let falling = |value: f64| -(value.max(-1.0) + 1.0).to_bits().cast_signed();
    let (first, second) = match sort {
        Sort::Priority => (i32::from(!case.within_capacity), falling(case.priority)),
        Sort::Risk => (0, falling(case.risk)),
        Sort::Due => (case.due, falling(case.priority)),
        Sort::Newest => (-case.night, falling(case.priority)),
        Sort::Oldest => (case.night, falling(case.priority)),
        Sort::Value => (0, falling(case.value)),
    };
    (first, second, case.id)
}

/// The places of all cases, by sort.
#[derive(Debug, Default)]
pub(super) struct Orders([OnceLock<Vec<u32>>; SORTS.len()]);

impl Orders {
    /// All places in an order.
    pub fn of(&self, sort: Sort, cases: &[Facts]) -> &[u32] {
        self.0[sort as usize].get_or_init(|| {
            let mut ranks: Vec<(Rank, u32)> = (0..).zip(cases).map(|(place, case)| (rank(sort, case), place)).collect();
            ranks.sort_unstable();
            ranks.into_iter().map(|(_, place)| place).collect()
        })
    }

    /// Forgets the orders in which a case that changed, or is new, stands elsewhere.
    pub fn changed(&mut self, before: Option<&Facts>, after: &Facts) {
        for (sort, order) in SORTS.into_iter().zip(&mut self.0) {
            if order.get().is_some() && before.is_none_or(|before| rank(sort, before) != rank(sort, after)) {
                order.take();
            }
        }
    }
}
