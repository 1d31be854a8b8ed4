//! Learning from outcomes: what reaches training, what must not, and a model from end to end.

use chrono::NaiveDate;
use polars::prelude::*;
use std::path::{Path, PathBuf};
use tidewaiter::learned::{Learned, evidence_version};
use tidewaiter::registers::Outcome;
use tidewaiter::training::{Dataset, Evidence, Past, Slices, TrainSettings, all_inputs, train};

/// First day of the evidence, days since 1970-01-01 (1 October 2024), and how many.
const FIRST: i32 = 19_997;
const DAYS: i32 = 240;
const LINES: i32 = 6_000;

fn date(day: i32) -> NaiveDate {
    NaiveDate::from_epoch_days(day).unwrap()
}

fn noise(line: i32, of: i32) -> f32 {
    let mixed = (line as u32).wrapping_mul(2_654_435_761).wrapping_add((of as u32).wrapping_mul(40_503));
    ((mixed ^ (mixed >> 15)).wrapping_mul(2_246_822_519) >> 8) as f32 / (1 << 24) as f32
}

/// Whether a line is evasion: where two inputs are high together, mostly.
fn illicit(line: i32) -> bool {
    let (a, b) = (noise(line, 1), noise(line, 2));
    a + b + 0.4 * noise(line, 3) > 1.85
}

fn id(line: i32) -> String {
    format!("D{line:05}")
}

/// Evidence as a replay writes it; `plant` may change a column.
fn evidence(folder: &Path, name: &str, plant: impl Fn(&str, i32) -> Option<f32>) -> PathBuf {
    evidence_with(folder, name, plant, Vec::new())
}

/// The same, with more columns.
fn evidence_with(folder: &Path, name: &str, plant: impl Fn(&str, i32) -> Option<f32>, more: Vec<Column>) -> PathBuf {
    let lines = || 0..LINES;
    let text = |name: &str, of: &dyn Fn(i32) -> String| Column::new(name.into(), lines().map(of).collect::<Vec<_>>());
    let mut columns = vec![
        text("declaration_id", &id),
        Column::new("item_no".into(), vec![1i32; LINES as usize]),
        Column::new("accepted_on".into(), lines().map(|line| FIRST + line * DAYS / LINES).collect::<Vec<_>>())
            .cast(&DataType::Date)
            .unwrap(),
        text("hs_code", &|line| format!("8110{:02}0000", line % 7)),
        text("destination_country", &|line| ["DE", "US", "HK"][line as usize % 3].into()),
        text("office", &|line| format!("office {}", line % 4)),
        text("exit_port", &|line| format!("CNPORT{}", line % 2)),
        text("relevant_mineral", &|line| ["antimony", "gallium"][line as usize % 2].into()),
        Column::new("exporter_hash".into(), lines().map(|line| (line % 97) as u64 + 1).collect::<Vec<_>>()),
        Column::new("severity".into(), lines().map(|line| 0.3 + 0.6 * noise(line, 9)).collect::<Vec<_>>()),
        Column::new("label_free_risk".into(), lines().map(|line| noise(line, 1)).collect::<Vec<_>>()),
    ];
    for (place, input) in all_inputs().iter().enumerate() {
        let value = |line: i32| match place {
            _ if plant(input, line).is_some() => plant(input, line),
            0 => Some(noise(line, 1)),
            1 => Some(noise(line, 2)),
            _ if input == "label_free_surprise" => Some(3.0 * noise(line, 1) + noise(line, 5)),
            _ if line % 5 == 0 => None,
            _ => Some(noise(line, 20 + place as i32)),
        };
        columns.push(Column::new(input.as_str().into(), lines().map(value).collect::<Vec<_>>()));
    }
    columns.extend(more);
    let mut frame = DataFrame::new(LINES as usize, columns).unwrap();
    let results = serde_json::json!({ "evidence_version": evidence_version() });
    std::fs::write(folder.join("run_results.json"), results.to_string()).unwrap();
    let path = folder.join(name);
    ParquetWriter::new(std::fs::File::create(&path).unwrap()).finish(&mut frame).unwrap();
    path
}

