//! The back-test through the program: worlds in, page and numbers out.

use crate::cli::tidewaiter;
use std::fs;
use std::path::Path;

fn said(arguments: &[&str], threads: &str) -> crate::cli::Said {
    tidewaiter(arguments, &[("RAYON_NUM_THREADS", threads), ("POLARS_MAX_THREADS", threads)])
}

fn text(path: &Path) -> String {
    path.to_str().expect("a path in UTF-8").to_owned()
}

#[test]
fn strategies_walk_a_world_and_the_same_call_gives_the_same_bytes_on_any_number_of_threads() {
    let dir = tempfile::tempdir().unwrap();
    let world = text(&dir.path().join("w"));
    let made = said(
        &["simulate", "--rows", "4000", "--months", "5", "--illicit-share", "0.05", "--drift", "mild", "--out", &world],
        "2",
    );
    assert_eq!(made.code, 0, "{}", made.err);
    let call = |out: &str, threads: &str| {
        let out = text(&dir.path().join(out));
        let args = ["backtest", &world, "--capacity", "5%", "--weeks-warm", "6", "--seeds", "2", "--out", &out];
        let said = said(&args, threads);
        assert_eq!(said.code, 0, "{}", said.err);
        assert!(said.out.contains("hybrid-random against learned: recall"), "{}", said.out);
        ["backtest.json", "backtest.html"].map(|file| fs::read_to_string(Path::new(&out).join(file)).unwrap())
    };
    let first = call("a", "1");
    // The evidence made on the way can be given back.
    let replayed = fs::read_dir(dir.path().join("a/replay-of-w")).unwrap().map(|entry| entry.unwrap().path());
    let evidence = replayed.map(|folder| folder.join("evidence.parquet")).find(|path| path.is_file()).unwrap();
    fs::copy(evidence, Path::new(&world).join("evidence.parquet")).unwrap();
    assert!(first == call("b", "2"), "one thread and two");
    let told: serde_json::Value = serde_json::from_str(&first[0]).unwrap();
    let stands = told["results"]["stands"].as_array().unwrap();
    assert_eq!(stands.len(), 7);
    let recall = |id: &str| {
        let stand = stands.iter().find(|stand| stand["strategy"] == id).unwrap();
        stand["spreads"][0]["mean"].as_f64().unwrap()
    };
    assert!(recall("label-free") > 2.0 * recall("random"), "{} {}", recall("label-free"), recall("random"));
    assert!(first[1].contains("Did exploring pay?"));
}

#[test]
fn evidence_that_knows_outcomes_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let world = text(&dir.path().join("w"));
    said(&["simulate", "--rows", "2000", "--months", "4", "--illicit-share", "0.05", "--out", &world], "2");
    let state = text(&dir.path().join("state"));
    let declarations = text(&dir.path().join("w/declarations.parquet"));
    let replayed = said(&["replay", &declarations, "--registers", &world, "--evidence", "--out", &state], "2");
    assert!([0, 3].contains(&replayed.code), "{}", replayed.err);
    let mut folders = fs::read_dir(&state).unwrap().map(|entry| entry.unwrap().path());
    let evidence = folders.find(|path| path.join("evidence.parquet").is_file()).unwrap().join("evidence.parquet");
    fs::copy(evidence, dir.path().join("w/evidence.parquet")).unwrap();
    let out = text(&dir.path().join("out"));
    let refused = said(&["backtest", &world, "--weeks-warm", "6", "--seeds", "1", "--out", &out], "2");
    assert_eq!(refused.code, 65, "{}", refused.err);
    assert!(refused.err.contains("no strategy has paid for"), "{}", refused.err);
}

#[test]
fn two_worlds_of_one_name_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let [one, two, out] = ["a/w", "b/w", "out"].map(|place| text(&dir.path().join(place)));
    let refused = said(&["backtest", &one, &two, "--out", &out], "1");
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(refused.err.contains("have one name"), "{}", refused.err);
}
