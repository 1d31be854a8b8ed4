//! The spine: population, plan of crime, then day by day all declarations, and at the end the tables beside them.

use super::calendar::{quotas, weight};
use super::chain::{self, Flows};
use super::diversions::{self, Courses};
use super::draft::{Draft, Stage};
use super::drift::{self, Drift, Eras};
use super::facts::{Facts, day_number};
use super::honest::{hour, items};
use super::inspections::{Inspection, inspect};
use super::licences::Register;
use super::line::Line;
use super::options::Options;
use super::population::{Population, Window};
use super::schemes::{Plan, Shipment, plan};
use super::side_tables::{self, Mirror};
use super::sink::{self, BATCH, Sink};
use super::streams::{mix, stream};
use crate::error::{Error, Result};
use chrono::NaiveDate;
use rayon::prelude::*;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

/// What was made.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Summary {
    /// Declaration lines.
    pub lines: u64,
    /// Declarations.
    pub declarations: u64,
    /// Lines that belong to a scheme.
    pub illicit_lines: u64,
    /// Illicit lines by typology.
    pub typologies: BTreeMap<&'static str, u64>,
    /// Honest lines that look like crime, by kind.
    pub look_alikes: BTreeMap<&'static str, u64>,
    /// Inspected lines, and those with a finding.
    pub inspected: u64,
    /// Inspections with a finding.
    pub found: u64,
    /// Exporters, foreign consignees, schemes.
    pub exporters: u64,
    /// Foreign consignees.
    pub consignees: u64,
    /// Schemes.
    pub schemes: u64,
}

#[derive(Serialize)]
struct WorldCard<'a> {
    made_by: &'static str,
    made_how: String,
    options: &'a Options,
    counts: &'a Summary,
    /// Days on which evasion turned; left out where nothing drifts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    turns: Vec<String>,
    sha256: BTreeMap<String, String>,
}

struct Books {
    register: Register,
    flows: Flows,
    mirror: Mirror,
    inspections: Vec<Inspection>,
    summary: Summary,
}

/// Writes a world into a folder that does not exist yet or is empty; it appears whole or not at all.
///
/// `progress` is told after each day how many lines stand.
///
/// # Errors
/// `Error::Usage` for options out of range or a folder in use, `Error::Write` where the disk refuses.
pub fn simulate(options: &Options, out: &Path, progress: impl Fn(u64)) -> Result<Summary> {
    let until = options.until()?;
    if out.exists() && fs::read_dir(out).map_or(true, |mut entries| entries.next().is_some()) {
        return Err(Error::Usage(format!("`{}` is in use; name a new or empty folder with --out", out.display())));
    }
    let beside = scratch(out);
    if beside.exists() {
        fs::remove_dir_all(&beside).map_err(|cause| Error::write(&beside, cause))?;
    }
    fs::create_dir_all(&beside).map_err(|cause| Error::write(&beside, cause))?;
    let made = write_world(options, until, &beside, progress);
    let published = made.and_then(|summary| {
        if out.exists() {
            fs::remove_dir(out).map_err(|cause| Error::write(out, cause))?;
        }
        fs::rename(&beside, out).map_err(|cause| Error::write(out, cause))?;
        Ok(summary)
    });
    if published.is_err() {
        // Best effort: the half world is of no use, and the error of the run is what matters.
        let _ = fs::remove_dir_all(&beside);
    }
    published
}

fn scratch(out: &Path) -> PathBuf {
    let name = out.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_else(|| "world".to_owned());
    out.with_file_name(format!(".{name}.part"))
}

