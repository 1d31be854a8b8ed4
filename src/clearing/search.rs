//! The search: each fact alone, then pairs of them; the fewest facts that bring the line under the line, then the smallest change.

use super::change::{Change, Setting, Words};
use super::form::Proposal;
use super::line::Line;
use super::registry::proposals;
use super::variants::Variants;
use crate::error::Result;
use crate::schema::DECLARATION;
use crate::signals::{Signal, Text, catalogue};
use polars::prelude::DataFrame;
use rayon::prelude::*;

/// Facts tried alone, for one line.
const SINGLES_MAX: usize = 8;
/// Pairs tried where none alone is enough, for one line.
const PAIRS_MAX: usize = 4;
/// Signals told as what stands.
const STANDS_MAX: usize = 3;
/// Variants scored at once.
const ROWS_MAX: usize = 65_536;
/// What a signal that rings only once the first fact is changed counts beside the shares of the reasons, when the second is
/// chosen (est.).
const RINGS: f32 = 0.1;

/// How lines are scored: the same path as the night's, whatever model speaks.
pub struct Scoring<'a> {
    /// Declared columns → all that is known about them.
    pub prepare: &'a (dyn Fn(&DataFrame) -> Result<DataFrame> + Sync),
    /// (prepared, evidence) → what the ranking sorts by, by row.
    pub judge: &'a (dyn Fn(&DataFrame, &DataFrame) -> Result<Vec<f32>> + Sync),
}

/// A line that is asked about.
pub struct Doubt {
    /// Its row in the prepared frame.
    pub row: usize,
    /// Its reasons: place in the catalogue, share of the score.
    pub reasons: Vec<(usize, f32)>,
    /// Below this priority it would not have been picked.
    pub under: f32,
}

/// What would clear a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Clearing {
    /// One fact or two; empty where none of those tried is enough.
    pub facts: Vec<ClearedFact>,
    /// Priority with these facts; without any the lowest that was reached.
    pub priority: f32,
    /// Where nothing clears: the reasons that no fact tried could weaken.
    pub stands: Vec<Stands>,
}

/// A reason that stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Stands {
    pub signal: &'static str,
    pub title: Text,
}

/// A declared fact that would have to be otherwise, and what would prove it.
#[derive(Debug, Clone, PartialEq)]
pub struct ClearedFact {
    /// Id of the proposal.
    pub id: &'static str,
    pub fact: Text,
    pub declared: Words,
    pub needed: Words,
    pub document: Text,
    /// Declared columns that would change; empty where the document establishes what no box holds.
    pub declares: Vec<Setting>,
    /// How far the fact moves.
    pub size: f64,
}

/// One or two changed facts.
#[derive(Clone)]
struct Try {
    parts: Vec<(usize, Change)>,
}

impl Try {
    fn size(&self) -> f64 {
        self.parts.iter().map(|(_, change)| change.size).sum()
    }
}

/// What would clear each of the lines, in their order. `prepared` and `evidence` hold the lines as they stand.
///
/// # Errors
/// Whatever preparing, measuring or scoring says.
pub fn clear(prepared: &DataFrame, evidence: &DataFrame, doubts: &[Doubt], scoring: &Scoring) -> Result<Vec<Clearing>> {
    let declared = prepared.select(DECLARATION.iter().map(|column| column.name))?;
    let mut clearings = Vec::with_capacity(doubts.len());
    for doubts in doubts.chunks(ROWS_MAX / SINGLES_MAX) {
        clearings.extend(clear_chunk(prepared, &declared, evidence, doubts, scoring)?);
    }
    Ok(clearings)
}

fn clear_chunk(
    prepared: &DataFrame,
    declared: &DataFrame,
    evidence: &DataFrame,
    doubts: &[Doubt],
    scoring: &Scoring,
) -> Result<Vec<Clearing>> {
    let single = |doubt: &Doubt| -> Vec<Try> {
        let weights = weights(&doubt.reasons);
        let mut called = called(Line::new(prepared, doubt.row), &weights, None, |changes| changes);
        called.truncate(SINGLES_MAX);
        called.into_iter().map(|part| Try { parts: vec![part] }).collect()
    };
    let singles: Vec<Vec<Try>> = doubts.par_iter().map(single).collect();
    let (first, from) = score(declared, doubts, &singles, scoring)?;
    let mut best: Vec<Best> = (0..doubts.len())
        .map(|at| Best::of(&doubts[at], &singles[at], &first, from[at], evidence))
        .collect::<Result<_>>()?;

    let pair = |at: usize| -> Vec<Try> {
        if best[at].cleared.is_some() {
            return Vec::new();
        }
        pairs(&doubts[at], &singles[at], &first, from[at])
    };
    let pairs: Vec<Vec<Try>> = (0..doubts.len()).into_par_iter().map(pair).collect();
    let (second, from) = score(declared, doubts, &pairs, scoring)?;
    for at in 0..doubts.len() {
        let other = Best::of(&doubts[at], &pairs[at], &second, from[at], evidence)?;
        best[at].improve(other);
    }
    Ok(best.into_iter().zip(doubts).map(|(best, doubt)| best.told(doubt)).collect())
}

