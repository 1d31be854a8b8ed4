//! The label-free model: each signal against its own past, the surprises added up so that echoes do not count.
//!
//! 1. A signal's evidence becomes a surprise −ln p: how often was evidence at least as strange seen before (`rarity.rs`)?
//! 2. Within a family the strongest surprise counts in full, the next by [`ECHO`], the one after by [`ECHO`]², and so on: signals of
//!    a family look at the same side of a line and tend to say the same thing twice. Families add up: they look at different
//!    sides.
//! 3. The total over all signals, over those that speak to each question (false declaration, re-export), and over those that show
//!    each typology, is compared with the totals of the past: how often was a total at least as great?
//! 4. −ln p of the total over all signals, plus [`STORY`] of the −ln p of the typology whose total is rarest, is compared with the
//!    past once more. A line that fits one story well is not outvoted by lines on which a little of everything is odd.
//! 5. That p-value becomes a risk by the Bayes-factor bound of Sellke, Bayarri & Berger with the line's prior: the most that the
//!    evidence can say, an upper bound on the probability and not a calibrated one.
//!
//! The sum of −ln p over independent evidence is Fisher's statistic (Fisher 1932; its tail here is taken from the past instead of
//! the chi-squared distribution, so that correlation needs no model). What cannot be said adds nothing.

use super::expectations::Expectations;
use super::rarity::{P_SLIP, Rarity};
use super::settings::Settings;
use crate::error::Error;
use crate::error::Result;
use crate::model::{IsolationForest, SampledRow, Survival, TailCounts, TailCurve, bayes_bound};
use crate::signals::{Family, Head, Signal, Typology, catalogue};
use linfa::DatasetBase;
use linfa::traits::Fit;
use ndarray::Array2;
use rayon::prelude::*;

/// Name and version of the label-free model, written beside every score.
pub const MODEL: &str = "label-free 3";

/// What each further signal of a family counts beside the one before it (est.; from 0.5 to 0.7 the ranking hardly changes).
const ECHO: f32 = 0.6;
/// What the rarest typology counts beside the whole (est.; from 0.3 to 1 the ranking hardly changes).
const STORY: f64 = 0.5;
/// A surprise below this (p above one half) is no surprise; it is not told as a reason.
const UNREMARKABLE: f32 = std::f32::consts::LN_2;
/// Past rows that totals need.
const SAMPLE_MIN: usize = 500;
const FOREST_SEED: u64 = 20_250_509;

/// What the evidence was like, ready to be asked.
pub struct Frozen {
    signals: Vec<&'static Signal>,
    families: Vec<Vec<usize>>,
    rarity: Rarity,
    /// By head: the signals that speak to it, by family, and the totals of the past.
    heads: [(Vec<Vec<usize>>, Survival); 2],
    /// By signal: the typologies that it shows, one bit each.
    shows: Vec<u16>,
    /// Totals over all signals.
    totals: Survival,
    /// By typology: totals over the signals that show it.
    stories: [Survival; Typology::ALL.len()],
    /// The whole and its rarest story, together.
    joint: Survival,
    forest: Option<(IsolationForest, TailCurve)>,
}

/// What the model says of one line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RowScore {
    /// Upper bound on the probability of a false declaration, 0 to 1.
    pub false_declaration: f64,
    /// Upper bound on the probability of a re-export, 0 to 1.
    pub re_export: f64,
    /// All evidence together, 0 to 1.
    pub risk: f64,
    /// −ln p of all evidence together, by which `risk` ranks.
    pub surprise: f64,
    /// Likeliest typology; `None` where no signal speaks.
    pub typology: Option<Typology>,
    /// The three signals that contribute most, with their shares.
    pub first: [Option<(usize, f32)>; 3],
}

