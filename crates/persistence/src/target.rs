//! Which database, and whether the way to it is safe.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

use thiserror::Error;
use url::Url;

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
    /// Something in the URL is not encoded as URLs are.
    #[error(
        "percent-encode what stands for itself in the URL: a space is %20, a percent sign in a password %25"
    )]
    Encoding,
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
        Self::parse_with(text, HAS_TLS, |name| std::env::var(name).ok())
    }

    fn parse_with(text: &str, has_tls: bool, environment: Environment) -> Result<Self, InvalidTarget> {
        if let Some(path) = text.strip_prefix("sqlite://") {
            return match path {
                "" | ":memory:" => Err(InvalidTarget::Memory),
                path => Ok(Self::Sqlite(PathBuf::from(path))),
            };
        }
        if !is_encoded(text) {
            return Err(InvalidTarget::Encoding);
        }
        let url = Url::parse(text).map_err(|_| InvalidTarget::Form)?;
        if !matches!(url.scheme(), "postgres" | "postgresql") {
            return Err(InvalidTarget::Form);
        }
        let mut wanted: Vec<(&str, &str)> = PATIENCE.to_vec();
        wanted.retain(|(key, _)| query(&url, key).is_none());
        if !is_near(&url, environment) {
            match query(&url, "sslmode").as_deref() {
                Some("disable") => {}
                _ if !has_tls => return Err(InvalidTarget::NoTls),
                Some("require" | "verify-ca" | "verify-full") => {}
                // Anything weaker would fall back to plain text without a word; of two, libpq takes the last.
                _ => wanted.push(("sslmode", "require")),
            }
        }
        let mut text = text.to_owned();
        for (key, value) in wanted {
            let joint = if text.contains('?') { '&' } else { '?' };
            text.push_str(&format!("{joint}{key}={value}"));
        }
        Ok(Self::Postgres(text))
    }
}

/// What libpq reads of the environment where the URL is silent.
type Environment = fn(&str) -> Option<String>;

/// A server that vanishes without a word is given up after seconds, not after the kernel's quarter of an hour.
const PATIENCE: &[(&str, &str)] = &[
    ("connect_timeout", "5"),
    ("tcp_user_timeout", "10000"),
    ("keepalives_idle", "10"),
    ("keepalives_interval", "5"),
    ("keepalives_count", "2"),
];

