//! `tidewaiter reference`.

use crate::error::Error;
use crate::error::Result;
use crate::reference::Answer;
use crate::reference::Composition;
use crate::reference::EndUserKind;
use crate::reference::ImportKind;
use crate::reference::Query;
use crate::reference::Reference;
use crate::reference::TABLES;
use crate::reference::find_purity;
use crate::reference::import;
use crate::reference::parse_hs;
use chrono::NaiveDate;
use clap::builder::PossibleValue;
use clap::{Subcommand, ValueEnum};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Ask and maintain the dated reference lists.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tidewaiter reference status --hs 8110101000 --date 2025-06-15 --destination TH
  tidewaiter reference list
  tidewaiter reference show control_items
  tidewaiter reference import hs nomenclature.csv --out lists --retrieved 2026-11-02")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Control status of goods: free, licence required, denied in principle, prohibited, or unknown.
    #[command(after_help = "Examples:\n  \
        tidewaiter reference status --hs 8112929010 --date 2025-06-15 --destination TH\n  \
        tidewaiter reference status --hs 2825.80.00.10 --date 2025-06-15 --destination Thailand --purity 99.8\n  \
        tidewaiter reference status --hs 8505111000 --date 2025-06-15 --composition \"Nd 29, Dy 0.3, Fe bal\"\n  \
        tidewaiter reference status --hs 8110101000 --date 2025-06-15 --destination US --end-user-kind military --json")]
    Status(StatusArgs),
    /// List the tables, with their size and version.
    List(TablesArgs),
    /// Print a table as CSV.
    #[command(after_help = "Example:\n  tidewaiter reference show control_items > control_items.csv")]
    Show {
        /// Name of the table, with or without .csv.
        table: String,
        #[command(flatten)]
        tables: TablesArgs,
    },
    /// Turn a full public table into the project's own form.
    #[command(after_help = "Examples:\n  \
        tidewaiter reference import unlocode unlocode.csv --out lists --retrieved 2026-11-02\n  \
        tidewaiter reference import ofac SDN.CSV --out lists\n\n\
        Writes the table, its quarantine (bad rows with their reason) and its provenance. Exit code 3: rows were quarantined.\n\
        Give the folder with --tables afterwards.")]
    Import {
        /// Which public table it is.
        kind: ImportKind,
        /// The file, CSV.
        file: PathBuf,
        /// Folder to write to.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Day on which the file was fetched, YYYY-MM-DD; noted in the provenance.
        #[arg(long, value_name = "DATE")]
        retrieved: Option<NaiveDate>,
    },
}

#[derive(Debug, clap::Args)]
struct TablesArgs {
    /// Folder whose tables take the place of shipped ones of the same name.
    #[arg(long, value_name = "DIR")]
    tables: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct StatusArgs {
    /// Commodity code, 4 to 10 digits; dots and blanks are allowed.
    #[arg(long)]
    hs: String,
    /// Day of export, YYYY-MM-DD.
    #[arg(long)]
    date: NaiveDate,
    /// Country of destination: TH, THA, 764, Thailand or 泰国.
    #[arg(long)]
    destination: Option<String>,
    /// Purity: 99.99, 99.99% or 4N.
    #[arg(long)]
    purity: Option<String>,
    /// Composition in per cent by mass: "Nd 29, Dy 0.3, Fe bal".
    #[arg(long)]
    composition: Option<String>,
    /// Who uses the goods in the end.
    #[arg(long, value_enum)]
    end_user_kind: Option<EndUserKind>,
    /// Name and specification of the goods.
    #[arg(long)]
    text: Option<String>,
    /// Remarks of the declaration.
    #[arg(long)]
    remark: Option<String>,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    tables: TablesArgs,
}

impl ValueEnum for EndUserKind {
    fn value_variants<'a>() -> &'a [Self] {
        &[EndUserKind::Civil, EndUserKind::Military]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            EndUserKind::Civil => "civil",
            EndUserKind::Military => "military",
        }))
    }
}

impl ValueEnum for ImportKind {
    fn value_variants<'a>() -> &'a [Self] {
        ImportKind::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

pub fn run(args: Args) -> Result<ExitCode> {
    match args.what {
        What::Status(args) => status(args),
        What::List(args) => list(args.tables.as_deref()),
        What::Show { table, tables } => show(&table, tables.tables.as_deref()),
        What::Import { kind, file, out, retrieved } => {
            let report = import(kind, &file, &out, retrieved)?;
            tell(&format!(
                "{}: {} rows read, {} written to {}, {} quarantined in {}\n",
                report.kind,
                report.rows_read,
                report.rows_written,
                report.table.display(),
                report.rows_quarantined,
                report.quarantine.display()
            ))?;
            Ok(if report.rows_quarantined > 0 { ExitCode::from(3) } else { ExitCode::SUCCESS })
        }
    }
}

/// Writes to standard output; a reader that has gone away is no fault.
fn tell(text: &str) -> Result<()> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(cause) if cause.kind() != ErrorKind::BrokenPipe => Err(Error::write("standard output", cause)),
        _ => Ok(()),
    }
}

