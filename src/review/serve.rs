//! The server: its routes, its start and its quiet end.

use super::acts;
use super::assets;
use super::attachments;
use super::bulk;
use super::case_page;
use super::desk::Desk;
use super::guard;
use super::listen;
use super::listen::Door;
use super::listen::Peer;
use super::login;
use super::queue_page;
use super::settings::Settings;
use super::take_out;
use super::views;
use crate::cases::Store;
use crate::error::Error;
use crate::error::Result;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum::routing::post;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

/// Greatest body of a form, bytes; files have the store's own limit.
const FORM_MAX: usize = 256 * 1024;
/// What requests under way may still take when the server is stopped.
const FAREWELL: Duration = Duration::from_secs(20);

/// All pages.
fn router(desk: &Desk) -> Router {
    let file_max = usize::try_from(desk.store.rules().attachment_bytes).unwrap_or(FORM_MAX) + FORM_MAX;
    Router::new()
        .route("/", get(queue_page::queue))
        .route("/bulk", post(bulk::bulk))
        .route("/views", post(views::save))
        .route("/views/forget", post(views::forget))
        .route("/cases/{id}", get(case_page::case))
        .route("/cases/{id}/next", get(case_page::next))
        .route("/cases/{id}/previous", get(case_page::previous))
        .route("/cases/{id}/take", post(acts::take))
        .route("/cases/{id}/put-back", post(acts::put_back))
        .route("/cases/{id}/assign", post(acts::assign))
        .route("/cases/{id}/due", post(acts::due))
        .route("/cases/{id}/decide", post(acts::decide))
        .route("/cases/{id}/second", post(acts::second))
        .route("/cases/{id}/undo", post(acts::undo))
        .route("/cases/{id}/reopen", post(acts::reopen))
        .route("/cases/{id}/comment", post(acts::comment))
        .route("/cases/{id}/attach", post(attachments::attach).layer(DefaultBodyLimit::max(file_max)))
        .route("/attachments/{id}", get(attachments::attachment))
        .route("/cases/{id}/file.pdf", get(take_out::case_pdf))
        .route("/cases/{id}/file.json", get(take_out::case_json))
        .route("/queue.csv", get(take_out::queue_csv))
        .route("/audit.csv", get(take_out::audit_csv))
        .merge(super::offices::routes())
        .route("/login", get(login::login).post(login::enter))
        .route("/logout", post(login::leave))
        .route("/account", get(login::account))
        .route("/account/changed", get(login::changed))
        .route("/account/password", post(login::change))
        .route("/language/{name}", get(login::language))
        .route("/assets/desk.css", get(assets::style))
        .route("/assets/desk.js", get(assets::script))
        .route("/assets/icon.svg", get(assets::icon))
        .route("/health", get(|| async { "ok\n" }))
        .layer(DefaultBodyLimit::max(FORM_MAX))
        .layer(from_fn_with_state(desk.clone(), guard::guard))
        .with_state(desk.clone())
}

/// A running server.
pub struct Running {
    address: SocketAddr,
    stop: Arc<Notify>,
    runtime: tokio::runtime::Runtime,
    server: tokio::task::JoinHandle<std::io::Result<()>>,
}

/// Starts the server on threads of its own.
///
/// # Errors
/// [`Error::Usage`] where the settings would let passwords go in the clear or the address cannot be had, [`Error::Input`] where
/// certificate or key cannot be used.
pub fn start(store: Arc<dyn Store>, settings: Settings) -> Result<Running> {
    settings.check()?;
    let tls = match &settings.tls {
        Some((cert, key)) => Some(listen::tls(cert, key)?),
        None => None,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_name("review")
        .build()
        .map_err(|cause| Error::Usage(format!("the server cannot start its threads: {cause}")))?;
    let door = runtime.block_on(Door::open(settings.listen, tls, !settings.proxies.is_empty()))?;
    let address = door.address();
    let stop = Arc::new(Notify::new());
    let app = router(&Desk::new(store, settings)).into_make_service_with_connect_info::<Peer>();
    let stopped = stop.clone();
    let server = runtime.spawn(async move {
        let farewell = async move { stopped.notified().await };
        axum::serve(door, app).with_graceful_shutdown(farewell).await
    });
    Ok(Running { address, stop, runtime, server })
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits for an interrupt or a termination signal, then ends as [`stop`](Self::stop).
    pub fn until_signalled(self) {
        self.runtime.block_on(signalled());
        self.stop();
    }

    /// Takes no new request, lets those under way finish, and ends.
    pub fn stop(self) {
        self.stop.notify_one();
        let ended = self.runtime.block_on(async { tokio::time::timeout(FAREWELL, self.server).await });
        if ended.is_err() {
            tracing::warn!("requests under way were broken off");
        }
        self.runtime.shutdown_timeout(Duration::from_secs(5));
    }
}

async fn signalled() {
    let told = Arc::new(Notify::new());
    let first = told.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            first.notify_one();
        }
    });
    #[cfg(unix)]
    {
        let second = told.clone();
        tokio::spawn(async move {
            if let Ok(mut term) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                term.recv().await;
                second.notify_one();
            }
        });
    }
    told.notified().await;
}
