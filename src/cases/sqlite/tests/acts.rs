//! Taking, deciding, taking back, and two who meet.

use super::world::*;
use crate::cases::Refused;
use crate::cases::Role;
use crate::cases::Standing;
use crate::cases::State;
use crate::cases::Store;
use crate::cases::Verdict;

#[test]
fn a_case_is_taken_decided_and_closed() {
    let world = World::opened(vec![picked("D1", "review", 0.2)]);
    let wang = officer("wang");
    let taken = world.store.take(&wang, at(1), 1, 1).unwrap();
    assert_eq!((taken.version, taken.state), (2, State::Taken));
    // A second press of the key changes nothing.
    assert_eq!(world.store.take(&wang, at(1), 1, 2).unwrap(), taken);
    let done = world.decide(&wang, 2, 1, &verdict(Verdict::Release)).unwrap();
    assert_eq!((done.state, done.proposed), (State::Decided, None));
    let file = world.store.case(&wang, 1).unwrap();
    assert_eq!(file.row.decided_by.as_deref(), Some("wang"));
    assert_eq!(file.decisions[0].standing, Standing::Stands);
    assert_eq!(file.decisions[0].at, at(2));
    let deeds: Vec<String> = world.store.history(&wang, 1).unwrap().into_iter().map(|entry| entry.deed).collect();
    assert_eq!(deeds, ["open", "take", "decide"]);
    world.whole();
}

#[test]
fn verdicts_lead_where_they_say() {
    let all = Verdict::ALL.map(|one| {
        let world = World::opened(vec![picked("D1", "release", 0.2)]);
        let done = world.decide(&officer("wang"), 1, 1, &verdict(one)).unwrap();
        world.whole();
        (one, done.state, done.proposed.is_some())
    });
    use State::*;
    let told = [
        (Verdict::Inspect, Waiting, false),
        (Verdict::Release, Decided, false),
        (Verdict::Hold, Waiting, false),
        (Verdict::Escalate, Waiting, false),
        (Verdict::Seizure, Waiting, true),
        (Verdict::Clear, Decided, false),
    ];
    assert_eq!(all, told);
}

#[test]
fn who_comes_second_is_told_who_came_first() {
    let world = World::opened(vec![picked("D1", "review", 0.2)]);
    world.store.take(&officer("wang"), at(1), 1, 1).unwrap();
    world.store.put_back(&officer("wang"), at(2), 1, 2).unwrap();
    let late = world.store.decide(&officer("li"), at(3), 1, 1, &verdict(Verdict::Release));
    match late {
        Err(Refused::Stale { case: 1, expected: 1, found: 3, by, at: when, deed }) => {
            assert_eq!((by.as_str(), when, deed.as_str()), ("wang", at(2), "put-back"));
        }
        other => panic!("{other:?}"),
    }
    assert!(world.store.case(&officer("li"), 1).unwrap().decisions.is_empty());
}

#[test]
fn a_case_in_another_hand_is_left_there() {
    let world = World::opened(vec![picked("D1", "review", 0.2)]);
    let taken = world.store.take(&officer("wang"), at(1), 1, 1).unwrap().version;
    for refused in [
        world.store.take(&officer("li"), at(2), 1, taken),
        world.store.put_back(&officer("li"), at(2), 1, taken),
        world.store.decide(&officer("li"), at(2), 1, taken, &verdict(Verdict::Hold)),
    ] {
        assert!(matches!(refused, Err(Refused::InOtherHand { ref by, .. }) if by == "wang"), "{refused:?}");
    }
    let back = world.store.put_back(&supervisor("zhao"), at(3), 1, taken).unwrap();
    assert_eq!(back.state, State::New);
}

#[test]
fn every_act_can_be_taken_back_once() {
    let world = World::opened(vec![picked("D1", "review", 0.2)]);
    let wang = officer("wang");
    let fresh = world.store.case(&wang, 1).unwrap().row;
    let taken = world.store.take(&wang, at(1), 1, 1).unwrap();
    let held = world.decide(&wang, 2, 1, &verdict(Verdict::Hold)).unwrap();
    let released = world.decide(&wang, 3, 1, &verdict(Verdict::Release)).unwrap();
    assert_eq!(released.state, State::Decided);
    let back = world.store.undo(&wang, at(4), 1, released.version).unwrap();
    assert_eq!((back.state, back.version), (State::Waiting, 5));
    let file = world.store.case(&wang, 1).unwrap();
    let standings: Vec<Standing> = file.decisions.iter().map(|decided| decided.standing).collect();
    assert_eq!(standings, [Standing::Stands, Standing::Undone]);
    assert_eq!((file.row.verdict, file.row.decided_at, file.row.decided_by), (Some(Verdict::Hold), None, None));
    assert!(matches!(world.store.undo(&wang, at(4), 1, 5), Err(Refused::TooLate { .. })));
    world.whole();

    let world = World::opened(vec![picked("D1", "review", 0.2)]);
    world.store.take(&wang, at(1), 1, 1).unwrap();
    world.store.undo(&wang, at(2), 1, 2).unwrap();
    let row = world.store.case(&wang, 1).unwrap().row;
    assert_eq!((row.state, row.assignee, row.version), (State::New, None, 3));
    assert_eq!((fresh.state, fresh.assignee, taken.version, held.version), (State::New, None, 2, 3));
    world.whole();
}

#[test]
fn too_late_and_not_yours_is_not_taken_back() {
    let world = World::opened(vec![picked("D1", "review", 0.2)]);
    world.decide(&officer("wang"), 1, 1, &verdict(Verdict::Hold)).unwrap();
    let by = |who: &str, minutes| world.store.undo(&officer(who), at(minutes), 1, 2);
    assert!(matches!(by("li", 2), Err(Refused::TooLate { ref why }) if why.contains("wang")));
    assert!(matches!(by("wang", 12), Err(Refused::TooLate { ref why }) if why.contains("10 minutes")));
    // A comment in between is no act on the case.
    world.store.comment(&officer("li"), at(11), 1, "?").unwrap();
    assert!(by("wang", 11).is_ok());
}

