//! What signals are worth, against a slow computation of our own.

use crate::cli::tidewaiter;
use crate::world::empty_context;
use polars::prelude::*;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tidewaiter::detector::{Labels, Observed, Since, Truth, Verdict, Worth};
use tidewaiter::ingest::{Mapping, Reader};
use tidewaiter::report::worth_page;
use tidewaiter::signals::{Alarm, catalogue};

const SINCE: &str = "2025-07-01";

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/sample").join(name)
}

/// The sample's last eleven weeks as a file: what the tests below learn from and judge.
fn declarations() -> &'static Path {
    static FILE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = FILE.get_or_init(|| {
        let all = ParquetReader::new(fs::File::open(sample("declarations.parquet")).unwrap()).finish().unwrap();
        let days = all.column("accepted_on").unwrap().as_materialized_series().date().unwrap().physical().clone();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("declarations.parquet");
        let mut late = all.filter(&days.gt(days.max().unwrap() - 77)).unwrap();
        ParquetWriter::new(fs::File::create(&path).unwrap()).finish(&mut late).unwrap();
        (folder, path)
    });
    path
}

/// The sample's July, each line with the evening before.
fn observed() -> &'static Observed {
    static OBSERVED: OnceLock<Observed> = OnceLock::new();
    OBSERVED.get_or_init(|| {
        let mapping = Mapping::load("tidewaiter").unwrap();
        let path = declarations().display().to_string();
        let reader = Reader::open(&[path], &mapping, Default::default()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let since = Since::Day(SINCE.parse().unwrap());
        Observed::run(reader, &mut empty_context(), since, folder.path(), |_, _| ()).unwrap()
    })
}

fn labels() -> Labels {
    Truth::open(&sample("truth.parquet")).unwrap().of(observed(), false).unwrap()
}

/// The truth by line, read anew: (illicit, typology, look-alike, scheme).
fn told() -> BTreeMap<(String, i32), (bool, String, String, String)> {
    let truth = ParquetReader::new(fs::File::open(sample("truth.parquet")).unwrap()).finish().unwrap();
    let text =
        |name: &str, row: usize| truth.column(name).unwrap().str().unwrap().get(row).unwrap_or_default().to_string();
    let number = |name: &str, row: usize| truth.column(name).unwrap().i32().unwrap().get(row).unwrap();
    let scheme = truth.column("scheme_id").unwrap().i32().unwrap();
    let scheme = |row: usize| scheme.get(row).map_or(String::new(), |scheme| scheme.to_string());
    let row = |row: usize| {
        let key = (text("declaration_id", row), number("item_no", row));
        (key, (number("illicit", row) == 1, text("typology", row), text("look_alike", row), scheme(row)))
    };
    (0..truth.height()).map(row).collect()
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-6
}

/// A line as this test sees it: evidence (more is stranger), illicit, typology, look-alike.
struct Seen {
    value: Option<f64>,
    illicit: bool,
    typology: String,
    look_alike: String,
    scheme: String,
}

/// The pairs won by hand; the silent, where they are let in, are least strange.
fn area(lines: &[Seen], with_silent: bool, sought: impl Fn(&Seen) -> bool) -> f64 {
    let value = |line: &Seen| line.value.unwrap_or(f64::NEG_INFINITY);
    let (mut won, mut pairs) = (0.0, 0.0);
    let speaks = |line: &&Seen| with_silent || line.value.is_some();
    for one in lines.iter().filter(speaks).filter(|line| line.illicit && sought(line)) {
        for other in lines.iter().filter(speaks).filter(|line| !line.illicit) {
            pairs += 1.0;
            won += match value(one).partial_cmp(&value(other)).unwrap() {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            };
        }
    }
    won / pairs
}

