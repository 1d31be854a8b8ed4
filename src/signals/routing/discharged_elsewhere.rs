//! Goods are discharged in a country that is not their destination.

use crate::reference::DISCHARGED_ELSEWHERE;
use crate::schema::{DESTINATION_COUNTRY, DISCHARGE_PORT, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use polars::prelude::Expr;

pub(super) static SIGNAL: Signal = Signal {
    id: "discharged-elsewhere",
    family: Family::Routing,
    shows: &[Typology::ReExport, Typology::Undervaluation, Typology::DescriptionLaundering],
    title: Text { en: "Discharged in another country", zh: "卸货港不在目的国" },
    unit: Unit::Flag,
    formula: "1 where the discharge port lies in another country than that of destination, 0 where in that country; null where either is unknown",
    reads: &[DISCHARGED_ELSEWHERE],
    tells: &[DISCHARGE_PORT, DESTINATION_COUNTRY],
    measure,
    alarm: Alarm::Above(0.5),
    reason: Text {
        en: "The goods are discharged at {discharge_port}; the declared destination is {destination_country}.",
        zh: "货物在{discharge_port}卸货；申报目的国为{destination_country}。",
    },
    innocent: &["a country without a coast", "a port next to the border", "onward carriage on one bill of lading"],
    sources: &["Transhipment red flags of BIS/FinCEN FIN-2023-GLOBALEXPORT"],
};

fn measure() -> Expr {
    DISCHARGED_ELSEWHERE.expr()
}

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
            discharged_elsewhere
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