fn status(args: StatusArgs) -> Result<ExitCode> {
    let reference = Reference::load(args.tables.tables.as_deref())?;
    let destination = args.destination.as_deref().map(|text| {
        let unknown =
            || Error::Usage(format!("`{text}` is no country the tables know; write TH, THA, Thailand or 泰国"));
        reference.country(text).ok_or_else(unknown)
    });
    let destination = destination.transpose()?;
    let query = Query {
        hs: parse_hs(&args.hs)?,
        on: args.date,
        destination: destination.map(|country| country.alpha2.clone()),
        purity_pct: args.purity.as_deref().map(purity).transpose()?,
        composition: args.composition.as_deref().map(Composition::parse).transpose().map_err(Error::Usage)?,
        end_user_kind: args.end_user_kind,
        text: args.text,
        remark: args.remark,
    };
    let answer = reference.status(&query);
    let to = destination
        .map_or("no destination given".to_owned(), |country| format!("{} ({})", country.alpha2, country.name_en));
    if args.json {
        let told = serde_json::json!({
            "hs": query.hs,
            "heading": reference.heading(&query.hs),
            "date": query.on.to_string(),
            "destination": query.destination,
            "answer": answer,
            "list": {
                "begins": reference.begins().to_string(),
                "horizon": reference.horizon().to_string(),
                "version": reference.version(),
            },
        });
        tell(&format!("{told:#}\n"))?;
    } else {
        tell(&page(&reference, &query, &to, &answer))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn purity(text: &str) -> Result<f64> {
    let bare = text.trim().trim_end_matches('%').trim();
    let pct = bare.parse::<f64>().ok().or_else(|| find_purity(text)).filter(|pct| (0.0..=100.0).contains(pct));
    pct.ok_or_else(|| Error::Usage(format!("`{text}` is no purity; write 99.99, 99.99% or 4N")))
}

fn page(reference: &Reference, query: &Query, to: &str, answer: &Answer) -> String {
    let possible = if answer.certain { "" } else { " (possibly)" };
    let mut text = format!("{} on {}, {to}: {}{possible}\n", query.hs, query.on, answer.status.phrase());
    let mut row = |name: &str, value: &str| {
        if !value.is_empty() {
            text.push_str(&format!("  {name:<12}{value}\n"));
        }
    };
    row("goods", reference.heading(&query.hs).unwrap_or(""));
    row("why", &answer.why);
    if let Some(item) = &answer.item_en {
        let code = answer.control_code.as_deref().unwrap_or("");
        row("item", format!("{code} {item} {}", answer.item_zh.as_deref().unwrap_or("")).trim());
    }
    row("says", answer.announcement.as_deref().unwrap_or(""));
    row("since", &answer.since.map_or(String::new(), |day| day.to_string()));
    for condition in &answer.conditions {
        row("mind", condition);
    }
    if let Some(rule) = &answer.remark_rule {
        let state = match rule.satisfied {
            Some(true) => "given",
            Some(false) => "missing or another",
            None => "no remarks given",
        };
        row("remark", &format!("must say {} ({}): {state}", rule.wanted, rule.announcement));
    }
    row("confidence", &answer.confidence);
    row("source", answer.source.as_deref().unwrap_or(""));
    let version = reference.version().get(..12).unwrap_or("");
    row("list", &format!("{} to {}, version {version}", reference.begins(), reference.horizon()));
    text
}

fn list(folder: Option<&Path>) -> Result<ExitCode> {
    let reference = Reference::load(folder)?;
    let mut text = String::new();
    for table in TABLES {
        let rows = reference.table(table.name).map_or(0, |bytes| csv::Reader::from_reader(bytes).records().count());
        text.push_str(&format!("{:<22}{rows:>6} rows  {}\n", table.name, table.about));
    }
    text.push_str(&format!(
        "control list {} to {}; version {}\n",
        reference.begins(),
        reference.horizon(),
        reference.version()
    ));
    tell(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn show(name: &str, folder: Option<&Path>) -> Result<ExitCode> {
    let reference = Reference::load(folder)?;
    let file = if name.ends_with(".csv") { name.to_owned() } else { format!("{name}.csv") };
    let known = || Error::Usage(format!("no table is called `{name}`; `tidewaiter reference list` names them"));
    let bytes = reference.table(&file).ok_or_else(known)?;
    tell(&String::from_utf8_lossy(bytes))?;
    Ok(ExitCode::SUCCESS)
}
