//! Small lots, one like the other, within two weeks.

use crate::baselines::LIKE_LOTS_N;
use crate::schema::{EXPORTER_NAME, HS_CODE, NET_MASS_KG, STATISTICAL_VALUE_USD, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::shares::n;
use polars::prelude::{Expr, Literal, NULL, lit, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "like-lots-in-a-row",
    family: Family::Timing,
    shows: &[Typology::Splitting, Typology::Ring],
    title: Text { en: "Small lots, one like the other", zh: "短期内多票相近小批量" },
    unit: Unit::Count,
    formula: "the exporter's lots of the 6-digit code in the last 14 days (of its last 16) that are alike in net mass and value to 12 %; 0 from 1,000 kg on",
    reads: &[LIKE_LOTS_N, NET_MASS_KG],
    tells: &[EXPORTER_NAME, HS_CODE, STATISTICAL_VALUE_USD],
    measure,
    alarm: Alarm::Above(2.0),
    reason: Text {
        en: "{exporter_name} sent {like_lots_n} other lot(s) of the 6-digit code of {hs_code} in 14 days that are alike to 12 %: {net_mass_kg} kg for {statistical_value_usd} USD.",
        zh: "{exporter_name}14天内另有{like_lots_n}票{hs_code}所属六位编码货物与本票相近（误差12%）：净重{net_mass_kg}千克、{statistical_value_usd}美元。",
    },
    innocent: &["sample and parcel businesses", "a weekly order"],
    sources: &[
        "Splitting typology T8 of the domain notes: one deal, many lots",
        "Reuters 2025-07: lots kept small because large ones would draw scrutiny",
    ],
};

/// Splitting pays only below a limit, and no limit of the list lies above 1,000 kg; no limit needs to be known.
fn measure() -> Expr {
    let mass = n(NET_MASS_KG);
    when(mass.clone().gt_eq(lit(1000.0)))
        .then(n(LIKE_LOTS_N) * lit(0.0))
        .when(mass.gt(lit(0.0)))
        .then(n(LIKE_LOTS_N))
        .otherwise(NULL.lit())
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn full_loads_are_not_split() {
        check(
            &SIGNAL,
            "
            like_lots_n | net_mass_kg
            3 | 95
            0 | 95
            3 | 24000
            3 |
              | 95
            ",
            expect![[r#"
                3.000 ALARM
                0.000
                0.000
                null
                null
            "#]],
        );
    }
}
