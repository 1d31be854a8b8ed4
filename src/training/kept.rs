//! Words of kept columns become rates: how often evasion was found where they stood, past-only.
//!
//! > rate = (hits + 10 · all) / (n + 10),  all = (hits of all + 50 · 0.03) / (n of all + 50)
//!
//! as in the risk profile (`docs/risk-profile.md`), without fading. A row is told the outcomes known before its day, and before the
//! learner's morning, of lines accepted before it; a word with fewer than three outcomes is told the rate of all. Lines of the same
//! exporter, six digits and destination never tell of one another: with them a rate is a dictionary of what was seen.

use super::dataset::Dataset;
use crate::learned::KeptWords;
use chrono::NaiveDate;
use ndarray::Array2;
use std::collections::{BTreeMap, HashMap};

/// Outcomes that the rate of all counts for beside a word's own, and those that stand behind the rate of all.
const BEHIND_WORD: f64 = 10.0;
const BEHIND_ALL: f64 = 50.0;
/// Rate before any outcome (est.).
const BEFORE_ANY: f64 = 0.03;
/// Outcomes of a word from which on it is told apart from all.
const WORD_MIN: f64 = 3.0;

/// The rates of a dataset's words.
pub(super) struct KeptRates {
    by_input: Vec<Rates>,
}

struct Rates {
    place: usize,
    /// By row of the dataset.
    by_row: Vec<f32>,
    at_last: KeptWords,
}

/// Outcomes and how many of them are evasion.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    n: f64,
    hits: f64,
}

impl Seen {
    fn add(&mut self, hit: bool) {
        self.n += 1.0;
        self.hits += f64::from(u8::from(hit));
    }

    fn without(self, other: Seen) -> Seen {
        Seen { n: self.n - other.n, hits: self.hits - other.hits }
    }

    fn of_all(self) -> f64 {
        (self.hits + BEHIND_ALL * BEFORE_ANY) / (self.n + BEHIND_ALL)
    }

    fn rate(self, all: f64) -> f32 {
        let rate = if self.n < WORD_MIN { all } else { (self.hits + BEHIND_WORD * all) / (self.n + BEHIND_WORD) };
        rate as f32
    }
}

/// What is known by words up to some day.
#[derive(Default)]
struct Known {
    all: Seen,
    words: HashMap<u32, Seen>,
    /// By word and group of lines that must not tell of one another.
    alike: HashMap<(u32, Group), Seen>,
}

/// Exporter, six digits, destination; `None` where a line has no exporter or code.
type Group = Option<(u64, u32, u32)>;

impl KeptRates {
    /// From outcomes known before `morning`.
    pub fn of(dataset: &Dataset, morning: NaiveDate) -> KeptRates {
        KeptRates { by_input: dataset.kept_words.iter().map(|place| Rates::of(dataset, *place, morning)).collect() }
    }

    /// Puts the rates in the place of the words' numbers; `x` holds `rows` of the dataset.
    pub fn put(&self, rows: &[usize], x: &mut Array2<f32>) {
        for rates in &self.by_input {
            for (cell, row) in x.column_mut(rates.place).iter_mut().zip(rows) {
                *cell = rates.by_row[*row];
            }
        }
    }

    /// What a model takes along: all that is known on the morning.
    pub fn at_last(&self) -> Vec<KeptWords> {
        self.by_input.iter().map(|rates| rates.at_last.clone()).collect()
    }
}

impl Rates {
    fn of(dataset: &Dataset, place: usize, morning: NaiveDate) -> Rates {
        let lines = &dataset.lines;
        let morning = morning.to_epoch_days();
        let word = |row: usize| Some(dataset.x[[row, place]]).filter(|word| !word.is_nan()).map(|word| word as u32);
        let group = |row: usize| -> Group {
            (lines.exporter[row] != 0 && lines.hs6[row] != 0)
                .then(|| (lines.exporter[row], lines.hs6[row], lines.destination[row]))
        };
        // Both in order of days: what becomes known, and who asks.
        let mut told: Vec<(i32, usize)> = (0..dataset.labels.len())
            .filter_map(|row| Some((dataset.labels[row]?.known_on.to_epoch_days().max(lines.accepted_on[row]), row)))
            .filter(|(day, _)| *day < morning)
            .collect();
        told.sort_unstable();
        let mut asking: Vec<(i32, usize)> =
            (0..dataset.labels.len()).map(|row| (lines.accepted_on[row].min(morning), row)).collect();
        asking.sort_unstable();
        let (mut known, mut next, mut by_row) = (Known::default(), 0, vec![f32::NAN; dataset.labels.len()]);
        let mut learn = |known: &mut Known, before: i32| {
            while let Some((_, row)) = told.get(next).filter(|(day, _)| *day < before) {
                let hit = dataset.labels[*row].is_some_and(|label| label.illicit());
                known.all.add(hit);
                if let Some(word) = word(*row) {
                    known.words.entry(word).or_default().add(hit);
                    known.alike.entry((word, group(*row))).or_default().add(hit);
                }
                next += 1;
            }
        };
        for (day, row) in asking {
            learn(&mut known, day);
            let Some(word) = word(row).filter(|_| known.all.n > 0.0) else { continue };
            let seen = known.words.get(&word).copied().unwrap_or_default();
            let own = group(row).and_then(|group| known.alike.get(&(word, Some(group)))).copied().unwrap_or_default();
            by_row[row] = seen.without(own).rate(known.all.of_all());
        }
        learn(&mut known, morning);
        let all = known.all.of_all();
        let found: BTreeMap<u32, f32> = known
            .words
            .iter()
            .filter(|(_, seen)| seen.n >= WORD_MIN)
            .map(|(word, seen)| (*word, seen.rate(all)))
            .collect();
        let at_last = KeptWords { input: dataset.inputs[place].clone(), unseen: all as f32, found };
        Rates { place, by_row, at_last }
    }
}

