//! A trained model in memory: evidence in, calibrated risks and their contributions out.

use super::blend::{Blend, Blended};
use super::folder::ModelFolder;
use super::heads::{ByHead, WEIGHTS};
use super::manifest::{MANIFEST, Manifest, REMEDY};
use crate::error::{Error, Result};
use crate::model::{Boosted, Calibration};
use ndarray::{Array2, ArrayView2};
use std::path::Path;

/// A trained model, ready to speak.
pub struct Learned {
    name: String,
    manifest: Manifest,
    heads: ByHead<Head>,
}

/// One question's answer in the making.
struct Head {
    boosted: Boosted,
    /// Place of the input that is weighed beside the trees, and the weights.
    blend: Option<(usize, Blend)>,
    calibration: Calibration,
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
        let place = |blended: Blended| match manifest.inputs.iter().position(|input| *input == blended.input) {
            Some(place) => Ok((place, blended.weights)),
            None => {
                let why = format!("it weighs `{}`, which is none of its inputs", blended.input);
                Err(Error::input(folder.join(MANIFEST), why, REMEDY))
            }
        };
        let settings = manifest.blend.clone().zip(manifest.calibration.clone());
        let heads = weights.zip(WEIGHTS).zip(settings).try_map(|((bytes, file), (blend, calibration))| {
            let no = |why: String| Error::input(folder.join(file), why, REMEDY);
            let boosted = Boosted::from_bytes(&bytes).map_err(|cause| no(cause.to_string()))?;
            if boosted.inputs() != inputs {
                return Err(no(format!("it reads {} inputs, and the model {name} names {inputs}", boosted.inputs())));
            }
            Ok(Head { boosted, blend: blend.map(place).transpose()?, calibration })
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
    ///
    /// # Panics
    /// If `x` has not one column for each of [`inputs`](Self::inputs).
    pub fn score(&self, x: ArrayView2<f32>) -> Vec<LearnedRisk> {
        let [false_declaration, re_export, risk] = self.heads.each().into_array().map(|head| head.probabilities(x));
        let rows = false_declaration.into_iter().zip(re_export).zip(risk);
        rows.map(|((false_declaration, re_export), risk)| LearnedRisk { false_declaration, re_export, risk }).collect()
    }

    /// What each input adds to the margin of the risk (ln odds before calibration): rows x (inputs + 1), the last column being
    /// the same for all rows; a row adds up to its margin (exact TreeSHAP: Lundberg et al., Nature Machine Intelligence 2, 2020; an input
    /// that is weighed beside the trees adds its own part).
    ///
    /// # Panics
    /// As [`score`](Self::score).
    pub fn contributions(&self, x: ArrayView2<f32>) -> Array2<f32> {
        let Head { boosted, blend, .. } = &self.heads.risk;
        let mut parts = boosted.contributions(x);
        if let Some((place, blend)) = blend {
            for (mut row, view) in parts.rows_mut().into_iter().zip(x.column(*place)) {
                blend.contributions(row.as_slice_mut().expect("rows of one block"), *place, *view);
            }
        }
        parts
    }
}

impl Head {
    fn probabilities(&self, x: ArrayView2<f32>) -> Vec<f32> {
        let mut margins = self.boosted.margins(x);
        if let Some((place, blend)) = &self.blend {
            let views = x.column(*place);
            margins.iter_mut().zip(views).for_each(|(margin, view)| *margin = blend.margin(*margin, *view));
        }
        margins.into_iter().map(|margin| self.calibration.p(margin)).collect()
    }
}
