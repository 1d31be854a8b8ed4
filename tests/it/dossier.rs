//! What stands in the file of a case is what the night said, and nothing that came after the evening before.

use crate::world::week;
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::Path;
use std::sync::OnceLock;
use tidewaiter::baselines::{
    OWN_UNIT_VALUE_HIGH, OWN_UNIT_VALUE_LOW, OWN_UNIT_VALUE_MEDIAN, OWN_UNIT_VALUE_N, PEER_DENSITY, PEER_DENSITY_HIGH,
    PEER_DENSITY_LOW, PEER_DENSITY_N, PEER_TARE, PEER_TARE_HIGH, PEER_TARE_LOW, PEER_TARE_N, PEER_UNIT_VALUE,
    PEER_UNIT_VALUE_HIGH, PEER_UNIT_VALUE_LOW, PEER_UNIT_VALUE_N,
};
use tidewaiter::cases::{AmongPeers, CaseToOpen, Dossier, Evidence};
use tidewaiter::detector::{
    Capacity, Context, Inputs, LINES, NOTHING_MORE, Night, NightLines, Settings, Wanted, one_line, prepare,
    read_dossiers, run,
};
use tidewaiter::error::Result;
use tidewaiter::ingest::Batch;
use tidewaiter::learned::Speaker;

fn world() -> &'static (Context, DataFrame) {
    static WORLD: OnceLock<(Context, DataFrame)> = OnceLock::new();
    WORLD.get_or_init(week)
}

fn settings() -> Settings {
    Settings { capacity: Capacity::Share(0.04), ..Settings::default() }
}

fn batches(rows: &DataFrame) -> impl Iterator<Item = Result<Batch>> + Send {
    std::iter::once(Ok(Batch { declarations: rows.clone(), quarantined: DataFrame::default() }))
}

/// Does `ask` with the inputs of a night over the week's context.
fn asking<T>(wanted: &Wanted, ask: impl FnOnce(&Inputs) -> T) -> T {
    let (snapshot, mapping, settings) = (BTreeMap::new(), "a mapping".to_owned(), settings());
    let speaker = Speaker::label_free();
    ask(&Inputs {
        context: &world().0,
        snapshot: &snapshot,
        rows: "a week",
        mapping: &mapping,
        settings: &settings,
        speaker: &speaker,
        wanted,
    })
}

fn night(rows: &DataFrame, wanted: &Wanted, out: &Path) -> Night {
    asking(wanted, |inputs| run(batches(rows), Vec::new, inputs, out, |_| ()).unwrap())
}

fn all() -> Wanted {
    Wanted { dossiers: true, lines: true, ..Wanted::default() }
}

fn table(path: &Path) -> DataFrame {
    ParquetReader::new(File::open(path).unwrap()).finish().unwrap()
}

fn name(dossier: &Dossier) -> (String, i32) {
    (dossier.declaration_id.clone(), dossier.item_no)
}

/// Places of lines by their names.
fn places(frame: &DataFrame) -> BTreeMap<(String, i32), usize> {
    let (ids, items) = (frame.column("declaration_id").unwrap(), frame.column("item_no").unwrap());
    let (ids, items) = (ids.str().unwrap(), items.i32().unwrap());
    (0..frame.height()).map(|row| ((ids.get(row).unwrap().to_owned(), items.get(row).unwrap()), row)).collect()
}

#[test]
fn a_dossier_says_what_the_night_says() {
    let out = tempfile::tempdir().unwrap();
    let night = night(&world().1, &all(), out.path());
    let (told, cases) = (night.dossiers.clone(), night.cases.clone());
    let (probability, run_id) = (night.ranking.audit_probability, night.manifest.run_id.clone());
    let (folder, _) = night.publish(|_, _| Ok(())).unwrap();
    let read = read_dossiers(&folder).unwrap();
    assert_eq!(read, told, "what is read is what was written");
    assert_eq!(told.len(), cases.len());
    let (scores, evidence) = (table(&folder.join("scores.parquet")), table(&folder.join("evidence.parquet")));
    let rows = places(&scores);
    let number = |frame: &DataFrame, column: &str, row: usize| frame.column(column).unwrap().f32().unwrap().get(row);
    for (CaseToOpen { dossier, belongs }, case) in told.iter().zip(&cases) {
        let row = rows[&name(dossier)];
        assert_eq!(scores.column("rank").unwrap().u32().unwrap().get(row), Some(dossier.rank));
        assert_eq!(scores.column("lane").unwrap().str().unwrap().get(row), Some(dossier.lane.as_str()));
        let pairs = [
            ("risk", dossier.risk),
            ("false_declaration_risk", dossier.false_declaration_risk),
            ("re_export_risk", dossier.re_export_risk),
            ("severity", dossier.severity),
            ("priority", dossier.priority),
        ];
        for (column, said) in pairs {
            let scored = f64::from(number(&scores, column, row).unwrap());
            assert!((scored - said).abs() <= 1e-6 * scored.abs(), "{column}: {scored} {said}");
        }
        let reasons: Vec<(&str, &str)> = case.reasons.iter().map(|r| (r.signal.as_str(), r.en.as_str())).collect();
        let said: Vec<(&str, &str)> = dossier.reasons.iter().map(|r| (r.signal.as_str(), r.text.en.as_str())).collect();
        assert_eq!(reasons, said);
        assert!(dossier.reasons.iter().all(|reason| !reason.text.zh.is_empty()));
        assert_eq!(dossier.clearing.as_ref().map(|told| told.rank), case.clearing.as_ref().map(|(_, rank)| *rank));
        let measured: Vec<(&str, f64)> = dossier.signals.iter().map(|s| (s.signal.as_str(), s.value)).collect();
        let of_row = evidence.columns()[3..].iter().filter_map(|column| {
            let value = column.f32().unwrap().get(row)?;
            Some((column.name().as_str(), value.to_string().parse::<f64>().unwrap()))
        });
        assert_eq!(measured, of_row.collect::<Vec<_>>());
        assert!(dossier.record.len() > 20, "{:?}", dossier.record);
        assert!(!belongs.key.is_empty() && !belongs.why.en.is_empty() && !belongs.why.zh.is_empty());
        assert_eq!((dossier.audit_probability as f32, &dossier.run_id), (probability as f32, &run_id));
        for what in ["program", "model", "reference", "control_list", "baselines_as_of", "mapping"] {
            assert!(dossier.versions.contains_key(what), "{what}: {:?}", dossier.versions);
        }
    }
    pictures(&told);
    the_lines(&folder, &scores);
}

