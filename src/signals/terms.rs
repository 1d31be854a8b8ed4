//! Expressions that several signals share. Null wherever a part is missing or makes no sense.

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
