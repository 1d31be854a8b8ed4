//! A mode of transport unusual for lots of these goods.

use crate::baselines::{HEADING_SIZE_MODE_N, HEADING_SIZE_N, SIZE_MODE_N, SIZE_N};
use crate::schema::{HS_CODE, NET_MASS_KG, TRANSPORT_MODE, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::shares::{from, share, surprise};
use polars::prelude::{Expr, lit};

pub(super) static SIGNAL: Signal = Signal {
    id: "mode-unusual-for-goods",
    family: Family::Routing,
    shows: &[Typology::Misclassification, Typology::Concealment, Typology::Overvaluation],
    title: Text { en: "A mode of transport unusual for these goods", zh: "该货物罕用的运输方式" },
    unit: Unit::Surprise,
    formula: "−log10 p, p = (n(HS4, size, mode) + 20·ps) / (n(HS4, size) + 20), ps = (n(size, mode) + 1) / (n(size) + 9), size = power of ten of the net mass; null below 20 lots of that size",
    reads: &[HEADING_SIZE_MODE_N, HEADING_SIZE_N, SIZE_MODE_N, SIZE_N],
    tells: &[HS_CODE, NET_MASS_KG, TRANSPORT_MODE],
    measure,
    alarm: Alarm::Above(1.5),
    reason: Text {
        en: "Of {heading_size_n} past lot(s) of this heading of about {net_mass_kg} kg (weighted by age) {heading_size_mode_n} went by mode {transport_mode}, as did {size_mode_n} of {size_n} lot(s) of any goods.",
        zh: "该品目净重约{net_mass_kg}千克的{heading_size_n}票（按时间加权）中{heading_size_mode_n}票采用运输方式{transport_mode}；各类货物{size_n}票中为{size_mode_n}票。",
    },
    innocent: &["an urgent lot by air", "a closed port or border", "samples"],
    sources: &["Cross-cutting signals of the domain notes: mode and trade procedure against the goods"],
};

fn measure() -> Expr {
    let size = share(SIZE_MODE_N, SIZE_N, lit(1.0 / 9.0), 9.0);
    from(SIZE_N, 20.0, surprise(share(HEADING_SIZE_MODE_N, HEADING_SIZE_N, size, 20.0)))
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn cheap_bulk_by_air_surprises() {
        check(
            &SIGNAL,
            "
            heading_size_mode_n | heading_size_n | size_mode_n | size_n
            95 | 100 | 9000 | 9991
            0  | 100 | 10   | 9991
            60 | 100 | 10   | 9991
            0  | 0   | 10   | 9991
            0  | 0   | 1    | 5
               | 100 | 10   | 9991
            ",
            expect![[r#"
                0.026
                3.737 ALARM
                0.301
                2.959 ALARM
                null
                null
            "#]],
        );
    }
}
