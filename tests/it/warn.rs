//! Warnings on flows, through the program as its operator runs it.

use crate::cli::tidewaiter;
use std::fs;
use std::path::Path;

fn world(folder: &Path) -> String {
    let out = folder.join("w");
    let arguments = [
        "simulate",
        "--rows",
        "60000",
        "--seed",
        "3",
        "--from",
        "2024-03-01",
        "--months",
        "18",
        "--diversions",
        "4",
        "--out",
    ];
    let said = tidewaiter(&[&arguments[..], &[out.to_str().unwrap()]].concat(), &[]);
    assert_eq!(said.code, 0, "{}", said.err);
    out.display().to_string()
}

#[test]
fn a_bulletin_knows_nothing_of_what_comes_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let world = world(folder.path());
    let (declarations, mirror) = (format!("{world}/declarations.parquet"), format!("{world}/mirror.csv"));
    let bulletin = |name: &str, registers: &str| {
        let out = folder.path().join(name);
        let place = out.to_str().unwrap();
        let said = tidewaiter(
            &["warn", &declarations, "--until", "2025-06-30", "--registers", registers, "--out", place],
            &[],
        );
        assert_eq!(said.code, 0, "{}", said.err);
        assert!(said.out.contains("2025-06-30: "), "{}", said.out);
        let read = |file: &str| fs::read(out.join("2025-06-30").join(file)).unwrap();
        (read("bulletin.json"), read("bulletin.html"), read("weekly.csv"))
    };
    let whole = bulletin("a", &world);
    // The same, without what partners published after the evening.
    let text = fs::read_to_string(&mirror).unwrap();
    let early: Vec<&str> = (text.lines().enumerate())
        .filter(|(n, line)| *n == 0 || line.rsplit(',').next().is_some_and(|day| day <= "2025-06-30"))
        .map(|(_, line)| line)
        .collect();
    assert!(early.len() < text.lines().count());
    let cut = folder.path().join("cut");
    fs::create_dir(&cut).unwrap();
    fs::write(cut.join("mirror.csv"), early.join("\n")).unwrap();
    assert_eq!(whole, bulletin("b", cut.to_str().unwrap()));
    let page = String::from_utf8(whole.1).unwrap();
    assert!(!page.contains("<script") && page.contains("矿产流向预警"));
    let last = String::from_utf8(whole.2)
        .unwrap()
        .lines()
        .skip(1)
        .map(|line| line.split(',').nth(2).unwrap().to_owned())
        .max();
    assert_eq!(last.as_deref(), Some("2025-06-24"), "the last week ends with the evening");
    assert!(!folder.path().join("a/.2025-06-30.part").exists());
}

#[test]
fn too_short_a_past_is_told() {
    let out = tempfile::tempdir().unwrap();
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/datasets/sample/declarations.parquet");
    let said = tidewaiter(&["warn", sample, "--out", out.path().to_str().unwrap()], &[]);
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("days of history are too few"), "{}", said.err);
}
