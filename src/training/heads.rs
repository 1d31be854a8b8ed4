//! One head: trees from outcomes, weighed beside the label-free view, turned into a probability on later lines; at last grown anew on all.

use super::blend::blend;
use super::dataset::Dataset;
use super::fault::refused;
use super::inputs::{InputKind, kind_of};
use super::kept::KeptRates;
use super::labels::Found;
use super::split::{Past, Slices};
use super::switches::{Switches, TrainSettings, Unlabelled};
use super::weights::weights;
use crate::detector::VIEW_COLUMNS;
use crate::error::Result;
use crate::learned::{Blend, KeptWords};
use crate::model::{Boosted, BoostedParams, Calibration};
use ndarray::{Array2, Axis};

/// Outcomes of a head's own kind needed to learn it apart from the others.
const OWN_MIN: usize = 10;
/// Outcomes needed to let the slice decide how many trees are grown; else [`TREES`] are.
const STOP_MIN: usize = 8;
const TREES: usize = 120;
/// Trees that are grown in any case.
const TREES_MIN: usize = 20;
/// Together, the lines that nobody inspected count as so much of the labelled ones (est.).
const UNLABELLED_SHARE: f32 = 0.5;
/// Of them, so many of the strangest to the label-free model are left out: they may be what is sought (est.; the "reliable
/// negatives" of Liu et al., "Building Text Classifiers Using Positive and Unlabeled Examples", ICDM 2003).
const STRANGEST_LEFT_OUT: f64 = 0.05;

/// What a head asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    FalseDeclaration,
    ReExport,
    /// Either.
    Risk,
}

impl Question {
    pub const ALL: [Question; 3] = [Question::FalseDeclaration, Question::ReExport, Question::Risk];

    /// Name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Question::FalseDeclaration => "false declaration",
            Question::ReExport => "re-export",
            Question::Risk => "risk",
        }
    }

    /// Whether an outcome is what the head seeks.
    pub fn sought(self, found: Found) -> bool {
        match self {
            Question::FalseDeclaration => found.holds(Found::FalseDeclaration),
            Question::ReExport => found.holds(Found::ReExport),
            Question::Risk => matches!(found, Found::FalseDeclaration | Found::ReExport | Found::Both),
        }
    }
}

/// Trees and how they are weighed beside the label-free view, before calibration.
pub struct Ranker {
    pub boosted: Boosted,
    pub blend: Blend,
}

/// A head that answers with a probability.
pub struct FittedHead {
    pub ranker: Ranker,
    pub calibration: Calibration,
    /// What it was learned from: too few outcomes of its own, and it learns from all evasion.
    pub own: bool,
}

/// Rows as the trees take them.
struct Rows {
    x: Array2<f32>,
    y: Vec<f32>,
    weights: Vec<f32>,
}

/// Learns one dataset with one set of switches.
pub(super) struct Learner<'a> {
    dataset: &'a Dataset,
    slices: &'a Slices,
    settings: &'a TrainSettings,
    /// Place of the label-free surprise among the inputs.
    view: usize,
    /// Places of the inputs that are withheld.
    withheld: Vec<usize>,
    /// Words of kept columns as rates.
    kept: KeptRates,
    /// Number of trees, found once on what has most outcomes.
    trees: usize,
}

impl<'a> Learner<'a> {
    /// Finds the number of trees by the risk head.
    pub fn of(dataset: &'a Dataset, slices: &'a Slices, settings: &'a TrainSettings) -> Result<Self> {
        let place = |name: &str| dataset.inputs.iter().position(|input| input == name);
        let view = place(VIEW_COLUMNS[0].name).expect("the label-free view is an input");
        let seen = VIEW_COLUMNS.iter().filter(|column| column.name.starts_with("label_free"));
        let mut withheld: Vec<usize> = match settings.switches.unlabelled {
            Unlabelled::None => seen.filter_map(|column| place(column.name)).collect(),
            _ => Vec::new(),
        };
        if !settings.profile {
            let of_profile = |input: &String| kind_of(input) == InputKind::Profile;
            withheld.extend((0..dataset.inputs.len()).filter(|place| of_profile(&dataset.inputs[*place])));
        }
        let kept = KeptRates::of(dataset, slices.days.known_before);
        let mut learner = Learner { dataset, slices, settings, view, withheld, kept, trees: TREES };
        let held = learner.rows(Question::Risk, slices.stop.rows(), None);
        if held.y.iter().filter(|y| **y > 0.5).count() >= STOP_MIN {
            let probe = learner.grow(Question::Risk, slices.train.rows(), Some(&held))?;
            learner.trees = probe.trees().max(TREES_MIN);
        }
        Ok(learner)
    }

    /// Trees grown.
    pub fn trees(&self) -> usize {
        self.trees
    }

    /// Trees over training and stopping rows, with the weight of the label-free view that the stopping rows gave to trees that had
    /// not seen them.
    pub fn ranker(&self, question: Question) -> Result<Ranker> {
        let Switches { stack, unlabelled, .. } = self.settings.switches;
        let blend = if stack && unlabelled != Unlabelled::None {
            let probe = self.grow(question, self.slices.train.rows(), None)?;
            let rows = self.slices.stop.rows();
            let sought: Vec<bool> = rows.iter().map(|row| self.sought(question, *row)).collect();
            blend(&probe.margins(self.rows(question, rows, None).x.view()), &self.views(rows), &sought)?
        } else {
            Blend::TREES
        };
        let both: Vec<usize> = [self.slices.train.rows(), self.slices.stop.rows()].concat();
        Ok(Ranker { boosted: self.grow(question, &both, None)?, blend })
    }

    /// Words of kept columns, as the model takes them along.
    pub fn kept_words(&self) -> Vec<KeptWords> {
        self.kept.at_last()
    }

