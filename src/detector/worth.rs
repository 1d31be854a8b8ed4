//! What each signal, and the model over all of them, is worth on lines whose truth is known.

use super::observed::Observed;
use super::truth::Labels;
use crate::model::{Top, ascending, auc, binomial_tail, mean_error_squared, rank_correlation, runs};
use crate::signals::{Typology, catalogue};
use chrono::NaiveDate;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

/// Share of the lines that counts as "picked": the usual capacity of an inspection.
pub const TOP_SHARE: f64 = 0.01;
/// Second share at which the model is measured.
const WIDE_SHARE: f64 = 0.05;
/// From this rank correlation on two signals tell the same.
const SAME: f64 = 0.9;
/// Lines on which two signals must both speak before they are compared.
const BOTH_MIN: usize = 100;
/// Share of a signal's lines on which another must speak too, to be able to take its place.
const COVERS: f64 = 0.9;
/// Illicit lines on which a signal must speak before it is judged.
const CASES_MIN: u64 = 20;
/// A typology stands out where at least this many times the chance share is picked, chance explains it with less than
/// [`STANDS_OUT_P`] (twelve typologies are tried), and the lower bound over its schemes, at least two, lies above chance.
const STANDS_OUT_TIMES: f64 = 3.0;
const STANDS_OUT_P: f64 = 0.001;
/// A lift counts from here on, if its lower bound over the schemes lies above 1.
const LIFT_MIN: f64 = 1.2;
/// Standard errors to the bounds of a 95 % interval.
const Z: f64 = 1.96;
/// Below it a signal that is more than nothing is called weak.
const AUC_WEAK: f64 = 0.55;

/// What a signal turned out to be; the first that applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It speaks on no line.
    Slept,
    /// It speaks on fewer than 20 illicit lines, and no typology stands out.
    TooFewCases,
    /// The 95 % intervals of its AUC, for all and for what it is meant to show, include 0.5 or lie below; its lift is below 1.2 or
    /// its lower bound below 1; no typology stands out.
    WorthNothing,
    /// Rank correlation of at least 0.9 with a signal that is worth as much or more and speaks on 90 % of its lines.
    Redundant,
    /// More than nothing, but AUC below 0.55, no lift and no typology that stands out.
    Weak,
    /// None of these.
    Worth,
}

/// A kind of lines, and how much of it was picked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Picked {
    /// Typology or look-alike.
    pub kind: String,
    pub lines: u64,
    /// Share among the first 1 % of all lines, ties by lot: recall of a typology, false alarms of a look-alike.
    pub picked: f64,
    /// Schemes these lines belong to; 0 for look-alikes.
    pub schemes: u64,
    /// Lower bound of the 95 % interval of `picked`, schemes taken as wholes.
    pub picked_low: Option<f64>,
    /// Share among the first 5 %.
    pub picked_wide: f64,
    /// AUC of these lines against honest ones; the silent count as least strange. None for look-alikes.
    pub auc: Option<f64>,
}

/// An area under the ROC curve with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Area {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// How an order of lines fares.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Order {
    /// Share of lines on which something is said.
    pub coverage: f64,
    /// Among the lines on which something is said.
    pub auc_speaking: Option<Area>,
    /// The same, of the illicit lines only those of the typologies that it is meant to show.
    pub auc_shown: Option<Area>,
    /// Among all lines; the silent count as least strange.
    pub auc_all: Option<Area>,
    /// Share of illicit lines among the first 1 % of all lines.
    pub precision: f64,
    /// Share of the illicit lines that are among the first 1 % and 5 %.
    pub recall: f64,
    pub recall_wide: f64,
    /// Lower bound of the 95 % interval of the recall at 1 %, schemes taken as wholes.
    pub recall_low: f64,
    /// Times chance at 1 %.
    pub lift: f64,
    pub typologies: Vec<Picked>,
    /// Honest lines: plain ones first, then each kind of look-alike.
    pub look_alikes: Vec<Picked>,
}

