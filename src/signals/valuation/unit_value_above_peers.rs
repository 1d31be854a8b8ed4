//! Goods declared far dearer per kilogram than the same goods of others.

use crate::baselines::{
    PEER_UNIT_VALUE, PEER_UNIT_VALUE_HIGH, PEER_UNIT_VALUE_LOW, PEER_UNIT_VALUE_N, PEER_UNIT_VALUE_SPREAD,
};
use crate::reference::{REFERENCE_PRICE_HIGH, REFERENCE_PRICE_LOW};
use crate::schema::{NET_MASS_KG, STATISTICAL_VALUE_USD, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::peer_price_z;

pub(super) static SIGNAL: Signal = Signal {
    id: "unit-value-above-peers",
    family: Family::Valuation,
    shows: &[Typology::Overvaluation, Typology::Misclassification, Typology::Concealment],
    title: Text { en: "Priced above its peers", zh: "单价高于同类" },
    unit: Unit::RobustZ,
    formula: "(ln(value / net mass) − median) / spread; of peers shrunk HS4 → HS6 → HS6 × destination → HS6 × lot size → HS8 → HS10 over three months, blended n : 15 with the published band of the day where there is one; null without a peer, and below 10 peers without a band",
    reads: &[
        STATISTICAL_VALUE_USD,
        NET_MASS_KG,
        PEER_UNIT_VALUE,
        PEER_UNIT_VALUE_SPREAD,
        PEER_UNIT_VALUE_N,
        REFERENCE_PRICE_LOW,
        REFERENCE_PRICE_HIGH,
    ],
    tells: &[PEER_UNIT_VALUE_LOW, PEER_UNIT_VALUE_HIGH],
    measure: peer_price_z,
    alarm: Alarm::Above(3.5),
    reason: Text {
        en: "Declared at {price_per_kg} USD/kg; {peer_unit_value_n} comparable line(s) of the last months had {peer_unit_value_p10_usd_per_kg}–{peer_unit_value_p90_usd_per_kg}, median {peer_unit_value_usd_per_kg}[; the published band of the day is {reference_price_low_usd_per_kg}–{reference_price_high_usd_per_kg}].",
        zh: "申报单价{price_per_kg}美元/千克；近月{peer_unit_value_n}票可比申报为{peer_unit_value_p10_usd_per_kg}–{peer_unit_value_p90_usd_per_kg}，中位数{peer_unit_value_usd_per_kg}[；当日公开参考价为{reference_price_low_usd_per_kg}–{reference_price_high_usd_per_kg}]。",
    },
    innocent: &["brand premium", "samples and small lots", "a special grade under a broad code"],
    sources: &["JRC138858 (outliers in skewed trade data)", "Pak & Zdanowicz, interquartile price filters"],
};

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn high_prices_ring_and_thin_peers_are_silent() {
        check(
            &SIGNAL,
            "
            statistical_value_usd | net_mass_kg | peer_unit_value_usd_per_kg | peer_unit_value_spread | peer_unit_value_n | reference_price_low_usd_per_kg | reference_price_high_usd_per_kg
            1000  | 100 | 10 | 0.2 | 50 |   |
            100   | 100 | 10 | 0.2 | 50 |   |
            10000 | 100 | 10 | 0.2 | 50 |   |
            1000  | 0   | 10 | 0.2 | 50 |   |
            1000  | 100 | 10 | 0.2 | 3  |   |
            1000  | 100 |    |     |    |   |
            1000  | 100 |    |     |    | 1 | 2
            4000  | 100 | 10 | 0.2 | 15 | 40 | 40
            4000  | 100 | 10 | 0.2 | 3  | 20 | 80
            ",
            expect![[r#"
                0.000
                -11.513
                11.513 ALARM
                null
                null
                null
                null
                4.384 ALARM
                0.462
            "#]],
        );
    }
}
