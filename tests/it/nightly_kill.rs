//! Nights that are killed, run into a full disk, or find the place taken: what stands afterwards is a whole night or none.

use crate::town::{Town, copy, published, results_in, run_in};
use std::fs;
use std::path::Path;
use tidewaiter::cases::{Actor, OpenMode, Page, QueueFilter, Role, Sqlite, Store};

/// A town that has run a night, and whose next one brings fresh, late, corrected and repeated lines.
fn on_the_eve() -> Town {
    use polars::prelude::{ChunkApply, IntoColumn};
    let town = Town::founded();
    let all = town.lines(&[0]);
    town.send("a.parquet", &all.slice(4, all.height()));
    let said = town.run(&["nightly"], &[]);
    assert!(matches!(said.code, 0 | 3), "{}", said.err);
    let mut more = all.slice(0, 8);
    let mut otherwise = all.slice(9, 1);
    let heavier = otherwise.column("net_mass_kg").unwrap().f64().unwrap().apply_values(|kg| kg + 7.0);
    otherwise.with_column(heavier.into_column()).unwrap();
    more.vstack_mut(&otherwise).unwrap();
    town.send("b.parquet", &more);
    town.send_day(1);
    town
}

fn cases(town: &Path) -> (u64, usize) {
    let store = Sqlite::open(&town.join("cases.db"), OpenMode::Write).unwrap();
    let who = Actor::everywhere("auditor", Role::Supervisor);
    let queue = store.queue(&who, &QueueFilter::default(), Page { offset: 0, rows: 1 }).unwrap();
    (queue.total, store.nights().unwrap().len())
}

/// How many points a night passes.
fn points(town: &Town) -> u64 {
    let place = tempfile::tempdir().unwrap();
    town.copied(place.path());
    let said = run_in(place.path(), &["nightly"], &[("TIDEWAITER_FAULT", "count:0")]);
    let told = said.err.lines().find_map(|line| line.strip_prefix("drill: ")).unwrap_or_default().to_owned();
    told.split(' ').next().and_then(|n| n.parse().ok()).unwrap_or_else(|| panic!("{}", said.err))
}