/// The chance of each line to be among the first per cent: by counting who is stranger, and who as strange.
fn chances(lines: &[Seen]) -> Vec<f64> {
    let values: Vec<f64> = lines.iter().map(|line| line.value.unwrap_or(f64::NEG_INFINITY)).collect();
    let mut sorted = values.clone();
    sorted.sort_by(f64::total_cmp);
    let places = 0.01 * lines.len() as f64;
    let chance = |value: &f64| {
        let above = (sorted.len() - sorted.partition_point(|other| other <= value)) as f64;
        let ties = sorted.partition_point(|other| other <= value) - sorted.partition_point(|other| other < value);
        ((places - above) / ties as f64).clamp(0.0, 1.0)
    };
    values.iter().map(chance).collect()
}

/// The evidence that `replay --evidence` writes, joined with the truth by hand.
fn evidence_by_hand(ids: &[&str]) -> BTreeMap<String, Vec<Seen>> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("state");
    let arguments =
        ["replay", declarations().to_str().unwrap(), "--out", out.to_str().unwrap(), "--evidence", "--json"];
    let said = tidewaiter(&arguments, &[]);
    assert_eq!(said.code, 0, "{}", said.err);
    let results: Value = serde_json::from_str(&said.out).unwrap();
    let path = Path::new(results["folder"].as_str().unwrap()).join("evidence.parquet");
    let evidence = ParquetReader::new(fs::File::open(path).unwrap()).finish().unwrap();
    let truth = told();
    let days = evidence.column("accepted_on").unwrap().as_materialized_series().date().unwrap().physical().clone();
    let since: chrono::NaiveDate = SINCE.parse().unwrap();
    let names = evidence.column("declaration_id").unwrap().str().unwrap();
    let items = evidence.column("item_no").unwrap().i32().unwrap();
    let mut seen = BTreeMap::new();
    for id in ids {
        let signal = catalogue().find(|signal| signal.id == *id).unwrap();
        let values = evidence.column(id).unwrap().f32().unwrap();
        let line = |row: usize| {
            let key = (names.get(row).unwrap().to_string(), items.get(row).unwrap());
            let (illicit, typology, look_alike, scheme) = truth[&key].clone();
            let turn = if matches!(signal.alarm, Alarm::Below(_)) { -1.0 } else { 1.0 };
            Seen { value: values.get(row).map(|value| turn * f64::from(value)), illicit, typology, look_alike, scheme }
        };
        let rows = (0..evidence.height()).filter(|row| days.get(*row).unwrap() >= since.to_epoch_days());
        seen.insert((*id).to_string(), rows.map(line).collect());
    }
    seen
}

