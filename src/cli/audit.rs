//! `tidewaiter audit`.

use super::cases_door::Db;
use super::cases_door::anchor;
use super::cases_door::console;
use super::cases_door::plain;
use super::models_tables::table;
use super::say::say;
use crate::cases::Head;
use crate::cases::LogFilter;
use crate::cases::OpenMode;
use crate::cases::Proof;
use crate::cases::Role;
use crate::cases::Store;
use crate::error::Result;
use clap::Subcommand;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

/// Exit code where the work is done and the log is not whole.
const ALARM: u8 = 1;

/// Prove that nobody changed the cases behind the log's back, and read the log.
///
/// Every act on a case, an account or an exception is an entry of the audit log: number, time, person, role, deed, particulars,
/// the SHA-256 of the rows it left, the SHA-256 of the entry before, and its own. Whoever cuts the log off and writes its end anew
/// is found only against a head that was kept elsewhere: the file audit.anchor beside the store, a copy of it on another
/// machine, or the hash that `audit head` prints.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tidewaiter audit verify
  tidewaiter audit verify --db /var/lib/tidewaiter/state/cases.db --anchor /mnt/notary/audit.anchor
  tidewaiter audit head >> heads-of-the-month.txt
  tidewaiter audit log --subject case:17
  tidewaiter audit log --actor wang --limit 20 --json

Exit codes: 0 done and whole, 1 done and something is not as it was written, 2 usage, 65 no store of cases or no anchor, 75 try again.")]
pub struct Args {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    db: Db,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Check every entry, the chain, its end, and every row of state against the log
    Verify {
        /// A head of the log that was kept elsewhere; can be given several times [default: audit.anchor beside the store, where it is]
        #[arg(long, value_name = "FILE")]
        anchor: Vec<PathBuf>,
    },
    /// Print where the log ends: number and SHA-256, to be kept elsewhere
    Head,
    /// Print entries, youngest first
    Log {
        /// Only of this person
        #[arg(long, value_name = "NAME")]
        actor: Option<String>,
        /// Only this deed: decide, approve, undo, login, ...
        #[arg(long, value_name = "DEED")]
        deed: Option<String>,
        /// Only about this: case:17, user:wang, exception:3, night:RUN
        #[arg(long, value_name = "SUBJECT")]
        subject: Option<String>,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: u32,
    },
}

/// Runs `audit`.
///
/// # Errors
/// `Error::Input` where there is no store or no anchor; `Error::Busy`.
pub fn run(args: Args) -> Result<ExitCode> {
    let store = args.db.open(OpenMode::Read)?;
    let who = console(Role::Auditor);
    let (text, value, code) = match &args.what {
        What::Head => {
            let head = store.head()?;
            (format!("{} {}\n", head.number, head.sha256), json!(head), ExitCode::SUCCESS)
        }
        What::Verify { anchor: asked } => {
            let beside = anchor(&args.db.db);
            let asked = if asked.is_empty() && beside.is_file() { vec![beside] } else { asked.clone() };
            let anchors = asked.iter().map(|file| Head::read(file)).collect::<Result<Vec<Head>>>()?;
            let proof = store.verify(&who, &anchors)?;
            let code = if proof.whole() { ExitCode::SUCCESS } else { ExitCode::from(ALARM) };
            (proved(&proof), json!(proof), code)
        }
        What::Log { actor, deed, subject, limit } => {
            let filter = LogFilter {
                actor: actor.clone(),
                deed: deed.clone(),
                subject: subject.clone(),
                ..LogFilter::default()
            };
            let entries = store.log(&who, &filter, *limit)?;
            let mut page = table(&["entry", "time (UTC)", "who", "as", "deed", "subject", "particulars"]);
            for entry in &entries {
                page.add_row([
                    entry.number.to_string(),
                    entry.at.format("%Y-%m-%d %H:%M:%S").to_string(),
                    plain(&entry.actor),
                    entry.role.clone(),
                    entry.deed.clone(),
                    plain(&entry.subject),
                    plain(&entry.details),
                ]);
            }
            (format!("{page}\n"), json!(entries), ExitCode::SUCCESS)
        }
    };
    say(&match args.db.json {
        true => serde_json::to_string_pretty(&value).expect("plain data") + "\n",
        false => text,
    });
    Ok(code)
}

fn proved(proof: &Proof) -> String {
    let against = match &proof.anchor {
        Some(anchor) => format!("held against entry {} kept elsewhere", anchor.number),
        None => "no head kept elsewhere was given, so that a log cut off and written anew would not show".into(),
    };
    if proof.whole() {
        return format!(
            "{} entries, each as it was written, and {} rows of state as the log left them; {against}\nthe last has the hash {}\n",
            proof.entries, proof.rows, proof.head.sha256
        );
    }
    let mut text = match proof.faults.first().and_then(|fault| fault.entry) {
        Some(entry) => format!("the log is NOT whole; it first shows at entry {entry}; {against}\n"),
        None => format!("the log is NOT whole; {against}\n"),
    };
    for fault in &proof.faults {
        let place = fault.entry.map_or_else(|| "no entry".into(), |entry| format!("entry {entry}"));
        text += &format!("  {place}: {}\n", plain(&fault.what));
    }
    text + "stop deciding, keep this file as it is, put back a copy beside it, and ask who had access\n"
}
