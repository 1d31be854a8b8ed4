//! The same value to the cent, again and again.

use crate::baselines::{EXPORTER_REPEAT_SHARE, EXPORTER_VALUES_N};
use crate::schema::{STATISTICAL_VALUE_USD, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use polars::prelude::{DataType, Expr};

pub(super) static SIGNAL: Signal = Signal {
    id: "values-repeated",
    family: Family::Valuation,
    shows: &[Typology::Undervaluation, Typology::Overvaluation, Typology::RoundTrip],
    title: Text { en: "The same value again and again", zh: "货值屡次雷同" },
    unit: Unit::Ratio,
    formula: "1 − different values / values of the exporter's past, to the cent, from a sample of 32 sums; null below 10 past values",
    reads: &[EXPORTER_REPEAT_SHARE],
    tells: &[EXPORTER_VALUES_N, STATISTICAL_VALUE_USD],
    measure,
    alarm: Alarm::Above(0.5),
    reason: Text {
        en: "Declared at {statistical_value_usd} USD; of {exporter_values_n} earlier value(s) of the exporter a share of {exporter_repeat_share} repeated another to the cent.",
        zh: "申报{statistical_value_usd}美元；该企业此前{exporter_values_n}票货值中，{exporter_repeat_share}与另一票分毫不差。",
    },
    innocent: &["one article at one price", "standing orders within a group"],
    sources: &[
        "Nigrini, Benford's Law (Wiley 2012), number duplication test",
        "Cohen & Kaplan, bottom-k sketches, PODC 2007",
    ],
};

fn measure() -> Expr {
    EXPORTER_REPEAT_SHARE.expr().cast(DataType::Float64)
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn repetition_rings() {
        check(
            &SIGNAL,
            "
            exporter_repeat_share
            0.0
            0.8
            ",
            expect![[r#"
                0.000
                0.800 ALARM
            "#]],
        );
    }
}
