//! How well weighted lines are ordered; ties go by lot, as everywhere.

use super::super::ModelError;
use super::super::outcomes::check_outcomes;
use super::super::ranking::{ascending, runs};

/// What lies in the first places of an order. Expected values where the last places go by lot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// Weight of the lines looked at.
    pub places: f64,
    /// Share of it that was sought; `NaN` without places.
    pub precision: f64,
    /// Share of all that is sought that was found; `NaN` where nothing is sought.
    pub recall: f64,
    /// The same with each line counting by its gain (severity, value); `NaN` where nothing is to be gained.
    pub gain_recall: f64,
}

/// Lines in the order of an answer, the first one first; made once, asked often (as a bootstrap does).
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    lines: Vec<Line>,
    /// Where the runs of equal answers end.
    ends: Vec<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Line {
    row: u32,
    y: f32,
    weight: f32,
    gain: f32,
}

/// A run of equal answers, summed.
#[derive(Debug, Clone, Copy, Default)]
struct Run {
    lines: f64,
    weight: f64,
    sought: f64,
    /// Σ (weight · y)².
    squares: f64,
    gain: f64,
}

impl Run {
    /// Takes `part` (0..1) of another run in.
    fn add(&mut self, other: &Run, part: f64) {
        self.weight += part * other.weight;
        self.sought += part * other.sought;
        self.gain += part * other.gain;
    }
}

impl Ranked {
    /// Orders lines by `scores`, the highest first; a `NaN` answer comes last, equal to each other. `y` in 0..1, `weights` what
    /// a line stands for, `gains` what finding it is worth (severity; all 1 where that does not matter).
    ///
    /// # Errors
    /// [`ModelError::Shape`] or [`ModelError::Value`] for rows that cannot be measured.
    pub fn of(scores: &[f32], y: &[f32], weights: &[f32], gains: &[f32]) -> Result<Ranked, ModelError> {
        check_outcomes(scores.len(), y, weights)?;
        if gains.len() != scores.len() {
            return Err(ModelError::Shape { what: "gains of the rows", expected: scores.len(), got: gains.len() });
        }
        if let Some(row) = gains.iter().position(|gain| !(*gain >= 0.0 && gain.is_finite())) {
            let value = gains[row].into();
            return Err(ModelError::Value {
                what: "the gain",
                row,
                column: None,
                value,
                remedy: "give a number of 0 or more",
            });
        }
        let speaking = ascending(scores);
        let line = |place: u32| {
            let row = place as usize;
            Line { row: place, y: y[row], weight: weights[row], gain: gains[row] }
        };
        let mut ranked = Ranked { lines: Vec::with_capacity(scores.len()), ends: Vec::new() };
        for run in runs(scores, &speaking).collect::<Vec<_>>().into_iter().rev() {
            ranked.lines.extend(run.iter().copied().map(line));
            ranked.ends.push(ranked.lines.len() as u32);
        }
        let silent = (0..scores.len() as u32).filter(|place| scores[*place as usize].is_nan());
        ranked.lines.extend(silent.map(line));
        if ranked.lines.len() > speaking.len() {
            ranked.ends.push(ranked.lines.len() as u32);
        }
        Ok(ranked)
    }

    /// Probability that a line sought lies above another, ties counting half: the area under the ROC curve. `None` without both
    /// kinds. `times` says how often each row counts (see [`Bootstrap`](super::Bootstrap)); `None`: once.
    ///
    /// Unlike [`auc`](super::super::auc) silent lines take part, as the last of all.
    pub fn roc_auc(&self, times: Option<&[u32]>) -> Option<f64> {
        let (mut sought_above, mut won, mut other) = (0.0, 0.0, 0.0);
        for run in self.runs(times) {
            let others = (run.weight - run.sought).max(0.0);
            won += others * (sought_above + run.sought / 2.0);
            sought_above += run.sought;
            other += others;
        }
        (sought_above > 0.0 && other > 0.0).then(|| won / sought_above / other)
    }

    /// Average precision: the mean, over the lines sought, of the precision down to each (Buckley & Voorhees, SIGIR 2000). `None`
    /// where nothing is sought. In a tie it is the mean over all orders, exact for lines of equal weight.
    pub fn average_precision(&self, times: Option<&[u32]>) -> Option<f64> {
        let (mut sought, mut weight, mut sum) = (0.0, 0.0, 0.0);
        for run in self.runs(times) {
            if run.sought > 0.0 {
                // At the i-th place of the run stands any of its lines, i − 1 of the others are above it.
                let pairs = run.sought * run.sought - run.squares;
                for i in 1..=run.lines as u64 {
                    let above = if run.lines > 1.0 { (i - 1) as f64 / (run.lines - 1.0) } else { 0.0 };
                    let hits = run.sought * sought + run.squares + above * pairs;
                    sum += hits / run.lines / (weight + run.weight * i as f64 / run.lines);
                }
            }
            sought += run.sought;
            weight += run.weight;
        }
        (sought > 0.0).then(|| sum / sought)
    }

