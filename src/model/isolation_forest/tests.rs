//! The forest on planted outliers, odd input and damaged bytes.

use super::*;
use linfa::Dataset;
use ndarray::array;
use proptest::prelude::*;
use rand::RngExt;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// A cloud of usual rows, then `outliers` rows that stand apart in the first column.
fn cloud(usual: usize, outliers: usize, columns: usize, seed: u64) -> Array2<f32> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    Array2::from_shape_fn((usual + outliers, columns), |(row, column)| {
        let noise = (0..4).map(|_| random.random::<f32>() - 0.5).sum::<f32>();
        if row >= usual && column == 0 { 6.0 + noise } else { noise }
    })
}

fn grown(records: &Array2<f32>) -> IsolationForest {
    let dataset = Dataset::from(records.clone());
    IsolationForest::params().seed(7).fit(&dataset).expect("a forest")
}

/// Area under the ROC curve of "the last `positives` rows score higher".
fn auc(scores: &Array1<f32>, positives: usize) -> f64 {
    let (usual, planted) = scores.as_slice().expect("contiguous").split_at(scores.len() - positives);
    let wins: usize = planted.iter().map(|p| usual.iter().filter(|u| p > u).count()).sum();
    wins as f64 / (usual.len() * planted.len()) as f64
}

#[test]
fn planted_outliers_stand_above_the_crowd() {
    let records = cloud(2000, 20, 6, 1);
    let scores = grown(&records).scores(records.view()).expect("scores");
    assert!(auc(&scores, 20) > 0.99, "AUC {}", auc(&scores, 20));
}

#[test]
fn one_thread_and_two_grow_and_score_the_same_bits() {
    let records = cloud(1500, 5, 4, 2);
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| {
            let forest = grown(&records);
            (
                forest.to_bytes(),
                forest.scores(records.view()).expect("scores"),
                forest.contributions(records.view()).expect("bits"),
            )
        })
    };
    assert_eq!(run(1), run(2));
}

#[test]
fn rows_alone_score_as_rows_together() {
    let records = cloud(300, 3, 3, 3);
    let forest = grown(&records);
    let together = forest.scores(records.view()).expect("scores");
    for (row, score) in records.axis_iter(Axis(0)).zip(together) {
        assert_eq!(forest.scores(row.insert_axis(Axis(0))).expect("score")[0], score);
    }
}

#[test]
fn missing_values_are_learned_from_and_do_not_make_a_row_unusual() {
    let mut records = cloud(2000, 20, 6, 4);
    let mut random = ChaCha8Rng::seed_from_u64(5);
    for row in 0..2000 {
        records[[row, random.random_range(0..6)]] = f32::NAN;
    }
    let forest = grown(&records);
    let scores = forest.scores(records.view()).expect("scores");
    assert!(auc(&scores, 20) > 0.98, "AUC {}", auc(&scores, 20));
    let all_missing = forest.scores(Array2::from_elem((1, 6), f32::NAN).view()).expect("score")[0];
    assert!(all_missing < forest.usual_score(), "nothing known is not suspicious: {all_missing}");
}

#[test]
fn columns_that_say_nothing_leave_every_row_at_one_half() {
    let mut records = Array2::from_elem((50, 2), 3.0f32);
    records.column_mut(1).fill(f32::NAN);
    let forest = grown(&records);
    assert!(forest.scores(records.view()).expect("scores").iter().all(|score| (score - 0.5).abs() < 1e-6));
    assert!(forest.contributions(records.view()).expect("bits").iter().all(|bits| *bits == 0.0));
}

#[test]
fn contributions_add_up_and_blame_the_planted_column() {
    let records = cloud(1000, 10, 5, 6);
    let forest = grown(&records);
    let scores = forest.scores(records.view()).expect("scores");
    let contributions = forest.contributions(records.view()).expect("bits");
    for (row, score) in contributions.axis_iter(Axis(0)).zip(&scores) {
        assert!((row.sum() - (score.log2() - forest.usual_score().log2())).abs() < 1e-4);
    }
    for planted in contributions.axis_iter(Axis(0)).skip(1000) {
        assert!(planted.iter().skip(1).all(|other| *other < planted[0]), "{planted}");
    }
}

