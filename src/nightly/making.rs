//! From a plan to everything that a night publishes, stage by stage; nothing outside the working folders is touched.

use super::archive::{hashed, link};
use super::arrivals;
use super::arrivals::{Arrived, Sorted};
use super::gates::ListAges;
use super::journal::Journal;
use super::learning;
use super::learning::{Learned, Lessons};
use super::plan::{Evening, Plan};
use super::scoring::{Job, Lines, Scored, evening_of_late};
use super::stay::Stay;
use super::watching;
use super::watching::Bulletined;
use super::world::World;
use crate::detector::{Context, Lesson};
use crate::error::{Error, Result};
use crate::folder;
use crate::registers::Registers;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::mem::ManuallyDrop;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};

/// Files of a night that differ from run to run, and the list of the others.
pub const RUN_RESULTS: &str = "run_results.json";
pub const NIGHT: &str = "night.json";
/// Before the names of a snapshot's files, among the outputs.
pub const BASELINES: &str = "baselines/";

/// Bytes of stack for the watch of the flows.
const WATCH_STACK: usize = 16 << 20;

/// What was made.
pub struct Made {
    pub night: NaiveDate,
    pub arrived: Arrived,
    pub scored: Scored,
    pub late: Option<Scored>,
    pub bulletined: Bulletined,
    pub learned: Learned,
    pub ages: ListAges,
    /// SHA-256 of all that is published and the same whenever the night is run, the snapshot of its evening included.
    pub outputs: BTreeMap<String, String>,
}

/// How far a plan leads.
pub enum Making {
    Night(Box<Made>),
    /// No line is younger than the evening before: nothing to make a night of.
    Waiting(Arrived),
    /// Every row was set aside.
    Nothing(Arrived),
}

/// Makes the night of a plan.
///
/// # Errors
/// Whatever stops a stage; stages that are finished stay so.
pub fn make(plan: &Plan, world: &World, baselines: &Path, journal: &Journal, stay: &Stay) -> Result<Making> {
    let arrived =
        stay.stage("read", || arrivals::read(plan, &world.mapping, |n| world.input(n), baselines, journal, stay))?;
    let Some((_, last)) = arrived.fresh_days else {
        let nothing = arrived.rows_late + arrived.rows_corrected + arrived.rows_repeated == 0;
        return Ok(if nothing { Making::Nothing(arrived) } else { Making::Waiting(arrived) });
    };
    let night = plan.as_of.unwrap_or(last);
    let before = plan.before.as_ref().map(|before| baselines.join(before.evening.to_string()));
    let evening = evening_of_late(plan, &arrived).filter(|_| arrived.late_scored > 0);
    // The flows are watched beside: of what is scored they want nothing.
    let watch =
        || stay.stage("warn", || watching::watch(plan, night, &arrived, world, before.as_deref(), journal, stay));
    let (scored, bulletined) = std::thread::scope(|scope| {
        let watching = std::thread::Builder::new().name("warn".into()).stack_size(WATCH_STACK);
        let watching = watching.spawn_scoped(scope, watch).expect("the system gives a thread");
        // Late lines first, so that what was known before them is forgotten before the evening before is read.
        let late = evening.map(|evening| late(plan, night, &arrived, (world, evening), journal, stay)).transpose();
        let scored = late.and_then(|late| Ok((late, fresh(plan, night, &arrived, world, journal, stay)?)));
        (scored, watching.join().unwrap_or_else(|panic| resume_unwind(panic)))
    });
    let (late, (mut context, scored, fresh)) = scored?;
    let bulletined = bulletined?;
    let (late, late_lessons) = late.unzip();
    let lessons = Lessons { fresh, late: late_lessons.flatten() };
    let learned = match learning::done(journal, stay) {
        Some(done) => done,
        None => stay.stage("learn", || {
            let past = || Ok(evening.map(|evening| world.past(plan, evening)).transpose()?.map(|(past, _)| past));
            learning::learn(night, &arrived, &mut context, lessons, past, journal)
        })?,
    };
    let outputs = stay.stage("assemble", || assemble(plan, night, late.is_some(), &learned, journal))?;
    let ages = ages(world, night);
    Ok(Making::Night(Box::new(Made { night, arrived, scored, late, bulletined, learned, ages, outputs })))
}

/// Scores the lines of the night with what was known the evening before, and gives that back too.
///
/// The process ends with the night: the system takes the memory back at once, table by table would take its time.
fn fresh(
    plan: &Plan,
    night: NaiveDate,
    arrived: &Arrived,
    world: &World,
    journal: &Journal,
    stay: &Stay,
) -> Result<(ManuallyDrop<Context>, Scored, Option<Vec<Lesson>>)> {
    let (context, files) = stay.stage("context", || world.context(plan, plan.before.as_ref()))?;
    let mut context = ManuallyDrop::new(context);
    let job = Job::of(plan, night, arrived, Lines::Fresh);
    if let Some(done) = job.done(journal, stay) {
        return Ok((context, done, None));
    }
    let findings = world.for_scoring(&mut context);
    let (scored, lessons) = stay.stage("score", || job.run(world, (&context, &files), journal))?;
    context.findings = findings;
    Ok((context, scored, lessons))
}