fn write_world(options: &Options, until: NaiveDate, folder: &Path, progress: impl Fn(u64)) -> Result<Summary> {
    let window = Window { start: day_number(options.from), end: day_number(until) };
    let mut facts = Facts::shipped(window.start)?;
    let mut people = Population::born(&facts, options.seed, options.rows, window);
    let eras = Eras::of(options.drift, &facts, options.seed, window);
    drift::turn_honest_trade(&mut facts, &mut people, &eras, options.seed, window);
    let mut stage = Stage { facts, people, window, seed: options.seed, courses: Courses::default(), eras };
    // A tenth of scheme declarations carry honest lines too; they come out of the honest quota below.
    let Plan { shipments, restricted, schemes } =
        plan(&mut stage, (options.rows as f64 * options.illicit_share).round() as u64);
    let diverted = diversions::divert(&mut stage, options, schemes)?;
    let shipments = shipments.into_iter().chain(diverted);
    let stage = stage;
    let mut by_day: BTreeMap<i32, Vec<Shipment>> = BTreeMap::new();
    let mut planned: u64 = 0;
    for shipment in shipments {
        planned += 1 + shipment.beside.len() as u64;
        by_day.entry(shipment.day).or_default().push(shipment);
    }
    let weights: Vec<f64> =
        options.from.iter_days().take(window.days() as usize).map(|day| weight(day, options.from)).collect();
    let honest = quotas(options.rows.saturating_sub(planned), &weights);

    let mut declarations = Sink::open(folder, "declarations", options.layout)?;
    let mut truth = Sink::open(folder, "truth", options.layout)?;
    let mut books = Books {
        register: Register::default(),
        flows: Flows::default(),
        mirror: Mirror::new(),
        inspections: Vec::new(),
        summary: Summary {
            exporters: stage.people.firms.len() as u64,
            consignees: stage.people.consignees.len() as u64,
            schemes: u64::from(schemes),
            ..Summary::default()
        },
    };
    let mut batch: Vec<Line> = Vec::new();
    for (offset, quota) in honest.iter().enumerate() {
        let day = window.start + offset as i32;
        let of_schemes = by_day.remove(&day).unwrap_or_default();
        batch.extend(one_day(&stage, day, *quota as usize, of_schemes, &mut books));
        progress(books.summary.lines);
        let last = offset + 1 == honest.len();
        while batch.len() >= BATCH || (last && !batch.is_empty()) {
            let rest = batch.split_off(batch.len().min(BATCH));
            declarations.write(&sink::declarations(&batch)?)?;
            truth.write(&sink::truth(&batch, &stage.facts)?)?;
            batch = rest;
        }
    }
    let mut files = vec![
        declarations.close()?,
        truth.close()?,
        side_tables::inspections(folder, &books.inspections)?,
        chain::enterprises(&stage, folder, &books.flows)?,
        chain::supply(&stage, folder, &books.flows)?,
        side_tables::licences(&stage, folder, &books.register)?,
        side_tables::restricted(&stage, folder, &restricted)?,
        side_tables::mirror(&stage, folder, &books.mirror)?,
    ];
    if options.diversions > 0 {
        files.push(diversions::write(&stage, folder)?);
    }
    let turns = stage.eras.turns().into_iter().map(side_tables::date).collect();
    write_card(options, folder, &books.summary, turns, &files)?;
    Ok(books.summary)
}

/// All lines of a day in order of hour and number.
fn one_day(stage: &Stage, day: i32, quota: usize, of_schemes: Vec<Shipment>, books: &mut Books) -> Vec<Line> {
    let day_seed = mix(stage.seed, &day.to_le_bytes());
    // Sizes first, so that the day has exactly its lines.
    let mut sizes = Vec::new();
    let mut left = quota;
    while left > 0 {
        let n = items(&mut stream(day_seed, "honest", sizes.len() as u64)).min(left);
        sizes.push(n);
        left -= n;
    }
    let mut declarations: Vec<(Vec<Draft>, Vec<Line>)> = sizes
        .par_iter()
        .enumerate()
        .map(|(number, size)| {
            let mut rng = stream(day_seed, "honest", number as u64);
            items(&mut rng);
            let drafts = stage.honest(&mut rng, day, *size);
            let lines = typed(stage, &mut rng, &drafts);
            (drafts, lines)
        })
        .collect();
    declarations.extend(of_schemes.into_iter().enumerate().map(|(number, shipment)| {
        let mut rng = stream(day_seed, "scheme-lines", number as u64);
        let mut drafts = shipment.beside;
        let at = super::streams::below(&mut rng, drafts.len() + 1);
        drafts.insert(at, shipment.draft);
        let lines = typed(stage, &mut rng, &drafts);
        (drafts, lines)
    }));
    // Shuffle by hash before numbering, so that neither number nor order tells where a declaration came from.
    let mut order: Vec<usize> = (0..declarations.len()).collect();
    order.sort_by_key(|i| mix(day_seed, &i.to_le_bytes()));
    for (place, index) in order.iter().enumerate() {
        let serial = books.summary.declarations + place as u64;
        for line in &mut declarations[*index].1 {
            line.declaration_id = number(stage.seed, &line.office, day, serial);
        }
    }
    books.summary.declarations += declarations.len() as u64;
    let mut lines = Vec::with_capacity(quota + 8);
    for (drafts, made) in declarations {
        for (draft, line) in drafts.iter().zip(&made) {
            if let Some(permit) = &draft.permit {
                books.register.book(permit, line.net_mass_kg);
            }
        }
        lines.extend(made);
    }
    lines.sort_by(|a, b| (a.hour, &a.declaration_id, a.item_no).cmp(&(b.hour, &b.declaration_id, b.item_no)));
    for line in &lines {
        book(stage, books, line);
    }
    lines
}

