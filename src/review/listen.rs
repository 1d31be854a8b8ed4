//! Where visitors come in: a loopback door, a door under TLS, or one behind a stated proxy.

use super::patient::Patient;
use crate::error::Error;
use crate::error::Result;
use axum::extract::connect_info::Connected;
use axum::serve::IncomingStream;
use axum::serve::Listener;
use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::task::Context;
use std::task::Poll;
use std::time::Duration;
use tokio::io::AsyncRead;
use tokio::io::AsyncWrite;
use tokio::io::ReadBuf;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::server::TlsStream;

/// Connections open at once, of all and of one address.
const CONNECTIONS_MAX: usize = 1024;
const OF_ONE_ADDRESS_MAX: usize = 256;
/// A connection that took no answer for so long is let go; longer than a request may take.
const PATIENCE: Duration = Duration::from_secs(90);
const HANDSHAKE: Duration = Duration::from_secs(10);

/// A visitor's stream, plain or under TLS.
pub enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// Who is at the other end of a connection.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// Accepts connections; handshakes are made beside it, so that a slow one keeps nobody waiting.
pub struct Door {
    ready: mpsc::Receiver<(Patient<Counted>, SocketAddr)>,
    address: SocketAddr,
}

/// A stream that is counted for its address while it is open.
pub struct Counted {
    stream: Stream,
    _of: Guest,
}

/// One connection of an address; given back on drop.
struct Guest {
    address: IpAddr,
    guests: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut guests = self.guests.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = guests.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                guests.remove(&self.address);
            }
        }
    }
}

fn guest(address: IpAddr, at_most: usize, guests: &Arc<Mutex<HashMap<IpAddr, usize>>>) -> Option<Guest> {
    let mut open = guests.lock().unwrap_or_else(PoisonError::into_inner);
    let count = open.entry(address).or_default();
    if *count >= at_most {
        return None;
    }
    *count += 1;
    drop(open);
    Some(Guest { address, guests: guests.clone() })
}

/// TLS as the operator's certificate and key say; versions 1.2 and 1.3.
///
/// # Errors
/// [`Error::Input`] where a file cannot be read, holds nothing or both do not belong together.
pub fn tls(cert: &Path, key: &Path) -> Result<TlsAcceptor> {
    let remedy = "give a PEM certificate chain with --tls-cert and its unencrypted PEM key with --tls-key";
    let chain: Vec<_> = CertificateDer::pem_file_iter(cert)
        .and_then(Iterator::collect)
        .map_err(|cause| Error::input(cert, cause, remedy))?;
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|cause| Error::input(key, cause, remedy))?;
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, secret)
        .map_err(|cause| Error::input(cert, cause, remedy))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

impl Door {
    /// Opens the door. `shared` tells that many visitors come from one address, as behind a proxy.
    ///
    /// # Errors
    /// [`Error::Usage`] where the address cannot be bound.
    pub async fn open(address: SocketAddr, tls: Option<TlsAcceptor>, shared: bool) -> Result<Self> {
        let listener = TcpListener::bind(address).await.map_err(|cause| {
            Error::Usage(format!("{address} cannot be listened on: {cause}; choose another address with --listen"))
        })?;
        let bound = listener.local_addr().unwrap_or(address);
        let (sender, ready) = mpsc::channel(64);
        tokio::spawn(receive(listener, tls, shared, sender));
        Ok(Door { ready, address: bound })
    }

    /// Where it listens: the port that was given where 0 was asked.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

async fn receive(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    shared: bool,
    ready: mpsc::Sender<(Patient<Counted>, SocketAddr)>,
) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let guests = Arc::new(Mutex::default());
    let at_most = if shared { CONNECTIONS_MAX } else { OF_ONE_ADDRESS_MAX };
    while !ready.is_closed() {
        let Ok(place) = places.clone().acquire_owned().await else { return };
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(cause) => {
                // Out of files, or gone before it was taken: what comes next may fare better.
                tracing::warn!(%cause, "a connection was not accepted");
                tokio::time::sleep(Duration::from_millis(200)).await;
                continue;
            }
        };
        let Some(of) = guest(peer.ip(), at_most, &guests) else { continue };
        let _ = stream.set_nodelay(true);
        let (tls, ready) = (tls.clone(), ready.clone());
        tokio::spawn(async move {
            let stream = match tls {
                None => Stream::Plain(stream),
                Some(tls) => match tokio::time::timeout(HANDSHAKE, tls.accept(stream)).await {
                    Ok(Ok(stream)) => Stream::Tls(Box::new(stream)),
                    _ => return,
                },
            };
            let counted = Counted { stream, _of: of };
            let _ = ready.send((Patient::new(counted, PATIENCE, Some(place)), peer)).await;
        });
    }
}

impl Listener for Door {
    type Io = Patient<Counted>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(connection) => connection,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok(self.address)
    }
}

impl Connected<IncomingStream<'_, Door>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        Peer(*stream.remote_addr())
    }
}

impl AsyncRead for Counted {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().stream {
            Stream::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Stream::Tls(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Counted {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match &mut self.get_mut().stream {
            Stream::Plain(stream) => Pin::new(stream).poll_write(cx, buf),
            Stream::Tls(stream) => Pin::new(stream).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().stream {
            Stream::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Stream::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().stream {
            Stream::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Stream::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_takes_only_its_share_of_the_places() {
        let guests = Arc::new(Mutex::default());
        let address = IpAddr::from([10, 0, 0, 7]);
        let first = guest(address, 2, &guests);
        let second = guest(address, 2, &guests);
        assert!(first.is_some() && second.is_some() && guest(address, 2, &guests).is_none());
        assert!(guest(IpAddr::from([10, 0, 0, 8]), 2, &guests).is_some());
        drop(first);
        assert!(guest(address, 2, &guests).is_some());
    }
}
