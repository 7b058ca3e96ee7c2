//! The credential that a request shows.

use std::convert::Infallible;
use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::{Ready, ready};
use parlor_auth::Credential;

use super::{App, cookies};
use crate::endpoint::{Dialect, Fault, Halt, Refused};

/// A credential that has to be there; a request without one is refused in the dialect `D`.
pub(crate) struct SignedIn<D> {
    pub credential: Credential,
    dialect: PhantomData<fn(D)>,
}

/// A credential that may be there; one that cannot be read is refused in the dialect `D` all the same.
pub(crate) struct MaybeSignedIn<D> {
    pub credential: Option<Credential>,
    dialect: PhantomData<fn(D)>,
}

impl<D: Dialect> MaybeSignedIn<D> {
    /// The credential, unless it is the cookie of a session that is over. A page cannot take such a cookie away, so
    /// whoever shows it is signed out; whoever shows a token could have left it out.
    pub async fn unless_over(self, app: &App) -> Result<Option<Credential>, Refused<D>> {
        let Some(credential @ Credential::Cookie(_)) = self.credential else { return Ok(self.credential) };
        match app.run_as::<_, Infallible>(credential.clone(), |_, _| Ok(())).await {
            Ok(()) => Ok(Some(credential)),
            Err(Halt::Fault(Fault::BadCredential)) => Ok(None),
            Err(other) => Err(other.into()),
        }
    }
}

/// The credential of a request: what stands behind `Authorization`, or else in the session's cookie.
pub(super) fn read(headers: &HeaderMap) -> Result<Credential, Fault> {
    match authorization(headers) {
        Err(Fault::NoCredential) => {
            cookies::find(headers, cookies::SESSION, Credential::in_cookie).ok_or(Fault::NoCredential)
        }
        shown => shown,
    }
}

/// Whether a request carries a session's cookie, good or not, and no other credential: then a page of another site
/// may have sent it.
pub(super) fn is_by_cookie(headers: &HeaderMap) -> bool {
    !is_authorized(headers) && cookies::find(headers, cookies::SESSION, |_| Some(())).is_some()
}

/// Whether a request shows a credential that no browser sends by itself.
pub(super) fn is_authorized(headers: &HeaderMap) -> bool {
    !matches!(bearer(headers), Err(Fault::NoCredential))
}

/// What stands behind `Authorization: Bearer`, `Token` or `JWT`; not looked at yet.
pub(super) fn authorization(headers: &HeaderMap) -> Result<Credential, Fault> {
    bearer(headers).map(Credential::shown)
}

/// The same as text.
fn bearer(headers: &HeaderMap) -> Result<&str, Fault> {
    let mut given = headers.get_all(AUTHORIZATION);
    let header = given.next().ok_or(Fault::NoCredential)?;
    if given.next().is_some() {
        return Err(Fault::BadCredential);
    }
    let text = header.to_str().map_err(|_| Fault::BadCredential)?.trim();
    let (scheme, credential) = text.split_once(' ').unwrap_or((text, ""));
    let is_ours = ["bearer", "token", "jwt"].iter().any(|ours| scheme.eq_ignore_ascii_case(ours));
    match credential.trim() {
        _ if !is_ours => Err(Fault::NoCredential),
        "" => Err(Fault::BadCredential),
        credential => Ok(credential),
    }
}

impl<D: Dialect> FromRequest for SignedIn<D> {
    type Error = Refused<D>;
    type Future = Ready<Result<Self, Refused<D>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let credential = read(request.headers());
        ready(credential.map(|credential| Self { credential, dialect: PhantomData }).map_err(Refused::from))
    }
}

impl<D: Dialect> FromRequest for MaybeSignedIn<D> {
    type Error = Refused<D>;
    type Future = Ready<Result<Self, Refused<D>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let credential = match read(request.headers()) {
            Ok(credential) => Ok(Some(credential)),
            Err(Fault::NoCredential) => Ok(None),
            Err(fault) => Err(Refused::from(fault)),
        };
        ready(credential.map(|credential| Self { credential, dialect: PhantomData }))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn shown(lines: &[&str]) -> Result<Credential, &'static str> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(AUTHORIZATION, HeaderValue::from_str(line).unwrap());
        }
        read(&headers).map_err(|fault| match fault {
            Fault::NoCredential => "none",
            Fault::BadCredential => "bad",
            _ => "other",
        })
    }

    #[test]
    fn three_schemes_carry_a_credential() {
        for scheme in ["Bearer", "Token", "JWT", "bearer"] {
            assert_eq!(shown(&[&format!("{scheme} abc.def")]), Ok(Credential::Jwt("abc.def".to_owned())));
        }
    }

    #[test]
    fn a_cookie_is_read_where_nothing_else_is_shown() {
        let secret = "ab".repeat(20);
        let with = |authorization: Option<&str>, cookies: &[&str]| {
            let mut headers = HeaderMap::new();
            if let Some(line) = authorization {
                headers.append(AUTHORIZATION, HeaderValue::from_str(line).unwrap());
            }
            for line in cookies {
                headers.append(actix_web::http::header::COOKIE, HeaderValue::from_str(line).unwrap());
            }
            (read(&headers).ok(), is_by_cookie(&headers))
        };
        let in_cookie = Credential::in_cookie(&secret);
        let (ours, others) = (format!("sessionid={secret}"), format!("a=b; sessionid={secret}; c=d"));
        for cookies in [&[ours.as_str()][..], &[others.as_str()], &["a=b", ours.as_str()]] {
            assert_eq!(with(None, cookies), (in_cookie.clone(), true));
            assert_eq!(with(Some("Basic dXNlcjpwYXNz"), cookies), (in_cookie.clone(), true));
            assert_eq!(with(Some("Bearer x"), cookies), (Some(Credential::shown("x")), false));
        }
        // What another program left under this name is nobody's, but it is a cookie all the same.
        assert_eq!(with(None, &["sessionid=left-by-another-program"]), (None, true));
        assert_eq!(with(None, &["xsessionid=1; sessionids=2"]), (None, false));
    }

    #[test]
    fn what_carries_none_is_told_apart_from_what_carries_nonsense() {
        assert_eq!(shown(&[]), Err("none"));
        assert_eq!(shown(&["Basic dXNlcjpwYXNz"]), Err("none"));
        assert_eq!(shown(&["Bearer"]), Err("bad"));
        assert_eq!(shown(&["Bearer a", "Bearer b"]), Err("bad"));
    }
}
