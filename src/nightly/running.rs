//! A run from start to end: lock, heal, plan, make, judge, seal, place; and its results, whatever happened.

use super::archive::Archive;
use super::arrivals;
use super::gates;
use super::journal::Journal;
use super::lock::Lock;
use super::making::{Made, Making, RUN_RESULTS, make, nothing_usable, staged};
use super::metrics;
use super::opening::anchor;
use super::options::Options;
use super::papers::{Nights, Papers};
use super::placing::{HeldNote, Sealed, place};
use super::plan::{Evening, Plan};
use super::planning::{Asked, Look, Planned, Planning, plan};
use super::profile::Profile;
use super::results::{Failure, Results, Status};
use super::stay::Stay;
use super::world::World;
use crate::cases::{Actor, OpenMode, Role, Sqlite, Store, write_labels};
use crate::error::{Error, Result};
use crate::fault;
use crate::folder;
use crate::ingest::LATER;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use polars::prelude::PolarsError;
use std::any::Any;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Instant;

/// What the operator asks for.
#[derive(Debug, Clone)]
pub struct Request {
    pub as_of: Option<NaiveDate>,
    pub today: NaiveDate,
    /// The one moment of the run: nothing below asks a clock.
    pub now: DateTime<Utc>,
    /// Publish although a gate fails.
    pub past_gates: bool,
}

/// Exit codes of a run that did its work.
const GATE_FAILED: u8 = 1;
const WITH_QUARANTINE: u8 = 3;

/// Runs the night. The results are written beside the nights, also where it failed; a run that finds the place held writes none, for the
/// other one will.
///
/// # Errors
/// Whatever stopped it, after it was told in the results.
pub fn nightly(options: &Options, request: &Request, stay: &Stay) -> Result<Results> {
    let started = Instant::now();
    let at = |moment: DateTime<Utc>| moment.to_rfc3339_opts(SecondsFormat::Secs, true);
    let taken = stay.stage("lock", || Lock::take(&options.state, &at(request.now)));
    let lock = match taken {
        Ok(lock) => lock,
        Err(error @ Error::Busy(_)) => return Err(error),
        Err(error) => return Err(told(options, request, stay, (Results::default(), error), started, false)),
    };
    if let Some(holder) = &lock.stale {
        tracing::warn!(pid = holder.pid, host = %holder.host, since = %holder.since, "an earlier run was broken off; its lock is stale and taken over");
    }
    let mut results = Results { started_at: at(request.now), ..Results::default() };
    // What was written so far holds as after a kill: stages are whole or not done.
    let ran = catch_unwind(AssertUnwindSafe(|| run(options, request, stay, &mut results)));
    match ran.unwrap_or_else(|panic| Err(panicked(&*panic))) {
        Ok(()) => finish(options, request, stay, results, started),
        Err(error) => Err(told(options, request, stay, (results, error), started, true)),
    }
}

/// A fault of the program, as an error.
fn panicked(panic: &(dyn Any + Send)) -> Error {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    Error::Engine(PolarsError::ComputeError(
        format!("the program panicked: {}", text.unwrap_or("it says no more")).into(),
    ))
}

/// Writes the results of a run that failed, as well as it can, and gives the error back. Without the lock the working folders are another's.
fn told(
    options: &Options,
    request: &Request,
    stay: &Stay,
    (results, error): (Results, Error),
    started: Instant,
    locked: bool,
) -> Error {
    if locked && error.is_full() {
        // Room for the results: what is half made is given up, what is sealed waits for the next start.
        for (journal, sealed) in Journal::unfinished(&options.state, &options.out) {
            if !sealed && let Err(second) = journal.remove() {
                tracing::error!(error = %second, "the broken run's working folder cannot be removed");
            }
        }
    }
    if matches!(error, Error::Write { .. }) {
        fault::lift();
    }
    let failed = Some(Failure::of(stay.now(), &error));
    let results = Results { status: Status::Failed, exit_code: error.exit_code(), failed, published: None, ..results };
    if let Err(second) = finish(options, request, stay, results, started) {
        tracing::error!(error = %second, "the results of the failed run cannot be written");
    }
    error
}

fn finish(options: &Options, request: &Request, stay: &Stay, results: Results, started: Instant) -> Result<Results> {
    let seconds = started.elapsed().as_secs_f64();
    let end = request.now + chrono::Duration::milliseconds((seconds * 1000.0) as i64);
    let results = Results {
        started_at: request.now.to_rfc3339_opts(SecondsFormat::Secs, true),
        finished_at: end.to_rfc3339_opts(SecondsFormat::Secs, true),
        stage_seconds: stay.seconds(),
        resumed: stay.resumed(),
        seconds,
        ..results
    };
    if let Err(error) = results.write(&options.out) {
        // Where nothing can be published any more, the state folder may still take it.
        results.write(&options.state)?;
        if results.status != Status::Failed {
            return Err(error);
        }
    }
    measured(options, &results, end);
    Ok(results)
}

