//! What inspections found of lines, as known on the evening of a day; what contradicts itself is set aside and told.

use crate::registers::Outcome;
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use xxhash_rust::xxh3::xxh3_128;

/// What an inspection found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// Nothing.
    Clear,
    /// Goods, value or quantity declared falsely.
    FalseDeclaration,
    /// Goods that go on to a third country or a hidden end user.
    ReExport,
    /// Both of these on one line.
    Both,
    /// Something else: a slip, a missing paper. No evasion, and learned from as such.
    Other,
}

/// Why a line was inspected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SelectedBy {
    /// Drawn at random, whatever the line: the only unbiased witness.
    Random,
    Rule,
    Model,
    TipOff,
    Unknown,
}

/// What is known of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Label {
    pub found: Found,
    /// T1 to T12 as 1 to 12, where it was told.
    pub typology: Option<u8>,
    /// Day from which it is known.
    pub known_on: NaiveDate,
    pub selected_by: SelectedBy,
    /// With which probability the line was selected, above 0 and at most 1, where it is known.
    pub probability: Option<f64>,
}

impl Label {
    /// Whether evasion of either kind was found.
    pub fn illicit(&self) -> bool {
        matches!(self.found, Found::FalseDeclaration | Found::ReExport | Found::Both)
    }
}

/// An outcome that was not used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SetAside {
    pub declaration_id: String,
    pub item_no: i32,
    pub outcome: String,
    pub known_on: NaiveDate,
    pub why: &'static str,
}

impl Found {
    /// Whether what was found is all of this, or holds it beside something else.
    pub fn holds(self, other: Found) -> bool {
        self == other || (self == Found::Both && matches!(other, Found::FalseDeclaration | Found::ReExport))
    }
}

/// Why an outcome is set aside.
pub const CONTRADICTED: &str = "it says clear and another outcome of the same day does not, or the reverse";
/// Why an outcome is set aside.
pub const GRAVER: &str = "a graver outcome of the line became known on the same day";
/// Why an outcome is set aside.
pub const SUPERSEDED: &str = "a younger outcome of the line says otherwise";
/// Why an outcome is set aside.
pub const ORPHAN: &str = "no line of the evidence bears this declaration and item";

/// The outcomes that count, by line.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    by_line: HashMap<u128, (Label, usize)>,
    /// Lines whose youngest outcomes contradict each other.
    contradicted: HashSet<u128>,
    outcomes: Vec<Outcome>,
    /// Outcomes that contradict each other, in the order of declaration, item and day.
    pub set_aside: Vec<SetAside>,
    /// Outcomes known only after the day; none of them is looked at.
    pub later_n: u64,
}

/// The line's key in every table here.
pub(super) fn key_of(declaration_id: &str, item_no: i32) -> u128 {
    xxh3_128(format!("{declaration_id}\0{item_no}").as_bytes())
}

impl Labels {
    /// The outcomes known on `until` or before. Of several of one line the youngest known counts. Of those of one day a false
    /// declaration and a re-export count both, and either more than `other`; but where one of them is clear and another is not,
    /// all are set aside.
    pub fn of(outcomes: &[Outcome], until: NaiveDate) -> Labels {
        let known: Vec<Outcome> = outcomes.iter().filter(|outcome| outcome.known_on <= until).cloned().collect();
        let mut by_line: HashMap<u128, Vec<usize>> = HashMap::with_capacity(known.len());
        for (place, outcome) in known.iter().enumerate() {
            by_line.entry(key_of(&outcome.declaration_id, outcome.item_no)).or_default().push(place);
        }
        let mut labels = Labels { later_n: (outcomes.len() - known.len()) as u64, ..Labels::default() };
        for (key, places) in by_line {
            let youngest = places.iter().map(|place| known[*place].known_on).max().expect("one at least");
            let (last, older): (Vec<usize>, Vec<usize>) =
                places.into_iter().partition(|place| known[*place].known_on == youngest);
            let grave = |place: &usize| gravity(found(&known[*place]));
            let gravest = *last.iter().rev().max_by_key(|place| grave(place)).expect("one at least");
            let counts = &known[gravest];
            let clear_n = last.iter().filter(|place| grave(place) == 0).count();
            if clear_n == 0 || clear_n == last.len() {
                let all = last.iter().map(|place| found(&known[*place])).reduce(together).expect("one at least");
                let lesser = last.iter().filter(|place| !all.holds(found(&known[**place])));
                labels.set_aside.extend(lesser.map(|place| aside(&known[*place], GRAVER)));
                let otherwise = older.iter().filter(|place| !all.holds(found(&known[**place])));
                labels.set_aside.extend(otherwise.map(|place| aside(&known[*place], SUPERSEDED)));
                labels.by_line.insert(key, (Label { found: all, ..label(counts) }, gravest));
            } else {
                labels.contradicted.insert(key);
                labels.set_aside.extend(last.iter().map(|place| aside(&known[*place], CONTRADICTED)));
                let otherwise = older.iter().filter(|place| known[**place].outcome != counts.outcome);
                labels.set_aside.extend(otherwise.map(|place| aside(&known[*place], SUPERSEDED)));
            }
        }
        labels.outcomes = known;
        sort(&mut labels.set_aside);
        labels
    }