/// Scores the lines that came late with what was known on an older evening.
fn late(
    plan: &Plan,
    night: NaiveDate,
    arrived: &Arrived,
    (world, evening): (&World, &Evening),
    journal: &Journal,
    stay: &Stay,
) -> Result<(Scored, Option<Vec<Lesson>>)> {
    let job = Job::of(plan, night, arrived, Lines::Late);
    if let Some(done) = job.done(journal, stay) {
        return Ok((done, None));
    }
    let (mut past, files) = stay.stage("context", || world.past(plan, evening))?;
    world.for_scoring(&mut past);
    stay.stage("score", || job.run(world, (&past, &files), journal))
}

/// Where the whole night stands until it is published.
pub fn staged(journal: &Journal) -> PathBuf {
    journal.staged.join("night")
}

/// Where the snapshot of its evening stands until then.
pub fn staged_evening(journal: &Journal, night: NaiveDate) -> PathBuf {
    learning::folder(journal).join(night.to_string())
}

/// Brings all parts of a night into one folder.
fn assemble(
    plan: &Plan,
    night: NaiveDate,
    late: bool,
    learned: &Learned,
    journal: &Journal,
) -> Result<BTreeMap<String, String>> {
    let whole = journal.fresh(&staged(journal))?;
    let mut parts = vec![(Lines::Fresh.folder(journal).join(night.to_string()), whole.clone())];
    if late {
        parts.push((Lines::Late.folder(journal).join(night.to_string()), whole.join("late")));
    }
    if !folder::files(&watching::folder(journal))?.is_empty() {
        parts.push((watching::folder(journal), whole.join("warnings")));
    }
    for (from, to) in parts {
        std::fs::create_dir_all(&to).map_err(|cause| Error::write(&to, cause))?;
        for file in folder::files(&from)? {
            link(&from.join(&file), &to.join(&file))?;
        }
    }
    let corrections = Sorted::of(journal).corrections();
    if corrections.is_file() {
        let to = whole.join("corrections.jsonl");
        std::fs::copy(&corrections, &to).map_err(|cause| Error::write(&to, cause))?;
    }
    folder::write_whole(&whole.join("plan.json"), plan.text().as_bytes())?;
    let mut outputs = hashes_of(&whole)?;
    outputs.extend(learned.snapshot.iter().map(|(name, sha256)| (format!("{BASELINES}{name}"), sha256.clone())));
    let told = serde_json::json!({
        "run_id": journal.run_id,
        "night": night,
        "about": "run_id is the SHA-256 of plan.json; outputs are the same bytes whenever the night is run (tidewaiter replay-night)",
        "outputs": outputs,
    });
    let text = serde_json::to_string_pretty(&told).expect("a list is plain data") + "\n";
    folder::write_whole(&whole.join(NIGHT), text.as_bytes())?;
    Ok(outputs)
}

/// SHA-256 of the files of a night that are the same whenever it is run, by path.
///
/// # Errors
/// [`Error::Input`] where the folder cannot be read.
pub fn hashes_of(night: &Path) -> Result<BTreeMap<String, String>> {
    let mut hashes = BTreeMap::new();
    for file in folder::files(night)? {
        let name = file.to_string_lossy().into_owned();
        if name != RUN_RESULTS && name != NIGHT {
            hashes.insert(name.clone(), hashed(&night.join(&file), &name)?.sha256);
        }
    }
    Ok(hashes)
}

/// How old the lists are on a night.
fn ages(world: &World, night: NaiveDate) -> ListAges {
    let registers = &world.registers;
    let mut ages = ListAges { control_list: (night - world.reference.horizon()).num_days(), ..ListAges::default() };
    // What became known later was not there to be old or young on the night.
    fn youngest<T>(rows: &[T], night: NaiveDate, known_on: impl Fn(&T) -> NaiveDate) -> Option<NaiveDate> {
        Registers::known(rows, night, &known_on).last().map(known_on)
    }
    let found = [
        ("enterprises", youngest(&registers.enterprises, night, |row| row.known_on)),
        ("supply", youngest(&registers.supply, night, |row| row.known_on)),
        ("licences", youngest(&registers.licences, night, |row| row.known_on)),
        ("restricted_end_users", youngest(&registers.restricted, night, |row| row.known_on)),
        ("inspections", youngest(&registers.outcomes, night, |row| row.known_on)),
        ("mirror", youngest(&registers.mirror, night, |row| row.known_on)),
    ];
    ages.registers =
        found.into_iter().filter_map(|(name, day)| Some((name.to_owned(), (night - day?).num_days()))).collect();
    ages
}

/// Where not one row can be used, the quarantine is all there is to publish, beside the nights.
///
/// # Errors
/// Where it cannot be published.
pub fn nothing_usable(arrived: &Arrived, journal: &Journal) -> Result<Error> {
    let out = journal.staged.parent().and_then(Path::parent).unwrap_or(Path::new("."));
    let beside = journal.fresh(&journal.staged.join("nothing-scored"))?;
    link(&Sorted::of(journal).quarantine(), &beside.join("quarantine.parquet"))?;
    folder::publish(&beside, out, "nothing-scored")?;
    let quarantine = out.join("nothing-scored").join("quarantine.parquet");
    Ok(Error::NothingUsable { rows: arrived.rows_quarantined, quarantine })
}
