//! A broker who does not usually declare for this exporter.

use crate::baselines::{EXPORTER_AGENT_N, EXPORTER_N};
use crate::schema::{AGENT_ID, EXPORTER_NAME, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::shares::{from, share, surprise};
use polars::prelude::{Expr, lit};

pub(super) static SIGNAL: Signal = Signal {
    id: "broker-rare-for-exporter",
    family: Family::Party,
    shows: &[Typology::Misclassification, Typology::Undervaluation, Typology::Splitting, Typology::Ring],
    title: Text { en: "A broker strange to this exporter", zh: "该企业不常用的报关行" },
    unit: Unit::Surprise,
    formula: "−log10((n(exporter, broker) + 1) / (n(exporter) + 2)); null below 5 past lines of the exporter",
    reads: &[EXPORTER_AGENT_N, EXPORTER_N],
    tells: &[EXPORTER_NAME, AGENT_ID],
    measure,
    alarm: Alarm::Above(1.2),
    reason: Text {
        en: "Broker {agent_id} declared {exporter_agent_n} of the {exporter_n} past line(s) of {exporter_name} (weighted by age).",
        zh: "{exporter_name}此前{exporter_n}票（按时间加权）中{exporter_agent_n}票由报关单位{agent_id}申报。",
    },
    innocent: &["a change of broker", "a broker at another port", "a broker chosen by the buyer"],
    sources: &[
        "Splitting typology T8 of the domain notes: several brokers",
        "Cross-cutting signals of the domain notes: broker concentration",
    ],
};

fn measure() -> Expr {
    from(EXPORTER_N, 5.0, surprise(share(EXPORTER_AGENT_N, EXPORTER_N, lit(0.5), 2.0)))
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn the_house_broker_is_quiet() {
        check(
            &SIGNAL,
            "
            exporter_agent_n | exporter_n
            98 | 100
            0  | 100
            0  | 6
            0  | 3
               | 100
            ",
            expect![[r#"
                0.013
                2.009 ALARM
                0.903
                null
                null
            "#]],
        );
    }
}
