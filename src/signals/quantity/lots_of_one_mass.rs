//! Lot after lot of the exporter weighs the same.

use crate::baselines::{OWN_LOT, OWN_LOT_HIGH, OWN_LOT_LOW, OWN_LOT_N, OWN_LOT_SPREAD};
use crate::schema::{NET_MASS_KG, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::{larger, ln, positive};
use polars::prelude::{Expr, Literal, NULL, lit, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "lots-of-one-mass",
    family: Family::Quantity,
    shows: &[Typology::RoundTrip],
    title: Text { en: "Lots of one and the same mass", zh: "各批净重雷同" },
    unit: Unit::Surprise,
    formula: "−log10 max(0.015, |ln(net mass / own median)|, spread of the logarithm of the exporter's own lots of the HS6); null below 3 own lots",
    reads: &[NET_MASS_KG, OWN_LOT, OWN_LOT_SPREAD, OWN_LOT_N],
    tells: &[OWN_LOT_LOW, OWN_LOT_HIGH],
    measure,
    alarm: Alarm::Above(1.8),
    reason: Text {
        en: "Net {net_mass_kg} kg, as before: {own_lot_n} earlier lot(s) of the exporter had {own_lot_p10_kg}–{own_lot_p90_kg} kg.",
        zh: "净重{net_mass_kg}千克，与此前雷同：该企业{own_lot_n}票为{own_lot_p10_kg}–{own_lot_p90_kg}千克。",
    },
    innocent: &["standing orders within a group, by the container or the pallet", "goods that only come in one unit"],
    sources: &["Domain notes T12: near-identical net weight at regular intervals"],
};

/// Lots nearer to each other than this count as the same: beyond 24 lots a median is told to 1 % and a spread of none may read
/// ln(1.01 / 0.99) / 1.349 = 0.0148 (two neighbouring bins of the sketch), so that the evidence does not fall with the 25th lot.
const SAME: f64 = 0.015;

fn measure() -> Expr {
    let apart = ln(positive(NET_MASS_KG) / positive(OWN_LOT)).abs();
    let widest = larger(apart, positive(OWN_LOT_SPREAD)).clip_min(lit(SAME));
    let likeness = lit(0.0) - widest.log(lit(10.0));
    when(OWN_LOT_N.expr().gt_eq(lit(3.0_f32))).then(likeness).otherwise(NULL.lit())
}

#[cfg(test)]
mod tests {
    use super::{SAME, SIGNAL};
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn the_same_again_rings() {
        check(
            &SIGNAL,
            "
            net_mass_kg | own_lot_kg | own_lot_spread | own_lot_n
            1000 | 1000 | 0.001 | 6
            1000 | 1000 | 0.0148 | 25
            1010 | 1000 | 0.001 | 25
            1050 | 1000 | 0.002 | 6
            1200 | 1000 | 0.002 | 6
            1000 | 1000 | 0.5 | 6
            1000 | 1000 | 0.001 | 2
            1000 | | |
            ",
            expect![[r#"
                1.824 ALARM
                1.824 ALARM
                1.824 ALARM
                1.312
                0.739
                0.301
                null
                null
            "#]],
        );
    }

    /// The 25th lot turns exact values into a sketch: an exporter whose lots differ by 0.3 % has the same evidence before and after.
    #[test]
    fn the_twenty_fifth_lot_changes_nothing() {
        use crate::baselines::Quantiles;
        for step in 0..2_000 {
            let mass = 1.01f64.powi(step - 1_000);
            let mut lots = Quantiles::default();
            for lot in 0..40 {
                lots.observe(mass * (1.0 + 0.003 * (f64::from(lot * 7 % 11) / 10.0 - 0.5)));
                let past = lots.summary().unwrap();
                assert!((mass.ln() - past.median).abs().max(past.spread) < SAME, "{mass}, lot {lot}: {past:?}");
            }
        }
    }
}
