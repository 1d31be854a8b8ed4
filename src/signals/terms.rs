//! Expressions that several signals share. Null wherever a part is missing or makes no sense.

use crate::baselines::{PEER_UNIT_VALUE, PEER_UNIT_VALUE_N, PEER_UNIT_VALUE_SPREAD};
use crate::engines::WORDING_CONTROLLED;
use crate::reference::{REFERENCE_PRICE_HIGH, REFERENCE_PRICE_LOW, RELEVANT_MINERAL};
use crate::schema::Column;
use crate::schema::{NET_MASS_KG, STATISTICAL_VALUE_USD};
use polars::prelude::{DataType, Expr, Literal, NULL, lit, when};

/// The value where it is above zero, else null.
pub(super) fn positive(column: Column) -> Expr {
    let value = column.expr().cast(DataType::Float64);
    when(value.clone().gt(lit(0.0))).then(value).otherwise(NULL.lit())
}

/// Declared value per net kilogram.
pub(super) fn price_per_kg() -> Expr {
    positive(STATISTICAL_VALUE_USD) / positive(NET_MASS_KG)
}

/// Natural logarithm.
pub(super) fn ln(expr: Expr) -> Expr {
    expr.log(lit(std::f64::consts::E))
}

/// Robust z of a positive quantity on the log scale, against a median and a spread; null below `n_min` peers.
pub(super) fn robust_z(quantity: Expr, median: Column, spread: Column, n: Column, n_min: f32) -> Expr {
    let z = (ln(quantity) - ln(positive(median))) / positive(spread);
    when(n.expr().gt_eq(lit(n_min))).then(z).otherwise(NULL.lit())
}

/// Robust z of the declared price against peers, the published band of its day being one more witness where there is one.
///
/// Median and variance on the log scale are those of n peers and of the band (its middle; a tenth outside on either side)
/// weighed n : 15. Null without any peer, and below ten peers without a band.
pub(super) fn peer_price_z() -> Expr {
    let price = ln(price_per_kg());
    let (median, spread) = (ln(positive(PEER_UNIT_VALUE)), positive(PEER_UNIT_VALUE_SPREAD));
    let (low, high) = (ln(positive(REFERENCE_PRICE_LOW)), ln(positive(REFERENCE_PRICE_HIGH)));
    let middle = (low.clone() + high.clone()) / lit(2.0);
    let width = ((high - low) / lit(2.563)).clip_min(lit(0.1));
    let peers = PEER_UNIT_VALUE_N.expr().cast(DataType::Float64);
    let w = peers.clone() / (peers.clone() + lit(BAND_WEIGHT));
    let blend = |peer: Expr, band: Expr| w.clone() * peer + (lit(1.0) - w.clone()) * band;
    let variance = blend(spread.clone() * spread.clone(), width.clone() * width);
    let with_band = (price.clone() - blend(median.clone(), middle.clone())) / variance.sqrt();
    let peers_alone = (price - median.clone()) / spread;
    when(middle.is_not_null()).then(with_band).when(peers.gt_eq(lit(10.0))).then(peers_alone).otherwise(NULL.lit())
}

/// Weight of a published band beside peers, in peers.
const BAND_WEIGHT: f64 = 15.0;

/// Decimal logarithm of a probability, held to 1e-6 … 1.
pub(super) fn decades(probability: Column) -> Expr {
    probability.expr().cast(DataType::Float64).clip(lit(1e-6), lit(1.0)).log(lit(10.0))
}

/// Whether a controlled mineral is in play: the code, the text or a look-alike names one, or the words speak for a controlled code.
pub(super) fn mineral_in_play() -> Expr {
    RELEVANT_MINERAL.expr().is_not_null().or(WORDING_CONTROLLED.expr().eq(lit(1.0)))
}

/// How new a party is: 0.75 in the first quarter of the span over which it could have been seen, 0 in the last; null where
/// less than 30 days can be told. In quarters, because a first lot is no more suspicious than a fifth: a finer scale would
/// make the rarest thing, the very first day, the strangest.
pub(super) fn newness(age: Column, told: Expr) -> Expr {
    let told_days = told.cast(DataType::Float64);
    let newness = lit(1.0) - age.expr().cast(DataType::Float64) / told_days.clone();
    let quarters = (newness.clip(lit(0.0), lit(0.999)) * lit(4.0)).floor() / lit(4.0);
    when(told_days.gt_eq(lit(30.0))).then(quarters).otherwise(NULL.lit())
}

/// The larger of two values; null where either is.
pub(super) fn larger(a: Expr, b: Expr) -> Expr {
    (a.clone() + b.clone() + (a - b).abs()) / lit(2.0)
}

/// The smaller of two values; null where either is.
pub(super) fn smaller(a: Expr, b: Expr) -> Expr {
    (a.clone() + b.clone() - (a - b).abs()) / lit(2.0)
}
