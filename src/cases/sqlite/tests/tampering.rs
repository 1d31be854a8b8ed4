//! Whatever is done to the file behind the log's back is found.

use super::world::*;
use crate::cases::Actor;
use crate::cases::Fault;
use crate::cases::Head;
use crate::cases::OpenMode;
use crate::cases::Proof;
use crate::cases::Role;
use crate::cases::Sqlite;
use crate::cases::Store;
use crate::cases::Verdict;
use crate::cases::sqlite::chain::Hash;
use crate::cases::sqlite::chain::Told;
use rusqlite::Connection;
use rusqlite::params;

/// A store with a past: nights, decisions, proposals, comments, accounts, exceptions.
fn past() -> World {
    let cases =
        (1..=12).map(|n| picked(&format!("D{n}"), if n < 5 { "inspect" } else { "review" }, 1.0 / f64::from(n)));
    let world = World::opened(cases.collect());
    let root = Actor::everywhere("root", Role::Admin);
    let hash = format!("$argon2id${}", "x".repeat(40));
    for (name, role) in [("wang", Role::Officer), ("zhao", Role::Supervisor)] {
        world.store.add_user(&root, at(0), name, role, None, &hash, true).unwrap();
    }
    for case in 1..=10 {
        world.store.take(&officer("wang"), at(case), case, 1).unwrap();
        world.store.comment(&officer("wang"), at(case), case, "seen").unwrap();
        let done = world.decide(&officer("wang"), case, case, &verdict(Verdict::Release)).unwrap();
        if done.proposed.is_some() {
            world.store.second(&supervisor("zhao"), at(case), case, done.version, true, "").unwrap();
        }
    }
    world
}

fn number(connection: &Connection, sql: &str) -> i64 {
    connection.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// The file without its locks, as whoever holds it can have it.
fn unlocked(world: &World) -> Connection {
    let connection = Connection::open(world.path()).unwrap();
    connection
        .execute_batch(
            "DROP TRIGGER audit_is_never_edited; DROP TRIGGER audit_is_never_cut; DROP TRIGGER audit_only_grows;",
        )
        .unwrap();
    connection
}

/// Puts the locks back, so that their absence is not what is found.
fn lock(connection: &Connection) {
    let sql = include_str!("../migrations/001_cases.sql");
    for trigger in sql.split("CREATE TRIGGER").skip(1) {
        let end = trigger.find("END;").unwrap() + 4;
        connection.execute_batch(&format!("CREATE TRIGGER{}", &trigger[..end])).unwrap();
    }
}

/// Computes the hashes of the log's tail anew, as a forger who knows the format would, and the head with them.
fn forge_tail(connection: &Connection, from: i64) {
    let mut previous: Hash = match from {
        1 => [0; 32],
        _ => connection.query_row("SELECT sha256 FROM audit WHERE number = ?", [from - 1], |row| row.get(0)).unwrap(),
    };
    let end = number(connection, "SELECT max(number) FROM audit");
    for entry in from..=end {
        let sql = "SELECT at, actor, role, deed, subject, details, rows FROM audit WHERE number = ?";
        let texts: [String; 7] = connection
            .query_row(sql, [entry], |row| {
                Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?])
            })
            .unwrap();
        let [at, actor, role, deed, subject, details, rows] = texts.each_ref().map(String::as_str);
        let told = Told { number: entry, at, actor, role, deed, subject, details, rows, previous: &previous };
        let sha256 = told.hash(&mut Vec::new());
        let sql = "UPDATE audit SET previous = ?, sha256 = ? WHERE number = ?";
        connection.execute(sql, params![previous, sha256, entry]).unwrap();
        previous = sha256;
    }
    connection.execute("UPDATE audit_head SET number = ?, sha256 = ?", params![end, previous]).unwrap();
}

fn proof(world: &World, anchors: &[Head]) -> Proof {
    // A fresh look: what the store keeps in memory must not help.
    let store = Sqlite::open(&world.path(), OpenMode::Read).unwrap();
    store.verify(&Actor::everywhere("proof", Role::Auditor), anchors).unwrap()
}

/// Does one kind of harm to entry `n` or thereabouts; returns the entry at which it must show.
type Harm = fn(&Connection, i64) -> Option<i64>;

