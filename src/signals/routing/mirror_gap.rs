//! Less of the code arrives at the destination than is declared for it.

use crate::engines::WORDING_CONTROLLED;
use crate::reference::RELEVANT_MINERAL;
use crate::schema::{
    DESTINATION_COUNTRY, HS_CODE, MIRROR_DECLARED_KG, MIRROR_EXPECTED_KG, MIRROR_GAP, MIRROR_MONTHS,
    MIRROR_REPORTED_KG, Unit,
};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::mineral_in_play;
use polars::prelude::{Expr, Literal, NULL, when};

/// Only what is missing speaks about a line: where more arrives than was declared, other lines went there under other names.
pub(super) static SIGNAL: Signal = Signal {
    id: "mirror-gap",
    family: Family::Routing,
    shows: &[Typology::ReExport, Typology::Misclassification],
    title: Text { en: "Less arrives there than is declared", zh: "对方进口统计少于申报出口" },
    unit: Unit::RobustZ,
    formula: "(ln(reported kg / declared kg) − median over the reporter's codes) / scatter, over the last 12 months published, arrivals one to two months after export; as of the week's Monday; null where no mineral is in play or the partner publishes nothing",
    reads: &[MIRROR_GAP, RELEVANT_MINERAL, WORDING_CONTROLLED],
    tells: &[HS_CODE, DESTINATION_COUNTRY, MIRROR_MONTHS, MIRROR_DECLARED_KG, MIRROR_REPORTED_KG, MIRROR_EXPECTED_KG],
    measure,
    alarm: Alarm::Below(-2.5),
    reason: Text {
        en: "Goods of the code {hs_code} (6 digits) declared for {destination_country} do not all arrive there by its own statistics: {mirror_reported_kg} kg in the {mirror_months} months last published against {mirror_declared_kg} kg declared, {mirror_expected_kg} kg to be expected by its habit of counting. That speaks of the way and the code, not of this line.",
        zh: "按{destination_country}本国统计，申报运往该地的{hs_code}（前六位）货物并未全部到达：最近公布的{mirror_months}个月计{mirror_reported_kg}千克，而申报{mirror_declared_kg}千克，按其统计惯例应为{mirror_expected_kg}千克。这只说明该流向和编码，不针对本票。",
    },
    innocent: &[
        "the partner counts the goods under another code",
        "transit trade and free zones left out of its statistics",
        "late or revised statistics",
    ],
    sources: &[
        "Mirror statistics, domain notes 3",
        "International Merchandise Trade Statistics: Concepts and Definitions 2010 (UN): CIF, FOB and partner asymmetries",
    ],
};

fn measure() -> Expr {
    when(mineral_in_play()).then(MIRROR_GAP.expr()).otherwise(NULL.lit())
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn what_does_not_arrive_rings_where_a_mineral_is_in_play() {
        check(
            &SIGNAL,
            "
            mirror_gap | relevant_mineral | wording_controlled
            -3.4 | antimony | 0
            -3.4 |          | 1
            -3.4 |          | 0
            -0.7 | antimony | 0
            4.1  | antimony | 0
                 | antimony | 0
            ",
            expect![[r#"
                -3.400 ALARM
                -3.400 ALARM
                null
                -0.700
                4.100
                null
            "#]],
        );
    }
}
