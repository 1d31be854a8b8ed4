//! The registry of baselines: what is learned, by which key, and the columns that carry it to the signals.

use super::keys::{Keys, Part};
use super::ladder::{Ladder, LadderSpec};
use super::set::Baseline;
use super::state::{Decayed, Distinct, FirstSeen, Recent};
use super::tally::{Learned, Tally, TallySpec};
use crate::schema;
use crate::schema::Kind::Small;
use crate::schema::LIMIT_SHARE;
use crate::schema::{Column, Unit};
use polars::prelude::PolarsResult;

/// Every baseline, knowing nothing yet.
pub(super) fn all() -> Vec<Box<dyn Baseline>> {
    vec![
        Ladder::new(&UNIT_VALUE),
        Ladder::new(&OWN_UNIT_VALUE),
        Ladder::new(&TARE),
        Ladder::new(&PACKAGE_MASS),
        Ladder::new(&PACKED_DENSITY),
        Tally::new(&LINES),
        Tally::new(&GOODS),
        Tally::new(&GOODS_DESTINATION),
        Tally::new(&HEADING),
        Tally::new(&HEADING_DESTINATION),
        Tally::new(&DESTINATION),
        Tally::new(&EXPORTER),
        Tally::new(&EXPORTER_SINCE),
        Tally::new(&EXPORTER_RANGE),
        Tally::new(&EXPORTER_HEADING),
        Tally::new(&EXPORTER_HEADING_RECENT),
        Tally::new(&CONSIGNEE),
        Tally::new(&CONSIGNEE_SINCE),
        Tally::new(&CONSIGNEE_SUPPLIERS),
        Tally::new(&SMALL_LOTS_EXPORTER),
        Tally::new(&SMALL_LOTS_CONSIGNEE),
    ]
}

/// Share of a limit from which a lot counts as "just under" it (DOMAIN.md T8 lots lie at 88-99.8 % of a limit).
pub const NEAR_LIMIT: f32 = 0.88;
/// Days over which lots just under a limit are counted.
pub const SMALL_LOTS_DAYS: i32 = 14;

/// Days the baselines look back from a declaration.
pub const HISTORY_DAYS: Column =
    Column::derived("history_days", Small, Unit::Day, "Days of history the baselines have learned from");

macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $unit:ident, $about:literal;)*) => {
        $(#[doc = $about] pub const $name: Column = Column::derived($text, Small, Unit::$unit, $about);)*
    };
}

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
    PEER_TARE = "peer_tare", Ratio, "Median tare (gross less net, over net) for the package type and goods";
    PEER_TARE_SPREAD = "peer_tare_spread", LogRatio, "Robust standard deviation of the logarithm of the tare";
    PEER_TARE_N = "peer_tare_n", Count, "Lots behind the tare norm";
    PEER_TARE_LOW = "peer_tare_p10", Ratio, "10th percentile of the tare";
    PEER_TARE_HIGH = "peer_tare_p90", Ratio, "90th percentile of the tare";
    PEER_PACKAGE_MASS = "peer_package_mass_kg", Kilogram, "Median net mass per package for the package type and goods";
    PEER_PACKAGE_MASS_SPREAD = "peer_package_mass_spread", LogRatio, "Robust standard deviation of the logarithm of the net mass per package";
    PEER_PACKAGE_MASS_N = "peer_package_mass_n", Count, "Lots behind the package norm";
    PEER_PACKAGE_MASS_LOW = "peer_package_mass_p10_kg", Kilogram, "10th percentile of the net mass per package";
    PEER_PACKAGE_MASS_HIGH = "peer_package_mass_p90_kg", Kilogram, "90th percentile of the net mass per package";
    PEER_DENSITY = "peer_packed_density_kg_per_m3", Ratio, "Median gross mass per packed volume of the goods";
    PEER_DENSITY_SPREAD = "peer_packed_density_spread", LogRatio, "Robust standard deviation of the logarithm of the packed density";
    PEER_DENSITY_N = "peer_packed_density_n", Count, "Lots behind the density norm";
    PEER_DENSITY_LOW = "peer_packed_density_p10", Ratio, "10th percentile of the packed density";
    PEER_DENSITY_HIGH = "peer_packed_density_p90", Ratio, "90th percentile of the packed density";
    LINES_N = "lines_n", Count, "All past lines, decayed";
    GOODS_N = "goods_n", Count, "Past lines of the same 6-digit code, decayed";
    GOODS_DESTINATION_N = "goods_destination_n", Count, "Past lines of the same 6-digit code to the same destination, decayed";
    HEADING_N = "heading_n", Count, "Past lines of the same heading, decayed";
    HEADING_DESTINATION_N = "heading_destination_n", Count, "Past lines of the same heading to the same destination, decayed";
    DESTINATION_N = "destination_n", Count, "Past lines to the same destination, decayed";
    EXPORTER_N = "exporter_n", Count, "Past lines of the exporter, decayed";
    EXPORTER_AGE_DAYS = "exporter_age_days", Day, "Days since the exporter was first seen";
    EXPORTER_HEADINGS = "exporter_headings", Count, "Different headings the exporter has declared";
    EXPORTER_HEADING_N = "exporter_heading_n", Count, "Past lines of the exporter in the same heading, decayed";
    EXPORTER_HEADING_RECENT_N = "exporter_heading_recent_n", Count, "Lines of the exporter in the same heading in the last 14 days";
    EXPORTER_HEADING_MONTH_N = "exporter_heading_month_n", Count, "Lines of the exporter in the same heading in the 21 days before those";
    CONSIGNEE_N = "consignee_n", Count, "Past lines to the consignee, decayed";
    CONSIGNEE_AGE_DAYS = "consignee_age_days", Day, "Days since the consignee was first seen";
    CONSIGNEE_EXPORTERS = "consignee_exporters", Count, "Different exporters the consignee has bought from";
    EXPORTER_SMALL_LOTS = "exporter_small_lots", Count, "Lots of the exporter in the heading just under a limit in the last 14 days";
    CONSIGNEE_SMALL_LOTS = "consignee_small_lots", Count, "Lots to the consignee in the heading just under a limit in the last 14 days";
}