/// A score of the model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScoreWorth {
    pub id: &'static str,
    #[serde(flatten)]
    pub order: Order,
}

/// The signal that says most nearly the same.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Nearest {
    pub id: &'static str,
    /// Spearman's correlation where both speak.
    pub correlation: f64,
    /// Lines on which both speak.
    pub lines: u64,
}

/// A signal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SignalWorth {
    pub id: &'static str,
    pub family: &'static str,
    /// Typologies it claims to show.
    pub shows: Vec<&'static str>,
    pub verdict: Verdict,
    /// The better signal, where this one is redundant.
    pub redundant_with: Option<&'static str>,
    /// Typologies of which it picks far more than chance.
    pub stands_out_for: Vec<&'static str>,
    /// Share of lines beyond its alarm.
    pub alarms: f64,
    /// Share of illicit lines among them.
    pub alarm_precision: Option<f64>,
    /// Largest correlation with another signal, by its size; a negative one is the mirror of a signal.
    pub nearest: Option<Nearest>,
    #[serde(flatten)]
    pub order: Order,
}

/// The whole table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Worth {
    pub program: &'static str,
    /// First day of the history.
    pub first_on: NaiveDate,
    /// First day whose lines are judged.
    pub since: NaiveDate,
    pub last_on: NaiveDate,
    pub lines_learned: u64,
    pub lines_judged: u64,
    /// Lines left out for want of a label.
    pub lines_unlabelled: u64,
    pub rows_quarantined: u64,
    pub illicit: u64,
    pub scores: Vec<ScoreWorth>,
    pub signals: Vec<SignalWorth>,
}

impl Worth {
    /// Measures what was observed against what became known.
    pub fn of(observed: &Observed, labels: &Labels) -> Worth {
        let labelled = |values: &[f32]| labels.lines.iter().map(|place| values[*place as usize]).collect::<Vec<f32>>();
        let kinds = Kinds::of(labels);
        let scores = observed.scores.iter().map(|(id, values)| {
            let values = labelled(values);
            ScoreWorth { id, order: kinds.order(&values, &ascending(&values), &Typology::ALL) }
        });
        let scores = scores.collect();

        let values: Vec<Vec<f32>> = observed.strange.par_iter().map(|values| labelled(values)).collect();
        let orders: Vec<Vec<u32>> = values.par_iter().map(|values| ascending(values)).collect();
        let near = correlations(&values, &orders);
        let measured: Vec<Order> = catalogue()
            .collect::<Vec<_>>()
            .par_iter()
            .zip(values.par_iter().zip(&orders))
            .map(|(signal, (values, order))| kinds.order(values, order, signal.shows))
            .collect();
        let mut signals: Vec<SignalWorth> = catalogue()
            .zip(&observed.alarms)
            .zip(measured)
            .map(|((signal, alarms), order)| {
                let rings = labels.lines.iter().map(|place| alarms[*place as usize]);
                let (rung, hits) = rings
                    .zip(&labels.illicit)
                    .filter(|(rings, _)| *rings)
                    .fold((0.0, 0.0), |(rung, hits), (_, illicit)| (rung + 1.0, hits + f64::from(u8::from(*illicit))));
                SignalWorth {
                    id: signal.id,
                    family: signal.family.name(),
                    shows: signal.shows.iter().map(|typology| typology.code()).collect(),
                    verdict: Verdict::Worth,
                    redundant_with: None,
                    stands_out_for: stands_out(&order),
                    alarms: rung / labels.lines.len() as f64,
                    alarm_precision: (rung > 0.0).then_some(hits / rung),
                    nearest: None,
                    order,
                }
            })
            .collect();
        for (place, near) in near.iter().enumerate() {
            let nearest = near.iter().reduce(|a, b| if b.1.abs() > a.1.abs() { b } else { a });
            signals[place].nearest = nearest.map(|(other, correlation, lines)| Nearest {
                id: signals[*other].id,
                correlation: *correlation,
                lines: *lines as u64,
            });
            signals[place].redundant_with = near
                .iter()
                .filter(|(other, correlation, lines)| {
                    *correlation >= SAME
                        && *lines as f64 >= COVERS * orders[place].len() as f64
                        && better((*other, &signals[*other].order), (place, &signals[place].order))
                })
                .max_by(|a, b| a.1.total_cmp(&b.1))
                .map(|(other, ..)| signals[*other].id);
        }
        for (signal, order) in signals.iter_mut().zip(&orders) {
            let cases = order.iter().filter(|place| labels.illicit[**place as usize]).count() as u64;
            signal.verdict = verdict(signal, cases);
            if signal.verdict != Verdict::Redundant {
                signal.redundant_with = None;
            }
        }
        Worth {
            program: concat!("tidewaiter ", env!("CARGO_PKG_VERSION")),
            first_on: observed.first_on,
            since: observed.since,
            last_on: observed.last_on,
            lines_learned: observed.rows_learned,
            lines_judged: labels.lines.len() as u64,
            lines_unlabelled: (observed.lines.height() - labels.lines.len()) as u64,
            rows_quarantined: observed.rows_quarantined,
            illicit: kinds.illicit(),
            scores,
            signals,
        }
    }
}

