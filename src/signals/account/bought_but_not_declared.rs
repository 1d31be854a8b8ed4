//! A known cover of an element by an exporter that bought the element and never declared it.

use crate::engines::{LEDGER_HIDDEN_ELEMENT, LEDGER_HIDDEN_KG};
use crate::schema::{HS_CODE, NET_MASS_KG, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::positive;
use polars::prelude::{DataType, Expr, lit};

pub(super) static SIGNAL: Signal = Signal {
    id: "bought-but-not-declared",
    family: Family::Account,
    shows: &[Typology::Misclassification, Typology::DescriptionLaundering, Typology::Concealment],
    title: Text { en: "Bought, but not declared", zh: "购入而未申报" },
    unit: Unit::Ratio,
    formula: "min(1, contained element sourced (known purchases × recovery + own production by capacity) and neither sold nor declared / net mass), for codes that are known covers of the element; null where the exporter never bought it",
    reads: &[LEDGER_HIDDEN_KG, NET_MASS_KG],
    tells: &[LEDGER_HIDDEN_ELEMENT, HS_CODE],
    measure,
    alarm: Alarm::Above(0.5),
    reason: Text {
        en: "{hs_code} is a known cover of {ledger_hidden_element}; the exporter bought it, and of its known sources (purchases after recovery, own production) {ledger_hidden_kg} kg were neither sold nor declared, expected about 0; the line weighs {net_mass_kg} kg.",
        zh: "{hs_code}是{ledger_hidden_element}的常见掩护编码；该企业曾购入该元素，其已知来源（购入按回收率折算，加自产）中{ledger_hidden_kg}千克既未销售也未申报出口，应接近0；本票净重{net_mass_kg}千克。",
    },
    innocent: &["it is made into other goods", "stock for the next order", "sold inside and not reported yet"],
    sources: &[
        "Domain notes T1: the ledger shows purchases of the true element",
        "Domain notes 2, case 1: purchases without licensed exports",
    ],
};

fn measure() -> Expr {
    (LEDGER_HIDDEN_KG.expr().cast(DataType::Float64) / positive(NET_MASS_KG)).clip_max(lit(1.0))
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn stock_that_would_fill_the_lot_rings() {
        check(
            &SIGNAL,
            "
            ledger_hidden_kg | net_mass_kg
            0 | 1000
            900 | 1000
            5000 | 1000
            | 1000
            ",
            expect![[r#"
                0.000
                0.900 ALARM
                1.000 ALARM
                null
            "#]],
        );
    }
}