/// Enough cases have each picture; what the bars are was measured on this night with room to spare.
fn pictures(told: &[CaseToOpen]) {
    let share = |has: fn(&Evidence) -> bool| {
        told.iter().filter(|case| has(&case.dossier.evidence)).count() as f64 / told.len() as f64
    };
    let shares = [
        ("price", share(|evidence| evidence.price.is_some()), 0.9),
        ("own price", share(|evidence| evidence.own_price.is_some()), 0.5),
        ("tare", share(|evidence| evidence.tare.is_some()), 0.8),
        ("density", share(|evidence| evidence.density.is_some()), 0.25),
        ("codes by words", share(|evidence| !evidence.codes_by_words.is_empty()), 0.9),
        ("words", share(|evidence| !evidence.words.is_empty()), 0.6),
        ("control", share(|evidence| !evidence.control.is_empty()), 0.3),
        ("licence", share(|evidence| evidence.licence.is_some()), 0.1),
        ("ledger", share(|evidence| evidence.ledger.is_some()), 0.1),
        ("parties", share(|evidence| !evidence.parties.is_empty()), 0.01),
        ("way", share(|evidence| evidence.way.iter().all(|stop| stop.latitude.is_some())), 0.95),
        ("network", share(|evidence| evidence.network.nodes.len() > 1), 0.95),
    ];
    for (picture, share, least) in shares {
        assert!(share >= least, "{picture}: {share:.2} of {} cases, expected {least}", told.len());
    }
    for Evidence { price, own_price, tare, density, network, .. } in told.iter().map(|case| &case.dossier.evidence) {
        for AmongPeers { quantiles, n, peers, .. } in [price, own_price, tare, density].into_iter().flatten() {
            assert!(quantiles.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1), "{quantiles:?}");
            assert!(*n > 0 && !peers.en.is_empty() && !peers.zh.is_empty());
        }
        let ids: BTreeSet<&str> = network.nodes.iter().map(|node| node.id.as_str()).collect();
        assert!(ids.len() == network.nodes.len() && network.nodes.len() <= 30, "{:?}", network.nodes);
        assert!(network.links.iter().all(|link| ids.contains(link.from.as_str()) && ids.contains(link.to.as_str())));
        assert!(network.nodes.iter().all(|node| !node.label.is_empty()), "{:?}", network.nodes);
    }
    let tied =
        |case: &CaseToOpen| case.dossier.evidence.network.links.iter().any(|link| link.kind.starts_with("shares-"));
    assert!(told.iter().any(tied), "somebody shares a telephone, an address or a representative");
}

fn the_lines(folder: &Path, scores: &DataFrame) {
    let lines: Vec<_> = NightLines::open(folder).unwrap().collect::<Result<_>>().unwrap();
    assert_eq!(lines.len(), scores.height());
    let ranks = scores.column("rank").unwrap().u32().unwrap();
    let rows = places(scores);
    for line in &lines {
        assert_eq!(ranks.get(rows[&(line.declaration_id.clone(), line.item_no)]), Some(line.rank));
        assert!(!line.hs_code.is_empty() && line.risk > 0.0 && !line.lane.is_empty());
    }
    assert!(lines.iter().filter(|line| !line.exporter_name.is_empty() && line.value_usd.is_some()).count() > 500);
    assert!(folder.join(LINES).exists());
}

