//! No future and no label in a score.

use crate::world::{empty_context, sample};
use polars::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use tidewaiter::detector::{Context, Days, SCORE_COLUMNS, Settings, Voice, prepare, score};
use tidewaiter::engines::PROFILE_COLUMNS;
use tidewaiter::registers::{Outcome, Registers};

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
            let scored = score(&rows, &context, &Voice::label_free(&frozen), &Settings::default()).unwrap().scores;
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

/// Every line keeps its day and takes the content of another, from the last to the first.
fn upside_down(lines: &DataFrame) -> DataFrame {
    let mut turned = lines.reverse();
    turned.with_column(lines.column("accepted_on").unwrap().clone()).unwrap();
    turned
}

#[test]
fn permuting_the_future_changes_no_score_of_the_past() {
    let all = sample();
    let days = all.column("accepted_on").unwrap().as_materialized_series().date().unwrap().physical().clone();
    let (first, last) = (days.min().unwrap(), days.max().unwrap());
    let t = first + (last - first) / 4;
    let before = all.filter(&days.lt_eq(t)).unwrap();
    let after = all.filter(&days.gt(t)).unwrap();

    let world = before.vstack(&upside_down(&after)).unwrap();

    let (straight, permuted) = (nights(&all, t), nights(&world, t));
    assert!(straight.len() > 500, "{}", straight.len());
    assert_eq!(straight, permuted);
}

#[test]
fn the_program_itself_shows_no_future_to_the_past() {
    let all = sample();
    let days = all.column("accepted_on").unwrap().as_materialized_series().date().unwrap().physical().clone();
    let first = days.min().unwrap();
    let (t, end) = (first + 35, first + 50);
    let before = all.filter(&days.lt_eq(t)).unwrap();
    let after = all.filter(&(days.gt(t) & days.lt_eq(end))).unwrap();
    let turned = upside_down(&after);

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
    assert!(straight.0.height() > 2_000, "{}", straight.0.height());
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
    let error =
        score(&rows, &context, &Voice::label_free(&frozen), &Settings::default()).err().expect("refused").to_string();
    assert!(error.contains("would be compared with baselines that know the days up to"), "{error}");
}

/// Outcomes of every third line of the sample, found by turns, each known some days after acceptance; from `turned_from` on every
/// outcome is another.
fn outcomes(declarations: &DataFrame, turned_from: i32) -> Arc<Registers> {
    let days = declarations.column("accepted_on").unwrap().as_materialized_series().date().unwrap().physical().clone();
    let ids = declarations.column("declaration_id").unwrap().str().unwrap();
    let items = declarations.column("item_no").unwrap().i32().unwrap();
    let outcome = |row: usize| {
        let known_on = days.get(row).unwrap() + 1 + (row % 9) as i32;
        let kinds = ["clear", "false_declaration", "clear", "re_export", "other"];
        let turn = usize::from(known_on >= turned_from);
        let day = |day: i32| chrono::NaiveDate::from_epoch_days(day).unwrap();
        Outcome {
            declaration_id: ids.get(row).unwrap().into(),
            item_no: items.get(row).unwrap(),
            outcome: kinds[(row / 3 + turn) % kinds.len()].into(),
            typology: None,
            seized_kg: None,
            seized_value_usd: None,
            inspected_on: day(known_on),
            known_on: day(known_on),
            selected_by: None,
            selection_probability: [None, Some(0.05), Some(0.5)][row % 3],
        }
    };
    let mut outcomes: Vec<Outcome> = (0..declarations.height()).step_by(3).map(outcome).collect();
    outcomes.sort_by_key(|outcome| outcome.known_on);
    Arc::new(Registers { outcomes, ..Registers::default() })
}

fn profile_of(declarations: &DataFrame, context: &Context) -> DataFrame {
    prepare(declarations, context).unwrap().select(PROFILE_COLUMNS.iter().map(|column| column.name)).unwrap()
}

/// Profile columns of every line, day by day until `last`.
fn profiles(declarations: &DataFrame, registers: &Arc<Registers>, last: i32) -> BTreeMap<i32, DataFrame> {
    let folder = tempfile::tempdir().unwrap();
    let mut days = Days::new(folder.path());
    days.push(declarations).unwrap();
    let mut context = empty_context().with_registers(Arc::clone(registers));
    let mut told = BTreeMap::new();
    for day in days.in_order() {
        let (date, rows) = day.unwrap();
        let day = date.to_epoch_days();
        if day > last {
            break;
        }
        told.insert(day, profile_of(&rows, &context));
        // Only the profile learns: the rest of the night is not asked for.
        context.profile.update(&rows).unwrap();
        context.profile.close(date, &context.findings);
    }
    told
}

