//! How often two sides of a line were seen together before, and how often they would be if each went its own way.
//!
//! Inputs of trained models alone: no signal reads them. With n the past lines of the pair, a and b those of its parts and N all
//! (decayed counts of the baselines, hence as of the evening before), the pair's familiarity is ln(1 + n), and its lift
//!
//! > ln((n + 1) / (a · b / N + 1)):
//!
//! below zero, the two meet less often than their sizes would make them (pointwise mutual information: Church & Hanks,
//! Computational Linguistics 16, 1990; the ones keep rare parts near zero).

use crate::baselines::{
    AGENT_GOODS_N, AGENT_N, AGENT_NAMED_N, AGENT_SOURCE_N, CONSIGNEE_GOODS_N, CONSIGNEE_N, DESTINATION_N, DISCHARGE_N,
    EXPORTER_DESTINATION_N, EXPORTER_DISCHARGE_N, EXPORTER_GOODS_N, EXPORTER_N, GOODS_N, GOODS_SOURCE_N, LINES_N,
    NAMED_N, SOURCE_N, SOURCE_NAMED_N,
};
use crate::error::Result;
use crate::schema::{Column, Kind, Unit};
use polars::prelude::{DataFrame, Float32Chunked, IntoColumn, NewChunkedArray};

/// Two sides of a line.
pub struct Pair {
    /// ln(1 + past lines on which both were seen).
    pub familiarity: Column,
    /// Logarithm of how much more often they were seen together than their sizes make one expect.
    pub lift: Column,
    /// What the pair is called, in English and Chinese.
    pub en: &'static str,
    pub zh: &'static str,
    together: Column,
    parts: [Column; 2],
}

macro_rules! pairs {
    ($($name:literal, $lift:literal, $together:ident, $a:ident, $b:ident, $en:literal, $zh:literal;)*) => {
        /// The pairs that are looked at.
        pub const PAIRS: &[Pair] = &[$(Pair {
            familiarity: Column::derived($name, Kind::Small, Unit::LogRatio, concat!("ln(1 + past lines) of ", $en)),
            lift: Column::derived($lift, Kind::Small, Unit::LogRatio, concat!("How much more often than by chance were seen together ", $en)),
            en: $en,
            zh: $zh,
            together: $together,
            parts: [$a, $b],
        }),*];

        /// The columns that [`join_together`] adds, in their order.
        pub const TOGETHER_COLUMNS: &[Column] = &[$(
            Column::derived($name, Kind::Small, Unit::LogRatio, concat!("ln(1 + past lines) of ", $en)),
            Column::derived($lift, Kind::Small, Unit::LogRatio, concat!("How much more often than by chance were seen together ", $en)),
        )*];
    };
}

pairs! {
    "together_exporter_goods", "together_exporter_goods_lift", EXPORTER_GOODS_N, EXPORTER_N, GOODS_N, "the exporter and the code", "该出口商与该编码";
    "together_exporter_destination", "together_exporter_destination_lift", EXPORTER_DESTINATION_N, EXPORTER_N, DESTINATION_N, "the exporter and the destination", "该出口商与该目的国";
    "together_exporter_discharge", "together_exporter_discharge_lift", EXPORTER_DISCHARGE_N, EXPORTER_N, DISCHARGE_N, "the exporter and the port of discharge", "该出口商与该卸货港";
    "together_agent_goods", "together_agent_goods_lift", AGENT_GOODS_N, AGENT_N, GOODS_N, "the broker and the code", "该代理与该编码";
    "together_agent_named", "together_agent_named_lift", AGENT_NAMED_N, AGENT_N, NAMED_N, "the broker and the name of the goods", "该代理与该品名";
    "together_agent_source", "together_agent_source_lift", AGENT_SOURCE_N, AGENT_N, SOURCE_N, "the broker and the source region", "该代理与该货源地";
    "together_source_named", "together_source_named_lift", SOURCE_NAMED_N, SOURCE_N, NAMED_N, "the source region and the name of the goods", "该货源地与该品名";
    "together_source_goods", "together_source_goods_lift", GOODS_SOURCE_N, SOURCE_N, GOODS_N, "the source region and the code", "该货源地与该编码";
    "together_consignee_goods", "together_consignee_goods_lift", CONSIGNEE_GOODS_N, CONSIGNEE_N, GOODS_N, "the consignee and the code", "该收货人与该编码";
}

