//! An exporter known before the control takes up the mineral after it.

use crate::baselines::{EXPORTER_AGE_DAYS, EXPORTER_MINERAL_BEFORE_N, HISTORY_DAYS};
use crate::reference::{CONTROL_AGE_DAYS, TRADED_MINERAL};
use crate::schema::{EXPORTER_NAME, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::shares::n;
use polars::prelude::{DataType, Expr, Literal, NULL, lit, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "exporter-new-to-mineral-after-control",
    family: Family::Party,
    shows: &[Typology::Misclassification, Typology::ReExport, Typology::BalanceBreach, Typology::LicenceAbuse],
    title: Text { en: "Took up the mineral after its control", zh: "管制后才开始经营该矿产" },
    unit: Unit::Flag,
    formula: "1 where the exporter, seen for at least 30 days before the control, had no line in the mineral before it, 0 where it had; null before the control, for younger exporters, and below 60 days of history before the control",
    reads: &[EXPORTER_MINERAL_BEFORE_N, EXPORTER_AGE_DAYS, HISTORY_DAYS, CONTROL_AGE_DAYS],
    tells: &[TRADED_MINERAL, EXPORTER_NAME],
    measure,
    alarm: Alarm::Above(0.5),
    reason: Text {
        en: "{exporter_name}, first seen {exporter_age_days} day(s) ago, sent {exporter_mineral_before_n} line(s) of {traded_mineral} before its control {control_age_days} day(s) ago.",
        zh: "{exporter_name}于{exporter_age_days}天前首次出现；{traded_mineral}自{control_age_days}天前起受控，此前该企业出口{exporter_mineral_before_n}票。",
    },
    innocent: &["a trading company that sells everything", "a code that covers many goods"],
    sources: &["BIS/FinCEN joint alert FIN-2023-GLOBALEXPORT: new to the goods after the control date"],
};

fn measure() -> Expr {
    let known = (n(EXPORTER_AGE_DAYS) - n(CONTROL_AGE_DAYS)).gt_eq(lit(30.0));
    let told = (n(HISTORY_DAYS) - n(CONTROL_AGE_DAYS)).gt_eq(lit(60.0));
    let never = n(EXPORTER_MINERAL_BEFORE_N).lt_eq(lit(0.0)).cast(DataType::Float64);
    when(known.and(told)).then(never).otherwise(NULL.lit())
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn only_old_exporters_can_take_up_a_mineral() {
        check(
            &SIGNAL,
            "
            exporter_mineral_before_n | exporter_age_days | history_days | control_age_days
            0   | 200 | 300 | 60
            0.4 | 200 | 300 | 60
            0   | 70  | 300 | 60
            0   | 100 | 100 | 60
            0   | 200 | 300 |
            ",
            expect![[r#"
                1.000 ALARM
                0.000
                null
                null
                null
            "#]],
        );
    }
}
