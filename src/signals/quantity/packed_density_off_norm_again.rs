//! Goods heavier or lighter for their volume than those of others, as in the same exporter's lots before.

use crate::baselines::{
    OWN_DENSITY, OWN_DENSITY_HIGH, OWN_DENSITY_LOW, OWN_DENSITY_N, PEER_DENSITY, PEER_DENSITY_HIGH, PEER_DENSITY_LOW,
    PEER_DENSITY_N, PEER_DENSITY_SPREAD,
};
use crate::schema::{GROSS_MASS_KG, Unit, VOLUME_M3};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::{again, larger, positive, robust_z};
use polars::prelude::{Expr, lit};

pub(super) static SIGNAL: Signal = Signal {
    id: "packed-density-off-norm-again",
    family: Family::Quantity,
    shows: &[Typology::Misclassification, Typology::DescriptionLaundering, Typology::Concealment],
    title: Text { en: "Heavier or lighter than its volume, again", zh: "装载密度屡次异常" },
    unit: Unit::RobustZ,
    formula: "min(|z|, |own z|) where both lie on one side, else 0; z as in packed-density-off-norm with its sign, own z the same for the median density of the exporter's own past lots of the HS6; null without an own lot or below 10 lots of peers",
    reads: &[GROSS_MASS_KG, VOLUME_M3, PEER_DENSITY, PEER_DENSITY_SPREAD, PEER_DENSITY_N, OWN_DENSITY],
    tells: &[PEER_DENSITY_LOW, PEER_DENSITY_HIGH, OWN_DENSITY_N, OWN_DENSITY_LOW, OWN_DENSITY_HIGH],
    measure,
    alarm: Alarm::Above(2.5),
    reason: Text {
        en: "{gross_mass_kg} kg in {volume_m3} m3, after {own_packed_density_n} lot(s) of the exporter at {own_packed_density_p10_kg_per_m3}–{own_packed_density_p90_kg_per_m3} kg/m3; {peer_packed_density_n} like lot(s) had {peer_packed_density_p10}–{peer_packed_density_p90} kg/m3.",
        zh: "{volume_m3}立方米重{gross_mass_kg}千克，该企业此前{own_packed_density_n}票为{own_packed_density_p10_kg_per_m3}–{own_packed_density_p90_kg_per_m3}千克/立方米；{peer_packed_density_n}票同类为{peer_packed_density_p10}–{peer_packed_density_p90}千克/立方米。",
    },
    innocent: &[
        "a variety of the goods that is denser",
        "a neighbouring code used by habit",
        "volumes always typed by one rule of thumb",
    ],
    sources: &["Domain notes T1 and T2: volume follows the true good"],
};

fn measure() -> Expr {
    let off = |density: Expr| robust_z(density, PEER_DENSITY, PEER_DENSITY_SPREAD, PEER_DENSITY_N, 10.0);
    let (now, own) = (off(positive(GROSS_MASS_KG) / positive(VOLUME_M3)), off(positive(OWN_DENSITY)));
    larger(again(now.clone(), own.clone()), again(lit(0.0) - now, lit(0.0) - own))
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn both_sides_ring_when_kept_up() {
        check(
            &SIGNAL,
            "
            gross_mass_kg | volume_m3 | peer_packed_density_kg_per_m3 | peer_packed_density_spread | peer_packed_density_n | own_packed_density_kg_per_m3
            2000 | 1 | 1000 | 0.2 | 50 | 1800
            500  | 1 | 1000 | 0.2 | 50 | 400
            500  | 1 | 1000 | 0.2 | 50 | 1800
            2000 | 1 | 1000 | 0.2 | 50 |
            2000 |   | 1000 | 0.2 | 50 | 1800
            ",
            expect![[r#"
                2.939 ALARM
                3.466 ALARM
                0.000
                null
                null
            "#]],
        );
    }
}
