//! Lot after lot just under a limit, in one deal's time.

use crate::baselines::{CONSIGNEE_SMALL_LOTS, EXPORTER_SMALL_LOTS, NEAR_LIMIT};
use crate::reference::{LIMIT_KG, LIMIT_SHARE, LIMIT_USD};
use crate::schema::{NET_MASS_KG, STATISTICAL_VALUE_USD, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::larger;
use polars::prelude::{DataType, Expr, lit, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "lots-just-under-limit",
    family: Family::Timing,
    shows: &[Typology::Splitting],
    title: Text { en: "Lots just under a limit", zh: "多票略低于限额" },
    unit: Unit::Count,
    formula: "this lot and those of the last 14 days by exporter or consignee in the heading, each at 88 % or more of a limit; 0 where this lot is not",
    reads: &[LIMIT_SHARE, EXPORTER_SMALL_LOTS, CONSIGNEE_SMALL_LOTS],
    tells: &[LIMIT_KG, LIMIT_USD, NET_MASS_KG, STATISTICAL_VALUE_USD],
    measure,
    alarm: Alarm::Above(3.0),
    reason: Text {
        en: "{net_mass_kg} kg for {statistical_value_usd} USD is {limit_share} of a limit[ ({limit_kg} kg)][ ({limit_usd} USD)]; with this lot {value} such lots in 14 days.",
        zh: "净重{net_mass_kg}千克、{statistical_value_usd}美元，达限额[（{limit_kg}千克）][（{limit_usd}美元）]的{limit_share}；连同本票14天内共{value}票。",
    },
    innocent: &["sample and parcel businesses", "a standard package near the limit"],
    sources: &[
        "Reuters 2025-07: lots kept small because large ones would draw scrutiny",
        "Splitting typology T8 of the domain notes",
    ],
};

/// The lot itself must be comparable with a limit; a party that is not named has no earlier lots to count.
fn measure() -> Expr {
    let counted = |column: crate::schema::Column| {
        when(column.expr().is_not_null()).then(column.expr()).otherwise(lit(0.0_f32)).cast(DataType::Float64)
    };
    let lots = larger(counted(EXPORTER_SMALL_LOTS), counted(CONSIGNEE_SMALL_LOTS)) + lit(1.0);
    LIMIT_SHARE.expr().gt_eq(lit(NEAR_LIMIT)).cast(DataType::Float64) * lots
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn counts_lots_near_a_limit() {
        check(
            &SIGNAL,
            "
            limit_share | exporter_small_lots | consignee_small_lots
            0.95 | 4 | 1
            0.95 | 0 | 0
            0.95 |   | 7
            0.50 | 9 | 9
            | 9 | 9
            ",
            expect![[r#"
                5.000 ALARM
                1.000
                8.000 ALARM
                0.000
                null
            "#]],
        );
    }
}
