//! The registry of models as its operators run it.

use super::cli::Said;
use expect_test::expect_file;
use ndarray::Array2;
use serde_json::json;
use std::fs;
use std::path::Path;
use std::process::Command;
use tidewaiter::learned::{
    ByHead, Comparison, DataFile, LABEL_FREE, LOG, LabelCounts, Manifest, Measured, Parts, Registry, Scores, Slice,
    evidence_version,
};
use tidewaiter::model::{Boosted, BoostedParams, Calibration};

/// Adds a model of few trees, trained by Li on a day of July 2025.
fn add(models: &Path, day: u32) -> Manifest {
    add_of(models, day, evidence_version())
}

/// The same, of a version of the evidence.
fn add_of(models: &Path, day: u32, evidence: String) -> Manifest {
    let inputs = ["a", "b"].map(String::from).to_vec();
    let x = Array2::from_shape_fn((100, 2), |(row, column)| ((row * (7 + column)) % 50) as f32);
    let y: Vec<f32> = x.column(0).iter().map(|value| f32::from(u8::from(*value > 30.0))).collect();
    let params = BoostedParams { trees: 2, ..BoostedParams::default() };
    let bytes = || Boosted::fit(x.view(), &y, &[1.0; 100], None, &params).unwrap().to_bytes();
    let by_itself = || Calibration::Identity {};
    let manifest = Manifest {
        format: 0,
        name: "risk".into(),
        number: 0,
        made_by_program: String::new(),
        code_version: "0.1.0".into(),
        trained_by: "Li Na".into(),
        trained_on: format!("2025-07-{day:02}").parse().unwrap(),
        evidence,
        inputs,
        kept_words: Vec::new(),
        data: vec![DataFile { name: "evidence.parquet".into(), sha256: "ab".repeat(32), rows: 100 }],
        rows_from: "2024-10-01".parse().unwrap(),
        rows_to: "2025-06-15".parse().unwrap(),
        labels_until: "2025-06-30".parse().unwrap(),
        labels: LabelCounts { clear: 60, false_declaration: 30, re_export: 9, both: 0, other: 1 },
        settings: json!({ "trees": 2 }),
        blend: ByHead::default(),
        calibration: ByHead { false_declaration: by_itself(), re_export: by_itself(), risk: by_itself() },
        files: Default::default(),
        model_sha256: String::new(),
    };
    let weights = ByHead { false_declaration: bytes(), re_export: bytes(), risk: bytes() };
    let card = |manifest: &Manifest| format!("# {}\n", manifest.folder_name());
    let parts = Parts { weights, metrics: json!({ "rows": 100 }), card: &card };
    Registry::add(models, manifest, &parts, "2025-07-01T09:00:00+08:00", "new labels").unwrap()
}

/// A comparison as `models compare` writes it, with these average precisions.
fn compare(models: &Path, champion: Option<&Manifest>, challenger: &Manifest, precisions: [f64; 2]) {
    let figure = |value: f64| Measured { value, low: value - 0.1, high: value + 0.1 };
    let scores = |named: Option<&Manifest>, value: f64| Scores {
        model: named.map_or(LABEL_FREE.into(), Manifest::folder_name),
        model_sha256: named.map_or(String::new(), |manifest| manifest.model_sha256.clone()),
        roc_auc: figure(0.8),
        average_precision: figure(value),
        recall_at_1_percent: figure(0.4),
        severity_recall_at_1_percent: figure(0.4),
        calibration_error: None,
    };
    let against = champion.map_or(LABEL_FREE.into(), Manifest::folder_name);
    let place = Comparison::place(models, &against, &challenger.folder_name());
    let slice = Slice {
        from: "2025-07-01".parse().unwrap(),
        to: "2025-09-30".parse().unwrap(),
        known_until: "2025-10-31".parse().unwrap(),
        evidence: evidence_version(),
        files: vec![],
    };
    let mut comparison = Comparison {
        format: 0,
        slice,
        rows: 500,
        lines_twice: 0,
        labels: LabelCounts { clear: 400, false_declaration: 30, re_export: 10, both: 0, other: 0 },
        champion: scores(champion, precisions[0]),
        challenger: scores(Some(challenger), precisions[1]),
        sha256: String::new(),
    };
    comparison.write(&place).unwrap();
}

fn models(folder: &Path, arguments: &[&str]) -> Said {
    // Named alike wherever the temporary folder is: tables are as wide as what stands in them.
    let output = Command::new(env!("CARGO_BIN_EXE_tidewaiter"))
        .args([&["models"], arguments, &["--models", "."]].concat())
        .current_dir(folder)
        .env_remove("COLUMNS")
        .env("NO_COLOR", "1")
        .output()
        .expect("the program starts");
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// What was said, without what another moment changes.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for word in text.split_inclusive([' ', '\n', ';', ',', ')']) {
        let bare = word.trim_matches([' ', '\n', ';', ',', '(', ')', '"', '.']);
        let hash = matches!(bare.len(), 12 | 16 | 64) && bare.bytes().all(|byte| byte.is_ascii_hexdigit());
        let moment = bare.len() == 25 && bare.starts_with("20") && bare.as_bytes()[10] == b'T';
        match bare {
            "" => plain.push_str(word),
            _ if hash => plain.push_str(&word.replace(bare, &"#".repeat(bare.len()))),
            _ if moment => plain.push_str(&word.replace(bare, &"@".repeat(25))),
            _ => plain.push_str(word),
        }
    }
    plain.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

