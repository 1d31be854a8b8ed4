//! Goods declared dearer than those of others, as the same exporter declared them before.

use super::peers_again::PEERS_AGAIN;
use crate::baselines::OWN_UNIT_VALUE_MEDIAN;
use crate::signals::Typology;
use crate::signals::form::{Signal, Text};
use crate::signals::terms::{again, positive, price_per_kg, price_z};
use polars::prelude::Expr;

pub(super) static SIGNAL: Signal = Signal {
    id: "unit-value-above-peers-again",
    shows: &[Typology::Overvaluation, Typology::Misclassification],
    title: Text { en: "Dearer than its peers, again", zh: "单价屡次高于同类" },
    formula: "max(0, min(z, own z)), both with sign; z as in unit-value-above-peers, own z the same for the median price of the exporter's own past lots of the HS6 over twelve months; null without an own lot or without peers",
    measure,
    innocent: &["a brand or grade that is always dearer", "small senders", "a neighbouring code used by habit"],
    ..PEERS_AGAIN
};

fn measure() -> Expr {
    let own = price_z(positive(OWN_UNIT_VALUE_MEDIAN));
    again(price_z(price_per_kg()), own)
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
            2000 | 100 | 10 | 0.2 | 50 | 18
            2000 | 100 | 10 | 0.2 | 50 | 10
            2000 | 100 | 10 | 0.2 | 50 | 5
            500  | 100 | 10 | 0.2 | 50 | 5
            2000 | 100 | 10 | 0.2 | 50 |
            2000 | 100 | 10 | 0.2 | 4  | 18
            ",
            expect![[r#"
                2.939 ALARM
                0.000
                0.000
                0.000
                null
                null
            "#]],
        );
    }
}
