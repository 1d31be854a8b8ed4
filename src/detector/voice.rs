//! Who scores a night: the label-free model, and over it a trained one where one speaks.

use super::frozen::{Frozen, MODEL};
use super::line_inputs::model_inputs;
use super::score::View;
use crate::error::Result;
use crate::learned::{Learned, LearnedRisk, Speaker, matrix};
use ndarray::Array2;
use polars::prelude::DataFrame;

/// The models of a night. The label-free one always looks; a trained one reads its view among other inputs.
#[derive(Clone, Copy)]
pub struct Voice<'a> {
    pub frozen: &'a Frozen,
    /// Whose risks are published.
    pub champion: Option<&'a Learned>,
    /// Scored along, unseen by the ranking.
    pub shadow: Option<&'a Learned>,
}

impl<'a> Voice<'a> {
    /// The label-free model alone.
    pub fn label_free(frozen: &'a Frozen) -> Self {
        Voice { frozen, champion: None, shadow: None }
    }

    /// The models of the registry, over the label-free one. Without a past to compare with no trained model speaks: it was trained on
    /// lines that had one.
    pub fn of(frozen: &'a Frozen, speaker: &'a Speaker) -> Self {
        match frozen.has_past() {
            true => Voice { frozen, champion: speaker.champion.as_ref(), shadow: speaker.shadow.as_ref() },
            false => Voice::label_free(frozen),
        }
    }

    /// Name of the model whose risks are published.
    pub fn name(&self) -> &'a str {
        self.champion.map_or(MODEL, Learned::name)
    }

    /// The inputs of trained models in order: those of the champion, then what only the shadow reads. Both read evidence of one version,
    /// but may have been trained with other kept columns.
    fn input_names(&self) -> Vec<String> {
        let mut names = self.champion.map_or(Vec::new(), |champion| champion.inputs().to_vec());
        let more = self.shadow.map_or(&[][..], Learned::inputs).iter().filter(|input| !names.contains(input)).cloned();
        let more: Vec<String> = more.collect();
        names.extend(more);
        names
    }

    /// The inputs of trained models, rows x inputs, those of the champion first; `None` where none is scored.
    pub(super) fn inputs(
        &self,
        prepared: &DataFrame,
        evidence: &DataFrame,
        view: &View,
    ) -> Result<Option<Array2<f32>>> {
        let names = self.input_names();
        match names.is_empty() {
            true => Ok(None),
            false => Ok(Some(matrix(&model_inputs(prepared, evidence, view, self.frozen)?, &names)?)),
        }
    }

    /// Lets the champion put its risks in the place of the label-free ones; returns the shadow's, where one is scored along.
    pub(super) fn speak(&self, view: &mut View, inputs: Option<&Array2<f32>>) -> Option<Vec<f32>> {
        let (inputs, names) = (inputs?, self.input_names());
        if let Some(champion) = self.champion {
            for (row, said) in view.rows.iter_mut().zip(champion.score(champion.choose(inputs.view(), &names).view())) {
                let LearnedRisk { false_declaration, re_export, risk } = said;
                (row.false_declaration, row.re_export) = (f64::from(false_declaration), f64::from(re_export));
                row.risk = f64::from(risk);
            }
        }
        self.shadow.map(|shadow| {
            shadow.score(shadow.choose(inputs.view(), &names).view()).into_iter().map(|said| said.risk).collect()
        })
    }
}
