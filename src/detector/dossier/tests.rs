//! Dossiers and groups of hand-made lines.

use super::belongs::{Bond, Kind, Rings, bonds, grouped};
use super::cells::Cells;
use super::{control, way, words};
use crate::engines::Around;
use crate::reference::Reference;
use chrono::NaiveDate;
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// A line: declaration, day, exporter, consignee, code, contract, share of a limit.
type Made<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str, &'a str, Option<f32>);

fn frame(lines: &[Made]) -> DataFrame {
    let texts = |read: fn(&Made) -> String| lines.iter().map(read).collect::<Vec<String>>();
    let days: Vec<i32> = lines.iter().map(|line| line.1.parse::<NaiveDate>().unwrap().to_epoch_days()).collect();
    let shares: Vec<Option<f32>> = lines.iter().map(|line| line.6).collect();
    let mut frame = df!(
        "declaration_id" => texts(|line| line.0.into()),
        "exporter_id" => texts(|line| line.2.into()),
        "consignee_name" => texts(|line| line.3.into()),
        "consignee_country" => texts(|_| "VN".into()),
        "hs_code" => texts(|line| line.4.into()),
        "contract_no" => texts(|line| line.5.into()),
        "limit_share" => shares,
    )
    .unwrap();
    frame.with_column(Column::new("accepted_on".into(), days).cast(&DataType::Date).unwrap()).unwrap();
    frame
}

/// Signals that rang, on every line alike.
struct Rang<'a>(&'a [&'a str]);

impl Rings for Rang<'_> {
    fn rang(&self, signal: &str) -> bool {
        self.0.contains(&signal)
    }
}

fn bonds_of(lines: &[Made], rang: &[&str], group: Option<u64>) -> Vec<Vec<Bond>> {
    let frame = frame(lines);
    let cells = Cells::of(&frame).unwrap();
    let around = Around { group, ..Around::default() };
    (0..lines.len()).map(|row| bonds(&cells.line(row), &around, &Rang(rang))).collect()
}

/// Size of each case.
fn sizes(bonds: &[Vec<Bond>]) -> Vec<usize> {
    let mut cases: BTreeMap<String, usize> = BTreeMap::new();
    grouped(bonds).into_iter().for_each(|belongs| *cases.entry(belongs.key).or_default() += 1);
    cases.into_values().collect()
}

#[test]
fn items_of_one_declaration_and_lots_of_one_deal_are_one_case() {
    let lines = [
        ("D1", "2025-07-01", "E1", "VIET DAI CO", "2825800090", "", None),
        ("D1", "2025-07-01", "E1", "VIET DAI CO", "8110101000", "", None),
        ("D2", "2025-07-02", "E1", "Viet-Dai Co.", "8110200000", "", None),
        ("D3", "2025-07-02", "E2", "VIET DAI CO", "8110200000", "", None),
        ("D4", "2025-07-03", "E3", "OTHER LTD", "8110200000", "HT-2025-77", None),
        ("D5", "2025-07-05", "E3", "ANOTHER LTD", "2825800090", "ht 2025 77", None),
        ("D6", "2025-07-05", "E3", "THIRD LTD", "7202000000", "N/A", None),
        ("D7", "2025-07-05", "E3", "FOURTH LTD", "7901000000", "N/A", None),
    ];
    let told = grouped(&bonds_of(&lines, &[], None));
    let key = |line: usize| told[line].key.as_str();
    // D1's second item and D2 are of one pair and heading, and draw D1's first item in.
    assert_eq!((key(0), key(1)), (key(2), key(2)));
    assert_eq!(told[0].kind, "deal");
    assert_ne!(key(2), key(3), "another exporter");
    assert_eq!(key(4), key(5));
    assert!(key(4).starts_with("deal|E3|contract HT202577|") && told[4].why.en.contains("contract HT202577"));
    assert_ne!(key(6), key(7), "N/A is no contract");
    assert_eq!((told[3].kind.as_str(), told[6].kind.as_str()), ("line", "line"));
    assert!(told.iter().all(|belongs| !belongs.why.en.is_empty() && !belongs.why.zh.is_empty()));
    let alone = [("D9", "2025-07-01", "", "", "2825800090", "", None)];
    let alone = grouped(&bonds_of(&alone, &[], None));
    assert_eq!((alone[0].key.as_str(), alone[0].kind.as_str()), ("declaration|D9", "line"));
}