/// Every second line was inspected, a week after its day or a little later.
fn outcomes() -> Vec<Outcome> {
    let outcome = |line: i32| {
        let day = FIRST + line * DAYS / LINES;
        let found = match (illicit(line), line % 5 == 0) {
            (true, true) => "re_export",
            (true, false) => "false_declaration",
            (false, _) => "clear",
        };
        Outcome {
            declaration_id: id(line),
            item_no: 1,
            outcome: found.into(),
            typology: illicit(line).then(|| "T1".into()),
            seized_kg: None,
            seized_value_usd: None,
            inspected_on: date(day + 1),
            known_on: date(day + 7 + line % 3),
            selected_by: Some(if line % 10 == 0 { "random" } else { "rule" }.into()),
            selection_probability: Some(if line % 10 == 0 { 0.05 } else { 0.4 }),
        }
    };
    let mut outcomes: Vec<Outcome> = (0..LINES).step_by(2).map(outcome).collect();
    outcomes.sort_by_key(|outcome| outcome.known_on);
    outcomes
}

/// A folder of registers with these outcomes.
fn inspected(folder: &Path) -> PathBuf {
    let registers = folder.join("registers");
    std::fs::create_dir(&registers).unwrap();
    let mut csv = String::from(
        "declaration_id,item_no,outcome,typology,inspected_on,known_on,selected_by,selection_probability\n",
    );
    for row in outcomes() {
        let typology = row.typology.clone().unwrap_or_default();
        let (by, p) = (row.selected_by.clone().unwrap(), row.selection_probability.unwrap());
        let found = row.outcome.replace('_', "-");
        csv.push_str(&format!(
            "{},1,{found},{typology},{},{},{by},{p}\n",
            row.declaration_id, row.inspected_on, row.known_on
        ));
    }
    std::fs::write(registers.join("inspections.csv"), csv).unwrap();
    registers
}

fn gather(path: &Path, outcomes: &[Outcome], until: i32) -> Result<Dataset, String> {
    let evidence = Evidence::open(&[path.to_path_buf()], &all_inputs()).map_err(|error| error.to_string())?;
    Dataset::gather(&evidence, outcomes, date(until), 500, 1, |_| {}).map_err(|error| error.to_string())
}

/// The settings that serve, but for fewer trees that learn faster.
fn quick() -> TrainSettings {
    let mut settings = TrainSettings::with_seed(1);
    (settings.trees.trees, settings.trees.patience, settings.trees.learning_rate) = (130, 15, 0.15);
    settings
}

fn plain(_: &str, _: i32) -> Option<f32> {
    None
}

#[test]
fn a_model_learns_what_was_known_and_ranks_what_it_never_saw() {
    let folder = tempfile::tempdir().unwrap();
    let path = evidence(folder.path(), "evidence.parquet", plain);
    let until = FIRST + 180;
    let dataset = gather(&path, &outcomes(), until).unwrap();
    assert!(dataset.counts.outcomes_later > 500 && dataset.counts.unlabelled_drawn > 300, "{:?}", dataset.counts);
    let settings = quick();
    let trained = train(&dataset, &settings, |_| {}).unwrap();
    let trial = trained.trial.as_ref().unwrap();
    let risk = &trial.questions["risk"];
    assert!(risk[0].roc_auc.value > 0.9 && risk[0].roc_auc.value > risk[1].roc_auc.value, "{risk:?}");
    // The same inputs give the same bytes.
    let again = train(&gather(&path, &outcomes(), until).unwrap(), &settings, |_| {}).unwrap();
    assert_eq!(trained.weights(), again.weights());
    // Outcomes of the future change nothing.
    let mut turned = outcomes();
    for outcome in turned.iter_mut().filter(|outcome| outcome.known_on > date(until)) {
        outcome.outcome = if outcome.outcome == "clear" { "re_export" } else { "clear" }.into();
    }
    let turned = train(&gather(&path, &turned, until).unwrap(), &settings, |_| {}).unwrap();
    assert_eq!(trained.weights(), turned.weights());
}

