//! `tidewaiter ledger`.

use super::registers::registers;
use super::say::say;
use super::today::today;
use crate::engines::{Auditor, Balance, CUSUM_THRESHOLD, Chain, Ledger, key_of, month_name};
use crate::error::{Error, Result};
use crate::ingest::{LATER, Mapping, Options, Reader};
use crate::reference::Reference;
use crate::report::{LedgerAccount, LedgerMonth, TableLook, breaches_table, ledger_page, ledger_table};
use crate::schema::ACCEPTED_ON;
use chrono::NaiveDate;
use polars::prelude::DataFrame;
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Rows quarantined on the way are left out.
const WITH_QUARANTINE: u8 = 3;
/// The word that asks for the worst accounts instead of one enterprise.
const BREACHES: &str = "breaches";
/// Standard deviations from which an account is a breach.
const BREACH_Z: f64 = 3.0;

/// Print the material balance of an enterprise, element by element and month by month.
///
/// Sets what the declarations took out of an enterprise against what the registers say it bought, sold and could have made, in
/// kilograms of contained element. ENTERPRISE is a register number, or `breaches` for the accounts that are furthest out of balance.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tidewaiter ledger 3607367290 --registers world --declarations world/declarations.parquet
  tidewaiter ledger 3607367290 --registers world --declarations 'in/*.csv' --html ledger.html
  tidewaiter ledger breaches --registers world --declarations world/declarations.parquet --top 20

Exit codes: 0 done, 3 done with quarantined rows, 2 usage, 65 input unusable, 73 cannot write.")]
pub struct Args {
    /// Register number of an enterprise, or `breaches`
    enterprise: String,
    /// Folder with enterprises.csv and supply.csv
    #[arg(long, value_name = "DIR")]
    registers: PathBuf,
    /// Declarations: files, folders, globs, or - for standard input
    #[arg(long, required = true, num_args = 1.., value_name = "FILES")]
    declarations: Vec<String>,
    /// How the files' columns are read: a shipped mapping or a TOML file
    #[arg(long, default_value = "tidewaiter", value_name = "NAME|FILE")]
    mapping: String,
    /// Only this element
    #[arg(long, value_name = "ELEMENT")]
    element: Option<String>,
    /// Count what was known before this day [default: the day after the last declaration]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<NaiveDate>,
    /// Accounts to list
    #[arg(long, default_value_t = 20, value_name = "N")]
    top: usize,
    /// Write a page with a picture to this file
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Own reference tables, file by file in place of the shipped ones
    #[arg(long, value_name = "DIR")]
    tables: Option<PathBuf>,
}

/// Runs `ledger`.
///
/// # Errors
/// `Error::Usage` for an enterprise that no register and no declaration knows, `Error::Input` where a file cannot be used,
/// `Error::Write` for the page.
pub fn run(args: Args) -> Result<ExitCode> {
    let mapping = Mapping::load(&args.mapping)?;
    let reference = Reference::load(args.tables.as_deref())?;
    let chain = Chain::from_registers(&registers(Some(&args.registers))?);
    if chain.begins().is_none() {
        let remedy = "put a supply.csv with dated sales into it";
        return Err(Error::input(&args.registers, "it tells no sale between enterprises", remedy));
    }
    let (mut ledger, mut last, mut counts) = (Ledger::default(), i32::MIN, Counts::default());
    // A line of the day itself or later would be told with knowledge that nobody had.
    let until = args.as_of.and_then(|day| day.pred_opt()).unwrap_or_else(today);
    let options = Options { until: Some(until), ..Options::default() };
    for batch in Reader::open(&args.declarations, &mapping, options)? {
        let batch = batch?;
        counts.booked += batch.declarations.height();
        counts.set_aside(&batch.quarantined, args.as_of.is_some())?;
        let dated = reference.join(&batch.declarations)?;
        ledger.update(&dated, reference.contents())?;
        let days = dated.column(ACCEPTED_ON.name)?.date()?.physical().iter().flatten().max();
        last = last.max(days.unwrap_or(i32::MIN));
    }
    let day = args.as_of.map_or(last.saturating_add(1), |day| day.to_epoch_days());
    let books = Books { chain: &chain, auditor: Auditor::new(&chain, ledger.exports(), day), ledger: &ledger, day };
    let elements: Vec<&str> = reference
        .contents()
        .elements()
        .into_iter()
        .filter(|element| args.element.as_deref().is_none_or(|only| only == *element))
        .collect();
    if elements.is_empty() {
        let all = reference.contents().elements().join(", ");
        let asked = args.element.unwrap_or_default();
        return Err(Error::Usage(format!("no element is called `{asked}`; choose from {all}")));
    }
    let look = TableLook { width: None, fancy: std::io::stdout().is_terminal(), cases: args.top };
    let (accounts, table) = if args.enterprise == BREACHES {
        let accounts = books.breaches(&elements);
        let table = breaches_table(&accounts, look);
        (accounts.into_iter().take(args.top).collect::<Vec<_>>(), table)
    } else {
        let mut accounts: Vec<LedgerAccount> =
            elements.iter().filter_map(|element| books.account(&args.enterprise, element)).collect();
        accounts.sort_by(|a, b| b.exported_kg.total_cmp(&a.exported_kg).then_with(|| a.element.cmp(&b.element)));
        if accounts.is_empty() {
            let why = format!(
                "`{}` has no account: no purchase, sale or export of a followed element is known before {}; `tidewaiter ledger {BREACHES}` lists accounts",
                args.enterprise,
                NaiveDate::from_epoch_days(day).unwrap_or_default()
            );
            return Err(Error::Usage(why));
        }
        let table = accounts.iter().map(|account| ledger_table(account, look)).collect::<Vec<_>>().join("\n");
        (accounts, table)
    };
    if let Some(path) = &args.html {
        write(path, &ledger_page(&accounts))?;
    }
    if args.json {
        say(&(serde_json::to_string_pretty(&accounts).expect("plain data") + "\n"));
        eprintln!("tidewaiter: {}", counts.told());
    } else {
        say(&format!("{table}\n{}\n", counts.told()));
    }
    Ok(if counts.damaged() > 0 { ExitCode::from(WITH_QUARANTINE) } else { ExitCode::SUCCESS })
}

