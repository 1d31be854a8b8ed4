//! Tests of the simulate room, from outside.

use chrono::NaiveDate;
use polars::prelude::{DataFrame, DataType, ParquetReader, SerReader};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::Path;
use tidewaiter::error::Error;
use tidewaiter::schema::DECLARATION;
use tidewaiter::simulate::{Drift, Layout, Options, Summary, simulate};

fn options(rows: u64) -> Options {
    let from = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap();
    Options {
        rows,
        seed: 7,
        from,
        months: 7,
        illicit_share: 0.012,
        diversions: 0,
        drift: Drift::None,
        layout: Layout::Parquet,
    }
}

fn world(rows: u64) -> (tempfile::TempDir, Summary) {
    let dir = tempfile::tempdir().unwrap();
    let made = simulate(&options(rows), &dir.path().join("w"), |_| ()).unwrap();
    (dir, made)
}

fn read(dir: &Path, name: &str) -> DataFrame {
    ParquetReader::new(File::open(dir.join("w").join(name)).unwrap()).finish().unwrap()
}

fn texts(frame: &DataFrame, column: &str) -> Vec<String> {
    let column = frame.column(column).unwrap().str().unwrap().clone();
    column.iter().map(|t| t.unwrap_or("").to_owned()).collect()
}

#[test]
fn a_world_is_the_same_on_one_thread_and_on_two() {
    let hashes = |threads: usize| {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("w");
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| simulate(&options(4_000), &out, |_| ())).unwrap();
        let mut files: Vec<_> = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files
            .iter()
            .map(|path| {
                (path.file_name().unwrap().to_owned(), format!("{:x?}", Sha256::digest(fs::read(path).unwrap())))
            })
            .collect::<Vec<_>>()
    };
    let one = hashes(1);
    assert_eq!(one.len(), 9, "{one:?}");
    assert_eq!(one, hashes(2));
}

#[test]
fn declarations_have_the_schema_and_nothing_else() {
    let (dir, made) = world(4_000);
    let frame = read(dir.path(), "declarations.parquet");
    assert_eq!(frame.height() as u64, 4_000);
    assert_eq!(made.lines, 4_000);
    let names: Vec<&str> = frame.get_column_names().iter().map(|n| n.as_str()).collect();
    assert_eq!(names, DECLARATION.iter().map(|c| c.name).collect::<Vec<_>>());
    for column in DECLARATION {
        assert_eq!(frame.column(column.name).unwrap().dtype(), &column.dtype(), "{}", column.name);
    }
    assert_eq!(frame.column("accepted_on").unwrap().dtype(), &DataType::Date);
}

#[test]
fn numbers_are_unique_lines_are_in_order_and_order_tells_nothing() {
    let (dir, made) = world(30_000);
    let (frame, truth) = (read(dir.path(), "declarations.parquet"), read(dir.path(), "truth.parquet"));
    let ids = texts(&frame, "declaration_id");
    let items = frame.column("item_no").unwrap().i32().unwrap().clone();
    let pairs: BTreeSet<(String, i32)> = ids.iter().cloned().zip(items.iter().map(|i| i.unwrap())).collect();
    assert_eq!(pairs.len(), 30_000);
    // The lines of a declaration stand under one number.
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len() as u64, made.declarations);
    assert!(ids.iter().all(|id| id.len() == 18 && id.bytes().all(|b| b.is_ascii_digit())));
    assert_eq!(ids, texts(&truth, "declaration_id"));
    let days = frame.column("accepted_on").unwrap().cast(&DataType::Int32).unwrap();
    let hours = frame.column("accepted_hour").unwrap().i32().unwrap().clone();
    let keys: Vec<(i32, i32)> =
        days.i32().unwrap().iter().zip(hours.iter()).map(|(d, h)| (d.unwrap(), h.unwrap())).collect();
    assert!(keys.is_sorted());
    // Mean serial of illicit lines is near the middle of all serials.
    let illicit = truth.column("illicit").unwrap().i32().unwrap().clone();
    let serials: Vec<f64> = ids
        .iter()
        .zip(illicit.iter())
        .filter(|(_, y)| *y == Some(1))
        .map(|(id, _)| id[9..].parse::<f64>().unwrap() / 1e9)
        .collect();
    let mean = serials.iter().sum::<f64>() / serials.len() as f64;
    assert!((0.42..0.58).contains(&mean), "{mean}");
}

