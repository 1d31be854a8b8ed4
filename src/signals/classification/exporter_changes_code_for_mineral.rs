//! An exporter names a mineral that it has shipped before, now in a chapter that it hardly used for it.

use crate::baselines::{EXPORTER_TEXT_MINERAL_CHAPTER_N, EXPORTER_TEXT_MINERAL_N};
use crate::reference::{CONTROLLED, TEXT_MINERAL, TEXT_WORDS};
use crate::schema::{HS_CODE, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use polars::prelude::{DataType, Expr, Literal, NULL, lit, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "exporter-changes-code-for-mineral",
    family: Family::Classification,
    shows: &[Typology::Misclassification, Typology::DescriptionLaundering],
    title: Text {
        en: "The exporter changes the code for the same mineral", zh: "同一企业同一矿产更换编码"
    },
    unit: Unit::Surprise,
    formula: "log10((n + 1) / (n(chapter) + 1)), held to 0 … 0.5, n = the exporter's past lines whose text names the mineral; null where the code is not free or n < 0.5",
    reads: &[EXPORTER_TEXT_MINERAL_N, EXPORTER_TEXT_MINERAL_CHAPTER_N, CONTROLLED],
    tells: &[TEXT_MINERAL, TEXT_WORDS, HS_CODE],
    measure,
    alarm: Alarm::Above(0.3),
    reason: Text {
        en: "The text names {text_mineral} (\"{text_words}\"); of {exporter_text_mineral_n} past line(s) of the exporter that did (weighted by age), {exporter_text_mineral_chapter_n} were in the chapter of {hs_code}, which is free.",
        zh: "品名提及{text_mineral}（“{text_words}”）；该企业此前{exporter_text_mineral_n}票提及该矿产（按时间加权），其中{exporter_text_mineral_chapter_n}票使用{hs_code}所属章，该编码不受控。",
    },
    innocent: &["neighbour-code error", "a second product of the same mineral", "a ruling that corrected the code"],
    sources: &["Goods re-coded after a control date, domain notes 2 and 3 (T1)"],
};

/// By mineral, not by the letters of the text: a new wording of the same goods is no new start. By chapter: within one it is
/// a neighbour's code more often than a crime. Held to half a decade: the longer the habit, the likelier a single slip.
fn measure() -> Expr {
    let n = |column: crate::schema::Column| column.expr().cast(DataType::Float64);
    let change = (n(EXPORTER_TEXT_MINERAL_N) + lit(1.0)) / (n(EXPORTER_TEXT_MINERAL_CHAPTER_N) + lit(1.0));
    let told = EXPORTER_TEXT_MINERAL_N.expr().gt_eq(lit(0.5)).and(CONTROLLED.expr().eq(lit(0.0)));
    when(told).then(change.log(lit(10.0)).clip(lit(0.0), lit(0.5))).otherwise(NULL.lit())
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn a_new_chapter_for_an_old_mineral_rings() {
        check(
            &SIGNAL,
            "
            exporter_text_mineral_n | exporter_text_mineral_chapter_n | controlled
            99 | 0  | 0
            99 | 99 | 0
            9  | 4  | 0
            0  | 0  | 0
            99 | 0  | 1
            99 | 0  |
               |    | 0
            ",
            expect![[r#"
                0.500 ALARM
                0.000
                0.301 ALARM
                null
                null
                null
                null
            "#]],
        );
    }
}
