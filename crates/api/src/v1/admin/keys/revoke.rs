//! DELETE `/v1/admin/keys/{id}`

use parlor_auth::{RevokeError, revoke_service_key};
use parlor_domain::ServiceKeyId;

use crate::endpoint::{Dialect, Done, Fault, PathId, Problem, Refused, Words, done};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};
use crate::v1::V1;

pub async fn handle(
    app: App,
    client: Client,
    signed_in: SignedIn<V1>,
    path: PathId<V1>,
) -> Result<Done, Refused<V1>> {
    let key = ServiceKeyId(path.id);
    app.run_admin(signed_in.credential, client.address, move |ctx, administrator| {
        revoke_service_key(ctx, &administrator.into(), key)
    })
    .await?;
    done()
}

impl Words<RevokeError> for V1 {
    fn words(refusal: RevokeError) -> Problem {
        match refusal {
            RevokeError::NotFound => V1::fault(&Fault::NotFound),
        }
    }
}
