//! Opening nights: once, together, and in place of one another.

use super::world::*;
use crate::cases::Actor;
use crate::cases::Page;
use crate::cases::Party;
use crate::cases::QueueFilter;
use crate::cases::Refused;
use crate::cases::Role;
use crate::cases::Scope;
use crate::cases::State;
use crate::cases::Store;
use crate::cases::Verdict;

fn open_cases(world: &World) -> Vec<i64> {
    let mut ids = world.store.queue_ids(&officer("eye"), &QueueFilter::default(), 100).unwrap();
    ids.sort();
    ids
}

#[test]
fn the_same_run_opens_nothing_twice() {
    let world = World::new();
    let cases = || vec![picked("D1", "inspect", 0.9), picked("D2", "review", 0.3)];
    let first = world.night("run-1", "2026-11-21", cases()).unwrap();
    assert_eq!((first.already, first.opened.as_slice(), first.lines), (false, &[1, 2][..], 2));
    let again = world.night("run-1", "2026-11-21", cases()).unwrap();
    assert_eq!((again.already, again.opened, again.lines), (true, vec![1, 2], 0));
    assert_eq!(again.head, first.head);
    assert_eq!(world.store.head().unwrap(), first.head);
    world.whole();
}

#[test]
fn lines_that_belong_together_are_one_case() {
    let world = World::new();
    let ring = |declaration: &str, risk| keyed(picked(declaration, "review", risk), "ring-7");
    let other_office = with(ring("D2", 0.8), |case| case.dossier.office = "0101".into());
    let opened = world.night("run-1", "2026-11-21", vec![ring("D1", 0.4), other_office, picked("D3", "review", 0.1)]);
    assert_eq!(opened.unwrap().opened, [1, 2]);
    let file = world.store.case(&officer("wang"), 1).unwrap();
    assert_eq!((file.row.lines, file.row.declaration_id.as_str(), file.row.net_mass_kg), (2, "D2", Some(2_000.0)));
    assert_eq!(file.lines[0].dossier.declaration_id, "D2");
    // It lies in both offices.
    for office in ["5301", "0101"] {
        assert!(world.store.case(&of_offices("li", Role::Officer, &[office]), 1).is_ok());
    }
    assert!(world.store.case(&of_offices("li", Role::Officer, &["2201"]), 1).is_err());

    // The next night's line joins it while nobody has decided it.
    let joined = world.night("run-2", "2026-11-22", vec![ring("D4", 0.2)]).unwrap();
    assert_eq!((joined.opened.len(), joined.joined), (0, vec![1]));
    let row = world.store.case(&officer("wang"), 1).unwrap().row;
    assert_eq!((row.lines, row.version), (3, 2));
    // Who read it before is told.
    let stale = world.store.take(&officer("wang"), at(1), 1, 1);
    assert!(matches!(stale, Err(Refused::Stale { ref by, .. }) if by == "nightly"), "{stale:?}");
    // Of a decided one a new case is opened that refers to it.
    world.decide(&officer("wang"), 2, 1, &verdict(Verdict::Hold)).unwrap();
    world.decide(&supervisor("zhao"), 3, 1, &verdict(Verdict::Release)).unwrap();
    let anew = world.night("run-3", "2026-11-23", vec![ring("D5", 0.2)]).unwrap();
    assert_eq!(anew.opened, [3]);
    assert_eq!(world.store.case(&officer("wang"), 3).unwrap().row.refers_to, Some(1));
    world.whole();
}

