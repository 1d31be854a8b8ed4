//! A free code while the words fit a controlled one better: a neighbour in the heading, a sub-code of the same line, or farther off.

use crate::engines::{
    WORDING_CODE, WORDING_CODE_10, WORDING_CODE_P, WORDING_CONTROLLED, WORDING_DECLARED_10_P, WORDING_DECLARED_P,
    WORDING_N, WORDING_SPOKE,
};
use crate::reference::{CONTROLLED, RELEVANT_MINERAL};
use crate::schema::{HS_CODE, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::{decades, mineral_in_play};
use polars::prelude::{Expr, Literal, NULL, lit, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "text-fits-controlled-code",
    family: Family::Classification,
    shows: &[Typology::Misclassification, Typology::DescriptionLaundering],
    title: Text { en: "The words fit a controlled code better", zh: "品名更符合受控编码" },
    unit: Unit::Surprise,
    formula: "controlled(best code) · (1 − controlled) · P(best code) · log10(P(best code) / (P(declared 6 digits) · P(declared 10 digits among them))), at least 0, each P at least 1e-6; null where no controlled mineral is in play",
    reads: &[
        WORDING_CODE_P,
        WORDING_DECLARED_P,
        WORDING_DECLARED_10_P,
        WORDING_CONTROLLED,
        CONTROLLED,
        RELEVANT_MINERAL,
    ],
    tells: &[HS_CODE, WORDING_CODE, WORDING_CODE_10, WORDING_SPOKE, WORDING_N],
    measure,
    alarm: Alarm::Above(0.5),
    reason: Text {
        en: "{hs_code} is free; the words[ \"{wording_spoke}\"] fit {wording_code}[ ({wording_code_10})], which is controlled, better: P = {wording_code_p} against {wording_declared_p} for the declared 6 digits[, {wording_declared_10_p} of them for the declared 10], from {wording_n} past line(s).",
        zh: "申报编码{hs_code}不受控；品名用词[“{wording_spoke}”]更符合受控的{wording_code}[（{wording_code_10}）]：概率{wording_code_p}，申报六位编码为{wording_declared_p}[，其中申报十位编码占{wording_declared_10_p}]，依据此前{wording_n}票。",
    },
    innocent: &["neighbour-code error", "purity or composition below the limit of the control item"],
    sources: &[
        "Published penalties 2025: controlled goods under the free code of the same heading",
        "Domain notes 3.1",
    ],
};

/// Weighed by the best code's probability: words that leave everything open fit no code.
fn measure() -> Expr {
    // Where the past does not tell the sub-codes of the declared line apart, its 6 digits speak alone.
    let subcode = when(WORDING_DECLARED_10_P.expr().is_null()).then(lit(0.0)).otherwise(decades(WORDING_DECLARED_10_P));
    let better = decades(WORDING_CODE_P) - decades(WORDING_DECLARED_P) - subcode;
    let flags = WORDING_CONTROLLED.expr() * (lit(1.0) - CONTROLLED.expr());
    when(mineral_in_play()).then(flags * WORDING_CODE_P.expr() * better.clip_min(lit(0.0))).otherwise(NULL.lit())
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn rings_only_from_free_to_controlled() {
        check(
            &SIGNAL,
            "
            wording_code_p | wording_declared_p | wording_declared_10_p | wording_controlled | controlled | relevant_mineral
            0.9 | 0.009 |      | 1 | 0 | antimony
            0.9 | 0.9   | 0.01 | 1 | 0 | antimony
            0.9 | 0.9   | 0.99 | 1 | 0 | antimony
            0.9 | 0.009 |      | 0 | 0 | antimony
            0.9 | 0.009 |      | 1 | 1 | antimony
            0.9 | 0.009 |      | 1 | 0 |
            0.9 | 0.009 |      | 0 | 0 |
            0.9 | 0.009 |      | 1 |   | antimony
            ",
            expect![[r#"
                1.800 ALARM
                1.800 ALARM
                0.004
                0.000
                0.000
                1.800 ALARM
                null
                null
            "#]],
        );
    }
}