#[test]
fn outcomes_of_a_kind_that_came_late_end_no_training() {
    let folder = tempfile::tempdir().unwrap();
    let path = evidence(folder.path(), "evidence.parquet", plain);
    // The trees learn from the first 0.7 of 180 days.
    let late = |outcome: &Outcome| outcome.known_on > date(FIRST + 145);
    let mut few = outcomes();
    for outcome in few.iter_mut().filter(|outcome| outcome.outcome == "re_export" && !late(outcome)) {
        outcome.outcome = "false_declaration".into();
    }
    let trained = train(&gather(&path, &few, FIRST + 180).unwrap(), &quick(), |_| {}).unwrap();
    let [own, re_export, risk] = trained.heads.each().into_array();
    assert!(own.own && !re_export.own && risk.own);
    for margin in [-3.0, 0.0, 3.0] {
        let (own, any) = (re_export.calibration.p(margin), risk.calibration.p(margin));
        assert!(own < any, "a part of the risk, not all of it: {own} of {any} at {margin}");
    }
    let mut none = outcomes();
    for outcome in none.iter_mut().filter(|outcome| !late(outcome)) {
        outcome.outcome = "clear".into();
    }
    let dataset = gather(&path, &none, FIRST + 180).unwrap();
    let told = train(&dataset, &quick(), |_| {}).err().expect("refused").to_string();
    assert!(told.contains("0 with evasion") && told.contains("20 of each are needed"), "{told}");
}

#[test]
fn a_label_of_the_future_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = evidence(folder.path(), "evidence.parquet", plain);
    let mut dataset = gather(&path, &outcomes(), FIRST + 180).unwrap();
    let morning = date(FIRST + 181);
    let rows = dataset.labelled();
    assert!(Past::of(&dataset, rows.clone(), morning).is_ok());
    // Planted: an outcome that became known only on the morning itself.
    let planted = rows[10];
    dataset.labels[planted].as_mut().unwrap().known_on = morning;
    let told = Past::of(&dataset, rows, morning).unwrap_err().to_string();
    assert!(
        told.contains("became known on 2025-03-31") && told.contains(&format!("{:032x}", dataset.lines.key[planted])),
        "{told}"
    );
    // Before it reaches the learner it is left out of every slice, and counted.
    let slices = Slices::for_use(&dataset).unwrap();
    let all = [&slices.train, &slices.stop, &slices.calibrate];
    assert!(all.iter().all(|past| !past.rows().contains(&planted)));
    assert_eq!(slices.days.not_yet_known_n, 1);
}

#[test]
fn a_line_of_the_future_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = evidence(folder.path(), "evidence.parquet", plain);
    let dataset = gather(&path, &outcomes(), FIRST + 180).unwrap();
    let slices = Slices::for_trial(&dataset).unwrap();
    let morning = slices.days.known_before;
    let oldest = |rows: &[usize]| rows.iter().map(|row| dataset.lines.accepted_on[*row]).min().unwrap();
    let youngest = |rows: &[usize]| rows.iter().map(|row| dataset.lines.accepted_on[*row]).max().unwrap();
    let parts = [slices.train.rows(), slices.stop.rows(), slices.calibrate.rows(), &slices.test];
    assert!(parts.windows(2).all(|two| youngest(two[0]) < oldest(two[1])), "slices lie one after the other");
    for row in parts[..3].iter().copied().flatten() {
        assert!(dataset.labels[*row].unwrap().known_on < morning, "the trial sees what was known on its first morning");
    }
    // Planted: a line of the judging slice among those learned from.
    let mut rows = slices.train.rows().to_vec();
    rows.push(slices.test[0]);
    let told = Past::of(&dataset, rows, morning).unwrap_err().to_string();
    let key = format!("{:032x}", dataset.lines.key[slices.test[0]]);
    assert!(told.contains(&key) && told.contains("is not older than"), "{told}");
}

#[test]
fn an_outcome_among_the_inputs_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = evidence(folder.path(), "plain.parquet", plain);
    for planted in ["outcome", "known_on", "accepted_on", "illicit"] {
        let mut inputs = all_inputs();
        inputs.push(planted.into());
        let told = Evidence::open(std::slice::from_ref(&path), &inputs).err().expect("refused").to_string();
        assert!(told.contains(planted), "{told}");
    }
    // Planted under an honest name: a column that holds the outcome.
    let name = all_inputs()[7].clone();
    let path = evidence(folder.path(), "planted.parquet", |input, line| {
        (input == name).then(|| f32::from(u8::from(illicit(line))))
    });
    let told = gather(&path, &outcomes(), FIRST + 180).err().expect("refused");
    assert!(told.contains(&name) && told.contains("it is the outcome itself"), "{told}");
    // Planted: a column that speaks of evasion alone, or of all else, whatever it says.
    for spoken in [true, false] {
        let path = evidence(folder.path(), "planted.parquet", |input, line| {
            (input == name).then(|| if illicit(line) == spoken { noise(line, 8) } else { f32::NAN })
        });
        let told = gather(&path, &outcomes(), FIRST + 180).err().expect("refused");
        assert!(told.contains(&name) && told.contains("it is the outcome itself"), "{told}");
    }
}