#[test]
fn every_method_and_every_look_alike_lives_in_the_world() {
    let (_dir, made) = world(60_000);
    assert_eq!(made.illicit_lines, 720);
    let methods: Vec<&str> = made.typologies.keys().copied().collect();
    assert_eq!(methods.len(), 12, "{methods:?}");
    for kind in [
        "neighbour-code",
        "lazy-text",
        "discount-or-scrap",
        "timber-crate",
        "real-user-in-hub",
        "confusable-name",
        "sample-or-parcel",
        "intra-group",
        "incubator",
        "bookkeeping-agent",
        "family-firm",
    ] {
        assert!(made.look_alikes.get(kind).is_some_and(|n| *n > 20), "{kind}: {:?}", made.look_alikes);
    }
    // Whole firms share a telephone or an address; the others are single lines.
    let shared = ["incubator", "bookkeeping-agent", "family-firm"];
    let honest: u64 = made.look_alikes.iter().filter(|(kind, _)| !shared.contains(kind)).map(|(_, n)| n).sum();
    assert!((3..=30).contains(&(honest / made.illicit_lines)), "{honest}");
    let share = made.inspected as f64 / made.lines as f64;
    assert!((0.035..0.065).contains(&share), "{share}");
}

#[test]
fn labels_stand_only_in_inspections_and_truth() {
    let (dir, _) = world(4_000);
    let header =
        |name: &str| fs::read_to_string(dir.path().join("w").join(name)).unwrap().lines().next().unwrap().to_owned();
    for name in ["enterprises.csv", "supply.csv", "licences.csv", "restricted_end_users.csv", "mirror.csv"] {
        let head = header(name);
        assert!(!head.contains("illicit") && !head.contains("typology") && !head.contains("scheme"), "{name}: {head}");
    }
    assert!(header("inspections.csv").starts_with("declaration_id,item_no,outcome,typology,"));
}

#[test]
fn the_card_tells_the_hash_of_each_file() {
    let (dir, _) = world(2_000);
    let folder = dir.path().join("w");
    let card: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(folder.join("world.json")).unwrap()).unwrap();
    let sums = card["sha256"].as_object().unwrap();
    assert_eq!(sums.len(), 8);
    for (name, sum) in sums {
        let bytes = fs::read(folder.join(name)).unwrap();
        let hash: String = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(sum.as_str().unwrap(), hash, "{name}");
    }
}

#[test]
fn a_csv_world_has_one_header_and_keeps_leading_zeros() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("w");
    simulate(&Options { layout: Layout::Csv, ..options(3_000) }, &out, |_| ()).unwrap();
    let text = fs::read_to_string(out.join("declarations.csv")).unwrap();
    assert!(text.starts_with("declaration_id,item_no,accepted_on,"));
    assert_eq!(text.matches("declaration_id").count(), 1);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.records().filter(|r| r.is_ok()).count(), 3_000);
}

#[test]
fn a_folder_in_use_and_absurd_options_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("mine.txt"), "mine").unwrap();
    assert!(matches!(simulate(&options(2_000), dir.path(), |_| ()), Err(Error::Usage(_))));
    assert!(dir.path().join("mine.txt").exists());
    let out = dir.path().join("w");
    for wrong in [
        Options { rows: 3, ..options(2_000) },
        Options { illicit_share: 2.0, ..options(2_000) },
        Options { months: 0, ..options(2_000) },
    ] {
        assert!(matches!(simulate(&wrong, &out, |_| ()), Err(Error::Usage(_))));
    }
    assert!(!out.exists());
}

#[test]
fn the_shipped_sample_is_what_its_command_makes() {
    let card: serde_json::Value = serde_json::from_str(
        &fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/datasets/sample/world.json")).unwrap(),
    )
    .unwrap();
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("w");
    let made = simulate(&Options { seed: 42, ..options(25_600) }, &out, |_| ()).unwrap();
    assert_eq!(card["counts"], serde_json::to_value(&made).unwrap(), "make the sample anew: datasets/sample/README.md");
}

