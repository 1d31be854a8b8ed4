//! How well an order of lines puts the right ones first; ties are broken as if by lot, everywhere alike.
//!
//! Values are stranger the higher they are; `NaN` = nothing said. Where an answer is needed for such a line too, it counts as
//! less strange than all that speak, and equal to each other.

use statrs::function::beta::beta_reg;

/// Places of the values that are not `NaN`, the least first.
pub fn ascending(values: &[f32]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..values.len() as u32).filter(|place| !values[*place as usize].is_nan()).collect();
    order.sort_unstable_by(|a, b| values[*a as usize].total_cmp(&values[*b as usize]));
    order
}

/// The runs of equal values in an ascending order, the least first.
pub fn runs<'a>(values: &'a [f32], order: &'a [u32]) -> impl Iterator<Item = &'a [u32]> {
    order.chunk_by(|a, b| values[*a as usize] == values[*b as usize])
}

/// Area under the ROC curve, with the bounds of its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Auc {
    /// Probability that a line sought lies above another, ties counting half (Mann & Whitney, Annals of Mathematical Statistics 18,
    /// 1947; Hanley & McNeil, Radiology 143, 1982).
    pub value: f64,
    /// DeLong, DeLong & Clarke-Pearson, Biometrics 44 (1988), normal approximation; lines sought that come in groups are taken
    /// group by group (Obuchowski, Biometrics 53, 1997).
    pub low: f64,
    pub high: f64,
}

/// The squared standard error of a mean over lines that come in groups, each (lines, sum of their values); infinite for fewer
/// than two groups. With one line a group it is the usual one.
pub fn mean_error_squared(groups: impl IntoIterator<Item = (u64, f64)>) -> f64 {
    let groups: Vec<(f64, f64)> =
        groups.into_iter().filter(|(lines, _)| *lines > 0).map(|(lines, sum)| (lines as f64, sum)).collect();
    let (lines, sum) = groups.iter().fold((0.0, 0.0), |(lines, sum), group| (lines + group.0, sum + group.1));
    let n = groups.len() as f64;
    if n < 2.0 {
        return f64::INFINITY;
    }
    let apart = groups.iter().map(|(of_group, own)| (own - of_group * sum / lines).powi(2)).sum::<f64>();
    apart * n / (n - 1.0) / lines.powi(2)
}

/// The area from runs of equal values, the least first, each (lines sought, other lines). `None` without both kinds. Groups of
/// lines sought, where they come in such, are (lines, pairs won by them, ties counting half).
pub fn auc(runs: impl IntoIterator<Item = (u64, u64)>, groups: Option<&[(u64, f64)]>) -> Option<Auc> {
    let runs: Vec<(f64, f64)> = runs.into_iter().map(|(sought, other)| (sought as f64, other as f64)).collect();
    let (m, n) = runs.iter().fold((0.0, 0.0), |(m, n), (sought, other)| (m + sought, n + other));
    if m == 0.0 || n == 0.0 {
        return None;
    }
    // For each line sought the share of others below it, and the reverse: the placements of DeLong et al.
    let placements = || {
        runs.iter().scan((0.0, 0.0), move |(sought_below, other_below), (sought, other)| {
            let beats = (*other_below + other / 2.0) / n;
            let beaten = (m - *sought_below - sought / 2.0) / m;
            *sought_below += sought;
            *other_below += other;
            Some((*sought, beats, *other, beaten))
        })
    };
    let value = placements().map(|(sought, beats, ..)| sought * beats).sum::<f64>() / m;
    let (of_sought, of_other) = placements().fold((0.0, 0.0), |(a, b), (sought, beats, other, beaten)| {
        (a + sought * (beats - value).powi(2), b + other * (beaten - value).powi(2))
    });
    let of_sought = match groups {
        Some(groups) => mean_error_squared(groups.iter().map(|(lines, won)| (*lines, won / n))),
        None => of_sought / (m - 1.0) / m,
    };
    let error = if m > 1.0 && n > 1.0 { (of_sought + of_other / (n - 1.0) / n).sqrt() } else { 1.0 };
    Some(Auc { value, low: (value - 1.96 * error).max(0.0), high: (value + 1.96 * error).min(1.0) })
}

