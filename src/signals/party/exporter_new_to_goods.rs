//! An exporter with a past sends goods of a kind it hardly ever sent.

use crate::baselines::{EXPORTER_HEADING_N, EXPORTER_HEADINGS, EXPORTER_N};
use crate::schema::{EXPORTER_NAME, HS_CODE, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use polars::prelude::{DataType, Expr, Literal, NULL, lit, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "exporter-new-to-goods",
    family: Family::Party,
    shows: &[Typology::Misclassification, Typology::Concealment, Typology::Ring],
    title: Text { en: "Exporter new to these goods", zh: "企业首次出口此类货物" },
    unit: Unit::Surprise,
    formula: "−log10((n(exporter, HS4) + b) / (n(exporter) + 1)), b = min(1, headings / (n(exporter) + 1)): the share a new heading usually has of this exporter's lines; null below 5 past lines",
    reads: &[EXPORTER_HEADING_N, EXPORTER_N, EXPORTER_HEADINGS],
    tells: &[EXPORTER_NAME, HS_CODE],
    measure,
    alarm: Alarm::Above(1.5),
    reason: Text {
        en: "The exporter's {exporter_n} past line(s) (weighted by age) spread over {exporter_headings} heading(s); {exporter_heading_n} were in the heading of {hs_code}.",
        zh: "该企业此前{exporter_n}票（按时间加权）涉及{exporter_headings}个品目，其中{hs_code}所属品目{exporter_heading_n}票。",
    },
    innocent: &["a trading company that sells everything", "a manufacturer's new product line"],
    sources: &[
        "Good (1953) on the chance of a new kind",
        "Cross-cutting signals of the domain notes: business scope against goods",
    ],
};

fn measure() -> Expr {
    let n = |column: crate::schema::Column| column.expr().cast(DataType::Float64);
    let lines = n(EXPORTER_N) + lit(1.0);
    let new = (n(EXPORTER_HEADINGS) / lines.clone()).clip_max(lit(1.0));
    let surprise = -((n(EXPORTER_HEADING_N) + new) / lines).log(lit(10.0));
    when(n(EXPORTER_N).gt_eq(lit(5.0))).then(surprise).otherwise(NULL.lit())
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn a_specialist_surprises_more_than_a_trader() {
        check(
            &SIGNAL,
            "
            exporter_heading_n | exporter_n | exporter_headings
            0  | 100 | 2
            0  | 100 | 60
            90 | 100 | 2
            0  | 2   | 1
            | 100 | 2
            ",
            expect![[r#"
                3.708 ALARM
                2.230 ALARM
                0.050
                null
                null
            "#]],
        );
    }
}
