//! Trees on rows with a known law, one split by hand, and every way of damage.

use super::*;
use ndarray::{Axis, Slice};
use rayon::ThreadPoolBuilder;
use std::ops::Range;

fn part(x: &Array2<f32>, rows: Range<usize>) -> ArrayView2<'_, f32> {
    x.slice_axis(Axis(0), Slice::from(rows))
}

/// Deterministic rows: the outcome follows inputs 0 and 1 (together), 2 is noise, 3 is often missing.
fn rows(n: usize) -> (Array2<f32>, Vec<f32>, Vec<f32>) {
    let mut state = 7_u64;
    let mut draw = move || {
        state = xxh3_64(&state.to_le_bytes());
        (state >> 40) as f32 / (1 << 24) as f32
    };
    let mut x = Array2::zeros((n, 4));
    let (mut y, mut weights) = (Vec::new(), Vec::new());
    for mut row in x.rows_mut() {
        let values: Vec<f32> = (0..4).map(|_| draw()).collect();
        row.assign(&ndarray::arr1(&values));
        let margin = 6.0 * values[0] * values[1] - 2.0 + if values[3] > 0.7 { 1.0 } else { 0.0 };
        if values[3] < 0.4 {
            row[3] = f32::NAN;
        }
        y.push(if draw() < 1.0 / (1.0 + (-margin).exp()) { 1.0 } else { 0.0 });
        weights.push(0.5 + draw());
    }
    (x, y, weights)
}

fn grown(leaves: usize) -> (Boosted, Array2<f32>) {
    let (x, y, weights) = rows(3000);
    let params = BoostedParams { trees: 40, leaves, depth: 5, ..BoostedParams::default() };
    (Boosted::fit(x.view(), &y, &weights, None, &params).unwrap(), x)
}

#[test]
fn contributions_sum_to_the_margin() {
    for leaves in [0, 12] {
        let (model, x) = grown(leaves);
        let some = part(&x, 0..200);
        let (margins, parts) = (model.margins(some), model.contributions(some));
        assert_eq!(parts.dim(), (200, 5));
        for (margin, parts) in margins.iter().zip(parts.rows()) {
            assert!((parts.sum() - margin).abs() < 1e-4, "{margin} {parts}");
        }
        assert_eq!(model.contributions(part(&x, 0..0)).dim(), (0, 5));
        assert!(model.margins(part(&x, 0..0)).is_empty());
    }
}

#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let (x, y, weights) = rows(6000);
    let fit = 4000;
    for leaves in [0, 12] {
        let params = BoostedParams { trees: 60, leaves, depth: 5, patience: 5, ..BoostedParams::default() };
        let grow = |threads| {
            let held_out = Some((part(&x, fit..6000), &y[fit..], &weights[fit..]));
            ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| {
                let model = Boosted::fit(part(&x, 0..fit), &y[..fit], &weights[..fit], held_out, &params).unwrap();
                let parts = model.contributions(part(&x, 0..300));
                (model.to_bytes(), model.margins(x.view()), parts)
            })
        };
        let one = grow(1);
        for threads in [2, 3] {
            let more = grow(threads);
            assert!(one.0 == more.0 && one.1 == more.1 && one.2 == more.2, "{threads} threads, {leaves} leaves");
        }
    }
}

#[test]
fn it_stops_where_held_out_rows_no_longer_gain() {
    let (x, y, weights) = rows(2000);
    let params = BoostedParams { trees: 400, learning_rate: 0.3, patience: 5, ..BoostedParams::default() };
    let held_out = Some((part(&x, 1000..2000), &y[1000..], &weights[1000..]));
    let model = Boosted::fit(part(&x, 0..1000), &y[..1000], &weights[..1000], held_out, &params).unwrap();
    assert!(model.trees() < 100, "{} trees", model.trees());
    let whole = BoostedParams { patience: 0, trees: 50, ..params };
    let model = Boosted::fit(part(&x, 0..1000), &y[..1000], &weights[..1000], held_out, &whole).unwrap();
    assert_eq!(model.trees(), 50);
}

#[test]
fn a_row_of_weight_two_counts_as_two_rows() {
    // Whole weights on few distinct rows, no draws: the same splits, so the same answers up to rounding.
    let x = Array2::from_shape_fn((400, 2), |(row, column)| ((row * (3 + column)) % 11) as f32);
    let y: Vec<f32> = (0..400).map(|row| if (row * 7) % 11 < 4 { 1.0 } else { 0.0 }).collect();
    let weights: Vec<f32> = (0..400).map(|row| (row % 3) as f32).collect();
    let places: Vec<usize> = (0..400).flat_map(|row| vec![row; row % 3]).collect();
    let (long_x, long_y) = (x.select(Axis(0), &places), places.iter().map(|row| y[*row]).collect::<Vec<_>>());
    let params = BoostedParams { trees: 20, row_share: 1.0, column_share: 1.0, ..BoostedParams::default() };
    let short = Boosted::fit(x.view(), &y, &weights, None, &params).unwrap().margins(x.view());
    let long = Boosted::fit(long_x.view(), &long_y, &vec![1.0; places.len()], None, &params).unwrap().margins(x.view());
    assert!(short.iter().zip(&long).all(|(a, b)| (a - b).abs() < 1e-3), "{:?} {:?}", &short[..5], &long[..5]);
}

