//! How often something came before: past shares, drawn towards what is known more widely, and what they make of a line.

use crate::baselines::LINES_N;
use crate::schema::Column;
use polars::prelude::{DataType, Expr, Literal, NULL, lit, when};

/// A count as a number.
pub(super) fn n(column: Column) -> Expr {
    column.expr().cast(DataType::Float64)
}

/// Past share of `part` in `whole`, drawn towards the `expected` share with the weight of `lines` lines.
pub(super) fn share(part: Column, whole: Column, expected: Expr, lines: f64) -> Expr {
    (n(part) + lit(lines) * expected) / (n(whole) + lit(lines))
}

/// Share of all past lines; each of about `kinds` that could be named has one line to begin with.
pub(super) fn share_of_all(part: Column, kinds: f64) -> Expr {
    (n(part) + lit(1.0)) / (n(LINES_N) + lit(kinds))
}

/// −log10 of a share.
pub(super) fn surprise(share: Expr) -> Expr {
    -share.log(lit(10.0))
}

/// The evidence where the count is at least so large, else null.
pub(super) fn from(count: Column, least: f64, evidence: Expr) -> Expr {
    when(n(count).gt_eq(lit(least))).then(evidence).otherwise(NULL.lit())
}
