//! Lines made by hand: one that its peers' price clears, one that another code clears, one that takes two facts, one that nothing
//! clears; and what holds for all of them.

use super::change::Value;
use super::search::{Clearing, Doubt, Scoring, clear};
use super::told::told;
use crate::baselines::{
    PEER_UNIT_VALUE, PEER_UNIT_VALUE_HIGH, PEER_UNIT_VALUE_LOW, PEER_UNIT_VALUE_N, PEER_UNIT_VALUE_SPREAD,
};
use crate::engines::{LICENCE_ABSENT, WORDING_CHAPTER_P, WORDING_CODES, WORDING_DECLARED_P, WORDING_HEADING_P};
use crate::error::Result;
use crate::reference::RELEVANT_MINERAL;
use crate::schema::Column as Declared;
use crate::schema::{
    DECLARATION, EXPORTER_NAME, HS_CODE, LICENCE_NO, NET_MASS_KG, STATISTICAL_VALUE_USD, TRANSIT_COUNTRIES,
};
use crate::signals::{catalogue, measure};
use polars::prelude::*;

/// Code, net mass in kg, value in USD, licence, transit.
type Row<'a> = (&'a str, f64, f64, Option<&'a str>, Option<&'a str>);

fn declarations(rows: &[Row]) -> DataFrame {
    let n = rows.len();
    let columns = DECLARATION.iter().map(|column| match column.name {
        name if name == HS_CODE.name => Column::new(name.into(), rows.iter().map(|row| row.0).collect::<Vec<_>>()),
        name if name == NET_MASS_KG.name => Column::new(name.into(), rows.iter().map(|row| row.1).collect::<Vec<_>>()),
        name if name == STATISTICAL_VALUE_USD.name => {
            Column::new(name.into(), rows.iter().map(|row| row.2).collect::<Vec<_>>())
        }
        name if name == LICENCE_NO.name => Column::new(name.into(), rows.iter().map(|row| row.3).collect::<Vec<_>>()),
        name if name == TRANSIT_COUNTRIES.name => {
            Column::new(name.into(), rows.iter().map(|row| row.4).collect::<Vec<_>>())
        }
        name if name == EXPORTER_NAME.name => Column::new(name.into(), vec!["Hua"; n]),
        name => Column::full_null(name.into(), n, &column.dtype()),
    });
    DataFrame::new(n, columns.collect()).unwrap()
}

/// What this small world knows: antimony ingots (8110101000) cost 40 USD/kg and need a licence, lead alloy (7801910000) costs 2.5
/// and needs none; all texts say "antimony ingots".
fn prepare(declared: &DataFrame) -> Result<DataFrame> {
    let n = declared.height();
    let codes: Vec<String> =
        declared.column(HS_CODE.name)?.str()?.iter().map(|code| code.unwrap().to_owned()).collect();
    let licensed: Vec<bool> = declared.column(LICENCE_NO.name)?.str()?.iter().map(|no| no.is_some()).collect();
    let antimony = |code: &String| code.starts_with("811010");
    let by_code = |column: Declared, sb: f32, other: f32| {
        let values: Vec<f32> = codes.iter().map(|code| if antimony(code) { sb } else { other }).collect();
        Column::new(column.name.into(), values)
    };
    let absent: Vec<Option<f32>> =
        codes.iter().zip(&licensed).map(|(code, licensed)| antimony(code).then_some(f32::from(!*licensed))).collect();
    let mut frame = declared.hstack(&[
        by_code(PEER_UNIT_VALUE, 40.0, 2.5),
        by_code(PEER_UNIT_VALUE_LOW, 32.0, 2.0),
        by_code(PEER_UNIT_VALUE_HIGH, 50.0, 3.1),
        by_code(PEER_UNIT_VALUE_SPREAD, 0.2, 0.2),
        by_code(PEER_UNIT_VALUE_N, 50.0, 50.0),
        by_code(WORDING_DECLARED_P, 0.95, 0.001),
        by_code(WORDING_HEADING_P, 0.96, 0.001),
        by_code(WORDING_CHAPTER_P, 0.97, 0.001),
        Column::new(WORDING_CODES.name.into(), vec!["811010 0.95; 780191 0.01"; n]),
        Column::new(RELEVANT_MINERAL.name.into(), vec!["antimony"; n]),
        Column::new(LICENCE_ABSENT.name.into(), absent),
    ])?;
    for column in catalogue().flat_map(|signal| signal.reads.iter().chain(signal.tells)) {
        if frame.column(column.name).is_err() {
            frame.with_column(Column::full_null(column.name.into(), n, &column.dtype()))?;
        }
    }
    Ok(frame)
}

/// A model as simple as can be: a tenth for each of four oddities, and seven for an exporter's record, which here follows from
/// the mass alone, so that no other fact can change it.
fn judge(prepared: &DataFrame, evidence: &DataFrame) -> Result<Vec<f32>> {
    let value = |id: &str, row: usize| evidence.column(id).unwrap().f32().unwrap().get(row).unwrap_or(0.0);
    let mass = prepared.column(NET_MASS_KG.name)?.f64()?;
    let transit = prepared.column(TRANSIT_COUNTRIES.name)?.str()?;
    let row = |row: usize| {
        let priced = f32::from(value("unit-value-below-peers", row).abs() > 2.0);
        let worded = f32::from(value("text-against-code", row) > 1.0);
        let licence = value("licence-missing", row);
        let way = f32::from(transit.get(row).is_some());
        let record = if mass.get(row) == Some(777.0) { 7.0 } else { 0.0 };
        0.1 * (priced + worded + licence + way + record)
    };
    Ok((0..prepared.height()).map(row).collect())
}