/// Scores all tries together; also where each line's begin.
fn score(
    declared: &DataFrame,
    doubts: &[Doubt],
    tries: &[Vec<Try>],
    scoring: &Scoring,
) -> Result<(Option<Variants>, Vec<usize>)> {
    let mut from = Vec::with_capacity(tries.len());
    let mut asked = Vec::new();
    for (doubt, tries) in doubts.iter().zip(tries) {
        from.push(asked.len());
        asked.extend(tries.iter().map(|tried| (doubt.row, tried.parts.iter().map(|(_, change)| change).collect())));
    }
    let variants = if asked.is_empty() { None } else { Some(Variants::score(declared, &asked, scoring)?) };
    Ok((variants, from))
}

/// Shares of the reasons by signal id.
fn weights(reasons: &[(usize, f32)]) -> Vec<(&'static str, f32)> {
    let ids: Vec<&'static str> = catalogue().map(|signal| signal.id).collect();
    reasons.iter().map(|(signal, share)| (ids[*signal], *share)).collect()
}

/// The changes that answer what weighs on a line, by the weight answered: first one change of each fact, then a second.
fn called(
    line: Line,
    weights: &[(&str, f32)],
    but: Option<usize>,
    order: fn(Vec<Change>) -> Vec<Change>,
) -> Vec<(usize, Change)> {
    let mut called: Vec<(usize, f32, usize, Change)> = Vec::new();
    for (place, proposal) in proposals().iter().enumerate().filter(|(place, _)| Some(*place) != but) {
        let answered = |(id, _): &&(&str, f32)| proposal.answers.contains(id);
        let weight: f32 = weights.iter().filter(answered).map(|(_, share)| share).sum();
        if weight > 0.0 {
            let changes = order((proposal.changes)(&line));
            called.extend(changes.into_iter().enumerate().map(|(nth, change)| (nth, weight, place, change)));
        }
    }
    called.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)));
    called.into_iter().map(|(_, _, place, change)| (place, change)).collect()
}

/// Pairs for a line that no fact alone clears: what is left after the facts that helped most is asked anew of the changed line,
/// whose peers, code and control are other ones; the change that settles most comes first.
fn pairs(doubt: &Doubt, singles: &[Try], scored: &Option<Variants>, from: usize) -> Vec<Try> {
    let Some(scored) = scored else { return Vec::new() };
    let mut order: Vec<usize> = (0..singles.len()).collect();
    order.sort_by(|a, b| scored.priority[from + a].total_cmp(&scored.priority[from + b]).then(a.cmp(b)));
    let fact = |at: usize| singles[at].parts[0].0;
    let Some(lowest) = order.first().copied() else { return Vec::new() };
    // With another code everything is compared with other goods, so it is looked at even where alone it makes things worse.
    let code = order.iter().copied().find(|at| proposals()[fact(*at)].id == "code" && fact(*at) != fact(lowest));
    let other = order.iter().copied().find(|at| fact(*at) != fact(lowest));
    let bases: Vec<usize> = [Some(lowest), code.or(other)].into_iter().flatten().collect();
    let each = |base: &usize| -> Vec<Try> {
        let row = from + base;
        let mut weights = weights(&doubt.reasons);
        weights.extend(ringing(&scored.evidence, row).map(|signal| (signal.id, RINGS)));
        let (first, change) = &singles[*base].parts[0];
        let reversed = |mut changes: Vec<Change>| {
            changes.reverse();
            changes
        };
        let second = called(Line::new(&scored.prepared, row), &weights, Some(*first), reversed);
        second.into_iter().map(|part| Try { parts: vec![(*first, change.clone()), part] }).collect()
    };
    let mut rest: Vec<std::vec::IntoIter<Try>> = bases.iter().map(|base| each(base).into_iter()).collect();
    let mut pairs: Vec<Try> = Vec::new();
    while pairs.len() < PAIRS_MAX {
        let before = pairs.len();
        for tries in &mut rest {
            let seen = |tried: &Try| pairs.iter().any(|pair| same(pair, tried));
            if let Some(tried) = tries.find(|tried| !seen(tried)) {
                pairs.push(tried);
            }
        }
        if pairs.len() == before {
            break;
        }
    }
    pairs.truncate(PAIRS_MAX);
    pairs
}

