//! One suite of laws over every signal.

use crate::world::frame;
use polars::prelude::*;
use std::collections::BTreeSet;
use tidewaiter::schema::{Column as Named, Kind};
use tidewaiter::signals::{Signal, catalogue, catalogue_page, placeholders};

#[test]
fn forms_are_filled_in() {
    let mut ids = BTreeSet::new();
    for signal in catalogue() {
        let id = signal.id;
        assert!(ids.insert(id), "{id} twice");
        assert!(id.split('-').all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase())), "{id}");
        assert!(!signal.shows.is_empty() && !signal.innocent.is_empty() && !signal.sources.is_empty(), "{id}");
        assert!(!signal.formula.is_empty() && !signal.reads.is_empty(), "{id}");
        for text in [signal.title, signal.reason] {
            assert!(!text.en.is_empty() && !text.zh.is_ascii(), "{id}: both languages");
        }
    }
    assert!(ids.len() >= 12, "{}", ids.len());
}

#[test]
fn every_family_has_two_signals() {
    for family in tidewaiter::signals::Family::ALL {
        let members = catalogue().filter(|signal| signal.family == family).count();
        assert!(members >= 2, "{}: {members}", family.name());
    }
}

#[test]
fn reasons_tell_only_what_is_known() {
    for signal in catalogue() {
        let known: Vec<&str> = signal.reads.iter().chain(signal.tells).map(|column| column.name).collect();
        for text in [signal.reason.en, signal.reason.zh] {
            for name in placeholders(text) {
                let derived = matches!(name, "value" | "price_per_kg" | "expected_gross_kg");
                assert!(derived || known.contains(&name), "{}: {{{name}}}", signal.id);
            }
        }
        let told = |text| placeholders(text).into_iter().collect::<BTreeSet<_>>();
        assert_eq!(told(signal.reason.en), told(signal.reason.zh), "{}: both languages tell the same", signal.id);
    }
}

#[test]
fn measures_read_what_they_say_and_look_at_no_other_row() {
    for signal in catalogue() {
        let expr = (signal.measure)();
        let mut read = BTreeSet::new();
        for node in &expr {
            match node {
                Expr::Column(name) => {
                    read.insert(name.to_string());
                }
                Expr::Literal(_)
                | Expr::BinaryExpr { .. }
                | Expr::Cast { .. }
                | Expr::Ternary { .. }
                | Expr::Function { .. } => {}
                other => panic!("{}: {other:?} may look at other rows", signal.id),
            }
        }
        let said: BTreeSet<String> = signal.reads.iter().map(|column| column.name.to_string()).collect();
        assert_eq!(read, said, "{}", signal.id);
    }
}

/// Rows that differ in every column, so that a planted median or shift cannot pass.
fn rows(signal: &Signal, n: usize) -> DataFrame {
    let mut seed = 0x5DEE_CE66_D1CE_4E5B_u64;
    let mut next = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as f64 / (1u64 << 31) as f64
    };
    let mut columns: Vec<&Named> = signal.reads.iter().collect();
    columns.sort_by_key(|column| column.name);
    let made = columns.iter().map(|column| match column.kind {
        Kind::Text => Column::new(column.name.into(), (0..n).map(|row| format!("text {row}")).collect::<Vec<_>>()),
        Kind::Date => {
            let days: Vec<i32> = (0..n).map(|_| 20_000 + (next() * 400.0) as i32).collect();
            Column::new(column.name.into(), days).cast(&DataType::Date).unwrap()
        }
        // Flags, counts, masses and prices alike: from zero to large.
        _ => {
            let value = |unit: tidewaiter::schema::Unit, x: f64| match unit {
                tidewaiter::schema::Unit::Flag => (x * 2.0).floor(),
                _ => (x * 12.0).exp() - 1.0,
            };
            let values: Vec<Option<f64>> = (0..n)
                .map(|row| {
                    if row % 11 == 10 {
                        None
                    } else {
                        Some(value(column.unit, if row % 13 == 12 { 0.0 } else { next() }))
                    }
                })
                .collect();
            Column::new(column.name.into(), values).cast(&column.dtype()).unwrap()
        }
    });
    DataFrame::new(n, made.collect()).unwrap()
}

fn evidence(signal: &Signal, rows: DataFrame) -> Vec<Option<f32>> {
    let measured = rows.lazy().select([signal.expr()]).collect().unwrap();
    measured.column(signal.id).unwrap().f32().unwrap().iter().collect()
}

#[test]
fn rows_together_measure_as_rows_apart() {
    for signal in catalogue() {
        let all = rows(signal, 60);
        let together = evidence(signal, all.clone());
        let apart: Vec<Option<f32>> = (0..60).flat_map(|row| evidence(signal, all.slice(row, 1))).collect();
        assert_eq!(together, apart, "{}", signal.id);
        assert!(together.iter().any(Option::is_some), "{}: said nothing on any made row", signal.id);
    }
}

#[test]
fn evidence_is_finite_or_null() {
    for signal in catalogue() {
        for value in evidence(signal, rows(signal, 400)).into_iter().flatten() {
            assert!(value.is_finite(), "{}: {value}", signal.id);
        }
    }
}

#[test]
fn nothing_known_is_nothing_said() {
    for signal in catalogue() {
        let nothing = signal.reads.iter().map(|c| Column::full_null(c.name.into(), 3, &c.dtype())).collect();
        let nothing = DataFrame::new(3, nothing).unwrap();
        assert_eq!(evidence(signal, nothing), vec![None; 3], "{}", signal.id);
    }
}

#[test]
fn the_catalogue_in_the_docs_is_the_catalogue() {
    expect_test::expect_file!["../../docs/signals.md"].assert_eq(&catalogue_page());
}

#[test]
fn a_declaration_without_optional_columns_leaves_signals_asleep_not_broken() {
    let declarations = frame(&[("A", 0, "8110101000", "TH", "E1", 1000.0, 20_000.0)]);
    let context = crate::world::empty_context();
    let prepared = tidewaiter::detector::prepare(&declarations, &context).unwrap();
    let evidence = tidewaiter::signals::measure(&prepared).unwrap();
    let sleepers = tidewaiter::signals::sleeping(&prepared, &evidence).unwrap();
    let tare = sleepers.iter().find(|(id, _)| *id == "tare-off-package-norm").expect("no gross mass, no tare");
    assert!(tare.1.contains(&"gross_mass_kg"), "{tare:?}");
}
