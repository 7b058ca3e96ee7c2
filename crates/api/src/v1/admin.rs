//! `/v1/admin`: what administrators do. There is no way here to set or see a password (ASVS 6.4.6).

mod keys;
mod words;

use crate::endpoint::Endpoint;

pub(super) fn routes() -> Vec<Endpoint> {
    keys::routes()
}
