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

    /// The inputs of trained models, rows x inputs; `None` where none is scored.
    pub(super) fn inputs(
        &self,
        prepared: &DataFrame,
        evidence: &DataFrame,
        view: &View,
    ) -> Result<Option<Array2<f32>>> {
        let Some(any) = self.champion.or(self.shadow) else { return Ok(None) };
        // Both read the inputs of one version of the evidence, in one order.
        Ok(Some(matrix(&model_inputs(prepared, evidence, view, self.frozen)?, any.inputs())?))
    }

    /// Lets the champion put its risks in the place of the label-free ones; returns the shadow's, where one is scored along.
    pub(super) fn speak(&self, view: &mut View, inputs: Option<&Array2<f32>>) -> Option<Vec<f32>> {
        let inputs = inputs?;
        if let Some(champion) = self.champion {
            for (row, said) in view.rows.iter_mut().zip(champion.score(inputs.view())) {
                let LearnedRisk { false_declaration, re_export, risk } = said;
                (row.false_declaration, row.re_export) = (f64::from(false_declaration), f64::from(re_export));
                row.risk = f64::from(risk);
            }
        }
        self.shadow.map(|shadow| shadow.score(inputs.view()).into_iter().map(|said| said.risk).collect())
    }
}
