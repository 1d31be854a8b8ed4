//! An exporter sends more of an element in a year than it can make.

use crate::engines::{LEDGER_CAPACITY_KG, LEDGER_ELEMENT, LEDGER_STAGE, LEDGER_YEAR_KG};
use crate::schema::Unit;
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::positive;
use polars::prelude::Expr;

pub(super) static SIGNAL: Signal = Signal {
    id: "above-capacity",
    family: Family::Account,
    shows: &[Typology::BalanceBreach, Typology::ReExport],
    title: Text { en: "Above capacity", zh: "超出产能" },
    unit: Unit::Ratio,
    formula: "exports and sales of twelve months with the line / registered capacity for the element; null without a capacity",
    reads: &[LEDGER_YEAR_KG, LEDGER_CAPACITY_KG],
    tells: &[LEDGER_ELEMENT, LEDGER_STAGE],
    measure,
    alarm: Alarm::Above(1.1),
    reason: Text {
        en: "In twelve months {ledger_year_kg} kg of {ledger_element} went out[ of a {ledger_stage} enterprise]; its registered capacity is {ledger_capacity_kg} kg a year ({value} times).",
        zh: "十二个月内{ledger_element}出货{ledger_year_kg}千克，[该{ledger_stage}企业]登记年产能{ledger_capacity_kg}千克（{value}倍）。",
    },
    innocent: &["capacity enlarged since the register was made", "goods of others sold beside its own"],
    sources: &["Domain notes T10: capacity", "Ledgers of the whole chain: MOFCOM meetings of May and July 2025"],
};

fn measure() -> Expr {
    positive(LEDGER_YEAR_KG) / positive(LEDGER_CAPACITY_KG)
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn more_than_a_years_capacity_rings() {
        check(
            &SIGNAL,
            "
            ledger_year_kg | ledger_capacity_kg
            500 | 1000
            1600 | 1000
            500 |
            500 | 0
            ",
            expect![[r#"
                0.500
                1.600 ALARM
                null
                null
            "#]],
        );
    }
}
