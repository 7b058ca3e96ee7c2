//! POST `/v1/admin/keys`

use parlor_auth::{CreateServiceKey, create_service_key};
use parlor_domain::{Scope, Scopes, ServiceKeyName};

use super::wire;
use crate::endpoint::{Body, Check, FieldFault, Reply, created};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};
use crate::v1::V1;

pub async fn handle(
    app: App,
    client: Client,
    signed_in: SignedIn<V1>,
    body: Body<V1, wire::KeyWanted>,
) -> Reply<V1, wire::NewKey> {
    let mut check = Check::default();
    let name = check.text("name", body.fields.name, ServiceKeyName::parse);
    let scopes =
        check.texts("scopes", body.fields.scopes, |word| Scope::parse(word).ok_or(FieldFault::NotAChoice));
    let (name, scopes) = check.done(name.zip(scopes))?;
    let command = CreateServiceKey { name, scopes: Scopes::of(scopes) };
    let made = app.run_admin(signed_in.credential, client.address, move |ctx, administrator| {
        create_service_key(ctx, &administrator.into(), command)
    });
    created(made.await?.into())
}
