//! Goods declared cheaper than those of others, as the same exporter declared them before.

use crate::baselines::{
    OWN_UNIT_VALUE_HIGH, OWN_UNIT_VALUE_LOW, OWN_UNIT_VALUE_MEDIAN, OWN_UNIT_VALUE_N, PEER_UNIT_VALUE,
    PEER_UNIT_VALUE_HIGH, PEER_UNIT_VALUE_LOW, PEER_UNIT_VALUE_N, PEER_UNIT_VALUE_SPREAD,
};
use crate::reference::{REFERENCE_PRICE_HIGH, REFERENCE_PRICE_LOW};
use crate::schema::{NET_MASS_KG, STATISTICAL_VALUE_USD, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::{again, positive, price_per_kg, price_z};
use polars::prelude::{Expr, lit};

pub(super) static SIGNAL: Signal = Signal {
    id: "unit-value-below-peers-again",
    family: Family::Valuation,
    shows: &[Typology::Undervaluation],
    title: Text { en: "Cheaper than its peers, again", zh: "单价屡次低于同类" },
    unit: Unit::RobustZ,
    formula: "max(0, min(z, own z)), both with reversed sign; z as in unit-value-below-peers, own z the same for the median price of the exporter's own past lots of the HS6 over twelve months; null without an own lot or without peers",
    reads: &[
        STATISTICAL_VALUE_USD,
        NET_MASS_KG,
        PEER_UNIT_VALUE,
        PEER_UNIT_VALUE_SPREAD,
        PEER_UNIT_VALUE_N,
        REFERENCE_PRICE_LOW,
        REFERENCE_PRICE_HIGH,
        OWN_UNIT_VALUE_MEDIAN,
    ],
    tells: &[PEER_UNIT_VALUE_LOW, PEER_UNIT_VALUE_HIGH, OWN_UNIT_VALUE_N, OWN_UNIT_VALUE_LOW, OWN_UNIT_VALUE_HIGH],
    measure,
    alarm: Alarm::Above(2.0),
    reason: Text {
        en: "Declared at {price_per_kg} USD/kg, after {own_unit_value_n} lots of the exporter at {own_unit_value_p10_usd_per_kg}–{own_unit_value_p90_usd_per_kg}; {peer_unit_value_n} comparable lines of the last months had {peer_unit_value_p10_usd_per_kg}–{peer_unit_value_p90_usd_per_kg}[; the published band of the day is {reference_price_low_usd_per_kg}–{reference_price_high_usd_per_kg}].",
        zh: "申报单价{price_per_kg}美元/千克，该企业此前{own_unit_value_n}票为{own_unit_value_p10_usd_per_kg}–{own_unit_value_p90_usd_per_kg}；近月{peer_unit_value_n}票可比申报为{peer_unit_value_p10_usd_per_kg}–{peer_unit_value_p90_usd_per_kg}[；当日公开参考价为{reference_price_low_usd_per_kg}–{reference_price_high_usd_per_kg}]。",
    },
    innocent: &[
        "a standing contract at an old price",
        "an off-spec or second-grade line",
        "a neighbouring code used by habit",
    ],
    sources: &[
        "Domain notes: a false value is kept up by exporter and consignee, a discount is given once",
        "WCO guide to customs valuation and risk: own history of the operator",
    ],
};

fn measure() -> Expr {
    let own = price_z(positive(OWN_UNIT_VALUE_MEDIAN));
    again(lit(0.0) - price_z(price_per_kg()), lit(0.0) - own)
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn one_odd_lot_is_quiet_and_a_practice_rings() {
        check(
            &SIGNAL,
            "
            statistical_value_usd | net_mass_kg | peer_unit_value_usd_per_kg | peer_unit_value_spread | peer_unit_value_n | own_unit_value_usd_per_kg
            500  | 100 | 10 | 0.2 | 50 | 6
            500  | 100 | 10 | 0.2 | 50 | 10
            500  | 100 | 10 | 0.2 | 50 | 20
            2000 | 100 | 10 | 0.2 | 50 | 20
            500  | 100 | 10 | 0.2 | 50 |
            500  | 100 | 10 | 0.2 | 4  | 6
            ",
            expect![[r#"
                2.554 ALARM
                0.000
                0.000
                0.000
                null
                null
            "#]],
        );
    }
}
