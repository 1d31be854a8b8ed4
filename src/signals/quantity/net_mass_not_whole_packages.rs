//! A net mass that is no whole number of customary packages, of goods that come in such.

use crate::baselines::{WHOLE_PACKAGES_N, WHOLE_PACKAGES_SHARE};
use crate::schema::{NET_MASS_KG, PACKAGE_TYPE, PACKAGES_N, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::{ln, positive};
use polars::prelude::{DataType, Expr, Literal, NULL, lit, when};

pub(super) static SIGNAL: Signal = Signal {
    id: "net-mass-not-whole-packages",
    family: Family::Quantity,
    shows: &[Typology::Concealment, Typology::Splitting, Typology::Misclassification],
    title: Text { en: "Packages not filled as customary", zh: "非整件净重" },
    unit: Unit::Surprise,
    formula: "−ln(1 − share of past lots of the HS6 in such packages with a whole number of half kilograms in each) where this lot has not, else 0; null below 30 lots and for a single package",
    reads: &[NET_MASS_KG, PACKAGES_N, WHOLE_PACKAGES_SHARE, WHOLE_PACKAGES_N],
    tells: &[PACKAGE_TYPE],
    measure,
    alarm: Alarm::Above(2.0),
    reason: Text {
        en: "Net {net_mass_kg} kg in {packages_n} package(s) ({package_type}) is no round mass in each; {whole_packages_share} of {whole_packages_n} lot(s) of these goods in such packages had one.",
        zh: "净重{net_mass_kg}千克、{packages_n}件（包装{package_type}），每件净重非整数；{whole_packages_n}票同类中有{whole_packages_share}为整数。",
    },
    innocent: &["a last package not full", "off-standard bags", "parcels"],
    sources: &["Domain notes T5: net mass no whole number of packages"],
};

fn measure() -> Expr {
    let halves = lit(2.0) * positive(NET_MASS_KG) / positive(PACKAGES_N);
    let apart = (halves.clone() - (halves.clone() + lit(0.5)).floor()).abs();
    let odd = apart.gt_eq(lit(0.02)).or(halves.lt(lit(0.98))).cast(DataType::Float64);
    let surprise = odd * (lit(0.0) - ln(lit(1.0) - WHOLE_PACKAGES_SHARE.expr().cast(DataType::Float64)));
    let told = WHOLE_PACKAGES_N.expr().gt_eq(lit(30.0_f32)).and(positive(PACKAGES_N).gt(lit(1.0)));
    let known = WHOLE_PACKAGES_SHARE.expr().lt(lit(1.0_f32));
    when(told.and(known)).then(surprise).otherwise(NULL.lit())
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn an_odd_content_rings_where_whole_ones_are_the_rule() {
        check(
            &SIGNAL,
            "
            net_mass_kg | packages_n | whole_packages_share | whole_packages_n
            2500 | 100 | 0.95 | 200
            2487 | 100 | 0.95 | 200
            2487 | 100 | 0.10 | 200
            2487 | 100 | 0.95 | 20
            2487 | 1 | 0.95 | 200
            | 100 | 0.95 | 200
            ",
            expect![[r#"
                0.000
                2.996 ALARM
                0.105
                null
                null
                null
            "#]],
        );
    }
}
