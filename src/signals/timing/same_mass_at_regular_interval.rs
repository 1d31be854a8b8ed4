//! Lots of one mass that come back like a clock.

use crate::baselines::{SAME_MASS_GAP, SAME_MASS_GAP_SPREAD, SAME_MASS_N, SAME_MASS_PRICE_RISE};
use crate::schema::{CONSIGNEE_NAME, EXPORTER_NAME, NET_MASS_KG, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::shares::n;
use crate::signals::terms::ln;
use polars::prelude::{Expr, lit, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "same-mass-at-regular-interval",
    family: Family::Timing,
    shows: &[Typology::RoundTrip],
    title: Text { en: "The same mass at a regular interval", zh: "等重货物定期反复出口" },
    unit: Unit::Surprise,
    formula: "min(gaps − 1, 6) · max(0, ln(0.5 / max(s, 0.05))), s = standard deviation of the gaps over their mean; 0 with fewer than two gaps or a mean outside 5 to 60 days",
    reads: &[SAME_MASS_N, SAME_MASS_GAP, SAME_MASS_GAP_SPREAD],
    tells: &[NET_MASS_KG, EXPORTER_NAME, CONSIGNEE_NAME, SAME_MASS_PRICE_RISE],
    measure,
    alarm: Alarm::Above(3.0),
    reason: Text {
        en: "{exporter_name} sent {net_mass_kg} kg to 1 % on {same_mass_n} earlier day(s), now to {consignee_name}[, {same_mass_gap_days} day(s) apart on average][ with a spread of {same_mass_gap_spread} of that][; log price change {same_mass_price_rise}].",
        zh: "{exporter_name}此前于{same_mass_n}天出口等重（误差1%）货物{net_mass_kg}千克，本次收货人{consignee_name}[，平均间隔{same_mass_gap_days}天][，间隔离散度{same_mass_gap_spread}][；对数价格变化{same_mass_price_rise}]。",
    },
    innocent: &["constant lots between sister firms", "a standing order of full containers"],
    sources: &[
        "Round-trip typology T12 of the domain notes: near-identical net weight, regular interval, rising price",
    ],
};

/// For gaps of a chance process (exponential, s near 1) the probability that s is as small as c falls like c to the power of the
/// gaps less one. Half of that spread is what weekly vessels and monthly orders have (est.) and counts as nothing; a week's
/// rhythm limits how small s can be told.
fn measure() -> Expr {
    let spread = n(SAME_MASS_GAP_SPREAD).clip_min(lit(0.05));
    let regular = (n(SAME_MASS_N) - lit(1.0)).clip_max(lit(6.0)) * ln(lit(0.5) / spread).clip_min(lit(0.0));
    let told = n(SAME_MASS_GAP).gt_eq(lit(5.0)).and(n(SAME_MASS_GAP).lt_eq(lit(60.0)));
    when(told.and(n(SAME_MASS_GAP_SPREAD).is_not_null())).then(regular).otherwise(n(SAME_MASS_N) * lit(0.0))
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn only_a_clock_rings() {
        check(
            &SIGNAL,
            "
            same_mass_n | same_mass_gap_days | same_mass_gap_spread
            5 | 12  | 0.05
            5 | 12  | 0.8
            5 | 2   | 0.05
            5 | 120 | 0.05
            1 | 12  |
            0 |     |
              |     | 
            ",
            expect![[r#"
                9.210 ALARM
                0.000
                0.000
                0.000
                0.000
                0.000
                null
            "#]],
        );
    }
}
