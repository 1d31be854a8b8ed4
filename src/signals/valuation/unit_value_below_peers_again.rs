//! Goods declared cheaper than those of others, as the same exporter declared them before.

use super::peers_again::PEERS_AGAIN;
use crate::baselines::OWN_UNIT_VALUE_MEDIAN;
use crate::signals::Typology;
use crate::signals::form::{Signal, Text};
use crate::signals::terms::{again, positive, price_per_kg, price_z};
use polars::prelude::{Expr, lit};

pub(super) static SIGNAL: Signal = Signal {
    id: "unit-value-below-peers-again",
    shows: &[Typology::Undervaluation],
    title: Text { en: "Cheaper than its peers, again", zh: "单价屡次低于同类" },
    formula: "max(0, min(z, own z)), both with reversed sign; z as in unit-value-below-peers, own z the same for the median price of the exporter's own past lots of the HS6 over twelve months; null without an own lot or without peers",
    measure,
    innocent: &[
        "a standing contract at an old price",
        "an off-spec or second-grade line",
        "a neighbouring code used by habit",
    ],
    ..PEERS_AGAIN
};

fn measure() -> Expr {
    let own = price_z(positive(OWN_UNIT_VALUE_MEDIAN));
    again(lit(0.0) - price_z(price_per_kg()), lit(0.0) - own)
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn one_odd_lot_is_quiet_and_a_practice_rings() {
        check(
            &SIGNAL,
            "
            statistical_value_usd | net_mass_kg | peer_unit_value_usd_per_kg | peer_unit_value_spread | peer_unit_value_n | own_unit_value_usd_per_kg
            500  | 100 | 10 | 0.2 | 50 | 6
            500  | 100 | 10 | 0.2 | 50 | 10
            500  | 100 | 10 | 0.2 | 50 | 20
            2000 | 100 | 10 | 0.2 | 50 | 20
            500  | 100 | 10 | 0.2 | 50 |
            500  | 100 | 10 | 0.2 | 4  | 6
            ",
            expect![[r#"
                2.554 ALARM
                0.000
                0.000
                0.000
                null
                null
            "#]],
        );
    }
}
