//! A mineral goes where nobody is known to use it.

use crate::reference::{MINERAL_NO_USE_IN_DESTINATION, RELEVANT_MINERAL};
use crate::schema::{DESTINATION_COUNTRY, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use polars::prelude::Expr;

pub(super) static SIGNAL: Signal = Signal {
    id: "destination-without-use",
    family: Family::Routing,
    shows: &[Typology::ReExport, Typology::FrontCompany],
    title: Text { en: "No known use of the mineral at the destination", zh: "目的国无该矿产已知用途" },
    unit: Unit::Flag,
    formula: "1 where the destination is not among the countries known to use the relevant mineral, 0 where it is; null where no list speaks of the mineral",
    reads: &[MINERAL_NO_USE_IN_DESTINATION],
    tells: &[RELEVANT_MINERAL, DESTINATION_COUNTRY],
    measure,
    alarm: Alarm::Above(0.5),
    reason: Text {
        en: "{relevant_mineral} goes to {destination_country}, which is not among the countries known to smelt or use it.",
        zh: "{relevant_mineral}运往{destination_country}，该国不在已知冶炼或使用国之列。",
    },
    innocent: &[
        "a new plant",
        "a trader with stock for neighbours",
        "goods under the code that hold none of the mineral",
    ],
    sources: &["Destination substitution after a ban, domain notes 2 (cases 5 and 9)"],
};

fn measure() -> Expr {
    MINERAL_NO_USE_IN_DESTINATION.expr()
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn takes_the_reference_flag() {
        check(
            &SIGNAL,
            "
            mineral_no_use_in_destination
            1
            0
            
            ",
            expect![[r#"
                1.000 ALARM
                0.000
            "#]],
        );
    }
}
