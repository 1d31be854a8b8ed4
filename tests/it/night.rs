//! Whole nights through the program, as its operator runs them.

use crate::cli::Said;
use crate::cli::tidewaiter;
use expect_test::expect_file;
use polars::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;
use std::sync::OnceLock;
use tempfile::TempDir;
use tempfile::tempdir;

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap())).collect()
}

fn table(path: &Path) -> DataFrame {
    ParquetReader::new(File::open(path).unwrap()).finish().unwrap()
}

/// The demo with so many threads: where it wrote, and what it said.
fn demo(threads: &str) -> (TempDir, Said) {
    let out = tempdir().unwrap();
    let told = [("RAYON_NUM_THREADS", threads), ("POLARS_MAX_THREADS", threads), ("COLUMNS", "120")];
    let said = tidewaiter(&["demo", "--out", out.path().to_str().unwrap(), "--top", "12"], &told);
    assert_eq!(said.code, 0, "{}", said.err);
    (out, said)
}

/// The demo with two threads, run once for all who look at it.
fn demo_of_two() -> &'static (TempDir, Said) {
    static DEMO: OnceLock<(TempDir, Said)> = OnceLock::new();
    DEMO.get_or_init(|| demo("2"))
}

#[test]
fn the_demo_ranks_the_sample_night() {
    let (out, said) = demo_of_two();
    let told = said.out.replace(out.path().to_str().unwrap(), "OUT");
    expect_file!["../golden/demo.txt"].assert_eq(&told);

    let night = fs::read_dir(out.path()).unwrap().map(|entry| entry.unwrap().path());
    let night = night.into_iter().find(|path| path.join("manifest.json").exists()).expect("a published night");
    for name in
        ["scores.parquet", "evidence.parquet", "quarantine.parquet", "ranked.csv", "report.html", "run_results.json"]
    {
        assert!(night.join(name).metadata().unwrap().len() > 0, "{name}");
    }
    let scores = table(&night.join("scores.parquet"));
    let ranks = scores.column("rank").unwrap().u32().unwrap();
    assert_eq!(ranks.max(), Some(scores.height() as u32));
    assert_eq!(scores.column("risk").unwrap().null_count(), 0, "every line is scored");
    let results: serde_json::Value =
        serde_json::from_slice(&fs::read(night.join("run_results.json")).unwrap()).unwrap();
    assert_eq!(
        results["rows_read"],
        results["rows_scored"].as_u64().unwrap() + results["rows_quarantined"].as_u64().unwrap()
    );
    // What the manifest says of the outputs is true.
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(night.join("manifest.json")).unwrap()).unwrap();
    use sha2::Digest;
    for (name, hash) in manifest["outputs"].as_object().unwrap() {
        let digest = sha2::Sha256::digest(fs::read(night.join(name)).unwrap());
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hash, &hex, "{name}");
    }
}

#[test]
fn the_commands_that_the_demo_tells_can_be_typed() {
    let (out, said) = demo_of_two();
    let line = said.out.lines().find_map(|line| line.trim().strip_prefix("tidewaiter users add ")).expect("told");
    // On a copy: others look at the demo too.
    let folder = tempdir().unwrap();
    let db = folder.path().join("cases.db");
    fs::copy(out.path().join("cases.db"), &db).unwrap();
    let line = line.replace(out.path().join("cases.db").to_str().unwrap(), db.to_str().unwrap());
    let mut child = Command::new(env!("CARGO_BIN_EXE_tidewaiter"))
        .args(["users", "add"])
        .args(line.split(' '))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"quiet harbour 4471 tide\n").unwrap();
    let ended = child.wait_with_output().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let told = line.replace(db.to_str().unwrap(), "out/cases.db");
    assert!(readme.contains(&format!("cargo run -- users add {told}")), "{told}");
}

#[test]
fn one_thread_and_two_publish_the_same_bytes() {
    let published = |out: &TempDir| {
        let mut all = BTreeMap::new();
        for folder in fs::read_dir(out.path()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir())
        {
            let inner = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
            for folder in inner.chain([folder.clone()]) {
                for (name, bytes) in files_only(&folder) {
                    all.insert(format!("{}/{name}", folder.file_name().unwrap().to_string_lossy()), bytes);
                }
            }
        }
        all.retain(|name, _| !name.ends_with("run_results.json"));
        all
    };
    let (one, two) = (published(&demo("1").0), published(&demo_of_two().0));
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
    assert!(one.len() > 20, "{:?}", one.keys());
    for file in ["dossiers.jsonl.zst", "lines.parquet"] {
        assert!(one.keys().any(|name| name.ends_with(file)), "{file}");
    }
    for (name, bytes) in &one {
        assert!(bytes == &two[name], "{name} differs between one thread and two");
    }
}

fn files_only(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    entries.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap())).collect()
}