#[test]
fn the_table_is_what_counting_by_hand_gives() {
    let ids = ["unit-value-above-peers", "burst-of-lots", "controlled-words-under-free-code", "lots-just-under-limit"];
    let by_hand = evidence_by_hand(&ids);
    let worth = Worth::of(observed(), &labels());
    for id in ids {
        let (lines, signal) = (&by_hand[id], worth.signals.iter().find(|signal| signal.id == id).unwrap());
        let (all, order) = (lines.len() as f64, &signal.order);
        assert_eq!(worth.lines_judged, lines.len() as u64);
        assert!(near(order.coverage, lines.iter().filter(|line| line.value.is_some()).count() as f64 / all), "{id}");
        assert!(near(order.auc_speaking.unwrap().value, area(lines, false, |_| true)), "{id}");
        assert!(near(order.auc_all.unwrap().value, area(lines, true, |_| true)), "{id}");
        let shows = |line: &Seen| signal.shows.iter().any(|code| *code == line.typology);
        let shown = area(lines, false, shows);
        assert!(order.auc_shown.map_or(shown.is_nan(), |area| near(area.value, shown)), "{id}");

        let chances = chances(lines);
        let share = |pick: &dyn Fn(&Seen) -> bool| {
            let (mut hits, mut n) = (0.0, 0.0);
            for (line, chance) in lines.iter().zip(&chances).filter(|(line, _)| pick(line)) {
                assert!(line.illicit || line.typology.is_empty());
                (hits, n) = (hits + chance, n + 1.0);
            }
            hits / n
        };
        assert!(near(order.recall, share(&|line| line.illicit)), "{id}");
        assert!(near(order.lift, share(&|line| line.illicit) / 0.01), "{id}");
        // The interval over schemes: each is one witness.
        let mut schemes: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
        for (line, chance) in lines.iter().zip(&chances).filter(|(line, _)| line.illicit) {
            let sum = schemes.entry(&line.scheme).or_default();
            *sum = (sum.0 + 1.0, sum.1 + chance);
        }
        let (n, guilty) = (schemes.len() as f64, lines.iter().filter(|line| line.illicit).count() as f64);
        let apart: f64 = schemes.values().map(|(lines, caught)| (caught - lines * order.recall).powi(2)).sum();
        let low = order.recall - 1.96 * (apart * n / (n - 1.0)).sqrt() / guilty;
        assert!(near(order.recall_low, low.max(0.0)), "{id}: {} {low}", order.recall_low);
        for kind in &order.typologies {
            assert!(near(kind.picked, share(&|line| line.typology == kind.kind)), "{id} {}", kind.kind);
            let of_kind = area(lines, true, |line| line.typology == kind.kind);
            assert!(near(kind.auc.unwrap(), of_kind), "{id} {}", kind.kind);
        }
        for kind in &order.look_alikes {
            let name = if kind.kind == "plain" { "" } else { kind.kind.as_str() };
            let picked = share(&|line| !line.illicit && line.look_alike == name);
            assert!(near(kind.picked, picked), "{id} {}", kind.kind);
        }
        let rings = |line: &&Seen| {
            let alarm = catalogue().find(|known| known.id == id).unwrap().alarm;
            line.value.is_some_and(|value| alarm.rings(alarm.strangeness(value as f32) as f32))
        };
        let rung: Vec<&Seen> = lines.iter().filter(rings).collect();
        let hits = rung.iter().filter(|line| line.illicit).count() as f64;
        assert!(near(signal.alarms, rung.len() as f64 / all), "{id}");
        assert!(near(signal.alarm_precision.unwrap_or(0.0), hits / (rung.len() as f64).max(1.0)), "{id}");
    }
}

#[test]
fn a_shuffled_truth_is_worth_nothing() {
    let straight = Worth::of(observed(), &labels());
    let mut shuffled = labels();
    // Every line gets the truth of another far away: a step that shares no divisor with the number of lines.
    let n = shuffled.illicit.len();
    let step = (0..).map(|more| n * 38 / 100 + more).find(|step| greatest_divisor(*step, n) == 1).unwrap();
    let place = |line: usize| (line * step + 11) % n;
    let truth = labels();
    for line in 0..n {
        shuffled.illicit[line] = truth.illicit[place(line)];
        shuffled.typology[line] = truth.typology[place(line)];
        shuffled.look_alike[line] = truth.look_alike[place(line)];
        shuffled.scheme[line] = truth.scheme[place(line)];
    }
    let shuffled = Worth::of(observed(), &shuffled);
    assert_eq!(straight.illicit, shuffled.illicit);
    let risk = |worth: &Worth| worth.scores[0].order.auc_all.unwrap();
    assert!((risk(&shuffled).value - 0.5).abs() < 0.08, "{:?}", risk(&shuffled));
    // And the test can tell a true truth from a shuffled one.
    assert!(risk(&straight).value > 0.62, "{:?}", risk(&straight));
    let lift = |worth: &Worth| worth.scores[0].order.lift;
    assert!(lift(&straight) > 5.0 && lift(&shuffled) < 5.0, "{} {}", lift(&straight), lift(&shuffled));
    let mean = |worth: &Worth| {
        let areas: Vec<f64> =
            worth.signals.iter().filter_map(|s| s.order.auc_speaking).map(|area| area.value).collect();
        areas.iter().sum::<f64>() / areas.len() as f64
    };
    assert!((mean(&shuffled) - 0.5).abs() < 0.04, "{}", mean(&shuffled));
    let good = |worth: &Worth| worth.signals.iter().filter(|signal| signal.verdict == Verdict::Worth).count();
    let signals = straight.signals.len();
    assert!(good(&straight) > good(&shuffled), "{} {} of {signals}", good(&straight), good(&shuffled));
    assert!(good(&shuffled) * 5 < signals, "{} of {signals}", good(&shuffled));
}

