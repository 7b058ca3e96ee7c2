//! `/v1/admin`: what administrators do, and other back ends. There is no way here to set or see a password (ASVS 6.4.6).

mod accounts;
mod keys;
mod words;

use crate::endpoint::Endpoint;

pub(super) fn routes() -> Vec<Endpoint> {
    let mut routes = accounts::routes();
    routes.extend(keys::routes());
    routes
}
