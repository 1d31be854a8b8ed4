//! A past that can be walked again: of each line what was known on its day, and, apart, what it really was.

use super::settings::WEEK_DAYS;
use crate::engines::PROFILE_KEYS;
use ndarray::Array2;
use std::ops::Range;

/// What a line really was; read only of lines that were opened, and to count in the end.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Real {
    /// False declaration, re-export.
    pub found: [bool; 2],
    /// Value of the goods, USD.
    pub value_usd: f32,
    /// Number of the scheme from 1 on; 0 where none is told.
    pub scheme: u32,
}

impl Real {
    /// Whether opening the line finds something.
    pub fn illicit(&self) -> bool {
        self.found[0] || self.found[1]
    }
}

/// Lines in the order of their days; all lists are by line.
pub struct Past {
    /// How results call it.
    pub name: String,
    /// Days since 1970-01-01, ascending.
    pub days: Vec<i32>,
    /// Lines × inputs, each as it was known the evening before; `NaN` = cannot be said.
    pub x: Array2<f32>,
    /// What an outcome is laid to.
    pub keys: Vec<[u64; PROFILE_KEYS]>,
    /// Group of near-duplicates; 0 = none.
    pub near_duplicates: Vec<u64>,
    /// Risk without any label; higher is stranger, `NaN` before there was a past.
    pub label_free: Vec<f32>,
    /// Weight of the fixed alarms; higher is worse.
    pub rules: Vec<f32>,
    /// What is at stake, 0 to 1.
    pub severity: Vec<f32>,
    /// What each line really was.
    pub real: Vec<Real>,
}

impl Past {
    /// Number of lines.
    pub fn len(&self) -> usize {
        self.days.len()
    }

    /// Whether there is no line.
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// The lines of each whole week from the first day on; what is left at the end is no week.
    pub fn weeks(&self) -> Vec<Range<usize>> {
        let (Some(first), Some(last)) = (self.days.first(), self.days.last()) else { return Vec::new() };
        let until = |week: i32| self.days.partition_point(|day| *day < first + week * WEEK_DAYS);
        (0..(last - first + 1) / WEEK_DAYS).map(|week| until(week)..until(week + 1)).collect()
    }

    /// First day of a week.
    pub fn begins(&self, week: usize) -> i32 {
        self.days.first().map_or(0, |first| first + week as i32 * WEEK_DAYS)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::choose::lot;
    use super::*;

    /// A past of `weeks` weeks with `a_week` lines: the first input tells of evil in the first half, the second in the other;
    /// one line in ten is illicit. The second input is all that the label-free risk knows.
    pub fn turning(weeks: usize, a_week: usize) -> Past {
        let n = weeks * a_week;
        let noise = |line: usize, salt: u64| (lot(salt, line as u64) % 10_000) as f32 / 10_000.0;
        let illicit = |line: usize| noise(line, 1) < 0.1;
        let late = |line: usize| line >= n / 2;
        let mut x = Array2::from_shape_fn((n, 3), |(line, input)| noise(line, 2 + input as u64));
        for line in (0..n).filter(|line| illicit(*line)) {
            let shows = usize::from(late(line));
            x[[line, shows]] += 0.8;
        }
        Past {
            name: "turning".into(),
            days: (0..n).map(|line| 20_000 + (line * 7 / a_week) as i32).collect(),
            keys: vec![[0; PROFILE_KEYS]; n],
            near_duplicates: vec![0; n],
            label_free: (0..n).map(|line| x[[line, 1]]).collect(),
            rules: (0..n).map(|line| (x[[line, 0]] * 4.0).floor()).collect(),
            severity: (0..n).map(|line| 0.4 + 0.6 * noise(line, 9)).collect(),
            real: (0..n)
                .map(|line| Real {
                    found: [illicit(line), false],
                    value_usd: 100.0,
                    scheme: if illicit(line) { 1 + u32::from(late(line)) } else { 0 },
                })
                .collect(),
            x,
        }
    }

    #[test]
    fn weeks_are_whole_and_follow_one_another() {
        let mut past = turning(3, 14);
        assert_eq!(past.weeks(), [0..14, 14..28, 28..42]);
        assert_eq!(past.begins(2), 20_014);
        // A last week without its Sunday is none.
        past.days[40] = 20_019;
        past.days[41] = 20_019;
        assert_eq!(past.weeks().len(), 2);
    }
}