#[test]
fn evidence_of_another_version_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = evidence(folder.path(), "evidence.parquet", plain);
    let results = folder.path().join("run_results.json");
    let refused = || Evidence::open(std::slice::from_ref(&path), &all_inputs()).err().expect("refused");
    for (text, says) in [
        (r#"{"evidence_version": "0123456789abcdef"}"#, "is of version 0123456789abcdef, and this program measures"),
        (r#"{"status": "done"}"#, "tells no version"),
        ("{", "damaged"),
    ] {
        std::fs::write(&results, text).unwrap();
        let error = refused();
        assert!(error.exit_code() == 65 && error.to_string().contains(says), "{error}");
    }
    std::fs::remove_file(&results).unwrap();
    let error = refused();
    assert!(error.exit_code() == 65 && error.to_string().contains("replay again with"), "{error}");
}

#[test]
fn outcomes_without_their_line_and_lines_read_twice_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = evidence(folder.path(), "one.parquet", plain);
    let other =
        evidence(folder.path(), "two.parquet", |input, line| (input == "ln_value_usd" && line == 0).then_some(1.0));
    let mut told = outcomes();
    told.push(Outcome { declaration_id: "NOBODY".into(), ..told[0].clone() });
    let evidence = Evidence::open(&[path, other], &all_inputs()).unwrap();
    let dataset = Dataset::gather(&evidence, &told, date(FIRST + 180), 0, 1, |_| {}).unwrap();
    assert_eq!(dataset.set_aside.len(), 1);
    assert_eq!(dataset.set_aside[0].declaration_id, "NOBODY");
    assert_eq!(dataset.counts.lines_twice as usize, dataset.labelled().len());
}

#[test]
fn the_program_trains_judges_and_tells() {
    let folder = tempfile::tempdir().unwrap();
    let path = evidence(folder.path(), "evidence.parquet", plain);
    let registers = inspected(folder.path());
    let models = folder.path().join("models");
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let (path, registers, models) = (text(&path), text(&registers), text(&models));
    let until = date(FIRST + 180).to_string();
    let arguments = [
        "train",
        &path,
        "--registers",
        &registers,
        "--out",
        &models,
        "--name",
        "risk",
        "--by",
        "Li Wei",
        "--labels-until",
        &until,
    ];
    let said = crate::cli::tidewaiter(&arguments, &[]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("risk-1") && said.out.contains("label-free"), "{}", said.out);
    let model = format!("{models}/risk-1");
    let learned = Learned::open(Path::new(&model)).unwrap();
    assert_eq!(learned.manifest().labels_until.to_string(), until);
    let card = std::fs::read_to_string(format!("{model}/card.md")).unwrap();
    for part in ["# risk-1", "Li Wei", "## How it did", "### Risk by exporter", "## Limits"] {
        assert!(card.contains(part), "{part}: {card}");
    }
    let judge = ["evaluate", "model", &path, "--registers", &registers, "--model", &model, "--draws", "50", "--json"];
    let said = crate::cli::tidewaiter(&judge, &[]);
    assert_eq!(said.code, 0, "{}", said.err);
    let told: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(told["from"], date(FIRST + 181).to_string(), "judged after all that it knew");
    let auc = |place: usize| told["answers"][place]["roc_auc"]["value"].as_f64().unwrap();
    assert!(auc(0) > 0.9 && auc(0) > auc(1) && (auc(4) - 0.5).abs() < 0.1, "{}", said.out);
    // Lines before the last that it learned from, and before the last outcome that it knew.
    let last = date(FIRST + 178).to_string();
    assert!(learned.manifest().rows_to < date(FIRST + 178));
    for from in ["2025-01-01", &last] {
        let early = [&judge[..], &["--from", from]].concat();
        let said = crate::cli::tidewaiter(&early, &[]);
        assert!(said.code == 2 && said.err.contains("learned from lines up to"), "{}", said.err);
        assert!(said.err.contains(&format!("choose a --from after {until}")), "{}", said.err);
    }
    // A line of two replays counts once.
    let other =
        evidence(folder.path(), "two.parquet", |input, line| (input == "ln_value_usd" && line == 0).then_some(1.0));
    let other = text(&other);
    let said = crate::cli::tidewaiter(&[&judge[..], &[&other]].concat(), &[]);
    assert_eq!(said.code, 0, "{}", said.err);
    let twice: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(twice["lines_twice"], LINES);
    assert_eq!((&twice["lines"], &twice["judged"]), (&told["lines"], &told["judged"]));
}