/// Who is among the first `places` of an order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Top {
    /// Values above it are in for certain, values at it by lot. `None`: all that speak are in, and the silent by lot.
    bound: Option<f32>,
    lot: f64,
}

impl Top {
    /// The first `places` (a share of the lines, so not always whole) of all `values`, given their ascending order.
    pub fn of(values: &[f32], order: &[u32], places: f64) -> Top {
        let silent = (values.len() - order.len()) as f64;
        let mut left = places.clamp(0.0, values.len() as f64);
        for run in runs(values, order).collect::<Vec<_>>().into_iter().rev() {
            let ties = run.len() as f64;
            if left <= ties {
                return Top { bound: Some(values[run[0] as usize]), lot: left / ties };
            }
            left -= ties;
        }
        Top { bound: None, lot: if silent > 0.0 { left / silent } else { 0.0 } }
    }

    /// The probability that a line of this value is among them.
    pub fn chance(&self, value: f32) -> f64 {
        match self.bound {
            None if value.is_nan() => self.lot,
            None => 1.0,
            Some(bound) if value == bound => self.lot,
            Some(bound) if value > bound => 1.0,
            Some(_) => 0.0,
        }
    }
}

/// Spearman's rank correlation with mid-ranks, over the lines where both speak: (correlation, lines). `None` below `lines_min`
/// such lines, or where one of the two never varies. The orders are those of `ascending`.
pub fn rank_correlation(a: (&[f32], &[u32]), b: (&[f32], &[u32]), lines_min: usize) -> Option<(f64, usize)> {
    let mut rank_in_a = vec![f32::NAN; a.0.len()];
    let (n, squares_a) = ranked(a, b.0, |place, rank| rank_in_a[place] = rank as f32);
    if n < lines_min.max(2) {
        return None;
    }
    let mean = (n as f64 + 1.0) / 2.0;
    let mut product = 0.0;
    let (_, squares_b) = ranked(b, a.0, |place, rank| product += (f64::from(rank_in_a[place]) - mean) * (rank - mean));
    let scale = ((squares_a - n as f64 * mean * mean) * (squares_b - n as f64 * mean * mean)).sqrt();
    (scale > 1e-9 * (n as f64).powi(3)).then(|| ((product / scale).clamp(-1.0, 1.0), n))
}

/// Tells the mid-rank of every line where `other` speaks too; returns their number and the sum of squared ranks.
fn ranked(this: (&[f32], &[u32]), other: &[f32], mut tell: impl FnMut(usize, f64)) -> (usize, f64) {
    let (mut below, mut squares) = (0, 0.0);
    for run in runs(this.0, this.1) {
        let both = || run.iter().map(|place| *place as usize).filter(|place| !other[*place].is_nan());
        let ties = both().count();
        let rank = below as f64 + (ties as f64 + 1.0) / 2.0;
        both().for_each(|place| tell(place, rank));
        squares += ties as f64 * rank * rank;
        below += ties;
    }
    (below, squares)
}

