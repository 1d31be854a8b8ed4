//! Which kinds of evasion the first places hold, and which honest look-alikes stand among them in vain.

use super::labels::Label;
use super::lines::Lines;
use crate::detector::Told;
use crate::model::ascending;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// A kind of lines, and how much of it the first places hold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KindCaught {
    pub kind: String,
    pub lines: usize,
    /// Share within the first 1 % and 5 % of all lines: recall of a typology, false alarms of a look-alike.
    pub at_1_percent: f64,
    pub at_5_percent: f64,
}

/// Typologies and look-alikes of the lines, by truth where it is given, else by what inspections found; ties of risk go to whoever comes
/// first by the line's hash.
pub(super) fn kinds(
    lines: &Lines,
    labels: &[Option<Label>],
    risk: &[f32],
    truth: Option<&HashMap<u128, Told>>,
) -> (Vec<KindCaught>, Vec<KindCaught>) {
    let first = |share: f64| within(risk, (share * risk.len() as f64).round() as usize, lines);
    let (one, five) = (first(0.01), first(0.05));
    let mut kinds: [BTreeMap<String, Vec<usize>>; 2] = Default::default();
    for (row, key) in lines.key.iter().enumerate() {
        let told = truth.and_then(|truth| truth.get(key));
        let typology = match told {
            Some(told) => told.typology.map(|typology| typology.code().to_owned()),
            None => {
                labels[row].filter(Label::illicit).and_then(|label| label.typology).map(|number| format!("T{number}"))
            }
        };
        for (kinds, kind) in kinds.iter_mut().zip([typology, told.and_then(|told| told.look_alike.clone())]) {
            if let Some(kind) = kind {
                kinds.entry(kind).or_default().push(row);
            }
        }
    }
    let [typologies, look_alikes] = kinds.map(|kinds| {
        let caught =
            |rows: &[usize], first: &[bool]| rows.iter().filter(|row| first[**row]).count() as f64 / rows.len() as f64;
        let of = |(kind, rows): (String, Vec<usize>)| KindCaught {
            kind,
            lines: rows.len(),
            at_1_percent: caught(&rows, &one),
            at_5_percent: caught(&rows, &five),
        };
        let mut told: Vec<KindCaught> = kinds.into_iter().map(of).collect();
        // T2 before T10.
        told.sort_by_key(|caught| (caught.kind.starts_with('T').then_some(caught.kind.len()), caught.kind.clone()));
        told
    });
    (typologies, look_alikes)
}

/// Whether each line is among the first `places` by its score.
pub(super) fn within(scores: &[f32], places: usize, lines: &Lines) -> Vec<bool> {
    let mut order = ascending(scores);
    order.sort_by(|a, b| {
        let (a, b) = (*a as usize, *b as usize);
        scores[b].total_cmp(&scores[a]).then(lines.key[a].cmp(&lines.key[b]))
    });
    let mut inside = vec![false; scores.len()];
    order.iter().take(places).for_each(|place| inside[*place as usize] = true);
    inside
}

#[cfg(test)]
mod tests {
    use super::super::labels::{Found, SelectedBy};
    use super::*;

    #[test]
    fn the_first_places_hold_some_of_each_kind() {
        let lines = Lines { key: (0..100).collect(), ..Lines::default() };
        let risk: Vec<f32> = (0..100).map(|row| 1.0 - row as f32 / 100.0).collect();
        let label = |typology| {
            let known_on = "2025-05-01".parse().unwrap();
            Some(Label {
                found: Found::ReExport,
                typology: Some(typology),
                known_on,
                selected_by: SelectedBy::Rule,
                probability: None,
            })
        };
        let mut labels = vec![None; 100];
        (labels[0], labels[3], labels[50]) = (label(2), label(10), label(2));
        let (typologies, look_alikes) = kinds(&lines, &labels, &risk, None);
        let told: Vec<_> =
            typologies.iter().map(|k| (k.kind.as_str(), k.lines, k.at_1_percent, k.at_5_percent)).collect();
        assert_eq!(told, [("T2", 2, 0.5, 0.5), ("T10", 1, 0.0, 1.0)]);
        assert!(look_alikes.is_empty());
    }

    #[test]
    fn ties_fall_by_the_name_of_the_line() {
        let lines = Lines { key: vec![9, 4, 7], ..Lines::default() };
        assert_eq!(within(&[0.5, 0.5, 0.5], 1, &lines), [false, true, false]);
        assert_eq!(within(&[0.5, 0.1, f32::NAN], 2, &lines), [true, true, false]);
    }
}
