//! `tidewaiter screen`.

use super::say::say;
use super::today::today;
use crate::engines::{Exceptions, ListEntry, PartyMatch, PartyQuery, Screener, compare_names};
use crate::error::{Error, Result};
use crate::reference::{Party, read_parties};
use chrono::NaiveDate;
use comfy_table::{ContentArrangement, Table, presets};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Some rows of a list could not be used.
const WITH_QUARANTINE: u8 = 3;
/// Rows of a list that are told one by one.
const TOLD: usize = 5;

/// Screen names against lists of restricted end users, however they are written.
///
/// Finds listed parties behind other legal forms, word orders, abbreviations, acronyms, typing errors, cut-off fields, "to the order
/// of", digits and look-alike letters, other scripts, daughters and shared addresses, and says of each which words answered which.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tidewaiter screen consignees.txt --list targets.simple.csv
  tidewaiter screen night.csv --column consignee_name --country-column country --list SDN.CSV --list own.csv --out hits.csv
  tidewaiter screen licences.csv --column consignee --against licensed_consignee --out compared.csv
  echo 'TO THE ORDER OF ZORVEKS TRDG' | tidewaiter screen - --list own.csv --as-of 2025-06-15 --json

Lists: OpenSanctions targets.simple.csv, OFAC SDN.CSV, or a CSV with name and, where known, id, kind, aliases, countries,
addresses (several parted by ;), listed_on, suspended_on, suspended_until, stopped_on, source.
Exceptions: a CSV with name, entry, author, decided_on, expires_on, note.
Score: the share of what both names say that they say alike, 0 to 1; a word says more the rarer it is. 1 is the listed name
itself; from 0.75 on most are the same party, below 0.6 most are not.
Exit codes: 0 done, 3 done but rows of a list could not be used, 2 usage, 65 input unusable, 73 cannot write.")]
pub struct Args {
    /// Names: a CSV, a text with a name on each line, or - for standard input
    #[arg(value_name = "NAMES")]
    names: String,
    /// A list to screen against; may be given several times
    #[arg(long, required_unless_present = "against", value_name = "FILE")]
    list: Vec<PathBuf>,
    /// Column of a CSV with the names [default: name, else the first]
    #[arg(long, value_name = "NAME")]
    column: Option<String>,
    /// Compare with the name in this column of the same row, instead of a list
    #[arg(long, value_name = "NAME", conflicts_with = "list")]
    against: Option<String>,
    /// Column with addresses
    #[arg(long, value_name = "NAME")]
    address_column: Option<String>,
    /// Column with ISO alpha-2 codes of countries
    #[arg(long, value_name = "NAME")]
    country_column: Option<String>,
    /// Least score that is told
    #[arg(long, default_value_t = 0.75, value_name = "0..1")]
    threshold: f32,
    /// Most entries told of a name
    #[arg(long, default_value_t = 3, value_name = "N")]
    most: usize,
    /// Day as of which entries must be in force [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<NaiveDate>,
    /// Decisions on honest names, with author and expiry
    #[arg(long, value_name = "FILE")]
    exceptions: Option<PathBuf>,
    /// Names seen in past declarations, one a line: words that many of them have weigh less
    #[arg(long, value_name = "FILE")]
    seen: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Write a CSV of all names, with their likeliest entry where there is one
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// A name of the input.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Asked {
    name: String,
    address: String,
    country: String,
}

