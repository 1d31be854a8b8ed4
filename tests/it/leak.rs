//! No future and no label in a score.

use crate::world::{empty_context, sample};
use polars::prelude::*;
use std::collections::BTreeMap;
use tidewaiter::detector::{Days, SCORE_COLUMNS, Settings, score};

/// Scores of every line, night by night in time order, each with the evening before: (id, item) → printed scores.
fn nights(declarations: &DataFrame, last: i32) -> BTreeMap<(String, i32), String> {
    let folder = tempfile::tempdir().unwrap();
    let mut days = Days::new(folder.path());
    days.push(declarations).unwrap();
    let mut context = empty_context();
    let mut scores = BTreeMap::new();
    for (night, day) in days.in_order().enumerate() {
        let (day, rows) = day.unwrap();
        if day.to_epoch_days() > last {
            break;
        }
        // Freezing is the dear part; every tenth night is enough to catch a look ahead.
        if night % 10 == 9 {
            let frozen = context.freeze().unwrap();
            let scored = score(&rows, &context, &frozen, &Settings::default()).unwrap().scores;
            let ids = scored.column("declaration_id").unwrap().str().unwrap();
            let items = scored.column("item_no").unwrap().i32().unwrap();
            for row in 0..scored.height() {
                let said: Vec<String> = SCORE_COLUMNS
                    .iter()
                    .map(|c| scored.column(c.name).unwrap().get(row).unwrap().to_string())
                    .collect();
                scores.insert((ids.get(row).unwrap().into(), items.get(row).unwrap()), said.join(" "));
            }
        }
        context.learn(day, &rows).unwrap();
    }
    scores
}

#[test]
fn permuting_the_future_changes_no_score_of_the_past() {
    let all = sample();
    let days = all.column("accepted_on").unwrap().as_materialized_series().date().unwrap().physical().clone();
    let (first, last) = (days.min().unwrap(), days.max().unwrap());
    let t = first + (last - first) * 2 / 3;
    let before = all.filter(&days.lt_eq(t)).unwrap();
    let after = all.filter(&days.gt(t)).unwrap();

    // Turn the future upside down: every line keeps its day and takes another line's content.
    let n = after.height() as IdxSize;
    let places = IdxCa::from_vec("".into(), (0..n).map(|row| (row * 7 + 3) % n).collect());
    let mut turned = after.take(&places).unwrap();
    turned.with_column(after.column("accepted_on").unwrap().clone()).unwrap();
    let world = before.vstack(&turned).unwrap();

    let (straight, permuted) = (nights(&all, t), nights(&world, t));
    assert!(straight.len() > 500, "{}", straight.len());
    assert_eq!(straight, permuted);
}

#[test]
fn a_planted_look_ahead_would_be_found() {
    // The same test with t after the permuted rows must fail, or it proves nothing.
    let all = sample();
    let days = all.column("accepted_on").unwrap().as_materialized_series().date().unwrap().physical().clone();
    let (first, last) = (days.min().unwrap(), days.max().unwrap());
    let t = first + (last - first) / 3;
    let before = all.filter(&days.lt_eq(t)).unwrap();
    let after = all.filter(&days.gt(t)).unwrap();
    let n = after.height() as IdxSize;
    let places = IdxCa::from_vec("".into(), (0..n).map(|row| (row * 7 + 3) % n).collect());
    let mut turned = after.take(&places).unwrap();
    turned.with_column(after.column("accepted_on").unwrap().clone()).unwrap();
    let world = before.vstack(&turned).unwrap();
    assert_ne!(nights(&all, t + 40), nights(&world, t + 40));
}
