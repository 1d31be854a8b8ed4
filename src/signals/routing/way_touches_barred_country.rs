//! A way that touches a country to which the goods may not go, while another is declared.

use crate::reference::{RELEVANT_MINERAL, TRANSIT_BARRED};
use crate::schema::{CONSIGNEE_COUNTRY, DESTINATION_COUNTRY, DISCHARGE_PORT, TRANSIT_COUNTRIES, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};

pub(super) static SIGNAL: Signal = Signal {
    id: "way-touches-barred-country",
    family: Family::Routing,
    shows: &[Typology::ReExport],
    title: Text { en: "The way touches a barred country", zh: "途经禁止出口国" },
    unit: Unit::Flag,
    formula: "1 where transit, discharge port or consignee lie in a country to which the goods are denied or prohibited, and the destination is another",
    reads: &[TRANSIT_BARRED],
    tells: &[RELEVANT_MINERAL, TRANSIT_COUNTRIES, DISCHARGE_PORT, CONSIGNEE_COUNTRY, DESTINATION_COUNTRY],
    measure: || TRANSIT_BARRED.expr(),
    alarm: Alarm::Above(0.5),
    reason: Text {
        en: "{relevant_mineral} may not go to a country on its way: transit {transit_countries}, discharge {discharge_port}, consignee in {consignee_country}; declared destination {destination_country}.",
        zh: "{relevant_mineral}不得出口至其途经国：中转{transit_countries}，指运港{discharge_port}，收货人所在国{consignee_country}；申报目的国{destination_country}。",
    },
    innocent: &["a liner's ordinary port of call", "a buyer's purchasing office abroad"],
    sources: &["MOFCOM announcement 46/2024: re-transfer liability for anyone anywhere"],
};

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn takes_the_reference_flag() {
        check(
            &SIGNAL,
            "
            transit_barred
            1
            0
            ",
            expect![[r#"
                1.000 ALARM
                0.000
            "#]],
        );
    }
}
