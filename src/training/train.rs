//! From a dataset to a model: an honest trial on the youngest outcomes, then the model for use from all of them.

use super::dataset::Dataset;
use super::heads::{FittedHead, Learner, Question, checked};
use super::measure::{Figures, Measured, figures};
use super::split::{SliceDays, Slices};
use super::switches::TrainSettings;
use crate::detector::LABEL_FREE_SURPRISE;
use crate::error::Error;
use crate::error::Result;
use crate::learned::{
    Blend, Blended, ByHead, DataFile, KeptWords, LabelCounts, LearnedRisk, Manifest, evidence_version,
};
use crate::model::{Bootstrap, Calibration};
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::BTreeMap;

/// Lines with evasion, and lines without, that a trial or a model needs at least, in what its trees learn from.
const SOUGHT_MIN: usize = 20;

/// How a model of the same making did on outcomes that it had not seen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trial {
    pub days: SliceDays,
    pub trees: usize,
    /// By question: the model, then the label-free risk on the same lines.
    pub questions: BTreeMap<&'static str, Vec<Figures>>,
    /// The risk by slice: those of the model.
    pub slices: BTreeMap<String, Vec<Figures>>,
}

/// A model, not yet on disk.
pub struct Trained {
    pub heads: ByHead<FittedHead>,
    /// Words of kept columns and what stands for them.
    pub kept_words: Vec<KeptWords>,
    /// Whether the trees were grown once more on all outcomes.
    pub refit: bool,
    pub days: SliceDays,
    pub trees: usize,
    /// `None`: too few outcomes to keep some apart; and why.
    pub trial: Result<Trial, String>,
}

/// Trains three heads. `progress` hears what is being done.
///
/// # Errors
/// `Error::Usage` where outcomes are too few or lie on too few days.
pub fn train(dataset: &Dataset, settings: &TrainSettings, mut progress: impl FnMut(&'static str)) -> Result<Trained> {
    let slices = Slices::for_use(dataset)?;
    checked(dataset, &slices)?;
    enough(dataset, &slices)?;
    progress("trial on the youngest outcomes");
    // A trial that fails is told, and takes nothing from the model.
    let trial = trial(dataset, settings).map_err(|error| match error {
        Error::Usage(why) => why,
        error => error.to_string(),
    });
    progress("training");
    let learner = Learner::of(dataset, &slices, settings)?;
    let [one, two, three] = Question::ALL;
    let heads = ByHead { false_declaration: one, re_export: two, risk: three }.try_map(|question| {
        progress(question.name());
        learner.head(question)
    })?;
    Ok(Trained {
        heads,
        kept_words: learner.kept_words(),
        refit: settings.refit,
        trees: learner.trees(),
        days: slices.days.clone(),
        trial,
    })
}

/// Whether the slice that every tree learns from holds enough of both kinds.
pub(super) fn enough(dataset: &Dataset, slices: &Slices) -> Result<()> {
    let rows = slices.train.rows();
    let sought = rows.iter().filter(|row| dataset.labels[**row].is_some_and(|label| label.illicit())).count();
    let other = rows.len() - sought;
    if sought >= SOUGHT_MIN && other >= SOUGHT_MIN {
        return Ok(());
    }
    let SliceDays { train_from, stop_from, .. } = slices.days;
    let why = format!(
        "the trees learn from lines of {train_from} to the day before {stop_from}, of which {sought} with evasion and {other} \
         without were known (of {} labelled in all), and {SOUGHT_MIN} of each are needed; the label-free risk needs none: use it \
         until more is known",
        dataset.labelled().len()
    );
    Err(Error::Usage(why))
}

/// The youngest fifth is kept apart, and all else is taken as it was known on its first morning.
fn trial(dataset: &Dataset, settings: &TrainSettings) -> Result<Trial> {
    let slices = Slices::for_trial(dataset)?;
    enough(dataset, &slices)?;
    checked(dataset, &slices)?;
    let learner = Learner::of(dataset, &slices, settings)?;
    let bootstrap = Bootstrap { seed: settings.seed, ..Bootstrap::default() };
    let mut questions = BTreeMap::new();
    let mut by_slice = BTreeMap::new();
    let rows = &slices.test;
    let mut said = Vec::new();
    for question in Question::ALL {
        let head = learner.head(question)?;
        let margins = learner.margins(&head.ranker, rows);
        said.push(margins.into_iter().map(|margin| head.calibration.p(margin)).collect::<Vec<f32>>());
    }
    for (question, p) in Question::ALL.into_iter().zip(coherent(&said)) {
        let told = Told::of(dataset, rows, question);
        let ours = figures("trained", &p, true, told.lines(), None, bootstrap)?;
        let label_free: Vec<f32> = rows.iter().map(|row| dataset.lines.label_free_risk[*row]).collect();
        questions.insert(
            question.name(),
            vec![ours, figures("label-free", &label_free, false, told.lines(), None, bootstrap)?],
        );
        if question == Question::Risk {
            let fewer = Bootstrap { draws: 200, ..bootstrap };
            for (name, groups) in super::slices::of_labelled(dataset, rows, &slices) {
                let mut measured = Vec::new();
                for (value, places) in groups {
                    let told = told.select(&places);
                    let p: Vec<f32> = places.iter().map(|place| p[*place]).collect();
                    measured.push(figures(&value, &p, true, told.lines(), None, fewer)?);
                }
                by_slice.insert(name, measured);
            }
        }
    }
    Ok(Trial { days: slices.days.clone(), trees: learner.trees(), questions, slices: by_slice })
}

/// The answers of the three heads, made to agree as the model for use makes them.
fn coherent(said: &[Vec<f32>]) -> [Vec<f32>; 3] {
    let agreed: Vec<LearnedRisk> = (0..said[0].len())
        .map(|row| {
            LearnedRisk { false_declaration: said[0][row], re_export: said[1][row], risk: said[2][row] }.coherent()
        })
        .collect();
    let each = |of: fn(&LearnedRisk) -> f32| agreed.iter().map(of).collect();
    [each(|said| said.false_declaration), each(|said| said.re_export), each(|said| said.risk)]
}

/// Outcomes of rows, as they are measured.
struct Told {
    y: Vec<f32>,
    weights: Vec<f32>,
    severity: Vec<f32>,
}

impl Told {
    fn of(dataset: &Dataset, rows: &[usize], question: Question) -> Told {
        let sought = |row: &usize| dataset.labels[*row].is_some_and(|label| question.sought(label.found));
        Told {
            y: rows.iter().map(|row| f32::from(u8::from(sought(row)))).collect(),
            weights: vec![1.0; rows.len()],
            severity: rows.iter().map(|row| dataset.lines.severity[*row].max(0.0)).collect(),
        }
    }

    fn select(&self, places: &[usize]) -> Told {
        let at = |values: &[f32]| places.iter().map(|place| values[*place]).collect();
        Told { y: at(&self.y), weights: at(&self.weights), severity: at(&self.severity) }
    }

    fn lines(&self) -> Measured<'_> {
        Measured { y: &self.y, weights: &self.weights, severity: &self.severity, groups: None }
    }
}

