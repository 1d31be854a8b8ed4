//! The mineral's flow to the destination has been rising beyond chance.

use crate::reference::TRADED_MINERAL;
use crate::schema::{
    DESTINATION_COUNTRY, FLOW_FROM, FLOW_LINES_A_WEEK, FLOW_PRICE_PULL, FLOW_RISE, FLOW_SINCE, FLOW_USUAL_LINES_A_WEEK,
    Unit,
};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use polars::prelude::Expr;

pub(super) static SIGNAL: Signal = Signal {
    id: "corridor-rising",
    family: Family::Routing,
    shows: &[Typology::ReExport],
    title: Text {
        en: "The mineral's flow to this destination is rising", zh: "该矿产流向该目的地的票数持续上升"
    },
    unit: Unit::LogRatio,
    formula: "largest over the onsets of the last 26 weeks of ln(likelihood of a higher rate since / of one rate all along) / dispersion, exposures holding what moved the mineral everywhere; a shift to a hub adds the fall elsewhere, at most as much again; as of the week's Monday; 0 where nothing rose, null without a mineral or without 26 weeks of flows",
    reads: &[FLOW_RISE],
    tells: &[
        TRADED_MINERAL,
        DESTINATION_COUNTRY,
        FLOW_SINCE,
        FLOW_USUAL_LINES_A_WEEK,
        FLOW_LINES_A_WEEK,
        FLOW_FROM,
        FLOW_PRICE_PULL,
    ],
    measure,
    alarm: Alarm::Above(ALARM),
    reason: Text {
        en: "Since {flow_since} {flow_lines_a_week} lines of {traded_mineral} a week have gone to {destination_country}, where {flow_usual_lines_a_week} were to be expected (ln likelihood ratio {value})[; lines to {flow_from} fell from the same week on][; outside prices stand {flow_price_pull} times as far above inside prices as usual].",
        zh: "自{flow_since}起，每周有{flow_lines_a_week}票{traded_mineral}运往{destination_country}，预期为{flow_usual_lines_a_week}票（对数似然比{value}）[；同期运往{flow_from}的票数下降][；境内外价差为平常的{flow_price_pull}倍]。",
    },
    innocent: &[
        "a new plant or customer there",
        "a rush before a control",
        "orders moved from a country that grew dear",
    ],
    sources: &[
        "Destination substitution after a ban, domain notes 2 (cases 5 and 9)",
        "Generalised likelihood ratio: Siegmund & Venkatraman, Ann. Stat. 23, 1995",
    ],
};

/// About where `warn` sets its thresholds for 12 false alarms a year over 500 corridors: 13.5 to 19, for rises and shifts alike.
const ALARM: f32 = 14.0;

fn measure() -> Expr {
    FLOW_RISE.expr()
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn a_flow_that_rose_beyond_chance_rings() {
        check(
            &SIGNAL,
            "
            flow_rise | flow_lines_a_week | flow_usual_lines_a_week
            14.2 | 7.2 | 2.0
            2.1 | 3.0 | 2.0
            0   |     |
                |     |
            ",
            expect![[r#"
                14.200 ALARM
                2.100
                0.000
                null
            "#]],
        );
    }
}