impl Frozen {
    /// Without `with_forest` the dear part is left out, which tells beside the reasons and is no part of a score.
    pub(super) fn of(expectations: &Expectations, with_forest: bool) -> Result<Self> {
        let signals: Vec<&'static Signal> = catalogue().collect();
        let members = |head: Option<Head>| -> Vec<Vec<usize>> {
            let speaks = |signal: &Signal| head.is_none_or(|head| signal.speaks_to(head));
            let of =
                |family| (0..signals.len()).filter(|s| signals[*s].family == family && speaks(signals[*s])).collect();
            Family::ALL.into_iter().map(of).collect()
        };
        let families = members(None);
        let heads = [Head::FalseDeclaration, Head::ReExport].map(|head| (members(Some(head)), Survival::default()));
        let rarity = Rarity::of(expectations);
        let bit = |shown: u16, typology: &Typology| shown | 1 << *typology as u16;
        let mut frozen = Frozen {
            families,
            rarity,
            heads,
            shows: signals.iter().map(|signal| signal.shows.iter().fold(0, bit)).collect(),
            totals: Survival::default(),
            stories: Default::default(),
            joint: Survival::default(),
            forest: None,
            signals: signals.clone(),
        };

        let sample = frozen.sample(expectations);
        if sample.len() >= SAMPLE_MIN {
            let totals = |families: &[Vec<usize>]| {
                Survival::learn(sample.iter().map(|row| f64::from(total(families, row))).collect::<Vec<_>>())
            };
            frozen.heads.iter_mut().for_each(|(families, tail)| *tail = totals(families));
            let sums: Vec<Sums> = sample.iter().map(|row| sums(&frozen.families, &frozen.shows, row)).collect();
            frozen.totals = Survival::learn(sums.iter().map(|sums| f64::from(sums.whole)));
            frozen.stories =
                std::array::from_fn(|story| Survival::learn(sums.iter().map(|sums| f64::from(sums.stories[story]))));
            frozen.joint = Survival::learn(sums.iter().map(|sums| frozen.together(sums)).collect::<Vec<_>>());
            frozen.forest = if with_forest { Some(grow(&sample)?) } else { None };
        }
        Ok(frozen)
    }

    /// Surprises of the sampled rows of the past.
    fn sample(&self, expectations: &Expectations) -> Vec<Vec<f32>> {
        let rows: Vec<SampledRow> = expectations.sample.rows().collect();
        // A sampled row ends with its chapter.
        let chapters: Vec<i32> = rows.iter().map(|row| row.values[self.signals.len()] as i32).collect();
        let strange: Vec<Vec<f32>> =
            (0..self.signals.len()).map(|signal| rows.iter().map(|row| row.values[signal]).collect()).collect();
        let surprises = self.rarity.surprises(&strange, &chapters);
        (0..rows.len()).map(|row| surprises.iter().map(|signal| signal[row]).collect()).collect()
    }

    /// Whether there is a past to compare with.
    pub fn has_past(&self) -> bool {
        !self.totals.is_empty()
    }

    /// The signals, in the order of every evidence row.
    pub fn signals(&self) -> &[&'static Signal] {
        &self.signals
    }

    /// −ln p of each signal for each row, signal by signal; `NaN` where nothing can be said.
    pub(super) fn surprises(&self, strange: &[Vec<f32>], chapters: &[i32]) -> Vec<Vec<f32>> {
        self.rarity.surprises(strange, chapters)
    }

    /// Scores rows by the surprises of their signals (one column a signal). `relevant` tells whether a controlled mineral may be
    /// in the goods.
    pub(super) fn score(&self, surprises: &[Vec<f32>], relevant: &[bool], settings: &Settings) -> Vec<RowScore> {
        let row = |(row, relevant): (usize, &bool)| {
            let prior = if *relevant { settings.prior_relevant } else { settings.prior_other };
            let line: Vec<f32> = surprises.iter().map(|signal| signal[row]).collect();
            self.row(&line, prior)
        };
        relevant.par_iter().enumerate().map(row).collect()
    }

    /// −ln p of the whole, and [`STORY`] of that of the rarest story.
    fn together(&self, sums: &Sums) -> f64 {
        let surprise = |tail: &Survival, total: f32| tail.p(f64::from(total)).map_or(0.0, |p| -p.ln());
        let stories = self.stories.iter().zip(sums.stories).map(|(tail, total)| surprise(tail, total));
        surprise(&self.totals, sums.whole) + STORY * stories.fold(0.0, f64::max)
    }

    fn row(&self, surprises: &[f32], prior: f64) -> RowScore {
        let risk = |families: &[Vec<usize>], tail: &Survival| {
            let total = f64::from(total(families, surprises));
            // Without a past: the bare sum, as if of one test.
            bayes_bound(tail.p(total).unwrap_or((-total).exp().min(0.5)), prior)
        };
        let [false_declaration, re_export] = [0, 1].map(|head: usize| {
            let (families, tail) = &self.heads[head];
            risk(families, tail)
        });
        let sums = sums(&self.families, &self.shows, surprises);
        let p = self.joint.p(self.together(&sums)).unwrap_or((-f64::from(sums.whole)).exp().min(0.5));
        let shares = self.shares(surprises);
        RowScore {
            false_declaration,
            re_export,
            risk: bayes_bound(p, prior),
            surprise: -p.ln(),
            typology: self.typology(&shares),
            first: first_three(&shares),
        }
    }

