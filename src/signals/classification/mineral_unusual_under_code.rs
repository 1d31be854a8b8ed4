//! The text names a mineral that texts under this code hardly ever name.

use crate::baselines::{GOODS_N, HEADING_N, TEXT_MINERAL_GOODS_N, TEXT_MINERAL_HEADING_N};
use crate::reference::{TEXT_MINERAL, TEXT_NAMES_MINERAL, TEXT_WORDS};
use crate::schema::{HS_CODE, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use polars::prelude::{DataType, Expr, lit, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "mineral-unusual-under-code",
    family: Family::Classification,
    shows: &[Typology::Misclassification, Typology::DescriptionLaundering],
    title: Text { en: "A mineral that is not named under this code", zh: "该编码下罕见的矿产名称" },
    unit: Unit::Surprise,
    formula: "−½·log10(p6·p4), p4 = (n(HS4, mineral) + 0.5) / (n(HS4) + 1), p6 = (n(HS6, mineral) + 20·p4) / (n(HS6) + 20); 0 where the text names none",
    reads: &[TEXT_NAMES_MINERAL, TEXT_MINERAL_GOODS_N, GOODS_N, TEXT_MINERAL_HEADING_N, HEADING_N],
    tells: &[TEXT_MINERAL, TEXT_WORDS, HS_CODE],
    measure,
    alarm: Alarm::Above(2.0),
    reason: Text {
        en: "The text names {text_mineral} (\"{text_words}\"); of {goods_n} past line(s) of the 6-digit code of {hs_code} (weighted by age) {text_mineral_goods_n} did, of {heading_n} of the heading {text_mineral_heading_n}.",
        zh: "品名规格提及{text_mineral}（“{text_words}”）；{hs_code}所属六位编码此前{goods_n}票（按时间加权）中{text_mineral_goods_n}票提及，所属品目{heading_n}票中{text_mineral_heading_n}票提及。",
    },
    innocent: &["neighbour-code error", "a new product of the heading", "one text for several lines of an invoice"],
    sources: &["Cover codes of domain notes 3.1: specifications of the true goods slip into the text of the cover"],
};

fn measure() -> Expr {
    let n = |column: crate::schema::Column| column.expr().cast(DataType::Float64);
    let heading = (n(TEXT_MINERAL_HEADING_N) + lit(0.5)) / (n(HEADING_N) + lit(1.0));
    let goods = (n(TEXT_MINERAL_GOODS_N) + lit(20.0) * heading.clone()) / (n(GOODS_N) + lit(20.0));
    when(TEXT_NAMES_MINERAL.expr().eq(lit(0.0))).then(lit(0.0)).otherwise((heading * goods).log(lit(10.0)) * lit(-0.5))
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn a_mineral_at_home_in_the_heading_is_less_surprising() {
        check(
            &SIGNAL,
            "
            text_names_mineral | text_mineral_goods_n | goods_n | text_mineral_heading_n | heading_n
            1 | 900 | 1000 | 1800 | 2000
            1 | 0   | 1000 | 0    | 2000
            1 | 0   | 1000 | 1800 | 2000
            1 | 0   | 0    | 0    | 0
            0 |     | 1000 |      | 2000
              | 0   | 1000 |      | 2000
            1 | 0   |      | 0    | 2000
            ",
            expect![[r#"
                0.046
                4.456 ALARM
                0.900
                0.301
                0.000
                null
                null
            "#]],
        );
    }
}
