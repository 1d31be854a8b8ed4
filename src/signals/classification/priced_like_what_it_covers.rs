//! A known cover code at the price of the mineral it is used to cover.

use crate::reference::{COVER_PRICE_HIGH, LOOKALIKE_MINERAL, LOOKALIKE_PRICE_HIGH, LOOKALIKE_PRICE_LOW};
use crate::schema::{HS_CODE, NET_MASS_KG, STATISTICAL_VALUE_USD, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::{ln, positive, price_per_kg};
use polars::prelude::{Expr, Literal, NULL, lit, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "priced-like-what-it-covers",
    family: Family::Classification,
    shows: &[Typology::Misclassification],
    title: Text { en: "A cover code at the mineral's price", zh: "掩护编码却为矿产价格" },
    unit: Unit::Ratio,
    formula: "ln(price / cover_high) / ln(mineral_low / cover_high), held to −1 … 1.5; null unless mineral_low > 1.5 · cover_high",
    reads: &[STATISTICAL_VALUE_USD, NET_MASS_KG, LOOKALIKE_PRICE_LOW, COVER_PRICE_HIGH],
    tells: &[LOOKALIKE_MINERAL, LOOKALIKE_PRICE_HIGH, HS_CODE],
    measure,
    alarm: Alarm::Above(0.5),
    reason: Text {
        en: "Declared at {price_per_kg} USD/kg under {hs_code}, whose goods cost up to {cover_price_high_usd_per_kg}; {lookalike_mineral}, known to leave under this code, costs {lookalike_price_low_usd_per_kg}–{lookalike_price_high_usd_per_kg}.",
        zh: "以{hs_code}申报{price_per_kg}美元/千克，该编码货物通常不超过{cover_price_high_usd_per_kg}；常借此编码出口的{lookalike_mineral}价格为{lookalike_price_low_usd_per_kg}–{lookalike_price_high_usd_per_kg}。",
    },
    innocent: &[
        "a special grade or a precious alloy",
        "small lots and samples",
        "a machined article under a raw-metal code",
    ],
    sources: &["Seizures at Yantian 2025 (7801910000) and Nanning 2025 (solder paste), domain notes 2 and 3.1"],
};

/// Null where cover and mineral cost too nearly the same to be told apart by price.
fn measure() -> Expr {
    let cover = positive(COVER_PRICE_HIGH);
    let mineral = positive(LOOKALIKE_PRICE_LOW);
    let place = ln(price_per_kg() / cover.clone()) / ln(mineral.clone() / cover.clone());
    when((mineral / cover).gt(lit(1.5))).then(place.clip(lit(-1.0), lit(1.5))).otherwise(NULL.lit())
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn places_the_price_between_cover_and_mineral() {
        check(
            &SIGNAL,
            "
            statistical_value_usd | net_mass_kg | lookalike_price_low_usd_per_kg | cover_price_high_usd_per_kg
            2500  | 1000 | 20 | 2.5
            20000 | 1000 | 20 | 2.5
            7071  | 1000 | 20 | 2.5
            1000  | 1000 | 20 | 2.5
            9000  | 0    | 20 | 2.5
            9000  | 1000 | 3  | 2.5
            9000  | 1000 |    | 2.5
            ",
            expect![[r#"
                0.000
                1.000 ALARM
                0.500
                -0.441
                null
                null
                null
            "#]],
        );
    }
}