#[test]
fn a_later_run_of_a_night_takes_its_place_where_nobody_has_acted() {
    let world = World::new();
    let night = |run: &str, cases| world.night(run, "2026-11-21", cases).unwrap();
    night("run-a", vec![picked("D1", "inspect", 0.9), picked("D2", "review", 0.3), picked("D3", "review", 0.2)]);
    world.store.take(&officer("wang"), at(1), 2, 1).unwrap();
    world.store.comment(&officer("wang"), at(1), 3, "seen").unwrap();
    let second =
        night("run-b", vec![picked("D1", "inspect", 0.95), picked("D2", "inspect", 0.5), picked("D4", "review", 0.2)]);
    assert_eq!(second.withdrawn, [1]);
    assert_eq!(second.kept.iter().map(|kept| kept.case).collect::<Vec<_>>(), [2, 3]);
    assert_eq!((second.kept[0].state, second.kept[0].by.as_str()), (State::Taken, "wang"));
    assert_eq!(second.opened, [4, 5]);
    assert_eq!(open_cases(&world), [2, 3, 4, 5]);
    // The withdrawn one can still be read, and not be worked on.
    let withdrawn = world.store.case(&officer("wang"), 1).unwrap().row;
    assert_eq!(withdrawn.withdrawn_by.as_deref(), Some("run-b"));
    let refused = world.store.take(&officer("wang"), at(2), 1, withdrawn.version);
    assert!(matches!(refused, Err(Refused::WrongState { .. })));
    // The lines of the night are those of the later run.
    let party = Party::Exporter("E1".into());
    let lines = world.store.timeline(&officer("wang"), &party, day("2026-01-01"), day("2026-12-31"), 10).unwrap();
    let mut names: Vec<&str> = lines.iter().map(|line| line.line.declaration_id.as_str()).collect();
    names.sort();
    assert_eq!(names, ["D1", "D2", "D4"]);
    let nights = world.store.nights().unwrap();
    assert_eq!((nights[1].record.run_id.as_str(), nights[1].superseded_by.as_deref()), ("run-a", Some("run-b")));
    world.whole();
}

#[test]
fn a_superseded_run_takes_its_lines_out_of_a_case_it_only_joined() {
    let world = World::new();
    let ring = |declaration: &str, risk| keyed(picked(declaration, "review", risk), "ring-7");
    world.night("run-1", "2026-11-20", vec![ring("D1", 0.3)]).unwrap();
    world.night("run-2a", "2026-11-21", vec![ring("D2", 0.9)]).unwrap();
    let again = world.night("run-2b", "2026-11-21", vec![ring("D3", 0.1)]).unwrap();
    assert_eq!((again.withdrawn.len(), again.kept.len(), again.joined), (0, 0, vec![1]));
    let file = world.store.case(&officer("wang"), 1).unwrap();
    let names: Vec<&str> = file.lines.iter().map(|line| line.dossier.declaration_id.as_str()).collect();
    assert_eq!((names, file.row.risk), (vec!["D1", "D3"], 0.3));
    world.whole();
}

#[test]
fn a_case_whose_first_run_has_left_it_is_withdrawn_with_its_last_line() {
    let world = World::new();
    let ring = |declaration: &str, risk| keyed(picked(declaration, "review", risk), "ring-7");
    assert_eq!(world.night("run-1a", "2026-11-20", vec![ring("D1", 0.3)]).unwrap().opened, [1]);
    assert_eq!(world.night("run-2a", "2026-11-21", vec![ring("D2", 0.9)]).unwrap().joined, [1]);
    // The first night is run again without its line: the case goes on with the second night's.
    let first = world.night("run-1b", "2026-11-20", vec![picked("D8", "review", 0.1)]).unwrap();
    assert_eq!((first.withdrawn.as_slice(), first.opened.as_slice()), (&[][..], &[2][..]));
    assert_eq!(world.store.case(&officer("wang"), 1).unwrap().row.lines, 1);
    let second = world.night("run-2b", "2026-11-21", vec![picked("D9", "review", 0.1)]).unwrap();
    assert_eq!((second.withdrawn.as_slice(), second.opened.as_slice()), (&[1][..], &[3][..]));
    assert_eq!(open_cases(&world), [2, 3]);
    world.whole();
}

