//! From the margin of a model to a probability that comes true.

use super::ModelError;
use super::outcomes::{both_kinds, check_outcomes};
use serde::{Deserialize, Deserializer, Serialize, de};

/// Beyond its outermost knots an isotonic curve goes on by less than this, in log-odds: enough that no two margins tie.
const BEYOND: f64 = 0.1;
const STEPS: usize = 100;

/// A family of curves from margin to probability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CalibrationKind {
    Identity,
    Platt,
    Isotonic,
    Beta,
}

/// A curve from margin (log-odds) to probability; never falling, within 0..1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Calibration {
    /// The logistic function of the margin as it is.
    Identity {},
    /// Logistic of `slope`·margin + `shift` (Platt, "Probabilistic Outputs for Support Vector Machines", 1999).
    Platt {
        #[serde(deserialize_with = "not_negative")]
        slope: f64,
        #[serde(deserialize_with = "finite")]
        shift: f64,
    },
    /// Log-odds at margins, straight lines between; both ascending. The blocks of isotonic regression (pool adjacent
    /// violators; Ayer et al., 1955; Zadrozny & Elkan, KDD 2002) are joined at their centres (centred isotonic regression;
    /// Oron & Flournoy, Statistics in Biopharmaceutical Research 9, 2017), so that lines of one block keep their order.
    Isotonic {
        #[serde(deserialize_with = "ascending_knots")]
        knots: Vec<(f64, f64)>,
    },
    /// With s the logistic of the margin: logistic of `low`·ln s − `high`·ln(1 − s) + `shift` (Kull, Silva Filho & Flach, "Beta
    /// calibration", AISTATS 2017).
    Beta {
        #[serde(deserialize_with = "not_negative")]
        low: f64,
        #[serde(deserialize_with = "not_negative")]
        high: f64,
        #[serde(deserialize_with = "finite")]
        shift: f64,
    },
}

impl Calibration {
    /// The curve of a kind that fits margins, outcomes `y` in 0..1 and the weights of the rows best. All but `Identity` are
    /// fitted as if one more row of each kind were known, so that none is ever sure.
    ///
    /// # Errors
    /// [`ModelError::Shape`], [`ModelError::Value`] and [`ModelError::OneKind`] for rows that cannot be learned from.
    pub fn fit(kind: CalibrationKind, margins: &[f32], y: &[f32], weights: &[f32]) -> Result<Self, ModelError> {
        check_outcomes(margins.len(), y, weights)?;
        if let Some(row) = margins.iter().position(|margin| !margin.is_finite()) {
            let value = margins[row].into();
            return Err(ModelError::Value {
                what: "the margin",
                row,
                column: None,
                value,
                remedy: "give a finite number",
            });
        }
        if kind == CalibrationKind::Identity {
            return Ok(Calibration::Identity {});
        }
        let (sought, other) = both_kinds(y, weights)?;
        // One row weighs as much as the mean of those that weigh something.
        let one = (sought + other) / weights.iter().filter(|weight| **weight > 0.0).count() as f64;
        let rows = || {
            let rows = margins.iter().zip(y).zip(weights).filter(|(_, weight)| **weight > 0.0);
            rows.map(|((margin, y), weight)| (f64::from(*margin), f64::from(*y), f64::from(*weight)))
        };
        if kind == CalibrationKind::Isotonic {
            return Ok(Calibration::Isotonic { knots: isotonic(rows().collect(), one) });
        }
        // Platt's targets: an outcome is never taken as sure.
        let (yes, no) = ((sought + one) / (sought + 2.0 * one), one / (other + 2.0 * one));
        let rows: Vec<Row> =
            rows().map(|(m, y, weight)| Row { of: shape(kind, m), target: y * yes + (1.0 - y) * no, weight }).collect();
        let mut held = [false; 2];
        let found = loop {
            let found = newton(&rows, held);
            // A curve must not fall: a falling part is left out and the rest fitted anew (Kull et al., section 3).
            match (0..2).filter(|place| found[*place] < 0.0).min_by(|a, b| found[*a].total_cmp(&found[*b])) {
                Some(place) => held[place] = true,
                None => break found,
            }
        };
        Ok(match kind {
            CalibrationKind::Platt => Calibration::Platt { slope: found[0], shift: found[2] },
            _ => Calibration::Beta { low: found[0], high: found[1], shift: found[2] },
        })
    }

