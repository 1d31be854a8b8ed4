//! A way far longer than the goods would need.

use crate::reference::{DETOUR_RATIO, ROUTE_KM};
use crate::schema::{DESTINATION_COUNTRY, DISCHARGE_PORT, TRANSIT_COUNTRIES, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use polars::prelude::{Expr, Literal, NULL, lit, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "needless-detour",
    family: Family::Routing,
    shows: &[Typology::ReExport],
    title: Text { en: "A needless detour", zh: "不必要的绕航" },
    unit: Unit::Ratio,
    formula: "great-circle length by way of transit and discharge port / direct; null where the direct way is under 500 km: there centroids and border posts mislead",
    reads: &[DETOUR_RATIO, ROUTE_KM],
    tells: &[TRANSIT_COUNTRIES, DISCHARGE_PORT, DESTINATION_COUNTRY],
    measure,
    alarm: Alarm::Above(2.0),
    reason: Text {
        en: "The declared way to {destination_country} (transit {transit_countries}, discharge {discharge_port}) is {route_km} km, {value} times the direct one.",
        zh: "申报运往{destination_country}的路线（中转{transit_countries}，指运港{discharge_port}）长{route_km}千米，为直达的{value}倍。",
    },
    innocent: &[
        "hub-and-spoke liner services",
        "air freight by way of a cargo hub",
        "a free-zone warehouse of the buyer",
    ],
    sources: &["Transhipment red flags of BIS/FinCEN FIN-2023-GLOBALEXPORT"],
};

fn measure() -> Expr {
    let direct_km = ROUTE_KM.expr() / DETOUR_RATIO.expr();
    when(direct_km.gt_eq(lit(500.0))).then(DETOUR_RATIO.expr()).otherwise(NULL.lit())
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn short_ways_are_not_judged() {
        check(
            &SIGNAL,
            "
            detour_ratio | route_km
            1.1 | 3000
            2.6 | 9000
            2.6 | 300
            37  | 5178
            | 9000
            ",
            expect![[r#"
                1.100
                2.600 ALARM
                null
                null
                null
            "#]],
        );
    }
}
