//! `tidewaiter users`.

use super::cases_door::Db;
use super::cases_door::console;
use super::cases_door::plain;
use super::models_tables::table;
use super::password::new_hash;
use super::say::say;
use super::today::instant;
use crate::cases::OpenMode;
use crate::cases::Role;
use crate::cases::Store;
use crate::cases::User;
use crate::error::Error;
use crate::error::Result;
use clap::Subcommand;
use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser;
use serde_json::json;
use std::process::ExitCode;

/// Keep the accounts of those who review cases: add, list, change, disable.
///
/// Whoever can run this on the machine with the store is its owner: the first admin is made here. Each change is an entry of the
/// audit log. A password is asked for on the terminal, or read as the first line of standard input; only its Argon2id hash is kept.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tidewaiter users add root --role admin                            # the first account
  tidewaiter users add wang --role officer --offices 5301,5304
  tidewaiter users add zhao --role supervisor --all-offices --db /var/lib/tidewaiter/state/cases.db
  pass show tidewaiter/wang | tidewaiter users password wang
  tidewaiter users role wang --role supervisor --offices 5301
  tidewaiter users disable wang
  tidewaiter users list --json

Exit codes: 0 done, 2 usage, 65 no store of cases, 73 cannot write, 75 try again.")]
pub struct Args {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    db: Db,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Add an account; its password is asked for, and is to be changed at the first login
    Add {
        /// Small letters, digits, `.`, `-`, `_`, `@`
        #[arg(value_name = "NAME")]
        name: String,
        #[command(flatten)]
        place: Place,
        /// The password is the person's own: it need not be changed at the first login
        #[arg(long)]
        own_password: bool,
    },
    /// List the accounts
    List,
    /// Give an account another role or other offices; logs it out
    Role {
        #[arg(value_name = "NAME")]
        name: String,
        #[command(flatten)]
        place: Place,
    },
    /// Set a password, which is to be changed at the next login; unlocks the account, and logs it out
    Password {
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Disable an account; logs it out
    Disable {
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Enable an account again
    Enable {
        #[arg(value_name = "NAME")]
        name: String,
    },
}

#[derive(Debug, clap::Args)]
struct Place {
    /// What the person may do
    #[arg(long, value_name = "ROLE", value_parser = roles())]
    role: Role,
    /// Customs offices within which the person sees and acts
    #[arg(long, value_name = "CODE,...", value_delimiter = ',', conflicts_with = "all_offices")]
    offices: Vec<String>,
    /// The person sees and acts everywhere
    #[arg(long)]
    all_offices: bool,
}

fn roles() -> impl TypedValueParser<Value = Role> {
    PossibleValuesParser::new(Role::ALL.map(Role::name)).map(|name| Role::of(&name).expect("one of the names"))
}

impl Place {
    /// `None` is all offices. Admins see no case, so that they need none.
    fn offices(&self) -> Result<Option<&[String]>> {
        match (self.all_offices || self.role == Role::Admin, self.offices.is_empty()) {
            (_, false) => Ok(Some(&self.offices)),
            (true, true) => Ok(None),
            (false, true) => Err(Error::Usage("say where the person acts: --offices CODE,... or --all-offices".into())),
        }
    }
}

/// Runs `users`.
///
/// # Errors
/// `Error::Usage` for names and roles, `Error::Input` where there is no store, `Error::Write`, `Error::Busy`.
pub fn run(args: Args) -> Result<ExitCode> {
    let who = console(Role::Admin);
    // Only the first account may make the store.
    let mode = match args.what {
        What::Add { .. } => OpenMode::Create,
        What::List => OpenMode::Read,
        _ => OpenMode::Write,
    };
    let changed = match &args.what {
        What::List => return list(&args.db),
        What::Add { name, place, own_password } => {
            let offices = place.offices()?;
            let hash = new_hash(name)?;
            let store = args.db.open(mode)?;
            store.add_user(&who, instant(), name, place.role, offices, &hash, !own_password)?
        }
        What::Role { name, place } => {
            args.db.open(mode)?.set_role(&who, instant(), name, place.role, place.offices()?)?
        }
        What::Password { name } => {
            let hash = new_hash(name)?;
            args.db.open(mode)?.set_password(&who, instant(), name, &hash)?
        }
        What::Disable { name } => args.db.open(mode)?.set_disabled(&who, instant(), name, true)?,
        What::Enable { name } => args.db.open(mode)?.set_disabled(&who, instant(), name, false)?,
    };
    say(&match args.db.json {
        true => serde_json::to_string_pretty(&changed).expect("plain data") + "\n",
        false => format!("{}\n", told(&changed)),
    });
    Ok(ExitCode::SUCCESS)
}

/// An account in a line.
fn told(user: &User) -> String {
    let state = if user.disabled { ", disabled" } else { "" };
    format!("{}: {}, offices {}{state}", user.name, user.role.name(), offices(user))
}

fn offices(user: &User) -> String {
    user.offices.as_ref().map_or_else(|| "all".into(), |offices| plain(&offices.join(" ")))
}

fn list(db: &Db) -> Result<ExitCode> {
    let users = db.open(OpenMode::Read)?.users(&console(Role::Admin))?;
    if db.json {
        say(&(serde_json::to_string_pretty(&json!(users)).expect("plain data") + "\n"));
        return Ok(ExitCode::SUCCESS);
    }
    let mut page = table(&["name", "role", "offices", "state", "last login (UTC)"]);
    for user in &users {
        let state = match (user.disabled, user.locked_until, user.must_change_password) {
            (true, _, _) => "disabled".to_string(),
            (false, Some(until), _) if until > instant() => format!("locked until {}", until.format("%H:%M")),
            (false, _, true) => "has to change the password".to_string(),
            (false, _, false) => String::new(),
        };
        let login = user.last_login_at.map(|at| at.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default();
        page.add_row([user.name.clone(), user.role.name().into(), offices(user), state, login]);
    }
    say(&format!("{page}\n{} {}\n", users.len(), if users.len() == 1 { "account" } else { "accounts" }));
    Ok(ExitCode::SUCCESS)
}
