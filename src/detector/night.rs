//! One night: read, measure, score, rank, explain, publish; one pass over the rows, memory flat.

use super::context::Context;
use super::explain::{Candidate, Case};
use super::frozen::{Frozen, MODEL, RowScore};
use super::publish::{Manifest, RunResults, SignalResult, Staging, hashes, hex};
use super::rank::{Lane, Ranking, audit_probability, drawn};
use super::score::{SEVERITY, Scored, score};
use super::settings::Settings;
use super::tally::NightTally;
use crate::error::Error;
use crate::error::Result;
use crate::ingest::Batch;
use crate::schema;
use crate::signals::catalogue;
use chrono::NaiveDate;
use polars::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::time::Instant;

/// What goes into a night besides its rows.
pub struct Inputs<'a> {
    /// Frozen as of the evening before.
    pub context: &'a Context,
    /// Folder of the baselines' snapshot, hashed into the manifest.
    pub snapshot: Option<&'a Path>,
    /// Digest of the mapping.
    pub mapping: &'a str,
    /// The administration's settings.
    pub settings: &'a Settings,
}

/// A scored night, in the making until `publish` is called.
pub struct Night {
    /// Last day of the rows; the folder's name.
    pub date: NaiveDate,
    pub first_on: NaiveDate,
    pub manifest: Manifest,
    pub tally: NightTally,
    pub ranking: Ranking,
    /// Lines to inspect, audit and review, by rank.
    pub cases: Vec<Case>,
    pub rows_read: u64,
    pub rows_quarantined: u64,
    /// Quarantined rows by rule, with an example.
    pub quarantine: BTreeMap<String, (u64, String)>,
    pub notes: Vec<String>,
    staging: Staging,
    started: Instant,
}

/// Lines kept in full until the ranking is known.
#[derive(Default)]
struct Kept {
    prepared: Option<DataFrame>,
    evidence: Option<DataFrame>,
    rows: Vec<KeptRow>,
}

struct KeptRow {
    place: usize,
    p_values: Vec<f64>,
    score: RowScore,
    severity: f32,
    priority: f32,
    draw: u64,
}

/// Scores the batches of one night against the frozen context and stages the outputs under `out`.
///
/// `finished` is asked for the files' fingerprints after the last batch; `progress` hears of each batch's rows.
pub fn run(
    batches: impl Iterator<Item = Result<Batch>>,
    finished: impl FnOnce() -> Vec<(String, String)>,
    inputs: &Inputs,
    out: &Path,
    mut progress: impl FnMut(u64),
) -> Result<Night> {
    let started = Instant::now();
    let frozen = inputs.context.freeze()?;
    let staging = Staging::open(out, "night")?;
    let mut evidence = staging.table("evidence.parquet")?;
    let mut quarantine = staging.table("quarantine.parquet")?;
    let mut unranked = staging.table(UNRANKED)?;
    let (mut priorities, mut draws, mut heights) = (Vec::new(), Vec::new(), Vec::new());
    let (mut tally, mut kept) = (NightTally::default(), Kept::default());
    let (mut rows_quarantined, mut by_rule) = (0, BTreeMap::new());
    let mut days: Option<(NaiveDate, NaiveDate)> = None;
    for batch in batches {
        let batch = batch?;
        rows_quarantined += count_rules(&batch.quarantined, &mut by_rule)?;
        quarantine.append(&batch.quarantined)?;
        if batch.declarations.height() == 0 {
            continue;
        }
        let scored = score(&batch.declarations, inputs.context, &frozen, inputs.settings)?;
        days = stretch(days, &batch.declarations)?;
        evidence.append(&named(&scored)?)?;
        unranked.append(&scored.scores)?;
        tally.add(&scored)?;
        kept.take(&scored, priorities.len(), inputs.settings, tally.rows)?;
        priorities.extend(&scored.priority);
        draws.extend(&scored.draws);
        heights.push(scored.priority.len());
        progress((batch.declarations.height() + batch.quarantined.height()) as u64);
    }
    evidence.finish()?;
    quarantine.finish()?;
    unranked.finish()?;
    let Some((first_on, date)) = days else {
        return Err(Error::Usage(format!(
            "there is no row to score: {rows_quarantined} rows were read and all of them quarantined; \
             `tidewaiter check` shows why"
        )));
    };
    let ranking = Ranking::of(&priorities, &draws, inputs.settings);
    attach_ranks(&staging, &ranking, &heights)?;
    let cases = kept.open(&frozen, &ranking, inputs.settings.cases_max)?;
    let manifest = manifest(inputs, finished())?;
    let notes = notes(&frozen, inputs, &ranking, cases.len());
    Ok(Night {
        date,
        first_on,
        manifest,
        rows_read: tally.rows + rows_quarantined,
        tally,
        ranking,
        cases,
        rows_quarantined,
        quarantine: by_rule,
        notes,
        staging,
        started,
    })
}

const UNRANKED: &str = "unranked.tmp";