#[test]
fn an_outcome_reaches_no_profile_before_the_day_after_it_is_known() {
    let all = sample();
    let days = all.column("accepted_on").unwrap().as_materialized_series().date().unwrap().physical().clone();
    let t = days.min().unwrap() + 30;
    let (straight, turned) = (outcomes(&all, i32::MAX), outcomes(&all, t));
    let (straight, turned) = (profiles(&all, &straight, t + 1), profiles(&all, &turned, t + 1));
    let told: usize = straight.values().map(|day| day.height() - day.columns()[1].null_count()).sum();
    assert!(told > 1_000, "{told} lines are told of their exporter");
    for (day, rows) in &straight {
        let same = rows.equals_missing(&turned[day]);
        if *day <= t {
            assert!(same, "day {} of {t} knew what was known on {t} or later", day);
        } else {
            assert!(!same, "the test sees no difference where there is one");
        }
    }
}

#[test]
fn no_line_is_told_its_own_outcome() {
    let all = sample();
    let days = all.column("accepted_on").unwrap().as_materialized_series().date().unwrap().physical().clone();
    let t = days.min().unwrap() + 20;
    let day = |day: i32| chrono::NaiveDate::from_epoch_days(day).unwrap();
    let rows = all.filter(&days.equal(t)).unwrap();
    let ids = rows.column("declaration_id").unwrap().str().unwrap();
    let items = rows.column("item_no").unwrap().i32().unwrap();
    // Backdated outcomes of the very lines that are asked, and the lines already learned under their names, a day before.
    let mut again = rows.clone();
    let before = Column::new("accepted_on".into(), vec![t - 9; rows.height()]).cast(&DataType::Date).unwrap();
    again.with_column(before).unwrap();
    let told = |kind: &str, learned: &[&DataFrame], asked: &DataFrame| {
        let mut registers = (*outcomes(&all, i32::MAX)).clone();
        registers.outcomes.retain(|outcome| outcome.known_on < day(t));
        let other = registers.outcomes[0].clone();
        let own = (0..1).map(|row| Outcome {
            declaration_id: ids.get(row).unwrap().into(),
            item_no: items.get(row).unwrap(),
            outcome: kind.into(),
            known_on: day(t - 5),
            ..other.clone()
        });
        registers.outcomes.extend(own);
        registers.outcomes.sort_by_key(|outcome| outcome.known_on);
        let mut context = empty_context().with_registers(Arc::new(registers));
        let past = all.filter(&days.lt(t - 9)).unwrap();
        [&past].into_iter().chain(learned.iter().copied()).for_each(|rows| context.profile.update(rows).unwrap());
        profile_of(asked, &context)
    };
    let own = rows.slice(0, 1);
    for learned in [&[][..], &[&again]] {
        let (clear, found) = (told("clear", learned, &own), told("false_declaration", learned, &own));
        assert!(clear.columns()[1].null_count() == 0 && clear.equals_missing(&found), "{clear} {found}");
    }
    // And the test can see a difference where there is one: another line of the same exporter, goods apart.
    let mut other = own.clone();
    other.with_column(Column::new("declaration_id".into(), ["another"])).unwrap();
    other.with_column(Column::new("goods_description".into(), ["something else"])).unwrap();
    let (clear, found) = (told("clear", &[&again], &other), told("false_declaration", &[&again], &other));
    assert!(!clear.equals_missing(&found));
}

#[test]
fn the_profile_changes_no_label_free_score() {
    let all = sample();
    let folder = tempfile::tempdir().unwrap();
    let mut days = Days::new(folder.path());
    days.push(&all).unwrap();
    let mut context = empty_context().with_registers(outcomes(&all, i32::MAX));
    for (night, day) in days.in_order().enumerate() {
        let (date, rows) = day.unwrap();
        if night == 40 {
            let frozen = context.freeze().unwrap();
            let with = score(&rows, &context, &Voice::label_free(&frozen), &Settings::default()).unwrap();
            assert!(with.prepared.column("profile_exporter_false").unwrap().null_count() < rows.height());
            context.findings = Arc::default();
            let without = score(&rows, &context, &Voice::label_free(&frozen), &Settings::default()).unwrap();
            assert!(without.prepared.column("profile_exporter_false").unwrap().null_count() == rows.height());
            assert!(with.scores.equals_missing(&without.scores) && with.evidence.equals_missing(&without.evidence));
            return;
        }
        context.learn(date, &rows).unwrap();
    }
    panic!("the sample has too few days");
}