#[test]
fn one_split_by_hand() {
    // Two outcomes of three at 0, none of three at 1, weights 1: log-odds start at p = 1/3, one tree, rate 1, l2 = 0:
    // a leaf adds sum(y − p) / sum(p(1−p)) = 1 / (2/3) = 1.5 on the left, −1 / (2/3) on the right.
    let x = ndarray::arr2(&[[0.0], [0.0], [0.0], [1.0], [1.0], [1.0]]);
    let y = [1.0, 1.0, 0.0, 0.0, 0.0, 0.0];
    let params = BoostedParams {
        trees: 1,
        leaves: 2,
        depth: 1,
        learning_rate: 1.0,
        min_child_weight: 0.0,
        l2: 0.0,
        column_share: 1.0,
        row_share: 1.0,
        patience: 0,
        seed: 0,
    };
    let margins = Boosted::fit(x.view(), &y, &[1.0; 6], None, &params).unwrap().margins(x.view());
    let apart = margins[0] - margins[5];
    assert!((apart - 3.0).abs() < 0.2, "{margins:?}");
}

#[test]
fn soft_outcomes_and_weights_of_zero_are_taken() {
    let (x, mut y, mut weights) = rows(500);
    y.iter_mut().step_by(3).for_each(|y| *y = 0.3);
    weights.iter_mut().step_by(5).for_each(|weight| *weight = 0.0);
    let model = Boosted::fit(x.view(), &y, &weights, None, &BoostedParams { trees: 5, ..BoostedParams::default() });
    assert!(model.is_ok(), "{model:?}");
}

#[test]
fn what_cannot_be_learned_from_is_refused() {
    let (mut x, y, weights) = rows(50);
    let params = BoostedParams::default();
    let fit = |x: &Array2<f32>, y: &[f32], weights: &[f32], params: &BoostedParams| {
        Boosted::fit(x.view(), y, weights, None, params).unwrap_err().to_string()
    };
    assert!(fit(&x, &[1.0; 50], &weights, &params).starts_with("every row that has weight has the same outcome"));
    assert!(fit(&x, &y, &[0.0; 50], &params).starts_with("every row that has weight"));
    assert!(fit(&x, &y[..49], &weights, &params).starts_with("outcomes of the rows: 50 expected, 49 given"));
    assert!(fit(&x, &y, &weights[..49], &params).starts_with("weights of the rows: 50 expected, 49 given"));
    let mut odd = y.clone();
    odd[3] = 1.5;
    assert!(fit(&x, &odd, &weights, &params).starts_with("the outcome of row 3 is 1.5"));
    let mut odd = weights.clone();
    odd[4] = -1.0;
    assert!(fit(&x, &y, &odd, &params).starts_with("the weight of row 4 is -1"));
    let shares = BoostedParams { row_share: 0.0, ..params.clone() };
    assert!(fit(&x, &y, &weights, &shares).starts_with("`row_share` is 0; choose above 0, at most 1"));
    let deep = BoostedParams { leaves: 0, depth: 0, ..params.clone() };
    assert!(fit(&x, &y, &weights, &deep).starts_with("`depth` is 0"));
    x[[7, 2]] = f32::INFINITY;
    assert!(fit(&x, &y, &weights, &params).starts_with("an input of row 7, column 2 is inf"));
}

#[test]
fn bytes_come_back_whole_or_not_at_all() {
    let (model, x) = grown(12);
    let bytes = model.to_bytes();
    let back = Boosted::from_bytes(&bytes).unwrap();
    assert_eq!(back.margins(x.view()), model.margins(x.view()));
    assert_eq!((back.to_bytes(), back.inputs()), (bytes.clone(), 4));
    for cut in 0..bytes.len() {
        assert!(Boosted::from_bytes(&bytes[..cut]).is_err(), "cut at {cut}");
    }
    for place in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[place] ^= 0x55;
        assert!(Boosted::from_bytes(&damaged).is_err(), "damaged at {place}");
    }
}

#[test]
fn bytes_made_up_with_a_right_checksum_never_end_the_run() {
    let (model, x) = grown(4);
    let bytes = model.to_bytes();
    let seal = |mut bytes: Vec<u8>| {
        let checksum = xxh3_64(&bytes[HEAD..]).to_le_bytes();
        bytes[6..HEAD].copy_from_slice(&checksum);
        bytes
    };
    for place in HEAD..bytes.len() {
        for flip in [1, 0x55, 0xff] {
            let mut damaged = bytes.clone();
            damaged[place] ^= flip;
            if let Ok(read) = Boosted::from_bytes(&seal(damaged)) {
                assert_eq!(read.margins(part(&x, 0..5)).len(), 5);
            }
        }
    }
}

#[test]
fn infinite_values_go_the_way_of_large_ones() {
    let (model, mut x) = grown(12);
    x[[0, 0]] = f32::INFINITY;
    let mut large = x.clone();
    large[[0, 0]] = 1e30;
    assert_eq!(model.margins(part(&x, 0..1)), model.margins(part(&large, 0..1)));
    assert_eq!(model.contributions(part(&x, 0..1)), model.contributions(part(&large, 0..1)));
}

#[test]
fn xgboost_json_names_the_objective() {
    let json: serde_json::Value = serde_json::from_str(&grown(0).0.to_xgboost_json()).unwrap();
    assert_eq!(json["learner"]["objective"]["name"], "binary:logistic");
}
