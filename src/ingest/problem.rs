//! What is wrong with which row.

use super::rules::{Outcome, Rule};

/// Examples of a warning kept per column and batch; its count is always whole.
const EXAMPLES: u32 = 5;
/// Longest value shown in a problem.
const VALUE_MAX: usize = 200;

/// One broken rule at one row.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    /// Place of the row in the batch.
    pub row: u32,
    pub rule: &'static Rule,
    pub column: String,
    /// The value as it came; empty if it was absent or only counted.
    pub value: String,
    /// More about this one, beside the rule's message.
    pub detail: String,
}

/// The problems of one column.
#[derive(Debug, Default)]
pub(super) struct Problems {
    pub list: Vec<Problem>,
    shown: Vec<(&'static str, u32)>,
    column: String,
}

impl Problems {
    pub fn of(column: &str) -> Problems {
        Problems { column: column.to_string(), ..Problems::default() }
    }

    /// Notes a problem with the value that caused it.
    pub fn add(&mut self, row: usize, rule: &'static Rule, value: &str) {
        self.explain(row, rule, value, String::new);
    }

    /// Notes a problem with more to say about it.
    pub fn explain(&mut self, row: usize, rule: &'static Rule, value: &str, detail: impl FnOnce() -> String) {
        let keep = rule.outcome == Outcome::Quarantine || self.example(rule.id);
        let (value, detail) = if keep { (short(value), detail()) } else { (String::new(), String::new()) };
        self.list.push(Problem { row: row as u32, rule, column: self.column.clone(), value, detail });
    }

    fn example(&mut self, rule: &'static str) -> bool {
        match self.shown.iter_mut().find(|(known, _)| *known == rule) {
            Some((_, shown)) => {
                *shown += 1;
                *shown <= EXAMPLES
            }
            None => {
                self.shown.push((rule, 1));
                true
            }
        }
    }
}

fn short(value: &str) -> String {
    if value.len() <= VALUE_MAX {
        return value.to_string();
    }
    let mut end = VALUE_MAX;
    while !value.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}…", &value[..end])
}