const HEADER: &str =
    "declaration_id,accepted_on,hs_code,net_mass_kg,statistical_value_usd,goods_description,destination_country\n";

#[test]
fn quarantined_rows_are_told_and_none_is_lost() {
    let folder = tempdir().unwrap();
    let night = folder.path().join("night.csv");
    let rows = "A1,2025-06-01,8110101000,1000,30000,antimony ingot,TH\n\
                A2,2025-06-31,8110101000,1000,30000,antimony ingot,TH\n\
                A3,2025-06-01,81,1000,30000,antimony ingot,TH\n\
                A4,2025-06-01,8110101000,-5,30000,antimony ingot,TH\n\
                A1,2025-06-01,8110101000,1000,30000,antimony ingot,TH\n";
    fs::write(&night, HEADER.to_string() + rows).unwrap();
    let out = folder.path().join("out");
    let said = tidewaiter(&["score", night.to_str().unwrap(), "--out", out.to_str().unwrap()], &[]);
    assert_eq!(said.code, 3, "{}", said.err);
    assert!(said.out.contains("5 read = 1 scored + 4 quarantined"), "{}", said.out);
    let quarantine = table(&out.join("2025-06-01/quarantine.parquet"));
    assert_eq!(quarantine.height(), 4);
    for column in ["file", "row", "column", "value", "rule", "message"] {
        assert_eq!(quarantine.column(column).unwrap().null_count(), 0, "{column}");
    }
}

