//! The registry under hands that mean well, hands that do not, and crashes.

use super::approved::{APPROVED, Approved, Named};
use super::lock::Lock;
use super::log::LOG;
use super::manifest::LabelCounts;
use super::testing::{AT, EVIDENCE, INPUTS, add, add_made, asked, by, comparison, day, grown_parts, manifest, promote};
use super::*;
use crate::error::Error;
use ndarray::{Array2, Axis};
use std::fs;
use std::path::Path;

fn speaker(models: &Path) -> (String, String) {
    let spoken = Registry::speaker(models, EVIDENCE).spoken;
    (spoken.by, spoken.note.unwrap_or_default())
}

fn told<T>(result: Result<T, Error>, code: u8, says: &str) {
    let error = result.map(drop).unwrap_err();
    assert_eq!(error.exit_code(), code, "{error}");
    assert!(error.to_string().contains(says), "{error}");
}

/// The entries of a log's text and where it ends.
fn read(text: &str) -> (Vec<Entry>, Head) {
    let (entries, _) = log::parse(Path::new(LOG), text.as_bytes()).unwrap();
    let head = entries.last().unwrap().head();
    (entries, head)
}

/// A registry with two champions after one another and a shadow: seven entries.
fn lived() -> (tempfile::TempDir, [Named; 3]) {
    let models = tempfile::tempdir().unwrap();
    let place = models.path();
    let made = [add(place, "risk"), add(place, "risk"), add(place, "korea")];
    promote(place, &made[0]);
    promote(place, &made[1]);
    Registry::shadow(place, Some("korea-1"), EVIDENCE, by("Zhao")).unwrap();
    Registry::roll_back(place, EVIDENCE, by("Zhao")).unwrap();
    (models, made)
}

#[test]
fn a_model_is_trained_promoted_and_speaks() {
    let models = tempfile::tempdir().unwrap();
    let place = models.path();
    assert_eq!(speaker(place), ("label-free".into(), String::new()), "by choice, so nothing is to be told");
    let first = add(place, "risk");
    assert_eq!(speaker(place).0, "label-free", "trained is not approved");
    promote(place, &first);
    let speaks = Registry::speaker(place, EVIDENCE);
    assert_eq!((speaks.spoken.by.as_str(), speaks.spoken.note.as_deref()), ("risk-1", None));
    assert_eq!(speaks.log, Registry::open(place).unwrap().head());
    let learned = speaks.champion.unwrap();
    assert_eq!((learned.name(), learned.inputs().len()), ("risk-1", INPUTS));
    let mut x = Array2::from_shape_fn((4, INPUTS), |(row, column)| (row * 30 + column) as f32);
    x[[1, 2]] = f32::NAN;
    let risks = learned.score(x.view());
    assert_eq!(risks.len(), 4);
    for risk in &risks {
        assert!([risk.false_declaration, risk.re_export, risk.risk].iter().all(|p| (0.0..=1.0).contains(p)));
    }
    let one = learned.score(x.select(Axis(0), &[1]).view());
    assert_eq!(one[0], risks[1], "a row alone");
    let parts = learned.contributions(x.view());
    assert_eq!(parts.dim(), (4, INPUTS + 1));
    for (row, risk) in parts.rows().into_iter().zip(&risks) {
        let margin: f32 = row.sum();
        assert!((1.0 / (1.0 + (-margin).exp()) - risk.risk).abs() < 1e-5, "contributions add up to the margin");
    }
    assert!(learned.fits("another").unwrap_err().contains("train a model anew"));
}

#[test]
fn numbers_are_never_used_twice() {
    let models = tempfile::tempdir().unwrap();
    add(models.path(), "risk");
    assert_eq!(add(models.path(), "risk").model, "risk-2");
    fs::remove_dir_all(models.path().join("risk-2")).unwrap();
    assert_eq!(add(models.path(), "risk").model, "risk-3", "the log remembers");
    fs::create_dir(models.path().join("risk-9")).unwrap();
    assert_eq!(add(models.path(), "risk").model, "risk-10", "so does the folder");
    assert_eq!(add(models.path(), "risk-x").model, "risk-x-1");
}

