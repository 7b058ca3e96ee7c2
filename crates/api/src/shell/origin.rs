//! Keeps pages of other sites from acting with a browser's cookies (ASVS 3.5).

use actix_web::http::Method;
use actix_web::http::header::{HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN};

use super::credential::{is_authorized, is_by_cookie};

/// What a browser says of the page that sends a request (Fetch Metadata).
const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The origins whose pages may act with our cookies.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    /// How clients reach the service, as browsers write it: `https://accounts.example.com`.
    pub own: String,
    /// Those of the apps that stand elsewhere, written alike.
    pub others: Vec<String>,
}

/// What a request is about, as far as pages of other sites could send it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sent<'r> {
    /// An ordinary request; whether it may set a cookie.
    Request { method: &'r Method, may_set_cookie: bool },
    /// The handshake of a socket.
    Handshake,
}

impl Origins {
    /// Whether a request comes from a page of another site, or may come from one, and would use or set a cookie.
    /// One that shows any other credential is none of these: no browser sends that by itself.
    pub(crate) fn refuse(&self, sent: Sent<'_>, headers: &HeaderMap) -> bool {
        let is_concerned = match sent {
            Sent::Request { method, may_set_cookie } => {
                !method.is_safe() && (may_set_cookie || is_by_cookie(headers)) && !is_authorized(headers)
            }
            Sent::Handshake => is_by_cookie(headers),
        };
        is_concerned && !self.allow(headers, sent == Sent::Handshake)
    }

    /// Whether an origin is one of these.
    pub(crate) fn knows(&self, origin: &HeaderValue) -> bool {
        origin == self.own.as_str() || self.lists(origin)
    }

    /// Whether an origin is that of an app that stands elsewhere.
    pub(crate) fn lists(&self, origin: &HeaderValue) -> bool {
        self.others.iter().any(|listed| origin == listed.as_str())
    }

    fn allow(&self, headers: &HeaderMap, is_handshake: bool) -> bool {
        let site = headers.get(SITE).map(HeaderValue::as_bytes);
        let mut origins = headers.get_all(ORIGIN);
        match (origins.next(), origins.next()) {
            (Some(_), Some(_)) => false,
            (Some(origin), None) => {
                self.knows(origin)
                    || (is_host(origin, headers) && matches!(site, None | Some(b"same-origin")))
            }
            (None, _) => !is_handshake && !matches!(site, Some(b"cross-site" | b"same-site")),
        }
    }
}

/// Whether host and port of an origin are those that the request was sent to.
fn is_host(origin: &HeaderValue, headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
    origin.zip(host).is_some_and(|((_, origin), host)| !host.is_empty() && origin.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    const COOKIE: (&str, &str) = ("cookie", "sessionid=0123456789abcdef0123456789abcdef01234567");

    fn origins() -> Origins {
        Origins { own: "https://a.example".to_owned(), others: vec!["https://app.example:8443".to_owned()] }
    }

    fn headers(lines: &[(&str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(name.parse().unwrap(), HeaderValue::from_str(value).unwrap());
        }
        headers
    }

    fn refused(sent: Sent<'_>, lines: &[(&str, &str)]) -> bool {
        origins().refuse(sent, &headers(lines))
    }

    const POST: Sent<'static> = Sent::Request { method: &Method::POST, may_set_cookie: false };

    /// The design's table: for each origin what becomes of it without `Sec-Fetch-Site`, and with `same-origin`,
    /// `none`, `same-site`, `cross-site`.
    #[test]
    fn s34_the_truth_table_of_origin_and_site() {
        let table = [
            (Some("https://a.example"), "yyyyy"),
            (Some("https://app.example:8443"), "yyyyy"),
            // Reached by another name, such as an address of the network.
            (Some("http://inside:8000"), "yynnn"),
            (Some("HTTP://INSIDE:8000"), "yynnn"),
            (Some("http://inside"), "nnnnn"),
            (Some("https://evil.example"), "nnnnn"),
            (Some("http://a.example"), "nnnnn"),
            (Some("https://a.example:8443"), "nnnnn"),
            (Some("https://a.example.evil.example"), "nnnnn"),
            (Some("https://app.example"), "nnnnn"),
            (Some("null"), "nnnnn"),
            (Some(""), "nnnnn"),
            (None, "yyynn"),
        ];
        let sites = [None, Some("same-origin"), Some("none"), Some("same-site"), Some("cross-site")];
        for (origin, row) in table {
            for (site, expected) in sites.into_iter().zip(row.chars()) {
                let mut lines = vec![COOKIE, ("host", "inside:8000")];
                lines.extend(origin.map(|origin| ("origin", origin)));
                lines.extend(site.map(|site| ("sec-fetch-site", site)));
                for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                    let sent = Sent::Request { method: &method, may_set_cookie: false };
                    assert_eq!(refused(sent, &lines), expected == 'n', "{method} {origin:?} {site:?}");
                }
                // A sign-in by a foreign form carries no cookie yet.
                let signing_in = Sent::Request { method: &Method::POST, may_set_cookie: true };
                assert_eq!(refused(signing_in, &lines[1..]), expected == 'n', "{origin:?} {site:?}");
                let expected = if origin.is_none() { 'n' } else { expected };
                assert_eq!(refused(Sent::Handshake, &lines), expected == 'n', "socket {origin:?} {site:?}");
                for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
                    let sent = Sent::Request { method: &method, may_set_cookie: true };
                    assert!(!refused(sent, &lines), "{method} changes nothing");
                }
            }
        }
    }

    #[test]
    fn s34_whoever_shows_another_credential_or_none_is_not_concerned() {
        let foreign = [("host", "a.example"), ("origin", "https://evil.example")];
        assert!(!refused(POST, &foreign));
        assert!(!refused(Sent::Handshake, &foreign));
        let with_both = [foreign[0], foreign[1], COOKIE, ("authorization", "Bearer abc")];
        assert!(!refused(POST, &with_both));
        assert!(!refused(Sent::Handshake, &with_both));
        let with_another = [foreign[0], foreign[1], COOKIE, ("authorization", "Basic abc")];
        assert!(refused(POST, &with_another));
    }

    #[test]
    fn s34_two_origins_are_none() {
        let lines = [COOKIE, ("origin", "https://a.example"), ("origin", "https://a.example")];
        assert!(refused(POST, &lines));
    }
}
