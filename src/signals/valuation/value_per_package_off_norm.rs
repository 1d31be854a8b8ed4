//! A package worth far more or less than such packages of such goods are.

use crate::baselines::{
    PEER_PACKAGE_VALUE, PEER_PACKAGE_VALUE_HIGH, PEER_PACKAGE_VALUE_LOW, PEER_PACKAGE_VALUE_N,
    PEER_PACKAGE_VALUE_SPREAD,
};
use crate::schema::{PACKAGE_TYPE, PACKAGES_N, STATISTICAL_VALUE_USD, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::terms::{positive, robust_z};
use polars::prelude::Expr;

pub(super) static SIGNAL: Signal = Signal {
    id: "value-per-package-off-norm",
    family: Family::Valuation,
    shows: &[Typology::Misclassification, Typology::Splitting, Typology::DescriptionLaundering],
    title: Text { en: "A package worth unlike its norm", zh: "每件货值异于常规" },
    unit: Unit::RobustZ,
    formula: "|ln(value / packages) − ln(median)| / spread; by package type, HS6 → HS10, over three months; null below 10 lots",
    reads: &[STATISTICAL_VALUE_USD, PACKAGES_N, PEER_PACKAGE_VALUE, PEER_PACKAGE_VALUE_SPREAD, PEER_PACKAGE_VALUE_N],
    tells: &[PEER_PACKAGE_VALUE_LOW, PEER_PACKAGE_VALUE_HIGH, PACKAGE_TYPE],
    measure,
    alarm: Alarm::Above(4.0),
    reason: Text {
        en: "{statistical_value_usd} USD in {packages_n} package(s) ({package_type}); {peer_package_value_n} like lot(s) had {peer_package_value_p10_usd}–{peer_package_value_p90_usd} USD a package.",
        zh: "{packages_n}件（包装{package_type}）货值{statistical_value_usd}美元；{peer_package_value_n}票同类每件为{peer_package_value_p10_usd}–{peer_package_value_p90_usd}美元。",
    },
    innocent: &["samples and parcels", "pallets counted instead of the bags on them", "another size of package"],
    sources: &["Domain notes T1 and T8: goods keep the package of the true good; lots are cut under a limit"],
};

fn measure() -> Expr {
    let quantity = positive(STATISTICAL_VALUE_USD) / positive(PACKAGES_N);
    robust_z(quantity, PEER_PACKAGE_VALUE, PEER_PACKAGE_VALUE_SPREAD, PEER_PACKAGE_VALUE_N, 10.0).abs()
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn both_directions_ring() {
        check(
            &SIGNAL,
            "
            statistical_value_usd | packages_n | peer_package_value_usd | peer_package_value_spread | peer_package_value_n
            1000 | 10 | 100 | 0.5 | 50
            20000 | 10 | 100 | 0.5 | 50
            50 | 10 | 100 | 0.5 | 50
            1000 | 0 | 100 | 0.5 | 50
            1000 | 10 | 100 | 0.5 | 9
            ",
            expect![[r#"
                0.000
                5.991 ALARM
                5.991 ALARM
                null
                null
            "#]],
        );
    }
}
