//! Remarks that deny control while code, text or licence say otherwise.

use crate::reference::{CONTROLLED, REMARK_SAYS, TEXT_CONTROLLED, TEXT_MINERAL};
use crate::schema::{HS_CODE, LICENCE_NO, REMARKS, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use polars::prelude::{Expr, Literal, NULL, lit, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "remark-contradicts",
    family: Family::Classification,
    shows: &[Typology::Misclassification, Typology::DescriptionLaundering, Typology::LicenceAbuse],
    title: Text { en: "The remark denies what the line says", zh: "备注与申报内容矛盾" },
    unit: Unit::Flag,
    formula: "1 where the remarks say 不属于管制物项 and the code or the goods of the text are controlled or a licence is given, else 0; null without remarks",
    reads: &[REMARKS, REMARK_SAYS, CONTROLLED, TEXT_CONTROLLED, LICENCE_NO],
    tells: &[HS_CODE, TEXT_MINERAL],
    measure,
    alarm: Alarm::Above(0.5),
    reason: Text {
        en: "The remarks \"{remarks}\" deny control; expected 属于两用物项: code {hs_code} controlled {controlled}, text controlled {text_controlled}[ ({text_mineral})][, licence {licence_no}] (1 yes, 0 no).",
        zh: "备注“{remarks}”称不受控；应为属于两用物项：编码{hs_code}受控{controlled}，品名受控{text_controlled}[（{text_mineral}）][，许可证{licence_no}]（1是，0否）。",
    },
    innocent: &["a remark copied from a template", "samples and parcels", "neighbour-code error"],
    sources: &["MOFCOM/GACC 2025 No.18, clause on remarks; filling rules of the export declaration: field NoteS"],
};

/// An exporter who says that free goods are controlled hides nothing: that contradiction is left alone.
fn measure() -> Expr {
    let controlled = CONTROLLED.expr().eq(lit(1.0)).or(TEXT_CONTROLLED.expr().eq(lit(1.0)));
    let otherwise = controlled.or(LICENCE_NO.expr().is_not_null());
    let denies = REMARK_SAYS.expr().eq(lit(0.0));
    when(REMARKS.expr().is_null()).then(NULL.lit()).when(denies.and(otherwise)).then(lit(1.0)).otherwise(lit(0.0))
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn a_denial_rings_against_code_text_or_licence() {
        check(
            &SIGNAL,
            "
            remarks | remark_says | controlled | text_controlled | licence_no
            denied  | 0 | 1 | 0 |
            denied  | 0 | 0 | 1 |
            denied  | 0 | 0 |   | 25-1
            denied  | 0 | 0 | 0 |
            said    | 1 | 1 | 1 | 25-1
            N/M     |   | 1 | 1 |
                    |   | 1 | 1 |
            ",
            expect![[r#"
                1.000 ALARM
                1.000 ALARM
                1.000 ALARM
                0.000
                0.000
                0.000
                null
            "#]],
        );
    }
}
