//! How the desk is run.

use crate::error::Error;
use crate::error::Result;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::path::PathBuf;

/// What the operator says.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Address and port; port 0 takes any free one.
    pub listen: SocketAddr,
    /// PEM certificate chain and PEM key.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Proxies whose word on address and TLS is believed.
    pub proxies: Vec<IpAddr>,
    /// Folder in which each night has a folder named after its day.
    pub nights: Option<PathBuf>,
    /// Folder of the models.
    pub models: Option<PathBuf>,
    /// Requests a minute of one session, or of one address where nobody is signed in.
    pub requests_a_minute: u32,
    /// Hours after which a session ends however much it is used.
    pub session_hours: u32,
    /// Failed logins of one address within a quarter of an hour, after which it waits.
    pub address_failures_max: usize,
}

impl Settings {
    /// As it is run on one's own computer.
    pub fn at(listen: SocketAddr) -> Self {
        Settings {
            listen,
            tls: None,
            proxies: Vec::new(),
            nights: None,
            models: None,
            requests_a_minute: 600,
            session_hours: 12,
            address_failures_max: 30,
        }
    }

    /// Refuses to let passwords and cases go over a network in the clear.
    ///
    /// # Errors
    /// [`Error::Usage`] where the address is not loopback and there is neither TLS nor a stated proxy.
    pub fn check(&self) -> Result<()> {
        if !self.listen.ip().is_loopback() && self.tls.is_none() && self.proxies.is_empty() {
            return Err(Error::Usage(format!(
                "{} is open to the network, and passwords would go over it in the clear; give --tls-cert and --tls-key, or name \
                 the proxy that speaks TLS with --behind-proxy, or listen on 127.0.0.1",
                self.listen
            )));
        }
        if self.session_hours == 0 || self.session_hours > 24 * 7 {
            return Err(Error::Usage(format!("--session-hours {} is outside 1..168", self.session_hours)));
        }
        if self.requests_a_minute < 30 {
            return Err(Error::Usage(format!(
                "--requests-a-minute {} is too few to work with; give at least 30",
                self.requests_a_minute
            )));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_open_network_needs_tls_or_a_proxy() {
        assert!(Settings::at("127.0.0.1:0".parse().unwrap()).check().is_ok());
        assert!(Settings::at("[::1]:0".parse().unwrap()).check().is_ok());
        let mut open = Settings::at("0.0.0.0:8080".parse().unwrap());
        assert!(open.check().unwrap_err().to_string().contains("--tls-cert"));
        open.proxies = vec!["10.0.0.5".parse().unwrap()];
        assert!(open.check().is_ok());
    }
}