/// TIDEWAITER_KILLS sets how many points are tried; `.ci/run` tries a hundred.
fn tried(of: u64, usual: u64) -> Vec<u64> {
    let wanted = std::env::var("TIDEWAITER_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(usual).clamp(2, of);
    let mut at: Vec<u64> = (0..wanted).map(|n| 1 + n * (of - 1) / (wanted - 1)).collect();
    at.dedup();
    at
}

#[test]
fn killed_anywhere_the_next_start_ends_in_the_same_bytes() {
    let town = on_the_eve();
    let night = format!("out/{}/", town.day(1));
    let points = points(&town);
    assert!(points > 60, "{points}");
    let place = tempfile::tempdir().unwrap();
    let whole = place.path().join("whole");
    town.copied(&whole);
    let said = run_in(&whole, &["nightly"], &[]);
    assert!(matches!(said.code, 0 | 3), "{}", said.err);
    let (wanted, wanted_cases) = (published(&whole), cases(&whole));
    assert!(wanted.keys().any(|name| name.starts_with(&night)));
    for at in tried(points, 10) {
        let broken = place.path().join("broken");
        town.copied(&broken);
        let said = run_in(&broken, &["nightly"], &[("TIDEWAITER_FAULT", &format!("abort:{at}"))]);
        assert_eq!(said.code, -1, "point {at} of {points}: it was not killed: {}", said.err);
        // What a reader sees in the meantime is the whole night or nothing of it.
        let seen: Vec<_> = published(&broken).into_iter().filter(|(name, _)| name.starts_with(&night)).collect();
        for (name, hash) in &seen {
            assert_eq!(wanted.get(name), Some(hash), "point {at}: {name}");
        }
        let count = wanted.keys().filter(|name| name.starts_with(&night)).count();
        assert!(seen.is_empty() || seen.len() == count, "point {at}: {} of {count} files", seen.len());
        let said = run_in(&broken, &["nightly"], &[]);
        assert!(matches!(said.code, 0 | 3), "point {at}: {}", said.err);
        let found = published(&broken);
        let differ: Vec<_> = wanted.iter().filter(|(name, hash)| found.get(*name) != Some(hash)).collect();
        assert!(differ.is_empty() && found.len() == wanted.len(), "point {at}: {differ:?}");
        assert_eq!(cases(&broken), wanted_cases, "point {at}");
        let again = run_in(&broken, &["nightly"], &[]);
        assert_eq!((again.code, results_in(&broken)["status"].as_str()), (0, Some("nothing-to-do")), "point {at}");
        assert!(fs::read_dir(broken.join("state/work")).unwrap().next().is_none(), "point {at}: something is left");
        fs::remove_dir_all(&broken).unwrap();
    }
}

#[test]
fn a_full_or_forbidden_disk_leaves_no_half_night_and_tells_it() {
    let town = on_the_eve();
    let night = format!("out/{}/", town.day(1));
    let points = points(&town);
    let place = tempfile::tempdir().unwrap();
    let whole = place.path().join("whole");
    town.copied(&whole);
    run_in(&whole, &["nightly"], &[]);
    let wanted = published(&whole);
    for (n, at) in tried(points, 6).into_iter().enumerate() {
        let harm = ["full", "denied"][n % 2];
        let broken = place.path().join("broken");
        town.copied(&broken);
        let said = run_in(&broken, &["nightly"], &[("TIDEWAITER_FAULT", &format!("{harm}:{at}"))]);
        assert!(matches!(said.code, 73 | 0 | 3), "{harm} at {at}: {} {}", said.code, said.err);
        let seen = published(&broken).keys().filter(|name| name.starts_with(&night)).count();
        let count = wanted.keys().filter(|name| name.starts_with(&night)).count();
        assert!(seen == 0 || seen == count, "{harm} at {at}: {seen} of {count} files");
        let said = run_in(&broken, &["nightly"], &[]);
        assert!(matches!(said.code, 0 | 3), "{harm} at {at}: {}", said.err);
        assert_eq!(published(&broken), wanted, "{harm} at {at}");
        fs::remove_dir_all(&broken).unwrap();
    }
}

/// No drill: the system itself refuses to let any file grow beyond a bound, in the midst of a write.
#[test]
fn short_writes_leave_no_half_night() {
    let town = on_the_eve();
    let night = format!("out/{}/", town.day(1));
    let place = tempfile::tempdir().unwrap();
    let whole = place.path().join("whole");
    town.copied(&whole);
    run_in(&whole, &["nightly"], &[]);
    let wanted = published(&whole);
    // Blocks of 512 bytes; the signal is ignored, so that writes fail as on a full disk.
    for blocks in [4, 60, 400] {
        let broken = place.path().join("broken");
        town.copied(&broken);
        let said = std::process::Command::new("sh")
            .args(["-c", "trap '' XFSZ; ulimit -f \"$0\"; exec \"$1\" nightly --config \"$2\""])
            .args([
                &blocks.to_string(),
                env!("CARGO_BIN_EXE_tidewaiter"),
                broken.join("tidewaiter.toml").to_str().unwrap(),
            ])
            .output()
            .unwrap();
        let err = String::from_utf8_lossy(&said.stderr);
        assert!(!said.status.success(), "{blocks} blocks are enough for a night: {err}");
        let seen = published(&broken).keys().filter(|name| name.starts_with(&night)).count();
        let count = wanted.keys().filter(|name| name.starts_with(&night)).count();
        assert!(seen == 0 || seen == count, "{blocks} blocks: {seen} of {count} files");
        let last = results_in(&broken);
        assert!(blocks < 60 || last["status"] == "failed" || seen == count, "{blocks} blocks: {last}");
        let said = run_in(&broken, &["nightly"], &[]);
        assert!(matches!(said.code, 0 | 3), "{blocks} blocks: {}", said.err);
        assert_eq!(published(&broken), wanted, "{blocks} blocks");
        fs::remove_dir_all(&broken).unwrap();
    }
}

#[test]
fn a_broken_input_fails_the_run_and_the_results_tell_it() {
    let town = Town::founded();
    fs::write(town.place("in/broken.parquet"), b"PAR1 and then nothing").unwrap();
    let said = town.run(&["nightly"], &[]);
    assert_eq!(said.code, 65, "{}", said.err);
    let results = town.results();
    assert_eq!((results["status"].as_str(), results["failed"]["stage"].as_str()), (Some("failed"), Some("read")));
    assert!(results["failed"]["error"].as_str().unwrap().contains("broken.parquet"), "{results}");
    assert!(results["failed"]["remedy"].as_str().unwrap().contains("start again"));
    let run = results["run_id"].as_str().unwrap();
    assert!(town.place("out/runs").join(run).join("run_results.json").is_file());
    assert!(fs::read_to_string(town.place("t.prom")).unwrap().contains("tidewaiter_last_run_exit_code 65"));
    // Mended, the next start takes it up; nothing of the broken run is left.
    fs::remove_file(town.place("in/broken.parquet")).unwrap();
    town.send_day(0);
    assert!(matches!(town.run(&["nightly"], &[]).code, 0 | 3));
    assert!(fs::read_dir(town.place("state/work")).unwrap().next().is_none());
    // A folder that nobody may write into.
    let denied = town.run(&["nightly", "--set", "places.out=/proc/nowhere"], &[]);
    assert_eq!(denied.code, 73, "{}", denied.err);
}

#[test]
fn a_living_run_holds_the_place_and_a_dead_one_does_not() {
    let town = Town::founded();
    town.send_day(0);
    let lock = fs::File::create(town.place("state/lock")).unwrap();
    fs::write(town.place("state/lock"), r#"{"pid":4711,"host":"desk","since":"2025-01-01T02:00:00Z"}"#).unwrap();
    lock.lock().unwrap();
    let busy = town.run(&["nightly"], &[]);
    assert_eq!(busy.code, 75, "{}", busy.err);
    assert!(busy.err.contains("process 4711 on desk (since 2025-01-01T02:00:00Z)"), "{}", busy.err);
    drop(lock);
    let said = town.run(&["nightly"], &[]);
    assert!(matches!(said.code, 0 | 3), "{}", said.err);
    assert!(said.err.contains("its lock is stale"), "{}", said.err);
}

#[test]
fn killed_from_outside_at_any_moment_it_goes_on() {
    let town = on_the_eve();
    let place = tempfile::tempdir().unwrap();
    let whole = place.path().join("whole");
    copy(town.folder.path(), &whole);
    run_in(&whole, &["nightly"], &[]);
    let (wanted, wanted_cases) = (published(&whole), cases(&whole));
    let broken = place.path().join("broken");
    copy(town.folder.path(), &broken);
    // Each start gets further before it is killed, until one ends by itself.
    for wait in [150, 400, 900, 1_600, 2_500, 4_000, 60_000] {
        let mut run = std::process::Command::new(env!("CARGO_BIN_EXE_tidewaiter"))
            .args(["nightly", "--config", broken.join("tidewaiter.toml").to_str().unwrap()])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let until = std::time::Instant::now() + std::time::Duration::from_millis(wait);
        while std::time::Instant::now() < until && run.try_wait().unwrap().is_none() {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        let ended = run.try_wait().unwrap();
        if let Some(ended) = ended {
            assert!(matches!(ended.code(), Some(0 | 3)), "{ended}");
            break;
        }
        run.kill().unwrap();
        run.wait().unwrap();
    }
    assert_eq!(published(&broken), wanted);
    assert_eq!(cases(&broken), wanted_cases);
}
