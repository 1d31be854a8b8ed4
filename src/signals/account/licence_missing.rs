//! Goods that need a licence, declared without one.

use crate::engines::LICENCE_ABSENT;
use crate::reference::{CONTROL_ANNOUNCEMENT, CONTROL_MINERAL};
use crate::schema::{DESTINATION_COUNTRY, HS_CODE, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};

pub(super) static SIGNAL: Signal = Signal {
    id: "licence-missing",
    family: Family::Account,
    shows: &[Typology::LicenceAbuse],
    title: Text { en: "Licence missing", zh: "缺许可证" },
    unit: Unit::Flag,
    formula: "1 where the control list asks for a licence for the code, day and destination and none is declared, 0 where one is; null where none is asked for or there is no register",
    reads: &[LICENCE_ABSENT],
    tells: &[HS_CODE, CONTROL_MINERAL, CONTROL_ANNOUNCEMENT, DESTINATION_COUNTRY],
    measure: || LICENCE_ABSENT.expr(),
    alarm: Alarm::Above(1.0),
    reason: Text {
        en: "{hs_code} ({control_mineral}) needs an export licence on that day[ ({control_announcement})]; none is declared.",
        zh: "{hs_code}（{control_mineral}）当日出口须凭许可证[（{control_announcement}）]，申报未填许可证号。",
    },
    innocent: &[
        "samples, parcels and returns under other rules",
        "goods that the code covers but the control does not",
    ],
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
    fn only_a_missing_licence_rings() {
        check(
            &SIGNAL,
            "
            licence_absent | hs_code
            1 | 8110101000
            0 | 8110101000
            | 6402992900
            ",
            expect![[r#"
                1.000 ALARM
                0.000
                null
            "#]],
        );
    }
}
