//! Requests to Parlor, bounded in time and size. Must not know what is asked for.

use std::error::Error;
use std::time::Duration;

use reqwest::header::{AGE, CACHE_CONTROL, HeaderMap, HeaderName, RETRY_AFTER};
use reqwest::{Client, RequestBuilder, redirect};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

/// Longer answers are not read.
const MAX_BYTES: usize = 256 * 1024;
/// Whoever waits for an answer waits no longer than this.
const TIMEOUT: Duration = Duration::from_secs(5);

pub(crate) struct Http(Client);

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
    pub(crate) fresh_for: Option<Duration>,
    pub(crate) retry_after: Option<Duration>,
}

impl Http {
    pub(crate) fn new() -> Result<Self, String> {
        // No redirects: keys come, and tokens go, to the address that was configured.
        let client = Client::builder().timeout(TIMEOUT).redirect(redirect::Policy::none()).build();
        client.map(Self).map_err(|error| chain(&error))
    }

    pub(crate) async fn get(&self, address: &Url) -> Result<Answer, String> {
        answer(self.0.get(address.clone())).await
    }

    pub(crate) async fn post_form(
        &self,
        address: &Url,
        bearer: &SecretString,
        form: &[(&str, &str)],
    ) -> Result<Answer, String> {
        answer(self.0.post(address.clone()).bearer_auth(bearer.expose_secret()).form(form)).await
    }
}

async fn answer(request: RequestBuilder) -> Result<Answer, String> {
    let mut response = request.send().await.map_err(|error| chain(&error.without_url()))?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| chain(&error.without_url()))? {
        if body.len() + chunk.len() > MAX_BYTES {
            return Err("the answer is too long".to_owned());
        }
        body.extend_from_slice(&chunk);
    }
    let body = String::from_utf8(body).map_err(|_| "the answer is no text".to_owned())?;
    let retry_after = text(&headers, RETRY_AFTER).and_then(|seconds| seconds.trim().parse().ok());
    Ok(Answer {
        status,
        body,
        fresh_for: fresh_for(&headers),
        retry_after: retry_after.map(Duration::from_secs),
    })
}

/// How long an answer may be used unasked (RFC 9111, 4.2), if it says so.
fn fresh_for(headers: &HeaderMap) -> Option<Duration> {
    let directives = text(headers, CACHE_CONTROL)?.to_ascii_lowercase();
    let mut fresh = None;
    for directive in directives.split(',').map(str::trim) {
        match directive.split_once('=') {
            None if matches!(directive, "no-store" | "no-cache") => return Some(Duration::ZERO),
            Some(("max-age", seconds)) => fresh = seconds.trim_matches('"').parse().ok(),
            _ => {}
        }
    }
    let age = text(headers, AGE).and_then(|seconds| seconds.trim().parse().ok()).unwrap_or(0);
    fresh.map(|seconds: u64| Duration::from_secs(seconds.saturating_sub(age)))
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// An error with what caused it, which is where the library says what is wrong.
fn chain(error: &dyn Error) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        said = format!("{said}: {error}");
        cause = error.source();
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(control: &'static str, age: Option<&'static str>) -> Option<u64> {
        let mut headers = HeaderMap::new();
        headers.insert(CACHE_CONTROL, control.parse().unwrap());
        if let Some(age) = age {
            headers.insert(AGE, age.parse().unwrap());
        }
        fresh_for(&headers).map(|span| span.as_secs())
    }

    #[test]
    fn an_answer_says_how_long_it_may_be_used() {
        assert_eq!(fresh_for(&HeaderMap::new()), None);
        assert_eq!(said("public, max-age=300", None), Some(300));
        assert_eq!(said("Max-Age=\"300\", public", Some("100")), Some(200));
        assert_eq!(said("max-age=300", Some("400")), Some(0));
        assert_eq!(said("max-age=300, no-cache", None), Some(0));
        assert_eq!(said("no-store", None), Some(0));
        assert_eq!(said("public", None), None);
        assert_eq!(said("max-age=soon", None), None);
    }
}
