//! A price unlike that of the goods which the words describe, whatever code they are declared under.

use crate::baselines::{
    WORDED_UNIT_VALUE, WORDED_UNIT_VALUE_HIGH, WORDED_UNIT_VALUE_LOW, WORDED_UNIT_VALUE_N, WORDED_UNIT_VALUE_SPREAD,
};
use crate::schema::{HS_CODE, NET_MASS_KG, STATISTICAL_VALUE_USD, Unit, WORDING_CODE};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::{price_per_kg, robust_z};
use polars::prelude::Expr;

pub(super) static SIGNAL: Signal = Signal {
    id: "unit-value-unlike-wording",
    family: Family::Valuation,
    shows: &[
        Typology::Misclassification,
        Typology::Undervaluation,
        Typology::Overvaluation,
        Typology::DescriptionLaundering,
    ],
    title: Text { en: "Priced unlike what its words say", zh: "单价与品名不符" },
    unit: Unit::RobustZ,
    formula: "|ln(value / net mass) − ln(median)| / spread; of lines whose words speak for the same 6-digit code, over three months; null below 10 lines",
    reads: &[STATISTICAL_VALUE_USD, NET_MASS_KG, WORDED_UNIT_VALUE, WORDED_UNIT_VALUE_SPREAD, WORDED_UNIT_VALUE_N],
    tells: &[WORDED_UNIT_VALUE_LOW, WORDED_UNIT_VALUE_HIGH, WORDING_CODE, HS_CODE],
    measure,
    alarm: Alarm::Above(4.0),
    reason: Text {
        en: "Declared at {price_per_kg} USD/kg under {hs_code}; the words speak for {wording_code}, and {worded_unit_value_n} line(s) so worded had {worded_unit_value_p10_usd_per_kg}–{worded_unit_value_p90_usd_per_kg}.",
        zh: "申报单价{price_per_kg}美元/千克，编码{hs_code}；品名指向{wording_code}，{worded_unit_value_n}票同类品名为{worded_unit_value_p10_usd_per_kg}–{worded_unit_value_p90_usd_per_kg}。",
    },
    innocent: &["a general name for a special grade", "a name of several goods", "a discount or a premium"],
    sources: &["Domain notes T1 and T2: text, price and code tell of different goods"],
};

fn measure() -> Expr {
    robust_z(price_per_kg(), WORDED_UNIT_VALUE, WORDED_UNIT_VALUE_SPREAD, WORDED_UNIT_VALUE_N, 10.0).abs()
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn both_directions_ring_and_few_lines_are_silent() {
        check(
            &SIGNAL,
            "
            statistical_value_usd | net_mass_kg | worded_unit_value_usd_per_kg | worded_unit_value_spread | worded_unit_value_n
            1000 | 100 | 10 | 0.3 | 40
            6000 | 100 | 10 | 0.3 | 40
            100 | 100 | 10 | 0.3 | 40
            6000 | 100 | 10 | 0.3 | 9
            6000 | 100 | | |
            ",
            expect![[r#"
                0.000
                5.973 ALARM
                7.675 ALARM
                null
                null
            "#]],
        );
    }
}
