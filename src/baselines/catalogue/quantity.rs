//! What packages held and weighed.

use super::columns::columns;
use super::parts::ratio;
use crate::baselines::keys::Part;
use crate::baselines::ladder::{Ladder, LadderSpec};
use crate::baselines::set::Baseline;
use crate::schema;

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
}

/// The baselines of this file, knowing nothing yet.
pub(super) fn all() -> Vec<Box<dyn Baseline>> {
    vec![Ladder::new(&TARE), Ladder::new(&PACKAGE_MASS), Ladder::new(&PACKED_DENSITY)]
}

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
