//! `/v1/accounts/me`

mod avatar;
mod change;
mod deactivate;
mod delete;
mod email;
mod export;
mod password;
mod pin;
mod presence;
mod revision;
mod show;
mod wire;

use actix_web::http::{Method, StatusCode};
use parlor_auth::{ChangePasswordError, CodeError, PinError, SetPinError, Unproven};
use parlor_community::AvatarError;
use parlor_domain::{AvatarPolicy, FileExtension, InvalidPin, PasswordFault, Timestamp};

use crate::endpoint::{Endpoint, FieldFault, Shape, endpoint};
use crate::shell::limits::{AVATAR, EXPORT, SIGN_IN};
use crate::v1::problem::pin_locked;
use crate::v1::routes::{locked, too_soon, words, wrong};

const ETAG: &str = "Names this state of the account, for `If-Match`";

pub(super) fn routes() -> Vec<Endpoint> {
    let mut routes = of_the_account();
    routes.extend(of_its_avatar());
    routes.extend(of_its_email());
    routes.extend(of_its_pin());
    routes
}

fn of_the_account() -> Vec<Endpoint> {
    vec![
        endpoint(Method::GET, "/v1/accounts/me", show::handle)
            .about("the account that is signed in")
            .gives(StatusCode::OK, "the account")
            .header("ETag", ETAG),
        endpoint(Method::PATCH, "/v1/accounts/me", change::handle)
            .about("changes the account; what is not sent stays as it is")
            .gives(StatusCode::OK, "the account")
            .header("ETag", ETAG)
            .refuses(StatusCode::BAD_REQUEST, "fields that are wrong")
            .example("invalid", wrong("username", FieldFault::InvalidUsername))
            .refuses(StatusCode::CONFLICT, "a username that belongs to another account")
            .example("taken", change::taken())
            .refuses(
                StatusCode::PRECONDITION_FAILED,
                "the account has changed since the state that `If-Match` names",
            )
            .example("outdated", change::outdated()),
        endpoint(Method::DELETE, "/v1/accounts/me", delete::handle)
            .about("deletes the account with all that belongs to it")
            .spends(&SIGN_IN)
            .gives(StatusCode::NO_CONTENT, "it is gone")
            .refuses(StatusCode::BAD_REQUEST, "the wrong password")
            .example("wrong", words(Unproven::Wrong))
            .refuses(StatusCode::FORBIDDEN, "no password, and not signed in of late; or too many wrong ones")
            .example("stale", words(Unproven::Stale))
            .example("locked", locked()),
        endpoint(Method::POST, "/v1/accounts/me/deactivate", deactivate::handle)
            .about(
                "switches the account off: its sessions end, its data stays, an administrator switches it on",
            )
            .gives(StatusCode::NO_CONTENT, "it is switched off"),
        endpoint(Method::GET, "/v1/accounts/me/presence", presence::handle)
            .about("whether the account is there, as its friends see it")
            .gives(StatusCode::OK, "whether it is, or when it last was"),
        endpoint(Method::GET, "/v1/accounts/me/export", export::handle)
            .about("all that is stored of the account, as one document")
            .spends(&EXPORT)
            .gives(StatusCode::OK, "the document; `docs/personal-data.md` names all that stands in it")
            .looks([Shape::json::<export::Export>()])
            .example("some", export::example())
            .header("Content-Disposition", "Lets browsers keep it as a file"),
        endpoint(Method::PUT, "/v1/accounts/me/password", password::handle)
            .about("changes the password and ends every other session")
            .spends(&SIGN_IN)
            .gives(StatusCode::NO_CONTENT, "it is changed")
            .refuses(StatusCode::BAD_REQUEST, "a password that cannot be chosen, or the wrong present one")
            .example("weak", words(ChangePasswordError::Weak(vec![PasswordFault::TooCommon])))
            .example("wrong", words(Unproven::Wrong))
            .refuses(
                StatusCode::FORBIDDEN,
                "no present password, and not signed in of late; or too many wrong ones",
            )
            .example("stale", words(Unproven::Stale))
            .example("locked", locked()),
    ]
}

