//! Screening as its operator runs it.

use super::cli::tidewaiter;
use std::fs;

const LIST: &str = "id,name,aliases,country,listed_on,suspended_on,suspended_until,source\n\
    e1,Zorvex Trading LLC,卓维贸易有限公司,AE,2025-01-01,,,test list\n\
    e2,Harbin Kestanov Aerospace Engineering Corporation,,CN,2025-01-01,2025-05-14,2025-08-12,test list\n";

#[test]
fn names_are_screened_as_of_a_day() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    fs::write(path("list.csv"), LIST).unwrap();
    fs::write(
        path("names.txt"),
        "TO THE ORDER OF ZORVEKS TRDG\nGlobal Trading LLC\nHarbin Kestanov Aerospace Engineer\n",
    )
    .unwrap();
    fs::write(path("excused.csv"), "name,entry,author,expires_on\nTo the order of Zorveks Trdg,e1,Wang,2026-01-01\n")
        .unwrap();
    let screen = |day: &str, more: &[&str]| {
        let (names, list, out) = (path("names.txt"), path("list.csv"), path("out.csv"));
        let mut arguments = vec!["screen", &names, "--list", &list, "--as-of", day, "--out", &out];
        arguments.extend(more);
        let said = tidewaiter(&arguments, &[]);
        assert_eq!(said.code, 0, "{}", said.err);
        (said.out, fs::read_to_string(&out).unwrap())
    };
    let entries = |table: &str| -> Vec<String> {
        let mut rows = csv::Reader::from_reader(table.as_bytes());
        rows.records().map(|row| row.unwrap()[2].to_owned()).collect()
    };
    assert_eq!(entries(&screen("2025-03-01", &[]).1), ["e1", "", "e2"]);
    assert_eq!(entries(&screen("2025-06-01", &[]).1), ["e1", "", ""], "suspended");
    assert_eq!(entries(&screen("2024-12-31", &[]).1), ["", "", ""], "not yet listed");
    let (told, _) = screen("2025-03-01", &["--exceptions", &path("excused.csv")]);
    assert!(told.contains("1 of 3 names") && told.contains("1 excused") && told.contains("excused by Wang"), "{told}");
    let (told, _) = screen("2025-03-01", &["--json"]);
    let rows: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(rows[0]["matches"][0]["entry"], "e1");
    assert!(
        rows[0]["matches"][0]["why"].as_str().unwrap().contains("'zorveks' is 'zorvex' (sounds the same)"),
        "{told}"
    );
    assert_eq!(rows[1]["matches"].as_array().unwrap().len(), 0);
}

#[test]
fn what_cannot_be_screened_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    fs::write(path("list.csv"), format!("{LIST}e3,,,,,,,\n")).unwrap();
    fs::write(path("names.csv"), "id,consignee\n1,Zorvex\n").unwrap();
    fs::write(path("odd.csv"), "a,b\n1,2\n").unwrap();
    let run = |arguments: &[&str]| tidewaiter(arguments, &[]);
    let (names, list, odd) = (path("names.csv"), path("list.csv"), path("odd.csv"));
    let said = run(&["screen", &names, "--column", "consignee", "--list", &list]);
    assert_eq!(said.code, 3, "a row of the list is unusable");
    assert!(said.err.contains("row 4: column `name`"), "{}", said.err);
    let said = run(&["screen", &names, "--column", "buyer", "--list", &list]);
    assert!(said.code == 65 && said.err.contains("no column `buyer`, only id, consignee"), "{}", said.err);
    assert_eq!(run(&["screen", &names, "--list", &odd]).code, 65);
    assert_eq!(run(&["screen", &names]).code, 2, "a list is needed");
    assert_eq!(run(&["screen", &names, "--list", &list, "--threshold", "7"]).code, 2);
}
