//! By what results are cut: mineral, office, how the line was selected, and whether its parties were known to the learner.

use super::dataset::Dataset;
use super::labels::{Label, SelectedBy};
use super::lines::{Lines, NO_WORD, Words};
use super::split::Slices;
use std::collections::{BTreeMap, HashSet};

/// Places of lines by slice and value of it.
pub type Groups = BTreeMap<String, BTreeMap<String, Vec<usize>>>;

/// Exporters, and tuples of exporter, six digits and destination, of which an outcome was known.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    exporters: HashSet<u64>,
    tuples: HashSet<(u64, u32, u32)>,
}

impl Seen {
    /// Takes a line of which an outcome was known to the learner.
    pub fn learn(&mut self, lines: &Lines, row: usize) {
        if lines.exporter[row] != 0 {
            self.exporters.insert(lines.exporter[row]);
            self.tuples.insert((lines.exporter[row], lines.hs6[row], lines.destination[row]));
        }
    }

    /// Whether an outcome of the line's exporter was known.
    pub fn exporter(&self, lines: &Lines, row: usize) -> bool {
        self.exporters.contains(&lines.exporter[row])
    }

    /// Whether an outcome of the same exporter, six digits and destination was known.
    pub fn tuple(&self, lines: &Lines, row: usize) -> bool {
        self.tuples.contains(&(lines.exporter[row], lines.hs6[row], lines.destination[row]))
    }
}

/// Cuts lines by what they are; `place` in the groups counts `rows`.
pub fn of_lines(lines: &Lines, words: &Words, rows: &[usize], seen: &Seen) -> Groups {
    let mut groups = Groups::new();
    let mut put = |slice: &str, value: &str, place: usize| {
        let values = groups.entry(slice.to_owned()).or_default();
        values.entry(value.to_owned()).or_default().push(place);
    };
    for (place, row) in rows.iter().enumerate() {
        let known = |known: bool| if known { "outcomes known" } else { "nothing known" };
        put("exporter", known(seen.exporter(lines, *row)), place);
        put("exporter, code and destination", known(seen.tuple(lines, *row)), place);
        let mineral = lines.mineral[*row];
        put("mineral", if mineral == NO_WORD { "none" } else { words.text(mineral) }, place);
        if lines.office[*row] != NO_WORD {
            put("office", words.text(lines.office[*row]), place);
        }
        if lines.exit_port[*row] != NO_WORD {
            put("port of exit", words.text(lines.exit_port[*row]), place);
        }
    }
    groups
}

/// How a line was selected, in words.
pub fn selected_by(label: &Label) -> &'static str {
    match label.selected_by {
        SelectedBy::Random => "random",
        SelectedBy::Rule => "rule",
        SelectedBy::Model => "model",
        SelectedBy::TipOff => "tip-off",
        SelectedBy::Unknown => "not told",
    }
}

/// Cuts the labelled lines of a trial.
pub(super) fn of_labelled(dataset: &Dataset, rows: &[usize], slices: &Slices) -> Groups {
    let mut seen = Seen::default();
    for past in [&slices.train, &slices.stop, &slices.calibrate] {
        past.rows().iter().for_each(|row| seen.learn(&dataset.lines, *row));
    }
    let mut groups = of_lines(&dataset.lines, &dataset.words, rows, &seen);
    let selected = groups.entry("selected by".into()).or_default();
    for (place, row) in rows.iter().enumerate() {
        if let Some(label) = &dataset.labels[*row] {
            selected.entry(selected_by(label).into()).or_default().push(place);
        }
    }
    groups
}