    /// What each signal contributes to the total, adding up to 1 over the signals that stand out at all; all zero where none
    /// does.
    pub fn shares(&self, surprises: &[f32]) -> Vec<f32> {
        let mut shares = vec![0.0; surprises.len()];
        for family in &self.families {
            let mut order: Vec<usize> = family.iter().copied().filter(|s| surprises[*s] > UNREMARKABLE).collect();
            order.sort_by(|a, b| surprises[*b].total_cmp(&surprises[*a]).then(a.cmp(b)));
            let mut weight = 1.0;
            for signal in order {
                shares[signal] = weight * surprises[signal];
                weight *= ECHO;
            }
        }
        let sum: f32 = shares.iter().sum();
        if sum > 0.0 {
            shares.iter_mut().for_each(|share| *share /= sum);
        }
        shares
    }

    /// The typology that the contributions speak for most; a signal's share is split evenly over what it may show, and a
    /// typology's votes are divided by the root of the number of signals that list it.
    fn typology(&self, shares: &[f32]) -> Option<Typology> {
        let mut votes = [0.0_f32; Typology::ALL.len()];
        let mut listed = [0.0_f32; Typology::ALL.len()];
        for (signal, share) in self.signals.iter().zip(shares) {
            for typology in signal.shows {
                votes[*typology as usize] += share / signal.shows.len() as f32;
                listed[*typology as usize] += 1.0;
            }
        }
        // A typology that many signals list would win by numbers alone.
        let vote = |typology: Typology| votes[typology as usize] / listed[typology as usize].max(1.0).sqrt();
        let best = Typology::ALL.into_iter().reduce(|a, b| if vote(b) > vote(a) { b } else { a })?;
        (vote(best) > 0.0).then_some(best)
    }

    /// Scores of the isolation forest by row, higher is stranger; `NaN` where there is none.
    pub(super) fn forest_scores(&self, surprises: &[Vec<f32>]) -> Result<Vec<f32>> {
        let rows = surprises.first().map_or(0, Vec::len);
        let Some((forest, _)) = &self.forest else { return Ok(vec![f32::NAN; rows]) };
        let columns = Array2::from_shape_fn((rows, surprises.len()), |(row, signal)| surprises[signal][row]);
        Ok(forest.scores(columns.view()).map_err(broken)?.to_vec())
    }

    /// How rare the combination of a line's evidence is to an isolation forest over the past, as a p-value, and the signals that
    /// make it so, strongest first. Told beside the reasons, not part of the score: measured, it ranked no better.
    pub fn unusual(&self, surprises: &[f32]) -> Result<Option<(f64, Vec<usize>)>> {
        let Some((forest, tail)) = &self.forest else { return Ok(None) };
        let row = matrix(std::slice::from_ref(&surprises.to_vec()));
        let score = forest.scores(row.view()).map_err(broken)?[0];
        let booked = forest.contributions(row.view()).map_err(broken)?;
        let counts = |signal: &usize| booked[[0, *signal]] > 0.0 && surprises[*signal] > UNREMARKABLE;
        let mut order: Vec<usize> = (0..surprises.len()).filter(counts).collect();
        order.sort_by(|a, b| booked[[0, *b]].total_cmp(&booked[[0, *a]]).then(a.cmp(b)));
        Ok(tail.p(f64::from(score)).map(|p| (p.max(P_SLIP), order)))
    }
}

/// Sum over families of the surprises in falling order, each counting [`ECHO`] of the one before.
fn total(families: &[Vec<usize>], surprises: &[f32]) -> f32 {
    let mut falling = [0.0_f32; FAMILY_MAX];
    let mut sum = 0.0;
    for family in families {
        let mut n = 0;
        for signal in family {
            let surprise = surprises[*signal];
            if surprise > 0.0 {
                falling[n] = surprise;
                n += 1;
            }
        }
        falling[..n].sort_unstable_by(|a, b| b.total_cmp(a));
        sum += falling[..n].iter().rev().fold(0.0, |rest, surprise| surprise + ECHO * rest);
    }
    sum
}

/// The total over all signals, and over those that show each typology.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Sums {
    whole: f32,
    stories: [f32; Typology::ALL.len()],
}