fn ratio(keys: &Keys, over: Column, under: Column) -> PolarsResult<Vec<Option<f64>>> {
    let (over, under) = (number(keys, over)?, number(keys, under)?);
    Ok(over.iter().zip(under).map(|(over, under)| Some(over.as_ref()? / under.filter(|under| *under > 0.0)?)).collect())
}

fn number(keys: &Keys, column: Column) -> PolarsResult<Vec<Option<f64>>> {
    Ok(keys.declarations().column(column.name)?.f64()?.iter().collect())
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

static TARE: LadderSpec = LadderSpec {
    id: "tare",
    about: "What packing weighs against the goods, by package type and goods",
    levels: &[&[Part::PackageType], &[Part::Hs4, Part::PackageType], &[Part::Hs6, Part::PackageType]],
    months: None,
    value: |keys| {
        let ratios = ratio(keys, schema::GROSS_MASS_KG, schema::NET_MASS_KG)?;
        // A tare of nothing or less is the least that can be told from none: 0.1 % of the net mass.
        Ok(ratios.into_iter().map(|gross| gross.map(|gross| (gross - 1.0).max(0.001))).collect())
    },
    shrink: 15.0,
    spread_min: 0.1,
    median: PEER_TARE,
    spread: PEER_TARE_SPREAD,
    n: PEER_TARE_N,
    low: PEER_TARE_LOW,
    high: PEER_TARE_HIGH,
};

static PACKAGE_MASS: LadderSpec = LadderSpec {
    id: "package-mass",
    about: "What one package holds, by package type and goods",
    levels: &[
        &[Part::Hs2, Part::PackageType],
        &[Part::Hs4, Part::PackageType],
        &[Part::Hs6, Part::PackageType],
        &[Part::Hs10, Part::PackageType],
    ],
    months: None,
    value: |keys| ratio(keys, schema::NET_MASS_KG, schema::PACKAGES_N),
    shrink: 15.0,
    spread_min: 0.05,
    median: PEER_PACKAGE_MASS,
    spread: PEER_PACKAGE_MASS_SPREAD,
    n: PEER_PACKAGE_MASS_N,
    low: PEER_PACKAGE_MASS_LOW,
    high: PEER_PACKAGE_MASS_HIGH,
};

static PACKED_DENSITY: LadderSpec = LadderSpec {
    id: "packed-density",
    about: "What a cubic metre of the packed goods weighs",
    levels: &[&[Part::Hs2], &[Part::Hs4], &[Part::Hs6], &[Part::Hs10]],
    months: None,
    value: |keys| ratio(keys, schema::GROSS_MASS_KG, schema::VOLUME_M3),
    shrink: 15.0,
    spread_min: 0.05,
    median: PEER_DENSITY,
    spread: PEER_DENSITY_SPREAD,
    n: PEER_DENSITY_N,
    low: PEER_DENSITY_LOW,
    high: PEER_DENSITY_HIGH,
};

const fn count(column: Column) -> Learned<Decayed> {
    Learned { column, read: |state, day| Some(state.at(day)), unseen: Some(0.0) }
}

const fn age(column: Column) -> Learned<FirstSeen> {
    Learned { column, read: |state, day| state.day().map(|first| f64::from(day - first)), unseen: Some(0.0) }
}

const fn different(column: Column) -> Learned<Distinct> {
    Learned { column, read: |state, _| Some(state.estimate()), unseen: Some(0.0) }
}

const fn small_lots(column: Column) -> Learned<Recent> {
    Learned { column, read: |state, day| Some(f64::from(state.between(day - SMALL_LOTS_DAYS, day))), unseen: Some(0.0) }
}

const fn tally<S>(
    id: &'static str,
    about: &'static str,
    key: &'static [Part],
    learns: &'static [Learned<S>],
) -> TallySpec<S> {
    TallySpec { id, about, key, item: None, only: None, learns }
}

/// One key for all: an empty key is the same for every line.
static LINES: TallySpec<Decayed> = tally("lines", "All lines", &[], &[count(LINES_N)]);
static GOODS: TallySpec<Decayed> = tally("goods", "Lines by 6-digit code", &[Part::Hs6], &[count(GOODS_N)]);
static GOODS_DESTINATION: TallySpec<Decayed> = tally(
    "goods-destination",
    "Lines by 6-digit code and destination",
    &[Part::Hs6, Part::Destination],
    &[count(GOODS_DESTINATION_N)],
);
static HEADING: TallySpec<Decayed> = tally("heading", "Lines by heading", &[Part::Hs4], &[count(HEADING_N)]);
static HEADING_DESTINATION: TallySpec<Decayed> = tally(
    "heading-destination",
    "Lines by heading and destination",
    &[Part::Hs4, Part::Destination],
    &[count(HEADING_DESTINATION_N)],
);
static DESTINATION: TallySpec<Decayed> =
    tally("destination", "Lines by destination", &[Part::Destination], &[count(DESTINATION_N)]);
static EXPORTER: TallySpec<Decayed> = tally("exporter", "Lines by exporter", &[Part::Exporter], &[count(EXPORTER_N)]);
static EXPORTER_SINCE: TallySpec<FirstSeen> =
    tally("exporter-since", "First day of each exporter", &[Part::Exporter], &[age(EXPORTER_AGE_DAYS)]);
static EXPORTER_RANGE: TallySpec<Distinct> = TallySpec {
    item: Some(Part::Hs4),
    ..tally("exporter-range", "Different headings by exporter", &[Part::Exporter], &[different(EXPORTER_HEADINGS)])
};
static EXPORTER_HEADING: TallySpec<Decayed> = tally(
    "exporter-heading",
    "Lines by exporter and heading",
    &[Part::Exporter, Part::Hs4],
    &[count(EXPORTER_HEADING_N)],
);
static EXPORTER_HEADING_RECENT: TallySpec<Recent> = tally(
    "exporter-heading-recent",
    "Lines by exporter and heading in the last five weeks, by day",
    &[Part::Exporter, Part::Hs4],
    &[
        Learned {
            column: EXPORTER_HEADING_RECENT_N,
            read: |state, day| Some(f64::from(state.between(day - 14, day))),
            unseen: Some(0.0),
        },
        Learned {
            column: EXPORTER_HEADING_MONTH_N,
            read: |state, day| Some(f64::from(state.between(day - 35, day - 14))),
            unseen: Some(0.0),
        },
    ],
);
static CONSIGNEE: TallySpec<Decayed> =
    tally("consignee", "Lines by consignee", &[Part::Consignee], &[count(CONSIGNEE_N)]);
static CONSIGNEE_SINCE: TallySpec<FirstSeen> =
    tally("consignee-since", "First day of each consignee", &[Part::Consignee], &[age(CONSIGNEE_AGE_DAYS)]);
static CONSIGNEE_SUPPLIERS: TallySpec<Distinct> = TallySpec {
    item: Some(Part::Exporter),
    ..tally(
        "consignee-suppliers",
        "Different exporters by consignee",
        &[Part::Consignee],
        &[different(CONSIGNEE_EXPORTERS)],
    )
};
static SMALL_LOTS_EXPORTER: TallySpec<Recent> = TallySpec {
    only: Some((LIMIT_SHARE, NEAR_LIMIT)),
    ..tally(
        "small-lots-exporter",
        "Lots just under a limit by exporter and heading, by day",
        &[Part::Exporter, Part::Hs4],
        &[small_lots(EXPORTER_SMALL_LOTS)],
    )
};
static SMALL_LOTS_CONSIGNEE: TallySpec<Recent> = TallySpec {
    only: Some((LIMIT_SHARE, NEAR_LIMIT)),
    ..tally(
        "small-lots-consignee",
        "Lots just under a limit by consignee and heading, by day",
        &[Part::Consignee, Part::Hs4],
        &[small_lots(CONSIGNEE_SMALL_LOTS)],
    )
};
