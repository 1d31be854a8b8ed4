//! A price unlike the exporter's own past prices for the same goods.

use crate::baselines::{
    OWN_UNIT_VALUE_HIGH, OWN_UNIT_VALUE_LOW, OWN_UNIT_VALUE_MEDIAN, OWN_UNIT_VALUE_N, OWN_UNIT_VALUE_SPREAD,
};
use crate::schema::{NET_MASS_KG, STATISTICAL_VALUE_USD, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::{price_per_kg, robust_z};
use polars::prelude::Expr;

pub(super) static SIGNAL: Signal = Signal {
    id: "unit-value-off-own-past",
    family: Family::Valuation,
    shows: &[Typology::Undervaluation, Typology::Overvaluation, Typology::Misclassification, Typology::Concealment],
    title: Text { en: "Unlike the exporter's own prices", zh: "与本企业历史单价不符" },
    unit: Unit::RobustZ,
    formula: "|ln(value / net mass) − ln(own median)| / max(own spread, 0.1), exporter × HS6 over twelve months; null below 5 own lots",
    reads: &[STATISTICAL_VALUE_USD, NET_MASS_KG, OWN_UNIT_VALUE_MEDIAN, OWN_UNIT_VALUE_SPREAD, OWN_UNIT_VALUE_N],
    tells: &[OWN_UNIT_VALUE_LOW, OWN_UNIT_VALUE_HIGH],
    measure,
    alarm: Alarm::Above(4.0),
    reason: Text {
        en: "Declared at {price_per_kg} USD/kg; the exporter's last {own_unit_value_n} lot(s) of these goods had {own_unit_value_p10_usd_per_kg}–{own_unit_value_p90_usd_per_kg}.",
        zh: "申报单价{price_per_kg}美元/千克；该企业此前{own_unit_value_n}票同类货物为{own_unit_value_p10_usd_per_kg}–{own_unit_value_p90_usd_per_kg}。",
    },
    innocent: &["a new product under the same code", "a market that moved", "another customer's contract"],
    sources: &["WCO guide to customs valuation and risk: own history of the operator"],
};

fn measure() -> Expr {
    robust_z(price_per_kg(), OWN_UNIT_VALUE_MEDIAN, OWN_UNIT_VALUE_SPREAD, OWN_UNIT_VALUE_N, 5.0).abs()
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn both_directions_ring() {
        check(
            &SIGNAL,
            "
            statistical_value_usd | net_mass_kg | own_unit_value_usd_per_kg | own_unit_value_spread | own_unit_value_n
            1000  | 100 | 10 | 0.2 | 8
            100   | 100 | 10 | 0.2 | 8
            10000 | 100 | 10 | 0.2 | 8
            10000 | 100 | 10 | 0.2 | 4
            ",
            expect![[r#"
                0.000
                11.513 ALARM
                11.513 ALARM
                null
            "#]],
        );
    }
}