    /// What is known of a line.
    pub fn get(&self, key: u128) -> Option<Label> {
        self.by_line.get(&key).map(|(label, _)| *label)
    }

    /// Whether what became known of a line last contradicts itself.
    pub fn contradicted(&self, key: u128) -> bool {
        self.contradicted.contains(&key)
    }

    /// Lines of which something is known.
    pub fn len(&self) -> usize {
        self.by_line.len()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.by_line.is_empty()
    }

    /// Outcomes whose line is not among the `met` ones, as set aside.
    pub(super) fn orphans(&self, met: &std::collections::HashSet<u128>) -> Vec<SetAside> {
        let left = self.by_line.iter().filter(|(key, _)| !met.contains(key));
        let mut orphans: Vec<SetAside> = left.map(|(_, (_, place))| aside(&self.outcomes[*place], ORPHAN)).collect();
        sort(&mut orphans);
        orphans
    }
}

fn sort(set_aside: &mut [SetAside]) {
    set_aside.sort_by(|a, b| {
        let key = |row: &SetAside| (row.declaration_id.clone(), row.item_no, row.known_on, row.outcome.clone());
        key(a).cmp(&key(b))
    });
}

fn aside(outcome: &Outcome, why: &'static str) -> SetAside {
    SetAside {
        declaration_id: outcome.declaration_id.clone(),
        item_no: outcome.item_no,
        outcome: outcome.outcome.clone(),
        known_on: outcome.known_on,
        why,
    }
}

fn found(outcome: &Outcome) -> Found {
    match outcome.outcome.as_str() {
        "false_declaration" => Found::FalseDeclaration,
        "re_export" => Found::ReExport,
        "clear" => Found::Clear,
        _ => Found::Other,
    }
}

/// How grave a finding is; 0 for none.
fn gravity(found: Found) -> u8 {
    match found {
        Found::Clear => 0,
        Found::Other => 1,
        Found::FalseDeclaration => 2,
        Found::ReExport => 3,
        Found::Both => 4,
    }
}

/// What two findings of one line and day are together.
fn together(one: Found, other: Found) -> Found {
    match (one, other) {
        (Found::FalseDeclaration, Found::ReExport) | (Found::ReExport, Found::FalseDeclaration) => Found::Both,
        _ if gravity(one) >= gravity(other) => one,
        _ => other,
    }
}

