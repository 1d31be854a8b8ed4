//! What a trained model sees of a line: one code for `replay`, which writes it for training, and for scoring with a model.

use super::frozen::{Frozen, RowScore};
use super::score::{SEVERITY, View};
use super::settings::Settings;
use crate::engines::{PROFILE_COLUMNS, TOGETHER_COLUMNS};
use crate::error::Result;
use crate::learned::{is_kept, word_number};
use crate::reference::RELEVANT_MINERAL;
use crate::schema;
use crate::schema::{Column, Kind, Unit};
use polars::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

macro_rules! columns {
    ($($name:ident = $text:literal, $unit:ident, $about:literal;)*) => {
        $(#[doc = $about] pub const $name: Column = Column::derived($text, Kind::Small, Unit::$unit, $about);)*
    };
}

columns! {
    LABEL_FREE_SURPRISE = "label_free_surprise", Surprise, "−ln p of all evidence together, by the label-free model of the evening before";
    LABEL_FREE_FALSE_DECLARATION = "label_free_false_declaration", Probability, "The label-free model's upper bound on the risk of a false declaration";
    LABEL_FREE_RE_EXPORT = "label_free_re_export", Probability, "The label-free model's upper bound on the risk of a re-export";
    SEVERITY_TIER = "severity_tier", Probability, "How grave the goods would be, from nothing controlled (0.4) to barred (1)";
    LN_VALUE_USD = "ln_value_usd", None, "Natural logarithm of the declared value, USD";
    LN_NET_MASS_KG = "ln_net_mass_kg", None, "Natural logarithm of the net mass, kg";
    LABEL_FREE_RISK = "label_free_risk", Probability, "The label-free model's risk; told for comparison, no input of a model";
}

/// Columns beside the evidence and the risk profile that a model may read, in their order.
pub const VIEW_COLUMNS: &[Column] = &[
    LABEL_FREE_SURPRISE,
    LABEL_FREE_FALSE_DECLARATION,
    LABEL_FREE_RE_EXPORT,
    SEVERITY_TIER,
    LN_VALUE_USD,
    LN_NET_MASS_KG,
];

/// Hash of the exporter's number, or of its name where there is none: tells parties apart and names nobody.
pub const EXPORTER_HASH: &str = "exporter_hash";

/// Columns by which lines are told apart and results are cut; no inputs of a model.
const SLICES: &[Column] = &[
    schema::DECLARATION_ID,
    schema::ITEM_NO,
    schema::ACCEPTED_ON,
    schema::HS_CODE,
    schema::DESTINATION_COUNTRY,
    schema::OFFICE,
    schema::EXIT_PORT,
    RELEVANT_MINERAL,
];

/// All that training reads of prepared lines: identity and slices, evidence, the label-free model's view, plain facts. What the
/// model of the evening before cannot say (it has no past yet) is null.
pub(super) fn training_lines(
    prepared: &DataFrame,
    evidence: &DataFrame,
    frozen: &Frozen,
    settings: &Settings,
) -> Result<DataFrame> {
    let view = View::of(prepared, evidence, frozen, settings)?;
    let mut columns: Vec<_> =
        SLICES.iter().map(|column| prepared.column(column.name).cloned()).collect::<PolarsResult<_>>()?;
    columns.push(exporter_hash(prepared)?);
    columns.push(small(SEVERITY, view.severity.iter().copied().map(Some)));
    columns.push(small(LABEL_FREE_RISK, said(&view, frozen, |row| row.risk)));
    let identity = DataFrame::new(prepared.height(), columns)?;
    Ok(identity.hstack(model_inputs(prepared, evidence, &view, frozen)?.columns())?)
}

/// The inputs of a trained model: evidence as measured, the risk profile, what was seen together, then [`VIEW_COLUMNS`], all 32-bit
/// floats, and the columns that the mapping keeps, words as the whole numbers that stand for them; null where nothing can be said.
pub(super) fn model_inputs(
    prepared: &DataFrame,
    evidence: &DataFrame,
    view: &View,
    frozen: &Frozen,
) -> Result<DataFrame> {
    let numbers = |column: Column| prepared.column(column.name)?.cast(&DataType::Float64);
    let value = numbers(schema::STATISTICAL_VALUE_USD)?;
    let mass = numbers(schema::NET_MASS_KG)?;
    let added = [
        small(LABEL_FREE_SURPRISE, said(view, frozen, |row| row.surprise)),
        small(LABEL_FREE_FALSE_DECLARATION, said(view, frozen, |row| row.false_declaration)),
        small(LABEL_FREE_RE_EXPORT, said(view, frozen, |row| row.re_export)),
        small(SEVERITY_TIER, view.tiers.iter().copied().map(Some)),
        small(LN_VALUE_USD, value.f64()?.iter().map(logarithm)),
        small(LN_NET_MASS_KG, mass.f64()?.iter().map(logarithm)),
    ];
    let learned = PROFILE_COLUMNS.iter().chain(TOGETHER_COLUMNS);
    let learned = learned.map(|column| prepared.column(column.name).cloned()).collect::<PolarsResult<Vec<_>>>()?;
    Ok(evidence.hstack(&learned)?.hstack(&added)?.hstack(&kept(prepared)?)?)
}

/// The columns that the mapping keeps: numbers as they stand, words as the numbers that stand for them.
fn kept(prepared: &DataFrame) -> PolarsResult<Vec<polars::prelude::Column>> {
    let kept = prepared.columns().iter().filter(|column| is_kept(column.name()));
    kept.map(|column| match column.dtype() {
        DataType::String => {
            let words = column.str()?.iter().map(|text| text.and_then(word_number));
            Ok(UInt32Chunked::from_iter_options(column.name().clone(), words).into_column())
        }
        _ => column.cast(&DataType::Float32),
    })
    .collect()
}

fn small(column: Column, values: impl Iterator<Item = Option<f32>>) -> polars::prelude::Column {
    Float32Chunked::from_iter_options(column.name.into(), values).into_column()
}

fn said<'a>(view: &'a View, frozen: &Frozen, read: fn(&RowScore) -> f64) -> impl Iterator<Item = Option<f32>> + 'a {
    let speaks = frozen.has_past();
    view.rows.iter().map(move |row| speaks.then(|| read(row) as f32))
}