const KINDS: [(&str, Harm); 8] = [
    ("an edited entry", |connection, n| {
        let columns = ["at", "actor", "role", "deed", "subject", "details", "rows"];
        let column = columns[(n % 7) as usize];
        connection.execute(&format!("UPDATE audit SET {column} = {column} || 'x' WHERE number = ?"), [n]).unwrap();
        Some(n)
    }),
    ("a deleted entry", |connection, n| {
        connection.execute("DELETE FROM audit WHERE number = ?", [n]).unwrap();
        Some(n)
    }),
    ("two entries in another order", |connection, n| {
        for (from, to) in [(n, -1), (n + 1, n), (-1, n + 1)] {
            connection.execute("UPDATE audit SET number = ? WHERE number = ?", [to, from]).unwrap();
        }
        Some(n)
    }),
    ("a cut end", |connection, n| {
        connection.execute("DELETE FROM audit WHERE number >= ?", [n]).unwrap();
        Some(n)
    }),
    ("an inserted entry", |connection, n| {
        // Room is made as a careful forger would, and the numbers run on.
        connection.execute("UPDATE audit SET number = -number WHERE number >= ?", [n]).unwrap();
        connection.execute("UPDATE audit SET number = 1 - number WHERE number < 0", []).unwrap();
        connection
            .execute(
                "INSERT INTO audit SELECT ?1, at, actor, role, deed, subject, details, rows, previous, sha256 FROM audit \
                 WHERE number = ?1 - 1",
                [n],
            )
            .unwrap();
        Some(n)
    }),
    ("a tail written anew with right hashes", |connection, n| {
        connection.execute("UPDATE audit SET actor = 'another' WHERE number = ?", [n]).unwrap();
        forge_tail(connection, n);
        None
    }),
    ("an edited case", |connection, n| {
        let case = 1 + n % 12;
        let columns = ["office = '9999'", "assignee = 'li'", "state = 'new'", "risk = 0.0", "version = version + 1"];
        let sql = format!("UPDATE cases SET {} WHERE id = ? AND state <> 'new'", columns[(n % 5) as usize]);
        if connection.execute(&sql, [case]).unwrap() == 0 {
            connection.execute("UPDATE cases SET risk = 0.001 WHERE id = ?", [case]).unwrap();
        }
        let sql = format!("SELECT max(number) FROM audit WHERE rows LIKE 'case:{case}=%'");
        Some(number(connection, &sql))
    }),
    ("an edited decision", |connection, n| {
        let decision = 1 + n % 10;
        let columns =
            ["note = note || '.'", "by_user = 'li'", "verdict = 'hold'", "standing = 'refused'", "at = '2020'"];
        let sql = format!("UPDATE decisions SET {} WHERE id = ?", columns[(n % 5) as usize]);
        assert_eq!(connection.execute(&sql, [decision]).unwrap(), 1);
        let sql = format!("SELECT max(number) FROM audit WHERE rows || ' ' LIKE '% decision:{decision}=%'");
        Some(number(connection, &sql))
    }),
];

#[test]
fn eight_kinds_of_tampering_by_twenty_seeds_are_found() {
    let world = past();
    let untouched = proof(&world, &[Head::read(&world.anchor()).unwrap()]);
    assert!(untouched.whole(), "{:?}", untouched.faults);
    let entries = untouched.entries;
    assert!(entries > 45, "{entries}");
    // A copy for each harm: the file is small, and whole without its companions once it was closed.
    drop(world.store);
    let whole = std::fs::read(world.folder.path().join("cases.db")).unwrap();
    let anchor = Head::read(&world.folder.path().join("audit.anchor")).unwrap();
    let folder = world.folder;
    for (kind, harm) in KINDS {
        for seed in 0..20 {
            let place = folder.path().join("harmed.db");
            for end in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(folder.path().join(format!("harmed.db{end}")));
            }
            std::fs::write(&place, &whole).unwrap();
            let n = 2 + (seed * 7_919 + 13) % (entries - 3);
            let connection = Connection::open(&place).unwrap();
            connection
                .execute_batch(
                    "DROP TRIGGER audit_is_never_edited; DROP TRIGGER audit_is_never_cut; DROP TRIGGER audit_only_grows;",
                )
                .unwrap();
            let shows = harm(&connection, n);
            lock(&connection);
            drop(connection);
            let store = Sqlite::open(&place, OpenMode::Read).unwrap();
            let found = store.verify(&Actor::everywhere("a", Role::Auditor), std::slice::from_ref(&anchor)).unwrap();
            let first: &Fault = found.faults.first().unwrap_or_else(|| panic!("{kind}, seed {seed}: nothing found"));
            if let Some(shows) = shows {
                assert_eq!(first.entry, Some(shows), "{kind}, seed {seed}: {:?}", found.faults);
            }
        }
    }
}

