//! The credential of a handshake for a socket. Browsers set no header there, so it may stand in the address: the
//! opaque token of a session of three, and nothing else. The address's query is never logged. A cookie counts only
//! if a page of ours sends it, since browsers add it to the handshakes of any page.

use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::http::header::HeaderMap;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::{Ready, ready};
use parlor_auth::Credential;

use super::credential::{authorization, read};
use super::{App, Origins, Sent};
use crate::endpoint::{Dialect, Fault, Refused};

/// A credential that has to be there; a handshake without one is refused in the dialect `D`.
pub(crate) struct SocketCredential<D> {
    pub credential: Credential,
    dialect: PhantomData<fn(D)>,
}

impl<D: Dialect> FromRequest for SocketCredential<D> {
    type Error = Refused<D>;
    type Future = Ready<Result<Self, Refused<D>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let shown = match App::of(request) {
            Some(app) => shown(app.origins(), request.headers(), request.query_string()),
            None => Err(Fault::Unexpected),
        };
        ready(shown.map(|credential| Self { credential, dialect: PhantomData }).map_err(Refused::from))
    }
}

/// The header, or else what stands in the address, or else the cookie.
fn shown(origins: &Origins, headers: &HeaderMap, query: &str) -> Result<Credential, Fault> {
    match authorization(headers) {
        Err(Fault::NoCredential) => {}
        shown => return shown,
    }
    match in_address(query) {
        Err(Fault::NoCredential) => {}
        shown => return shown,
    }
    if origins.refuse(Sent::Handshake, headers) {
        return Err(Fault::CrossOrigin);
    }
    read(headers)
}

fn in_address(query: &str) -> Result<Credential, Fault> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).map_err(|_| Fault::NoCredential)?;
    let (_, token) = pairs.into_iter().find(|(name, _)| name == "token").ok_or(Fault::NoCredential)?;
    match Credential::shown(&token) {
        opaque @ Credential::Opaque(_) => Ok(opaque),
        Credential::Jwt(_) | Credential::Cookie(_) | Credential::Key(_) => Err(Fault::BadCredential),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdef01234567";

    fn tell(lines: &[(&str, &str)], query: &str) -> String {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(name.parse().unwrap(), HeaderValue::from_str(value).unwrap());
        }
        let origins = Origins { own: "https://a.example".to_owned(), others: Vec::new() };
        match shown(&origins, &headers, query) {
            Ok(Credential::Opaque(_)) => "opaque".to_owned(),
            Ok(Credential::Cookie(_)) => "cookie".to_owned(),
            Ok(_) => "other".to_owned(),
            Err(fault) => format!("{fault:?}"),
        }
    }

    #[test]
    fn s39_of_all_tokens_only_an_opaque_one_is_read_from_an_address() {
        assert_eq!(tell(&[], &format!("a=b&token={SECRET}")), "opaque");
        assert_eq!(tell(&[], "a=b"), "NoCredential");
        for other in ["token=", "token=a.b.c", "token=x"] {
            assert_eq!(tell(&[], other), "BadCredential", "{other}");
        }
    }

    #[test]
    fn s65_with_a_cookie_a_foreign_or_missing_origin_is_refused() {
        let cookie = format!("sessionid={SECRET}");
        let cookie = ("cookie", cookie.as_str());
        assert_eq!(tell(&[cookie], ""), "CrossOrigin");
        for foreign in ["https://evil.example", "http://a.example", "null"] {
            assert_eq!(tell(&[cookie, ("origin", foreign)], ""), "CrossOrigin", "{foreign}");
        }
        assert_eq!(tell(&[cookie, ("origin", "https://a.example")], ""), "cookie");
        // What no page of another site can know is no cookie's business.
        let foreign = ("origin", "https://evil.example");
        assert_eq!(tell(&[cookie, foreign], &format!("token={SECRET}")), "opaque");
        assert_eq!(tell(&[cookie, foreign, ("authorization", "Bearer a.b.c")], ""), "other");
    }
}
