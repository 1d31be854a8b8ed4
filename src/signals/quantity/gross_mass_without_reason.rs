//! Gross mass that neither the goods nor their packing nor their volume account for.

use crate::baselines::{
    PEER_DENSITY, PEER_DENSITY_HIGH, PEER_DENSITY_LOW, PEER_DENSITY_N, PEER_DENSITY_SPREAD, PEER_TARE, PEER_TARE_HIGH,
    PEER_TARE_LOW, PEER_TARE_N, PEER_TARE_SPREAD,
};
use crate::schema::{GROSS_MASS_KG, NET_MASS_KG, PACKAGE_TYPE, Unit, VOLUME_M3};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::{positive, robust_z, tare};
use polars::prelude::{Expr, lit, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "gross-mass-without-reason",
    family: Family::Quantity,
    shows: &[Typology::Concealment, Typology::Misclassification],
    title: Text { en: "Gross mass without a reason", zh: "毛重无从解释" },
    unit: Unit::RobustZ,
    formula: "(z of the tare + z of the packed density) / √2, each held to ±5; z as in tare-off-package-norm and packed-density-off-norm, upwards; the density counts as usual (0) where no volume is declared; null below 10 lots behind the tare",
    reads: &[
        GROSS_MASS_KG,
        NET_MASS_KG,
        VOLUME_M3,
        PEER_TARE,
        PEER_TARE_SPREAD,
        PEER_TARE_N,
        PEER_DENSITY,
        PEER_DENSITY_SPREAD,
        PEER_DENSITY_N,
    ],
    tells: &[PEER_TARE_LOW, PEER_TARE_HIGH, PEER_DENSITY_LOW, PEER_DENSITY_HIGH, PACKAGE_TYPE],
    measure,
    alarm: Alarm::Above(3.0),
    reason: Text {
        en: "Gross {gross_mass_kg} kg, where net {net_mass_kg} kg and usual packing come to {expected_gross_kg} kg ({peer_tare_n} like lot(s), package {package_type}: packing of {peer_tare_p10}–{peer_tare_p90} of the net mass)[; in {volume_m3} m3, where {peer_packed_density_n} lot(s) had {peer_packed_density_p10}–{peer_packed_density_p90} kg/m3].",
        zh: "毛重{gross_mass_kg}千克，净重{net_mass_kg}千克加常规包装应为{expected_gross_kg}千克（{peer_tare_n}票同类，包装{package_type}：皮重为净重的{peer_tare_p10}–{peer_tare_p90}）[；体积{volume_m3}立方米，{peer_packed_density_n}票同类为{peer_packed_density_p10}–{peer_packed_density_p90}千克/立方米]。",
    },
    innocent: &[
        "timber crates and heavy pallets (they add volume too)",
        "gross mass of a whole consignment typed on one line",
        "a nominal volume",
    ],
    sources: &[
        "Domain notes T5: what is hidden adds to the gross mass, not to the packing nor to the volume",
        "Stouffer's sum of z (The American Soldier, 1949)",
    ],
};

/// Packing that is heavier adds volume; what is hidden inside the cargo does not. Hence both together, one-sided.
fn measure() -> Expr {
    let held = |z: Expr| z.clip(lit(-5.0), lit(5.0));
    let packing = held(robust_z(tare(), PEER_TARE, PEER_TARE_SPREAD, PEER_TARE_N, 10.0));
    let density = positive(GROSS_MASS_KG) / positive(VOLUME_M3);
    let density = held(robust_z(density, PEER_DENSITY, PEER_DENSITY_SPREAD, PEER_DENSITY_N, 10.0));
    let told = when(density.clone().is_not_null()).then(density).otherwise(lit(0.0));
    (packing + told) / lit(std::f64::consts::SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn hidden_mass_rings_louder_than_a_crate() {
        check(
            &SIGNAL,
            "
            gross_mass_kg | net_mass_kg | volume_m3 | peer_tare | peer_tare_spread | peer_tare_n | peer_packed_density_kg_per_m3 | peer_packed_density_spread | peer_packed_density_n
            1060 | 1000 | 1.06 | 0.05 | 0.35 | 50 | 1000 | 0.15 | 50
            1200 | 1000 | 1.05 | 0.05 | 0.35 | 50 | 1000 | 0.15 | 50
            1200 | 1000 | 1.20 | 0.05 | 0.35 | 50 | 1000 | 0.15 | 50
            1200 | 1000 |      | 0.05 | 0.35 | 50 | 1000 | 0.15 | 50
            1200 | 1000 | 1.05 | 0.05 | 0.35 | 50 | 1000 | 0.15 | 4
            1200 | 1000 | 1.05 | 0.05 | 0.35 | 4  | 1000 | 0.15 | 50
            1200 |      | 1.05 | 0.05 | 0.35 | 50 | 1000 | 0.15 | 50
            ",
            expect![[r#"
                0.368
                3.430 ALARM
                2.801
                2.801
                2.801
                null
                null
            "#]],
        );
    }
}
