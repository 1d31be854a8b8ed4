//! A consignee or end user whose name answers that of a listed party.

use crate::engines::{LISTED_DECLARED, LISTED_LIKENESS, LISTED_NAME, LISTED_SINCE_DAYS, LISTED_WHY};
use crate::schema::Unit;
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};

pub(super) static SIGNAL: Signal = Signal {
    id: "party-like-listed",
    family: Family::Party,
    shows: &[Typology::FrontCompany],
    title: Text { en: "Named like a listed party", zh: "名称与限制名单相似" },
    unit: Unit::Probability,
    formula: "largest likeness of consignee or end user to a party on a list in force that day (share of what both names say that they say alike, words weighed by their rarity; a like address closes up to 0.6 of the gap; × 0.95 where the countries differ); 0 where none is 0.5 or more; null without a list or a name",
    reads: &[LISTED_LIKENESS],
    tells: &[LISTED_NAME, LISTED_DECLARED, LISTED_WHY, LISTED_SINCE_DAYS],
    measure: || LISTED_LIKENESS.expr(),
    alarm: Alarm::Above(0.8),
    reason: Text {
        en: "{listed_declared} answers the listed party {listed_name} by {listed_likeness} ({listed_why}; 1 is the same name), listed {listed_since_days} day(s) ago.",
        zh: "{listed_declared}与名单上的{listed_name}相似度为{listed_likeness}（{listed_why}；1为完全相同），列入名单已{listed_since_days}天。",
    },
    innocent: &[
        "another firm of nearly the same name",
        "a subsidiary that the listing does not cover",
        "the party after its listing ended elsewhere",
    ],
    sources: &[
        "Restricted list of foreign end users, domain notes 0",
        "Winkler 1990 and Fellegi & Sunter 1969 on names that agree by rarity",
    ],
};

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn likeness_rings_from_four_fifths_on() {
        check(
            &SIGNAL,
            "
            listed_likeness
            0.95
            0.7
            0

            ",
            expect![[r#"
                0.950 ALARM
                0.700
                0.000
            "#]],
        );
    }
}
