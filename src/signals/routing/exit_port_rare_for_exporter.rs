//! An exporter leaves by a port it does not use.

use crate::baselines::{EXPORTER_N, EXPORTER_PORT_N, LINES_N, PORT_N};
use crate::schema::{EXIT_PORT, EXPORTER_NAME, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::shares::{from, share, share_of_all, surprise};
use polars::prelude::Expr;

pub(super) static SIGNAL: Signal = Signal {
    id: "exit-port-rare-for-exporter",
    family: Family::Routing,
    shows: &[Typology::ReExport, Typology::FrontCompany, Typology::Overvaluation, Typology::Splitting],
    title: Text { en: "An exit port strange to this exporter", zh: "该企业不常用的出境口岸" },
    unit: Unit::Surprise,
    formula: "−log10 p, p = (n(exporter, port) + 5·p0) / (n(exporter) + 5), p0 = (n(port) + 1) / (n + 100); null below 5 past lines of the exporter",
    reads: &[EXPORTER_PORT_N, EXPORTER_N, PORT_N, LINES_N],
    tells: &[EXPORTER_NAME, EXIT_PORT],
    measure,
    alarm: Alarm::Above(2.5),
    reason: Text {
        en: "Of the {exporter_n} past line(s) of {exporter_name} (weighted by age) {exporter_port_n} left through {exit_port}, as do {port_n} of all {lines_n}.",
        zh: "{exporter_name}此前{exporter_n}票（按时间加权）中{exporter_port_n}票经{exit_port}出境；该口岸占全部{lines_n}票中的{port_n}票。",
    },
    innocent: &["a new customer overseas", "air freight for an urgent lot", "a port closed by weather or congestion"],
    sources: &["Splitting typology T8 of the domain notes: several ports"],
};

fn measure() -> Expr {
    from(EXPORTER_N, 5.0, surprise(share(EXPORTER_PORT_N, EXPORTER_N, share_of_all(PORT_N, 100.0), 5.0)))
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn the_usual_port_is_quiet() {
        check(
            &SIGNAL,
            "
            exporter_port_n | exporter_n | port_n | lines_n
            90 | 100 | 4999 | 49900
            0  | 100 | 4999 | 49900
            0  | 100 | 0    | 49900
            0  | 3   | 0    | 49900
            0  |     | 0    | 49900
            ",
            expect![[r#"
                0.065
                2.322
                6.021 ALARM
                null
                null
            "#]],
        );
    }
}