/// Who trains, when, and under which name.
#[derive(Debug, Clone, Copy)]
pub struct Trainer<'a> {
    pub name: &'a str,
    pub by: &'a str,
    pub on: NaiveDate,
    pub code_version: &'a str,
}

impl Trained {
    /// The model's papers, as the registry wants them.
    pub fn manifest(&self, dataset: &Dataset, settings: &TrainSettings, trainer: Trainer) -> Manifest {
        let blended = |head: &FittedHead| {
            let weights = head.ranker.blend;
            (weights != Blend::TREES).then(|| Blended { input: LABEL_FREE_SURPRISE.name.into(), weights })
        };
        let [one, two, three] = self.heads.each().into_array();
        let by_head = |of: &dyn Fn(&FittedHead) -> Calibration| ByHead {
            false_declaration: of(one),
            re_export: of(two),
            risk: of(three),
        };
        let counts = &dataset.counts;
        Manifest {
            format: 0,
            name: trainer.name.into(),
            number: 0,
            made_by_program: String::new(),
            code_version: trainer.code_version.into(),
            trained_by: trainer.by.into(),
            trained_on: trainer.on,
            evidence: evidence_version(),
            inputs: dataset.inputs.clone(),
            kept_words: self.kept_words.clone(),
            data: dataset
                .files
                .iter()
                .map(|file| DataFile { name: file.name.clone(), sha256: file.sha256.clone(), rows: file.rows })
                .collect(),
            rows_from: self.days.train_from,
            rows_to: self.days.to,
            labels_until: dataset.labels_until,
            labels: LabelCounts {
                clear: counts.clear,
                false_declaration: counts.false_declaration,
                re_export: counts.re_export,
                both: counts.both,
                other: counts.other,
            },
            settings: serde_json::to_value(settings).expect("settings are plain data"),
            blend: ByHead { false_declaration: blended(one), re_export: blended(two), risk: blended(three) },
            calibration: by_head(&|head| head.calibration.clone()),
            files: BTreeMap::new(),
            model_sha256: String::new(),
        }
    }

    /// Weights of the heads, as bytes.
    pub fn weights(&self) -> ByHead<Vec<u8>> {
        let [one, two, three] = self.heads.each().into_array().map(|head| head.ranker.boosted.to_bytes());
        ByHead { false_declaration: one, re_export: two, risk: three }
    }
}
