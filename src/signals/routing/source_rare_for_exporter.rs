//! An exporter sends from a region that is neither its own nor that of the goods.

use crate::baselines::{
    EXPORTER_N, EXPORTER_SOURCE_N, GOODS_N, GOODS_SOURCE_N, HEADING_N, HEADING_SOURCE_N, LINES_N, SOURCE_N,
};
use crate::schema::{EXPORTER_NAME, SOURCE_REGION, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::shares::{from, share, share_of_all, surprise};
use polars::prelude::Expr;

pub(super) static SIGNAL: Signal = Signal {
    id: "source-rare-for-exporter",
    family: Family::Routing,
    shows: &[Typology::Misclassification, Typology::DescriptionLaundering, Typology::BalanceBreach],
    title: Text { en: "A source region strange to this exporter", zh: "该企业不常用的境内货源地" },
    unit: Unit::Surprise,
    formula: "−log10 p, p = (n(exporter, source) + 20·p6) / (n(exporter) + 20), p6 the past share of the source region in the goods (HS6, drawn to HS4 and to all lines); null below 5 past lines of the exporter",
    reads: &[EXPORTER_SOURCE_N, EXPORTER_N, GOODS_SOURCE_N, GOODS_N, HEADING_SOURCE_N, HEADING_N, SOURCE_N, LINES_N],
    tells: &[EXPORTER_NAME, SOURCE_REGION],
    measure,
    alarm: Alarm::Above(2.5),
    reason: Text {
        en: "{exporter_name} took {exporter_source_n} of {exporter_n} past line(s) (weighted by age) from source region {source_region}, and of {goods_n} line(s) of these goods {goods_source_n} came from there.",
        zh: "{exporter_name}此前{exporter_n}票（按时间加权）中{exporter_source_n}票来自货源地{source_region}；同类货物{goods_n}票中{goods_source_n}票来自该地。",
    },
    innocent: &["a new supplier", "a trader who buys where it is cheapest"],
    sources: &["Cross-cutting signals of the domain notes: source region against where the mineral is produced"],
};

fn measure() -> Expr {
    let heading = share(HEADING_SOURCE_N, HEADING_N, share_of_all(SOURCE_N, 100.0), 20.0);
    let goods = share(GOODS_SOURCE_N, GOODS_N, heading, 20.0);
    from(EXPORTER_N, 5.0, surprise(share(EXPORTER_SOURCE_N, EXPORTER_N, goods, 20.0)))
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn own_region_and_region_of_the_goods_are_usual() {
        check(
            &SIGNAL,
            "
            exporter_source_n | exporter_n | goods_source_n | goods_n | heading_source_n | heading_n | source_n | lines_n
            80 | 100 | 0   | 1000 | 0   | 2000 | 5000 | 49900
            0  | 100 | 800 | 1000 | 900 | 2000 | 5000 | 49900
            0  | 100 | 0   | 1000 | 0   | 2000 | 50   | 49900
            0  | 2   | 0   | 1000 | 0   | 2000 | 50   | 49900
            0  | 100 |     | 1000 | 0   | 2000 | 50   | 49900
            ",
            expect![[r#"
                0.176
                0.879
                7.481 ALARM
                null
                null
            "#]],
        );
    }
}
