//! One night: read, measure, score, rank, explain, publish; one pass over the rows, memory flat.

use super::books::{Books, Closed};
use super::clear::Clearance;
use super::context::Context;
use super::dossier;
use super::explain::Case;
use super::lesson::Lesson;
use super::lines::attach_lines;
use super::publish::{Manifest, RunResults, SignalResult, Staging, hex};
use super::rank::{Lane, Ranking};
use super::score::{Scored, score};
use super::settings::Settings;
use super::tally::NightTally;
use super::voice::Voice;
use super::wanted::Wanted;
use crate::cases::CaseToOpen;
use crate::error::Error;
use crate::error::Result;
use crate::ingest::Batch;
use crate::learned::Speaker;
use crate::registers::Registers;
use crate::schema;
use crate::signals::catalogue;
use chrono::NaiveDate;
use polars::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, VecDeque};
use std::fs::File;
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::time::Instant;

/// What goes into a night besides its rows.
pub struct Inputs<'a> {
    /// Frozen as of the evening before.
    pub context: &'a Context,
    /// SHA-256 of each file of the baselines' snapshot.
    pub snapshot: &'a BTreeMap<String, String>,
    /// Which rows of the inputs these are, and what had been learned since the snapshot.
    pub rows: &'a str,
    /// Digest of the mapping.
    pub mapping: &'a str,
    /// The administration's settings.
    pub settings: &'a Settings,
    /// Who speaks by the registry of models.
    pub speaker: &'a Speaker,
    /// What is wanted beside the scores.
    pub wanted: &'a Wanted,
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
    /// What stands in the file of each of them, by rank; empty unless wanted.
    pub dossiers: Vec<CaseToOpen>,
    /// The same of the lines that were asked for by name, as far as the night holds them.
    pub asked: Vec<CaseToOpen>,
    /// What there is to learn of the lines; `None` where it was not wanted, or the lines are too many to keep it.
    pub lessons: Option<Vec<Lesson>>,
    pub rows_read: u64,
    pub rows_quarantined: u64,
    /// Quarantined rows by rule, with an example.
    pub quarantine: BTreeMap<String, (u64, String)>,
    pub notes: Vec<String>,
    staging: Staging,
    started: Instant,
}