impl Night {
    /// Lets `more` write what people read into the staged folder, seals it with manifest and run results, and renames it to
    /// `out/DATE`.
    pub fn publish(
        mut self,
        more: impl FnOnce(&Night, &Path) -> Result<()>,
    ) -> Result<(std::path::PathBuf, RunResults)> {
        more(&self, &self.staging.path(""))?;
        let results = self.results();
        self.manifest.outputs = self.staging.hashes()?;
        self.staging.write("manifest.json", &json(&self.manifest))?;
        self.staging.write("run_results.json", &json(&results))?;
        Ok((self.staging.publish_as(&self.date.to_string())?, results))
    }

    /// What happened, as it is written to `run_results.json`.
    pub fn results(&self) -> RunResults {
        let quarantined = self.rows_quarantined > 0;
        let slept = |tally: &super::SignalTally| match (tally.measured, tally.empty.as_slice()) {
            (0, []) => Some("nothing to compare with yet, or no line it speaks of".to_string()),
            (0, empty) => Some(format!("no values in {}", empty.join(", "))),
            _ => None,
        };
        RunResults {
            run_id: self.manifest.run_id.clone(),
            status: if quarantined { "done-with-quarantine" } else { "done" },
            exit_code: if quarantined { 3 } else { 0 },
            rows_read: self.rows_read,
            rows_scored: self.tally.rows,
            rows_quarantined: self.rows_quarantined,
            quarantine: self.quarantine.iter().map(|(rule, (rows, _))| (rule.clone(), *rows)).collect(),
            lanes: Lane::ALL.iter().map(|lane| (lane.name().into(), self.ranking.count(*lane))).collect(),
            audit_probability: self.ranking.audit_probability,
            signals: self
                .tally
                .signals()
                .iter()
                .map(|t| SignalResult { id: t.id.into(), measured: t.measured, alarms: t.alarms, slept: slept(t) })
                .collect(),
            notes: self.notes.clone(),
            seconds: self.started.elapsed().as_secs_f64(),
        }
    }
}

fn json(value: &impl serde::Serialize) -> Vec<u8> {
    let mut text = serde_json::to_vec_pretty(value).expect("results are plain data");
    text.push(b'\n');
    text
}

fn count_rules(quarantined: &DataFrame, by_rule: &mut BTreeMap<String, (u64, String)>) -> Result<u64> {
    if quarantined.height() == 0 {
        return Ok(0);
    }
    let (rules, messages) = (quarantined.column("rule")?.str()?, quarantined.column("message")?.str()?);
    for (rule, message) in rules.iter().zip(messages.iter()) {
        let entry = by_rule.entry(rule.unwrap_or("unknown").into()).or_insert((0, message.unwrap_or_default().into()));
        entry.0 += 1;
    }
    Ok(quarantined.height() as u64)
}

fn stretch(days: Option<(NaiveDate, NaiveDate)>, batch: &DataFrame) -> Result<Option<(NaiveDate, NaiveDate)>> {
    let accepted = batch.column(schema::ACCEPTED_ON.name)?.as_materialized_series().date()?;
    let date = |day: Option<i32>| day.and_then(NaiveDate::from_epoch_days);
    let range = date(accepted.physical().min()).zip(date(accepted.physical().max()));
    Ok(match (days, range) {
        (Some((first, last)), Some((from, to))) => Some((first.min(from), last.max(to))),
        (days, range) => days.or(range),
    })
}

/// The evidence with the names of its lines.
fn named(scored: &Scored) -> Result<DataFrame> {
    let identity = [schema::DECLARATION_ID, schema::ITEM_NO, schema::ACCEPTED_ON].map(|column| column.name);
    Ok(scored.scores.select(identity)?.hstack(scored.evidence.columns())?)
}

impl Kept {
    /// Keeps the rows that may still be ranked among the first, and those drawn for audit; memory is bounded by `cases_max`.
    fn take(&mut self, scored: &Scored, first: usize, settings: &Settings, rows_so_far: u64) -> Result<()> {
        let audit = audit_probability(rows_so_far, settings);
        let floor = self.floor(settings.cases_max);
        let severity = scored.scores.column(SEVERITY.name)?.f32()?;
        let mut order: Vec<usize> = (0..scored.priority.len())
            .filter(|row| scored.priority[*row] >= floor || drawn(scored.draws[*row], audit))
            .collect();
        if order.len() > settings.cases_max {
            order.sort_by(|a, b| scored.priority[*b].total_cmp(&scored.priority[*a]).then(a.cmp(b)));
            let tail = order.split_off(settings.cases_max);
            order.extend(tail.into_iter().filter(|row| drawn(scored.draws[*row], audit)));
            order.sort_unstable();
        }
        let places = IdxCa::from_vec("".into(), order.iter().map(|row| *row as IdxSize).collect());
        append(&mut self.prepared, scored.prepared.take(&places)?)?;
        append(&mut self.evidence, scored.evidence.take(&places)?)?;
        self.rows.extend(order.into_iter().map(|row| KeptRow {
            place: first + row,
            p_values: scored.p_values[row].clone(),
            score: scored.rows[row],
            severity: severity.get(row).unwrap_or(0.0),
            priority: scored.priority[row],
            draw: scored.draws[row],
        }));
        if self.rows.len() > 2 * settings.cases_max {
            self.prune(settings.cases_max, audit)?;
        }
        Ok(())
    }

