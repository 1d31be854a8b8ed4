//! `tidewaiter review`.

use super::cases_door::anchor;
use super::say::say;
use crate::cases::OpenMode;
use crate::cases::Sqlite;
use crate::cases::Store;
use crate::error::Error;
use crate::error::Result;
use crate::review;
use crate::review::Settings;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// Serve the investigator's desk: queue, cases, decisions, figures, in a browser.
///
/// One program with all its pages inside; nothing is fetched from elsewhere. It listens on this computer only, unless told
/// otherwise; then it wants a certificate, or the proxy that speaks TLS for it. Log lines go to standard error, without names,
/// addresses or what was looked for.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tidewaiter users add wang --role admin --db cases.db      # the first account
  tidewaiter review --db cases.db --night-dir out --models models
  tidewaiter review --listen 0.0.0.0:8443 --tls-cert desk.pem --tls-key desk.key
  tidewaiter review --listen 10.0.0.9:8080 --behind-proxy 10.0.0.5

Ends at an interrupt or a termination signal, after the requests under way.
Exit codes: 0 ended, 2 usage or no such address, 65 the store, certificate or key cannot be used, 75 the store is busy.")]
pub struct Args {
    /// Address and port to listen on
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT")]
    listen: SocketAddr,
    /// The store of cases
    #[arg(long, default_value = "cases.db", value_name = "FILE")]
    db: PathBuf,
    /// Folder of the nights, for the flow warnings
    #[arg(long, value_name = "DIR")]
    night_dir: Option<PathBuf>,
    /// Folder of the models, to be shown
    #[arg(long, value_name = "DIR")]
    models: Option<PathBuf>,
    /// PEM certificate chain
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// PEM key of the certificate, unencrypted
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Address of a proxy that speaks TLS and names the visitor (X-Forwarded-For, -Proto); can be given again
    #[arg(long, value_name = "ADDRESS")]
    behind_proxy: Vec<IpAddr>,
    /// Hours after which everyone signs in anew
    #[arg(long, default_value_t = 12, value_name = "HOURS")]
    session_hours: u32,
    /// Requests a minute of one session, or of one address before login
    #[arg(long, default_value_t = 600, value_name = "N")]
    requests_a_minute: u32,
}

/// Runs `review`.
///
/// # Errors
/// `Error::Usage` for settings that would let passwords go in the clear, `Error::Input` where store, certificate or key cannot
/// be used.
pub fn run(args: Args) -> Result<ExitCode> {
    let settings = Settings {
        tls: args.tls_cert.zip(args.tls_key),
        proxies: args.behind_proxy,
        nights: args.night_dir,
        models: args.models,
        requests_a_minute: args.requests_a_minute,
        session_hours: args.session_hours,
        ..Settings::at(args.listen)
    };
    settings.check()?;
    tracing_subscriber::fmt().json().with_writer(std::io::stderr).init();
    let scheme = if settings.tls.is_some() { "https" } else { "http" };
    let store: Arc<dyn Store> =
        Arc::new(Sqlite::open(&args.db, OpenMode::Create).map_err(Error::from)?.with_anchor(&anchor(&args.db)));
    let nobody = !store.has_users().map_err(Error::from)?;
    let running = review::start(store, settings)?;
    say(&format!("{scheme}://{}\n", running.address()));
    if nobody {
        say(&format!(
            "Nobody has an account yet: `tidewaiter users add NAME --role admin --db {}`\n",
            args.db.display()
        ));
    }
    running.until_signalled();
    Ok(ExitCode::SUCCESS)
}
