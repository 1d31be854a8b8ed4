//! A destination to which these goods hardly ever go.

use crate::baselines::{DESTINATION_N, GOODS_DESTINATION_N, GOODS_N, HEADING_DESTINATION_N, HEADING_N, LINES_N};
use crate::schema::{DESTINATION_COUNTRY, HS_CODE, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use polars::prelude::{DataType, Expr, Literal, NULL, lit, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "destination-rare-for-goods",
    family: Family::Routing,
    shows: &[Typology::ReExport, Typology::Misclassification],
    title: Text { en: "A destination rare for these goods", zh: "该货物罕见的目的国" },
    unit: Unit::Surprise,
    formula: "−log10 p, p = (n(HS6, destination) + 20·p4) / (n(HS6) + 20), p4 = (n(HS4, destination) + 20·p0) / (n(HS4) + 20), p0 = (n(destination) + 1) / (n + 250); null below 20 lines of the heading",
    reads: &[GOODS_DESTINATION_N, GOODS_N, HEADING_DESTINATION_N, HEADING_N, DESTINATION_N, LINES_N],
    tells: &[DESTINATION_COUNTRY, HS_CODE],
    measure,
    alarm: Alarm::Above(2.5),
    reason: Text {
        en: "Of {goods_n} past line(s) of these goods (weighted by age) {goods_destination_n} went to {destination_country}.",
        zh: "此前{goods_n}票同类货物（按时间加权）中仅{goods_destination_n}票运往{destination_country}。",
    },
    innocent: &["a first customer in a new market", "a small country", "exhibition goods and samples"],
    sources: &["Destination substitution after a ban, domain notes 2 (cases 5 and 9)"],
};

fn measure() -> Expr {
    let n = |column: crate::schema::Column| column.expr().cast(DataType::Float64);
    // About 250 countries could be named: a destination never seen has that much to begin with.
    let anywhere = (n(DESTINATION_N) + lit(1.0)) / (n(LINES_N) + lit(250.0));
    let heading = (n(HEADING_DESTINATION_N) + lit(20.0) * anywhere) / (n(HEADING_N) + lit(20.0));
    let goods = (n(GOODS_DESTINATION_N) + lit(20.0) * heading) / (n(GOODS_N) + lit(20.0));
    when(n(HEADING_N).gt_eq(lit(20.0))).then(-goods.log(lit(10.0))).otherwise(NULL.lit())
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn rarer_is_more_surprising() {
        check(
            &SIGNAL,
            "
            goods_destination_n | goods_n | heading_destination_n | heading_n | destination_n | lines_n
            500  | 1000 | 900 | 2000 | 5000 | 49750
            0    | 1000 | 0   | 2000 | 0    | 49750
            0    | 1000 | 400 | 2000 | 5000 | 49750
            0    | 5    | 0   | 10   | 5000 | 49750
                 | 1000 | 0   | 2000 | 5000 | 49750
            1000 | 1000 | 2000 | 2000 | 49750 | 49750
            ",
            expect![[r#"
                0.302
                8.411 ALARM
                2.409
                null
                null
                0.000
            "#]],
        );
    }
}
