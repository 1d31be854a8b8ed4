//! A hub takes far more of a mineral since its control.

use crate::baselines::{
    DESTINATION_N, LINES_N, MINERAL_BEFORE_N, MINERAL_DESTINATION_BEFORE_N, MINERAL_DESTINATION_N, MINERAL_N,
};
use crate::reference::{BEFORE_CONTROL, HUB_DESTINATION, TRADED_MINERAL};
use crate::schema::{DESTINATION_COUNTRY, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::shares::{from, n, share, share_of_all};
use crate::signals::terms::ln;
use polars::prelude::{Expr, Literal, NULL, lit, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "hub-share-jump",
    family: Family::Routing,
    shows: &[Typology::ReExport, Typology::FrontCompany],
    title: Text { en: "The hub's share jumped after the control", zh: "管制后中转地份额骤增" },
    unit: Unit::LogRatio,
    formula: "hub · ln(pa / pb), pb = (n(mineral, destination, before) + 10·p0) / (n(mineral, before) + 10), pa the same after the control drawn to pb, p0 = (n(destination) + 1) / (n + 250); null before the control and below 30 lines of the mineral before it",
    reads: &[
        HUB_DESTINATION,
        BEFORE_CONTROL,
        MINERAL_N,
        MINERAL_BEFORE_N,
        MINERAL_DESTINATION_N,
        MINERAL_DESTINATION_BEFORE_N,
        DESTINATION_N,
        LINES_N,
    ],
    tells: &[TRADED_MINERAL, DESTINATION_COUNTRY],
    measure,
    alarm: Alarm::Above(0.7),
    reason: Text {
        en: "Before its control {mineral_destination_before_n} of {mineral_before_n} line(s) of {traded_mineral} went to the hub {destination_country}, of all until now {mineral_destination_n} of {mineral_n} (weighted by age).",
        zh: "管制前{traded_mineral}{mineral_before_n}票中{mineral_destination_before_n}票运往中转地{destination_country}，迄今{mineral_n}票中{mineral_destination_n}票（按时间加权）。",
    },
    innocent: &["a real smelter or magnet user in the hub", "orders moved from a country that grew dear"],
    sources: &[
        "Destination substitution after a ban, domain notes 2 (cases 5 and 9)",
        "Reuters 2025-07: antimony by way of Thailand and Mexico",
    ],
};

/// Lines after the control are all lines less those before it; both fade alike.
fn measure() -> Expr {
    let after = |all, before| (n(all) - n(before)).clip_min(lit(0.0));
    let (whole, part) =
        (after(MINERAL_N, MINERAL_BEFORE_N), after(MINERAL_DESTINATION_N, MINERAL_DESTINATION_BEFORE_N));
    let before = share(MINERAL_DESTINATION_BEFORE_N, MINERAL_BEFORE_N, share_of_all(DESTINATION_N, 250.0), 10.0);
    let since = (part + lit(10.0) * before.clone()) / (whole + lit(10.0));
    let jump = from(MINERAL_BEFORE_N, 30.0, n(HUB_DESTINATION) * ln(since / before));
    when(n(BEFORE_CONTROL).eq(lit(0.0))).then(jump).otherwise(NULL.lit())
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn a_share_that_doubles_after_the_control_rings() {
        check(
            &SIGNAL,
            "
            hub_destination | before_control | mineral_n | mineral_before_n | mineral_destination_n | mineral_destination_before_n | destination_n | lines_n
            1 | 0 | 400 | 190 | 110 | 20 | 999 | 9750
            1 | 0 | 400 | 190 | 40  | 20 | 999 | 9750
            0 | 0 | 400 | 190 | 110 | 20 | 999 | 9750
            1 | 1 | 400 | 190 | 110 | 20 | 999 | 9750
            1 | 0 | 220 | 10  | 110 | 2  | 999 | 9750
              | 0 | 400 | 190 | 110 | 20 | 999 | 9750
            ",
            expect![[r#"
                1.372 ALARM
                -0.093
                0.000
                null
                null
                null
            "#]],
        );
    }
}
