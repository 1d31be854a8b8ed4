//! Small worlds by hand, and laws.

use super::held::Held;
use super::look::{Beyond, Finding, View};
use super::names::Named;
use super::past::{Line, Past};
use super::register::{Confirmed, Entry};
use crate::baselines::Table;
use proptest::prelude::*;
use std::collections::BTreeMap;

const HK: u64 = 1;
const US: u64 = 2;

/// A Monday.
const START: i32 = 20_003;

fn line(day: i32, exporter: u64, buyer: &str, country: u64, hs6: u32) -> Line {
    let place = country.to_string();
    let named = Named::of(buyer, &place);
    Line {
        day: START + day,
        declaration: exporter * 1000 + day as u64,
        exporter,
        agent: 90,
        consignee: named.key,
        stem: named.stem,
        words: named.words,
        country,
        hs6,
    }
}

fn firm(exporter: u64, founded: i32, phone: &str) -> Entry {
    Entry {
        exporter,
        name: format!("F{exporter}"),
        founded_on: Some(START + founded),
        known_on: START + founded,
        phone: phone.into(),
        ..Entry::default()
    }
}

/// Twenty honest firms with a buyer each, and three that share a telephone and begin together on day 150.
fn world() -> (Vec<Line>, Vec<Entry>) {
    let mut lines = Vec::new();
    let mut entries: Vec<Entry> =
        (1..=20).map(|key| firm(key, -1000 * key as i32, &format!("1370000{key:04}"))).collect();
    for day in (0..200).step_by(4) {
        lines.extend((1..=20).map(|key| line(day, key, &format!("HONEST {key} METALS LTD"), US, 280_000 + key as u32)));
    }
    for key in 31..=33 {
        entries.push(firm(key, 100 + key as i32, "13900000001"));
        lines.extend(
            (150..200).step_by(5).map(|day| line(day + key as i32 % 3, key, "SURIA NUSA TRADING", HK, 281_700)),
        );
    }
    lines.sort_by_key(|line| (line.day, line.declaration));
    (lines, entries)
}

fn learned(lines: &[Line], before: i32) -> Past {
    let mut past = Past::default();
    lines.iter().filter(|line| line.day < START + before).for_each(|line| past.learn(line));
    past.close(START + before - 1);
    past
}

#[test]
fn a_ring_stands_out_and_an_honest_pair_does_not() {
    let (mut lines, mut entries) = world();
    // Two honest firms on one telephone, each with its own goods and buyer for years.
    entries.extend([firm(51, -4000, "13911111111"), firm(52, -900, "13911111111")]);
    for day in (0..200).step_by(4) {
        lines.push(line(day, 51, "ALPHA ONE GMBH", US, 390_100));
        lines.push(line(day, 52, "BETA TWO GMBH", US, 390_200));
    }
    lines.sort_by_key(|line| (line.day, line.declaration));
    let (past, beyond) = (learned(&lines, 190), Beyond::of(&entries, &[]));
    let view = View::freeze(&past, &beyond, None).unwrap();
    let ring = view.look(&past, &line(190, 31, "SURIA NUSA TRADING", HK, 281_700));
    assert_eq!((ring.group, ring.phone_n, ring.beside_began, ring.began_n), (Some(3), Some(2), Some(2), Some(2)));
    assert_eq!((ring.birth_days, ring.with), (Some(1), Some("F32; F33")));
    assert!(ring.ring.unwrap() > 3.0, "{ring:?}");
    // The same firm in other goods for another buyer.
    let other = view.look(&past, &line(190, 31, "ELSEWHERE GMBH", US, 390_100));
    assert!(other.ring.unwrap() < 0.0, "{other:?}");
    let pair = view.look(&past, &line(190, 51, "ALPHA ONE GMBH", US, 390_100));
    assert_eq!((pair.group, pair.beside_began), (Some(2), Some(0)));
    assert!(pair.ring.unwrap() < -2.0, "{pair:?}");
    // Nobody beside it: nothing to say of a ring.
    let alone = view.look(&past, &line(190, 1, "HONEST 1 METALS LTD", US, 280_001));
    assert_eq!((alone.group, alone.ring, alone.with), (Some(1), None, None));
    assert_eq!(view.look(&past, &Line::default()), Finding::default());
}