    /// What the first lines hold, of a weight of `places` (a capacity, in lines where each weighs 1).
    pub fn at_capacity(&self, places: f64, times: Option<&[u32]>) -> Found {
        let runs: Vec<Run> = self.runs(times).collect();
        found(&runs, &whole(&runs), places)
    }

    /// What the first `share` (0..1) of the weight of all lines holds.
    pub fn at_share(&self, share: f64, times: Option<&[u32]>) -> Found {
        self.at_shares(&[share], times)[0]
    }

    /// The same for several shares: the lines are weighed once, whatever the number of shares.
    pub fn at_shares(&self, shares: &[f64], times: Option<&[u32]>) -> Vec<Found> {
        let runs: Vec<Run> = self.runs(times).collect();
        let all = whole(&runs);
        shares.iter().map(|share| found(&runs, &all, share.clamp(0.0, 1.0) * all.weight)).collect()
    }

    /// Number of lines.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is no line.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    fn runs<'a>(&'a self, times: Option<&'a [u32]>) -> impl Iterator<Item = Run> + 'a {
        let begins = std::iter::once(0).chain(self.ends.iter().copied());
        let spans = begins.zip(&self.ends).map(|(begin, end)| &self.lines[begin as usize..*end as usize]);
        let sum = move |lines: &[Line]| {
            let mut run = Run::default();
            for line in lines {
                let times = times.map_or(1.0, |times| f64::from(times[line.row as usize]));
                let (weight, y) = (f64::from(line.weight), f64::from(line.y));
                if weight * times > 0.0 {
                    run.lines += times;
                    run.weight += times * weight;
                    run.sought += times * weight * y;
                    run.squares += times * (weight * y).powi(2);
                    run.gain += times * weight * y * f64::from(line.gain);
                }
            }
            run
        };
        spans.map(sum)
    }
}

/// All runs as one.
fn whole(runs: &[Run]) -> Run {
    let mut all = Run::default();
    runs.iter().for_each(|run| all.add(run, 1.0));
    all
}

