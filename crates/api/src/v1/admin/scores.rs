//! `/v1/admin/scores`

mod create;
mod wire;

use actix_web::http::{Method, StatusCode};
use parlor_domain::Scope;

use crate::endpoint::{Endpoint, FieldFault, ItemFault, endpoint};
use crate::shell::limits::SCORES;
use crate::v1::routes::wrong;

pub(super) fn routes() -> Vec<Endpoint> {
    vec![
        endpoint(Method::POST, "/v1/admin/scores", create::handle)
            .or_service_keys(Scope::ScoresWrite)
            .about("writes scores, one or many in one transaction")
            .spends(&SCORES)
            .gives(StatusCode::OK, "what came of each, in their order")
            .refuses(StatusCode::BAD_REQUEST, "scores that are wrong; then none is written")
            .example("missing", wrong("scores", FieldFault::Required))
            .example("mode", wrong("scores", FieldFault::InItem(0, "mode", ItemFault::NotAChoice))),
    ]
}
