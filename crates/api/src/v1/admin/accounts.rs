//! `/v1/admin/accounts`

mod wallet;

use crate::endpoint::Endpoint;

pub(super) fn routes() -> Vec<Endpoint> {
    wallet::routes()
}
