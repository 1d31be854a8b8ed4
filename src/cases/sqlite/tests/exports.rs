//! What leaves the house: labels, attachments, case files.

use super::world::*;
use crate::cases::Actor;
use crate::cases::LineName;
use crate::cases::Outcome;
use crate::cases::Party;
use crate::cases::Refused;
use crate::cases::Role;
use crate::cases::Store;
use crate::cases::TimelineLine;
use crate::cases::Verdict;
use crate::cases::write_labels;
use expect_test::expect;

#[test]
fn decisions_become_rows_of_the_register_of_inspections() {
    let ring = |declaration: &str, lane: &str, risk| keyed(picked(declaration, lane, risk), "ring");
    let world = World::opened(vec![
        ring("D1", "inspect", 0.9),
        ring("D2", "review", 0.5),
        ring("D3", "audit", 0.1),
        picked("D4", "audit", 0.2),
        picked("D5", "review", 0.2),
        picked("D6", "review", 0.2),
    ]);
    let (wang, zhao) = (officer("wang"), supervisor("zhao"));
    let mut seizure = verdict(Verdict::Seizure);
    let name = |declaration: &str| LineName { declaration_id: declaration.into(), item_no: 1 };
    seizure.finding.as_mut().unwrap().lines = vec![name("D1"), name("D3")];
    let proposed = world.decide(&wang, 1, 1, &seizure).unwrap();
    // Before the second person has spoken there is nothing to learn from.
    assert!(world.store.labels(&zhao, at(2), None, None).unwrap().is_empty());
    // 17 hours later it is the next day in China.
    world.store.second(&zhao, at(17 * 60), 1, proposed.version, true, "").unwrap();
    world.decide(&wang, 18 * 60, 2, &verdict(Verdict::Inspect)).unwrap();
    world.decide(&zhao, 18 * 60, 2, &verdict(Verdict::Clear)).unwrap();
    world.decide(&wang, 18 * 60, 3, &verdict(Verdict::Release)).unwrap();
    let cleared = world.decide(&wang, 18 * 60, 4, &verdict(Verdict::Clear)).unwrap();
    world.store.undo(&wang, at(18 * 60 + 1), 4, cleared.version).unwrap();

    let labels = world.store.labels(&zhao, at(20 * 60), None, None).unwrap();
    let place = world.folder.path().join("inspections.csv");
    write_labels(&place, &labels).unwrap();
    expect![[r#"
        declaration_id,item_no,outcome,typology,seized_kg,seized_value_usd,inspected_on,known_on,selected_by,selection_probability
        D1,1,false_declaration,T2,950.5,40000,2026-11-22,2026-11-23,model,
        D3,1,false_declaration,T2,,,2026-11-22,2026-11-23,random,0.004
        D4,1,clear,,,,2026-11-22,2026-11-23,random,0.004
    "#]]
    .assert_eq(&std::fs::read_to_string(&place).unwrap());
    let on = |since: &str, until: &str| {
        world.store.labels(&zhao, at(20 * 60), Some(day(since)), Some(day(until))).unwrap().len()
    };
    assert_eq!((on("2026-11-22", "2026-11-22"), on("2026-11-23", "2026-11-23")), (0, 3));
    world.whole();
}

#[test]
fn of_several_lines_those_that_were_opened_are_named() {
    let world = World::opened(vec![
        keyed(picked("D1", "review", 0.2), "ring"),
        keyed(picked("D2", "review", 0.1), "ring"),
        picked("D3", "review", 0.1),
    ]);
    let mut clear = verdict(Verdict::Clear);
    let unnamed = world.decide(&officer("wang"), 1, 1, &clear);
    assert!(matches!(unnamed, Err(Refused::Invalid { field: "lines", .. })), "{unnamed:?}");
    assert!(world.decide(&officer("wang"), 1, 2, &clear).is_ok());
    clear.finding.as_mut().unwrap().lines = vec![LineName { declaration_id: "D2".into(), item_no: 1 }];
    world.decide(&officer("wang"), 2, 1, &clear).unwrap();
    let labels = world.store.labels(&supervisor("zhao"), at(3), None, None).unwrap();
    let names: Vec<&str> = labels.iter().map(|label| label.declaration_id.as_str()).collect();
    assert_eq!(names, ["D2", "D3"]);
    world.whole();
}

#[test]
fn labels_are_written_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("no").join("such.csv");
    assert!(write_labels(&place, &[]).is_err());
    // A folder stands in the way of the renaming: what was begun is swept up.
    let place = folder.path().join("labels.csv");
    std::fs::create_dir_all(place.join("in the way")).unwrap();
    assert!(write_labels(&place, &[]).is_err());
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["labels.csv"]);
}

