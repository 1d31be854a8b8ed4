//! Curves found again, curves by hand, and what must hold of every curve.

use super::*;
use proptest::prelude::*;

const KINDS: [CalibrationKind; 4] =
    [CalibrationKind::Identity, CalibrationKind::Platt, CalibrationKind::Isotonic, CalibrationKind::Beta];

fn log_loss(curve: &Calibration, margins: &[f32], y: &[f32], weights: &[f32]) -> f64 {
    let one = |((margin, y), weight): ((&f32, &f32), &f32)| {
        let p = f64::from(curve.p(*margin)).clamp(1e-12, 1.0 - 1e-7);
        -f64::from(*weight) * (f64::from(*y) * p.ln() + (1.0 - f64::from(*y)) * (1.0 - p).ln())
    };
    margins.iter().zip(y).zip(weights).map(one).sum()
}

/// Margins over −4..4, each with its whole share of outcomes sought under log-odds `of(margin)`.
fn world(of: impl Fn(f64) -> f64) -> (Vec<f32>, Vec<f32>, Vec<f32>) {
    let (mut margins, mut y, mut weights) = (vec![], vec![], vec![]);
    for step in 0..=1600 {
        let margin = f64::from(step) / 200.0 - 4.0;
        let p = logistic(of(margin)) as f32;
        for (outcome, weight) in [(1.0, 1e4 * p), (0.0, 1e4 * (1.0 - p))] {
            margins.push(margin as f32);
            y.push(outcome);
            weights.push(weight);
        }
    }
    (margins, y, weights)
}

#[test]
fn platt_finds_the_line() {
    let (margins, y, weights) = world(|margin| 0.5 * margin - 2.0);
    let Calibration::Platt { slope, shift } = Calibration::fit(CalibrationKind::Platt, &margins, &y, &weights).unwrap()
    else {
        panic!("a line")
    };
    assert!((slope - 0.5).abs() < 0.01 && (shift + 2.0).abs() < 0.02, "{slope} {shift}");
}

#[test]
fn platt_by_hand() {
    // Margins 0 and 1, two rows each; sought 1 of 2 and 2 of 2. Targets (3 + 1) / (3 + 2) = 0.8 and 1 / (1 + 2) = 1/3:
    // mean targets (0.8 + 1/3) / 2 and 0.8, met exactly by two parameters.
    let curve =
        Calibration::fit(CalibrationKind::Platt, &[0.0, 0.0, 1.0, 1.0], &[1.0, 0.0, 1.0, 1.0], &[1.0; 4]).unwrap();
    assert!((curve.p(0.0) - (0.8 + 1.0 / 3.0) / 2.0).abs() < 1e-6, "{curve:?}");
    assert!((curve.p(1.0) - 0.8).abs() < 1e-6, "{curve:?}");
}

#[test]
fn beta_finds_its_own_curve_and_the_identity() {
    let (margins, y, weights) = world(|margin| 1.4 * -softplus(-margin) + 0.3 * softplus(margin) - 1.0);
    let found = Calibration::fit(CalibrationKind::Beta, &margins, &y, &weights).unwrap();
    let Calibration::Beta { low, high, shift } = found else { panic!("a beta curve") };
    assert!(
        (low - 1.4).abs() < 0.02 && (high - 0.3).abs() < 0.02 && (shift + 1.0).abs() < 0.03,
        "{low} {high} {shift}"
    );
    let (margins, y, weights) = world(|margin| margin);
    let same = Calibration::fit(CalibrationKind::Beta, &margins, &y, &weights).unwrap();
    for margin in [-3.0_f32, 0.0, 2.0] {
        assert!((same.p(margin) - Calibration::Identity {}.p(margin)).abs() < 0.002, "{same:?}");
    }
}

#[test]
fn isotonic_pools_what_falls() {
    // Sought 0 1 0 1 at 1 2 3 4, one made-up row sought at 1 and one other at 4: rates 1/2, 1, 0, 1/2. The two that fall are
    // pooled to 1/2, as the first and the last: one block, 3 sought of 6.
    let curve =
        Calibration::fit(CalibrationKind::Isotonic, &[1.0, 2.0, 3.0, 4.0], &[0.0, 1.0, 0.0, 1.0], &[1.0; 4]).unwrap();
    assert_eq!(curve, Calibration::Isotonic { knots: vec![(2.5, 0.0)] });
    assert!(curve.p(1.0) < 0.5 && curve.p(2.5) == 0.5 && curve.p(9.0) > curve.p(4.0));
    // Three others at 0, three sought at 1: with the made-up rows 1/4 and 3/4.
    let curve = Calibration::fit(
        CalibrationKind::Isotonic,
        &[0.0, 0.0, 0.0, 1.0, 1.0, 1.0],
        &[0.0, 0.0, 0.0, 1.0, 1.0, 1.0],
        &[2.0; 6],
    );
    let Calibration::Isotonic { knots } = curve.unwrap() else { panic!("knots") };
    let third = 3.0_f64.ln();
    assert!((knots[0].1 + third).abs() < 1e-12 && (knots[1].1 - third).abs() < 1e-12, "{knots:?}");
    assert_eq!((knots[0].0, knots[1].0, knots.len()), (0.0, 1.0, 2));
}

#[test]
fn a_model_that_points_the_wrong_way_is_not_turned() {
    let (margins, y, weights) = world(|margin| -margin);
    for kind in KINDS {
        let curve = Calibration::fit(kind, &margins, &y, &weights).unwrap();
        assert!(curve.p(3.0) >= curve.p(-3.0), "{curve:?}");
        if kind != CalibrationKind::Identity {
            assert!((curve.p(0.0) - 0.5).abs() < 0.01, "{curve:?}");
        }
    }
}

