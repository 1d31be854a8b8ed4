//! The queue and the search, held against a plain reading of all cases.

use super::world::*;
use crate::cases::Actor;
use crate::cases::CaseRow;
use crate::cases::CaseToOpen;
use crate::cases::Page;
use crate::cases::QueueFilter;
use crate::cases::Role;
use crate::cases::Sort;
use crate::cases::State;
use crate::cases::Store;
use crate::cases::Verdict;
use crate::cases::Whose;
use proptest::prelude::*;

fn world() -> World {
    let lanes = ["inspect", "review", "audit", "release"];
    let case = |n: usize| -> CaseToOpen {
        with(picked(&format!("53012026{n:06}"), lanes[n % 4], 1.0 / (1 + n % 17) as f64), |case| {
            let dossier = &mut case.dossier;
            dossier.office = ["5301", "0101", "2201"][n % 3].into();
            dossier.mineral = [Some("antimony".into()), Some("tungsten".into()), None][n % 3].clone();
            dossier.destination = ["JP", "US", "VN", ""][n % 4].into();
            dossier.exporter_id = format!("E{}", n % 5);
            dossier.goods = ["锑锭 antimony ingots", "钨丝 tungsten wire", "耐火砖 bricks"][n % 3].into();
            dossier.value_usd = (!n.is_multiple_of(7)).then_some(100.0 * n as f64);
        })
    };
    let world = World::new();
    world.night("run-1", "2026-11-20", (0..30).map(case).collect()).unwrap();
    world.night("run-2", "2026-11-21", (30..60).map(case).collect()).unwrap();
    for id in (1..=60).step_by(4) {
        let version = world.store.take(&officer(&format!("o{}", id % 3)), at(1), id, 1).unwrap().version;
        if id % 8 == 1 {
            let by = officer(&format!("o{}", id % 3));
            world.store.decide(&by, at(2), id, version, &verdict(Verdict::Release)).unwrap();
        }
    }
    world
}

fn all(world: &World) -> Vec<CaseRow> {
    (1..=60).map(|id| world.store.case(&officer("eye"), id).unwrap().row).collect()
}

/// What the filter says, in plain words.
fn meets(row: &CaseRow, filter: &QueueFilter) -> bool {
    let any = |list: &[String], value: &str| list.is_empty() || list.iter().any(|one| one == value);
    (if filter.states.is_empty() { row.state.open() } else { filter.states.contains(&row.state) })
        && any(&filter.lanes, &row.lane)
        && any(&filter.offices, &row.office)
        && any(&filter.minerals, row.mineral.as_deref().unwrap_or_default())
        && any(&filter.destinations, &row.destination)
        && any(&filter.exporters, &row.exporter_id)
        && (filter.verdicts.is_empty() || row.verdict.is_some_and(|verdict| filter.verdicts.contains(&verdict)))
        && match &filter.assignee {
            None => true,
            Some(Whose::Nobody) => row.assignee.is_none(),
            Some(Whose::Anybody) => row.assignee.is_some(),
            Some(Whose::User(user)) => row.assignee.as_ref() == Some(user),
        }
        && filter.nights.is_none_or(|(first, last)| (first..=last).contains(&row.night))
        && filter.risk_min.is_none_or(|least| row.risk >= least)
        && filter.due_before.is_none_or(|day| row.state.open() && row.due_on.is_some_and(|due| due < day))
        && filter.proposed.is_none_or(|proposed| proposed == row.proposed.is_some())
}

fn some_of(list: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
    prop::sample::subsequence(list, 0..=list.len().min(2))
        .prop_map(|list| list.into_iter().map(str::to_string).collect())
}

