//! The two sides of drift, gathered piece by piece: a drawing of the lines learned from, and counts of all later lines.

use super::audit::{AUDITED_MIN, FOUND_MIN};
use super::drift::{AnswerDrift, CalibrationDrift, InputDrift, LabelDrift, QUESTIONS};
use super::evidence::Piece;
use super::heads::Question;
use super::inputs::kind_of;
use super::labels::{Label, Labels, SelectedBy};
use crate::model::{BottomK, Drift, DriftBins, Hits, drift, expected_drift, rate_drift};
use chrono::NaiveDate;
use ndarray::{Array2, ArrayView2, Axis};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashSet};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Lines drawn for the reference, at most.
const DRAWN_MAX: usize = 100_000;
/// Bins of what is there (Siddiqi, "Credit Risk Scorecards", 2006: deciles); what is missing is one more.
const BINS: usize = 10;
/// Lines that a way of selection must have on either side to be told apart.
const LANE_MIN: u64 = 30;
/// Place of the risk among the answers.
const RISK: usize = 2;

/// The probabilities of [`QUESTIONS`] for rows × inputs.
pub(super) type Score<'a> = dyn Fn(ArrayView2<f32>) -> Vec<[f32; 3]> + 'a;
/// How lines were selected; `None`: all of them.
type Lane = Option<SelectedBy>;

/// Days of both sides.
#[derive(Debug, Clone, Copy)]
pub(super) struct Days {
    /// First and last day learned from.
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// First day compared.
    pub since: NaiveDate,
}

/// Lines that the model learned from.
pub(super) struct Reference {
    days: std::ops::RangeInclusive<i32>,
    seed: u64,
    met: HashSet<u128>,
    drawn: BottomK,
    inputs: usize,
    found: BTreeMap<Lane, Hits>,
}

impl Reference {
    pub(super) fn of(days: Days, seed: u64) -> Self {
        let days = days.from.to_epoch_days()..=days.to.to_epoch_days();
        let (met, drawn, found) = (HashSet::new(), BottomK::new(DRAWN_MAX), BTreeMap::new());
        Reference { days, seed, met, drawn, inputs: 0, found }
    }

    /// Takes the lines of these days.
    pub(super) fn take(&mut self, piece: &Piece, labels: &Labels) {
        self.inputs = piece.x.ncols();
        for (row, key) in piece.lines.key.iter().enumerate() {
            if !self.days.contains(&piece.lines.accepted_on[row]) || !self.met.insert(*key) {
                continue;
            }
            self.drawn.offer(xxh3_64_with_seed(&key.to_le_bytes(), self.seed), || piece.x.row(row).to_vec());
            if let Some(label) = labels.get(*key) {
                for lane in [None, Some(label.selected_by)] {
                    count(self.found.entry(lane).or_default(), label.illicit());
                }
            }
        }
    }

    /// Lines of these days.
    pub(super) fn lines(&self) -> u64 {
        self.met.len() as u64
    }

    /// Lines drawn × inputs, in an order that is as good as random.
    pub(super) fn drawn(&self) -> Array2<f32> {
        let values: Vec<f32> = self.drawn.rows().flat_map(|row| row.values).collect();
        Array2::from_shape_vec((self.drawn.len(), self.inputs), values).expect("pieces have the same inputs")
    }
}

/// A column's bins and its lines in them, before and after.
struct Column {
    bins: DriftBins,
    before: Vec<u64>,
    after: Vec<u64>,
}

impl Column {
    fn of(values: &[f32]) -> Self {
        let bins = DriftBins::of(values, BINS);
        let before = bins.counts(values);
        Column { after: vec![0; before.len()], bins, before }
    }

    fn take(&mut self, values: &[f32]) {
        self.after.iter_mut().zip(self.bins.counts(values)).for_each(|(sum, more)| *sum += more);
    }

    fn drift(&self) -> Drift {
        drift(&self.before, &self.after)
    }

