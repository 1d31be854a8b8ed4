//! A specification that states less than the declaration rules ask of such goods.

use crate::baselines::{TEXT_USUAL_ELEMENTS, TEXT_USUAL_ELEMENTS_N, TEXT_USUAL_ELEMENTS_SPREAD};
use crate::reference::{RELEVANT_MINERAL, TEXT_ELEMENTS};
use crate::schema::{GOODS_SPECIFICATION, HS_CODE, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::{ln, positive};
use polars::prelude::{DataType, Expr, Literal, NULL, lit, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "mandatory-elements-missing",
    family: Family::Classification,
    shows: &[Typology::DescriptionLaundering],
    title: Text { en: "Mandatory elements of the goods are missing", zh: "规范申报要素缺失" },
    unit: Unit::RobustZ,
    formula: "(ln(usual elements + 1) − ln(elements + 1)) / spread, by HS6 and the exporter's habit (at least 20 texts); null where no mineral is in play or such goods usually state none",
    reads: &[TEXT_ELEMENTS, TEXT_USUAL_ELEMENTS, TEXT_USUAL_ELEMENTS_SPREAD, TEXT_USUAL_ELEMENTS_N, RELEVANT_MINERAL],
    tells: &[HS_CODE, GOODS_SPECIFICATION],
    measure,
    alarm: Alarm::Above(2.5),
    reason: Text {
        en: "The specification[ \"{goods_specification}\"] states {text_elements} element(s) (grade, composition, size …); {text_usual_elements_n} others under {hs_code} state so many that their number and one make {text_usual_elements}.",
        zh: "规格型号[“{goods_specification}”]仅填报{text_elements}项要素（牌号、成分、规格等）；{hs_code}下此前{text_usual_elements_n}票通常的项数加一为{text_usual_elements}。",
    },
    innocent: &["lazy typing", "a system that cuts the specification", "elements written into the name of the goods"],
    sources: &["Chinese rules for standardised declaration (规范申报): elements by code", "Domain notes T2"],
};

fn measure() -> Expr {
    let stated = ln(TEXT_ELEMENTS.expr().cast(DataType::Float64) + lit(1.0));
    let less = (ln(positive(TEXT_USUAL_ELEMENTS)) - stated) / positive(TEXT_USUAL_ELEMENTS_SPREAD);
    let told = TEXT_USUAL_ELEMENTS_N.expr().gt_eq(lit(10.0)).and(TEXT_USUAL_ELEMENTS.expr().gt_eq(lit(1.5)));
    when(told.and(RELEVANT_MINERAL.expr().is_not_null())).then(less).otherwise(NULL.lit())
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn little_counts_where_much_is_usual() {
        check(
            &SIGNAL,
            "
            text_elements | text_usual_elements | text_usual_elements_spread | text_usual_elements_n | relevant_mineral
            0 | 3 | 0.25 | 100 | germanium
            2 | 3 | 0.25 | 100 | germanium
            4 | 3 | 0.25 | 100 | germanium
            0 | 1 | 0.25 | 100 | germanium
            0 | 3 | 0.25 | 10  | germanium
            0 | 3 | 0.25 | 100 |
              | 3 | 0.25 | 100 | germanium
            ",
            expect![[r#"
                4.394 ALARM
                0.000
                -2.043
                null
                4.394 ALARM
                null
                null
            "#]],
        );
    }
}
