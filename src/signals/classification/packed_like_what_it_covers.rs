//! A known cover code packed as densely as the mineral it is used to cover.

use crate::reference::{COVER_PACKED_DENSITY, LOOKALIKE_MINERAL, LOOKALIKE_PACKED_DENSITY};
use crate::schema::{GROSS_MASS_KG, HS_CODE, Unit, VOLUME_M3};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::{ln, positive};
use polars::prelude::{Expr, Literal, NULL, lit, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "packed-like-what-it-covers",
    family: Family::Classification,
    shows: &[Typology::Misclassification, Typology::Concealment],
    title: Text { en: "A cover code packed like the mineral", zh: "掩护编码却为矿产装载密度" },
    unit: Unit::Ratio,
    formula: "ln(density / cover) / ln(mineral / cover), density = gross mass / volume, held to −1 … 2; null unless the two differ by 25 %",
    reads: &[GROSS_MASS_KG, VOLUME_M3, LOOKALIKE_PACKED_DENSITY, COVER_PACKED_DENSITY],
    tells: &[LOOKALIKE_MINERAL, HS_CODE],
    measure,
    alarm: Alarm::Above(0.6),
    reason: Text {
        en: "{gross_mass_kg} kg in {volume_m3} m3: goods of {hs_code} pack at about {cover_packed_density_kg_m3} kg/m3, {lookalike_mineral} at {lookalike_packed_density_kg_m3}.",
        zh: "{volume_m3}立方米装{gross_mass_kg}千克：{hs_code}货物约{cover_packed_density_kg_m3}千克/立方米，{lookalike_mineral}约{lookalike_packed_density_kg_m3}。",
    },
    innocent: &["a nominal volume on the packing list", "mixed pallets", "compacted or sintered goods"],
    sources: &[
        "Packed densities of domain notes 3.1 (est.)",
        "Hong Kong seizure of 2025-03-13: a full container's mass in one 40' box",
    ],
};

fn measure() -> Expr {
    let cover = positive(COVER_PACKED_DENSITY);
    let apart = ln(positive(LOOKALIKE_PACKED_DENSITY) / cover.clone());
    let place = ln(positive(GROSS_MASS_KG) / positive(VOLUME_M3) / cover) / apart.clone();
    when(apart.abs().gt(lit(1.25_f64.ln()))).then(place.clip(lit(-1.0), lit(2.0))).otherwise(NULL.lit())
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn places_the_density_between_cover_and_mineral() {
        check(
            &SIGNAL,
            "
            gross_mass_kg | volume_m3 | lookalike_packed_density_kg_m3 | cover_packed_density_kg_m3
            1000 | 1   | 2300 | 1000
            2300 | 1   | 2300 | 1000
            2300 |     | 2300 | 1000
            2300 | 1   | 1100 | 1000
            500  | 1   | 400  | 1000
            ",
            expect![[r#"
                0.000
                1.000 ALARM
                null
                null
                0.756 ALARM
            "#]],
        );
    }
}