/// All totals at once; each is what [`total`] gives for the signals that count in it.
fn sums(families: &[Vec<usize>], shows: &[u16], surprises: &[f32]) -> Sums {
    let mut falling = [(0.0_f32, 0_u16); FAMILY_MAX];
    let mut sums = Sums { whole: 0.0, stories: [0.0; Typology::ALL.len()] };
    for family in families {
        let mut n = 0;
        for signal in family {
            let surprise = surprises[*signal];
            if surprise > 0.0 {
                falling[n] = (surprise, shows[*signal]);
                n += 1;
            }
        }
        falling[..n].sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut weight = 1.0;
        let mut weights = [1.0_f32; Typology::ALL.len()];
        for (surprise, shown) in &falling[..n] {
            sums.whole += weight * surprise;
            weight *= ECHO;
            let mut left = *shown;
            while left != 0 {
                let story = left.trailing_zeros() as usize;
                sums.stories[story] += weights[story] * surprise;
                weights[story] *= ECHO;
                left &= left - 1;
            }
        }
    }
    sums
}

/// Most signals that a family may have.
const FAMILY_MAX: usize = 64;

fn first_three(shares: &[f32]) -> [Option<(usize, f32)>; 3] {
    let mut first: [Option<(usize, f32)>; 3] = [None; 3];
    for (signal, share) in shares.iter().copied().enumerate().filter(|(_, share)| *share > 0.0) {
        let place = first.iter().position(|held| held.is_none_or(|(_, other)| share > other));
        if let Some(place) = place {
            first[place..].rotate_right(1);
            first[place] = Some((signal, share));
        }
    }
    first
}

/// −ln p by row and signal; `NaN` where nothing can be said. The scale on which the forest cuts.
fn matrix(rows: &[Vec<f32>]) -> Array2<f32> {
    Array2::from_shape_fn((rows.len(), rows.first().map_or(0, Vec::len)), |(row, column)| rows[row][column])
}

fn grow(sample: &[Vec<f32>]) -> Result<(IsolationForest, TailCurve)> {
    let rows = matrix(sample);
    let forest = IsolationForest::params().seed(FOREST_SEED).fit(&DatasetBase::from(rows.clone())).map_err(broken)?;
    let mut tail = TailCounts::default();
    forest.scores(rows.view()).map_err(broken)?.iter().for_each(|score| tail.observe(f64::from(*score)));
    Ok((forest, tail.curve()))
}

fn broken(cause: impl std::fmt::Display) -> Error {
    Error::Engine(polars::prelude::PolarsError::ComputeError(format!("the isolation forest failed: {cause}").into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn echoes_fade_within_a_family_and_families_add_up() {
        let families = [vec![0, 1, 2], vec![3]];
        let sum = total(&families, &[2.0, f32::NAN, 4.0, 1.0]);
        assert!((sum - (4.0 + 0.6 * 2.0 + 1.0)).abs() < 1e-6, "{sum}");
        assert_eq!(total(&families, &[f32::NAN; 4]), 0.0);
    }

    #[test]
    fn the_first_three_are_the_largest_and_ties_keep_their_order() {
        let first = first_three(&[0.1, 0.3, 0.0, 0.3, 0.2, 0.1]).map(|held| held.map(|(signal, _)| signal));
        assert_eq!(first, [Some(1), Some(3), Some(4)]);
        assert_eq!(first_three(&[0.0; 3]), [None; 3]);
    }

    #[test]
    fn a_story_is_the_total_of_its_own_signals() {
        let families = [vec![0, 1, 2], vec![3]];
        let told = sums(&families, &[1, 3, 2, 2], &[2.0, f32::NAN, 4.0, 1.0]);
        assert!((told.whole - total(&families, &[2.0, f32::NAN, 4.0, 1.0])).abs() < 1e-6);
        assert!((told.stories[0] - 2.0).abs() < 1e-6, "signals 0 and 1: {told:?}");
        assert!((told.stories[1] - 5.0).abs() < 1e-6, "signals 1, 2 and 3: {told:?}");
        assert_eq!(told.stories[2], 0.0);
    }

    proptest! {
        #[test]
        fn more_evidence_never_lowers_a_total(mut line in prop::collection::vec(0.0f32..7.0, 6), at in 0usize..6, more in 0.0f32..3.0) {
            let families = [vec![0, 1, 2], vec![3, 4, 5]];
            let before = total(&families, &line);
            line[at] += more;
            prop_assert!(total(&families, &line) >= before - 1e-5);
        }
    }
}
