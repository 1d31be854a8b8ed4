//! A small administration for tests of unattended nights: an inbox, registers, settings, and the shipped sample cut into days.

use crate::cli::{Said, tidewaiter};
use polars::prelude::*;
use sha2::Digest;
use std::collections::BTreeMap;
use std::fs;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Days of the sample that baselines are made of before the first night.
pub const PAST_DAYS: i32 = 35;

pub struct Town {
    pub folder: tempfile::TempDir,
    rows: DataFrame,
    first: i32,
}

/// The town that all others are copies of: its past is replayed once.
static FIRST: OnceLock<Town> = OnceLock::new();

impl Town {
    /// A town whose baselines end on the day before its day 0.
    pub fn founded() -> Town {
        let first = FIRST.get_or_init(Town::made);
        let town = Town { folder: tempfile::tempdir().unwrap(), rows: first.rows.clone(), first: first.first };
        copy(first.folder.path(), town.folder.path());
        town
    }

    fn made() -> Town {
        let rows = crate::world::sample();
        let days = rows.column("accepted_on").unwrap().as_materialized_series().date().unwrap().physical().clone();
        let first = days.min().unwrap() + PAST_DAYS;
        let town = Town { folder: tempfile::tempdir().unwrap(), rows, first };
        fs::create_dir_all(town.place("in")).unwrap();
        let settings = "[input]\nfiles = [\"in/*.parquet\"]\nregisters = \"registers\"\n[score]\ncapacity = \"10%\"\n\
                        [cases]\nstore = \"cases.db\"\n[metrics]\nfile = \"t.prom\"\n[gates]\nquarantine = \"50%\"\n";
        fs::write(town.place("tidewaiter.toml"), settings).unwrap();
        fs::create_dir_all(town.place("registers")).unwrap();
        for name in ["enterprises", "licences", "restricted_end_users", "supply"] {
            let from = format!("{}/datasets/sample/{name}.csv", env!("CARGO_MANIFEST_DIR"));
            fs::copy(from, town.place("registers").join(format!("{name}.csv"))).unwrap();
        }
        town.send("past.parquet", &town.rows.filter(&days.lt(first)).unwrap());
        fs::rename(town.place("in/past.parquet"), town.place("past.parquet")).unwrap();
        let (past, registers) = (town.text("past.parquet"), town.text("registers"));
        let out = town.text("state/baselines");
        let said = tidewaiter(&["replay", &past, "--out", &out, "--registers", &registers], &[]);
        assert_eq!(said.code, 0, "{}", said.err);
        town
    }

    pub fn place(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.place(name).to_str().unwrap().into()
    }

    /// The name of a day.
    pub fn day(&self, day: i32) -> String {
        chrono::NaiveDate::from_epoch_days(self.first + day).unwrap().to_string()
    }

    /// All lines of the sample of some days.
    pub fn lines(&self, days: &[i32]) -> DataFrame {
        let accepted =
            self.rows.column("accepted_on").unwrap().as_materialized_series().date().unwrap().physical().clone();
        let mask: BooleanChunked =
            accepted.iter().map(|day| day.is_some_and(|day| days.contains(&(day - self.first)))).collect();
        self.rows.filter(&mask).unwrap()
    }

    /// Puts lines into the inbox.
    pub fn send(&self, name: &str, lines: &DataFrame) {
        let kept = lines.drop_many(["source_file", "source_row", "data_warnings"]);
        let file = File::create(self.place("in").join(name)).unwrap();
        ParquetWriter::new(file).finish(&mut kept.clone()).unwrap();
    }

    /// Puts a whole day into the inbox.
    pub fn send_day(&self, day: i32) {
        self.send(&format!("{}.parquet", self.day(day)), &self.lines(&[day]));
    }

    /// Runs a command with the town's settings.
    pub fn run(&self, command: &[&str], variables: &[(&str, &str)]) -> Said {
        run_in(self.folder.path(), command, variables)
    }

    /// A copy of the town as it stands.
    pub fn copied(&self, to: &Path) {
        copy(self.folder.path(), to);
    }

    pub fn results(&self) -> serde_json::Value {
        results_in(self.folder.path())
    }
}

pub fn run_in(town: &Path, command: &[&str], variables: &[(&str, &str)]) -> Said {
    let settings = town.join("tidewaiter.toml");
    let mut arguments = command.to_vec();
    arguments.extend(["--config", settings.to_str().unwrap()]);
    tidewaiter(&arguments, variables)
}

pub fn results_in(town: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(town.join("out/last_run.json")).unwrap()).unwrap()
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let (path, place) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &place);
        } else {
            fs::copy(&path, &place).unwrap();
        }
    }
}

/// SHA-256 of all published that must be the same, by path: the nights and the evenings; not the results with their seconds.
pub fn published(town: &Path) -> BTreeMap<String, String> {
    let mut hashes = BTreeMap::new();
    for root in ["out", "state/baselines", "state/nights"] {
        gather(town, &town.join(root), &mut hashes);
    }
    hashes.retain(|name, _| {
        !name.ends_with("run_results.json") && !name.ends_with("last_run.json") && !name.contains("/.")
    });
    hashes
}

fn gather(town: &Path, folder: &Path, hashes: &mut BTreeMap<String, String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            gather(town, &path, hashes);
        } else {
            let digest = sha2::Sha256::digest(fs::read(&path).unwrap());
            let hex = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            hashes.insert(path.strip_prefix(town).unwrap().display().to_string(), hex);
        }
    }
}
