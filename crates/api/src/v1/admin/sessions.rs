//! `/v1/admin/sessions/{id}`

use actix_web::http::{Method, StatusCode};
use parlor_auth::operator::{OperatorError, end_session};
use parlor_domain::SessionId;

use crate::endpoint::{Done, Endpoint, PathId, Refused, done, endpoint};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};
use crate::v1::V1;
use crate::v1::routes::words;

pub(super) fn routes() -> Vec<Endpoint> {
    vec![
        endpoint(Method::DELETE, "/v1/admin/sessions/{id}", handle)
            .about("ends a session, whoever's it is")
            .for_administrators()
            .gives(StatusCode::NO_CONTENT, "it is over")
            .refuses(StatusCode::NOT_FOUND, "there is no such session, or it was over before")
            .example("unknown", words(OperatorError::NotFound)),
    ]
}

async fn handle(
    app: App,
    client: Client,
    signed_in: SignedIn<V1>,
    path: PathId<V1>,
) -> Result<Done, Refused<V1>> {
    let session = SessionId(path.id);
    app.run_admin(signed_in.credential, client.address, move |ctx, root| {
        end_session(ctx, &root.into(), session)
    })
    .await?;
    done()
}