/// Figures that cannot be written undo no night; whoever watches them sees that they stay away.
fn measured(options: &Options, results: &Results, now: DateTime<Utc>) {
    let Some(file) = &options.metrics else { return };
    if let Err(error) = metrics::write(file, &options.state, results, now.timestamp()) {
        tracing::error!(error = %error, "the figures cannot be written");
    }
}

fn run(options: &Options, request: &Request, stay: &Stay, results: &mut Results) -> Result<()> {
    let healed = stay.stage("heal", || heal(options, request, stay))?;
    results.notes.extend(healed.iter().map(|own| {
        let night = own.night.map(|night| night.to_string()).unwrap_or_default();
        format!("The night of {night} (run {}) had been broken off while it was published; it stands now.", own.run_id)
    }));
    let nights = Nights::read(&options.state)?;
    let archive = Archive::at(&options.archive);
    let decisions = stay.stage("decisions", || decisions(options, request))?;
    let asked = Asked { as_of: request.as_of, today: request.today, decisions };
    let planned = stay.stage("plan", || plan(options, &asked, &nights, &Look { archive: &archive, touch: true }))?;
    let planning = match planned {
        Planned::Nothing { .. } if healed.is_some() => {
            let notes = std::mem::take(&mut results.notes);
            *results = healed.unwrap_or_default();
            results.notes.extend(notes);
            return Ok(());
        }
        Planned::Nothing { last, passed_over } => {
            results.status = Status::NothingToDo;
            results.night = last.as_ref().map(|papers| papers.night);
            results.run_id = last.as_ref().map(|papers| papers.run_id.clone()).unwrap_or_default();
            results.notes.push(match last {
                Some(last) => format!(
                    "Nothing to do: all {passed_over} files were read before; the youngest night is {} (run {}).",
                    last.night, last.run_id
                ),
                None => "Nothing to do: no file came in.".into(),
            });
            return Ok(());
        }
        Planned::Night(planning) => planning,
    };
    let Planning { plan, replaces, .. } = continued(*planning, options, request);
    let run_id = plan.run_id();
    results.run_id.clone_from(&run_id);
    if replaces.as_ref() == Some(&run_id) {
        results.status = Status::NothingToDo;
        results.night = plan.as_of.or_else(|| nights.last().map(|last| last.night));
        results.notes.push(format!("Nothing to do: this very night was run before (run {run_id})."));
        return Ok(());
    }
    // By other settings the gates are asked again.
    let held = HeldNote { run_id: run_id.clone(), gates: asked_by(options) };
    if HeldNote::read(&options.state).is_some_and(|note| note == held) && !request.past_gates {
        results.status = Status::Held;
        results.exit_code = GATE_FAILED;
        results.notes.push(
            "This night is held back: a gate failed. Look at it in the folder `held`; `tidewaiter nightly --past-gates` publishes it.".into(),
        );
        return Ok(());
    }
    for (other, _) in Journal::unfinished(&options.state, &options.out) {
        if other.run_id != run_id {
            tracing::warn!(run = %other.run_id, "a broken run is given up: what goes into the night has changed since");
            other.remove()?;
        }
    }
    tracing::info!(run = %run_id, files = plan.inputs.len(), before = ?plan.before.as_ref().map(|before| before.evening), "planned");
    let journal = Journal::of(&options.state, &options.out, &run_id);
    journal.open(&plan)?;
    let world =
        stay.stage("world", || World::lay(&plan, &archive, &options.baselines, &journal.work.join("world"), false))?;
    results.notes.extend(world.notes.iter().cloned());
    let made = match make(&plan, &world, &options.baselines, &journal, stay)? {
        Making::Night(made) => made,
        Making::Waiting(arrived) => {
            results.status = Status::Waiting;
            let youngest = plan.before.as_ref().map(|before| before.evening.to_string()).unwrap_or_default();
            results.notes.push(format!(
                "No line is younger than {youngest}: {} lines wait for the next night, or for `--as-of {youngest}`, which makes that night anew with them.",
                arrived.rows_late + arrived.rows_corrected
            ));
            results.rows = arrived.apart(&arrivals::not_due(&plan, &journal, request.today)?);
            return journal.remove();
        }
        Making::Nothing(arrived) => {
            let arrived = arrived.apart(&arrivals::not_due(&plan, &journal, request.today)?);
            if arrived.rows_quarantined > 0 || arrived.rows_not_due == 0 {
                return Err(nothing_usable(&arrived, &journal)?);
            }
            results.status = Status::Waiting;
            results.notes.push(format!(
                "All {} rows are later than {} and not due yet: a later night reads them.",
                arrived.rows_not_due, plan.until
            ));
            results.rows = arrived;
            return journal.remove();
        }
    };
    let mut sealed = stay.stage("seal", || seal(options, request, &plan, *made, &nights, &journal, results))?;
    place(&mut sealed, &journal, options, stay)?;
    *results = sealed.results;
    Ok(())
}