/// Types the lines of one declaration: one hour, one broker's hand, one set of containers.
fn typed(stage: &Stage, rng: &mut super::streams::Stream, drafts: &[Draft]) -> Vec<Line> {
    let hour = hour(rng);
    let mut lines: Vec<Line> = drafts.iter().map(|draft| stage.line(rng, draft)).collect();
    let boxes = lines.iter().map(|l| l.container_ids.clone()).max_by_key(String::len).unwrap_or_default();
    let head = lines[0].clone();
    for (n, line) in lines.iter_mut().enumerate() {
        line.item_no = n as i32 + 1;
        line.hour = hour;
        if n > 0 {
            line.consignee_name.clone_from(&head.consignee_name);
            line.consignee_address.clone_from(&head.consignee_address);
            line.consignee_country.clone_from(&head.consignee_country);
            line.contract_no.clone_from(&head.contract_no);
            line.incoterm.clone_from(&head.incoterm);
            line.office.clone_from(&head.office);
            line.exit_port.clone_from(&head.exit_port);
            line.procedure.clone_from(&head.procedure);
            line.transport_mode.clone_from(&head.transport_mode);
        }
        if !line.container_ids.is_empty() {
            line.container_ids.clone_from(&boxes);
            line.containers_n = Some(boxes.split(';').count() as f64);
        }
    }
    lines
}

/// 18 digits: office, year, export mark, and a serial that runs through all numbers in a scattered order.
fn number(seed: u64, office: &str, day: i32, serial: u64) -> String {
    let year = NaiveDate::from_epoch_days(day).map_or(0, |d| chrono::Datelike::year(&d));
    // 387420489 = 3^18 has no factor in common with 10^9, so each serial has its own place.
    let scattered = (serial % 1_000_000_000 * 387_420_489 + mix(seed, b"serial") % 1_000_000_000) % 1_000_000_000;
    format!("{office}{year:04}0{scattered:09}")
}

fn book(stage: &Stage, books: &mut Books, line: &Line) {
    let summary = &mut books.summary;
    summary.lines += 1;
    if let Some((_, method)) = line.truth.scheme {
        summary.illicit_lines += 1;
        *summary.typologies.entry(method.code()).or_default() += 1;
    } else if !line.truth.look_alike.is_empty() {
        *summary.look_alikes.entry(line.truth.look_alike).or_default() += 1;
    }
    books.flows.book(stage, line);
    side_tables::reflect(stage, &mut books.mirror, line);
    let key = mix(stage.seed, line.declaration_id.as_bytes());
    if let Some(inspection) = inspect(stage, &mut stream(key, "inspection", line.item_no as u64), line) {
        summary.inspected += 1;
        summary.found += u64::from(matches!(inspection.outcome, "false-declaration" | "re-export"));
        books.inspections.push(inspection);
    }
}

fn write_card(
    options: &Options,
    folder: &Path,
    summary: &Summary,
    turns: Vec<String>,
    files: &[PathBuf],
) -> Result<()> {
    let mut sums = BTreeMap::new();
    for path in files.iter().filter(|path| path.exists()) {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        sums.insert(name, sha256(path)?);
    }
    let layout = if options.layout == super::options::Layout::Parquet { "parquet" } else { "csv" };
    let diversions =
        if options.diversions > 0 { format!(" --diversions {}", options.diversions) } else { String::new() };
    let drift = match options.drift {
        Drift::None => String::new(),
        drift => format!(" --drift {}", drift.name()),
    };
    let card = WorldCard {
        made_by: concat!("tidewaiter ", env!("CARGO_PKG_VERSION")),
        made_how: format!(
            "tidewaiter simulate --rows {} --seed {} --from {} --months {} --illicit-share {}{diversions}{drift} --format {layout} --out DIR",
            options.rows, options.seed, options.from, options.months, options.illicit_share
        ),
        options,
        counts: summary,
        turns,
        sha256: sums,
    };
    let path = folder.join("world.json");
    let text =
        serde_json::to_string_pretty(&card).map_err(|cause| Error::write(&path, std::io::Error::other(cause)))?;
    fs::write(&path, text + "\n").map_err(|cause| Error::write(&path, cause))
}

fn sha256(path: &Path) -> Result<String> {
    let fail = |cause| Error::write(path, cause);
    let mut file = File::open(path).map_err(fail)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0u8; 1 << 20];
    loop {
        let n = file.read(&mut buffer).map_err(fail)?;
        if n == 0 {
            break;
        }
        hasher.update(&buffer[..n]);
    }
    Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}