fn greatest_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { greatest_divisor(b, a % b) }
}

#[test]
fn the_page_names_every_signal_and_every_kind() {
    let worth = Worth::of(observed(), &labels());
    let page = worth_page(&worth, &["make it".to_string()]);
    assert!(page.contains("\n    make it\n"));
    for signal in catalogue() {
        let rows = page.lines().filter(|line| line.starts_with('|') && line.contains(&format!("| `{}` |", signal.id)));
        assert_eq!(rows.count(), 3, "{}: a row in each of the three tables", signal.id);
    }
    let kinds = |kinds: &[tidewaiter::detector::Picked]| kinds.iter().map(|kind| kind.kind.clone()).collect::<Vec<_>>();
    let order = &worth.scores[0].order;
    for kind in kinds(&order.typologies).iter().chain(&kinds(&order.look_alikes)) {
        assert!(page.contains(&format!("| {kind} |")) && page.contains(&format!("{kind} (")), "{kind}");
    }
    // Every table keeps its width.
    let cells = |line: &str| line.matches('|').count();
    let lines: Vec<&str> = page.lines().collect();
    for pair in lines.windows(2).filter(|pair| pair.iter().all(|line| line.starts_with('|'))) {
        assert_eq!(cells(pair[0]), cells(pair[1]), "{}\n{}", pair[0], pair[1]);
    }
}

#[test]
fn redundancy_is_mutual_and_blames_only_one() {
    let worth = Worth::of(observed(), &labels());
    let find = |id: &str| worth.signals.iter().find(|signal| signal.id == id).unwrap();
    let (below, above) = (find("unit-value-below-peers"), find("unit-value-above-peers"));
    // One measure turned round: no news, but not the same side.
    assert_eq!((below.nearest.unwrap().id, above.nearest.unwrap().id), (above.id, below.id));
    assert!(near(below.nearest.unwrap().correlation, -1.0));
    for signal in &worth.signals {
        if let Some(other) = signal.redundant_with {
            assert_ne!(find(other).redundant_with, Some(signal.id));
        }
    }
}

/// A little world by hand for the program's own words: 45 days of a few lines.
fn little_world(folder: &Path) {
    let mut declarations =
        String::from("declaration_id,item_no,accepted_on,hs_code,net_mass_kg,statistical_value_usd\n");
    let mut truth = String::from("declaration_id,illicit,typology,look_alike\n");
    for line in 0..450 {
        let day = chrono::NaiveDate::from_ymd_opt(2025, 1, 1).unwrap() + chrono::Days::new(line / 10);
        let (price, illicit) = if line % 50 == 49 { (90.0, 1) } else { (10.0 + (line % 7) as f64, 0) };
        let typology = if illicit == 1 { "T4" } else { "" };
        declarations += &format!("D{line},1,{day},8110101000,100,{}\n", price * 100.0);
        truth += &format!("D{line},{illicit},{typology},\n");
    }
    fs::write(folder.join("declarations.csv"), declarations).unwrap();
    fs::write(folder.join("truth.csv"), truth).unwrap();
}