    /// Shares of missing values, before and after; they are the last bin.
    fn missing(&self) -> [f64; 2] {
        [&self.before, &self.after].map(|rows| {
            let missing = rows.last().copied().unwrap_or(0);
            missing as f64 / rows.iter().sum::<u64>().max(1) as f64
        })
    }
}

/// Outcomes of later lines of one way of selection, by question.
#[derive(Debug, Clone, Copy, Default)]
struct Told {
    lines: u64,
    found: [u64; 3],
    expected: [f64; 3],
}

impl Told {
    fn hits(&self, question: usize) -> Hits {
        Hits { n: self.lines, hits: self.found[question] }
    }
}

/// Lines that came after.
pub(super) struct Later {
    since: i32,
    met: HashSet<u128>,
    last: Option<i32>,
    columns: Vec<Column>,
    answers: Vec<Column>,
    /// Sums of the answers, before and after, and lines of the reference.
    sums: [[f64; 3]; 2],
    drawn: usize,
    told: BTreeMap<Lane, Told>,
}

impl Later {
    /// Makes bins of the lines drawn from the reference, and of what the model says of them.
    pub(super) fn of(days: Days, drawn: ArrayView2<f32>, score: &Score) -> Self {
        let columns = (0..drawn.ncols()).into_par_iter().map(|input| Column::of(&drawn.column(input).to_vec()));
        let said = score(drawn);
        let answer = |place: usize| said.iter().map(|said| said[place]).collect::<Vec<f32>>();
        let mut sums = [[0.0; 3]; 2];
        add(&mut sums[0], &said);
        Later {
            since: days.since.to_epoch_days(),
            met: HashSet::new(),
            last: None,
            columns: columns.collect(),
            answers: (0..QUESTIONS.len()).map(|place| Column::of(&answer(place))).collect(),
            sums,
            drawn: drawn.nrows(),
            told: BTreeMap::new(),
        }
    }

    /// Takes the later lines.
    pub(super) fn take(&mut self, piece: &Piece, labels: &Labels, score: &Score) {
        let lines = &piece.lines;
        // A line without a day stands at the end of days, and is none that came later.
        let later = |row: usize| (self.since..i32::MAX).contains(&lines.accepted_on[row]);
        let rows: Vec<usize> =
            (0..lines.key.len()).filter(|row| later(*row) && self.met.insert(lines.key[*row])).collect();
        if rows.is_empty() {
            return;
        }
        self.last = self.last.max(rows.iter().map(|row| lines.accepted_on[*row]).max());
        let x = piece.x.select(Axis(0), &rows);
        let columns = self.columns.par_iter_mut().enumerate();
        columns.for_each(|(input, column)| column.take(&x.column(input).to_vec()));
        let said = score(x.view());
        for (place, answer) in self.answers.iter_mut().enumerate() {
            answer.take(&said.iter().map(|said| said[place]).collect::<Vec<f32>>());
        }
        add(&mut self.sums[1], &said);
        for (row, said) in rows.into_iter().zip(said) {
            if let Some(label) = labels.get(lines.key[row]) {
                self.tell(&label, said);
            }
        }
    }

    fn tell(&mut self, label: &Label, said: [f32; 3]) {
        for lane in [None, Some(label.selected_by)] {
            let told = self.told.entry(lane).or_default();
            told.lines += 1;
            for (place, question) in QUESTIONS.iter().enumerate() {
                told.found[place] += u64::from(question.sought(label.found));
                told.expected[place] += f64::from(said[place]);
            }
        }
    }

    /// Lines that came after.
    pub(super) fn lines(&self) -> u64 {
        self.met.len() as u64
    }

    /// Last day of them; `None` where there is none.
    pub(super) fn last_day(&self) -> Option<NaiveDate> {
        NaiveDate::from_epoch_days(self.last?)
    }