fn logarithm(value: Option<f64>) -> Option<f32> {
    value.filter(|value| *value > 0.0 && value.is_finite()).map(|value| value.ln() as f32)
}

fn exporter_hash(prepared: &DataFrame) -> Result<polars::prelude::Column> {
    let (ids, names) =
        (prepared.column(schema::EXPORTER_ID.name)?.str()?, prepared.column(schema::EXPORTER_NAME.name)?.str()?);
    let filled = |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_uppercase);
    let hash = |(id, name)| filled(id).or_else(|| filled(name)).map(|party| xxh3_64(party.as_bytes()));
    Ok(UInt64Chunked::from_iter_options(EXPORTER_HASH.into(), ids.iter().zip(names.iter()).map(hash)).into_column())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_numbers_stand_and_kept_words_become_numbers() {
        let frame =
            df!("x_rate" => [Some(8.0), None], "x_type" => [Some("FTA"), Some(" ")], "other" => [1, 2]).unwrap();
        let kept = kept(&frame).unwrap();
        assert_eq!(kept.iter().map(|column| column.name().as_str()).collect::<Vec<_>>(), ["x_rate", "x_type"]);
        assert_eq!(kept[0].f32().unwrap().iter().collect::<Vec<_>>(), [Some(8.0), None]);
        assert_eq!(kept[1].u32().unwrap().iter().collect::<Vec<_>>(), [word_number("fta"), None]);
    }

    #[test]
    fn a_logarithm_of_nothing_is_nothing() {
        assert_eq!(logarithm(Some(1.0)), Some(0.0));
        assert!((logarithm(Some(100.0)).unwrap() - 4.605_17).abs() < 1e-5);
        assert_eq!([None, Some(0.0), Some(-3.0), Some(f64::NAN)].map(logarithm), [None; 4]);
    }

    #[test]
    fn an_exporter_is_told_by_number_then_by_name_and_spelling_does_not_matter() {
        let frame = df!(
            "exporter_id" => [Some("ab1"), Some(" AB1 "), None, Some(""), None],
            "exporter_name" => [Some("X"), Some("Y"), Some("Lead Ltd"), Some("LEAD LTD"), None]
        );
        let hashes = exporter_hash(&frame.unwrap()).unwrap();
        let hashes: Vec<Option<u64>> = hashes.u64().unwrap().iter().collect();
        assert_eq!(hashes[0], hashes[1]);
        assert_eq!(hashes[2], hashes[3]);
        assert_ne!(hashes[0], hashes[2]);
        assert_eq!(hashes[4], None);
    }
}
