//! `/v1/admin/statistics`

use std::convert::Infallible;

use actix_web::http::{Method, StatusCode};
use parlor_auth::ports::Counts;
use parlor_auth::statistics;
use serde::Serialize;
use utoipa::ToSchema;

use crate::endpoint::{Endpoint, Reply, endpoint, ok};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};
use crate::v1::V1;

pub(super) fn routes() -> Vec<Endpoint> {
    vec![
        endpoint(Method::GET, "/v1/admin/statistics", handle)
            .about("how much there is of everything, counted when it is asked for")
            .for_administrators()
            .gives(StatusCode::OK, "the counts"),
    ]
}

async fn handle(app: App, client: Client, signed_in: SignedIn<V1>) -> Reply<V1, Statistics> {
    let counts =
        app.run_admin::<_, Infallible>(signed_in.credential, client.address, |ctx, _| Ok(statistics(ctx)?));
    ok(counts.await?.into())
}

/// How much there is of everything
#[derive(Serialize, ToSchema)]
#[schema(as = Statistics)]
struct Statistics {
    /// Accounts, by their state
    accounts: Accounts,
    /// Active accounts of administrators
    #[schema(minimum = 0, examples(2))]
    administrators: usize,
    /// Sessions that are good now
    #[schema(minimum = 0, examples(2048))]
    live_sessions: usize,
    /// Mails
    mails: Mails,
    /// Service keys that were not taken back
    #[schema(minimum = 0, examples(3))]
    service_keys: usize,
}

/// Accounts, by their state
#[derive(Serialize, ToSchema)]
#[schema(as = AccountCounts)]
struct Accounts {
    /// Sign-ups that wait for their code
    #[schema(minimum = 0, examples(12))]
    pending: usize,
    /// In use
    #[schema(minimum = 0, examples(1024))]
    active: usize,
    /// Switched off
    #[schema(minimum = 0, examples(8))]
    deactivated: usize,
}

/// Mails
#[derive(Serialize, ToSchema)]
#[schema(as = MailCounts)]
struct Mails {
    /// They wait to be sent
    #[schema(minimum = 0, examples(0))]
    pending: usize,
    /// They could not be delivered, within the last 30 days
    #[schema(minimum = 0, examples(1))]
    failed: usize,
}

impl From<Counts> for Statistics {
    fn from(counts: Counts) -> Self {
        Self {
            accounts: Accounts {
                pending: counts.pending_accounts,
                active: counts.active_accounts,
                deactivated: counts.deactivated_accounts,
            },
            administrators: counts.administrators,
            live_sessions: counts.live_sessions,
            mails: Mails { pending: counts.pending_mails, failed: counts.failed_mails },
            service_keys: counts.service_keys,
        }
    }
}
