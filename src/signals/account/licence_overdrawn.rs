//! More declared under a licence than it allows.

use crate::engines::{LICENCE_QUANTITY_KG, LICENCE_TOLERANCE_PCT, LICENCE_USED_KG};
use crate::schema::{LICENCE_NO, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::positive;
use polars::prelude::{DataType, Expr, lit};

/// The tolerance at which the alarm stands as it is.
const USUAL_PCT: f64 = 5.0;

pub(super) static SIGNAL: Signal = Signal {
    id: "licence-overdrawn",
    family: Family::Account,
    shows: &[Typology::LicenceAbuse, Typology::BalanceBreach],
    title: Text { en: "Licence overdrawn", zh: "超许可数量" },
    unit: Unit::Ratio,
    formula: "max(0, net mass declared under the licence with this line / licensed net mass − 1 − (tolerance − 5 %)), so that any tolerance ends at 0.05 (rounding: 0.0501); the tolerance is a rule of the office, 5 % unless set; null where the number is unknown or no mass is licensed",
    reads: &[LICENCE_USED_KG, LICENCE_QUANTITY_KG, LICENCE_TOLERANCE_PCT],
    tells: &[LICENCE_NO],
    measure,
    alarm: Alarm::Above(0.0501),
    reason: Text {
        en: "With this line {licence_used_kg} kg were declared under licence {licence_no}; it allows {licence_quantity_kg} kg and {licence_tolerance_pct} % more.",
        zh: "含本票，许可证{licence_no}项下累计申报{licence_used_kg}千克，许可数量{licence_quantity_kg}千克，容差{licence_tolerance_pct} %。",
    },
    innocent: &[
        "a tolerance agreed for bulk goods",
        "an enlarged licence not entered yet",
        "a line declared again after correction",
    ],
    sources: &[
        "Domain notes T9: over quota, other holder, expired, wrong goods",
        "Bulk tolerance of 5 %: rules on export licences for bulk goods (MOFCOM, est. for other goods)",
    ],
};

fn measure() -> Expr {
    let beyond_usual = (LICENCE_TOLERANCE_PCT.expr().cast(DataType::Float64) - lit(USUAL_PCT)) / lit(100.0);
    (positive(LICENCE_USED_KG) / positive(LICENCE_QUANTITY_KG) - lit(1.0) - beyond_usual).clip_min(lit(0.0))
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn beyond_the_tolerance_rings() {
        check(
            &SIGNAL,
            "
            licence_used_kg | licence_quantity_kg | licence_tolerance_pct
            400 | 1000 | 5
            1040 | 1000 | 5
            1200 | 1000 | 5
            1200 | | 5
            1040 | 1000 | 0
            1000 | 1000 | 0
            1090 | 1000 | 10
            1110 | 1000 | 10
            ",
            expect![[r#"
                0.000
                0.040
                0.200 ALARM
                null
                0.090 ALARM
                0.050
                0.040
                0.060 ALARM
            "#]],
        );
    }
}
