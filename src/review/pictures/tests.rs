//! Laws that every picture keeps, whatever the numbers.

use super::balance::Balance;
use super::balance::Portion;
use super::balance::balance;
use super::coast::CUT;
use super::coast::LAND;
use super::drawing::Align;
use super::drawing::At;
use super::drawing::Drawing;
use super::drawing::Ink;
use super::drawing::Mark;
use super::drawing::text_width;
use super::network::network;
use super::peers::Marker;
use super::peers::Strip;
use super::peers::peers;
use super::peers::place_in_words;
use super::scale::plain;
use super::timeline::Life;
use super::timeline::timeline;
use super::way::kilometres;
use super::way::way;
use crate::cases::AmongPeers;
use crate::cases::Link;
use crate::cases::Network;
use crate::cases::Node;
use crate::cases::Stop;
use crate::cases::Words;
use crate::review::lang::Lang;
use crate::review::sheet::TimelineLine;
use crate::review::sheet::variants;
use expect_test::expect;
use proptest::prelude::*;

/// What is wrong with a drawing: numbers that are none, marks outside, words that leave it or have no words for it.
fn faults(drawing: &Drawing) -> Vec<String> {
    let mut out = Vec::new();
    let inside = |(x, y): At| {
        x.is_finite()
            && y.is_finite()
            && (-1.0..=drawing.width + 1.0).contains(&x)
            && (-1.0..=drawing.height + 1.0).contains(&y)
    };
    if drawing.title.is_empty() || drawing.told.is_empty() {
        out.push("not told in words".into());
    }
    for mark in &drawing.marks {
        let fits = match mark {
            Mark::Line { from, to, .. } => inside(*from) && inside(*to),
            Mark::Area { at, width, height, .. } => inside(*at) && inside((at.0 + width, at.1 + height)),
            Mark::Path { points, ink: Ink::Leg, .. } => points.iter().all(|(x, y)| x.is_finite() && y.is_finite()),
            Mark::Path { points, .. } => points.iter().all(|at| inside(*at)),
            Mark::Sign { at, radius, .. } => inside(*at) && radius.is_finite(),
            Mark::Words { at, text, align, size, .. } => {
                let wide = text_width(text, *size);
                let left = match align {
                    Align::Start => at.0,
                    Align::Middle => at.0 - wide / 2.0,
                    Align::End => at.0 - wide,
                };
                inside(*at) && left >= -1.0 && left + wide <= drawing.width + 1.0
            }
        };
        if !fits {
            out.push(format!("{mark:?}"));
        }
    }
    out
}

fn sound(drawing: Option<Drawing>) -> Option<Drawing> {
    if let Some(drawing) = &drawing {
        assert_eq!(faults(drawing), Vec::<String>::new());
    }
    drawing
}

fn among(declared: f64, quantiles: &[(f64, f64)], logarithmic: bool) -> AmongPeers {
    AmongPeers {
        declared,
        peers: Words { en: "peers".into(), zh: String::new() },
        n: 214,
        quantiles: quantiles.to_vec(),
        logarithmic,
    }
}

fn stop(name: &str, lat: f64, lon: f64, hub: bool) -> Stop {
    Stop {
        name: Words { en: name.into(), zh: String::new() },
        latitude: Some(lat),
        longitude: Some(lon),
        hub,
        ..Stop::default()
    }
}