#[test]
fn risk_spreads_to_those_who_deal_with_a_confirmed_case() {
    let (lines, entries) = world();
    let past = learned(&lines, 190);
    let case = Confirmed { declaration: 31 * 1000 + 151, known_on: START + 180, exporter: 0, consignee: 0 };
    let look = |known_on: i32, exporter: u64, buyer: &str, country: u64| {
        let beyond = Beyond::of(&entries, &[Confirmed { known_on: START + known_on, ..case }]);
        let view = View::freeze(&past, &beyond, None).unwrap();
        let found = view.look(&past, &line(190, exporter, buyer, country, 281_700));
        (found.spread, found.distance)
    };
    let (own, steps) = look(180, 31, "SURIA NUSA TRADING", HK);
    assert_eq!(steps, Some(0));
    let (beside, steps) = look(180, 32, "A NEW BUYER", HK);
    assert_eq!(steps, Some(1), "its old buyer is confirmed");
    let (far, steps) = look(180, 1, "HONEST 1 METALS LTD", US);
    assert_eq!(steps, None, "over the broker alone");
    assert!(own > beside && beside > far, "{own:?} {beside:?} {far:?}");
    // Known that evening, after the Monday: the party itself is told, the walk waits for the next Monday (day 189 is one).
    assert_eq!(look(189, 31, "SURIA NUSA TRADING", HK), (None, Some(0)));
    assert_eq!(look(190, 31, "SURIA NUSA TRADING", HK), (None, None));
}

#[test]
fn a_new_buyer_follows_one_of_the_same_name_in_another_country() {
    let mut lines: Vec<Line> = (0..60).map(|day| line(day, 1, "NIPPON YAMA METALS", US, 811_010)).collect();
    lines.extend((0..60).map(|day| line(day, 2, &format!("FOOK {day} TRADING"), HK, 811_010)));
    let past = learned(&lines, 100);
    let view = View::freeze(&past, &Beyond::default(), None).unwrap();
    let follows =
        |buyer: &str, country, hs6, exporter| view.look(&past, &line(100, exporter, buyer, country, hs6)).follows;
    let found = follows("NIPPON YAMA (HK) LIMITED", HK, 811_010, 1).unwrap();
    assert_eq!((found.country, found.since, found.same_exporter), (US, START, true));
    // Sixty names of the country, none with these words: (0.5 / 110)².
    assert!((found.score + 2.0 * (0.5f32 / 110.0).ln()).abs() < 1e-4);
    assert!(!follows("NIPPON YAMA (HK) LIMITED", HK, 811_010, 2).unwrap().same_exporter);
    assert_eq!(follows("NIPPON YAMA (HK) LIMITED", HK, 282_580, 1), None, "other goods");
    assert_eq!(follows("NIPPON YAMA WORKS", US, 811_010, 1), None, "the same country");
    assert_eq!(follows("YAMA", HK, 811_010, 1), None, "no stem");
}

#[test]
fn a_week_is_the_same_from_any_evening_in_it() {
    let (lines, entries) = world();
    let cases: Vec<Confirmed> = (0..30)
        .map(|day| Confirmed { declaration: 31_151, known_on: START + 165 + day, exporter: 0, consignee: 0 })
        .collect();
    let beyond = Beyond::of(&entries, &cases);
    let mut through = None;
    for day in 160..190 {
        let past = learned(&lines, day);
        let view = View::freeze(&past, &beyond, through.as_ref()).unwrap();
        let anew = View::freeze(&past, &beyond, None).unwrap();
        for asked in lines.iter().filter(|line| line.day == START + day) {
            assert_eq!(view.look(&past, asked), anew.look(&past, asked), "day {day}");
        }
        through = Some(view);
    }
}

#[test]
fn a_rest_in_mid_week_changes_nothing() {
    // Declarations of every day, each with a case told long after: some are forgotten in each week.
    let lines: Vec<Line> = (0..420)
        .map(|day| line(day, 1 + day as u64 % 40, &format!("BUYER {} METALS", day % 50), US, 280_001))
        .collect();
    let cases: Vec<Confirmed> = lines
        .iter()
        .filter(|line| line.day % 3 == 0)
        .map(|line| Confirmed { declaration: line.declaration, known_on: line.day + 190, exporter: 0, consignee: 0 })
        .collect();
    let beyond = Beyond::of(&[], &cases);
    let (mut past, mut through, mut told) = (Past::default(), None, 0);
    for day in 0..420 {
        past.learn(&lines[day as usize]);
        past.close(START + day);
        let view = View::freeze(&past, &beyond, through.as_ref()).unwrap();
        if day > 300 {
            let back = rested(&past);
            let anew = View::freeze(&back, &beyond, None).unwrap();
            for exporter in 1..=40 {
                let asked = line(day + 1, exporter, &format!("BUYER {exporter} METALS"), US, 280_001);
                let found = view.look(&past, &asked);
                told += usize::from(found.distance == Some(0));
                assert_eq!(found, anew.look(&back, &asked), "day {day}");
            }
        }
        through = Some(view);
    }
    assert!(told > 100, "{told}");
}

