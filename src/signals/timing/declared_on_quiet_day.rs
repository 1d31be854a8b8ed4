//! Declared on a day on which this office sees few lines.

use crate::baselines::{LINES_N, OFFICE_N, OFFICE_WEEKDAY_N, WEEKDAY_N};
use crate::schema::{ACCEPTED_ON, OFFICE, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::shares::{share, share_of_all, surprise};
use polars::prelude::Expr;

pub(super) static SIGNAL: Signal = Signal {
    id: "declared-on-quiet-day",
    family: Family::Timing,
    shows: &[Typology::Misclassification, Typology::Overvaluation, Typology::LicenceAbuse, Typology::FrontCompany],
    title: Text { en: "Declared on a quiet day", zh: "在清淡日申报" },
    unit: Unit::Surprise,
    formula: "−log10 p, p = (n(office, weekday) + 50·p0) / (n(office) + 50), p0 = (n(weekday) + 1) / (n + 7)",
    reads: &[OFFICE_WEEKDAY_N, OFFICE_N, WEEKDAY_N, LINES_N],
    tells: &[ACCEPTED_ON, OFFICE],
    measure,
    alarm: Alarm::Above(1.3),
    reason: Text {
        en: "Declared on {accepted_on}: of {office_n} past line(s) at office {office} (weighted by age) {office_weekday_n} were of this day of the week.",
        zh: "于{accepted_on}申报：{office}关区此前{office_n}票（按时间加权）中该星期几{office_weekday_n}票。",
    },
    innocent: &["a vessel that leaves on Monday", "factories that work through"],
    sources: &["Cross-cutting signals of the domain notes: declaration time"],
};

fn measure() -> Expr {
    surprise(share(OFFICE_WEEKDAY_N, OFFICE_N, share_of_all(WEEKDAY_N, 7.0), 50.0))
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn a_sunday_is_quieter_than_a_monday() {
        check(
            &SIGNAL,
            "
            office_weekday_n | office_n | weekday_n | lines_n
            190 | 950 | 1999 | 9993
            10  | 950 | 199  | 9993
            10  |     | 199  | 9993
            ",
            expect![[r#"
                0.699
                1.959 ALARM
                null
            "#]],
        );
    }
}