fn verdict(signal: &SignalWorth, cases: u64) -> Verdict {
    let order = &signal.order;
    // The better of the areas that are more than chance.
    let areas = [order.auc_speaking, order.auc_shown].into_iter().flatten().filter(|area| area.low > 0.5);
    let area = areas.map(|area| area.value).reduce(f64::max);
    let lifts = order.lift >= LIFT_MIN && order.recall_low > TOP_SHARE;
    let stands_out = !signal.stands_out_for.is_empty();
    if order.coverage == 0.0 {
        Verdict::Slept
    } else if cases < CASES_MIN && !stands_out {
        Verdict::TooFewCases
    } else if area.is_none() && !lifts && !stands_out {
        Verdict::WorthNothing
    } else if signal.redundant_with.is_some() {
        Verdict::Redundant
    } else if area.is_none_or(|area| area < AUC_WEAK) && !lifts && !stands_out {
        Verdict::Weak
    } else {
        Verdict::Worth
    }
}

fn stands_out(order: &Order) -> Vec<&'static str> {
    let stands = |kind: &&Picked| {
        kind.picked >= STANDS_OUT_TIMES * TOP_SHARE
            && kind.picked_low.is_some_and(|low| low > TOP_SHARE)
            && binomial_tail(kind.lines, kind.picked * kind.lines as f64, TOP_SHARE) < STANDS_OUT_P
    };
    let picked: Vec<&Picked> = order.typologies.iter().filter(stands).collect();
    Typology::ALL.map(Typology::code).into_iter().filter(|code| picked.iter().any(|kind| kind.kind == *code)).collect()
}

/// Whether the first picks more than the second; a strict order, so that of two echoes one always stays.
fn better(one: (usize, &Order), other: (usize, &Order)) -> bool {
    let area = |order: &Order| order.auc_all.map_or(0.5, |area| area.value);
    let by = one.1.lift.total_cmp(&other.1.lift).then(area(one.1).total_cmp(&area(other.1))).then(other.0.cmp(&one.0));
    by.is_gt()
}

/// By signal: the others with their rank correlation and the lines on which both speak.
fn correlations(values: &[Vec<f32>], orders: &[Vec<u32>]) -> Vec<Vec<(usize, f64, usize)>> {
    let pairs: Vec<(usize, usize)> = (0..values.len()).flat_map(|a| (0..a).map(move |b| (a, b))).collect();
    let found: Vec<Option<(f64, usize)>> = pairs
        .par_iter()
        .map(|(a, b)| rank_correlation((&values[*a], &orders[*a]), (&values[*b], &orders[*b]), BOTH_MIN))
        .collect();
    let mut near = vec![Vec::new(); values.len()];
    for ((a, b), found) in pairs.into_iter().zip(found) {
        if let Some((correlation, lines)) = found {
            near[a].push((b, correlation, lines));
            near[b].push((a, correlation, lines));
        }
    }
    near
}

