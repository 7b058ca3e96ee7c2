//! Which SMTP server takes the mail, and how: what `PARLOR_SMTP_URL` says.

use std::fmt;
use std::net::IpAddr;

use percent_encoding::percent_decode_str;
use secrecy::SecretString;
use url::Url;

/// An SMTP server. The password is never shown.
#[derive(Debug, Clone)]
pub struct SmtpServer {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) tls: Tls,
    pub(super) credentials: Option<(String, SecretString)>,
}

/// How the way to an SMTP server is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// It is not.
    None,
    /// By TLS, which both sides agree on first; without it nothing is sent (RFC 3207).
    StartTls,
    /// By TLS from the first byte (RFC 8314).
    Implicit,
}

impl SmtpServer {
    /// Reads `smtp://user:password@host:port?tls=none|starttls|tls`. Without `tls` it is TLS on port 465,
    /// nothing on this very machine, and STARTTLS everywhere else.
    ///
    /// # Errors
    /// What to give instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        let advice =
            || "give smtp://user:password@host:port, perhaps with ?tls=none, starttls or tls".to_owned();
        let url = Url::parse(text).map_err(|_| advice())?;
        let is_plain_path = matches!(url.path(), "" | "/") && url.fragment().is_none();
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(advice)?;
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let usual = match (url.scheme(), url.port(), is_loopback(&host)) {
            ("smtps", _, _) | ("smtp", Some(465), _) => Tls::Implicit,
            ("smtp", _, true) => Tls::None,
            ("smtp", _, false) => Tls::StartTls,
            _ => return Err(advice()),
        };
        if !is_plain_path {
            return Err(advice());
        }
        let mut tls = usual;
        for (name, value) in url.query_pairs() {
            tls = match (name.as_ref(), value.as_ref()) {
                ("tls", "none") => Tls::None,
                ("tls", "starttls") => Tls::StartTls,
                ("tls", "tls") => Tls::Implicit,
                _ => return Err(advice()),
            };
        }
        let decoded =
            |text: &str| percent_decode_str(text).decode_utf8().map(String::from).map_err(|_| advice());
        let credentials = match (url.username(), url.password()) {
            ("", None) => None,
            ("", Some(_)) | (_, None) => return Err("give both a user and a password, or neither".to_owned()),
            (user, Some(password)) => Some((decoded(user)?, decoded(password)?.into())),
        };
        let usual_port = match tls {
            Tls::None => 25,
            Tls::StartTls => 587,
            Tls::Implicit => 465,
        };
        Ok(Self { host, port: url.port().unwrap_or(usual_port), tls, credentials })
    }

    /// Whether a password would cross a network in plain text.
    #[must_use]
    pub fn shows_its_password(&self) -> bool {
        self.tls == Tls::None && self.credentials.is_some() && !is_loopback(&self.host)
    }
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback())
}

/// Host, port and how it is reached, for messages.
impl fmt::Display for SmtpServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let way = match self.tls {
            Tls::None => "not encrypted",
            Tls::StartTls => "STARTTLS",
            Tls::Implicit => "TLS",
        };
        write!(f, "{}:{} ({way})", self.host, self.port)
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn shown(text: &str) -> String {
        SmtpServer::parse(text).unwrap().to_string()
    }

    #[test]
    fn the_way_and_the_port_are_what_is_usual_unless_they_are_said() {
        for (url, server) in [
            ("smtp://mail.example.com", "mail.example.com:587 (STARTTLS)"),
            ("smtp://mail.example.com:465", "mail.example.com:465 (TLS)"),
            ("smtps://mail.example.com", "mail.example.com:465 (TLS)"),
            ("smtp://mail.example.com:2525?tls=tls", "mail.example.com:2525 (TLS)"),
            ("smtp://mail.example.com?tls=none", "mail.example.com:25 (not encrypted)"),
            ("smtp://localhost:1025", "localhost:1025 (not encrypted)"),
            ("smtp://127.0.0.1:1025/?tls=starttls", "127.0.0.1:1025 (STARTTLS)"),
            ("smtp://[::1]:25", "::1:25 (not encrypted)"),
        ] {
            assert_eq!(shown(url), server);
        }
    }

    #[test]
    fn s74_the_password_is_read_as_it_was_meant_and_never_shown() {
        let server =
            SmtpServer::parse("smtp://ann%40example.com:can%2Fary%3A%40@mail.example.com?tls=none").unwrap();
        let (user, password) = server.credentials.clone().unwrap();
        assert_eq!((user.as_str(), password.expose_secret()), ("ann@example.com", "can/ary:@"));
        assert!(server.shows_its_password());
        for shown in [format!("{server:?}"), server.to_string()] {
            assert!(!shown.contains("ary"), "{shown}");
        }
    }

    #[test]
    fn what_names_no_server_is_refused_without_being_quoted() {
        for text in [
            "",
            "mail.example.com",
            "http://mail.example.com",
            "smtp://",
            "smtp://u:canary@h?tls=maybe",
            "smtp://u:canary@h?ssl=1",
            "smtp://u:canary@h/path",
            "smtp://canary@h",
            "smtp://:canary@h",
            "smtp://u:%ff%fecanary@h",
        ] {
            let advice = SmtpServer::parse(text).unwrap_err();
            assert!(!advice.contains("canary"), "{advice}");
        }
    }
}
