//! Older files are brought up to date with all that is in them; newer ones are left alone.

use super::world::*;
use crate::cases::Actor;
use crate::cases::OpenMode;
use crate::cases::Refused;
use crate::cases::Role;
use crate::cases::Sqlite;
use crate::cases::Store;
use crate::cases::Verdict;
use crate::cases::sqlite::migrate::APPLICATION;
use crate::cases::sqlite::migrate::newest;
use rusqlite::Connection;

fn pragma(connection: &Connection, name: &str) -> i64 {
    connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0)).unwrap()
}

/// A file of version 1 with data in it: today's without what later steps added.
fn of_version_1() -> World {
    let world = World::opened(vec![picked("D1", "inspect", 0.9), picked("D2", "review", 0.2)]);
    world.decide(&officer("wang"), 1, 2, &verdict(Verdict::Release)).unwrap();
    let connection = Connection::open(world.path()).unwrap();
    connection.execute_batch("DROP TABLE search; PRAGMA user_version = 1;").unwrap();
    world
}

#[test]
fn a_new_file_bears_its_marks() {
    let world = World::new();
    let connection = Connection::open(world.path()).unwrap();
    assert_eq!(pragma(&connection, "application_id"), APPLICATION);
    assert_eq!(pragma(&connection, "user_version"), newest());
    let mode: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
}

#[test]
fn version_1_is_brought_up_to_date_with_all_its_data() {
    let world = of_version_1();
    let head = world.store.head().unwrap();
    assert!(matches!(Sqlite::open(&world.path(), OpenMode::Read), Err(Refused::Broken(_))));
    let store = Sqlite::open(&world.path(), OpenMode::Write).unwrap();
    assert_eq!(pragma(&Connection::open(world.path()).unwrap(), "user_version"), newest());
    assert_eq!(store.head().unwrap(), head);
    let proof = store.verify(&Actor::everywhere("a", Role::Auditor), &[head]).unwrap();
    assert!(proof.whole(), "{:?}", proof.faults);
    // What the step added is filled from what was there.
    assert_eq!(store.search(&officer("wang"), "锑锭", 10).unwrap().total, 2);
    assert_eq!(store.case(&officer("wang"), 2).unwrap().decisions.len(), 1);
    store.comment(&officer("wang"), at(2), 1, "goes on").unwrap();
    // And the file is the same as one that was made new.
    let schema = |path: &std::path::Path| -> Vec<String> {
        let connection = Connection::open(path).unwrap();
        let mut statement = connection.prepare("SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY 1").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    assert_eq!(schema(&world.path()), schema(&World::new().path()));
}

#[test]
fn a_newer_file_is_refused_with_a_remedy() {
    let world = World::new();
    Connection::open(world.path()).unwrap().pragma_update(None, "user_version", newest() + 1).unwrap();
    for mode in [OpenMode::Create, OpenMode::Write, OpenMode::Read] {
        let refused = Sqlite::open(&world.path(), mode).unwrap_err().to_string();
        assert!(refused.contains("use the newer program"), "{refused}");
    }
}

#[test]
fn what_is_no_store_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("other.db");
    Connection::open(&place).unwrap().execute_batch("CREATE TABLE theirs (a)").unwrap();
    let refused = Sqlite::open(&place, OpenMode::Create).unwrap_err().to_string();
    assert!(refused.contains("not a store of cases"), "{refused}");
    let text = folder.path().join("text.db");
    std::fs::write(&text, "a letter, and not a short one: ".repeat(40)).unwrap();
    let refused = Sqlite::open(&text, OpenMode::Create).unwrap_err().to_string();
    assert!(refused.contains("not an SQLite file"), "{refused}");
    let none = folder.path().join("none.db");
    let refused = Sqlite::open(&none, OpenMode::Write).unwrap_err().to_string();
    assert!(refused.contains("no such file") && !none.exists(), "{refused}");
}

#[test]
fn read_only_writes_nothing() {
    let world = World::opened(vec![picked("D1", "review", 0.2)]);
    let store = Sqlite::open(&world.path(), OpenMode::Read).unwrap();
    assert!(store.case(&officer("wang"), 1).is_ok());
    let refused = store.comment(&officer("wang"), at(1), 1, "x").unwrap_err().to_string();
    assert!(refused.contains("read only"), "{refused}");
}