#[test]
fn diversions_are_there_when_asked_for_and_otherwise_nothing_changes() {
    let dir = tempfile::tempdir().unwrap();
    let from = NaiveDate::from_ymd_opt(2024, 3, 1).unwrap();
    let wish = Options { rows: 60_000, months: 18, from, diversions: 4, ..options(0) };
    let out = dir.path().join("w");
    let made = simulate(&wish, &out, |_| ()).unwrap();
    assert_eq!(made.lines, 60_000);
    let mut reader = csv::Reader::from_path(out.join("diversions.csv")).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap()).collect();
    let diverted: Vec<_> = rows.iter().filter(|row| &row[0] == "diversion").collect();
    assert_eq!(diverted.len(), 4);
    assert!(rows.iter().any(|row| &row[0] == "new-plant"), "honest growth stands beside");
    let truth = read(dir.path(), "truth.parquet");
    let schemes = truth.column("scheme_id").unwrap().i32().unwrap().clone();
    let (declared, real) = (read(dir.path(), "declarations.parquet"), texts(&truth, "true_destination"));
    let places = texts(&declared, "destination_country");
    for row in diverted {
        let scheme: i32 = row[1].parse().unwrap();
        let lines: Vec<usize> = (0..schemes.len()).filter(|line| schemes.get(*line) == Some(scheme)).collect();
        assert_eq!(lines.len().to_string(), row[10], "all its lines are in the world");
        assert!(
            lines.iter().all(|line| places[*line] == row[4] && real[*line] == row[3]),
            "declared for the hub, meant for the user"
        );
    }
    let plain: serde_json::Value = serde_json::from_str(include_str!("../../datasets/sample/world.json")).unwrap();
    assert!(
        plain["options"].get("diversions").is_none()
            && serde_json::to_value(options(9)).unwrap().get("diversions").is_none()
    );
}

#[test]
fn drift_moves_methods_firms_and_hubs_at_its_turns_and_keeps_the_first_era() {
    let dir = tempfile::tempdir().unwrap();
    let from = NaiveDate::from_ymd_opt(2024, 10, 1).unwrap();
    let wish = Options { rows: 30_000, months: 12, from, illicit_share: 0.03, drift: Drift::Strong, ..options(0) };
    let out = dir.path().join("w");
    let made = simulate(&wish, &out, |_| ()).unwrap();
    assert_eq!((made.lines, made.typologies.len()), (30_000, 12));
    let card: serde_json::Value = serde_json::from_str(&fs::read_to_string(out.join("world.json")).unwrap()).unwrap();
    let turns: Vec<&str> = card["turns"].as_array().unwrap().iter().map(|day| day.as_str().unwrap()).collect();
    assert_eq!(turns.len(), 3);
    assert!(card["made_how"].as_str().unwrap().contains(" --drift strong "));
    let truth = read(dir.path(), "truth.parquet");
    let (declared, methods) = (read(dir.path(), "declarations.parquet"), texts(&truth, "typology"));
    let (places, firms) = (texts(&declared, "destination_country"), texts(&declared, "exporter_id"));
    let days = declared.column("accepted_on").unwrap().cast(&DataType::String).unwrap();
    let days: Vec<String> = days.str().unwrap().iter().map(|day| day.unwrap().to_owned()).collect();
    let of = |from: &str, to: &str| -> Vec<usize> {
        (0..methods.len())
            .filter(|line| !methods[*line].is_empty() && days[*line].as_str() >= from && days[*line].as_str() < to)
            .collect()
    };
    let (early, late) = (of("", turns[0]), of(turns[2], "9999"));
    assert!(early.len() > 200 && late.len() > 60, "{} {}", early.len(), late.len());
    let share = |lines: &[usize], yes: &dyn Fn(usize) -> bool| {
        lines.iter().filter(|line| yes(**line)).count() as f64 / lines.len() as f64
    };
    let hiding = |line: usize| methods[line] == "T1" || methods[line] == "T2";
    assert!(share(&late, &hiding) > share(&early, &hiding) + 0.05, "more hides under other codes");
    let names = |column: &[String], lines: &[usize]| lines.iter().map(|l| column[*l].clone()).collect::<BTreeSet<_>>();
    let (first, last) = (names(&firms, &early), names(&firms, &late));
    assert!(last.intersection(&first).count() * 4 < last.len(), "burned firms are left alone");
    assert_ne!(names(&places, &early), names(&places, &late));
    assert!(serde_json::to_value(options(9)).unwrap().get("drift").is_none());
}
