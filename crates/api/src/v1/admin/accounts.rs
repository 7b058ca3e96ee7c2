//! `/v1/admin/accounts`

mod list;
mod orders;
mod recovery;
mod show;
mod wallet;
mod wire;

use actix_web::http::{Method, StatusCode};
use parlor_auth::Stale;
use parlor_auth::operator::{OperatorError, SendRecoveryError};

use crate::endpoint::{Endpoint, FieldFault, endpoint};
use crate::v1::routes::{too_soon, words, wrong};

pub(super) fn routes() -> Vec<Endpoint> {
    let mut routes = vec![
        endpoint(Method::GET, "/v1/admin/accounts", list::handle)
            .about(
                "all accounts, the newest first; or those whose email or username begins like the query, in the \
                 order of these names, and the one with this id",
            )
            .for_administrators()
            .gives(StatusCode::OK, "a page of them, which may have fewer than `limit` although the list goes on")
            .refuses(StatusCode::BAD_REQUEST, "a query, state, limit or cursor that is wrong")
            .example("limit", wrong("limit", FieldFault::NotBetween(1, 100))),
        of_one(endpoint(Method::GET, "/v1/admin/accounts/{id}", show::handle))
            .about("an account with all that belongs to it")
            .gives(StatusCode::OK, "the account"),
        of_one(endpoint(Method::POST, "/v1/admin/accounts/{id}/unlock", orders::unlock))
            .about("lifts the account's lockout, for everybody")
            .gives(StatusCode::NO_CONTENT, "whoever has the password gets in"),
        of_one(endpoint(Method::POST, "/v1/admin/accounts/{id}/activate", orders::activate))
            .about("switches the account on; sessions that ended stay ended")
            .gives(StatusCode::NO_CONTENT, "it is switched on")
            .refuses(StatusCode::FORBIDDEN, "an administrator's account, and not signed in of late")
            .example("stale", words(Stale)),
        ends_rights(endpoint(Method::POST, "/v1/admin/accounts/{id}/deactivate", orders::deactivate))
            .about("switches the account off: its sessions end, its data stays")
            .gives(StatusCode::NO_CONTENT, "it is switched off")
            .refuses(StatusCode::FORBIDDEN, "an administrator's account, and not signed in of late")
            .example("stale", words(Stale)),
        of_one(endpoint(Method::DELETE, "/v1/admin/accounts/{id}/sessions", orders::end_sessions))
            .about("signs the account out everywhere; no device is known any more")
            .gives(StatusCode::NO_CONTENT, "every session is over"),
    ];
    routes.extend(dangerous());
    routes.extend(wallet::routes());
    routes
}

fn dangerous() -> Vec<Endpoint> {
    let stale = |endpoint: Endpoint| {
        endpoint.refuses(StatusCode::FORBIDDEN, "not signed in of late").example("stale", words(Stale))
    };
    vec![
        of_one(endpoint(Method::POST, "/v1/admin/accounts/{id}/send-recovery", recovery::handle))
            .about("mails the account a code that replaces a forgotten password")
            .gives(StatusCode::ACCEPTED, "a code is on its way")
            .refuses(StatusCode::CONFLICT, "nobody could use it")
            .example("no_email", words(SendRecoveryError::NoEmail))
            .example("not_active", words(SendRecoveryError::NotActive))
            .refuses(StatusCode::TOO_MANY_REQUESTS, "the last code to this email is too recent")
            .example("too_soon", too_soon()),
        stale(of_one(endpoint(Method::POST, "/v1/admin/accounts/{id}/reset-factors", orders::reset_factors)))
            .about("takes the account's PIN away; its owner is told")
            .gives(StatusCode::NO_CONTENT, "the account has none"),
        stale(of_one(endpoint(Method::PUT, "/v1/admin/accounts/{id}/administrator", orders::appoint)))
            .about("makes the account an administrator's")
            .gives(StatusCode::NO_CONTENT, "it is one's"),
        stale(ends_rights(endpoint(
            Method::DELETE,
            "/v1/admin/accounts/{id}/administrator",
            orders::dismiss,
        )))
        .about("takes the rights of administrators from the account")
        .gives(StatusCode::NO_CONTENT, "it has none"),
    ]
}

fn of_one(endpoint: Endpoint) -> Endpoint {
    endpoint.for_administrators()
}

/// What may leave nobody who could undo it.
fn ends_rights(endpoint: Endpoint) -> Endpoint {
    of_one(endpoint)
        .refuses(StatusCode::CONFLICT, "no administrator would be left")
        .example("last", words(OperatorError::LastAdministrator))
}
