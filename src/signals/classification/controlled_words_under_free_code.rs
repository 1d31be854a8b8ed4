//! Goods whose text names a controlled mineral while the declared code is free.

use crate::reference::{CONTROLLED, TEXT_CONTROLLED, TEXT_CONTROLLED_SINCE, TEXT_MINERAL, TEXT_WORDS};
use crate::schema::{HS_CODE, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use polars::prelude::{Expr, lit};

pub(super) static SIGNAL: Signal = Signal {
    id: "controlled-words-under-free-code",
    family: Family::Classification,
    shows: &[Typology::Misclassification, Typology::DescriptionLaundering],
    title: Text {
        en: "The text names controlled goods, the code is free", zh: "品名指向管制物项而编码不受控"
    },
    unit: Unit::Flag,
    formula: "text_controlled · (1 − controlled)",
    reads: &[TEXT_CONTROLLED, CONTROLLED],
    tells: &[TEXT_MINERAL, TEXT_WORDS, TEXT_CONTROLLED_SINCE, HS_CODE],
    measure,
    alarm: Alarm::Above(0.5),
    reason: Text {
        en: "The text speaks of {text_mineral} (\"{text_words}\"), controlled since {text_controlled_since}; code {hs_code} is free.",
        zh: "品名涉及{text_mineral}（“{text_words}”），自{text_controlled_since}起受控；申报编码{hs_code}不受控。",
    },
    innocent: &[
        "purity below the control limit",
        "a finished article that contains the element",
        "neighbour-code error",
    ],
    sources: &[
        "MOFCOM/GACC announcements 23/2023, 33/2024, 10/2025, 18/2025",
        "published customs penalties 2025: wrong code, missing composition",
    ],
};

/// Null where there is no text or the code's status is unknown: "cannot be said" must not look harmless.
fn measure() -> Expr {
    TEXT_CONTROLLED.expr() * (lit(1.0) - CONTROLLED.expr())
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn rings_only_where_text_is_controlled_and_code_free() {
        check(
            &SIGNAL,
            "
            text_controlled | controlled
            1 | 0
            1 | 1
            0 | 0
            | 0
            1 |
            ",
            expect![[r#"
                1.000 ALARM
                0.000
                0.000
                null
                null
            "#]],
        );
    }
}
