//! Lines kept in full until the night's ranking is known; memory is bounded however many rows stream by.

use super::clear::Clearance;
use super::explain::{Candidate, Case};
use super::frozen::RowScore;
use super::rank::{Lane, Ranking, audit_probability_at_most, before, drawn};
use super::score::{SEVERITY, Scored};
use super::settings::Settings;
use super::voice::Voice;
use super::wanted::Wanted;
use crate::error::Result;
use ndarray::Array2;
use polars::prelude::*;
use rayon::prelude::*;
use std::cmp::Ordering;

/// The rows that may still be told as cases: the first `cases_max` by rank so far, all drawn for audit, and those asked for by name.
#[derive(Default)]
pub(super) struct Kept {
    prepared: Option<DataFrame>,
    evidence: Option<DataFrame>,
    rows: Vec<KeptRow>,
}

struct KeptRow {
    place: usize,
    surprises: Vec<f32>,
    /// Inputs of the trained model; empty where none spoke.
    inputs: Vec<f32>,
    score: RowScore,
    severity: f32,
    priority: f32,
    draw: u64,
    /// Asked for by name, whatever its rank.
    asked: bool,
}

/// The cases of a night, and what their files are written from.
pub(super) struct Opened {
    /// By rank.
    pub cases: Vec<Case>,
    /// Lines asked for by name that are none of the cases, by rank.
    pub beside: Vec<Case>,
    /// Places, among the cases and then those beside, of the lines asked for by name.
    pub asked: Vec<usize>,
    /// Rows of the cases, then of those beside, as they were prepared and measured; empty where no dossier is wanted.
    pub prepared: DataFrame,
    pub evidence: DataFrame,
    /// −ln p by row and signal; `NaN` where nothing can be said.
    pub surprises: Vec<Vec<f32>>,
}

impl Kept {
    /// Takes what may be told of a batch; `first` is the night's row number of its first row, `rows_so_far` the rows read
    /// with it.
    pub fn take(
        &mut self,
        scored: &Scored,
        first: usize,
        settings: &Settings,
        wanted: &Wanted,
        rows_so_far: u64,
    ) -> Result<()> {
        let audit = audit_probability_at_most(rows_so_far, settings);
        let asked = wanted.rows(&scored.prepared)?;
        let mut order: Vec<usize> = (0..scored.priority.len()).collect();
        let by_rank = |a: &usize, b: &usize| {
            before((scored.priority[*a], scored.draws[*a]), (scored.priority[*b], scored.draws[*b])).then(a.cmp(b))
        };
        let audits = |rows: &[usize]| -> Vec<usize> {
            rows.iter().copied().filter(|row| asked[*row] || drawn(scored.draws[*row], audit)).collect()
        };
        if order.len() > settings.cases_max {
            order.select_nth_unstable_by(settings.cases_max, by_rank);
            let more = audits(&order[settings.cases_max..]);
            order.truncate(settings.cases_max);
            order.extend(more);
        }
        if let Some(floor) = self.floor(settings.cases_max) {
            let stays = |row: &usize| {
                before((scored.priority[*row], scored.draws[*row]), floor) != Ordering::Greater
                    || drawn(scored.draws[*row], audit)
                    || asked[*row]
            };
            order.retain(stays);
        }
        order.sort_unstable();
        let places = IdxCa::from_vec("".into(), order.iter().map(|row| *row as IdxSize).collect());
        append(&mut self.prepared, owned(scored.prepared.take(&places)?)?)?;
        append(&mut self.evidence, scored.evidence.take(&places)?)?;
        let severity = scored.scores.column(SEVERITY.name)?.f32()?;
        self.rows.extend(order.into_iter().map(|row| KeptRow {
            place: first + row,
            surprises: scored.surprises.iter().map(|signal| signal[row]).collect(),
            inputs: scored.inputs.as_ref().map_or(Vec::new(), |inputs| inputs.row(row).to_vec()),
            score: scored.rows[row],
            severity: severity.get(row).unwrap_or(0.0),
            priority: scored.priority[row],
            draw: scored.draws[row],
            asked: asked[row],
        }));
        if self.rows.len() > 2 * settings.cases_max {
            self.prune(settings.cases_max, audit)?;
        }
        Ok(())
    }

    /// Priority and draw of the last row that is kept for its rank; `None` while there is room.
    fn floor(&self, cases_max: usize) -> Option<(f32, u64)> {
        if cases_max == 0 || self.rows.len() < cases_max {
            return None;
        }
        let mut rows: Vec<(f32, u64)> = self.rows.iter().map(|row| (row.priority, row.draw)).collect();
        Some(*rows.select_nth_unstable_by(cases_max - 1, |a, b| before(*a, *b)).1)
    }