#[test]
fn a_run_that_was_superseded_takes_its_place_back() {
    let world = World::new();
    let night = |run: &str, declaration: &str| {
        world.night(run, "2026-11-21", vec![picked(declaration, "inspect", 0.9)]).unwrap()
    };
    assert_eq!(night("run-a", "D1").opened, [1]);
    assert_eq!(night("run-b", "D2").withdrawn, [1]);
    let back = night("run-a", "D1");
    assert_eq!((back.already, back.opened.as_slice(), back.withdrawn.as_slice()), (false, &[3][..], &[2][..]));
    assert_eq!(open_cases(&world), [3]);
    // Sent again it opens nothing more.
    let again = night("run-a", "D1");
    assert_eq!((again.already, again.opened, again.head), (true, vec![3], back.head));
    let other = night("run-b", "D2");
    assert_eq!((other.already, other.opened.as_slice(), other.withdrawn.as_slice()), (false, &[4][..], &[3][..]));
    let runs: Vec<(String, Option<String>)> =
        world.store.nights().unwrap().into_iter().map(|night| (night.record.run_id, night.superseded_by)).collect();
    let told = |run: &str, by: Option<&str>| (run.to_string(), by.map(str::to_string));
    let expected = [
        told("run-b+", None),
        told("run-a+", Some("run-b+")),
        told("run-b", Some("run-a+")),
        told("run-a", Some("run-b")),
    ];
    assert_eq!(runs, expected);
    world.whole();
}

#[test]
fn what_fails_in_the_middle_leaves_nothing() {
    let world = World::new();
    let head = world.store.head().unwrap();
    let mut lines = (0..).map(|n| {
        assert!(n < 3, "the lines break off");
        row_of(&picked(&format!("D{n}"), "review", 0.1))
    });
    let broken = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        world.store.open_night(&record("run-1", "2026-11-21"), &mut lines, vec![picked("D1", "review", 0.1)])
    }));
    assert!(broken.is_err());
    assert_eq!(world.store.head().unwrap(), head);
    assert!(world.store.nights().unwrap().is_empty());
    // The store goes on working.
    assert_eq!(world.night("run-1", "2026-11-21", vec![picked("D1", "review", 0.1)]).unwrap().opened, [1]);
    world.whole();
}

#[test]
fn what_is_known_honest_is_marked_and_not_dropped() {
    let world = World::new();
    let zhao = supervisor("zhao");
    let scope = Scope { exporter_id: Some("E1".into()), hs_prefix: Some("8110".into()), ..Scope::default() };
    let expires = day("2026-12-01");
    let made = world.store.except(&zhao, at(0), &scope, "visited, all in order", expires).unwrap();
    let other =
        |declaration: &str| with(picked(declaration, "review", 0.1), |case| case.dossier.exporter_id = "E2".into());
    let opened = world.night("run-1", "2026-11-21", vec![picked("D1", "inspect", 0.9), other("D2")]).unwrap();
    assert_eq!((opened.opened.as_slice(), opened.excepted.as_slice()), (&[1, 2][..], &[1][..]));
    assert_eq!(open_cases(&world), [1, 2]);
    let filter = QueueFilter { excepted: Some(true), ..QueueFilter::default() };
    let queue = world.store.queue(&zhao, &filter, Page::default()).unwrap();
    assert_eq!((queue.total, queue.rows[0].exception), (1, Some(made.id)));
    // On the day it expires, and once it is ended, it marks no more.
    assert!(world.store.exceptions_in_force(expires).unwrap().is_empty());
    assert_eq!(world.store.exceptions_in_force(day("2026-11-30")).unwrap().len(), 1);
    let ended = world.store.end_exception(&zhao, at(5), made.id, "sold to others").unwrap();
    assert_eq!((ended.cases, ended.ended), (1, Some(("zhao".into(), at(5)))));
    assert!(world.night("run-2", "2026-11-22", vec![picked("D3", "review", 0.2)]).unwrap().excepted.is_empty());
    world.whole();
}