    /// A head, calibrated on the slice after all that its trees have seen. With `refit` its trees are then grown once more, on that
    /// slice too: as many as before, weighed and calibrated as before, for the youngest outcomes are worth most.
    pub fn head(&self, question: Question) -> Result<FittedHead> {
        let own = self.learns(question);
        let asked = if own { question } else { Question::Risk };
        let mut ranker = self.ranker(asked)?;
        let rows = self.slices.calibrate.rows();
        let margins = self.margins(&ranker, rows);
        let calibration = if own {
            let own = self.rows(question, rows, None);
            super::calibrate::best(&margins, &own.y, &own.weights)?
        } else {
            // The risk of any evasion, lowered to the share that is of this kind.
            let any = self.rows(Question::Risk, rows, None);
            super::calibrate::best(&margins, &any.y, &any.weights)?.shifted(self.share(question).ln())
        };
        if self.settings.refit {
            let Slices { train, stop, calibrate, .. } = self.slices;
            ranker.boosted = self.grow(asked, &[train.rows(), stop.rows(), calibrate.rows()].concat(), None)?;
        }
        Ok(FittedHead { ranker, calibration, own })
    }

    /// Whether the slice that every tree learns from holds enough of both kinds to learn the question apart.
    fn learns(&self, question: Question) -> bool {
        let rows = self.slices.train.rows();
        let sought = rows.iter().filter(|row| self.sought(question, **row)).count();
        question == Question::Risk || (sought >= OWN_MIN && sought < rows.len())
    }

    /// Share of the question's kind in the evasion known to the learner, as if half a line of each of two kinds were known besides.
    fn share(&self, question: Question) -> f64 {
        let Slices { train, stop, calibrate, .. } = self.slices;
        let rows = || [train, stop, calibrate].into_iter().flat_map(|past| past.rows());
        let n = |question: Question| rows().filter(|row| self.sought(question, **row)).count() as f64;
        (n(question) + 0.5) / (n(Question::Risk) + 1.0)
    }

    /// Margins of rows of the dataset.
    pub fn margins(&self, ranker: &Ranker, rows: &[usize]) -> Vec<f32> {
        let x = self.inputs(rows);
        let trees = ranker.boosted.margins(x.view());
        trees.into_iter().zip(self.views(rows)).map(|(trees, view)| ranker.blend.margin(trees, view)).collect()
    }

    fn sought(&self, question: Question, row: usize) -> bool {
        self.dataset.labels[row].is_some_and(|label| question.sought(label.found))
    }

    fn views(&self, rows: &[usize]) -> Vec<f32> {
        rows.iter().map(|row| self.dataset.x[[*row, self.view]]).collect()
    }

    fn inputs(&self, rows: &[usize]) -> Array2<f32> {
        let mut x = self.dataset.x.select(Axis(0), rows);
        self.kept.put(rows, &mut x);
        self.withheld.iter().for_each(|column| x.column_mut(*column).fill(f32::NAN));
        x
    }

    /// Labelled rows, with the unlabelled ones before `unlabelled_before` where the switches want them.
    fn rows(&self, question: Question, labelled: &[usize], unlabelled_before: Option<i32>) -> Rows {
        let mut weights = weights(self.dataset, labelled, self.settings.switches.weights);
        let mut rows = labelled.to_vec();
        let others = match (self.settings.switches.unlabelled, unlabelled_before) {
            (Unlabelled::Negatives, Some(before)) => self.reliable(before),
            _ => Vec::new(),
        };
        let share = UNLABELLED_SHARE * weights.iter().sum::<f32>() / others.len().max(1) as f32;
        weights.extend(std::iter::repeat_n(share.min(1.0), others.len()));
        rows.extend(others);
        let y = rows.iter().map(|row| f32::from(u8::from(self.sought(question, *row)))).collect();
        Rows { x: self.inputs(&rows), y, weights }
    }

    /// Lines that nobody inspected before a day, without the strangest.
    fn reliable(&self, before: i32) -> Vec<usize> {
        let lines = &self.dataset.lines;
        let mut rows = self.dataset.unlabelled();
        rows.retain(|row| lines.accepted_on[*row] < before);
        let mut surprises: Vec<f32> =
            rows.iter().map(|row| lines.label_free_surprise[*row]).filter(|surprise| !surprise.is_nan()).collect();
        surprises.sort_unstable_by(f32::total_cmp);
        let place = (surprises.len() as f64 * (1.0 - STRANGEST_LEFT_OUT)) as usize;
        if let Some(bound) = surprises.get(place) {
            rows.retain(|row| lines.label_free_surprise[*row] < *bound);
        }
        rows
    }

    fn grow(&self, question: Question, labelled: &[usize], held: Option<&Rows>) -> Result<Boosted> {
        let before = labelled.iter().map(|row| self.dataset.lines.accepted_on[*row]).max().map(|day| day + 1);
        let rows = self.rows(question, labelled, before);
        let params = BoostedParams {
            trees: if held.is_some() { self.settings.trees.trees } else { self.trees },
            seed: self.settings.seed,
            ..self.settings.trees.clone()
        };
        let held = held.map(|held| (held.x.view(), held.y.as_slice(), held.weights.as_slice()));
        Boosted::fit(rows.x.view(), &rows.y, &rows.weights, held, &params).map_err(refused)
    }
}

/// Rows that one fit may see, checked once more where they are handed over.
pub(super) fn checked(dataset: &Dataset, slices: &Slices) -> Result<()> {
    for past in [&slices.train, &slices.stop, &slices.calibrate] {
        Past::of(dataset, past.rows().to_vec(), slices.days.known_before)?;
    }
    Ok(())
}