/// What the first `places` of runs hold, of `all`.
fn found(runs: &[Run], all: &Run, places: f64) -> Found {
    let (mut left, mut taken) = (places.max(0.0), Run::default());
    for run in runs {
        taken.add(run, if run.weight <= left { 1.0 } else { left / run.weight });
        left = (left - run.weight).max(0.0);
        if left == 0.0 {
            break;
        }
    }
    Found {
        places: taken.weight,
        precision: taken.sought / taken.weight,
        recall: taken.sought / all.sought,
        gain_recall: taken.gain / all.gain,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::ranking::{Top, auc};
    use super::*;
    use proptest::prelude::*;

    fn ranked(scores: &[f32], y: &[f32]) -> Ranked {
        let ones = vec![1.0; y.len()];
        Ranked::of(scores, y, &ones, &ones).unwrap()
    }

    #[test]
    fn order_by_hand() {
        // Sought first, third and fourth of five.
        let lines = ranked(&[5.0, 4.0, 3.0, 2.0, 1.0], &[1.0, 0.0, 1.0, 1.0, 0.0]);
        // Pairs won: 2, 1, 1 of 6.
        assert!((lines.roc_auc(None).unwrap() - 4.0 / 6.0).abs() < 1e-12);
        assert!((lines.average_precision(None).unwrap() - (1.0 + 2.0 / 3.0 + 3.0 / 4.0) / 3.0).abs() < 1e-12);
        let found = lines.at_capacity(2.0, None);
        assert_eq!((found.places, found.precision), (2.0, 0.5));
        assert!((found.recall - 1.0 / 3.0).abs() < 1e-12);
        assert_eq!(lines.at_share(0.4, None), found);
        let shares = [0.0, 0.2, 0.4, 0.7, 1.0];
        let apart = shares.map(|share| lines.at_share(share, Some(&[1, 0, 2, 3, 1])));
        let [none, together @ ..] = &lines.at_shares(&shares, Some(&[1, 0, 2, 3, 1]))[..] else { panic!("five") };
        assert_eq!(together, &apart[1..]);
        assert!(none.places == 0.0 && none.precision.is_nan() && none.recall == 0.0, "{none:?}");
        assert_eq!(lines.at_capacity(99.0, None).recall, 1.0);
        assert_eq!(lines.at_capacity(99.0, None).precision, 0.6);
    }

    #[test]
    fn ties_go_by_lot() {
        // One sought in a tie of two: first with precision 1, or second with 1/2.
        let lines = ranked(&[1.0, 1.0], &[1.0, 0.0]);
        assert!((lines.average_precision(None).unwrap() - 0.75).abs() < 1e-12);
        assert_eq!(lines.roc_auc(None), Some(0.5));
        let found = lines.at_capacity(1.0, None);
        assert_eq!((found.precision, found.recall), (0.5, 0.5));
        // Two sought among three tied: places (1,2), (1,3), (2,3): (1+1)/2, (1+2/3)/2, (1/2+2/3)/2.
        let lines = ranked(&[1.0; 3], &[1.0, 1.0, 0.0]);
        let by_hand = (1.0 + 5.0 / 6.0 + 7.0 / 12.0) / 3.0;
        assert!((lines.average_precision(None).unwrap() - by_hand).abs() < 1e-12);
        // The silent come last, and by lot.
        let lines = ranked(&[f32::NAN, 1.0, f32::NAN], &[1.0, 0.0, 0.0]);
        assert_eq!(lines.roc_auc(None), Some(0.25));
        assert_eq!(lines.at_capacity(2.0, None).recall, 0.5);
    }

    #[test]
    fn weights_and_gains_count() {
        // Weights 2, 1, 1; the first and the last sought, worth 1 and 6.
        let lines = Ranked::of(&[3.0, 2.0, 1.0], &[1.0, 0.0, 1.0], &[2.0, 1.0, 1.0], &[1.0, 5.0, 6.0]).unwrap();
        assert!((lines.roc_auc(None).unwrap() - 2.0 / 3.0).abs() < 1e-12);
        // (2·1 + 1·3/4) / 3.
        assert!((lines.average_precision(None).unwrap() - 2.75 / 3.0).abs() < 1e-12);
        let found = lines.at_capacity(2.0, None);
        assert_eq!((found.precision, found.recall, found.gain_recall), (1.0, 2.0 / 3.0, 0.25));
        // Half of the first line: half its weight.
        assert!((lines.at_capacity(1.0, None).recall - 1.0 / 3.0).abs() < 1e-12);
        // Counted twice, once, never.
        let again = lines.at_capacity(4.0, Some(&[2, 1, 0]));
        assert_eq!((again.precision, again.recall), (1.0, 1.0));
    }

    #[test]
    fn nothing_to_find_is_said() {
        let none = ranked(&[1.0, 2.0], &[0.0, 0.0]);
        assert_eq!((none.roc_auc(None), none.average_precision(None)), (None, None));
        assert!(none.at_capacity(1.0, None).recall.is_nan());
        let empty = ranked(&[], &[]);
        assert!(empty.is_empty() && empty.at_share(0.5, None).precision.is_nan());
        assert!(Ranked::of(&[1.0], &[1.0], &[1.0], &[-1.0]).is_err());
    }

    proptest! {
        #[test]
        fn with_equal_weights_it_is_the_order_of_ranking(
            rows in prop::collection::vec((-4i8..5, any::<bool>()), 2..50), share in 0.0f64..1.0,
        ) {
            let scores: Vec<f32> = rows.iter().map(|row| row.0.into()).collect();
            let y: Vec<f32> = rows.iter().map(|row| if row.1 { 1.0 } else { 0.0 }).collect();
            let lines = ranked(&scores, &y);
            let order = ascending(&scores);
            let counted = runs(&scores, &order).map(|run| {
                let hits = run.iter().filter(|place| y[**place as usize] == 1.0).count() as u64;
                (hits, run.len() as u64 - hits)
            });
            let area = auc(counted.collect::<Vec<_>>(), None).map(|auc| auc.value);
            prop_assert_eq!(area.is_some(), lines.roc_auc(None).is_some());
            if let (Some(area), Some(own)) = (area, lines.roc_auc(None)) {
                prop_assert!((area - own).abs() < 1e-9);
            }
            let places = share * y.len() as f64;
            let top = Top::of(&scores, &order, places);
            let hits: f64 = scores.iter().zip(&y).map(|(score, y)| top.chance(*score) * f64::from(*y)).sum();
            let found = lines.at_share(share, None);
            prop_assert!((found.places - places).abs() < 1e-9);
            prop_assert!(y.iter().all(|y| *y == 0.0) || (found.recall - hits / y.iter().map(|y| f64::from(*y)).sum::<f64>()).abs() < 1e-9);
        }

        #[test]
        fn a_line_counted_twice_is_two_lines(rows in prop::collection::vec((-4i8..5, any::<bool>(), 0u32..3), 2..40)) {
            let scores: Vec<f32> = rows.iter().map(|row| row.0.into()).collect();
            let y: Vec<f32> = rows.iter().map(|row| if row.1 { 1.0 } else { 0.0 }).collect();
            let times: Vec<u32> = rows.iter().map(|row| row.2).collect();
            let places: Vec<usize> = (0..rows.len()).flat_map(|row| vec![row; times[row] as usize]).collect();
            let pick = |values: &[f32]| places.iter().map(|row| values[*row]).collect::<Vec<_>>();
            let (counted, long) = (ranked(&scores, &y), ranked(&pick(&scores), &pick(&y)));
            let near = |a: Option<f64>, b: Option<f64>| a.is_some() == b.is_some() && (a.unwrap_or(0.0) - b.unwrap_or(0.0)).abs() < 1e-9;
            prop_assert!(near(counted.roc_auc(Some(&times)), long.roc_auc(None)));
            prop_assert!(near(counted.average_precision(Some(&times)), long.average_precision(None)));
        }
    }
}