#[cfg(test)]
mod tests {
    use super::super::dataset::Counts;
    use super::super::labels::{Found, Label, SelectedBy};
    use super::super::lines::{Lines, Words};
    use super::*;
    use ndarray::Array1;

    /// Rows (day of acceptance, day known, evasion, word, exporter).
    fn dataset(rows: &[(i32, Option<i32>, bool, f32, u64)]) -> Dataset {
        let n = rows.len();
        let date = |day: i32| NaiveDate::from_epoch_days(day).unwrap();
        let label = |known: i32, hit: bool| Label {
            found: if hit { Found::ReExport } else { Found::Clear },
            typology: None,
            known_on: date(known),
            selected_by: SelectedBy::Random,
            probability: None,
        };
        Dataset {
            lines: Lines {
                key: (0..n as u128).collect(),
                accepted_on: rows.iter().map(|row| row.0).collect(),
                exporter: rows.iter().map(|row| row.4).collect(),
                hs6: vec![811_010; n],
                destination: vec![0; n],
                ..Lines::default()
            },
            words: Words::default(),
            x: Array1::from_iter(rows.iter().map(|row| row.3)).insert_axis(ndarray::Axis(1)),
            labels: rows.iter().map(|row| row.1.map(|known| label(known, row.2))).collect(),
            inputs: vec!["x_tax_type".into()],
            kept_words: vec![0],
            files: Vec::new(),
            labels_until: date(100),
            counts: Counts::default(),
            set_aside: Vec::new(),
        }
    }

    fn told(rows: &[(i32, Option<i32>, bool, f32, u64)], morning: i32) -> (Vec<f32>, KeptWords) {
        let rates = KeptRates::of(&dataset(rows), NaiveDate::from_epoch_days(morning).unwrap());
        let mut x = Array2::zeros((rows.len(), 1));
        rates.put(&(0..rows.len()).collect::<Vec<_>>(), &mut x);
        (x.column(0).to_vec(), rates.at_last().remove(0))
    }

    #[test]
    fn a_word_is_told_only_what_was_known_before_by_hand() {
        let rows = [
            (1, Some(2), true, 7.0, 1),
            (1, Some(2), true, 7.0, 2),
            (1, Some(2), false, 7.0, 3),
            (2, None, false, 7.0, 9), // known on the day itself: too late
            (3, None, false, 7.0, 9), // all three
            (3, None, false, 7.0, 1), // without the exporter's own: two, too few
            (3, None, false, 8.0, 9), // another word
            (3, None, false, f32::NAN, 9),
        ];
        let (rates, at_last) = told(&rows, 100);
        let all = (2.0 + 1.5) / 53.0;
        let near = |told: f32, by_hand: f64| assert!((f64::from(told) - by_hand).abs() < 1e-6, "{told} {by_hand}");
        assert!(rates[..4].iter().all(|rate| rate.is_nan()), "nothing was known: {rates:?}");
        near(rates[4], (2.0 + 10.0 * all) / 13.0);
        near(rates[5], all);
        near(rates[6], all);
        assert!(rates[7].is_nan());
        near(at_last.rate(7.0), (2.0 + 10.0 * all) / 13.0);
        near(at_last.rate(8.0), all);
    }

    #[test]
    fn what_becomes_known_later_changes_nothing() {
        let past = [
            (1, Some(2), true, 7.0, 1),
            (1, Some(2), false, 7.0, 2),
            (1, Some(3), false, 7.0, 3),
            (9, None, false, 7.0, 9),
        ];
        let before = told(&past, 10);
        for later in [(1, Some(10), true, 7.0, 4), (9, Some(9), true, 7.0, 4), (20, Some(30), true, 7.0, 4)] {
            let rows = [past.as_slice(), &[later]].concat();
            let after = told(&rows, 10);
            assert_eq!(format!("{:?}", before.0), format!("{:?}", &after.0[..4]), "{later:?}");
        }
        // A line of the morning or later is told what is known on the morning.
        let rows = [past.as_slice(), &[(20, None, false, 7.0, 9)]].concat();
        let (rates, at_last) = told(&rows, 10);
        assert_eq!(rates[4], at_last.rate(7.0));
    }
}