/// The same two facts changed alike, in any order.
fn same(a: &Try, b: &Try) -> bool {
    a.parts.iter().all(|part| b.parts.contains(part))
}

/// Signals beyond their alarm on a row.
fn ringing(evidence: &DataFrame, row: usize) -> impl Iterator<Item = &'static Signal> {
    catalogue().filter(move |signal| value(evidence, signal, row).is_some_and(|value| signal.alarm.rings(value)))
}

fn value(evidence: &DataFrame, signal: &Signal, row: usize) -> Option<f32> {
    evidence.column(signal.id).ok()?.f32().ok()?.get(row)
}

/// What the tries of a line came to so far.
struct Best {
    /// The smallest that brings it under the line, and its priority.
    cleared: Option<(Try, f32)>,
    /// The lowest priority that any reached.
    lowest: f32,
    /// The reasons as strong as before on the variant with the lowest priority.
    stands: Vec<Stands>,
}

impl Best {
    fn of(doubt: &Doubt, tries: &[Try], scored: &Option<Variants>, from: usize, evidence: &DataFrame) -> Result<Best> {
        let mut best = Best { cleared: None, lowest: f32::INFINITY, stands: Vec::new() };
        let Some(scored) = scored.as_ref().filter(|_| !tries.is_empty()) else { return Ok(best) };
        let mut lowest_at = from;
        for (at, tried) in tries.iter().enumerate() {
            let priority = scored.priority[from + at];
            if priority < best.lowest {
                (best.lowest, lowest_at) = (priority, from + at);
            }
            let smaller = best.cleared.as_ref().is_none_or(|(other, _)| tried.size() < other.size());
            if priority < doubt.under && smaller {
                best.cleared = Some((tried.clone(), priority));
            }
        }
        let signals: Vec<&'static Signal> = catalogue().collect();
        let unmoved = |signal: &&&'static Signal| {
            let strange = |evidence, row| value(evidence, signal, row).map(|value| signal.alarm.strangeness(value));
            let (before, after) = (strange(evidence, doubt.row), strange(&scored.evidence, lowest_at));
            before.zip(after).is_some_and(|(before, after)| after >= before)
        };
        let reasons: Vec<&'static Signal> = doubt.reasons.iter().map(|(signal, _)| signals[*signal]).collect();
        let mut stands: Vec<&'static Signal> = reasons.iter().filter(unmoved).copied().collect();
        if stands.is_empty() {
            stands = ringing(&scored.evidence, lowest_at).collect();
        }
        best.stands = stands.into_iter().take(STANDS_MAX).map(stands_of).collect();
        Ok(best)
    }

    /// Takes in what later tries came to.
    fn improve(&mut self, other: Best) {
        self.cleared = self.cleared.take().or(other.cleared);
        if other.lowest < self.lowest {
            (self.lowest, self.stands) = (other.lowest, other.stands);
        }
    }

    fn told(self, doubt: &Doubt) -> Clearing {
        if let Some((tried, priority)) = self.cleared {
            let facts = tried.parts.into_iter().map(|(place, change)| cleared(proposals()[place], change)).collect();
            return Clearing { facts, priority, stands: Vec::new() };
        }
        let signals: Vec<&'static Signal> = catalogue().collect();
        let stands = if self.lowest == f32::INFINITY || self.stands.is_empty() {
            doubt.reasons.iter().take(STANDS_MAX).map(|(signal, _)| stands_of(signals[*signal])).collect()
        } else {
            self.stands
        };
        Clearing { facts: Vec::new(), priority: self.lowest, stands }
    }
}

fn stands_of(signal: &'static Signal) -> Stands {
    Stands { signal: signal.id, title: signal.title }
}

fn cleared(proposal: &Proposal, change: Change) -> ClearedFact {
    ClearedFact {
        id: proposal.id,
        fact: proposal.fact,
        declared: change.declared,
        needed: change.needed,
        document: proposal.document,
        declares: change.declares,
        size: change.size,
    }
}
