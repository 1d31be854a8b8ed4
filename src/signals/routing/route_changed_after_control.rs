//! An exporter of the mineral sends it where it did not before the control.

use crate::baselines::{EXPORTER_MINERAL_BEFORE_N, EXPORTER_MINERAL_DESTINATION_BEFORE_N};
use crate::reference::{BEFORE_CONTROL, TRADED_MINERAL};
use crate::schema::{DESTINATION_COUNTRY, EXPORTER_NAME, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::shares::{from, n, share, surprise};
use polars::prelude::{Expr, Literal, NULL, lit, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "route-changed-after-control",
    family: Family::Routing,
    shows: &[Typology::ReExport, Typology::FrontCompany, Typology::LicenceAbuse],
    title: Text { en: "A new destination since the control", zh: "管制后改变出口目的国" },
    unit: Unit::Surprise,
    formula: "−log10((n(exporter, mineral, destination, before) + 0.06) / (n(exporter, mineral, before) + 3)); null before the control and below 3 lines of the exporter in the mineral before it",
    reads: &[EXPORTER_MINERAL_DESTINATION_BEFORE_N, EXPORTER_MINERAL_BEFORE_N, BEFORE_CONTROL],
    tells: &[TRADED_MINERAL, EXPORTER_NAME, DESTINATION_COUNTRY],
    measure,
    alarm: Alarm::Above(2.0),
    reason: Text {
        en: "Before the control {exporter_name} sent {exporter_mineral_before_n} line(s) of {traded_mineral} (weighted by age), {exporter_mineral_destination_before_n} of them to {destination_country}.",
        zh: "管制前{exporter_name}出口{traded_mineral}{exporter_mineral_before_n}票（按时间加权），其中{exporter_mineral_destination_before_n}票运往{destination_country}。",
    },
    innocent: &["a real user won in the hub", "a market lost to the control and another found"],
    sources: &["Destination substitution after a ban, domain notes 2 (cases 5 and 9)"],
};

/// Some fifty countries buy minerals: one not yet served has a fiftieth to begin with.
fn measure() -> Expr {
    let before = share(EXPORTER_MINERAL_DESTINATION_BEFORE_N, EXPORTER_MINERAL_BEFORE_N, lit(0.02), 3.0);
    let changed = from(EXPORTER_MINERAL_BEFORE_N, 3.0, surprise(before));
    when(n(BEFORE_CONTROL).eq(lit(0.0))).then(changed).otherwise(NULL.lit())
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn old_markets_are_quiet() {
        check(
            &SIGNAL,
            "
            exporter_mineral_destination_before_n | exporter_mineral_before_n | before_control
            20 | 27 | 0
            0  | 27 | 0
            0  | 27 | 1
            0  | 1  | 0
               |    | 0
            ",
            expect![[r#"
                0.175
                2.699 ALARM
                null
                null
                null
            "#]],
        );
    }
}
