//! Tests of the ingest room, from outside: whole files in, batches out.

use chrono::NaiveDate;
use expect_test::{Expect, expect};
use polars::prelude::{DataFrame, DataType, NamedFrom, ParquetWriter, Series};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use tidewaiter::ingest::{Batch, Mapping, Options, Reader, Summary};
use tidewaiter::schema::DECLARATION;

const HEADER: &str = "declaration_id,item_no,accepted_on,hs_code,goods_description,destination_country,net_mass_kg,gross_mass_kg,statistical_value_usd";

struct World {
    folder: tempfile::TempDir,
}

impl World {
    fn new() -> World {
        World { folder: tempfile::tempdir().expect("a folder") }
    }
    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).expect("a file");
        path
    }
}

fn read_all(path: &Path, mapping: &str, options: Options) -> tidewaiter::error::Result<(Vec<Batch>, Summary)> {
    let mapping = Mapping::load(mapping).expect("a preset");
    let mut reader = Reader::open(&[path.display().to_string()], &mapping, options)?;
    let batches = reader.by_ref().collect::<Result<Vec<_>, _>>()?;
    Ok((batches, reader.summary()))
}

fn read(path: &Path, mapping: &str) -> (Batch, Summary) {
    let (batches, summary) = read_all(path, mapping, Options::default()).expect("readable");
    let mut batches = batches.into_iter();
    let mut first = batches.next().expect("a batch");
    for next in batches {
        first.declarations.vstack_mut(&next.declarations).expect("the same columns");
        first.quarantined.vstack_mut(&next.quarantined).expect("the same columns");
    }
    (first, summary)
}

/// The columns named, one row a line.
fn table(frame: &DataFrame, columns: &[&str]) -> String {
    let mut text = String::new();
    for row in 0..frame.height() {
        let cells: Vec<String> = columns
            .iter()
            .map(|name| {
                let value = frame.column(name).expect("a column").get(row).expect("a row");
                value.get_str().map_or_else(|| value.to_string(), ToString::to_string)
            })
            .collect();
        text += &cells.join(" | ");
        text.push('\n');
    }
    text
}

fn check_csv(rows: &str, accepted: Expect, quarantined: Expect) {
    let world = World::new();
    let path = world.write("night.csv", format!("{HEADER}\n{rows}"));
    let (batch, summary) = read(&path, "tidewaiter");
    accepted.assert_eq(&table(
        &batch.declarations,
        &["declaration_id", "hs_code", "net_mass_kg", "source_row", "data_warnings"],
    ));
    let told = table(&batch.quarantined, &["row", "column", "value", "rule", "message"]);
    quarantined.assert_eq(&told.replace(&format!("{}/", world.folder.path().display()), ""));
    assert_eq!(summary.rows_read, summary.rows_accepted + summary.rows_quarantined);
}

