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
fn the_program_itself_shows_no_future_to_the_past() {
    let all = sample();
    let days = all.column("accepted_on").unwrap().as_materialized_series().date().unwrap().physical().clone();
    let first = days.min().unwrap();
    let (t, end) = (first + 50, first + 75);
    let before = all.filter(&days.lt_eq(t)).unwrap();
    let after = all.filter(&(days.gt(t) & days.lt_eq(end))).unwrap();
    let n = after.height() as IdxSize;
    let places = IdxCa::from_vec("".into(), (0..n).map(|row| (row * 7 + 3) % n).collect());
    let mut turned = after.take(&places).unwrap();
    turned.with_column(after.column("accepted_on").unwrap().clone()).unwrap();

    let evidence = |future: &DataFrame| {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("world.parquet");
        // The future stands before the past in the file: the order of rows must not matter either.
        let mut world = future.vstack(&before).unwrap();
        world.rechunk_mut();
        ParquetWriter::new(std::fs::File::create(&file).unwrap()).finish(&mut world).unwrap();
        let out = folder.path().join("state");
        let arguments = ["replay", file.to_str().unwrap(), "--out", out.to_str().unwrap(), "--evidence", "--json"];
        let said = crate::cli::tidewaiter(&arguments, &[]);
        assert_eq!(said.code, 0, "{}", said.err);
        let results: serde_json::Value = serde_json::from_str(&said.out).unwrap();
        let path = std::path::Path::new(results["folder"].as_str().unwrap()).join("evidence.parquet");
        let evidence = ParquetReader::new(std::fs::File::open(path).unwrap()).finish().unwrap();
        let days = evidence.column("accepted_on").unwrap().as_materialized_series().date().unwrap().physical().clone();
        (evidence.filter(&days.lt_eq(t)).unwrap(), evidence.filter(&days.gt(t)).unwrap())
    };
    let (straight, turned) = (evidence(&after), evidence(&turned));
    assert!(straight.0.height() > 3_000, "{}", straight.0.height());
    assert!(straight.0.equals_missing(&turned.0), "the past changed with the future");
    // And the test can see a difference where there is one.
    assert!(!straight.1.equals_missing(&turned.1), "a turned future must measure differently");
}

#[test]
fn learning_before_scoring_is_refused() {
    let all = sample();
    let days = all.column("accepted_on").unwrap().as_materialized_series().date().unwrap().physical().clone();
    let day = days.min().unwrap();
    let rows = all.filter(&days.equal(day)).unwrap();
    let mut context = empty_context();
    context.learn(chrono::NaiveDate::from_epoch_days(day).unwrap(), &rows).unwrap();
    let frozen = context.freeze().unwrap();
    let error = score(&rows, &context, &frozen, &Settings::default()).err().expect("refused").to_string();
    assert!(error.contains("would be compared with baselines that know the days up to"), "{error}");
}
