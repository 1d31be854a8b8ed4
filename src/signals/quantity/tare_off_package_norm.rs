//! Packing that weighs more or less than such packages of such goods weigh.

use crate::baselines::{PEER_TARE, PEER_TARE_HIGH, PEER_TARE_LOW, PEER_TARE_N, PEER_TARE_SPREAD};
use crate::schema::{GROSS_MASS_KG, NET_MASS_KG, PACKAGE_TYPE, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::{robust_z, tare};
use polars::prelude::Expr;

pub(super) static SIGNAL: Signal = Signal {
    id: "tare-off-package-norm",
    family: Family::Quantity,
    shows: &[Typology::Concealment, Typology::Misclassification],
    title: Text { en: "Packing weighs unlike its norm", zh: "皮重异于包装常规" },
    unit: Unit::RobustZ,
    formula: "|ln(tare) − ln(median)| / spread, tare = max(gross / net − 1, 0.001), of peers shrunk package type → HS4 → HS6 → HS6 × package type; null below 10 lots",
    reads: &[GROSS_MASS_KG, NET_MASS_KG, PEER_TARE, PEER_TARE_SPREAD, PEER_TARE_N],
    tells: &[PEER_TARE_LOW, PEER_TARE_HIGH, PACKAGE_TYPE],
    measure,
    alarm: Alarm::Above(4.0),
    reason: Text {
        en: "Gross {gross_mass_kg} kg on net {net_mass_kg} kg; {peer_tare_n} like lot(s) (package {package_type}) had packing of {peer_tare_p10}–{peer_tare_p90} of the net mass.",
        zh: "毛重{gross_mass_kg}千克、净重{net_mass_kg}千克；{peer_tare_n}票同类（包装{package_type}）皮重为净重的{peer_tare_p10}–{peer_tare_p90}。",
    },
    innocent: &["timber crates and heavy pallets", "net mass typed as gross", "shared packages over several lines"],
    sources: &["Concealment typology T5 of the domain notes: hidden goods are 2-30 % of the mass"],
};

fn measure() -> Expr {
    robust_z(tare(), PEER_TARE, PEER_TARE_SPREAD, PEER_TARE_N, 10.0).abs()
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
            gross_mass_kg | net_mass_kg | peer_tare | peer_tare_spread | peer_tare_n
            105 | 100 | 0.05 | 0.3 | 50
            130 | 100 | 0.05 | 0.3 | 50
            100 | 100 | 0.05 | 0.3 | 50
            130 |     | 0.05 | 0.3 | 50
            130 | 100 | 0.05 | 0.3 | 5
            ",
            expect![[r#"
                0.000
                5.973 ALARM
                13.040 ALARM
                null
                null
            "#]],
        );
    }
}
