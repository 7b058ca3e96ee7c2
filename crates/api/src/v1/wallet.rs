//! `/v1/wallet`

mod entries;
mod show;
pub(super) mod wire;

use actix_web::http::{Method, StatusCode};

use super::routes::wrong;
use crate::endpoint::{Endpoint, FieldFault, endpoint};

pub(super) fn routes() -> Vec<Endpoint> {
    vec![
        endpoint(Method::GET, "/v1/wallet", show::handle)
            .about("what one has")
            .gives(StatusCode::OK, "the balance")
            .refuses(StatusCode::NOT_FOUND, "the account was deleted a moment ago"),
        endpoint(Method::GET, "/v1/wallet/entries", entries::handle)
            .about("what moved one's balance, the last first")
            .gives(StatusCode::OK, "a page of the ledger")
            .refuses(StatusCode::BAD_REQUEST, "a limit or cursor that is wrong")
            .example("limit", wrong("limit", FieldFault::NotBetween(1, 100)))
            .refuses(StatusCode::NOT_FOUND, "the account was deleted a moment ago"),
    ]
}