/// Whether every `%` begins an encoded byte and nothing has to be encoded that is not. What libpq cannot
/// decode it would quote in its error, and that may be the password.
fn is_encoded(text: &str) -> bool {
    let mut escapes = text.split('%');
    let plain = escapes.next().unwrap_or_default();
    let whole = |escape: &str| {
        escape.get(..2).is_some_and(|hex| hex != "00" && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    escapes.all(whole) && !text.contains(char::is_whitespace) && !plain.contains('\0')
}

/// Whether every host that libpq would turn to is a socket or loopback.
fn is_near(url: &Url, environment: Environment) -> bool {
    if query(url, "service").is_some() || environment("PGSERVICE").is_some() {
        return false;
    }
    let own = url.host_str().filter(|host| !host.is_empty()).map(str::to_owned);
    let host = query(url, "host").or(own).or_else(|| environment("PGHOST"));
    let address = query(url, "hostaddr").or_else(|| environment("PGHOSTADDR"));
    let mut hosts = [host, address].into_iter().flatten();
    hosts.all(|hosts| hosts.split(',').all(is_near_name))
}

/// A name as libpq takes it: a directory of sockets, an address or a host name, perhaps percent-encoded.
fn is_near_name(name: &str) -> bool {
    let is_socket =
        name.is_empty() || name.starts_with('/') || name.starts_with("%2F") || name.starts_with("%2f");
    let address = name.trim_start_matches('[').trim_end_matches(']');
    let is_loopback = address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
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
        read(text, has_tls, |_| None)
    }

    /// The URL without what is added to every one.
    fn read(text: &str, has_tls: bool, environment: Environment) -> Result<String, InvalidTarget> {
        Target::parse_with(text, has_tls, environment).map(|target| match target {
            Target::Postgres(url) => PATIENCE.iter().fold(url, |url, (key, value)| {
                url.replace(&format!("?{key}={value}&"), "?")
                    .replace(&format!("&{key}={value}"), "")
                    .replace(&format!("?{key}={value}"), "")
            }),
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
        let near = [
            "postgres://u@localhost/p",
            "postgres://u:p@127.0.0.1:5433/p",
            "postgres://u@[::1]/p",
            "postgresql:///p?host=/run/postgresql",
            "postgres://%2Frun%2Fpostgresql/p",
            "postgres:///p",
        ];
        for url in near {
            assert_eq!(postgres(url, false).as_deref(), Ok(url));
        }
    }

    #[test]
    fn a_server_elsewhere_is_reached_encrypted_or_not_at_all() {
        let url = "postgres://u:p@db.example.com/p";
        assert_eq!(postgres(url, false), Err(InvalidTarget::NoTls));
        assert_eq!(postgres(url, true).as_deref(), Ok("postgres://u:p@db.example.com/p?sslmode=require"));
        for weak in ["prefer", "allow", "nonsense"] {
            let weak = format!("{url}?sslmode={weak}&options=-c%20x%3D1");
            assert_eq!(postgres(&weak, false), Err(InvalidTarget::NoTls));
            assert_eq!(postgres(&weak, true), Ok(format!("{weak}&sslmode=require")), "the last one counts");
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
    fn a_host_elsewhere_is_seen_wherever_it_is_named() {
        let far = [
            "postgres:///p?host=db.example.com",
            "postgres://localhost/p?hostaddr=192.0.2.7",
            "postgres:///p?host=/run/postgresql,db.example.com",
            "postgres://10.0.0.5/p",
            "postgres:///p?service=main",
        ];
        for url in far {
            assert_eq!(postgres(url, false), Err(InvalidTarget::NoTls), "{url}");
        }
        let by_name: Environment = |name| (name == "PGHOST").then(|| "db.example.com".to_owned());
        assert_eq!(read("postgres:///p", false, by_name), Err(InvalidTarget::NoTls));
        assert!(read("postgres://localhost/p", false, by_name).is_ok(), "the URL counts more");
        for variable in ["PGHOSTADDR", "PGSERVICE"] {
            let environment: Environment = match variable {
                "PGHOSTADDR" => |name| (name == "PGHOSTADDR").then(|| "192.0.2.7".to_owned()),
                _ => |name| (name == "PGSERVICE").then(|| "main".to_owned()),
            };
            assert_eq!(read("postgres://localhost/p", false, environment), Err(InvalidTarget::NoTls));
        }
    }

    #[test]
    fn s74_a_url_that_libpq_would_quote_in_an_error_is_refused_before() {
        for url in [
            "postgres://u:50%off@localhost/p",
            "postgres://u:a b@localhost/p",
            "postgres://u:a%00@localhost/p",
            "postgres://u:a%2@localhost/p",
            "postgres://u:a%",
        ] {
            assert_eq!(postgres(url, true), Err(InvalidTarget::Encoding), "{url}");
        }
        assert!(postgres("postgres://u:50%25off%20@localhost/p", true).is_ok());
    }

    #[test]
    fn a_server_that_vanishes_is_given_up_unless_the_url_says_otherwise() {
        let parse = |url: &str| match Target::parse(url).unwrap() {
            Target::Postgres(url) => url,
            Target::Sqlite(_) => panic!("read as a file"),
        };
        assert!(parse("postgres://localhost/p").contains("?connect_timeout=5&tcp_user_timeout=10000&"));
        let patient = parse("postgres://localhost/p?connect_timeout=60");
        assert!(
            patient.contains("connect_timeout=60&tcp") && !patient.contains("connect_timeout=5&"),
            "{patient}"
        );
    }

    #[test]
    fn a_password_in_the_url_is_not_shown() {
        let target = Target::parse("postgres://u:hunter22@localhost/p").unwrap();
        assert_eq!(format!("{target:?} {target}"), "Postgres at localhost Postgres at localhost");
    }
}
