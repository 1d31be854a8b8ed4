//! A round sum from a trader whose values are round sums.

use crate::baselines::{EXPORTER_ROUND_SHARE, EXPORTER_VALUES_N};
use crate::schema::{STATISTICAL_VALUE_USD, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::positive;
use polars::prelude::{DataType, Expr, lit};

pub(super) static SIGNAL: Signal = Signal {
    id: "values-rounded",
    family: Family::Valuation,
    shows: &[Typology::Undervaluation, Typology::Overvaluation],
    title: Text { en: "Round sums", zh: "货值多为整数" },
    unit: Unit::Ratio,
    formula: "share of the exporter's past values of 100 and more with at most two digits that are not zero, where this value is such a sum, else 0; null below 10 past values",
    reads: &[STATISTICAL_VALUE_USD, EXPORTER_ROUND_SHARE],
    tells: &[EXPORTER_VALUES_N],
    measure,
    alarm: Alarm::Above(0.2),
    reason: Text {
        en: "Declared at {statistical_value_usd} USD, a round sum; so were {exporter_round_share} of the {exporter_values_n} earlier value(s) of the exporter, where prices times masses are round by chance alone.",
        zh: "申报{statistical_value_usd}美元，为整数；该企业此前{exporter_values_n}票中占{exporter_round_share}，而单价乘以重量的结果罕为整数。",
    },
    innocent: &["list prices by the piece in round sums", "estimated values of samples"],
    sources: &["Invented sums are round: Nigrini, Benford's Law (Wiley 2012), number duplication and rounding tests"],
};

/// A sum is round where dividing it by its second-highest power of ten leaves nothing.
fn measure() -> Expr {
    let value = positive(STATISTICAL_VALUE_USD);
    let power = (value.clone().log(lit(10.0)) + lit(1e-12)).floor();
    let steps = value.clone() / ((power - lit(1.0)) * lit(std::f64::consts::LN_10)).exp();
    let left = (steps.clone() - (steps + lit(0.5)).floor()).abs();
    let round = left.lt(lit(1e-9)).and(value.gt_eq(lit(100.0)));
    round.cast(DataType::Float64) * EXPORTER_ROUND_SHARE.expr().cast(DataType::Float64)
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn round_sums_count_where_they_are_a_habit() {
        check(
            &SIGNAL,
            "
            statistical_value_usd | exporter_round_share
            25000 | 0.4
            100 | 0.4
            1000000 | 0.01
            25100 | 0.4
            24999.99 | 0.4
            50 | 0.4
            25000 |
            ",
            expect![[r#"
                0.400 ALARM
                0.400 ALARM
                0.010
                0.000
                0.000
                0.000
                null
            "#]],
        );
    }
}
