//! Unattended nights through the program, as a timer runs them.

use crate::town::Town;
use polars::prelude::*;
use std::fs;
use std::fs::File;
use tidewaiter::cases::{
    Actor, Decision, Finding, LineName, OpenMode, Outcome, Page, QueueFilter, Role, Sqlite, State, Store, Verdict,
};

fn table(path: &std::path::Path) -> DataFrame {
    ParquetReader::new(File::open(path).unwrap()).finish().unwrap()
}

#[test]
fn a_night_is_run_once_and_can_be_run_again_by_its_papers() {
    let town = Town::founded();
    town.send_day(0);
    let dry = town.run(&["nightly", "--dry-run"], &[]);
    assert_eq!(dry.code, 0, "{}", dry.err);
    assert!(dry.out.contains("files: 1 to read, 0 read before"), "{}", dry.out);
    assert!(!town.place("out").exists() && !town.place("cases.db").exists(), "a dry run touches nothing");
    let said = town.run(&["nightly"], &[]);
    assert!(matches!(said.code, 0 | 3), "{}: {}", said.code, said.err);
    let (night, results) = (town.place("out").join(town.day(0)), town.results());
    for name in [
        "scores.parquet",
        "evidence.parquet",
        "ranked.csv",
        "report.html",
        "quarantine.parquet",
        "manifest.json",
        "plan.json",
        "night.json",
        "run_results.json",
        "dossiers.jsonl.zst",
    ] {
        assert!(night.join(name).is_file(), "{name}");
    }
    assert_eq!(results["rows"]["rows_fresh"], town.lines(&[0]).height());
    assert_eq!(results["run_id"].as_str().unwrap(), sha256(&fs::read(night.join("plan.json")).unwrap()));
    assert!(results["cases"]["opened"].as_u64().unwrap() > 0, "{results}");
    assert!(said.err.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()), "{}", said.err);
    let metrics = fs::read_to_string(town.place("t.prom")).unwrap();
    assert!(metrics.contains(&format!("tidewaiter_rows{{kind=\"fresh\"}} {}", town.lines(&[0]).height())), "{metrics}");

    // The same files, sent again: nothing is done, and it says so.
    let before = crate::town::published(town.folder.path());
    let again = town.run(&["nightly"], &[]);
    assert_eq!((again.code, town.results()["status"].as_str().unwrap()), (0, "nothing-to-do"), "{}", again.err);
    assert!(again.out.contains("Nothing to do"), "{}", again.out);
    let asked = town.run(&["nightly", "--as-of", &town.day(0)], &[]);
    assert!(asked.out.contains("this very night was run before"), "{}{}", asked.out, asked.err);
    assert_eq!(crate::town::published(town.folder.path()), before);

    // Run again from its papers, though the inbox is empty by now and the registers are others.
    fs::remove_dir_all(town.place("in")).unwrap();
    fs::write(
        town.place("registers/licences.csv"),
        "licence_no,holder_id,valid_from,valid_to\nX,Y,2025-01-01,2025-02-01\n",
    )
    .unwrap();
    let replayed = town.run(&["replay-night", &town.day(0)], &[]);
    assert_eq!(replayed.code, 0, "{}{}", replayed.out, replayed.err);
    assert!(
        replayed.out.contains("came out the same") && replayed.out.contains("stands as it was"),
        "{}",
        replayed.out
    );
    let run = results["run_id"].as_str().unwrap();
    let line = table(&night.join("scores.parquet"));
    let released = line.column("lane").unwrap().str().unwrap().iter().position(|lane| lane == Some("release")).unwrap();
    let id = line.column("declaration_id").unwrap().str().unwrap().get(released).unwrap().to_owned();
    let item = line.column("item_no").unwrap().i32().unwrap().get(released).unwrap().to_string();
    let one = town.run(&["replay-night", &run[..10], "--declaration", &id, "--item", &item], &[]);
    assert_eq!(one.code, 0, "{}", one.err);
    let dossier: serde_json::Value = serde_json::from_str(&one.out).unwrap();
    assert_eq!((dossier["declaration_id"].as_str(), dossier["lane"].as_str()), (Some(id.as_str()), Some("release")));
    assert_eq!(dossier["run_id"].as_str(), Some(run));
    let nobody = town.run(&["replay-night", &town.day(0), "--declaration", "no-such"], &[]);
    assert!(nobody.code == 2 && nobody.err.contains("scored no line no-such item 1"), "{}", nobody.err);
    // Who touched the published night or the archive is found.
    fs::write(night.join("ranked.csv"), "nothing here").unwrap();
    let touched = town.run(&["replay-night", &town.day(0)], &[]);
    assert!(touched.code == 0 && touched.out.contains("changed since: ranked.csv"), "{}", touched.out);
    let input = first_input(&night);
    let kept = town.place("state/archive").join(&input[..2]).join(&input);
    let mut bytes = fs::read(&kept).unwrap();
    bytes[100] ^= 1;
    fs::write(&kept, bytes).unwrap();
    let changed = town.run(&["replay-night", &town.day(0)], &[]);
    assert!(changed.code == 65 && changed.err.contains("not those that the night read"), "{}", changed.err);
}

