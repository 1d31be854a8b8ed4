//! An exporter runs short of an element month after month.

use crate::engines::{LEDGER_CUSUM, LEDGER_ELEMENT, LEDGER_SIGMA_KG, LEDGER_UNEXPLAINED_KG};
use crate::schema::Unit;
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};

pub(super) static SIGNAL: Signal = Signal {
    id: "shortfall-month-after-month",
    family: Family::Account,
    shows: &[Typology::BalanceBreach, Typology::LicenceAbuse, Typology::ReExport],
    title: Text { en: "Short of the element month after month", zh: "逐月来源不足" },
    unit: Unit::RobustZ,
    formula: "Page: S = max(0, S + shortfall / sigma − 0.5) over the months of the account, late reports entered where they belong",
    reads: &[LEDGER_CUSUM],
    tells: &[LEDGER_ELEMENT, LEDGER_UNEXPLAINED_KG, LEDGER_SIGMA_KG],
    measure: || LEDGER_CUSUM.expr(),
    alarm: Alarm::Above(4.0),
    reason: Text {
        en: "The monthly shortfalls of {ledger_element} add up to {ledger_cusum} standard deviations (alarm from 4; of quiet accounts one in 336 months gets there).",
        zh: "{ledger_element}逐月缺口累计达{ledger_cusum}个标准差（4起报警；正常账户约336个月误报一次）。",
    },
    innocent: &["a supplier outside the register", "stock from before the register began"],
    sources: &["Page, Biometrika 41 (1954)", "CUSUM on inventory differences: IAEA-TECDOC-261, part F"],
};

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn a_sum_of_four_is_an_alarm() {
        check(
            &SIGNAL,
            "
            ledger_cusum | ledger_element
            0 | antimony
            3.9 | antimony
            7.5 | antimony
            | antimony
            ",
            expect![[r#"
                0.000
                3.900
                7.500 ALARM
                null
            "#]],
        );
    }
}
