//! A licence that covers other goods.

use crate::engines::{LICENCE_HS, LICENCE_OTHER_GOODS};
use crate::schema::{HS_CODE, LICENCE_NO, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};

pub(super) static SIGNAL: Signal = Signal {
    id: "licence-for-other-goods",
    family: Family::Account,
    shows: &[Typology::LicenceAbuse, Typology::Misclassification],
    title: Text { en: "Licence for other goods", zh: "许可证货物不符" },
    unit: Unit::Ratio,
    formula: "0 where the first 8 digits agree, 0.5 where only the mineral does, 1 where neither; null where the number is unknown",
    reads: &[LICENCE_OTHER_GOODS],
    tells: &[LICENCE_NO, LICENCE_HS, HS_CODE],
    measure: || LICENCE_OTHER_GOODS.expr(),
    alarm: Alarm::Above(0.5),
    reason: Text {
        en: "Licence {licence_no} covers {licence_hs}; declared is {hs_code}.",
        zh: "许可证{licence_no}载明编码{licence_hs}，申报编码为{hs_code}。",
    },
    innocent: &["neighbour-code error on the declaration or the licence", "a code renumbered since"],
    sources: &[
        "Domain notes T9: over quota, other holder, expired, wrong goods",
        "Export Control Law 2020, arts. 12 and 34; Regulations on Export Control of Dual-use Items (2024-12-01)",
    ],
};

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn other_goods_ring() {
        check(
            &SIGNAL,
            "
            licence_other_goods | licence_no
            0 | 24-1200-000001
            0.5 | 24-1200-000001
            1 | 24-1200-000001
            | 24-1200-000001
            ",
            expect![[r#"
                0.000
                0.500 ALARM
                1.000 ALARM
                null
            "#]],
        );
    }
}
