//! Goods that enterprises of the exporter's link of the chain do not sell.

use crate::engines::{LEDGER_ELEMENT, LEDGER_LINK, LEDGER_STAGE, LEDGER_WRONG_STAGE};
use crate::schema::Unit;
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};

pub(super) static SIGNAL: Signal = Signal {
    id: "wrong-stage-for-goods",
    family: Family::Account,
    shows: &[Typology::BalanceBreach, Typology::Misclassification, Typology::ReExport],
    title: Text { en: "Wrong stage for the goods", zh: "企业环节与货物不符" },
    unit: Unit::Flag,
    formula: "1 where the exporter's registered link does not handle goods of that form (a manufacturer sells no ingots, a mine no metal), 0 where it does; null for exporters outside the register",
    reads: &[LEDGER_WRONG_STAGE],
    tells: &[LEDGER_STAGE, LEDGER_LINK, LEDGER_ELEMENT],
    measure: || LEDGER_WRONG_STAGE.expr(),
    alarm: Alarm::Above(1.0),
    reason: Text {
        en: "The exporter is registered in {ledger_stage}; the goods are {ledger_element} as {ledger_link}, which enterprises of that link do not usually sell.",
        zh: "出口企业登记环节为{ledger_stage}，货物为{ledger_element}（{ledger_link}），该环节企业通常不销售此类货物。",
    },
    innocent: &[
        "surplus or returned raw material",
        "a maker that also trades",
        "a register that knows only the main business",
    ],
    sources: &["Whole chain (mining to export): MOFCOM meetings of May and July 2025", "Domain notes 0"],
};

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn a_link_that_does_not_handle_the_goods_rings() {
        check(
            &SIGNAL,
            "
            ledger_wrong_stage | ledger_stage
            1 | manufacturing
            0 | trading
            |
            ",
            expect![[r#"
                1.000 ALARM
                0.000
                null
            "#]],
        );
    }
}
