//! Expressions that several signals share. Null wherever a part is missing or makes no sense.

use crate::baselines::HALF_LIFE_DAYS;
use crate::baselines::{HISTORY_DAYS, PEER_UNIT_VALUE, PEER_UNIT_VALUE_N, PEER_UNIT_VALUE_SPREAD, SURGE_DAYS};
use crate::engines::WORDING_CONTROLLED;
use crate::reference::{CONTROL_AGE_DAYS, REFERENCE_PRICE_HIGH, REFERENCE_PRICE_LOW, RELEVANT_MINERAL};
use crate::schema::Column;
use crate::schema::{GROSS_MASS_KG, NET_MASS_KG, STATISTICAL_VALUE_USD};
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
    price_z(price_per_kg())
}

/// The same robust z for any price per kilogram, such as that of the exporter's own past.
pub(super) fn price_z(price: Expr) -> Expr {
    let price = ln(price);
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

/// How far a lot lies off its peers upwards where the exporter's own past lots lie off upwards too: the smaller of the two
/// distances, zero where either lies on the other side. One odd lot is a bargain or a slip; the same oddity again and again
/// is a practice.
pub(super) fn again(now: Expr, past: Expr) -> Expr {
    smaller(now, past).clip_min(lit(0.0))
}

/// Packing over goods: gross less net, over net; what cannot be told from none is 0.1 %.
pub(super) fn tare() -> Expr {
    (positive(GROSS_MASS_KG) / positive(NET_MASS_KG) - lit(1.0)).clip_min(lit(0.001))
}

/// The larger of two values; null where either is.
pub(super) fn larger(a: Expr, b: Expr) -> Expr {
    (a.clone() + b.clone() + (a - b).abs()) / lit(2.0)
}

/// The smaller of two values; null where either is.
pub(super) fn smaller(a: Expr, b: Expr) -> Expr {
    (a.clone() + b.clone() - (a - b).abs()) / lit(2.0)
}

/// How much more stood out on a party's past lines than on lines at large: (mean − usual) · n / (n + 1), one line's worth of
/// the usual being added so that a single odd line does not make a record. Null without a past line.
pub(super) fn record(mean: Column, n: Column, usual: Column) -> Expr {
    let number = |column: Column| column.expr().cast(DataType::Float64);
    let w = number(n) / (number(n) + lit(1.0));
    (number(mean) - number(usual)) * w
}

/// Logarithm of the lots of the last [`SURGE_DAYS`] days over what the time before the control lets expect; null outside the
/// half year after the control, and where the history tells less than 45 days before it.
pub(super) fn surge(recent: Column, before: Column) -> Expr {
    let n = |column: Column| column.expr().cast(DataType::Float64);
    let told = n(HISTORY_DAYS) - n(CONTROL_AGE_DAYS);
    // Lots before the control are weighted by age, so the days before it are too: ∫ 2^(−a/H) da from the control's age to the
    // history's.
    let rate = std::f64::consts::LN_2 / HALF_LIFE_DAYS;
    let faded = |days: Column| (n(days) * lit(-rate)).exp();
    let days_before = (faded(CONTROL_AGE_DAYS) - faded(HISTORY_DAYS)) * lit(1.0 / rate);
    let usual = n(before) * lit(f64::from(SURGE_DAYS)) / days_before;
    let surge = ln((n(recent) + lit(1.0)) / (usual + lit(1.0)));
    let soon = n(CONTROL_AGE_DAYS).lt_eq(lit(180.0));
    when(soon.and(told.gt_eq(lit(45.0)))).then(surge).otherwise(NULL.lit())
}

#[cfg(test)]
mod tests {
    use super::again;
    use polars::prelude::{IntoLazy, col, df};
    use proptest::prelude::*;

    proptest! {
        /// Never more than either distance, never below zero, and one without the other is nothing.
        #[test]
        fn again_is_the_smaller_of_two_on_one_side(now in -9.0f64..9.0, past in -9.0f64..9.0) {
            let frame = df!("now" => [now], "past" => [past]).unwrap();
            let said = frame.lazy().select([again(col("now"), col("past")).alias("said")]).collect().unwrap();
            let said = said.column("said").unwrap().f64().unwrap().get(0).unwrap();
            prop_assert!((said - now.min(past).max(0.0)).abs() < 1e-12);
        }
    }
}
