//! What a run would do: which files are new, which evening they are compared with, and the plan that follows.

use super::archive::{Archive, Filed, hashed, sha256_of};
use super::lines::LINES;
use super::options::{Options, WarnOn};
use super::papers::{Nights, Papers};
use super::plan::{Chosen, Evening, FORMAT, Plan, program};
use super::sources;
use super::sources::Sources;
use super::world::stamp_of;
use crate::baselines::Snapshot;
use crate::detector::Capacity;
use crate::error::{Error, Result};
use crate::ingest::{Mapping, Reader};
use chrono::NaiveDate;
use std::path::{Path, PathBuf};

/// What was asked for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The night to run; `None`: that of the youngest rows that came in.
    pub as_of: Option<NaiveDate>,
    /// Last day that is believed where no night is asked for.
    pub today: NaiveDate,
    /// Officers' decisions as the register `inspections`; `None`: not fed back, or none yet.
    pub decisions: Option<String>,
}

/// What came in.
#[derive(Debug)]
pub enum Planned {
    /// Nothing that no night has read: the youngest night, and how many files were passed over.
    Nothing {
        last: Option<Box<Papers>>,
        passed_over: usize,
    },
    Night(Box<Planning>),
}

/// A night to be run.
#[derive(Debug)]
pub struct Planning {
    pub plan: Plan,
    /// Files that earlier nights read.
    pub passed_over: usize,
    /// The run of the same night that this one replaces.
    pub replaces: Option<String>,
}

/// How files are looked at: kept in the archive, or only hashed where nothing may be touched.
pub struct Look<'a> {
    pub archive: &'a Archive,
    pub touch: bool,
}

impl Look<'_> {
    fn take(&self, path: &Path, name: &str) -> Result<Filed> {
        if self.touch { self.archive.keep(path, name) } else { hashed(path, name) }
    }

    fn all(&self, sources: &Sources) -> Result<Vec<Filed>> {
        sources.iter().map(|(name, path)| self.take(path, name)).collect()
    }
}

/// Plans a run.
///
/// # Errors
/// [`Error::Input`] where a file cannot be read, [`Error::Usage`] where the night asked for lies in the future or before
/// the youngest one.
pub fn plan(options: &Options, asked: &Asked, nights: &Nights, look: &Look) -> Result<Planned> {
    if let Some(as_of) = asked.as_of.filter(|as_of| *as_of > asked.today) {
        return Err(Error::Usage(format!(
            "--as-of {as_of} lies in the future (today is {}); start without it, or name a day that was",
            asked.today
        )));
    }
    let last = nights.last();
    let again = again(asked, nights)?;
    let mut new: Vec<Filed> = Vec::new();
    let mut passed_over = 0;
    for path in Reader::files(&options.files)? {
        let name =
            path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        let seen = hashed(&path, &name)?;
        let twice = new.iter().any(|filed| filed.sha256 == seen.sha256);
        // A night that is made anew reads its own files anyway, also those of which it left later rows unread.
        let own = again.is_some_and(|papers| papers.plan.inputs.iter().any(|input| input.sha256 == seen.sha256));
        if twice || own || nights.reader_of(&seen).is_some() {
            passed_over += 1;
        } else {
            new.push(look.take(&path, &name)?);
        }
    }
    let (inputs, before, known, as_of, until) = match again {
        Some(papers) => {
            let own = &papers.plan;
            let inputs: Vec<Filed> = own.inputs.iter().chain(&new).cloned().collect();
            // The night as it was asked for; with more files it ends on its own day.
            let (as_of, until) =
                if new.is_empty() { (own.as_of, own.until) } else { (Some(papers.night), papers.night) };
            (inputs, own.before.clone(), own.known.clone(), as_of, until)
        }
        None if new.is_empty() => return Ok(Planned::Nothing { last: last.cloned().map(Box::new), passed_over }),
        None => {
            let evenings = evenings(options, nights, asked.as_of)?;
            (new, evenings.last().cloned(), evenings, asked.as_of, asked.as_of.unwrap_or(asked.today))
        }
    };
    let mapping = Mapping::load(&options.mapping)?;
    let shipped = !Path::new(&options.mapping).is_file();
    let folder = |place: &Option<PathBuf>, files: fn(&Path) -> Result<Sources>| -> Result<Vec<Filed>> {
        place.as_deref().map(files).transpose()?.map_or(Ok(Vec::new()), |sources| look.all(&sources))
    };
    // Only the first night reads it, for it may reach further back than what was replayed; later ones have it in their evening.
    let history = match (options.warn_on, &before) {
        (WarnOn::Never, _) | (_, None) => Sources::new(),
        (_, Some(before)) if of_a_night(&options.baselines, before) || options.history.is_empty() => Sources::new(),
        _ => {
            let name =
                |path: &PathBuf| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            Reader::files(&options.history)?.into_iter().map(|path| (name(&path), path)).collect()
        }
    };
    let (program, model, evidence) = program();
    let plan = Plan {
        format: FORMAT,
        program,
        model,
        evidence,
        as_of,
        until,
        inputs,
        mapping: if shipped { options.mapping.clone() } else { name_of(&options.mapping) },
        mapping_sha256: mapping.digest().to_owned(),
        mapping_files: look.all(&sources::mapping(&options.mapping))?,
        tables: folder(&options.tables, sources::tables)?,
        registers: folder(&options.registers, sources::registers)?,
        decisions: asked.decisions.as_deref().map(|text| decisions(look, text)).transpose()?,
        models: folder(&options.models, sources::models)?,
        history: look.all(&history)?,
        before,
        known,
        chosen: chosen(options),
    };
    let replaces = again.map(|papers| papers.run_id.clone());
    Ok(Planned::Night(Box::new(Planning { plan, passed_over, replaces })))
}