/// Every line's kind: illicit by typology, honest by look-alike.
struct Kinds {
    /// Kind by line.
    of_line: Vec<u16>,
    /// Names; the first `illicit` are typologies (and the illicit without one), then plain lines, then look-alikes.
    names: Vec<String>,
    lines: Vec<u64>,
    first_honest: usize,
    /// Scheme by line; none for honest ones.
    scheme: Vec<Option<u32>>,
    schemes: usize,
}

impl Kinds {
    fn of(labels: &Labels) -> Kinds {
        let mut names: Vec<String> = Typology::ALL.map(|typology| typology.code().to_owned()).to_vec();
        names.push("not told".into());
        let first_honest = names.len();
        names.push("plain".into());
        names.extend(labels.look_alikes.iter().cloned());
        let kind = |line: usize| match (labels.illicit[line], labels.typology[line], labels.look_alike[line]) {
            (true, Some(typology), _) => typology as usize,
            (true, None, _) => first_honest - 1,
            (false, _, look_alike) => first_honest + look_alike.map_or(0, |kind| kind + 1),
        };
        let of_line: Vec<u16> = (0..labels.illicit.len()).map(|line| kind(line) as u16).collect();
        let mut lines = vec![0; names.len()];
        of_line.iter().for_each(|kind| lines[usize::from(*kind)] += 1);
        let schemes = labels.scheme.iter().flatten().max().map_or(0, |last| *last as usize + 1);
        Kinds { of_line, names, lines, first_honest, scheme: labels.scheme.clone(), schemes }
    }

    fn illicit(&self) -> u64 {
        self.lines[..self.first_honest].iter().sum()
    }