#[test]
fn nothing_to_learn_from_is_said() {
    let fit = |margins: &[f32], y: &[f32]| {
        Calibration::fit(CalibrationKind::Beta, margins, y, &[1.0; 2]).unwrap_err().to_string()
    };
    assert!(fit(&[0.0, 1.0], &[0.0, 0.0]).starts_with("every row that has weight"));
    assert!(fit(&[0.0, f32::NAN], &[0.0, 1.0]).starts_with("the margin of row 1 is NaN"));
    assert!(fit(&[0.0], &[0.0, 1.0]).starts_with("outcomes of the rows: 1 expected, 2 given"));
}

#[test]
fn it_is_written_plainly_and_read_with_care() {
    let platt = Calibration::Platt { slope: 0.5, shift: -1.0 };
    let text = serde_json::to_string(&platt).unwrap();
    assert_eq!(text, r#"{"kind":"platt","slope":0.5,"shift":-1.0}"#);
    assert_eq!(serde_json::from_str::<Calibration>(&text).unwrap(), platt);
    assert_eq!(serde_json::to_string(&Calibration::Identity {}).unwrap(), r#"{"kind":"identity"}"#);
    for bad in [
        r#"{"kind":"platt","slope":-0.5,"shift":-1.0}"#,
        r#"{"kind":"isotonic","knots":[]}"#,
        r#"{"kind":"isotonic","knots":[[1.0,2.0],[0.0,3.0]]}"#,
        r#"{"kind":"cubic"}"#,
    ] {
        assert!(serde_json::from_str::<Calibration>(bad).is_err(), "{bad}");
    }
}

proptest! {
    #[test]
    fn never_falling_and_within_bounds(
        rows in prop::collection::vec((-30f32..30.0, any::<bool>(), 0f32..5.0), 2..80),
        mut asked in prop::collection::vec(prop_oneof![-60f32..60.0, Just(f32::INFINITY), Just(f32::NEG_INFINITY)], 2..40),
    ) {
        let margins: Vec<f32> = rows.iter().map(|row| row.0).collect();
        let y: Vec<f32> = rows.iter().map(|row| if row.1 { 1.0 } else { 0.0 }).collect();
        let weights: Vec<f32> = rows.iter().map(|row| row.2).collect();
        asked.extend(&margins);
        asked.sort_by(f32::total_cmp);
        for kind in KINDS {
            if let Ok(curve) = Calibration::fit(kind, &margins, &y, &weights) {
                let p: Vec<f32> = asked.iter().map(|margin| curve.p(*margin)).collect();
                prop_assert!(p.iter().all(|p| (0.0..=1.0).contains(p)), "{curve:?} {p:?}");
                prop_assert!(p.is_sorted(), "{curve:?} {p:?}");
                let text = serde_json::to_string(&curve).unwrap();
                let back: Calibration = serde_json::from_str(&text).unwrap();
                prop_assert_eq!(back.kind(), kind);
            }
        }
    }

    #[test]
    fn what_is_miscalibrated_gets_better(slope in 0.2f64..3.0, shift in -3f64..3.0) {
        prop_assume!((slope - 1.0).abs() > 0.3 || shift.abs() > 0.5);
        let (margins, y, weights) = world(|margin| slope * margin + shift);
        let before = log_loss(&Calibration::Identity {}, &margins, &y, &weights);
        for kind in KINDS.into_iter().skip(1) {
            let curve = Calibration::fit(kind, &margins, &y, &weights).unwrap();
            let after = log_loss(&curve, &margins, &y, &weights);
            prop_assert!(after < before, "{curve:?}: {after} instead of {before}");
        }
    }

    #[test]
    fn the_order_of_rows_says_nothing(mut rows in prop::collection::vec((-3i8..3, any::<bool>(), 1u8..4), 2..40)) {
        let fit = |rows: &[(i8, bool, u8)]| {
            let margins: Vec<f32> = rows.iter().map(|row| row.0.into()).collect();
            let y: Vec<f32> = rows.iter().map(|row| if row.1 { 1.0 } else { 0.0 }).collect();
            let weights: Vec<f32> = rows.iter().map(|row| row.2.into()).collect();
            Calibration::fit(CalibrationKind::Isotonic, &margins, &y, &weights)
        };
        let there = fit(&rows);
        rows.reverse();
        match (there, fit(&rows)) {
            (Ok(there), Ok(back)) => for margin in -4i8..5 {
                prop_assert!((there.p(margin.into()) - back.p(margin.into())).abs() < 1e-6);
            },
            (there, back) => prop_assert_eq!(there, back),
        }
    }
}

#[test]
fn a_shift_adds_to_the_log_odds_of_every_kind() {
    let margins: Vec<f32> = (0..200).map(|row| row as f32 / 50.0 - 2.0).collect();
    let y: Vec<f32> = (0..200).map(|row| f32::from(u8::from((row * 37 % 200) < row))).collect();
    let odds = |curve: &Calibration, margin: f32| {
        let p = f64::from(curve.p(margin));
        (p / (1.0 - p)).ln()
    };
    for kind in KINDS {
        let curve = Calibration::fit(kind, &margins, &y, &[1.0; 200]).unwrap();
        let lowered = curve.clone().shifted(-1.5);
        for margin in [-1.0, 0.0, 0.7] {
            let (before, after) = (odds(&curve, margin), odds(&lowered, margin));
            assert!((before - 1.5 - after).abs() < 1e-4, "{kind:?} at {margin}: {before} and {after}");
        }
    }
}
