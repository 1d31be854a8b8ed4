//! Goods in a kind of package that they hardly ever come in.

use crate::baselines::{GOODS_N, GOODS_PACKAGE_N};
use crate::schema::{HS_CODE, PACKAGE_TYPE, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::ln;
use polars::prelude::{DataType, Expr, Literal, NULL, lit, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "package-type-rare-for-goods",
    family: Family::Quantity,
    shows: &[Typology::Misclassification, Typology::Concealment],
    title: Text { en: "A package unusual for the goods", zh: "包装种类罕见" },
    unit: Unit::Surprise,
    formula: "−ln((lots of the HS6 in such packages + 1) / (lots of the HS6 + 10)); null below 30 lots",
    reads: &[GOODS_PACKAGE_N, GOODS_N],
    tells: &[PACKAGE_TYPE, HS_CODE],
    measure,
    alarm: Alarm::Above(5.0),
    reason: Text {
        en: "Packages of type {package_type} for goods of the 6-digit code of {hs_code}: {goods_package_n} of {goods_n} past lot(s) came so.",
        zh: "{hs_code}所属六位编码货物以{package_type}包装：此前{goods_n}票中有{goods_package_n}票如此。",
    },
    innocent: &["a neighbouring code", "a first trial of another packing", "ZZ typed for any package"],
    sources: &["Domain notes T1: the package type of the true good"],
};

fn measure() -> Expr {
    let count = |column: crate::schema::Column| column.expr().cast(DataType::Float64).clip_min(lit(0.0));
    let (such, all) = (count(GOODS_PACKAGE_N), count(GOODS_N));
    let share = (such + lit(1.0)) / (all.clone() + lit(10.0));
    when(all.gt_eq(lit(30.0))).then(lit(0.0) - ln(share)).otherwise(NULL.lit())
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn rare_packages_ring() {
        check(
            &SIGNAL,
            "
            goods_package_n | goods_n
            80 | 90
            0 | 490
            0 | 20
            | 490
            ",
            expect![[r#"
                0.211
                6.215 ALARM
                null
                null
            "#]],
        );
    }
}
