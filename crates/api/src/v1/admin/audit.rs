//! `/v1/admin/audit`

mod wire;

use std::convert::Infallible;

use actix_web::http::{Method, StatusCode};
use parlor_auth::ports::Moment;
use parlor_auth::read_audit_log;
use parlor_domain::{AccountId, ActorWanted, AuditFilter, Timestamp};

use crate::endpoint::{Check, Endpoint, FieldErrors, FieldFault, Query, Reply, endpoint, ok};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};
use crate::v1::V1;
use crate::v1::page::{self, Page};
use crate::v1::routes::wrong;

pub(super) use wire::Entry;

pub(super) fn routes() -> Vec<Endpoint> {
    vec![
        endpoint(Method::GET, "/v1/admin/audit", handle)
            .about("the audit log, the newest entries first: those that every filter fits")
            .for_administrators()
            .gives(StatusCode::OK, "a page of it")
            .refuses(StatusCode::BAD_REQUEST, "a filter, limit or cursor that is wrong")
            .example("actor", wrong("actor", FieldFault::NotAChoice))
            .example("from", wrong("from", FieldFault::NotATime)),
    ]
}

async fn handle(
    app: App,
    client: Client,
    signed_in: SignedIn<V1>,
    query: Query<V1, wire::Search>,
) -> Reply<V1, Page<Entry>> {
    let (filter, limit, after) = read(query.fields)?;
    let page = app.run_admin::<_, Infallible>(signed_in.credential, client.address, move |ctx, _| {
        Ok(Page::of(read_audit_log(ctx, &filter, after, limit)?))
    });
    ok(page.await?)
}

fn read(fields: wire::Search) -> Result<(AuditFilter, usize, Option<Moment>), FieldErrors> {
    let mut check = Check::default();
    let time = |text: &str| Timestamp::parse_rfc3339(text).ok_or(FieldFault::NotATime);
    let filter = AuditFilter {
        account: check.optional_integer("account", fields.account, |id| Ok::<_, FieldFault>(AccountId(id))),
        actor: check.optional_text("actor", fields.actor, |text| {
            ActorWanted::parse(text).ok_or(FieldFault::NotAChoice)
        }),
        kind: check.optional_text("kind", fields.kind, |text| Ok::<_, FieldFault>(text.to_owned())),
        from: check.optional_text("from", fields.from, time),
        until: check.optional_text("until", fields.until, time),
    };
    let (limit, after) = page::read::<Moment>(&mut check, fields.limit, fields.cursor);
    check.done(Some((filter, limit, after)))
}