fn filters() -> impl Strategy<Value = QueueFilter> {
    let states = prop::sample::subsequence(State::ALL.to_vec(), 0..=5);
    let assignee = prop_oneof![
        Just(None),
        Just(Some(Whose::Nobody)),
        Just(Some(Whose::Anybody)),
        Just(Some(Whose::User("o1".into()))),
        Just(Some(Whose::User("nobody".into())))
    ];
    let sorts =
        prop::sample::select(vec![Sort::Priority, Sort::Risk, Sort::Due, Sort::Newest, Sort::Oldest, Sort::Value]);
    let nights = prop::option::of(Just((day("2026-11-21"), day("2026-11-21"))));
    let lists = (
        some_of(&["inspect", "review", "audit", "none"]),
        some_of(&["5301", "0101"]),
        some_of(&["antimony", "tungsten", ""]),
        some_of(&["JP", ""]),
        some_of(&["E1", "E2", "E9"]),
    );
    let rest = (
        nights,
        prop::option::of(0.0..1.0),
        prop::option::of(Just(day("2026-11-24"))),
        prop::option::of(any::<bool>()),
    );
    (states, lists, assignee, sorts, rest).prop_map(|(states, lists, assignee, sort, rest)| QueueFilter {
        states,
        lanes: lists.0,
        offices: lists.1,
        minerals: lists.2,
        destinations: lists.3,
        exporters: lists.4,
        assignee,
        nights: rest.0,
        risk_min: rest.1,
        due_before: rest.2,
        proposed: rest.3,
        sort,
        ..QueueFilter::default()
    })
}

#[test]
fn a_filtered_queue_holds_what_meets_it_in_order() {
    let world = world();
    let rows = all(&world);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(200));
    let asked = (filters(), 0u64..20, 1u32..30);
    runner
        .run(&asked, |(filter, offset, size)| {
            let queue = world.store.queue(&officer("eye"), &filter, Page { offset, rows: size }).unwrap();
            let whole = world.store.queue_ids(&officer("eye"), &filter, 100).unwrap();
            let mut expected: Vec<i64> = rows.iter().filter(|row| meets(row, &filter)).map(|row| row.id).collect();
            prop_assert_eq!(queue.total, expected.len() as u64);
            let page: Vec<i64> = queue.rows.iter().map(|row| row.id).collect();
            let wanted: Vec<i64> = whole.iter().copied().skip(offset as usize).take(size as usize).collect();
            prop_assert_eq!(page, wanted);
            // A facet says how many there would be with that value alone.
            for (lane, count) in &queue.facets.lanes {
                let one = QueueFilter { lanes: vec![lane.clone()], ..filter.clone() };
                prop_assert_eq!(*count, rows.iter().filter(|row| meets(row, &one)).count() as u64);
            }
            for (state, count) in &queue.facets.states {
                let one = QueueFilter { states: vec![*state], ..filter.clone() };
                prop_assert_eq!(*count, rows.iter().filter(|row| meets(row, &one)).count() as u64);
            }
            // The order is that of the sort.
            let row = |id: &i64| &rows[(*id - 1) as usize];
            let falling =
                |key: &dyn Fn(&CaseRow) -> f64| whole.windows(2).all(|two| key(row(&two[0])) >= key(row(&two[1])));
            let in_order = match filter.sort {
                Sort::Priority => {
                    falling(&|row| f64::from(matches!(row.lane.as_str(), "inspect" | "audit")) * 10.0 + row.priority)
                }
                Sort::Risk => falling(&|row| row.risk),
                Sort::Value => falling(&|row| row.value_usd.unwrap_or(-1.0)),
                Sort::Due => whole.windows(2).all(|two| row(&two[0]).due_on <= row(&two[1]).due_on),
                Sort::Newest => whole.windows(2).all(|two| row(&two[0]).night >= row(&two[1]).night),
                Sort::Oldest => whole.windows(2).all(|two| row(&two[0]).night <= row(&two[1]).night),
            };
            prop_assert!(in_order, "{:?}: {:?}", filter.sort, whole);
            expected.sort();
            let mut sorted = whole.clone();
            sorted.sort();
            prop_assert_eq!(sorted, expected);
            Ok(())
        })
        .unwrap();
}

#[test]
fn the_capacity_line_lies_under_what_can_be_inspected() {
    let world = world();
    let queue = world.store.queue(&officer("eye"), &QueueFilter::default(), Page::default()).unwrap();
    let line = queue.capacity.unwrap();
    let above = queue.rows.iter().take_while(|row| matches!(row.lane.as_str(), "inspect" | "audit")).count();
    assert_eq!((line.capacity, line.above), (3, above as u64));
    let by_risk = QueueFilter { sort: Sort::Risk, ..QueueFilter::default() };
    assert_eq!(world.store.queue(&officer("eye"), &by_risk, Page::default()).unwrap().capacity, None);
}

