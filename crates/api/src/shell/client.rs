//! Where a request came from, as far as it can be believed.

use std::future::{Ready, ready};
use std::net::IpAddr;
use std::sync::Once;

use actix_web::dev::Payload;
use actix_web::http::header::{HeaderMap, HeaderValue};
use actix_web::{FromRequest, HttpRequest};
use ipnet::IpNet;
use parlor_domain::{ClientAddress, Network};

use super::App;

/// The proxies whose `X-Forwarded-For` is believed.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(pub Vec<IpNet>);

/// Who sent a request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Client {
    pub address: ClientAddress,
}

/// The headers with which a proxy says for whom it speaks; only the first is ever read.
const FORWARDED_FOR: &str = "x-forwarded-for";
const FORWARDING: [&str; 3] = [FORWARDED_FOR, "forwarded", "x-real-ip"];

impl Client {
    pub fn of(request: &HttpRequest, app: &App) -> Self {
        let peer = request.peer_addr().map(|peer| peer.ip());
        Self { address: address(peer, request.headers(), app.trusted_proxies()) }
    }
}

fn address(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &TrustedProxies) -> ClientAddress {
    let Some(peer) = peer else { return ClientAddress::Unknown };
    if trusted.contains(peer) {
        if !headers.contains_key(FORWARDED_FOR) {
            return known(peer);
        }
        return forwarded(headers, trusted).map_or_else(|| unreadable(peer), known);
    }
    if FORWARDING.iter().any(|name| headers.contains_key(*name)) {
        say_once(peer);
        return ClientAddress::Unknown;
    }
    known(peer)
}

fn known(address: IpAddr) -> ClientAddress {
    ClientAddress::Known(Network::from(address))
}

/// The nearest address that no trusted proxy vouches for: those before it anybody may have written.
fn forwarded(headers: &HeaderMap, trusted: &TrustedProxies) -> Option<IpAddr> {
    let lines = headers.get_all(FORWARDED_FOR).map(HeaderValue::as_bytes);
    let hops: Vec<&[u8]> = lines.flat_map(|line| line.split(|byte| *byte == b',')).collect();
    for hop in hops.iter().rev() {
        let address = read_hop(hop)?;
        if !trusted.contains(address) {
            return Some(address);
        }
    }
    read_hop(hops.first()?)
}

/// Read byte by byte: what a client wrote before it must not spoil what the proxy added.
fn read_hop(hop: &[u8]) -> Option<IpAddr> {
    std::str::from_utf8(hop).ok()?.trim().parse().ok()
}

fn unreadable(peer: IpAddr) -> ClientAddress {
    static SAID: Once = Once::new();
    SAID.call_once(|| {
        tracing::warn!(%peer, "a trusted proxy forwards no plain address, so client addresses count as unknown");
    });
    ClientAddress::Unknown
}

fn say_once(peer: IpAddr) {
    static SAID: Once = Once::new();
    SAID.call_once(|| {
        tracing::warn!(
            %peer,
            "a proxy that is not trusted forwards requests, so client addresses count as unknown; \
             name it in PARLOR_TRUSTED_PROXIES"
        );
    });
}

impl TrustedProxies {
    fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|net| net.contains(&address))
    }
}

impl FromRequest for Client {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, actix_web::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let client = App::of(request).map(|app| Self::of(request, &app));
        ready(client.ok_or_else(|| actix_web::error::ErrorInternalServerError("no service")))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderName;

    use super::*;

    fn seen(peer: &str, headers: &[(&'static str, &str)]) -> String {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        }
        let trusted = TrustedProxies(vec!["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()]);
        match address(Some(peer.parse().unwrap()), &map, &trusted) {
            ClientAddress::Known(network) => network.to_string(),
            ClientAddress::Unknown => "unknown".to_owned(),
        }
    }

    #[test]
    fn s26_the_word_of_a_stranger_makes_its_address_unknown() {
        assert_eq!(seen("192.0.2.1", &[]), "192.0.2.1");
        for header in FORWARDING {
            assert_eq!(seen("192.0.2.1", &[(header, "198.51.100.9")]), "unknown", "{header}");
        }
    }

    #[test]
    fn s26_from_a_trusted_proxy_the_nearest_address_it_vouches_for_counts() {
        let forwarded = |chain| seen("10.0.0.1", &[(FORWARDED_FOR, chain)]);
        assert_eq!(forwarded("198.51.100.9"), "198.51.100.9");
        assert_eq!(forwarded("203.0.113.5, 198.51.100.9"), "198.51.100.9");
        assert_eq!(forwarded("203.0.113.5, 198.51.100.9, 10.1.1.1"), "198.51.100.9");
        assert_eq!(forwarded("10.2.2.2, 10.1.1.1"), "10.2.2.2");
        assert_eq!(forwarded("2001:db8:1:2:3::4"), "2001:db8:1:2::/64");
        assert_eq!(forwarded("nonsense"), "unknown");
        assert_eq!(seen("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn s26_what_a_client_wrote_does_not_spoil_what_a_trusted_proxy_added() {
        let mut headers = HeaderMap::new();
        let line = HeaderValue::from_bytes(b"\xff\xfe, 198.51.100.9").unwrap();
        headers.append(HeaderName::from_static(FORWARDED_FOR), line);
        let trusted = TrustedProxies(vec!["10.0.0.0/8".parse().unwrap()]);
        let expected = known("198.51.100.9".parse().unwrap());
        assert_eq!(address("10.0.0.1".parse().ok(), &headers, &trusted), expected);
    }

    #[test]
    fn s26_other_headers_are_not_read_even_from_a_trusted_proxy() {
        assert_eq!(seen("10.0.0.1", &[("x-real-ip", "198.51.100.9")]), "10.0.0.1");
        assert_eq!(seen("10.0.0.1", &[("forwarded", "for=198.51.100.9")]), "10.0.0.1");
    }

    #[test]
    fn s26_several_header_lines_are_one_chain() {
        let lines = [(FORWARDED_FOR, "203.0.113.5"), (FORWARDED_FOR, "198.51.100.9, 10.1.1.1")];
        assert_eq!(seen("::ffff:10.0.0.1", &lines), "198.51.100.9");
    }
}
