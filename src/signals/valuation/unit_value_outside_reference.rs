//! A price outside the published, dated band for the declared goods.

use crate::reference::{REFERENCE_PRICE_HIGH, REFERENCE_PRICE_LOW};
use crate::schema::{HS_CODE, NET_MASS_KG, STATISTICAL_VALUE_USD, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::{larger, ln, positive, price_per_kg};
use polars::prelude::{Expr, lit};

pub(super) static SIGNAL: Signal = Signal {
    id: "unit-value-outside-reference",
    family: Family::Valuation,
    shows: &[Typology::Undervaluation, Typology::Overvaluation, Typology::Misclassification],
    title: Text { en: "Outside the published price band", zh: "超出公开参考价区间" },
    unit: Unit::LogRatio,
    formula: "max(ln(low / price), ln(price / high), 0)",
    reads: &[STATISTICAL_VALUE_USD, NET_MASS_KG, REFERENCE_PRICE_LOW, REFERENCE_PRICE_HIGH],
    tells: &[HS_CODE],
    measure,
    alarm: Alarm::Above(0.7),
    reason: Text {
        en: "Declared at {price_per_kg} USD/kg; the published band for {hs_code} on that day is {reference_price_low_usd_per_kg}–{reference_price_high_usd_per_kg}.",
        zh: "申报单价{price_per_kg}美元/千克；{hs_code}当日公开参考价为{reference_price_low_usd_per_kg}–{reference_price_high_usd_per_kg}。",
    },
    innocent: &["an old contract price in a moving market", "another grade than the quoted one", "a thin quotation"],
    sources: &[
        "Price bands of datasets/reference, each row with its source",
        "Adamas: European quotes cover under 1 % of volume",
    ],
};

fn measure() -> Expr {
    let below = ln(positive(REFERENCE_PRICE_LOW) / price_per_kg());
    let above = ln(price_per_kg() / positive(REFERENCE_PRICE_HIGH));
    larger(below, above).clip_min(lit(0.0))
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn inside_is_zero_and_outside_grows_both_ways() {
        check(
            &SIGNAL,
            "
            statistical_value_usd | net_mass_kg | reference_price_low_usd_per_kg | reference_price_high_usd_per_kg
            1500 | 100 | 10 | 20
            500  | 100 | 10 | 20
            4000 | 100 | 10 | 20
            4000 | 100 |    | 20
            ",
            expect![[r#"
                0.000
                0.693
                0.693
                null
            "#]],
        );
    }
}