#[test]
fn a_decision_must_be_whole() {
    let world = World::opened(vec![picked("D1", "release", 0.2)]);
    let field = |change: &dyn Fn(&mut crate::cases::Decision), one| {
        let mut decision = verdict(one);
        change(&mut decision);
        match world.decide(&officer("wang"), 1, 1, &decision) {
            Err(Refused::Invalid { field, .. }) => field,
            other => panic!("{other:?}"),
        }
    };
    use Verdict::*;
    assert_eq!(field(&|d| d.note = " \n".into(), Hold), "note");
    assert_eq!(field(&|d| d.note = "x".repeat(4_001), Hold), "note");
    assert_eq!(field(&|d| d.reason_code = "because".into(), Hold), "reason_code");
    assert_eq!(field(&|d| d.reason_code = "as-declared".into(), Release), "reason_code");
    assert_eq!(field(&|d| d.finding = None, Clear), "finding");
    assert_eq!(field(&|d| d.finding = verdict(Clear).finding, Hold), "finding");
    assert_eq!(field(&|d| d.finding = verdict(Clear).finding, Seizure), "outcome");
    let finding = |change: fn(&mut crate::cases::Finding)| {
        move |d: &mut crate::cases::Decision| change(d.finding.as_mut().unwrap())
    };
    assert_eq!(field(&finding(|f| f.typology = Some("T13".into())), Seizure), "typology");
    assert_eq!(field(&finding(|f| f.seized_kg = Some(f64::NAN)), Seizure), "seized_kg");
    assert_eq!(field(&finding(|f| f.seized_value_usd = Some(-1.0)), Seizure), "seized_value_usd");
    assert_eq!(field(&finding(|f| f.inspected_on = day("2026-11-23")), Clear), "inspected_on");
    assert_eq!(field(&finding(|f| f.inspected_on = day("2026-11-20")), Clear), "inspected_on");
    let stranger = |f: &mut crate::cases::Finding| {
        f.lines = vec![crate::cases::LineName { declaration_id: "D9".into(), item_no: 1 }];
    };
    assert_eq!(field(&finding(stranger), Clear), "lines");
    assert!(world.store.case(&officer("wang"), 1).unwrap().decisions.is_empty());
}

#[test]
fn a_case_is_given_to_who_can_work_on_it() {
    let world = World::opened(vec![picked("D1", "review", 0.2)]);
    let admin = crate::cases::Actor::everywhere("root", Role::Admin);
    let add = |name: &str, role, offices: Option<&[String]>| {
        world
            .store
            .add_user(&admin, at(0), name, role, offices, &format!("$argon2id${}", "x".repeat(40)), true)
            .unwrap();
    };
    add("li", Role::Officer, None);
    add("far", Role::Officer, Some(&["0101".into()]));
    add("ann", Role::Analyst, None);
    let zhao = supervisor("zhao");
    for (name, known) in [("far", true), ("ann", true), ("nobody", false)] {
        let refused = world.store.assign(&zhao, at(1), 1, 1, Some(name));
        assert_eq!(matches!(refused, Err(Refused::Invalid { field: "to", .. })), known, "{refused:?}");
        assert_eq!(matches!(refused, Err(Refused::Unknown { what: "user", .. })), !known);
    }
    let given = world.store.assign(&zhao, at(1), 1, 1, Some("li")).unwrap();
    assert_eq!(given.state, State::Taken);
    let due = world.store.set_due(&zhao, at(2), 1, given.version, Some(day("2026-12-01"))).unwrap();
    assert_eq!(world.store.case(&zhao, 1).unwrap().row.due_on, Some(day("2026-12-01")));
    let back = world.store.undo(&zhao, at(3), 1, due.version).unwrap();
    assert_eq!(world.store.case(&zhao, 1).unwrap().row.due_on, Some(day("2026-11-29")));
    let freed = world.store.assign(&zhao, at(4), 1, back.version, None).unwrap();
    assert_eq!(freed.state, State::New);
    world.whole();
}

#[test]
fn a_closed_case_is_opened_again_with_a_reason() {
    let world = World::opened(vec![picked("D1", "release", 0.2)]);
    world.decide(&officer("wang"), 1, 1, &verdict(Verdict::Clear)).unwrap();
    let refused = world.decide(&officer("wang"), 2, 1, &verdict(Verdict::Hold));
    assert!(matches!(refused, Err(Refused::WrongState { state: State::Decided, .. })));
    let zhao = supervisor("zhao");
    assert!(matches!(world.store.reopen(&zhao, at(3), 1, 2, ""), Err(Refused::Invalid { field: "note", .. })));
    let open = world.store.reopen(&zhao, at(3), 1, 2, "new facts").unwrap();
    assert_eq!(open.state, State::Reopened);
    assert_eq!(world.store.labels(&zhao, at(4), None, None).unwrap(), []);
    let taken = world.store.take(&officer("li"), at(5), 1, open.version).unwrap();
    let back = world.store.put_back(&officer("li"), at(6), 1, taken.version).unwrap();
    assert_eq!(back.state, State::Reopened);
    world.whole();
}

#[test]
fn time_never_runs_backwards_in_the_log() {
    let world = World::opened(vec![picked("D1", "release", 0.2)]);
    world.store.comment(&officer("wang"), at(10), 1, "first").unwrap();
    let second = world.store.comment(&officer("wang"), at(5), 1, "second").unwrap();
    assert_eq!(second.at, at(10));
}
