//! The lists answer as the announcements say, and say the same of a line in any batch.

use chrono::NaiveDate;
use expect_test::{Expect, expect};
use polars::prelude::*;
use std::fs;
use tidewaiter::reference::{Composition, EndUserKind, Query, REFERENCE_COLUMNS, Reference, TABLES, parse_hs};

fn day(text: &str) -> NaiveDate {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").expect("a day")
}

#[test]
fn status_is_what_the_announcements_say() {
    let reference = Reference::shipped().expect("shipped tables");
    let cases = include_str!("../data/reference/status_cases.txt");
    let given = |text: &str| (text != "-").then(|| text.to_owned());
    let (mut asked, mut wrong) = (0, Vec::new());
    for line in cases.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [hs, on, to, purity, composition, user, text, expected, announcement] = cells[..] else {
            panic!("nine cells: {line}")
        };
        let query = Query {
            destination: given(to),
            purity_pct: given(purity).map(|text| text.parse().expect("a purity")),
            composition: given(composition).map(|text| Composition::parse(&text).expect("a composition")),
            end_user_kind: match user {
                "military" => Some(EndUserKind::Military),
                "civil" => Some(EndUserKind::Civil),
                _ => None,
            },
            text: given(text),
            ..Query::new(parse_hs(hs).expect("a code"), day(on))
        };
        let answer = reference.status(&query);
        let said = format!("{}{}", answer.status.word(), if answer.certain { "" } else { "?" });
        asked += 1;
        if said != expected || answer.announcement.as_deref().unwrap_or("-") != announcement {
            wrong.push(format!("{line}\n    says {said}, {:?}: {}", answer.announcement, answer.why));
        }
    }
    assert!(wrong.is_empty(), "{} of {asked} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(asked >= 60, "only {asked} cases");
}

/// Reads a table of declarations: a header, then a line each, cells separated by `|`, empty cells null.
fn frame(table: &str) -> DataFrame {
    let mut lines = table.lines().map(str::trim).filter(|line| !line.is_empty());
    let split = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let header = split(lines.next().expect("a header"));
    let rows: Vec<Vec<String>> = lines.map(split).collect();
    let columns = header.iter().enumerate().map(|(at, name)| {
        let cells = rows.iter().map(|row| row.get(at).filter(|cell| !cell.is_empty()).cloned());
        let column = Series::new(name.as_str().into(), cells.collect::<Vec<_>>());
        match name.as_str() {
            "accepted_on" => {
                let days = rows.iter().map(|row| day(&row[at]).signed_duration_since(NaiveDate::default()).num_days() as i32);
                Series::new(name.as_str().into(), days.collect::<Vec<i32>>()).cast(&DataType::Date).expect("days").into_column()
            }
            "net_mass_kg" | "statistical_value_usd" => column.cast(&DataType::Float64).expect("numbers").into_column(),
            _ => column.into_column(),
        }
    });
    DataFrame::new(rows.len(), columns.collect()).expect("a frame")
}

fn check(table: &str, columns: &[&str], expected: Expect) {
    let reference = Reference::shipped().expect("shipped tables");
    let joined = reference.join(&frame(table)).expect("a join");
    let mut text = String::new();
    for row in 0..joined.height() {
        let cells: Vec<String> = columns
            .iter()
            .map(|name| match joined.column(name).expect("a column").get(row).expect("a row") {
                AnyValue::Null => "null".to_owned(),
                AnyValue::String(text) => text.to_owned(),
                AnyValue::Float32(number) => format!("{number}"),
                other => other.to_string(),
            })
            .collect();
        text.push_str(&cells.join(" | "));
        text.push('\n');
    }
    expected.assert_eq(&text);
}

