//! Who may do what, written out: the table that the code must equal, and the store that must ask it.

use super::world::*;
use crate::cases::Actor;
use crate::cases::Deed;
use crate::cases::LogFilter;
use crate::cases::Page;
use crate::cases::Party;
use crate::cases::QueueFilter;
use crate::cases::Refused;
use crate::cases::Role;
use crate::cases::Scope;
use crate::cases::Store;
use crate::cases::Verdict;
use crate::cases::allowed;
use expect_test::expect;

#[test]
fn the_table_of_roles_and_deeds() {
    let mut table = String::from("deed                 officer supervisor analyst auditor admin\n");
    for deed in Deed::ALL {
        let marks = Role::ALL.map(|role| if allowed(role, deed) { "x" } else { "." });
        let [officer, supervisor, analyst, auditor, admin] = marks;
        table += &format!("{:20} {officer:7} {supervisor:10} {analyst:7} {auditor:7} {admin}\n", deed.name());
    }
    expect![[r#"
        deed                 officer supervisor analyst auditor admin
        view-cases           x       x          x       x       .
        take                 x       x          .       .       .
        assign               .       x          .       .       .
        set-due              .       x          .       .       .
        decide               x       x          .       .       .
        approve              .       x          .       .       .
        reopen               .       x          .       .       .
        undo                 x       x          .       .       .
        comment              x       x          x       .       .
        attach               x       x          .       .       .
        view-exceptions      x       x          x       x       .
        except               .       x          .       .       .
        save-view            x       x          x       x       .
        share-view           .       x          .       .       .
        export-cases         x       x          x       x       .
        export-labels        .       x          x       .       .
        view-statistics      .       x          x       x       .
        view-models          .       x          x       x       .
        view-warnings        x       x          x       x       .
        view-audit           .       .          .       x       x
        verify-audit         .       .          .       x       x
        view-users           .       x          .       x       x
        manage-users         .       .          .       .       x
        change-own-password  x       x          x       x       x
        open-night           .       .          .       .       .
    "#]]
    .assert_eq(&table);
}

/// Asks the store for a deed on case 1 of a fresh world; true where it was not refused for role or office.
fn tried(deed: Deed, who: &Actor) -> bool {
    let world = World::opened(vec![picked("D1", "review", 0.9)]);
    let store = &world.store;
    let root = Actor::everywhere("root", Role::Admin);
    let hash = format!("$argon2id${}", "x".repeat(40));
    store.add_user(&root, at(0), "me", Role::Officer, None, &hash, false).unwrap();
    let ok = |case: Result<(), Refused>| match case {
        Ok(()) => true,
        Err(Refused::Forbidden { role, deed: asked }) => {
            assert_eq!(role, who.role);
            assert!(!allowed(role, asked), "{asked:?} was refused to a {role:?}, who may");
            false
        }
        Err(Refused::Unknown { .. }) => false,
        // Past the door: refused for another reason.
        Err(_) => true,
    };
    // The world in which the deed makes sense.
    if matches!(deed, Deed::Approve | Deed::Undo) {
        let by = if deed == Deed::Undo { who.user.as_str() } else { "first" };
        let decision = verdict(Verdict::Release);
        store.decide(&officer(by), at(1), 1, 1, &decision).unwrap();
    }
    if deed == Deed::Reopen {
        let proposed = store.decide(&officer("first"), at(1), 1, 1, &verdict(Verdict::Release)).unwrap();
        store.second(&supervisor("other"), at(1), 1, proposed.version, true, "").unwrap();
    }
    let version = world.version(1);
    let scope = Scope { exporter_id: Some("E1".into()), ..Scope::default() };
    ok(match deed {
        Deed::ViewCases => store.case(who, 1).map(drop),
        Deed::Take => store.take(who, at(2), 1, version).map(drop),
        Deed::Assign => store.assign(who, at(2), 1, version, None).map(drop),
        Deed::SetDue => store.set_due(who, at(2), 1, version, None).map(drop),
        Deed::Decide => store.decide(who, at(2), 1, version, &verdict(Verdict::Hold)).map(drop),
        Deed::Approve => store.second(who, at(2), 1, version, true, "").map(drop),
        Deed::Reopen => store.reopen(who, at(2), 1, version, "why").map(drop),
        Deed::Undo => store.undo(who, at(2), 1, version).map(drop),
        Deed::Comment => store.comment(who, at(2), 1, "text").map(drop),
        Deed::Attach => store.attach(who, at(2), 1, "a.txt", "text/plain", b"text").map(drop),
        Deed::ViewExceptions => store.exceptions(who).map(drop),
        Deed::Except => store.except(who, at(2), &scope, "why", day("2026-12-24")).map(drop),
        Deed::SaveView => store.save_view(who, at(2), "mine", "lane=audit", false).map(drop),
        Deed::ShareView => store.save_view(who, at(2), "mine", "lane=audit", true).map(drop),
        Deed::ExportCases => store.exported(who, at(2), "case-file", &[1], &"ab".repeat(32)).map(drop),
        Deed::ExportLabels => store.labels(who, at(2), None, None).map(drop),
        Deed::ViewStatistics => store.statistics(who, day("2026-11-01"), day("2026-11-30")).map(drop),
        Deed::ViewAudit => store.log(who, &LogFilter::default(), 10).map(drop),
        Deed::VerifyAudit => store.verify(who, &[]).map(drop),
        Deed::ViewUsers => store.users(who).map(drop),
        Deed::ManageUsers => store.add_user(who, at(2), "new", Role::Officer, None, &hash, true).map(drop),
        Deed::ChangeOwnPassword => store.set_password(who, at(2), "me", &hash).map(drop),
        // Nothing in the store is asked for these; pages ask `allowed`.
        Deed::ViewModels | Deed::ViewWarnings | Deed::OpenNight => return allowed(who.role, deed),
    })
}

#[test]
fn the_store_asks_for_role_and_office_itself() {
    // Deeds that are about a case, and so about its office.
    let of_a_case = [
        Deed::ViewCases,
        Deed::Take,
        Deed::Assign,
        Deed::SetDue,
        Deed::Decide,
        Deed::Approve,
        Deed::Reopen,
        Deed::Undo,
        Deed::Comment,
        Deed::Attach,
        Deed::ExportCases,
    ];
    let places: [(Option<Vec<String>>, bool); 4] = [
        (None, true),
        (Some(vec!["5301".into(), "0101".into()]), true),
        (Some(vec!["0101".into()]), false),
        (Some(vec![]), false),
    ];
    for deed in Deed::ALL {
        for role in Role::ALL {
            for (offices, within) in &places {
                let who = Actor { user: "me".into(), role, offices: offices.clone() };
                let expected = allowed(role, deed) && (*within || !of_a_case.contains(&deed));
                assert_eq!(tried(deed, &who), expected, "{deed:?} by {who:?}");
            }
        }
    }
}

#[test]
fn every_list_ends_at_the_offices() {
    let far = |declaration: &str| with(picked(declaration, "review", 0.5), |case| case.dossier.office = "0101".into());
    let world = World::opened(vec![picked("D1", "review", 0.3), far("D2"), picked("D3", "review", 0.3)]);
    let zhao = supervisor("zhao");
    for case in [1, 2, 3] {
        world.decide(&zhao, 1, case, &verdict(Verdict::Inspect)).unwrap();
        if case < 3 {
            let done = world.decide(&zhao, 2, case, &verdict(Verdict::Seizure)).unwrap();
            world.store.second(&supervisor("qian"), at(2), case, done.version, true, "").unwrap();
        }
    }
    let near = of_offices("li", Role::Supervisor, &["5301"]);
    let all = QueueFilter { states: crate::cases::State::ALL.into(), ..QueueFilter::default() };
    let queue = world.store.queue(&near, &all, Page::default()).unwrap();
    assert_eq!(queue.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [1, 3]);
    assert_eq!((queue.total, queue.facets.offices), (2, vec![("5301".to_string(), 2)]));
    assert_eq!(queue.rows[1].similar.decided, 1);
    assert_eq!(world.store.queue(&zhao, &all, Page::default()).unwrap().total, 3);
    assert_eq!(world.store.similar(&near, 3, 10).unwrap().len(), 1);
    assert_eq!(world.store.similar(&zhao, 3, 10).unwrap().len(), 2);
    assert_eq!(world.store.search(&near, "antimony", 10).unwrap().total, 2);
    let timeline = |who: &Actor| {
        let party = Party::Exporter("E1".into());
        world.store.timeline(who, &party, day("2026-01-01"), day("2026-12-31"), 10).unwrap().len()
    };
    assert_eq!((timeline(&near), timeline(&zhao)), (2, 3));
    assert_eq!(world.store.labels(&near, at(3), None, None).unwrap().len(), 1);
    assert!(matches!(world.store.history(&near, 2), Err(Refused::Unknown { .. })));
    let log = |who: &Actor, limit| world.store.log(who, &LogFilter::default(), limit).unwrap();
    let (everywhere, own) =
        (log(&Actor::everywhere("wu", Role::Auditor), 100), log(&of_offices("wu", Role::Auditor, &["5301"]), 100));
    assert!(everywhere.iter().any(|entry| entry.subject == "case:2"));
    let rest: Vec<_> = everywhere.into_iter().filter(|entry| entry.subject != "case:2").collect();
    assert_eq!(own, rest);
    // The limit counts what is told, so that a page is full.
    assert_eq!(log(&of_offices("wu", Role::Auditor, &["0101"]), 3).len(), 3);
    let none = of_offices("li", Role::Supervisor, &[]);
    assert_eq!(world.store.queue(&none, &all, Page::default()).unwrap().total, 0);
}

#[test]
fn the_log_names_no_case_of_another_office() {
    let far = |declaration: &str| with(picked(declaration, "review", 0.2), |case| case.dossier.office = "0101".into());
    let world = World::opened(vec![picked("D1", "review", 0.3), far("D2"), picked("D3", "review", 0.3)]);
    let sha256 = "ab".repeat(32);
    for cases in [&[1, 2, 3][..], &[2], &[]] {
        // One case is an export of that case; a list of one office alone is of the other's.
        let cases = if cases == [2] { &[2, 2][..] } else { cases };
        world.store.exported(&supervisor("zhao"), at(1), "queue-csv", cases, &sha256).unwrap();
    }
    // A night that is run anew keeps what was touched, and names it.
    world.store.comment(&officer("li"), at(2), 1, "seen").unwrap();
    world.store.comment(&officer("li"), at(2), 2, "seen").unwrap();
    world.night("run-again", "2026-11-21", vec![picked("D1", "review", 0.3)]).unwrap();
    let deeds = ["export", "open-night"];
    let told = |offices: Option<&[&str]>| -> Vec<String> {
        let who = match offices {
            Some(offices) => of_offices("wu", Role::Auditor, offices),
            None => Actor::everywhere("wu", Role::Auditor),
        };
        let log = world.store.log(&who, &LogFilter::default(), 100).unwrap();
        let listed = |entry: &crate::cases::Entry| {
            let details: serde_json::Value = serde_json::from_str(&entry.details).unwrap();
            let list = if entry.deed == "export" { "cases" } else { "kept" };
            format!("{} {} {}", entry.deed, details[list], details["elsewhere"])
        };
        log.iter().filter(|entry| deeds.contains(&entry.deed.as_str())).map(listed).collect()
    };
    let all =
        ["open-night [1,2] null", "export [] null", "export [2,2] null", "export [1,2,3] null", "open-night [] null"];
    assert_eq!(told(None), all);
    assert_eq!(told(Some(&["5301", "0101"])), all);
    assert_eq!(told(Some(&["5301"])), ["open-night [1] 1", "export [] null", "export [1,3] 1", "open-night [] null"]);
    assert_eq!(
        told(Some(&["0101"])),
        ["open-night [2] 1", "export [] null", "export [2,2] null", "export [2] 2", "open-night [] null"]
    );
    assert_eq!(told(Some(&[])), ["open-night [] 2", "export [] null", "open-night [] null"]);
}