#[test]
fn another_process_sees_what_this_one_does() {
    let world = world();
    let other = crate::cases::Sqlite::open(&world.path(), crate::cases::OpenMode::Write).unwrap();
    let nobody = QueueFilter { assignee: Some(Whose::Nobody), ..QueueFilter::default() };
    let total = |store: &crate::cases::Sqlite| store.queue(&officer("eye"), &nobody, Page::default()).unwrap().total;
    let before = (total(&other), total(&world.store));
    world.store.take(&officer("wang"), at(3), 2, 1).unwrap();
    assert_eq!((total(&other), total(&world.store)), (before.0 - 1, before.1 - 1));
    other.take(&officer("li"), at(3), 3, 1).unwrap();
    assert_eq!((total(&other), total(&world.store)), (before.0 - 2, before.1 - 2));
    world.whole();
}

#[test]
fn words_numbers_and_chinese_are_found() {
    let world = world();
    let found = |text: &str| world.store.search(&officer("eye"), text, 100).unwrap();
    assert_eq!(found("锑锭").total, 20);
    assert_eq!(found("钨丝").total, 20);
    assert_eq!(found("钨").total, 20);
    assert_eq!(found("锑丝").total, 0);
    assert_eq!(found("TUNGSTEN wire").total, 20);
    assert_eq!(found("tung").total, 20);
    assert_eq!(found("湖南新材料").total, 60);
    assert_eq!(found("新材").total, 60);
    assert_eq!(found("nippon 锑锭").total, 20);
    let by_number = found("53012026000007");
    assert_eq!((by_number.total, by_number.cases[0].declaration_id.as_str()), (1, "53012026000007"));
    assert_eq!((by_number.lines.len(), by_number.lines[0].case), (1, Some(8)));
    assert_eq!(found("5301202600000").lines.len(), 10);
    for nothing in ["", "  ", "\"", "*", "AND", "'; DROP TABLE cases; --"] {
        assert_eq!(found(nothing).cases.len(), 0, "{nothing}");
    }
    // Within the queue, with the other filters.
    let filter = QueueFilter { text: Some("锑锭".into()), lanes: vec!["audit".into()], ..QueueFilter::default() };
    let queue = world.store.queue(&officer("eye"), &filter, Page::default()).unwrap();
    let expected = all(&world)
        .into_iter()
        .filter(|row| row.goods.contains("锑锭") && meets(row, &QueueFilter { text: None, ..filter.clone() }));
    assert_eq!(queue.total, expected.count() as u64);
}

#[test]
fn similar_cases_come_with_what_they_share() {
    let world = World::opened(vec![
        picked("D1", "review", 0.2),
        with(picked("D2", "review", 0.2), |case| case.dossier.exporter_id = "E2".into()),
        with(picked("D3", "review", 0.2), |case| {
            case.dossier.exporter_id = "E3".into();
            case.dossier.consignee_name = "Other".into();
            case.dossier.hs_code = "9999000000".into();
        }),
        picked("D4", "review", 0.2),
    ]);
    for case in [1, 2, 3] {
        world.decide(&officer("wang"), 1, case, &verdict(Verdict::Release)).unwrap();
    }
    let similar = world.store.similar(&officer("wang"), 4, 10).unwrap();
    let told: Vec<(i64, Vec<&str>)> =
        similar.iter().map(|one| (one.row.id, one.shares.iter().map(String::as_str).collect())).collect();
    let all = vec!["exporter", "consignee", "heading", "typology", "destination", "mineral"];
    assert_eq!(told, [(1, all.clone()), (2, all[1..].to_vec())]);
    let row = world.store.case(&officer("wang"), 4).unwrap().row;
    assert_eq!((row.similar.decided, row.similar.found, row.similar.clear), (2, 0, 0));
    // Opened again, a case is no past one.
    world.store.reopen(&supervisor("zhao"), at(2), 1, world.version(1), "why").unwrap();
    assert_eq!(world.store.similar(&officer("wang"), 4, 10).unwrap().len(), 1);
}