fn label(outcome: &Outcome) -> Label {
    let found = found(outcome);
    let selected_by = match outcome.selected_by.as_deref().map(str::to_lowercase).as_deref() {
        Some("random") => SelectedBy::Random,
        Some("rule") => SelectedBy::Rule,
        Some("model") => SelectedBy::Model,
        Some("tip-off" | "tip_off" | "tip off") => SelectedBy::TipOff,
        _ => SelectedBy::Unknown,
    };
    let number = |code: &str| code.trim().strip_prefix(['T', 't'])?.parse().ok();
    let typology = outcome.typology.as_deref().and_then(number).filter(|number| (1..=12).contains(number));
    let probability = outcome.selection_probability.filter(|p| *p > 0.0 && *p <= 1.0);
    Label { found, typology, known_on: outcome.known_on, selected_by, probability }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    pub fn outcome(id: &str, found: &str, known_on: &str) -> Outcome {
        Outcome {
            declaration_id: id.into(),
            item_no: 1,
            outcome: found.into(),
            typology: Some("T3".into()),
            seized_kg: None,
            seized_value_usd: None,
            inspected_on: day(known_on),
            known_on: day(known_on),
            selected_by: Some("random".into()),
            selection_probability: Some(0.005),
        }
    }

    #[test]
    fn an_outcome_counts_from_the_day_it_is_known() {
        let told = [outcome("A", "clear", "2025-05-01"), outcome("B", "re_export", "2025-05-02")];
        let labels = Labels::of(&told, day("2025-05-01"));
        assert_eq!((labels.len(), labels.later_n), (1, 1));
        assert_eq!(labels.get(key_of("B", 1)), None, "known a day later");
        let label = labels.get(key_of("A", 1)).unwrap();
        assert_eq!((label.found, label.typology, label.selected_by), (Found::Clear, Some(3), SelectedBy::Random));
        assert!(!label.illicit());
    }

    #[test]
    fn the_youngest_counts_and_what_contradicts_itself_is_told() {
        let told = [
            outcome("A", "clear", "2025-05-01"),
            outcome("A", "false_declaration", "2025-05-09"),
            outcome("B", "clear", "2025-05-03"),
            outcome("B", "re_export", "2025-05-03"),
            outcome("C", "clear", "2025-05-03"),
            outcome("C", "clear", "2025-05-04"),
        ];
        let labels = Labels::of(&told, day("2025-06-01"));
        assert!(labels.get(key_of("A", 1)).unwrap().illicit());
        assert_eq!(labels.get(key_of("B", 1)), None);
        assert_eq!(labels.get(key_of("C", 1)).unwrap().known_on, day("2025-05-04"));
        let told: Vec<_> = labels.set_aside.iter().map(|row| (row.declaration_id.as_str(), row.why)).collect();
        assert_eq!(told, [("A", SUPERSEDED), ("B", CONTRADICTED), ("B", CONTRADICTED)]);
        // As known earlier, the first outcome of A still stands.
        let earlier = Labels::of(&[outcome("A", "clear", "2025-05-01")], day("2025-05-08"));
        assert_eq!(earlier.get(key_of("A", 1)).unwrap().found, Found::Clear);
    }

    #[test]
    fn two_findings_of_one_day_count_both_and_more_than_a_slip() {
        let told = [
            outcome("A", "false_declaration", "2025-05-03"),
            outcome("A", "re_export", "2025-05-03"),
            outcome("B", "other", "2025-05-03"),
            outcome("B", "false_declaration", "2025-05-03"),
            outcome("C", "clear", "2025-05-03"),
            outcome("C", "other", "2025-05-03"),
        ];
        for told in [told.to_vec(), told.iter().rev().cloned().collect()] {
            let labels = Labels::of(&told, day("2025-06-01"));
            let found = |id| labels.get(key_of(id, 1)).map(|label| label.found);
            assert_eq!([found("A"), found("B"), found("C")], [Some(Found::Both), Some(Found::FalseDeclaration), None]);
            assert_eq!(["A", "B", "C"].map(|id| labels.contradicted(key_of(id, 1))), [false, false, true]);
            let why: Vec<_> = labels.set_aside.iter().map(|row| (row.outcome.as_str(), row.why)).collect();
            assert_eq!(why, [("other", GRAVER), ("clear", CONTRADICTED), ("other", CONTRADICTED)]);
            let both = labels.get(key_of("A", 1)).unwrap();
            assert!(both.illicit() && both.found.holds(Found::FalseDeclaration) && both.found.holds(Found::ReExport));
            assert!(!both.found.holds(Found::Other) && !both.found.holds(Found::Clear));
        }
        // An older finding that the younger ones hold is not superseded; another is.
        let later = [outcome("A", "false_declaration", "2025-05-01"), outcome("B", "re_export", "2025-05-01")];
        let labels = Labels::of(&[told.to_vec(), later.to_vec()].concat(), day("2025-06-01"));
        let superseded: Vec<_> = labels.set_aside.iter().filter(|row| row.why == SUPERSEDED).collect();
        assert_eq!(superseded.len(), 1);
        assert_eq!(superseded[0].declaration_id, "B");
    }

    #[test]
    fn findings_of_a_day_are_the_same_in_any_order() {
        let all = [Found::Clear, Found::Other, Found::FalseDeclaration, Found::ReExport, Found::Both];
        for (one, two, three) in all.iter().flat_map(|a| all.iter().flat_map(move |b| all.map(|c| (*a, *b, c)))) {
            assert_eq!(together(one, two), together(two, one));
            assert_eq!(together(together(one, two), three), together(one, together(two, three)));
        }
    }

    #[test]
    fn an_outcome_without_its_line_is_an_orphan() {
        let labels = Labels::of(&[outcome("A", "clear", "2025-05-01")], day("2025-06-01"));
        assert!(labels.orphans(&[key_of("A", 1)].into()).is_empty());
        let orphans = labels.orphans(&Default::default());
        assert_eq!((orphans.len(), orphans[0].why), (1, ORPHAN));
    }

    #[test]
    fn a_probability_that_cannot_be_is_unknown() {
        let of = |p: f64| {
            label(&Outcome { selection_probability: Some(p), ..outcome("A", "clear", "2025-05-01") }).probability
        };
        assert_eq!([of(0.0), of(-0.1), of(1.5), of(f64::NAN)], [None; 4]);
        assert_eq!(of(0.2), Some(0.2));
    }
}