#[test]
fn a_promotion_needs_another_persons_approval() {
    let models = tempfile::tempdir().unwrap();
    let place = models.path();
    let made = add(place, "risk");
    comparison(None, &made).write(&Comparison::place(place, LABEL_FREE, "risk-1")).unwrap();
    for trainer in ["Li", " li ", "LI", "Ｌｉ", "L i"] {
        told(Registry::promote(place, asked("risk-1"), by(trainer)), 2, "cannot approve it");
    }
    told(Registry::promote(place, asked("risk-1"), by("  ")), 2, "name of a person");
    let silent = Decider { why: " ", ..by("Wang") };
    told(Registry::promote(place, asked("risk-1"), silent), 2, "reason");
    told(Registry::promote(place, asked("risk-1"), Decider { at: "today", ..by("Wang") }), 2, "RFC 3339");
    told(Registry::promote(place, asked("risk-7"), by("Wang")), 2, "no model is called `risk-7`");
    told(Registry::promote(place, asked("../risk-1"), by("Wang")), 2, "no model is called");
    let entry = Registry::promote(place, asked("risk-1"), by(" Wang ")).unwrap();
    assert_eq!((entry.who.as_str(), entry.role, entry.action), ("Wang", Role::Approver, Action::Promoted));
    assert_eq!(entry.evidence["champion"]["model"], LABEL_FREE);
    told(Registry::promote(place, asked("risk-1"), by("Wang")), 2, "champion already");
}

#[test]
fn a_promotion_needs_a_comparison_of_these_two_models() {
    let models = tempfile::tempdir().unwrap();
    let place = models.path();
    let (first, second) = (add(place, "risk"), add(place, "risk"));
    told(Registry::promote(place, asked("risk-1"), by("Wang")), 65, "risk-1 was not compared with label-free");
    promote(place, &first);
    let path = Comparison::place(place, "risk-1", "risk-2");
    let says = |made: Comparison, says: &str| {
        let mut made = made;
        made.write(&path).unwrap();
        told(Registry::promote(place, asked("risk-2"), by("Wang")), 65, says);
    };
    let good = || comparison(Some(&first), &second);
    let mut other = good();
    other.challenger.model_sha256 = "0".repeat(64);
    says(other, "it compares risk-2 (000000000000), not risk-2");
    let mut other = good();
    other.champion.model_sha256 = "0".repeat(64);
    says(other, "not risk-1");
    says(comparison(None, &second), "it compares label-free (no hash), not risk-1");
    let mut other = good();
    other.slice.evidence = "another".into();
    says(other, "made on evidence another");
    let mut other = good();
    other.slice.from = day("2025-06-15");
    says(other, "risk-2 learned from lines up to 2025-06-15");
    let mut few = good();
    few.labels = LabelCounts { clear: 400, false_declaration: 6, re_export: 3, both: 0, other: 0 };
    says(few, "9 of its lines are evasion, and 10 are needed");
    let mut worse = good();
    worse.challenger.average_precision.value = 0.3;
    worse.challenger.average_precision.low = 0.2;
    says(worse, "risk-2 falls behind risk-1: average precision 0.300 against 0.500");
    let although = Promotion { although_worse: true, ..asked("risk-2") };
    let entry = Registry::promote(place, although, by("Wang")).unwrap();
    assert_eq!(entry.evidence["falls_behind"].as_array().unwrap().len(), 1, "the log says so");
    assert_eq!(speaker(place).0, "risk-2");
}

#[test]
fn a_model_of_other_evidence_is_not_promoted_and_does_not_speak() {
    let models = tempfile::tempdir().unwrap();
    let place = models.path();
    let old = Manifest { evidence: "old".into(), ..manifest("risk") };
    let made = add_made(place, old);
    comparison(None, &made).write(&Comparison::place(place, LABEL_FREE, "risk-1")).unwrap();
    told(Registry::promote(place, asked("risk-1"), by("Wang")), 2, "would not speak");
    let made = add(place, "risk");
    promote(place, &made);
    let other = Registry::speaker(place, "newer").spoken;
    assert_eq!(other.by, LABEL_FREE);
    let note = other.note.unwrap();
    assert!(note.contains("risk-2 does not speak, the label-free risk stands in its place"), "{note}");
    assert!(note.contains("trained on evidence 0123456789abcdef, and this program measures newer"), "{note}");
}

