//! A trained model in memory: evidence in, calibrated risks and their contributions out.

use super::blend::{Blend, Blended};
use super::folder::ModelFolder;
use super::heads::{ByHead, WEIGHTS};
use super::kept::is_kept;
use super::manifest::{MANIFEST, Manifest, REMEDY};
use crate::error::{Error, Result};
use crate::model::{Boosted, Calibration};
use ndarray::{Array2, ArrayView2, CowArray, Ix2};
use std::path::Path;

/// A trained model, ready to speak.
pub struct Learned {
    name: String,
    manifest: Manifest,
    heads: ByHead<Head>,
    /// Places of the inputs that are words, in the manifest's order.
    words: Vec<usize>,
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

impl LearnedRisk {
    /// The same answers made to agree. The heads are trained apart, each calibrated by itself, and may contradict each other: more
    /// of one kind than of any, or less of both kinds together than of any. The risk stands: it ranks, and its reasons are told. Each
    /// kind is cut to the risk; where the two then do not reach it together, both are raised by one factor until they do, and where
    /// neither says anything, each gets half.
    ///
    /// Afterwards `0 <= kind <= risk <= false_declaration + re_export` (up to rounding). Each answer never falls when its own head or the
    /// risk says more, and what agrees already is left as it is.
    pub fn coherent(self) -> LearnedRisk {
        let LearnedRisk { risk, .. } = self;
        let (one, two) = (self.false_declaration.min(risk), self.re_export.min(risk));
        let sum = one + two;
        let (false_declaration, re_export) = match () {
            () if sum >= risk => (one, two),
            () if sum > 0.0 => ((one / sum * risk).min(risk), (two / sum * risk).min(risk)),
            () => (risk / 2.0, risk / 2.0),
        };
        LearnedRisk { false_declaration, re_export, risk }
    }
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
        let word = |input: &String| manifest.inputs.iter().position(|one| one == input);
        let words: Option<Vec<usize>> = manifest.kept_words.iter().map(|kept| word(&kept.input)).collect();
        let words = words.ok_or_else(|| {
            Error::input(folder.join(MANIFEST), "it tells rates of words that are none of its inputs", REMEDY)
        })?;
        Ok(Learned { name, manifest, heads, words })
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

    /// The columns of `x`, which are called `names`, as this model reads them; a kept column that is not there cannot be said.
    ///
    /// # Panics
    /// If another input is missing.
    pub fn choose<'a>(&self, x: ArrayView2<'a, f32>, names: &[String]) -> CowArray<'a, f32, Ix2> {
        if names == self.inputs() {
            return x.into();
        }
        let mut own = Array2::from_elem((x.nrows(), self.inputs().len()), f32::NAN);
        for (mut column, input) in own.columns_mut().into_iter().zip(self.inputs()) {
            match names.iter().position(|name| name == input) {
                Some(place) => column.assign(&x.column(place)),
                None => assert!(is_kept(input), "the input `{input}` is missing"),
            }
        }
        own.into()
    }

    /// Words of kept columns as rates.
    fn read<'a>(&self, x: ArrayView2<'a, f32>) -> CowArray<'a, f32, Ix2> {
        if self.words.is_empty() {
            return x.into();
        }
        let mut rated = x.to_owned();
        for (place, words) in self.words.iter().zip(&self.manifest.kept_words) {
            rated.column_mut(*place).iter_mut().for_each(|cell| *cell = words.rate(*cell));
        }
        rated.into()
    }

    /// The risks of rows x inputs; `NaN` = cannot be said. Row-wise: a line gets the same risks in any batch. The three answers are
    /// [`coherent`](LearnedRisk::coherent).
    ///
    /// # Panics
    /// If `x` has not one column for each of [`inputs`](Self::inputs).
    pub fn score(&self, x: ArrayView2<f32>) -> Vec<LearnedRisk> {
        let x = self.read(x);
        let [false_declaration, re_export, risk] =
            self.heads.each().into_array().map(|head| head.probabilities(x.view()));
        let rows = false_declaration.into_iter().zip(re_export).zip(risk);
        rows.map(|((false_declaration, re_export), risk)| LearnedRisk { false_declaration, re_export, risk }.coherent())
            .collect()
    }

    /// What each input adds to the margin of the risk (ln odds before calibration): rows x (inputs + 1), the last column being
    /// the same for all rows; a row adds up to its margin (exact TreeSHAP: Lundberg et al., Nature Machine Intelligence 2, 2020; an input
    /// that is weighed beside the trees adds its own part).
    ///
    /// # Panics
    /// As [`score`](Self::score).
    pub fn contributions(&self, x: ArrayView2<f32>) -> Array2<f32> {
        let Head { boosted, blend, .. } = &self.heads.risk;
        let x = self.read(x);
        let x = x.view();
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(false_declaration: f32, re_export: f32, risk: f32) -> LearnedRisk {
        LearnedRisk { false_declaration, re_export, risk }
    }

    #[test]
    fn answers_are_made_to_agree_by_hand() {
        assert_eq!(said(0.5, 0.4, 0.6).coherent(), said(0.5, 0.4, 0.6), "they agree already");
        assert_eq!(said(0.9, 0.4, 0.6).coherent(), said(0.6, 0.4, 0.6), "no kind is likelier than any");
        assert_eq!(said(0.0, 0.0, 0.5).coherent(), said(0.25, 0.25, 0.5), "one of them it must be");
        let LearnedRisk { false_declaration, re_export, risk } = said(0.2, 0.05, 0.75).coherent();
        assert!((false_declaration - 0.6).abs() < 1e-6 && (re_export - 0.15).abs() < 1e-6 && risk == 0.75);
    }

    proptest! {
        #[test]
        fn kinds_and_risk_never_contradict_each_other(f in 0f32..=1.0, r in 0f32..=1.0, risk in 0f32..=1.0, more in 0f32..=1.0) {
            let told = said(f, r, risk).coherent();
            let kinds = [told.false_declaration, told.re_export];
            prop_assert_eq!(told.risk, risk);
            prop_assert!(kinds.iter().all(|kind| (0.0..=risk).contains(kind)), "{told:?}");
            prop_assert!(kinds[0] + kinds[1] >= risk - 1e-6, "{told:?}");
            // Told again it stays, up to rounding.
            let again = told.coherent();
            prop_assert!((again.false_declaration - kinds[0]).abs() < 1e-6 && (again.re_export - kinds[1]).abs() < 1e-6);
            // More of its own head, or of the risk, is never less of it.
            prop_assert!(said(f + more * (1.0 - f), r, risk).coherent().false_declaration >= kinds[0] - 1e-6);
            prop_assert!(said(f, r + more * (1.0 - r), risk).coherent().re_export >= kinds[1] - 1e-6);
            let riskier = said(f, r, risk + more * (1.0 - risk)).coherent();
            prop_assert!(riskier.false_declaration >= kinds[0] - 1e-6 && riskier.re_export >= kinds[1] - 1e-6);
        }
    }
}