    fn prune(&mut self, cases_max: usize, audit: f64) -> Result<()> {
        let Some(floor) = self.floor(cases_max) else { return Ok(()) };
        let stays = |row: &KeptRow| {
            before((row.priority, row.draw), floor) != Ordering::Greater || drawn(row.draw, audit) || row.asked
        };
        let stay: Vec<bool> = self.rows.iter().map(stays).collect();
        let mask = BooleanChunked::from_slice("".into(), &stay);
        for frame in [&mut self.prepared, &mut self.evidence].into_iter().flatten() {
            *frame = frame.filter(&mask)?;
            frame.rechunk_mut();
        }
        self.rows.retain(stays);
        Ok(())
    }

    /// The cases of all lanes but release, by rank; at most `cases_max`, of which audits come first and reviews last; with what
    /// would clear them. What is asked for by name stands beside them.
    pub fn open(
        mut self,
        voice: &Voice,
        ranking: &Ranking,
        settings: &Settings,
        clearance: &Clearance,
        wanted: &Wanted,
    ) -> Result<Opened> {
        let (Some(mut prepared), Some(mut evidence)) = (self.prepared.take(), self.evidence.take()) else {
            return Ok(Opened::none());
        };
        prepared.rechunk_mut();
        evidence.rechunk_mut();
        let lane = |row: &KeptRow| ranking.lane[row.place];
        let (mut chosen, mut beside): (Vec<(usize, &KeptRow)>, Vec<_>) =
            self.rows.iter().enumerate().partition(|(_, row)| lane(row) != Lane::Release);
        let weight = |lane| match lane {
            Lane::Audit => 0,
            Lane::Inspect => 1,
            _ => 2,
        };
        chosen.sort_by_key(|(_, row)| (weight(lane(row)), ranking.rank[row.place]));
        beside.extend(chosen.split_off(chosen.len().min(settings.cases_max)));
        beside.retain(|(_, row)| row.asked);
        for rows in [&mut chosen, &mut beside] {
            rows.sort_by_key(|(_, row)| ranking.rank[row.place]);
        }
        let told = |chosen: &[(usize, &KeptRow)]| -> Result<Vec<Case>> {
            let contributions = contributions(voice, chosen);
            let case = |(place, (at, row)): (usize, &(usize, &KeptRow))| {
                let candidate = Candidate {
                    prepared: &prepared,
                    evidence: &evidence,
                    row: *at,
                    surprises: &row.surprises,
                    contributions: contributions.as_ref().map(|of| of.row(place).to_vec()),
                    score: row.score,
                    severity: row.severity,
                    priority: row.priority,
                };
                candidate.open(voice, ranking.rank[row.place], lane(row))
            };
            let rows: Vec<usize> = chosen.iter().map(|(at, _)| *at).collect();
            let mut cases = chosen.into_par_iter().enumerate().map(case).collect::<Result<Vec<Case>>>()?;
            clearance.tell(&mut cases, &rows, &prepared, &evidence)?;
            Ok(cases)
        };
        let (cases, others) = (told(&chosen)?, told(&beside)?);
        if !wanted.any_dossier() {
            return Ok(Opened { cases, ..Opened::none() });
        }
        chosen.extend(beside);
        let places = IdxCa::from_vec("".into(), chosen.iter().map(|(at, _)| *at as IdxSize).collect());
        let asked = (0..chosen.len()).filter(|place| chosen[*place].1.asked).collect();
        let surprises = chosen.iter().map(|(_, row)| row.surprises.clone()).collect();
        let (prepared, evidence) = (prepared.take(&places)?, evidence.take(&places)?);
        Ok(Opened { cases, beside: others, asked, prepared, evidence, surprises })
    }
}

impl Opened {
    fn none() -> Opened {
        Opened {
            cases: Vec::new(),
            beside: Vec::new(),
            asked: Vec::new(),
            prepared: DataFrame::empty(),
            evidence: DataFrame::empty(),
            surprises: Vec::new(),
        }
    }
}

/// What each input of the trained model adds to the risk of the chosen rows; `None` where the label-free model speaks.
fn contributions(voice: &Voice, chosen: &[(usize, &KeptRow)]) -> Option<Array2<f32>> {
    let champion = voice.champion?;
    let width = champion.inputs().len();
    Some(
        champion.contributions(
            Array2::from_shape_fn((chosen.len(), width), |(row, input)| chosen[row].1.inputs[input]).view(),
        ),
    )
}

/// The rows with texts of their own: a taken text is a view that would keep all texts of its batch in memory.
fn owned(mut rows: DataFrame) -> Result<DataFrame> {
    let names: Vec<PlSmallStr> =
        rows.columns().iter().filter(|c| *c.dtype() == DataType::String).map(|c| c.name().clone()).collect();
    for name in names {
        let texts = rows.column(&name)?.str()?;
        let mut copied = StringChunkedBuilder::new(name.clone(), texts.len());
        texts.iter().for_each(|text| copied.append_option(text));
        rows.with_column(copied.finish().into_column())?;
    }
    Ok(rows)
}

fn append(frame: &mut Option<DataFrame>, more: DataFrame) -> Result<()> {
    match frame {
        Some(frame) => {
            frame.vstack_mut(&more)?;
        }
        None => *frame = Some(more),
    }
    Ok(())
}
