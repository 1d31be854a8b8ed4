//! The words speak for other goods than the declared code.

use crate::engines::{
    WORDING_CHAPTER_P, WORDING_CODE, WORDING_CODE_P, WORDING_CODES, WORDING_CONTROLLED, WORDING_DECLARED_P,
    WORDING_HEADING_P, WORDING_N, WORDING_SPOKE,
};
use crate::reference::RELEVANT_MINERAL;
use crate::schema::{HS_CODE, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::{decades, mineral_in_play};
use polars::prelude::{Expr, Literal, NULL, lit, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "text-against-code",
    family: Family::Classification,
    shows: &[Typology::DescriptionLaundering, Typology::Misclassification],
    title: Text { en: "The text speaks against the code", zh: "品名与编码不符" },
    unit: Unit::Surprise,
    formula: "−⅓·log10(P(HS6 | text)·P(HS4 | text)·P(HS2 | text)) of the declared code, each P at least 1e-6; null where no controlled mineral is in play",
    reads: &[WORDING_DECLARED_P, WORDING_HEADING_P, WORDING_CHAPTER_P, RELEVANT_MINERAL, WORDING_CONTROLLED],
    tells: &[HS_CODE, WORDING_CODE, WORDING_CODE_P, WORDING_CODES, WORDING_SPOKE, WORDING_N],
    measure,
    alarm: Alarm::Above(2.5),
    reason: Text {
        en: "Declared {hs_code}; the words[ \"{wording_spoke}\"] speak for {wording_code} ({wording_n} past line(s)), with P = {wording_code_p} against {wording_declared_p} for the declared 6 digits and {wording_heading_p} for its heading.",
        zh: "申报{hs_code}；品名用词[“{wording_spoke}”]指向{wording_code}（此前{wording_n}票），概率{wording_code_p}，申报六位编码仅{wording_declared_p}，其品目{wording_heading_p}。",
    },
    innocent: &["neighbour-code error", "lazy text", "a text copied from another line of the invoice"],
    sources: &["Typology T2 of the domain notes: text that contradicts the code"],
};

/// A slip within the heading leaves two of three probabilities high and weighs a third of one into a foreign chapter.
/// A vague text, under which no code is likely, comes to about 2.
fn measure() -> Expr {
    let declared = decades(WORDING_DECLARED_P) + decades(WORDING_HEADING_P) + decades(WORDING_CHAPTER_P);
    when(mineral_in_play()).then(declared * lit(-1.0 / 3.0)).otherwise(NULL.lit())
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn a_foreign_chapter_weighs_more_than_a_neighbour() {
        check(
            &SIGNAL,
            "
            wording_declared_p | wording_heading_p | wording_chapter_p | relevant_mineral | wording_controlled
            0.98   | 0.99   | 0.99   | antimony | 0
            0.0001 | 0.99   | 0.99   | antimony | 0
            0.0001 | 0.0001 | 0.0001 | antimony | 0
            0      | 0      | 0      |          | 1
            0.01   | 0.01   | 0.02   | antimony | 0
            0.0001 | 0.0001 | 0.0001 |          | 0
                   | 0.0001 | 0.0001 | antimony | 0
            ",
            expect![[r#"
                0.006
                1.336
                4.000 ALARM
                6.000 ALARM
                1.900
                null
                null
            "#]],
        );
    }
}
