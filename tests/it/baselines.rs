//! Baselines fold the past in any order, and a replay in two halves is a replay.

use crate::world::{Row, frame};
use polars::prelude::*;
use proptest::prelude::*;
use tidewaiter::baselines::{Baselines, Snapshot};
use tidewaiter::schema::LIMIT_SHARE;
use tidewaiter::schema::{Kind, LEARNED_FROM};

const CODES: [&str; 4] = ["8110101000", "8110102000", "280450", "85051110"];
const PLACES: [&str; 3] = ["TH", "US", "VN"];

fn some_rows() -> impl Strategy<Value = Vec<(u8, i32, usize, usize, u8, f64, f64)>> {
    let row = (0u8..50, 0i32..120, 0usize..4, 0usize..3, 0u8..6, 0.1f64..1e4, 0.1f64..1e5);
    prop::collection::vec(row, 1..80)
}

fn declarations(rows: &[(u8, i32, usize, usize, u8, f64, f64)]) -> DataFrame {
    let names: Vec<(String, String)> = rows.iter().map(|row| (format!("D{}", row.0), format!("E{}", row.4))).collect();
    let rows: Vec<Row> = rows
        .iter()
        .zip(&names)
        .map(|(row, (id, exporter))| (id.as_str(), row.1, CODES[row.2], PLACES[row.3], exporter.as_str(), row.5, row.6))
        .collect();
    with_parties(with_limits(frame(&rows)))
}

/// Consignees, packages, gross mass and volume, made from what is there.
fn with_parties(mut frame: DataFrame) -> DataFrame {
    let masses: Vec<f64> =
        frame.column("net_mass_kg").unwrap().f64().unwrap().iter().map(|mass| mass.unwrap_or(1.0)).collect();
    let n = |mass: &f64, kinds: u64| (mass * 7.0) as u64 % kinds;
    let text = |name: &str, pick: &dyn Fn(&f64) -> String| {
        Column::new(name.into(), masses.iter().map(pick).collect::<Vec<_>>())
    };
    let number =
        |name: &str, pick: &dyn Fn(&f64) -> f64| Column::new(name.into(), masses.iter().map(pick).collect::<Vec<_>>());
    for column in [
        text("consignee_name", &|mass| format!("Buyer {} Ltd", n(mass, 5))),
        text("package_type", &|mass| ["DR", "BG", "CT"][n(mass, 3) as usize].into()),
        number("packages_n", &|mass| 1.0 + n(mass, 9) as f64),
        number("gross_mass_kg", &|mass| mass * (1.01 + n(mass, 7) as f64 / 50.0)),
        number("volume_m3", &|mass| mass / (500.0 + n(mass, 11) as f64 * 100.0)),
    ] {
        frame.with_column(column).unwrap();
    }
    frame
}

/// The reference lists' share of a limit, here made from the mass.
fn with_limits(frame: DataFrame) -> DataFrame {
    let masses = frame.column("net_mass_kg").unwrap().f64().unwrap();
    let shares: Vec<f32> = masses.iter().map(|mass| (mass.unwrap_or(0.0) % 100.0 / 100.0) as f32).collect();
    let mut frame = frame.hstack(&[Column::new(LIMIT_SHARE.name.into(), shares)]).unwrap();
    for column in LEARNED_FROM.iter().filter(|column| **column != LIMIT_SHARE) {
        let rows = 0..frame.height();
        let values = match column.kind {
            Kind::Text => Column::new(column.name.into(), rows.map(|row| format!("M{}", row % 3)).collect::<Vec<_>>()),
            _ => Column::new(column.name.into(), rows.map(|row| (row % 5) as f32).collect::<Vec<_>>()),
        };
        frame.with_column(values).unwrap();
    }
    frame
}

fn learned(parts: &[&DataFrame]) -> Baselines {
    let mut baselines = Baselines::default();
    parts.iter().for_each(|part| baselines.update(part).unwrap());
    baselines
}

/// All that baselines say of one line of each kind, later than all they know.
fn says(baselines: &Baselines) -> Vec<Vec<Option<f32>>> {
    let kinds: Vec<Row> =
        CODES.iter().flat_map(|code| PLACES.map(|place| ("P", 130, *code, place, "E1", 10.0, 100.0))).collect();
    let probe = with_parties(with_limits(frame(&kinds)));
    let joined = baselines.join(&probe).unwrap();
    let learned = baselines.members().flat_map(|member| member.learns());
    learned.map(|column| joined.column(column.name).unwrap().f32().unwrap().iter().collect()).collect()
}

