//! A licence for another country.

use crate::engines::{LICENCE_COUNTRY, LICENCE_OTHER_COUNTRY};
use crate::schema::{DESTINATION_COUNTRY, LICENCE_NO, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};

pub(super) static SIGNAL: Signal = Signal {
    id: "licence-for-other-country",
    family: Family::Account,
    shows: &[Typology::LicenceAbuse, Typology::ReExport],
    title: Text { en: "Licence for another country", zh: "许可证国别不符" },
    unit: Unit::Flag,
    formula: "1 where neither the consignee nor the destination is in the licensed country, 0 where one is; null where the number is unknown",
    reads: &[LICENCE_OTHER_COUNTRY],
    tells: &[LICENCE_NO, LICENCE_COUNTRY, DESTINATION_COUNTRY],
    measure: || LICENCE_OTHER_COUNTRY.expr(),
    alarm: Alarm::Above(1.0),
    reason: Text {
        en: "Licence {licence_no} is for {licence_country}; the goods go to {destination_country}.",
        zh: "许可证{licence_no}载明国别{licence_country}，货物运往{destination_country}。",
    },
    innocent: &["a warehouse of the consignee in a neighbouring country"],
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
    fn another_country_rings() {
        check(
            &SIGNAL,
            "
            licence_other_country | licence_no
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