/// The probability of at least `hits` in `n` draws that hit with probability `p`; `hits` may be an expected number, not whole
/// (the regularised incomplete beta function continues the binomial tail).
pub fn binomial_tail(n: u64, hits: f64, p: f64) -> f64 {
    match hits {
        _ if hits <= 0.0 => 1.0,
        _ if hits > n as f64 => 0.0,
        _ => beta_reg(hits, n as f64 - hits + 1.0, p),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn area(values: &[f32], sought: &[bool]) -> Option<Auc> {
        let order = ascending(values);
        let counted = runs(values, &order).map(|run| {
            let hits = run.iter().filter(|place| sought[**place as usize]).count() as u64;
            (hits, run.len() as u64 - hits)
        });
        auc(counted.collect::<Vec<_>>(), None)
    }

    fn correlation(a: &[f32], b: &[f32]) -> Option<(f64, usize)> {
        rank_correlation((a, &ascending(a)), (b, &ascending(b)), 2)
    }

    fn chances(values: &[f32], places: f64) -> Vec<f64> {
        let top = Top::of(values, &ascending(values), places);
        values.iter().map(|value| top.chance(*value)).collect()
    }

    #[test]
    fn the_area_counts_pairs() {
        // Sought 3, 2 against 1, 2, 0: 3 beats all three, 2 beats two and ties one: (3 + 2.5) / 6.
        let found = area(&[3.0, 2.0, 1.0, 2.0, 0.0], &[true, true, false, false, false]).unwrap();
        assert!((found.value - 5.5 / 6.0).abs() < 1e-12, "{found:?}");
        // Placements of the sought 1 and 5/6 about 11/12: variance 1/72; of the others 1, 3/4, 1: variance 1/48.
        let error = (1.0_f64 / 72.0 / 2.0 + 1.0 / 48.0 / 3.0).sqrt();
        assert!((found.low - (found.value - 1.96 * error)).abs() < 1e-12, "{found:?}");
        assert_eq!(found.high, 1.0);
        assert_eq!(area(&[1.0, 2.0], &[true, true]), None);
        assert_eq!(area(&[f32::NAN, 2.0], &[true, false]), None);
        let all_alike = area(&[1.0; 4], &[true, false, true, false]).unwrap();
        assert_eq!((all_alike.value, all_alike.low, all_alike.high), (0.5, 0.5, 0.5));
    }

    #[test]
    fn lines_that_come_together_are_one_witness() {
        // Placements 1, 5/6 of the test above: 3 and 2.5 pairs of 3.
        let runs = [(0, 1), (0, 1), (1, 1), (1, 0)];
        let alone = auc(runs, None).unwrap();
        let apart = auc(runs, Some(&[(1, 3.0), (1, 2.5)])).unwrap();
        assert!((alone.low - apart.low).abs() < 1e-12, "{alone:?} {apart:?}");
        // Each line sought twice, the copies in one group: no more is known than before.
        let twice = [(0, 1), (0, 1), (2, 1), (2, 0)];
        let copies = auc(twice, Some(&[(2, 6.0), (2, 5.0)])).unwrap();
        assert!((copies.low - alone.low).abs() < 1e-12, "{copies:?}");
        assert!(auc(twice, None).unwrap().low > copies.low);
        assert_eq!(auc(twice, Some(&[(4, 11.0)])).unwrap().low, 0.0);
        // Mean 1.75 of groups (1, 1), (3, 6): apart −0.75 and 0.75, twice 1.125 over 16.
        assert!((mean_error_squared([(1, 1.0), (3, 6.0), (0, 0.0)]) - 2.0 * 1.125 / 16.0).abs() < 1e-12);
    }

    #[test]
    fn the_last_places_go_by_lot() {
        assert_eq!(chances(&[5.0, 1.0, 3.0, 3.0], 2.0), [1.0, 0.0, 0.5, 0.5]);
        assert_eq!(chances(&[5.0, 1.0, 3.0, 3.0], 0.5), [0.5, 0.0, 0.0, 0.0]);
        // Two speak, so two of the four silent fill the four places.
        let nan = f32::NAN;
        assert_eq!(chances(&[nan, 1.0, nan, 2.0, nan, nan], 4.0), [0.5, 1.0, 0.5, 1.0, 0.5, 0.5]);
        assert_eq!(chances(&[1.0, 2.0], 2.0), [1.0, 1.0]);
    }

    #[test]
    fn rank_correlation_by_hand() {
        // Ranks 1 2 3 4 against 1 3 2 4: 1 − 6·2 / (4·15) = 0.8.
        let (rho, n) = correlation(&[1.0, 2.0, 30.0, 40.0], &[-1.0, 5.0, 4.0, 9.0]).unwrap();
        assert!((rho - 0.8).abs() < 1e-12 && n == 4, "{rho}");
        // Ties: ranks 1.5 1.5 3 against 1 2 3: covariance 1.5, variances 1.5 and 2: 1.5 / √3.
        let (rho, _) = correlation(&[0.0, 0.0, 1.0], &[1.0, 2.0, 3.0]).unwrap();
        assert!((rho - 1.5 / 3.0_f64.sqrt()).abs() < 1e-9, "{rho}");
        // Only lines where both speak count.
        let (rho, n) = correlation(&[1.0, f32::NAN, 2.0, 3.0], &[3.0, 9.0, 2.0, 1.0]).unwrap();
        assert!((rho + 1.0).abs() < 1e-12 && n == 3, "{rho}");
        assert_eq!(correlation(&[1.0, 1.0, 1.0], &[1.0, 2.0, 3.0]), None);
    }

    #[test]
    fn a_binomial_tail_by_hand() {
        // At least 1 of 3 at 1/2: 7/8; at least 2: 4/8; at least 3: 1/8.
        for (hits, expected) in [(0.0, 1.0), (1.0, 0.875), (2.0, 0.5), (3.0, 0.125), (3.5, 0.0)] {
            assert!((binomial_tail(3, hits, 0.5) - expected).abs() < 1e-9, "{hits}");
        }
    }

    /// Few distinct values, so that ties and silence are frequent.
    fn values() -> impl Strategy<Value = Vec<(f32, f32, bool)>> {
        let value = || prop_oneof![1 => Just(f32::NAN), 6 => (-4i8..5).prop_map(f32::from), 2 => -9f32..9.0];
        prop::collection::vec((value(), value(), any::<bool>()), 2..60)
    }

    proptest! {
        #[test]
        fn the_area_is_the_share_of_pairs_won(rows in values()) {
            let a: Vec<f32> = rows.iter().map(|row| row.0).collect();
            let sought: Vec<bool> = rows.iter().map(|row| row.2).collect();
            let (mut won, mut pairs) = (0.0, 0.0);
            for (i, x) in a.iter().enumerate().filter(|(i, x)| sought[*i] && !x.is_nan()) {
                for (j, y) in a.iter().enumerate().filter(|(j, y)| !sought[*j] && !y.is_nan()) {
                    prop_assert!(i != j);
                    pairs += 1.0;
                    won += if x > y { 1.0 } else if x == y { 0.5 } else { 0.0 };
                }
            }
            match area(&a, &sought) {
                None => prop_assert_eq!(pairs, 0.0),
                Some(found) => {
                    prop_assert!((found.value - won / pairs).abs() < 1e-9);
                    prop_assert!(found.low <= found.value && found.value <= found.high);
                    let turned: Vec<f32> = a.iter().map(|value| -value).collect();
                    let turned = area(&turned, &sought).unwrap();
                    prop_assert!((turned.value + found.value - 1.0).abs() < 1e-9);
                    prop_assert!((turned.high - turned.value - (found.value - found.low)).abs() < 1e-9
                        || turned.high == 1.0 || found.low == 0.0);
                }
            }
        }

        #[test]
        fn the_places_are_given_out_whole(rows in values(), share in 0.0f64..1.0) {
            let a: Vec<f32> = rows.iter().map(|row| row.0).collect();
            let places = share * a.len() as f64;
            let given = chances(&a, places);
            prop_assert!((given.iter().sum::<f64>() - places).abs() < 1e-9);
            for (x, p) in a.iter().zip(&given) {
                prop_assert!((0.0..=1.0).contains(p));
                for (y, q) in a.iter().zip(&given) {
                    prop_assert!(!(x > y || y.is_nan() && !x.is_nan()) || p >= q, "the stranger never waits longer");
                }
            }
        }

        #[test]
        fn a_rank_correlation_is_one(rows in values()) {
            let a: Vec<f32> = rows.iter().map(|row| row.0).collect();
            let b: Vec<f32> = rows.iter().map(|row| row.1).collect();
            let (there, back) = (correlation(&a, &b), correlation(&b, &a));
            prop_assert_eq!(there.is_some(), back.is_some());
            if let (Some(there), Some(back)) = (there, back) {
                prop_assert!((there.0 - back.0).abs() < 1e-9 && there.1 == back.1);
                prop_assert!(there.0.abs() <= 1.0);
                // Ranks know nothing of scale.
                let bent: Vec<f32> = a.iter().map(|value| if *value > 0.0 { value * 4.0 } else { *value }).collect();
                let bent = correlation(&bent, &b);
                prop_assert!(bent.is_some_and(|bent| (bent.0 - there.0).abs() < 1e-6));
            }
            if let Some((itself, _)) = correlation(&a, &a) {
                prop_assert!((itself - 1.0).abs() < 1e-9);
            }
        }

        #[test]
        fn a_tail_falls_with_the_hits(n in 1u64..400, hits in 0f64..50.0, more in 0f64..5.0, p in 0.001f64..0.5) {
            let (few, many) = (binomial_tail(n, hits, p), binomial_tail(n, hits + more, p));
            prop_assert!((0.0..=1.0).contains(&few) && many <= few + 1e-12);
        }
    }
}