#[test]
fn good_rows_pass_and_bad_ones_say_why() {
    check_csv(
        "A,1,2025-06-15,0106900000,live animals,VN,10,12,100
A,1,2025-06-15,8110101000,twice,VN,10,12,100
B,1,15.06.2025,8110101000,date,VN,10,12,100
C,1,2025-06-15,8110101000,negative,VN,-10,12,100
D,1,2025-06-15,8110101000,net above gross,VN,13,12,100
E,1,2025-06-15,8110101000,no mass,VN,,12,100
F,1,2025-06-15,81101,short code and no value,VN,10,12,
G,1,1025-06-15,8110101000,absurd date,VN,10,12,100
H,1,2025-06-15,8110101000,unknown country,XX,10,12,0
I,1,2025-06-15,8110101000,too,many,fields,VN,10,12,100
J,1,2025-06-15,8110101000,infinite,VN,inf,12,100
",
        expect![[r#"
            A | 0106900000 | 10.0 | 1 | null
            D | 8110101000 | 13.0 | 5 | net-above-gross:net_mass_kg
            H | 8110101000 | 10.0 | 9 | country-unknown:destination_country;zero-value:statistical_value_usd
        "#]],
        expect![[r#"
            2 | declaration_id | A item 1 | duplicate | line 3: the same declaration and item was already read (first in `night.csv`, row 1)
            3 | accepted_on | 15.06.2025 | date-unreadable | line 4: the date is not in a form the mapping names; add it to `form`
            4 | net_mass_kg | -10 | number-negative | line 5: a mass, quantity or value cannot be negative
            6 | net_mass_kg |  | mass-and-quantity-missing | line 7: neither a net mass nor a quantity is given; nothing can be measured
            7 | hs_code | 81101 | hs-malformed | line 8: a commodity code has 6, 8 or 10 digits; a leading zero may be lost (set `pad`) or dots left in (set `strip`) (it has 5 characters); also statistical_value_usd: required-missing
            8 | accepted_on | 1025-06-15 | date-absurd | line 9: the date lies before 1990 or after 2100; look for swapped digits or another `form`
            10 |  |  | field-count | line 11: the record has another number of fields than the header; look for a stray delimiter or line break (11 fields, the header has 9)
            11 | net_mass_kg | inf | number-unreadable | line 12: not a number; set `decimal` and `thousands` in the mapping if it is written otherwise
        "#]],
    );
}

#[test]
fn a_damaged_quotation_costs_its_line_alone() {
    check_csv(
        "A,1,2025-06-15,811010,\"never closed,VN,10,12,100
B,1,2025-06-15,811010,fine,VN,10,12,100
C,1,2025-06-15,811010,\"two
lines, quoted\",VN,10,12,100
D,1,2025-06-15,811010,\"5\" pipe\",VN,10,12,100\rE,1,2025-06-15,811010,mixed line ends,VN,10,12,100\r\nF,1",
        expect![[r#"
            B | 811010 | 10.0 | 2 | null
            C | 811010 | 10.0 | 3 | null
            E | 811010 | 10.0 | 5 | null
        "#]],
        expect![[r#"
            1 |  |  | unbalanced-quotes | line 2: a quotation mark is not closed or not doubled; the line is set aside and reading goes on with the next (a closing quotation mark is followed by more text)
            4 |  |  | unbalanced-quotes | line 6: a quotation mark is not closed or not doubled; the line is set aside and reading goes on with the next (a closing quotation mark is followed by more text)
            6 |  |  | field-count | line 8: the record has another number of fields than the header; look for a stray delimiter or line break (2 fields, the header has 9)
        "#]],
    );
}

#[test]
fn an_endless_quotation_or_line_costs_itself_alone() {
    let good = |id: &str| format!("{id},1,2025-06-15,811010,x,VN,10,12,100\n");
    let many: String = (0..40_000).map(|row| good(&format!("R{row}"))).collect();
    let world = World::new();
    let text =
        format!("{HEADER}\nQ,1,2025-06-15,811010,\"open,VN,10,12,100\n{many}{}\n{}", "9".repeat(3_000_000), good("Z"));
    let (batch, summary) = read(&world.write("night.csv", text), "tidewaiter");
    assert_eq!((summary.rows_accepted, summary.rows_quarantined), (40_001, 2));
    expect![[r#"
        1 | unbalanced-quotes
        40002 | oversized-record
    "#]]
    .assert_eq(&table(&batch.quarantined, &["row", "rule"]));
}

#[test]
fn every_column_of_the_schema_comes_with_its_type() {
    let world = World::new();
    let path = world.write("night.csv", format!("{HEADER}\nA,1,2025-06-15,811010,x,VN,10,12,100\n"));
    let (batch, summary) = read(&path, "tidewaiter");
    for (place, column) in DECLARATION.iter().enumerate() {
        let found = &batch.declarations.columns()[place];
        assert_eq!((found.name().as_str(), found.dtype()), (column.name, &column.dtype()));
    }
    let extra: Vec<String> =
        batch.declarations.get_column_names()[DECLARATION.len()..].iter().map(ToString::to_string).collect();
    assert_eq!(extra, ["source_file", "source_row", "data_warnings"]);
    assert_eq!(summary.files[0].bytes, fs::metadata(&path).expect("a file").len());
    assert!(summary.files[0].missing_columns.contains(&"remarks".to_string()));
}

#[test]
fn encodings_packings_and_formats_give_the_same_rows() {
    let world = World::new();
    let rows = [
        [
            "EntryId",
            "项号",
            "DDate",
            "商品编号",
            "商品名称",
            "最终目的国（地区）",
            "包装种类",
            "qty1",
            "unit1",
            "GrossWet",
            "DeclTotal",
            "TradeCurr",
        ],
        ["5301", "1", "20250615", "8110101000", "锑锭", "VNM", "06", "2", "070", "2,100.5", "14378", "CNY"],
        ["5302", "1", "2025-06-16", "8110.10.1000", "锑锭 二", "越南", "木箱", "500", "035", "510", "9000", "USD"],
    ];
    let delimited = |mark: &str| rows.map(|row| row.map(|cell| format!("\"{cell}\"")).join(mark)).join("\r\n");
    let csv = delimited(",");
    let utf16 = |text: &str, big: bool| -> Vec<u8> {
        let mut bytes = if big { vec![0xFE, 0xFF] } else { vec![0xFF, 0xFE] };
        bytes.extend(text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }));
        bytes
    };
    let json: String = rows[1..]
        .iter()
        .map(|row| {
            let pairs: Vec<String> = rows[0].iter().zip(row).map(|(key, value)| format!("{key:?}:{value:?}")).collect();
            format!("{{{}}}\n", pairs.join(","))
        })
        .collect();
    let files = [
        world.write("a.csv", &csv),
        world.write("b.csv", format!("\u{feff}{csv}")),
        world.write("c.tsv", delimited("\t")),
        world.write("d.csv", delimited(";")),
        world.write("e.csv", utf16(&csv, false)),
        world.write("f.csv", utf16(&csv, true)),
        world.write("g.csv", encoding_rs::GB18030.encode(&csv).0),
        world.write("h.csv.gz", gzip(csv.as_bytes())),
        world.write("i.csv.zst", zstd::encode_all(csv.as_bytes(), 1).expect("in memory")),
        world.write("j.jsonl", &json),
        world.write("k.jsonl.gz", gzip(json.as_bytes())),
    ];
    for path in files {
        let (batch, _) = read(&path, "china-export-zh");
        let columns = [
            "declaration_id",
            "accepted_on",
            "hs_code",
            "goods_description",
            "destination_country",
            "package_type",
            "net_mass_kg",
            "gross_mass_kg",
            "statistical_value_usd",
            "data_warnings",
        ];
        assert_eq!(
            table(&batch.declarations, &columns),
            "5301 | 2025-06-15 | 8110101000 | 锑锭 | VN | BG | 2000.0 | 2100.5 | 2016.832655 | null\n\
             5302 | 2025-06-16 | 8110101000 | 锑锭 二 | VN | 7B | 500.0 | 510.0 | 9000.0 | null\n",
            "{}",
            path.display()
        );
        assert_eq!(batch.quarantined.height(), 0);
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    // Two members, as `cat a.gz b.gz` makes them.
    let (first, second) = bytes.split_at(bytes.len() / 2);
    [first, second]
        .iter()
        .flat_map(|part| {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(part).expect("in memory");
            encoder.finish().expect("in memory")
        })
        .collect()
}

#[test]
fn the_korean_layout_is_read() {
    let world = World::new();
    let header = "Declaration ID,Date,Office ID,Process Type,Import Type,Import Use,Payment Type,Mode of Transport,Declarant ID,Importer ID,Seller ID,Courier ID,HS6 Code,Country of Departure,Country of Origin,Tax Rate,Tax Type,Country of Origin Indicator,Net Mass,Item Price,Fraud,Critical Fraud";
    let path = world.write("kcs.csv", format!("{header}\n97061800,2020-01-01,30,B,11,21,11,10,ZZR1LT6,QLRUBN9,,,40890,BE,BE,0.0,FEU1,G,108.0,372254.4,1,2\n"));
    let (batch, _) = read(&path, "korea-import");
    let columns = [
        "declaration_id",
        "hs_code",
        "transport_mode",
        "exporter_id",
        "destination_country",
        "net_mass_kg",
        "statistical_value_usd",
        "x_tax_rate",
        "x_office",
    ];
    expect![[r#"
        97061800 | 040890 | 1 | null | KR | 108.0 | 315.684121 | 0.0 | 30
    "#]]
    .assert_eq(&table(&batch.declarations, &columns));
    assert!(!batch.declarations.get_column_names().iter().any(|name| name.to_lowercase().contains("fraud")));
}

/// A frame in the project's layout.
fn frame(rows: usize) -> DataFrame {
    let text = |make: &dyn Fn(usize) -> String| (0..rows).map(make).collect::<Vec<String>>();
    let days: Vec<i32> = (0..rows as i32).map(|row| 20_254 + row % 28).collect();
    let date = Series::new("accepted_on".into(), days).cast(&DataType::Date).expect("days");
    let mass: Vec<f64> = (0..rows).map(|row| 10.0 + row as f64).collect();
    let columns = vec![
        Series::new("declaration_id".into(), text(&|row| format!("D{row}"))),
        date,
        Series::new("hs_code".into(), text(&|_| "8110101000".into())),
        Series::new("net_mass_kg".into(), mass.clone()),
        Series::new("statistical_value_usd".into(), mass),
    ];
    DataFrame::new(rows, columns.into_iter().map(Into::into).collect()).expect("equal lengths")
}

fn parquet(mut frame: DataFrame) -> Vec<u8> {
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).with_row_group_size(Some(100)).finish(&mut frame).expect("in memory");
    bytes
}

#[test]
fn parquet_is_read_typed_in_batches() {
    let world = World::new();
    let path = world.write("night.parquet", parquet(frame(1000)));
    let options = Options { batch_rows: 64, after: NaiveDate::from_ymd_opt(2025, 6, 15), until: None };
    let (batches, summary) = read_all(&path, "tidewaiter", options).expect("readable");
    assert!(batches.iter().all(|batch| batch.declarations.height() + batch.quarantined.height() <= 64));
    assert_eq!((summary.rows_read, summary.files[0].format.as_str()), (1000, "parquet"));
    let first = &batches[0].quarantined;
    expect![[r#"
        1 | accepted_on | 2025-06-15 | older-than-context | accepted on or before the day the context ends; score it with an older context or replay (the context ends on 2025-06-15) | declaration_id=D0; accepted_on=2025-06-15; hs_code=8110101000; net_mass_kg=10; statistical_value_usd=10
    "#]]
    .assert_eq(&table(&first.head(Some(1)), &["row", "column", "value", "rule", "message", "raw"]));
}

#[test]
fn other_types_in_parquet_are_converted() {
    let world = World::new();
    let frame = DataFrame::new(
        2,
        vec![
            Series::new("declaration_id".into(), [7i64, 8]).into(),
            Series::new("accepted_on".into(), ["2025-06-15", "2025-06-16T08:00:00"]).into(),
            Series::new("hs_code".into(), [811_010.0f64, 7.0]).into(),
            Series::new("net_mass_kg".into(), ["12.5", "x"]).into(),
            Series::new("statistical_value_usd".into(), [5i32, -5]).into(),
        ],
    )
    .expect("equal lengths");
    let (batch, _) = read(&world.write("odd.parquet", parquet(frame)), "tidewaiter");
    expect![[r#"
        7 | 2025-06-15 | 811010 | 12.5 | 5.0
    "#]]
    .assert_eq(&table(
        &batch.declarations,
        &["declaration_id", "accepted_on", "hs_code", "net_mass_kg", "statistical_value_usd"],
    ));
    expect![[r#"
        hs_code | hs-malformed | a commodity code has 6, 8 or 10 digits; a leading zero may be lost (set `pad`) or dots left in (set `strip`) (it has 1 characters); also net_mass_kg: number-unreadable (`x`); also statistical_value_usd: number-negative (`-5`)
    "#]].assert_eq(&table(&batch.quarantined, &["column", "rule", "message"]));
}

#[test]
fn a_file_that_cannot_be_read_ends_the_reading() {
    let world = World::new();
    let sound = format!("{HEADER}\nA,1,2025-06-15,811010,x,VN,10,12,100\n").repeat(300);
    let packed = gzip(sound.as_bytes());
    let whole = parquet(frame(100));
    for (name, bytes, expected) in [
        ("empty.csv", Vec::new(), "the file is empty"),
        ("blank.csv", b" \n\n".to_vec(), "no header"),
        ("other.csv", b"a,b\n1,2\n".to_vec(), "has no column `declaration_id`"),
        ("cut.csv.gz", packed[..packed.len() - 20].to_vec(), "cut short"),
        ("fake.csv.gz", b"a,b\n".to_vec(), "the name says gzip"),
        ("book.csv", b"PK\x03\x04zip".to_vec(), "spreadsheet"),
        ("cut.parquet", whole[..whole.len() / 2].to_vec(), "cut short"),
        ("list.json", b"[{}]".to_vec(), "one JSON list"),
        ("noise.csv", (0..4000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect(), "cannot be used"),
    ] {
        let path = world.write(name, bytes);
        let error = read_all(&path, "tidewaiter", Options::default()).expect_err(name);
        assert_eq!(error.exit_code(), 65, "{name}: {error}");
        assert!(error.to_string().contains(expected), "{name}: {error}");
    }
}

#[test]
fn duplicates_are_found_across_files_and_batches() {
    let world = World::new();
    world.write("a.csv", format!("{HEADER}\nA,1,2025-06-15,811010,x,VN,10,12,100\n"));
    world.write(
        "b.csv",
        format!("{HEADER}\nA,2,2025-06-15,811010,x,VN,10,12,100\nA,1,2025-06-15,811010,x,VN,10,12,100\n"),
    );
    let mapping = Mapping::load("tidewaiter").expect("a preset");
    let inputs = [world.folder.path().display().to_string()];
    let mut reader =
        Reader::open(&inputs, &mapping, Options { batch_rows: 1, after: None, until: None }).expect("files");
    let batches = reader.by_ref().collect::<Result<Vec<_>, _>>().expect("readable");
    let message = table(&batches[2].quarantined, &["row", "rule", "message"]);
    assert!(message.starts_with("2 | duplicate | line 3: "), "{message}");
    assert!(message.trim_end().ends_with("a.csv`, row 1)"), "{message}");
}

#[path = "../data/ingest/malformed.rs"]
mod malformed;

fn check_command(arguments: &[&str]) -> tidewaiter::error::Result<String> {
    use clap::Parser;
    let arguments = ["tidewaiter", "check"].iter().chain(arguments);
    tidewaiter::cli::run(tidewaiter::cli::Args::parse_from(arguments)).map(|code| format!("{code:?}"))
}

#[test]
fn check_writes_its_reports_and_ends_with_3_if_rows_are_quarantined() {
    let world = World::new();
    let good = "A,1,2025-06-15,811010,x,VN,10,12,100\n";
    let path = world.write("night.csv", format!("{HEADER}\n{good}B,1,2025-06-15,811010,<script>,VN,10,12,100\n{good}"));
    let out = world.folder.path().join("out");
    let (path, folder) = (path.display().to_string(), out.display().to_string());
    assert_eq!(check_command(&[&path, "--out", &folder]).expect("readable"), "ExitCode(unix_exit_status(3))");
    let read = |name: &str| fs::read_to_string(out.join(name)).expect("written");
    let report: serde_json::Value = serde_json::from_str(&read("check.json")).expect("JSON");
    assert_eq!((&report["rows_read"], &report["rows_quarantined"]), (&3.into(), &1.into()));
    assert_eq!(report["problems"][0]["rule"], "duplicate");
    assert_eq!(report["accepted_from"], "2025-06-15");
    let page = read("check.html");
    assert!(page.contains("duplicate") && !page.contains("<script>") && !page.contains("http"), "{page}");
    assert!(read("quarantine.csv").starts_with("file,row,column,value,rule,message,raw\n"));
    assert_eq!(fs::read_dir(&out).expect("a folder").count(), 3, "nothing half-written is left");
    assert_eq!(check_command(&["--schema"]).expect("no input needed"), "ExitCode(unix_exit_status(0))");
    assert_eq!(check_command(&["/no/such.csv"]).expect_err("missing").exit_code(), 65);
}

#[test]
fn batches_are_the_same_for_any_size_and_twice() {
    let world = World::new();
    let rows: String = (0..500)
        .map(|row| format!("D{},1,2025-06-{:02},811010,x,VN,{row},12,100\n", row % 450, row % 35 + 1))
        .collect();
    let path = world.write("night.csv", format!("{HEADER}\n{rows}"));
    let whole = |batch_rows| {
        let (batches, _) =
            read_all(&path, "tidewaiter", Options { batch_rows, after: None, until: None }).expect("readable");
        let text = |pick: fn(&Batch) -> &DataFrame| -> String {
            let names =
                |frame: &DataFrame| frame.get_column_names().iter().map(ToString::to_string).collect::<Vec<_>>();
            let all = |frame: &DataFrame| table(frame, &names(frame).iter().map(String::as_str).collect::<Vec<_>>());
            batches.iter().map(|batch| all(pick(batch))).collect()
        };
        (text(|batch| &batch.declarations), text(|batch| &batch.quarantined))
    };
    let expected = whole(65_536);
    assert_eq!(whole(65_536), expected);
    assert_eq!(whole(1), expected);
    assert_eq!(whole(97), expected);
}
