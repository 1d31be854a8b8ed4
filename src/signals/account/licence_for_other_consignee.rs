//! A licence that names another consignee.

use crate::engines::{LICENCE_CONSIGNEE, LICENCE_OTHER_CONSIGNEE};
use crate::schema::{CONSIGNEE_NAME, LICENCE_NO, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};

pub(super) static SIGNAL: Signal = Signal {
    id: "licence-for-other-consignee",
    family: Family::Account,
    shows: &[Typology::LicenceAbuse, Typology::ReExport, Typology::FrontCompany],
    title: Text { en: "Licence for another consignee", zh: "许可证收货人不符" },
    unit: Unit::Ratio,
    formula: "1 − share of what both names say that they say alike, words weighed by rarity, as `screen` compares names, at most 0.05 where one letter is wrong; 0 where one is the cut-off beginning of the other; null where either is not known",
    reads: &[LICENCE_OTHER_CONSIGNEE],
    tells: &[LICENCE_NO, LICENCE_CONSIGNEE, CONSIGNEE_NAME],
    measure: || LICENCE_OTHER_CONSIGNEE.expr(),
    alarm: Alarm::Above(0.6),
    reason: Text {
        en: "Licence {licence_no} names {licence_consignee}; declared is {consignee_name} (unlike by {value}, expected below 0.2).",
        zh: "许可证{licence_no}载明收货人{licence_consignee}，申报收货人为{consignee_name}（差异{value}，一般低于0.2）。",
    },
    innocent: &["a forwarder or bank named as consignee", "the same firm under a trade name"],
    sources: &[
        "Domain notes T9: over quota, other holder, expired, wrong goods",
        "Comparison of names: docs/screening.md. Alarm: of 2,305 pairs of a simulated year no firm written in two ways rings; of 70 published pairs of one firm or body 1 rings, of 46 pairs of two 22",
    ],
};

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn another_name_rings_and_a_spelling_does_not() {
        check(
            &SIGNAL,
            "
            licence_other_consignee | licence_no
            0 | 24-1200-000001
            0.15 | 24-1200-000001
            0.9 | 24-1200-000001
            | 24-1200-000001
            ",
            expect![[r#"
                0.000
                0.150
                0.900 ALARM
                null
            "#]],
        );
    }
}
