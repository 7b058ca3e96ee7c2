//! The contract's table of contents.

use std::time::Duration;

use actix_web::http::{Method, StatusCode};
use parlor_auth::{ChangePasswordError, Unproven};
use parlor_domain::PasswordFault;

use super::error::locked;
use super::{
    Transcendence, blocks, chat, conversations, friends, login, logout, password, profile, refresh,
    registration, send_code, update, users,
};
use crate::contracts::plain;
use crate::endpoint::{Endpoint, Fault, FieldErrors, FieldFault, Problem, Shape, Words, endpoint};
use crate::shell::limits::{CODES, FRIENDS, MESSAGES, REFRESH, SIGN_IN, SIGN_UP};

pub(crate) fn routes() -> Vec<Endpoint> {
    let mut routes = signing_in();
    routes.extend(account());
    routes.extend(people());
    routes.extend(conversations());
    routes
}

fn signing_in() -> Vec<Endpoint> {
    vec![
        endpoint(Method::POST, "/auth/registration/", registration::handle)
            .about("makes an account")
            .spends(&SIGN_UP)
            .gives(StatusCode::CREATED, "it is made")
            .refuses(StatusCode::BAD_REQUEST, "fields that are wrong, or names that are taken")
            .example("taken", wrong("username", FieldFault::UsernameTaken))
            .example("weak", wrong("password1", FieldFault::Password(PasswordFault::TooCommon)))
            .example("mismatch", wrong("non_field_errors", FieldFault::PasswordMismatch))
            .meets("closed", "only the operator makes accounts here", &Fault::Forbidden),
        endpoint(Method::POST, "/twofa/send-code/", send_code::handle)
            .about("mails a code to sign in with; the same where the two do not belong together")
            .spends(&CODES)
            .gives(StatusCode::OK, "a code is on its way, if anybody can use one")
            .looks([Shape::text("text/plain")])
            .example("sent", send_code::SENT)
            .refuses(StatusCode::BAD_REQUEST, "fields that are wrong")
            .example("missing", wrong("email", FieldFault::Required)),
        endpoint(Method::POST, "/auth/login/", login::handle)
            .about("signs in; the code is used up")
            .spends(&SIGN_IN)
            .gives(StatusCode::OK, "three tokens")
            .refuses(StatusCode::BAD_REQUEST, "anything that is missing or wrong: nobody is told what")
            .example("refused", login::refused())
            .refuses(StatusCode::FORBIDDEN, "locked out after too many wrong passwords")
            .example("locked", locked()),
        endpoint(Method::POST, "/auth/logout/", logout::handle)
            .about("ends the session; all its tokens stop at once")
            .gives(StatusCode::OK, "it is over"),
        endpoint(Method::POST, "/api/token/refresh/", refresh::handle)
            .about(
                "renews a session; the refresh token may stand in the body, in `Authorization`, or in a header \
                 `Bearer: Token …`",
            )
            .spends(&REFRESH)
            .gives(StatusCode::OK, "the next tokens")
            .refuses(StatusCode::BAD_REQUEST, "no refresh token")
            .example("missing", refresh::missing())
            .refuses(StatusCode::UNAUTHORIZED, "a refresh token that is not good")
            .example("invalid", refresh::invalid()),
    ]
}

fn account() -> Vec<Endpoint> {
    vec![
        endpoint(Method::POST, "/auth/password/change/", password::change)
            .about("changes the password and ends every other session")
            .spends(&SIGN_IN)
            .gives(StatusCode::OK, "it is changed")
            .refuses(StatusCode::BAD_REQUEST, "a password that cannot be chosen, or not signed in of late")
            .example("mismatch", wrong("new_password2", FieldFault::PasswordMismatch))
            .example("stale", words(ChangePasswordError::Unproven(Unproven::Stale)))
            .refuses(StatusCode::FORBIDDEN, "locked out after too many wrong passwords")
            .example("locked", locked()),
        endpoint(Method::POST, "/users/update/", update::handle)
            .about("changes what one goes by; another email is asked for by a code")
            .spends(&SIGN_IN)
            .gives(StatusCode::OK, "the account, as others see it")
            .refuses(StatusCode::BAD_REQUEST, "fields that are wrong, or a username that is taken")
            .example("taken", wrong("username", FieldFault::UsernameTaken))
            .example("stale", wrong("email", FieldFault::SignInAgain))
            .refuses(StatusCode::FORBIDDEN, "another email, and too many wrong passwords")
            .example("locked", locked())
            .refuses(StatusCode::TOO_MANY_REQUESTS, "the last code to that email is too recent")
            .example("too_soon", plain::throttled(Duration::from_secs(30))),
        endpoint(Method::GET, "/users/profile/", profile::show)
            .about("oneself")
            .gives(StatusCode::OK, "a list of one"),
    ]
}

