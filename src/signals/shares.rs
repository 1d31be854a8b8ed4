//! How often something came before: past shares, drawn towards what is known more widely, and what they make of a line.

use crate::baselines::LINES_N;
use crate::schema::Column;
use polars::prelude::{DataType, Expr, Literal, NULL, lit, when};

/// A count as a number.
pub(super) fn n(column: Column) -> Expr {
    column.expr().cast(DataType::Float64)
}

/// Past share of `part` in `whole`, drawn towards the `expected` share with the weight of `lines` lines.
pub(super) fn share(part: Column, whole: Column, expected: Expr, lines: f64) -> Expr {
    (n(part) + lit(lines) * expected) / (n(whole) + lit(lines))
}

/// Share of all past lines; each of about `kinds` that could be named has one line to begin with.
pub(super) fn share_of_all(part: Column, kinds: f64) -> Expr {
    (n(part) + lit(1.0)) / (n(LINES_N) + lit(kinds))
}

/// −log10 of a share.
pub(super) fn surprise(share: Expr) -> Expr {
    -share.log(lit(10.0))
}

/// The evidence where the count is at least so large, else null.
pub(super) fn from(count: Column, least: f64, evidence: Expr) -> Expr {
    when(n(count).gt_eq(lit(least))).then(evidence).otherwise(NULL.lit())
}

#[cfg(test)]
mod tests {
    use super::{from, share, share_of_all, surprise};
    use crate::baselines::{EXPORTER_N, EXPORTER_PORT_N, LINES_N, PORT_N};
    use polars::prelude::{Column, DataFrame, IntoLazy};
    use proptest::prelude::*;

    /// The surprise of (exporter and port, exporter, port, all lines) by row.
    fn surprises(rows: &[[u16; 4]]) -> Vec<Option<f64>> {
        let columns = [EXPORTER_PORT_N, EXPORTER_N, PORT_N, LINES_N].into_iter().enumerate();
        let columns = columns.map(|(place, column)| {
            let counts: Vec<f32> = rows.iter().map(|row| f32::from(row[place])).collect();
            Column::new(column.name.into(), counts)
        });
        let frame = DataFrame::new(rows.len(), columns.collect()).expect("columns of one length");
        let expr = surprise(share(EXPORTER_PORT_N, EXPORTER_N, share_of_all(PORT_N, 100.0), 5.0));
        let evidence = frame.lazy().select([from(EXPORTER_N, 5.0, expr).alias("evidence")]).collect().expect("it runs");
        evidence.column("evidence").expect("evidence").f64().expect("numbers").iter().collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        /// What was seen more often, by the party or by all, surprises less; nothing seen before is certain or impossible.
        #[test]
        fn the_more_was_seen_the_less_it_surprises(part in 0u16..500, rest in 5u16..500, port in 0u16..500, others in 0u16..9000) {
            let [whole, all] = [part + rest, port + others + 1];
            let seen = surprises(&[
                [part, whole, port, all],
                [part + 1, whole, port, all],
                [part, whole, port + 1, all],
                [0, 4, port, all],
            ]);
            let said: Vec<f64> = seen[..3].iter().map(|value| value.expect("known")).collect();
            prop_assert!(said.iter().all(|value| value.is_finite() && *value > 0.0), "{said:?}");
            prop_assert!(said[1] < said[0] && said[2] < said[0], "{said:?}");
            prop_assert_eq!(seen[3], None);
        }
    }
}
