//! A listed or near-listed code without the remark that the rule demands.

use crate::reference::REMARK_RULE;
use crate::schema::{HS_CODE, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};

pub(super) static SIGNAL: Signal = Signal {
    id: "required-remark-missing",
    family: Family::Classification,
    shows: &[Typology::Misclassification, Typology::LicenceAbuse],
    title: Text { en: "The required control remark is missing", zh: "缺少必填的管制备注" },
    unit: Unit::Flag,
    formula: "1 where the code needs 属于两用物项 or 不属于管制物项 in the remarks and has neither",
    reads: &[REMARK_RULE],
    tells: &[HS_CODE],
    measure: || REMARK_RULE.expr(),
    alarm: Alarm::Above(0.5),
    reason: Text {
        en: "Code {hs_code} is listed or next to a listed one; the remarks say neither 属于两用物项 nor 不属于管制物项.",
        zh: "编码{hs_code}为列管或相邻编码，备注栏既未填“属于两用物项”也未填“不属于管制物项”。",
    },
    innocent: &["a declarant who does not know the rule yet", "remarks cut by the system that sent them"],
    sources: &["Filling rules of the Chinese export declaration: field NoteS"],
};

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn takes_the_rule_as_it_is() {
        check(
            &SIGNAL,
            "
            remark_rule
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
