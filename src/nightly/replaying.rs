//! A past night, run again from its papers, and held against what it published.

use super::archive::Archive;
use super::arrivals;
use super::arrivals::Sorted;
use super::journal::Journal;
use super::making::{BASELINES, Making, hashes_of, make};
use super::options::Options;
use super::papers::Nights;
use super::scoring::{Job, Lines, evening_of_late};
use super::stay::Stay;
use super::world::World;
use crate::cases::CaseToOpen;
use crate::detector::{Inputs, Wanted, run};
use crate::error::{Error, Result};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a replay found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Replayed {
    pub run_id: String,
    pub night: chrono::NaiveDate,
    /// Files whose bytes are those of the night.
    pub identical: u64,
    /// Files that came out otherwise, by name.
    pub different: Vec<String>,
    /// Files that only one of the two has.
    pub missing: Vec<String>,
    /// How the published folder stands today.
    pub published: Published,
    /// Where the night made anew stands, if it was asked to be kept.
    pub folder: Option<PathBuf>,
}

/// The published folder against the papers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Published {
    AsItWas,
    /// Another run of the night took its place.
    Replaced,
    Gone,
    /// These files were changed, removed or added since.
    Changed(Vec<String>),
}

impl Replayed {
    /// Whether every byte came out again.
    pub fn holds(&self) -> bool {
        self.different.is_empty() && self.missing.is_empty()
    }
}

/// Runs a night again in `scratch`, which stays as it is afterwards.
///
/// # Errors
/// [`Error::Usage`] where no such run is known or another program made it; [`Error::Input`] where something it read is gone or was changed.
pub fn replay_night(options: &Options, name: &str, scratch: &Path, stay: &Stay) -> Result<Replayed> {
    let papers = Nights::run(&options.state, name)?;
    let journal = Journal::of(&scratch.join("state"), &scratch.join("out"), &papers.run_id);
    journal.open(&papers.plan)?;
    let archive = Archive::at(&options.archive);
    let world = World::lay(&papers.plan, &archive, &options.baselines, &journal.work.join("world"), true)?;
    let Making::Night(made) = make(&papers.plan, &world, &options.baselines, &journal, stay)? else {
        return Err(Error::Usage(format!("the run {} made no night", papers.run_id)));
    };
    let (then, now) = (&papers.outputs, &made.outputs);
    let different: Vec<String> = then
        .iter()
        .filter(|(file, sha256)| now.get(*file).is_some_and(|own| own != *sha256))
        .map(|(file, _)| file.clone())
        .collect();
    let only = |a: &BTreeMap<String, String>, b: &BTreeMap<String, String>| -> Vec<String> {
        a.keys().filter(|file| !b.contains_key(*file)).cloned().collect()
    };
    let missing = [only(then, now), only(now, then)].concat();
    let identical = then.len() as u64 - different.len() as u64 - only(then, now).len() as u64;
    Ok(Replayed {
        run_id: papers.run_id.clone(),
        night: papers.night,
        identical,
        different,
        missing,
        published: published(options, &papers.run_id, papers.night, then)?,
        folder: Some(super::making::staged(&journal)),
    })
}

fn published(
    options: &Options,
    run_id: &str,
    night: chrono::NaiveDate,
    outputs: &BTreeMap<String, String>,
) -> Result<Published> {
    let place = options.out.join(night.to_string());
    if !place.is_dir() {
        return Ok(Published::Gone);
    }
    let current = Nights::read(&options.state)?;
    if current.of(night).is_some_and(|papers| papers.run_id != run_id) {
        return Ok(Published::Replaced);
    }
    let now = hashes_of(&place)?;
    let mut changed: Vec<String> = outputs
        .iter()
        .filter(|(file, sha256)| !file.starts_with(BASELINES) && now.get(*file) != Some(sha256))
        .map(|(file, _)| file.clone())
        .collect();
    changed.extend(now.keys().filter(|file| !outputs.contains_key(*file)).cloned());
    Ok(if changed.is_empty() { Published::AsItWas } else { Published::Changed(changed) })
}

/// The file of one line of a past night, as its case's would have been: also where nobody picked it.
///
/// # Errors
/// As [`replay_night`]; [`Error::Usage`] where the night does not hold the line.
pub fn replay_line(
    options: &Options,
    name: &str,
    line: (String, i32),
    scratch: &Path,
    stay: &Stay,
) -> Result<CaseToOpen> {
    let papers = Nights::run(&options.state, name)?;
    let plan = &papers.plan;
    let journal = Journal::of(&scratch.join("state"), &scratch.join("out"), &papers.run_id);
    journal.open(plan)?;
    let archive = Archive::at(&options.archive);
    let world = World::lay(plan, &archive, &options.baselines, &journal.work.join("world"), true)?;
    let arrived = arrivals::read(plan, &world.mapping, |n| world.input(n), &options.baselines, &journal, stay)?;
    let mut lines = vec![(Lines::Fresh, plan.before.as_ref(), arrived.fresh_scored)];
    lines.push((Lines::Late, evening_of_late(plan, &arrived), arrived.late_scored));
    let wanted =
        Wanted { of: [line.clone()].into(), name: Some((papers.run_id.clone(), papers.night)), ..Wanted::default() };
    for (which, evening, _) in lines.into_iter().filter(|(.., rows)| *rows > 0) {
        let (mut context, snapshot) = world.context(plan, evening)?;
        world.for_scoring(&mut context);
        let job = Job::of(plan, papers.night, &arrived, which);
        let inputs = Inputs {
            context: &context,
            rows: job.rows(),
            snapshot: &snapshot,
            mapping: world.mapping.digest(),
            settings: job.settings(),
            speaker: &world.speaker,
            wanted: &wanted,
        };
        let night = run(job.batches(&Sorted::of(&journal))?, || job.files(), &inputs, &scratch.join("line"), |_| ())?;
        if let Some(found) = night.asked.into_iter().next() {
            return Ok(found);
        }
    }
    let (declaration, item) = line;
    Err(Error::Usage(format!(
        "the night of {} scored no line {declaration} item {item}; its quarantine.parquet tells what was set aside",
        papers.night
    )))
}