#[test]
fn where_a_value_stands_is_said_in_words() {
    let known = [(0.01, 1.9), (0.05, 2.05), (0.25, 2.31), (0.5, 2.52), (0.75, 2.7), (0.95, 2.88), (0.99, 3.02)];
    let mut told: Vec<String> = [0.4, 1.95, 2.5, 2.8, 3.1, f64::NAN]
        .into_iter()
        .flat_map(|value| [Lang::En, Lang::Zh].map(|lang| place_in_words(&among(value, &known, true), "USD/kg", lang)))
        .collect();
    told.push(place_in_words(&among(3.0, &[], true), "USD/kg", Lang::En));
    told.push(place_in_words(&AmongPeers { n: 0, ..among(3.0, &known, true) }, "USD/kg", Lang::Zh));
    told.push(place_in_words(&among(3.0, &[(0.0, 4.0), (1.0, 9.0)], true), "USD/kg", Lang::En));
    told.push(place_in_words(&among(5.0, &[(0.05, 5.0), (0.5, 5.0), (0.95, 5.0)], true), "USD/kg", Lang::En));
    expect![[r#"
        0.4 USD/kg, lower than 99 % of 214 peers
        0.4 USD/kg，低于214条可比记录中的99 %
        1.95 USD/kg, lower than 98 % of 214 peers
        1.95 USD/kg，低于214条可比记录中的98 %
        2.5 USD/kg, in the middle of 214 peers
        2.5 USD/kg，居中，可比记录214条
        2.8 USD/kg, higher than 86 % of 214 peers
        2.8 USD/kg，高于214条可比记录中的86 %
        3.1 USD/kg, higher than 99 % of 214 peers
        3.1 USD/kg，高于214条可比记录中的99 %
        – USD/kg, no peers to compare with
        – USD/kg，无可比记录
        3 USD/kg, no peers to compare with
        3 USD/kg，无可比记录
        3 USD/kg, lower than all of 214 peers
        5 USD/kg, in the middle of 214 peers"#]]
    .assert_eq(&told.join("\n"));
}

#[test]
fn numbers_are_plain() {
    let told = [
        0.0,
        0.00012,
        0.0123,
        0.5,
        1.0295,
        3.1,
        12.5,
        99.96,
        999.7,
        2310.0,
        999_499.0,
        1_234_567.0,
        -4200.0,
        f64::INFINITY,
    ]
    .map(plain);
    expect!["0 1e-4 0.012 0.5 1.03 3.1 12.5 100 1,000 2,310 999,499 1.23M -4,200 –"].assert_eq(&told.join(" "));
}

#[test]
fn pictures_of_the_samples_are_sound_and_always_the_same() {
    for sample in variants::all() {
        for lang in [Lang::En, Lang::Zh] {
            for dossier in &sample.dossiers {
                let evidence = &dossier.evidence;
                assert_eq!(sound(way(&evidence.way, lang)), way(&evidence.way, lang));
                assert_eq!(sound(network(&evidence.network, lang)), network(&evidence.network, lang));
                sound(crate::review::sheet::price_picture(dossier, lang));
                sound(crate::review::sheet::density_picture(dossier, lang));
                evidence
                    .licence
                    .iter()
                    .for_each(|licence| drop(sound(crate::review::sheet::licence_balance(licence, lang))));
                evidence
                    .ledger
                    .iter()
                    .for_each(|ledger| drop(sound(crate::review::sheet::ledger_balance(ledger, lang))));
            }
            let lives = [
                Life { name: "Exporter".into(), lines: &sample.exporter },
                Life { name: "Consignee".into(), lines: &sample.consignee },
            ];
            let dates = [("2024-09-15".parse().expect("a day"), "control from 2024-09-15".to_string())];
            sound(timeline(&lives, &dates, lang));
        }
    }
}

#[test]
fn odd_numbers_make_no_odd_picture() {
    let odd = [f64::NAN, f64::INFINITY, -1.0, 0.0, 1e-300, 1e300];
    for a in odd {
        for b in odd {
            for logarithmic in [true, false] {
                let strip = among(a, &[(0.0, 1.0), (0.5, b), (0.4, 2.0), (2.0, 3.0), (1.0, b)], logarithmic);
                sound(peers(
                    "t",
                    "kg",
                    &[Strip { name: "n", among: &strip }],
                    &[Marker { name: "m".into(), value: b }],
                    Lang::En,
                ));
            }
            let portions = |kg: f64| {
                vec![
                    Portion { name: "x".into(), kg, ink: Ink::Used },
                    Portion { name: "y".into(), kg: b, ink: Ink::This },
                ]
            };
            sound(balance(&Balance {
                title: "t".into(),
                told: "t".into(),
                bars: vec![("in".into(), portions(a))],
                limit: Some(("limit".into(), b)),
            }));
            sound(way(&[stop("a", a, b, false), stop("b", b, a, true), stop("c", 10.0, 20.0, false)], Lang::En));
        }
        let line = TimelineLine { mass_kg: Some(a), value_usd: Some(a), risk: a, ..TimelineLine::default() };
        sound(timeline(&[Life { name: "n".into(), lines: &[line.clone(), line] }], &[], Lang::En));
    }
    assert!(sound(balance(&Balance { title: "t".into(), told: "t".into(), bars: Vec::new(), limit: None })).is_none());
    assert!(way(&[stop("a", 1.0, 2.0, false)], Lang::En).is_none() && way(&[], Lang::En).is_none());
    assert!(network(&Network::default(), Lang::En).is_none() && timeline(&[], &[], Lang::En).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_peers_make_a_sound_picture(declared in 0.001f64..1e6, from in 0.001f64..1e5, steps in prop::collection::vec(0.0f64..3.0, 1..9), logarithmic: bool) {
        let mut value = from;
        let quantiles: Vec<(f64, f64)> = steps.iter().enumerate().map(|(i, step)| { value *= 1.0 + step; ((i as f64 + 0.5) / steps.len() as f64, value) }).collect();
        let strip = among(declared, &quantiles, logarithmic);
        let drawing = peers("price", "USD/kg", &[Strip { name: "Peers", among: &strip }, Strip { name: "Own", among: &strip }], &[], Lang::En);
        prop_assert_eq!(faults(&drawing.expect("there are peers")), Vec::<String>::new());
    }

    #[test]
    fn any_way_makes_a_sound_map(places in prop::collection::vec((-89.0f64..89.0, -180.0f64..180.0, any::<bool>()), 2..7)) {
        let stops: Vec<Stop> = places.iter().enumerate().map(|(i, (lat, lon, hub))| stop(&format!("Port number {i}"), *lat, *lon, *hub)).collect();
        let drawing = way(&stops, Lang::En).expect("two places");
        prop_assert_eq!(faults(&drawing), Vec::<String>::new());
        prop_assert_eq!(overlaps(&drawing), 0);
        let longest = drawing.marks.iter().filter_map(|mark| match mark { Mark::Path { points, ink: Ink::Leg, .. } => points.windows(2).map(|p| (p[1].0 - p[0].0).abs()).reduce(f64::max), _ => None }).fold(0.0, f64::max);
        prop_assert!(longest < drawing.width / 2.0, "a leg jumps over the map: {longest}");
    }
}

/// Pairs of place names that lie on each other.
fn overlaps(drawing: &Drawing) -> usize {
    let boxes: Vec<(f64, f64, f64, f64)> = drawing
        .marks
        .iter()
        .filter_map(|mark| match mark {
            Mark::Words { at, text, align, size, ink: Ink::Strong } => {
                let wide = text_width(text, *size);
                let left = match align {
                    Align::Start => at.0,
                    Align::Middle => at.0 - wide / 2.0,
                    Align::End => at.0 - wide,
                };
                Some((left, at.1 - size * 0.8, left + wide, at.1))
            }
            _ => None,
        })
        .collect();
    let meet = |a: &(f64, f64, f64, f64), b: &(f64, f64, f64, f64)| a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3;
    (0..boxes.len()).map(|i| boxes[i + 1..].iter().filter(|b| meet(&boxes[i], b)).count()).sum()
}

#[test]
fn the_coast_is_that_of_the_world() {
    let on_land = |lat: f64, lon: f64| {
        let (x, y) = (super::coast::unwrapped(lon), lat);
        let crossings = |ring: &Vec<At>| {
            let edges = ring.iter().zip(ring.iter().cycle().skip(1));
            edges.filter(|(a, b)| (a.1 > y) != (b.1 > y) && x < a.0 + (y - a.1) * (b.0 - a.0) / (b.1 - a.1)).count()
        };
        LAND.iter().map(crossings).sum::<usize>() % 2 == 1
    };
    for (lat, lon) in [
        (39.9, 116.4),
        (28.2, 113.0),
        (40.0, -100.0),
        (51.0, 10.0),
        (66.5, 178.5),
        (66.5, -175.0),
        (-25.0, 135.0),
        (75.0, -40.0),
        (75.0, -24.0),
    ] {
        assert!(on_land(lat, lon), "{lat} {lon} is land");
    }
    for (lat, lon) in [
        (0.0, -150.0),
        (30.0, 179.9),
        (30.0, -40.0),
        (60.0, 0.0),
        (75.0, 170.0),
        (-50.0, 90.0),
        (35.0, 18.0),
        (66.0, 0.0),
    ] {
        assert!(!on_land(lat, lon), "{lat} {lon} is sea");
    }
    assert!(LAND.iter().flatten().all(|(lon, lat)| (CUT..=CUT + 360.0).contains(lon) && (-60.0..=84.0).contains(lat)));
}

#[test]
fn ways_have_their_length() {
    let way = |a: (f64, f64), b: (f64, f64)| {
        kilometres(&[stop("a", a.0, a.1, false), stop("b", b.0, b.1, false)]).expect("two places").round()
    };
    assert_eq!(way((0.0, 0.0), (0.0, 90.0)), 10_008.0);
    assert_eq!(way((10.0, 179.0), (10.0, -179.0)), 219.0);
    assert_eq!(way((31.23, 121.47), (33.75, -118.2)), 10_460.0);
}

#[test]
fn labels_of_a_full_network_have_lines_of_their_own() {
    let nodes: Vec<Node> = (0..200)
        .map(|i| Node {
            id: format!("n{i}"),
            label: format!("A rather long name of firm number {i} Co., Ltd."),
            kind: ["exporter", "consignee", "address", "agent"][i % 4].into(),
            own: i < 2,
            marked: i % 9 == 0,
        })
        .collect();
    let mut links: Vec<Link> = (0..400)
        .map(|i| Link {
            from: format!("n{}", i % 200),
            to: format!("n{}", (i * 7 + 3) % 200),
            kind: "trades-with".into(),
            n: i as u64 % 5,
        })
        .collect();
    links.push(Link { from: "n1".into(), to: "n1".into(), ..Link::default() });
    links.push(Link { from: "nowhere".into(), to: "n1".into(), ..Link::default() });
    let drawing = sound(network(&Network { nodes: nodes.clone(), links: links.clone() }, Lang::En)).expect("a picture");
    let labels: Vec<At> = drawing
        .marks
        .iter()
        .filter_map(|mark| match mark {
            Mark::Words { at, ink: Ink::Strong | Ink::Text, .. } => Some(*at),
            _ => None,
        })
        .collect();
    assert_eq!(labels.len(), super::network::NODES_MAX);
    for (i, a) in labels.iter().enumerate() {
        assert!(labels[i + 1..].iter().all(|b| a.0 != b.0 || (a.1 - b.1).abs() >= 14.0));
    }
    // Neither the order of nodes nor that of links moves anything but the order of drawing.
    let (mut nodes, mut links) = (nodes, links);
    nodes.reverse();
    links.reverse();
    let again = network(&Network { nodes, links }, Lang::En).expect("a picture");
    let places = |drawing: &Drawing| {
        let mut places: Vec<String> = drawing
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Words { at, text, ink: Ink::Strong | Ink::Text, .. } => Some(format!("{text} {at:?}")),
                _ => None,
            })
            .collect();
        places.sort();
        places
    };
    assert_eq!(places(&drawing), places(&again));
}

#[test]
fn a_long_life_is_drawn_in_part_and_says_so() {
    let lines: Vec<TimelineLine> = (0..10_000)
        .map(|i| TimelineLine {
            day: chrono::NaiveDate::default() + chrono::Days::new(i / 3),
            hs_code: format!("{:010}", i * 77_777_777 % 9_999_999_999),
            mass_kg: Some(i as f64),
            own: i == 5,
            ..TimelineLine::default()
        })
        .collect();
    let drawing = sound(timeline(&[Life { name: "n".into(), lines: &lines }], &[], Lang::En)).expect("a picture");
    let count = |wanted: Ink| {
        drawing.marks.iter().filter(|mark| matches!(mark, Mark::Sign { ink, .. } if *ink == wanted)).count()
    };
    assert_eq!((count(Ink::Unseen), count(Ink::Here)), (400, 1));
    assert!(
        drawing.marks.iter().any(|mark| matches!(mark, Mark::Words { text, .. } if text.contains("9600 older lines")))
    );
}
