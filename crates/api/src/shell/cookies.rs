//! The cookies of signed-in browsers: for this host alone, out of the reach of scripts (ASVS 3.3).

use std::future::{Ready, ready};

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::Payload;
use actix_web::http::header::{COOKIE, HeaderMap, HeaderValue};
use actix_web::{FromRequest, HttpRequest};
use parlor_auth::{Credential, Origin, Recognition};
use parlor_domain::{DeviceToken, Lifetime, SessionSecret};

use super::agent::Agent;
use super::client::Client;

/// The name of the cookie that a session stands in.
pub(crate) const SESSION: &str = "sessionid";
/// The name of the one by which a browser is known again that signed in before.
pub(crate) const DEVICE: &str = "parlor_device";

/// How long a browser is told to keep the latter.
const DEVICE_KEPT: Duration = Duration::days(365);

/// The first cookie of a name that reads as what it should be.
pub(crate) fn find<T>(headers: &HeaderMap, name: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    let lines = headers.get_all(COOKIE).filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(found, _)| *found == name).find_map(|(_, value)| read(value))
}

/// A browser, as far as it tells by its cookies that it signed in before.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Browser {
    device: Option<DeviceToken>,
}

impl Browser {
    /// How it may be known again.
    pub fn recognition(self) -> Recognition {
        Recognition::ByToken(self.device)
    }

    /// Where a sign-in comes from that is to give this browser a session in a cookie.
    pub fn origin(self, client: Client, agent: Agent) -> Origin<parlor_auth::Cookie> {
        Origin {
            address: client.address,
            agent: agent.0,
            recognition: self.recognition(),
            lifetime: Lifetime::Cookie,
            kind: parlor_auth::Cookie,
        }
    }
}

impl FromRequest for Browser {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, actix_web::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self { device: find(request.headers(), DEVICE, DeviceToken::parse) }))
    }
}

/// Makes cookies as this service sets them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cookies {
    /// Whether they are for https alone.
    pub https: bool,
    /// To which requests of other sites browsers add them.
    pub same_site: CookieSite,
}

/// To which requests of other sites browsers add our cookies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CookieSite {
    /// To none.
    Strict,
    /// To links that are followed.
    Lax,
    /// To all; which of them count is decided here.
    None,
}

impl Cookies {
    /// Signs a browser in. It forgets the cookie when it is closed; how long the session lives is the server's to
    /// know.
    pub fn session(self, secret: &SessionSecret) -> HeaderValue {
        written(&self.cookie(SESSION, secret.expose()))
    }

    /// Lets a browser be known again, after it is signed out too.
    pub fn device(self, token: &DeviceToken) -> HeaderValue {
        let mut cookie = self.cookie(DEVICE, token.expose());
        cookie.set_max_age(DEVICE_KEPT);
        written(&cookie)
    }

    /// Signs a browser out: the same cookie, empty and over.
    pub fn no_session(self) -> HeaderValue {
        let mut cookie = self.cookie(SESSION, String::new());
        cookie.set_max_age(Duration::ZERO);
        written(&cookie)
    }

    /// Signs a browser out whose session has just ended, if that is what the credential was.
    pub fn ended(self, credential: &Credential) -> Option<HeaderValue> {
        match credential {
            Credential::Cookie(_) => Some(self.no_session()),
            Credential::Jwt(_) | Credential::Opaque(_) | Credential::Key(_) => None,
        }
    }

    fn same_site(self) -> SameSite {
        match self.same_site {
            CookieSite::Strict => SameSite::Strict,
            CookieSite::Lax => SameSite::Lax,
            CookieSite::None => SameSite::None,
        }
    }

    /// Without a domain, so that no other host below it gets it.
    fn cookie(self, name: &'static str, value: String) -> Cookie<'static> {
        let cookie = Cookie::build(name, value).path("/").http_only(true).same_site(self.same_site());
        cookie.secure(self.https).finish()
    }
}

/// What stands in our cookies, hexadecimal digits, can always be written.
fn written(cookie: &Cookie<'_>) -> HeaderValue {
    HeaderValue::from_str(&cookie.to_string()).unwrap_or(HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s30_a_cookie_is_for_this_host_alone_and_out_of_the_reach_of_scripts() {
        let secret = SessionSecret::drawn([0xab; 20]);
        let value = "ab".repeat(20);
        let set = |https| {
            Cookies { https, same_site: CookieSite::Lax }.session(&secret).to_str().unwrap().to_owned()
        };
        assert_eq!(set(false), format!("sessionid={value}; HttpOnly; SameSite=Lax; Path=/"));
        assert_eq!(set(true), format!("sessionid={value}; HttpOnly; SameSite=Lax; Secure; Path=/"));
    }

    #[test]
    fn s30_signing_out_clears_it_with_the_same_attributes() {
        let cleared = Cookies { https: true, same_site: CookieSite::None }.no_session();
        assert_eq!(cleared, "sessionid=; HttpOnly; SameSite=None; Secure; Path=/; Max-Age=0");
    }
}
