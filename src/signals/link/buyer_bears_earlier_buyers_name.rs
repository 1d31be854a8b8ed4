//! A new buyer bears the name of an earlier buyer of the same goods in another country.

use crate::engines::{
    CONSIGNEE_FOLLOWS, CONSIGNEE_FOLLOWS_COUNTRY, CONSIGNEE_FOLLOWS_DAYS, CONSIGNEE_FOLLOWS_SAME,
    CONSIGNEE_FOLLOWS_STEM, WORDING_CONTROLLED,
};
use crate::reference::RELEVANT_MINERAL;
use crate::schema::{CONSIGNEE_NAME, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::mineral_in_play;
use polars::prelude::{DataType, Expr, Literal, NULL, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "buyer-bears-earlier-buyers-name",
    family: Family::Link,
    shows: &[Typology::ReExport, Typology::FrontCompany],
    title: Text {
        en: "The name of an earlier buyer in another country", zh: "与他国原买家名称相同的新收货人"
    },
    unit: Unit::Surprise,
    formula: "−log10 of the probability that a new name of the buyer's country begins with these two words (product over both of (names with the word + 1/2) / (names + 50)); only for buyers first seen within 240 days, at least 14 days after a buyer of another country whose name begins so and who bought the same 6 digits, and where a controlled mineral is in play; null elsewhere",
    reads: &[CONSIGNEE_FOLLOWS, RELEVANT_MINERAL, WORDING_CONTROLLED],
    tells: &[
        CONSIGNEE_NAME,
        CONSIGNEE_FOLLOWS_STEM,
        CONSIGNEE_FOLLOWS_COUNTRY,
        CONSIGNEE_FOLLOWS_DAYS,
        CONSIGNEE_FOLLOWS_SAME,
    ],
    measure,
    alarm: Alarm::Above(4.5),
    reason: Text {
        en: "The new buyer {consignee_name} begins as an earlier buyer of these goods in {consignee_follows_country} does ({consignee_follows_stem}, first seen {consignee_follows_days} day(s) ago; sold to by this exporter: {consignee_follows_same}, 1 = yes). Of new names in its own country one in 10^{value} begins so.",
        zh: "新收货人{consignee_name}与此前在{consignee_follows_country}购买同类货物的买家名称开头相同（{consignee_follows_stem}，{consignee_follows_days}天前首次出现；本企业是否曾向其供货：{consignee_follows_same}，1为是）。其所在国新名称中如此开头者约为10^{value}分之一。",
    },
    innocent: &[
        "a subsidiary that makes the goods up there",
        "firms that bear a common name by chance",
        "a group that moved its buying office",
    ],
    sources: &[
        "Case 5 of the domain notes (Reuters, July 2025): a subsidiary in a hub sold on to the group's firm that had bought direct before",
        "Third-country re-export T6 of the domain notes: name link to a former direct buyer",
    ],
};

fn measure() -> Expr {
    when(mineral_in_play()).then(CONSIGNEE_FOLLOWS.expr().cast(DataType::Float64)).otherwise(NULL.lit())
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn a_strange_name_in_the_hub_rings() {
        check(
            &SIGNAL,
            "
            consignee_follows | relevant_mineral | wording_controlled
            5.1 | antimony |
            2.0 | antimony |
            5.1 |          | 0
            5.1 |          | 1
                | antimony |
            ",
            expect![[r#"
                5.100 ALARM
                2.000
                null
                5.100 ALARM
                null
            "#]],
        );
    }
}
