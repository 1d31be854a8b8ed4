//! The core against cases worked out by hand.

use super::counts::Profile;
use super::keys::{PROFILE_KEYS, Traits, code};
use super::lines::Lines;
use super::outcomes::{Finding, Findings};
use super::rates::PROFILE_N;
use super::view::View;
use proptest::prelude::*;

const EXPORTER_FALSE: usize = 1;
const EXPORTER_N: usize = 3;
const AGENT_FOUND: usize = 7;

fn line(exporter: u64, near_duplicate: u32) -> Traits {
    Traits {
        exporter,
        consignee: 50 + exporter,
        code: code("8110101000"),
        near_duplicate,
        agent: 3,
        destination: 4,
        region: 5,
        exit_port: 6,
        route: 7,
    }
}

fn told(profile: &Profile, day: i32, traits: &Traits) -> [f32; PROFILE_N] {
    profile.rates(day, &traits.keys(), u64::from(traits.near_duplicate))
}

fn near(seen: f32, expected: f64) {
    assert!((f64::from(seen) - expected).abs() < 1e-5, "{seen} is not {expected}");
}

#[test]
fn nothing_known_is_nothing_said() {
    let mut profile = Profile::default();
    assert!(told(&profile, 100, &line(1, 0)).iter().all(|rate| rate.is_nan()));
    let known = line(1, 0).keys();
    profile.observe(730, &known, 0, [0.0, 0.0], 1.0);
    let nobody = profile.rates(731, &Traits::default().keys(), 0);
    assert!(!nobody[0].is_nan() && nobody[1..].iter().all(|rate| rate.is_nan()));
}

/// One half-life after 1970 + 730 days the faded sums are whole halves: four outcomes of the exporter count two, one of another one
/// half; one of the exporter's was a false declaration.
#[test]
fn rates_are_shrunk_as_worked_out_by_hand() {
    let mut profile = Profile::default();
    for found in [1.0, 0.0, 0.0, 0.0] {
        profile.observe(730, &line(1, 0).keys(), 0, [found, 0.0], 1.0);
    }
    profile.observe(730, &line(2, 0).keys(), 0, [0.0, 0.0], 1.0);
    let rates = told(&profile, 730 + 365, &line(1, 0));
    let all = (0.5 + 50.0 * 0.015) / (2.5 + 50.0);
    let exporter = (0.5 + 10.0 * all) / (2.0 + 10.0);
    near(rates[0], (0.5 + 50.0 * 0.03) / (2.5 + 50.0));
    near(rates[EXPORTER_FALSE], exporter);
    near(rates[EXPORTER_N], 3f64.ln());
    let chapter = (0.5 + 30.0 * all) / (2.5 + 30.0);
    let heading = (0.5 + 30.0 * chapter) / (2.5 + 30.0);
    near(rates[8], (0.5 + 30.0 * heading) / (2.5 + 30.0));
    let odds = |p: f64| p / (1.0 - p);
    let pair = odds(exporter) * odds(heading) / odds(all);
    near(rates[18], (0.5 + 10.0 * pair / (1.0 + pair)) / (2.0 + 10.0));
    // Who was never seen inherits.
    near(told(&profile, 730 + 365, &line(9, 0))[EXPORTER_FALSE], all);
    near(told(&profile, 730 + 365, &line(9, 0))[EXPORTER_N], 0.0);
}

/// Weights 3 and 1 stand for (3 + 1)² / (9 + 1) = 1.6 outcomes; what the heavier found counts three quarters.
#[test]
fn weights_count_as_kish_says() {
    let mut profile = Profile::default();
    profile.observe(730, &line(1, 0).keys(), 0, [1.0, 0.0], 3.0);
    profile.observe(730, &line(1, 0).keys(), 0, [0.0, 0.0], 1.0);
    let rates = told(&profile, 730, &line(1, 0));
    near(rates[EXPORTER_N], 2.6f64.ln());
    let all = (1.6 * 0.75 + 50.0 * 0.015) / 51.6;
    near(rates[EXPORTER_FALSE], (1.6 * 0.75 + 10.0 * all) / 11.6);
}

