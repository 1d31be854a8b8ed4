//! Goods that weigh more or less per cubic metre than such goods do.

use crate::baselines::{PEER_DENSITY, PEER_DENSITY_HIGH, PEER_DENSITY_LOW, PEER_DENSITY_N, PEER_DENSITY_SPREAD};
use crate::schema::{GROSS_MASS_KG, PACKAGE_TYPE, Unit, VOLUME_M3};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::{positive, robust_z};
use polars::prelude::Expr;

pub(super) static SIGNAL: Signal = Signal {
    id: "packed-density-off-norm",
    family: Family::Quantity,
    shows: &[Typology::Concealment, Typology::Misclassification],
    title: Text { en: "Heavier or lighter than its volume", zh: "装载密度异于常规" },
    unit: Unit::RobustZ,
    formula: "|ln(gross mass / volume) − ln(median)| / spread, HS2 → HS4 → HS6 → HS10; null below 10 lots",
    reads: &[GROSS_MASS_KG, VOLUME_M3, PEER_DENSITY, PEER_DENSITY_SPREAD, PEER_DENSITY_N],
    tells: &[PEER_DENSITY_LOW, PEER_DENSITY_HIGH, PACKAGE_TYPE],
    measure,
    alarm: Alarm::Above(4.0),
    reason: Text {
        en: "{gross_mass_kg} kg in {volume_m3} m3; {peer_packed_density_n} like lot(s) had {peer_packed_density_p10}–{peer_packed_density_p90} kg/m3.",
        zh: "{volume_m3}立方米重{gross_mass_kg}千克；{peer_packed_density_n}票同类为{peer_packed_density_p10}–{peer_packed_density_p90}千克/立方米。",
    },
    innocent: &["a nominal volume on the packing list", "mixed pallets", "half-empty crates"],
    sources: &["Ferro-silicon cases 2017-2019 of the domain notes: 24 t in a box of glass"],
};

fn measure() -> Expr {
    let quantity = positive(GROSS_MASS_KG) / positive(VOLUME_M3);
    robust_z(quantity, PEER_DENSITY, PEER_DENSITY_SPREAD, PEER_DENSITY_N, 10.0).abs()
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
            gross_mass_kg | volume_m3 | peer_packed_density_kg_per_m3 | peer_packed_density_spread | peer_packed_density_n
            300  | 1 | 300 | 0.2 | 50
            2000 | 1 | 300 | 0.2 | 50
            2000 |   | 300 | 0.2 | 50
            ",
            expect![[r#"
                0.000
                9.486 ALARM
                null
            "#]],
        );
    }
}