fn near(a: &[Vec<Option<f32>>], b: &[Vec<Option<f32>>]) -> bool {
    let cells = a.iter().flatten().zip(b.iter().flatten());
    cells.into_iter().all(|(a, b)| match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-5 * a.abs().max(1.0),
        (a, b) => a == b,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn merge_is_associative_and_commutative(a in some_rows(), b in some_rows(), c in some_rows()) {
        let [a, b, c] = [declarations(&a), declarations(&b), declarations(&c)];
        let whole = says(&learned(&[&a, &b, &c]));
        let mut left = learned(&[&a]);
        left.merge(learned(&[&b]));
        left.merge(learned(&[&c]));
        let mut right = learned(&[&b]);
        right.merge(learned(&[&c]));
        let mut outer = learned(&[&a]);
        outer.merge(right);
        let mut turned = learned(&[&c]);
        turned.merge(learned(&[&a]));
        turned.merge(learned(&[&b]));
        prop_assert!(near(&says(&left), &whole), "(a+b)+c");
        prop_assert!(near(&says(&outer), &whole), "a+(b+c)");
        prop_assert!(near(&says(&turned), &whole), "c+a+b");
        prop_assert_eq!(left.rows(), turned.rows());
    }

    #[test]
    fn a_snapshot_comes_back_as_it_was(rows in some_rows(), more in some_rows()) {
        let folder = tempfile::tempdir().unwrap();
        let (rows, more) = (declarations(&rows), declarations(&more));
        let mut kept = learned(&[&rows]);
        Snapshot::write(&kept, folder.path(), |_| Ok(())).unwrap();
        let mut back = Snapshot::find(folder.path(), None).unwrap().read().unwrap();
        prop_assert_eq!(says(&back), says(&kept));
        // And it learns on as if it had never been written.
        kept.update(&more).unwrap();
        back.update(&more).unwrap();
        prop_assert_eq!(says(&back), says(&kept));
    }
}

#[test]
fn a_damaged_snapshot_is_told_before_it_is_believed() {
    let folder = tempfile::tempdir().unwrap();
    let kept = learned(&[&declarations(&[(1, 50, 0, 0, 1, 10.0, 100.0), (2, 60, 1, 1, 2, 20.0, 50.0)])]);
    let more = |beside: &std::path::Path| {
        std::fs::write(beside.join("wording.parquet"), b"words").unwrap();
        Ok(())
    };
    let snapshot = Snapshot::write(&kept, folder.path(), more).unwrap();
    for name in ["wording.parquet", "unit-value.parquet"] {
        let path = snapshot.folder.join(name);
        let whole = std::fs::read(&path).unwrap();
        for at in [0, whole.len() / 3, whole.len() / 2, whole.len() - 1] {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x10;
            std::fs::write(&path, damaged).unwrap();
            let said = Snapshot::find(folder.path(), None).unwrap().read().err().expect("refused").to_string();
            assert!(said.contains(name) && said.contains("damaged") && said.contains("replay"), "{said}");
        }
        std::fs::write(&path, whole).unwrap();
    }
    assert!(Snapshot::find(folder.path(), None).unwrap().read().is_ok());
}

#[test]
fn a_line_is_never_compared_with_its_own_future() {
    let past = declarations(&[(1, 50, 0, 0, 1, 10.0, 100.0)]);
    let late = declarations(&[(2, 50, 0, 0, 1, 10.0, 100.0)]);
    let error = learned(&[&past]).join(&late).expect_err("refused").to_string();
    assert!(error.contains("2025-02-20") && error.contains("--baselines"), "{error}");
}

#[test]
fn peers_widen_until_enough_is_known() {
    // 40 lots of one code at 10 USD/kg; a sister code of the same heading, never seen, takes the heading's price.
    let rows: Vec<Row> = (0..40).map(|day| ("D", day, "8110101000", "TH", "E1", 10.0, 100.0)).collect();
    let baselines = learned(&[&with_limits(frame(&rows))]);
    let probe = with_limits(frame(&[
        ("P", 60, "8110101000", "TH", "E9", 10.0, 100.0),
        ("Q", 60, "8110900000", "US", "E9", 10.0, 100.0),
        ("R", 60, "9999999999", "US", "E9", 10.0, 100.0),
    ]));
    let joined = baselines.join(&probe).unwrap();
    let read = |name: &str| joined.column(name).unwrap().f32().unwrap().iter().collect::<Vec<_>>();
    let prices = read("peer_unit_value_usd_per_kg");
    assert!((prices[0].unwrap() - 10.0).abs() < 0.3 && (prices[1].unwrap() - 10.0).abs() < 0.3, "{prices:?}");
    assert_eq!(prices[2], None);
    assert_eq!(read("exporter_n"), vec![Some(0.0); 3]);
    assert_eq!(read("consignee_n"), vec![None; 3], "no consignee named: nothing can be said");
}