/// SHA-256 of the night's first input.
fn first_input(night: &std::path::Path) -> String {
    let plan: serde_json::Value = serde_json::from_slice(&fs::read(night.join("plan.json")).unwrap()).unwrap();
    plan["inputs"][0]["sha256"].as_str().unwrap().to_owned()
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_example_settings_in_the_docs_are_those_of_the_program() {
    let text = tidewaiter::config::example(Some(tidewaiter::config::DEPLOYED));
    expect_test::expect_file!["../../docs/examples/tidewaiter.toml"].assert_eq(&text);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.toml");
    let said = crate::cli::tidewaiter(&["config", "init", "--out", path.to_str().unwrap()], &[]);
    assert_eq!(said.code, 0, "{}", said.err);
    let again = crate::cli::tidewaiter(&["config", "init", "--out", path.to_str().unwrap()], &[]);
    assert!(again.code == 2 && again.err.contains("is there already"), "{}", again.err);
    fs::write(&path, "[input]\nfiles = \"in\"\n[score]\ncapcity = \"1%\"\n").unwrap();
    let wrong = crate::cli::tidewaiter(&["nightly", "--config", path.to_str().unwrap()], &[]);
    assert_eq!(wrong.code, 2);
    assert!(
        wrong.err.contains("t.toml:4: [score] has no setting `capcity`; did you mean `capacity`?"),
        "{}",
        wrong.err
    );
}

#[test]
fn late_corrected_and_repeated_lines_go_their_ways() {
    let town = Town::founded();
    let all = town.lines(&[0]);
    let held_back = 5;
    town.send("a.parquet", &all.slice(held_back, all.height()));
    let said = town.run(&["nightly"], &[]);
    assert!(matches!(said.code, 0 | 3), "{}", said.err);
    // The next night brings the five that were missing, three again as they were, and two otherwise.
    let mut otherwise = all.slice(10, 2);
    let doubled = otherwise.column("net_mass_kg").unwrap().f64().unwrap().apply_values(|kg| kg * 2.0 + 1.0);
    otherwise.with_column(doubled.into_column()).unwrap();
    let mut late = all.slice(0, held_back as usize);
    late.vstack_mut(&all.slice(12, 3)).unwrap().vstack_mut(&otherwise).unwrap();
    town.send("b.parquet", &late);
    let waiting = town.run(&["nightly"], &[]);
    assert_eq!((waiting.code, town.results()["status"].as_str().unwrap()), (0, "waiting"), "{}", waiting.err);
    assert!(waiting.out.contains("7 lines wait for the next night"), "{}", waiting.out);
    town.send_day(1);
    let said = town.run(&["nightly"], &[]);
    assert!(matches!(said.code, 0 | 3), "{}", said.err);
    let rows = town.results()["rows"].clone();
    let fresh = town.lines(&[1]).height() as u64;
    let of = |name: &str| rows[name].as_u64().unwrap();
    assert_eq!(
        (of("rows_fresh"), of("rows_late"), of("rows_corrected"), of("rows_repeated")),
        (fresh, 5, 2, 3),
        "{rows}"
    );
    assert_eq!(of("rows_read"), fresh + 5 + 2 + 3 + of("rows_quarantined"));
    let night = town.place("out").join(town.day(1));
    assert_eq!(table(&night.join("late/scores.parquet")).height(), 7);
    let corrections = fs::read_to_string(night.join("corrections.jsonl")).unwrap();
    assert_eq!(corrections.lines().count(), 2);
    assert!(corrections.contains(&format!("\"first_read_on\":\"{}\"", town.day(0))), "{corrections}");
    // Learned once: all lines of both days, and the two corrections not again.
    let learned = |evening: &str| {
        let stamp = fs::read(town.place("state/baselines").join(evening).join("snapshot.json")).unwrap();
        serde_json::from_slice::<serde_json::Value>(&stamp).unwrap()["rows"].as_u64().unwrap()
    };
    let first_night = all.height() as u64 - held_back as u64;
    assert_eq!(learned(&town.day(1)), learned(&town.day(0)) + fresh + 5);
    assert!(learned(&town.day(0)) > first_night);
    // What nobody asks any more: an older night is refused with a way out, the youngest is made anew with what waits.
    let older = town.run(&["nightly", "--as-of", &town.day(0)], &[]);
    assert!(older.code == 2 && older.err.contains("later nights are built on it"), "{}", older.err);
    let replayed = town.run(&["replay-night", &town.day(1)], &[]);
    assert_eq!(replayed.code, 0, "{}{}", replayed.out, replayed.err);
}

#[test]
fn lines_later_than_the_night_asked_for_are_read_by_the_next() {
    let town = Town::founded();
    let learned = |evening: &str| {
        let stamp = fs::read(town.place("state/baselines").join(evening).join("snapshot.json")).unwrap();
        serde_json::from_slice::<serde_json::Value>(&stamp).unwrap()["rows"].as_u64().unwrap()
    };
    let run = |more: &[&str]| {
        let said = town.run(&[&["nightly"], more].concat(), &[]);
        assert!(matches!(said.code, 0 | 3), "{}{}", said.out, said.err);
        town.results()
    };
    // Nothing but what is not due: nothing is damaged, and nothing is used up.
    town.send_day(1);
    let none = run(&["--as-of", &town.day(0)]);
    let due = (&none["rows"]["rows_not_due"], &none["rows"]["rows_quarantined"]);
    assert_eq!((&none["status"], due), (&"waiting".into(), (&town.lines(&[1]).height().into(), &0.into())));
    // The first file reaches into the second day; one line is of a year that is not yet.
    town.send("a.parquet", &town.lines(&[0, 1]));
    (1..5).for_each(|day| town.send_day(day));
    let mut typo = town.lines(&[4]).slice(0, 1);
    let far = chrono::NaiveDate::from_ymd_opt(2999, 1, 1).unwrap().to_epoch_days();
    let day = Column::new("accepted_on".into(), [far]).cast(&DataType::Date).unwrap();
    typo.with_column(day).unwrap();
    town.send("typo.parquet", &typo);
    let future = town.run(&["nightly", "--as-of", "2999-01-01"], &[]);
    assert!(future.code == 2 && future.err.contains("lies in the future (today is "), "{}", future.err);
    let first = run(&["--as-of", &town.day(0)]);
    assert_eq!(first["rows"]["rows_fresh"], town.lines(&[0]).height());
    // Most of what came in is of later days: it is not due, and no sign of damage. Only the mistyped year is.
    let later = town.lines(&[1]).height() + town.lines(&[1, 2, 3, 4]).height();
    assert_eq!((&first["rows"]["rows_not_due"], &first["rows"]["rows_quarantined"]), (&later.into(), &1.into()));
    assert_eq!(first["rows"]["rows_read"], town.lines(&[0]).height() + later + 1);
    assert_eq!(first["status"], "done-with-quarantine");
    let told = first["notes"].as_array().unwrap().iter().any(|note| note.as_str().unwrap().contains("not due yet"));
    assert!(told, "{}", first["notes"]);
    // Asked for once more, it is the same night: what it left unread is not another input.
    assert_eq!(run(&["--as-of", &town.day(0)])["status"], "nothing-to-do");
    let second = run(&[]);
    let rest = town.lines(&[1, 2, 3, 4]).height();
    assert_eq!(second["rows"]["rows_fresh"], rest, "{}", second["rows"]);
    assert_eq!(second["night"], town.day(4));
    // The mistyped year was told of once; its file is not read again.
    assert_eq!((&second["rows"]["rows_not_due"], &second["rows"]["rows_quarantined"]), (&0.into(), &0.into()));
    assert_eq!(learned(&town.day(4)), learned(&town.day(0)) + rest as u64);
    assert_eq!(run(&[])["status"], "nothing-to-do");
    let replayed = town.run(&["replay-night", &town.day(4)], &[]);
    assert_eq!(replayed.code, 0, "{}{}", replayed.out, replayed.err);
}

#[test]
fn a_panic_is_told_and_a_held_night_is_asked_again_by_other_settings() {
    let town = Town::founded();
    town.send_day(0);
    let old = "name,aliases,country,address,listed_on\nOLD PARTY LTD,,NL,,2024-06-17\n";
    fs::write(town.place("registers/restricted_end_users.csv"), old).unwrap();
    let run = |days: &str, drill: &[(&str, &str)]| {
        let days = format!("gates.parties_days={days}");
        town.run(&["nightly", "--set", &days, "--set", "gates.on_fail=hold"], drill)
    };
    let broken = run("30", &[("TIDEWAITER_FAULT", "panic:60")]);
    assert_eq!(broken.code, 70, "{}", broken.err);
    let results = town.results();
    assert_eq!((results["status"].as_str(), results["exit_code"].as_u64()), (Some("failed"), Some(70)));
    assert!(results["failed"]["error"].as_str().unwrap().contains("panicked"), "{results}");
    assert!(fs::read_to_string(town.place("t.prom")).unwrap().contains("tidewaiter_last_run_exit_code 70"));
    for _ in 0..2 {
        assert_eq!((run("30", &[]).code, town.results()["status"].as_str()), (1, Some("held")));
    }
    let raised = run("9999", &[]);
    assert!(matches!(raised.code, 0 | 3), "{}{}", raised.out, raised.err);
    assert!(town.place("out").join(town.day(0)).is_dir() && !town.place("out/held").join(town.day(0)).exists());
}

#[test]
fn nights_without_late_lines_leave_the_evening_of_a_replay() {
    let town = Town::founded();
    for day in [0, 1] {
        town.send_day(day);
        let said = town.run(&["nightly"], &[]);
        assert!(matches!(said.code, 0 | 3), "{}", said.err);
    }
    let place = |name: &str| town.place(name).to_str().unwrap().to_owned();
    let (past, registers, out) = (place("past.parquet"), place("registers"), place("again"));
    let said = crate::cli::tidewaiter(&["replay", &past, &place("in"), "--out", &out, "--registers", &registers], &[]);
    assert_eq!(said.code, 0, "{}", said.err);
    let (own, replayed) = (town.place("state/baselines").join(town.day(1)), town.place("again").join(town.day(1)));
    let mut compared = 0;
    for entry in fs::read_dir(&replayed).unwrap().flatten() {
        let name = entry.file_name();
        if name != "snapshot.json" {
            assert!(fs::read(entry.path()).unwrap() == fs::read(own.join(&name)).unwrap(), "{name:?} differs");
            compared += 1;
        }
    }
    assert!(compared > 10);
}

#[test]
fn a_failed_gate_is_told_or_holds_the_night_back() {
    let town = Town::founded();
    town.send_day(0);
    let old = "name,aliases,country,address,listed_on\nOLD PARTY LTD,,NL,,2024-06-17\n";
    fs::write(town.place("registers/restricted_end_users.csv"), old).unwrap();
    let held = town.run(&["nightly", "--set", "gates.parties_days=30", "--set", "gates.on_fail=hold"], &[]);
    assert_eq!(held.code, 1, "{}{}", held.out, held.err);
    assert!(held.out.contains("gate parties-age failed") && held.out.contains("--past-gates"), "{}", held.out);
    assert!(!town.place("out").join(town.day(0)).exists() && town.place("out/held").join(town.day(0)).is_dir());
    assert!(!town.place("cases.db").exists() && !town.place("state/baselines").join(town.day(0)).exists());
    let again = town.run(&["nightly", "--set", "gates.parties_days=30", "--set", "gates.on_fail=hold"], &[]);
    assert_eq!((again.code, town.results()["status"].as_str().unwrap()), (1, "held"), "{}", again.err);
    let past =
        town.run(&["nightly", "--set", "gates.parties_days=30", "--set", "gates.on_fail=hold", "--past-gates"], &[]);
    assert_eq!((past.code, town.results()["status"].as_str().unwrap()), (1, "gate-failed"), "{}", past.err);
    assert!(town.place("out").join(town.day(0)).is_dir() && !town.place("out/held").join(town.day(0)).exists());
    assert!(
        fs::read_to_string(town.place("t.prom")).unwrap().contains("tidewaiter_gate_failed{gate=\"parties-age\"} 1")
    );
}

/// Takes the first undecided cases of a store and clears them, with a second person where one is needed; how many stand decided.
fn clear_some(store: &std::path::Path, wanted: usize) -> usize {
    let store = Sqlite::open(store, OpenMode::Write).unwrap();
    let (officer, second) = (Actor::everywhere("li", Role::Supervisor), Actor::everywhere("wang", Role::Supervisor));
    let filter = QueueFilter { states: vec![State::New], ..QueueFilter::default() };
    let queue = store.queue(&officer, &filter, Page { offset: 0, rows: wanted as u32 }).unwrap();
    let at = chrono::Utc::now();
    let reason = tidewaiter::cases::reasons_for(Verdict::Clear).next().unwrap().code;
    for case in &queue.rows {
        let lines = store.case(&officer, case.id).unwrap().lines.into_iter().map(|line| line.dossier);
        let opened =
            lines.map(|line| LineName { declaration_id: line.declaration_id, item_no: line.item_no }).collect();
        let finding = Finding {
            outcome: Outcome::Clear,
            typology: None,
            seized_kg: None,
            seized_value_usd: None,
            inspected_on: at.date_naive(),
            lines: opened,
        };
        let decision = Decision {
            verdict: Verdict::Clear,
            reason_code: reason.into(),
            note: "looked into, as declared".into(),
            finding: Some(finding),
        };
        let done = store.decide(&officer, at, case.id, case.version, &decision).unwrap();
        if done.proposed.is_some() {
            store.second(&second, at, case.id, done.version, true, "seen").unwrap();
        }
    }
    queue.rows.len()
}

#[test]
#[ignore = "the officer of benches/thirty_nights.py: decides cases of ./cases.db"]
fn officer() {
    assert!(clear_some(std::path::Path::new("cases.db"), 20) > 0);
}

#[test]
fn decisions_of_officers_are_known_to_later_nights() {
    let town = Town::founded();
    town.send_day(0);
    assert!(matches!(town.run(&["nightly"], &[]).code, 0 | 3));
    assert_eq!(clear_some(&town.place("cases.db"), 2), 2);
    town.send_day(1);
    let dry = town.run(&["nightly", "--dry-run"], &[]);
    assert!(dry.out.contains("its id follows when officers' decisions are asked for"), "{}{}", dry.out, dry.err);
    assert!(matches!(town.run(&["nightly"], &[]).code, 0 | 3));
    let plan = fs::read(town.place("out").join(town.day(1)).join("plan.json")).unwrap();
    let plan: serde_json::Value = serde_json::from_slice(&plan).unwrap();
    let hash = plan["decisions"]["sha256"].as_str().expect("decisions stand in the plan");
    let text = fs::read_to_string(town.place("state/archive").join(&hash[..2]).join(hash)).unwrap();
    assert!(text.contains(",clear,"), "{text}");
    let manifest = fs::read_to_string(town.place("out").join(town.day(1)).join("manifest.json")).unwrap();
    assert!(manifest.contains(hash), "the decisions are among the registers that were used");
    let off = town.run(&["config", "show", "--origin", "--set", "cases.feed_back=false"], &[]);
    assert!(
        off.out.contains("cases.feed_back = false") && off.out.contains("flag --set cases.feed_back"),
        "{}",
        off.out
    );
}
