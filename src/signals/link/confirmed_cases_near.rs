//! Exporter and buyer stand near confirmed cases.

use crate::engines::{LINK_CONFIRMED_STEPS, LINK_SPREAD};
use crate::schema::{CONSIGNEE_NAME, EXPORTER_NAME, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use polars::prelude::{DataType, Expr};

pub(super) static SIGNAL: Signal = Signal {
    id: "confirmed-cases-near",
    family: Family::Link,
    shows: &[
        Typology::Misclassification,
        Typology::DescriptionLaundering,
        Typology::Concealment,
        Typology::ReExport,
        Typology::FrontCompany,
        Typology::RoundTrip,
    ],
    title: Text { en: "Confirmed cases near", zh: "邻近已查实案件" },
    unit: Unit::LogRatio,
    formula: "mean over exporter and buyer of ln(share of time that a walker from the parties of confirmed cases, going home with 1/4 at each step, is found there / share of a walker who never goes home), over the graph of exporters with buyers, brokers (weight 0.2), telephones, addresses and representatives (weight 2 / holders); at least 0.001; who was never seen has 3/4 of the other's; cases and links known before the Monday of the week; null where nothing is confirmed",
    reads: &[LINK_SPREAD],
    tells: &[EXPORTER_NAME, CONSIGNEE_NAME, LINK_CONFIRMED_STEPS],
    measure,
    alarm: Alarm::Above(3.0),
    reason: Text {
        en: "Going from confirmed cases along dealings and shared telephones, addresses and representatives one meets {exporter_name} and {consignee_name} e^{value} times as often as by chance[; the nearest case is {link_confirmed_steps} steps away (0: one of the two is its party)].",
        zh: "从已查实案件沿交易、共用电话、地址和法定代表人追溯，遇到{exporter_name}和{consignee_name}的频率为偶然的e^{value}倍[；最近的案件相距{link_confirmed_steps}步（0表示其中一方即为当事方）]。",
    },
    innocent: &[
        "an old case, settled since",
        "a large buyer or exporter with one bad lot among thousands",
        "a shared broker or office",
    ],
    sources: &[
        "The networks behind: meetings of the coordination mechanism, 2025 (domain notes 0)",
        "Personalised PageRank: Haveliwala, WWW 2002",
    ],
};

fn measure() -> Expr {
    LINK_SPREAD.expr().cast(DataType::Float64)
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn twenty_times_chance_rings() {
        check(
            &SIGNAL,
            "
            link_spread | link_confirmed_steps
            4.4 | 0
            0.3 | 3
                |
            ",
            expect![[r#"
                4.400 ALARM
                0.300
                null
            "#]],
        );
    }
}