    /// The probability at a margin, in 0..1; `NaN` for `NaN`.
    pub fn p(&self, margin: f32) -> f32 {
        let margin = f64::from(margin.clamp(f32::MIN, f32::MAX));
        let odds = match self {
            Calibration::Identity {} => margin,
            Calibration::Platt { slope, shift } => slope * margin + shift,
            Calibration::Isotonic { knots } => along(knots, margin),
            Calibration::Beta { low, high, shift } => low * -softplus(-margin) + high * softplus(margin) + shift,
        };
        logistic(odds) as f32
    }

    /// The curve with `by` added to its log-odds.
    pub fn shifted(self, by: f64) -> Self {
        match self {
            Calibration::Identity {} => Calibration::Platt { slope: 1.0, shift: by },
            Calibration::Platt { slope, shift } => Calibration::Platt { slope, shift: shift + by },
            Calibration::Isotonic { mut knots } => {
                knots.iter_mut().for_each(|(_, odds)| *odds += by);
                // Two that differed by a hair may be one by now, and knots ascend.
                knots.dedup_by(|next, knot| next.1 <= knot.1);
                Calibration::Isotonic { knots }
            }
            Calibration::Beta { low, high, shift } => Calibration::Beta { low, high, shift: shift + by },
        }
    }

    /// Which family the curve is of.
    pub fn kind(&self) -> CalibrationKind {
        match self {
            Calibration::Identity {} => CalibrationKind::Identity,
            Calibration::Platt { .. } => CalibrationKind::Platt,
            Calibration::Isotonic { .. } => CalibrationKind::Isotonic,
            Calibration::Beta { .. } => CalibrationKind::Beta,
        }
    }
}

struct Row {
    of: [f64; 2],
    target: f64,
    weight: f64,
}

/// What the log-odds are a sum of, but for the shift.
fn shape(kind: CalibrationKind, margin: f64) -> [f64; 2] {
    match kind {
        CalibrationKind::Beta => [-softplus(-margin), softplus(margin)],
        _ => [margin, 0.0],
    }
}

fn logistic(odds: f64) -> f64 {
    if odds >= 0.0 { 1.0 / (1.0 + (-odds).exp()) } else { odds.exp() / (1.0 + odds.exp()) }
}

/// ln(1 + exp(x)), without overflow.
fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

/// Weighted log loss of the targets under two slopes (first two) and a shift.
fn loss(rows: &[Row], at: &[f64; 3]) -> f64 {
    let of = |row: &Row| {
        let odds = row.of[0] * at[0] + row.of[1] * at[1] + at[2];
        row.weight * (softplus(odds) - row.target * odds)
    };
    rows.iter().map(of).sum()
}

/// The two slopes and the shift of least log loss: Newton's method with backtracking (Lin, Lin & Weng, Machine Learning 68, 2007,
/// for Platt's curve). Slopes held stay 0. Own, because `linfa-logistic` takes neither weights nor targets between 0 and 1.
fn newton(rows: &[Row], held: [bool; 2]) -> [f64; 3] {
    let weight: f64 = rows.iter().map(|row| row.weight).sum();
    let target = rows.iter().map(|row| row.weight * row.target).sum::<f64>() / weight;
    let mut at = [0.0, 0.0, (target / (1.0 - target)).ln()];
    let mut least = loss(rows, &at);
    for _ in 0..STEPS {
        let (mut slope, mut bend) = ([0.0; 3], [[0.0; 3]; 3]);
        for row in rows {
            let of = [if held[0] { 0.0 } else { row.of[0] }, if held[1] { 0.0 } else { row.of[1] }, 1.0];
            let p = logistic(of[0] * at[0] + of[1] * at[1] + at[2]);
            for i in 0..3 {
                slope[i] += row.weight * (p - row.target) * of[i];
                for j in 0..=i {
                    bend[i][j] += row.weight * p * (1.0 - p) * of[i] * of[j];
                }
            }
        }
        let step = solve(bend, slope);
        let gain: f64 = step.iter().zip(slope).map(|(step, slope)| step * slope).sum();
        if gain.is_nan() || gain <= 1e-12 * weight {
            break;
        }
        let mut length = 1.0;
        let moved = loop {
            let next = [at[0] - length * step[0], at[1] - length * step[1], at[2] - length * step[2]];
            let then = loss(rows, &next);
            if then <= least - 1e-4 * length * gain {
                break Some((next, then));
            }
            length /= 2.0;
            if length < 1e-10 {
                break None;
            }
        };
        let Some((next, then)) = moved else { break };
        (at, least) = (next, then);
    }
    at
}