/// The settings of the gates, to tell them from others.
fn asked_by(options: &Options) -> String {
    format!("{:?}", options.gates)
}

/// Ends what an earlier start made and did not bring to its places; the results of the last such night.
fn heal(options: &Options, request: &Request, stay: &Stay) -> Result<Option<Results>> {
    folder::recover(&options.out)?;
    folder::recover(&options.baselines)?;
    let mut healed = None;
    for (journal, sealed) in Journal::unfinished(&options.state, &options.out) {
        if !sealed {
            continue;
        }
        tracing::warn!(run = %journal.run_id, "an earlier run was broken off while it published; it is brought to its end");
        let mut sealed: Sealed = journal.sealed()?;
        place(&mut sealed, &journal, options, stay)?;
        let own = Results { stage_seconds: stay.seconds(), ..sealed.results };
        own.write(&options.out)?;
        measured(options, &own, request.now);
        healed = Some(own);
    }
    Ok(healed)
}

/// The plan of a run that was broken off, where nothing but the day on which it was started has changed since.
fn continued(planning: Planning, options: &Options, request: &Request) -> Planning {
    if request.as_of.is_some() {
        return planning;
    }
    let broken = Journal::unfinished(&options.state, &options.out);
    for (journal, _) in broken {
        let Ok(text) = fs::read(journal.work.join("plan.json")) else { continue };
        let Ok(older) = serde_json::from_slice::<Plan>(&text) else { continue };
        if (Plan { until: older.until, ..planning.plan.clone() }) == older {
            return Planning { plan: older, ..planning };
        }
    }
    planning
}

/// Officers' decisions, as the register `inspections` tells outcomes; `None` where there are none.
fn decisions(options: &Options, request: &Request) -> Result<Option<String>> {
    let Some(store) = options.cases.as_deref().filter(|store| options.feed_back && store.is_file()) else {
        return Ok(None);
    };
    let store = Sqlite::open(store, OpenMode::Write)?.with_anchor(&anchor(store));
    // All of them: a line sees only those known before its own day.
    let labels = store.labels(&Actor::everywhere("nightly", Role::Analyst), request.now, None, None)?;
    if labels.is_empty() {
        return Ok(None);
    }
    let path = options.state.join("decisions.csv");
    write_labels(&path, &labels)?;
    fs::read_to_string(&path).map(Some).map_err(|cause| Error::input(&path, cause, "start again"))
}

/// Judges what was made, and marks the point of no return.
fn seal(
    options: &Options,
    request: &Request,
    plan: &Plan,
    made: Made,
    nights: &Nights,
    journal: &Journal,
    results: &Results,
) -> Result<Sealed> {
    let Made { night, arrived, scored, late, bulletined, learned, ages, outputs } = made;
    let whole = staged(journal);
    let not_due = arrivals::not_due(plan, journal, request.today)?;
    let arrived = arrived.apart(&not_due);
    let before = nights.profiles(&options.state, night);
    let profile = Profile::of(&whole, &scored.scored_by, &before)?;
    let moved = profile.moved(&before, options.gates.drift);
    let gates = gates::ask(&options.gates, night, &arrived, nights, &moved, &ages);
    for gate in gates.iter().filter(|gate| !gate.passed) {
        tracing::error!(gate = %gate.gate, found = %gate.found, remedy = gate.remedy.as_deref().unwrap_or(""), "gate failed");
    }
    let failed = gates.iter().any(|gate| !gate.passed);
    let held = failed && options.gates.hold && !request.past_gates;
    let quarantined = arrived.rows_quarantined > 0 || registers_aside(&whole)?;
    let (status, exit_code) = match () {
        () if held => (Status::Held, GATE_FAILED),
        () if failed => (Status::GateFailed, GATE_FAILED),
        () if quarantined => (Status::DoneWithQuarantine, WITH_QUARANTINE),
        () => (Status::Done, 0),
    };
    let mut notes = results.notes.clone();
    notes.extend(scored.notes.iter().filter(|note| !results.notes.contains(note)).cloned());
    notes.extend(bulletined.note);
    if not_due.rows > 0 {
        tracing::info!(rows = not_due.rows, files = not_due.inputs.len(), until = %plan.until, "rows are not due yet and left to later nights");
        notes.push(format!(
            "{} rows are later than {} and not due yet: a later night reads them. They are not counted as quarantined; quarantine.parquet lists them under `{LATER}`.",
            not_due.rows, plan.until
        ));
    }
    if held {
        notes.push("The night is held back; look at it in the folder `held`, then publish it with `tidewaiter nightly --past-gates`.".into());
    }
    let results = Results {
        run_id: journal.run_id.clone(),
        status,
        exit_code,
        night: Some(night),
        rows_scored: scored.rows_scored,
        rows_scored_late: late.as_ref().map_or(0, |late| late.rows_scored),
        scored_by: scored.scored_by,
        score: scored.results,
        risk_quantiles: profile.quantiles.clone(),
        warnings: bulletined.warnings,
        gates,
        list_ages: ages,
        notes,
        rows: arrived.clone(),
        ..results.clone()
    };
    folder::write_whole(&whole.join(RUN_RESULTS), results.text().as_bytes())?;
    let stamp = learned.snapshot.get("snapshot.json").cloned().unwrap_or_default();
    let papers = Papers {
        run_id: journal.run_id.clone(),
        night,
        plan: plan.clone(),
        outputs,
        evening: Evening { evening: night, sha256: stamp },
        rows_fresh: arrived.rows_fresh,
        rows_quarantined: arrived.rows_quarantined,
        unread: not_due.inputs,
    };
    let capacity = scored.capacity + late.as_ref().map_or(0, |late| late.capacity);
    let sealed = Sealed {
        papers,
        profile,
        results,
        held,
        capacity,
        late: late.is_some(),
        cases: options.cases.is_some(),
        sealed_at: request.now,
        gates: asked_by(options),
    };
    journal.seal(&sealed)?;
    Ok(sealed)
}

