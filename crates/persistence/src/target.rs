//! Which database, and whether the way to it is safe.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

use thiserror::Error;
use url::{Host, Url};

/// Where the data is.
#[derive(Clone, PartialEq, Eq)]
pub enum Target {
    /// An SQLite file.
    Sqlite(PathBuf),
    /// A Postgres server, by a URL that libpq reads.
    Postgres(String),
}

/// Why a database cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InvalidTarget {
    /// Not one of the two forms.
    #[error("write it as postgres://user:password@host/database or sqlite://path/to/file.db")]
    Form,
    /// `:memory:` is a database of its own for each connection.
    #[error("an SQLite database needs a file: write sqlite://path/to/file.db")]
    Memory,
    /// The way to the server is open to others and this build cannot close it.
    #[error(
        "the server is on another machine and this build has no TLS for Postgres: build with the feature \
         pg-tls-vendored, or add sslmode=disable to the URL to send everything in plain text"
    )]
    NoTls,
}

const HAS_TLS: bool = cfg!(feature = "pg-tls");

impl Target {
    /// Reads `postgres://…` or `sqlite://path`. A connection to a server that is neither a socket nor
    /// loopback is encrypted, unless the URL says `sslmode=disable`.
    ///
    /// # Errors
    /// [`InvalidTarget`].
    pub fn parse(text: &str) -> Result<Self, InvalidTarget> {
        Self::parse_with(text, HAS_TLS)
    }

    fn parse_with(text: &str, has_tls: bool) -> Result<Self, InvalidTarget> {
        if let Some(path) = text.strip_prefix("sqlite://") {
            return match path {
                "" | ":memory:" => Err(InvalidTarget::Memory),
                path => Ok(Self::Sqlite(PathBuf::from(path))),
            };
        }
        let mut url = Url::parse(text).map_err(|_| InvalidTarget::Form)?;
        if !matches!(url.scheme(), "postgres" | "postgresql") {
            return Err(InvalidTarget::Form);
        }
        if is_near(&url) {
            return Ok(Self::Postgres(text.to_owned()));
        }
        match query(&url, "sslmode").as_deref() {
            Some("disable") => return Ok(Self::Postgres(text.to_owned())),
            _ if !has_tls => return Err(InvalidTarget::NoTls),
            Some("require" | "verify-ca" | "verify-full") => return Ok(Self::Postgres(text.to_owned())),
            _ => {}
        }
        // Anything weaker would fall back to plain text without a word.
        let kept: Vec<_> = url.query_pairs().filter(|(key, _)| key != "sslmode").collect();
        let pairs: Vec<(String, String)> =
            kept.into_iter().map(|(key, value)| (key.into_owned(), value.into_owned())).collect();
        url.query_pairs_mut().clear().extend_pairs(pairs).append_pair("sslmode", "require");
        Ok(Self::Postgres(url.into()))
    }
}

/// Whether every host the URL names is a socket or loopback.
fn is_near(url: &Url) -> bool {
    let host = match url.host() {
        None => true,
        Some(Host::Domain(name)) => name.is_empty() || is_near_name(name),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
    };
    let named = ["host", "hostaddr"].iter().filter_map(|key| query(url, key));
    host && named
        .flat_map(|hosts| hosts.split(',').map(str::to_owned).collect::<Vec<_>>())
        .all(|host| is_near_name(&host))
}

/// A name as libpq takes it: a directory of sockets, an address or a host name, perhaps percent-encoded.
fn is_near_name(name: &str) -> bool {
    let is_socket = name.starts_with('/') || name.starts_with("%2F") || name.starts_with("%2f");
    let is_loopback = name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    is_socket || is_loopback || name == "localhost"
}

fn query(url: &Url, key: &str) -> Option<String> {
    url.query_pairs().filter(|(name, _)| name == key).last().map(|(_, value)| value.into_owned())
}

/// A URL may hold a password, so only the kind of database is shown.
impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "SQLite in {}", path.display()),
            Self::Postgres(url) => {
                let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
                write!(
                    f,
                    "Postgres at {}",
                    host.filter(|host| !host.is_empty()).as_deref().unwrap_or("a socket")
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn postgres(text: &str, has_tls: bool) -> Result<String, InvalidTarget> {
        Target::parse_with(text, has_tls).map(|target| match target {
            Target::Postgres(url) => url,
            Target::Sqlite(path) => panic!("read as a file: {}", path.display()),
        })
    }

    #[test]
    fn a_file_and_a_server_are_told_apart() {
        assert_eq!(Target::parse("sqlite://data/p.db"), Ok(Target::Sqlite("data/p.db".into())));
        assert_eq!(Target::parse("sqlite:///var/p.db"), Ok(Target::Sqlite("/var/p.db".into())));
        assert_eq!(Target::parse("sqlite://:memory:"), Err(InvalidTarget::Memory));
        for text in ["", "mysql://localhost/p", "host=localhost", "data/p.db"] {
            assert_eq!(Target::parse(text), Err(InvalidTarget::Form), "{text}");
        }
    }

    #[test]
    fn a_socket_or_loopback_needs_no_encryption() {
        for url in [
            "postgres://u@localhost/p",
            "postgres://u:p@127.0.0.1:5433/p",
            "postgres://u@[::1]/p",
            "postgresql:///p?host=/run/postgresql",
            "postgres://%2Frun%2Fpostgresql/p",
            "postgres:///p",
        ] {
            assert_eq!(postgres(url, false).as_deref(), Ok(url));
        }
    }

    #[test]
    fn a_server_elsewhere_is_reached_encrypted_or_not_at_all() {
        let url = "postgres://u:p@db.example.com/p";
        assert_eq!(postgres(url, false), Err(InvalidTarget::NoTls));
        assert_eq!(postgres(url, true).as_deref(), Ok("postgres://u:p@db.example.com/p?sslmode=require"));
        for weak in ["prefer", "allow", "nonsense"] {
            let weak = format!("{url}?sslmode={weak}&application_name=x");
            assert_eq!(postgres(&weak, false), Err(InvalidTarget::NoTls));
            let strong = format!("{url}?application_name=x&sslmode=require");
            assert_eq!(postgres(&weak, true), Ok(strong));
        }
        for kept in ["require", "verify-ca", "verify-full"] {
            let url = format!("{url}?sslmode={kept}");
            assert_eq!(postgres(&url, true), Ok(url.clone()));
            assert_eq!(postgres(&url, false), Err(InvalidTarget::NoTls));
        }
        let plain = format!("{url}?sslmode=disable");
        assert_eq!(postgres(&plain, false), Ok(plain.clone()));
    }

    #[test]
    fn a_host_elsewhere_is_seen_wherever_the_url_names_it() {
        for url in [
            "postgres:///p?host=db.example.com",
            "postgres://localhost/p?hostaddr=192.0.2.7",
            "postgres:///p?host=/run/postgresql,db.example.com",
            "postgres://10.0.0.5/p",
        ] {
            assert_eq!(postgres(url, false), Err(InvalidTarget::NoTls), "{url}");
        }
    }

    #[test]
    fn a_password_in_the_url_is_not_shown() {
        let target = Target::parse("postgres://u:hunter22@localhost/p").unwrap();
        assert_eq!(format!("{target:?} {target}"), "Postgres at localhost Postgres at localhost");
    }
}
