//! The contract's table of contents.

use actix_web::http::{Method, StatusCode};
use parlor_auth::{SignUpError, TellingSignInError, Unproven};
use parlor_community::AvatarError;
use parlor_domain::{AvatarPolicy, FileExtension};

use super::error::{NotOneself, locked, unproven};
use super::{Arcade, avatar, csrf, leaderboard, login, logout, register, users};
use crate::endpoint::{Dialect, Endpoint, FieldErrors, FieldFault, Problem, Words, endpoint};
use crate::shell::limits::{AVATAR, LEADERBOARD, SIGN_IN, SIGN_UP};

pub(crate) fn routes() -> Vec<Endpoint> {
    let mut routes = signing_in();
    routes.extend(accounts());
    routes
}

fn signing_in() -> Vec<Endpoint> {
    vec![
        endpoint(Method::GET, "/get-csrf-token/", csrf::handle)
            .about("sets a cookie for clients that want one before they do anything; nothing asks for it")
            .gives(StatusCode::OK, "it is set")
            .header("Set-Cookie", "A token that is accepted and not looked at"),
        endpoint(Method::POST, "/users/register/", register::handle)
            .about("makes an account")
            .spends(&SIGN_UP)
            .gives(StatusCode::CREATED, "the account")
            .refuses(StatusCode::BAD_REQUEST, "fields that are wrong, or a username that is taken")
            .example("taken", wrong("username", FieldFault::UsernameTaken))
            .example("mismatch", wrong("password2", FieldFault::PasswordMismatch))
            .refuses(StatusCode::FORBIDDEN, "only the operator makes accounts here")
            .example("closed", words(SignUpError::Closed)),
        endpoint(Method::POST, "/users/login/", login::handle)
            .about("opens a session in a cookie")
            .sets_cookie()
            .spends(&SIGN_IN)
            .gives(StatusCode::OK, "whoever signed in")
            .header("Set-Cookie", "The session, and what the browser is known again by")
            .refuses(StatusCode::BAD_REQUEST, "signed in already")
            .example("already", login::already())
            .refuses(StatusCode::UNAUTHORIZED, "something is missing, or wrong")
            .example("missing", login::missing())
            .example("unknown", words(TellingSignInError::UnknownName))
            .example("wrong", words(TellingSignInError::WrongPassword))
            .refuses(StatusCode::FORBIDDEN, "too many wrong passwords")
            .example("locked", words(TellingSignInError::Locked)),
        endpoint(Method::POST, "/users/logout/", logout::handle)
            .about("ends the session")
            .gives(StatusCode::OK, "whoever signed out"),
    ]
}

fn accounts() -> Vec<Endpoint> {
    let mut routes = vec![
        endpoint(Method::POST, "/users/avatar/", avatar::handle)
            .about("gives the account a picture; the one before it goes")
            .spends(&AVATAR)
            .gives(StatusCode::OK, "the picture's address")
            .refuses(StatusCode::BAD_REQUEST, "no picture, or one that is not taken")
            .example("missing", words(AvatarError::NoFile))
            .example("extension", words(AvatarError::Extension(FileExtension::of("cat.gif"))))
            .example("too_large", words(AvatarError::TooLarge(AvatarPolicy::default().max_megabytes)))
            .example("empty", words(AvatarError::Empty))
            .example("no_picture", words(AvatarError::NotAPicture)),
        endpoint(Method::GET, "/users/leaderboard/", leaderboard::handle)
            .about("active accounts, the highest score first")
            .spends(&LEADERBOARD)
            .gives(StatusCode::OK, "a part of them")
            .header("Link", "The parts beside it (RFC 8288)")
            .refuses(StatusCode::BAD_REQUEST, "a limit or offset that is wrong")
            .example("limit", wrong("limit", FieldFault::NotBetween(1, 1_000))),
        endpoint(Method::GET, "/users/{id}/", users::show)
            .about("one's own account")
            .gives(StatusCode::OK, "the account")
            .refuses(StatusCode::FORBIDDEN, "somebody else's, existing or not")
            .example("not_oneself", words(NotOneself)),
        endpoint(Method::DELETE, "/users/{id}/", users::delete)
            .about("deletes one's own account with all that belongs to it")
            .spends(&SIGN_IN)
            .gives(StatusCode::OK, "whoever is gone")
            .refuses(StatusCode::BAD_REQUEST, "the wrong password")
            .example("wrong", words(Unproven::Wrong))
            .refuses(
                StatusCode::FORBIDDEN,
                "somebody else's; or no password, and not signed in of late; or too many wrong ones",
            )
            .example("not_oneself", words(NotOneself))
            .example("stale", words(Unproven::Stale))
            .example("locked", locked()),
    ];
    routes.extend(["/users/{id}/", "/user/{id}"].map(|path| {
        endpoint(Method::PATCH, path, users::change)
            .about("changes one's own account, or switches it off; what is not sent stays as it is")
            .spends(&SIGN_IN)
            .gives(StatusCode::OK, "whoever it is")
            .refuses(StatusCode::BAD_REQUEST, "fields that are wrong")
            .example("taken", wrong("email", FieldFault::EmailTaken))
            .example("stale", unproven("email", Unproven::Stale))
            .refuses(StatusCode::FORBIDDEN, "somebody else's; or too many wrong passwords")
            .example("not_oneself", words(NotOneself))
            .example("locked", locked())
    }));
    routes
}

fn words<E>(refusal: E) -> Problem
where
    Arcade: Words<E>,
{
    Arcade::words(refusal)
}

fn wrong(field: &'static str, fault: FieldFault) -> Problem {
    Arcade::fields(&FieldErrors::of(field, fault))
}
