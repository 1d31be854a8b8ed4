//! Several exporters of the same goods begin to deal with one buyer at the same time.

use crate::engines::{LINK_BEGAN_N, LINK_SUPPLIERS_N};
use crate::schema::{CONSIGNEE_NAME, HS_CODE, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::ln;
use polars::prelude::{DataType, Expr, lit, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "suppliers-began-together",
    family: Family::Link,
    shows: &[Typology::Ring, Typology::Splitting],
    title: Text {
        en: "Several exporters began with one buyer together", zh: "多家企业同时开始供货同一买家"
    },
    unit: Unit::LogRatio,
    formula: "ln((others + 0.1) / (suppliers / 10 + 0.1)); others = exporters among the buyer's 8 youngest suppliers of these goods (6 digits) whose first dealing with it, in whatever goods, lies within 45 days of the exporter's first, in the last half year, and who are still active; suppliers = exporters that ever sold to the buyer; 0 where no other began with it; null in the first 28 days of history",
    reads: &[LINK_BEGAN_N, LINK_SUPPLIERS_N],
    tells: &[CONSIGNEE_NAME, HS_CODE],
    measure,
    alarm: Alarm::Above(2.0),
    reason: Text {
        en: "At least {link_began_n} other exporter(s) of such goods ({hs_code}) began to deal with {consignee_name} within 45 days of this one[; {link_suppliers_n} exporter(s) ever sold it anything].",
        zh: "另有至少{link_began_n}家同类货物（{hs_code}）出口企业与本企业在45天内开始与{consignee_name}往来[；曾向其供货的企业共{link_suppliers_n}家]。",
    },
    innocent: &["a buying office that splits an order", "a new importer who tries several suppliers", "a tender"],
    sources: &[
        "Collusive ring T11 of the domain notes: shared consignee, joint activity",
        "Case 1 of the domain notes: several exporters, one organiser, two months",
    ],
};

fn measure() -> Expr {
    let n = LINK_BEGAN_N.expr().cast(DataType::Float64);
    let suppliers = LINK_SUPPLIERS_N.expr().cast(DataType::Float64);
    let known = when(suppliers.clone().is_not_null()).then(suppliers).otherwise(lit(0.0));
    ln((n + lit(0.1)) / (known / lit(10.0) + lit(0.1)))
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn a_great_buyer_may_begin_with_many() {
        check(
            &SIGNAL,
            "
            link_began_n | link_suppliers_n
            0 |
            1 | 1
            3 | 2
            3 | 60
              |
            ",
            expect![[r#"
                0.000
                1.705
                2.335 ALARM
                -0.677
                null
            "#]],
        );
    }
}
