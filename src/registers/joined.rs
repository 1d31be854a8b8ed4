//! Registers from two places as one: the administration's folder, and what officers decided.

use super::load::Registers;
use super::rows::{Outcome, Row};
use chrono::NaiveDate;
use std::collections::HashSet;

impl Registers {
    /// These registers with the rows of others beside them, each from its day of knowledge on. An outcome that both tell alike counts once;
    /// outcomes that contradict one another on one day count not at all, as within one table, and are told as the second answer.
    pub fn with(mut self, other: Registers) -> (Registers, u64) {
        fn both<T: Row>(mine: &mut Vec<T>, theirs: Vec<T>) {
            mine.extend(theirs);
            // Stable: rows of one day keep the order mine, theirs.
            mine.sort_by_key(Row::known_on);
        }
        let Registers {
            enterprises,
            supply,
            licences,
            restricted,
            exceptions,
            mut outcomes,
            mirror,
            files,
            quarantined,
        } = other;
        both(&mut self.enterprises, enterprises);
        both(&mut self.supply, supply);
        both(&mut self.licences, licences);
        both(&mut self.restricted, restricted);
        both(&mut self.exceptions, exceptions);
        let told: HashSet<_> = self.outcomes.iter().map(name).collect();
        outcomes.retain(|row| !told.contains(&name(row)));
        drop(told);
        both(&mut self.outcomes, outcomes);
        both(&mut self.mirror, mirror);
        self.files.extend(files);
        self.quarantined.extend(quarantined);
        let mut kept = vec![true; self.outcomes.len()];
        let contradictions = Outcome::contradictions(&self.outcomes);
        contradictions.iter().for_each(|(at, _)| kept[*at] = false);
        let mut places = kept.into_iter();
        self.outcomes.retain(|_| places.next().unwrap_or(true));
        (self, contradictions.len() as u64)
    }
}

/// Which outcome of which line it is, whenever it became known.
fn name(row: &Outcome) -> (&str, i32, &str, NaiveDate) {
    (&row.declaration_id, row.item_no, &row.outcome, row.inspected_on)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(id: &str, outcome: &str, known_on: &str) -> Outcome {
        let folder = tempfile::tempdir().unwrap();
        let text =
            format!("declaration_id,item_no,outcome,inspected_on,known_on\n{id},1,{outcome},2025-01-01,{known_on}\n");
        std::fs::write(folder.path().join("inspections.csv"), text).unwrap();
        Registers::load(folder.path()).unwrap().outcomes.remove(0)
    }

    #[test]
    fn told_twice_counts_once_and_contradictions_count_not() {
        let of = |outcomes: Vec<Outcome>| Registers { outcomes, ..Registers::default() };
        let mine = of(vec![outcome("A", "clear", "2025-02-01"), outcome("B", "clear", "2025-02-05")]);
        let theirs = of(vec![
            outcome("A", "clear", "2025-02-09"),
            outcome("B", "re_export", "2025-02-05"),
            outcome("C", "other", "2025-02-03"),
        ]);
        let (all, contradicted) = mine.with(theirs);
        let ids: Vec<&str> = all.outcomes.iter().map(|row| row.declaration_id.as_str()).collect();
        assert_eq!((ids, contradicted), (vec!["A", "C"], 2));
    }
}