#[test]
fn a_cut_log_with_a_fitting_head_is_found_by_what_was_kept_elsewhere() {
    let world = past();
    let anchor = Head::read(&world.anchor()).unwrap();
    assert_eq!(anchor, world.store.head().unwrap());
    let connection = unlocked(&world);
    let end = number(&connection, "SELECT max(number) FROM audit");
    connection.execute("DELETE FROM audit WHERE number = ?", [end]).unwrap();
    forge_tail(&connection, end - 1);
    lock(&connection);
    let found = proof(&world, &[anchor]);
    assert!(found.faults.iter().any(|fault| fault.what.contains("was cut off")), "{:?}", found.faults);
    // Who names none is held against the one that the store keeps.
    let own = world.store.verify(&Actor::everywhere("proof", Role::Auditor), &[]).unwrap();
    assert!(own.anchor.is_some() && own.faults.iter().any(|fault| fault.what.contains("was cut off")));
    // An older head, kept before, still fits what is left: it says nothing against it.
    let older: Hash = connection.query_row("SELECT sha256 FROM audit WHERE number = 9", [], |row| row.get(0)).unwrap();
    let older = Head { number: 9, sha256: crate::cases::sqlite::chain::hex(&older) };
    let chain = |fault: &Fault| fault.row.is_empty();
    assert!(!proof(&world, &[older]).faults.iter().any(chain));
}

#[test]
fn rows_put_in_or_taken_out_behind_the_log_are_found() {
    let harms: [(&str, &str); 7] = [
        ("UPDATE users SET role = 'admin' WHERE name = 'wang'", "user:wang is not as entry"),
        ("UPDATE users SET password_hash = '$argon2id$mine' WHERE name = 'zhao'", "user:zhao is not as entry"),
        (
            "INSERT INTO users SELECT 'eve', password_hash, 'admin', NULL, 0, 0, created_at, 0, NULL, NULL FROM users LIMIT 1",
            "user:eve is in no entry",
        ),
        ("DELETE FROM decisions WHERE id = 3", "decision:3, which entry"),
        ("DELETE FROM comments WHERE id = 2", "comment:2, which entry"),
        ("UPDATE case_lines SET dossier = zeroblob(3) WHERE id = 4", "line:4 is not as entry"),
        ("UPDATE nights SET capacity = 1", "night:1 is not as entry"),
    ];
    for (sql, told) in harms {
        let world = past();
        let connection = Connection::open(world.path()).unwrap();
        connection.pragma_update(None, "foreign_keys", false).unwrap();
        assert_eq!(connection.execute(sql, []).unwrap(), 1, "{sql}");
        let found = proof(&world, &[]);
        assert!(found.faults[0].what.starts_with(told), "{sql}: {:?}", found.faults);
    }
    let world = past();
    drop(unlocked(&world));
    assert!(proof(&world, &[]).faults[0].what.contains("was taken off the log"));
}

#[test]
fn the_locks_hold_what_does_not_take_them_off() {
    let world = past();
    let connection = Connection::open(world.path()).unwrap();
    for sql in [
        "UPDATE audit SET actor = 'x' WHERE number = 3",
        "DELETE FROM audit WHERE number = 3",
        "INSERT INTO audit VALUES (99, '', '', '', '', '', '', '', x'', x'')",
    ] {
        let refused = connection.execute(sql, []).unwrap_err().to_string();
        assert!(refused.contains("the audit log"), "{refused}");
    }
    world.whole();
}