/// Runs `screen`.
///
/// # Errors
/// `Error::Input` where names, a list or the exceptions cannot be used, `Error::Usage` for options, `Error::Write` for the output.
pub fn run(args: Args) -> Result<ExitCode> {
    if !(0.0..=1.0).contains(&args.threshold) {
        return Err(Error::Usage(format!("--threshold {} is not between 0 and 1; give 0.75 or so", args.threshold)));
    }
    if args.against.is_some() {
        return against(&args);
    }
    let mut entries: Vec<ListEntry> = Vec::new();
    let mut unusable = 0;
    for list in &args.list {
        let read = read_parties(list)?;
        for bad in read.bad.iter().take(TOLD) {
            eprintln!("{}: row {}: column `{}`: `{}` {}", list.display(), bad.row, bad.column, bad.value, bad.reason);
        }
        if read.bad.len() > TOLD {
            eprintln!("{}: {} more rows cannot be used", list.display(), read.bad.len() - TOLD);
        }
        unusable += read.bad.len();
        entries.extend(read.parties.into_iter().map(entry));
    }
    let asked = read_names(&args)?;
    let seen = match &args.seen {
        Some(path) => text_of(path)?,
        None => String::new(),
    };
    let mut screener = Screener::with_names_seen(entries, seen.lines());
    if let Some(path) = &args.exceptions {
        screener = screener.excusing(Exceptions::read(path)?);
    }
    let day = args.as_of.unwrap_or_else(today);
    let distinct: Vec<&Asked> = asked.iter().collect::<BTreeSet<_>>().into_iter().collect();
    let queries: Vec<PartyQuery> = distinct.iter().map(|one| query(one, day)).collect();
    let answers = screener.screen_all(&queries, args.threshold, args.most);
    let found: BTreeMap<&Asked, &Vec<PartyMatch>> = distinct.iter().copied().zip(&answers).collect();
    let rows: Vec<(&Asked, &[PartyMatch])> =
        asked.iter().map(|one| (one, found.get(one).map_or(&[][..], |list| list.as_slice()))).collect();
    if let Some(path) = &args.out {
        write(path, &as_csv(&rows, &screener).map_err(|cause| Error::write(path, cause))?)?;
    }
    say(&match args.json {
        true => as_json(&rows, &screener)?,
        false => as_table(&rows, &screener, day, args.threshold),
    });
    Ok(if unusable > 0 { ExitCode::from(WITH_QUARANTINE) } else { ExitCode::SUCCESS })
}

/// Pairs of names side by side.
fn against(args: &Args) -> Result<ExitCode> {
    let asked = read_names(args)?;
    let scored: Vec<(&Asked, f32)> = asked.iter().map(|one| (one, compare_names(&one.name, &one.address))).collect();
    if let Some(path) = &args.out {
        let mut out = csv::Writer::from_writer(Vec::new());
        let mut fill = || -> io::Result<()> {
            out.write_record(["name", "other", "score"])?;
            scored
                .iter()
                .try_for_each(|(one, score)| Ok(out.write_record([&one.name, &one.address, &format!("{score:.4}")])?))
        };
        fill().map_err(|cause| Error::write(path, cause))?;
        write(path, &out.into_inner().map_err(|cause| Error::write(path, io::Error::other(cause.to_string())))?)?;
        return Ok(ExitCode::SUCCESS);
    }
    for (one, score) in scored {
        say(&format!("{score:.2}  {}  |  {}\n", one.name, one.address));
    }
    Ok(ExitCode::SUCCESS)
}

fn entry(party: Party) -> ListEntry {
    ListEntry {
        id: party.id,
        kind: party.kind,
        name: party.name,
        aliases: party.aliases,
        countries: party.countries,
        addresses: party.addresses,
        listed_on: party.listed_on,
        suspended_on: party.suspended_on,
        suspended_until: party.suspended_until,
        stopped_on: party.stopped_on,
        source: party.source,
    }
}

fn query(asked: &Asked, day: NaiveDate) -> PartyQuery<'_> {
    let told = |text: &'_ String| (!text.is_empty()).then_some(());
    PartyQuery {
        name: &asked.name,
        address: told(&asked.address).map(|()| asked.address.as_str()),
        country: told(&asked.country).map(|()| asked.country.as_str()),
        day: Some(day),
    }
}

fn text_of(path: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    let read = match path.as_os_str() == "-" {
        true => io::stdin().lock().read_to_end(&mut bytes),
        false => fs::File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)),
    };
    read.map_err(|cause| Error::input(path, cause, "give a readable CSV, a text with a name on each line, or -"))?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").map(<[u8]>::to_vec).unwrap_or(bytes);
    String::from_utf8(bytes).map_err(|cause| {
        let row =
            1 + cause.as_bytes()[..cause.utf8_error().valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
        Error::input(path, format!("row {row} is not UTF-8 text"), "export it anew as UTF-8")
    })
}