#[test]
fn the_way_back_is_always_open() {
    let models = tempfile::tempdir().unwrap();
    let place = models.path();
    let made: Vec<Named> = (0..4).map(|_| add(place, "risk")).collect();
    told(Registry::roll_back(place, EVIDENCE, by("Zhao")), 2, "none to go back from");
    made.iter().for_each(|model| drop(promote(place, model)));
    let damage = |model: &str| fs::write(place.join(model).join("weights-risk.bin"), b"").unwrap();
    damage("risk-4");
    let (by_whom, note) = speaker(place);
    assert_eq!(by_whom, LABEL_FREE);
    assert!(note.contains("risk-4") && note.contains("weights-risk.bin"), "{note}");
    damage("risk-2");
    let back = Registry::roll_back(place, EVIDENCE, by("Zhao")).unwrap();
    assert_eq!((back.entry.model.as_str(), back.entry.evidence["from"].as_str()), ("risk-3", Some("risk-4")));
    assert_eq!(speaker(place), ("risk-3".into(), String::new()));
    let back = Registry::roll_back(place, EVIDENCE, by("Zhao")).unwrap();
    assert_eq!((back.entry.model.as_str(), back.passed_over.len()), ("risk-1", 1));
    assert!(back.passed_over[0].starts_with("risk-2: "), "{:?}", back.passed_over);
    let back = Registry::roll_back(place, EVIDENCE, by("Zhao")).unwrap();
    assert_eq!((back.entry.model.as_str(), back.entry.model_sha256.as_str()), (LABEL_FREE, ""));
    assert_eq!(speaker(place), (LABEL_FREE.into(), String::new()));
    promote(place, &made[2]);
    assert_eq!(speaker(place).0, "risk-3", "who went may come again");
}

#[test]
fn a_shadow_listens_until_it_is_promoted_retired_or_sent_away() {
    let models = tempfile::tempdir().unwrap();
    let place = models.path();
    let made = [add(place, "risk"), add(place, "risk")];
    promote(place, &made[0]);
    let shadow = |model| Registry::shadow(place, model, EVIDENCE, by("Zhao"));
    told(shadow(None), 2, "no model is scored in the shadow");
    told(shadow(Some("risk-1")), 2, "is the champion");
    shadow(Some("risk-2")).unwrap();
    told(shadow(Some("risk-2")), 2, "is the shadow already");
    let speaks = Registry::speaker(place, EVIDENCE);
    assert_eq!((speaks.spoken.by.as_str(), speaks.shadow.unwrap().name()), ("risk-1", "risk-2"));
    fs::remove_file(place.join("risk-2/manifest.json")).unwrap();
    let (by_whom, note) = speaker(place);
    assert_eq!(by_whom, "risk-1", "a damaged shadow hinders nobody");
    assert!(note.contains("risk-2 does not speak, nothing is scored in the shadow"), "{note}");
    Registry::retire(place, "risk-2", by("Zhao")).unwrap();
    assert_eq!(Registry::open(place).unwrap().standing().shadow, None);
    told(Registry::retire(place, "risk-2", by("Zhao")), 2, "already");
    told(Registry::retire(place, "risk-1", by("Zhao")), 2, "speaks");
    told(Registry::retire(place, "nobody-1", by("Zhao")), 2, "no model");
    let third = add(place, "risk");
    shadow(Some("risk-3")).unwrap();
    promote(place, &third);
    assert_eq!(Registry::open(place).unwrap().standing().shadow, None, "it speaks now");
    add(place, "risk");
    shadow(Some("risk-4")).unwrap();
    shadow(None).unwrap();
    assert!(Registry::speaker(place, EVIDENCE).shadow.is_none());
    told(Registry::promote(place, asked("risk-2"), by("Wang")), 65, "lacks this file");
}

#[test]
fn every_model_is_listed_where_it_stands() {
    let (models, _) = lived();
    fs::remove_dir_all(models.path().join("risk-2")).unwrap();
    let registry = Registry::open(models.path()).unwrap();
    let listed: Vec<_> =
        registry.models().into_iter().map(|one| (one.model, one.place, one.manifest.is_ok())).collect();
    let expected =
        [("korea-1", Place::Shadow, true), ("risk-1", Place::Champion, true), ("risk-2", Place::Waiting, false)];
    assert_eq!(listed, expected.map(|(model, place, whole)| (model.to_string(), place, whole)));
}

#[test]
fn a_model_put_in_the_place_of_another_does_not_speak() {
    let models = tempfile::tempdir().unwrap();
    let place = models.path();
    promote(place, &add(place, "risk"));
    let other = tempfile::tempdir().unwrap();
    let wider = Manifest { trained_by: "Sun".into(), ..manifest("risk") };
    Registry::add(other.path(), wider, &grown_parts(), AT, "elsewhere").unwrap();
    fs::remove_dir_all(place.join("risk-1")).unwrap();
    fs::create_dir(place.join("risk-1")).unwrap();
    for entry in fs::read_dir(other.path().join("risk-1")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, place.join("risk-1").join(path.file_name().unwrap())).unwrap();
    }
    let (by_whom, note) = speaker(place);
    assert_eq!(by_whom, LABEL_FREE);
    assert!(note.contains("is not the model that was trained under this name"), "{note}");
}

