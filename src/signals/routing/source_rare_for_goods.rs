//! Goods from a region that hardly ever sends them.

use crate::baselines::{GOODS_N, GOODS_SOURCE_N, HEADING_N, HEADING_SOURCE_N, LINES_N, SOURCE_N};
use crate::schema::{HS_CODE, SOURCE_REGION, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::shares::{from, share, share_of_all, surprise};
use polars::prelude::Expr;

pub(super) static SIGNAL: Signal = Signal {
    id: "source-rare-for-goods",
    family: Family::Routing,
    shows: &[Typology::Misclassification, Typology::DescriptionLaundering],
    title: Text { en: "A source region rare for these goods", zh: "该货物罕见的境内货源地" },
    unit: Unit::Surprise,
    formula: "−log10 p, p = (n(HS6, source) + 20·p4) / (n(HS6) + 20), p4 = (n(HS4, source) + 20·p0) / (n(HS4) + 20), p0 = (n(source) + 1) / (n + 100); null below 20 lines of the heading",
    reads: &[GOODS_SOURCE_N, GOODS_N, HEADING_SOURCE_N, HEADING_N, SOURCE_N, LINES_N],
    tells: &[SOURCE_REGION, HS_CODE],
    measure,
    alarm: Alarm::Above(3.0),
    reason: Text {
        en: "Of {goods_n} past line(s) of these goods (weighted by age) {goods_source_n} came from source region {source_region}; it sent {source_n} of all {lines_n} line(s).",
        zh: "此前{goods_n}票同类货物（按时间加权）中{goods_source_n}票来自货源地{source_region}；该地占全部{lines_n}票中的{source_n}票。",
    },
    innocent: &[
        "a new plant",
        "a trader who names its own seat as the source",
        "goods bought from a stockist far away",
    ],
    sources: &["Cross-cutting signals of the domain notes: source region against where the mineral is produced"],
};

fn measure() -> Expr {
    let heading = share(HEADING_SOURCE_N, HEADING_N, share_of_all(SOURCE_N, 100.0), 20.0);
    from(HEADING_N, 20.0, surprise(share(GOODS_SOURCE_N, GOODS_N, heading, 20.0)))
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn a_region_that_sends_other_goods_surprises() {
        check(
            &SIGNAL,
            "
            goods_source_n | goods_n | heading_source_n | heading_n | source_n | lines_n
            500 | 1000 | 900 | 2000 | 5000 | 49900
            0   | 1000 | 0   | 2000 | 5000 | 49900
            0   | 1000 | 400 | 2000 | 5000 | 49900
            0   | 5    | 0   | 10   | 5000 | 49900
                | 1000 | 0   | 2000 | 5000 | 49900
            ",
            expect![[r#"
                0.302
                4.712 ALARM
                2.409
                null
                null
            "#]],
        );
    }
}