    /// The inputs of these names, farthest moved first (ties by name). `leans`: how much the model leans on each.
    pub(super) fn inputs(&self, names: &[String], leans: &[f64]) -> Vec<InputDrift> {
        let one = |((name, column), leans): ((&String, &Column), &f64)| {
            let [missing_before, missing_after] = column.missing();
            let (input, drift) = (name.clone(), column.drift());
            InputDrift { kind: kind_of(name), input, leans: *leans, missing_before, missing_after, drift }
        };
        let mut inputs: Vec<InputDrift> = names.iter().zip(&self.columns).zip(leans).map(one).collect();
        inputs.sort_by(|a, b| b.drift.psi.total_cmp(&a.drift.psi).then_with(|| a.input.cmp(&b.input)));
        inputs
    }

    /// What the model says, the risk first.
    pub(super) fn answers(&self) -> Vec<AnswerDrift> {
        let one = |place: usize| AnswerDrift {
            question: QUESTIONS[place].name(),
            mean_before: self.sums[0][place] / self.drawn.max(1) as f64,
            mean_after: self.sums[1][place] / self.met.len().max(1) as f64,
            drift: self.answers[place].drift(),
        };
        risk_first().map(one).collect()
    }

    /// How much was found before and after: all together, then by selection where there are enough lines on both sides.
    pub(super) fn labels(&self, reference: &Reference) -> Vec<LabelDrift> {
        let sides = |lane: Lane| {
            let after = self.told.get(&lane).map(|told| told.hits(RISK));
            [reference.found.get(&lane).copied().unwrap_or_default(), after.unwrap_or_default()]
        };
        let [before, after] = sides(Some(SelectedBy::Random));
        let speaks = speaks(before.n.min(after.n), before.hits + after.hits);
        let lanes = lanes(|lane| sides(lane)[0].n.min(sides(lane)[1].n));
        let one = |selected_by: Lane| {
            let [before, after] = sides(selected_by);
            let (drift, rings) = (rate_drift(before, after), selected_by == speaks);
            LabelDrift { selected_by, before: before.into(), after: after.into(), drift, rings }
        };
        lanes.into_iter().map(one).collect()
    }

    /// What was found of the later lines against what the model expected of them: the risk, all together and by selection where there
    /// are enough lines, then its other answers.
    pub(super) fn calibration(&self) -> Vec<CalibrationDrift> {
        let told = |lane: Lane| self.told.get(&lane).copied().unwrap_or_default();
        let random = told(Some(SelectedBy::Random));
        let speaks = speaks(random.lines, random.found[RISK].max(random.expected[RISK] as u64));
        let one = |place: usize, selected_by: Lane| {
            let told = told(selected_by);
            let drift = expected_drift(told.hits(place), told.expected[place]);
            let (question, found) = (QUESTIONS[place].name(), told.found[place]);
            CalibrationDrift { question, selected_by, lines: told.lines, found, drift, rings: selected_by == speaks }
        };
        let lanes = lanes(|lane| told(lane).lines);
        risk_first()
            .flat_map(|place| lanes.iter().map(move |lane| (place, *lane)))
            .filter(|(place, lane)| {
                // Of the other answers only those lines that speak are told.
                *place == RISK || *lane == speaks
            })
            .map(|(place, lane)| one(place, lane))
            .collect()
    }
}

/// Whose alarm rings: the lines drawn at random where there are enough to mean something, else all together.
fn speaks(random: u64, found: u64) -> Lane {
    (random >= AUDITED_MIN && found >= FOUND_MIN).then_some(SelectedBy::Random)
}

/// All together, and the ways of selection that have enough lines.
fn lanes(lines: impl Fn(Lane) -> u64) -> Vec<Lane> {
    let ways =
        [SelectedBy::Random, SelectedBy::Rule, SelectedBy::Model, SelectedBy::TipOff, SelectedBy::Unknown].map(Some);
    let enough = ways.into_iter().filter(|lane| lines(*lane) >= LANE_MIN);
    std::iter::once(None).chain(enough).collect()
}