fn people() -> Vec<Endpoint> {
    vec![
        endpoint(Method::GET, "/users/user_list/", users::list)
            .about("everybody, in order of username")
            .gives(StatusCode::OK, "some of them")
            .header("Link", "The parts of the list before and after this one")
            .refuses(StatusCode::BAD_REQUEST, "a limit or offset that is wrong")
            .example("limit", wrong("limit", FieldFault::NotInteger)),
        endpoint(Method::POST, "/users/add_friend/", friends::add)
            .about("makes two people friends at once")
            .spends(&FRIENDS)
            .gives(StatusCode::OK, "they are")
            .refuses(StatusCode::BAD_REQUEST, "no name, or one's own")
            .example("missing", wrong("friend_username", FieldFault::Required))
            .example("oneself", friends::oneself())
            .meets("not_found", "nobody has this name, or one of you blocks the other", &Fault::NotFound),
        endpoint(Method::POST, "/users/remove_friend/", friends::remove)
            .about("ends a friendship, for both")
            .spends(&FRIENDS)
            .gives(StatusCode::OK, "they are no friends, whether or not they were")
            .refuses(StatusCode::BAD_REQUEST, "no name")
            .example("missing", wrong("friend_username", FieldFault::Required))
            .meets("not_found", "nobody has this name", &Fault::NotFound),
        endpoint(Method::POST, "/users/block_user/", blocks::add)
            .about("blocks somebody: neither sees the other from then on")
            .spends(&FRIENDS)
            .gives(StatusCode::OK, "they are blocked")
            .refuses(StatusCode::BAD_REQUEST, "no name, or one's own")
            .example("missing", wrong("block_username", FieldFault::Required))
            .example("oneself", blocks::oneself())
            .meets("not_found", "nobody has this name", &Fault::NotFound),
        endpoint(Method::POST, "/users/unblock_user/", blocks::remove)
            .about("lifts a block")
            .spends(&FRIENDS)
            .gives(StatusCode::OK, "they are not blocked, whether or not they were")
            .refuses(StatusCode::BAD_REQUEST, "no name, or one's own")
            .example("missing", wrong("block_username", FieldFault::Required))
            .example("oneself", blocks::oneself())
            .meets("not_found", "nobody has this name", &Fault::NotFound),
        endpoint(Method::GET, "/users/friend_list/", friends::list)
            .about("one's own friends, in order of username")
            .gives(StatusCode::OK, "all of them"),
    ]
}

fn conversations() -> Vec<Endpoint> {
    vec![
        endpoint(Method::POST, "/conversations/start/", conversations::start)
            .about("begins a conversation, or finds the one there is")
            .spends(&MESSAGES)
            .gives(StatusCode::OK, "the conversation")
            .refuses(StatusCode::BAD_REQUEST, "no name, one's own, somebody who is not connected, or a block")
            .example("missing", wrong("username", FieldFault::Required))
            .example("oneself", conversations::oneself())
            .example("not_connected", conversations::not_connected())
            .example("blocked_by", conversations::is_blocked())
            .example("blocked", conversations::blocks())
            .refuses(StatusCode::NOT_FOUND, "nobody has this name")
            .example("nobody", conversations::nobody()),
        endpoint(Method::GET, "/conversations/", conversations::list)
            .about("one's own conversations, those of the latest activity first")
            .gives(StatusCode::OK, "all of them, each with what was said last"),
        endpoint(Method::GET, "/conversations/{id}/", conversations::show)
            .about("a conversation with what was said in it")
            .gives(StatusCode::OK, "the newest first")
            .refuses(StatusCode::BAD_REQUEST, "a limit or place that is wrong")
            .example("limit", wrong("limit", FieldFault::NotInteger))
            .refuses(StatusCode::NOT_FOUND, "there is none, or one is no member")
            .example("none", chat::no_conversation()),
        endpoint(Method::GET, "/ws/chat/{id}/", chat::open)
            .about(
                "a WebSocket into a conversation; a client that cannot set headers may give its `token_auth` as \
                 `?token=`",
            )
            .gives(StatusCode::SWITCHING_PROTOCOLS, "one is in the room")
            .meets("blocked", "one of you blocks the other, or a page of another origin asks", &Fault::Forbidden)
            .refuses(StatusCode::NOT_FOUND, "there is no such conversation, or one is no member")
            .example("none", chat::no_conversation())
            .refuses(StatusCode::UPGRADE_REQUIRED, "no request for a WebSocket")
            .example("no_handshake", chat::no_handshake())
            .refuses(StatusCode::TOO_MANY_REQUESTS, "too many sockets are open")
            .example("too_many", plain::throttled(Duration::from_secs(60))),
    ]
}

/// What the contract says to a refusal, as an example.
fn words<E>(refusal: E) -> Problem
where
    Transcendence: Words<E>,
{
    Transcendence::words(refusal)
}

fn wrong(field: &'static str, fault: FieldFault) -> Problem {
    plain::fields(&FieldErrors::of(field, fault))
}
