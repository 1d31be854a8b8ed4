//! Outcomes as the profile reads them.

/// Most lines that one outcome stands for (est.). A line opened with a chance of p stands for 1/p like it, but few lines with great
/// weights make a rate that leaps (Ionides 2008 on truncated importance weights); and nobody knows the chance of a tip-off, which
/// counts once and should not drown beside the others.
pub const WEIGHT_MAX: f32 = 4.0;

/// How many lines an outcome stands for: the inverse of the probability with which the line was selected, at most [`WEIGHT_MAX`]; 1
/// where it is not known or is none.
pub fn outcome_weight(selection_probability: Option<f64>) -> f32 {
    let known = selection_probability.filter(|p| *p > 0.0 && *p <= 1.0);
    known.map_or(1.0, |p| (1.0 / p).min(f64::from(WEIGHT_MAX)) as f32)
}

/// What an inspection found, laid to a line by the hash of its name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Finding {
    pub line: u64,
    /// Day from which it is known, days since 1970-01-01; it counts from the day after.
    pub known_on: i32,
    /// False declaration, re-export, anything at all.
    pub found: [f32; 3],
    pub weight: f32,
}

/// All outcomes that the registers hold, by the day from which they are known.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Findings {
    rows: Vec<Finding>,
}

impl Findings {
    /// Takes outcomes in any order.
    pub fn of(rows: impl IntoIterator<Item = Finding>) -> Findings {
        let mut rows: Vec<Finding> = rows.into_iter().collect();
        rows.sort_by_key(|row| row.known_on);
        Findings { rows }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(super) fn rows(&self) -> &[Finding] {
        &self.rows
    }

    /// Those known after one day and up to another.
    pub(super) fn known_within(&self, after: Option<i32>, until: i32) -> &[Finding] {
        let place = |day: i32| self.rows.partition_point(|row| row.known_on <= day);
        let from = after.map_or(0, place);
        &self.rows[from..place(until).max(from)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_inverse_and_capped() {
        let told = [Some(0.5), Some(0.01), Some(1.0), Some(0.0), Some(f64::NAN), Some(2.0), None].map(outcome_weight);
        assert_eq!(told, [2.0, WEIGHT_MAX, 1.0, 1.0, 1.0, 1.0, 1.0]);
    }

    #[test]
    fn a_span_of_days_is_open_at_its_beginning() {
        let finding = |known_on| Finding { line: 1, known_on, found: [0.0; 3], weight: 1.0 };
        let findings = Findings::of([3, 1, 2, 2].map(finding));
        let days =
            |after, until| findings.known_within(after, until).iter().map(|row| row.known_on).collect::<Vec<_>>();
        assert_eq!(days(None, 2), [1, 2, 2]);
        assert_eq!(days(Some(1), 2), [2, 2]);
        assert!(days(Some(3), 2).is_empty() && days(Some(2), 2).is_empty());
    }
}