#[test]
fn a_declaration_is_remembered_for_two_hundred_days() {
    let mut past = Past::default();
    past.learn(&line(0, 7, "ALPHA BETA", US, 280_001));
    past.close(START + 205);
    let remembered = |day: i32| past.parties(7000, START + day).is_some();
    assert_eq!([0, 1, 199, 200].map(remembered), [false, true, true, false]);
}

#[test]
fn a_later_line_under_a_buyers_key_does_not_rename_it() {
    // One key, words parted otherwise and another country, after the Monday.
    let (early, late) = (line(0, 1, "ALPHA BETA", US, 280_001), line(9, 1, "AL PHABETA", HK, 280_001));
    for (stem, country) in [(0, 0), (1, 1), (u64::MAX, u64::MAX)] {
        let late = Line { consignee: early.consignee, stem, words: [stem; 2], country, ..late };
        let held = |lines: &[&Line]| {
            let mut past = Past::default();
            lines.iter().for_each(|line| past.learn(line));
            let buyer = past.buyers.get(early.consignee).unwrap();
            (buyer.stem, buyer.words, buyer.country, buyer.span.first, buyer.span.last)
        };
        let expected = (early.stem, early.words, early.country, early.day, late.day);
        assert_eq!(held(&[&early, &late]), expected);
        assert_eq!(held(&[&late, &early]), expected);
    }
}

#[test]
fn what_is_learned_later_changes_nothing_before() {
    let (lines, entries) = world();
    let (past, beyond) = (learned(&lines, 175), Beyond::of(&entries, &[]));
    let late: Vec<Entry> =
        entries.iter().cloned().chain([Entry { known_on: START + 175, ..firm(2, 0, "13900000001") }]).collect();
    let case = Confirmed { declaration: 31_151, known_on: START + 175, exporter: 31, consignee: 0 };
    let (now, later) =
        (View::freeze(&past, &beyond, None).unwrap(), View::freeze(&past, &Beyond::of(&late, &[case]), None).unwrap());
    for asked in lines.iter().filter(|line| line.day >= START + 175) {
        assert_eq!(now.look(&past, asked), later.look(&past, asked));
    }
}

/// A table as it is written: by key the bytes of those that `keep` wants.
fn rows<T: Held>(table: &Table<T>, keep: impl Fn(&T) -> bool) -> BTreeMap<u64, Vec<u8>> {
    let mut rows = BTreeMap::new();
    table
        .each(|key, held| {
            if keep(held) {
                let mut bytes = Vec::new();
                held.encode(&mut bytes);
                rows.insert(key, bytes);
            }
        })
        .unwrap();
    rows
}

/// All tables of a past as they are written.
fn written(past: &Past) -> [BTreeMap<u64, Vec<u8>>; 8] {
    [
        rows(&past.firms, |_| true),
        rows(&past.goods, |_| true),
        rows(&past.deals, |_| true),
        rows(&past.agents, |_| true),
        rows(&past.buyers, |_| true),
        rows(&past.suppliers, |_| true),
        rows(&past.bearers, |_| true),
        rows(&past.declared, |held| held.day >= past.first_kept()),
    ]
}

/// The past as it comes back from a file.
fn rested(past: &Past) -> Past {
    fn read<T: Held>(rows: &BTreeMap<u64, Vec<u8>>) -> Table<T> {
        let mut table = Table::default();
        for (key, bytes) in rows {
            table.entry_or(*key, || T::decode(bytes).unwrap());
        }
        table
    }
    let [firms, goods, deals, agents, buyers, suppliers, bearers, declared] = &written(past);
    Past {
        days: past.days,
        firms: read(firms),
        goods: read(goods),
        deals: read(deals),
        agents: read(agents),
        buyers: read(buyers),
        suppliers: read(suppliers),
        bearers: read(bearers),
        declared: read(declared),
    }
}

