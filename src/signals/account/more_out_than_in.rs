//! More of an element left than could have been sourced.

use crate::engines::{
    LEDGER_ELEMENT, LEDGER_EXPORTED_KG, LEDGER_LATE_KG, LEDGER_SIGMA_KG, LEDGER_SOLD_KG, LEDGER_SOURCED_KG,
    LEDGER_UNEXPLAINED_KG,
};
use crate::schema::Unit;
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::positive;
use polars::prelude::{DataType, Expr};

pub(super) static SIGNAL: Signal = Signal {
    id: "more-out-than-in",
    family: Family::Account,
    shows: &[Typology::BalanceBreach, Typology::LicenceAbuse, Typology::ReExport],
    title: Text { en: "More went out than came in", zh: "出口多于可能来源" },
    unit: Unit::RobustZ,
    formula: "unexplained / sigma, unexplained = exported + sold − sourced − expected late reports, sourced = known purchases × recovery + own production by capacity; null for exporters outside the supply register",
    reads: &[LEDGER_UNEXPLAINED_KG, LEDGER_SIGMA_KG],
    tells: &[LEDGER_ELEMENT, LEDGER_EXPORTED_KG, LEDGER_SOLD_KG, LEDGER_SOURCED_KG, LEDGER_LATE_KG],
    measure,
    alarm: Alarm::Above(3.0),
    reason: Text {
        en: "With this line {ledger_exported_kg} kg of {ledger_element} went abroad[ and {ledger_sold_kg} kg were sold inside]; its known sources (purchases after recovery, own production) come to {ledger_sourced_kg} kg, {ledger_late_kg} kg may be reported late. {ledger_unexplained_kg} kg are unexplained, expected 0 ± {ledger_sigma_kg} kg.",
        zh: "含本票累计出口{ledger_element}{ledger_exported_kg}千克[，国内销售{ledger_sold_kg}千克]；已知来源（购入按回收率折算，加自产）共{ledger_sourced_kg}千克，预计迟报{ledger_late_kg}千克。不明来源{ledger_unexplained_kg}千克，应为0±{ledger_sigma_kg}千克。",
    },
    innocent: &[
        "stock from before the register began",
        "a purchase that is reported late",
        "goods made from scrap or waste that no register follows",
    ],
    sources: &[
        "Domain notes T10: more out than in, in contained kg",
        "Material unaccounted for and its standard deviation: IAEA Safeguards Glossary (2022), 6.43",
    ],
};

fn measure() -> Expr {
    LEDGER_UNEXPLAINED_KG.expr().cast(DataType::Float64) / positive(LEDGER_SIGMA_KG)
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn unexplained_mass_rings_by_its_own_uncertainty() {
        check(
            &SIGNAL,
            "
            ledger_unexplained_kg | ledger_sigma_kg
            2400 | 270
            -50 | 260
            900 | 300
            | 260
            100 | 0
            ",
            expect![[r#"
                8.889 ALARM
                -0.192
                3.000 ALARM
                null
                null
            "#]],
        );
    }
}
