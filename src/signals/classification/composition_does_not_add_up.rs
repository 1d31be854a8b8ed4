//! Shares of a whole that do not make a whole.

use crate::reference::{TEXT_COMPOSITION, TEXT_COMPOSITION_GAP_PCT};
use crate::schema::{HS_CODE, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};

pub(super) static SIGNAL: Signal = Signal {
    id: "composition-does-not-add-up",
    family: Family::Classification,
    shows: &[Typology::DescriptionLaundering, Typology::Misclassification],
    title: Text { en: "A composition that cannot be", zh: "成分合计不等于100%" },
    unit: Unit::None,
    formula: "percentage points by which the stated shares exceed 100 (ranges by their lower ends, lower bounds as stated, upper bounds as nothing), or fall short of it where a list of three and more elements reads like a whole",
    reads: &[TEXT_COMPOSITION_GAP_PCT],
    tells: &[HS_CODE, TEXT_COMPOSITION],
    measure: || TEXT_COMPOSITION_GAP_PCT.expr(),
    alarm: Alarm::Above(2.0),
    reason: Text {
        en: "The shares in \"{text_composition}\" miss 100 % by {text_composition_gap_pct} points; goods of {hs_code} consist of 100 %.",
        zh: "“{text_composition}”所列成分合计与100%相差{text_composition_gap_pct}个百分点（{hs_code}）。",
    },
    innocent: &["shares of oxides beside shares of elements", "impurities left out", "a typing error in one number"],
    sources: &["Typology T2 of the domain notes: composition that does not sum to 100"],
};

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn takes_the_gap_as_it_is() {
        check(
            &SIGNAL,
            "
            text_composition_gap_pct
            0
            1
            8
            ",
            expect![[r#"
                0.000
                1.000
                8.000 ALARM
            "#]],
        );
    }
}
