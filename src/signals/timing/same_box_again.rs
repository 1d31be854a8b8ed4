//! The same container with the same goods of the same exporter, and again.

use crate::baselines::{SAME_BOX_DAYS, SAME_BOX_N};
use crate::schema::{CONTAINER_IDS, EXPORTER_NAME, HS_CODE, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::shares::n;
use polars::prelude::{Expr, lit, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "same-box-again",
    family: Family::Timing,
    shows: &[Typology::RoundTrip],
    title: Text { en: "The same box again", zh: "同一集装箱反复出口" },
    unit: Unit::Count,
    formula: "earlier days on which the container carried one of the exporter's last 16 lots of the 6-digit code, 0 where the latest was more than 60 days ago; null without a container",
    reads: &[SAME_BOX_N, SAME_BOX_DAYS],
    tells: &[CONTAINER_IDS, EXPORTER_NAME, HS_CODE],
    measure,
    alarm: Alarm::Above(1.0),
    reason: Text {
        en: "The first box of {container_ids} carried goods of the 6-digit code of {hs_code} for {exporter_name} on {same_box_n} earlier day(s)[, last {same_box_days} day(s) ago]; a leased box comes back after months.",
        zh: "集装箱{container_ids}（首箱）此前曾于{same_box_n}天为{exporter_name}装运{hs_code}所属六位编码货物[，最近一次在{same_box_days}天前]；租赁箱通常数月后才返回。",
    },
    innocent: &["a shipper's own or tank container on a short shuttle", "a box number copied from an old form"],
    sources: &["Round-trip typology T12 of the domain notes: same box number"],
};

/// A leased box comes back to a port after months and to another shipper (est.).
fn measure() -> Expr {
    when(n(SAME_BOX_DAYS).gt(lit(60.0))).then(lit(0.0)).otherwise(n(SAME_BOX_N))
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn a_box_that_returns_within_weeks_rings() {
        check(
            &SIGNAL,
            "
            same_box_n | same_box_days
            0 |
            1 | 12
            4 | 12
            4 | 200
              | 
            ",
            expect![[r#"
                0.000
                1.000 ALARM
                4.000 ALARM
                0.000
                null
            "#]],
        );
    }
}
