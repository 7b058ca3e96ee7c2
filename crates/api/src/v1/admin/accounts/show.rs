//! GET `/v1/admin/accounts/{id}`

use parlor_auth::Failure;
use parlor_auth::operator::{self, OperatorError};
use parlor_community::UnknownAccount;
use parlor_community::leaderboard::score;
use parlor_community::wallet::balance;
use parlor_domain::AccountId;

use super::wire;
use crate::endpoint::{PathId, Reply, ok};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};
use crate::v1::V1;

pub async fn handle(
    app: App,
    client: Client,
    signed_in: SignedIn<V1>,
    path: PathId<V1>,
) -> Reply<V1, wire::Report> {
    let id = AccountId(path.id);
    let community = app.clone();
    let report = app.run_admin(signed_in.credential, client.address, move |ctx, _| {
        let report = operator::show(ctx, id)?;
        // It may have been deleted between two looks.
        let gone = |failure: Failure<UnknownAccount>| failure.map(|UnknownAccount| OperatorError::NotFound);
        let balance = balance(community.community(), id).map_err(gone)?;
        let score = score(community.community(), id).map_err(gone)?;
        Ok((report, balance, score))
    });
    ok(report.await?.into())
}
