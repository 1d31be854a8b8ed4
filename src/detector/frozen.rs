//! The label-free model: each signal against its own past, combined so that echoes do not count.
//!
//! 1. A signal's evidence becomes a p-value: how often was evidence at least as strange seen before, in the line's HS
//!    chapter, shrunk to all chapters where the chapter has seen little; never below the rate of honest slips.
//! 2. Within a family the p-values are combined by the Cauchy combination test, which hardly minds correlation.
//! 3. Across families by Brown's method (evidence of several kinds adds up, less what usually comes together) and by the
//!    Cauchy test (one kind alone may be enough), both joined by the Cauchy test (ACAT-O).
//! 4. The same is done for the signals of each head; an isolation forest over all signals adds its own p-value.
//! 5. A p-value becomes a risk by the Bayes-factor bound of Sellke, Bayarri & Berger with the line's prior: the most that
//!    the evidence can say, an upper bound on the probability and not a calibrated one. The risk of a line is that of the two
//!    heads and the forest together by the Cauchy test, and never less than that of a head alone.

use super::expectations::{ALL, Expectations};
use super::settings::Settings;
use crate::error::Error;
use crate::error::Result;
use crate::model::{BrownNull, IsolationForest, TailCounts, TailCurve, bayes_bound, cauchy};
use crate::signals::{Family, Head, Signal, Typology, catalogue};
use linfa::DatasetBase;
use linfa::traits::Fit;
use ndarray::Array2;
use rayon::prelude::*;

/// Name and version of the label-free model, written beside every score.
pub const MODEL: &str = "label-free 1";

/// Weight of all chapters beside a line's own, in past lines.
const CHAPTER_SHRINK: f64 = 1_000.0;
/// Past lines below which a signal has no distribution of its own.
const PAST_MIN: u64 = 200;
/// P-value of an alarm without a past (est.): the signals' own bounds are set at about the 98th percentile.
const P_ALARM_WITHOUT_PAST: f64 = 0.02;
/// No single signal says more than this: at least one line in a thousand carries an honest slip (a wrong unit, a neighbour
/// code, a typing error; est. from the 1-2 % of lines with a wrong code), and a slip can look as strange as any crime. What
/// lies beyond tells of the size of the slip, not of intent; only several kinds of evidence together go further.
const P_SLIP: f64 = 1e-3;
/// Rows the forest needs.
const FOREST_ROWS_MIN: usize = 500;
const FOREST_SEED: u64 = 20_250_509;

/// What the evidence was like, ready to be asked.
pub struct Frozen {
    signals: Vec<&'static Signal>,
    families: Vec<Vec<usize>>,
    /// By signal: all chapters, then chapters 0 to 99.
    curves: Vec<(TailCurve, Vec<Option<TailCurve>>)>,
    heads: Vec<(Head, Vec<Vec<usize>>, BrownNull)>,
    forest: Option<(IsolationForest, TailCurve)>,
}

/// What the model says of one line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RowScore {
    /// Upper bound on the probability of a false declaration, 0 to 1.
    pub false_declaration: f64,
    /// Upper bound on the probability of a re-export, 0 to 1.
    pub re_export: f64,
    /// The two and the forest together, 0 to 1.
    pub risk: f64,
    /// P-value of the isolation forest; `NaN` where there is none.
    pub p_forest: f64,
    /// Likeliest typology; `None` where no signal speaks.
    pub typology: Option<Typology>,
    /// The three signals that contribute most, with their shares.
    pub first: [Option<(usize, f32)>; 3],
}