/// x of `a`·x = `b`, `a` symmetric and given by its lower half (Cholesky); a direction without any bend is not gone.
fn solve(a: [[f64; 3]; 3], b: [f64; 3]) -> [f64; 3] {
    let mut root = [[0.0; 3]; 3];
    for i in 0..3 {
        for j in 0..=i {
            let left = a[i][j] - (0..j).map(|k| root[i][k] * root[j][k]).sum::<f64>();
            root[i][j] = match i == j {
                true if left > 1e-12 * a[i][i] => left.sqrt(),
                true => f64::INFINITY,
                false => left / root[j][j],
            };
        }
    }
    let mut x = [0.0; 3];
    for i in 0..3 {
        x[i] = (b[i] - (0..i).map(|k| root[i][k] * x[k]).sum::<f64>()) / root[i][i];
    }
    for i in (0..3).rev() {
        x[i] = (x[i] - (i + 1..3).map(|k| root[k][i] * x[k]).sum::<f64>()) / root[i][i];
    }
    x
}

/// A block of pooled rows.
#[derive(Clone, Copy)]
struct Block {
    weight: f64,
    margin: f64,
    y: f64,
}

impl Block {
    fn with(self, other: Block) -> Block {
        Block { weight: self.weight + other.weight, margin: self.margin + other.margin, y: self.y + other.y }
    }
}

/// (margin, log-odds) of the blocks' centres, ascending.
fn isotonic(mut rows: Vec<(f64, f64, f64)>, one: f64) -> Vec<(f64, f64)> {
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (first, last) = (rows[0].0, rows[rows.len() - 1].0);
    // One row sought below all and one other above all: no block is ever sure.
    let ends = |margin, y| std::iter::once((margin, y, one));
    let mut same: Vec<(f64, Block)> = Vec::new();
    for (margin, y, weight) in ends(first, 1.0).chain(rows).chain(ends(last, 0.0)) {
        let block = Block { weight, margin: weight * margin, y: weight * y };
        match same.last_mut() {
            Some((held, below)) if *held == margin => *below = below.with(block),
            _ => same.push((margin, block)),
        }
    }
    let mut blocks: Vec<Block> = Vec::new();
    for (_, mut block) in same {
        while let Some(below) = blocks.pop_if(|below| below.y * block.weight >= block.y * below.weight) {
            block = below.with(block);
        }
        blocks.push(block);
    }
    let knots = blocks.iter().map(|block| (block.margin / block.weight, (block.y / (block.weight - block.y)).ln()));
    // Two centres that rounding brings together are one.
    let mut ascending: Vec<(f64, f64)> = Vec::new();
    knots.for_each(|knot| match ascending.last() {
        Some(last) if knot.0 <= last.0 || knot.1 <= last.1 => {}
        _ => ascending.push(knot),
    });
    ascending
}

/// The log-odds at a margin along an isotonic curve.
fn along(knots: &[(f64, f64)], margin: f64) -> f64 {
    let beyond = |distance: f64| BEYOND * (1.0 - 1.0 / (1.0 + distance));
    let place = knots.partition_point(|knot| knot.0 <= margin);
    match (place.checked_sub(1).and_then(|below| knots.get(below)), knots.get(place)) {
        (Some(below), Some(above)) => below.1 + (above.1 - below.1) * ((margin - below.0) / (above.0 - below.0)),
        (Some(last), None) => last.1 + beyond(margin - last.0),
        (None, Some(first)) => first.1 - beyond(first.0 - margin),
        (None, None) => f64::NAN,
    }
}

fn finite<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    let value = f64::deserialize(from)?;
    if value.is_finite() { Ok(value) } else { Err(de::Error::custom("a calibration's shift must be finite")) }
}

fn not_negative<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    let value = finite(from)?;
    if value >= 0.0 { Ok(value) } else { Err(de::Error::custom("a calibration's slope must not be negative")) }
}

fn ascending_knots<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<(f64, f64)>, D::Error> {
    let knots = Vec::<(f64, f64)>::deserialize(from)?;
    let finite = knots.iter().all(|knot| knot.0.is_finite() && knot.1.is_finite());
    if knots.is_empty() || !finite || !knots.is_sorted_by(|a, b| a.0 < b.0 && a.1 < b.1) {
        return Err(de::Error::custom("a calibration's knots must be finite and ascending, at least one"));
    }
    Ok(knots)
}

#[cfg(test)]
mod tests;
