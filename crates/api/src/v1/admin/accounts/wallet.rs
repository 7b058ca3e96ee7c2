//! `/v1/admin/accounts/{id}/wallet/entries`

mod create;
mod list;
mod wire;

use actix_web::http::{Method, StatusCode};
use parlor_community::wallet::ChangeError;
use parlor_domain::Scope;

use crate::endpoint::{Endpoint, FieldFault, endpoint};
use crate::v1::routes::{words, wrong};

pub(super) fn routes() -> Vec<Endpoint> {
    const PATH: &str = "/v1/admin/accounts/{id}/wallet/entries";
    vec![
        endpoint(Method::GET, PATH, list::handle)
            .or_service_keys(Scope::WalletWrite)
            .about("what moved an account's balance, the last first")
            .gives(StatusCode::OK, "a page of its ledger")
            .refuses(StatusCode::BAD_REQUEST, "a limit or cursor that is wrong")
            .example("limit", wrong("limit", FieldFault::NotBetween(1, 100))),
        endpoint(Method::POST, PATH, create::handle)
            .or_service_keys(Scope::WalletWrite)
            .about("moves an account's balance by an amount, or sets it")
            .gives(
                StatusCode::CREATED,
                "the new entry; the one of the first call, where the call is repeated",
            )
            .refuses(StatusCode::BAD_REQUEST, "fields that are wrong")
            .example("missing", wrong("amount", FieldFault::Required))
            .example("below_zero", words(ChangeError::BelowZero))
            .refuses(StatusCode::CONFLICT, "a balance that would end where it must not")
            .example("insufficient_balance", words(ChangeError::Insufficient))
            .example("balance_out_of_range", words(ChangeError::OutOfRange)),
    ]
}
