//! A licence that another firm holds.

use crate::engines::{LICENCE_HOLDER, LICENCE_OTHER_HOLDER};
use crate::schema::{EXPORTER_ID, LICENCE_NO, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};

pub(super) static SIGNAL: Signal = Signal {
    id: "licence-of-other-holder",
    family: Family::Account,
    shows: &[Typology::LicenceAbuse, Typology::Ring],
    title: Text { en: "Licence of another holder", zh: "他人许可证" },
    unit: Unit::Flag,
    formula: "1 where the register names another holder than the exporter, 0 where the exporter; null where the number is unknown",
    reads: &[LICENCE_OTHER_HOLDER],
    tells: &[LICENCE_NO, LICENCE_HOLDER, EXPORTER_ID],
    measure: || LICENCE_OTHER_HOLDER.expr(),
    alarm: Alarm::Above(1.0),
    reason: Text {
        en: "Licence {licence_no} is held by {licence_holder}; the exporter is {exporter_id}.",
        zh: "许可证{licence_no}的持证人为{licence_holder}，出口企业为{exporter_id}。",
    },
    innocent: &["an agent that declares in its own name", "a firm with a new register number"],
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
    fn another_holder_rings() {
        check(
            &SIGNAL,
            "
            licence_other_holder | licence_no
            1 | 24-1200-000001
            0 | 24-1200-000001
            | 24-1200-000001
            ",
            expect![[r#"
                1.000 ALARM
                0.000
                null
            "#]],
        );
    }
}
