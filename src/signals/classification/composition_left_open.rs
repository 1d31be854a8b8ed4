//! A code that holds controlled and free goods alike, and a text that does not say which.

use crate::reference::COMPOSITION_OPEN;
use crate::schema::{GOODS_DESCRIPTION, HS_CODE, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};

pub(super) static SIGNAL: Signal = Signal {
    id: "composition-left-open",
    family: Family::Classification,
    shows: &[Typology::Misclassification, Typology::DescriptionLaundering],
    title: Text { en: "The text hides the composition that decides", zh: "未申报决定管制的成分" },
    unit: Unit::Ratio,
    formula: "0 where the text settles whether the code's control applies, 0.5 where it leaves it open, 1 where its grade also hints at the element; null for codes that no composition decides",
    reads: &[COMPOSITION_OPEN],
    tells: &[HS_CODE, GOODS_DESCRIPTION],
    measure: || COMPOSITION_OPEN.expr(),
    alarm: Alarm::Above(0.5),
    reason: Text {
        en: "Under {hs_code} it is the composition that decides about control; \"{goods_description}\" and the specification do not state it ({value}: 0.5 open, 1 with a grade that usually holds the controlled element).",
        zh: "{hs_code}是否受控取决于成分；“{goods_description}”及规格未申报（{value}：0.5为未说明，1为牌号通常含受控元素）。",
    },
    innocent: &[
        "lazy typing",
        "ferrite magnets and other goods that cannot hold the element",
        "composition on the invoice only",
    ],
    sources: &[
        "MOFCOM/GACC 2025 No.18: NdFeB with Dy or Tb under 8505111000",
        "Published penalty 2025: magnets with Dy left out of the composition; grades SH, UH, EH",
    ],
};

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn takes_the_reading_as_it_is() {
        check(
            &SIGNAL,
            "
            composition_open
            0
            0.5
            1
            ",
            expect![[r#"
                0.000
                0.500 ALARM
                1.000 ALARM
            "#]],
        );
    }
}