/// Places of the questions, that of the risk first.
fn risk_first() -> impl Iterator<Item = usize> {
    debug_assert!(matches!(QUESTIONS[RISK], Question::Risk));
    std::iter::once(RISK).chain((0..QUESTIONS.len()).filter(|place| *place != RISK))
}

fn count(hits: &mut Hits, sought: bool) {
    hits.n += 1;
    hits.hits += u64::from(sought);
}

fn add(sums: &mut [f64; 3], said: &[[f32; 3]]) {
    for said in said {
        sums.iter_mut().zip(said).for_each(|(sum, said)| *sum += f64::from(*said));
    }
}

#[cfg(test)]
mod tests {
    use super::super::labels::key_of;
    use super::super::labels::tests::{day, outcome};
    use super::super::lines::Lines;
    use super::*;
    use crate::model::DriftLevel;
    use crate::registers::Outcome;

    const N: usize = 4_000;

    fn days() -> Days {
        Days { from: day("2025-01-01"), to: day("2025-03-31"), since: day("2025-04-01") }
    }

    fn name(side: &str, line: usize) -> String {
        format!("{side}{line}")
    }

    /// `N` lines of a day; the first input is the place of the line, moved, the second falls silent on `silent` of ten.
    fn piece(side: &str, on: &str, moved: f32, silent: usize) -> Piece {
        let value = |(line, input): (usize, usize)| match input {
            0 => (line % 100) as f32 + moved,
            _ if line % 10 < silent => f32::NAN,
            _ => (line % 7) as f32,
        };
        let lines = Lines {
            key: (0..N).map(|line| key_of(&name(side, line), 1)).collect(),
            accepted_on: vec![day(on).to_epoch_days(); N],
            ..Lines::default()
        };
        Piece { lines, x: Array2::from_shape_fn((N, 2), value) }
    }

    /// Every second line was inspected, every `nth` of these is a find; every fourth line was drawn at random.
    fn outcomes(side: &str, on: &str, nth: usize) -> Vec<Outcome> {
        let told = |line: usize| Outcome {
            selected_by: Some(if line.is_multiple_of(4) { "random" } else { "rule" }.into()),
            ..outcome(&name(side, line), if (line / 2).is_multiple_of(nth) { "false_declaration" } else { "clear" }, on)
        };
        (0..N).step_by(2).map(told).collect()
    }

    /// The model says one in twenty of every line, a little more where the first input is high.
    fn score(x: ArrayView2<f32>) -> Vec<[f32; 3]> {
        let risk = |row: ndarray::ArrayView1<f32>| 0.04 + (row[0] / 5_000.0).clamp(0.0, 0.02);
        x.rows().into_iter().map(risk).map(|p| [p, 0.0, p]).collect()
    }

    fn sides(moved: f32, silent: usize, nth: usize) -> (Reference, Later) {
        let told = [outcomes("A", "2025-02-20", 20), outcomes("B", "2025-05-20", nth)].concat();
        let labels = Labels::of(&told, NaiveDate::MAX);
        let pieces = [piece("A", "2025-02-01", 0.0, 1), piece("B", "2025-05-01", moved, silent)];
        let mut reference = Reference::of(days(), 1);
        // A line that stands in two files counts once.
        pieces.iter().chain(&pieces).for_each(|piece| reference.take(piece, &labels));
        let drawn = reference.drawn();
        let mut later = Later::of(days(), drawn.view(), &score);
        pieces.iter().chain(&pieces).for_each(|piece| later.take(piece, &labels, &score));
        (reference, later)
    }

    fn names() -> [String; 2] {
        ["first", "second"].map(String::from)
    }