/// What became of the rows read.
#[derive(Default)]
struct Counts {
    booked: usize,
    /// Rows of the day asked for or later: left out, but nothing is wrong with them.
    later: usize,
    by_rule: BTreeMap<String, usize>,
}

impl Counts {
    /// Counts rows that were set aside; `as_of`: those after the last day believed are only later than asked for.
    fn set_aside(&mut self, quarantined: &DataFrame, as_of: bool) -> Result<()> {
        if quarantined.height() > 0 {
            for rule in quarantined.column("rule")?.str()?.iter() {
                match rule.unwrap_or_default() {
                    LATER if as_of => self.later += 1,
                    rule => *self.by_rule.entry(rule.to_owned()).or_default() += 1,
                }
            }
        }
        Ok(())
    }

    fn damaged(&self) -> usize {
        self.by_rule.values().sum()
    }

    fn told(&self) -> String {
        let (booked, later, damaged) = (self.booked, self.later, self.damaged());
        let mut text = format!("{} read = {booked} booked", booked + later + damaged);
        if later > 0 {
            text += &format!(" + {later} later than asked for");
        }
        text += &format!(" + {damaged} quarantined");
        if damaged > 0 {
            let rules: Vec<String> = self.by_rule.iter().map(|(rule, rows)| format!("{rows} {rule}")).collect();
            text += &format!(" ({}); `tidewaiter check` tells the reasons", rules.join(", "));
        }
        text
    }
}

struct Books<'a> {
    chain: &'a Chain,
    auditor: Auditor<'a>,
    ledger: &'a Ledger,
    day: i32,
}

impl Books<'_> {
    /// An account with any movement; `None` where nothing is known of it.
    fn account(&self, id: &str, element: &str) -> Option<LedgerAccount> {
        let party = key_of(id);
        let enterprise = self.chain.enterprise(party, Some(element), self.day);
        let balance = self.auditor.balance(party, element, enterprise, None)?;
        let own = enterprise.filter(|row| row.element.as_deref() == Some(element));
        let name = enterprise.map_or(String::new(), |row| row.name.clone());
        let stage = enterprise.and_then(|row| row.stage).map_or("", |stage| stage.name());
        let capacity = own.and_then(|row| row.capacity_kg_year);
        Some(told(id, name, stage, element, capacity, self.day, &balance))
    }

    /// Accounts out of balance, the furthest first.
    fn breaches(&self, elements: &[&str]) -> Vec<LedgerAccount> {
        let mut ids: Vec<&str> = self.chain.enterprises().iter().map(|row| row.id.as_str()).collect();
        ids.dedup();
        let exports = self.ledger.exports();
        let mut found: Vec<LedgerAccount> = ids
            .into_iter()
            .flat_map(|id| elements.iter().map(move |element| (id, *element)))
            .filter(|(id, element)| exports.account(key_of(id), key_of(element)).is_some())
            .filter_map(|(id, element)| self.account(id, element))
            .filter(|account| account.z.is_some_and(|z| z >= BREACH_Z) || account.cusum() >= CUSUM_THRESHOLD)
            .collect();
        let worst = |account: &LedgerAccount| account.z.unwrap_or(0.0).max(account.cusum());
        found.sort_by(|a, b| {
            worst(b).total_cmp(&worst(a)).then_with(|| (&a.enterprise, &a.element).cmp(&(&b.enterprise, &b.element)))
        });
        found
    }
}

fn told(
    id: &str,
    name: String,
    stage: &str,
    element: &str,
    capacity_kg_year: Option<f64>,
    day: i32,
    balance: &Balance,
) -> LedgerAccount {
    let months: Vec<LedgerMonth> = balance
        .months
        .iter()
        .map(|month| LedgerMonth {
            month: month_name(month.month),
            opening_kg: month.opening_kg,
            sourced_kg: month.bought_kg + month.produced_kg,
            sold_kg: month.sold_kg,
            exported_kg: month.exported_kg,
            late_kg: month.late_kg,
            unexplained_kg: month.unexplained_kg,
            sigma_kg: month.sigma_kg,
            cusum: month.cusum,
        })
        .collect();
    LedgerAccount {
        enterprise: id.to_owned(),
        name,
        stage: stage.to_owned(),
        element: element.to_owned(),
        as_of: NaiveDate::from_epoch_days(day).unwrap_or_default().to_string(),
        capacity_kg_year,
        year_kg: balance.year_kg,
        sourced_kg: balance.sourced_kg,
        sold_kg: balance.sold_kg,
        exported_kg: balance.exported_kg,
        late_kg: balance.late_kg,
        unexplained_kg: balance.unexplained_kg,
        sigma_kg: balance.sigma_kg,
        z: balance.z(),
        crossed: months.iter().find(|month| month.cusum >= CUSUM_THRESHOLD).map(|month| month.month.clone()),
        threshold: CUSUM_THRESHOLD,
        months,
    }
}

/// Written beside and renamed: a reader sees the whole file or none.
fn write(path: &Path, page: &str) -> Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    std::fs::write(&beside, page)
        .and_then(|()| std::fs::rename(&beside, path))
        .map_err(|cause| Error::write(path, cause))
}
