//! An exporter sends by a mode of transport it does not use.

use crate::baselines::{EXPORTER_MODE_N, EXPORTER_N, SIZE_MODE_N, SIZE_N};
use crate::schema::{EXPORTER_NAME, TRANSPORT_MODE, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use crate::signals::shares::{from, share, surprise};
use polars::prelude::{Expr, lit};

pub(super) static SIGNAL: Signal = Signal {
    id: "mode-rare-for-exporter",
    family: Family::Routing,
    shows: &[Typology::ReExport, Typology::Undervaluation, Typology::Splitting, Typology::Ring],
    title: Text { en: "A mode of transport strange to this exporter", zh: "该企业不常用的运输方式" },
    unit: Unit::Surprise,
    formula: "−log10 p, p = (n(exporter, mode) + 5·ps) / (n(exporter) + 5), ps = (n(size, mode) + 1) / (n(size) + 9), size = power of ten of the net mass; null below 5 past lines of the exporter",
    reads: &[EXPORTER_MODE_N, EXPORTER_N, SIZE_MODE_N, SIZE_N],
    tells: &[EXPORTER_NAME, TRANSPORT_MODE],
    measure,
    alarm: Alarm::Above(1.3),
    reason: Text {
        en: "Of the {exporter_n} past line(s) of {exporter_name} (weighted by age) {exporter_mode_n} went by mode {transport_mode}, as did {size_mode_n} of {size_n} lot(s) of this size.",
        zh: "{exporter_name}此前{exporter_n}票（按时间加权）中{exporter_mode_n}票采用运输方式{transport_mode}；同等重量的{size_n}票中为{size_mode_n}票。",
    },
    innocent: &["an urgent lot by air", "the first sale to a neighbour country by road"],
    sources: &["Cross-cutting signals of the domain notes: mode and trade procedure against the goods"],
};

fn measure() -> Expr {
    let size = share(SIZE_MODE_N, SIZE_N, lit(1.0 / 9.0), 9.0);
    from(EXPORTER_N, 5.0, surprise(share(EXPORTER_MODE_N, EXPORTER_N, size, 5.0)))
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn the_usual_mode_is_quiet() {
        check(
            &SIGNAL,
            "
            exporter_mode_n | exporter_n | size_mode_n | size_n
            99 | 100 | 100  | 9991
            0  | 100 | 100  | 9991
            0  | 100 | 8000 | 9991
            0  | 4   | 100  | 9991
            0  | 100 | 100  |
            ",
            expect![[r#"
                0.025
                3.318 ALARM
                1.419 ALARM
                null
                null
            "#]],
        );
    }
}