fn read_names(args: &Args) -> Result<Vec<Asked>> {
    let path = Path::new(&args.names);
    let text = text_of(path)?;
    // the other name of a pair stands where the address would
    let address = args.against.as_ref().or(args.address_column.as_ref()).cloned();
    let columns = [&args.column, &address, &args.country_column];
    let table = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"))
        || columns.iter().any(|column| column.is_some());
    let mut asked = Vec::new();
    if !table {
        let names = text.lines().map(str::trim).filter(|line| !line.is_empty());
        asked.extend(names.map(|name| Asked { name: name.to_owned(), address: String::new(), country: String::new() }));
    } else {
        let fault = |why: String| Error::input(path, why, "give a CSV with a header; --column names the column");
        let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
        let headers = reader.headers().map_err(|cause| fault(cause.to_string()))?.clone();
        let place = |column: &Option<String>| match column {
            None => Ok(None),
            Some(column) => match headers.iter().position(|header| header.eq_ignore_ascii_case(column)) {
                Some(at) => Ok(Some(at)),
                None => Err(fault(format!(
                    "it has no column `{column}`, only {}",
                    headers.iter().collect::<Vec<_>>().join(", ")
                ))),
            },
        };
        let name = match place(&args.column)? {
            Some(at) => at,
            None => headers.iter().position(|header| header.eq_ignore_ascii_case("name")).unwrap_or(0),
        };
        let (address, country) = (place(&address)?, place(&args.country_column)?);
        for row in reader.records() {
            let row = row.map_err(|cause| fault(cause.to_string()))?;
            let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).unwrap_or_default().to_owned();
            let one = Asked { name: cell(Some(name)), address: cell(address), country: cell(country) };
            if !one.name.is_empty() {
                asked.push(one);
            }
        }
    }
    match asked.is_empty() {
        true => Err(Error::input(path, "it has no name", "give a name on each line, or a CSV with --column")),
        false => Ok(asked),
    }
}

fn listed<'a>(one: &'a PartyMatch, screener: &'a Screener) -> (&'a ListEntry, &'a str) {
    let entry = &screener.entries()[one.entry];
    (entry, one.name.as_deref().unwrap_or(&entry.name))
}

fn as_csv(rows: &[(&Asked, &[PartyMatch])], screener: &Screener) -> io::Result<Vec<u8>> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(["name", "score", "entry", "listed_name", "list", "excused_by", "why", "why_zh"])?;
    for (asked, matches) in rows {
        match matches.first() {
            None => out.write_record([asked.name.as_str(), "", "", "", "", "", "", ""])?,
            Some(one) => {
                let (entry, name) = listed(one, screener);
                let excused = one.exception.as_ref().map_or("", |decision| decision.author.as_str());
                let score = format!("{:.4}", one.score);
                let (why, why_zh) = (one.sentence_en(), one.sentence_zh());
                out.write_record([&asked.name, &score, &entry.id, name, &entry.source, excused, &why, &why_zh])?;
            }
        }
    }
    out.into_inner().map_err(|cause| io::Error::other(cause.to_string()))
}

fn as_json(rows: &[(&Asked, &[PartyMatch])], screener: &Screener) -> Result<String> {
    let rows: Vec<serde_json::Value> = rows
        .iter()
        .map(|(asked, matches)| {
            let matches: Vec<serde_json::Value> = matches
                .iter()
                .map(|one| {
                    let (entry, name) = listed(one, screener);
                    serde_json::json!({
                        "score": (f64::from(one.score) * 1e4).round() / 1e4, "entry": entry.id, "listed_name": name, "list": entry.source,
                        "why": one.sentence_en(), "why_zh": one.sentence_zh(), "match": one,
                    })
                })
                .collect();
            serde_json::json!({ "name": asked.name, "matches": matches })
        })
        .collect();
    let text = serde_json::to_string_pretty(&rows).map_err(|cause| Error::write("standard output", cause.into()))?;
    Ok(text + "\n")
}

fn as_table(rows: &[(&Asked, &[PartyMatch])], screener: &Screener, day: NaiveDate, threshold: f32) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_BORDERS_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    if !table.is_tty() {
        table.set_width(160);
    }
    table.set_header(["name", "score", "listed as", "list", "why"]);
    let (mut hits, mut excused) = (0, 0);
    for (asked, matches) in rows {
        hits += usize::from(matches.iter().any(|one| one.exception.is_none()));
        excused += usize::from(matches.iter().any(|one| one.exception.is_some()));
        for (at, one) in matches.iter().enumerate() {
            let (entry, name) = listed(one, screener);
            let first = if at == 0 { asked.name.as_str() } else { "" };
            table.add_row([
                first,
                &format!("{:.2}", one.score),
                &format!("{name} [{}]", entry.id),
                &entry.source,
                &one.sentence_en(),
            ]);
        }
    }
    let in_force = screener.entries().iter().filter(|entry| entry.in_force(day)).count();
    let names = rows.len();
    let told = format!(
        "{hits} of {names} names on a list as of {day} ({in_force} entries in force, score from {threshold}); {excused} excused\n"
    );
    match hits + excused {
        0 => told,
        _ => format!("{table}\n{told}"),
    }
}

/// Written beside and renamed: a reader sees the whole file or none.
fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let beside = path.with_extension("part");
    let fault = |cause| Error::write(path, cause);
    let mut file = fs::File::create(&beside).map_err(fault)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(fault)?;
    fs::rename(&beside, path).map_err(fault)
}
