//! A way by countries through which goods for this destination hardly ever go.

use crate::baselines::{DESTINATION_N, DESTINATION_TRANSIT_N};
use crate::schema::{DESTINATION_COUNTRY, TRANSIT_COUNTRIES, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::shares::{from, share, surprise};
use polars::prelude::{Expr, lit};

pub(super) static SIGNAL: Signal = Signal {
    id: "transit-rare-for-destination",
    family: Family::Routing,
    shows: &[Typology::ReExport, Typology::FrontCompany],
    title: Text { en: "A transit rare for this destination", zh: "该目的国罕见的中转地" },
    unit: Unit::Surprise,
    formula: "−log10((n(destination, transit) + 0.2) / (n(destination) + 20)), all transit countries as one chain; null below 20 lines to the destination or without transit",
    reads: &[DESTINATION_TRANSIT_N, DESTINATION_N],
    tells: &[TRANSIT_COUNTRIES, DESTINATION_COUNTRY],
    measure,
    alarm: Alarm::Above(1.5),
    reason: Text {
        en: "Of {destination_n} past line(s) to {destination_country} (weighted by age) {destination_transit_n} went by way of {transit_countries}.",
        zh: "此前运往{destination_country}的{destination_n}票（按时间加权）中{destination_transit_n}票经{transit_countries}中转。",
    },
    innocent: &[
        "a liner that changed its rotation",
        "a strike or a closed strait",
        "a free-zone warehouse of the buyer",
    ],
    sources: &[
        "Transhipment red flags of BIS/FinCEN FIN-2023-GLOBALEXPORT",
        "MOFCOM announcement 46/2024: re-transfer liability for anyone anywhere",
    ],
};

/// About a hundred chains could be named: one never seen has that much to begin with.
fn measure() -> Expr {
    from(DESTINATION_N, 20.0, surprise(share(DESTINATION_TRANSIT_N, DESTINATION_N, lit(0.01), 20.0)))
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn a_usual_hub_is_quiet() {
        check(
            &SIGNAL,
            "
            destination_transit_n | destination_n
            300 | 1000
            0   | 1000
            5   | 1000
            0   | 10
                | 1000
            ",
            expect![[r#"
                0.531
                3.708 ALARM
                2.293 ALARM
                null
                null
            "#]],
        );
    }
}
