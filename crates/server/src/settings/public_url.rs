//! How clients reach the service.

use std::fmt;

use url::Url;

/// `http` or `https`, a host, perhaps a port; nothing after that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// Reads it. A slash at the end is cut, and so is the port that the scheme implies, so that it equals
    /// the `Origin` that browsers send (RFC 6454, 6.2).
    ///
    /// # Errors
    /// What to give instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let url = url.ok_or("give http:// or https:// and a host, such as https://accounts.example.com")?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err("leave the user and password out".to_owned());
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err("leave out what follows the host and port".to_owned());
        }
        Ok(Self(url.origin().ascii_serialization()))
    }

    /// Whether clients reach the service by https.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https:")
    }

    /// The host alone.
    #[must_use]
    pub fn host(&self) -> String {
        let url = Url::parse(&self.0).ok();
        url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
    }
}

/// Without a slash at its end.
impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_as_the_origin_that_browsers_send() {
        for (given, read) in [
            ("http://localhost:8000", "http://localhost:8000"),
            ("https://accounts.example.com/", "https://accounts.example.com"),
            ("HTTPS://Accounts.Example.com:443", "https://accounts.example.com"),
            ("http://[::1]:8000/", "http://[::1]:8000"),
        ] {
            assert_eq!(PublicUrl::parse(given).unwrap().to_string(), read);
        }
    }

    #[test]
    fn its_host_can_be_had_alone() {
        for (url, host) in [("https://a.example:8443", "a.example"), ("http://[::1]:8000", "[::1]")] {
            assert_eq!(PublicUrl::parse(url).unwrap().host(), host);
        }
    }

    #[test]
    fn what_is_more_or_less_than_an_origin_is_refused() {
        for text in [
            "",
            "localhost:8000",
            "ftp://example.com",
            "https://",
            "https://example.com/accounts",
            "https://example.com/?a=b",
            "https://example.com/#a",
            "https://ann:pass@example.com",
        ] {
            assert!(PublicUrl::parse(text).is_err(), "{text}");
        }
    }
}
