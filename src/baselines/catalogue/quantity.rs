//! What packages held and weighed.

use super::columns::columns;
use super::parts::{count, number, ratio, tally};
use crate::baselines::keys::{Keys, Part};
use crate::baselines::ladder::{Ladder, LadderSpec};
use crate::baselines::set::Baseline;
use crate::baselines::state::{Decayed, Share};
use crate::baselines::tally::{Learned, Tally, TallySpec};
use crate::schema;
use polars::prelude::PolarsResult;

columns! {
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
    OWN_TARE = "own_tare", Ratio, "Median the tare of the exporter's own past lots of the goods";
    OWN_TARE_SPREAD = "own_tare_spread", LogRatio, "Robust standard deviation of the logarithm of the tare of the exporter's own past lots of the goods";
    OWN_TARE_N = "own_tare_n", Count, "The exporter's own past lots with a gross mass";
    OWN_TARE_LOW = "own_tare_p10", Ratio, "10th percentile of the tare of the exporter's own past lots of the goods";
    OWN_TARE_HIGH = "own_tare_p90", Ratio, "90th percentile of the tare of the exporter's own past lots of the goods";
    OWN_DENSITY = "own_packed_density_kg_per_m3", Ratio, "Median the gross mass per packed volume of the exporter's own past lots of the goods";
    OWN_DENSITY_SPREAD = "own_packed_density_spread", LogRatio, "Robust standard deviation of the logarithm of the gross mass per packed volume of the exporter's own past lots of the goods";
    OWN_DENSITY_N = "own_packed_density_n", Count, "The exporter's own past lots with a volume";
    OWN_DENSITY_LOW = "own_packed_density_p10_kg_per_m3", Ratio, "10th percentile of the gross mass per packed volume of the exporter's own past lots of the goods";
    OWN_DENSITY_HIGH = "own_packed_density_p90_kg_per_m3", Ratio, "90th percentile of the gross mass per packed volume of the exporter's own past lots of the goods";
    PEER_LOT = "peer_lot_kg", Kilogram, "Median the net mass of a lot of the goods";
    PEER_LOT_SPREAD = "peer_lot_spread", LogRatio, "Robust standard deviation of the logarithm of the net mass of a lot of the goods";
    PEER_LOT_N = "peer_lot_n", Count, "Lots behind the norm of the lot size";
    PEER_LOT_LOW = "peer_lot_p10_kg", Kilogram, "10th percentile of the net mass of a lot of the goods";
    PEER_LOT_HIGH = "peer_lot_p90_kg", Kilogram, "90th percentile of the net mass of a lot of the goods";
    OWN_LOT = "own_lot_kg", Kilogram, "Median the net mass of the exporter's own past lots of the goods";
    OWN_LOT_SPREAD = "own_lot_spread", LogRatio, "Robust standard deviation of the logarithm of the net mass of the exporter's own past lots of the goods";
    OWN_LOT_N = "own_lot_n", Count, "The exporter's own past lots of the goods";
    OWN_LOT_LOW = "own_lot_p10_kg", Kilogram, "10th percentile of the net mass of the exporter's own past lots of the goods";
    OWN_LOT_HIGH = "own_lot_p90_kg", Kilogram, "90th percentile of the net mass of the exporter's own past lots of the goods";
    PEER_PAYLOAD = "peer_payload_kg", Kilogram, "Median the gross mass per container of the goods";
    PEER_PAYLOAD_SPREAD = "peer_payload_spread", LogRatio, "Robust standard deviation of the logarithm of the gross mass per container of the goods";
    PEER_PAYLOAD_N = "peer_payload_n", Count, "Lots in containers behind the norm of the payload";
    PEER_PAYLOAD_LOW = "peer_payload_p10_kg", Kilogram, "10th percentile of the gross mass per container of the goods";
    PEER_PAYLOAD_HIGH = "peer_payload_p90_kg", Kilogram, "90th percentile of the gross mass per container of the goods";
    PEER_PIECES = "peer_pieces_per_kg", Ratio, "Median quantity per net kilogram of the goods, in the declared unit of quantity";
    PEER_PIECES_SPREAD = "peer_pieces_spread", LogRatio, "Robust standard deviation of the logarithm of the quantity per net kilogram";
    PEER_PIECES_N = "peer_pieces_n", Count, "Lots in that unit of quantity";
    PEER_PIECES_LOW = "peer_pieces_p10_per_kg", Ratio, "10th percentile of the quantity per net kilogram";
    PEER_PIECES_HIGH = "peer_pieces_p90_per_kg", Ratio, "90th percentile of the quantity per net kilogram";
    WHOLE_PACKAGES_SHARE = "whole_packages_share", Ratio, "Share of past lots of the 6-digit code in such packages with a whole number of half kilograms in each";
    WHOLE_PACKAGES_N = "whole_packages_n", Count, "Past lots of more than one package behind that share";
    GOODS_PACKAGE_N = "goods_package_n", Count, "Past lots of the 6-digit code in such packages, decayed";
}

/// The baselines of this file, knowing nothing yet.
pub(super) fn all() -> Vec<Box<dyn Baseline>> {
    vec![
        Ladder::new(&TARE),
        Ladder::new(&PACKAGE_MASS),
        Ladder::new(&PACKED_DENSITY),
        Ladder::new(&OWN_TARE_PAST),
        Ladder::new(&OWN_DENSITY_PAST),
        Ladder::new(&LOT),
        Ladder::new(&OWN_LOT_PAST),
        Ladder::new(&PAYLOAD),
        Ladder::new(&PIECES),
        Tally::new(&WHOLE_PACKAGES),
        Tally::new(&GOODS_PACKAGE),
    ]
}

