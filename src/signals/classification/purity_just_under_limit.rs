//! A stated purity a hair below the limit from which the goods are controlled.

use crate::reference::{TEXT_MINERAL, TEXT_PURITY_LIMIT_PCT, TEXT_PURITY_PCT};
use crate::schema::{HS_CODE, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use polars::prelude::{DataType, Expr, Literal, NULL, lit, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "purity-just-under-limit",
    family: Family::Classification,
    shows: &[Typology::Misclassification],
    title: Text { en: "Purity just under the control limit", zh: "纯度略低于管制限值" },
    unit: Unit::Ratio,
    formula: "log10((100 − purity) / (100 − limit)): nines that the stated purity lacks to the limit of the named mineral and form, at most 4",
    reads: &[TEXT_PURITY_PCT, TEXT_PURITY_LIMIT_PCT],
    tells: &[TEXT_MINERAL, HS_CODE],
    measure,
    alarm: Alarm::Below(0.5),
    reason: Text {
        en: "{text_mineral} of {text_purity_pct} % under {hs_code}: control begins at {text_purity_limit_pct} %, {value} nines more.",
        zh: "{hs_code}申报{text_mineral}纯度{text_purity_pct}%：管制限值{text_purity_limit_pct}%，仅差{value}个9。",
    },
    innocent: &["a standard commercial grade", "a product specified to stay free and tested to be"],
    sources: &[
        "MOFCOM/GACC 2024 No.33: antimony oxide of 99.99 % and more",
        "Domain notes 3.1: same product, lower purity",
    ],
};

/// In nines, as purities are traded: 99.98 lies close under 99.99, 99.8 does not.
fn measure() -> Expr {
    let rest = |column: crate::schema::Column| lit(100.0) - column.expr().cast(DataType::Float64);
    let (stated, limit) = (rest(TEXT_PURITY_PCT), rest(TEXT_PURITY_LIMIT_PCT));
    let sound = stated.clone().gt(lit(0.0)).and(limit.clone().gt(lit(0.0)));
    when(sound).then((stated / limit).log(lit(10.0)).clip(lit(0.0), lit(4.0))).otherwise(NULL.lit())
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn counts_in_nines() {
        check(
            &SIGNAL,
            "
            text_purity_pct | text_purity_limit_pct
            99.98 | 99.99
            99.9  | 99.99
            99.5  | 99.99
            99.8  |
            100   | 99.99
            ",
            expect![[r#"
                0.301 ALARM
                1.000
                1.699
                null
                null
            "#]],
        );
    }
}
