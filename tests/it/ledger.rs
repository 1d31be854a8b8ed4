//! `tidewaiter ledger` on the sample world.

use crate::cli::tidewaiter;
use serde_json::Value;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/datasets/sample");

fn ledger(enterprise: &str, more: &[&str]) -> crate::cli::Said {
    let declarations = format!("{SAMPLE}/declarations.parquet");
    let mut arguments = vec!["ledger", enterprise, "--registers", SAMPLE, "--declarations", &declarations];
    arguments.extend(more);
    tidewaiter(&arguments, &[])
}

#[test]
fn the_worst_come_first_and_each_balance_adds_up() {
    let said = ledger("breaches", &["--json", "--top", "5"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let accounts: Vec<Value> = serde_json::from_str(&said.out).unwrap();
    assert!(!accounts.is_empty() && accounts.len() <= 5);
    let number = |value: &Value, name: &str| value[name].as_f64().unwrap();
    let worst = |account: &Value| {
        let months = account["months"].as_array().unwrap();
        number(account, "z").max(number(months.last().unwrap(), "cusum"))
    };
    assert!(accounts.windows(2).all(|pair| worst(&pair[0]) >= worst(&pair[1])));
    for account in &accounts {
        let parts = number(account, "exported_kg") + number(account, "sold_kg")
            - number(account, "sourced_kg")
            - number(account, "late_kg");
        assert!((parts - number(account, "unexplained_kg")).abs() < 1.0, "{account}");
        let months = account["months"].as_array().unwrap();
        let exported: f64 = months.iter().map(|month| number(month, "exported_kg")).sum();
        assert!((exported - number(account, "exported_kg")).abs() < 1.0, "{account}");
    }
}

#[test]
fn an_enterprise_has_a_table_and_a_page() {
    let worst: Vec<Value> = serde_json::from_str(&ledger("breaches", &["--json", "--top", "1"]).out).unwrap();
    let id = worst[0]["enterprise"].as_str().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("ledger.html");
    let said = ledger(id, &["--html", page.to_str().unwrap()]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("Left: █ covered ░ not") && said.out.contains(id), "{}", said.out);
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.contains("<svg") && !page.contains("http"), "{}", &page[..200]);
}

#[test]
fn what_cannot_be_told_says_why() {
    let said = ledger("no-such-enterprise", &[]);
    assert!(said.code == 2 && said.err.contains("breaches"), "{}", said.err);
    let said = ledger("breaches", &["--element", "unobtainium"]);
    assert!(said.code == 2 && said.err.contains("antimony"), "{}", said.err);
    let folder = tempfile::tempdir().unwrap();
    let declarations = format!("{SAMPLE}/declarations.parquet");
    let registers = folder.path().to_str().unwrap();
    let said = tidewaiter(&["ledger", "breaches", "--registers", registers, "--declarations", &declarations], &[]);
    assert_eq!(said.code, 65, "{}", said.err);
}

#[test]
fn damaged_rows_are_told_and_later_ones_are_not_damage() {
    let said = ledger("breaches", &["--as-of", "2025-01-01"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains(" later than asked for + 0 quarantined"), "{}", said.out);
    let folder = tempfile::tempdir().unwrap();
    let damaged = folder.path().join("damaged.csv");
    let head = "declaration_id,item_no,accepted_on,exporter_id,hs_code,net_mass_kg,statistical_value_usd";
    std::fs::write(&damaged, format!("{head}\nD1,1,yesterday,1,8110101000,5,50\n")).unwrap();
    let declarations = format!("{SAMPLE}/declarations.parquet");
    for more in [&["--as-of", "2025-01-01"][..], &[]] {
        let mut asked = vec!["ledger", "breaches", "--registers", SAMPLE, "--declarations", &declarations];
        asked.push(damaged.to_str().unwrap());
        asked.extend(more);
        let said = tidewaiter(&asked, &[]);
        assert_eq!(said.code, 3, "{}{}", said.out, said.err);
        assert!(said.out.contains(" + 1 quarantined (1 "), "{}", said.out);
        asked.push("--json");
        let said = tidewaiter(&asked, &[]);
        assert!(said.code == 3 && said.err.contains(" + 1 quarantined (1 "), "{}", said.err);
        assert!(serde_json::from_str::<Value>(&said.out).is_ok(), "{}", said.out);
    }
}