/// Gross less net, over net. A tare of nothing or less is the least that can be told from none: 0.1 % of the net mass.
fn tare(keys: &Keys) -> PolarsResult<Vec<Option<f64>>> {
    let ratios = ratio(keys, schema::GROSS_MASS_KG, schema::NET_MASS_KG)?;
    Ok(ratios.into_iter().map(|gross| gross.map(|gross| (gross - 1.0).max(0.001))).collect())
}

static TARE: LadderSpec = LadderSpec {
    id: "tare",
    about: "What packing weighs against the goods, by package type and goods",
    levels: &[&[Part::PackageType], &[Part::Hs4], &[Part::Hs6], &[Part::Hs6, Part::PackageType]],
    months: None,
    value: tare,
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

static OWN_TARE_PAST: LadderSpec = LadderSpec {
    id: "own-tare",
    about: "What packing weighs in the exporter's own past lots of the goods",
    levels: &[&[Part::Exporter, Part::Hs6]],
    months: None,
    value: tare,
    shrink: 5.0,
    spread_min: 0.1,
    median: OWN_TARE,
    spread: OWN_TARE_SPREAD,
    n: OWN_TARE_N,
    low: OWN_TARE_LOW,
    high: OWN_TARE_HIGH,
};

static OWN_DENSITY_PAST: LadderSpec = LadderSpec {
    id: "own-packed-density",
    about: "What a cubic metre weighs in the exporter's own past lots of the goods",
    levels: &[&[Part::Exporter, Part::Hs6]],
    months: None,
    value: |keys| ratio(keys, schema::GROSS_MASS_KG, schema::VOLUME_M3),
    shrink: 5.0,
    spread_min: 0.05,
    median: OWN_DENSITY,
    spread: OWN_DENSITY_SPREAD,
    n: OWN_DENSITY_N,
    low: OWN_DENSITY_LOW,
    high: OWN_DENSITY_HIGH,
};

static LOT: LadderSpec = LadderSpec {
    id: "lot",
    about: "How much of the goods is shipped at once",
    levels: &[&[Part::Hs6], &[Part::Hs10]],
    months: None,
    value: |keys| number(keys, schema::NET_MASS_KG),
    shrink: 15.0,
    spread_min: 0.1,
    median: PEER_LOT,
    spread: PEER_LOT_SPREAD,
    n: PEER_LOT_N,
    low: PEER_LOT_LOW,
    high: PEER_LOT_HIGH,
};

static OWN_LOT_PAST: LadderSpec = LadderSpec {
    id: "own-lot",
    about: "How much of the goods the exporter ships at once",
    levels: &[&[Part::Exporter, Part::Hs6]],
    months: None,
    value: |keys| number(keys, schema::NET_MASS_KG),
    shrink: 5.0,
    spread_min: 0.001,
    median: OWN_LOT,
    spread: OWN_LOT_SPREAD,
    n: OWN_LOT_N,
    low: OWN_LOT_LOW,
    high: OWN_LOT_HIGH,
};

static PAYLOAD: LadderSpec = LadderSpec {
    id: "payload",
    about: "What one container of the goods weighs",
    levels: &[&[Part::Hs6], &[Part::Hs10]],
    months: None,
    value: |keys| ratio(keys, schema::GROSS_MASS_KG, schema::CONTAINERS_N),
    shrink: 15.0,
    spread_min: 0.1,
    median: PEER_PAYLOAD,
    spread: PEER_PAYLOAD_SPREAD,
    n: PEER_PAYLOAD_N,
    low: PEER_PAYLOAD_LOW,
    high: PEER_PAYLOAD_HIGH,
};

static PIECES: LadderSpec = LadderSpec {
    id: "pieces",
    about: "How many units of quantity a kilogram of the goods makes",
    levels: &[&[Part::Hs6, Part::QuantityUnit], &[Part::Hs10, Part::QuantityUnit]],
    months: None,
    value: |keys| ratio(keys, schema::QUANTITY, schema::NET_MASS_KG),
    shrink: 15.0,
    spread_min: 0.05,
    median: PEER_PIECES,
    spread: PEER_PIECES_SPREAD,
    n: PEER_PIECES_N,
    low: PEER_PIECES_LOW,
    high: PEER_PIECES_HIGH,
};

static WHOLE_PACKAGES: TallySpec<Share> = TallySpec {
    item: Some(Part::WholePackages),
    ..tally(
        "whole-packages",
        "How often packages of such goods hold a whole number of half kilograms",
        &[Part::Hs6, Part::PackageType],
        &[
            Learned { column: WHOLE_PACKAGES_SHARE, read: |state, _| Some(state.share()), unseen: None },
            Learned { column: WHOLE_PACKAGES_N, read: |state, _| Some(state.n()), unseen: Some(0.0) },
        ],
    )
};

static GOODS_PACKAGE: TallySpec<Decayed> = tally(
    "goods-package",
    "Lines by 6-digit code and package type",
    &[Part::Hs6, Part::PackageType],
    &[count(GOODS_PACKAGE_N)],
);
