//! POST `/v1/admin/accounts/{id}/send-recovery`

use parlor_auth::operator::send_recovery;
use parlor_domain::AccountId;

use crate::endpoint::{Done, PathId, Refused, accepted};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};
use crate::v1::V1;

pub async fn handle(
    app: App,
    client: Client,
    signed_in: SignedIn<V1>,
    path: PathId<V1>,
) -> Result<Done, Refused<V1>> {
    let id = AccountId(path.id);
    app.run_admin(signed_in.credential, client.address, move |ctx, root| send_recovery(ctx, (root, id)))
        .await?;
    accepted()
}
