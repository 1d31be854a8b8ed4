//! A trained model in memory: evidence in, calibrated risks and their contributions out.

use super::folder::ModelFolder;
use super::heads::ByHead;
use super::manifest::{Manifest, REMEDY};
use crate::error::{Error, Result};
use crate::model::{Boosted, Calibration};
use ndarray::{Array2, ArrayView2};
use std::path::Path;

/// A trained model, ready to speak.
pub struct Learned {
    name: String,
    manifest: Manifest,
    heads: ByHead<(Boosted, Calibration)>,
}

/// What a trained model says of one line: calibrated probabilities, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LearnedRisk {
    /// Goods, value or quantity are declared falsely.
    pub false_declaration: f32,
    /// The goods go on to a third country or a hidden end user.
    pub re_export: f32,
    /// Anything is wrong.
    pub risk: f32,
}

impl Learned {
    /// Reads a model's folder and checks every hash.
    ///
    /// # Errors
    /// [`Error::Input`] names the file of the model that is damaged and what to do.
    pub fn open(folder: &Path) -> Result<Self> {
        Learned::of(ModelFolder::read(folder)?)
    }

    /// The model in a folder that was read.
    pub(super) fn of(read: ModelFolder) -> Result<Self> {
        let ModelFolder { folder, manifest, weights, .. } = read;
        let name = manifest.folder_name();
        let inputs = manifest.inputs.len();
        let files = super::heads::WEIGHTS;
        let heads = weights.zip(manifest.calibration.clone()).zip(files).try_map(|((bytes, calibration), file)| {
            let no = |why: String| Error::input(folder.join(file), why, REMEDY);
            let boosted = Boosted::from_bytes(&bytes).map_err(|cause| no(cause.to_string()))?;
            match boosted.inputs() == inputs {
                true => Ok((boosted, calibration)),
                false => {
                    let why = format!("it reads {} inputs, and the model {name} names {inputs}", boosted.inputs());
                    Err(no(why))
                }
            }
        })?;
        Ok(Learned { name, manifest, heads })
    }

    /// NAME-NUMBER; written beside every score it gives.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its papers.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Names of its inputs, in the order of the columns it is given.
    pub fn inputs(&self) -> &[String] {
        &self.manifest.inputs
    }

    /// Why it cannot speak where the evidence is of this version; `Ok` where it can.
    pub fn fits(&self, evidence: &str) -> Result<(), String> {
        match self.manifest.evidence == evidence {
            true => Ok(()),
            false => Err(format!(
                "{} was trained on evidence {}, and this program measures {evidence}; train a model anew",
                self.name, self.manifest.evidence
            )),
        }
    }

    /// The risks of rows x inputs; `NaN` = cannot be said. Row-wise: a line gets the same risks in any batch.
    pub fn score(&self, x: ArrayView2<f32>) -> Vec<LearnedRisk> {
        let of = |(boosted, calibration): &(Boosted, Calibration)| -> Vec<f32> {
            boosted.margins(x).into_iter().map(|margin| calibration.p(margin)).collect()
        };
        let [false_declaration, re_export, risk] = self.heads.each().into_array().map(of);
        let rows = false_declaration.into_iter().zip(re_export).zip(risk);
        rows.map(|((false_declaration, re_export), risk)| LearnedRisk { false_declaration, re_export, risk }).collect()
    }

    /// What each input adds to the margin of the risk (ln odds before calibration): rows x (inputs + 1), the last column being
    /// the same for all rows; a row adds up to its margin (exact TreeSHAP: Lundberg et al., Nature Machine Intelligence 2, 2020).
    pub fn contributions(&self, x: ArrayView2<f32>) -> Array2<f32> {
        self.heads.risk.0.contributions(x)
    }
}