#[test]
fn what_was_done_to_the_log_is_found() {
    let (models, _) = lived();
    let place = models.path();
    let (log, approved) = (place.join(LOG), place.join(APPROVED));
    let text = fs::read_to_string(&log).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    assert_eq!(lines.len(), 7);
    let broken = |text: String, says: &str| {
        fs::write(&log, text).unwrap();
        told(Registry::open(place), 65, says);
        let (by_whom, note) = speaker(place);
        assert!(by_whom == LABEL_FREE && note.contains(says), "{note}");
        told(Registry::roll_back(place, EVIDENCE, by("Zhao")), 65, says);
    };
    broken(text.replace("Wang", "Wong"), "line 4");
    broken([&lines[..3], &lines[4..]].concat().concat(), "line 4");
    broken([&lines[..3], &[lines[4], lines[3]], &lines[5..]].concat().concat(), "line 4");
    broken(lines[..6].concat(), "cut off: it ends with entry 6, and approved.json knows entry 7");
    broken(String::new(), "cut off: it ends with entry 0");
    broken(text[..text.len() - 10].into(), "cut off");
    broken(text.clone() + "{\"number\":8", "something stands behind its last entry 7");
    broken(text.clone() + "\n", "line 8");
    // An entry that nobody announced, though its hashes are right.
    let (entries, head) = read(&text);
    let mut forged = entries[3].clone();
    forged.model = "korea-1".into();
    let line = forged.seal_after(&head);
    broken(text.clone() + &line, "it goes on to entry 8, and approved.json knows only entry 7");
    fs::remove_file(&log).unwrap();
    told(Registry::open(place), 65, "cut off");
    fs::write(&log, &text).unwrap();

    let whole = fs::read_to_string(&approved).unwrap();
    let replaced = |text: &str, says: &str| {
        fs::write(&approved, text).unwrap();
        told(Registry::open(place), 65, says);
        assert_eq!(speaker(place).0, LABEL_FREE);
    };
    replaced(&whole.replace("\"risk-1\"", "\"risk-2\""), "names risk-2 as champion");
    replaced(&whole.replace("\"korea-1\"", "\"risk-1\""), "the log says risk-1 and korea-1");
    replaced(&whole.replace("\"number\": 7", "\"number\": 6"), "its entry 6 is not the one");
    replaced("{}", "damaged");
    replaced("", "damaged");
    replaced(&whole.replace("\"format\": 1", "\"format\": 2"), "layout is 2");
    replaced(&whole.replace("\"format\"", "\"colour\": 1, \"format\""), "unknown field `colour`");
    // An older state of both files' ends: the head of then, with the log of now.
    let then: Approved = serde_json::from_str(&whole).unwrap();
    let older = Approved { log: read(&lines[..6].concat()).1, ..then };
    replaced(&serde_json::to_string(&older).unwrap(), "goes on to entry 7");
    fs::remove_file(&approved).unwrap();
    told(Registry::open(place), 65, "approved.json");
    fs::write(&approved, &whole).unwrap();
    assert_eq!(speaker(place).0, "risk-1");
}

#[test]
fn a_crash_leaves_the_old_state_or_the_new_one() {
    let (models, _) = lived();
    let place = models.path();
    let (log, approved) = (place.join(LOG), place.join(APPROVED));
    let (before, settled) = (fs::read(&log).unwrap(), fs::read(&approved).unwrap());
    Registry::roll_back(place, EVIDENCE, by("Zhao")).unwrap();
    let after = fs::read(&log).unwrap();
    let done: Approved = serde_json::from_slice(&fs::read(&approved).unwrap()).unwrap();
    let announced = Approved { pending: Some(done.log.sha256.clone()), ..serde_json::from_slice(&settled).unwrap() };
    for end in [before.len(), before.len() + 1, after.len() - 1, after.len()] {
        fs::write(&log, &after[..end]).unwrap();
        announced.write(place).unwrap();
        let registry = Registry::open(place).unwrap();
        let whole = end == after.len();
        assert_eq!((registry.entries().len(), registry.unfinished()), if whole { (8, false) } else { (7, true) });
        assert_eq!(speaker(place).0, if whole { LABEL_FREE } else { "risk-1" });
        add(place, "next");
        let registry = Registry::open(place).unwrap();
        assert_eq!(registry.entries().len(), if whole { 9 } else { 8 });
        assert!(!registry.unfinished());
    }
}

#[test]
fn two_do_not_write_at_once() {
    let (models, _) = lived();
    let lock = Lock::to_write(models.path()).unwrap();
    told(Registry::roll_back(models.path(), EVIDENCE, by("Zhao")), 75, "try again later");
    told(Registry::add(models.path(), manifest("risk"), &grown_parts(), AT, "a test"), 75, "another program");
    drop(lock);
    Registry::roll_back(models.path(), EVIDENCE, by("Zhao")).unwrap();
}