    #[test]
    fn the_same_world_is_steady() {
        let (reference, later) = sides(0.0, 1, 20);
        assert_eq!((reference.lines(), later.lines()), (N as u64, N as u64));
        assert_eq!(later.last_day(), Some(day("2025-05-01")));
        let inputs = later.inputs(&names(), &[0.5, 0.5]);
        assert!(inputs.iter().all(|one| one.drift.psi < 1e-9 && one.drift.level == DriftLevel::Steady), "{inputs:?}");
        assert!((inputs[1].missing_before - 0.1).abs() < 1e-12 && inputs[1].missing_after == inputs[1].missing_before);
        assert!(later.answers().iter().all(|one| one.drift.level == DriftLevel::Steady));
        let labels = later.labels(&reference);
        // 2000 inspected, one in twenty found; 1000 drawn at random, of which the even ones of the twenties: one in ten.
        assert_eq!((labels[0].before.lines, labels[0].before.found), (2_000, 100));
        assert_eq!((labels[1].selected_by, labels[1].before.found), (Some(SelectedBy::Random), 100));
        assert!(labels.iter().all(|one| one.drift.level == DriftLevel::Steady && one.drift.p > 0.99), "{labels:?}");
        let calibration = later.calibration();
        assert_eq!(calibration[0].found, 100);
        // The even lines: (0.04 + mean of 0, 2, … 98 over 5000) × 2000 = 99.6.
        assert!((calibration[0].drift.expected - 99.6).abs() < 1e-2, "{calibration:?}");
        assert_eq!(calibration[0].drift.level, DriftLevel::Steady);
    }

    #[test]
    fn an_input_that_moves_or_falls_silent_rings() {
        let (_, later) = sides(50.0, 1, 20);
        let inputs = later.inputs(&names(), &[0.5, 0.5]);
        assert_eq!((inputs[0].input.as_str(), inputs[0].drift.level), ("first", DriftLevel::Alarm));
        assert_eq!(inputs[1].drift.level, DriftLevel::Steady);
        let risk = &later.answers()[0];
        assert!(risk.question == "risk" && risk.drift.level == DriftLevel::Alarm && risk.mean_after > risk.mean_before);
        let (_, later) = sides(0.0, 5, 20);
        let inputs = later.inputs(&names(), &[0.5, 0.5]);
        assert_eq!((inputs[0].input.as_str(), inputs[0].drift.level), ("second", DriftLevel::Alarm));
        assert!((inputs[0].missing_after - 0.5).abs() < 1e-12);
    }

    #[test]
    fn twice_as_many_finds_are_told() {
        let (reference, later) = sides(0.0, 1, 10);
        let labels = later.labels(&reference);
        let ways: Vec<_> = labels.iter().map(|one| one.selected_by).collect();
        assert_eq!(ways, [None, Some(SelectedBy::Random), Some(SelectedBy::Rule)]);
        for one in &labels[..2] {
            assert!((one.drift.ratio - 2.0).abs() < 1e-9 && one.drift.level == DriftLevel::Alarm, "{one:?}");
        }
        // Enough lines were drawn at random: they speak alone.
        assert_eq!(labels.iter().map(|one| one.rings).collect::<Vec<_>>(), [false, true, false]);
        let calibration = later.calibration();
        let all = &calibration[0];
        assert_eq!((all.selected_by, all.found, all.drift.level), (None, 200, DriftLevel::Alarm));
        let told: Vec<_> = calibration.iter().map(|one| (one.question, one.selected_by)).collect();
        let random = Some(SelectedBy::Random);
        let risk = [None, random, Some(SelectedBy::Rule)].map(|lane| ("risk", lane));
        assert_eq!(told, [&risk[..], &[("false declaration", random), ("re-export", random)]].concat());
    }

    #[test]
    fn where_few_were_drawn_at_random_all_speak() {
        assert_eq!(speaks(AUDITED_MIN, FOUND_MIN), Some(SelectedBy::Random));
        assert_eq!((speaks(AUDITED_MIN - 1, 90), speaks(9_000, FOUND_MIN - 1)), (None, None));
        assert_eq!(lanes(|lane| if lane == Some(SelectedBy::Rule) { LANE_MIN } else { 0 }).len(), 2);
    }
}