fn of_its_avatar() -> Vec<Endpoint> {
    vec![
        endpoint(Method::PUT, "/v1/accounts/me/avatar", avatar::change)
            .about("gives the account a picture; the one before it goes")
            .spends(&AVATAR)
            .gives(StatusCode::OK, "the account")
            .header("ETag", ETAG)
            .refuses(StatusCode::BAD_REQUEST, "no picture, or one that is not taken")
            .example("missing", words(AvatarError::NoFile))
            .example("extension", words(AvatarError::Extension(FileExtension::of("cat.gif"))))
            .example("too_large", words(AvatarError::TooLarge(AvatarPolicy::default().max_megabytes)))
            .example("no_picture", words(AvatarError::NotAPicture)),
        endpoint(Method::DELETE, "/v1/accounts/me/avatar", avatar::remove)
            .about("takes the picture of the account away")
            .gives(StatusCode::NO_CONTENT, "it has none"),
    ]
}

fn of_its_email() -> Vec<Endpoint> {
    vec![
        endpoint(Method::PUT, "/v1/accounts/me/email", email::handle)
            .about("asks for another email: a code is sent to it, and nothing changes until that is shown")
            .spends(&SIGN_IN)
            .gives(StatusCode::ACCEPTED, "a code is on its way, unless the email belongs to somebody else")
            .refuses(StatusCode::BAD_REQUEST, "no email, or the wrong password")
            .example("invalid", wrong("email", FieldFault::InvalidEmail))
            .example("wrong", words(Unproven::Wrong))
            .refuses(StatusCode::FORBIDDEN, "no password, and not signed in of late; or too many wrong ones")
            .example("stale", words(Unproven::Stale))
            .example("locked", locked())
            .refuses(StatusCode::TOO_MANY_REQUESTS, "the last code to this email is too recent")
            .example("too_soon", too_soon()),
        endpoint(Method::POST, "/v1/accounts/me/email/verify", email::verify::handle)
            .about("changes the email to the one that the code was sent to")
            .gives(StatusCode::OK, "the account")
            .header("ETag", ETAG)
            .refuses(StatusCode::BAD_REQUEST, "a code that is not good")
            .example("wrong_code", words(CodeError::Wrong))
            .example("expired_code", words(CodeError::Expired)),
    ]
}

fn of_its_pin() -> Vec<Endpoint> {
    vec![
        endpoint(Method::PUT, "/v1/accounts/me/pin", pin::handle)
            .about("sets the PIN")
            .spends(&SIGN_IN)
            .gives(StatusCode::NO_CONTENT, "it is set")
            .refuses(StatusCode::BAD_REQUEST, "a PIN that cannot be chosen, or the wrong present one")
            .example("invalid", wrong("pin", FieldFault::Pin(InvalidPin::Form)))
            .example("current_missing", words(SetPinError::CurrentMissing))
            .refuses(StatusCode::FORBIDDEN, "too many wrong PINs")
            .example("pin_locked", pin_locked(Timestamp::EPOCH))
            .refuses(StatusCode::CONFLICT, "a present PIN was sent, and there is none")
            .example("no_pin", words(PinError::NotSet)),
        endpoint(Method::POST, "/v1/accounts/me/pin/verify", pin::verify::handle)
            .about("checks the PIN")
            .spends(&SIGN_IN)
            .gives(StatusCode::NO_CONTENT, "it is the right one")
            .refuses(StatusCode::BAD_REQUEST, "the wrong one")
            .example("wrong", words(PinError::Wrong))
            .refuses(StatusCode::FORBIDDEN, "too many wrong PINs")
            .example("pin_locked", pin_locked(Timestamp::EPOCH))
            .refuses(StatusCode::CONFLICT, "the account has no PIN")
            .example("no_pin", words(PinError::NotSet)),
    ]
}