#[test]
fn what_cannot_be_read_ends_with_65_and_publishes_nothing() {
    let folder = tempdir().unwrap();
    let night = folder.path().join("night.parquet");
    fs::write(&night, b"PAR1 and then nothing").unwrap();
    let out = folder.path().join("out");
    let said = tidewaiter(&["score", night.to_str().unwrap(), "--out", out.to_str().unwrap()], &[]);
    assert_eq!(said.code, 65, "{}", said.err);
    assert!(said.err.contains("night.parquet"), "{}", said.err);
    let left: Vec<String> =
        if out.exists() { files(&out).into_keys().filter(|name| name != ".lock").collect() } else { vec![] };
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn an_older_night_makes_way_only_for_a_whole_new_one() {
    let folder = tempdir().unwrap();
    let (good, bad) = (folder.path().join("good.csv"), folder.path().join("bad.csv"));
    fs::write(&good, HEADER.to_string() + "A1,2025-06-01,8110101000,1000,30000,antimony ingot,TH\n").unwrap();
    fs::write(&bad, "no,such,header\n1,2,3\n").unwrap();
    let out = folder.path().join("out");
    let score = |file: &Path| tidewaiter(&["score", file.to_str().unwrap(), "--out", out.to_str().unwrap()], &[]);
    assert_eq!(score(&good).code, 0);
    let before = files(&out.join("2025-06-01"));
    assert_eq!(score(&bad).code, 65);
    assert_eq!(files(&out.join("2025-06-01")), before);
    assert_eq!(score(&good).code, 0);
    let mut after = files(&out.join("2025-06-01"));
    let mut before = before;
    // The seconds of the run are the only thing that may differ.
    assert!(before.remove("run_results.json").is_some() && after.remove("run_results.json").is_some());
    assert_eq!(after, before);
}

#[test]
fn two_halves_of_a_replay_are_one_wherever_they_part() {
    let all = crate::world::sample();
    let days = all.column("accepted_on").unwrap().as_materialized_series().date().unwrap().physical().clone();
    let first = days.min().unwrap();
    let folder = tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    let write = |name: &str, rows: &BooleanChunked| {
        let path = folder.path().join(name);
        ParquetWriter::new(File::create(&path).unwrap()).finish(&mut all.filter(rows).unwrap()).unwrap();
        path.to_str().unwrap().to_string()
    };
    let run = |arguments: &[&str]| {
        let said = tidewaiter(arguments, &[]);
        assert_eq!(said.code, 0, "{}", said.err);
    };
    let end = first + 45;
    run(&["replay", &write("all.parquet", &days.lt_eq(end)), "--out", &place("whole")]);
    let evening = chrono::NaiveDate::from_epoch_days(end).unwrap().to_string();
    let whole = files(&folder.path().join("whole").join(&evening));
    assert!(whole.len() > 20, "{:?}", whole.keys());
    let mut earlier = String::new();
    for part in [3, 31] {
        let cut = first + part;
        let out = place(&format!("halves-{part}"));
        earlier = write("a.parquet", &days.lt_eq(cut));
        run(&["replay", &earlier, "--out", &out]);
        run(&["replay", &write("b.parquet", &(days.gt(cut) & days.lt_eq(end))), "--from", &out, "--out", &out]);
        let halves = files(&Path::new(&out).join(&evening));
        assert_eq!(whole.keys().collect::<Vec<_>>(), halves.keys().collect::<Vec<_>>());
        for (name, bytes) in &whole {
            assert!(bytes == &halves[name], "parted after day {part}: {name} differs");
        }
    }
    // Going back behind the snapshot is refused row by row, and says where the rows went.
    let out = place("halves-31");
    let said = tidewaiter(&["replay", &earlier, "--from", &out, "--out", &out], &[]);
    assert_eq!(said.code, 65, "{}", said.err);
    let quarantine = table(&Path::new(&out).join("nothing-learned/quarantine.parquet"));
    assert!(quarantine.height() > 1_000);
    let rules = quarantine.column("rule").unwrap().str().unwrap();
    assert!(rules.iter().all(|rule| rule == Some("older-than-context")));
}

#[test]
fn each_day_is_a_night_of_its_own_and_no_row_is_lost() {
    let folder = tempdir().unwrap();
    let night = folder.path().join("days.csv");
    let rows = "A1,2025-06-01,8110101000,1000,30000,antimony ingot,TH\n\
                A2,2025-06-02,8110101000,1000,30000,antimony ingot,TH\n\
                A3,2052-06-02,8110101000,1000,30000,antimony ingot,TH\n\
                A4,2025-06-02,8110101000,-1,30000,antimony ingot,TH\n";
    fs::write(&night, HEADER.to_string() + rows).unwrap();
    let out = folder.path().join("out");
    let arguments =
        ["score", night.to_str().unwrap(), "--out", out.to_str().unwrap(), "--each-day", "--until", "2025-12-31"];
    let said = tidewaiter(&arguments, &[]);
    assert_eq!(said.code, 3, "{}", said.err);
    let height = |name: &str| table(&out.join(name)).height();
    assert_eq!((height("2025-06-01/scores.parquet"), height("2025-06-02/scores.parquet")), (1, 1));
    assert_eq!((height("2025-06-01/quarantine.parquet"), height("2025-06-02/quarantine.parquet")), (0, 2));
    let run_id = |day: &str| {
        let text = fs::read(out.join(day).join("manifest.json")).unwrap();
        serde_json::from_slice::<serde_json::Value>(&text).unwrap()["run_id"].as_str().unwrap().to_string()
    };
    assert_ne!(run_id("2025-06-01"), run_id("2025-06-02"));

    // Nothing but bad rows: no night, and the quarantine is published all the same.
    fs::write(&night, HEADER.to_string() + "A4,2025-06-02,8110101000,-1,30000,antimony ingot,TH\n").unwrap();
    for mode in [&arguments[..4], &arguments[..5]] {
        let said = tidewaiter(mode, &[]);
        assert_eq!(said.code, 65, "{}", said.err);
        assert_eq!(height("nothing-scored/quarantine.parquet"), 1);
    }
}

#[test]
fn an_absurd_line_does_not_spoil_what_is_learned() {
    let folder = tempdir().unwrap();
    let rows: String = (0..80)
        .map(|n| {
            format!("D{n},2025-05-{:02},8110101000,{},{},antimony ingot,TH\n", 1 + n % 28, 100 + n, 2_000 + 10 * n)
        })
        .collect();
    let absurd = "X1,2025-05-03,8110101000,1e-30,900000000000,antimony ingot,TH\n";
    let night = "N1,2025-06-01,8110101000,100,2000,antimony ingot,TH\n";
    let write = |name: &str, rows: &str| {
        let path = folder.path().join(name);
        fs::write(&path, HEADER.to_string() + rows).unwrap();
        path.to_str().unwrap().to_string()
    };
    let state = folder.path().join("state").to_str().unwrap().to_string();
    let out = folder.path().join("out").to_str().unwrap().to_string();
    let said = tidewaiter(&["replay", &write("past.csv", &(rows + absurd)), "--out", &state], &[]);
    assert!(said.code == 0 || said.code == 3, "{}", said.err);
    let night = write("night.csv", night);
    let said = tidewaiter(&["score", &night, "--baselines", &state, "--out", &out], &[]);
    assert_eq!(said.code, 0, "{}", said.err);
    let said = tidewaiter(&["replay", &night, "--from", &state, "--out", &state], &[]);
    assert_eq!(said.code, 0, "{}", said.err);
}

#[test]
fn words_are_told_line_by_line() {
    let folder = tempdir().unwrap();
    let out = folder.path().join("words.parquet");
    let sample = "datasets/sample/declarations.parquet";
    let said = tidewaiter(&["text", sample, "--out", out.to_str().unwrap()], &[]);
    assert!(said.code == 0 || said.code == 3, "{}", said.err);
    let words = table(&out);
    assert!(words.height() > 1_000 && words.column("wording_code").unwrap().null_count() < words.height());
    assert_eq!(files(folder.path()).len(), 1, "nothing stays beside");
    let nowhere = folder.path().join("no/such/words.parquet");
    let said = tidewaiter(&["text", sample, "--out", nowhere.to_str().unwrap()], &[]);
    assert_eq!(said.code, 73, "{}", said.err);
}
