//! Containers loaded far heavier or lighter than with such goods.

use crate::baselines::{PEER_PAYLOAD, PEER_PAYLOAD_HIGH, PEER_PAYLOAD_LOW, PEER_PAYLOAD_N, PEER_PAYLOAD_SPREAD};
use crate::schema::{CONTAINERS_N, GROSS_MASS_KG, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::{positive, robust_z};
use polars::prelude::Expr;

pub(super) static SIGNAL: Signal = Signal {
    id: "container-payload-off-norm",
    family: Family::Quantity,
    shows: &[Typology::Misclassification, Typology::Splitting, Typology::DescriptionLaundering],
    title: Text { en: "A container loaded unlike its norm", zh: "箱均载重异于常规" },
    unit: Unit::RobustZ,
    formula: "|ln(gross mass / containers) − ln(median)| / spread, HS6 → HS10; null below 10 lots",
    reads: &[GROSS_MASS_KG, CONTAINERS_N, PEER_PAYLOAD, PEER_PAYLOAD_SPREAD, PEER_PAYLOAD_N],
    tells: &[PEER_PAYLOAD_LOW, PEER_PAYLOAD_HIGH],
    measure,
    alarm: Alarm::Above(3.5),
    reason: Text {
        en: "Gross {gross_mass_kg} kg in {containers_n} container(s); {peer_payload_n} lot(s) of these goods had {peer_payload_p10_kg}–{peer_payload_p90_kg} kg a container.",
        zh: "{containers_n}个集装箱毛重{gross_mass_kg}千克；{peer_payload_n}票同类每箱为{peer_payload_p10_kg}–{peer_payload_p90_kg}千克。",
    },
    innocent: &["part loads and shared containers", "another size of container"],
    sources: &["Hong Kong seizure of 2025-03-13: a full container's mass in one 40' box"],
};

fn measure() -> Expr {
    let load = positive(GROSS_MASS_KG) / positive(CONTAINERS_N);
    robust_z(load, PEER_PAYLOAD, PEER_PAYLOAD_SPREAD, PEER_PAYLOAD_N, 10.0).abs()
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
            gross_mass_kg | containers_n | peer_payload_kg | peer_payload_spread | peer_payload_n
            20000 | 2 | 10000 | 0.4 | 50
            500 | 1 | 10000 | 0.4 | 50
            50000 | 1 | 10000 | 0.4 | 50
            50000 | 0 | 10000 | 0.4 | 50
            500 | 1 | 10000 | 0.4 | 9
            ",
            expect![[r#"
                0.000
                7.489 ALARM
                4.024 ALARM
                null
                null
            "#]],
        );
    }
}
