//! `/dev/mail`: the mails that went to files, for whoever tries Parlor out on their own machine.
//!
//! Anybody who reads them can use their codes. So the page is there only where the server was put together with
//! it, which is on loopback and without an SMTP server, and only for a request that came from this machine, to
//! this machine, by nobody else's hands. For everybody else there is nothing at this address.

mod page;

use std::io;
use std::net::IpAddr;
use std::sync::Arc;

use actix_web::http::header::{CONTENT_SECURITY_POLICY, ContentType, HOST, HeaderMap, REFERRER_POLICY};
use actix_web::{HttpRequest, HttpResponse, Resource, web};

use crate::contracts::plain;
use crate::endpoint::{Fault, Halt};
use crate::shell::App;

/// The mails that went to files.
pub trait DevMail: Send + Sync {
    /// The newest, at most `most`, the newest first.
    ///
    /// # Errors
    /// What the system says.
    fn newest(&self, most: usize) -> io::Result<Vec<DevLetter>>;

    /// One by its name; `None` for any name that none of them has.
    fn read(&self, name: &str) -> Option<DevLetter>;
}

/// A mail as its recipient would see it.
#[derive(Debug, Clone)]
pub struct DevLetter {
    /// The name of its file: letters, digits, `-` and `.`.
    pub name: String,
    /// To whom.
    pub to: String,
    /// When.
    pub date: String,
    /// What it is about.
    pub subject: String,
    /// Its plain text.
    pub text: String,
}

/// How many are listed.
const LISTED: usize = 100;
/// The pages run nothing and load nothing; their one style sheet stands in them.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// The pages, where the server was put together with them.
pub(crate) fn routes(app: &App) -> Vec<Resource> {
    if app.dev_mail().is_none() {
        return Vec::new();
    }
    let list = |path| web::resource(path).route(web::get().to(list));
    vec![
        list("/dev/mail"),
        list("/dev/mail/"),
        web::resource("/dev/mail/{name}").route(web::get().to(letter)),
    ]
}

async fn list(request: HttpRequest, app: App) -> HttpResponse {
    answer(&request, &app, |mails| Ok(Some(page::list(&mails.newest(LISTED)?)))).await
}

async fn letter(request: HttpRequest, app: App) -> HttpResponse {
    let name = request.match_info().query("name").to_owned();
    answer(&request, &app, move |mails| Ok(mails.read(&name).map(|letter| page::letter(&letter)))).await
}

async fn answer(
    request: &HttpRequest,
    app: &App,
    page: impl FnOnce(&dyn DevMail) -> io::Result<Option<String>> + Send + 'static,
) -> HttpResponse {
    let mails = app.dev_mail().filter(|_| is_local(request)).map(Arc::clone);
    let Some(mails) = mails else { return plain::fault(&Fault::NotFound).response() };
    let read = app.run::<_, std::convert::Infallible>(move |_| Ok(page(mails.as_ref()))).await;
    let fault = match read {
        Ok(Ok(Some(page))) => {
            return HttpResponse::Ok()
                .insert_header(ContentType::html())
                .insert_header((CONTENT_SECURITY_POLICY, POLICY))
                .insert_header((REFERRER_POLICY, "no-referrer"))
                .body(page);
        }
        Ok(Ok(None)) => Fault::NotFound,
        Ok(Err(error)) => {
            tracing::error!(%error, "the folder of mails cannot be read");
            Fault::Unexpected
        }
        Err(Halt::Fault(fault)) => fault,
        Err(Halt::Refused(never)) => match never {},
    };
    plain::fault(&fault).response()
}

fn is_local(request: &HttpRequest) -> bool {
    let from_here = request.peer_addr().is_some_and(|peer| peer.ip().to_canonical().is_loopback());
    from_here && names_this_machine(request.headers()) && !came_through_a_proxy(request.headers())
}

/// Whether the address that was typed is this machine's: a page elsewhere whose name was made to lead here
/// would read the mails otherwise.
fn names_this_machine(headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(HOST);
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let Ok(host) = host.to_str() else { return false };
    let without_port = match host.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => host,
    };
    let bare = without_port.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    without_port.eq_ignore_ascii_case("localhost")
        || bare.unwrap_or(without_port).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Whether any header says that somebody passed the request on.
fn came_through_a_proxy(headers: &HeaderMap) -> bool {
    headers.keys().any(|name| {
        let name = name.as_str();
        matches!(name, "forwarded" | "via" | "x-real-ip" | "true-client-ip" | "cf-connecting-ip")
            || name.starts_with("x-forwarded")
    })
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    fn headers(given: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in given {
            headers.append(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        }
        headers
    }

    #[test]
    fn only_a_name_of_this_machine_leads_to_the_mails() {
        for host in ["localhost", "LOCALHOST:8000", "127.0.0.1", "127.9.9.9:8000", "[::1]:8000", "[::1]"] {
            assert!(names_this_machine(&headers(&[("host", host)])), "{host}");
        }
        for host in [
            "example.com",
            "localhost.example.com",
            "localhost:8000@example.com",
            "10.0.0.1",
            "127.0.0.1.nip.io:80",
            "",
            ":8000",
            "[::1",
            "[2001:db8::1]:8000",
            "localhost:80:80",
            "0.0.0.0",
        ] {
            assert!(!names_this_machine(&headers(&[("host", host)])), "{host}");
        }
        assert!(!names_this_machine(&headers(&[])));
        assert!(!names_this_machine(&headers(&[("host", "localhost"), ("host", "example.com")])));
    }

    #[test]
    fn whoever_was_passed_on_is_a_stranger() {
        for name in
            ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"]
        {
            assert!(came_through_a_proxy(&headers(&[(name, "x")])), "{name}");
        }
        assert!(!came_through_a_proxy(&headers(&[("accept", "text/html"), ("user-agent", "x")])));
    }
}
