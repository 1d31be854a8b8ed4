//! Accounts, logins, sessions, views.

use super::world::*;
use crate::cases::Actor;
use crate::cases::Refused;
use crate::cases::Role;
use crate::cases::Store;

fn hash() -> String {
    format!("$argon2id${}", "x".repeat(40))
}

fn root() -> Actor {
    Actor::everywhere("root", Role::Admin)
}

fn with_users() -> World {
    let world = World::new();
    assert!(!world.store.has_users().unwrap());
    let console = Actor::everywhere("console", Role::Admin);
    world.store.add_user(&console, at(0), "root", Role::Admin, None, &hash(), false).unwrap();
    let offices = ["5301".to_string()];
    world.store.add_user(&root(), at(0), "wang", Role::Officer, Some(&offices), &hash(), true).unwrap();
    assert!(world.store.has_users().unwrap());
    world
}

#[test]
fn an_account_is_added_changed_and_disabled() {
    let world = with_users();
    let users = world.store.users(&root()).unwrap();
    assert_eq!(users.iter().map(|user| user.name.as_str()).collect::<Vec<_>>(), ["root", "wang"]);
    let known = world.store.credentials("wang").unwrap().unwrap();
    assert_eq!((known.password_hash, known.user.must_change_password), (hash(), true));
    assert_eq!(known.user.actor(), of_offices("wang", Role::Officer, &["5301"]));
    assert!(world.store.credentials("nobody").unwrap().is_none());
    let again = world.store.add_user(&root(), at(1), "wang", Role::Officer, None, &hash(), true);
    assert!(matches!(again, Err(Refused::Exists { .. })));
    for name in ["", "Wang", "wa ng", "nightly", "a/b", &"x".repeat(65)] {
        let refused = world.store.add_user(&root(), at(1), name, Role::Officer, None, &hash(), true);
        assert!(matches!(refused, Err(Refused::Invalid { field: "name", .. })), "{name}");
    }
    let plain = world.store.add_user(&root(), at(1), "li", Role::Officer, None, "secret", true);
    assert!(matches!(plain, Err(Refused::Invalid { field: "password_hash", .. })));
    let changed = world.store.set_role(&root(), at(2), "wang", Role::Supervisor, None).unwrap();
    assert_eq!((changed.role, changed.offices), (Role::Supervisor, None));
    assert!(world.store.set_disabled(&root(), at(3), "wang", true).unwrap().disabled);
    world.whole();
}

#[test]
fn the_last_admin_stays() {
    let world = with_users();
    for refused in [
        world.store.set_disabled(&root(), at(1), "root", true).err(),
        world.store.set_role(&root(), at(1), "root", Role::Officer, None).err(),
    ] {
        assert!(matches!(refused, Some(Refused::Invalid { field: "name", .. })), "{refused:?}");
    }
    world.store.set_role(&root(), at(2), "wang", Role::Admin, None).unwrap();
    assert!(world.store.set_disabled(&root(), at(3), "root", true).is_ok());
}

#[test]
fn a_password_is_ones_own_or_given_by_an_admin() {
    let world = with_users();
    let wang = of_offices("wang", Role::Officer, &["5301"]);
    assert!(!world.store.set_password(&wang, at(1), "wang", &hash()).unwrap().must_change_password);
    assert!(matches!(world.store.set_password(&wang, at(1), "root", &hash()), Err(Refused::Forbidden { .. })));
    assert!(world.store.set_password(&root(), at(2), "wang", &hash()).unwrap().must_change_password);
    // The hash itself never enters the log.
    let log = world.store.log(&root(), &crate::cases::LogFilter::default(), 100).unwrap();
    assert!(log.iter().all(|entry| !entry.details.contains("argon2") && !entry.rows.contains("argon2")));
}

#[test]
fn a_session_lasts_while_it_is_used() {
    let world = with_users();
    let token = "ab".repeat(32);
    let opened = world.store.open_session("wang", at(0), &token, at(600)).unwrap();
    assert_eq!(opened.user.last_login_at, Some(at(0)));
    let lasts = |minutes| world.store.session(&token, at(minutes)).unwrap().is_some();
    // Idle for an hour at most; every use begins the hour anew.
    assert!([30, 80, 130, 190].into_iter().all(lasts));
    assert!(!lasts(251));
    assert!(world.store.session(&"cd".repeat(32), at(1)).unwrap().is_none());

    world.store.open_session("wang", at(300), &"cd".repeat(32), at(310)).unwrap();
    assert!(world.store.session(&"cd".repeat(32), at(309)).unwrap().is_some());
    assert!(world.store.session(&"cd".repeat(32), at(310)).unwrap().is_none());
}

