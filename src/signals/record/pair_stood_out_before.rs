//! An exporter and a consignee whose earlier lines stood out again and again.

use crate::baselines::{LINES_RECORD, PAIR_RECORD, PAIR_RECORD_N};
use crate::schema::{CONSIGNEE_NAME, EXPORTER_NAME, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::record;

pub(super) static SIGNAL: Signal = Signal {
    id: "pair-stood-out-before",
    family: Family::Record,
    shows: &[
        Typology::Misclassification,
        Typology::Undervaluation,
        Typology::Overvaluation,
        Typology::Concealment,
        Typology::Splitting,
        Typology::ReExport,
    ],
    title: Text { en: "The pair stood out before", zh: "交易双方此前多次异常" },
    unit: Unit::Count,
    formula: "(mean − usual) · n / (n + 1), mean = signals among the strangest 3 % on each past line from the exporter to the consignee, usual = the same over all lines, both decayed with a half-life of 120 days; null without a past line",
    reads: &[PAIR_RECORD, PAIR_RECORD_N, LINES_RECORD],
    tells: &[EXPORTER_NAME, CONSIGNEE_NAME],
    measure: || record(PAIR_RECORD, PAIR_RECORD_N, LINES_RECORD),
    alarm: Alarm::Above(1.0),
    reason: Text {
        en: "On {exporter_consignee_record_n} past line(s) from {exporter_name} to {consignee_name} {exporter_consignee_record} signals stood out a line; usual are {lines_record}.",
        zh: "{exporter_name}此前发往{consignee_name}的{exporter_consignee_record_n}票平均每票{exporter_consignee_record}项异常，一般为{lines_record}项。",
    },
    innocent: &["a long-standing customer with special goods", "an affiliate with its own prices"],
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
            exporter_consignee_record | exporter_consignee_record_n | lines_record
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