#[test]
fn the_program_judges_a_world_of_files() {
    let folder = tempfile::tempdir().unwrap();
    little_world(folder.path());
    let (place, page) = (folder.path().to_str().unwrap(), folder.path().join("worth.md"));
    let said = tidewaiter(&["evaluate", "signals", place, "--json", "--out", page.to_str().unwrap()], &[]);
    assert_eq!(said.code, 0, "{}", said.err);
    let worth: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(worth["since"], "2025-02-03");
    assert_eq!((worth["lines_learned"].as_u64(), worth["lines_judged"].as_u64()), (Some(330), Some(120)));
    let dear = worth["signals"].as_array().unwrap().iter().find(|s| s["id"] == "unit-value-above-peers").unwrap();
    assert_eq!(dear["auc_speaking"]["value"], 1.0, "{dear:#}");
    assert!(fs::read_to_string(&page).unwrap().starts_with("# What each signal is worth"));

    let said = tidewaiter(&["evaluate", "signals", place, "--from", "2024-01-01"], &[]);
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("2025-01-01 to 2025-02-14") && said.err.contains("--from"), "{}", said.err);
    let said = tidewaiter(&["evaluate", "signals", "src"], &[]);
    assert_eq!(said.code, 65, "{}", said.err);
    assert!(said.err.contains("neither declarations.parquet nor declarations.csv"), "{}", said.err);
}

#[test]
fn a_wrong_truth_is_refused_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("truth.csv");
    let mut straight = String::from("declaration_id,item_no,illicit,typology,look_alike,scheme_id\n");
    let truth = told();
    for ((id, item), (illicit, typology, look_alike, scheme)) in &truth {
        straight += &format!("{id},{item},{},{typology},{look_alike},{scheme}\n", u8::from(*illicit));
    }
    let read = |text: &str, labelled_only: bool| {
        fs::write(&path, text).unwrap();
        Truth::open(&path).and_then(|truth| truth.of(observed(), labelled_only))
    };
    assert_eq!(read(&straight, false).unwrap(), labels(), "as CSV or as Parquet");

    let refused = |text: String, words: &[&str]| {
        let error = read(&text, false).expect_err("refused");
        assert_eq!(error.exit_code(), 65);
        words.iter().for_each(|word| assert!(error.to_string().contains(word), "{word}: {error}"));
    };
    // A line that is judged, and its row in the file.
    let id = observed().lines.column("declaration_id").unwrap().str().unwrap().get(5).unwrap().to_string();
    let item = observed().lines.column("item_no").unwrap().i32().unwrap().get(5).unwrap();
    let row = straight.lines().position(|line| line.starts_with(&format!("{id},{item},"))).unwrap();
    let line = straight.lines().nth(row).unwrap().to_string();
    let with = |other: &str| straight.replace(&line, other);
    let named = format!("row {},", row + 1);
    refused(straight.replace("illicit", "guilty"), &["truth.csv", "no column `illicit`"]);
    refused(with(&format!("{id},{item},yes,,,")), &[&named, "`illicit`", "`yes`", "write 1"]);
    refused(with(&format!("{id},{item},1,T13,,")), &[&named, "`typology`", "`T13`", "T1 to T12"]);
    refused(with(&format!("{id},{item},0,T4,,")), &[&named, "`typology`", "honest"]);
    refused(with(&format!("{id},one,0,,,")), &[&named, "`item_no`", "`one`"]);
    refused(with(&format!(",{item},0,,,")), &[&named, "`declaration_id`", "is empty"]);
    refused(
        straight.clone() + &line + "\n",
        &[&format!("row {}", truth.len() + 2), &id, &named[..named.len() - 1], "once"],
    );
    let without = straight.replace(&format!("{line}\n"), "");
    refused(without.clone(), &[&format!("`{id}`, item {item}"), "declarations.parquet", "--labelled-only"]);
    let labels = labels();
    assert_eq!(read(&without, true).unwrap().lines.len(), labels.lines.len() - 1);
    refused(
        straight.lines().next().unwrap().to_string()
            + "\n"
            + &truth.keys().map(|(id, item)| format!("{id},{item},0,,,\n")).collect::<String>(),
        &["0 of", "illicit"],
    );
}