#[test]
fn near_duplicates_never_tell_of_one_another() {
    let mut others = Profile::default();
    for exporter in 1..4 {
        others.observe(700 + exporter as i32, &line(exporter, 0).keys(), 0, [0.0, 0.0], 1.0);
        others.observe(720, &line(1, 90).keys(), 90, [0.0, 1.0], 2.0);
    }
    let mut all = others.clone();
    for (day, agent) in [(710, 3), (730, 8), (1100, 3)] {
        let alike = Traits { agent, route: agent, ..line(1, 77) };
        all.observe(day, &alike.keys(), 77, [1.0, 0.0], 1.5);
    }
    for agent in [3, 8, 9] {
        let asked = Traits { agent, ..line(1, 77) };
        let (with, without) = (told(&all, 1200, &asked), told(&others, 1200, &asked));
        with.iter().zip(without).for_each(|(a, b)| assert!((a - b).abs() < 1e-6 || (a.is_nan() && b.is_nan())));
        let told_others = told(&all, 1200, &Traits { near_duplicate: 78, ..asked });
        assert!(told_others[EXPORTER_FALSE] > with[EXPORTER_FALSE]);
        assert!(agent == 9 || told_others[AGENT_FOUND] > with[AGENT_FOUND]);
    }
}

fn finding(line: u64, known_on: i32, found: [f32; 3]) -> Finding {
    Finding { line, known_on, found, weight: 1.0 }
}

const CLEAR: [f32; 3] = [0.0; 3];
const FALSE: [f32; 3] = [1.0, 0.0, 1.0];

#[test]
fn an_outcome_counts_from_the_day_after_and_a_later_one_replaces_it() {
    let findings = Findings::of([finding(1, 110, CLEAR), finding(1, 120, FALSE)]);
    let mut lines = Lines::default();
    lines.learn(1, 100, line(1, 0));
    let mut view = View::default();
    let mut rate = |day: i32| {
        view.go_to(day, &findings, &lines);
        told(&view.profile, day, &line(1, 9))[EXPORTER_FALSE]
    };
    assert!(rate(110).is_nan());
    let (clear, found) = (rate(111), rate(121));
    assert!(clear < 0.015 && found > 0.05 && rate(120) <= clear * 1.01, "{clear} {found}");
    let mut only = Profile::default();
    only.observe(120, &line(1, 0).keys(), 0, [1.0, 0.0], 1.0);
    assert_eq!(rate(121), told(&only, 121, &line(1, 9))[EXPORTER_FALSE], "the older one is withdrawn");
}

#[test]
fn an_outcome_waits_for_its_line_and_what_is_known_on_one_day_counts_together() {
    let findings = Findings::of([finding(1, 90, [0.0, 1.0, 1.0]), finding(1, 90, FALSE), finding(2, 95, CLEAR)]);
    let (mut lines, mut view) = (Lines::default(), View::default());
    view.go_to(100, &findings, &lines);
    assert_eq!(view.waiting(), [0, 1, 2]);
    lines.learn(1, 100, line(1, 0));
    view.go_to(100, &findings, &lines);
    assert_eq!((view.waiting().len(), view.profile == Profile::default()), (3, true), "the line is of that day");
    view.go_to(101, &findings, &lines);
    let mut both = Profile::default();
    both.observe(90, &line(1, 0).keys(), 0, [1.0, 1.0], 1.0);
    assert_eq!((view.waiting(), view.profile == both), (&[2u32][..], true));
    let own = view.own(1, &lines).unwrap();
    let none = view.profile.rates_without(101, &line(1, 0).keys(), 0, Some(&own));
    assert!(none.iter().all(|rate| rate.is_nan()), "its own outcome is all that is known");
}

