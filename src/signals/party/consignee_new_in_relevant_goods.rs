//! A controlled mineral may be in it, and the consignee was hardly ever seen before.

use crate::baselines::{CONSIGNEE_AGE_DAYS, HISTORY_DAYS};
use crate::reference::RELEVANT_MINERAL;
use crate::schema::{CONSIGNEE_NAME, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::newness;
use polars::prelude::{Expr, Literal, NULL, lit, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "consignee-new-in-relevant-goods",
    family: Family::Party,
    shows: &[Typology::ReExport, Typology::FrontCompany],
    title: Text { en: "New consignee of relevant goods", zh: "涉及管制矿产的新收货人" },
    unit: Unit::Ratio,
    formula: "quarters of max(0, 1 − consignee age / min(days of history, 180)); null below 30 days of history or where no controlled mineral is relevant",
    reads: &[CONSIGNEE_AGE_DAYS, HISTORY_DAYS, RELEVANT_MINERAL],
    tells: &[CONSIGNEE_NAME],
    measure,
    alarm: Alarm::Above(0.75),
    reason: Text {
        en: "{consignee_name} was first seen {consignee_age_days} day(s) ago in {history_days} day(s) of history; the goods may be or hide {relevant_mineral}.",
        zh: "{consignee_name}在{history_days}天历史中于{consignee_age_days}天前首次出现；货物可能为或夹带{relevant_mineral}。",
    },
    innocent: &["a new customer", "another spelling of an old customer's name"],
    sources: &["BIS/FinCEN FIN-2023-GLOBALEXPORT: new consignees after a control", "Thai Unipet case, Reuters 2025-07"],
};

fn measure() -> Expr {
    let new = newness(CONSIGNEE_AGE_DAYS, HISTORY_DAYS.expr().clip_max(lit(180.0)));
    when(RELEVANT_MINERAL.expr().is_not_null()).then(new).otherwise(NULL.lit())
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn only_relevant_goods_and_enough_history_speak() {
        check(
            &SIGNAL,
            "
            consignee_age_days | history_days | relevant_mineral
            0   | 200 | antimony
            90  | 200 | antimony
            400 | 500 | antimony
            0   | 200 |
            0   | 10  | antimony
            ",
            expect![[r#"
                0.750 ALARM
                0.500
                0.000
                null
                null
            "#]],
        );
    }
}
