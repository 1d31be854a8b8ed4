//! A lot far larger or smaller than such goods are shipped in.

use crate::baselines::{PEER_LOT, PEER_LOT_HIGH, PEER_LOT_LOW, PEER_LOT_N, PEER_LOT_SPREAD};
use crate::schema::{NET_MASS_KG, PROCEDURE, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::{positive, robust_z};
use polars::prelude::Expr;

pub(super) static SIGNAL: Signal = Signal {
    id: "lot-size-off-norm",
    family: Family::Quantity,
    shows: &[Typology::Splitting, Typology::Misclassification],
    title: Text { en: "A lot of unusual size for the goods", zh: "批量异于常规" },
    unit: Unit::RobustZ,
    formula: "|ln(net mass) − ln(median)| / spread, HS6 → HS10; null below 10 lots",
    reads: &[NET_MASS_KG, PEER_LOT, PEER_LOT_SPREAD, PEER_LOT_N],
    tells: &[PEER_LOT_LOW, PEER_LOT_HIGH, PROCEDURE],
    measure,
    alarm: Alarm::Above(3.5),
    reason: Text {
        en: "Net {net_mass_kg} kg (procedure {procedure}); {peer_lot_n} lot(s) of these goods had {peer_lot_p10_kg}–{peer_lot_p90_kg} kg.",
        zh: "净重{net_mass_kg}千克（监管方式{procedure}）；{peer_lot_n}票同类为{peer_lot_p10_kg}–{peer_lot_p90_kg}千克。",
    },
    innocent: &["samples and parcels", "a new plant's first order", "spot sales out of stock"],
    sources: &[
        "Domain notes T8: one deal cut into lots far below the usual; T1: lots of a dear good under a cheap code",
    ],
};

fn measure() -> Expr {
    robust_z(positive(NET_MASS_KG), PEER_LOT, PEER_LOT_SPREAD, PEER_LOT_N, 10.0).abs()
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
            net_mass_kg | peer_lot_kg | peer_lot_spread | peer_lot_n
            1000 | 1000 | 0.5 | 50
            100000 | 1000 | 0.5 | 50
            95 | 1000 | 0.5 | 50
            0 | 1000 | 0.5 | 50
            95 | 1000 | 0.5 | 9
            ",
            expect![[r#"
                0.000
                9.210 ALARM
                4.708 ALARM
                null
                null
            "#]],
        );
    }
}