proptest! {
    #[test]
    fn walked_to_or_made_at_once_is_the_same_and_orders_do_not_matter(
        rows in prop::collection::vec((1u64..12, 0i32..900, 0u8..4, 1u64..5, 0u32..3), 1..60), stops in prop::collection::vec(0i32..950, 0..6),
    ) {
        let found = |kind: u8| match kind { 0 => CLEAR, 1 => FALSE, 2 => [0.0, 1.0, 1.0], _ => [0.0, 0.0, 1.0] };
        let findings = Findings::of(rows.iter().map(|(line, day, kind, ..)| finding(*line, day / 2 * 2, found(*kind))));
        let mut turned: Vec<_> = findings.rows().to_vec();
        turned.reverse();
        let turned = Findings::of(turned);
        let mut learned: Vec<(u64, i32, Traits)> =
            rows.iter().map(|(name, day, _, exporter, near)| (*name, (day * 7) % 900, line(*exporter, *near))).collect();
        learned.sort_by_key(|(_, day, _)| *day);
        learned.dedup_by_key(|(name, ..)| *name);
        let mut stops = stops;
        stops.push(950);
        stops.sort_unstable();
        let (mut lines, mut walked, mut next) = (Lines::default(), View::default(), 0);
        for stop in stops {
            while let Some((name, day, traits)) = learned.get(next).filter(|(_, day, _)| *day < stop) {
                if lines.learn(*name, *day, *traits) {
                    walked = View::default();
                }
                next += 1;
            }
            walked.go_to(stop, &findings, &lines);
            for other in [&findings, &turned] {
                let mut at_once = View::default();
                at_once.go_to(stop, other, &lines);
                prop_assert!(at_once.profile == walked.profile, "day {stop}");
                prop_assert_eq!(at_once.waiting().len(), walked.waiting().len());
            }
        }
    }

    #[test]
    fn rates_are_probabilities_and_profiles_merge_in_any_order(
        rows in prop::collection::vec((0usize..3, 1u64..4, 0u32..3, 700i32..1500, 0u8..3, 0.5f32..4.0), 1..40),
    ) {
        let mut parts = [Profile::default(), Profile::default(), Profile::default()];
        let mut whole = Profile::default();
        for (part, exporter, group, day, kind, weight) in &rows {
            let (keys, found) = (line(*exporter, *group).keys(), [f32::from(u8::from(*kind == 1)), f32::from(u8::from(*kind == 2))]);
            parts[*part].observe(*day, &keys, u64::from(*group), found, *weight);
            whole.observe(*day, &keys, u64::from(*group), found, *weight);
        }
        let [a, b, c] = parts;
        let merged = |x: &Profile, y: &Profile| { let mut x = x.clone(); x.merge(y); x };
        prop_assert!(merged(&merged(&a, &b), &c) == whole);
        prop_assert!(merged(&c, &merged(&b, &a)) == whole);
        for exporter in 0..4 {
            let rates = told(&whole, 1500, &line(exporter, 1));
            for (place, rate) in rates.iter().enumerate().filter(|(_, rate)| !rate.is_nan()) {
                prop_assert!(*rate >= 0.0 && (*rate <= 1.0 || [3, 6, 10].contains(&place)), "{place}: {rate}");
            }
        }
    }

    #[test]
    fn one_more_finding_never_lowers_the_exporters_rate(days in prop::collection::vec(700i32..1500, 0..10)) {
        let mut profile = Profile::default();
        days.iter().for_each(|day| profile.observe(*day, &line(1, 0).keys(), 0, [0.0, 0.0], 1.0));
        let before = told(&profile, 1500, &line(1, 0));
        profile.observe(1499, &line(1, 0).keys(), 0, [1.0, 0.0], 1.0);
        let after = told(&profile, 1500, &line(1, 0));
        prop_assert!(days.is_empty() || after[EXPORTER_FALSE] >= before[EXPORTER_FALSE]);
    }
}

#[test]
fn keys_stand_in_the_order_of_their_names() {
    use super::keys::Key;
    assert_eq!(Key::Route as usize + 1, PROFILE_KEYS);
}
