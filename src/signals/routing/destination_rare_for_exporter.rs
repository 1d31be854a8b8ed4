//! An exporter sends where neither it nor the goods usually go.

use crate::baselines::{
    DESTINATION_N, EXPORTER_DESTINATION_N, EXPORTER_N, GOODS_DESTINATION_N, GOODS_N, HEADING_DESTINATION_N, HEADING_N,
    LINES_N,
};
use crate::schema::{DESTINATION_COUNTRY, EXPORTER_NAME, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::shares::{from, share, share_of_all, surprise};
use polars::prelude::Expr;

pub(super) static SIGNAL: Signal = Signal {
    id: "destination-rare-for-exporter",
    family: Family::Routing,
    shows: &[Typology::ReExport, Typology::FrontCompany, Typology::Undervaluation, Typology::Ring],
    title: Text { en: "A destination strange to this exporter", zh: "该企业不常出口的目的国" },
    unit: Unit::Surprise,
    formula: "−log10 p, p = (n(exporter, destination) + 5·p6) / (n(exporter) + 5), p6 = (n(HS6, destination) + 20·p4) / (n(HS6) + 20), p4 = (n(HS4, destination) + 20·p0) / (n(HS4) + 20), p0 = (n(destination) + 1) / (n + 250); null below 5 past lines of the exporter",
    reads: &[
        EXPORTER_DESTINATION_N,
        EXPORTER_N,
        GOODS_DESTINATION_N,
        GOODS_N,
        HEADING_DESTINATION_N,
        HEADING_N,
        DESTINATION_N,
        LINES_N,
    ],
    tells: &[EXPORTER_NAME, DESTINATION_COUNTRY],
    measure,
    alarm: Alarm::Above(2.5),
    reason: Text {
        en: "Of the {exporter_n} past line(s) of {exporter_name} (weighted by age) {exporter_destination_n} went to {destination_country}, as did {goods_destination_n} of {goods_n} line(s) of these goods.",
        zh: "{exporter_name}此前{exporter_n}票（按时间加权）中{exporter_destination_n}票运往{destination_country}；同类货物{goods_n}票中{goods_destination_n}票运往该国。",
    },
    innocent: &["a first customer in a new market", "exhibition goods and samples"],
    sources: &["Destination substitution after a ban, domain notes 2 (cases 5 and 9)"],
};

fn measure() -> Expr {
    let heading = share(HEADING_DESTINATION_N, HEADING_N, share_of_all(DESTINATION_N, 250.0), 20.0);
    let goods = share(GOODS_DESTINATION_N, GOODS_N, heading, 20.0);
    from(EXPORTER_N, 5.0, surprise(share(EXPORTER_DESTINATION_N, EXPORTER_N, goods, 5.0)))
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn own_markets_are_quiet() {
        check(
            &SIGNAL,
            "
            exporter_destination_n | exporter_n | goods_destination_n | goods_n | heading_destination_n | heading_n | destination_n | lines_n
            50 | 100 | 0   | 1000 | 0   | 2000 | 5000 | 49750
            0  | 100 | 0   | 1000 | 0   | 2000 | 5000 | 49750
            0  | 100 | 600 | 1000 | 900 | 2000 | 5000 | 49750
            0  | 4   | 0   | 1000 | 0   | 2000 | 5000 | 49750
            0  | 100 | 0   | 1000 | 0   | 2000 |      | 49750
            ",
            expect![[r#"
                0.322
                6.034 ALARM
                1.546
                null
                null
            "#]],
        );
    }
}
