//! A licence that is not valid on the day.

use crate::engines::{LICENCE_DAYS_OUTSIDE, LICENCE_VALID_TO};
use crate::schema::{ACCEPTED_ON, LICENCE_NO, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};

pub(super) static SIGNAL: Signal = Signal {
    id: "licence-outside-validity",
    family: Family::Account,
    shows: &[Typology::LicenceAbuse],
    title: Text { en: "Licence not valid on the day", zh: "许可证不在有效期" },
    unit: Unit::Day,
    formula: "days between the acceptance and the nearest day of validity, extensions known by then included; 0 within it; null where the number is unknown",
    reads: &[LICENCE_DAYS_OUTSIDE],
    tells: &[LICENCE_NO, LICENCE_VALID_TO, ACCEPTED_ON],
    measure: || LICENCE_DAYS_OUTSIDE.expr(),
    alarm: Alarm::Above(1.0),
    reason: Text {
        en: "Licence {licence_no} is valid to {licence_valid_to}; the line of {accepted_on} misses its validity by {licence_days_outside} days.",
        zh: "许可证{licence_no}有效期至{licence_valid_to}，{accepted_on}申报超出有效期{licence_days_outside}天。",
    },
    innocent: &["an extension not entered yet", "declared in time and accepted later"],
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
    fn a_day_outside_rings() {
        check(
            &SIGNAL,
            "
            licence_days_outside | licence_no
            0 | 24-1200-000001
            7 | 24-1200-000001
            | 24-1200-000001
            ",
            expect![[r#"
                0.000
                7.000 ALARM
                null
            "#]],
        );
    }
}
