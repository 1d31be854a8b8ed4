//! Where a request comes from: the peer itself, or what a stated proxy says of it.

use axum::http::HeaderMap;
use axum::http::header::HOST;
use axum::http::header::ORIGIN;
use std::net::IpAddr;

/// From where and how a request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct From {
    /// The visitor's address.
    pub address: IpAddr,
    /// Whether the visitor spoke TLS, to us or to the proxy.
    pub secure: bool,
}

/// What is known of a request's way. `X-Forwarded-For` and `-Proto` are believed from `proxies` only; of the addresses
/// the last one counts that is no proxy of ours, for all before it may be the visitor's own invention.
pub fn from(peer: IpAddr, tls: bool, proxies: &[IpAddr], headers: &HeaderMap) -> From {
    let peer = peer.to_canonical();
    if !proxies.contains(&peer) {
        return From { address: peer, secure: tls };
    }
    let said = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect::<Vec<_>>();
    let address = said
        .join(",")
        .rsplit(',')
        .map_while(|address| address.trim().parse::<IpAddr>().ok())
        .map(|address| address.to_canonical())
        .find(|address| !proxies.contains(address));
    let proto = headers.get_all("x-forwarded-proto").iter().next_back().and_then(|value| value.to_str().ok());
    let proto = proto.and_then(|proto| proto.rsplit(',').next()).map(str::trim);
    From { address: address.unwrap_or(peer), secure: tls || proto == Some("https") }
}

/// Whether a request that changes something comes from a page of ours: `Origin` must be ours; where a browser leaves it out,
/// it must say that the request is of the same origin.
pub fn is_ours(headers: &HeaderMap, secure: bool) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text(ORIGIN.as_str()), text(HOST.as_str())) {
        (Some(origin), Some(host)) => {
            let scheme = if secure { "https://" } else { "http://" };
            origin.strip_prefix(scheme).is_some_and(|of| of.eq_ignore_ascii_case(host))
        }
        (None, _) => text("sec-fetch-site") == Some("same-origin"),
        (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderName;

    fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        let pairs = pairs.iter().map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse().unwrap()));
        pairs.collect()
    }

    #[test]
    fn only_a_stated_proxy_is_believed() {
        let [stranger, proxy, visitor] = ["203.0.113.9", "10.0.0.5", "198.51.100.7"].map(|a| a.parse().unwrap());
        let said = headers(&[("x-forwarded-for", "1.2.3.4, 198.51.100.7"), ("x-forwarded-proto", "https")]);
        assert_eq!(from(stranger, false, &[proxy], &said), From { address: stranger, secure: false });
        assert_eq!(from(proxy, false, &[proxy], &said), From { address: visitor, secure: true });
        let invented = headers(&[("x-forwarded-for", "nonsense")]);
        assert_eq!(from(proxy, false, &[proxy], &invented), From { address: proxy, secure: false });
        let mapped = "::ffff:10.0.0.5".parse().unwrap();
        assert_eq!(from(mapped, false, &[proxy], &said).address, visitor);
    }

    #[test]
    fn a_form_of_another_place_is_not_ours() {
        let ours = |pairs: &[(&str, &str)]| is_ours(&headers(pairs), false);
        assert!(ours(&[("host", "127.0.0.1:8080"), ("origin", "http://127.0.0.1:8080")]));
        assert!(!ours(&[("host", "127.0.0.1:8080"), ("origin", "http://127.0.0.1:8081")]));
        assert!(!ours(&[("host", "127.0.0.1:8080"), ("origin", "https://127.0.0.1:8080")]));
        assert!(!ours(&[("host", "127.0.0.1:8080"), ("origin", "null")]));
        assert!(!ours(&[("host", "127.0.0.1:8080")]));
        assert!(ours(&[("host", "127.0.0.1:8080"), ("sec-fetch-site", "same-origin")]));
        assert!(!ours(&[("host", "127.0.0.1:8080"), ("sec-fetch-site", "cross-site")]));
    }
}
