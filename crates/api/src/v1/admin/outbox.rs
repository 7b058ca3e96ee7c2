//! `/v1/admin/outbox`

use std::convert::Infallible;

use actix_web::http::{Method, StatusCode};
use parlor_auth::list_failed_mails;
use parlor_auth::ports::{FailedMail, Moment};
use serde::Serialize;
use utoipa::ToSchema;

use crate::endpoint::{Endpoint, FieldFault, Query, Reply, endpoint, ok};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};
use crate::v1::V1;
use crate::v1::page::{Page, Wanted};
use crate::v1::routes::wrong;

pub(super) fn routes() -> Vec<Endpoint> {
    vec![
        endpoint(Method::GET, "/v1/admin/outbox", handle)
            .about("the mails that could not be delivered and are still known, those given up last first")
            .for_administrators()
            .gives(StatusCode::OK, "a page of them")
            .refuses(StatusCode::BAD_REQUEST, "a limit or cursor that is wrong")
            .example("limit", wrong("limit", FieldFault::NotBetween(1, 100))),
    ]
}

async fn handle(
    app: App,
    client: Client,
    signed_in: SignedIn<V1>,
    query: Query<V1, Wanted>,
) -> Reply<V1, Page<Undelivered>> {
    let (limit, after) = query.fields.read::<Moment>()?;
    let page = app.run_admin::<_, Infallible>(signed_in.credential, client.address, move |ctx, _| {
        Ok(Page::of(list_failed_mails(ctx, after, limit)?))
    });
    ok(page.await?)
}

/// A mail that could not be delivered; what it said is gone
#[derive(Serialize, ToSchema)]
#[schema(as = UndeliveredMail)]
struct Undelivered {
    /// Its id
    #[schema(minimum = 1, examples(1))]
    id: i64,
    /// Whose mail it was
    #[schema(required, examples(1))]
    account_id: Option<i64>,
    /// To whom it should have gone
    #[schema(examples("ann@example.com"))]
    to: String,
    /// What kind of mail it was
    #[schema(examples("locked"))]
    kind: String,
    /// Why it did not
    #[schema(examples("550 no such mailbox"))]
    reason: String,
    /// How often it was tried
    #[schema(minimum = 0, examples(3))]
    attempts: u32,
    /// When it was queued
    #[schema(format = "date-time", examples("2026-11-26T08:30:00.000000Z"))]
    queued_at: String,
    /// When it was given up
    #[schema(format = "date-time", examples("2026-11-26T08:30:02.000000Z"))]
    failed_at: String,
}

impl From<FailedMail> for Undelivered {
    fn from(mail: FailedMail) -> Self {
        Self {
            id: mail.id,
            account_id: mail.account.map(|id| id.0),
            to: mail.to.as_str().to_owned(),
            kind: mail.kind,
            reason: mail.reason,
            attempts: mail.attempts,
            queued_at: mail.queued_at.rfc3339(),
            failed_at: mail.at.rfc3339(),
        }
    }
}
