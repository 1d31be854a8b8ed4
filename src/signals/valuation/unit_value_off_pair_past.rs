//! A price unlike those that the exporter gave the same consignee before.

use crate::baselines::{OWN_UNIT_VALUE_SPREAD, PAIR_PRICE_TO_PEERS, PAIR_PRICES_N, PEER_UNIT_VALUE, PEER_UNIT_VALUE_N};
use crate::schema::{CONSIGNEE_NAME, EXPORTER_NAME, NET_MASS_KG, STATISTICAL_VALUE_USD, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::{ln, positive, price_per_kg};
use polars::prelude::{DataType, Expr, Literal, NULL, lit, when};

/// Decayed lots from which on a pair has a price of its own.
const LOTS_MIN: f64 = 3.0;

pub(super) static SIGNAL: Signal = Signal {
    id: "unit-value-off-pair-past",
    family: Family::Valuation,
    shows: &[Typology::Undervaluation, Typology::Overvaluation, Typology::Misclassification],
    title: Text { en: "Unlike the prices this customer had", zh: "与该客户历史单价不符" },
    unit: Unit::RobustZ,
    formula: "|ln(value / net mass / peers' median) − mean of the same over the exporter's past lots of the HS6 for the consignee| / max(own spread, 0.1), decayed with a half-life of 120 days; null below 3 decayed lots",
    reads: &[
        STATISTICAL_VALUE_USD,
        NET_MASS_KG,
        PEER_UNIT_VALUE,
        PAIR_PRICE_TO_PEERS,
        PAIR_PRICES_N,
        OWN_UNIT_VALUE_SPREAD,
    ],
    tells: &[EXPORTER_NAME, CONSIGNEE_NAME, PEER_UNIT_VALUE_N],
    measure,
    alarm: Alarm::Above(4.0),
    reason: Text {
        en: "Declared at {price_per_kg} USD/kg, the median of {peer_unit_value_n} comparable line(s) being {peer_unit_value_usd_per_kg}; {pair_prices_n} past lot(s) from {exporter_name} to {consignee_name} stood {pair_price_to_peers} (ln) beside theirs.",
        zh: "申报单价{price_per_kg}美元/千克，{peer_unit_value_n}票可比申报的中位数为{peer_unit_value_usd_per_kg}；{exporter_name}此前发往{consignee_name}的{pair_prices_n}票与同类之比为{pair_price_to_peers}（对数）。",
    },
    innocent: &["a new contract", "another grade for the same customer", "a customer who left the market's rebates"],
    sources: &["Under-valuation persistent by exporter and consignee, domain notes T3"],
};

fn measure() -> Expr {
    let now = ln(price_per_kg() / positive(PEER_UNIT_VALUE));
    let off = (now - PAIR_PRICE_TO_PEERS.expr().cast(DataType::Float64)).abs() / positive(OWN_UNIT_VALUE_SPREAD);
    when(PAIR_PRICES_N.expr().cast(DataType::Float64).gt_eq(lit(LOTS_MIN))).then(off).otherwise(NULL.lit())
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn a_steady_discount_is_quiet_and_its_end_rings() {
        // A customer who always paid half: half again is nothing, the full price is ln 2 / 0.1.
        check(
            &SIGNAL,
            "
            statistical_value_usd | net_mass_kg | peer_unit_value_usd_per_kg | pair_price_to_peers | pair_prices_n | own_unit_value_spread
            500  | 100 | 10 | -0.6931472 | 5 | 0.1
            1000 | 100 | 10 | -0.6931472 | 5 | 0.1
            1000 | 100 | 10 | -0.6931472 | 2 | 0.1
            1000 | 100 |    | -0.6931472 | 5 | 0.1
            ",
            expect![[r#"
                0.000
                6.931 ALARM
                null
                null
            "#]],
        );
    }
}