impl Frozen {
    pub(super) fn of(expectations: &Expectations) -> Result<Self> {
        let signals: Vec<&'static Signal> = catalogue().collect();
        let nothing = TailCounts::default();
        let curves = (0..signals.len())
            .map(|signal| {
                let curve = |chapter| expectations.tails.get(&(signal, chapter)).map(TailCounts::curve);
                let all = expectations.tails.get(&(signal, ALL)).unwrap_or(&nothing).curve();
                (all, (0..100).map(curve).collect())
            })
            .collect();
        let members = |head: Option<Head>| -> Vec<Vec<usize>> {
            let speaks = |signal: &Signal| head.is_none_or(|head| signal.speaks_to(head));
            let of =
                |family| (0..signals.len()).filter(|s| signals[*s].family == family && speaks(signals[*s])).collect();
            Family::ALL.into_iter().map(of).collect()
        };
        let mut frozen =
            Frozen { families: members(None), signals: signals.clone(), curves, heads: Vec::new(), forest: None };

        let sample: Vec<Vec<f64>> = expectations
            .sample
            .rows()
            .collect::<Vec<_>>()
            .par_iter()
            .map(|row| {
                let (chapter, evidence) = row.values.split_last().expect("a sampled row ends with its chapter");
                frozen.p_values(evidence, *chapter as i32)
            })
            .collect();
        for head in [Head::FalseDeclaration, Head::ReExport] {
            let families = members(Some(head));
            let rows: Vec<Vec<f64>> = sample.iter().map(|p| family_p(&families, p)).collect();
            frozen.heads.push((head, families, BrownNull::learn(Family::ALL.len(), &rows)));
        }
        if sample.len() >= FOREST_ROWS_MIN {
            frozen.forest = Some(grow(&sample)?);
        }
        Ok(frozen)
    }

    /// Whether there is a past to compare with.
    pub fn has_past(&self) -> bool {
        self.forest.is_some()
    }

    /// The signals, in the order of every evidence row.
    pub fn signals(&self) -> &[&'static Signal] {
        &self.signals
    }

    /// How often evidence at least as strange was seen before, by signal; `NaN` where nothing can be said.
    pub fn p_values(&self, strange: &[f32], chapter: i32) -> Vec<f64> {
        let p = |(signal, value): (usize, &f32)| {
            let (all, chapters) = &self.curves[signal];
            let value = f64::from(*value);
            if value.is_nan() {
                return f64::NAN;
            }
            if all.n() < PAST_MIN {
                let alarm = self.signals[signal].alarm;
                let rings = alarm.rings(alarm.strangeness(value as f32) as f32);
                return if rings { P_ALARM_WITHOUT_PAST } else { f64::NAN };
            }
            let p_all = all.p(value).unwrap_or(f64::NAN);
            let own = usize::try_from(chapter).ok().and_then(|chapter| chapters.get(chapter)?.as_ref());
            match own.and_then(|own| own.p(value).map(|p| (own.n() as f64, p))) {
                Some((n, p)) => (n * p + CHAPTER_SHRINK * p_all) / (n + CHAPTER_SHRINK),
                None => p_all,
            }
            .max(P_SLIP)
        };
        strange.iter().enumerate().map(p).collect()
    }

    /// Scores rows of p-values. `relevant` tells whether a controlled mineral may be in the goods.
    pub fn score(&self, p_values: &[Vec<f64>], relevant: &[bool], settings: &Settings) -> Result<Vec<RowScore>> {
        let forest = match &self.forest {
            Some((forest, tail)) => forest
                .scores(surprises(p_values, self.signals.len()).view())
                .map_err(broken)?
                .iter()
                .map(|score| tail.p(f64::from(*score)).map_or(f64::NAN, |p| p.max(P_SLIP)))
                .collect(),
            None => vec![f64::NAN; p_values.len()],
        };
        Ok(p_values
            .par_iter()
            .zip(relevant)
            .zip(forest)
            .map(|((p, relevant), p_forest)| {
                let prior = if *relevant { settings.prior_relevant } else { settings.prior_other };
                self.row(p, p_forest, prior)
            })
            .collect())
    }

    fn row(&self, p: &[f64], p_forest: f64, prior: f64) -> RowScore {
        let head = |place: usize| {
            let (_, families, brown) = &self.heads[place];
            let by_family = family_p(families, p);
            let measured = by_family.iter().copied().filter(|p| p.is_finite());
            brown.combine(&by_family).zip(cauchy(measured)).and_then(|(brown, alone)| cauchy([brown, alone]))
        };
        let heads = [head(0), head(1)];
        let forest = Some(p_forest).filter(|p| p.is_finite());
        let together = cauchy(heads.into_iter().chain([forest]).flatten());
        // Nothing to say is as usual as can be, never safer than that.
        let risk = |p: Option<f64>| bayes_bound(p.unwrap_or(0.5), prior);
        let shares = self.shares(p);
        RowScore {
            false_declaration: risk(heads[0]),
            re_export: risk(heads[1]),
            risk: heads.into_iter().map(risk).fold(risk(together), f64::max),
            p_forest,
            typology: self.typology(&shares),
            first: first_three(&shares),
        }
    }