#[test]
fn a_model_goes_its_way() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let (first, second) = (add(place, 1), add(place, 2));
    let mut all = String::new();
    let mut run = |arguments: &[&str], code: i32| {
        let said = models(place, arguments);
        assert_eq!(said.code, code, "{arguments:?}: {}", said.err);
        let called = arguments.join(" ");
        all.push_str(&plain(&format!("$ tidewaiter models {called}    [{code}]\n{}{}\n", said.out, said.err)));
    };
    let promote = |model| ["promote", model, "--approver", "Wang Fang", "--why", "finds more"];
    run(&["list"], 0);
    run(&promote("risk-1"), 65);
    compare(place, None, &first, [0.3, 0.5]);
    run(&["promote", "risk-1", "--approver", "li na", "--why", "finds more"], 2);
    run(&promote("risk-1"), 0);
    compare(place, Some(&first), &second, [0.5, 0.3]);
    run(&promote("risk-2"), 65);
    run(&[&promote("risk-2")[..], &["--although-worse"]].concat(), 0);
    fs::write(place.join("risk-2/weights-risk.bin"), b"nothing").unwrap();
    run(&["list"], 0);
    run(&["show", "risk-2"], 65);
    run(&["rollback", "--by", "Zhao Min", "--why", "risk-2 is damaged"], 0);
    run(&["shadow", "risk-2", "--by", "Zhao Min", "--why", "to see"], 65);
    run(&["retire", "risk-2", "--by", "Zhao Min", "--why", "damaged"], 0);
    run(&["show", "risk-1"], 0);
    run(&["log"], 0);
    run(&["log", "--verify"], 0);
    run(&["log", "--verify", "--head", "00"], 65);
    let log = place.join(LOG);
    let text = fs::read_to_string(&log).unwrap();
    fs::write(&log, text.replace("Wang Fang", "Wang Gang")).unwrap();
    run(&["log", "--verify"], 65);
    run(&["rollback", "--by", "Zhao Min", "--why", "again"], 65);
    expect_file!["../golden/models.txt"].assert_eq(&all);
}

#[test]
fn what_is_printed_for_programs_is_json() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let first = add(place, 1);
    compare(place, None, &first, [0.3, 0.5]);
    let json = |arguments: &[&str]| -> serde_json::Value {
        let said = models(place, &[arguments, &["--json"]].concat());
        assert_eq!(said.code, 0, "{arguments:?}: {}", said.err);
        serde_json::from_str(&said.out).unwrap()
    };
    let decided = json(&["promote", "risk-1", "--approver", "Wang", "--why", "finds more"]);
    assert_eq!(decided["entry"]["action"], "promoted");
    assert_eq!(decided["entry"]["evidence"]["challenger"]["average_precision"]["value"], 0.5);
    let list = json(&["list"]);
    assert_eq!(list["champion"]["model_sha256"], first.model_sha256);
    assert_eq!((&list["models"][0]["stands_as"], &list["models"][0]["fits"]), (&json!("champion"), &json!(true)));
    assert_eq!(json(&["show", "risk-1"])["manifest"]["trained_by"], "Li Na");
    assert_eq!(json(&["log"]).as_array().unwrap().len(), 2);
    let head = json(&["log", "--verify"])["head"]["sha256"].as_str().unwrap().to_owned();
    assert_eq!(head, decided["entry"]["sha256"]);
    assert_eq!(models(place, &["log", "--verify", "--head", &head]).code, 0);
    assert_eq!(models(place, &["rollback", "--by", "Zhao", "--why", "to see"]).code, 0);
    assert_eq!(json(&["list"])["champion"], serde_json::Value::Null);
}

#[test]
fn what_cannot_be_done_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    add(place, 1);
    add_of(place, 2, "another".into());
    let cases: &[(&[&str], i32, &str)] = &[
        (&["show", "risk-7"], 2, "no model is called `risk-7`"),
        (&["show", "../risk-1"], 2, "no model is called"),
        (&["promote", "risk-1", "--approver", " ", "--why", "finds more"], 2, "name of a person"),
        (&["promote", "risk-1", "--approver", "Wang", "--why", ""], 2, "needs the reason"),
        (&["promote", "risk-1", "--why", "finds more"], 2, "--approver"),
        (&["rollback", "--by", "Zhao", "--why", "to see"], 2, "none to go back from"),
        (&["shadow", "--end", "--by", "Zhao", "--why", "to see"], 2, "no model is scored in the shadow"),
        (&["retire", "risk-7", "--by", "Zhao", "--why", "to see"], 2, "no model is called `risk-7`"),
        (&["compare", "risk-1", "risk-1", "--evidence", "state", "--registers", "r"], 2, "compared with itself"),
        (&["compare", "risk-1", "label-free", "--evidence", "state", "--registers", "r"], 2, "needs no promotion"),
        (
            &["compare", "label-free", "risk-7", "--evidence", "state", "--registers", "r"],
            2,
            "no model is called `risk-7`",
        ),
        (&["compare", "label-free", "risk-1", "--evidence", "state"], 2, "--registers"),
        (
            &["compare", "risk-2", "risk-1", "--evidence", "state", "--registers", "r"],
            2,
            "go back with `tidewaiter models rollback`",
        ),
        (&["compare", "label-free", "risk-2", "--evidence", "state", "--registers", "r"], 2, "train a model anew"),
    ];
    for (arguments, code, says) in cases {
        let said = models(place, arguments);
        assert_eq!(said.code, *code, "{arguments:?}: {}", said.err);
        assert!(said.err.contains(says), "{arguments:?}: {}", said.err);
    }
    let lock = fs::File::create(place.join(".lock")).unwrap();
    lock.lock().unwrap();
    let said = models(place, &["retire", "risk-1", "--by", "Zhao", "--why", "to see"]);
    assert_eq!(said.code, 75, "{}", said.err);
}
