//! What the two signals of a price that is kept off its peers have in common: all but the side.

use crate::baselines::{
    OWN_UNIT_VALUE_HIGH, OWN_UNIT_VALUE_LOW, OWN_UNIT_VALUE_MEDIAN, OWN_UNIT_VALUE_N, PEER_UNIT_VALUE,
    PEER_UNIT_VALUE_HIGH, PEER_UNIT_VALUE_LOW, PEER_UNIT_VALUE_N, PEER_UNIT_VALUE_SPREAD,
};
use crate::reference::{REFERENCE_PRICE_HIGH, REFERENCE_PRICE_LOW};
use crate::schema::{NET_MASS_KG, STATISTICAL_VALUE_USD, Unit};
use crate::signals::Family;
use crate::signals::form::{Alarm, Signal, Text};
use polars::prelude::{Literal, NULL};

/// A form without a side; each of the two says its own id, title, formula, measure and honest explanations.
pub(super) const PEERS_AGAIN: Signal = Signal {
    id: "",
    family: Family::Valuation,
    shows: &[],
    title: Text { en: "", zh: "" },
    unit: Unit::RobustZ,
    formula: "",
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
    measure: || NULL.lit(),
    alarm: Alarm::Above(2.0),
    reason: Text {
        en: "Declared at {price_per_kg} USD/kg, after {own_unit_value_n} lot(s) of the exporter at {own_unit_value_p10_usd_per_kg}–{own_unit_value_p90_usd_per_kg}; {peer_unit_value_n} comparable line(s) of the last months had {peer_unit_value_p10_usd_per_kg}–{peer_unit_value_p90_usd_per_kg}[; the published band of the day is {reference_price_low_usd_per_kg}–{reference_price_high_usd_per_kg}].",
        zh: "申报单价{price_per_kg}美元/千克，该企业此前{own_unit_value_n}票为{own_unit_value_p10_usd_per_kg}–{own_unit_value_p90_usd_per_kg}；近月{peer_unit_value_n}票可比申报为{peer_unit_value_p10_usd_per_kg}–{peer_unit_value_p90_usd_per_kg}[；当日公开参考价为{reference_price_low_usd_per_kg}–{reference_price_high_usd_per_kg}]。",
    },
    innocent: &[],
    sources: &[
        "Domain notes: a false value is kept up by exporter and consignee, a discount is given once",
        "WCO guide to customs valuation and risk: own history of the operator",
    ],
};