#[test]
fn a_later_lot_of_a_series_has_its_key() {
    let lot = |id, day| (id, day, "E1", "VIET DAI CO", "2825800090", "", Some(0.95));
    let night = bonds_of(&[lot("D1", "2025-07-01"), lot("D2", "2025-07-01")], &[], None);
    let later = bonds_of(&[lot("D3", "2025-07-09")], &["lots-just-under-limit"], None);
    let (night, later) = (grouped(&night), grouped(&later));
    assert_eq!((night[0].kind.as_str(), later[0].kind.as_str()), ("splitting", "splitting"));
    assert_eq!((&night[0].key, &night[1].key), (&later[0].key, &later[0].key));
    // Four weeks of the calendar on, a new case begins.
    let new = grouped(&bonds_of(&[lot("D4", "2025-08-05")], &["lots-just-under-limit"], None));
    assert_ne!(new[0].key, later[0].key);
    // A first small lot is no series yet, but a second one would join it.
    let first = grouped(&bonds_of(&[lot("D1", "2025-07-01")], &[], None));
    assert_eq!((first[0].kind.as_str(), &first[0].key), ("line", &night[0].key));
}

#[test]
fn rings_are_one_case_whoever_ships() {
    let line = |id, exporter| (id, "2025-07-01", exporter, "VIET DAI CO", "2825800090", "", None);
    let lines = [line("D1", "E1"), line("D2", "E2"), line("D3", "E3")];
    assert_eq!(sizes(&bonds_of(&lines, &["linked-firms-act-as-one"], Some(7))), [3]);
    assert_eq!(sizes(&bonds_of(&lines, &["suppliers-began-together"], None)), [3]);
    assert_eq!(sizes(&bonds_of(&lines, &[], Some(7))), [1, 1, 1], "tied firms that do nothing together are no ring");
    let told = grouped(&bonds_of(&lines, &["linked-firms-act-as-one"], Some(7)));
    assert_eq!((told[0].kind.as_str(), told[0].key.starts_with("ring|0000000000000007|")), ("ring", true));
}

#[test]
fn a_steady_supplier_is_not_one_endless_case() {
    let first = NaiveDate::from_ymd_opt(2025, 1, 6).unwrap();
    let days: Vec<String> = (0..200).map(|week| (first + chrono::Days::new(week * 7)).to_string()).collect();
    let ids: Vec<String> = (0..200).map(|n| format!("D{n:03}")).collect();
    let weekly: Vec<Made> = (0..200)
        .map(|n| (ids[n].as_str(), days[n].as_str(), "E1", "VIET DAI CO", "2825800090", "FRAME-1", None))
        .collect();
    // Night by night, as they come: the keys alone decide.
    let mut cases: BTreeMap<String, usize> = BTreeMap::new();
    for line in &weekly {
        *cases.entry(grouped(&bonds_of(&[*line], &[], None))[0].key.clone()).or_default() += 1;
    }
    assert!(cases.values().all(|lines| *lines <= 4) && cases.len() >= 50, "{cases:?}");
    // All at once: no case is greater than an officer can read.
    let one_day: Vec<Made> =
        ids[..60].iter().map(|id| (id.as_str(), "2025-01-06", "E1", "VIET DAI CO", "2825800090", "", None)).collect();
    let bonds = bonds_of(&one_day, &[], None);
    assert_eq!(sizes(&bonds), [24, 24, 12]);
    let told = grouped(&bonds);
    let keys: BTreeSet<&str> = told.iter().map(|belongs| belongs.key.as_str()).collect();
    assert!(keys.iter().any(|key| key.ends_with("|part 2")) && keys.len() == 3, "{keys:?}");
}

