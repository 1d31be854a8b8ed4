//! One batch: measured, scored, and given what an officer needs to sort it.

use super::context::Context;
use super::expectations::{chapters, line_hashes, strangeness};
use super::frozen::{Frozen, RowScore};
use super::prepare::prepare;
use super::settings::Settings;
use super::voice::Voice;
use crate::error::Result;
use crate::reference::{
    CONTROL_STATUS, CONTROLLED, LOOKALIKE_MINERAL, RELEVANT_MINERAL, TEXT_CONTROLLED, TEXT_MINERAL,
};
use crate::schema;
use crate::schema::{Column, Kind, Unit};
use crate::signals::measure;
use ndarray::Array2;
use polars::prelude::{Column as Values, DataFrame};

macro_rules! columns {
    ($($name:ident = $text:literal, $kind:ident, $unit:ident, $about:literal;)*) => {
        $(#[doc = $about] pub const $name: Column = Column::derived($text, Kind::$kind, Unit::$unit, $about);)*
    };
}

columns! {
    FALSE_DECLARATION_RISK = "false_declaration_risk", Small, Probability, "Risk that goods, value or quantity are declared falsely";
    RE_EXPORT_RISK = "re_export_risk", Small, Probability, "Risk that the goods go on to a third country or a hidden end user";
    RISK = "risk", Small, Probability, "All evidence together";
    SEVERITY = "severity", Small, Probability, "What is at stake: control tier and value";
    PRIORITY = "priority", Small, Probability, "risk × severity, by which lines are ranked";
    TYPOLOGY = "typology", Text, None, "Likeliest typology, T1 to T12, by the label-free evidence; a trained model's own reasons stand with the cases";
    REASON_1 = "reason_1", Text, None, "Signal that contributes most, by the label-free evidence; a trained model's own reasons stand with the cases";
    REASON_1_SHARE = "reason_1_share", Small, Ratio, "Its share of the label-free evidence";
    REASON_2 = "reason_2", Text, None, "Second signal, by the label-free evidence; a trained model's own reasons stand with the cases";
    REASON_2_SHARE = "reason_2_share", Small, Ratio, "Its share of the label-free evidence";
    REASON_3 = "reason_3", Text, None, "Third signal, by the label-free evidence; a trained model's own reasons stand with the cases";
    REASON_3_SHARE = "reason_3_share", Small, Ratio, "Its share of the label-free evidence";
    SCORED_BY = "scored_by", Text, None, "Model that spoke";
    SHADOW_RISK = "shadow_risk", Small, Probability, "Risk by the challenger that is scored along; only where there is one";
}

/// The columns that a score adds to a line, before ranking.
pub const SCORE_COLUMNS: &[Column] = &[
    FALSE_DECLARATION_RISK,
    RE_EXPORT_RISK,
    RISK,
    SEVERITY,
    PRIORITY,
    TYPOLOGY,
    REASON_1,
    REASON_1_SHARE,
    REASON_2,
    REASON_2_SHARE,
    REASON_3,
    REASON_3_SHARE,
    SCORED_BY,
];

/// A scored batch.
pub struct Scored {
    /// Declarations with the columns of reference and baselines.
    pub prepared: DataFrame,
    /// Evidence by signal.
    pub evidence: DataFrame,
    /// Identity of the lines and [`SCORE_COLUMNS`].
    pub scores: DataFrame,
    /// −ln p by signal and row; `NaN` where nothing can be said.
    pub surprises: Vec<Vec<f32>>,
    /// What the model said, by row.
    pub rows: Vec<RowScore>,
    /// Inputs of the trained model, rows x inputs, where one spoke.
    pub inputs: Option<Array2<f32>>,
    /// risk × severity by row.
    pub priority: Vec<f32>,
    /// Hash of each line under the audit seed: draws that depend on nothing but the line's name.
    pub draws: Vec<u64>,
}

/// Measures and scores a batch against the frozen context. Row-wise: a line gets the same scores in any batch.
pub fn score(declarations: &DataFrame, context: &Context, voice: &Voice, settings: &Settings) -> Result<Scored> {
    let prepared = prepare(declarations, context)?;
    let evidence = measure(&prepared)?;
    judge(prepared, evidence, voice, settings)
}

/// Scores what is prepared and measured. Row-wise.
pub(super) fn judge(prepared: DataFrame, evidence: DataFrame, voice: &Voice, settings: &Settings) -> Result<Scored> {
    let mut view = View::of(&prepared, &evidence, voice.frozen, settings)?;
    let inputs = voice.inputs(&prepared, &evidence, &view)?;
    let shadow = voice.speak(&mut view, inputs.as_ref());
    let inputs = inputs.filter(|_| voice.champion.is_some());
    let View { surprises, rows, severity, .. } = view;
    let priority: Vec<f32> = rows.iter().zip(&severity).map(|(row, severity)| row.risk as f32 * severity).collect();
    let mut scores = frame(&prepared, voice, &rows, &severity, &priority)?;
    if let Some(shadow) = shadow {
        scores.with_column(Values::new(SHADOW_RISK.name.into(), shadow))?;
    }
    let draws = line_hashes(&prepared, settings.seed)?;
    Ok(Scored { prepared, evidence, scores, surprises, rows, inputs, priority, draws })
}

/// What the label-free model sees in measured lines, and what is at stake in them.
pub(super) struct View {
    /// −ln p by signal and row; `NaN` where nothing can be said.
    pub surprises: Vec<Vec<f32>>,
    pub rows: Vec<RowScore>,
    /// How grave the goods would be, by row.
    pub tiers: Vec<f32>,
    pub severity: Vec<f32>,
}

impl View {
    pub fn of(prepared: &DataFrame, evidence: &DataFrame, frozen: &Frozen, settings: &Settings) -> Result<View> {
        let surprises = frozen.surprises(&strangeness(evidence)?, &chapters(prepared)?);
        let tiers = tiers(prepared)?;
        let relevant: Vec<bool> = tiers.iter().map(|tier| *tier > TIER_NONE).collect();
        let rows = frozen.score(&surprises, &relevant, settings);
        let values = prepared.column(schema::STATISTICAL_VALUE_USD.name)?.f64()?;
        let severity = tiers.iter().zip(values.iter()).map(|(tier, value)| severity(*tier, value)).collect();
        Ok(View { surprises, rows, tiers, severity })
    }
}

const TIER_NONE: f32 = 0.4;

/// How grave the goods would be if the worst were true: barred 1, under licence 0.9, controlled by their text 0.9, cover of a
/// controlled mineral 0.7, mineral named in the text 0.6, nothing 0.4 (est.; an order, not a measurement).
fn tiers(prepared: &DataFrame) -> Result<Vec<f32>> {
    let status = prepared.column(CONTROL_STATUS.name)?.str()?;
    let (controlled, by_text) =
        (prepared.column(CONTROLLED.name)?.f32()?, prepared.column(TEXT_CONTROLLED.name)?.f32()?);
    let named = prepared.column(TEXT_MINERAL.name)?.is_not_null();
    let cover = prepared.column(LOOKALIKE_MINERAL.name)?.is_not_null();
    let relevant = prepared.column(RELEVANT_MINERAL.name)?.is_not_null();
    let row = |row: usize| match status.get(row) {
        Some("prohibited" | "denied") => 1.0,
        _ if controlled.get(row) == Some(1.0) || by_text.get(row) == Some(1.0) => 0.9,
        _ if cover.get(row) == Some(true) => 0.7,
        _ if named.get(row) == Some(true) || relevant.get(row) == Some(true) => 0.6,
        _ => TIER_NONE,
    };
    Ok((0..prepared.height()).map(row).collect())
}

/// Tier times stake: the stake grows with the logarithm of the declared value, from 0.4 at nothing to 1 at a million dollars.
/// A false value is itself a reason to doubt the stake, so it never decides alone.
fn severity(tier: f32, value_usd: Option<f64>) -> f32 {
    let stake = value_usd.map_or(0.5, |value| (1.0 + value.max(0.0)).log10() / 6.0).min(1.0) as f32;
    tier * (0.4 + 0.6 * stake)
}

fn frame(
    prepared: &DataFrame,
    voice: &Voice,
    rows: &[RowScore],
    severity: &[f32],
    priority: &[f32],
) -> Result<DataFrame> {
    let identity = [
        schema::DECLARATION_ID,
        schema::ITEM_NO,
        schema::ACCEPTED_ON,
        schema::HS_CODE,
        schema::DESTINATION_COUNTRY,
        RELEVANT_MINERAL,
    ];
    let mut columns = identity.iter().map(|c| prepared.column(c.name).cloned()).collect::<Result<Vec<_>, _>>()?;
    let number = |column: Column, read: fn(&RowScore) -> f64| {
        Values::new(column.name.into(), rows.iter().map(|row| read(row) as f32).collect::<Vec<_>>())
    };
    columns.push(number(FALSE_DECLARATION_RISK, |row| row.false_declaration));
    columns.push(number(RE_EXPORT_RISK, |row| row.re_export));
    columns.push(number(RISK, |row| row.risk));
    columns.push(Values::new(SEVERITY.name.into(), severity));
    columns.push(Values::new(PRIORITY.name.into(), priority));
    let typologies: Vec<Option<&str>> = rows.iter().map(|row| row.typology.map(|typology| typology.code())).collect();
    columns.push(Values::new(TYPOLOGY.name.into(), typologies));
    let reasons = [(REASON_1, REASON_1_SHARE), (REASON_2, REASON_2_SHARE), (REASON_3, REASON_3_SHARE)];
    for (place, (reason, share)) in reasons.into_iter().enumerate() {
        let ids: Vec<Option<&str>> =
            rows.iter().map(|row| row.first[place].map(|(signal, _)| voice.frozen.signals()[signal].id)).collect();
        let shares: Vec<Option<f32>> = rows.iter().map(|row| row.first[place].map(|(_, share)| share)).collect();
        columns.push(Values::new(reason.name.into(), ids));
        columns.push(Values::new(share.name.into(), shares));
    }
    columns.push(Values::new(SCORED_BY.name.into(), vec![voice.name(); rows.len()]));
    Ok(DataFrame::new(rows.len(), columns)?)
}
