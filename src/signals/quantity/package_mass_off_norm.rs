//! Packages that hold more or less than such packages of such goods hold.

use crate::baselines::{
    PEER_PACKAGE_MASS, PEER_PACKAGE_MASS_HIGH, PEER_PACKAGE_MASS_LOW, PEER_PACKAGE_MASS_N, PEER_PACKAGE_MASS_SPREAD,
};
use crate::schema::{NET_MASS_KG, PACKAGE_TYPE, PACKAGES_N, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::{positive, robust_z};
use polars::prelude::Expr;

pub(super) static SIGNAL: Signal = Signal {
    id: "package-mass-off-norm",
    family: Family::Quantity,
    shows: &[Typology::Misclassification, Typology::Concealment],
    title: Text { en: "Packages hold unlike their norm", zh: "单件净重异于常规" },
    unit: Unit::RobustZ,
    formula: "|ln(net mass / packages) − ln(median)| / spread, by package type within HS2 → HS4 → HS6 → HS10; null below 10 lots",
    reads: &[NET_MASS_KG, PACKAGES_N, PEER_PACKAGE_MASS, PEER_PACKAGE_MASS_SPREAD, PEER_PACKAGE_MASS_N],
    tells: &[PEER_PACKAGE_MASS_LOW, PEER_PACKAGE_MASS_HIGH, PACKAGE_TYPE],
    measure,
    alarm: Alarm::Above(4.0),
    reason: Text {
        en: "{net_mass_kg} kg in {packages_n} package(s) ({package_type}); {peer_package_mass_n} like lot(s) had {peer_package_mass_p10_kg}–{peer_package_mass_p90_kg} kg a package.",
        zh: "{packages_n}件（{package_type}）净重{net_mass_kg}千克；{peer_package_mass_n}票同类每件{peer_package_mass_p10_kg}–{peer_package_mass_p90_kg}千克。",
    },
    innocent: &["pallets counted as packages", "a new package size", "samples"],
    sources: &["Yantian and Tianjin cases of the domain notes: kilograms per box give the goods away"],
};

fn measure() -> Expr {
    let quantity = positive(NET_MASS_KG) / positive(PACKAGES_N);
    robust_z(quantity, PEER_PACKAGE_MASS, PEER_PACKAGE_MASS_SPREAD, PEER_PACKAGE_MASS_N, 10.0).abs()
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
            net_mass_kg | packages_n | peer_package_mass_kg | peer_package_mass_spread | peer_package_mass_n
            1000 | 40 | 25 | 0.1 | 50
            1000 | 1  | 25 | 0.1 | 50
            1000 | 0  | 25 | 0.1 | 50
            1000 | 40 |    | 0.1 | 50
            ",
            expect![[r#"
                0.000
                36.889 ALARM
                null
                null
            "#]],
        );
    }
}
