//! A consignee buys far more of a mineral after its control than before.

use crate::baselines::{CONSIGNEE_MINERAL_BEFORE_N, CONSIGNEE_MINERAL_RECENT_N, HISTORY_DAYS};
use crate::reference::{CONTROL_AGE_DAYS, TRADED_MINERAL};
use crate::schema::{CONSIGNEE_NAME, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::surge;
use polars::prelude::Expr;

pub(super) static SIGNAL: Signal = Signal {
    id: "consignee-surge-after-control",
    family: Family::Timing,
    shows: &[Typology::ReExport, Typology::FrontCompany, Typology::Splitting],
    title: Text { en: "A consignee's surge after the control", zh: "管制后收货人采购激增" },
    unit: Unit::LogRatio,
    formula: "ln((lots of 21 days + 1) / (21 · lots before the control / days of history before it + 1)), lots and days before it weighted by age alike (half-life 365 days), consignee × mineral; null before the control, so that the legal rush is not measured, later than 180 days after it, and below 45 days of history before it",
    reads: &[CONSIGNEE_MINERAL_RECENT_N, CONSIGNEE_MINERAL_BEFORE_N, HISTORY_DAYS, CONTROL_AGE_DAYS],
    tells: &[TRADED_MINERAL, CONSIGNEE_NAME],
    measure,
    alarm: Alarm::Above(1.0),
    reason: Text {
        en: "{consignee_name} received {consignee_mineral_recent_n} lot(s) of {traded_mineral} in 21 days, under control for {control_age_days} day(s); before it {consignee_mineral_before_n} (weighted by age), in {history_days} day(s) of history in all.",
        zh: "{consignee_name}21天内收货{traded_mineral}{consignee_mineral_recent_n}票，该矿产受控已{control_age_days}天；管制前{consignee_mineral_before_n}票（按时间加权，历史共{history_days}天）。",
    },
    innocent: &["licences granted all at once", "a real user in the hub who takes over orders"],
    sources: &[
        "Cross-cutting signals of the domain notes: surge before a same-day control (legal rush) against surge after",
    ],
};

fn measure() -> Expr {
    surge(CONSIGNEE_MINERAL_RECENT_N, CONSIGNEE_MINERAL_BEFORE_N)
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn a_buyer_who_came_with_the_control_rings() {
        check(
            &SIGNAL,
            "
            consignee_mineral_recent_n | consignee_mineral_before_n | history_days | control_age_days
            9 | 0  | 200 | 60
            9 | 60 | 200 | 60
            0 | 60 | 200 | 60
            9 | 0  | 200 |
            9 | 0  | 90  | 60
            9 | 0  | 400 | 200
            ",
            expect![[r#"
                2.303 ALARM
                -0.222
                -2.525
                null
                null
                null
            "#]],
        );
    }
}