#[test]
fn an_exception_is_about_someone_and_for_a_time() {
    let world = World::new();
    let zhao = supervisor("zhao");
    let honest = Scope { exporter_id: Some("E1".into()), ..Scope::default() };
    let field = |scope: &Scope, reason: &str, expires: &str| match world.store.except(
        &zhao,
        at(0),
        scope,
        reason,
        day(expires),
    ) {
        Err(Refused::Invalid { field, .. }) => field,
        other => panic!("{other:?}"),
    };
    assert_eq!(field(&Scope { mineral: Some("antimony".into()), ..Scope::default() }, "why", "2026-12-01"), "scope");
    assert_eq!(field(&Scope { hs_prefix: Some("81%".into()), ..honest.clone() }, "why", "2026-12-01"), "hs_prefix");
    assert_eq!(field(&honest, "", "2026-12-01"), "reason");
    assert_eq!(field(&honest, "why", "2026-11-22"), "expires_on");
    assert_eq!(field(&honest, "why", "2027-11-24"), "expires_on");
}

#[test]
fn a_scope_covers_only_where_all_of_it_holds() {
    let dossier = picked("D1", "review", 0.1).dossier;
    let covers = |change: &dyn Fn(&mut Scope)| {
        let mut scope = Scope { exporter_id: Some("E1".into()), ..Scope::default() };
        change(&mut scope);
        scope.covers(&dossier)
    };
    assert!(covers(&|_| {}));
    assert!(covers(&|scope| scope.consignee = Some("Nippon Metals K.K.".into())));
    assert!(covers(&|scope| scope.signal = Some("unit-value-below-peers".into())));
    assert!(!covers(&|scope| scope.exporter_id = Some("E2".into())));
    assert!(!covers(&|scope| scope.consignee = Some("Nippon".into())));
    assert!(!covers(&|scope| scope.hs_prefix = Some("8111".into())));
    assert!(!covers(&|scope| scope.mineral = Some("tungsten".into())));
    assert!(!covers(&|scope| scope.signal = Some("new-route".into())));
    assert!(!covers(&|scope| *scope = Scope::default()));
}

#[test]
fn statistics_count_what_was_found() {
    let world = World::opened(vec![
        picked("D1", "audit", 0.1),
        picked("D2", "inspect", 0.9),
        picked("D3", "review", 0.2),
        picked("D4", "review", 0.2),
    ]);
    let wang = officer("wang");
    world.decide(&wang, 1, 1, &verdict(Verdict::Inspect)).unwrap();
    world.decide(&supervisor("zhao"), 2, 1, &verdict(Verdict::Clear)).unwrap();
    let seized = world.decide(&wang, 3, 2, &verdict(Verdict::Seizure)).unwrap();
    world.store.second(&supervisor("zhao"), at(4), 2, seized.version, true, "").unwrap();
    world.decide(&wang, 5, 3, &verdict(Verdict::Release)).unwrap();
    let told = world.store.statistics(&supervisor("zhao"), day("2026-11-22"), day("2026-11-22")).unwrap();
    assert_eq!((told.inspected, told.found, told.seized_kg, told.similar.decided), (2, 1, 950.5, 3));
    let lanes: Vec<_> =
        told.by_lane.iter().map(|rate| (rate.key.as_str(), rate.decided, rate.inspected, rate.found)).collect();
    assert_eq!(lanes, [("audit", 1, 1, 0), ("inspect", 1, 1, 1), ("review", 1, 0, 0)]);
    assert_eq!((told.by_signal[0].key.as_str(), told.by_signal[0].decided), ("unit-value-below-peers", 3));
    assert_eq!((told.backlog, told.per_day), (vec![(State::New, 1)], vec![(day("2026-11-22"), 3)]));
    let before = world.store.statistics(&supervisor("zhao"), day("2026-11-01"), day("2026-11-21")).unwrap();
    assert_eq!(before.similar.decided, 0);
    let elsewhere = of_offices("far", Role::Supervisor, &["0101"]);
    let nothing = world.store.statistics(&elsewhere, day("2026-11-22"), day("2026-11-22")).unwrap();
    assert_eq!((nothing.similar.decided, nothing.backlog.len()), (0, 0));
    assert!(
        world.store.statistics(&Actor::everywhere("x", Role::Officer), day("2026-11-22"), day("2026-11-22")).is_err()
    );
}
