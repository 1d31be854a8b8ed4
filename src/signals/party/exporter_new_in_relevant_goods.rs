//! A controlled mineral may be in it, and the exporter was hardly ever seen before.

use crate::baselines::{EXPORTER_AGE_DAYS, HISTORY_DAYS};
use crate::reference::RELEVANT_MINERAL;
use crate::schema::{EXPORTER_NAME, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::newness;
use polars::prelude::{Expr, Literal, NULL, lit, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "exporter-new-in-relevant-goods",
    family: Family::Party,
    shows: &[Typology::Misclassification, Typology::Overvaluation, Typology::Ring],
    title: Text { en: "New exporter of relevant goods", zh: "涉及管制矿产的新出口企业" },
    unit: Unit::Ratio,
    formula: "quarters of max(0, 1 − exporter age / min(days of history, 180)); null below 30 days of history or where no controlled mineral is relevant",
    reads: &[EXPORTER_AGE_DAYS, HISTORY_DAYS, RELEVANT_MINERAL],
    tells: &[EXPORTER_NAME],
    measure,
    alarm: Alarm::Above(0.75),
    reason: Text {
        en: "{exporter_name} was first seen {exporter_age_days} day(s) ago in {history_days} day(s) of history; the goods may be or hide {relevant_mineral}.",
        zh: "{exporter_name}在{history_days}天历史中于{exporter_age_days}天前首次出现；货物可能为或夹带{relevant_mineral}。",
    },
    innocent: &["a new honest firm: many are founded every day", "a firm that changed its register number"],
    sources: &[
        "BIS/FinCEN FIN-2023-GLOBALEXPORT: founded after the control date",
        "Joint birth of ring members, domain notes T11",
    ],
};

fn measure() -> Expr {
    let new = newness(EXPORTER_AGE_DAYS, HISTORY_DAYS.expr().clip_max(lit(180.0)));
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
            exporter_age_days | history_days | relevant_mineral
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