#[test]
fn the_strongest_bond_names_the_case() {
    let lines = [("D1", "2025-07-01", "E1", "VIET DAI CO", "2825800090", "HT-1234", Some(0.9))];
    let bonds = bonds_of(&lines, &["suppliers-began-together"], None);
    let kinds: Vec<Kind> = bonds[0].iter().map(|bond| bond.kind).collect();
    assert_eq!(kinds, [Kind::Splitting, Kind::Ring, Kind::Deal, Kind::Deal, Kind::Declaration]);
}

fn goods(values: &[(&str, &str)]) -> DataFrame {
    let columns = values.iter().map(|(name, value)| Column::new((*name).into(), [*value]));
    let day = NaiveDate::from_ymd_opt(2025, 6, 2).unwrap().to_epoch_days();
    let day = Column::new("accepted_on".into(), [day]).cast(&DataType::Date).unwrap();
    DataFrame::new(1, columns.chain([day]).collect()).unwrap()
}

#[test]
fn the_way_is_told_stop_by_stop() {
    let reference = Reference::shipped().unwrap();
    let frame = goods(&[
        ("origin_country", "CN"),
        ("exit_port", "CNSHA"),
        ("transit_countries", "SG;AE"),
        ("discharge_port", "USQQQ"),
        ("destination_country", "US"),
    ]);
    let cells = Cells::of(&frame).unwrap();
    let stops = way::way(&cells.line(0), &reference);
    let told: Vec<String> = stops.iter().map(|stop| format!("{} {} {}", stop.role, stop.code, stop.country)).collect();
    let expected = ["exit CNSHA CN", "transit SG SG", "transit AE AE", "discharge USQQQ US", "destination US US"];
    assert_eq!(told, expected);
    assert!(stops.iter().all(|stop| stop.latitude.is_some() && stop.longitude.is_some()));
    assert!(stops[1].hub && stops[2].hub && !stops[0].hub);
    assert_eq!((stops[0].name.en.as_str(), stops[3].name.en.as_str()), ("Shanghai", "USQQQ"));
    // Goods of another country than they leave from, and a place that nobody knows.
    let frame = goods(&[("origin_country", "KZ"), ("export_country", "CN"), ("destination_country", "ATLANTIS")]);
    let cells = Cells::of(&frame).unwrap();
    let stops = way::way(&cells.line(0), &reference);
    let told: Vec<(&str, bool)> = stops.iter().map(|stop| (stop.role.as_str(), stop.latitude.is_some())).collect();
    assert_eq!(told, [("origin", true), ("exit", true), ("destination", false)]);
}

#[test]
fn words_that_spoke_are_told_with_what_they_say() {
    let reference = Reference::shipped().unwrap();
    let frame = goods(&[
        ("hs_code", "3206490000"),
        ("goods_description", "Antimony trioxide, white pigment"),
        ("goods_specification", "purity 99.8%|25 kg bags"),
        ("wording_code", "282580"),
        ("wording_codes", "282580 0.93; 382499 0.02"),
        ("wording_spoke", "TRIOXIDE;antimony"),
    ]);
    let cells = Cells::of(&frame).unwrap();
    let line = cells.line(0);
    let told: Vec<String> =
        words::spoke(&line, &reference, true).iter().map(|word| format!("{} {}", word.role, word.word)).collect();
    for wanted in ["mineral Antimony trioxide", "purity 99.8%", "against-code trioxide", "against-code Antimony"] {
        assert!(told.iter().any(|told| told == wanted), "{wanted}: {told:?}");
    }
    assert_eq!(told.last().map(String::as_str), Some("vague Antimony trioxide, white pigment"));
    assert_eq!(words::codes(&line), [("282580".to_owned(), 0.93), ("382499".to_owned(), 0.02)]);
    let told = control::control(&line, &reference);
    assert_eq!((told[0].status.as_str(), told[0].in_force_from.is_some()), ("not-controlled", true));
    assert!(told[0].because.en.contains("purity"), "{told:?}");
}