#[test]
fn infinite_and_extreme_values_neither_stop_nor_mislead() {
    let mut records = cloud(500, 0, 3, 8);
    records[[0, 0]] = f32::INFINITY;
    records[[1, 0]] = f32::NEG_INFINITY;
    records[[2, 0]] = f32::MAX;
    records[[3, 0]] = f32::MIN;
    let forest = grown(&records);
    let scores = forest.scores(records.view()).expect("scores");
    assert!(scores.iter().all(|score| *score > 0.0 && *score < 1.0));
    assert!(scores[0] > 0.5 && scores[2] > 0.5);
}

#[test]
fn bytes_come_back_as_the_same_forest() {
    let records = cloud(400, 4, 3, 9);
    let forest = grown(&records);
    let back = IsolationForest::from_bytes(&forest.to_bytes()).expect("a forest");
    assert_eq!(back.to_bytes(), forest.to_bytes());
    assert_eq!(back.scores(records.view()).expect("scores"), forest.scores(records.view()).expect("scores"));
}

#[test]
fn damaged_bytes_are_refused_wherever_the_damage_is() {
    let records = cloud(40, 1, 2, 10);
    let dataset = Dataset::from(records);
    let forest = IsolationForest::params().n_trees(2).sample_rows(8).fit(&dataset).expect("a forest");
    let bytes = forest.to_bytes();
    for end in 0..bytes.len() {
        assert!(IsolationForest::from_bytes(&bytes[..end]).is_err(), "cut at {end}");
    }
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1 << bit;
            assert!(IsolationForest::from_bytes(&damaged).is_err(), "byte {at}, bit {bit}");
        }
    }
}

#[test]
fn a_forest_that_walks_in_circles_is_refused_even_with_a_good_checksum() {
    let records = cloud(40, 1, 2, 11);
    let dataset = Dataset::from(records);
    let mut forest = IsolationForest::params().n_trees(1).sample_rows(8).fit(&dataset).expect("a forest");
    forest.trees[0].nodes[0].left = 0;
    assert!(IsolationForest::from_bytes(&forest.to_bytes()).is_err());
}

#[test]
fn senseless_parameters_and_shapes_are_errors_with_words() {
    let two = Dataset::from(array![[1.0f32], [2.0]]);
    let said = |error: IsolationForestError| error.to_string();
    let zero_trees = IsolationForest::params().n_trees(0).fit(&two).map(|_| ());
    assert_eq!(said(zero_trees.unwrap_err()), "isolation forest: 0 trees; choose 1 to 65536");
    let one_row = IsolationForest::params().fit(&Dataset::from(array![[1.0f32]])).map(|_| ());
    assert!(said(one_row.unwrap_err()).contains("1 rows × 1 columns are too few"));
    let forest = IsolationForest::params().fit(&two).expect("a forest");
    assert_eq!(
        said(forest.scores(array![[1.0f32, 2.0]].view()).unwrap_err()),
        "isolation forest: grown on 1 columns, asked about 2; measure with the same signals"
    );
}

fn any_value() -> impl Strategy<Value = f32> {
    prop_oneof![8 => -1e6f32..1e6, 1 => Just(f32::NAN), 1 => Just(0.0f32), 1 => any::<f32>()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn scores_lie_in_the_open_interval_and_move_with_their_rows(
        values in prop::collection::vec(any_value(), 3 * 4..3 * 60), seed in any::<u64>(),
    ) {
        let rows = values.len() / 3;
        let records = Array2::from_shape_vec((rows, 3), values[..rows * 3].to_vec()).expect("a matrix");
        let forest = IsolationForest::params().n_trees(10).seed(seed).fit(&Dataset::from(records.clone())).expect("a forest");
        let scores = forest.scores(records.view()).expect("scores");
        prop_assert!(scores.iter().all(|score| *score > 0.0 && *score < 1.0));
        let mut order: Vec<usize> = (0..rows).collect();
        order.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
        let shuffled = forest.scores(records.select(Axis(0), &order).view()).expect("scores");
        prop_assert_eq!(shuffled, scores.select(Axis(0), &order));
    }
}
