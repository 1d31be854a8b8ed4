//! Relevant goods to a transhipment hub, for a consignee nobody saw before the control.

use crate::baselines::{CONSIGNEE_AGE_DAYS, HISTORY_DAYS};
use crate::reference::{HUB_DESTINATION, RELEVANT_CONTROLLED_SINCE, RELEVANT_MINERAL};
use crate::schema::{ACCEPTED_ON, CONSIGNEE_NAME, DESTINATION_COUNTRY, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::{newness, smaller};
use polars::prelude::{DataType, Expr, lit};

pub(super) static SIGNAL: Signal = Signal {
    id: "hub-consignee-new-after-control",
    family: Family::Routing,
    shows: &[Typology::ReExport, Typology::FrontCompany],
    title: Text { en: "New hub consignee since the control", zh: "管制后新出现的中转地收货人" },
    unit: Unit::Ratio,
    formula: "hub · quarters of max(0, 1 − consignee age / min(days since control, days of history, 365)); null below 30 days to look back on or without a relevant controlled mineral",
    reads: &[HUB_DESTINATION, CONSIGNEE_AGE_DAYS, HISTORY_DAYS, RELEVANT_CONTROLLED_SINCE, ACCEPTED_ON],
    tells: &[RELEVANT_MINERAL, DESTINATION_COUNTRY, CONSIGNEE_NAME],
    measure,
    alarm: Alarm::Above(0.75),
    reason: Text {
        en: "{consignee_name} in the hub {destination_country} was first seen {consignee_age_days} day(s) ago; {relevant_mineral} is controlled since {relevant_controlled_since}.",
        zh: "中转地{destination_country}收货人{consignee_name}于{consignee_age_days}天前首次出现；{relevant_mineral}自{relevant_controlled_since}起受控。",
    },
    innocent: &[
        "a real smelter or magnet user in the hub",
        "a buyer who changed his agent",
        "a new name for an old customer",
    ],
    sources: &[
        "BIS/FinCEN joint alert FIN-2023-GLOBALEXPORT: companies new after the control date",
        "Reuters 2025-07: antimony by way of Thailand and Mexico",
    ],
};

/// Null, not zero, where the history does not reach back far enough to call anybody new.
fn measure() -> Expr {
    let day = |expr: Expr| expr.cast(DataType::Int32).cast(DataType::Float64);
    let since_control = day(ACCEPTED_ON.expr()) - day(RELEVANT_CONTROLLED_SINCE.expr());
    let history = HISTORY_DAYS.expr().cast(DataType::Float64);
    let told = smaller(smaller(since_control, history), lit(365.0));
    HUB_DESTINATION.expr() * newness(CONSIGNEE_AGE_DAYS, told)
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn a_consignee_is_new_only_against_enough_history() {
        check(
            &SIGNAL,
            "
            hub_destination | consignee_age_days | history_days | relevant_controlled_since | accepted_on
            1 | 0   | 200 | 2025-02-04 | 2025-06-04
            1 | 60  | 200 | 2025-02-04 | 2025-06-04
            1 | 200 | 200 | 2025-02-04 | 2025-06-04
            0 | 0   | 200 | 2025-02-04 | 2025-06-04
            1 | 0   | 10  | 2025-02-04 | 2025-06-04
            1 | 0   | 200 |            | 2025-06-04
            ",
            expect![[r#"
                0.750 ALARM
                0.500
                0.000
                0.000
                null
                null
            "#]],
        );
    }
}
