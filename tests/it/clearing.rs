//! What is said to clear a case clears it: the night scored anew with the proposed facts lets the line go.

use crate::world::{empty_context, sample};
use polars::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use tidewaiter::clearing::{ClearedFact, Setting, Value};
use tidewaiter::detector::{
    Capacity, Case, Context, Days, Inputs, Lane, NOTHING_MORE, Night, Ranking, Settings, Voice, run, score,
};
use tidewaiter::ingest::Batch;
use tidewaiter::learned::Speaker;
use tidewaiter::registers::Registers;

/// Days of history before the scored week.
const HISTORY: i32 = 50;

/// A context that has learned seven weeks of the sample with its registers, and the week after them.
fn week() -> (Context, DataFrame) {
    let all = sample();
    let days = all.column("accepted_on").unwrap().as_materialized_series().date().unwrap().physical().clone();
    let last = days.max().unwrap();
    let registers = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/sample");
    let registers = Registers::beside(&registers).unwrap();
    let mut context = empty_context().with_registers(Arc::new(registers));
    let folder = tempfile::tempdir().unwrap();
    let mut history = Days::new(folder.path());
    history.push(&all.filter(&(days.gt(last - 7 - HISTORY) & days.lt_eq(last - 7))).unwrap()).unwrap();
    for day in history.in_order() {
        let (day, rows) = day.unwrap();
        context.learn(day, &rows).unwrap();
    }
    let mut week = all.filter(&days.gt(last - 7)).unwrap();
    week.rechunk_mut();
    (context, week)
}

fn night(context: &Context, rows: &DataFrame, settings: &Settings, out: &Path) -> Night {
    let batch = Batch { declarations: rows.clone(), quarantined: DataFrame::default() };
    let (snapshot, mapping) = (BTreeMap::new(), String::new());
    let speaker = Speaker::label_free();
    let inputs = Inputs {
        context,
        snapshot: &snapshot,
        rows: "a week",
        mapping: &mapping,
        settings,
        speaker: &speaker,
        wanted: &NOTHING_MORE,
    };
    run(std::iter::once(Ok(batch)), Vec::new, &inputs, out, |_| ()).unwrap()
}

/// The week with one line declared otherwise.
fn declared_otherwise(rows: &DataFrame, row: usize, facts: &[ClearedFact]) -> DataFrame {
    let mut rows = rows.clone();
    for Setting { column, value } in facts.iter().flat_map(|fact| &fact.declares) {
        let old = rows.column(column).unwrap();
        let dtype = old.dtype().clone();
        let new = match value {
            Value::Number(number) => {
                let mut cells: Vec<Option<f64>> = old.cast(&DataType::Float64).unwrap().f64().unwrap().iter().collect();
                cells[row] = Some(*number);
                Column::new((*column).into(), cells).cast(&dtype).unwrap()
            }
            text => {
                let mut cells: Vec<Option<&str>> = old.str().unwrap().iter().collect();
                cells[row] = if let Value::Text(text) = text { Some(text) } else { None };
                Column::new((*column).into(), cells)
            }
        };
        rows.with_column(new).unwrap();
    }
    rows
}

fn row_of(rows: &DataFrame, case: &Case) -> usize {
    let (ids, items) = (rows.column("declaration_id").unwrap(), rows.column("item_no").unwrap());
    let (ids, items) = (ids.str().unwrap(), items.i32().unwrap());
    let this = |row: &usize| ids.get(*row) == Some(&case.declaration_id) && items.get(*row) == Some(case.item_no);
    (0..rows.height()).find(this).expect("the case's line")
}

#[test]
fn a_line_with_the_proposed_facts_is_let_go() {
    let (context, week) = week();
    let settings = Settings { capacity: Capacity::Share(0.05), ..Settings::default() };
    let out = tempfile::tempdir().unwrap();
    let night = night(&context, &week, &settings, out.path());
    let frozen = context.freeze().unwrap();
    let scored = score(&week, &context, &Voice::label_free(&frozen), &settings).unwrap();

    let cleared = |case: &&Case| case.clearing.as_ref().is_some_and(|(clearing, _)| !clearing.facts.is_empty());
    let inspected: Vec<&Case> = night.cases.iter().filter(|case| case.lane == Lane::Inspect).collect();
    assert!(
        inspected.iter().all(|case| case.clearing.is_some()),
        "each is told what would clear it, or that nothing does"
    );
    assert!(night.cases.iter().filter(|case| case.lane == Lane::Review).all(|case| case.clearing.is_none()));
    let told: Vec<&&Case> = inspected.iter().filter(|case| cleared(case)).collect();
    let mut kinds: BTreeMap<Vec<&str>, usize> = BTreeMap::new();
    told.iter().for_each(|case| {
        let facts = &case.clearing.as_ref().unwrap().0.facts;
        *kinds.entry(facts.iter().map(|fact| fact.id).collect()).or_default() += 1;
    });
    println!("{} of {} inspected lines can be cleared: {kinds:?}", told.len(), inspected.len());
    assert!(told.len() * 10 > inspected.len(), "{} of {}", told.len(), inspected.len());

    let mut tried = 0;
    for case in &told {
        let (clearing, rank) = case.clearing.as_ref().unwrap();
        let row = row_of(&week, case);
        // The whole night ranked anew with this line at its new priority.
        let mut priority = scored.priority.clone();
        priority[row] = clearing.priority;
        let ranking = Ranking::of(&priority, &scored.draws, &settings);
        assert!(matches!(ranking.lane[row], Lane::Review | Lane::Release), "{case:?}");
        assert!(ranking.rank[row].abs_diff(*rank) <= 1, "{} {rank}", ranking.rank[row]);
        // Where boxes of the declaration say it all, the new line gets that priority.
        if clearing.facts.iter().all(|fact| !fact.declares.is_empty()) && tried < 12 {
            tried += 1;
            let other = declared_otherwise(&week, row, &clearing.facts);
            let anew = score(&other.slice(row as i64, 1), &context, &Voice::label_free(&frozen), &settings).unwrap();
            assert_eq!(anew.priority[0], clearing.priority, "{case:?}");
        }
    }
    assert!(tried > 3, "{tried}");
}
