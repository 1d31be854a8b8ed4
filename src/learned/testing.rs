//! Small models, comparisons and deciders for the tests of this room.

use super::approved::Named;
use super::blend::{Blend, Blended};
use super::comparison::{Comparison, Measured, Scores, Slice};
use super::decisions::{Decider, Promotion};
use super::folder::Parts;
use super::heads::ByHead;
use super::manifest::{DataFile, LabelCounts, Manifest};
use super::registry::Registry;
use super::{LABEL_FREE, log};
use crate::model::{Boosted, BoostedParams, Calibration};
use chrono::NaiveDate;
use ndarray::Array2;
use serde_json::json;
use std::path::Path;
use std::sync::OnceLock;

/// Version of the evidence in these tests.
pub const EVIDENCE: &str = "0123456789abcdef";
pub const INPUTS: usize = 3;

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A manifest as training hands it over, by Li.
pub fn manifest(name: &str) -> Manifest {
    Manifest {
        format: 0,
        name: name.into(),
        number: 0,
        made_by_program: String::new(),
        code_version: "0.1.0".into(),
        trained_by: "Li".into(),
        trained_on: day("2025-07-01"),
        evidence: EVIDENCE.into(),
        inputs: ["a", "b", "c"].map(String::from).to_vec(),
        kept_words: Vec::new(),
        data: vec![DataFile { name: "evidence.parquet".into(), sha256: "ab".repeat(32), rows: 1000 }],
        rows_from: day("2024-10-01"),
        rows_to: day("2025-06-15"),
        labels_until: day("2025-06-30"),
        labels: LabelCounts { clear: 900, false_declaration: 50, re_export: 20, both: 0, other: 5 },
        settings: json!({ "trees": 2, "learning_rate": 0.1 }),
        blend: ByHead {
            risk: Some(Blended {
                input: "b".into(),
                weights: Blend { trees: 0.8, view: 0.01, view_missing: 2.0, bias: 0.1 },
            }),
            ..ByHead::default()
        },
        calibration: ByHead {
            false_declaration: Calibration::Identity {},
            re_export: Calibration::Identity {},
            risk: Calibration::Identity {},
        },
        files: Default::default(),
        model_sha256: String::new(),
    }
}

/// A card of one line.
fn card(manifest: &Manifest) -> String {
    format!("# {}\n", manifest.folder_name())
}

/// Few bytes that are no weights, for tests of the folder alone.
pub fn parts() -> Parts<'static> {
    let weights = ByHead { false_declaration: b"one".to_vec(), re_export: b"two".to_vec(), risk: b"three".to_vec() };
    Parts { weights, metrics: json!({ "rows": 10 }), card: &card }
}

/// Trees that were grown, on one input being large.
pub fn grown() -> &'static Boosted {
    static GROWN: OnceLock<Boosted> = OnceLock::new();
    GROWN.get_or_init(|| {
        let x = Array2::from_shape_fn((200, INPUTS), |(row, column)| ((row * (7 + column)) % 100) as f32);
        let y: Vec<f32> = x.column(0).iter().map(|value| f32::from(u8::from(*value > 60.0))).collect();
        let params = BoostedParams { trees: 3, ..BoostedParams::default() };
        Boosted::fit(x.view(), &y, &[1.0; 200], None, &params).unwrap()
    })
}

/// Parts that can be opened.
pub fn grown_parts() -> Parts<'static> {
    let bytes = || grown().to_bytes();
    Parts { weights: ByHead { false_declaration: bytes(), re_export: bytes(), risk: bytes() }, ..parts() }
}

/// Adds a model called `name`, trained by Li.
pub fn add(models: &Path, name: &str) -> Named {
    add_made(models, manifest(name))
}

/// Adds a model.
pub fn add_made(models: &Path, manifest: Manifest) -> Named {
    let made = Registry::add(models, manifest, &grown_parts(), AT, "a test").unwrap();
    Named { model: made.folder_name(), model_sha256: made.model_sha256 }
}

pub const AT: &str = "2025-11-22T16:00:00+08:00";

pub fn by(who: &'static str) -> Decider<'static> {
    Decider { who, why: "because", at: AT }
}

/// A model that is nowhere on disk.
pub fn named(model: &str) -> Named {
    Named { model: model.into(), model_sha256: "cd".repeat(32) }
}

/// A comparison in which the challenger is a little better than the champion (`None`: label-free).
pub fn comparison(champion: Option<&Named>, challenger: &Named) -> Comparison {
    let figure = |value: f64| Measured { value, low: value - 0.1, high: value + 0.1 };
    let scores = |named: Option<&Named>, value: f64| Scores {
        model: named.map_or(LABEL_FREE.into(), |named| named.model.clone()),
        model_sha256: named.map_or(String::new(), |named| named.model_sha256.clone()),
        roc_auc: figure(value),
        average_precision: figure(value),
        recall_at_1_percent: figure(value),
        severity_recall_at_1_percent: figure(value),
        calibration_error: None,
    };
    let files = vec![DataFile { name: "evidence.parquet".into(), sha256: "ef".repeat(32), rows: 500 }];
    let (from, to, known_until) = (day("2025-07-01"), day("2025-09-30"), day("2025-10-31"));
    Comparison {
        format: 0,
        slice: Slice { from, to, known_until, evidence: EVIDENCE.into(), files },
        rows: 500,
        lines_twice: 0,
        labels: LabelCounts { clear: 400, false_declaration: 30, re_export: 10, both: 0, other: 0 },
        champion: scores(champion, 0.5),
        challenger: scores(Some(challenger), 0.55),
        sha256: String::new(),
    }
}

/// Compares a model with the champion and promotes it, by Wang.
pub fn promote(models: &Path, challenger: &Named) -> log::Entry {
    let registry = Registry::open(models).unwrap();
    let champion = registry.standing().champion().cloned();
    let against = champion.as_ref().map_or(LABEL_FREE, |champion| &champion.model);
    let place = Comparison::place(models, against, &challenger.model);
    comparison(champion.as_ref(), challenger).write(&place).unwrap();
    Registry::promote(models, asked(&challenger.model), by("Wang")).unwrap()
}

pub fn asked(model: &str) -> Promotion<'_> {
    Promotion { model, comparison: None, evidence: EVIDENCE, although_worse: false }
}
