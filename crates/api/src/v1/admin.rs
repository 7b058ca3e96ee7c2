//! `/v1/admin`: what administrators do, and other back ends. There is no way here to set or see a password (ASVS 6.4.6).

mod accounts;
mod audit;
mod keys;
mod outbox;
mod scores;
mod sessions;
mod statistics;
mod words;

use crate::endpoint::Endpoint;

pub(super) fn routes() -> Vec<Endpoint> {
    let mut routes = accounts::routes();
    routes.extend(sessions::routes());
    routes.extend(keys::routes());
    routes.extend(audit::routes());
    routes.extend(outbox::routes());
    routes.extend(statistics::routes());
    routes.extend(scores::routes());
    routes
}
