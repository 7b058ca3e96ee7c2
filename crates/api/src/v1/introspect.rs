//! `/v1/introspect`: tells other back ends what a token is good for now (RFC 7662).

mod wire;

use std::convert::Infallible;

use actix_web::http::{Method, StatusCode};
use parlor_auth::introspect;
use parlor_domain::Scope;
use serde_json::json;

use super::V1;
use super::routes::wrong;
use crate::endpoint::{Body, Check, Endpoint, FieldFault, Reply, endpoint, ok};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};

pub(super) fn routes() -> Vec<Endpoint> {
    vec![
        endpoint(Method::POST, "/v1/introspect", handle)
            .about("tells whether a token is good now, and whose it is (RFC 7662)")
            .or_service_keys(Scope::AccountsRead)
            .gives(StatusCode::OK, "what it is good for; of one that is not good, only that")
            .example("good", wire::Introspected::example())
            .example("not_good", json!({ "active": false }))
            .refuses(StatusCode::BAD_REQUEST, "no token")
            .example("missing", wrong("token", FieldFault::Required)),
    ]
}

async fn handle(
    app: App,
    client: Client,
    signed_in: SignedIn<V1>,
    body: Body<V1, wire::Introspection>,
) -> Reply<V1, wire::Introspected> {
    let mut check = Check::default();
    let token = check.text("token", body.fields.token, |text| Ok::<_, FieldFault>(text.to_owned()));
    // Which kind it is shows from itself.
    let _: Option<()> =
        check.nullable_text("token_type_hint", body.fields.token_type_hint, |_| Ok::<_, FieldFault>(()));
    let token = check.done(token)?;
    let caller = (signed_in.credential, Scope::AccountsRead);
    let told =
        app.run_with::<_, Infallible>(caller, client.address, move |ctx, _| Ok(introspect(ctx, &token)?));
    ok(told.await?.map(Into::into).unwrap_or_default())
}
