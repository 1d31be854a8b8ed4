//! A lot of a size that this procedure does not see in such goods.

use crate::baselines::{HEADING_PROCEDURE_N, HEADING_PROCEDURE_SIZE_N, PROCEDURE_N, PROCEDURE_SIZE_N};
use crate::schema::{HS_CODE, NET_MASS_KG, PROCEDURE, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::shares::{from, share, surprise};
use polars::prelude::{Expr, lit};

pub(super) static SIGNAL: Signal = Signal {
    id: "lot-unusual-for-procedure",
    family: Family::Routing,
    shows: &[Typology::Misclassification, Typology::DescriptionLaundering, Typology::Splitting, Typology::Ring],
    title: Text { en: "A lot too small or too large for goods and procedure", zh: "批量与贸易方式不符" },
    unit: Unit::Surprise,
    formula: "−log10 p, p = (n(HS4, procedure, size) + 10·pp) / (n(HS4, procedure) + 10), pp = (n(procedure, size) + 1) / (n(procedure) + 10), size = power of ten of the net mass; null below 20 lines under the procedure",
    reads: &[HEADING_PROCEDURE_SIZE_N, HEADING_PROCEDURE_N, PROCEDURE_SIZE_N, PROCEDURE_N],
    tells: &[HS_CODE, NET_MASS_KG, PROCEDURE],
    measure,
    alarm: Alarm::Above(1.5),
    reason: Text {
        en: "{net_mass_kg} kg under procedure {procedure}: of {heading_procedure_n} past line(s) of this heading under it (weighted by age) {heading_procedure_size_n} were of that size, of {procedure_n} of any goods {procedure_size_n}.",
        zh: "贸易方式{procedure}下净重{net_mass_kg}千克：该品目此前{heading_procedure_n}票（按时间加权）中同等重量{heading_procedure_size_n}票，各类货物{procedure_n}票中{procedure_size_n}票。",
    },
    innocent: &["a sample declared as ordinary trade", "a rest of an order", "a first industrial lot after samples"],
    sources: &[
        "Splitting typology T8 of the domain notes: procedures 9610 and 3010",
        "Cross-cutting signals of the domain notes: 1039 and 9610 for industrial minerals",
    ],
};

/// Shipments weigh from a gram to a thousand tonnes: about ten powers of ten.
fn measure() -> Expr {
    let procedure = share(PROCEDURE_SIZE_N, PROCEDURE_N, lit(0.1), 10.0);
    from(PROCEDURE_N, 20.0, surprise(share(HEADING_PROCEDURE_SIZE_N, HEADING_PROCEDURE_N, procedure, 10.0)))
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn samples_are_small_and_trade_is_large() {
        check(
            &SIGNAL,
            "
            heading_procedure_size_n | heading_procedure_n | procedure_size_n | procedure_n
            90 | 100 | 5000 | 9990
            0  | 100 | 50   | 9990
            0  | 2   | 5000 | 9990
            0  | 2   | 1    | 10
               | 100 | 50   | 9990
            ",
            expect![[r#"
                0.064
                3.334 ALARM
                0.380
                null
                null
            "#]],
        );
    }
}