#[test]
fn the_same_bytes_are_kept_once_and_come_back() {
    let world = World::opened(vec![picked("D1", "review", 0.2), picked("D2", "review", 0.2)]);
    let wang = officer("wang");
    let bytes = b"%PDF-1.7 an invoice";
    let one = world.store.attach(&wang, at(1), 1, "发票.pdf", "application/pdf", bytes).unwrap();
    let two = world.store.attach(&wang, at(1), 2, "same.pdf", "application/pdf", bytes).unwrap();
    assert_eq!(one.sha256, two.sha256);
    assert_eq!(world.store.attachment(&wang, one.id).unwrap(), (one.clone(), bytes.to_vec()));
    let connection = rusqlite::Connection::open(world.path()).unwrap();
    let kept: i64 = connection.query_row("SELECT count(*) FROM contents", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, 1);
    let file = world.store.case(&wang, 1).unwrap();
    assert_eq!((file.attachments, file.row.attachments, file.row.version), (vec![one.clone()], 1, 1));
    let far = of_offices("far", Role::Officer, &["0101"]);
    assert!(matches!(world.store.attachment(&far, one.id), Err(Refused::Unknown { .. })));
    world.whole();
    // Changed behind the log's back it is neither given out nor overlooked.
    connection.execute("UPDATE contents SET bytes = CAST('%PDF-1.7 another' AS BLOB)", []).unwrap();
    assert!(matches!(world.store.attachment(&wang, one.id), Err(Refused::Broken(_))));
    let proof = world.store.verify(&Actor::everywhere("a", Role::Auditor), &[]).unwrap();
    assert!(proof.faults[0].what.contains("was changed"));
}

#[test]
fn only_what_is_harmless_and_as_it_is_called_is_attached() {
    let world = World::opened(vec![picked("D1", "review", 0.2)]);
    let field = |name: &str, media: &str, bytes: &[u8]| match world.store.attach(
        &officer("wang"),
        at(1),
        1,
        name,
        media,
        bytes,
    ) {
        Err(Refused::Invalid { field, .. }) => field,
        other => panic!("{other:?}"),
    };
    assert_eq!(field("a.html", "text/html", b"<script>"), "media_type");
    assert_eq!(field("a.svg", "image/svg+xml", b"<svg/>"), "media_type");
    assert_eq!(field("a.pdf", "application/pdf", b"<html>"), "file");
    assert_eq!(field("a.txt", "text/plain", b"\xff\xfe"), "file");
    assert_eq!(field("a.txt", "text/plain", b""), "file");
    assert_eq!(field("a.txt", "text/plain", &vec![b'a'; 10 * 1024 * 1024 + 1]), "file");
    assert_eq!(field("a\r\n.txt", "text/plain", b"a"), "name");
    assert_eq!(field(" ", "text/plain", b"a"), "name");
}

#[test]
fn a_line_that_was_not_opened_does_not_bear_what_was_found_in_another() {
    let together = |declaration: &str| keyed(picked(declaration, "review", 0.2), "ring");
    let world = World::opened(vec![together("D1"), together("D2"), picked("D9", "review", 0.2)]);
    world.decide(&officer("wang"), 1, 1, &verdict(Verdict::Inspect)).unwrap();
    let mut seizure = verdict(Verdict::Seizure);
    seizure.finding.as_mut().unwrap().lines = vec![LineName { declaration_id: "D2".into(), item_no: 1 }];
    world.decide(&officer("wang"), 2, 1, &seizure).unwrap();
    let told = || -> Vec<(String, Option<Outcome>, Option<Outcome>)> {
        let party = Party::Exporter("E1".into());
        let lines = world.store.timeline(&officer("li"), &party, day("2026-01-01"), day("2026-12-31"), 9).unwrap();
        let told = |line: TimelineLine| (line.line.declaration_id, line.outcome, line.case_outcome);
        let mut lines: Vec<_> = lines.into_iter().map(told).collect();
        lines.sort();
        lines
    };
    let line = |name: &str, own, case| (name.to_string(), own, case);
    assert_eq!(told(), [line("D1", None, None), line("D2", None, None), line("D9", None, None)], "nothing stands yet");
    world.store.second(&supervisor("zhao"), at(3), 1, world.version(1), true, "").unwrap();
    let found = Some(Outcome::FalseDeclaration);
    assert_eq!(told(), [line("D1", None, found), line("D2", found, found), line("D9", None, None)]);
}

#[test]
fn what_was_taken_out_is_noted() {
    let world = World::opened(vec![picked("D1", "review", 0.2)]);
    let wang = officer("wang");
    let entry = world.store.exported(&wang, at(1), "case-file", &[1], &"ab".repeat(32)).unwrap();
    assert_eq!((entry.deed.as_str(), entry.subject.as_str()), ("export", "case:1"));
    assert_eq!(world.store.history(&wang, 1).unwrap().last(), Some(&entry));
    assert!(world.store.exported(&wang, at(1), "case-file", &[9], &"ab".repeat(32)).is_err());
    assert!(world.store.exported(&wang, at(1), "case-file", &[1], "ab").is_err());
    // The log is taken out by those who may read it, and nothing else by them.
    let root = Actor::everywhere("root", Role::Admin);
    let log = world.store.exported(&root, at(2), "audit-csv", &[], &"ab".repeat(32)).unwrap();
    assert_eq!((log.deed.as_str(), log.subject.as_str()), ("export", "audit"));
    let by_wang = world.store.exported(&wang, at(2), "audit-csv", &[], &"ab".repeat(32));
    assert!(matches!(by_wang, Err(Refused::Forbidden { .. })));
    let of_case = world.store.exported(&root, at(2), "case-file", &[1], &"ab".repeat(32));
    assert!(matches!(of_case, Err(Refused::Forbidden { .. })));
    world.whole();
}
