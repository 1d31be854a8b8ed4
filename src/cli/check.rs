//! `tidewaiter check`: what is in declaration files, what is wrong with them, what they can feed.

use crate::error::{Error, Result};
use crate::ingest::{
    Mapping, Options, Outcome, Quality, QualityReport, QuarantineList, Reader, SignalNeeds, Summary, percent,
    quality_html,
};
use crate::schema::DECLARATION;
use crate::schema::{Column, Kind, Need};
use crate::signals::{catalogue, needs};
use comfy_table::{ContentArrangement, Table, presets};
use indicatif::{ProgressBar, ProgressStyle};
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Done, and some rows are in quarantine.
const WITH_QUARANTINE: u8 = 3;

const EXAMPLES: &str = "\
Examples:
  tidewaiter check night.parquet
  tidewaiter check kcs_syn_train.csv --mapping korea-import --out report/
  tidewaiter check 'exports/*.csv.gz' --mapping my-office.toml --json
  zcat night.csv.gz | tidewaiter check - --mapping china-export
  tidewaiter check --schema

Inputs: CSV, TSV, semicolon, JSON lines, Parquet; plain, .gz, .zst; UTF-8, UTF-16, GB18030.
Mappings: tidewaiter (own layout), korea-import, china-export, or a .toml file.
Exit codes: 0 every row accepted, 3 some rows quarantined, 65 a file cannot be used.";

/// Report the quality of declaration files before they are scored.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Files, folders, globs, or - for stdin
    #[arg(required_unless_present = "schema", value_name = "FILES")]
    inputs: Vec<String>,
    /// How their columns become ours: a shipped mapping or a TOML file
    #[arg(short, long, default_value = "tidewaiter", value_name = "NAME|FILE")]
    mapping: String,
    /// Write check.json, check.html and quarantine.csv (every quarantined row) into this folder
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
    /// Print the canonical columns instead: names, types, units, need, meaning, source boxes
    #[arg(long)]
    schema: bool,
}

/// Runs the command.
///
/// # Errors
/// `Error::Input` if a file cannot be used, `Error::Usage` for a wrong mapping, `Error::Write` for the outputs.
pub fn run(args: Args) -> Result<ExitCode> {
    if args.schema {
        return print(&if args.json { schema_json()? } else { schema_table() });
    }
    let mapping = Mapping::load(&args.mapping)?;
    let report = read(&args.inputs, &mapping, args.out.as_deref())?;
    if let Some(folder) = &args.out {
        publish(folder, "check.json", &as_json(&report)?)?;
        publish(folder, "check.html", &quality_html(&report))?;
    }
    print(&if args.json { as_json(&report)? } else { told(&report, args.out.as_deref()) })?;
    Ok(if report.summary.rows_quarantined > 0 { ExitCode::from(WITH_QUARANTINE) } else { ExitCode::SUCCESS })
}

/// The catalogue of signals, as far as it matters here: which columns each reads.
fn signal_needs(summary: &Summary) -> Vec<SignalNeeds> {
    let filled = |name: &str| summary.filled.iter().any(|column| column.column == name && column.rows > 0);
    catalogue().map(|signal| SignalNeeds { id: signal.id, reads: needs(signal, filled) }).collect()
}

fn read(inputs: &[String], mapping: &Mapping, out: Option<&Path>) -> Result<QualityReport> {
    let mut list = out.map(|folder| QuarantineList::create(folder, "quarantine.csv")).transpose()?;
    let mut reader = Reader::open(inputs, mapping, Options::default())?;
    let bar = if io::stderr().is_terminal() { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template("{spinner} {human_pos} rows read, {per_sec}, {elapsed}") {
        bar.set_style(style);
    }
    let mut quality = Quality::default();
    for batch in reader.by_ref() {
        let batch = batch?;
        bar.inc((batch.declarations.height() + batch.quarantined.height()) as u64);
        quality.add(&batch);
        if let Some(list) = &mut list {
            list.add(&batch.quarantined)?;
        }
    }
    bar.finish_and_clear();
    list.map_or(Ok(()), QuarantineList::finish)?;
    let summary = reader.summary();
    let needs = signal_needs(&summary);
    Ok(quality.finish(mapping, summary, &needs))
}

fn print(text: &str) -> Result<ExitCode> {
    match writeln!(io::stdout(), "{}", text.trim_end()) {
        // A reader that closes early (`| head`) has what it wants.
        Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => Err(Error::write("stdout", cause)),
        _ => Ok(ExitCode::SUCCESS),
    }
}

fn as_json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string_pretty(value).map_err(|cause| Error::write("check.json", cause.into()))
}

/// Written beside, synced, renamed: a reader sees the whole file or none.
fn publish(folder: &Path, name: &str, text: &str) -> Result<()> {
    let path = folder.join(name);
    let beside = folder.join(format!(".{name}.part"));
    let write = || -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut file = fs::File::create(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, &path)
    };
    write().map_err(|cause| Error::write(path.clone(), cause))
}

fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_BORDERS_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    if !table.is_tty() {
        table.set_width(160);
    }
    table.set_header(header.to_vec());
    table
}

fn told(report: &QualityReport, out: Option<&Path>) -> String {
    let summary = &report.summary;
    let mut files = table(&["file", "format", "rows read", "accepted", "warned", "quarantined"]);
    for file in &summary.files {
        let counts = [file.rows_read, file.rows_accepted, file.rows_warned, file.rows_quarantined];
        let mut row = vec![file.path.clone(), file.format.clone()];
        row.extend(counts.map(|count| count.to_string()));
        files.add_row(row);
    }
    let mut columns = table(&["column", "filled", "distinct", "min", "median", "max", "commonest"]);
    for column in report.columns.iter().filter(|column| column.filled > 0) {
        let top: Vec<String> = column.top.iter().take(3).map(|top| top.value.chars().take(24).collect()).collect();
        let mark = if column.distinct_estimated { "≈" } else { "" };
        columns.add_row(vec![
            column.column.clone(),
            percent(column.fill_rate),
            format!("{mark}{}", column.distinct),
            column.min.clone().unwrap_or_default(),
            column.median.clone().unwrap_or_default(),
            column.max.clone().unwrap_or_default(),
            top.join(", "),
        ]);
    }
    let empty: Vec<&str> =
        report.columns.iter().filter(|column| column.filled == 0).map(|column| column.column.as_str()).collect();
    let mut text = format!("{files}\n\n{columns}\n");
    if !empty.is_empty() {
        text += &format!("without any value: {}\n", empty.join(", "));
    }
    text += &problems_told(report);
    text += &signals_told(report);
    text += &format!(
        "\n{} rows read with the mapping `{}`: {} accepted ({} with a warning), {} quarantined.\n",
        summary.rows_read, report.mapping, summary.rows_accepted, summary.rows_warned, summary.rows_quarantined
    );
    if let Some(folder) = out {
        text += &format!("Written to {}: check.json, check.html, quarantine.csv\n", folder.display());
    }
    text
}

fn problems_told(report: &QualityReport) -> String {
    if report.summary.problems.is_empty() {
        return "\nNo problems.\n".to_string();
    }
    let mut problems = table(&["outcome", "rule", "column", "rows", "first example", "what it means"]);
    for problem in &report.summary.problems {
        let outcome = match problem.outcome {
            Outcome::Quarantine => "quarantine",
            Outcome::Warn => "warning",
        };
        let example = problem.examples.first().map_or(String::new(), |example| {
            format!("row {} {}", example.row, example.value.chars().take(40).collect::<String>())
        });
        let rows = problem.rows.to_string();
        problems.add_row(vec![outcome, problem.rule, &problem.column, &rows, &example, problem.message]);
    }
    format!("\n{problems}\n")
}

fn signals_told(report: &QualityReport) -> String {
    if report.signals.is_empty() {
        return String::new();
    }
    let mut signals = table(&["signal", "can be fed", "rows at most", "empty columns"]);
    for signal in &report.signals {
        let fed = if signal.fed { "yes" } else { "no" };
        signals.add_row(vec![signal.id, fed, &percent(signal.share_max), &signal.missing.join(", ")]);
    }
    format!("\n{signals}\n")
}

fn kind(column: &Column) -> &'static str {
    match column.kind {
        Kind::Text => "text",
        Kind::Date => "date",
        Kind::Whole => "whole number",
        Kind::Number => "number",
        Kind::Small => "number (32 bit)",
    }
}

fn need(column: &Column) -> String {
    match column.need {
        Need::Required => "required".to_string(),
        Need::OneOf(group) => format!("one of: {group}"),
        Need::Optional => "optional".to_string(),
    }
}

fn schema_table() -> String {
    let mut schema = table(&["column", "type", "unit", "need", "meaning", "China", "SAD", "WCO"]);
    for column in DECLARATION {
        let boxes = column.boxes;
        let need = need(column);
        schema.add_row(vec![
            column.name,
            kind(column),
            column.unit.symbol(),
            &need,
            column.about,
            boxes.china,
            boxes.sad,
            boxes.wco,
        ]);
    }
    schema.to_string()
}

fn schema_json() -> Result<String> {
    let columns: Vec<serde_json::Value> = DECLARATION
        .iter()
        .map(|column| {
            serde_json::json!({
                "name": column.name,
                "type": kind(column),
                "unit": column.unit.symbol(),
                "need": need(column),
                "about": column.about,
                "boxes": { "china": column.boxes.china, "sad": column.boxes.sad, "wco": column.boxes.wco },
            })
        })
        .collect();
    as_json(&columns)
}
