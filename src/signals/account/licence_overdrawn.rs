//! More declared under a licence than it allows.

use crate::engines::{LICENCE_QUANTITY_KG, LICENCE_USED_KG};
use crate::schema::{LICENCE_NO, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::positive;
use polars::prelude::{Expr, lit};

pub(super) static SIGNAL: Signal = Signal {
    id: "licence-overdrawn",
    family: Family::Account,
    shows: &[Typology::LicenceAbuse, Typology::BalanceBreach],
    title: Text { en: "Licence overdrawn", zh: "超许可数量" },
    unit: Unit::Ratio,
    formula: "max(0, net mass declared under the licence with this line / licensed net mass − 1); alarm beyond the tolerance of 5 %; null where the number is unknown or no mass is licensed",
    reads: &[LICENCE_USED_KG, LICENCE_QUANTITY_KG],
    tells: &[LICENCE_NO],
    measure,
    alarm: Alarm::Above(0.05),
    reason: Text {
        en: "With this line {licence_used_kg} kg were declared under licence {licence_no}; it allows {licence_quantity_kg} kg and 5 % more.",
        zh: "含本票，许可证{licence_no}项下累计申报{licence_used_kg}千克，许可数量{licence_quantity_kg}千克，容差5 %。",
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
    (positive(LICENCE_USED_KG) / positive(LICENCE_QUANTITY_KG) - lit(1.0)).clip_min(lit(0.0))
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
            licence_used_kg | licence_quantity_kg
            400 | 1000
            1040 | 1000
            1200 | 1000
            1200 |
            ",
            expect![[r#"
                0.000
                0.040
                0.200 ALARM
                null
            "#]],
        );
    }
}
