//! Many at once: nothing is lost, nothing is done twice.

use super::world::*;
use crate::cases::OpenMode;
use crate::cases::QueueFilter;
use crate::cases::Refused;
use crate::cases::Sqlite;
use crate::cases::State;
use crate::cases::Store;
use crate::cases::Verdict;
use crate::cases::Whose;
use std::collections::HashMap;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

/// Lets officers decide on one queue until it is empty; half of them as if in another process.
fn decide_all(officers: usize, decisions: usize) {
    let world = World::opened((0..decisions).map(|n| picked(&format!("D{n}"), "release", 0.3)).collect());
    let other = Sqlite::open(&world.path(), OpenMode::Write).unwrap();
    let (done, stale) = (AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for n in 0..officers {
            let store = if n % 2 == 0 { &world.store } else { &other };
            let (done, stale) = (&done, &stale);
            scope.spawn(move || {
                let who = officer(&format!("officer-{n}"));
                let free = QueueFilter { assignee: Some(Whose::Nobody), ..QueueFilter::default() };
                for press in n.. {
                    // All read the same page of the queue, as people do, and press a key on some row of it.
                    let ids = store.queue_ids(&who, &free, 50).unwrap();
                    let Some(id) = ids.get(7 * press % ids.len().max(1)) else { break };
                    let row = store.case(&who, *id).unwrap().row;
                    if row.assignee.is_some() {
                        continue;
                    }
                    match store.decide(&who, at(1), *id, row.version, &verdict(Verdict::Release)) {
                        Ok(_) => done.fetch_add(1, Ordering::Relaxed),
                        Err(Refused::Stale { .. }) => stale.fetch_add(1, Ordering::Relaxed),
                        Err(other) => panic!("{other}"),
                    };
                }
            });
        }
    });
    assert_eq!(done.load(Ordering::Relaxed), decisions);
    let mut by: HashMap<String, usize> = HashMap::new();
    for id in 1..=decisions as i64 {
        let file = world.store.case(&officer("eye"), id).unwrap();
        assert_eq!((file.row.state, file.row.version, file.decisions.len()), (State::Decided, 2, 1));
        assert_eq!(file.row.decided_by.as_ref(), Some(&file.decisions[0].by));
        *by.entry(file.decisions[0].by.clone()).or_default() += 1;
    }
    assert_eq!(by.values().sum::<usize>(), decisions);
    world.whole();
    eprintln!("{decisions} decisions by {officers}: {} met a newer version", stale.load(Ordering::Relaxed));
}

#[test]
fn officers_on_one_queue_lose_and_double_nothing() {
    decide_all(12, 240);
}

#[test]
#[ignore = "the full bar of 50 officers and 5,000 decisions: a minute or more"]
fn fifty_officers_and_five_thousand_decisions() {
    decide_all(50, 5_000);
}

#[test]
fn a_night_is_opened_while_officers_decide() {
    let world = World::opened((0..40).map(|n| picked(&format!("D{n}"), "release", 0.3)).collect());
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for night in 0..5 {
                let name = format!("2026-12-{:02}", night + 1);
                let cases = (0..20).map(|n| picked(&format!("N{night}-{n}"), "release", 0.3)).collect();
                assert_eq!(world.night(&format!("later-{night}"), &name, cases).unwrap().opened.len(), 20);
            }
        });
        scope.spawn(|| {
            for id in 1..=40 {
                world.store.decide(&officer("wang"), at(1), id, 1, &verdict(Verdict::Release)).unwrap();
            }
        });
    });
    let all = QueueFilter { states: State::ALL.into(), ..QueueFilter::default() };
    assert_eq!(world.store.queue_ids(&officer("eye"), &all, 500).unwrap().len(), 140);
    world.whole();
}