#[test]
fn the_youngest_outcomes_are_learned_from_at_last() {
    let folder = tempfile::tempdir().unwrap();
    let path = evidence(folder.path(), "evidence.parquet", plain);
    let dataset = gather(&path, &outcomes(), FIRST + 180).unwrap();
    let settings = quick();
    assert!(settings.refit && settings.profile);
    let with = train(&dataset, &settings, |_| {}).unwrap();
    let without = train(&dataset, &TrainSettings { refit: false, ..settings.clone() }, |_| {}).unwrap();
    assert_ne!(with.weights().risk, without.weights().risk);
    // Everything else is as it was found before.
    assert_eq!((with.trees, &with.days), (without.trees, &without.days));
    let ([.., with_risk], [.., without_risk]) = (with.heads.each().into_array(), without.heads.each().into_array());
    assert_eq!(with_risk.ranker.blend, without_risk.ranker.blend);
    assert_eq!(with_risk.calibration, without_risk.calibration);
    // The trial is of the same making, and what it is judged on is younger than all that it learned from.
    let trial = |trained: &tidewaiter::training::Trained| trained.trial.as_ref().unwrap().questions["risk"][0].clone();
    assert_ne!(trial(&with), trial(&without));
    assert!(trial(&with).calibration_error.unwrap().value < 0.05, "{:?}", trial(&with));
    // Without the risk profile no tree reads it: its columns can say anything.
    let bare = TrainSettings { profile: false, ..settings };
    let profile = tidewaiter::engines::PROFILE_COLUMNS[5].name;
    let moved = evidence(folder.path(), "moved.parquet", |input, line| (input == profile).then(|| noise(line, 77)));
    let moved = gather(&moved, &outcomes(), FIRST + 180).unwrap();
    let of = |dataset: &Dataset| train(dataset, &bare, |_| {}).unwrap().weights();
    assert_eq!(of(&dataset), of(&moved));
}