#[test]
fn states_come_back_and_damaged_ones_do_not() {
    fn check<T: Held + PartialEq + std::fmt::Debug>(table: &Table<T>) {
        assert!(!table.is_empty());
        for bytes in rows(table, |_| true).values().step_by(37) {
            let mut again = Vec::new();
            T::decode(bytes).unwrap().encode(&mut again);
            assert_eq!(&again, bytes);
            (0..bytes.len()).for_each(|cut| assert_eq!(T::decode(&bytes[..cut]), None, "{bytes:?} cut at {cut}"));
            assert_eq!(T::decode(&[bytes, &[0u8][..]].concat()), None);
        }
    }
    let past = learned(&world().0, 190);
    check(&past.firms);
    check(&past.goods);
    check(&past.deals);
    check(&past.agents);
    check(&past.buyers);
    check(&past.suppliers);
    check(&past.bearers);
    check(&past.declared);
}

#[test]
fn a_past_that_sleeps_is_the_past() {
    let (lines, entries) = world();
    let (past, beyond) = (learned(&lines, 175), Beyond::of(&entries, &[]));
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    past.write(folders[0].path()).unwrap();
    let mut asleep = Past::read(folders[0].path()).unwrap();
    assert_eq!((asleep.days, written(&asleep)), (past.days, written(&past)));
    let [view, same] = [&past, &asleep].map(|past| View::freeze(past, &beyond, None).unwrap());
    for asked in lines.iter().filter(|line| line.day >= START + 175) {
        assert_eq!(view.look(&past, asked), same.look(&asleep, asked));
    }
    // Learned further, and so long after that declarations are forgotten: the same bytes whether it slept or not.
    let mut through = past;
    for past in [&mut asleep, &mut through] {
        lines.iter().filter(|line| line.day >= START + 175).for_each(|line| past.learn(line));
        past.close(START + 215);
    }
    asleep.write(folders[1].path()).unwrap();
    through.write(folders[2].path()).unwrap();
    let declared = rows(&through.declared, |_| true);
    assert!(
        declared.len() > rows(&through.declared, |held| held.day >= through.first_kept()).len(),
        "some are not written"
    );
    for file in crate::folder::files(folders[1].path()).unwrap() {
        let [one, other] = [1, 2].map(|at: usize| std::fs::read(folders[at].path().join(&file)).unwrap());
        assert!(one == other, "{}", file.display());
    }
}

fn any_line() -> impl Strategy<Value = Line> {
    let (day, exporter, buyer) = (0..420i32, 1..6u64, 0..14usize);
    (day, exporter, buyer, 1..4u64, 1..3u32, 0..9u64).prop_map(|(day, exporter, buyer, country, hs6, declaration)| {
        let buyers = ["", "ALPHA BETA", "ALPHABETA GMBH", "AL PHABETA GMBH", "GAMMA DELTA", "GAMMA DELTA TWO"];
        let name = buyers.get(buyer).copied().unwrap_or("GAMMA DELTA");
        // The key stands for the name without its spaces here, whatever the country.
        let key = line(day, exporter, &name.replace(' ', ""), 0, hs6).consignee;
        Line { declaration, consignee: key, ..line(day, exporter, name, country, hs6) }
    })
}

proptest! {
    #[test]
    fn parts_in_any_order_are_the_whole(lines in proptest::collection::vec(any_line(), 1..120), cut in 0usize..120, order in 0usize..6) {
        let learn = |lines: &[Line]| {
            let mut past = Past::default();
            lines.iter().for_each(|line| past.learn(line));
            past
        };
        let whole = learn(&lines);
        let (a, b) = lines.split_at(cut.min(lines.len()));
        let (a, c) = a.split_at(a.len() / 2);
        let mut parts = [learn(a), learn(b), learn(c)];
        parts.rotate_left(order % 3);
        if order > 2 {
            parts.swap(0, 1);
        }
        let [first, second, third] = parts;
        let mut left = first.clone();
        left.merge(&second).unwrap();
        left.merge(&third).unwrap();
        let mut right = second;
        right.merge(&third).unwrap();
        let mut all = first;
        all.merge(&right).unwrap();
        prop_assert_eq!(written(&left), written(&whole));
        prop_assert_eq!(written(&all), written(&whole));
    }
}
