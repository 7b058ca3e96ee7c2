//! The cookies of signed-in browsers: for this host alone, out of the reach of scripts (ASVS 3.3).

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::HeaderValue;
use parlor_auth::Credential;
use parlor_domain::SessionSecret;

/// The name of the cookie that a session stands in.
pub(crate) const SESSION: &str = "sessionid";

/// Makes cookies as this service sets them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cookies {
    /// Whether they are for https alone.
    pub https: bool,
}

impl Cookies {
    /// Signs a browser in. It forgets the cookie when it is closed; how long the session lives is the server's to
    /// know.
    pub fn session(self, secret: &SessionSecret) -> HeaderValue {
        written(&self.cookie(SESSION, secret.expose()))
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

    /// Without a domain, so that no other host below it gets it.
    fn cookie(self, name: &'static str, value: String) -> Cookie<'static> {
        let cookie = Cookie::build(name, value).path("/").http_only(true).same_site(SameSite::Lax);
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
        let set = |https| Cookies { https }.session(&secret).to_str().unwrap().to_owned();
        assert_eq!(set(false), format!("sessionid={value}; HttpOnly; SameSite=Lax; Path=/"));
        assert_eq!(set(true), format!("sessionid={value}; HttpOnly; SameSite=Lax; Secure; Path=/"));
    }

    #[test]
    fn s30_signing_out_clears_it_with_the_same_attributes() {
        let cleared = Cookies { https: true }.no_session();
        assert_eq!(cleared, "sessionid=; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=0");
    }
}
