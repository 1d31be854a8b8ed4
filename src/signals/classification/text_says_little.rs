//! Words that leave the goods open under a code whose texts usually do not.

use crate::baselines::{WORDING_USUAL_CODES, WORDING_USUAL_CODES_N, WORDING_USUAL_CODES_SPREAD};
use crate::engines::{WORDING_CONTROLLED, WORDING_ENTROPY};
use crate::reference::RELEVANT_MINERAL;
use crate::schema::{GOODS_DESCRIPTION, HS_CODE, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::{ln, mineral_in_play, positive};
use polars::prelude::{DataType, Expr, Literal, NULL, lit, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "text-says-little",
    family: Family::Classification,
    shows: &[Typology::DescriptionLaundering],
    title: Text { en: "The text leaves the goods open", zh: "品名笼统" },
    unit: Unit::RobustZ,
    formula: "(entropy·ln 2 − ln(usual codes left open)) / spread, by HS6 (at least 20 texts); null where no controlled mineral is in play",
    reads: &[
        WORDING_ENTROPY,
        WORDING_USUAL_CODES,
        WORDING_USUAL_CODES_SPREAD,
        WORDING_USUAL_CODES_N,
        RELEVANT_MINERAL,
        WORDING_CONTROLLED,
    ],
    tells: &[HS_CODE, GOODS_DESCRIPTION],
    measure,
    alarm: Alarm::Above(3.0),
    reason: Text {
        en: "\"{goods_description}\" leaves {wording_entropy} bits of doubt about the goods; {wording_usual_codes_n} text(s) under {hs_code} usually leave {wording_usual_codes} codes open[; {relevant_mineral} may be in such goods].",
        zh: "“{goods_description}”对货物留有{wording_entropy}比特的不确定性；{hs_code}下此前{wording_usual_codes_n}条品名通常只余{wording_usual_codes}个可能编码[；此类货物可能涉及{relevant_mineral}]。",
    },
    innocent: &["lazy typing", "a collective name for a mixed lot", "a product too new for the words to be known"],
    sources: &["Typology T2 of the domain notes: \"metal block\", \"additive\", \"art supplies\""],
};

/// Where nothing controlled can be in the goods a lazy text hides nothing, and nothing is said of it.
fn measure() -> Expr {
    let bits = WORDING_ENTROPY.expr().cast(DataType::Float64);
    let open = bits * lit(std::f64::consts::LN_2) - ln(positive(WORDING_USUAL_CODES));
    let told = WORDING_USUAL_CODES_N.expr().gt_eq(lit(10.0)).and(mineral_in_play());
    when(told).then(open / positive(WORDING_USUAL_CODES_SPREAD)).otherwise(NULL.lit())
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn doubt_counts_against_what_is_usual() {
        check(
            &SIGNAL,
            "
            wording_entropy | wording_usual_codes | wording_usual_codes_spread | wording_usual_codes_n | relevant_mineral | wording_controlled
            4 | 1  | 0.5 | 100 | germanium | 0
            4 | 16 | 0.5 | 100 | germanium | 0
            4 | 1  | 0.5 | 10  | germanium | 0
            4 | 1  | 0.5 | 100 |           | 0
            4 | 1  | 0.5 | 100 |           | 1
              | 1  | 0.5 | 100 | germanium | 0
            ",
            expect![[r#"
                5.545 ALARM
                0.000
                5.545 ALARM
                null
                5.545 ALARM
                null
            "#]],
        );
    }
}
