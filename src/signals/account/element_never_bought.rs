//! An exporter that reports its purchases sends an element that it never bought.

use crate::engines::{LEDGER_ELEMENT, LEDGER_EXPORTED_KG, LEDGER_LATE_KG, LEDGER_SILENCE};
use crate::schema::Unit;
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};

pub(super) static SIGNAL: Signal = Signal {
    id: "element-never-bought",
    family: Family::Account,
    shows: &[Typology::BalanceBreach, Typology::ReExport, Typology::FrontCompany, Typology::LicenceAbuse],
    title: Text { en: "An element never bought", zh: "从未购入该元素" },
    unit: Unit::Surprise,
    formula: "−log10 of the product over the exporting months of the share of purchases reported later than now; 0 where a purchase of the element is known; null for mines, smelters, and exporters of which the supply register knows purchases of anything in fewer than three months, or in less than a third of as many months as they exported; and for lines whose words clearly tell of other goods than the declared code",
    reads: &[LEDGER_SILENCE],
    tells: &[LEDGER_ELEMENT, LEDGER_EXPORTED_KG, LEDGER_LATE_KG],
    measure: || LEDGER_SILENCE.expr(),
    alarm: Alarm::Above(2.0),
    reason: Text {
        en: "The exporter reports its purchases, but none of {ledger_element}; it sent {ledger_exported_kg} kg, of which reports for {ledger_late_kg} kg are expected yet. That all are late has a chance of 10^-{ledger_silence}.",
        zh: "该企业报送购入台账，但从未购入{ledger_element}；累计出口{ledger_exported_kg}千克，预计仍待报送{ledger_late_kg}千克。全部迟报的概率为10的-{ledger_silence}次方。",
    },
    innocent: &[
        "a first purchase that is reported late",
        "goods of a customer sent in the exporter's name",
        "wrong code for another metal",
    ],
    sources: &[
        "Domain notes T10: more out than in, in contained kg",
        "Shenzhen Intermediate Court, 2025-12-16: bought inside by others than the exporters",
    ],
};

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn one_late_report_is_no_alarm_and_three_are() {
        check(
            &SIGNAL,
            "
            ledger_silence | ledger_element
            0 | antimony
            1.05 | antimony
            3.2 | antimony
            | antimony
            ",
            expect![[r#"
                0.000
                1.050
                3.200 ALARM
                null
            "#]],
        );
    }
}
