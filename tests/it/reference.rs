//! The lists answer as the announcements say, and say the same of a line in any batch.

use chrono::NaiveDate;
use expect_test::{Expect, expect};
use polars::prelude::*;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::fs;
use std::process::Command;
use tidewaiter::reference::{
    Composition, EndUserKind, ImportKind, ImportReport, Query, REFERENCE_COLUMNS, Reference, TABLES, import, parse_hs,
};

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
                let days =
                    rows.iter().map(|row| day(&row[at]).signed_duration_since(NaiveDate::default()).num_days() as i32);
                Series::new(name.as_str().into(), days.collect::<Vec<i32>>())
                    .cast(&DataType::Date)
                    .expect("days")
                    .into_column()
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
        3824999970 | 2025-06-15 | VN | Flame retardant masterbatch containing antimony trioxide | Sb2O3 80%
        8545110000 | 2025-06-15 | VN | graphite electrodes | UHP 500mm
        7326909000 | 2025-06-15 | VN | hardware | Ga 99.99%
        8505111000 | 2025-06-15 | VN | 烧结磁铁 | N35SH, Nd 29% Dy 2.7% Fe B
        3907691000 | 2025-06-15 | VN | polyester chips with antimony catalyst |
        7204490090 | 2025-06-15 | DE | scrap without antimony or bismuth |
        7202999990 | 2025-06-15 | JP | ferro-alloy | Dy 80%, Fe 20%
        2846901990 | 2025-12-01 | JP | holmium oxide | 99.9%
        2846909990 | 2025-12-01 | JP | yttrium oxide powder | 99.999%
        ",
        &[
            "text_mineral",
            "text_names_mineral",
            "text_form",
            "text_purity_pct",
            "text_controlled",
            "text_controlled_since",
        ],
        expect![[r#"
            antimony | 1 | metal | 99.65 | 1 | 2024-09-15
            antimony | 1 | host | null | 0 | null
            antimony | 1 | oxide | 99.8 | 0 | null
            antimony | 1 | oxide | 99.99 | 1 | 2024-09-15
            antimony | 1 | oxide | null | null | null
            null | 0 | magnet | null | 0 | null
            dysprosium | 1 | magnet | null | 1 | 2025-04-04
            null | 0 | magnet | null | 0 | null
            dysprosium | 1 | magnet | null | 1 | 2025-04-04
            null | 0 | magnet | null | null | null
            samarium | 1 | magnet | null | 1 | 2025-04-04
            bismuth | 1 | alloy | null | 1 | 2025-02-04
            null | 0 | null | null | 0 | null
            gallium | 1 | finished | null | 0 | null
            gallium | 1 | metal | 99.99 | 1 | 2023-08-01
            gallium | 1 | metal | 99.99 | 0 | null
            tungsten | 1 | host | null | 0 | null
            antimony | 1 | metal | null | null | null
            null | 0 | null | null | 0 | null
            null | 0 | null | null | 0 | null
            null | null | null | null | null | null
            antimony | 1 | host | 80 | 0 | null
            graphite | 1 | host | null | 0 | null
            gallium | 1 | metal | 99.99 | 1 | 2023-08-01
            dysprosium | 1 | magnet | null | 1 | 2025-04-04
            antimony | 1 | finished | null | 0 | null
            null | 0 | null | null | 0 | null
            dysprosium | 1 | alloy | null | 1 | 2025-04-04
            holmium | 1 | oxide | 99.9 | 0 | null
            yttrium | 1 | oxide | 99.999 | 1 | 2025-04-04
        "#]],
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
        expect![[r#"
            licence | 1 | antimony | 2024-09-15 | MOFCOM/GACC 2024 No.33 | 0
            licence | 1 | antimony | 2024-09-15 | MOFCOM/GACC 2024 No.33 | 1
            denied | 1 | antimony | 2024-09-15 | MOFCOM 2024 No.46 | 1
            free | 0 | null | null | null | null
            unknown | null | null | null | null | null
            null | null | null | null | null | 0
            null | null | null | null | null | 1
            licence | 1 | dysprosium | 2025-04-04 | MOFCOM/GACC 2025 No.18 | 0
            free | 0 | null | null | null | 0
            free | 0 | null | null | null | 0
            free | 0 | null | null | null | 0
        "#]],
    );
}

#[test]
fn a_text_tells_how_much_it_states_and_what_it_leaves_open() {
    check(
        "
        hs_code | accepted_on | goods_description | goods_specification | remarks
        2825800090 | 2025-06-15 | 三氧化二锑 | 0;1;无品牌;Sb2O3 99.98%;25kg bag | 不属于管制物项
        2825800090 | 2025-06-15 | 三氧化二锑 | Sb2O3 99.99% | 属于两用物项 1C104
        2825800090 | 2024-06-15 | 三氧化二锑 | Sb2O3 99.98% | AS PER INVOICE
        8505111000 | 2025-06-15 | NdFeB magnets | 3;2; |
        8505111000 | 2025-06-15 | NdFeB magnets N42SH | 3;2; |
        8505111000 | 2025-06-15 | NdFeB magnets N42SH | Nd 29%, Dy 9%, Fe 65%, B 1% |
        8505111000 | 2025-02-15 | NdFeB magnets N42SH | |
        3926909090 | 2025-06-15 | plastic cups | 无 |
        8505111000 | 2025-06-15 | Nd 29%, Dy 9%, Fe 65%, B 1% | box 5;tray |
        ",
        &[
            "text_elements",
            "text_purity_pct",
            "text_purity_limit_pct",
            "text_composition_gap_pct",
            "text_composition",
            "composition_open",
            "remark_says",
        ],
        expect![[r#"
            2 | 99.98 | 99.99 | null | null | null | 0
            1 | 99.99 | null | null | null | null | 1
            1 | 99.98 | null | null | null | null | null
            0 | null | null | null | null | 0.5 | null
            0 | null | null | null | null | 1 | null
            1 | null | null | 4 | Nd 29%, Dy 9%, Fe 65%, B 1% | 0 | null
            null | null | null | null | null | null | null
            0 | null | null | null | null | null | null
            2 | null | null | 4 | Nd 29%, Dy 9%, Fe 65%, B 1% | 0 | null
        "#]],
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
        expect![[r#"
            antimony | 20 | 62 | 2.1 | 3.4 | 2300 | 3600 | null | null | antimony | 2024-09-15 | null | null | null
            null | null | null | 2.1 | 3.4 | null | 3600 | null | null | null | null | null | null | null
            gallium | 300 | 1500 | 2.3 | 4.2 | 950 | 3000 | null | null | gallium | 2023-08-01 | 20 | null | 1
            dysprosium | 215 | 1000 | 0.7 | 2 | 1300 | 1000 | null | null | dysprosium | 2025-04-04 | 100 | null | 1
            terbium | 850 | 4000 | 0.7 | 2 | 1300 | 1000 | null | null | terbium | 2025-04-04 | 100 | null | 1
            null | null | null | null | null | null | null | null | null | null | null | null | 700 | 0.42857143
            null | null | null | null | null | null | 2300 | 20 | 62 | antimony | 2024-09-15 | 20 | 700 | 0.9285714
        "#]],
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
        &[
            "hub_destination",
            "hub_consignee",
            "mineral_no_use_in_destination",
            "transit_barred",
            "route_km",
            "detour_ratio",
        ],
        expect![[r#"
            1 | 1 | 0 | 0 | 2915.9646 | 1
            1 | 0 | 0 | 1 | 12591.634 | 1
            1 | 1 | 0 | 1 | 15131.091 | 1.1945232
            1 | 1 | 0 | 0 | 12690.977 | 1.0018885
            1 | 0 | null | 0 | 14223.777 | 1.1296213
            0 | null | 1 | null | null | null
            1 | 1 | 0 | 0 | 2889.5764 | 1
            null | null | null | null | null | null
        "#]],
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
    for name in [
        "text_mineral",
        "text_names_mineral",
        "text_controlled",
        "hub_destination",
        "transit_barred",
        "route_km",
        "limit_share",
        "remark_rule",
    ] {
        assert_eq!(nulls(name), 1, "{name}");
    }
}

#[test]
fn a_folder_overrides_tables_and_its_faults_are_located() {
    let shipped = Reference::shipped().expect("shipped tables");
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(
        folder.path().join("about.csv"),
        "key,value,source\nlist_begins,2023-08-01,test\nhorizon,2025-01-01,test\n",
    )
    .expect("a file");
    let own = Reference::load(Some(folder.path())).expect("tables");
    assert_eq!(own.horizon(), day("2025-01-01"));
    assert_ne!(own.version(), shipped.version());
    assert_eq!(shipped.version(), Reference::shipped().expect("shipped tables").version());
    assert_eq!(own.status(&Query::new("9503008900", day("2025-06-15"))).status.word(), "unknown");

    fs::write(
        folder.path().join("ports.csv"),
        "locode,name_en,country,lat,lon,mode,source\nTHXXX,Nowhere,TH,99,1,sea,test\n",
    )
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

fn imported(kind: ImportKind, text: &[u8]) -> (tempfile::TempDir, tidewaiter::error::Result<ImportReport>) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("source.csv");
    fs::write(&file, text).expect("a file");
    let report = import(kind, &file, &folder.path().join("out"), Some(day("2026-11-02")));
    (folder, report)
}

fn written(kind: ImportKind, text: &[u8], expected: Expect) {
    let (_folder, report) = imported(kind, text);
    let report = report.expect("an import");
    assert_eq!(report.rows_read, report.rows_written + report.rows_quarantined);
    let table = fs::read_to_string(&report.table).expect("a table");
    let quarantine = fs::read_to_string(&report.quarantine).expect("a quarantine");
    expected.assert_eq(&format!("{table}--\n{quarantine}"));
    let papers = fs::read_to_string(&report.provenance).expect("provenance");
    for part in ["sha256", "retrieved = \"2026-11-02\"", "rows_read"] {
        assert!(papers.contains(part), "{papers}");
    }
    let left = fs::read_dir(report.table.parent().expect("a folder")).expect("a folder");
    assert!(left.flatten().all(|entry| !entry.file_name().to_string_lossy().ends_with(".part")));
}

#[test]
fn the_nomenclature_is_imported_and_lost_zeros_are_set_aside() {
    written(
        ImportKind::Hs,
        b"\xef\xbb\xbfsection,hscode,description,parent,level\nI,01,Animals; live,TOTAL,2\nI,0101,\"Horses, asses\",01,4\nI,101,Horses,01,4\nI,0102,,01,4\nI,0101,Again,01,4\nI,0103\n",
        expect![[r#"
            hs,level,parent,section,description,source
            01,2,,I,Animals; live,HS nomenclature
            0101,4,01,I,"Horses, asses",HS nomenclature
            --
            row,column,value,reason,raw
            4,hscode,101,has not the length of its level; a leading zero may be lost,I|101|Horses|01|4
            5,description,,is empty,I|0102||01|4
            6,hs,0101,repeats an earlier row,I|0101|Again|01|4
            7,,2,is not the number of columns,I|0103
        "#]],
    );
}

#[test]
fn unlocode_is_imported_and_points_are_checked() {
    written(
        ImportKind::Unlocode,
        b"country,location,name,nameWoDiacritics,subdivision,status,function,iata,lat,lon,geocoded\nTH,LCH,Laem Chabang,Laem Chabang,20,AI,1-------,,13.0833,100.8833,\nDE,FRA,Frankfurt,Frankfurt,HE,AI,-2345---,,50.1,8.68\nJP,NGO,\"\"\"Nagoya\",\" Aichi\"\"\",\"\"\"Nagoya\",\" Aichi\"\"\",23,1--45---,35.18,136.89,true\nDE,QQQ,Nowhere,Nowhere,,,1-------,,,,\nXX,1,Bad,Bad,,,1-------,,99,0,\n",
        expect![[r#"
            locode,name_en,name_zh,country,lat,lon,mode,source
            THLCH,Laem Chabang,,TH,13.0833,100.8833,sea,UN/LOCODE
            DEFRA,Frankfurt,,DE,50.1000,8.6800,air,UN/LOCODE
            --
            row,column,value,reason,raw
            4,function,23,is not eight marks; the columns of the row may be shifted,"JP|NGO|""Nagoya| Aichi""|""Nagoya| Aichi""|23|1--45---|35.18|136.89|true"
            5,lat,,is empty,DE|QQQ|Nowhere|Nowhere|||1-------||||
            6,location,1,is not three letters or digits,XX|1|Bad|Bad|||1-------||99|0|
        "#]],
    );
}

#[test]
fn opensanctions_parties_are_imported() {
    written(
        ImportKind::OpenSanctions,
        "id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,phones,emails,dataset,first_seen,last_seen,last_change\n\
         NK-1,Company,Hua Metals Ltd,\"华金属;Hua Metals Ltd;Hua Metals\",,cn;hk,\"1 Road, Hong Kong\",12345,,,,Some List,2023-04-20T00:00:00,2026-01-01T00:00:00,\n\
         NK-2,Company,,,,cn,,,,,,Some List,,,\n\
         NK-3,Person,A Man,,,us,,,,,,Some List,yesterday,,\n"
            .as_bytes(),
        expect![[r#"
            party_id,kind,name,aliases,countries,addresses,identifiers,lists,listed_on,seen_on,source
            NK-1,Company,Hua Metals Ltd,华金属;Hua Metals,CN;HK,"1 Road, Hong Kong",12345,Some List,2023-04-20,2026-01-01,OpenSanctions targets.simple
            --
            row,column,value,reason,raw
            3,name,,is empty,NK-2|Company||||cn||||||Some List|||
            4,first_seen,yesterday,is no day,NK-3|Person|A Man|||us||||||Some List|yesterday||
        "#]],
    );
}

#[test]
fn the_sdn_list_is_read_with_and_without_header() {
    let expected = expect![[r#"
        party_id,kind,name,aliases,countries,addresses,identifiers,lists,listed_on,seen_on,source
        ofac-36,Organization,AEROCARIBBEAN AIRLINES,,,,,CUBA,,,OFAC SDN list
        ofac-306,Organization,BANCO NACIONAL,BNC,,,,CUBA;SDGT,,,OFAC SDN list
        ofac-400,Vessel,SHIP ÉTOILE,,,,IMO 1234567,CUBA,,,OFAC SDN list
        --
        row,column,value,reason,raw
        4,ID,x,is no entity number,x|WRONG|-0- |-0- |-0- |-0- |-0- |-0- |-0- |-0- |-0- |-0- 
    "#]];
    written(
        ImportKind::Ofac,
        b"36,\"AEROCARIBBEAN AIRLINES\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n306,\"BANCO NACIONAL\",-0- ,\"CUBA] [SDGT\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"a.k.a. 'BNC'; Tax ID No. 77.\"\n400,\"SHIP \xc9TOILE\",\"vessel\",\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"IMO 1234567\"\nx,\"WRONG\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n\x1a\n",
        expected,
    );
    let (_folder, report) = imported(
        ImportKind::Ofac,
        b"ID,Name,Type,Country,Title,Col_F,Col_G,Col_H,Col_I,Col_J,Col_K,Details\n36,AERO,-0- ,CUBA,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n",
    );
    assert_eq!(report.expect("an import").rows_written, 1);
}

#[test]
fn another_table_or_one_without_usable_rows_is_refused_and_nothing_is_left() {
    for (kind, text) in [
        (ImportKind::Hs, &b"a,b\n1,2\n"[..]),
        (ImportKind::Hs, b""),
        (ImportKind::Hs, b"section,hscode,description,parent,level\nI,x,y,z,2\n"),
        (ImportKind::Unlocode, b"PAR1\x00\x15\x04"),
        (ImportKind::Ofac, b"\xff\xfe1\x00,\x00"),
    ] {
        let (folder, report) = imported(kind, text);
        let error = report.expect_err("a refusal");
        assert_eq!(error.exit_code(), 65, "{error}");
        let left: Vec<_> =
            fs::read_dir(folder.path().join("out")).map(|all| all.flatten().collect()).unwrap_or_default();
        assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
fn imported_places_and_headings_are_used_beside_the_shipped_ones() {
    let (folder, report) = imported(
        ImportKind::Unlocode,
        b"country,location,name,function,lat,lon\nTH,ZZZ,Testing,1-------,10,100\nTH,LCH,Elsewhere,1-------,0,0\n",
    );
    report.expect("an import");
    let reference = Reference::load(Some(&folder.path().join("out"))).expect("tables");
    assert_eq!(reference.port("THZZZ").map(|port| port.point.lat), Some(10.0));
    assert!(reference.port("THLCH").is_some_and(|port| port.point.lat > 12.0 && !port.name_zh.is_empty()));
}

fn tidewaiter(args: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_tidewaiter")).args(args).output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

#[test]
fn the_command_answers_as_the_issue_asks() {
    for destination in ["TH", "THA", "Thailand", "泰国"] {
        let args =
            ["reference", "status", "--hs", "8112.92.90.10", "--date", "2025-06-15", "--destination", destination];
        let (code, out, _) = tidewaiter(&args);
        assert_eq!(code, 0);
        for part in [
            "8112929010 on 2025-06-15, TH (Thailand): licence required",
            "MOFCOM/GACC 2023 No.23",
            "属于两用物项 3C001.a",
        ] {
            assert!(out.contains(part), "{out}");
        }
    }
    let args = ["reference", "status", "--hs", "28258000", "--date", "2025-06-15", "--purity", "4N", "--json"];
    let (code, out, _) = tidewaiter(&args);
    let told: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((code, told["answer"]["status"].as_str()), (0, Some("licence-required")));
    assert_eq!(told["answer"]["since"].as_str(), Some("2024-09-15"));
    let args = ["reference", "status", "--hs", "28258000", "--date", "2025-06-15"];
    assert!(tidewaiter(&args).1.contains("free below 99.99 % purity"));
    let (_, out, _) = tidewaiter(&["reference", "status", "--hs", "8505111000", "--date", "2025-06-15"]);
    for part in ["possibly", "free without Sm", "free without Tb", "free without Dy", "to military end users in US"] {
        assert!(out.contains(part), "{out}");
    }
    let near = ["--text", "三氧化二锑 99.8%", "--remark", "不属于管制物项"];
    let args = [&["reference", "status", "--hs", "2825800090", "--date", "2025-06-15"][..], &near].concat();
    assert!(tidewaiter(&args).1.contains("must say 不属于管制物项 (MOFCOM/GACC 2025 No.18): given"));

    for (args, code, part) in [
        (&["reference", "status", "--hs", "gallium", "--date", "2025-06-15"][..], 2, "no commodity code"),
        (
            &["reference", "status", "--hs", "8110", "--date", "2025-06-15", "--destination", "Atlantis"],
            2,
            "no country",
        ),
        (&["reference", "status", "--hs", "8110", "--date", "2025-06-15", "--purity", "high"], 2, "no purity"),
        (&["reference", "show", "nothing"], 2, "no table"),
        (&["reference", "list", "--tables", "/nowhere"], 65, "no folder"),
        (&["reference", "import", "hs", "/nowhere.csv", "--out", "/tmp"], 65, "cannot be used"),
    ] {
        let (exit, _, err) = tidewaiter(args);
        assert_eq!(exit, code, "{err}");
        assert!(err.contains(part), "{err}");
    }
    assert!(tidewaiter(&["reference", "list"]).1.contains("control_items.csv"));
    assert!(tidewaiter(&["reference", "show", "about"]).1.starts_with("key,value,source"));
}

/// Speed of the join on lines whose codes and texts vary; run with `--ignored --nocapture`.
#[test]
#[ignore = "measures"]
fn join_speed() {
    let rows = 300_000;
    let codes = [
        "8110101000",
        "7801910000",
        "8505111000",
        "3926909090",
        "9503008900",
        "2825800090",
        "7326909000",
        "8471300000",
    ];
    let texts = [
        "antimony ingot 99.65%",
        "lead-antimony alloy",
        "NdFeB magnet | Nd 29%, Dy 0.3%, Fe bal.",
        "plastic household cups",
    ];
    let text = |row: usize| format!("{} lot {}", texts[row % texts.len()], row % 60_000);
    let on = Series::new("accepted_on".into(), (0..rows).map(|row| 20_200 + (row % 300) as i32).collect::<Vec<_>>());
    let strings = |name: &str, value: &dyn Fn(usize) -> String| {
        Series::new(name.into(), (0..rows).map(value).collect::<Vec<_>>()).into_column()
    };
    let frame = DataFrame::new(
        rows,
        vec![
            strings("hs_code", &|row| codes[row % codes.len()].to_owned()),
            on.cast(&DataType::Date).expect("days").into_column(),
            strings("goods_description", &text),
            strings("destination_country", &|row| ["US", "TH", "DE", "VN"][row % 4].to_owned()),
            strings("exit_port", &|row| ["CNSHA", "CNNGB"][row % 2].to_owned()),
            strings("discharge_port", &|row| ["USLAX", "THLCH", "DEHAM", "VNSGN"][row % 4].to_owned()),
            Series::new("net_mass_kg".into(), (0..rows).map(|row| 10.0 + row as f64 % 900.0).collect::<Vec<_>>())
                .into_column(),
            Series::new("statistical_value_usd".into(), (0..rows).map(|row| 100.0 + row as f64).collect::<Vec<_>>())
                .into_column(),
        ],
    )
    .expect("a frame");
    let reference = Reference::shipped().expect("shipped tables");
    let begun = std::time::Instant::now();
    let joined = reference.join(&frame).expect("a join");
    println!("{} rows in {:?}", joined.height(), begun.elapsed());
}

/// Truncated, bit-flipped, mixed and stuffed tables: an error or a quarantine, never a panic, nothing lost.
#[test]
fn damaged_tables_are_refused_or_set_aside() {
    let whole: [(ImportKind, &str); 3] = [
        (
            ImportKind::Hs,
            "section,hscode,description,parent,level\nI,01,Animals,TOTAL,2\nI,0101,\"Horses, asses\",01,4\n",
        ),
        (ImportKind::Unlocode, "country,location,name,function,lat,lon\nTH,LCH,Laem Chabang,1-------,13.08,100.88\n"),
        (ImportKind::Ofac, "36,\"AERO\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"a.k.a. 'A'\"\n"),
    ];
    let mut dice = StdRng::seed_from_u64(7);
    let mut accepted = 0;
    for round in 0..300 {
        let (kind, text) = whole[round % whole.len()];
        let mut bytes = text.repeat(1 + round % 3).into_bytes();
        let at = dice.random_range(0..bytes.len());
        match round % 5 {
            0 => bytes.truncate(at),
            1 => bytes[at] ^= 1 << (round % 8),
            2 => bytes.insert(at, 0),
            3 => bytes.splice(at..at, std::iter::repeat_n(b'"', 1 + round % 4)).for_each(drop),
            _ => bytes.splice(at..at, "\r\n\r,99999999999999999999,\u{feff}é\n".bytes()).for_each(drop),
        }
        let (_folder, report) = imported(kind, &bytes);
        match report {
            Ok(report) => {
                accepted += 1;
                assert_eq!(report.rows_read, report.rows_written + report.rows_quarantined);
            }
            Err(error) => assert_eq!(error.exit_code(), 65, "{error}"),
        }
    }
    assert!(accepted > 50, "only {accepted} were readable at all");
}
