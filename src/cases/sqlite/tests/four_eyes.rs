//! What needs a second person, and who that may be.

use super::world::*;
use crate::cases::Refused;
use crate::cases::Standing;
use crate::cases::State;
use crate::cases::Store;
use crate::cases::Verdict;

#[test]
fn releasing_a_red_case_waits_for_a_second_person() {
    for (lane, risk, red) in
        [("inspect", 0.1, true), ("audit", 0.1, true), ("review", 0.6, true), ("review", 0.4, false)]
    {
        let world = World::opened(vec![picked("D1", lane, risk)]);
        assert_eq!(world.store.case(&officer("wang"), 1).unwrap().row.red, red);
        let done = world.decide(&officer("wang"), 1, 1, &verdict(Verdict::Release)).unwrap();
        assert_eq!(
            (done.state, done.proposed.is_some()),
            if red { (State::Waiting, true) } else { (State::Decided, false) }
        );
    }
}

#[test]
fn clearing_unopened_is_a_release_by_another_name() {
    let world = World::opened(vec![picked("D1", "inspect", 0.9), picked("D2", "inspect", 0.8)]);
    assert!(world.decide(&officer("wang"), 1, 1, &verdict(Verdict::Clear)).unwrap().proposed.is_some());
    world.decide(&officer("wang"), 2, 2, &verdict(Verdict::Inspect)).unwrap();
    let cleared = world.decide(&supervisor("zhao"), 3, 2, &verdict(Verdict::Clear)).unwrap();
    assert_eq!((cleared.state, cleared.proposed), (State::Decided, None));
    world.whole();
}

#[test]
fn who_ordered_the_inspection_does_not_clear_it_alone() {
    let world = World::opened(vec![picked("D1", "inspect", 0.9), picked("D2", "review", 0.2)]);
    let wang = officer("wang");
    for case in [1, 2] {
        world.decide(&wang, 1, case, &verdict(Verdict::Inspect)).unwrap();
    }
    let red = world.decide(&wang, 2, 1, &verdict(Verdict::Clear)).unwrap();
    assert_eq!((red.state, red.proposed), (State::Waiting, Some(Verdict::Clear)));
    let done = world.store.second(&supervisor("zhao"), at(3), 1, red.version, true, "").unwrap();
    assert_eq!(done.state, State::Decided);
    let pale = world.decide(&wang, 2, 2, &verdict(Verdict::Clear)).unwrap();
    assert_eq!((pale.state, pale.proposed), (State::Decided, None));
    // Another's order that counts no more is none.
    let world = World::opened(vec![picked("D1", "inspect", 0.9)]);
    world.decide(&supervisor("zhao"), 1, 1, &verdict(Verdict::Inspect)).unwrap();
    world.decide(&supervisor("qian"), 2, 1, &verdict(Verdict::Inspect)).unwrap();
    assert!(world.decide(&supervisor("qian"), 3, 1, &verdict(Verdict::Clear)).unwrap().proposed.is_some());
    world.whole();
}

#[test]
fn nobody_approves_their_own_proposal() {
    let world = World::opened(vec![picked("D1", "inspect", 0.9)]);
    let zhao = supervisor("zhao");
    let proposed = world.decide(&zhao, 1, 1, &verdict(Verdict::Seizure)).unwrap();
    assert_eq!(proposed.proposed, Some(Verdict::Seizure));
    let own = world.store.second(&zhao, at(2), 1, proposed.version, true, "");
    assert!(matches!(own, Err(Refused::SecondPersonNeeded { ref by, .. }) if by == "zhao"), "{own:?}");
    let by_officer = world.store.second(&officer("li"), at(2), 1, proposed.version, true, "");
    assert!(matches!(by_officer, Err(Refused::Forbidden { .. })));
    // Nor is it overtaken by another decision meanwhile.
    let other = world.decide(&zhao, 3, 1, &verdict(Verdict::Hold));
    assert!(matches!(other, Err(Refused::WrongState { .. })));
    let done = world.store.second(&supervisor("qian"), at(4), 1, proposed.version, true, "seen").unwrap();
    assert_eq!((done.state, done.proposed), (State::Decided, None));
    let file = world.store.case(&zhao, 1).unwrap();
    let second = file.decisions[0].second.as_ref().unwrap();
    assert_eq!((second.by.as_str(), second.approved, second.note.as_str()), ("qian", true, "seen"));
    assert_eq!((file.row.decided_by.as_deref(), file.row.decided_at), (Some("zhao"), Some(at(4))));
    world.whole();
}

#[test]
fn what_is_refused_goes_back_to_who_proposed_it() {
    let world = World::opened(vec![picked("D1", "inspect", 0.9)]);
    let wang = officer("wang");
    world.decide(&wang, 1, 1, &verdict(Verdict::Inspect)).unwrap();
    let proposed = world.decide(&wang, 2, 1, &verdict(Verdict::Seizure)).unwrap();
    let zhao = supervisor("zhao");
    let silent = world.store.second(&zhao, at(3), 1, proposed.version, false, " ");
    assert!(matches!(silent, Err(Refused::Invalid { field: "note", .. })));
    let back = world.store.second(&zhao, at(3), 1, proposed.version, false, "weigh it again").unwrap();
    assert_eq!((back.state, back.proposed), (State::Waiting, None));
    let file = world.store.case(&wang, 1).unwrap();
    let standings: Vec<Standing> = file.decisions.iter().map(|decided| decided.standing).collect();
    assert_eq!(standings, [Standing::Stands, Standing::Refused]);
    assert_eq!(file.row.assignee.as_deref(), Some("wang"));
    // The supervisor can take the refusal back: then the proposal waits again.
    let again = world.store.undo(&zhao, at(4), 1, back.version).unwrap();
    assert_eq!(again.proposed, Some(Verdict::Seizure));
    let file = world.store.case(&wang, 1).unwrap();
    assert_eq!((file.proposal.as_ref().map(|one| one.id), &file.proposal.unwrap().second), (Some(2), &None));
    world.whole();
}

#[test]
fn a_proposal_can_be_taken_back_by_who_made_it() {
    let world = World::opened(vec![picked("D1", "inspect", 0.9)]);
    let proposed = world.decide(&officer("wang"), 1, 1, &verdict(Verdict::Release)).unwrap();
    let back = world.store.undo(&officer("wang"), at(2), 1, proposed.version).unwrap();
    assert_eq!((back.state, back.proposed), (State::New, None));
    let nothing = world.store.second(&supervisor("zhao"), at(3), 1, back.version, true, "");
    assert!(matches!(nothing, Err(Refused::WrongState { .. })));
    world.whole();
}
