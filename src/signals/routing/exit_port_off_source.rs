//! Goods leave through a port that their region does not use.

use crate::baselines::{LINES_N, PORT_N, SOURCE_N, SOURCE_PORT_N};
use crate::schema::{EXIT_PORT, SOURCE_REGION, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::shares::{from, share, share_of_all};
use crate::signals::terms::ln;
use polars::prelude::Expr;

pub(super) static SIGNAL: Signal = Signal {
    id: "exit-port-off-source",
    family: Family::Routing,
    shows: &[Typology::Misclassification, Typology::DescriptionLaundering, Typology::Overvaluation],
    title: Text { en: "An exit port far from where the goods come from", zh: "出境口岸与货源地不符" },
    unit: Unit::LogRatio,
    formula: "ln(p0 / p), p0 = (n(port) + 1) / (n + 100): the port's share of all lines; p = (n(source, port) + 20·p0) / (n(source) + 20): its share of the region's; null below 20 lines of the region",
    reads: &[SOURCE_PORT_N, SOURCE_N, PORT_N, LINES_N],
    tells: &[EXIT_PORT, SOURCE_REGION],
    measure,
    alarm: Alarm::Above(2.3),
    reason: Text {
        en: "Of {source_n} past line(s) from source region {source_region} (weighted by age) {source_port_n} left through {exit_port}, which takes {port_n} of all {lines_n}.",
        zh: "货源地{source_region}此前{source_n}票（按时间加权）中{source_port_n}票经{exit_port}出境；该口岸占全部{lines_n}票中的{port_n}票。",
    },
    innocent: &["consolidation with other goods", "a congested home port", "a buyer who names the port"],
    sources: &[
        "Cross-cutting signals of the domain notes: port unusual for the source region",
        "Yangshan and Yantian seizures, domain notes 2",
    ],
};

fn measure() -> Expr {
    let port = share_of_all(PORT_N, 100.0);
    from(SOURCE_N, 20.0, ln(port.clone() / share(SOURCE_PORT_N, SOURCE_N, port, 20.0)))
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn a_great_port_that_the_region_avoids() {
        check(
            &SIGNAL,
            "
            source_port_n | source_n | port_n | lines_n
            600 | 1000 | 4999 | 49900
            0   | 1000 | 4999 | 49900
            0   | 1000 | 0    | 49900
            0   | 10   | 4999 | 49900
                | 1000 | 4999 | 49900
            ",
            expect![[r#"
                -1.775
                3.932 ALARM
                3.932 ALARM
                null
                null
            "#]],
        );
    }
}