    /// Measures an order of the lines.
    fn order(&self, values: &[f32], order: &[u32], shows: &[Typology]) -> Order {
        let all = values.len() as f64;
        let illicit = self.illicit() as f64;
        let mut silent = self.lines.clone();
        order.iter().for_each(|line| silent[usize::from(self.of_line[*line as usize])] -= 1);
        // Runs of equal values, the least first: illicit and honest lines; the silent are the first run.
        let (mut counted, mut shown) = (Vec::<(u64, u64)>::new(), Vec::new());
        // By typology: pairs won against honest lines, ties counting half.
        let (mut won, mut honest_below) = (vec![0.0; self.first_honest], 0);
        let mut count = |by_kind: &[u64]| {
            let (illicit, honest) = by_kind.split_at(self.first_honest);
            let honest: u64 = honest.iter().sum();
            counted.push((illicit.iter().sum(), honest));
            shown.push((shows.iter().map(|typology| illicit[*typology as usize]).sum(), honest));
            let beats = honest_below as f64 + honest as f64 / 2.0;
            won.iter_mut().zip(illicit).for_each(|(won, lines)| *won += *lines as f64 * beats);
            honest_below += honest;
            beats
        };
        // By scheme: lines, and pairs won against honest lines; for all lines, for speaking ones, for those it is meant to show.
        let mut by_scheme = vec![vec![(0, 0.0); self.schemes]; 3];
        let beats_silent = count(&silent);
        let honest_silent = silent[self.first_honest..].iter().sum::<u64>() as f64;
        let tell = |by_scheme: &mut Vec<Vec<(u64, f64)>>, line: usize, beats: f64, speaks: bool| {
            let Some(scheme) = self.scheme[line] else { return };
            let is_shown = shows.iter().any(|typology| *typology as usize == usize::from(self.of_line[line]));
            let beats = [(true, beats), (speaks, beats - honest_silent), (speaks && is_shown, beats - honest_silent)];
            for (sums, (_, beats)) in by_scheme.iter_mut().zip(beats).filter(|(_, (counts, _))| *counts) {
                let sum = &mut sums[scheme as usize];
                *sum = (sum.0 + 1, sum.1 + beats);
            }
        };
        for line in (0..values.len()).filter(|line| values[*line].is_nan()) {
            tell(&mut by_scheme, line, beats_silent, false);
        }
        let mut by_kind = vec![0; self.names.len()];
        for run in runs(values, order) {
            by_kind.fill(0);
            run.iter().for_each(|line| by_kind[usize::from(self.of_line[*line as usize])] += 1);
            let beats = count(&by_kind);
            run.iter().for_each(|line| tell(&mut by_scheme, *line as usize, beats, true));
        }
        let area = |runs: &[(u64, u64)], schemes: &[(u64, f64)]| {
            auc(runs.iter().copied(), Some(schemes)).map(|area| Area {
                value: area.value,
                low: area.low,
                high: area.high,
            })
        };
        let picked = |share: f64| {
            let top = Top::of(values, order, share * all);
            let mut by_kind = vec![0.0; self.names.len()];
            for (value, kind) in values.iter().zip(&self.of_line) {
                by_kind[usize::from(*kind)] += top.chance(*value);
            }
            by_kind
        };
        let (narrow, wide) = (picked(TOP_SHARE), picked(WIDE_SHARE));
        let hits = |picked: &[f64]| picked[..self.first_honest].iter().sum::<f64>();
        // By typology and scheme: lines, and how many of them are picked.
        let top = Top::of(values, order, TOP_SHARE * all);
        let mut caught: BTreeMap<(usize, u32), (u64, f64)> = BTreeMap::new();
        for (line, scheme) in self.scheme.iter().enumerate() {
            if let Some(scheme) = scheme {
                let sum = caught.entry((usize::from(self.of_line[line]), *scheme)).or_default();
                *sum = (sum.0 + 1, sum.1 + top.chance(values[line]));
            }
        }
        let of_kind = |kind: usize| caught.range((kind, 0)..=(kind, u32::MAX)).map(|(_, sum)| *sum);
        let kind = |kind: usize| {
            let (lines, picked) = (self.lines[kind] as f64, narrow[kind] / self.lines[kind] as f64);
            let illicit_kind = kind < self.first_honest;
            Picked {
                kind: self.names[kind].clone(),
                lines: self.lines[kind],
                picked,
                schemes: of_kind(kind).count() as u64,
                picked_low: illicit_kind
                    .then(|| picked - Z * mean_error_squared(of_kind(kind)).sqrt())
                    .map(|low| low.max(0.0)),
                picked_wide: wide[kind] / lines,
                auc: illicit_kind.then(|| won[kind] / (lines * (all - illicit))),
            }
        };
        let mut whole_schemes: Vec<(u64, f64)> = vec![(0, 0.0); self.schemes];
        for ((_, scheme), (lines, picked)) in &caught {
            let sum = &mut whole_schemes[*scheme as usize];
            *sum = (sum.0 + lines, sum.1 + picked);
        }
        let recall = hits(&narrow) / illicit;
        let kinds = |range: std::ops::Range<usize>| range.filter(|k| self.lines[*k] > 0).map(kind).collect();
        Order {
            coverage: order.len() as f64 / all,
            auc_speaking: area(&counted[1..], &by_scheme[1]),
            auc_shown: area(&shown[1..], &by_scheme[2]),
            auc_all: area(&counted, &by_scheme[0]),
            precision: hits(&narrow) / (TOP_SHARE * all),
            recall,
            recall_low: (recall - Z * mean_error_squared(whole_schemes).sqrt()).max(0.0),
            recall_wide: hits(&wide) / illicit,
            lift: recall / TOP_SHARE,
            typologies: kinds(0..self.first_honest),
            look_alikes: kinds(self.first_honest..self.names.len()),
        }
    }
}