const REASONS: [&str; 5] = [
    "unit-value-below-peers",
    "text-against-code",
    "licence-missing",
    "transit-rare-for-destination",
    "exporter-stood-out-before",
];

/// What clears each row, with every oddity of the world among its reasons, under a line at 0.05.
fn cleared(rows: &[Row]) -> Vec<Clearing> {
    let prepared = prepare(&declarations(rows)).unwrap();
    let evidence = measure(&prepared).unwrap();
    let place = |id: &str| catalogue().position(|signal| signal.id == id).unwrap();
    let reasons: Vec<(usize, f32)> = REASONS.iter().map(|id| (place(id), 0.2)).collect();
    let doubt = |row| Doubt { row, reasons: reasons.clone(), under: 0.05 };
    let doubts: Vec<Doubt> = (0..rows.len()).map(doubt).collect();
    clear(&prepared, &evidence, &doubts, &Scoring { prepare: &prepare, judge: &judge }).unwrap()
}

const UNDERVALUED: Row = ("8110101000", 1_000.0, 8_000.0, Some("L-1"), None);
const WRONG_CODE: Row = ("7801910000", 1_000.0, 40_000.0, Some("L-1"), None);
const WRONG_CODE_BY_WAY: Row = ("7801910000", 1_000.0, 40_000.0, Some("L-1"), Some("HK"));
const WRONG_CODE_UNLICENSED: Row = ("7801910000", 1_000.0, 40_000.0, None, None);
const RECORD: Row = ("8110101000", 777.0, 8_000.0, Some("L-1"), None);

fn ids(clearing: &Clearing) -> Vec<&str> {
    clearing.facts.iter().map(|fact| fact.id).collect()
}

#[test]
fn an_undervalued_line_is_cleared_by_the_near_edge_of_its_peers() {
    let clearing = &cleared(&[UNDERVALUED])[0];
    assert_eq!(ids(clearing), ["value"]);
    assert_eq!(clearing.facts[0].declares[0].value, Value::Number(32_000.0));
    expect_test::expect![[r#"
        Value: 8,000 USD → 32,000 USD (proof: commercial invoice with proof of payment, and the contract).
        申报价值：8,000美元 → 32,000美元（证明：商业发票、付款凭证及合同）。"#]]
    .assert_eq(&format!("{}\n{}", told(clearing).en, told(clearing).zh));
}

#[test]
fn a_wrong_code_is_cleared_by_the_code_of_the_words() {
    let clearing = &cleared(&[WRONG_CODE])[0];
    assert_eq!(ids(clearing), ["code"]);
    assert_eq!(clearing.facts[0].declares[0].value, Value::Text("811010".into()));
    assert_eq!(clearing.priority, 0.0);
}

#[test]
fn two_facts_are_found_where_one_is_not_enough() {
    let clearing = &cleared(&[WRONG_CODE_BY_WAY])[0];
    let mut facts = ids(clearing);
    facts.sort_unstable();
    assert_eq!(facts, ["code", "transit"]);
}

#[test]
fn a_licence_is_asked_for_once_the_right_code_needs_one() {
    // Under the cover code no licence is missing: that shows only on the changed line.
    let clearing = &cleared(&[WRONG_CODE_UNLICENSED])[0];
    assert_eq!(ids(clearing), ["code", "licence"]);
    assert!(told(clearing).en.contains("export licence (original)"), "{}", told(clearing).en);
}

#[test]
fn what_no_declared_fact_clears_is_said() {
    let clearing = &cleared(&[RECORD])[0];
    assert!(clearing.facts.is_empty());
    assert!((clearing.priority - 0.7).abs() < 1e-6, "the value alone helps a little: {}", clearing.priority);
    let told = told(clearing);
    assert!(told.en.starts_with("No declared fact clears it; what stands is: "), "{}", told.en);
    assert!(told.zh.starts_with("任何申报事项均不足以排除疑点"), "{}", told.zh);
}

#[test]
fn the_lines_beside_it_and_the_order_change_nothing() {
    let rows = [UNDERVALUED, WRONG_CODE, WRONG_CODE_BY_WAY, WRONG_CODE_UNLICENSED, RECORD];
    let together = cleared(&rows);
    assert_eq!(together, cleared(&rows));
    for (row, told) in rows.iter().zip(&together) {
        assert_eq!(&cleared(&[*row])[0], told, "alone as together");
    }
    let reversed: Vec<Row> = rows.iter().rev().copied().collect();
    assert!(cleared(&reversed).iter().rev().eq(&together));
}

#[test]
fn what_is_proposed_is_under_the_line_when_it_is_declared() {
    let rows = [UNDERVALUED, WRONG_CODE, WRONG_CODE_BY_WAY];
    for (row, clearing) in rows.iter().zip(cleared(&rows)) {
        assert!(!clearing.facts.is_empty());
        let settings = clearing.facts.iter().flat_map(|fact| &fact.declares).map(|setting| (0, setting.clone()));
        let declared = super::variants::set(declarations(&[*row]), &settings.collect::<Vec<_>>()).unwrap();
        let prepared = prepare(&declared).unwrap();
        let priority = judge(&prepared, &measure(&prepared).unwrap()).unwrap()[0];
        assert_eq!(priority, clearing.priority);
        assert!(priority < 0.05, "{row:?}: {priority}");
    }
}
