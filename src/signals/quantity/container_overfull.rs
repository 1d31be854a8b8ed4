//! More mass or volume than the declared containers can carry.

use crate::schema::{CONTAINERS_N, GROSS_MASS_KG, Unit, VOLUME_M3};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::{larger, positive};
use polars::prelude::{Expr, lit, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "container-overfull",
    family: Family::Quantity,
    shows: &[Typology::Concealment, Typology::Misclassification],
    title: Text { en: "More than the containers can carry", zh: "超出集装箱容量" },
    unit: Unit::Ratio,
    formula: "max(gross mass / (28,500 kg · containers), volume / (76 m3 · containers), 1) − 1; the volume counts as fitting where it is not declared",
    reads: &[GROSS_MASS_KG, VOLUME_M3, CONTAINERS_N],
    tells: &[],
    measure,
    alarm: Alarm::Above(0.05),
    reason: Text {
        en: "Gross {gross_mass_kg} kg[ and {volume_m3} m3] in {containers_n} container(s); a 40-foot box carries at most about 28,500 kg and 76 m3.",
        zh: "{containers_n}个集装箱毛重{gross_mass_kg}千克[、体积{volume_m3}立方米]；40英尺箱至多约28,500千克、76立方米。",
    },
    innocent: &["a container too few typed on the line", "a 45-foot or heavy-duty box"],
    sources: &["ISO 668: gross 30,480 kg, less 2-4 t of the box (est. 28,500 kg); high-cube 40-foot box 76 m3"],
};

fn measure() -> Expr {
    let boxes = positive(CONTAINERS_N);
    let mass = positive(GROSS_MASS_KG) / (boxes.clone() * lit(28_500.0));
    let volume = positive(VOLUME_M3) / (boxes * lit(76.0));
    let volume = when(volume.clone().is_not_null()).then(volume).otherwise(lit(0.0));
    larger(mass, volume).clip_min(lit(1.0)) - lit(1.0)
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn what_cannot_be_carried_rings() {
        check(
            &SIGNAL,
            "
            gross_mass_kg | volume_m3 | containers_n
            20000 | 60 | 1
            34200 | 60 | 1
            34200 | 60 | 2
            20000 | 95 | 1
            20000 | | 1
            20000 | 60 |
            ",
            expect![[r#"
                0.000
                0.200 ALARM
                0.000
                0.250 ALARM
                0.000
                null
            "#]],
        );
    }
}