#[test]
fn texts_are_judged_and_honest_lookalikes_stay_quiet() {
    check(
        "
        hs_code | accepted_on | destination_country | goods_description | goods_specification
        7801910000 | 2025-06-15 | TH | antimony ingots | Sb 99.65%
        7801910000 | 2025-06-15 | TH | lead-antimony alloy ingots | Pb 97%, Sb 3%
        2825800090 | 2025-06-15 | TH | antimony trioxide | purity 99.8%
        3824999999 | 2025-06-15 | TH | 三氧化二锑 | 纯度≥99.99%
        2825800090 | 2025-06-15 | TH | antimony trioxide |
        8505111000 | 2025-06-15 | DE | NdFeB magnets N35 | Nd 31%, Fe 68%, B 1%
        8505111000 | 2025-06-15 | DE | sintered NdFeB magnet | Nd 29%, Dy 0.36%, Fe bal.
        8505111000 | 2025-06-15 | DE | 钕铁硼磁钢 | 不含镝、铽
        8505111000 | 2025-06-15 | DE | 电机用钕铁硼磁钢 | 镝0.3%
        8505111000 | 2025-06-15 | DE | NdFeB magnet 42UH |
        8505119000 | 2025-06-15 | DE | SmCo magnets |
        3810100000 | 2025-06-15 | TH | low-temperature solder paste Sn42Bi58 |
        3810100000 | 2025-06-15 | TH | solder paste | Sn 96.5%, Ag 3%, Cu 0.5%
        9405420000 | 2025-06-15 | US | gallium arsenide LED lamp |
        8112929090 | 2025-06-15 | DE | 金属镓 | 4N
        8112929090 | 2023-07-31 | DE | 金属镓 | 4N
        8207300090 | 2025-06-15 | KR | tungsten carbide inserts |
        8110101000 | 2026-11-28 | DE | antimony ingot |
        7604109000 | 2025-06-15 | DE | aluminium profile, antimony-free |
        3926909090 | 2025-06-15 | DE | plastic cups |
        3926909090 | 2025-06-15 | DE | |
        3907691000 | 2025-06-15 | VN | polyester chips with antimony catalyst |
        7204490090 | 2025-06-15 | DE | scrap without antimony or bismuth |
        7202999990 | 2025-06-15 | JP | ferro-alloy | Dy 80%, Fe 20%
        2846901990 | 2025-12-01 | JP | holmium oxide | 99.9%
        2846909990 | 2025-12-01 | JP | yttrium oxide powder | 99.999%
        ",
        &["text_mineral", "text_names_mineral", "text_form", "text_purity_pct", "text_controlled", "text_controlled_since"],
        expect![[r#""#]],
    );
}

#[test]
fn the_declared_code_has_a_status_only_where_it_can_be_said() {
    check(
        "
        hs_code | accepted_on | destination_country | goods_description | goods_specification | remarks
        8110101000 | 2025-06-15 | TH | antimony ingot | | 属于两用物项 3C003.b
        8110101000 | 2025-06-15 | TH | antimony ingot | |
        8110101000 | 2025-06-15 | US | antimony ingot | |
        8110101000 | 2024-09-14 | US | antimony ingot | |
        8110101000 | 2026-12-01 | US | antimony ingot | |
        38249999 | 2025-06-15 | US | tile adhesive | |
        8505111000 | 2025-06-15 | DE | magnets | |
        8505111000 | 2025-06-15 | DE | NdFeB magnet | Nd 29%, Dy 0.3%, Fe bal. | 不属于管制物项
        8505111000 | 2025-06-15 | DE | NdFeB magnet N35 | Nd 31%, Fe 68%, B 1% | 不属于管制物项
        2825800090 | 2025-06-15 | DE | antimony trioxide | 99.8% |
        3926909090 | 2025-06-15 | DE | plastic cups | |
        ",
        &["control_status", "controlled", "control_mineral", "control_since", "control_announcement", "remark_rule"],
        expect![[r#""#]],
    );
}

#[test]
fn lookalikes_carry_the_prices_of_cover_and_of_the_true_goods() {
    check(
        "
        hs_code | accepted_on | destination_country | net_mass_kg | statistical_value_usd
        7801910000 | 2025-06-15 | TH | 1600 | 40000
        7801910000 | 2024-01-15 | TH | 1600 | 40000
        7901119000 | 2025-06-15 | TH | 20 | 9000
        2821100000 | 2025-06-15 | JP | 100 | 90000
        2821100000 | 2025-06-15 | JP | 100 | 300000
        3926909090 | 2025-06-15 | JP | 100 | 300
        8110101000 | 2025-06-15 | JP | 18 | 650
        ",
        &[
            "lookalike_mineral",
            "lookalike_price_low_usd_per_kg",
            "lookalike_price_high_usd_per_kg",
            "cover_price_low_usd_per_kg",
            "cover_price_high_usd_per_kg",
            "lookalike_packed_density_kg_m3",
            "cover_packed_density_kg_m3",
            "reference_price_low_usd_per_kg",
            "reference_price_high_usd_per_kg",
            "relevant_mineral",
            "relevant_controlled_since",
            "limit_kg",
            "limit_usd",
            "limit_share",
        ],
        expect![[r#""#]],
    );
}

#[test]
fn ways_through_hubs_and_barred_countries_are_seen() {
    check(
        "
        hs_code | accepted_on | destination_country | consignee_country | transit_countries | exit_port | discharge_port
        8110101000 | 2025-06-15 | TH | TH | | CNSHA | THLCH
        8110101000 | 2025-06-15 | MX | US | | CNSHA | MXZLO
        8110101000 | 2025-06-15 | MX | MX | HK;US | CNSHA | USLAX
        8110101000 | 2026-01-15 | MX | MX | US | CNSHA | USLAX
        3926909090 | 2025-06-15 | MX | US | US | CNSHA | MXZLO
        8110101000 | 2025-06-15 | LA | | | |
        8110101000 | 2025-06-15 | 泰国 | THA | | CNSHA | TH BKK
        8110101000 | 2025-06-15 | XX | | | CNSHA | THLCH
        ",
        &["hub_destination", "hub_consignee", "mineral_no_use_in_destination", "transit_barred", "route_km", "detour_ratio"],
        expect![[r#""#]],
    );
}

/// Rows measured together are the rows measured apart, and the columns come in the declared order and type.
#[test]
fn a_line_is_measured_alike_in_any_batch() {
    let reference = Reference::shipped().expect("shipped tables");
    let all = frame(
        "
        hs_code | accepted_on | destination_country | goods_description | net_mass_kg | statistical_value_usd | exit_port
        8110101000 | 2025-06-15 | TH | antimony ingot | 100 | 5000 | CNSHA
        7801910000 | 2024-06-15 | US | lead ingot | 990 | 3000 | CNTAO
        8505111000 | 2026-06-15 | DE | NdFeB magnet, Dy 0.3% | 19 | 690 | CNNGB
        3926909090 | 2026-12-15 | VN | cups | 10 | 100 | CNPIN
        ",
    );
    let together = reference.join(&all).expect("a join");
    for row in 0..all.height() {
        let apart = reference.join(&all.slice(row as i64, 1)).expect("a join");
        assert!(apart.equals_missing(&together.slice(row as i64, 1)), "row {row}");
    }
    let derived = &together.columns()[all.width()..];
    for (column, declared) in derived.iter().zip(REFERENCE_COLUMNS) {
        assert_eq!((column.name().as_str(), column.dtype()), (declared.name, &declared.dtype()));
    }
    assert_eq!(derived.len(), REFERENCE_COLUMNS.len());
    let empty = reference.join(&all.slice(0, 0)).expect("a join of nothing");
    assert_eq!((empty.height(), empty.width()), (0, together.width()));
}

#[test]
fn a_frame_without_the_optional_columns_gets_nulls() {
    let reference = Reference::shipped().expect("shipped tables");
    let joined = reference.join(&frame("hs_code | accepted_on\n8110101000 | 2025-06-15")).expect("a join");
    let nulls = |name: &str| joined.column(name).expect("a column").null_count();
    assert_eq!(nulls("control_status"), 0);
    for name in ["text_mineral", "text_names_mineral", "text_controlled", "hub_destination", "transit_barred", "route_km", "limit_share", "remark_rule"] {
        assert_eq!(nulls(name), 1, "{name}");
    }
}

#[test]
fn a_folder_overrides_tables_and_its_faults_are_located() {
    let shipped = Reference::shipped().expect("shipped tables");
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("about.csv"), "key,value,source\nlist_begins,2023-08-01,test\nhorizon,2025-01-01,test\n")
        .expect("a file");
    let own = Reference::load(Some(folder.path())).expect("tables");
    assert_eq!(own.horizon(), day("2025-01-01"));
    assert_ne!(own.version(), shipped.version());
    assert_eq!(shipped.version(), Reference::shipped().expect("shipped tables").version());
    assert_eq!(own.status(&Query::new("9503008900", day("2025-06-15"))).status.word(), "unknown");

    fs::write(folder.path().join("ports.csv"), "locode,name_en,country,lat,lon,mode,source\nTHXXX,Nowhere,TH,99,1,sea,test\n")
        .expect("a file");
    let error = Reference::load(Some(folder.path())).expect_err("a fault");
    assert_eq!(error.exit_code(), 65);
    let text = error.to_string();
    for part in ["ports.csv", "row 2", "column `lat`", "value `99`", "-90"] {
        assert!(text.contains(part), "{text}");
    }
    assert!(Reference::load(Some(std::path::Path::new("/nowhere/at/all"))).is_err());
}

#[test]
fn every_shipped_row_has_its_source() {
    for table in TABLES {
        let mut reader = csv::Reader::from_reader(table.text.as_bytes());
        let headers = reader.headers().expect("a header").clone();
        let at = headers.iter().position(|name| name == "source").expect("a source column");
        for record in reader.records() {
            let record = record.expect("a row");
            assert!(!record[at].trim().is_empty(), "{}: {record:?}", table.name);
        }
    }
}
