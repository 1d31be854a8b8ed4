//! Whole nights through the program, as its operator runs them.

use crate::cli::tidewaiter;
use expect_test::expect_file;
use polars::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::fs::File;
use std::path::Path;
use tempfile::tempdir;

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap())).collect()
}

fn table(path: &Path) -> DataFrame {
    ParquetReader::new(File::open(path).unwrap()).finish().unwrap()
}

#[test]
fn the_demo_ranks_the_sample_night() {
    let out = tempdir().unwrap();
    let said = tidewaiter(&["demo", "--out", out.path().to_str().unwrap(), "--top", "12"], &[("COLUMNS", "120")]);
    assert_eq!(said.code, 0, "{}", said.err);
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
fn one_thread_and_two_publish_the_same_bytes() {
    let publish = |threads: &str| {
        let out = tempdir().unwrap();
        let threads = [("RAYON_NUM_THREADS", threads), ("POLARS_MAX_THREADS", threads)];
        let said = tidewaiter(&["demo", "--out", out.path().to_str().unwrap()], &threads);
        assert_eq!(said.code, 0, "{}", said.err);
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
    let (one, two) = (publish("1"), publish("2"));
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
    assert!(one.len() > 20, "{:?}", one.keys());
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
fn two_halves_of_a_replay_are_one() {
    let folder = tempdir().unwrap();
    let days: Vec<String> = (1..=60)
        .flat_map(|day| (0..12).map(move |n| (day, n)))
        .map(|(day, n)| {
            let date = chrono::NaiveDate::from_epoch_days(20_089 + day).unwrap();
            let price = 10.0 + f64::from(n) / 3.0 + f64::from(day % 7);
            format!(
                "D{day}-{n},{date},81101010{:02},{},{},antimony ingot,{}",
                n % 3,
                100 + n,
                price * f64::from(100 + n),
                ["TH", "VN", "NL"][n as usize % 3]
            )
        })
        .collect();
    let write = |name: &str, lines: &[String]| {
        let path = folder.path().join(name);
        fs::write(&path, HEADER.to_string() + &lines.join("\n") + "\n").unwrap();
        path.to_str().unwrap().to_string()
    };
    let (all, first, second) = (write("all.csv", &days), write("a.csv", &days[..360]), write("b.csv", &days[360..]));
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    let run = |arguments: &[&str]| {
        let said = tidewaiter(arguments, &[]);
        assert_eq!(said.code, 0, "{}", said.err);
    };
    run(&["replay", &all, "--out", &place("whole"), "--evidence"]);
    run(&["replay", &first, "--out", &place("halves")]);
    run(&["replay", &second, "--from", &place("halves"), "--out", &place("halves")]);
    let evening = "2025-03-02";
    let (mut whole, mut halves) =
        (files(&folder.path().join("whole").join(evening)), files(&folder.path().join("halves").join(evening)));
    assert_eq!(whole.keys().collect::<Vec<_>>(), halves.keys().collect::<Vec<_>>());
    for (name, bytes) in std::mem::take(&mut whole) {
        assert!(Some(bytes) == halves.remove(&name), "{name} differs");
    }
    // Going back behind the snapshot is refused row by row.
    let said = tidewaiter(&["replay", &first, "--from", &place("halves"), "--out", &place("halves")], &[]);
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("quarantined"), "{}", said.err);
}
