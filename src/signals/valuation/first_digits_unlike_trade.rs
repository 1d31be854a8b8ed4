//! A trader's values do not begin with the digits that those of real trade do.

use crate::baselines::{EXPORTER_DIGITS_EXCESS, EXPORTER_VALUES_N};
use crate::schema::{EXPORTER_ID, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use polars::prelude::{DataType, Expr, lit};

pub(super) static SIGNAL: Signal = Signal {
    id: "first-digits-unlike-trade",
    family: Family::Valuation,
    shows: &[Typology::Undervaluation, Typology::Overvaluation],
    title: Text { en: "First digits unlike real trade", zh: "首位数字不合常律" },
    unit: Unit::Ratio,
    formula: "max(0, (χ² − 8) / n) of the first digits of the exporter's past values against log10(1 + 1/d); null below 100 values or where their middle 80 % spread over fewer than two powers of ten",
    reads: &[EXPORTER_DIGITS_EXCESS],
    tells: &[EXPORTER_VALUES_N, EXPORTER_ID],
    measure,
    alarm: Alarm::Above(0.3),
    reason: Text {
        en: "The first digits of {exporter_values_n} value(s) of exporter {exporter_id} lie {value} off the Newcomb-Benford law (squared distance, chance taken off; real trade near 0).",
        zh: "出口企业{exporter_id}{exporter_values_n}票货值的首位数字偏离本福特定律{value}（平方距离，已扣除偶然；真实贸易接近0）。",
    },
    innocent: &["few goods at fixed prices", "parcels kept under a limit of value"],
    sources: &[
        "Newcomb 1881; Benford 1938",
        "Cerioli, Barabesi, Cerasa, Menegatti & Perrotta, PNAS 116, 2019: in customs data the law holds only for traders with enough and diverse lines",
    ],
};

fn measure() -> Expr {
    EXPORTER_DIGITS_EXCESS.expr().cast(DataType::Float64).clip_min(lit(0.0))
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn what_chance_brings_is_nothing() {
        check(
            &SIGNAL,
            "
            exporter_digits_excess
            -0.01
            0.05
            0.6
            ",
            expect![[r#"
                0.000
                0.050
                0.600 ALARM
            "#]],
        );
    }
}