/// Whether rows of a register were set aside, as the manifest of the night tells.
fn registers_aside(whole: &Path) -> Result<bool> {
    let place = whole.join("manifest.json");
    let damaged = |why: String| Error::input(&place, why, "start again");
    let text = fs::read(&place).map_err(|cause| damaged(cause.to_string()))?;
    let manifest: serde_json::Value = serde_json::from_slice(&text).map_err(|cause| damaged(cause.to_string()))?;
    let registers = manifest["registers"].as_array().map(Vec::as_slice).unwrap_or_default();
    Ok(registers.iter().any(|file| file["rows_quarantined"].as_u64().is_some_and(|rows| rows > 0)))
}

/// What a run would do; nothing is written, no lock is taken, and officers' decisions are not asked for.
///
/// # Errors
/// As planning a run.
pub fn dry_run(options: &Options, request: &Request) -> Result<String> {
    let nights = Nights::read(&options.state)?;
    let archive = Archive::at(&options.archive);
    let asked = Asked { as_of: request.as_of, today: request.today, decisions: None };
    let mut told = Vec::new();
    for (journal, sealed) in Journal::unfinished(&options.state, &options.out) {
        let what = if sealed {
            "would be brought to its end first"
        } else {
            "was broken off; it goes on where nothing has changed"
        };
        told.push(format!("run {} {what}", journal.run_id));
    }
    match plan(options, &asked, &nights, &Look { archive: &archive, touch: false })? {
        Planned::Nothing { last, passed_over } => told.push(match last {
            Some(last) => {
                format!("nothing to do: all {passed_over} files were read before; the youngest night is {}", last.night)
            }
            None => "nothing to do: no file came in".into(),
        }),
        Planned::Night(planning) => {
            let Planning { plan, passed_over, replaces } = *planning;
            let run_id = plan.run_id();
            // Decisions go into the plan, and the id follows from it.
            let open = options.feed_back && options.cases.as_deref().is_some_and(Path::is_file);
            if !open && replaces.as_ref() == Some(&run_id) {
                told.push("nothing to do: this very night was run before".into());
            }
            let name = if open {
                "a run; its id follows when officers' decisions are asked for".into()
            } else {
                format!("run {run_id}")
            };
            told.push(format!("{name}{}", replaces.map_or(String::new(), |old| format!(", in the place of {old}"))));
            told.push(format!("  files: {} to read, {passed_over} read before", plan.inputs.len()));
            told.extend(
                plan.inputs
                    .iter()
                    .map(|filed| format!("    {} ({} bytes, {})", filed.name, filed.bytes, &filed.sha256[..12])),
            );
            told.push(match &plan.before {
                Some(before) => format!("  compared with the evening of {}", before.evening),
                None => "  compared with nothing: there are no baselines yet".into(),
            });
            told.push(match plan.floor() {
                Some(floor) => format!("  days read: after {floor}, up to {}", plan.until),
                None => format!("  days read: up to {}", plan.until),
            });
            told.push(format!(
                "  registers: {} files, tables: {}, models: {}; officers' decisions are asked for when the night runs",
                plan.registers.len(),
                plan.tables.len(),
                plan.models.len()
            ));
            told.push("  then: read, score, warn, learn, publish, open cases".into());
        }
    }
    Ok(told.join("\n") + "\n")
}