/// Appends [`TOGETHER_COLUMNS`] to lines that the baselines were joined to. Row-wise; null where a part is missing or nothing is
/// known of the past.
pub fn join_together(declarations: &DataFrame) -> Result<DataFrame> {
    let counts = |column: Column| -> Result<Float32Chunked> { Ok(declarations.column(column.name)?.f32()?.clone()) };
    let all = counts(LINES_N)?;
    let mut columns = Vec::with_capacity(TOGETHER_COLUMNS.len());
    for pair in PAIRS {
        let (together, [a, b]) = (counts(pair.together)?, pair.parts);
        let (a, b) = (counts(a)?, counts(b)?);
        let rows = together.iter().zip(a.iter().zip(b.iter())).zip(all.iter());
        let told: Vec<Option<[f32; 2]>> = rows.map(|((n, (a, b)), all)| told(n?, a?, b?, all?)).collect();
        for (place, column) in [pair.familiarity, pair.lift].into_iter().enumerate() {
            let values = told.iter().map(|told| told.map(|told| told[place]));
            columns.push(Float32Chunked::from_iter_options(column.name.into(), values).into_column());
        }
    }
    Ok(declarations.hstack(&columns)?)
}

/// Familiarity and lift; `None` where there is no past.
fn told(n: f32, a: f32, b: f32, all: f32) -> Option<[f32; 2]> {
    (all > 0.0).then(|| [n.ln_1p(), n.ln_1p() - (a * (b / all)).ln_1p()])
}

/// Past lines of a pair, and how many its parts' sizes make one expect, from its two columns.
pub fn seen_and_expected(familiarity: f32, lift: f32) -> (f32, f32) {
    (familiarity.exp_m1().max(0.0), (familiarity - lift).exp_m1().max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::prelude::Column as Values;

    fn frame(of: impl Fn(&str) -> Vec<Option<f32>>) -> DataFrame {
        let mut names: Vec<&str> = PAIRS
            .iter()
            .flat_map(|pair| [pair.together, pair.parts[0], pair.parts[1]])
            .map(|column| column.name)
            .collect();
        names.push(LINES_N.name);
        names.sort_unstable();
        names.dedup();
        let columns: Vec<Values> = names.iter().map(|name| Values::new((*name).into(), of(name))).collect();
        DataFrame::new(columns[0].len(), columns).unwrap()
    }

    #[test]
    fn familiarity_and_lift_by_hand() {
        // 100 lines, 20 of the exporter, 10 of the code: 2 expected together. Seen 5, never seen; a part missing; no past.
        let lines = frame(|name| match name {
            "exporter_goods_n" => vec![Some(5.0), Some(0.0), None, Some(0.0)],
            "exporter_n" => vec![Some(20.0), Some(20.0), None, Some(0.0)],
            "goods_n" => vec![Some(10.0), Some(10.0), Some(10.0), Some(0.0)],
            "lines_n" => vec![Some(100.0), Some(100.0), Some(100.0), Some(0.0)],
            _ => vec![None; 4],
        });
        let joined = join_together(&lines).unwrap();
        let of = |name: &str| joined.column(name).unwrap().f32().unwrap().iter().collect::<Vec<_>>();
        let near =
            |told: Option<f32>, by_hand: f32| assert!((told.unwrap() - by_hand).abs() < 1e-6, "{told:?} {by_hand}");
        let (familiarity, lift) = (of("together_exporter_goods"), of("together_exporter_goods_lift"));
        near(familiarity[0], 6.0f32.ln());
        near(lift[0], (6.0f32 / 3.0).ln());
        near(familiarity[1], 0.0);
        near(lift[1], (1.0f32 / 3.0).ln());
        assert_eq!([familiarity[2], lift[2], familiarity[3], lift[3]], [None; 4]);
        assert!(of("together_agent_goods").iter().all(Option::is_none));
        let (seen, expected) = seen_and_expected(familiarity[0].unwrap(), lift[0].unwrap());
        assert!((seen - 5.0).abs() < 1e-4 && (expected - 2.0).abs() < 1e-4, "{seen} {expected}");
    }

    #[test]
    fn the_columns_are_those_of_the_pairs_each_once() {
        let of_pairs: Vec<&str> = PAIRS.iter().flat_map(|pair| [pair.familiarity.name, pair.lift.name]).collect();
        let names: Vec<&str> = TOGETHER_COLUMNS.iter().map(|column| column.name).collect();
        assert_eq!(of_pairs, names);
        let mut once = names.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), names.len());
    }
}