/// Scores the batches of one night against the frozen context and stages the outputs under `out`.
///
/// `finished` is asked for the files' fingerprints after the last batch; `progress` hears of each batch's rows.
pub fn run(
    batches: impl Iterator<Item = Result<Batch>> + Send,
    finished: impl FnOnce() -> Vec<(String, String)>,
    inputs: &Inputs,
    out: &Path,
    mut progress: impl FnMut(u64),
) -> Result<Night> {
    let started = Instant::now();
    let frozen = inputs.context.freeze()?;
    let voice = Voice::of(&frozen, inputs.speaker);
    let staging = Staging::open(out, "night")?;
    let mut quarantine = staging.table("quarantine.parquet")?;
    let (mut rows_quarantined, mut by_rule) = (0, BTreeMap::new());
    let mut days: Option<(NaiveDate, NaiveDate)> = None;
    let mut books = Books::open(&staging, [UNRANKED, UNRANKED_LINES], inputs.settings, inputs.wanted)?;
    // One thread reads, some score, one enters what they scored in the books, in the order of the batches.
    let (read, closed) = std::thread::scope(|scope| {
        let (hand_over, scored) = sync_channel::<Result<(Scored, Option<Lesson>)>>(1);
        let keeper = scope.spawn(move || {
            scored
                .into_iter()
                .try_for_each(|scored| scored.and_then(|(scored, lesson)| books.enter(&scored, lesson)))?;
            books.close()
        });
        let (hand_in, incoming) = sync_channel::<Result<Batch>>(1);
        scope.spawn(move || {
            // Where nobody listens any more, the night has failed: there is nothing left to read for.
            batches.into_iter().all(|batch| hand_in.send(batch).is_ok())
        });
        let mut taken = |batch: Result<Batch>| -> Result<Option<DataFrame>> {
            let batch = batch?;
            rows_quarantined += count_rules(&batch.quarantined, &mut by_rule)?;
            quarantine.append(&batch.quarantined)?;
            progress((batch.declarations.height() + batch.quarantined.height()) as u64);
            if batch.declarations.height() == 0 {
                return Ok(None);
            }
            days = stretch(days, &batch.declarations)?;
            Ok(Some(batch.declarations))
        };
        let mut outcome = Ok(());
        let declarations = incoming.into_iter().map_while(|batch| match taken(batch) {
            Ok(batch) => Some(batch),
            Err(error) => {
                outcome = Err(error);
                None
            }
        });
        let one = |declarations: DataFrame| -> Result<(Scored, Option<Lesson>)> {
            let scored = score(&declarations, inputs.context, &voice, inputs.settings)?;
            let lesson = |days| Lesson::of_days(inputs.context, days, &declarations, &scored);
            let lesson = inputs.wanted.lessons.map(lesson).transpose()?.flatten();
            Ok((scored, lesson))
        };
        side_by_side(SCORERS, declarations.flatten(), one, |scored| hand_over.send(scored).is_ok());
        drop(hand_over);
        (outcome, keeper.join().unwrap_or_else(|panic| resume_unwind(panic)))
    });
    read?;
    let Closed { mut tally, kept, priorities, draws, heights, lessons } = closed?;
    quarantine.finish()?;
    set_aside(&staging, &inputs.context.registers)?;
    let Some((first_on, date)) = days else { return Err(nothing_scored(&staging, rows_quarantined)?) };
    let ranking = Ranking::of(&priorities, &draws, inputs.settings);
    attach_ranks(&staging, &ranking, &heights, &mut tally)?;
    if inputs.wanted.lines {
        attach_lines(&staging, UNRANKED_LINES, &heights)?;
    }
    let clearance = Clearance::of(inputs.context, voice, inputs.settings, &ranking, &priorities);
    let opened = kept.open(&voice, &ranking, inputs.settings, &clearance, inputs.wanted)?;
    let mut manifest = manifest(inputs, &voice, finished());
    let date = match &inputs.wanted.name {
        Some((run_id, night)) => {
            manifest.run_id.clone_from(run_id);
            *night
        }
        None => date,
    };
    let (dossiers, asked) = dossier::open(&opened, inputs, &manifest, date, ranking.audit_probability)?;
    if inputs.wanted.dossiers {
        dossier::write(&staging.path(dossier::DOSSIERS), &dossiers)?;
    }
    let cases = opened.cases;
    let notes = notes(&voice, inputs, first_on, &ranking, cases.len());
    Ok(Night {
        date,
        first_on,
        manifest,
        rows_read: tally.rows + rows_quarantined,
        tally,
        ranking,
        cases,
        dossiers,
        asked,
        lessons,
        rows_quarantined,
        quarantine: by_rule,
        notes,
        staging,
        started,
    })
}

/// Batches scored at once: one fills the gaps that another leaves on the processors.
const SCORERS: usize = 2;

/// Does `work` on a few items at once, on threads of their own, and hands the results on in the order of the items, until `goes_on`
/// refuses one. At most twice `at_once` results are held.
fn side_by_side<T: Send, R: Send>(
    at_once: usize,
    mut items: impl Iterator<Item = T>,
    work: impl Fn(T) -> R + Sync,
    mut goes_on: impl FnMut(R) -> bool,
) {
    let work = &work;
    std::thread::scope(|scope| {
        let mut running = VecDeque::new();
        loop {
            while running.len() < at_once
                && let Some(item) = items.next()
            {
                running.push_back(scope.spawn(move || work(item)));
            }
            let Some(oldest) = running.pop_front() else { break };
            if !goes_on(oldest.join().unwrap_or_else(|panic| resume_unwind(panic))) {
                break;
            }
        }
    });
}

/// Rows of the registers that were set aside stand beside the night's own, where there are any.
pub(super) fn set_aside(staging: &Staging, registers: &Registers) -> Result<()> {
    if registers.quarantined.is_empty() {
        return Ok(());
    }
    let mut table = staging.table("registers_quarantine.parquet")?;
    registers.quarantined.iter().try_for_each(|rows| table.append(rows))?;
    table.finish()
}