/// The night that is asked for once more, where it is the youngest.
fn again<'a>(asked: &Asked, nights: &'a Nights) -> Result<Option<&'a Papers>> {
    let (Some(as_of), Some(last)) = (asked.as_of, nights.last()) else { return Ok(None) };
    if as_of > last.night {
        return Ok(None);
    }
    match nights.of(as_of) {
        Some(papers) if papers.night == last.night => Ok(Some(papers)),
        Some(papers) => Err(Error::Usage(format!(
            "the night of {as_of} was run ({}), and later nights are built on it; `tidewaiter replay-night {as_of}` runs it again \
             and compares, and lines that came in since are scored with the next night",
            papers.run_id
        ))),
        None => Err(Error::Usage(format!(
            "{as_of} lies before the youngest night, {}: start without --as-of, and the lines of that day are scored and learned as late ones",
            last.night
        ))),
    }
}

/// Evenings by which a new night can be compared, the oldest first. Behind the oldest nobody knows which lines were learned.
fn evenings(options: &Options, nights: &Nights, as_of: Option<NaiveDate>) -> Result<Vec<Evening>> {
    if !options.baselines.is_dir() {
        return Ok(Vec::new());
    }
    let youngest = match nights.last() {
        Some(last) => last.evening.evening,
        // Baselines that `replay` made, before the first night.
        None => match Snapshot::find(&options.baselines, as_of) {
            Ok(snapshot) => snapshot.stamp.as_of,
            Err(_) if empty(&options.baselines) => return Ok(Vec::new()),
            Err(error) => return Err(error),
        },
    };
    let stamp = |evening: NaiveDate| {
        let place = options.baselines.join(evening.to_string());
        stamp_of(&place).map(|filed| Evening { evening, sha256: filed.sha256 })
    };
    let mut found = vec![stamp(youngest)?];
    let mut evening = youngest;
    while let Some(papers) = nights.of_evening(evening) {
        let Some(before) = &papers.plan.before else { break };
        if (youngest - before.evening).num_days() > options.late_days as i64 {
            break;
        }
        // A snapshot that was taken away ends the chain: what it knew is known no more.
        let Ok(before) = stamp(before.evening) else { break };
        evening = before.evening;
        found.push(before);
    }
    found.reverse();
    Ok(found)
}

/// Whether a folder holds nothing that stands for an evening.
fn empty(folder: &Path) -> bool {
    std::fs::read_dir(folder)
        .is_ok_and(|entries| entries.flatten().all(|entry| entry.file_name().to_string_lossy().starts_with('.')))
}

fn of_a_night(baselines: &Path, evening: &Evening) -> bool {
    baselines.join(evening.evening.to_string()).join(LINES).is_file()
}

fn decisions(look: &Look, text: &str) -> Result<Filed> {
    let name = "decisions.csv";
    if look.touch {
        return look.archive.keep_text(name, text);
    }
    Ok(Filed { name: name.into(), sha256: sha256_of(text.as_bytes()), bytes: text.len() as u64 })
}

fn name_of(path: &str) -> String {
    Path::new(path).file_name().map_or_else(|| path.to_owned(), |name| name.to_string_lossy().into_owned())
}

fn chosen(options: &Options) -> Chosen {
    let (share, lines) = match options.settings.capacity {
        Capacity::Share(share) => (Some(share), None),
        Capacity::Lines(lines) => (None, Some(lines)),
    };
    Chosen {
        capacity_share: share,
        capacity_lines: lines,
        audit_share: options.settings.audit_share,
        seed: options.settings.seed,
        cases_max: options.settings.cases_max as u64,
        licence_tolerance: options.rules.licence_tolerance,
        home_country: options.rules.home_country.clone(),
        late_days: options.late_days,
        warn_on: match options.warn_on {
            WarnOn::Daily => "daily",
            WarnOn::Monday => "monday",
            WarnOn::Never => "never",
        }
        .into(),
        false_alarms: options.false_alarms,
    }
}