#[test]
fn kept_columns_are_learned_from_and_may_be_missing_later() {
    let folder = tempfile::tempdir().unwrap();
    // A word that stands on most evasion and some other lines, and a number that says nothing.
    let word = |line: i32| if illicit(line) && line % 4 != 0 { "FTA" } else { ["A", "B", "FTA"][line as usize % 3] };
    let number = |line: i32| tidewaiter::learned::word_number(word(line));
    let kept = || {
        vec![
            Column::new("x_rate".into(), (0..LINES).map(|line| noise(line, 55)).collect::<Vec<f32>>()),
            Column::new("x_type".into(), (0..LINES).map(number).collect::<Vec<Option<u32>>>()),
        ]
    };
    let path = evidence_with(folder.path(), "kept.parquet", plain, kept());
    let open = || Evidence::open_all(std::slice::from_ref(&path)).unwrap();
    assert_eq!(open().inputs, [all_inputs(), vec!["x_rate".into(), "x_type".into()]].concat());
    assert_eq!(open().kept_words, [all_inputs().len() + 1]);
    let gathered = |told: &[Outcome]| Dataset::gather(&open(), told, date(FIRST + 180), 500, 1, |_| {}).unwrap();
    let settings = quick();
    let trained = train(&gathered(&outcomes()), &settings, |_| {}).unwrap();
    let rates = &trained.kept_words[0];
    let rate = |word: &str| rates.rate(tidewaiter::learned::word_number(word).unwrap() as f32);
    assert!(rates.input == "x_type" && rate("FTA") > 1.5 * rate("A"), "{rates:?}");
    // Outcomes of the future change neither rates nor trees.
    let mut turned = outcomes();
    for outcome in turned.iter_mut().filter(|outcome| outcome.known_on > date(FIRST + 180)) {
        outcome.outcome = if outcome.outcome == "clear" { "re_export" } else { "clear" }.into();
    }
    let again = train(&gathered(&turned), &settings, |_| {}).unwrap();
    assert_eq!((&again.kept_words, again.weights()), (&trained.kept_words, trained.weights()));
    // Through the program: trained with them, judged on evidence with and without them.
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let (registers, models) = (text(&inspected(folder.path())), text(&folder.path().join("models")));
    let until = date(FIRST + 180).to_string();
    let train =
        ["train", &text(&path), "--registers", &registers, "--out", &models, "--name", "risk", "--by", "Li Wei"];
    let said = crate::cli::tidewaiter(&[&train[..], &["--labels-until", &until]].concat(), &[]);
    assert_eq!(said.code, 0, "{}", said.err);
    let model = format!("{models}/risk-1");
    let learned = Learned::open(Path::new(&model)).unwrap();
    assert_eq!(learned.manifest().kept_words, trained.kept_words);
    let bare = evidence(folder.path(), "bare.parquet", plain);
    for path in [&path, &bare] {
        let judge =
            ["evaluate", "model", &text(path), "--registers", &registers, "--model", &model, "--draws", "50", "--json"];
        let said = crate::cli::tidewaiter(&judge, &[]);
        assert_eq!(said.code, 0, "{}", said.err);
        let told: serde_json::Value = serde_json::from_str(&said.out).unwrap();
        assert!(told["answers"][0]["roc_auc"]["value"].as_f64().unwrap() > 0.8, "{}", said.out);
    }
}

#[test]
fn the_program_tells_what_moved_away_from_a_model() {
    let folder = tempfile::tempdir().unwrap();
    let path = evidence(folder.path(), "evidence.parquet", plain);
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let (registers, models) = (text(&inspected(folder.path())), text(&folder.path().join("models")));
    let until = date(FIRST + 150).to_string();
    let train =
        ["train", &text(&path), "--registers", &registers, "--out", &models, "--name", "risk", "--by", "Li Wei"];
    let said = crate::cli::tidewaiter(&[&train[..], &["--labels-until", &until]].concat(), &[]);
    assert_eq!(said.code, 0, "{}", said.err);
    let drift = |evidence: &str, more: &[&str]| {
        let asked =
            ["models", "--models", &models, "drift", "risk-1", "--evidence", evidence, "--registers", &registers];
        crate::cli::tidewaiter(&[&asked[..], more].concat(), &[])
    };
    // The same world goes on: nothing rings.
    let calm = drift(&text(&path), &[]);
    assert_eq!(calm.code, 0, "{}{}", calm.out, calm.err);
    assert!(calm.out.contains("risk-1: ") && calm.out.contains("from which it learned"), "{}", calm.out);
    // From the 200th day on the strongest input lies higher, and another falls silent.
    let (first, silent) = (all_inputs()[0].clone(), all_inputs()[12].clone());
    let late = LINES * 200 / DAYS;
    let moved = evidence(folder.path(), "moved.parquet", |input, line| match line >= late {
        true if input == first => Some(0.6 + 0.4 * noise(line, 1)),
        true if input == silent => Some(f32::NAN),
        _ => None,
    });
    let since = date(FIRST + 200).to_string();
    let loud = drift(&text(&moved), &["--since", &since, "--json"]);
    assert_eq!(loud.code, 1, "{}{}", loud.out, loud.err);
    let told: serde_json::Value = serde_json::from_str(&loud.out).unwrap();
    let farthest: Vec<&str> = (0..2).map(|place| told["inputs"][place]["input"].as_str().unwrap()).collect();
    assert!(farthest.contains(&first.as_str()) && farthest.contains(&silent.as_str()), "{farthest:?}");
    assert!(!told["alarms"].as_array().unwrap().is_empty(), "{}", loud.out);
    assert_eq!(told["since"], since);
    // Days that it learned from are no later ones.
    let early = drift(&text(&path), &["--since", "2024-11-01"]);
    assert!(early.code == 2 && early.err.contains("choose a later --since"), "{}", early.err);
}
