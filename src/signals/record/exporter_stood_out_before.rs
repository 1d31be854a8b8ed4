//! An exporter whose earlier lines of the heading stood out again and again.

use crate::baselines::{EXPORTER_GOODS_RECORD, EXPORTER_GOODS_RECORD_N, LINES_RECORD};
use crate::schema::{EXPORTER_NAME, HS_CODE, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::record;

pub(super) static SIGNAL: Signal = Signal {
    id: "exporter-stood-out-before",
    family: Family::Record,
    shows: &[
        Typology::Misclassification,
        Typology::Undervaluation,
        Typology::Overvaluation,
        Typology::Concealment,
        Typology::Splitting,
        Typology::ReExport,
    ],
    title: Text { en: "The exporter stood out before", zh: "企业此前多次异常" },
    unit: Unit::Count,
    formula: "(mean − usual) · n / (n + 1), mean = signals among the strangest 3 % on each past line of the exporter in the heading, usual = the same over all lines, both decayed with a half-life of 120 days; null without a past line",
    reads: &[EXPORTER_GOODS_RECORD, EXPORTER_GOODS_RECORD_N, LINES_RECORD],
    tells: &[EXPORTER_NAME, HS_CODE],
    measure: || record(EXPORTER_GOODS_RECORD, EXPORTER_GOODS_RECORD_N, LINES_RECORD),
    alarm: Alarm::Above(1.0),
    reason: Text {
        en: "On {exporter_goods_record_n} past line(s) of {exporter_name} in the heading of {hs_code} {exporter_goods_record} signals stood out a line; usual are {lines_record}.",
        zh: "{exporter_name}此前{exporter_goods_record_n}票{hs_code}所属品目申报平均每票{exporter_goods_record}项异常，一般为{lines_record}项。",
    },
    innocent: &["a firm with special goods or an odd habit of declaring", "a norm that does not fit a niche"],
    sources: &[
        "Under-valuation persistent by exporter and consignee, domain notes T3",
        "Operator's own history in risk profiles: WCO Customs Risk Management Compendium",
    ],
};

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn a_record_needs_more_than_one_line() {
        check(
            &SIGNAL,
            "
            exporter_goods_record | exporter_goods_record_n | lines_record
            2.5 | 9 | 0.5
            2.5 | 1 | 0.5
            0.1 | 4 | 0.5
                | 0 | 0.5
            ",
            expect![[r#"
                1.800 ALARM
                1.000 ALARM
                -0.320
                null
            "#]],
        );
    }
}
