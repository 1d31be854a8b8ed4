//! A licence number that no register knows.

use crate::engines::{LICENCE_MEANT, LICENCE_UNKNOWN};
use crate::schema::{LICENCE_NO, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};

pub(super) static SIGNAL: Signal = Signal {
    id: "licence-not-registered",
    family: Family::Account,
    shows: &[Typology::LicenceAbuse],
    title: Text { en: "Licence not registered", zh: "许可证号不在登记中" },
    unit: Unit::Ratio,
    formula: "0 registered, 0.2 one wrong or two swapped characters off a licence of the same holder, 0.8 not registered, 1 not built like any registered number; null without a number or a register",
    reads: &[LICENCE_UNKNOWN],
    tells: &[LICENCE_NO, LICENCE_MEANT],
    measure: || LICENCE_UNKNOWN.expr(),
    alarm: Alarm::Above(0.5),
    reason: Text {
        en: "The declared licence {licence_no} is not in the register[; nearest of the exporter is {licence_meant}, a slip of the hand].",
        zh: "申报许可证号{licence_no}不在登记中[；该企业最接近的许可证为{licence_meant}，或系笔误]。",
    },
    innocent: &["a licence issued these days and not entered yet", "more than one character mistyped"],
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
    fn a_slip_is_no_alarm() {
        check(
            &SIGNAL,
            "
            licence_unknown | licence_no
            0 | 24-1200-000001
            0.2 | 24-1200-000010
            0.8 | 24-1200-999999
            1 | N/A
            |
            ",
            expect![[r#"
                0.000
                0.200
                0.800 ALARM
                1.000 ALARM
                null
            "#]],
        );
    }
}