    /// The priority that a row needs to be kept.
    fn floor(&self, cases_max: usize) -> f32 {
        if self.rows.len() < cases_max {
            return f32::MIN;
        }
        let mut priorities: Vec<f32> = self.rows.iter().map(|row| row.priority).collect();
        let place = cases_max - 1;
        *priorities.select_nth_unstable_by(place, |a, b| b.total_cmp(a)).1
    }

    fn prune(&mut self, cases_max: usize, audit: f64) -> Result<()> {
        let floor = self.floor(cases_max);
        let stay: Vec<bool> = self.rows.iter().map(|row| row.priority >= floor || drawn(row.draw, audit)).collect();
        let mask = BooleanChunked::from_slice("".into(), &stay);
        for frame in [&mut self.prepared, &mut self.evidence].into_iter().flatten() {
            *frame = frame.filter(&mask)?;
            frame.rechunk_mut();
        }
        let mut stay = stay.into_iter();
        self.rows.retain(|_| stay.next().unwrap_or(false));
        Ok(())
    }

    /// The cases of all lanes but release, by rank.
    fn open(mut self, frozen: &Frozen, ranking: &Ranking, cases_max: usize) -> Result<Vec<Case>> {
        let (Some(mut prepared), Some(mut evidence)) = (self.prepared.take(), self.evidence.take()) else {
            return Ok(Vec::new());
        };
        prepared.rechunk_mut();
        evidence.rechunk_mut();
        let mut chosen: Vec<(usize, &KeptRow)> =
            self.rows.iter().enumerate().filter(|(_, row)| ranking.lane[row.place] != Lane::Release).collect();
        // Where not all can be told, lines for review make way before lines that will be opened.
        chosen.sort_by_key(|(_, row)| (ranking.lane[row.place] == Lane::Review, ranking.rank[row.place]));
        chosen.truncate(cases_max);
        chosen.sort_by_key(|(_, row)| ranking.rank[row.place]);
        chosen
            .into_iter()
            .map(|(at, row)| {
                let candidate = Candidate {
                    prepared: &prepared,
                    evidence: &evidence,
                    row: at,
                    p_values: &row.p_values,
                    score: row.score,
                    severity: row.severity,
                    priority: row.priority,
                };
                candidate.open(frozen, ranking.rank[row.place], ranking.lane[row.place])
            })
            .collect()
    }
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

/// Second pass, over the scores only: rank, lane and the draw's probability beside each line.
fn attach_ranks(staging: &Staging, ranking: &Ranking, heights: &[usize]) -> Result<()> {
    let path = staging.path(UNRANKED);
    let mut table = staging.table("scores.parquet")?;
    let mut from = 0;
    for height in heights {
        let file = File::open(&path).map_err(|cause| Error::write(&path, cause))?;
        let scores = ParquetReader::new(file).with_slice(Some((from, *height))).finish()?;
        let rows = from..from + height;
        let lanes: Vec<&str> = ranking.lane[rows.clone()].iter().map(|lane| lane.name()).collect();
        let ranked = scores.hstack(&[
            Column::new("rank".into(), &ranking.rank[rows]),
            Column::new("lane".into(), lanes),
            Column::new("audit_probability".into(), vec![ranking.audit_probability; *height]),
        ])?;
        table.append(&ranked)?;
        from += height;
    }
    table.finish()?;
    std::fs::remove_file(&path).map_err(|cause| Error::write(&path, cause))
}

fn manifest(inputs: &Inputs, files: Vec<(String, String)>) -> Result<Manifest> {
    let mut manifest = Manifest {
        run_id: String::new(),
        program: concat!("tidewaiter ", env!("CARGO_PKG_VERSION")).into(),
        scored_by: MODEL.into(),
        context_as_of: inputs.context.baselines.as_of(),
        baselines: inputs.snapshot.map(hashes).transpose()?.unwrap_or_default(),
        reference: inputs.context.reference.version().into(),
        mapping: inputs.mapping.into(),
        settings: inputs.settings.clone(),
        inputs: files,
        outputs: BTreeMap::new(),
    };
    manifest.run_id = hex(&Sha256::digest(json(&manifest)));
    Ok(manifest)
}

fn notes(frozen: &Frozen, inputs: &Inputs, ranking: &Ranking, cases: usize) -> Vec<String> {
    let mut notes = Vec::new();
    if !frozen.has_past() {
        notes.push(
            "No or too little past to compare with: only fixed alarms speak. Build baselines with `tidewaiter replay` first."
                .into(),
        );
    }
    let wanted = ranking.lane.iter().filter(|lane| **lane != Lane::Release).count();
    if wanted > cases {
        notes.push(format!(
            "Only the first {cases} of {wanted} lines outside the release lane are written with reasons."
        ));
    }
    if let Some(as_of) = inputs.context.baselines.as_of() {
        notes.push(format!("Compared with what was known on the evening of {as_of}."));
    }
    notes.push(format!(
        "{} signals; risks are upper bounds from evidence, not calibrated probabilities.",
        catalogue().count()
    ));
    notes
}