#[test]
fn what_moved_into_the_place_of_a_decided_case_is_next() {
    let world = World::opened((0..5).map(|n| picked(&format!("D{n}"), "review", 0.29 - 0.01 * f64::from(n))).collect());
    let open = QueueFilter::default();
    let step = |id, place, forward| world.store.queue_step(&officer("wang"), &open, id, place, forward).unwrap();
    assert_eq!(step(2, Some(1), true), Some((3, 2)));
    assert_eq!(step(2, Some(4), false), Some((1, 0)), "where it stands is known better than what the address says");
    assert_eq!((step(5, None, true), step(1, None, false)), (None, None));
    world.decide(&officer("wang"), 1, 2, &verdict(Verdict::Release)).unwrap();
    assert_eq!(step(2, Some(1), true), Some((3, 1)), "2 stood second and is gone");
    assert_eq!(step(2, Some(1), false), Some((1, 0)));
    assert_eq!((step(2, None, true), step(2, None, false)), (Some((1, 0)), None));
    assert_eq!((step(2, Some(9), true), step(2, Some(9), false)), (None, Some((5, 3))));
    assert_eq!(step(99, Some(u64::MAX), true), None);
}

#[test]
fn what_was_answered_before_is_not_told_to_other_offices_nor_after_a_change() {
    let world = world();
    let text = QueueFilter { text: Some("锑锭".into()), states: State::ALL.into(), ..QueueFilter::default() };
    let of = |office: &str| of_offices("o1", Role::Officer, &[office]);
    let total = |who: &Actor, filter: &QueueFilter| {
        let queue = world.store.queue(who, filter, Page::default()).unwrap();
        assert_eq!(queue.rows.len() as u64, queue.total.min(50));
        let ids = world.store.queue_ids(who, filter, 100).unwrap();
        assert_eq!(ids.len() as u64, queue.total);
        // Walking reaches the same cases one by one, and no other.
        let mut walked: Vec<i64> = ids.first().copied().into_iter().collect();
        while let Some(last) = walked.last()
            && let Some((next, place)) = world.store.queue_step(who, filter, *last, None, true).unwrap()
        {
            assert_eq!(place, walked.len() as u64);
            walked.push(next);
        }
        assert_eq!(walked, ids);
        queue.total
    };
    for _ in 0..2 {
        assert_eq!((total(&officer("eye"), &text), total(&of("5301"), &text), total(&of("0101"), &text)), (20, 20, 0));
    }
    let mine = QueueFilter { assignee: Some(Whose::User("wang".into())), ..text.clone() };
    assert_eq!(total(&officer("wang"), &mine), 0);
    world.store.take(&officer("wang"), at(4), 4, 1).unwrap();
    assert_eq!(total(&officer("wang"), &mine), 1);
    // A night brings a new case with the words.
    let late = with(picked("530120269999", "review", 0.1), |case| {
        case.dossier.office = "0101".into();
        case.dossier.goods = "锑锭 antimony ingots".into();
    });
    world.night("run-3", "2026-11-22", vec![late]).unwrap();
    assert_eq!((total(&officer("eye"), &text), total(&of("5301"), &text), total(&of("0101"), &text)), (21, 20, 1));
}

#[test]
fn a_new_due_day_moves_a_case_in_the_order_of_due_days() {
    let world = World::opened(vec![picked("D1", "review", 0.9), picked("D2", "review", 0.8)]);
    let by_due = QueueFilter { sort: Sort::Due, ..QueueFilter::default() };
    let ids = |filter: &QueueFilter| world.store.queue_ids(&officer("eye"), filter, 10).unwrap();
    assert_eq!((ids(&by_due), ids(&QueueFilter::default())), (vec![1, 2], vec![1, 2]));
    let sooner = Some(day("2026-11-21"));
    world.store.set_due(&supervisor("zhao"), at(2), 2, world.version(2), sooner).unwrap();
    assert_eq!((ids(&by_due), ids(&QueueFilter::default())), (vec![2, 1], vec![1, 2]));
}