/// Where not one row could be scored, the quarantine is all there is to publish.
fn nothing_scored(staging: &Staging, rows_quarantined: u64) -> Result<Error> {
    let place = staging.publish_as("nothing-scored")?;
    Ok(Error::NothingUsable { rows: rows_quarantined, quarantine: place.join("quarantine.parquet") })
}

const UNRANKED: &str = "unranked.tmp";
const UNRANKED_LINES: &str = "unranked_lines.tmp";

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
        let quarantined =
            self.rows_quarantined > 0 || self.manifest.registers.iter().any(|file| file.rows_quarantined > 0);
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
pub(super) fn named(scored: &Scored) -> Result<DataFrame> {
    let identity = [schema::DECLARATION_ID, schema::ITEM_NO, schema::ACCEPTED_ON].map(|column| column.name);
    Ok(scored.scores.select(identity)?.hstack(scored.evidence.columns())?)
}

/// Second pass, over the scores only: rank, lane and the draw's probability beside each line.
fn attach_ranks(staging: &Staging, ranking: &Ranking, heights: &[usize], tally: &mut NightTally) -> Result<()> {
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
        tally.add_picked(&ranked)?;
        table.append(&ranked)?;
        from += height;
    }
    table.finish()?;
    std::fs::remove_file(&path).map_err(|cause| Error::write(&path, cause))
}

fn manifest(inputs: &Inputs, voice: &Voice, files: Vec<(String, String)>) -> Manifest {
    let mut manifest = Manifest {
        run_id: String::new(),
        program: concat!("tidewaiter ", env!("CARGO_PKG_VERSION")).into(),
        scored_by: voice.name().into(),
        model_sha256: voice.champion.map(|model| model.manifest().model_sha256.clone()),
        models_log: inputs.speaker.log.clone(),
        context_as_of: inputs.context.baselines.as_of(),
        baselines: inputs.snapshot.clone(),
        rows: inputs.rows.into(),
        reference: inputs.context.reference.version().into(),
        registers: inputs.context.registers.files.clone(),
        mapping: inputs.mapping.into(),
        settings: inputs.settings.clone(),
        rules: inputs.context.rules.clone(),
        inputs: files,
        outputs: BTreeMap::new(),
    };
    manifest.run_id = hex(&Sha256::digest(json(&manifest)));
    manifest
}

fn notes(voice: &Voice, inputs: &Inputs, first_on: NaiveDate, ranking: &Ranking, cases: usize) -> Vec<String> {
    let mut notes = Vec::new();
    notes.extend(inputs.speaker.spoken.note.clone());
    if let Some(model) = voice.champion {
        notes.push(format!(
            "Risks are those of the trained model {}; the label-free model stands beside as one of its inputs.",
            model.name()
        ));
        let until = model.manifest().labels_until.max(model.manifest().rows_to);
        if until >= first_on {
            notes.push(format!(
                "The model {} was trained on what was known up to {until}, this night included: its risks here prove nothing about its worth.",
                model.name()
            ));
        }
    }
    if !voice.frozen.has_past() {
        if let Some(model) = &inputs.speaker.champion {
            notes.push(format!(
                "The trained model {} is silent: it was trained on lines that had a past to compare with, and these have none.",
                model.name()
            ));
        }
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
    let aside: u64 = inputs.context.registers.files.iter().map(|file| file.rows_quarantined).sum();
    if aside > 0 {
        notes.push(format!(
            "{aside} rows of the registers were set aside; registers_quarantine.parquet tells the reasons."
        ));
    }
    if let Some(as_of) = inputs.context.baselines.as_of() {
        notes.push(format!("Compared with what was known on the evening of {as_of}."));
    }
    notes.push(match voice.champion {
        None => format!(
            "{} signals; risks are upper bounds from evidence, not calibrated probabilities.",
            catalogue().count()
        ),
        Some(_) => format!("{} signals; risks are calibrated on inspected lines of the past.", catalogue().count()),
    });
    notes
}
