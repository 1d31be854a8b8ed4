//! An exporter's lots of a heading come far faster than before.

use crate::baselines::{EXPORTER_AGE_DAYS, EXPORTER_HEADING_MONTH_N, EXPORTER_HEADING_RECENT_N};
use crate::schema::{EXPORTER_NAME, HS_CODE, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::ln;
use polars::prelude::{DataType, Expr, Literal, NULL, lit, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "burst-of-lots",
    family: Family::Timing,
    shows: &[Typology::Splitting, Typology::Ring, Typology::RoundTrip],
    title: Text { en: "A burst of lots", zh: "短期密集出口" },
    unit: Unit::LogRatio,
    formula: "ln((lots of 14 days + 1) / (lots of the 21 days before · 14/21 + 1)), exporter × heading; null for exporters known for less than 35 days",
    reads: &[EXPORTER_HEADING_RECENT_N, EXPORTER_HEADING_MONTH_N, EXPORTER_AGE_DAYS],
    tells: &[EXPORTER_NAME, HS_CODE],
    measure,
    alarm: Alarm::Above(1.6),
    reason: Text {
        en: "{exporter_name} sent {exporter_heading_recent_n} lot(s) of this heading in 14 days, {exporter_heading_month_n} in the 21 days before.",
        zh: "{exporter_name}14天内出口该品目{exporter_heading_recent_n}票，此前21天为{exporter_heading_month_n}票。",
    },
    innocent: &["seasonal goods", "a large order in part deliveries", "the legal rush before a control date"],
    sources: &["Shenzhen Intermediate Court 2025-12-16: purchases and exports within two months"],
};

fn measure() -> Expr {
    let n = |column: crate::schema::Column| column.expr().cast(DataType::Float64);
    let usual = n(EXPORTER_HEADING_MONTH_N) * lit(14.0 / 21.0) + lit(1.0);
    let burst = ln((n(EXPORTER_HEADING_RECENT_N) + lit(1.0)) / usual);
    when(n(EXPORTER_AGE_DAYS).gt_eq(lit(35.0))).then(burst).otherwise(NULL.lit())
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn compares_with_the_weeks_before() {
        check(
            &SIGNAL,
            "
            exporter_heading_recent_n | exporter_heading_month_n | exporter_age_days
            2  | 3 | 200
            20 | 0 | 200
            20 | 0 | 10
            ",
            expect![[r#"
                0.000
                3.045 ALARM
                null
            "#]],
        );
    }
}
