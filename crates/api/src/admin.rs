//! `/admin/`: the administrators' pages. They are files of the program that call `/v1` from the browser, with a session
//! in a cookie: what may be done, and what is shown, is decided there and nowhere here.
//!
//! # To add a page
//!
//! 1. A module in `files/`, named after the page, which gives what stands on it; its line in `files/main.js`.
//! 2. The file's line in [`files`], from where it is served.
//! 3. What it shows and does goes through `/v1/admin`; what is missing there is added there.
//! 4. Whatever people wrote becomes text by `h` of `files/dom.js`; nothing else makes parts of a page.

mod files;
mod page;
mod session;

use actix_web::http::{Method, StatusCode};
use parlor_auth::{AdministratorSignInError, SignInError};

use crate::endpoint::{Dialect, Endpoint, FieldErrors, FieldFault, Shape, Words, endpoint};
use crate::shell::limits::SIGN_IN;
use crate::v1::{V1, locked};

/// The table of contents.
pub(crate) fn routes() -> Vec<Endpoint> {
    vec![
        endpoint(Method::GET, "/admin/", page::handle)
            .about("the administrators' pages, for browsers")
            .gives(StatusCode::OK, "the page, which asks whoever is not signed in to sign in")
            .looks([Shape::text("text/html")]),
        endpoint(Method::GET, "/admin/{file}", files::handle)
            .about("what that page loads")
            .gives(StatusCode::OK, "the file")
            .gives(StatusCode::NOT_MODIFIED, "the browser has it")
            .refuses(StatusCode::NOT_FOUND, "it loads no such file")
            .unlisted(),
        endpoint(Method::POST, "/admin/session", session::open)
            .about("signs an administrator in, by a session in a cookie; nobody else gets one")
            .sets_cookie()
            .spends(&SIGN_IN)
            .gives(StatusCode::CREATED, "whoever signed in")
            .header("Set-Cookie", "The session, and what the browser is known again by")
            .refuses(StatusCode::BAD_REQUEST, "fields that are missing")
            .example("missing", V1::fields(&FieldErrors::of("password", FieldFault::Required)))
            .refuses(StatusCode::UNAUTHORIZED, "the wrong password, or no such account")
            .example("refused", V1::words(AdministratorSignInError::SignIn(SignInError::Refused)))
            .refuses(
                StatusCode::FORBIDDEN,
                "the right password of somebody who is no administrator, or a lockout",
            )
            .example("not_administrator", V1::words(AdministratorSignInError::NotAdministrator))
            .example("locked", locked()),
    ]
}