    /// What each signal contributes, adding up to 1: a family's surprise −ln p, shared out among its signals by the weight
    /// they have in the Cauchy sum. All zero where nothing is stranger than usual.
    pub fn shares(&self, p: &[f64]) -> Vec<f32> {
        let mut shares = vec![0.0; p.len()];
        for family in &self.families {
            let Some(together) = cauchy(family.iter().map(|s| p[*s]).filter(|p| p.is_finite())) else { continue };
            let weight = |s: usize| if p[s] < 0.5 { 1.0 / p[s] - 2.0 } else { 0.0 };
            let weights: f64 = family.iter().map(|s| weight(*s)).sum();
            if weights > 0.0 {
                family.iter().for_each(|s| shares[*s] = -together.ln() * weight(*s) / weights);
            }
        }
        let sum: f64 = shares.iter().sum();
        shares.into_iter().map(|share| if sum > 0.0 { (share / sum) as f32 } else { 0.0 }).collect()
    }

    /// The typology that the contributions speak for most; a signal's share is split evenly over what it may show, and a
    /// typology's votes are divided by the root of the number of signals that list it.
    fn typology(&self, shares: &[f32]) -> Option<Typology> {
        let mut votes = [0.0_f32; Typology::ALL.len()];
        for (signal, share) in self.signals.iter().zip(shares) {
            signal.shows.iter().for_each(|typology| votes[*typology as usize] += share / signal.shows.len() as f32);
        }
        // A typology that many signals list would win by numbers alone.
        for typology in Typology::ALL {
            let listed = self.signals.iter().filter(|signal| signal.shows.contains(&typology)).count();
            votes[typology as usize] /= (listed.max(1) as f32).sqrt();
        }
        let best =
            Typology::ALL.into_iter().reduce(|a, b| if votes[b as usize] > votes[a as usize] { b } else { a })?;
        (votes[best as usize] > 0.0).then_some(best)
    }

    /// The signals that make the row's combination unusual to the forest, strongest first.
    pub fn unusual(&self, p: &[f64]) -> Result<Vec<usize>> {
        let Some((forest, _)) = &self.forest else { return Ok(Vec::new()) };
        let row = surprises(std::slice::from_ref(&p.to_vec()), self.signals.len());
        let booked = forest.contributions(row.view()).map_err(broken)?;
        let mut order: Vec<usize> = (0..p.len()).filter(|s| booked[[0, *s]] > 0.0 && p[*s] < 0.3).collect();
        order.sort_by(|a, b| booked[[0, *b]].total_cmp(&booked[[0, *a]]).then(a.cmp(b)));
        Ok(order)
    }
}

fn family_p(families: &[Vec<usize>], p: &[f64]) -> Vec<f64> {
    let together = |family: &Vec<usize>| cauchy(family.iter().map(|s| p[*s]).filter(|p| p.is_finite()));
    families.iter().map(|family| together(family).unwrap_or(f64::NAN)).collect()
}

fn first_three(shares: &[f32]) -> [Option<(usize, f32)>; 3] {
    let mut order: Vec<usize> = (0..shares.len()).filter(|s| shares[*s] > 0.0).collect();
    order.sort_by(|a, b| shares[*b].total_cmp(&shares[*a]).then(a.cmp(b)));
    let place = |n: usize| order.get(n).map(|s| (*s, shares[*s]));
    [place(0), place(1), place(2)]
}

/// −ln p by signal; `NaN` where nothing can be said. The scale on which the forest cuts.
fn surprises(p_values: &[Vec<f64>], columns: usize) -> Array2<f32> {
    Array2::from_shape_fn((p_values.len(), columns), |(row, column)| -(p_values[row][column].ln() as f32))
}

fn grow(sample: &[Vec<f64>]) -> Result<(IsolationForest, TailCurve)> {
    let rows = surprises(sample, sample.first().map_or(0, Vec::len));
    let forest = IsolationForest::params().seed(FOREST_SEED).fit(&DatasetBase::from(rows.clone())).map_err(broken)?;
    let mut tail = TailCounts::default();
    forest.scores(rows.view()).map_err(broken)?.iter().for_each(|score| tail.observe(f64::from(*score)));
    Ok((forest, tail.curve()))
}

fn broken(cause: impl std::fmt::Display) -> Error {
    Error::Engine(polars::prelude::PolarsError::ComputeError(format!("the isolation forest failed: {cause}").into()))
}
