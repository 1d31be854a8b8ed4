//! A quantity that its net mass does not bear out: pieces too heavy or too light, kilograms that are not the kilograms.

use crate::baselines::{PEER_PIECES, PEER_PIECES_HIGH, PEER_PIECES_LOW, PEER_PIECES_N, PEER_PIECES_SPREAD};
use crate::schema::{NET_MASS_KG, QUANTITY, QUANTITY_UNIT, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::{positive, robust_z};
use polars::prelude::{Expr, lit, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "quantity-off-mass",
    family: Family::Quantity,
    shows: &[Typology::Misclassification, Typology::Concealment],
    title: Text { en: "Quantity and mass do not match", zh: "数量与净重不符" },
    unit: Unit::RobustZ,
    formula: "|ln(quantity / net mass) − ln(median)| / spread, by unit of quantity and HS6 → HS10, 0 where less than 3; null below 10 lots",
    reads: &[QUANTITY, NET_MASS_KG, PEER_PIECES, PEER_PIECES_SPREAD, PEER_PIECES_N],
    tells: &[PEER_PIECES_LOW, PEER_PIECES_HIGH, QUANTITY_UNIT],
    measure,
    alarm: Alarm::Above(4.0),
    reason: Text {
        en: "{quantity} {quantity_unit} at net {net_mass_kg} kg; {peer_pieces_n} like lot(s) had {peer_pieces_p10_per_kg}–{peer_pieces_p90_per_kg} {quantity_unit} a kilogram.",
        zh: "{quantity}{quantity_unit}净重{net_mass_kg}千克；{peer_pieces_n}票同类每千克为{peer_pieces_p10_per_kg}–{peer_pieces_p90_per_kg}{quantity_unit}。",
    },
    innocent: &["another size of the article", "pieces counted by the pack", "a unit code typed by habit"],
    sources: &["Domain notes T1: mass per piece of the true good"],
};

/// Small distances say nothing: articles differ in size. Only what no like article weighs counts.
fn measure() -> Expr {
    let pieces = positive(QUANTITY) / positive(NET_MASS_KG);
    let z = robust_z(pieces, PEER_PIECES, PEER_PIECES_SPREAD, PEER_PIECES_N, 10.0).abs();
    when(z.clone().lt(lit(3.0))).then(lit(0.0)).otherwise(z)
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
            quantity | net_mass_kg | peer_pieces_per_kg | peer_pieces_spread | peer_pieces_n
            1000 | 500 | 2 | 0.2 | 50
            1000 | 800 | 2 | 0.2 | 50
            1000 | 5000 | 2 | 0.2 | 50
            1000 | 50 | 2 | 0.2 | 50
            1000 | | 2 | 0.2 | 50
            1000 | 50 | 2 | 0.2 | 9
            ",
            expect![[r#"
                0.000
                0.000
                11.513 ALARM
                11.513 ALARM
                null
                null
            "#]],
        );
    }
}