#[test]
fn the_peers_are_those_that_the_signals_read_and_no_line_of_the_night() {
    let (context, week) = world();
    let out = tempfile::tempdir().unwrap();
    let night = night(week, &all(), out.path());
    let prepared = prepare(week, context).unwrap();
    let rows = places(&prepared);
    let joined = |column: tidewaiter::schema::Column, row: usize| {
        f64::from(prepared.column(column.name).unwrap().f32().unwrap().get(row).unwrap())
    };
    let mut checked = 0;
    for CaseToOpen { dossier, .. } in &night.dossiers {
        let row = rows[&name(dossier)];
        let Evidence { price, own_price, tare, density, .. } = &dossier.evidence;
        let pictures = [
            (price, [PEER_UNIT_VALUE_LOW, PEER_UNIT_VALUE, PEER_UNIT_VALUE_HIGH, PEER_UNIT_VALUE_N], 0.0),
            (own_price, [OWN_UNIT_VALUE_LOW, OWN_UNIT_VALUE_MEDIAN, OWN_UNIT_VALUE_HIGH, OWN_UNIT_VALUE_N], 0.0),
            (tare, [PEER_TARE_LOW, PEER_TARE, PEER_TARE_HIGH, PEER_TARE_N], 1.0),
            (density, [PEER_DENSITY_LOW, PEER_DENSITY, PEER_DENSITY_HIGH, PEER_DENSITY_N], 0.0),
        ];
        for (picture, [low, median, high, n], shift) in pictures {
            let Some(picture) = picture else { continue };
            for (at, column) in [(0.1, low), (0.5, median), (0.9, high)] {
                let drawn = picture.quantiles.iter().find(|(share, _)| *share == at).unwrap().1;
                let read = joined(column, row) + shift;
                assert!((drawn - read).abs() <= 1e-5 * read, "{}: {drawn} {read}", column.name);
            }
            assert_eq!(picture.n, joined(n, row) as u64, "{}", n.name);
            checked += 1;
        }
    }
    assert!(checked > 2 * night.dossiers.len(), "{checked}");

    let of_the_past = crate::world::sample().slice(0, 1);
    let refused = context.baselines.peers("unit-value", &of_the_past, &[0.5]).unwrap_err().to_string();
    assert!(refused.contains("older snapshot"), "{refused}");

    // The same line as the only one of its night is drawn among the same peers, beside the same parties.
    for CaseToOpen { dossier, .. } in night.dossiers.iter().take(5) {
        let row = places(week)[&name(dossier)];
        let place = tempfile::tempdir().unwrap();
        let wanted = Wanted { of: [name(dossier)].into(), ..Wanted::default() };
        let alone = self::night(&week.slice(row as i64, 1), &wanted, place.path());
        assert_eq!(alone.asked.len(), 1);
        assert_eq!(alone.asked[0].dossier.evidence, dossier.evidence, "{:?}", name(dossier));
        assert_eq!(alone.asked[0].dossier.signals, dossier.signals);
    }
}

#[test]
fn any_line_can_be_asked_for_and_asking_changes_nothing() {
    let week = &world().1;
    let publish = |wanted: &Wanted| {
        let out = tempfile::tempdir().unwrap();
        let night = night(week, wanted, out.path());
        let asked = night.asked.clone();
        let (folder, _) = night.publish(|_, _| Ok(())).unwrap();
        let files = tidewaiter::detector::hashes(&folder).unwrap();
        let run = std::fs::read_to_string(folder.join("manifest.json")).unwrap();
        let run: serde_json::Value = serde_json::from_str(&run).unwrap();
        (files, asked, run["run_id"].clone(), table(&folder.join("scores.parquet")))
    };
    let (plain, asked, run_id, scores) = publish(&NOTHING_MORE);
    assert!(asked.is_empty() && !plain.contains_key("dossiers.jsonl.zst") && !plain.contains_key(LINES));
    let lanes = scores.column("lane").unwrap().str().unwrap();
    let of_lane = |wanted: &str| places(&scores).into_iter().find(|(_, row)| lanes.get(*row) == Some(wanted)).unwrap();
    let (released, inspected) = (of_lane("release"), of_lane("inspect"));
    let of = [released.0.clone(), inspected.0.clone(), ("no such".to_owned(), 1)].into();
    let (files, asked, same_run, _) = publish(&Wanted { of, ..all() });
    assert_eq!(run_id, same_run);
    for name in ["scores.parquet", "evidence.parquet"] {
        assert_eq!(plain[name], files[name], "{name}");
    }
    let told: Vec<((String, i32), &str)> =
        asked.iter().map(|case| (name(&case.dossier), case.dossier.lane.as_str())).collect();
    assert_eq!(told, [(inspected.0.clone(), "inspect"), (released.0.clone(), "release")]);
    assert!(asked[1].dossier.clearing.is_none() && asked[1].dossier.evidence.price.is_some());

    let place = tempfile::tempdir().unwrap();
    let alone = |line: &(String, i32)| {
        asking(&NOTHING_MORE, |inputs| one_line(batches(week), Vec::new, inputs, place.path(), line).unwrap())
    };
    assert_eq!(alone(&released.0).as_ref(), Some(&asked[1]));
    assert_eq!(alone(&inspected.0).as_ref(), Some(&asked[0]));
    assert_eq!(alone(&("no such".to_owned(), 1)), None);
    let left: Vec<_> = std::fs::read_dir(place.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, [".lock"]);
}