#[test]
fn a_page_does_not_wait_for_who_writes() {
    let world = with_users();
    let token = "ab".repeat(32);
    world.store.open_session("wang", at(0), &token, at(600)).unwrap();
    let other = rusqlite::Connection::open(world.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let begun = std::time::Instant::now();
    let seen = world.store.session(&token, at(30)).unwrap().unwrap();
    assert!(seen.last_seen_at == at(30) && begun.elapsed() < std::time::Duration::from_secs(5));
    other.execute_batch("ROLLBACK").unwrap();
    assert!(world.store.session(&token, at(59)).unwrap().is_some());
    assert!(world.store.session(&token, at(100)).unwrap().is_some(), "the second page was noted");
}

#[test]
fn whoever_is_changed_is_logged_out() {
    let changes: [fn(&World); 3] = [
        |world| drop(world.store.set_disabled(&root(), at(1), "wang", true).unwrap()),
        |world| drop(world.store.set_role(&root(), at(1), "wang", Role::Analyst, None).unwrap()),
        |world| drop(world.store.set_password(&root(), at(1), "wang", &hash()).unwrap()),
    ];
    for change in changes {
        let world = with_users();
        let token = "ab".repeat(32);
        world.store.open_session("wang", at(0), &token, at(600)).unwrap();
        assert!(world.store.session(&token, at(1)).unwrap().is_some());
        change(&world);
        assert!(world.store.session(&token, at(1)).unwrap().is_none());
    }
    let world = with_users();
    let token = "ab".repeat(32);
    world.store.open_session("wang", at(0), &token, at(600)).unwrap();
    world.store.close_session(&token, at(1)).unwrap();
    world.store.close_session(&token, at(1)).unwrap();
    assert!(world.store.session(&token, at(1)).unwrap().is_none());
    world.whole();
}

#[test]
fn wrong_passwords_lock_an_account_for_a_while() {
    let world = with_users();
    let open = |minutes| world.store.open_session("wang", at(minutes), &format!("{minutes:064}"), at(minutes + 60));
    for minute in 0..5 {
        assert!(world.store.credentials("wang").unwrap().unwrap().user.locked_until.is_none());
        world.store.login_failed("wang", at(minute)).unwrap();
    }
    assert!(matches!(open(18), Err(Refused::Invalid { ref why, .. }) if why.contains("locked")));
    assert_eq!(open(19).unwrap().user.failed_logins, 0);
    // Once a lock has ended, one failure more is the first.
    for minute in 20..25 {
        world.store.login_failed("wang", at(minute)).unwrap();
    }
    world.store.login_failed("wang", at(60)).unwrap();
    let known = world.store.credentials("wang").unwrap().unwrap().user;
    assert_eq!((known.failed_logins, known.locked_until), (1, None));
    assert!(open(61).is_ok());
    // Who is not known leaves no trace: the log is not to be filled by strangers.
    let head = world.store.head().unwrap();
    world.store.login_failed("stranger", at(62)).unwrap();
    assert_eq!(world.store.head().unwrap(), head);
    world.store.set_disabled(&root(), at(63), "wang", true).unwrap();
    assert!(matches!(open(64), Err(Refused::Invalid { ref why, .. }) if why.contains("disabled")));
}

#[test]
fn views_are_ones_own_or_shared() {
    let world = World::new();
    let (wang, zhao) = (officer("wang"), supervisor("zhao"));
    let own = world.store.save_view(&wang, at(1), "锑 today", "mineral=antimony&q=%E9%94%91", false).unwrap();
    let shared = world.store.save_view(&zhao, at(1), "audit", "lane=audit", true).unwrap();
    let names =
        |who: &Actor| -> Vec<String> { world.store.views(who).unwrap().into_iter().map(|view| view.name).collect() };
    assert_eq!((names(&wang), names(&zhao)), (vec!["audit".into(), "锑 today".into()], vec!["audit".to_string()]));
    let again = world.store.save_view(&wang, at(2), "锑 today", "", false).unwrap();
    assert_eq!((again.id, again.query.as_str()), (own.id, ""));
    assert!(matches!(world.store.forget_view(&wang, at(3), shared.id), Err(Refused::Unknown { .. })));
    world.store.forget_view(&wang, at(3), own.id).unwrap();
    assert_eq!(names(&wang), ["audit"]);
    world.whole();
}
