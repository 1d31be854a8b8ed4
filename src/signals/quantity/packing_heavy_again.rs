//! Packing heavier than that of others, as it was in the same exporter's lots before.

use crate::baselines::{
    OWN_TARE, OWN_TARE_HIGH, OWN_TARE_LOW, OWN_TARE_N, PEER_TARE, PEER_TARE_HIGH, PEER_TARE_LOW, PEER_TARE_N,
    PEER_TARE_SPREAD,
};
use crate::schema::{GROSS_MASS_KG, NET_MASS_KG, PACKAGE_TYPE, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::{again, positive, robust_z, tare};
use polars::prelude::Expr;

pub(super) static SIGNAL: Signal = Signal {
    id: "packing-heavy-again",
    family: Family::Quantity,
    shows: &[Typology::Concealment, Typology::Misclassification],
    title: Text { en: "Packing heavy, again", zh: "皮重屡次偏高" },
    unit: Unit::RobustZ,
    formula: "max(0, min(z, own z)); z as in tare-off-package-norm, own z the same for the median tare of the exporter's own past lots of the HS6; null without an own lot or below 10 lots of peers",
    reads: &[GROSS_MASS_KG, NET_MASS_KG, PEER_TARE, PEER_TARE_SPREAD, PEER_TARE_N, OWN_TARE],
    tells: &[PEER_TARE_LOW, PEER_TARE_HIGH, OWN_TARE_N, OWN_TARE_LOW, OWN_TARE_HIGH, PACKAGE_TYPE],
    measure,
    alarm: Alarm::Above(2.0),
    reason: Text {
        en: "Gross {gross_mass_kg} kg, where net {net_mass_kg} kg and usual packing come to {expected_gross_kg} kg; {peer_tare_n} like lot(s) (package {package_type}) had packing of {peer_tare_p10}–{peer_tare_p90} of the net mass, {own_tare_n} earlier lot(s) of this exporter {own_tare_p10}–{own_tare_p90}.",
        zh: "毛重{gross_mass_kg}千克，净重{net_mass_kg}千克加常规包装应为{expected_gross_kg}千克；{peer_tare_n}票同类（包装{package_type}）皮重为净重的{peer_tare_p10}–{peer_tare_p90}，该企业此前{own_tare_n}票为{own_tare_p10}–{own_tare_p90}。",
    },
    innocent: &[
        "a shipper who always uses timber crates",
        "a heavier design of the goods' packing",
        "a neighbouring code used by habit",
    ],
    sources: &["Domain notes T5: hidden goods travel with the same host again and again"],
};

fn measure() -> Expr {
    let off = |packing: Expr| robust_z(packing, PEER_TARE, PEER_TARE_SPREAD, PEER_TARE_N, 10.0);
    again(off(tare()), off(positive(OWN_TARE)))
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn a_single_crate_is_quiet() {
        check(
            &SIGNAL,
            "
            gross_mass_kg | net_mass_kg | peer_tare | peer_tare_spread | peer_tare_n | own_tare
            115 | 100 | 0.05 | 0.3 | 50 | 0.15
            130 | 100 | 0.05 | 0.3 | 50 | 0.10
            130 | 100 | 0.05 | 0.3 | 50 | 0.05
            100 | 100 | 0.05 | 0.3 | 50 | 0.01
            130 | 100 | 0.05 | 0.3 | 50 |
            130 | 100 | 0.05 | 0.3 | 9 | 0.15
            ",
            expect![[r#"
                3.662 ALARM
                2.310 ALARM
                0.000
                0.000
                null
                null
            "#]],
        );
    }
}
