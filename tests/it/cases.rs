//! The store of cases through the program: accounts, made-up cases, labels, and the proof.

use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;

struct Said {
    code: i32,
    out: String,
    err: String,
}

fn tidewaiter(folder: &Path, arguments: &[&str], typed: &str) -> Said {
    let mut program = Command::new(env!("CARGO_BIN_EXE_tidewaiter"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("TIDEWAITER_DB")
        .env("USER", "tester")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A program that needs no password may have ended before it is typed.
    let _ = program.stdin.take().expect("piped").write_all(typed.as_bytes());
    let output = program.wait_with_output().expect("the program ends");
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn json(said: &Said) -> serde_json::Value {
    assert_eq!(said.code, 0, "{}", said.err);
    serde_json::from_str(&said.out).expect("JSON")
}

#[test]
fn accounts_cases_labels_and_the_proof() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str], typed: &str| tidewaiter(folder.path(), arguments, typed);

    let short = run(&["users", "add", "root", "--role", "admin"], "short\n");
    assert_eq!((short.code, folder.path().join("cases.db").exists()), (2, false), "{}", short.err);
    let added = run(&["users", "add", "root", "--role", "admin"], "quiet harbour at dawn\n");
    assert_eq!((added.code, added.out.as_str()), (0, "root: admin, offices all\n"), "{}", added.err);
    let again = run(&["users", "add", "root", "--role", "admin"], "quiet harbour at dawn\n");
    assert!(again.code == 2 && again.err.contains("already a user root"), "{}", again.err);
    let wang = ["users", "add", "wang", "--role", "officer", "--offices", "5301,5304", "--json"];
    assert_eq!(json(&run(&wang, "quiet harbour at noon\n"))["offices"][1], "5304");
    assert_eq!(run(&["users", "disable", "root"], "").code, 2, "the last admin stays");
    assert_eq!(run(&["users", "disable", "wang"], "").out, "wang: officer, offices 5301 5304, disabled\n");

    let fill = ["cases", "fill", "--nights", "2", "--lines", "120", "--cases", "60", "--decided-percent", "60"];
    assert_eq!(run(&fill, "").code, 0);
    let list = json(&run(&["cases", "list", "--lane", "audit", "--limit", "2", "--json"], ""));
    assert_eq!((list["rows"][0]["lane"].as_str(), list["rows"].as_array().map(Vec::len)), (Some("audit"), Some(2)));
    let shown = run(&["cases", "show", "1"], "");
    assert!(shown.out.contains("entry ") && shown.out.contains("nightly (program): open"), "{}", shown.out);
    let unknown = run(&["cases", "show", "999"], "");
    assert!(unknown.code == 2 && unknown.err.contains("there is no case 999"), "{}", unknown.err);

    let labels = json(&run(&["cases", "export-labels", "--out", "inspections.csv", "--json"], ""));
    let written = std::fs::read_to_string(folder.path().join("inspections.csv")).unwrap();
    assert_eq!(labels["labels"].as_u64(), Some(written.lines().count() as u64 - 1));
    assert!(written.contains(",clear,") && written.contains(",random,0.005"), "{written}");

    let proof = run(&["audit", "verify"], "");
    assert!(proof.code == 0 && proof.out.contains("held against entry"), "{}{}", proof.out, proof.err);
    let log = json(&run(&["audit", "log", "--deed", "export-labels", "--json"], ""));
    assert_eq!(log[0]["actor"], "console:tester");

    let db = rusqlite::Connection::open(folder.path().join("cases.db")).unwrap();
    assert_eq!(db.execute("UPDATE decisions SET note = 'another' WHERE id = 3", []).unwrap(), 1);
    drop(db);
    let proof = run(&["audit", "verify"], "");
    assert!(proof.code == 1 && proof.out.contains("decision:3 is not as entry"), "{}", proof.out);
    let log = json(&run(&["audit", "head", "--json"], ""));
    assert_eq!(log["sha256"].as_str().map(str::len), Some(64));
}

#[test]
fn what_is_exported_is_what_the_register_reads() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| tidewaiter(folder.path(), arguments, "");
    let fill = ["cases", "fill", "--nights", "1", "--lines", "40", "--cases", "40", "--decided-percent", "80"];
    assert_eq!(run(&fill).code, 0);
    std::fs::create_dir(folder.path().join("registers")).unwrap();
    let labels = json(&run(&["cases", "export-labels", "--out", "registers/inspections.csv", "--json"]));
    let read = tidewaiter::registers::Registers::load(&folder.path().join("registers")).unwrap();
    assert_eq!(read.outcomes.len() as u64, labels["labels"].as_u64().unwrap());
    assert!(read.outcomes.len() > 20 && read.quarantined.is_empty());
    let random: Vec<_> = read.outcomes.iter().filter(|row| row.selected_by.as_deref() == Some("random")).collect();
    assert_eq!(random.len() as u64, labels["random"].as_u64().unwrap());
    assert!(random.iter().all(|row| row.selection_probability == Some(0.005)));
    assert!(read.outcomes.iter().any(|row| row.outcome == "false_declaration" && row.seized_kg == Some(100.0)));
}
