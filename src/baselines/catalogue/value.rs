//! What goods were declared at per kilogram.

use super::columns::columns;
use super::parts::ratio;
use crate::baselines::keys::Part;
use crate::baselines::ladder::{Ladder, LadderSpec};
use crate::baselines::set::Baseline;
use crate::schema;

columns! {
    PEER_UNIT_VALUE = "peer_unit_value_usd_per_kg", UsDollarPerKilogram, "Median price of peers: same goods, destination and months, as far as known";
    PEER_UNIT_VALUE_SPREAD = "peer_unit_value_spread", LogRatio, "Robust standard deviation of the logarithm of the peers' price";
    PEER_UNIT_VALUE_N = "peer_unit_value_n", Count, "Peers on the narrowest level that has at least ten, else on the largest";
    PEER_UNIT_VALUE_LOW = "peer_unit_value_p10_usd_per_kg", UsDollarPerKilogram, "10th percentile of the peers' price";
    PEER_UNIT_VALUE_HIGH = "peer_unit_value_p90_usd_per_kg", UsDollarPerKilogram, "90th percentile of the peers' price";
    OWN_UNIT_VALUE_MEDIAN = "own_unit_value_usd_per_kg", UsDollarPerKilogram, "Median price of the exporter's own past lots of the goods";
    OWN_UNIT_VALUE_SPREAD = "own_unit_value_spread", LogRatio, "Robust standard deviation of the logarithm of the exporter's own price";
    OWN_UNIT_VALUE_N = "own_unit_value_n", Count, "The exporter's own past lots of the goods";
    OWN_UNIT_VALUE_LOW = "own_unit_value_p10_usd_per_kg", UsDollarPerKilogram, "10th percentile of the exporter's own price";
    OWN_UNIT_VALUE_HIGH = "own_unit_value_p90_usd_per_kg", UsDollarPerKilogram, "90th percentile of the exporter's own price";
}

/// The baselines of this file, knowing nothing yet.
pub(super) fn all() -> Vec<Box<dyn Baseline>> {
    vec![Ladder::new(&UNIT_VALUE), Ladder::new(&OWN_UNIT_VALUE)]
}

static UNIT_VALUE: LadderSpec = LadderSpec {
    id: "unit-value",
    about: "What peers declare per kilogram, by goods, destination and the last three months",
    levels: &[&[Part::Hs4], &[Part::Hs6], &[Part::Hs8], &[Part::Hs10], &[Part::Hs6, Part::Destination]],
    months: Some(3),
    value: |keys| ratio(keys, schema::STATISTICAL_VALUE_USD, schema::NET_MASS_KG),
    shrink: 15.0,
    spread_min: 0.05,
    median: PEER_UNIT_VALUE,
    spread: PEER_UNIT_VALUE_SPREAD,
    n: PEER_UNIT_VALUE_N,
    low: PEER_UNIT_VALUE_LOW,
    high: PEER_UNIT_VALUE_HIGH,
};

static OWN_UNIT_VALUE: LadderSpec = LadderSpec {
    id: "own-unit-value",
    about: "What the exporter itself declared per kilogram for the same goods in the last twelve months",
    levels: &[&[Part::Exporter, Part::Hs6]],
    months: Some(12),
    value: |keys| ratio(keys, schema::STATISTICAL_VALUE_USD, schema::NET_MASS_KG),
    shrink: 5.0,
    spread_min: 0.1,
    median: OWN_UNIT_VALUE_MEDIAN,
    spread: OWN_UNIT_VALUE_SPREAD,
    n: OWN_UNIT_VALUE_N,
    low: OWN_UNIT_VALUE_LOW,
    high: OWN_UNIT_VALUE_HIGH,
};
